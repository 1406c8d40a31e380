"""The outbox: letters, the rows that say to whom each goes, and what became of them [I/O]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from notifier.mailbox.store import Store
from notifier.model import Channel, Rank, Row

STALE = timedelta(minutes=20)
"""A claim so old was left by a process that died: longer than any answer of a mail server is waited for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to be queued. ``subscriber_id`` None is the operator; ``scope`` names the subscriptions it is sent for."""

    subscriber_id: int | None
    key: str
    message_id: str
    rank: Rank
    scope: str = ""
    channel: Channel = Channel.MAIL


class Outbox(Store):
    """Rows go from queued to claimed to sent or failed. One (person, key, channel) is queued once, ever."""

    def letter(self, raw: bytes, now: datetime) -> int:
        """Keeps a letter that any number of rows may share."""
        with self.transaction():
            return self._insert("INSERT INTO letters (raw, made_at) VALUES (?, ?)", raw, now.isoformat())

    def queue(self, entries: Sequence[tuple[Entry, int]], now: datetime) -> int:
        """Queues rows, each with its letter's number; says how many were not queued before."""
        at = now.isoformat()
        with self.transaction():
            before = self._db.conn.total_changes
            self._db.conn.executemany(
                "INSERT OR IGNORE INTO outbox (subscriber_id, scope, key, rank, channel, message_id, letter_id, not_before,"
                " queued_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (e.subscriber_id, e.scope, e.key, int(e.rank), e.channel.value, e.message_id, letter, at, at)
                    for e, letter in entries
                ),
            )
            return int(self._db.conn.total_changes) - before

    # --- sending ---

    @contextmanager
    def sending(self) -> Iterator[None]:
        """While mails go out, a mark is safe from the death of this process at once, and from a power cut a little later.

        A mark that a power cut undoes means the same message again, under the same Message-ID. What is queued is safe
        from both before the first mail goes out.
        """
        with self._synchronous("NORMAL", then="FULL"):
            yield

    @contextmanager
    def queueing(self) -> Iterator[None]:
        """While mails go out and more are queued: those are safe from a power cut before any of them goes out."""
        with self._synchronous("FULL", then="NORMAL"):
            yield

    @contextmanager
    def _synchronous(self, level: str, *, then: str) -> Iterator[None]:
        self._db.execute(f"PRAGMA synchronous = {level}")
        try:
            yield
        finally:
            self._db.execute(f"PRAGMA synchronous = {then}")

    def claim(self, now: datetime, channel: Channel = Channel.MAIL) -> Row | None:
        """The next row that is due, claimed for this process; None where there is none. By rank, then the longest due."""
        with self.transaction():
            row = next((r for rank in Rank for r in self._due(channel, rank, now)), None)
            if row is None:
                return None
            self._run(
                "UPDATE outbox SET state = 'claimed', claimed_at = ?, attempts = attempts + 1 WHERE id = ?", now.isoformat(), row[0]
            )
        number, address, message_id, raw, scope, seed, attempts, queued, rank, person = row
        return Row(number, address or "", message_id, bytes(raw), scope, bytes(seed or b""), attempts,
                   datetime.fromisoformat(queued), Rank(rank), channel, person or 0)  # fmt: skip

    def _due(self, channel: Channel, rank: Rank, now: datetime) -> list[tuple[Any, ...]]:
        return self._all(
            "SELECT o.id, p.address, o.message_id, l.raw, o.scope, p.seed, o.attempts, o.queued_at, o.rank, p.id"
            " FROM outbox o JOIN letters l ON l.id = o.letter_id LEFT JOIN subscribers p ON p.id = o.subscriber_id"
            " WHERE o.channel = ? AND o.state = 'queued' AND o.rank = ? AND o.not_before <= ? ORDER BY o.not_before, o.id LIMIT 1",
            channel.value, int(rank), now.isoformat(),
        )  # fmt: skip

    def sent(self, number: int, now: datetime) -> None:
        """Taken by the server. A letter that holds a way in (a confirmation) is dropped at once."""
        with self.transaction():
            row = self._one(
                "UPDATE outbox SET state = 'sent', sent_at = ?, error = '' WHERE id = ? RETURNING letter_id, rank",
                now.isoformat(), number,
            )  # fmt: skip
            if row is not None and row[1] == Rank.JOURNEY:
                self._drop_letter(number, row[0])

    def deferred(self, number: int, not_before: datetime, error: str) -> None:
        """To be tried again, not before the given moment."""
        with self.transaction():
            self._run(
                "UPDATE outbox SET state = 'queued', not_before = ?, error = ? WHERE id = ?",
                not_before.isoformat(), error[:500], number,
            )  # fmt: skip

    def give_back(self, number: int) -> None:
        """As if it had not been claimed: the fault was not the mail's."""
        with self.transaction():
            self._run("UPDATE outbox SET state = 'queued', attempts = attempts - 1 WHERE id = ? AND state = 'claimed'", number)

    def failed(self, number: int, error: str) -> None:
        """Given up for good."""
        with self.transaction():
            row = self._one("SELECT letter_id FROM outbox WHERE id = ?", number)
            self._run("UPDATE outbox SET state = 'failed', error = ? WHERE id = ?", error[:500], number)
            if row is not None:
                self._drop_letter(number, row[0])

    def _drop_letter(self, number: int, letter: int | None) -> None:
        self._run("UPDATE outbox SET letter_id = NULL WHERE id = ?", number)
        self._run(
            "DELETE FROM letters WHERE id = ? AND id NOT IN (SELECT letter_id FROM outbox WHERE letter_id = ?)", letter, letter
        )

    def take_back(self, now: datetime, *, sole: bool = False) -> int:
        """Queues again what a dead process had claimed. ``sole``: this is the only one that sends, so every claim is dead."""
        with self.transaction():
            return self._run(
                "UPDATE outbox SET state = 'queued' WHERE state IN ('queued', 'claimed') AND state = 'claimed'"
                " AND (? OR claimed_at <= ?)",
                sole, (now - STALE).isoformat(),
            )  # fmt: skip

    # --- looking and upkeep ---

    def abandon(self, channels: Sequence[Channel]) -> None:
        """Gives up what waits for channels that are not there any more."""
        with self.transaction():
            for channel in channels:
                self._run(
                    "UPDATE outbox SET state = 'failed', letter_id = NULL WHERE state = 'queued' AND channel = ?", channel.value
                )

    def subscriber_of(self, number: int) -> int | None:
        """To whom a row went; None where that is forgotten, or it was the operator."""
        row = self._one("SELECT subscriber_id FROM outbox WHERE id = ?", number)
        return int(row[0]) if row and row[0] is not None else None

    def of(self, subscriber_id: int) -> list[dict[str, str | None]]:
        """Which mails to one person are remembered: what each was about, and what became of it."""
        found = self._all("SELECT key, state, queued_at, sent_at FROM outbox WHERE subscriber_id = ? ORDER BY id", subscriber_id)
        return [{"about": key, "state": state, "queued_at": queued, "sent_at": sent} for key, state, queued, sent in found]

    def waiting(self, *ranks: Rank) -> int:
        """How many rows of these ranks, or of any, are not sent yet."""
        counts = dict(self._all("SELECT rank, count(*) FROM outbox WHERE state IN ('queued', 'claimed') GROUP BY rank"))
        return sum(count for rank, count in counts.items() if not ranks or rank in ranks)

    def untried(self, rank: Rank) -> int:
        """How many rows of a rank no server has been asked to take yet."""
        ((count,),) = self._all(
            "SELECT count(*) FROM outbox WHERE state IN ('queued', 'claimed') AND rank = ? AND attempts = 0", int(rank)
        )
        return int(count)

    def due_since(self) -> datetime | None:
        """Since when the longest-waiting row could have gone out; one that a server put off waits for nobody."""
        ((at,),) = self._all("SELECT min(not_before) FROM outbox WHERE state IN ('queued', 'claimed')")
        return datetime.fromisoformat(at) if at else None

    def last_error(self) -> str:
        """Why the mail that was put off last could not be sent."""
        row = self._one("SELECT error FROM outbox WHERE state IN ('queued', 'claimed') AND error != '' ORDER BY id DESC LIMIT 1")
        return str(row[0]) if row else ""

    def last_refusal(self) -> str:
        """Why the mail that was given up last was."""
        row = self._one("SELECT error FROM outbox WHERE state = 'failed' ORDER BY id DESC LIMIT 1")
        return str(row[0]) if row else ""

    def state_of(self, key: str) -> tuple[str, str, datetime | None] | None:
        """(state, Message-ID, when it was sent) of the operator's row with this key."""
        row = self._one("SELECT state, message_id, sent_at FROM outbox WHERE subscriber_id IS NULL AND key = ?", key)
        return (row[0], row[1], datetime.fromisoformat(row[2]) if row[2] else None) if row else None

    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        return dict(self._all("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state"))

    def tidy(self, bodies_kept: timedelta, rows_kept: timedelta, now: datetime) -> None:
        """Drops the letters of mails that were sent long ago, and rows that nobody can ask about any more."""
        with self.transaction():
            self._run(
                "UPDATE outbox SET letter_id = NULL WHERE state = 'sent' AND letter_id IS NOT NULL AND sent_at <= ?",
                (now - bodies_kept).isoformat(),
            )
            self._run(
                "DELETE FROM outbox WHERE state IN ('sent', 'failed') AND coalesce(sent_at, queued_at) <= ?",
                (now - rows_kept).isoformat(),
            )
            self._run("DELETE FROM letters WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE letter_id = letters.id)")
