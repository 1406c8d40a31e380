"""Where today's rules tell something else than was told, and how that is put on record. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from watcher.dates import london_day
from watcher.model import Event, EventKind
from watcher.replay.play import base_key
from watcher.weighing import in_force

NOT_PLAYED = frozenset(
    {EventKind.BLIND_SPOT, EventKind.SOURCE_FAILING, EventKind.SOURCE_RECOVERED, EventKind.SELECTOR_EMPTY,
     EventKind.NEEDS_REVIEW, EventKind.RULES_CHANGED}
)  # fmt: skip
"""Kinds that follow from failures, or are for maintainers only."""

_DATES = ("from", "to", "from_start", "from_end", "to_start", "to_end", "direction", "window_end")
_SEARCHED = re.compile(r"\d[\d,]* checks? of \d+ sources?")


class What(StrEnum):
    APPEARS = "appears"
    VANISHES = "vanishes"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Difference:
    """``old``: as it was told, with its id; ``new``: as today's rules tell it. Both where it changes."""

    what: What
    old: Event | None
    new: Event | None

    @property
    def event(self) -> Event:
        event = self.new or self.old
        assert event is not None
        return event

    @property
    def day(self) -> date:
        """In London."""
        return london_day(self.event.at)

    @property
    def fields(self) -> tuple[str, ...]:
        """In what the two differ, where it changes."""
        if self.old is None or self.new is None:
            return ()
        old, new = said(self.old), said(self.new)
        return tuple(name for name in old if old[name] != new[name])


def differences(told: Sequence[Event], played: Iterable[Event], *, since: date | None = None) -> list[Difference]:
    """In the order of their days. ``told``: every recorded event; ``played``: what today's rules tell.

    ``since``: a day in London, before which none is told.
    """
    old = {base_key(e): e for e in in_force(told) if e.kind not in NOT_PLAYED}
    new = {e.key: e for e in played if e.kind not in NOT_PLAYED}
    found = [Difference(What.CHANGES, old[k], new[k]) for k in old if k in new and said(old[k]) != said(new[k])]
    found += _paired([old[k] for k in old if k not in new], [new[k] for k in new if k not in old])
    return sorted((d for d in found if since is None or d.day >= since), key=lambda d: (d.event.at, d.event.key))


def said(event: Event) -> dict[str, str]:
    """What a reader would find to be different. How often was looked is counted, not judged; a promise's title is only its name."""
    title = event.promised.text.rpartition(" (")[0] if event.promised else ""
    sentence = event.sentence.replace(title, "…") if title else event.sentence
    said = {"kind": event.kind.value, "commitment": event.commitment_id, "sentence": _SEARCHED.sub("… checks", sentence)}
    return {**said, **{name: event.detail.get(name, "") for name in _DATES}}


def _paired(gone: Sequence[Event], come: Sequence[Event]) -> list[Difference]:
    """One that vanishes and one that appears in its place, by another key, are one that changes."""
    places: defaultdict[tuple[str, ...], tuple[list[Event], list[Event]]] = defaultdict(lambda: ([], []))
    for side, events in enumerate((gone, come)):
        for e in events:
            places[e.kind.value, e.commitment_id, e.source_id, e.at.isoformat()][side].append(e)
    found = []
    for olds, news in places.values():
        if len(olds) == len(news) == 1:
            found.append(Difference(What.CHANGES, olds[0], news[0]))
        else:
            found += [Difference(What.VANISHES, e, None) for e in olds]
            found += [Difference(What.APPEARS, None, e) for e in news]
    return found


# --- on record ---


def rules_change(found: Iterable[Difference], told: Sequence[Event], now: datetime) -> list[Event]:
    """The events that make a record of differences: what is new in the log, never news, and what withdraws or names it."""
    last = {base_key(e): e.id for e in told}
    keys = {e.key for e in told}
    return [e for d in found for e in _recorded(d, last, keys, now)]


def _recorded(difference: Difference, last: Mapping[str, int], keys: Collection[str], now: datetime) -> list[Event]:
    new = _quietly(difference.new, last, keys) if difference.new else None
    detail = {"why": _why(difference)}
    if difference.old:
        detail["withdraws"] = str(difference.old.id)
    if new:
        detail["adds"] = new.key
    about = difference.event
    key = f"rules:withdraws:{difference.old.id}" if difference.old else f"rules:adds:{detail['adds']}"
    change = Event(0, now, EventKind.RULES_CHANGED, key, about.plan_id, about.commitment_id, about.source_id,
                   _sentence(difference), about.promised, detail=detail)  # fmt: skip
    return [new, change] if new else [change]


def _quietly(event: Event, last: Mapping[str, int], keys: Collection[str]) -> Event:
    """As part of a baseline. A key that is taken, if only by what was withdrawn, gives way to one of its own."""
    detail = {**event.detail, "baseline": "yes", "rules": "yes"}
    if event.key not in keys:
        return replace(event, detail=detail)
    return replace(event, key=f"{event.key}@{last[event.key]}", detail={**detail, "key": event.key})


def _why(difference: Difference) -> str:
    return {
        What.APPEARS: "The rules of today tell it; those of that day did not.",
        What.VANISHES: "The rules of today do not tell it.",
        What.CHANGES: f"The rules of today tell it otherwise ({', '.join(difference.fields) or 'of another passage'}).",
    }[difference.what]


def _sentence(difference: Difference) -> str:
    begins = {
        What.APPEARS: "Put on record by a change of our rules",
        What.VANISHES: "Withdrawn by a change of our rules",
        What.CHANGES: "Put otherwise by a change of our rules",
    }[difference.what]
    return f"{begins}: {difference.event.sentence}"
