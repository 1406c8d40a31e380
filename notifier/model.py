"""The words of telling: who asked, what they are owed, and the public state that pages and feeds are made from.

All datetimes are aware and in UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

from watcher import (
    Commitment,
    Event,
    Headline,
    Hunk,
    Plan,
    Sighting,
    Snapshot,
    Source,
    SourceState,
    Standing,
    Withdrawal,
    london_day,
)


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


class Record(Protocol):
    """What publication reads of the archive, one piece at a time and only where a file has to be made anew."""

    def event(self, number: int) -> Event: ...

    def snapshot(self, sha256: str) -> Snapshot | None: ...

    def looks(self, source_id: str, limit: int) -> list[tuple[datetime, str, str]]:
        """The newest looks at a source, newest first: when, outcome ("seen" or "unseen"), reason."""
        ...

    def sightings(self, commitment_id: str) -> list[tuple[datetime, str, Sighting]]:
        """Every passage that was found to concern a commitment, oldest first: when, source id, sighting."""
        ...


NO_FORMS = "none"


@dataclass(frozen=True, slots=True)
class Site:
    """What is the same on everything published.

    ``notice`` stands on everything. ``forms_url``: where the forms for emails are, "" where they lie beside the pages,
    NO_FORMS where there are none.
    ``hub``: a WebSub hub, or "". ``archive_copy``: an external archive's address with {url} and {time} (YYYYMMDDhhmmss), or "".
    ``authority``: the host in permanent ids, that of the address where it is "".
    ``maker``: a fingerprint of the code that makes the files; another code makes all of them anew.
    """

    public_url: str
    notice: str = ""
    sender: str = ""  # from which mails come
    contact: str = ""  # who answers for readers' data, and for mistakes
    forms_url: str = ""
    hub: str = ""
    archive_copy: str = ""
    authority: str = ""
    maker: str = ""

    @property
    def id_host(self) -> str:
        """The host that stands in permanent ids."""
        return self.authority or urlsplit(self.public_url).hostname or ""


@dataclass(frozen=True)
class Board:
    """The whole public state. ``headlines``: news only, oldest first.

    ``kept``: the snapshots that news quotes, by hash, and when each was last seen so. ``sighted``: how many passages concern
    each commitment. ``withdrawn``: the news that a change of our rules took back, by id.
    """

    site: Site
    plans: tuple[Plan, ...]
    standings: Mapping[str, Standing]
    headlines: tuple[Headline, ...]
    sources: tuple[Source, ...]
    states: Mapping[str, SourceState]
    generated_at: datetime
    record: Record
    latest: int = 0  # the newest event of any kind when this was read
    kept: Mapping[str, datetime] = field(default_factory=dict)
    sighted: Mapping[str, int] = field(default_factory=dict)
    withdrawn: Mapping[int, Withdrawal] = field(default_factory=dict)

    @cached_property
    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(c for plan in self.plans for c in plan.commitments)

    @cached_property
    def by_id(self) -> Mapping[str, Commitment]:
        return {c.id: c for c in self.commitments}

    @cached_property
    def plan_of(self) -> Mapping[str, Plan]:
        """The plan of each commitment, by the commitment's id."""
        return {c.id: plan for plan in self.plans for c in plan.commitments}

    @cached_property
    def superseded_by(self) -> Mapping[str, tuple[Commitment, ...]]:
        """What took the place of a promise, by the ruling in force, under the id of the one that was replaced."""
        ruled = {i: s.ruling.by for i, s in self.standings.items() if s.ruling and s.ruling.by}
        return {i: tuple(self.by_id[heir] for heir in by if heir in self.by_id) for i, by in ruled.items()}

    @cached_property
    def supersedes(self) -> Mapping[str, tuple[Commitment, ...]]:
        """The same the other way round: what a promise takes the place of, in the order of the plans."""
        found: dict[str, tuple[Commitment, ...]] = {}
        for c in self.commitments:
            for heir in self.superseded_by.get(c.id, ()):
                found[heir.id] = (*found.get(heir.id, ()), c)
        return found

    @cached_property
    def themes(self) -> Mapping[str, tuple[Commitment, ...]]:
        """The commitments of each theme, in the order of the plans."""
        found: dict[str, list[Commitment]] = {}
        for c in self.commitments:
            found.setdefault(c.theme, []).append(c)
        return {theme: tuple(mine) for theme, mine in found.items()}

    @cached_property
    def today(self) -> date:
        """The day in London."""
        return london_day(self.generated_at)

    @cached_property
    def as_of(self) -> datetime | None:
        """When any source was last looked at."""
        return max((s.last_checked for s in self.states.values() if s.last_checked), default=None)

    @cached_property
    def headlines_of(self) -> Mapping[str, tuple[Headline, ...]]:
        """The news of each commitment, oldest first; under "" what concerns no single one."""
        found: dict[str, list[Headline]] = {}
        for h in self.headlines:
            found.setdefault(h.commitment_id, []).append(h)
        return {commitment_id: tuple(mine) for commitment_id, mine in found.items()}

    @cached_property
    def marks(self) -> Mapping[int, str]:
        """What tells each piece of news from every other, by its id: also from one that had the same id before a backup was
        restored, and from itself once it is withdrawn."""
        return {h.id: _mark(h) + (key_of(self.withdrawn[h.id]) if h.id in self.withdrawn else "") for h in self.headlines}

    @cached_property
    def site_key(self) -> str:
        return key_of(self.site)

    @cached_property
    def key(self) -> str:
        """Of everything: the same key is the same files. News is only ever added, so that its last piece stands for all."""
        last = _mark(self.headlines[-1]) if self.headlines else ""
        read = [sorted(known.items()) for known in (self.states, self.kept, self.sighted)]
        withdrawn = sorted(self.withdrawn.items())
        mine = (self.site_key, self.plans_key, self.standings_key, self.sources)
        return key_of(mine, read, withdrawn, self.today, self.latest, last)

    @cached_property
    def plans_key(self) -> str:
        return key_of(self.plans)

    @cached_property
    def standings_key(self) -> str:
        return key_of(sorted(self.standings.items()))


def _mark(h: Headline) -> str:
    said = f"{h.id} {h.at.timestamp()} {h.kind.value} {h.sentence}"
    return hashlib.blake2b(said.encode("utf-8", "backslashreplace"), digest_size=10).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that grows at its end. ``key`` is of everything that goes into it, as in File."""

    key: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """A published file before it is made. ``path`` is relative to the published folder.

    ``key`` (see ``key_of``) is of everything that goes into it: the same key is the same bytes, and such a file is not made
    again. ``newest``: the id of the newest event in it; files are made in this order, so that each event is read once.
    ``parts``: what ``make`` gives, in stretches; one that stands on the disk as it was written is not made again.
    """

    path: str
    key: str
    make: Callable[[], bytes]
    newest: int = 0
    parts: tuple[Part, ...] = ()

    @classmethod
    def growing(cls, path: str, parts: Sequence[Part], newest: int) -> File:
        """A file to whose end more is added, part by part."""
        keys = [p.key for p in parts]
        return cls(path, key_of(path, keys), lambda: b"".join(p.make() for p in parts), newest, tuple(parts))


def key_of(*values: object) -> str:
    """A fingerprint of values whose ``repr`` says all of them: words, numbers, dates and our own frozen values."""
    return hashlib.sha256(repr(values).encode("utf-8", "backslashreplace")).hexdigest()[:32]
