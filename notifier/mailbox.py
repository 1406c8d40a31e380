"""notifier.db: subscribers and the outbox [I/O]. All of the notifier's SQL; the only place with personal data.

A connection must not cross threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from notifier.model import Email, Frequency, Owed, Row, Subscription
from watcher import Schema, open_database, transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

STALE = timedelta(minutes=10)
"""A claim so old was left by a process that died; the row is sent again under the same Message-ID."""
KEPT = timedelta(days=7)
"""Bodies of sent mails are dropped after this."""

_TABLES = """
CREATE TABLE subscribers (id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, folded TEXT NOT NULL UNIQUE);
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    topic TEXT NOT NULL, frequency TEXT NOT NULL, after INTEGER NOT NULL, since TEXT NOT NULL, UNIQUE (subscriber_id, topic));
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE, key TEXT NOT NULL,
    message_id TEXT NOT NULL, raw BLOB, state TEXT NOT NULL DEFAULT 'queued', attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT NOT NULL, claimed_at TEXT, queued_at TEXT NOT NULL, sent_at TEXT, error TEXT NOT NULL DEFAULT '',
    UNIQUE (subscription_id, key));
CREATE INDEX outbox_waiting ON outbox (state, not_before, id);
"""


SCHEMA = Schema("notifier", application_id=0x504C4E54, steps=(_TABLES,))  # "PLNT"


class Mailbox:
    """An open notifier.db."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path

    @classmethod
    def open(cls, path: Path, *, now: datetime) -> Mailbox:
        """Opens or creates. Raises ArchiveCorrupt, ArchiveTooNew or ArchiveUnwritable; a refused file stays as it is."""
        new = not path.exists()
        db = open_database(path, SCHEMA)
        if new:
            path.chmod(0o600)
        return cls(db, path)

    def close(self) -> None:
        self._db.conn.close()

    def __enter__(self) -> Mailbox:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    # --- subscriptions ---

    def subscribe(self, address: str, topic: str, frequency: Frequency, *, now: datetime, after: int) -> Subscription:
        """Adds a confirmed subscription, or changes its frequency. Nothing up to event ``after`` is owed."""
        with transaction(self._db, self._path):
            self._db.execute(
                "INSERT INTO subscribers (address, folded) VALUES (?, ?) ON CONFLICT (folded) DO NOTHING",
                (address, folded(address)),
            )
            (person,) = self._db.execute("SELECT id FROM subscribers WHERE folded = ?", (folded(address),)).fetchone()
            self._db.execute(
                "INSERT INTO subscriptions (subscriber_id, topic, frequency, after, since) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (subscriber_id, topic) DO UPDATE SET frequency = excluded.frequency",
                (person, topic, frequency.value, after, now.isoformat()),
            )
        return next(s for s in self.subscriptions() if s.topic == topic and folded(s.address) == folded(address))

    def unsubscribe(self, number: int) -> bool:
        """Ends one subscription and drops what was queued for it; an address without any is forgotten."""
        with transaction(self._db, self._path):
            gone = self._db.execute("DELETE FROM subscriptions WHERE id = ?", (number,)).rowcount
            self._forget_strangers()
        return bool(gone)

    def remove(self, address: str) -> bool:
        """Ends everything that an address asked for, and forgets it."""
        with transaction(self._db, self._path):
            return bool(self._db.execute("DELETE FROM subscribers WHERE folded = ?", (folded(address),)).rowcount)

    def _forget_strangers(self) -> None:
        self._db.execute("DELETE FROM subscribers WHERE id NOT IN (SELECT subscriber_id FROM subscriptions)")

    def subscriptions(self) -> list[Subscription]:
        rows = self._db.execute(
            "SELECT s.id, p.address, s.topic, s.frequency, s.after, s.since FROM subscriptions s"
            " JOIN subscribers p ON p.id = s.subscriber_id ORDER BY s.id"
        )
        return [Subscription(i, a, t, Frequency(f), after, datetime.fromisoformat(since)) for i, a, t, f, after, since in rows]

    # --- the outbox ---

    def queue(self, mails: Sequence[tuple[Owed, Email]], cursors: Mapping[int, int], now: datetime) -> int:
        """Queues mails and moves cursors in one transaction; what is queued already is not queued twice."""
        queued = 0
        with transaction(self._db, self._path):
            for owed, email in mails:
                row = (owed.subscription.id, owed.key, email.message_id, email.raw, now.isoformat(), now.isoformat())
                queued += self._db.execute(
                    "INSERT OR IGNORE INTO outbox (subscription_id, key, message_id, raw, not_before, queued_at)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    row,
                ).rowcount
            for number, after in cursors.items():
                self._db.execute("UPDATE subscriptions SET after = max(after, ?) WHERE id = ?", (after, number))
        return queued

    def claim(self, now: datetime) -> Row | None:
        """The next row that is due, claimed for this process; None where there is none. Oldest first."""
        with transaction(self._db, self._path):
            row = self._db.execute(
                "SELECT o.id, p.address, o.message_id, o.raw, o.attempts, o.queued_at FROM outbox o"
                " JOIN subscriptions s ON s.id = o.subscription_id JOIN subscribers p ON p.id = s.subscriber_id"
                " WHERE (o.state = 'queued' AND o.not_before <= ?) OR (o.state = 'claimed' AND o.claimed_at <= ?)"
                " ORDER BY o.id LIMIT 1",
                (now.isoformat(), (now - STALE).isoformat()),
            ).fetchone()
            if row is None:
                return None
            self._db.execute(
                "UPDATE outbox SET state = 'claimed', claimed_at = ?, attempts = attempts + 1 WHERE id = ?",
                (now.isoformat(), row[0]),
            )
        return Row(row[0], row[1], row[2], bytes(row[3]), row[4], datetime.fromisoformat(row[5]))

    def sent(self, number: int, now: datetime) -> None:
        with transaction(self._db, self._path):
            self._db.execute("UPDATE outbox SET state = 'sent', sent_at = ?, error = '' WHERE id = ?", (now.isoformat(), number))

    def deferred(self, number: int, not_before: datetime, error: str) -> None:
        """To be tried again, not before the given moment."""
        with transaction(self._db, self._path):
            self._db.execute(
                "UPDATE outbox SET state = 'queued', not_before = ?, error = ? WHERE id = ?",
                (not_before.isoformat(), error[:500], number),
            )

    def failed(self, number: int, error: str) -> None:
        """Given up for good."""
        with transaction(self._db, self._path):
            self._db.execute("UPDATE outbox SET state = 'failed', raw = NULL, error = ? WHERE id = ?", (error[:500], number))

    def tidy(self, now: datetime) -> None:
        """Drops the bodies of mails that were sent a week ago."""
        with transaction(self._db, self._path):
            self._db.execute(
                "UPDATE outbox SET raw = NULL WHERE state = 'sent' AND raw IS NOT NULL AND sent_at < ?", ((now - KEPT).isoformat(),)
            )

    def counts(self) -> dict[str, int]:
        """How many rows of the outbox are in each state."""
        return dict(self._db.execute("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state").fetchall())


def folded(address: str) -> str:
    """One person, one row: the address in lower case."""
    return address.strip().casefold()
