"""Phrases of official prose -> windows. Our own grammar; Europe/London; both ends of a window included. Pure.

Convention: spring March to May, summer June to August, autumn September to November, winter December to February;
"by 2025" and "by the end of 2025" are by 31 December 2025; an academic year is 1 September to 31 August, a financial
year 1 April to 31 March; autumn term September to December, spring term January to March, summer term April to July;
"early" is the first four months of a year, "mid" May to August, "late" September to December. "In due course", "soon"
and their like are vague: a window without an end.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.model import Precision, Window

LONDON = ZoneInfo("Europe/London")


def london_day(at: datetime) -> date:
    """The calendar day in London at a moment: a window ends at midnight there."""
    return at.astimezone(LONDON).date()


_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_TERMS = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 7)}
_YEAR = r"(?:19|20)\d\d"


@dataclass(frozen=True, slots=True)
class Found:
    """A date phrase in running text. ``start`` and ``end`` are offsets of ``text`` in it.

    ``role``: deadline, start, publication, closing, opening, release, review, historical, or "".
    """

    window: Window
    start: int
    end: int
    text: str
    role: str


Span = tuple[date | None, date | None, Precision]


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    number = _MONTHS[month.lower()] if isinstance(month, str) and not month.isdigit() else int(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _months(year: int, first: int, last: int, precision: Precision) -> Span:
    end_year, last = (year + 1, last - 12) if last > 12 else (year, last)
    return date(year, first, 1), date(end_year, last, calendar.monthrange(end_year, last)[1]), precision


def _month(m: re.Match[str]) -> Span:
    number = _MONTHS[m["month"].lower()]
    return _months(int(m["year"]), number, number, Precision.MONTH)


def _season(year: int, name: str) -> Span:
    first = _SEASONS[name.lower()]
    return _months(year, first, first + 2, Precision.SEASON)


def _term(m: re.Match[str]) -> Span:
    first, last = _TERMS[m["season"].lower()]
    return _months(int(m["year"]), first, last, Precision.TERM)


def _part_of_year(m: re.Match[str]) -> Span:
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[m["part"].lower()]
    return _months(int(m["year"]), first, last, Precision.HALF)


def _half(m: re.Match[str]) -> Span:
    first = 1 if m["half"].lower() == "first" else 7
    return _months(int(m["year"]), first, first + 5, Precision.HALF)


def _quarter(m: re.Match[str]) -> Span:
    first = 3 * int(m["quarter"]) - 2
    return _months(int(m["year"]), first, first + 2, Precision.QUARTER)


def _long_year(m: re.Match[str]) -> Span:
    """Two calendar years that name one academic or financial year."""
    first = int(m["year"])
    if "financial" in m[0].lower():
        return date(first, 4, 1), date(first + 1, 3, 31), Precision.YEAR
    return date(first, 9, 1), date(first + 1, 8, 31), Precision.YEAR


def _easter(m: re.Match[str]) -> Span:
    """Easter Sunday in the Gregorian calendar (the anonymous computus, Meeus 1991)."""
    year = int(m["year"])
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    total = h + weekday - 7 * ((a + 11 * h + 22 * weekday) // 451) + 114
    sunday = date(year, total // 31, total % 31 + 1)
    return sunday, sunday, Precision.DAY


def _exact(m: re.Match[str]) -> Span | None:
    day = _day(m["year"], m["month"], m["day"])
    return (day, day, Precision.DAY) if day else None


def _days(m: re.Match[str]) -> Span | None:
    last_month = m["month"]
    first = _day(m["year"], m["first_month"] or last_month, m["first"])
    last = _day(m["year"], last_month, m["day"])
    return (first, last, Precision.RANGE) if first and last and first <= last else None


def _years(m: re.Match[str]) -> Span:
    return date(int(m["year"]), 1, 1), date(int(m["last"]), 12, 31), Precision.RANGE


def _whole_year(m: re.Match[str]) -> Span:
    return date(int(m["year"]), 1, 1), date(int(m["year"]), 12, 31), Precision.YEAR


_ABSOLUTE: tuple[tuple[str, Callable[[re.Match[str]], Span | None]], ...] = (
    (r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", _exact),
    (
        rf"(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?: (?P<first_month>{_MONTH}))? ?(?:to|and|until|–|-) ?"
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH}) (?P<year>{_YEAR})",
        _days,
    ),
    (rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH}),? (?P<year>{_YEAR})", _exact),
    (
        rf"(?:academic|school|financial) years? (?P<year>{_YEAR}) ?(?:to|/|-|–) ?(?:\d{{4}}|\d\d)\b",
        _long_year,
    ),
    (rf"(?P<year>{_YEAR}) ?(?:to|/|-|–) ?(?:\d{{4}}|\d\d) (?:academic|school|financial) year", _long_year),
    (rf"(?P<season>autumn|spring|summer) term,?(?: of| in)? (?P<year>{_YEAR})", _term),
    (rf"(?P<season>spring|summer|autumn|winter)(?: of| in)?,? (?P<year>{_YEAR})",
     lambda m: _season(int(m["year"]), m["season"])),
    (rf"(?<!\d )(?P<month>{_MONTH})(?: of)?,? (?P<year>{_YEAR})", _month),
    (rf"(?P<half>first|second) half of (?P<year>{_YEAR})", _half),
    (rf"Q(?P<quarter>[1-4]),? (?P<year>{_YEAR})", _quarter),
    (rf"(?P<part>early|mid|late)(?:-| in | )(?P<year>{_YEAR})", _part_of_year),
    (rf"Easter (?P<year>{_YEAR})", _easter),
    (rf"(?<=between )(?P<year>{_YEAR}) and (?P<last>{_YEAR})", _years),
    (rf"(?P<year>{_YEAR}) to (?P<last>{_YEAR})", _years),
    (rf"(?P<year>{_YEAR})/\d\d", _long_year),
)  # fmt: skip

_BARE_YEAR = rf"(?P<year>{_YEAR})"
_YEAR_LEAD = r"(?:by|in|starting|beginning|during|before|from|until|since|throughout|of|end of|for)(?: the)?(?: end of)?(?: year)?"

_VAGUE = (
    r"in due course|as soon as (?:possible|practicable)|at the earliest opportunity|when parliamentary time allows|"
    r"in the coming (?:weeks|months|years?)|over the coming (?:weeks|months)|in the (?:near|medium) future|shortly|"
    r"(?<!as )(?:very )?soon\b(?!er)"
)
_RELATIVE = (
    r"(?P<later>later (?:this|in the) year)|(?P<this>(?:this|next) (?P<season>spring|summer|autumn|winter))|"
    r"(?P<ends>(?:by )?the end of (?:this|the) year|before the end of (?:this|the) year)|"
    r"(?P<year>(?:this|next) year)|(?P<month>(?:this|next) month)"
)

_PATTERNS = [(re.compile(rf"\b{p}" if p[0] != "(" or "?<" not in p[:3] else p, re.I), f) for p, f in _ABSOLUTE]
_BARE = re.compile(rf"\b(?P<lead>{_YEAR_LEAD}) {_BARE_YEAR}\b(?!/)(?!-\d)(?! Act)", re.I)
_VAGUE_RE, _RELATIVE_RE = re.compile(rf"\b(?:{_VAGUE})", re.I), re.compile(rf"\b(?:{_RELATIVE})\b", re.I)
_YEARLESS = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\b(?!,? \d)", re.I)
_UNTIL = re.compile(
    r"(?:no later than|not later than|by|before|until|up to)(?: the)?(?: end of)?(?: the)?"
    r"(?: (?:12 noon|noon|midnight|\d{1,2}(?:[:.]\d\d)? ?[ap]m) on)? *$", re.I
)  # fmt: skip
_FROM = re.compile(r"\b(?:from|starting(?: in| from)?|beginning(?: in)?|as of|since)(?: the)?(?: start of)? *$", re.I)


def _yearless(m: re.Match[str], said_on: date | None) -> Span | None:
    """A day without a year is the nearest one: up to half a year back, else ahead."""
    assert said_on is not None
    days = [d for y in (-1, 0, 1) if (d := _day(said_on.year + y, m["month"], m["day"]))]
    near = next((d for d in days if d >= said_on - timedelta(days=182)), None)
    return (near, near, Precision.DAY) if near else None


def _relative(m: re.Match[str], said_on: date | None) -> Span:
    if said_on is None:
        return None, None, Precision.VAGUE
    words, year = m[0].lower(), said_on.year
    if m["later"] or m["ends"]:
        return said_on, date(year, 12, 31), Precision.YEAR
    if m["season"]:
        year += words.startswith("next") and said_on.month >= _SEASONS[m["season"].lower()]
        return _season(year, m["season"])
    if m["month"]:
        ahead = said_on.month - 1 + words.startswith("next")
        return _months(year + ahead // 12, ahead % 12 + 1, ahead % 12 + 1, Precision.MONTH)
    year += words.startswith("next")
    return date(year, 1, 1), date(year, 12, 31), Precision.YEAR


def _raw(text: str, said_on: date | None) -> list[tuple[int, int, Span]]:
    """Every date phrase, longest reading first, none overlapping another."""
    hits: list[tuple[int, int, Span]] = []

    def take(start: int, end: int, span: Span | None) -> None:
        if span is not None and all(end <= s or start >= e for s, e, _ in hits):
            hits.append((start, end, span))

    for pattern, read in _PATTERNS:
        for m in pattern.finditer(text):
            take(m.start(), m.end(), read(m))
    for m in _BARE.finditer(text):
        take(m.start("year"), m.end("year"), _whole_year(m))
    for m in _RELATIVE_RE.finditer(text):
        take(m.start(), m.end(), _relative(m, said_on))
    for m in _YEARLESS.finditer(text) if said_on else ():
        take(m.start(), m.end(), _yearless(m, said_on))
    for m in _VAGUE_RE.finditer(text):
        take(m.start(), m.end(), (None, None, Precision.VAGUE))
    return sorted(hits)


def find_dates(text: str, *, said_on: date | None = None) -> tuple[Found, ...]:
    """Every phrase of time in running text, in order, each with the role that its sentence gives it.

    ``said_on``: the day the text was published, for "this autumn"; without it such phrases are vague.
    """
    found = []
    for start, end, span in _raw(text, said_on):
        lead = text[max(0, start - 60) : start]
        until, onward = _UNTIL.search(lead), _FROM.search(lead)
        first, last, precision = span
        begin = start - (len(lead) - until.start()) if until else start
        if until and precision is not Precision.DAY:
            first = None
        window = Window(first, last, precision, text[begin:end].strip())
        role = _role(text, start, end, bool(until), bool(onward))
        found.append(Found(window, begin, end, text[begin:end].strip(), role))
    return tuple(found)


_ROLES: tuple[tuple[str, str], ...] = (
    (r"\bclos(?:es|ing|ed)\b|\brespond by\b|\bresponses? (?:must|should)\b|\bdeadline\b|\bruns? until\b", "closing"),
    (r"\b(?:opens|opening|opened|launch(?:ed)? on)\b", "opening"),
    (r"\b(?:will be (?:released|announced)|release date)\b", "release"),
    (r"\b(?:first published|last updated|updated on|published on|issued on|updated)\b", "publication"),
    (r"\breview(?:ed)? (?:in|by|date)\b", "review"),
)
_PAST = re.compile(
    r"\b(?:was|were|had|has been|have been|began|started|published|launched|announced|introduced|came into force|ended)\b",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|shall|aims?|intends?|plans?|expects?|due|target|commit(?:ted)?|promis\w+|is to|are to|would|"
    r"explor\w+|consider\w*|must|should|ready|expected)\b", re.I
)  # fmt: skip


def _role(text: str, start: int, end: int, until: bool, onward: bool) -> str:
    left = max(text.rfind(". ", 0, start), text.rfind("; ", 0, start)) + 1
    right = text.find(". ", end)
    sentence = text[left : right if right >= 0 else len(text)]
    future = _FUTURE.search(sentence) is not None
    for pattern, role in _ROLES:
        if re.search(pattern, sentence, re.I) and not (role == "publication" and future):
            return role
    if onward:
        return "start"
    if future:
        return "deadline"
    if _PAST.search(sentence):
        return "historical"
    return "deadline" if until else ""


_UNDATED = re.compile(
    r"^(?:|undated|no date(?: given)?|none|ongoing|tbc|not dated|.*\bundated\b.*|already running.*|continuing)$", re.I
)


def parse_phrase(phrase: str, *, said_on: date | None = None) -> Window:
    """A whole due phrase as a window. What means nothing gives an undated window; never raises."""
    text = " ".join(phrase.split())
    if re.search(r"\bundated\b", text, re.I):
        return Window(None, None, Precision.NONE, phrase)
    hits = _raw(text, said_on) or _raw(f"in {text}", said_on)
    if not hits:
        return Window(None, None, Precision.NONE, phrase)
    start, _, (first, last, precision) = hits[0]
    if precision is Precision.VAGUE:
        return Window(None, None, precision, phrase)
    lead = text[:start] + " " if not text[:start].endswith(" ") else text[:start]
    if re.search(r"\b(?:by|before|until|up to|no later than|not later than)\b", lead, re.I):
        first = first if precision is Precision.DAY and len(hits) > 1 else None
    elif re.search(r"\bfrom\b", lead, re.I):
        return Window(first, None, precision, phrase)
    if len(hits) > 1 and hits[-1][2][1] is not None:
        last, precision = hits[-1][2][1], Precision.RANGE
    return Window(first, last, precision, phrase)


def means_something(phrase: str) -> bool:
    """Whether a due phrase is a date, a vague time, or openly undated."""
    return bool(_UNDATED.match(phrase.strip())) or parse_phrase(phrase).precision is not Precision.NONE


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
