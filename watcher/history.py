"""Every look that watcher.db holds and what it brought, read again for a replay [I/O]."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from watcher.database import plain_errors
from watcher.errors import ArchiveError
from watcher.model import Snapshot
from watcher.rows import VERSION, snapshot

if TYPE_CHECKING:
    from sqlite_utils import Database


class LookHistory:
    """The looks of an open archive, by its own connection."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """What another process records meanwhile is not seen."""
        with plain_errors(self._path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    def looks(self) -> Iterator[tuple[str, datetime, bool]]:
        """Every look, in the order of recording: source id, when, whether anything was seen."""
        for source_id, at, outcome in self._db.execute("SELECT source_id, at, outcome FROM checks ORDER BY id"):
            yield source_id, datetime.fromisoformat(at), outcome == "seen"

    def watched(self) -> dict[str, tuple[datetime, datetime]]:
        """When each source was looked at first and last."""
        rows = self._db.execute("SELECT source_id, min(at), max(at) FROM checks GROUP BY source_id ORDER BY source_id")
        return {i: (datetime.fromisoformat(first), datetime.fromisoformat(last)) for i, first, last in rows}

    def kept_by_look(self) -> dict[tuple[str, datetime], list[int]]:
        """The numbers of the versions that each look brought, by source id and when, in the order of recording."""
        found: dict[tuple[str, datetime], list[int]] = {}
        for number, source_id, at in self._db.execute("SELECT id, source_id, first_seen FROM versions ORDER BY id"):
            found.setdefault((source_id, datetime.fromisoformat(at)), []).append(number)
        return found

    def version(self, number: int) -> Snapshot:
        """One kept version. Raises ArchiveError where there is none."""
        row = self._db.execute(f"SELECT {VERSION} FROM versions v WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise ArchiveError(f"{self._path} has no version {number}")
        return snapshot(row)
