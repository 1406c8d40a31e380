"""Days, months, seasons, terms and feasts, read where one begins. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from watcher.dates import periods
from watcher.dates.atoms import MONTH, MONTHS, OF_YEAR, SEASON, TH, WEEKDAY, YEAR, Atom, dated, next_to, pattern
from watcher.dates.periods import Period
from watcher.dates.years import read_year
from watcher.model import Precision

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")
_NUMERIC = re.compile(r"(?P<day>\d{1,2})(?P<mark>[/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)(?![\d/]|\.\d)")
_DAYS = pattern(
    rf"(?P<day>\d{{1,2}}){TH}(?:(?: ?[-–—] ?| (?:to|and|until|or|&) )(?:{WEEKDAY},? )?(?P<last>\d{{1,2}}){TH})?"
    rf"[ -](?:of )?(?P<month>{MONTH})\b(?:(?:\.?,? |-)(?P<year>{YEAR})(?!\d)|,? (?:of )?(?P<relative>this|next|last) year\b)?"
)


def read_digit(text: str, at: int, said_on: date | None) -> Atom | None:
    if m := _ISO.match(text, at) or _NUMERIC.match(text, at):
        return _numbers(m)
    if (m := _DAYS.match(text, at)) and (m["year"] or m["month"][0].isupper() or m["month"] not in ("may", "march")):
        return _days(m, said_on)
    return read_year(text, at)


def _numbers(m: re.Match[str]) -> Atom | None:
    """Day first. "3.5.24" is as likely a section's number: with points a short year needs two digits each."""
    year = int(m["year"])
    if year < 100 and "." in m[0] and len(m[0]) != 8:
        return None
    period = periods.day(year + 2000 if year < 100 else year, int(m["month"]), int(m["day"]))
    return Atom(m.start(), m.end(), "day" if period else "nonsense", period)


def _days(m: re.Match[str], said_on: date | None) -> Atom:
    number, first = MONTHS[m["month"].lower()], int(m["day"])
    last = int(m["last"] or first)

    def fill(year: int) -> Period | None:
        a, b = periods.day(year, number, first), periods.day(year, number, last)
        if not a or not b or first > last:
            return None
        return a if first == last else Period(a.start, b.end, Precision.RANGE)

    if fill(2024) is None:
        return Atom(m.start(), m.end(), "nonsense")
    return dated(m, "day" if first == last else "days", fill, said_on)


# --- months, seasons, terms, feasts ---

_AMERICAN = pattern(rf"(?P<month>{MONTH})\.? (?P<day>\d{{1,2}}){TH},? (?P<year>{YEAR})(?!\d)")
_MONTH = pattern(
    rf"(?P<month>{MONTH})\b(?:(?:\.?,? (?:of )?|-)(?P<year>{YEAR})(?!\d)|,? (?:of )?(?P<relative>this|next|last) year\b)?"
)
_NAMED = pattern(
    rf"(?P<name>{SEASON}|october|february|may)(?P<what>[ -]half[ -]term| terms?\b(?: [12]\b)?| recess| (?:holidays?|break|"
    rf"vacation)\b)?"
    rf"(?:{OF_YEAR})?(?P<after> term\b)?"
)
_FEAST = pattern(
    r"(?P<name>easter|christmas|(?:the )?new year|(?:the )?turn of the year)(?: (?:holidays?|break|recess|vacation|sunday|day)\b)?"
    rf"(?:{OF_YEAR})?"
)


def read_month(text: str, at: int, said_on: date | None) -> Atom | None:
    if m := _AMERICAN.match(text, at):
        period = periods.day(int(m["year"]), MONTHS[m["month"].lower()], int(m["day"]))
        return Atom(m.start(), m.end(), "day" if period else "nonsense", period)
    named = _NAMED.match(text, at)
    if named and "half" in (named["what"] or "").lower():
        return read_season(text, at, said_on)
    m = _MONTH.match(text, at)
    if m is None or (not (m["year"] or m["relative"]) and not m["month"][0].isupper()):
        return None
    number = MONTHS[m["month"].lower()]
    return dated(m, "month", lambda year: periods.month(year, number), said_on, "lead")


def read_season(text: str, at: int, said_on: date | None) -> Atom | None:
    m = _NAMED.match(text, at)
    assert m is not None
    name, what = m["name"].lower(), (m["what"] or m["after"] or "").lower()
    if "half" in what:
        return dated(m, "half term", lambda year: periods.half_term(year, name), said_on, "lead")
    if "term" in what:
        return _term(m, name, said_on)
    if what:
        return dated(m, "break", periods.summer_break, said_on, "lead") if name == "summer" else None
    atom = dated(m, "season", lambda year: periods.season(year, name), said_on, "lead")
    if m["second"] and (name != "winter" or not next_to(m)):
        return replace(atom, end=m.end("year"))
    return atom


def _term(m: re.Match[str], name: str, said_on: date | None) -> Atom | None:
    """In a school year, spring and summer fall in its second half."""
    if name == "winter":
        return None
    atom = dated(m, "term", lambda year: periods.term(year, name), said_on, "lead")
    if not m["second"]:
        return atom
    if not next_to(m):
        return replace(atom, end=m.end("year"))
    return replace(atom, period=periods.term(int(m["year"]) + (name != "autumn"), name))


def read_feast(text: str, at: int, said_on: date | None) -> Atom | None:
    m = _FEAST.match(text, at)
    assert m is not None
    name = m["name"].lower()
    if name in ("easter", "christmas"):
        return dated(m, "feast", periods.easter if name == "easter" else periods.christmas, said_on, "lead")
    if "turn" in name:
        return dated(m, "turn", periods.turn_of_the_year, said_on)
    return dated(m, "break", periods.new_year, said_on, "lead")
