"""The front door of judging: facts -> standings and events."""

from __future__ import annotations

from watcher.judge.changes import Judge, Look
from watcher.judge.failures import after_failure, after_sight, for_review
from watcher.judge.rules import AXES, EVENTS, RULES
from watcher.judge.standing import (
    ACCEPTING,
    ENDED,
    MOVING,
    SETTLED,
    calendar_events,
    latest_window,
    ruling_events,
    ruling_key,
    ruling_on,
    slips_of,
    standing,
)

__all__ = [
    "ACCEPTING",
    "AXES",
    "ENDED",
    "EVENTS",
    "MOVING",
    "RULES",
    "SETTLED",
    "Judge",
    "Look",
    "after_failure",
    "after_sight",
    "calendar_events",
    "for_review",
    "latest_window",
    "ruling_events",
    "ruling_key",
    "ruling_on",
    "slips_of",
    "standing",
]
