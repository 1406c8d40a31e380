"""Where a commitment stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from watcher.model.event import Quote
from watcher.model.plan import Ruling, Verdict, Window


class Schedule(StrEnum):
    UNDATED = "undated"
    NOT_YET_DUE = "not yet due"
    DUE_SOON = "due soon"
    IN_WINDOW = "in window"
    PAST_DUE = "past due"


class Evidence(StrEnum):
    NOT_CHECKED = "not checked"
    NONE_FOUND = "none found"
    CANDIDATE = "candidate found"
    ACCEPTED = "accepted"
    CANNOT_SEE = "cannot see"


class Dates(StrEnum):
    UNCHANGED = "unchanged"
    REVISED = "revised"
    REMOVED = "removed"


class Effect(StrEnum):
    """What a later statement did to the date of a promise."""

    CONFIRMED = "confirmed"  # the same last day once more
    LATER = "later"
    EARLIER = "earlier"
    VAGUER = "vaguer"  # a date gave way to "soon" and its like
    REMOVED = "removed"  # a date gave way to nothing
    GIVEN = "given"  # a date where none had been
    BACK = "back"  # a date after it had been removed or had gone vague

    @property
    def moves(self) -> bool:
        return self is not Effect.CONFIRMED


@dataclass(frozen=True, slots=True)
class Slip:
    """A line of the slip ledger: a later statement of the date, never an overwriting of the first.

    ``days``: later is positive; None where precision was lost or the date removed. ``total``: the same from the first window.
    ``said_on``: the day the document bears, ``on`` where it bears none. ``reason``: the words in which it gives one, or "".
    """

    on: date  # when Planwatch read it
    before: str
    after: str  # "" when the date was removed
    window: Window | None  # the new one
    days: int | None
    url: str
    words: str
    event_id: int = 0  # 0 where it has no page
    effect: Effect = Effect.LATER
    said_on: date | None = None
    who: str = ""  # the publisher
    where: str = ""  # the document's title
    reason: str = ""
    coarser: bool = False  # the new date is known less exactly: "autumn 2023" became "2024"
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a commitment was looked for. A look that saw nothing of the page is no check."""

    sources: tuple[str, ...]
    checks: int  # looks that saw their source
    as_of: datetime | None  # the last of them
    blind: tuple[str, ...] = ()  # ids of sources that cannot be read now
    unread: tuple[str, ...] = ()  # ids of sources that were never read
    looks: tuple[tuple[str, int], ...] = ()  # of the checks, how many each source has

    @property
    def searched(self) -> tuple[str, ...]:
        """The sources that were read at least once."""
        return tuple(i for i in self.sources if i not in self.unread)


@dataclass(frozen=True, slots=True)
class Standing:
    commitment_id: str
    schedule: Schedule
    evidence: Evidence
    dates: Dates
    verdict: Verdict
    window: Window  # as first promised
    latest_window: Window  # after the last slip; equals ``window`` when unchanged
    slips: tuple[Slip, ...]  # what moved the date, oldest first
    coverage: Coverage
    sentence: str  # plain words: "Overdue since 30 November 2023; no evidence found in 41 checks of 6 sources."
    ruling: Ruling | None = None
    candidates: tuple[Quote, ...] = ()
    ledger: tuple[Slip, ...] = ()  # every later statement of the date, those that only confirm it among them
