"""The front door of the replay: the kept archive under today's rules, what would differ, and its record [reads the archive].

Not played again: failures, blind spots, the quality gate and what is for maintainers only. What old rules took for the same
text was not kept as a version, and a look that set a new baseline because a selector changed is played as an ordinary one.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from watcher.archive import Archive
from watcher.dates import in_words, london_day
from watcher.errors import ArchiveCorrupt
from watcher.extract import Reads, extract
from watcher.judge import ruling_key
from watcher.kept import Kept, Reading, reread, retired_source
from watcher.model import Catalogue, Document, Event, Sighting, Source
from watcher.replay.differences import NOT_PLAYED, Difference, What, differences, rules_change
from watcher.replay.play import CALENDAR, History, Played, play
from watcher.replay.rounds import Looked
from watcher.replay.withdrawn import withdrawals

__all__ = ["Difference", "Replay", "accept", "replay", "withdrawals"]


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found.

    ``waiting``: what the next round will tell anyway, one sentence each: no difference. ``readings``: versions by how their
    documents were come by. ``unreadable``: when, source id, document. ``aside``: recorded events that are not played, by kind.
    """

    differences: tuple[Difference, ...]
    waiting: tuple[str, ...]
    readings: Mapping[Reading, int]
    unreadable: tuple[tuple[datetime, str, Document], ...]
    retired: tuple[str, ...]
    aside: Mapping[str, int]
    until: datetime | None
    told: tuple[Event, ...]  # as recorded when it was played
    sightings: tuple[tuple[datetime, str, Sighting], ...]  # that the archive does not have


def replay(
    catalogue: Catalogue,
    archive: Archive,
    now: datetime,
    *,
    since: date | None = None,
    read: Reads = extract,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Replay:
    """Plays everything and writes nothing. ``since``: a day in London before which no difference is told.

    ``advance`` hears of each version: (done, total). Raises ArchiveError where the archive is damaged.
    """
    with archive.history.standing_still():
        told = tuple(archive.events())
        history = _history(catalogue, archive, told)
        played = play(catalogue, history, _Reader(catalogue, archive, read, advance, sum(map(len, history.kept.values()))))
        missing = _missing(archive, catalogue, played, since)
    found = differences(told, played.events.values(), since=since)
    today = london_day(now)
    aside = Counter(e.kind.value for e in told if e.kind in NOT_PLAYED)
    return Replay(
        differences=tuple(d for d in found if not _due_now(d, today)),
        waiting=(*(d.event.sentence for d in found if _due_now(d, today)), *_waiting(catalogue, {e.key for e in told}, today)),
        readings={r: played.readings[r] for r in Reading if played.readings[r]},
        unreadable=tuple(played.unreadable),
        retired=tuple(history.retired),
        aside=dict(sorted(aside.items())),
        until=played.until,
        told=told,
        sightings=missing,
    )


def accept(archive: Archive, found: Replay, now: datetime) -> list[Event]:
    """Puts the differences on record, in one transaction, and returns the new events; the passages too, for later looks.

    Raises ArchiveError where the archive has gone on since it was played.
    """
    if not (found.differences or found.sightings):
        return []
    after = max((e.id for e in found.told), default=0)
    return archive.record_rules(rules_change(found.differences, found.told, now), found.sightings, after=after)


def _due_now(difference: Difference, today: date) -> bool:
    """What falls due only today is news yet: the next round tells it."""
    return difference.what is What.APPEARS and difference.event.kind in CALENDAR and difference.day >= today


def _history(catalogue: Catalogue, archive: Archive, told: Sequence[Event]) -> History:
    watched, kept = archive.history.watched(), archive.history.kept_by_look()
    first: dict[str, int] = {}
    for (source_id, _), numbers in kept.items():
        first.setdefault(source_id, numbers[0])
    current = {s.id for s in catalogue.sources}
    own: defaultdict[str, list[Event]] = defaultdict(list)
    for event in told:
        if event.kind not in NOT_PLAYED:
            own[event.source_id].append(event)
    retired = {i: retired_source(i, archive.history.version(n).document, own[i]) for i, n in first.items() if i not in current}
    return History(told, (Looked(*look) for look in archive.history.looks()), watched, kept, retired)


class _Reader:
    """Reads kept versions as today's rules read them, and says how far it is."""

    def __init__(
        self, catalogue: Catalogue, archive: Archive, read: Reads, advance: Callable[[int, int], None], total: int
    ) -> None:
        self._sources: dict[str, Source] = {s.id: s for s in catalogue.sources}
        self._archive = archive
        self._read = read
        self._advance = advance
        self._done, self._total = 0, total

    def __call__(self, number: int) -> Kept:
        stored = self._archive.history.version(number)
        raw = self._archive.raw(stored.sha256)
        if hashlib.sha256(raw).hexdigest() != stored.sha256:
            raise ArchiveCorrupt(f"the archive is damaged: other bytes are kept under {stored.sha256}; restore a backup")
        self._done += 1
        self._advance(self._done, self._total)
        return reread(self._sources.get(stored.source_id), stored, raw, self._read)


def _missing(
    archive: Archive, catalogue: Catalogue, played: Played, since: date | None
) -> tuple[tuple[datetime, str, Sighting], ...]:
    """Passages that today's rules find at addresses where none was ever recorded for the commitment."""
    known = {(c.id, s.url) for c in catalogue.commitments for _, _, s in archive.sightings(c.id)}
    fresh = ((at, i, s) for at, i, s in played.sightings if (s.commitment_id, s.url) not in known)
    return tuple((at, i, s) for at, i, s in fresh if since is None or london_day(at) >= since)


def _waiting(catalogue: Catalogue, told: set[str], today: date) -> list[str]:
    """Rulings and plans that the log does not know yet."""
    new = [p for p in catalogue.plans if p.baseline_key not in told]
    lines = [f"{p.title} comes under watch; what is due or ruled on by then is its baseline." for p in new]
    for commitment in (c for p in catalogue.plans if p not in new for c in p.commitments):
        rulings = [r for r in commitment.rulings_by(today) if ruling_key(commitment, r) not in told]
        lines += [f"Ruled {r.verdict.value} on {in_words(r.on)}: {commitment.title}." for r in rulings]
    return lines
