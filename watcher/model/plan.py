"""What was promised: plans, commitments, and what people ruled on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    TERM = "term"
    HALF = "half"
    YEAR = "year"
    RANGE = "range"
    VAGUE = "vague"  # "soon", "in due course", "later this year" without a year
    NONE = "none"  # no date was given


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a due phrase stands for, both ends included; ``None`` is open.

    ``end is None`` means undated: such a promise never becomes overdue.
    """

    start: date | None
    end: date | None
    precision: Precision
    phrase: str

    @property
    def dated(self) -> bool:
        return self.end is not None


class Verdict(StrEnum):
    NOT_YET_RATED = "not yet rated"
    IN_PROGRESS = "in progress"
    STALLED = "stalled"
    DELIVERED = "delivered"
    DELIVERED_LATE = "delivered late"
    DELIVERED_IN_PART = "delivered in part"
    NOT_DELIVERED = "not delivered"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Ruling:
    """``by``: ids of the commitments that took its place, for "superseded"; usually another plan's."""

    on: date
    verdict: Verdict
    evidence: tuple[str, ...]  # addresses
    note: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence that a maintainer found but has not ruled on."""

    url: str
    on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Evidence that a maintainer looked at and does not accept, with the reason."""

    url: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that later documents gave the same promise. ``document``: the address of the one that renamed it."""

    name: str
    document: str
    on: date | None = None  # when that document said so
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake of our own, told in the open. ``commitment_id`` is "" where it concerns the whole plan."""

    on: date
    text: str
    commitment_id: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    id: str
    plan_id: str
    title: str
    due: str  # the phrase as stored
    window: Window
    owner: str
    theme: str
    stated: str  # address of the place where it is stated
    stated_in: str = ""  # heading or section there
    names: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    delivered_by: tuple[str, ...] = ()  # what the thing itself would be: see match.types.THINGS
    rulings: tuple[Ruling, ...] = ()  # oldest first
    candidates: tuple[Candidate, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    note: str = ""
    aliases: tuple[Alias, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """Every name by which documents speak of it, those given later among them."""
        return tuple(dict.fromkeys((*self.names, *(a.name for a in self.aliases))))

    def rulings_by(self, day: date) -> tuple[Ruling, ...]:
        """Those that are dated that day or before, oldest first."""
        return tuple(r for r in self.rulings if r.on <= day)

    def rejected_by(self, day: date) -> tuple[Rejection, ...]:
        return tuple(r for r in self.rejected if r.on <= day)


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    title: str
    url: str
    published: date
    publisher: str
    evidence_to: date | None  # the date up to which a maintainer searched for evidence
    commitments: tuple[Commitment, ...]
    note: str = ""
    corrections: tuple[Correction, ...] = ()  # oldest first

    @property
    def baseline_key(self) -> str:
        """The key of the event with which it comes under watch."""
        return f"baseline:plan:{self.id}"

    def corrections_by(self, day: date) -> tuple[Correction, ...]:
        return tuple(x for x in self.corrections if x.on <= day)
