"""Moments, lengths of time and frequencies as people in the UK write them. Pure. Days and windows are ``watcher``'s own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from unicodedata import normalize

from notifier.model import Frequency
from notifier.policy import Limit
from watcher import LONDON, Effect, Slip, cut, london_day, window_in_words
from watcher import in_words as date_in_words

__all__ = [
    "LONDON",
    "clock_in_words",
    "count_in_words",
    "cut",
    "date_in_words",
    "duration_in_words",
    "frequency_in_words",
    "limits_in_words",
    "london_day_in_words",
    "moment_in_words",
    "one_line",
    "sentence_case",
    "span_in_words",
    "weekday_in_words",
    "window_in_words",
]


def moment_in_words(at: datetime) -> str:
    """24 November 2026 at 9:05am, in London."""
    local = at.astimezone(LONDON)
    return f"{date_in_words(local.date())} at {clock_in_words(local.time())}"


def london_day_in_words(at: datetime) -> str:
    """24 November 2026, in London, where it may be another day already."""
    return date_in_words(london_day(at))


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def clock_in_words(at: time) -> str:
    """9:05am."""
    return f"{at.hour % 12 or 12}:{at.minute:02d}{'am' if at.hour < 12 else 'pm'}"


def weekday_in_words(number: int) -> str:
    """Monday is 0."""
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[number]


def duration_in_words(length: timedelta) -> str:
    """The largest unit that says it exactly: 7 days, 24 hours, 10 minutes. One day is 24 hours."""
    seconds = int(length.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = seconds // size
        if seconds % size == 0 and (count > 1 or (count == 1 and unit != "day")):
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"


def limits_in_words(limits: Sequence[Limit]) -> str:
    """1 in 24 hours and 3 in 30 days."""
    return " and ".join(f"{limit.most} in {duration_in_words(limit.period)}" for limit in limits)


def frequency_in_words(frequency: Frequency) -> str:
    return {
        Frequency.IMMEDIATELY: "as it happens",
        Frequency.DAILY: "once a day",
        Frequency.WEEKLY: "once a week",
    }[frequency]


def count_in_words(number: int, one: str, many: str = "") -> str:
    """ "1 check", "2 checks", "1,000 checks"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def moved_in_words(slip: Slip) -> str:
    """What a line of the ledger did to the date: "about 3 months later", "made vague", "given again"."""
    by_how_much = f"{span_in_words(slip.days)} {slip.effect.value}" if slip.days else slip.effect.value
    words = {
        Effect.CONFIRMED: "not moved, given once more",
        Effect.VAGUER: "made vague",
        Effect.REMOVED: "removed",
        Effect.GIVEN: "given, where none was",
        Effect.BACK: "given again",
    }.get(slip.effect, by_how_much)
    return f"{words}, and less exact" if slip.coarser else words


_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def one_line(text: str) -> str:
    """Foreign words without control, bidi, zero-width or unassigned characters, nor any that XML 1.0 forbids (2.2)."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in _ESCAPES.sub("", text))
    return " ".join(normalize("NFC", text).split())


def span_in_words(days: int) -> str:
    """How long a date was moved by: "3 days", "about 4 months", "about 2 years". Days are counted whatever their sign."""
    days = abs(days)
    if days < 60:
        return count_in_words(days, "day")
    months = round(days / 30.44)
    return f"about {count_in_words(months, 'month')}" if months < 12 else f"about {count_in_words(round(days / 365.25), 'year')}"
