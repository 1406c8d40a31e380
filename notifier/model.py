"""The words of telling: who asked, what they are owed, and the public state that pages and feeds are made from.

All datetimes are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from watcher import Commitment, Event, Plan, Snapshot, Source, SourceState, Standing


class Frequency(StrEnum):
    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Subscription:
    """``topic``: all, plan:ID, theme:NAME or commitment:ID. ``after``: events up to this id are not owed."""

    id: int
    address: str
    topic: str
    frequency: Frequency
    after: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """One mail that a subscription is owed. ``key`` makes it unique: an event's id, or a digest's local date."""

    subscription: Subscription
    key: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Email:
    """A message ready to be sent. ``raw`` is RFC 5322 bytes with CRLF."""

    message_id: str
    subject: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox that this process has claimed."""

    id: int
    address: str
    message_id: str
    raw: bytes
    attempts: int
    queued_at: datetime


class EventLog(Protocol):
    """What ``notifier`` needs of the archive: public events that are news, by id."""

    def events(self, *, after: int = ..., commitment_id: str | None = ..., limit: int | None = ...) -> list[Event]: ...


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
    kept: Mapping[str, Snapshot] = field(default_factory=dict)  # what events quote, by hash

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(c for plan in self.plans for c in plan.commitments)
