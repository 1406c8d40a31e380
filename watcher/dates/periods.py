"""Spans of the calendar that have a name: seasons, terms, quarters, years of three kinds, feasts, and their parts. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from watcher.model import Precision

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
TERMS = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 7)}
_HALF_TERM = {"spring": (2, 12), "february": (2, 12), "summer": (5, 25), "may": (5, 25), "autumn": (10, 22), "october": (10, 22)}


class Period(NamedTuple):
    """Calendar days, both ends included."""

    start: date
    end: date
    precision: Precision


def months(year: int, first: int, last: int, precision: Precision) -> Period:
    """Whole months of a year; ``last`` above 12 runs into the next one."""
    end_year, last = (year + 1, last - 12) if last > 12 else (year, last)
    return Period(date(year, first, 1), date(end_year, last, calendar.monthrange(end_year, last)[1]), precision)


def decade(year: int) -> Period:
    return Period(date(year // 10 * 10, 1, 1), date(year // 10 * 10 + 9, 12, 31), Precision.RANGE)


def month(year: int, number: int) -> Period:
    return months(year, number, number, Precision.MONTH)


def season(year: int, name: str) -> Period:
    return months(year, SEASONS[name], SEASONS[name] + 2, Precision.SEASON)


def term(year: int, name: str) -> Period:
    return months(year, *TERMS[name], Precision.TERM)


def half_term(year: int, name: str) -> Period:
    """The week off: of the last Monday in May, and of the Monday in 12 to 18 February and 22 to 28 October."""
    number, first = _HALF_TERM[name]
    earliest = date(year, number, first)
    return week(earliest + timedelta(days=-earliest.weekday() % 7))


def quarter(year: int, number: int) -> Period:
    return months(year, 3 * number - 2, 3 * number, Precision.QUARTER)


def calendar_year(year: int) -> Period:
    return months(year, 1, 12, Precision.YEAR)


def school_year(year: int) -> Period:
    return months(year, 9, 20, Precision.YEAR)


def financial_year(year: int) -> Period:
    return months(year, 4, 15, Precision.YEAR)


def tax_year(year: int) -> Period:
    return Period(date(year, 4, 6), date(year + 1, 4, 5), Precision.YEAR)


YEARS = {
    "calendar": calendar_year,
    "academic": school_year,
    "school": school_year,
    "financial": financial_year,
    "fiscal": financial_year,
    "tax": tax_year,
}


def day(year: int, number: int, of_month: int) -> Period | None:
    try:
        the_day = date(year, number, of_month)
    except ValueError:
        return None
    return Period(the_day, the_day, Precision.DAY)


def week(of: date) -> Period:
    """Monday to Sunday."""
    monday = of - timedelta(days=of.weekday())
    return Period(monday, monday + timedelta(days=6), Precision.RANGE)


def easter(year: int) -> Period:
    """Easter Sunday in the Gregorian calendar (the anonymous computus, Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    total = h + weekday - 7 * ((a + 11 * h + 22 * weekday) // 451) + 114
    sunday = date(year, total // 31, total % 31 + 1)
    return Period(sunday, sunday, Precision.DAY)


def christmas(year: int) -> Period:
    return Period(date(year, 12, 25), date(year, 12, 25), Precision.DAY)


def summer_break(year: int) -> Period:
    return month(year, 8)


def new_year(year: int) -> Period:
    return months(year, 1, 3, Precision.QUARTER)


def turn_of_the_year(year: int) -> Period:
    """From that year to the next."""
    return months(year, 12, 13, Precision.RANGE)


def later(start: date, unit: str, count: int) -> date:
    """The same day so many units on; the last of the month where that month is shorter."""
    if unit in ("day", "week", "fortnight"):
        return start + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
    ahead = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
    year, number = ahead // 12, ahead % 12 + 1
    return date(year, number, min(start.day, calendar.monthrange(year, number)[1]))


# --- parts of a period ---


def part(whole: Period, name: str) -> Period:
    """Early, mid, late: a third each, "mid to late" two. Start, end: its first or last month, ten days of a month, a day of a week.

    "half 1", "half 2", "quarter 1" to "quarter 4", "term 1" to "term 3": so many equal months of it.
    """
    first, _, last = name.partition(" to ")
    if last:
        return Period(part(whole, first).start, part(whole, last).end, Precision.RANGE)
    kind, _, number = name.partition(" ")
    count = _whole_months(whole)
    if kind in ("half", "quarter"):
        return _share(whole, int(number) - 1, {"half": 2, "quarter": 4}[kind], count)
    if kind == "term":
        named = ("autumn", "spring", "summer")[int(number) - 1]
        return term(whole.start.year + (named != "autumn"), named)
    if count == 0:
        return _edge_day(whole, name)
    if count == 1:
        return _ten_days(whole, name)
    if name in ("early", "mid", "late") and count % 3 == 0:
        third = _share(whole, ("early", "mid", "late").index(name), 3, count)
        return third._replace(precision=Precision.MONTH if count == 3 else Precision.HALF)
    return _months_of(whole, *{"mid": (1, count - 2), "late": (count - 1, 1), "end": (count - 1, 1)}.get(name, (0, 1)))


def _whole_months(whole: Period) -> int:
    after = whole.end + timedelta(days=1)
    if whole.start.day != 1 or after.day != 1:
        return 0
    return (after.year - whole.start.year) * 12 + after.month - whole.start.month


def _share(whole: Period, index: int, of: int, count: int) -> Period:
    precision = Precision.HALF if of == 2 else Precision.QUARTER
    if count and count % of == 0:
        return _months_of(whole, index * count // of, count // of)._replace(precision=precision)
    days = (whole.end - whole.start).days + 1
    first, last = days * index // of, days * (index + 1) // of - 1
    return Period(whole.start + timedelta(days=first), whole.start + timedelta(days=last), Precision.RANGE)


def _months_of(whole: Period, skip: int, count: int) -> Period:
    start = later(whole.start, "month", skip)
    return Period(start, later(start, "month", count) - timedelta(days=1), Precision.MONTH if count == 1 else Precision.RANGE)


def _ten_days(whole: Period, name: str) -> Period:
    first, last = {"mid": (11, 20), "late": (21, whole.end.day), "end": (21, whole.end.day)}.get(name, (1, 10))
    return Period(whole.start.replace(day=first), whole.start.replace(day=last), Precision.RANGE)


def _edge_day(whole: Period, name: str) -> Period:
    the_day = {"start": whole.start, "early": whole.start, "end": whole.end, "late": whole.end}.get(name)
    return Period(the_day, the_day, Precision.DAY) if the_day else whole
