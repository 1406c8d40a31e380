"""The kept archive, look by look and day by day, through the rules of today. Pure: what was kept is passed in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from watcher.coverage import coverage_of, observers
from watcher.dates import london_day
from watcher.judge import MOVING, Before, Judge, ruling_key
from watcher.kept import Kept, Reading
from watcher.look.listed import owed
from watcher.match import Matcher
from watcher.model import LISTS, Catalogue, Commitment, Document, Event, EventKind, Plan, Seen, Sighting, Source, SourceState
from watcher.replay.rounds import Looked, Turn, rounds
from watcher.weighing import Found, KnownRows, Weigher, day_events

CALENDAR = frozenset({EventKind.RULING, EventKind.DUE_SOON, EventKind.OVERDUE})
"""What the end of a round tells, from the plans and the day alone."""


@dataclass(frozen=True, slots=True)
class History:
    """What was recorded, as far as a replay starts from it.

    ``told``: every event, oldest first. ``watched``: when each source was looked at first and last. ``retired``: stand-ins for
    sources that are watched no more. ``kept``: numbers of versions by source and moment of the look that brought them.
    """

    told: Sequence[Event]
    looks: Iterable[Looked]
    watched: Mapping[str, tuple[datetime, datetime]]
    kept: Mapping[tuple[str, datetime], Sequence[int]]
    retired: Mapping[str, Source] = field(default_factory=dict)


@dataclass(slots=True)
class Played:
    """``events`` by key, in the order in which they were told; ``sightings``: the first at each address, with when and where."""

    events: dict[str, Event] = field(default_factory=dict)
    sightings: list[tuple[datetime, str, Sighting]] = field(default_factory=list)
    readings: Counter[Reading] = field(default_factory=Counter)
    unreadable: list[tuple[datetime, str, Document]] = field(default_factory=list)
    until: datetime | None = None  # the end of the last round


def base_key(event: Event) -> str:
    """What happened: an event that a change of rules put in place of another has a key of its own, and this one."""
    return event.detail.get("key", event.key)


def play(catalogue: Catalogue, history: History, read: Callable[[int], Kept]) -> Played:
    """Every kept version, ruling and day. ``read``: a version by its number, under today's extraction."""
    player = _Player(catalogue, history, read)
    for turn in rounds(history.looks, player.marks):
        player.take(turn)
    return player.played


def _as_known(kept: Kept) -> Seen:
    """A list with the rows that were read by then: those that waited are in a later version.

    Where none of its rows bears the name that one bore, today's rules name them otherwise, and all count.
    """
    entries = tuple(e for e in kept.seen.document.entries if e.row_key in kept.listed)
    if kept.listed and not entries:
        return kept.seen
    return replace(kept.seen, document=replace(kept.seen.document, entries=entries))


def _in_vain(entry: Document, at: datetime) -> Seen | None:
    """A row that shows a part of its text, of which nothing was kept: it was read, and concerned nobody."""
    return Seen(replace(entry, title="", description="", blocks=(), partial=""), b"", at) if entry.partial else None


class _Memory:
    """What the replay has seen so far: what the archive is to the watch."""

    def __init__(self, played: Played, told: Sequence[Event]) -> None:
        self._played = played
        self._told = told
        self._documents: dict[tuple[str, str], Document] = {}
        self._at: dict[tuple[str, str], Document] = {}  # the same by their addresses
        self._rows: defaultdict[str, KnownRows] = defaultdict(KnownRows)
        self._before: defaultdict[str, list[Before]] = defaultdict(list)
        self._moving: defaultdict[str, list[Event]] = defaultdict(list)

    def of(self, source_id: str) -> _Known:
        return _Known(self, source_id)

    def document(self, source_id: str, key: str) -> Document | None:
        return self._documents.get((source_id, key))

    def read_before(self, look: Looked, entry: Document) -> Seen | None:
        """A row's document as it stood before a look, which read it again and found it the same."""
        document = self._at.get((look.source_id, entry.url)) or self.document(look.source_id, entry.key)
        return Seen(document, b"", look.at) if document else None

    def pages(self, source_id: str) -> list[Document]:
        return [d for (i, _), d in self._documents.items() if i == source_id and d.attachments]

    def owed(self, source_id: str) -> frozenset[str]:
        """As it was recorded: no failure is played again."""
        return owed(self._told, source_id)

    def has_row(self, source_id: str, entry: Document) -> bool:
        return self._rows[source_id].has(entry)

    def before(self, commitment_id: str) -> list[Before]:
        return self._before[commitment_id]

    def events(self, commitment_id: str) -> list[Event]:
        """Those that anything follows from."""
        return self._moving[commitment_id]

    def keep(self, look: Looked, found: Found) -> None:
        for seen in found.seen:
            self._documents[look.source_id, seen.document.key] = seen.document
            self._at[look.source_id, seen.document.url] = seen.document
            self._rows[look.source_id].add(e.row_key for e in seen.document.entries)
        for sighting in found.sightings:
            before = self._before[sighting.commitment_id]
            if all(b.sighting.url != sighting.url for b in before):
                self._played.sightings.append((look.at, look.source_id, sighting))
            before.append(Before(sighting, london_day(look.at)))
        self.tell(found.events)

    def tell(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.key not in self._played.events:
                self._played.events[event.key] = event
                if event.kind in MOVING:
                    self._moving[event.commitment_id].append(event)


@dataclass(frozen=True, slots=True)
class _Known:
    """The replay's memory, asked about one source."""

    memory: _Memory
    source_id: str

    def document(self, key: str) -> Document | None:
        return self.memory.document(self.source_id, key)

    def is_new(self, entry: Document) -> bool:
        return not self.memory.has_row(self.source_id, entry)

    def pages(self) -> list[Document]:
        return self.memory.pages(self.source_id)

    def owed(self) -> frozenset[str]:
        return self.memory.owed(self.source_id)

    def before(self, commitment_id: str) -> list[Before]:
        return self.memory.before(commitment_id)

    def events(self, commitment_id: str) -> list[Event]:
        return self.memory.events(commitment_id)


class _Player:
    """Takes one round after the other. What was true only from a moment on, is so in the replay too: sources, rulings, plans."""

    def __init__(self, catalogue: Catalogue, history: History, read: Callable[[int], Kept]) -> None:
        self.played = Played()
        self._catalogue = catalogue
        self._history = history
        self._read = read
        self._memory = _Memory(self.played, history.told)
        self._first_told = _first_told(history.told)
        self._baselines = {p.id: self._first_told.get(p.baseline_key) for p in catalogue.plans}
        recorded = [e for e in history.told if "rules" not in e.detail]
        spoke = {e.at for e in recorded if e.kind in CALENDAR} | {b for b in self._baselines.values() if b is not None}
        self.marks = sorted(spoke)
        self._ruled = sorted(e.at for e in recorded if e.kind is EventKind.RULING)
        self._blind = deque(e for e in recorded if e.kind is EventKind.BLIND_SPOT)
        self._states: dict[str, SourceState] = {}
        self._looked: defaultdict[str, list[datetime]] = defaultdict(list)  # what saw its source, by source id
        self._sources: tuple[Source, ...] = ()
        self._by_id: dict[str, Source] = {}
        self._observers: dict[str, tuple[str, ...]] = {}
        self._rulings = -1
        self._plans: tuple[Plan, ...] = catalogue.plans
        self._matcher = Matcher(catalogue.commitments, catalogue.plans)
        self._day: date | None = None

    def take(self, turn: Turn) -> None:
        self._be_then(turn)
        for look in turn.looks:
            if look.seen:
                self._look(look)
        self._see(turn.at)
        if turn.marked or london_day(turn.at) != self._day:
            self._day = london_day(turn.at)
            for plan in self._plans:
                self._keep_plan(plan, turn.at)
        self.played.until = turn.at

    def _be_then(self, turn: Turn) -> None:
        """The sources that were watched and the rulings that were made by the time of a round."""
        sources = tuple(s for s in (*self._catalogue.sources, *self._history.retired.values()) if self._watched(s, turn))
        rulings = bisect_right(self._ruled, turn.at)
        if (sources, rulings) == (self._sources, self._rulings):
            return
        self._sources, self._rulings = sources, rulings
        self._by_id = {s.id: s for s in sources}
        self._plans = tuple(
            replace(p, commitments=tuple(self._as_ruled(c, turn.at) for c in p.commitments)) for p in self._catalogue.plans
        )
        commitments = tuple(c for p in self._plans for c in p.commitments)
        self._observers = {c.id: observers(c, sources) for c in commitments}
        self._weigher = Weigher(commitments, Judge(self._plans, self._matcher), frozenset(s.url for s in sources))

    def _watched(self, source: Source, turn: Turn) -> bool:
        first, last = self._history.watched.get(source.id, (None, None))
        if first is None or last is None or first > turn.at:
            return False
        return source.id not in self._history.retired or last >= turn.began

    def _as_ruled(self, commitment: Commitment, at: datetime) -> Commitment:
        """A ruling counts from the round that first told of it, however early it is dated."""
        told = [(r, self._first_told.get(ruling_key(commitment, r))) for r in commitment.rulings]
        return replace(commitment, rulings=tuple(r for r, when in told if when and when <= at))

    def _look(self, look: Looked) -> None:
        state = self._states.get(look.source_id, SourceState(look.source_id))
        numbers = self._history.kept.get((look.source_id, look.at), ())
        if numbers and look.source_id in self._by_id:
            kept = [self._kept(look, n) for n in numbers]
            self._weigh(look, kept, silent=not state.seen)
        self._states[look.source_id] = replace(state, seen=state.seen + 1, last_seen=look.at)
        self._looked[look.source_id].append(look.at)

    def _kept(self, look: Looked, number: int) -> Kept:
        kept = self._read(number)
        self.played.readings[kept.reading] += 1
        if kept.reading is Reading.UNREADABLE:
            self.played.unreadable.append((look.at, look.source_id, kept.seen.document))
        return kept

    def _weigh(self, look: Looked, kept: Sequence[Kept], *, silent: bool) -> None:
        """What a list brought besides itself are the documents that it listed, read in full."""
        lists = [_as_known(k) for k in kept if k.seen.document.type in LISTS]
        listed = {k.seen.document.url: k.seen for k in kept if k.seen.document.type not in LISTS} if lists else {}
        found = self._weigher.weigh(
            self._by_id[look.source_id],
            lists or [k.seen for k in kept],
            self._memory.of(look.source_id),
            lambda entry: listed.get(entry.url) or self._memory.read_before(look, entry) or _in_vain(entry, look.at),
            silent=silent,
        )
        self._memory.keep(look, found)

    def _see(self, at: datetime) -> None:
        """Blind spots, as they were recorded: no failure is played again."""
        while self._blind and self._blind[0].at <= at:
            event = self._blind.popleft()
            state = self._states.get(event.source_id, SourceState(event.source_id))
            self._states[event.source_id] = replace(state, blind=event.detail.get("phase") == "begins")

    def _keep_plan(self, plan: Plan, at: datetime) -> None:
        began = self._baselines[plan.id]
        if began is None or at < began:
            return
        states = self._states_since(began)
        for commitment in plan.commitments:
            coverage = coverage_of(self._observers[commitment.id], states)
            events = day_events(commitment, self._memory.events(commitment.id), coverage, at, baseline=at == began)
            self._memory.tell(e for e in events if not self._told_later(e))

    def _states_since(self, began: datetime) -> dict[str, SourceState]:
        """As the archive tells them for a plan: looks before the day (UTC) on which it came under watch do not count."""
        first = began.replace(hour=0, minute=0, second=0, microsecond=0)
        return {
            i: replace(state, seen=len(self._looked[i]) - bisect_left(self._looked[i], first)) for i, state in self._states.items()
        }

    def _told_later(self, event: Event) -> bool:
        """What was told is told again at its own moment, with the looks that were made by then."""
        told = self._first_told.get(event.key)
        return told is not None and told > event.at


def _first_told(events: Iterable[Event]) -> dict[str, datetime]:
    first: dict[str, datetime] = {}
    for event in events:
        first.setdefault(base_key(event), event.at)
    return first
