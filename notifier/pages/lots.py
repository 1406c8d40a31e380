"""A promise at a glance: what became of it in a word and a shape, and the whole of many in one sentence. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from notifier.words import count_in_words, date_in_words
from watcher import ACCEPTING, ENDED, Commitment, Dates, Evidence, Schedule, Standing, Verdict


class Lot(StrEnum):
    """Its name in addresses and style sheets. What is late comes first: it is what people come for."""

    LATE = "late"
    KEPT = "kept"
    PART = "part"
    ENDED = "ended"
    OPEN = "open"

    @property
    def shape(self) -> str:
        return _LOTS[self][0]

    @property
    def words(self) -> str:
        return _LOTS[self][1]

    @property
    def meaning(self) -> str:
        return _LOTS[self][2]


_LOTS = {
    Lot.KEPT: ("●", "delivered", "Ruled delivered, within the promised time or with no date to miss."),
    Lot.PART: ("◐", "late or in part", "Ruled delivered, but late or in part."),
    Lot.LATE: ("▲", "overdue", "The promised time has ended, and no ruling says that the promise was kept."),
    Lot.ENDED: ("✕", "dropped, replaced or not delivered", "Ruled dropped, superseded by something else, or not delivered."),
    Lot.OPEN: ("○", "not due, or undated", "The promised time has not ended, or no date was promised."),
}

AXIS_SHAPES: Mapping[StrEnum, str] = {
    Schedule.UNDATED: "–", Schedule.NOT_YET_DUE: "◇", Schedule.DUE_SOON: "◊", Schedule.IN_WINDOW: "◈", Schedule.PAST_DUE: "◆",
    Evidence.NOT_CHECKED: "…", Evidence.NONE_FOUND: "□", Evidence.CANDIDATE: "◨", Evidence.ACCEPTED: "■", Evidence.CANNOT_SEE: "▨",
    Dates.UNCHANGED: "=", Dates.REVISED: "→", Dates.REMOVED: "✕",
    Verdict.NOT_YET_RATED: "?", Verdict.IN_PROGRESS: "▷", Verdict.STALLED: "‖", Verdict.DELIVERED: "✓",
    Verdict.DELIVERED_LATE: "✓…", Verdict.DELIVERED_IN_PART: "½", Verdict.NOT_DELIVERED: "✕", Verdict.DROPPED: "✕",
    Verdict.SUPERSEDED: "↷", Verdict.UNCLEAR: "~",
}  # fmt: skip
"""A shape for each value of each axis: diamonds fill as time passes, squares as evidence comes; circles are lots alone."""


@dataclass(frozen=True, slots=True)
class Glance:
    """``words``: the lot of this one promise, such as "overdue, in progress"."""

    lot: Lot
    words: str


def at_a_glance(standing: Standing) -> Glance:
    verdict = standing.verdict
    if verdict is Verdict.DELIVERED:
        return Glance(Lot.KEPT, verdict.value)
    if verdict in ACCEPTING:
        return Glance(Lot.PART, verdict.value)
    if verdict in ENDED:
        return Glance(Lot.ENDED, verdict.value)
    rated = verdict is not Verdict.NOT_YET_RATED
    if standing.schedule is Schedule.PAST_DUE:
        return Glance(Lot.LATE, f"overdue, {verdict.value}" if rated else "overdue")
    return Glance(Lot.OPEN, verdict.value if rated else standing.schedule.value)


def badge_words(standing: Standing) -> str:
    """What a badge says: "overdue since 1 January 2026", "delivered", "due by 31 December 2027"."""
    glance, end = at_a_glance(standing), standing.window.end
    if glance.lot is Lot.LATE and end is not None:
        since = f"overdue since {date_in_words(end + timedelta(days=1))}"
        return since if standing.verdict is Verdict.NOT_YET_RATED else f"{since}, {standing.verdict.value}"
    if glance.lot is Lot.OPEN and end is not None and standing.verdict is Verdict.NOT_YET_RATED:
        moved = {Dates.REMOVED: ", date removed since", Dates.REVISED: ", date moved since"}.get(standing.dates, "")
        return f"due by {date_in_words(end)}{moved}"
    return glance.words


def summary(standings: Collection[Standing]) -> str:
    """How many became what, in one sentence whose numbers add up to all of them."""
    lots = Counter(at_a_glance(s).lot for s in standings)
    told = [f"{lots[lot]} {words[0] if lots[lot] == 1 else words[1]}" for lot, words in _SUMMARY.items() if lots[lot]]
    return f"{count_in_words(len(standings), 'promise')}: {', '.join(told)}." if told else "No promise."


_SUMMARY = {
    Lot.LATE: ("is overdue", "are overdue"),
    Lot.KEPT: ("was delivered", "were delivered"),
    Lot.PART: ("came late or in part", "came late or in part"),
    Lot.ENDED: ("was dropped, replaced or not delivered", "were dropped, replaced or not delivered"),
    Lot.OPEN: ("is not due yet or has no date", "are not due yet or have no date"),
}


def count_line(standings: Collection[Standing]) -> str:
    """The dated promises in one sentence that states how sure it is; its numbers add up to them.

    A look at a source counts once, however many promises it was for.
    """
    dated = [s for s in standings if s.window.end is not None]
    parts: dict[str, list[Standing]] = {}
    for s in dated:
        parts.setdefault(_part(s), []).append(s)
    looks: dict[str, int] = {}
    for i, number in (look for s in parts.get("none", ()) for look in s.coverage.looks if look[0] in s.coverage.searched):
        looks[i] = max(number, looks.get(i, 0))
    looked = f"{count_in_words(sum(looks.values()), 'check')} of {count_in_words(len(looks), 'source')}"
    told = [f"{len(parts[name])} {words.format(looked=looked)}" for name, words in _PARTS.items() if name in parts]
    undated = len(standings) - len(dated)
    if not dated:
        return f"{count_in_words(undated, 'promise')} without a date, so that none can be overdue."
    rest = f" {undated} more {'was' if undated == 1 else 'were'} promised without a date." if undated else ""
    return f"Of {count_in_words(len(dated), 'promise')} with a date: {'; '.join(told)}.{rest}"


_PARTS = {
    "delivered": "ruled delivered on time",
    "late": "delivered late",
    "part": "delivered in part",
    "ended": "dropped, replaced or ruled not delivered",
    "candidate": "overdue with possible evidence that nobody has ruled on",
    "rated": "overdue and ruled in progress, stalled or unclear",
    "none": "overdue with no evidence found in {looked}",
    "unread": "overdue and not looked for yet",
    "unseen": "overdue, where no place can be read at present",
    "ahead": "not due yet",
}


_LATE = {Evidence.CANDIDATE: "candidate", Evidence.NONE_FOUND: "none", Evidence.NOT_CHECKED: "unread"}


def _part(standing: Standing) -> str:
    glance = at_a_glance(standing)
    if glance.lot is Lot.LATE:
        if standing.verdict is not Verdict.NOT_YET_RATED:
            return "rated"
        return _LATE.get(standing.evidence, "unseen")
    if glance.lot is Lot.PART:
        return "late" if standing.verdict is Verdict.DELIVERED_LATE else "part"
    return {Lot.KEPT: "delivered", Lot.ENDED: "ended", Lot.OPEN: "ahead"}[glance.lot]


def by_lot(commitments: Collection[Commitment], standings: Mapping[str, Standing]) -> dict[Lot, list[Commitment]]:
    """The commitments of each lot, in their order; a lot without any has an empty list."""
    found: dict[Lot, list[Commitment]] = {lot: [] for lot in Lot}
    for c in commitments:
        found[at_a_glance(standings[c.id]).lot].append(c)
    return found
