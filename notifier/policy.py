"""What we keep, for how long, and how much anybody may ask of us: the values that the code enforces.

The privacy page is written from this same object, so that what it says is what is done. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` in any stretch of ``period``."""

    most: int
    period: timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """Every promise about personal data and about how often mail is sent. Times of day are Europe/London."""

    confirm_within: timedelta = timedelta(days=7)
    """How long a confirmation link works; unconfirmed requests are purged after it."""
    manage_within: timedelta = timedelta(hours=24)
    """How long a link to one's own page works."""
    bodies_kept: timedelta = timedelta(days=7)
    """Bodies of sent alerts are dropped after this; those of confirmations as soon as they are sent."""
    rows_kept: timedelta = timedelta(days=30)
    """That something was sent, without its body: long enough to know which mail a late bounce is about."""
    retry_for: timedelta = timedelta(days=3)
    """A mail that a server keeps putting off is given up after this."""
    soft_bounces: int = 5
    """Subscriptions end when mail came back for now on so many different days ..."""
    soft_within: timedelta = timedelta(days=30)
    """... within this."""

    letters_to_stranger: tuple[Limit, ...] = (Limit(1, timedelta(days=1)), Limit(3, timedelta(days=30)))
    """To an address that never answered: confirmations."""
    letters_to_subscriber: tuple[Limit, ...] = (Limit(3, timedelta(days=1)),)
    """To an address that has confirmed before: confirmations and links to one's own page."""
    requests_from_network: tuple[Limit, ...] = (Limit(10, timedelta(minutes=10)), Limit(60, timedelta(days=1)))
    """From one network: an IPv4 /24 or an IPv6 /48."""
    requests_from_all: tuple[Limit, ...] = (Limit(60, timedelta(minutes=1)), Limit(2000, timedelta(days=1)))
    """From everybody together."""
    letters_at_once: int = 20
    """Confirmations that may stand ahead of alerts in the queue at one time."""
    pending_topics: int = 10
    """Unconfirmed requests that are kept for one address."""

    digest_at: time = time(8, 30)
    digest_weekday: int = 5
    """Weekly digests go out on this day; Monday is 0."""

    @property
    def networks_kept(self) -> timedelta:
        """How long the keyed hash of a network is kept: as long as the longest limit needs it."""
        return max(limit.period for limit in (*self.requests_from_network, *self.requests_from_all))

    @property
    def hashes_kept(self) -> timedelta:
        """How long the keyed hash of an address that was written to is kept."""
        return max(limit.period for limit in (*self.letters_to_stranger, *self.letters_to_subscriber))


POLICY = Policy()
