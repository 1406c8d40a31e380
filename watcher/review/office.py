"""Where a review takes place: what waits is read anew each time, and every decision lands at once [I/O]."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from watcher.archive import Archive
from watcher.catalogue import load_catalogue
from watcher.dates import london_day
from watcher.model import Catalogue, Document, Event, EventKind, Sighting, Snapshot
from watcher.review.desk import Decision, applied
from watcher.review.queue import Facts, Item, queue, unruled
from watcher.review.writing import PlanFile, changed_lines, file_of, read_plans, replace_plan
from watcher.scoreboard import standings
from watcher.weighing import in_force

_WAITING = frozenset({EventKind.EVIDENCE, EventKind.NEEDS_REVIEW, EventKind.RULES_CHANGED})


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, and the plan files as they were when that was read. ``unruled``: see queue."""

    items: tuple[Item, ...]
    files: tuple[PlanFile, ...]
    catalogue: Catalogue
    unruled: tuple[Item, ...] = ()

    def file_of(self, commitment_id: str) -> PlanFile:
        return file_of(self.files, commitment_id)


@dataclass(frozen=True, slots=True)
class Written:
    path: Path
    before: str
    after: str

    @property
    def lines(self) -> list[str]:
        return changed_lines(self.before, self.after)


@dataclass(slots=True)
class Office:
    """``alone``: held while a file is replaced, so that two reviewers do not write at one time."""

    sources: Path
    plans: Path
    database: Path
    clock: Callable[[], datetime]
    alone: Callable[[], AbstractContextManager[None]]
    written: list[Written] = field(default_factory=list)  # in this run, but for what was undone
    _opened: bool = False

    @property
    def today(self) -> date:
        return london_day(self.clock())

    def waiting(self) -> Waiting:
        """Raises ConfigurationError with every mistake in the plan files."""
        files = tuple(read_plans(self.plans))
        catalogue = load_catalogue(self.sources, self.plans)
        with self._archive() as archive:
            known = _facts(catalogue, archive, self.clock())
        return Waiting(queue(catalogue, known), files, catalogue, unruled(catalogue, known))

    def kept(self, sha256: str) -> Snapshot | None:
        """The kept page of which these are the bytes."""
        with self._archive() as archive:
            return archive.snapshot_by_hash(sha256)

    def decide(self, decision: Decision, waiting: Waiting) -> Written:
        """Writes a decision that was made on what was shown.

        Raises ReviewError where the plan file was changed since, ConfigurationError where it would hold mistakes, and what
        ``alone`` raises where another review is writing.
        """
        file = waiting.file_of(decision.commitment_id)
        done = Written(file.path, file.text, applied(file.text, decision))
        with self.alone():
            replace_plan(self.sources, file, done.after)
        self.written.append(done)
        return done

    def undo(self) -> Written | None:
        """Takes back the last decision of this run; None where there is none. Raises as ``decide`` does."""
        if not self.written:
            return None
        last = self.written[-1]
        with self.alone():
            replace_plan(self.sources, PlanFile(last.path, last.after), last.before)
        self.written.pop()
        return Written(last.path, last.after, last.before)

    def _archive(self) -> Archive:
        archive = Archive.open(self.database, now=self.clock(), thorough=not self._opened)
        self._opened = True
        return archive


def changed_files(written: Collection[Written]) -> dict[Path, Written]:
    """What a run did to each file, from its first text to its last."""
    whole: dict[Path, Written] = {}
    for one in written:
        first = whole.get(one.path, one)
        whole[one.path] = Written(one.path, first.before, one.after)
    return whole


def _facts(catalogue: Catalogue, archive: Archive, now: datetime) -> Facts:
    known = standings(catalogue, archive, now)
    sighted = {i: archive.sightings(i) for i, s in known.items() if s.candidates}
    waiting = {(i, q.url) for i, s in known.items() for q in s.candidates}
    events = [e for e in in_force(archive.events_of(_WAITING)) if e.kind is EventKind.NEEDS_REVIEW or _place(e) in waiting]
    looks = {e.id: _looks(archive, e, sighted[e.commitment_id]) for e in events if e.kind is EventKind.EVIDENCE}
    read = {(e.found.sha256, e.found.url) for e in events if e.found and e.found.sha256}
    passages = {i: [s for _, _, s in found] for i, found in sighted.items()}
    return Facts(known, events, passages, _documents(archive, read), looks)


def _place(event: Event) -> tuple[str, str]:
    return event.commitment_id, event.found.url if event.found else ""


def _looks(
    archive: Archive, event: Event, sighted: Collection[tuple[datetime, str, Sighting]]
) -> tuple[datetime | None, datetime | None]:
    """When the page of an event was read first, and the last look before at which it was not as the event found it."""
    url = _place(event)[1]
    read = archive.version_of(event)
    versions = archive.versions(event.source_id, read.document.key) if read else []
    kept = [v for v in versions if v.first_seen < event.at]
    there = [v.first_seen for v in kept if any(d.url == url for d in (v.document, *v.document.entries))]
    seen = [at for at, _, s in sighted if s.url == url and at < event.at]
    return min([*there, *seen], default=None), max([*(v.last_seen for v in kept), *seen], default=None)


def _documents(archive: Archive, wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Document]:
    """Each document by its bytes and address; one that was only a row of a list is that row."""
    found: dict[tuple[str, str], Document] = {}
    for sha256, url in sorted(wanted):
        snapshot = archive.snapshot_by_hash(sha256)
        documents = (snapshot.document, *snapshot.document.entries) if snapshot else ()
        for document in documents:
            if document.url == url:
                found[sha256, url] = document
    return found
