"""Times that count from the day the text was published: "this autumn", "next term", "within six months". Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from watcher.dates import periods
from watcher.dates.atoms import MONTH_NAME, MONTHS
from watcher.dates.periods import Period
from watcher.model import Precision
from watcher.text import NUMBER_WORDS

_COUNT = {word: n for word, n in NUMBER_WORDS.items() if 1 <= n <= 12 or n in (15, 18, 20)}
_COUNT |= {"a": 1, "an": 1, "twenty-four": 24, "": 1}
NUMBER = r"\d{1,2}|" + "|".join(sorted(filter(None, _COUNT), key=len, reverse=True))
_SPAN_UNIT = r"(?P<unit>day|week|fortnight|month|year)"
_LABEL = r"(?:(?P<label>academic|school|financial|fiscal|tax|calendar) )?"
_UNIT = rf"(?P<unit>year|term|week|month|quarter|decade|easter|christmas|spring|summer|autumn|winter|{MONTH_NAME})"
_ENDS = r"\b(?!['’]s)"

RELATIVE_ANCHOR = (
    r"(?:this|next|coming|current)(?= )|(?:later|earlier) (?=this|in the)|within(?= )|in(?= [\w-]+ (?:week|month|"
    r"year)s?['’]? time\b)|"
    r"(?<=end of )term\b|(?<=start of )term\b|the (?=(?:academic |school |financial |fiscal |tax |calendar )?(?:year|term|week|"
    r"month|quarter|decade)\b)"
)


class Relative(NamedTuple):
    """``period`` is None where the day the text was published is not known, or where the words give no number."""

    end: int
    kind: str
    period: Period | None
    needs: str = ""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)


_AHEAD = _pattern(
    rf"(?:next|coming|within(?: the)?(?: next| coming)) (?:(?P<count>{NUMBER}) )?(?:(?:calendar|full) )?{_SPAN_UNIT}s?{_ENDS}"
)
_WITHIN = _pattern(
    rf"within (?:the space of )?(?P<count>{NUMBER}) (?P<unit>month|year)s?\b(?! (?:of|from|after|following|before|prior|"
    rf"beginning)\b)"
)
_IN_TIME = _pattern(rf"in (?P<count>{NUMBER}) {_SPAN_UNIT}s?['’]? time\b")
_NEXT_YEARS = _pattern(rf"(?:next|coming) (?P<count>{NUMBER}) (?P<label>academic|school|financial|fiscal|tax) years\b")
_A_YEAR_ON = _pattern(r"this time next year\b")
_NAMED = _pattern(rf"(?P<which>this|next|coming|current) {_LABEL}{_UNIT}(?P<term> term)?{_ENDS}")
_LATER = _pattern(rf"(?P<which>later|earlier) (?:this|in the) {_LABEL}{_UNIT}(?P<term> term)?{_ENDS}")
_THE = _pattern(
    rf"(?:the )?{_LABEL}(?P<unit>year|term|week|month|quarter|decade){_ENDS}"
    rf"(?! (?:of |in )?(?:FY ?)?\d| (?:starting|beginning|commencing|ending|of)\b| to (?:the end of )?(?:\d|{MONTH_NAME}))"
)


def read_relative(text: str, at: int, said_on: date | None) -> Relative | None:
    """What begins at this place, or None."""
    if m := _WITHIN.match(text, at) or _AHEAD.match(text, at):
        if not m["count"] and m["unit"].lower() != "fortnight" and m[0].lower().startswith("next"):
            return _named(text, at, said_on)  # "next week" is the week after this, not seven days
        return Relative(m.end(), "span", _span(said_on, m["count"] or "", m["unit"].lower()))
    if m := _NEXT_YEARS.match(text, at):
        return Relative(m.end(), "span", _years(said_on, m["label"].lower(), number(m["count"])))
    if m := _A_YEAR_ON.match(text, at):
        return Relative(m.end(), "span", _span_end(said_on))
    if m := _IN_TIME.match(text, at):
        return Relative(m.end(), "span", _point(said_on, m["count"], m["unit"].lower()))
    return _named(text, at, said_on)


def _span(said_on: date | None, count: str, unit: str) -> Period | None:
    if said_on is None:
        return None
    return Period(said_on, periods.later(said_on, unit, number(count)), Precision.RANGE)


def _span_end(said_on: date | None) -> Period | None:
    then = periods.later(said_on, "year", 1) if said_on else None
    return Period(then, then, Precision.DAY) if then else None


def _years(said_on: date | None, label: str, count: int) -> Period | None:
    """Of "the next two academic years" the first is the one that has still to begin."""
    if said_on is None:
        return None
    first = next(p for y in range(said_on.year - 1, said_on.year + 2) if (p := periods.YEARS[label](y)).start > said_on)
    return Period(first.start, periods.later(first.end, "year", count - 1), Precision.RANGE)


def number(count: str) -> int:
    return int(count) if count.isdigit() else _COUNT[count.lower()]


def _point(said_on: date | None, count: str, unit: str) -> Period | None:
    """Of "in six months' time": the week, month or year that the day falls in."""
    if said_on is None:
        return None
    then = periods.later(said_on, unit, number(count))
    if unit == "month":
        return periods.month(then.year, then.month)
    if unit == "year":
        return periods.calendar_year(then.year)
    return periods.week(then) if unit == "week" else Period(then, then, Precision.DAY)


def _named(text: str, at: int, said_on: date | None) -> Relative | None:
    if m := _NAMED.match(text, at):
        if m["unit"] in ("may", "march"):
            return None  # the verb
        ahead = m["which"].lower() in ("next", "coming")
        return Relative(m.end(), _kind(m), _current(m, said_on, ahead) if said_on else None)
    if m := _LATER.match(text, at):
        current = _current(m, said_on, False) if said_on else None
        if current and said_on and current.start <= said_on <= current.end:
            later = m["which"].lower() == "later"
            current = current._replace(start=said_on) if later else current._replace(end=said_on)
        return Relative(m.end(), "earlier" if m["which"].lower() == "earlier" else _kind(m), current)
    if m := _THE.match(text, at):
        return Relative(m.end(), _kind(m), _current(m, said_on, False) if said_on else None, "part")
    return None


def _kind(m: re.Match[str]) -> str:
    return (m.groupdict().get("label") or m["unit"]).lower()


def _current(m: re.Match[str], said_on: date, ahead: bool) -> Period:
    """The period of this kind that holds the day, or the first to start after it."""
    unit, label = m["unit"].lower(), (m["label"] or "").lower()
    if unit == "week":
        return periods.week(periods.later(said_on, "week", int(ahead)))
    if unit == "decade":
        return periods.decade(said_on.year + 10 * ahead)
    years = range(said_on.year - 1, said_on.year + 3)
    runs = sorted(_runs(unit, label, m.groupdict().get("term") is not None, years))
    if ahead:
        return next(p for p in runs if p.start > said_on)
    holding = next((p for p in runs if p.start <= said_on <= p.end), None)
    if holding:
        return holding
    if unit == "term":
        return next(p for p in reversed(runs) if p.end < said_on)
    return next(p for p in runs if p.start.year == said_on.year)


def _runs(unit: str, label: str, term: bool, years: range) -> list[Period]:
    if unit == "year":
        return [periods.YEARS[label or "calendar"](y) for y in years]
    if unit == "term" or (term and unit in periods.TERMS):
        return [periods.term(y, name) for y in years for name in periods.TERMS if unit in ("term", name)]
    if unit == "month":
        return [periods.month(y, n) for y in years for n in range(1, 13)]
    if unit == "quarter":
        return [periods.quarter(y, n) for y in years for n in range(1, 5)]
    if unit in MONTHS:
        return [periods.month(y, MONTHS[unit]) for y in years]
    if unit in ("easter", "christmas"):
        return [(periods.easter if unit == "easter" else periods.christmas)(y) for y in years]
    return [periods.season(y, unit) for y in years]
