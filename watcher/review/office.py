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
from watcher.model import Catalogue, Document, Event, EventKind, Snapshot
from watcher.review.desk import Decision, applied
from watcher.review.queue import Facts, Item, queue
from watcher.review.writing import PlanFile, changed_lines, file_of, read_plans, replace_plan
from watcher.scoreboard import standings

_WAITING = frozenset({EventKind.EVIDENCE, EventKind.NEEDS_REVIEW})


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, and the plan files as they were when that was read."""

    items: tuple[Item, ...]
    files: tuple[PlanFile, ...]
    catalogue: Catalogue

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
            return Waiting(queue(catalogue, _facts(catalogue, archive, self.clock())), files, catalogue)

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
    events = archive.events_of(_WAITING)
    sighted = {i: [s for _, _, s in archive.sightings(i)] for i, s in known.items() if s.candidates}
    open_now = {(q.sha256, q.url) for s in known.values() for q in s.candidates if q.sha256}
    return Facts(known, events, sighted, _documents(archive, open_now | set(_named_in(events))))


def _named_in(events: Collection[Event]) -> list[tuple[str, str]]:
    return [(e.found.sha256, e.found.url) for e in events if e.kind is EventKind.NEEDS_REVIEW and e.found and e.found.sha256]


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
