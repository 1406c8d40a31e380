"""How often something was asked for, and small things to remember between two runs [I/O]. Nobody is named here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from notifier.mailbox.store import Store
from notifier.policy import Limit


class Limits(Store):
    """Sliding windows, kept in the database so that a restart forgives nothing. ``subject`` is a keyed hash."""

    def spend(self, scope: str, subject: bytes, limits: Sequence[Limit], now: datetime) -> bool:
        """Counts one where every limit still allows it, and says whether it did. A refusal counts nothing."""
        with self.transaction():
            for limit in limits:
                since = (now - limit.period).isoformat()
                row = self._one("SELECT count(*) FROM spent WHERE scope = ? AND subject = ? AND at > ?", scope, subject, since)
                if row is not None and row[0] >= limit.most:
                    return False
            self._run("INSERT INTO spent (scope, subject, at) VALUES (?, ?, ?)", scope, subject, now.isoformat())
        return True

    def forgive(self, scope: str, subject: bytes) -> None:
        """Forgets what was counted: who has answered is no stranger."""
        with self.transaction():
            self._run("DELETE FROM spent WHERE scope = ? AND subject = ?", scope, subject)

    def purge(self, scope: str, kept: timedelta, now: datetime) -> None:
        """Drops what no limit looks at any more."""
        with self.transaction():
            self._run("DELETE FROM spent WHERE scope = ? AND at <= ?", scope, (now - kept).isoformat())


class Marks(Store):
    """One value a name."""

    def get(self, name: str) -> str:
        """The value; "" where there is none."""
        row = self._one("SELECT value FROM marks WHERE name = ?", name)
        return str(row[0]) if row else ""

    def set(self, name: str, value: str) -> None:
        with self.transaction():
            self._run(
                "INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                name,
                value,
            )
