"""The conductor: one round over the sources that are due. Each source is recorded in one transaction.

Order of a round: sources, then rulings and the calendar, so that "overdue, nothing found" counts today's looks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from traceback import format_exc
from typing import Protocol

import structlog

from watcher.archive import Archive
from watcher.coverage import coverage_of, observers
from watcher.dates import london_day
from watcher.errors import ArchiveError
from watcher.extract import Reads, extract
from watcher.extract.text import reason_of
from watcher.judge import Before, Judge, after_failure, after_sight, for_review, unread_part
from watcher.kept import Anew, reread
from watcher.look import OVERLAP, Doubt, Gets, Memory, Sight, fingerprint, look_at, place_of, read_entry
from watcher.look.listed import newly_listed, owed
from watcher.match import Matcher
from watcher.model import (
    Attachment,
    Catalogue,
    Document,
    Event,
    EventKind,
    Plan,
    Snapshot,
    Source,
    SourceRecord,
    SourceState,
    Unseen,
    UnseenReason,
)
from watcher.weighing import KnownRows, Weigher, day_events, in_force


class Counts(Protocol):
    """A fetcher also says what it cost."""

    @property
    def requests(self) -> int: ...

    @property
    def bytes(self) -> int: ...


class Fetches(Gets, Counts, Protocol):
    pass


@dataclass(slots=True)
class Round:
    """What one round did: the figures of ``planwatch check --json``."""

    checked: int = 0
    unchanged: int = 0
    changed: int = 0
    unseen: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    events: list[Event] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)  # source id -> why it could not be seen


def due(source: Source, state: SourceState, now: datetime) -> bool:
    """Whether a source's interval has passed and its server no longer asks us to wait."""
    if state.not_before is not None and now < state.not_before:
        return False
    checked = state.last_checked  # one to come was written while the clock was wrong
    return checked is None or checked > now or now - checked >= source.every


class Conductor:
    """Runs rounds over one catalogue and one archive. Use it in the thread that opened the archive."""

    def __init__(self, catalogue: Catalogue, archive: Archive, fetcher: Fetches, read: Reads = extract) -> None:
        self._catalogue = catalogue
        self._archive = archive
        self._fetcher = fetcher
        self._read = read
        judge = Judge(catalogue.plans, Matcher(catalogue.commitments, catalogue.plans))
        self._weigher = Weigher(catalogue.commitments, judge, frozenset(s.url for s in catalogue.sources))

    def run(
        self,
        clock: Callable[[], datetime],
        *,
        only: Sequence[str] = (),
        everything: bool = False,
        progress: Callable[[Source], None] = lambda source: None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> Round:
        """One round. ``only``: these source ids whether due or not. Stops between two sources when asked to."""
        done = Round()
        before = (self._fetcher.requests, self._fetcher.bytes)
        started = clock()
        unreachable: list[tuple[Source, Unseen]] = []
        for source in self._chosen(only, everything, started):
            if stopping():
                break
            progress(source)
            self._one(source, clock(), done, unreachable)
        self._settle_unreachable(unreachable, done)
        done.events += self.keep_calendar(clock())
        done.requests = self._fetcher.requests - before[0]
        done.bytes = self._fetcher.bytes - before[1]
        done.seconds = round((clock() - started).total_seconds(), 3)
        return done

    def _chosen(self, only: Sequence[str], everything: bool, now: datetime) -> list[Source]:
        states = self._archive.states()
        return [
            s
            for s in self._catalogue.sources
            if (s.id in only if only else everything or due(s, states.get(s.id, SourceState(s.id)), now))
        ]

    # --- one source ---

    def _one(self, source: Source, now: datetime, done: Round, unreachable: list[tuple[Source, Unseen]]) -> None:
        done.checked += 1
        try:
            self._look(source, now, done, unreachable)
        except ArchiveError:
            raise
        except Exception as e:  # noqa: BLE001 a fault of ours in one source must not keep the round from the others
            _logged(source)
            fault = f"Our own reading of it failed ({type(e).__name__}): a fault of Planwatch, please report it."
            doubt = Doubt(Unseen(UnseenReason.UNREADABLE, fault, now))
            self._record_doubt(source, self._archive.state(source.id), doubt, done)

    def _look(self, source: Source, now: datetime, done: Round, unreachable: list[tuple[Source, Unseen]]) -> None:
        state = self._archive.state(source.id)
        memory = Memory(state, self._archive.latest(source.id), lambda url: self._archive.validators(source.id, url))
        anew = self._read_anew(source, memory) if _under_new_rules(source, state) else Anew()
        if anew.versions:
            memory = replace(memory, latest=anew.documents, anew=True)
        outcome = look_at(source, self._fetcher, memory, now, self._read)
        if isinstance(outcome, Sight):
            self._record_sight(source, memory, anew, outcome, now, done)
        elif outcome.unseen.reason in (UnseenReason.UNREACHABLE, UnseenReason.NO_NETWORK):
            unreachable.append((source, outcome.unseen))
        else:
            self._record_doubt(source, state, outcome, done)

    def _settle_unreachable(self, failed: Sequence[tuple[Source, Unseen]], done: Round) -> None:
        """Where nothing at all could be reached, the fault is ours: no source is blamed for it."""
        alone = done.checked > 1 and len(failed) == done.checked
        for source, unseen in failed:
            if alone:
                unseen = replace(unseen, reason=UnseenReason.NO_NETWORK, detail=f"No network: {unseen.detail}")
            self._record_doubt(source, self._archive.state(source.id), Doubt(unseen), done)

    def _record_doubt(self, source: Source, state: SourceState, doubt: Doubt, done: Round) -> None:
        after, events = after_failure(source, state, doubt.unseen)
        looks = state.suspect_looks + 1 if doubt.suspect and doubt.suspect == state.suspect else int(bool(doubt.suspect))
        after = replace(after, suspect=doubt.suspect, suspect_looks=looks, not_before=doubt.not_before)
        if doubt.suspect:
            events = [*events, for_review(source, doubt.unseen, doubt.suspect)]
        done.events += self._archive.record(SourceRecord(state=after, events=tuple(events)))
        done.unseen += 1
        done.reasons[source.id] = after.reason_text

    def _record_sight(self, source: Source, memory: Memory, anew: Anew, sight: Sight, now: datetime, done: Round) -> None:
        state, events = after_sight(source, memory.state, now)
        rules = fingerprint(source)
        silent = memory.first or (memory.state.rules != rules and not memory.anew)
        state = replace(state, rules=rules, place=place_of(source), moved_to=reason_of(sight.moved_to))
        known = _Record(self._archive, source.id, memory.latest, anew.rows)
        found = self._weigher.weigh(
            source,
            sight.documents,
            known,
            lambda entry: read_entry(source, entry, self._fetcher, now, self._read),
            silent=silent,
            silent_for=anew.unreadable,
            old=_old(memory.state) if memory.anew else None,
        )
        found.seen += anew.left(found.seen, now)
        if sight.documents:
            state = replace(state, waiting=found.waiting)
        changed = found.changed and not silent
        if changed:
            state = replace(state, last_changed=now)
        record = SourceRecord(
            state=state,
            seen=tuple(found.seen),
            touched=(*sight.same, *found.touched),
            removed=anew.renamed,
            validators=() if found.postponed else sight.validators,
            sightings=tuple(found.sightings),
            events=(*events, *found.events, *_unread(source, sight, known, now, silent=silent)),
        )
        done.events += self._archive.record(record)
        done.changed += changed
        done.unchanged += not changed

    def _read_anew(self, source: Source, memory: Memory) -> Anew:
        """What is kept of a source as the rules of today read it: only what differs from that is a change of the world."""
        versions = memory.latest.values()
        return Anew({s.document.key: (s, reread(source, s, self._archive.raw(s.sha256), self._read)) for s in versions})

    # --- rulings and the calendar ---

    def keep_calendar(self, now: datetime) -> list[Event]:
        """Rulings that the plan files state, and promises that fall due or overdue by ``now``; each once."""
        return [e for plan in self._catalogue.plans for e in self._keep_plan(plan, now)]

    def _keep_plan(self, plan: Plan, now: datetime) -> list[Event]:
        first = self._archive.watched_since(plan) is None
        events = [_baseline(plan, now)] if first else []
        states = self._archive.states_for(plan, now)
        for commitment in plan.commitments:
            known = in_force(self._archive.events(commitment_id=commitment.id))
            coverage = coverage_of(observers(commitment, self._catalogue.sources), states)
            events += day_events(commitment, known, coverage, now, baseline=first)
        return self._archive.append([e for e in events if not self._archive.has_event(e.key)])


def _logged(source: Source) -> None:
    """The traceback of a fault of ours, on standard error: standard output is for what was asked."""
    structlog.wrap_logger(structlog.PrintLogger(sys.stderr)).error("look failed", source=source.id, traceback=format_exc())


class _Record:
    """What the archive knows. ``latest``: the documents of the source, as they were read before the look.

    ``rows``: keys of rows that are known besides those of the archive.
    """

    def __init__(self, archive: Archive, source_id: str, latest: Mapping[str, Snapshot], rows: Iterable[str]) -> None:
        self._archive = archive
        self._source_id = source_id
        self._documents = {key: s.document for key, s in latest.items()}
        self._rows = rows

    def document(self, key: str) -> Document | None:
        return self._documents.get(key)

    def pages(self) -> list[Document]:
        return [d for d in self._documents.values() if d.attachments]

    def owed(self) -> frozenset[str]:
        return owed(self._archive.events_of((EventKind.NEEDS_REVIEW,)), self._source_id)

    @cached_property
    def _entries(self) -> KnownRows:
        return KnownRows([*self._archive.known_entries(self._source_id), *self._rows])

    def is_new(self, entry: Document) -> bool:
        return not self._entries.has(entry)

    def before(self, commitment_id: str) -> list[Before]:
        return [Before(sighting, london_day(at)) for at, _, sighting in self._archive.sightings(commitment_id)]

    def events(self, commitment_id: str) -> list[Event]:
        return in_force(self._archive.events(commitment_id=commitment_id))


def _under_new_rules(source: Source, state: SourceState) -> bool:
    """Whether what is kept of the same place was read by other rules than those of today."""
    return state.last_seen is not None and state.rules != fingerprint(source) and state.place == place_of(source)


def _old(state: SourceState) -> datetime | None:
    moments = [m for m in (state.last_seen, state.waiting) if m]
    return min(moments) - OVERLAP if moments else None


def _unread(source: Source, sight: Sight, known: _Record, now: datetime, *, silent: bool) -> list[Event]:
    """For maintainers: what belongs to the page and could not be read; ``silent``: nothing of it is news by being there."""
    if not sight.unread:
        return []
    earlier = [a for page in known.pages() for a in page.attachments]
    listed = [a for seen in sight.documents for a in seen.document.attachments] or earlier
    parts = {a.url: a for a in listed}
    owing = known.owed()
    return [
        unread_part(source, parts.get(url), url, why, now, new=not silent and _new(parts.get(url), listed, earlier, owing))
        for url, why in sight.unread
    ]


def _new(part: Attachment | None, listed: Sequence[Attachment], earlier: Sequence[Attachment], owing: frozenset[str]) -> bool:
    return part is not None and newly_listed(part, listed, earlier, owing)


def _baseline(plan: Plan, now: datetime) -> Event:
    sentence = f"{plan.title} has come under watch with {len(plan.commitments)} commitments."
    return Event(0, now, EventKind.NEEDS_REVIEW, plan.baseline_key, plan.id, "", "", sentence)
