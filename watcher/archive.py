"""watcher.db: snapshots, sightings, checks and the event log [I/O]. Its SQL is here, in ``tables`` and in ``history``.

One source is recorded in one transaction. A connection must not cross threads. It holds no personal data.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watcher.database import open_database, plain_errors, transaction
from watcher.errors import ArchiveCorrupt, ArchiveError
from watcher.health import Use
from watcher.history import LookHistory
from watcher.model import (
    Event,
    EventKind,
    Headline,
    Plan,
    Seen,
    Sighting,
    Snapshot,
    SourceRecord,
    SourceState,
    Validators,
)
from watcher.rows import VERSION, dump, load, snapshot
from watcher.tables import SCHEMA

SHORTEST_DICTIONARY = 8  # zstd takes none shorter
KEYFRAME_EVERY = 16
"""A version is stored whole after so many that lean on the one before, so that reading back stays short."""

_KINDS = {kind.value: kind for kind in EventKind}

if TYPE_CHECKING:
    from sqlite_utils import Database


class Archive:
    """An open watcher.db. Close it, or use it as a context manager; stay in the thread that opened it."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path
        self.history = LookHistory(db, path)

    @classmethod
    def open(cls, path: Path, *, now: datetime, thorough: bool = True) -> Archive:
        """Opens or creates. Raises ArchiveCorrupt, ArchiveTooNew or ArchiveUnwritable; a refused file is left as it is.

        ``thorough`` False leaves out the check of every page, for a process that has opened the same file before.
        """
        return cls(open_database(path, SCHEMA, thorough=thorough), path)

    def close(self) -> None:
        self._db.conn.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    # --- reading ---

    def state(self, source_id: str) -> SourceState:
        row = self._one("SELECT state FROM source_states WHERE source_id = ?", source_id)
        return load(SourceState, row[0]) if row else SourceState(source_id)

    def states(self) -> dict[str, SourceState]:
        rows = self._db.execute("SELECT source_id, state FROM source_states ORDER BY source_id")
        return {source_id: load(SourceState, state) for source_id, state in rows}

    def validators(self, source_id: str, url: str) -> Validators:
        row = self._one("SELECT etag, last_modified FROM validators WHERE source_id = ? AND url = ?", source_id, url)
        return Validators(*row) if row else Validators()

    def latest(self, source_id: str) -> dict[str, Snapshot]:
        """The newest snapshot of each document that is still part of the source, by document key."""
        rows = self._db.execute(
            f"SELECT {VERSION} FROM current c JOIN versions v ON v.id = c.version WHERE c.source_id = ? ORDER BY v.id",
            (source_id,),
        )
        return {row[1]: snapshot(row) for row in rows}

    def versions(self, source_id: str, key: str) -> list[Snapshot]:
        """Every kept version of a document, oldest first."""
        rows = self._db.execute(f"SELECT {VERSION} FROM versions v WHERE source_id = ? AND key = ? ORDER BY id", (source_id, key))
        return [snapshot(row) for row in rows]

    def snapshot_by_hash(self, sha256: str) -> Snapshot | None:
        row = self._one(f"SELECT {VERSION} FROM versions v WHERE sha256 = ? ORDER BY id LIMIT 1", sha256)
        return snapshot(row) if row else None

    def version_of(self, event: Event, back: int = 0) -> Snapshot | None:
        """The version that an event was read from, or one so many before it; None where none is kept."""
        read = self.snapshot_by_hash(event.found.sha256) if event.found else None
        if read is None:
            return None
        versions = self.versions(event.source_id, read.document.key)
        mine = [n for n, v in enumerate(versions) if event.found and v.sha256 == event.found.sha256 and v.first_seen <= event.at]
        return versions[mine[-1] - back] if mine and mine[-1] >= back else None

    def newest_at(self, url: str) -> Snapshot | None:
        """The newest kept version of the document at an address, whichever source showed it."""
        row = self._one(
            f"SELECT {VERSION} FROM versions v WHERE json_extract(v.document, '$.url') = ? ORDER BY v.last_seen DESC LIMIT 1", url
        )
        return snapshot(row) if row else None

    def newest_list_with(self, url: str) -> Snapshot | None:
        """The newest kept version of a feed or search that has a row of this address."""
        row = self._one(
            f"SELECT {VERSION} FROM versions v WHERE EXISTS (SELECT 1 FROM json_each(v.document, '$.entries') e "
            "WHERE json_extract(e.value, '$.url') = ?) ORDER BY v.last_seen DESC, v.id DESC LIMIT 1",
            url,
        )
        return snapshot(row) if row else None

    def raw(self, sha256: str) -> bytes:
        """The bytes as they were read. Raises ArchiveError where none are kept under this hash."""
        from backports import zstd

        row = self._one("SELECT base, body FROM raws WHERE sha256 = ?", sha256)
        if row is None:
            raise ArchiveError(f"{self._path} keeps nothing under {sha256}")
        dictionary = None if row[0] is None else zstd.ZstdDict(self.raw(row[0]), is_raw=True)
        try:
            return bytes(zstd.decompress(row[1], zstd_dict=dictionary))
        except zstd.ZstdError as e:
            raise ArchiveCorrupt(f"{self._path} is damaged: what it keeps under {sha256} cannot be read; restore a backup") from e

    def events(self, *, after: int = 0, commitment_id: str | None = None, limit: int | None = None) -> list[Event]:
        """Events with an id above ``after``, by id."""
        where, values = "id > ?", [after]
        if commitment_id is not None:
            where, values = where + " AND commitment_id = ?", [after, commitment_id]  # type: ignore[list-item]
        rows = self._db.execute(
            f"SELECT id, event FROM events WHERE {where} ORDER BY id LIMIT ?", (*values, -1 if limit is None else limit)
        )
        return [dataclasses.replace(load(Event, text), id=number) for number, text in rows]

    def event(self, number: int) -> Event:
        """One event by its id. Raises ArchiveError where there is none."""
        row = self._one("SELECT event FROM events WHERE id = ?", number)
        if row is None:
            raise ArchiveError(f"{self._path} has no event {number}")
        return dataclasses.replace(load(Event, row[0]), id=number)

    def events_of(self, kinds: Collection[EventKind]) -> list[Event]:
        """Every event of some kinds, by id."""
        marks = ", ".join("?" * len(kinds))
        rows = self._db.execute(f"SELECT id, event FROM events WHERE kind IN ({marks}) ORDER BY id", [k.value for k in kinds])
        return [dataclasses.replace(load(Event, text), id=number) for number, text in rows]

    def rules_log(self) -> list[Event]:
        """Every change of rules, what it withdrew and what it put on record, by id. Reads no event where there was none."""
        rows = self._db.execute(
            "WITH changes AS (SELECT id FROM events INDEXED BY headlines WHERE news = 0 AND kind = ?), "
            "said AS (SELECT event FROM events WHERE id IN changes) SELECT id, event FROM events WHERE id IN changes "
            "OR id IN (SELECT CAST(json_extract(event, '$.detail.withdraws') AS INTEGER) FROM said) "
            "OR key IN (SELECT json_extract(event, '$.detail.adds') FROM said) ORDER BY id",
            (EventKind.RULES_CHANGED.value,),
        )
        return [dataclasses.replace(load(Event, text), id=number) for number, text in rows]

    def headlines(self, *, after: int = 0) -> list[Headline]:
        """What is news with an id above ``after``, by id, without reading a single event."""
        rows = self._db.execute(
            "SELECT id, at, kind, plan_id, commitment_id, source_id, sentence, sha256, news = 2 FROM events INDEXED BY headlines "
            "WHERE news > 0 AND id > ? ORDER BY id",
            (after,),
        )
        return [
            Headline(number, datetime.fromisoformat(at), _KINDS[kind], plan, promise, source, sentence, sha256, bool(quiet))
            for number, at, kind, plan, promise, source, sentence, sha256, quiet in rows
        ]

    def kept(self) -> dict[str, datetime]:
        """The snapshots that news quotes, by the hash of their bytes, and when each was last seen so."""
        rows = self._db.execute(
            "SELECT v.sha256, max(v.last_seen) FROM versions v "
            "WHERE v.sha256 IN (SELECT sha256 FROM events WHERE news > 0 AND sha256 <> '') GROUP BY v.sha256 ORDER BY v.sha256"
        )
        return {sha256: datetime.fromisoformat(at) for sha256, at in rows}

    def latest_event(self) -> int:
        """The id of the newest event; 0 where there is none."""
        row = self._one("SELECT max(id) FROM events")
        return int(row[0]) if row and row[0] is not None else 0

    def has_event(self, key: str) -> bool:
        return self._one("SELECT 1 FROM events WHERE key = ?", key) is not None

    def sightings(self, commitment_id: str) -> list[tuple[datetime, str, Sighting]]:
        """(when, source id, sighting) for a commitment, oldest first."""
        rows = self._db.execute(
            "SELECT at, source_id, sighting FROM sightings WHERE commitment_id = ? ORDER BY id", (commitment_id,)
        )
        return [(datetime.fromisoformat(at), source, load(Sighting, text)) for at, source, text in rows]

    def sighted(self) -> dict[str, int]:
        """How many passages were ever found to concern each commitment."""
        return dict(self._db.execute("SELECT commitment_id, count(*) FROM sightings GROUP BY commitment_id"))

    def known_entries(self, source_id: str) -> frozenset[str]:
        """The keys of list rows (address#date) that were ever seen at a feed or search."""
        return frozenset(k for (k,) in self._db.execute("SELECT key FROM entries WHERE source_id = ?", (source_id,)))

    def checks(self, source_id: str, limit: int) -> list[tuple[datetime, str, str]]:
        """The newest looks at a source: when, outcome, reason."""
        rows = self._db.execute(
            "SELECT at, outcome, reason FROM checks WHERE source_id = ? ORDER BY id DESC LIMIT ?", (source_id, limit)
        )
        return [(datetime.fromisoformat(at), outcome, reason) for at, outcome, reason in rows]

    def uses(self) -> dict[str, Use]:
        """Since when each source is looked at, how many passages were ever found there, and how many documents are known."""
        found = dict(self._db.execute("SELECT source_id, count(*) FROM sightings GROUP BY source_id"))
        known = dict(self._db.execute("SELECT source_id, count(*) FROM current GROUP BY source_id"))
        first = self._db.execute("SELECT source_id, min(at) FROM checks GROUP BY source_id")
        return {i: Use(datetime.fromisoformat(at), found.get(i, 0), known.get(i, 0)) for i, at in first if at}

    def newest(self) -> datetime | None:
        """The latest moment at which anything was recorded; None where nothing was."""
        row = self._one("SELECT max(at) FROM (SELECT max(at) AS at FROM events UNION ALL SELECT max(at) FROM checks)")
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def watched_since(self, plan: Plan) -> datetime | None:
        """When a plan came under watch; None where it has not yet."""
        row = self._one("SELECT at FROM events WHERE key = ?", plan.baseline_key)
        return datetime.fromisoformat(row[0]) if row else None

    def states_for(self, plan: Plan, now: datetime) -> dict[str, SourceState]:
        """The states of the sources, in which only looks count since the day (UTC) on which a plan came under watch.

        Nobody looked for its promises before.
        """
        day = (self.watched_since(plan) or now).date().isoformat()
        rows = self._db.execute(
            "SELECT source_id, count(*) FROM checks WHERE outcome = 'seen' AND at >= ? GROUP BY source_id", (day,)
        )
        looks = dict(rows)
        return {i: dataclasses.replace(state, seen=looks.get(i, 0)) for i, state in self.states().items()}

    def copy_to(self, path: Path) -> None:
        """A copy of everything, in one file without a journal beside it; the same content gives the same bytes.

        Raises ArchiveUnwritable.
        """
        with plain_errors(path):
            path.unlink(missing_ok=True)  # it may be written into an empty file only
            self._db.execute("VACUUM INTO ?", (str(path),))

    def counts(self) -> dict[str, int]:
        """How much there is: checks, documents, versions, events."""
        return {
            "checks": self._count("SELECT count(*) FROM checks"),
            "documents": self._count("SELECT count(*) FROM current"),
            "versions": self._count("SELECT count(*) FROM versions"),
            "events": self._count("SELECT count(*) FROM events"),
        }

    # --- writing ---

    def record(self, record: SourceRecord) -> list[Event]:
        """Writes one look in one transaction; returns the events that were new, with their ids."""
        state = record.state
        at = state.last_checked.isoformat() if state.last_checked else ""
        with transaction(self._db, self._path):
            for seen in record.seen:
                self._keep(state.source_id, seen)
            for key in record.touched:
                self._touch(state.source_id, key, at)
            for key in record.removed:
                self._db.execute("DELETE FROM current WHERE source_id = ? AND key = ?", (state.source_id, key))
            for url, v in record.validators:
                row = (state.source_id, url, v.etag, v.last_modified)
                self._db.execute("INSERT OR REPLACE INTO validators VALUES (?, ?, ?, ?)", row)
            for sighting in record.sightings:
                self._note(at, state.source_id, sighting)
            outcome = "unseen" if state.reason else "seen"
            self._db.execute(
                "INSERT INTO checks (source_id, at, outcome, reason) VALUES (?, ?, ?, ?)",
                (state.source_id, at, outcome, state.reason_text),
            )
            self._db.execute("INSERT OR REPLACE INTO source_states VALUES (?, ?)", (state.source_id, dump(state)))
            return self._append(record.events)

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Events that come from no source; returns the new ones with their ids."""
        with transaction(self._db, self._path):
            return self._append(events)

    def record_rules(
        self, events: Sequence[Event], sightings: Sequence[tuple[datetime, str, Sighting]], *, after: int
    ) -> list[Event]:
        """A change of rules, whole or not at all; returns the new events with their ids. ``sightings``: when, source id, passage.

        Raises ArchiveError where the log has gone on since its event ``after``.
        """
        with transaction(self._db, self._path):
            if self.latest_event() != after:
                raise ArchiveError(f"{self._path} has gone on meanwhile, and nothing was recorded; do it again")
            for at, source_id, sighting in sightings:
                self._note(at.isoformat(), source_id, sighting)
            return self._append(events)

    def _note(self, at: str, source_id: str, sighting: Sighting) -> None:
        row = (at, source_id, sighting.commitment_id, dump(sighting))
        self._db.execute("INSERT INTO sightings (at, source_id, commitment_id, sighting) VALUES (?, ?, ?, ?)", row)

    def _append(self, events: Sequence[Event]) -> list[Event]:
        new = []
        for event in events:
            row = (event.key, event.commitment_id, event.kind.value, event.at.isoformat(), dump(event), _news(event),
                   event.plan_id, event.source_id, event.sentence, event.found.sha256 if event.found else "")  # fmt: skip
            cursor = self._db.execute(
                "INSERT OR IGNORE INTO events (key, commitment_id, kind, at, event, news, plan_id, source_id, sentence, sha256) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            if cursor.rowcount and cursor.lastrowid:
                new.append(dataclasses.replace(event, id=cursor.lastrowid))
        return new

    def _keep(self, source_id: str, seen: Seen) -> None:
        key, at, document = seen.document.key, seen.at.isoformat(), seen.document
        before = self._one(
            "SELECT v.sha256 FROM current c JOIN versions v ON v.id = c.version WHERE c.source_id = ? AND c.key = ?",
            source_id,
            key,
        )
        sha256 = self._keep_raw(seen.raw, before[0] if before else None)
        cursor = self._db.execute(
            "INSERT INTO versions (source_id, key, sha256, document, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?)",
            (source_id, key, sha256, dump(document), at, at),
        )
        self._db.execute("INSERT OR REPLACE INTO current VALUES (?, ?, ?)", (source_id, key, cursor.lastrowid))
        self._db.conn.executemany("INSERT OR IGNORE INTO entries VALUES (?, ?)", [(source_id, e.row_key) for e in document.entries])

    def _keep_raw(self, raw: bytes, before: str | None) -> str:
        from backports import zstd

        sha256 = hashlib.sha256(raw).hexdigest()
        if self._one("SELECT 1 FROM raws WHERE sha256 = ?", sha256):
            return sha256
        base = self._one("SELECT sha256, depth, size FROM raws WHERE sha256 = ?", before or "")
        if base is None or base[1] + 1 >= KEYFRAME_EVERY or base[2] < SHORTEST_DICTIONARY:
            row: tuple[Any, ...] = (sha256, None, 0, len(raw), zstd.compress(raw, 9))
        else:
            dictionary = zstd.ZstdDict(self.raw(base[0]), is_raw=True)
            row = (sha256, base[0], base[1] + 1, len(raw), zstd.compress(raw, 9, zstd_dict=dictionary))
        self._db.execute("INSERT INTO raws VALUES (?, ?, ?, ?, ?)", row)
        return sha256

    def _touch(self, source_id: str, key: str, at: str) -> None:
        self._db.execute(
            "UPDATE versions SET last_seen = ? WHERE id = (SELECT version FROM current WHERE source_id = ? AND key = ?)",
            (at, source_id, key),
        )

    # --- plumbing ---

    def _one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
        return row

    def _count(self, sql: str) -> int:
        return int(self._db.execute(sql).fetchone()[0])


def _news(event: Event) -> int:
    """The column by which lists choose: 0 not told, 1 told, 2 told quietly."""
    return (2 if event.quiet else 1) if event.news else 0
