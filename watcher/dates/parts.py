"""What stands right before a time word and belongs to it: weekdays, "the week of", "early", "the end of". Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from watcher.dates import periods
from watcher.dates.atoms import WEEKDAY, Atom
from watcher.dates.periods import Period
from watcher.dates.phrase import Phrase, lead_of
from watcher.dates.spans import NUMBER, number
from watcher.model import Precision

_DAY_LEAD = re.compile(rf"(?:\b{WEEKDAY},? )(?:the )?$", re.I)
_WEEK_LEAD = re.compile(
    r"(?:\bweek (?P<how>commencing|beginning|starting|of|ending)|\b(?P<short>w/c|w/e))(?: on)?(?: the)? $", re.I
)
_YEAR_ENDING = re.compile(r"\b(?:year ending(?: in)?|year to(?: the end of)?|(?:12|twelve) months (?:to|ending)) $", re.I)
_LASTING = re.compile(
    rf"\b(?P<count>{NUMBER}) (?:(?:academic|school|financial|calendar) )?(?P<unit>year|month|week)s? "
    r"(?:from|starting(?: in| from| on)?|beginning(?: in| on)?|commencing)(?: the)? $", re.I
)  # fmt: skip
_ORDINAL = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_PART = re.compile(
    r"\b(?:"
    r"(?P<edge>(?:early[ -]to[ -](?:mid|late)|mid[ -]to[ -]late|early|mid|late))(?:[ -]| in(?: the)? )|(?P<of>middle|start|"
    r"beginning|"
    r"outset|end|close)[ -]of(?:[ -]the)?(?: year)?[ -]|"
    r"(?P<end>(?<!will )(?<!shall )(?<!to )(?<!and )(?<!s )end )|(?P<dashed>end-)|"
    r"(?P<same>later|course|rest|remainder|whole|duration|all|each|period)(?: in| of)(?: the)? |"
    r"(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|final|last|latter|early|opening|closing) "
    r"(?P<share>half|quarter|term|part|months|weeks)(?: \([^)]{1,8}\))? (?:of |in )?(?:the )?(?:year )?"
    r")$",
    re.I,
)
_EDGES = {"middle": "mid", "beginning": "start", "outset": "start", "close": "end"}


def with_parts(text: str, atom: Atom, left: int) -> Phrase:
    start = atom.start
    lead = lead_of(text, start, left)
    if atom.kind in ("day", "days"):
        if m := _DAY_LEAD.search(lead):
            start -= len(lead) - m.start()
        atom, start = _week(text, atom, start, left)
    elif m := re.search(r"\b(?:calendar |the )?year $", lead) if atom.kind == "year" else None:
        start, atom = start - len(lead) + m.start(), replace(atom, needs="")
    atom, start = _lasting(text, *_year_to(text, atom, start, left), left)
    while m := _PART.search(lead_of(text, start, left)):
        name = _part_name(m)
        start -= len(m[0])
        atom = replace(atom, needs="", parts=(*atom.parts, name) if name else atom.parts)
    return Phrase(start, atom.end, atom)


def _part_name(m: re.Match[str]) -> str:
    """The name that ``periods.part`` knows, or "" for the whole."""
    if m["end"] or m["dashed"]:
        return "end"
    if edge := (m["edge"] or m["of"] or "").lower():
        return _EDGES.get(edge, edge.replace("-", " "))
    if m["same"]:
        return ""
    nth, share = m["nth"].lower(), m["share"].lower()
    if share in ("half", "quarter", "term"):
        last = {"half": 2, "quarter": 4, "term": 3}[share]
        return f"{share} {min(_ORDINAL.get(nth, last if nth in ('final', 'last', 'latter', 'closing') else 1), last)}"
    return "late" if nth in ("second", "2nd", "final", "last", "latter", "closing") else "early"


def _week(text: str, atom: Atom, start: int, left: int) -> tuple[Atom, int]:
    lead = lead_of(text, start, left)
    m = _WEEK_LEAD.search(lead)
    if m is None:
        return atom, start
    how = (m["how"] or m["short"]).lower()
    start -= len(lead) - m.start()
    if atom.period:
        return replace(atom, period=_week_of(atom.period, how)), start
    fill = atom.fill
    return replace(atom, fill=lambda year: _week_of(fill(year), how) if fill else None), start


def _week_of(day: Period | None, how: str) -> Period | None:
    if day is None or how == "of":
        return periods.week(day.start) if day else None
    first = day.start - timedelta(days=6) if how in ("ending", "w/e") else day.start
    return Period(first, first + timedelta(days=6), Precision.RANGE)


def _lasting(text: str, atom: Atom, start: int, left: int) -> tuple[Atom, int]:
    """Of "three years from September 2025" the end is that of August 2028."""
    lead = lead_of(text, start, left)
    m = _LASTING.search(lead) if atom.period else None
    if m is None or atom.period is None:
        return atom, start
    first = atom.period.start
    last = periods.later(first, m["unit"].lower(), number(m["count"])) - timedelta(days=1)
    return replace(atom, kind="days", needs="", period=Period(first, last, Precision.RANGE)), start - len(lead) + m.start()


def _year_to(text: str, atom: Atom, start: int, left: int) -> tuple[Atom, int]:
    lead = lead_of(text, start, left)
    m = _YEAR_ENDING.search(lead) if atom.period and atom.kind in ("day", "month") else None
    if m is None or atom.period is None:
        return atom, start
    end = atom.period.end
    first = periods.later(end + timedelta(days=1), "year", -1)
    return replace(atom, kind="year to", period=Period(first, end, Precision.YEAR)), start - len(lead) + m.start()
