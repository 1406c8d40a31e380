"""Who asked for what: requests, subscribers, subscriptions, tokens, and whom not to write to [I/O]."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notifier.addresses import Address
from notifier.mailbox.store import Store, moment
from notifier.model import Frequency, Subscription

if TYPE_CHECKING:
    from sqlite_utils import Database

SEED_BYTES = 16


class RequestKind(StrEnum):
    SUBSCRIBE = "subscribe"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody typed into a form; nothing is known about who it was."""

    id: int
    kind: RequestKind
    address: Address
    topic: str
    frequency: Frequency
    at: datetime


class Purpose(StrEnum):
    CONFIRM = "confirm"
    MANAGE = "manage"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Token:
    """What a link's bearer may do. ``subscriptions``: the numbers it is for, where it is not for all of them."""

    purpose: Purpose
    subscriber_id: int
    subscriptions: tuple[int, ...]
    used: bool
    expires: datetime | None


class Suppression(StrEnum):
    """Why an address is not written to."""

    HARD_BOUNCE = "hard-bounce"
    SOFT_BOUNCES = "soft-bounces"
    COMPLAINT = "complaint"
    ERASED = "erased"  # no import brings it back; its owner may ask again


_SUBSCRIPTION = (
    "SELECT s.id, p.address, s.topic, s.frequency, s.after, s.since, p.id, s.consent, s.confirmed_at, p.seed"
    " FROM subscriptions s JOIN subscribers p ON p.id = s.subscriber_id"
)


def _subscription(row: tuple[Any, ...]) -> Subscription:
    number, address, topic, frequency, after, since, person, consent, confirmed, seed = row
    return Subscription(number, address, topic, Frequency(frequency), after, datetime.fromisoformat(since), person, consent,
                        moment(confirmed), bytes(seed))  # fmt: skip


class People(Store):
    """Subscribers and what they asked for. An address without any subscription is forgotten at once."""

    def __init__(self, db: Database, path: Path, random: Callable[[int], bytes]) -> None:
        super().__init__(db, path)
        self._random = random

    # --- requests, as the web takes them ---

    def request(self, kind: RequestKind, address: Address, topic: str, frequency: Frequency, now: datetime) -> None:
        """Keeps a request until the next delivery answers it. Takes the same time for every address."""
        with self.transaction():
            self._run(
                "INSERT INTO requests (kind, address, folded, topic, frequency, at) VALUES (?, ?, ?, ?, ?, ?)",
                kind.value, address.spelling, address.folded, topic, frequency.value, now.isoformat(),
            )  # fmt: skip

    def requests(self, most: int) -> list[Request]:
        """The oldest ones that nobody has answered."""
        found = self._all("SELECT id, kind, address, folded, topic, frequency, at FROM requests ORDER BY id LIMIT ?", most)
        return [
            Request(i, RequestKind(kind), Address(spelling, folded), topic, Frequency(frequency), datetime.fromisoformat(at))
            for i, kind, spelling, folded, topic, frequency, at in found
        ]

    def answered(self, request_id: int) -> None:
        with self.transaction():
            self._run("DELETE FROM requests WHERE id = ?", request_id)

    def forget_requests(self, folded: str) -> None:
        """Drops what was asked for an address and not answered yet."""
        with self.transaction():
            self._run("DELETE FROM requests WHERE folded = ?", folded)

    # --- subscriptions ---

    def subscriptions(self, subscriber_id: int | None = None) -> list[Subscription]:
        """The confirmed ones, of everybody or of one person."""
        where = " WHERE s.confirmed_at IS NOT NULL"
        if subscriber_id is not None:
            return [_subscription(r) for r in self._all(f"{_SUBSCRIPTION}{where} AND p.id = ? ORDER BY s.id", subscriber_id)]
        return [_subscription(r) for r in self._all(f"{_SUBSCRIPTION}{where} ORDER BY s.id")]

    def pending(self, subscriber_id: int) -> list[Subscription]:
        """What one person asked for and has not confirmed."""
        where = " WHERE s.confirmed_at IS NULL AND p.id = ? ORDER BY s.id"
        return [_subscription(r) for r in self._all(_SUBSCRIPTION + where, subscriber_id)]

    def subscriber(self, folded: str) -> int | None:
        """The number of the person with this address; None where nothing of them is kept."""
        row = self._one("SELECT id FROM subscribers WHERE folded = ?", folded)
        return int(row[0]) if row else None

    def address_of(self, subscriber_id: int) -> Address | None:
        row = self._one("SELECT address, folded FROM subscribers WHERE id = ?", subscriber_id)
        return Address(*row) if row else None

    def ask(self, address: Address, topic: str, frequency: Frequency, now: datetime, most: int) -> int:
        """Puts down an unconfirmed subscription, of which the newest ``most`` are kept; returns the person's number."""
        with self.transaction():
            person = self._person(address)
            self._run(
                "INSERT INTO subscriptions (subscriber_id, topic, frequency, after, since) VALUES (?, ?, ?, 0, ?)"
                " ON CONFLICT (subscriber_id, topic) DO UPDATE SET frequency = excluded.frequency, since = excluded.since"
                " WHERE confirmed_at IS NULL",
                person, topic, frequency.value, now.isoformat(),
            )  # fmt: skip
            self._run(
                "DELETE FROM subscriptions WHERE subscriber_id = ? AND confirmed_at IS NULL AND id NOT IN (SELECT id FROM"
                " subscriptions WHERE subscriber_id = ? AND confirmed_at IS NULL ORDER BY since DESC, id DESC LIMIT ?)",
                person, person, most,
            )  # fmt: skip
        return person

    def _person(self, address: Address) -> int:
        self._run(
            "INSERT INTO subscribers (address, folded, seed) VALUES (?, ?, ?) ON CONFLICT (folded) DO NOTHING",
            address.spelling,
            address.folded,
            self._random(SEED_BYTES),
        )
        number = self.subscriber(address.folded)
        assert number is not None
        return number

    def confirm(self, number: int, consent: str, *, now: datetime, after: int) -> None:
        """From now on this one counts; nothing up to event ``after`` is owed."""
        with self.transaction():
            self._run(
                "UPDATE subscriptions SET confirmed_at = ?, since = ?, after = ?, consent = ?"
                " WHERE id = ? AND confirmed_at IS NULL",
                now.isoformat(), now.isoformat(), after, consent, number,
            )  # fmt: skip

    def subscribe(
        self,
        address: Address,
        topic: str,
        frequency: Frequency,
        *,
        now: datetime,
        after: int,
        consent: str,
        consented_at: datetime | None = None,
    ) -> Subscription:
        """A confirmed subscription at once, or another frequency for one that stands. For those who have agreed already."""
        with self.transaction():
            person = self._person(address)
            self._run(
                "INSERT INTO subscriptions (subscriber_id, topic, frequency, after, since, consent, confirmed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subscriber_id, topic) DO UPDATE SET"
                " frequency = excluded.frequency, confirmed_at = coalesce(confirmed_at, excluded.confirmed_at),"
                " after = CASE WHEN confirmed_at IS NULL THEN excluded.after ELSE after END,"
                " since = CASE WHEN confirmed_at IS NULL THEN excluded.since ELSE since END,"
                " consent = CASE WHEN confirmed_at IS NULL THEN excluded.consent ELSE consent END",
                person, topic, frequency.value, after, now.isoformat(), consent, (consented_at or now).isoformat(),
            )  # fmt: skip
            self._run("DELETE FROM marks WHERE name = 'served'")
            (row,) = self._all(f"{_SUBSCRIPTION} WHERE p.id = ? AND s.topic = ?", person, topic)
        return _subscription(row)

    def set_frequency(self, subscriber_id: int, number: int, frequency: Frequency) -> bool:
        """Another frequency; what had not been told yet is told at the new one."""
        with self.transaction():
            self._run("DELETE FROM marks WHERE name = 'served'")  # something may be owed that was not
            return bool(
                self._run(
                    "UPDATE subscriptions SET frequency = ? WHERE id = ? AND subscriber_id = ? AND confirmed_at IS NOT NULL",
                    frequency.value, number, subscriber_id,
                )
            )  # fmt: skip

    def serve(self, cursors: Sequence[tuple[int, int]]) -> None:
        """Moves cursors, given as (event id, subscription); never backwards."""
        with self.transaction():
            self._db.conn.executemany("UPDATE subscriptions SET after = max(after, ?) WHERE id = ?", cursors)

    # --- the way out ---

    def end(self, subscriber_id: int, numbers: Sequence[int]) -> list[Subscription]:
        """Ends these subscriptions of one person, and drops mail that was queued for nothing else."""
        with self.transaction():
            ended = [s for s in self.subscriptions(subscriber_id) if s.id in numbers]
            for subscription in ended:
                self._run("DELETE FROM subscriptions WHERE id = ?", subscription.id)
            if ended:
                self._drop_unwanted(subscriber_id)
                self._forget_strangers()
        return ended

    def owner_of(self, number: int) -> int | None:
        """Whose subscription this is."""
        row = self._one("SELECT subscriber_id FROM subscriptions WHERE id = ?", number)
        return int(row[0]) if row else None

    def _drop_unwanted(self, subscriber_id: int) -> None:
        """Queued mail none of whose subscriptions stands any more."""
        left = {str(s.id) for s in self.subscriptions(subscriber_id)}
        for row, scope in self._all("SELECT id, scope FROM outbox WHERE subscriber_id = ? AND scope != ''", subscriber_id):
            if not left & set(scope.split(",")):
                self._run("DELETE FROM outbox WHERE id = ? AND state != 'sent'", row)

    def _forget_strangers(self) -> None:
        self._run("DELETE FROM subscribers WHERE id NOT IN (SELECT subscriber_id FROM subscriptions)")

    def remove(self, subscriber_id: int) -> None:
        """Ends everything, and forgets the address with all that was queued or sent to it."""
        with self.transaction():
            address = self.address_of(subscriber_id)
            if address is not None:
                self.forget_requests(address.folded)
            self._run("DELETE FROM subscribers WHERE id = ?", subscriber_id)

    # --- tokens ---

    def keep_token(
        self, token_hash: bytes, purpose: Purpose, subscriber_id: int, *, expires: datetime | None = None, scope: str = ""
    ) -> None:
        """Remembers a token by its hash. ``scope``: the subscriptions it is for, by number, parted by commas."""
        with self.transaction():
            self._run(
                "INSERT OR IGNORE INTO tokens (hash, purpose, subscriber_id, subscriptions, expires_at) VALUES (?, ?, ?, ?, ?)",
                token_hash, purpose.value, subscriber_id, scope, expires.isoformat() if expires else None,
            )  # fmt: skip

    def keep_leaving_tokens(self, tokens: Iterable[tuple[bytes, int, str]]) -> None:
        """Remembers many at once, as (hash, subscriber, numbers of subscriptions); they work as long as the subscriber."""
        with self.transaction():
            self._db.conn.executemany(
                f"INSERT OR IGNORE INTO tokens (hash, purpose, subscriber_id, subscriptions) VALUES (?, '{Purpose.LEAVE}', ?, ?)",
                tokens,
            )

    def token(self, token_hash: bytes, purpose: Purpose, now: datetime) -> Token | None:
        """What a token allows; None where it was never given out for this purpose, or its time is over."""
        row = self._one(
            "SELECT subscriber_id, subscriptions, used_at, expires_at FROM tokens WHERE hash = ? AND purpose = ?"
            " AND (expires_at IS NULL OR expires_at > ?)",
            token_hash, purpose.value, now.isoformat(),
        )  # fmt: skip
        if row is None:
            return None
        return Token(purpose, row[0], tuple(int(n) for n in row[1].split(",") if n), row[2] is not None, moment(row[3]))

    def use_token(self, token_hash: bytes, now: datetime) -> bool:
        """Marks a token as used; False where it was before."""
        with self.transaction():
            return bool(self._run("UPDATE tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL", now.isoformat(), token_hash))

    # --- whom not to write to ---

    def suppress(self, address_hash: bytes, reason: Suppression, now: datetime) -> None:
        with self.transaction():
            self._run("INSERT OR REPLACE INTO suppressed VALUES (?, ?, ?)", address_hash, reason.value, now.isoformat())

    def suppressed(self, address_hash: bytes) -> Suppression | None:
        row = self._one("SELECT reason FROM suppressed WHERE hash = ?", address_hash)
        return Suppression(row[0]) if row else None

    def allow(self, address_hash: bytes) -> bool:
        """Lifts a suppression; False where there was none."""
        with self.transaction():
            return bool(self._run("DELETE FROM suppressed WHERE hash = ?", address_hash))

    def suppressions(self) -> dict[str, int]:
        """How many addresses are suppressed, by reason."""
        return dict(self._all("SELECT reason, count(*) FROM suppressed GROUP BY reason ORDER BY reason"))

    def soft_bounce(self, subscriber_id: int, day: date, within: timedelta) -> int:
        """Counts a day on which mail came back for now; returns how many such days there were lately."""
        with self.transaction():
            self._run("INSERT OR IGNORE INTO soft_bounces VALUES (?, ?)", subscriber_id, day.isoformat())
            self._run("DELETE FROM soft_bounces WHERE day <= ?", (day - within).isoformat())
            (row,) = self._all("SELECT count(*) FROM soft_bounces WHERE subscriber_id = ?", subscriber_id)
        return int(row[0])

    def soft_days(self, subscriber_id: int) -> list[str]:
        """The days on which mail to one person came back for now, as ISO dates."""
        return [row[0] for row in self._all("SELECT day FROM soft_bounces WHERE subscriber_id = ? ORDER BY day", subscriber_id)]

    # --- upkeep ---

    def purge(self, confirm_within: timedelta, soft_within: timedelta, now: datetime) -> None:
        """Drops requests that nobody confirmed in time, tokens whose time is over, and who has nothing left."""
        with self.transaction():
            self._run("DELETE FROM subscriptions WHERE confirmed_at IS NULL AND since <= ?", (now - confirm_within).isoformat())
            self._run("DELETE FROM requests WHERE at <= ?", (now - confirm_within).isoformat())
            self._run("DELETE FROM tokens WHERE expires_at <= ?", now.isoformat())
            self._run("DELETE FROM soft_bounces WHERE day <= ?", (now - soft_within).date().isoformat())
            self._forget_strangers()
