"""The conductor of delivery: requests, events after each cursor and the operator's notes -> outbox -> transports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifier.digest import due_up_to, last_digest, owed
from notifier.emails import compose, message_id
from notifier.invitations import answer_requests
from notifier.letter import ADDRESS, LEAVE, MESSAGE_ID, fill
from notifier.links import leaving_token, return_address, token_hash
from notifier.mailbox import Entry, Mailbox, Suppression
from notifier.model import Answer, AnswerKind, Channel, EventLog, Frequency, Owed, Rank, Row
from notifier.operator import queue_notes
from notifier.policy import POLICY
from notifier.returns import give_up_address
from notifier.send import Line, Transport
from notifier.settings import Settings
from notifier.topics import Topics

FIRST_RETRY = timedelta(minutes=5)
FIRST_REST = timedelta(minutes=1)
LEAST_TRIES = 8
"""So often is a mail tried in two days: one that had to wait for us is not given up at its first try."""
MOST_REFUSALS = 10
"""So many refusals in a row, and none taken between, are about us: the queue rests before more is lost."""
LONGEST_REST = timedelta(minutes=15)
"""How long a mail server that cannot be used at all is left alone: doubling from the first to the longest."""
REFRESH = timedelta(seconds=5)
"""While much is being sent, how often it is looked whether something more urgent has come in."""


@dataclass(slots=True)
class Delivered:
    """What one delivery did. ``down``: why nothing more could be sent; "" where nothing was in the way."""

    queued: int = 0
    sent: int = 0
    deferred: int = 0
    failed: int = 0
    down: str = ""


def deliver(
    log: EventLog,
    mailbox: Mailbox,
    topics: Topics,
    settings: Settings,
    transports: Mapping[Channel, Transport],
    clock: Callable[[], datetime],
    *,
    sole: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Queues what is owed and sends what is due. A refusal of one mail stops no other.

    ``sole``: the caller holds the lock on sending, so that whatever is claimed was left by a dead process. ``stopping`` is
    asked between two mails.
    """
    delivery = _Delivery(log, mailbox, topics, settings, transports, clock, stopping)
    mailbox.outbox.take_back(clock(), sole=sole)
    delivery.prepare()
    with mailbox.outbox.sending():
        asyncio.run(delivery.send())
    delivery.tidy()
    return delivery.done


@dataclass(slots=True)
class _Delivery:
    log: EventLog
    mailbox: Mailbox
    topics: Topics
    settings: Settings
    transports: Mapping[Channel, Transport]
    clock: Callable[[], datetime]
    stopping: Callable[[], bool]
    done: Delivered = field(default_factory=Delivered)
    prepared_at: datetime | None = None
    refusals: int = 0  # since the last mail that was taken

    def prepare(self) -> None:
        """Everything that asks for a mail is put into the outbox."""
        now = self.prepared_at = self.clock()
        self.done.queued += answer_requests(self.mailbox, self.settings, self.topics, now)
        self.done.queued += enqueue(self.log, self.mailbox, self.topics, self.settings, now)
        self.done.queued += queue_notes(self.mailbox, self.log, self.settings, now)

    async def send(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for channel, transport in self.transports.items():
                    if channel is Channel.MAIL and self._resting():
                        continue
                    for _ in range(min(transport.lines, max(1, self.mailbox.outbox.waiting()))):
                        group.create_task(self._work(channel, transport.line()))
        except ExceptionGroup as several:  # what ended one line has ended them all
            raise several.exceptions[0] from None

    async def _work(self, channel: Channel, line: Line) -> None:
        """Claims, sends and marks one row after the other: at most one is in flight on a line."""
        try:
            while not (self.done.down and channel is Channel.MAIL) and not self.stopping():
                self._refresh()
                row = self.mailbox.outbox.claim(self.clock(), channel)
                if row is None:
                    return
                if not row.address and channel is Channel.MAIL and not self.settings.operator:
                    self.mailbox.outbox.failed(row.id, "PLANWATCH_OPERATOR names nobody any more")
                    continue
                self._settle(row, await line.send(*self._message(row)))
        finally:
            await line.close()

    def _refresh(self) -> None:
        if self.prepared_at is not None and self.clock() - self.prepared_at >= REFRESH:
            with self.mailbox.outbox.queueing():
                self.prepare()

    def _message(self, row: Row) -> tuple[bytes, str, str]:
        """(message, envelope sender, envelope recipient) of a row."""
        s = self.settings
        address = row.address or s.operator
        leave = leaving_token(s.secret, row.seed, row.scope) if row.scope else ""
        raw = fill(row.raw, {ADDRESS: address, MESSAGE_ID: row.message_id, LEAVE: leave})
        return raw, return_address(s.secret, s.returns, row.id), address

    def _settle(self, row: Row, answer: Answer) -> None:
        outbox, now = self.mailbox.outbox, self.clock()
        match answer.kind:
            case AnswerKind.TAKEN:
                outbox.sent(row.id, now)
                self.done.sent += 1
                self.refusals = 0
                self._rested()
            case AnswerKind.SERVER_DOWN:
                outbox.give_back(row.id)
                self._rest(answer.words, now)
            case AnswerKind.LATER if now - row.queued_at <= POLICY.retry_for or row.attempts < LEAST_TRIES:
                outbox.deferred(row.id, now + FIRST_RETRY * 2 ** min(row.attempts, 8), answer.words)
                self.done.deferred += 1
            case AnswerKind.NO_SUCH_ADDRESS if row.subscriber_id:
                give_up_address(self.mailbox, self.settings, row.subscriber_id, Suppression.HARD_BOUNCE, now)
                self.done.failed += 1
            case _:
                outbox.failed(row.id, answer.words)
                self.done.failed += 1
                self.refusals += 1
                if self.refusals >= MOST_REFUSALS:
                    self._rest(f"{self.refusals} mails in a row were refused for good: {answer.words}", now)

    # --- a mail server that cannot be used ---

    def _resting(self) -> bool:
        reason, _, until = self.mailbox.marks.get("mail-rests").rpartition("|")
        if not until or self.clock() >= datetime.fromisoformat(until):
            return False
        self.done.down = reason.partition("|")[2]
        return True

    def _rest(self, words: str, now: datetime) -> None:
        if self.done.down:
            return  # another line has said so
        self.done.down = words
        times = int(self.mailbox.marks.get("mail-rests").partition("|")[0] or 0)
        until = now + min(FIRST_REST * 2 ** min(times, 8), LONGEST_REST)
        self.mailbox.marks.set("mail-rests", f"{times + 1}|{words[:300]}|{until.isoformat()}")

    def _rested(self) -> None:
        if self.done.sent == 1 and self.mailbox.marks.get("mail-rests"):
            self.mailbox.marks.set("mail-rests", "")

    def tidy(self) -> None:
        """Once an hour, what the policy says is dropped."""
        hour = f"{self.clock():%Y-%m-%dT%H}"
        if self.mailbox.marks.get("tidied") != hour:
            self.mailbox.outbox.abandon([c for c in Channel if c not in self.transports])
            self.mailbox.tidy(self.clock())
            self.mailbox.marks.set("tidied", hour)


def enqueue(log: EventLog, mailbox: Mailbox, topics: Topics, settings: Settings, now: datetime) -> int:
    """Puts what is owed into the outbox and moves the cursors, in one transaction.

    Digests are looked at once a day, when theirs is due; between two of them only those who want everything at once.
    """
    latest, day = log.latest(), last_digest(Frequency.DAILY, now).isoformat()
    served = mailbox.marks.get("served")
    if served == f"{latest}:{day}":
        return 0
    subscriptions = mailbox.people.subscriptions()
    if served.endswith(f":{day}"):
        subscriptions = [s for s in subscriptions if s.frequency is Frequency.IMMEDIATELY]
    events = log.events(after=min(s.after for s in subscriptions)) if subscriptions else []
    found = owed(subscriptions, events, topics.commitments, now, log.difference)
    letters = {_shared(o): b"" for o in found}  # made before the lock is taken: it takes long where many differ
    for o in found:
        letters[_shared(o)] = letters[_shared(o)] or compose(o, settings, topics, now).raw
    with mailbox.transaction():
        standing = {s.id for s in mailbox.people.subscriptions()}  # who left meanwhile is owed nothing
        found = [o for o in found if any(s.id in standing for s in o.subscriptions)]
        queued = _queue(found, letters, mailbox, settings, now)
        mailbox.people.serve([(due_up_to(s, events, now), s.id) for s in subscriptions])
        mailbox.marks.set("served", f"{latest}:{day}")
    return queued


def _shared(o: Owed) -> tuple[object, ...]:
    """Readers for whom this is the same are owed the same letter."""
    return o.frequency, tuple(s.topic for s in o.subscriptions), tuple(t.event.id for t in o.told)


def _queue(
    found: Sequence[Owed], letters: Mapping[tuple[object, ...], bytes], mailbox: Mailbox, settings: Settings, now: datetime
) -> int:
    numbers: dict[tuple[object, ...], int] = {}
    entries = []
    for o in found:
        same = _shared(o)
        if same not in numbers:
            numbers[same] = mailbox.outbox.letter(letters[same], now)
        rank = Rank.IMMEDIATE if o.frequency is Frequency.IMMEDIATELY else Rank.DIGEST
        identity = message_id(settings, o.subscriber_id, o.key)
        entries.append((Entry(o.subscriber_id, o.key, identity, rank, o.scope), numbers[same]))
    mailbox.people.keep_leaving_tokens(
        (token_hash(leaving_token(settings.secret, o.subscriptions[0].seed, o.scope)), o.subscriber_id, o.scope) for o in found
    )
    return mailbox.outbox.queue(entries, now)
