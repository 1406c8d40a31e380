"""The conductor of delivery: events after each cursor -> outbox -> transport."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.digest import digest_moment, last_digest, owed
from notifier.emails import compose
from notifier.mailbox import Mailbox
from notifier.model import EventLog, Frequency, Row, Subscription
from notifier.send import Transport
from notifier.settings import Settings
from watcher import Commitment, DeliveryError, Event

FIRST_RETRY = timedelta(minutes=5)
GIVE_UP = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Delivered:
    queued: int = 0
    sent: int = 0
    deferred: int = 0
    failed: int = 0


def deliver(
    log: EventLog,
    mailbox: Mailbox,
    commitments: Sequence[Commitment],
    settings: Settings,
    transport: Transport,
    now: datetime,
) -> Delivered:
    """Queues what is owed at ``now`` and sends what is due. A refusal of one mail stops no other."""
    queued = enqueue(log, mailbox, commitments, settings, now)
    outcomes = {"sent": 0, "deferred": 0, "failed": 0}
    with transport:
        while (row := mailbox.claim(now)) is not None:
            outcomes[_send(row, mailbox, transport, now)] += 1
    mailbox.tidy(now)
    return Delivered(queued, **outcomes)


def enqueue(log: EventLog, mailbox: Mailbox, commitments: Sequence[Commitment], settings: Settings, now: datetime) -> int:
    """Puts what is owed into the outbox and moves the cursors, in one transaction."""
    subscriptions = mailbox.subscriptions()
    if not subscriptions:
        return 0
    events = log.events(after=min(s.after for s in subscriptions))
    known = {c.id: c for c in commitments}
    mails = [(o, compose(o, settings, known, now)) for o in owed(subscriptions, events, known, now)]
    return mailbox.queue(mails, {s.id: _cursor(s, events, now) for s in subscriptions}, now)


def _cursor(subscription: Subscription, events: Sequence[Event], now: datetime) -> int:
    """Up to where a subscription has now been served: for a digest, what happened before its moment."""
    if subscription.frequency is Frequency.IMMEDIATELY:
        served = [e.id for e in events]
    else:
        moment = digest_moment(last_digest(subscription.frequency, now))
        served = [e.id for e in events if e.at < moment] if moment > subscription.since else []
    return max(served, default=subscription.after)


def _send(row: Row, mailbox: Mailbox, transport: Transport, now: datetime) -> str:
    try:
        transport.send(row.raw, row.address)
    except DeliveryError as e:
        if e.permanent or now - row.queued_at > GIVE_UP:
            mailbox.failed(row.id, str(e))
            return "failed"
        mailbox.deferred(row.id, now + FIRST_RETRY * 2 ** min(row.attempts, 8), str(e))
        return "deferred"
    mailbox.sent(row.id, now)
    return "sent"
