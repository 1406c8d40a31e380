"""Days and windows as a reader would say them. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from watcher.model import Window


def in_words(day: date) -> str:
    """30 November 2023."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def window_in_words(window: Window) -> str:
    """A window as a reader would say it."""
    if window.end is None:
        return "no date given" if window.start is None else f"from {in_words(window.start)}"
    if window.start is None:
        return f"by {in_words(window.end)}"
    if window.start == window.end:
        return f"on {in_words(window.end)}"
    whole_months = window.start.day == 1 and (window.end + timedelta(days=1)).day == 1
    if not whole_months:
        return f"{in_words(window.start)} to {in_words(window.end)}"
    first, last = calendar.month_name[window.start.month], calendar.month_name[window.end.month]
    if window.start.year != window.end.year:
        return f"{first} {window.start.year} to {last} {window.end.year}"
    return f"{first} {window.end.year}" if first == last else f"{first} to {last} {window.end.year}"
