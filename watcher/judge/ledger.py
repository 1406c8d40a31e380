"""The slip ledger: every later statement of a promise's date, and what each did to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from watcher.dates import london_day
from watcher.model import Commitment, DateDirection, Effect, Event, EventKind, Precision, Slip, Window

DATING = frozenset({EventKind.DATE_REVISED, EventKind.DATE_REMOVED, EventKind.DATE_CONFIRMED})
"""The kinds of event that are lines of the ledger."""
_ISO_DATES = ("from_start", "from_end", "to_start", "to_end")
_EXACTNESS = (Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.SEASON, Precision.TERM, Precision.HALF, Precision.YEAR)
_ALIKE = {Precision.SEASON: Precision.QUARTER, Precision.TERM: Precision.QUARTER}
_BY_DIRECTION = {DateDirection.LATER.value: Effect.LATER, DateDirection.EARLIER.value: Effect.EARLIER,
                 DateDirection.ADDED.value: Effect.GIVEN, DateDirection.REMOVED.value: Effect.REMOVED}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """How the date of a promise stands: as last stated, and what was ever given.

    ``window``: the last one that had an end, else the first. ``gone``: it was removed since, or went vague.
    ``said_on``: the day of the last statement, None where there was none. ``ends``: every last day ever given.
    """

    window: Window
    gone: bool = False
    said_on: date | None = None
    ends: frozenset[date] = frozenset()


def ledger_of(events: Iterable[Event], first: Window) -> tuple[Slip, ...]:
    """A line for every later statement of a promise's own date, in the order in which they were read."""
    return tuple(_slip(e, first) for e in events if e.kind in DATING and e.detail.get("ledger") != "no")


def slips_of(ledger: Iterable[Slip]) -> tuple[Slip, ...]:
    """The lines that moved the date."""
    return tuple(s for s in ledger if s.effect.moves)


def is_gone(slips: Sequence[Slip]) -> bool:
    """Whether the date was removed or went vague, and was not given again. ``slips``: the lines that moved it."""
    return bool(slips) and slips[-1].effect in (Effect.REMOVED, Effect.VAGUER)


def latest_window(first: Window, ledger: Sequence[Slip]) -> Window:
    """The window last stated; the first one where no later statement gives an end."""
    dated = [s.window for s in ledger if s.window is not None and s.window.dated]
    return dated[-1] if dated else first


def stated(commitment: Commitment, events: Iterable[Event]) -> Stated:
    """How the date of a promise stands after these events."""
    ledger = ledger_of(events, commitment.window)
    windows = [commitment.window, *(s.window for s in ledger if s.window)]
    return Stated(
        window=latest_window(commitment.window, ledger),
        gone=is_gone(slips_of(ledger)),
        said_on=max((s.said_on for s in ledger if s.said_on), default=None),
        ends=frozenset(w.end for w in windows if w.end),
    )


def last_day(window: Window) -> date | None:
    """The day by which a window is told from another: its end, or where it has none its beginning."""
    return window.end or window.start


def effect_of(before: Stated, after: Window | None) -> Effect:
    """What a statement does to a date that stands so. ``after`` None: the date is not there any more."""
    if after is None:
        return Effect.REMOVED
    if last_day(after) is None:
        return Effect.VAGUER if before.window.dated and not before.gone else Effect.CONFIRMED
    if before.gone:
        return Effect.BACK
    was, now = last_day(before.window), last_day(after)
    if was is None or now is None or (before.window.end is None and after.end is not None):
        return Effect.GIVEN
    if now == was:
        return Effect.CONFIRMED
    return Effect.LATER if now > was else Effect.EARLIER


def coarser(before: Window | None, after: Window | None) -> bool:
    """Whether the second is known less exactly: a season became a year. A season, a term and a quarter are alike."""
    ranks = [_EXACTNESS.index(_ALIKE.get(w.precision, w.precision)) for w in (before, after) if w and w.precision in _EXACTNESS]
    return len(ranks) == 2 and ranks[1] > ranks[0]


def _slip(event: Event, first: Window) -> Slip:
    detail = event.detail
    read = {k: date.fromisoformat(v) if v else None for k, v in detail.items() if k in _ISO_DATES}
    start, end, was = read.get("to_start"), read.get("to_end"), read.get("from_end")
    words = detail.get("to", "")
    day = london_day(event.at)
    return Slip(
        on=day,
        before=detail.get("from", ""),
        after=words,
        window=Window(start, end, Precision.RANGE if end else Precision.VAGUE, words) if words else None,
        days=(end - was).days if end and was else None,
        url=event.found.link if event.found else "",
        words=event.found.text if event.found else "",
        event_id=event.id,
        effect=_effect(detail),
        said_on=date.fromisoformat(detail["said_on"]) if detail.get("said_on") else day,
        who=detail.get("who", ""),
        where=event.title,
        reason=detail.get("reason", ""),
        coarser=detail.get("coarser") == "yes",
        total=(end - first.end).days if end and first.end else None,
    )


def _effect(detail: dict[str, str]) -> Effect:
    """As recorded; of events from before effects were recorded, as their direction says."""
    if detail.get("effect"):
        return Effect(detail["effect"])
    effect = _BY_DIRECTION.get(detail.get("direction", ""), Effect.LATER if detail.get("to") else Effect.REMOVED)
    return Effect.VAGUER if effect is Effect.REMOVED and detail.get("to") else effect
