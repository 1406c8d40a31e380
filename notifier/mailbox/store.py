"""What the rooms of the mailbox share: one connection, and transactions that join the one around them [I/O]."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watcher import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database


class Store:
    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; inside another it is part of that one."""
        return transaction(self._db, self._path)

    def _run(self, sql: str, *values: object) -> int:
        """How many rows a statement touched."""
        return int(self._db.execute(sql, values).rowcount)

    def _insert(self, sql: str, *values: object) -> int:
        """The number of the new row."""
        return int(self._db.execute(sql, values).lastrowid or 0)

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._db.execute(sql, values).fetchall()
        return found

    def _one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
        return row


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
