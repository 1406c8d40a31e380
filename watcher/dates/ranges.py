"""Two times that are the ends of one span: "from April to June 2026", "May and June", "2025/26 and 2026/27". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from watcher.dates import periods
from watcher.dates.atoms import Atom
from watcher.dates.phrase import Phrase, lead_of

_BETWEEN = re.compile(r"\bbetween (?:about |around |approximately )?(?:the )?$", re.I)
_JOIN = re.compile(
    r", |,? (?P<to>to|until|till|through to|and until)(?: at least| around| about)?(?: in)?(?: the)? |,? (?:and|&|"
    r"or)(?: in)?(?: the)? |"
    r" ?(?P<dash>[-–—]) ?|(?P<slash>/)",
    re.I,
)
_MOVED = re.compile(
    r"\b(?:delay|postpon|push|put back|mov|defer|slip|reschedul|extend|brought forward|bring forward|chang|revis|shift|reset|"
    r"amend)\w*\b"
    r"[^.;|]{0,60}\bfrom (?:the )?$",
    re.I,
)


def both_ends(text: str, atom: Atom) -> tuple[Atom, ...]:
    """The years of a "delayed from 2024 to 2026", which is no span, one by one."""
    if atom.kind != "range" or " to " not in text[atom.start : atom.end] or not _MOVED.search(lead_of(text, atom.start, 0)):
        return (atom,)
    first, last = int(text[atom.start : atom.start + 4]), int(text[atom.end - 4 : atom.end])
    years = ((atom.start, atom.start + 4, first), (atom.end - 4, atom.end, last))
    return tuple(Atom(start, end, "year", periods.calendar_year(year)) for start, end, year in years)


def ranged(text: str, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Neighbours that are the two ends of one span become one; the first takes its year from the second."""
    found: list[Phrase] = []  # from the last to the first, so that "June, July and August 2025" lends its year all the way
    for phrase in reversed(phrases):
        joined = _joined(text, phrase, found[-1]) if found else None
        if joined is None:
            found.append(phrase)
        else:
            found[-1:] = reversed(joined)
    return found[::-1]


def _joined(text: str, a: Phrase, b: Phrase) -> list[Phrase] | None:
    between = text[a.end : b.start]
    m = _JOIN.fullmatch(between) if len(between) < 20 else None
    if m is None or a.of.vague or b.of.vague or a.of.kind == "span" or b.of.kind == "span":
        return None
    a, b = _same_kind(a, b)
    if m["to"] and _MOVED.search(lead_of(text, a.start, 0)):
        return [replace(_lend_year(a, b), moved="from"), replace(b, moved="to", of=replace(b.of, needs=""))]
    if m["to"] or m["dash"] or _BETWEEN.search(lead_of(text, a.start, 0)):
        return [_range(a, b)]
    if a.of.kind != b.of.kind and not {a.of.kind, b.of.kind} <= {"academic", "school", "financial", "season", "term"}:
        return None
    a = _lend_year(a, b)
    first, last = a.period(), b.period()
    if first and last and a.of.kind not in ("day", "days") and first.end + timedelta(days=1) >= last.start > first.start:
        return [_range(a, b)]
    return [a, replace(b, of=replace(b.of, needs=""))] if not b.yearless else None


def _range(a: Phrase, b: Phrase) -> Phrase:
    needs = "" if not b.yearless and "lead" not in (b.of.needs if a.yearless else "") else b.of.needs
    if a.of.kind == b.of.kind == "year":
        needs = ""
    return replace(b, start=a.start, first=a.of if a.first is None else a.first, of=replace(b.of, needs=needs))


def _same_kind(a: Phrase, b: Phrase) -> tuple[Phrase, Phrase]:
    """In "the 2025-26 and 2026-27 academic years" the label of one is the label of both."""
    return replace(a, of=_relabelled(a.of, b.of.kind)), replace(b, of=_relabelled(b.of, a.of.kind))


def _relabelled(year: Atom, kind: str) -> Atom:
    if not year.first_year or kind not in periods.YEARS or year.kind in ("academic", "school", "tax"):
        return year
    return replace(year, kind=kind, needs="", period=periods.YEARS[kind](year.first_year))


def _lend_year(a: Phrase, b: Phrase) -> Phrase:
    last = b.period()
    if not a.yearless or last is None:
        return a
    period = a.of.fill(last.start.year) if a.of.fill else None
    if period and period.start > last.start and a.of.fill:
        period = a.of.fill(last.start.year - 1)
    return replace(a, of=replace(a.of, period=period, needs=""))
