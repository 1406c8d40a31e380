"""Moments as people in the UK write them. Pure. Days and windows are written by ``watcher``'s own words."""

from __future__ import annotations

from datetime import datetime

from watcher import LONDON, window_in_words
from watcher import in_words as date_in_words

__all__ = ["LONDON", "date_in_words", "moment_in_words", "window_in_words"]


def moment_in_words(at: datetime) -> str:
    """24 November 2026 at 9:05am, in London."""
    local = at.astimezone(LONDON)
    hour = local.hour % 12 or 12
    return f"{date_in_words(local.date())} at {hour}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"
