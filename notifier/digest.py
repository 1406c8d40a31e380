"""Events x subscriptions -> what each person is owed. Pure.

Daily digests are due at 08:30, weekly ones on Saturday at 08:30, Europe/London. A digest is keyed by its local date, so
that the hour that comes twice in October sends nothing twice; one that was missed is made up at the next chance, once.
One person gets one digest of a frequency, over everything asked for at it, and hears of an event once: at the quickest
frequency that covers it, and there under the most particular topic.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from notifier.model import Frequency, Owed, Subscription, Told
from notifier.policy import POLICY
from notifier.words import LONDON
from watcher import Commitment, Event, Hunk

Difference = Callable[[Event, Event], "tuple[Hunk, ...] | None"]
"""What differs between the page before the first event and after the last; None where that is not known."""


def wants(subscription: Subscription, event: Event, commitments: Mapping[str, Commitment]) -> bool:
    """Whether an event belongs to a topic. What concerns a source as a whole belongs to "all" and to its plans.

    What is quiet waits for a digest: who is told at once is not told of it.
    """
    if event.quiet and subscription.frequency is Frequency.IMMEDIATELY:
        return False
    kind, _, name = subscription.topic.partition(":")
    if kind == "all":
        return True
    if kind == "commitment":
        return event.commitment_id == name  # also when it has left the plan
    commitment = commitments.get(event.commitment_id)
    if kind == "plan":
        return event.plan_id == name or (not event.plan_id and commitment is None)
    if commitment is None:
        return False
    return commitment.theme == name


def last_digest(frequency: Frequency, now: datetime) -> date:
    """The local date of the latest digest that is due by ``now``."""
    local = now.astimezone(LONDON)
    day = local.date() if local.time() >= POLICY.digest_at else local.date() - timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - POLICY.digest_weekday) % 7)
    return day


def digest_moment(day: date) -> datetime:
    """When the digest of a local date is due."""
    return datetime.combine(day, POLICY.digest_at, LONDON)


def due_up_to(subscription: Subscription, events: Sequence[Event], now: datetime) -> int:
    """The id of the last event that a subscription is due by ``now``, its own ``after`` where that is none.

    A digest ends before the first event that is too late for it. One that was recorded after that and bears an earlier time
    waits with it for the next digest, so that nothing is told twice or never, whatever a clock does. One from the future
    (a clock that was set back) holds nothing up.
    """
    if subscription.frequency is Frequency.IMMEDIATELY:
        return max(subscription.after, events[-1].id if events else 0)
    moment = digest_moment(last_digest(subscription.frequency, now))
    if moment <= subscription.since:
        return subscription.after
    due = itertools.takewhile(lambda e: e.id <= subscription.after or e.at < moment or e.at > now, events)
    return max((e.id for e in due), default=subscription.after)


def owed(
    subscriptions: Sequence[Subscription],
    events: Sequence[Event],
    commitments: Mapping[str, Commitment],
    now: datetime,
    difference: Difference = lambda first, last: None,
) -> list[Owed]:
    """What is owed by ``now``: each event at once, or one digest of all that happened before its moment.

    ``events``: by id; those that no subscription in ``subscriptions`` can have had before its own ``after``.
    """
    found: list[Owed] = []
    for _, mine in groupby(sorted(subscriptions, key=lambda s: s.subscriber_id), key=lambda s: s.subscriber_id):
        found += _owed_to(sorted(mine, key=_order), events, commitments, now, difference)
    return found


def _owed_to(
    mine: Sequence[Subscription],
    events: Sequence[Event],
    commitments: Mapping[str, Commitment],
    now: datetime,
    difference: Difference,
) -> Iterator[Owed]:
    up_to = {s.id: due_up_to(s, events, now) for s in mine}
    due: dict[Frequency, list[tuple[Event, Subscription]]] = {}
    for event in events:
        subscription = next((s for s in mine if wants(s, event, commitments) and _covers(s, event)), None)
        if subscription and subscription.after < event.id <= up_to[subscription.id]:
            due.setdefault(subscription.frequency, []).append((event, subscription))
    for event, subscription in due.pop(Frequency.IMMEDIATELY, []):
        yield Owed((subscription,), f"event:{event.id}", (Told(event, event.hunks),))
    for frequency, pairs in due.items():
        day = last_digest(frequency, now)
        concerned = tuple(dict.fromkeys(s for _, s in pairs))
        yield Owed(concerned, f"{frequency.value}:{day.isoformat()}:{pairs[-1][0].id}", settled([e for e, _ in pairs], difference))


def _covers(subscription: Subscription, event: Event) -> bool:
    """Still to be told, or told already: not what happened before the subscription began."""
    return event.id > subscription.after or event.at >= subscription.since


def _order(subscription: Subscription) -> tuple[int, int, int]:
    quick = (Frequency.IMMEDIATELY, Frequency.DAILY, Frequency.WEEKLY)
    particular = ("commitment", "theme", "plan", "all")
    return quick.index(subscription.frequency), particular.index(subscription.topic.partition(":")[0]), subscription.id


def settled(events: Sequence[Event], difference: Difference) -> tuple[Told, ...]:
    """A digest's events, each page's difference shown once, with its last event: from what the reader last knew.

    A page that changed twice shows where it stood before and where it stands now, not each poll between.
    """
    last = {_page(e): e for e in events if e.hunks}
    first = {_page(e): e for e in reversed(events) if e.hunks}
    told = []
    for event in events:
        page = _page(event)
        if not event.hunks or first[page] is last[page]:
            told.append(Told(event, event.hunks))
        elif event is not last[page]:
            told.append(Told(event, (), later=True))
        else:
            net = difference(first[page], event)
            told.append(Told(event, event.hunks if net is None else net, back=net == ()))
    return tuple(told)


def _page(event: Event) -> tuple[str, str, str]:
    return event.commitment_id, event.source_id, event.found.url if event.found else ""
