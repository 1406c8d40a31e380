"""The front door of judging: facts -> standings and events."""

from __future__ import annotations

from watcher.judge.arrivals import Before
from watcher.judge.changes import Judge
from watcher.judge.failures import after_failure, after_sight, for_review, unread_part
from watcher.judge.ledger import Stated, slips_of, stated
from watcher.judge.looks import Look
from watcher.judge.rules import AXES, EVENTS, KINDS, RULES
from watcher.judge.standing import (
    ACCEPTING,
    ENDED,
    MOVING,
    SETTLED,
    calendar_events,
    ruling_events,
    ruling_key,
    ruling_on,
    standing,
)

__all__ = [
    "ACCEPTING",
    "AXES",
    "ENDED",
    "EVENTS",
    "KINDS",
    "MOVING",
    "RULES",
    "SETTLED",
    "Before",
    "Judge",
    "Look",
    "Stated",
    "after_failure",
    "after_sight",
    "calendar_events",
    "for_review",
    "ruling_events",
    "ruling_key",
    "ruling_on",
    "slips_of",
    "standing",
    "stated",
    "unread_part",
]
