"""The words of telling: who asked, what they are owed, and the public state that pages and feeds are made from.

All datetimes are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from watcher import Commitment, Event, Hunk, Plan, Snapshot, Source, SourceState, Standing


class Frequency(StrEnum):
    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Subscription:
    """``topic``: all, plan:ID, theme:NAME or commitment:ID. ``after``: events up to this id are not owed.

    ``confirmed_at`` is None for one that was asked for and not confirmed; ``consent`` is the sentence that was agreed to.
    ``seed`` is the subscriber's own, from which links for leaving are made.
    """

    id: int
    address: str
    topic: str
    frequency: Frequency
    after: int
    since: datetime
    subscriber_id: int = 0
    consent: str = ""
    confirmed_at: datetime | None = None
    seed: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one reader is told of it. ``hunks``: what differs from what this reader was last told.

    ``back``: the words changed and are again as the reader last knew them. ``later``: a later event in the same mail
    shows the difference.
    """

    event: Event
    hunks: tuple[Hunk, ...]
    back: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """One mail that one person is owed. ``key`` makes it unique: an event's id, or a digest's frequency, local date and last event.

    ``subscriptions``: those for which it is sent, and which its link ends; all of one address and one frequency.
    """

    subscriptions: tuple[Subscription, ...]
    key: str
    told: tuple[Told, ...]

    @property
    def subscriber_id(self) -> int:
        return self.subscriptions[0].subscriber_id

    @property
    def frequency(self) -> Frequency:
        return self.subscriptions[0].frequency

    @property
    def scope(self) -> str:
        """The numbers of the subscriptions, parted by commas."""
        return ",".join(str(s.id) for s in self.subscriptions)


class Rank(IntEnum):
    """Which mail goes first."""

    JOURNEY = 0  # somebody is waiting for it
    IMMEDIATE = 1
    DIGEST = 2


class Channel(StrEnum):
    MAIL = "mail"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it has a reader: RFC 5322 bytes with CRLF and gaps (see ``notifier.letter``)."""

    subject: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox that this process has claimed. ``address`` is "" for the operator's."""

    id: int
    address: str
    message_id: str
    raw: bytes  # a letter, gaps and all
    scope: str
    seed: bytes
    attempts: int
    queued_at: datetime
    rank: Rank
    channel: Channel = Channel.MAIL
    subscriber_id: int = 0


class AnswerKind(StrEnum):
    TAKEN = "taken"
    LATER = "later"  # 4xx, or the connection broke: the same mail again
    REFUSED = "refused"  # 5xx that is not about the address
    NO_SUCH_ADDRESS = "no-such-address"  # 5.1.x, or 550 to the recipient
    SERVER_DOWN = "server-down"  # no connection, no TLS, no login: nothing can be sent at present


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one attempt to hand one message over. ``words`` are for the operator."""

    kind: AnswerKind
    words: str = ""


class EventLog(Protocol):
    """What ``notifier`` needs of the archive: public events that are news, by id."""

    def events(self, *, after: int = ...) -> list[Event]: ...

    def latest(self) -> int:
        """The id of the newest event of any kind; 0 where there is none."""
        ...

    def difference(self, first: Event, last: Event) -> tuple[Hunk, ...] | None:
        """What differs between the page before ``first`` and after ``last``; None where that is not known."""
        ...

    def for_maintainers(self, *, after: int = ...) -> list[Event]:
        """Events that are for the operator alone."""
        ...


@dataclass(frozen=True)
class Board:
    """The whole public state. ``events``: news only, oldest first. ``notice`` stands on everything published."""

    plans: tuple[Plan, ...]
    standings: Mapping[str, Standing]
    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    states: Mapping[str, SourceState]
    checks: Mapping[str, int]
    generated_at: datetime
    public_url: str
    notice: str = ""
    latest: int = 0  # the newest event of any kind when this was read
    sender: str = ""  # from which mails come
    contact: str = ""  # who answers for readers' data
    kept: Mapping[str, Snapshot] = field(default_factory=dict)  # what events quote, by hash

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(c for plan in self.plans for c in plan.commitments)
