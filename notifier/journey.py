"""A person's way from a form to the last unsubscribe, step by step [I/O]. What the web does with a token is decided here.

The token is the only authority: there is no session and no cookie. A step that a link scanner could take changes nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifier.addresses import parse_address
from notifier.links import TOKEN_BYTES, keyed_hash, old_leaving_link, token_from, token_hash
from notifier.mailbox import Mailbox, Purpose, RequestKind, Suppression
from notifier.model import Frequency, Subscription
from notifier.policy import POLICY
from notifier.returns import address_hash, letter_hash
from notifier.send import forget_in_maildir
from notifier.settings import Settings
from notifier.topics import Topics, consent_for
from notifier.words import frequency_in_words


@dataclass(frozen=True, slots=True)
class Invitation:
    """What stands behind a confirmation link. ``used``: it was confirmed before. ``until``: when the link ends."""

    pending: tuple[Subscription, ...]
    used: bool
    until: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """What a button started, and a token for the person's own page. ``used``: the link had been used before."""

    subscriptions: tuple[Subscription, ...]
    manage_token: str = ""
    used: bool = False


def shown_as(subscription: Subscription) -> str:
    """What a form says of a subscription: which it is and how often, so that neither changes between page and button."""
    return f"{subscription.id}:{subscription.frequency}"


@dataclass(frozen=True, slots=True)
class Person:
    """Who bears a link to their own page, and everything that they get."""

    id: int
    address: str
    subscriptions: tuple[Subscription, ...]
    until: datetime  # when the link ends


@dataclass(frozen=True, slots=True)
class Journey:
    """One visit. ``latest``: the newest event's id, so that who begins now gets no old news."""

    mailbox: Mailbox
    settings: Settings
    topics: Topics
    now: datetime
    latest: Callable[[], int]

    # --- asking ---

    def ask(self, kind: RequestKind, typed: str, topic: str, frequency: Frequency, network: str) -> bool:
        """Puts a request down; False where too many came from this network, or from everybody.

        Raises AddressError for what is no address. Does the same work for every address.
        """
        address = parse_address(typed)
        subject = keyed_hash(self.settings.secret, "network", network_of(network))
        limits = self.mailbox.limits
        with self.mailbox.transaction():
            if not limits.spend("network", subject, POLICY.requests_from_network, self.now):
                return False
            if not limits.spend("everybody", b"", POLICY.requests_from_all, self.now):
                return False
            self.mailbox.people.request(kind, address, topic, frequency, self.now)
        return True

    # --- confirming ---

    def invitation(self, token: str) -> Invitation | None:
        """What a confirmation link is for; None where it is forged, cut or too old. Changes nothing."""
        found = self.mailbox.people.token(token_hash(token), Purpose.CONFIRM, self.now)
        if found is None:
            return None
        pending = self.mailbox.people.pending(found.subscriber_id)
        return Invitation(tuple(s for s in pending if s.topic in self.topics), found.used, found.expires or self.now)

    def confirm(self, token: str, shown: Collection[str]) -> Begun | None:
        """Starts those of the pending subscriptions that the person was shown, as they were shown; None as above.

        ``shown``: what ``shown_as`` says of each. A second time starts nothing, and neither does an empty form.
        """
        people = self.mailbox.people
        with self.mailbox.transaction():
            found = people.token(token_hash(token), Purpose.CONFIRM, self.now)
            if found is None:
                return None
            if found.used:
                return Begun((), used=True)
            pending = people.pending(found.subscriber_id)
            begun = tuple(s for s in pending if shown_as(s) in shown and s.topic in self.topics)
            if not begun:
                return Begun(())
            people.use_token(token_hash(token), self.now)
            for s in begun:
                consent = consent_for(self.topics.words(s.topic), frequency_in_words(s.frequency))
                people.confirm(s.id, consent, now=self.now, after=self.latest())
            self._is_no_stranger(found.subscriber_id)
            return Begun(begun, self._managing_token(found.subscriber_id))

    def _is_no_stranger(self, person: int) -> None:
        address = self.mailbox.people.address_of(person)
        if address is not None:
            known = address_hash(self.settings, address.folded)
            self.mailbox.limits.forgive("letter", letter_hash(self.settings, address.folded))
            self.mailbox.people.allow(known)

    def _managing_token(self, person: int) -> str:
        token = token_from(self.mailbox.random(TOKEN_BYTES))
        expires = self.now + POLICY.manage_within
        self.mailbox.people.keep_token(token_hash(token), Purpose.MANAGE, person, expires=expires)
        return token

    # --- leaving ---

    def leaving(self, token: str) -> list[Subscription]:
        """What a link for leaving would end; nothing where it is forged or has ended everything already."""
        person, numbers = self._leaver(token)
        return [s for s in self.mailbox.people.subscriptions(person) if s.id in numbers] if person else []

    def leave(self, token: str) -> list[Subscription]:
        """Ends it, drops what was queued for it, and says what that was."""
        with self.mailbox.transaction():
            person, numbers = self._leaver(token)
            return self.mailbox.people.end(person, numbers) if person else []

    def _leaver(self, token: str) -> tuple[int, tuple[int, ...]]:
        found = self.mailbox.people.token(token_hash(token), Purpose.LEAVE, self.now)
        if found is not None:
            return found.subscriber_id, found.subscriptions
        number = old_leaving_link(self.settings.secret, token)
        return (self.mailbox.people.owner_of(number) or 0, (number,)) if number is not None else (0, ())

    # --- one's own page ---

    def person(self, token: str) -> Person | None:
        """Whose page a link opens; None where it is forged or too old, or the person has left."""
        found = self.mailbox.people.token(token_hash(token), Purpose.MANAGE, self.now)
        address = self.mailbox.people.address_of(found.subscriber_id) if found else None
        if found is None or address is None:
            return None
        return Person(found.subscriber_id, address.spelling, tuple(self.mailbox.people.subscriptions(found.subscriber_id)),
                      found.expires or self.now)  # fmt: skip

    def set_frequency(self, person: Person, number: int, frequency: Frequency) -> bool:
        return self.mailbox.people.set_frequency(person.id, number, frequency)

    def add(self, person: Person, topic: str, frequency: Frequency) -> None:
        """One more topic, at once: the link to the page was a confirmation."""
        address = self.mailbox.people.address_of(person.id)
        if address is not None:
            consent = consent_for(self.topics.words(topic), frequency_in_words(frequency))
            self.mailbox.people.subscribe(address, topic, frequency, now=self.now, after=self.latest(), consent=consent)

    def end(self, person: Person, number: int) -> list[Subscription]:
        return self.mailbox.people.end(person.id, [number])

    def erase(self, person: Person) -> None:
        """Ends everything and forgets the address, but for a keyed hash so that no import brings it back."""
        erase(self.mailbox, self.settings, person.id, self.now)

    def copy_of_data(self, person: Person) -> dict[str, Any]:
        """Everything that is kept about a person (UK GDPR, article 15), as it is kept."""
        return copy_of_data(self.mailbox, self.topics, person.id)


def network_of(address: str) -> str:
    """The network that limits count by: an IPv4 /24, an IPv6 /48; what is no IP address is a network of its own."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


def erase(mailbox: Mailbox, settings: Settings, person: int, now: datetime) -> None:
    """Forgets a person: address, subscriptions, queue, mail in our own Maildir, and their traces in the database's log."""
    with mailbox.transaction():
        address = mailbox.people.address_of(person)
        if address is None:
            return
        mailbox.people.suppress(address_hash(settings, address.folded), Suppression.ERASED, now)
        mailbox.people.remove(person)
    forget_in_maildir(settings.state / "maildir", address.spelling)
    mailbox.scrub()


def copy_of_data(mailbox: Mailbox, topics: Topics, person: int) -> dict[str, Any]:
    """Address, subscriptions with the sentence agreed to and its time, and which mails were sent lately."""
    address = mailbox.people.address_of(person)
    return {
        "address": address.spelling if address else "",
        "subscriptions": [
            {
                "topic": s.topic,
                "about": topics.words(s.topic),
                "frequency": s.frequency.value,
                "since": s.since.isoformat(),
                "consent": s.consent,
                "consented_at": s.confirmed_at.isoformat() if s.confirmed_at else None,
            }
            for s in (*mailbox.people.subscriptions(person), *mailbox.people.pending(person))
        ],
        "days_on_which_mail_came_back": mailbox.people.soft_days(person),
        "mails": mailbox.outbox.of(person),
    }
