"""Phrases of official prose -> windows. Our own grammar; Europe/London; both ends of a window included. Pure.

Conventions, where prose leaves a choice:

- Seasons: spring March to May, summer June to August, autumn September to November, winter December to February.
- Terms: autumn September to December, spring January to March, summer April to July. Half terms are weeks: of the
  last Monday in May, of the Monday in 12 to 18 February, of the Monday in 22 to 28 October. Weeks are Monday to Sunday.
- Years: an academic year is 1 September to 31 August, a financial one 1 April to 31 March, a tax year 6 April to
  5 April. "2024/25" alone is academic, "2024-25" alone financial, "2024 to 2025" and "2024-2025" two calendar years.
  "Q1 2024" is January to March, "Q1 2024-25" April to June.
- "By 2025", "by the end of 2025" and "until 2025" are by 31 December 2025; "by the start of" is by the first day;
  "before autumn 2025" is by the day before it begins, but "before the end of" is by the end. "From", "after",
  "no earlier than" and "not until" have no end.
- "Early", "mid", "late": a third each (of a year four months, of a season one, of a month ten days). "The start of",
  "the end of": its first or last month; of a month ten days; of a week a day.
- Easter is its Sunday, Christmas 25 December, their holidays and recesses the same. The summer holidays, and
  Parliament's summer recess, are August, so that what comes before them is due by 31 July. "The new year" is January
  to March, "the turn of the year" December and January; by either of them is by 31 December.
- A day, month or season without a year is the one ahead in a promise, the one behind in a report, else up to half a
  year back. "Within six months" begins on the day it was said. "This winter" is the one under way, else that of the year.
- "In due course", "soon", "the end of this Parliament", "in the coming months", "to be confirmed" and their like are
  vague: a window without either end. So is all that counts from a day of publication that is not known.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from watcher.dates.atoms import MONTH, MONTH_NAME
from watcher.dates.reading import Found, find_dates, means_something, parse_phrase
from watcher.dates.words import in_words, window_in_words

__all__ = [
    "LONDON", "MONTH", "MONTH_NAME", "Found", "find_dates", "in_words", "london_day", "means_something", "parse_phrase",
    "window_in_words",
]  # fmt: skip

LONDON = ZoneInfo("Europe/London")


def london_day(at: datetime) -> date:
    """The calendar day in London at a moment: a window ends at midnight there. At the ends of the calendar, the moment's own."""
    try:
        return at.astimezone(LONDON).date()
    except OverflowError:
        return at.date()
