"""The conductor: one round over the sources that are due. Each source is recorded in one transaction.

Order of a round: sources, then rulings and the calendar, so that "overdue, nothing found" counts today's looks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from watcher.archive import Archive, baseline_key, entry_key
from watcher.dates import london_day
from watcher.diff import diff_documents
from watcher.judge import (
    Before,
    Judge,
    Look,
    Stated,
    after_failure,
    after_sight,
    calendar_events,
    for_review,
    ruling_events,
    stated,
)
from watcher.look import MOST_ARRIVALS, Doubt, Gets, Memory, Sight, fingerprint, look_at, read_entry
from watcher.match import Matcher
from watcher.model import (
    Catalogue,
    Commitment,
    Coverage,
    Document,
    DocumentState,
    Event,
    EventKind,
    Plan,
    Seen,
    Sighting,
    Source,
    SourceKind,
    SourceRecord,
    SourceState,
    Unseen,
    UnseenReason,
)

_LISTS = frozenset({"feed", "search"})
_DISCOVERING = frozenset({SourceKind.FEED, SourceKind.GOVUK_SEARCH})


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
    return state.last_checked is None or now - state.last_checked >= source.every


def observers(commitment: Commitment, sources: Sequence[Source]) -> tuple[str, ...]:
    """The ids of the sources in which a commitment's fulfilment could show.

    Those that are said to show it, and lists that show anything; a single page watched for another reason does not count.
    """
    return tuple(s.id for s in sources if commitment.id in s.commitments or (s.kind in _DISCOVERING and _any(s)))


def _any(source: Source) -> bool:
    return not source.commitments or "*" in source.commitments


class Conductor:
    """Runs rounds over one catalogue and one archive. Use it in the thread that opened the archive."""

    def __init__(self, catalogue: Catalogue, archive: Archive, fetcher: Fetches) -> None:
        self._catalogue = catalogue
        self._archive = archive
        self._fetcher = fetcher
        self._judge = Judge(catalogue.plans, Matcher(catalogue.commitments, catalogue.plans))
        self._watched = frozenset(s.url for s in catalogue.sources)  # their own source tells of them

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
        state = self._archive.state(source.id)
        memory = Memory(state, self._archive.latest(source.id), lambda url: self._archive.validators(source.id, url))
        outcome = look_at(source, self._fetcher, memory, now)
        done.checked += 1
        if isinstance(outcome, Sight):
            self._record_sight(source, memory, outcome, now, done)
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
        done.reasons[source.id] = doubt.unseen.detail

    def _record_sight(self, source: Source, memory: Memory, sight: Sight, now: datetime, done: Round) -> None:
        state, events = after_sight(source, memory.state, now)
        rules = fingerprint(source)
        silent = memory.state.last_seen is None or memory.state.rules != rules
        state = replace(state, rules=rules)
        found = _Found()
        for seen in sight.documents:
            self._weigh(source, memory, seen, silent, found)
        changed = bool(found.changed) and not silent
        if changed:
            state = replace(state, last_changed=now)
        record = SourceRecord(
            state=state,
            seen=tuple(found.seen),
            touched=(*sight.same, *found.touched),
            removed=tuple(found.removed),
            validators=sight.validators,
            sightings=tuple(found.sightings),
            events=(*events, *found.events),
        )
        done.events += self._archive.record(record)
        done.changed += changed
        done.unchanged += not changed

    def _weigh(self, source: Source, memory: Memory, seen: Seen, silent: bool, found: _Found) -> None:
        look = Look(source, seen.document, hashlib.sha256(seen.raw).hexdigest(), seen.at)
        before = memory.latest.get(seen.document.key)
        if before is None:
            found.seen.append(seen)
            found.changed = not silent
            found.add(*self._arrival(look, silent))
        else:
            self._compare(look, seen, before.document, silent, found)
        if seen.document.type in _LISTS:
            self._list(source, seen, silent, found)

    def _compare(self, look: Look, seen: Seen, before: Document, silent: bool, found: _Found) -> None:
        change = diff_documents(before, seen.document)
        if change is None:
            found.touched.append(seen.document.key)
            return
        found.seen.append(seen)
        found.changed = True
        sightings = self._judge.sightings(look)
        if silent or seen.document.type in _LISTS:
            found.sightings += sightings
            return
        found.add(sightings, self._judge.change_events(look, change, self._stated))
        if before.state is DocumentState.GONE:
            found.events += self._arrival(look, silent)[1]

    def _arrival(self, look: Look, silent: bool) -> tuple[Sequence[Sighting], list[Event]]:
        sightings = self._judge.sightings(look)
        earlier = {s.commitment_id: self._before(s.commitment_id) for s in sightings}
        events = self._judge.arrival_events(look, earlier, baseline=silent)
        dates = self._judge.restated_dates(look, self._stated, baseline=silent)
        told = {e.commitment_id for e in dates if e.kind is not EventKind.DATE_CONFIRMED}
        return sightings, dates + [e for e in events if not (e.kind is EventKind.PAGE_UPDATED and e.commitment_id in told)]

    def _before(self, commitment_id: str) -> list[Before]:
        return [Before(sighting, london_day(at)) for at, _, sighting in self._archive.sightings(commitment_id)]

    def _stated(self, commitment_id: str) -> Stated:
        commitment = next(c for c in self._catalogue.commitments if c.id == commitment_id)
        return stated(commitment, self._archive.events(commitment_id=commitment_id))

    def _list(self, source: Source, seen: Seen, silent: bool, found: _Found) -> None:
        """The rows of a feed or search that were never there before, each read in full where that is possible."""
        known = self._archive.known_entries(source.id)
        read = 0
        for entry in seen.document.entries:
            if entry_key(entry) in known or entry.url in self._watched:
                continue
            look = Look(source, entry, hashlib.sha256(seen.raw).hexdigest(), seen.at)
            if not self._judge.sightings(look):
                continue
            full = read_entry(source, entry, self._fetcher, seen.at) if not silent and read < MOST_ARRIVALS else None
            read += 1
            if full is not None:
                look = Look(source, full.document, hashlib.sha256(full.raw).hexdigest(), seen.at)
                found.seen.append(full)
            found.add(*self._arrival(look, silent))

    # --- rulings and the calendar ---

    def keep_calendar(self, now: datetime) -> list[Event]:
        """Rulings that the plan files state, and promises that fall due or overdue by ``now``; each once."""
        return [e for plan in self._catalogue.plans for e in self._keep_plan(plan, now)]

    def _keep_plan(self, plan: Plan, now: datetime) -> list[Event]:
        first = self._archive.watched_since(plan.id) is None
        events = [_baseline(plan, now)] if first else []
        states = states_for(plan, self._archive, now)
        for commitment in plan.commitments:
            earlier = self._archive.events(commitment_id=commitment.id)
            coverage = self.coverage(commitment, states)
            events += ruling_events(commitment, now, baseline=first)
            events += calendar_events(commitment, earlier, coverage, now, baseline=first)
        return self._archive.append([e for e in events if not self._archive.has_event(e.key)])

    def coverage(self, commitment: Commitment, states: dict[str, SourceState]) -> Coverage:
        """How well a commitment was looked for, over the sources in which it could show."""
        return coverage_of(observers(commitment, self._catalogue.sources), states)


def states_for(plan: Plan, archive: Archive, now: datetime) -> dict[str, SourceState]:
    """The states of the sources, in which only looks count since the day (UTC) on which the plan came under watch.

    Nobody looked for its promises before.
    """
    looks = archive.seen_since((archive.watched_since(plan.id) or now).date())
    return {i: replace(state, seen=looks.get(i, 0)) for i, state in archive.states().items()}


def coverage_of(source_ids: Sequence[str], states: dict[str, SourceState]) -> Coverage:
    """Checks and blind spots of these sources, from their states."""
    known = [states[i] for i in source_ids if i in states]
    looks = [s.last_seen for s in known if s.last_seen and s.seen]
    return Coverage(
        sources=tuple(source_ids),
        checks=sum(s.seen for s in known),
        as_of=max(looks) if looks else None,
        blind=tuple(s.source_id for s in known if s.blind),
        unread=tuple(i for i in source_ids if i not in states or not states[i].seen),
        looks=tuple((s.source_id, s.seen) for s in known),
    )


def _baseline(plan: Plan, now: datetime) -> Event:
    sentence = f"{plan.title} has come under watch with {len(plan.commitments)} commitments."
    return Event(0, now, EventKind.NEEDS_REVIEW, baseline_key(plan.id), plan.id, "", "", sentence)


@dataclass(slots=True)
class _Found:
    """What the documents of one look add up to."""

    seen: list[Seen] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    changed: bool = False

    def add(self, sightings: Sequence[Sighting], events: Sequence[Event]) -> None:
        self.sightings += sightings
        self.events += events
