"""notifier.db: subscribers and the outbox [I/O]. All of the notifier's SQL; the only place with personal data."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notifier.mailbox.limits import Limits, Marks
from notifier.mailbox.outbox import STALE, Entry, Outbox
from notifier.mailbox.people import People, Purpose, Request, RequestKind, Suppression, Token
from notifier.mailbox.schema import SCHEMA
from notifier.policy import POLICY
from watcher import open_database, transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["SCHEMA", "STALE", "Entry", "Mailbox", "Purpose", "Request", "RequestKind", "Suppression", "Token"]


class Mailbox:
    """An open notifier.db: ``people``, ``outbox``, ``limits`` and ``marks``. Stay in the thread that opened it.

    ``random`` gives so many unguessable bytes: seeds and tokens come from it.
    """

    def __init__(self, db: Database, path: Path, random: Callable[[int], bytes]) -> None:
        self._db = db
        self._path = path
        self.random = random
        self.people = People(db, path, random)
        self.outbox = Outbox(db, path)
        self.limits = Limits(db, path)
        self.marks = Marks(db, path)

    @classmethod
    def open(cls, path: Path, *, thorough: bool = True, random: Callable[[int], bytes] = secrets.token_bytes) -> Mailbox:
        """Opens or creates. Raises ArchiveCorrupt, ArchiveTooNew or ArchiveUnwritable; a refused file stays as it is."""
        with contextlib.suppress(OSError):  # what is wrong is said, and better, by the opening
            path.parent.mkdir(parents=True, exist_ok=True)
            # Its owner's alone before its log is made, which takes its mode. A file that is there is not touched: to close it
            # would drop the locks that this process holds on it (SQLite, "How To Corrupt", 2.2).
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        db = open_database(path, SCHEMA, thorough=thorough)
        return cls(db, path, random)

    def close(self) -> None:
        self._db.conn.close()

    def __enter__(self) -> Mailbox:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, over every part of the mailbox; inside another it is part of that one."""
        return transaction(self._db, self._path)

    def tidy(self, now: datetime) -> None:
        """Keeps what the policy says is kept, and nothing else."""
        with self.transaction():
            self.people.purge(POLICY.confirm_within, POLICY.soft_within, now)
            self.outbox.tidy(POLICY.bodies_kept, POLICY.rows_kept, now)
            self.limits.purge("letter", POLICY.hashes_kept, now)
            for scope in ("network", "everybody"):
                self.limits.purge(scope, POLICY.networks_kept, now)
        self.scrub()

    def scrub(self) -> bool:
        """Overwrites what was deleted, in the write-ahead log too; False where another reader is in the way for now."""
        try:
            (busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # locked by another process
            return False
        return not busy
