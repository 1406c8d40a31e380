"""Events x subscriptions -> what each one is owed. Pure.

Daily digests are due at 08:30, weekly ones on Saturday at 08:30, Europe/London. A digest is keyed by its local date, so
that the hour that comes twice in October sends nothing twice; one that was missed is made up at the next chance, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from notifier.model import Frequency, Owed, Subscription
from notifier.words import LONDON
from watcher import Commitment, Event

DIGEST_HOUR = time(8, 30)
SATURDAY = 5


def wants(subscription: Subscription, event: Event, commitments: Mapping[str, Commitment]) -> bool:
    """Whether an event belongs to a topic. What concerns a source as a whole belongs to "all" and to its plans."""
    kind, _, name = subscription.topic.partition(":")
    if kind == "all":
        return True
    commitment = commitments.get(event.commitment_id)
    if kind == "plan":
        return event.plan_id == name or (not event.plan_id and commitment is None)
    if commitment is None:
        return False
    return commitment.theme == name if kind == "theme" else commitment.id == name


def last_digest(frequency: Frequency, now: datetime) -> date:
    """The local date of the latest digest that is due by ``now``."""
    local = now.astimezone(LONDON)
    day = local.date() if local.time() >= DIGEST_HOUR else local.date() - timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - SATURDAY) % 7)
    return day


def digest_moment(day: date) -> datetime:
    """When the digest of a local date is due."""
    return datetime.combine(day, DIGEST_HOUR, LONDON)


def owed(
    subscriptions: Sequence[Subscription],
    events: Sequence[Event],
    commitments: Mapping[str, Commitment],
    now: datetime,
) -> list[Owed]:
    """What is owed by ``now``: each event at once, or one digest of all that happened before its moment.

    ``events``: those that no subscription in ``subscriptions`` can have had before its own ``after``.
    A person who asked for one thing under two topics gets it once, under the more particular one.
    """
    found: list[Owed] = []
    told: set[tuple[str, int]] = set()
    for subscription in sorted(subscriptions, key=_particular):
        mine = [e for e in events if e.id > subscription.after and wants(subscription, e, commitments)]
        mine = [e for e in mine if (subscription.address, e.id) not in told]
        if subscription.frequency is Frequency.IMMEDIATELY:
            found += [Owed(subscription, f"event:{e.id}", (e,)) for e in mine]
        else:
            day = last_digest(subscription.frequency, now)
            mine = [e for e in mine if e.at < digest_moment(day)] if digest_moment(day) > subscription.since else []
            if mine:
                found.append(Owed(subscription, f"digest:{day.isoformat()}", tuple(mine)))
        told |= {(subscription.address, e.id) for e in mine}
    return found


def _particular(subscription: Subscription) -> tuple[int, int]:
    order = ("commitment", "theme", "plan", "all")
    return order.index(subscription.topic.partition(":")[0]), subscription.id
