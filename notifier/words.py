"""Dates as people in the UK write them. Pure."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watcher import Window

LONDON = ZoneInfo("Europe/London")


def date_in_words(day: date) -> str:
    """24 November 2026."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def moment_in_words(at: datetime) -> str:
    """24 November 2026 at 9:05am, in London."""
    local = at.astimezone(LONDON)
    hour = local.hour % 12 or 12
    return f"{date_in_words(local.date())} at {hour}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"


def window_in_words(window: Window) -> str:
    """When a promise is due: a month or months where the window is made of them."""
    if window.end is None:
        return "no date" if window.start is None else f"from {date_in_words(window.start)}"
    if window.start is None:
        return f"by {date_in_words(window.end)}"
    if window.start == window.end:
        return f"on {date_in_words(window.end)}"
    if window.start.day == 1 and (window.end + timedelta(days=1)).day == 1 and window.start.year == window.end.year:
        first, last = calendar.month_name[window.start.month], calendar.month_name[window.end.month]
        return f"{first} {window.end.year}" if first == last else f"{first} to {last} {window.end.year}"
    return f"{date_in_words(window.start)} to {date_in_words(window.end)}"
