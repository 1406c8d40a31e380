"""What was found of a commitment, and what happened: the lines of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from watcher.model.change import Hunk


class Relation(StrEnum):
    EVIDENCE = "evidence"  # the promised thing itself
    ACCOUNT = "account"  # the body responsible says what became of it; no candidate for keeping it
    MENTION = "mention"  # talk about it


@dataclass(frozen=True, slots=True)
class Sighting:
    commitment_id: str
    relation: Relation
    score: float  # 0..1
    why: tuple[str, ...]
    passage: str  # the block that concerns the commitment, as read
    url: str
    title: str
    parts: tuple[tuple[str, float], ...] = ()  # what the score is the sum of, in words and points


class EventKind(StrEnum):
    EVIDENCE = "evidence"
    RULING = "ruling"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    DATE_REVISED = "date-revised"
    DATE_REMOVED = "date-removed"
    DATE_CONFIRMED = "date-confirmed"
    WORDING_CHANGED = "wording-changed"
    SILENT_EDIT = "silent-edit"
    PAGE_UPDATED = "page-updated"
    PAGE_WITHDRAWN = "page-withdrawn"
    PAGE_GONE = "page-gone"
    PAGE_MOVED = "page-moved"
    PAGE_RESTORED = "page-restored"
    REANNOUNCED = "reannounced"
    BLIND_SPOT = "blind-spot"
    SOURCE_FAILING = "source-failing"
    SOURCE_RECOVERED = "source-recovered"
    SELECTOR_EMPTY = "selector-empty"
    NEEDS_REVIEW = "needs-review"
    RULES_CHANGED = "rules-changed"  # our own rules judge the archive differently now; never news

    @property
    def public(self) -> bool:
        return self not in _FOR_MAINTAINERS


_FOR_MAINTAINERS = frozenset(
    {EventKind.SOURCE_FAILING, EventKind.SOURCE_RECOVERED, EventKind.SELECTOR_EMPTY, EventKind.NEEDS_REVIEW,
     EventKind.RULES_CHANGED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quote:
    """Words with the place they stand in. ``at`` and ``sha256`` are set for what Planwatch read itself.

    ``place``: where in a file ("page 31"), or "".
    """

    text: str
    url: str
    at: datetime | None = None
    sha256: str = ""
    place: str = ""

    @property
    def link(self) -> str:
        """The address, at the page of a file where that is known (RFC 8118, 3)."""
        number = self.place.removeprefix("page ")
        return f"{self.url}#page={number}" if number != self.place and number.isdecimal() else self.url


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. ``id`` is 0 until the archive has given it one; ids only grow.

    ``key`` says what happened once and for all: the archive keeps one event a key.
    ``detail`` holds what a kind needs besides, all strings:
    date-revised, date-removed and date-confirmed {"from","to","direction","from_start","from_end","to_start","to_end"
    (ISO dates or ""), "effect" (an Effect), "role", "said_on", "dated" ("no" where the document bears no date), "who", "reason",
    "coarser" and "ledger" ("no" where it is another date than the promise's own)},
    silent-edit {"unnoted": what a note could have said}, reannounced {"first": address},
    wording-changed {"direction": softened|hardened|neutral},
    blind-spot {"phase": begins|ends, "reason", "since"}, ruling {"verdict"}, evidence {"score","why"},
    page-moved {"from","to"}, overdue/due-soon {"window_end","checks","sources"}, needs-review of what belongs to a page and could
    not be read {"address", "why", "listed" (new|before)}; whatever a consultation, a release of statistics or a collection
    came to {"stage"}.
    """

    id: int
    at: datetime
    kind: EventKind
    key: str
    plan_id: str
    commitment_id: str  # "" where it concerns the plan or a source as a whole
    source_id: str  # "" where no source is involved
    sentence: str
    promised: Quote | None = None
    found: Quote | None = None
    title: str = ""  # of the document
    hunks: tuple[Hunk, ...] = ()
    detail: dict[str, str] = field(default_factory=dict)

    @property
    def news(self) -> bool:
        """Public, and not part of a baseline: what readers are told."""
        return self.kind.public and self.detail.get("baseline") != "yes"

    @property
    def quiet(self) -> bool:
        """Too little to interrupt anybody for: told in digests and on pages, in no alert and no feed."""
        return self.detail.get("quiet") == "yes"


@dataclass(frozen=True, slots=True)
class Headline:
    """An event as a list shows it. ``sha256``: of the kept snapshot that it quotes, or "". ``quiet``: see Event."""

    id: int
    at: datetime
    kind: EventKind
    plan_id: str
    commitment_id: str
    source_id: str
    sentence: str
    sha256: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That the rules of today do not tell an event as it was told: when that was recorded, and why.

    ``instead``: what they tell in its place, or "".
    """

    at: datetime
    why: str
    instead: str = ""
