"""Opening a database of ours, or refusing it [I/O]: for watcher.db and notifier.db alike.

A file that is damaged, somebody else's, or written by a later version is refused before anything is written to it.
Migrations are sqlite-utils's, one transaction each; ``user_version`` says how many a file has had.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watcher.errors import ArchiveCorrupt, ArchiveTooNew, ArchiveUnwritable

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Schema:
    """``steps``: the SQL of each migration, oldest first. A step that has been released is never edited."""

    name: str
    application_id: int
    steps: tuple[str, ...]

    @property
    def version(self) -> int:
        return len(self.steps)


def open_database(path: Path, schema: Schema, *, thorough: bool = True) -> Database:
    """Opens, creates or upgrades. Raises ArchiveCorrupt, ArchiveTooNew or ArchiveUnwritable.

    The connection must stay in the thread that opened it. ``thorough`` False leaves out the check of every page, for a
    process that has opened the same file before.
    """
    from sqlite_utils import Database

    with plain_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            db = Database(connection)
            with _turn(path.parent) if _value(db, "PRAGMA user_version") != schema.version else nullcontext():
                _refuse_strangers(db, path, schema, thorough)
                if not _value(db, "SELECT count(*) FROM sqlite_master"):  # ours from its first byte, even if we die on the way
                    connection.execute(f"PRAGMA application_id = {schema.application_id}")
                for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                    connection.execute(f"PRAGMA {pragma}")
                _migrate(db, schema)
        except BaseException:
            connection.close()
            raise
    return db


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One process at a time creates or upgrades a database here: a second one would take half of ours for a stranger's."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse_strangers(db: Database, path: Path, schema: Schema, thorough: bool) -> None:
    tables = _value(db, "SELECT count(*) FROM sqlite_master")
    if tables and _value(db, "PRAGMA application_id") != schema.application_id:
        raise ArchiveCorrupt(f"{path} is a database of something else; move it away, or name another state folder")
    found = _value(db, "PRAGMA user_version")
    if found > schema.version:
        raise ArchiveTooNew(
            f"{path} was written by a later Planwatch (schema {found}, this one knows {schema.version}); "
            "install that version again, or restore the backup made before the upgrade"
        )
    if thorough and tables and _value(db, "PRAGMA quick_check(1)") != "ok":
        raise ArchiveCorrupt(f"{path} is damaged; restore a backup, or move it away to begin with a new baseline")


def _migrate(db: Database, schema: Schema) -> None:
    if _value(db, "PRAGMA user_version") == schema.version:
        return
    from sqlite_utils import Migrations

    migrations = Migrations(schema.name)
    for number, sql in enumerate(schema.steps, 1):
        migrations(name=f"{number:03d}")(_step(schema, number, sql))
    migrations.apply(db)


def _step(schema: Schema, number: int, sql: str) -> Any:
    def step(db: Database) -> None:
        for statement in _statements(sql):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {schema.application_id}")
        db.execute(f"PRAGMA user_version = {number}")

    return step


def _statements(sql: str) -> Iterator[str]:
    """One by one, since ``executescript`` would end the transaction; a trigger's inner semicolons do not part it."""
    pending = ""
    for line in sql.strip().splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _value(db: Database, sql: str) -> Any:
    return db.execute(sql).fetchone()[0]


@contextmanager
def transaction(db: Database, path: Path) -> Iterator[None]:
    """All or nothing. Takes the write lock at once: a deferred one fails, and does not wait, when it is upgraded.

    Inside another it is part of that one.
    """
    if db.conn.in_transaction:
        yield
        return
    with plain_errors(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if db.conn.in_transaction:  # a full disk may have ended it already
                db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """SQLite's and the system's words become ours, with what to do."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a bug of ours, not a fault of the file
    except sqlite3.OperationalError as e:
        raise ArchiveUnwritable(
            f"{path} cannot be written ({e}); free some space, make the folder writable, or stop the other process"
        ) from e
    except sqlite3.DatabaseError as e:
        raise ArchiveCorrupt(f"{path} is damaged or not a database ({e}); restore a backup, or move it away") from e
    except OSError as e:
        raise ArchiveUnwritable(f"{path.parent} cannot be written: {e.strerror}") from e


def rows(db: Database, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Every row of a query, as plain tuples."""
    found: list[tuple[Any, ...]] = db.execute(sql, values).fetchall()
    return found
