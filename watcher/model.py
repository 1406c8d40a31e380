"""The words of Planwatch as frozen values. Imports nothing of ours.

All datetimes are aware and in UTC; all dates are calendar dates in Europe/London.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

# --- the plan -----------------------------------------------------------------


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


class SourceKind(StrEnum):
    GOVUK = "govuk"
    GOVUK_SEARCH = "govuk-search"
    FEED = "feed"
    FILE = "file"  # a PDF, text document or spreadsheet
    PARLIAMENT_QUESTIONS = "parliament-questions"
    PARLIAMENT_STATEMENTS = "parliament-statements"
    PARLIAMENT_COMMITTEE = "parliament-committee"
    LEGISLATION = "legislation"
    OFSTED = "ofsted"
    STATISTICS = "statistics"  # Explore Education Statistics
    CITIZEN_SPACE = "citizen-space"
    GITHUB = "github"
    CONTRACTS = "contracts"
    JSON = "json"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    kind: SourceKind
    url: str
    every: timedelta
    select: str = ""  # CSS for pages, JMESPath for JSON
    ignore: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()  # commitment ids; ("*",) means any
    note: str = ""
    renderer: str = ""  # "chromium" for pages that are empty without JavaScript
    verified: bool = True  # False while nobody has seen the address answer


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``plans``: the oldest first."""

    plans: tuple[Plan, ...]
    sources: tuple[Source, ...]

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(c for plan in self.plans for c in plan.commitments)

    def known_by(self, day: date) -> Catalogue:
        """With the plans that were published that day or before."""
        return replace(self, plans=tuple(p for p in self.plans if p.published <= day))


# --- what a source says ---------------------------------------------------------


class DocumentState(StrEnum):
    LIVE = "live"
    HISTORIC = "historic"  # published under a previous government
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    MOVED = "moved"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"  # cells joined by " | "
    COLUMNS = "columns"  # the headings of the rows below, joined in the same way


@dataclass(frozen=True, slots=True)
class Block:
    """``place``: where in a file it stands ("page 31"), which is no part of what it says: text that moved on a page is the same."""

    kind: BlockKind
    text: str  # one line, whitespace folded, NFC, no control or bidi characters
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ChangeNote:
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Attachment:
    title: str
    url: str
    html: bool  # an HTML attachment has a content item of its own
    content_type: str = ""  # of a file, as the page states it
    size: int | None = None  # of a file in bytes, as the page states it


class DateRole(StrEnum):
    OPENING = "opening"
    CLOSING = "closing"
    RELEASE = "release"
    PUBLICATION = "publication"
    RESPONSE = "response"  # the day by which government is to answer a committee


class Stage(StrEnum):
    """How far a consultation, or a release of statistics that is announced, has come."""

    UNOPENED = "unopened"
    OPEN = "open"
    CLOSED = "closed"
    FEEDBACK = "feedback"  # what was answered is published, and no outcome
    OUTCOME = "outcome"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class StructuredDate:
    """A date that the format states in a field of its own (a consultation's closing date)."""

    role: DateRole
    on: date


@dataclass(frozen=True, slots=True)
class Document:
    """What a page, file or list says. ``key`` survives a change of address where the format allows."""

    url: str
    title: str
    type: str = ""  # GOV.UK document_type, or "page", "attachment" (a file), a type of list in LISTS, or a kind's own
    state: DocumentState = DocumentState.LIVE
    description: str = ""
    content_id: str = ""
    publisher: str = ""
    published: datetime | None = None  # first publication
    updated: datetime | None = None  # last major update by its editors (public_updated_at)
    notes: tuple[ChangeNote, ...] = ()  # newest first
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dates: tuple[StructuredDate, ...] = ()
    moved_to: str = ""
    explanation: str = ""  # why it was withdrawn, is gone or was called off
    language: str = "en"
    entries: tuple[Document, ...] = ()  # a list's rows, for feeds and searches
    partial: str = ""  # why this is only a part of what is there, in a few words; "" where it is all
    stage: Stage | None = None  # None where the format has no stages, or does not tell

    @property
    def key(self) -> str:
        return self.content_id or self.url

    @property
    def row_key(self) -> str:
        """Of a list's row: it is new when its address or its date is (finder feeds keep ids over updates).

        So it is when a date is new that the format states in a field of its own, such as a deadline.
        """
        stated = "".join(f"#{d.role.value}={d.on.isoformat()}" for d in self.dates)
        return f"{self.url}#{self.updated.isoformat() if self.updated else ''}{stated}"

    @property
    def text(self) -> str:
        return "\n".join(b.text for b in self.blocks)


PARTS = frozenset({"html_publication", "attachment"})
"""Types of documents that belong to a page and are looked at with it: HTML attachments and files."""
LISTS = frozenset({"feed", "search", "recent"})
"""Types of documents that are lists of others. A "recent" one shows what is new since a day, and may be empty."""


class UnseenReason(StrEnum):
    NO_NETWORK = "no-network"  # nothing at all could be reached
    UNREACHABLE = "unreachable"  # name, connection or TLS failed
    TIMEOUT = "timeout"
    REFUSED_BY_ROBOTS = "robots"
    FORBIDDEN_ADDRESS = "forbidden-address"  # redirect or name leads inside
    HTTP_ERROR = "http-error"
    RATE_LIMITED = "rate-limited"
    TOO_LARGE = "too-large"
    BAD_RESPONSE = "bad-response"  # cut, wrong coding, redirect loop
    STALE_MIRROR = "stale-mirror"
    UNREADABLE = "unreadable"  # extraction failed
    EMPTY = "empty"
    BOT_WALL = "bot-wall"
    MAINTENANCE = "maintenance"
    SOFT_404 = "soft-404"
    COLLAPSED = "collapsed"  # lost most of its text at once
    LIST_SHRANK = "list-shrank"
    SELECTOR_EMPTY = "selector-empty"


@dataclass(frozen=True, slots=True)
class Validators:
    """The server's own, sent back untouched (RFC 9110, 8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One answered request. ``body`` is decoded (gzip removed), at most the size limit."""

    url: str  # after redirects
    status: int
    headers: dict[str, str]  # lower-case names
    body: bytes
    validators: Validators
    at: datetime
    redirected: bool = False
    received: int = 0  # bytes on the wire, headers not counted
    moved_to: str = ""  # where every redirect on the way there was for good (301, 308): the address to ask from now on

    @property
    def not_modified(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Seen:
    document: Document
    raw: bytes
    at: datetime
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Unchanged:
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unseen:
    reason: UnseenReason
    detail: str  # one sentence that a person understands
    at: datetime


Observation = Seen | Unchanged | Unseen


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document as it stood from ``first_seen`` to ``last_seen``. ``sha256`` is that of the raw bytes."""

    source_id: str
    document: Document
    sha256: str
    first_seen: datetime
    last_seen: datetime


# --- what differs ---------------------------------------------------------------


class HunkKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Op(StrEnum):
    SAME = "same"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Span:
    op: Op
    text: str


MOST_CELLS = 5
"""So many cells of one row are told in words."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a table that is not what it was, named by its row and the heading of its column; "" is an empty cell."""

    row: str
    column: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """ "Leeds, 2024: 50 became 52"."""
        if not self.before:
            return f"{self.row}, {self.column}: {self.after} was put in"
        return f"{self.row}, {self.column}: {self.before} " + (f"became {self.after}" if self.after else "was taken out")


@dataclass(frozen=True, slots=True)
class Hunk:
    """``cells``: of a row or a column of a table, the cells that differ; not all of them where they are many."""

    kind: HunkKind
    before: str
    after: str
    spans: tuple[Span, ...] = ()  # word-level, for CHANGED
    context: str = ""  # the heading above it
    cells: tuple[CellChange, ...] = ()

    @property
    def told(self) -> str:
        """The cells of a changed row in words: "Leeds, 2024: 50 became 52; and 3 more"; "" where there are none."""
        if self.kind is not HunkKind.CHANGED:
            return ""
        more = [f"and {len(self.cells) - MOST_CELLS} more"] if len(self.cells) > MOST_CELLS else []
        return "; ".join([*(c.words for c in self.cells[:MOST_CELLS]), *more])


class DateDirection(StrEnum):
    LATER = "later"
    EARLIER = "earlier"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class DateMove:
    """A date that moved. ``before`` and ``after`` are the words as read."""

    before: str
    after: str
    before_window: Window | None
    after_window: Window | None
    direction: DateDirection
    role: str = ""  # closing, opening, release, deadline ...
    passage: str = ""  # the sentence that states the new (or had the old) date
    lost: str = ""  # the sentence that had the old date and is no longer there


class Wording(StrEnum):
    SOFTENED = "softened"
    HARDENED = "hardened"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two snapshots of one document; never empty.

    ``noted`` is None where the format has no change notes at all.
    ``retouch`` is True where nothing differs but how the page says it; ``retouched`` then says what, in plain words:
    spelling, grammar, punctuation, case, link, file size, file type, layout, organisation renamed.
    """

    url: str
    hunks: tuple[Hunk, ...]
    dates: tuple[DateMove, ...]
    noted: bool | None
    new_notes: tuple[ChangeNote, ...]
    before_state: DocumentState
    after_state: DocumentState
    title: tuple[str, str]
    moved_address: tuple[str, str] | None = None  # same content_id, another url
    retouch: bool = False
    retouched: tuple[str, ...] = ()
    stage: tuple[Stage, Stage] | None = None  # from which to which it went on, or back


# --- what it means ----------------------------------------------------------------


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
    (ISO dates or ""), "effect" (an Effect), "role", "said_on", "who", "reason", "coarser" and "ledger" ("no" where it is another
    date than the promise's own)}, silent-edit {"unnoted": what a note could have said}, reannounced {"first": address},
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


@dataclass(frozen=True, slots=True)
class SourceState:
    """The memory of a source between rounds."""

    source_id: str
    checks: int = 0  # looks, whatever came of them
    seen: int = 0  # those of them that saw it
    last_checked: datetime | None = None
    last_seen: datetime | None = None  # last successful look
    last_changed: datetime | None = None
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    reason: str = ""  # of the last failure, as an UnseenReason value
    reason_text: str = ""
    blind: bool = False  # a blind-spot event has begun and not ended
    rules: str = ""  # fingerprint of select, ignore, url and extractor version: when it differs, re-baseline
    suspect: str = ""  # sha256 of the suspicious text seen last, awaiting confirmation
    suspect_looks: int = 0
    not_before: datetime | None = None  # the server asked us to wait until then (Retry-After)
    moved_to: str = ""  # the address that the last look was sent to for good, or ""
    waiting: datetime | None = None  # of a list's rows that still have to be read, the moment of the oldest


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Everything that one look at one source found; the archive writes it in one transaction."""

    state: SourceState
    seen: tuple[Seen, ...] = ()  # documents whose extracted text is new
    touched: tuple[str, ...] = ()  # keys of documents seen again with the same text
    removed: tuple[str, ...] = ()  # keys that are no longer part of the source
    validators: tuple[tuple[str, Validators], ...] = ()  # by request address
    sightings: tuple[Sighting, ...] = ()
    events: tuple[Event, ...] = ()  # ids 0
