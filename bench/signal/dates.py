"""How right the reading of dates is, on sentences labelled by hand, beside dateparser and a pattern for years and months.

Sentences marked "blind" were written by somebody who had not seen the code. Blind, before any fix: windows 78 of 80, false
targets 4 of 50. Their roles are put in our sense: what is still to be published is a deadline.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bench.signal.score import Measure, Score
from watcher.dates import MONTH_NAME, Found, find_dates, parse_phrase

Case = dict[str, Any]
Days = tuple[str | None, str | None]
CORPORA = Path(__file__).resolve().parents[1] / "corpora"
NO_TARGET = frozenset({"historical", "publication"})


def cases(name: str) -> list[Case]:
    """One JSON object a line: text, said_on and, for a phrase, start and end (null is open), role and the words meant."""
    return [json.loads(line) for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()]


def measure() -> Measure:
    """Windows and roles over the date phrases, false targets over the sentences that hold none."""
    dated, undated = cases("date_phrases.jsonl"), cases("undated_sentences.jsonl")
    return Measure("Dates in text", (_windows(dated), _roles(dated), _false_targets(undated)))


def _windows(dated: list[Case]) -> Score:
    wrong = [f"{_named(c)}: {days} for {c['start']} to {c['end']}" for c in dated
             if (days := ours(c)) != (c["start"], c["end"])]  # fmt: skip
    baselines = {name: _share(dated, lambda c, read=read: read(c) == (c["start"], c["end"])) for name, read in BASELINES.items()}
    return Score("windows of date phrases", len(dated), 1 - len(wrong) / len(dated), baselines, 0.99, mistakes=tuple(wrong))


def _roles(dated: list[Case]) -> Score:
    labelled = [c for c in dated if "role" in c]
    wrong = [f"{_named(c)}: {role!r} for {c['role']!r}" for c in labelled if (role := _role(c)) != c["role"]]
    baselines = {"all deadlines": _share(labelled, lambda c: c["role"] == "deadline")}
    return Score("roles of dates", len(labelled), 1 - len(wrong) / len(labelled), baselines, mistakes=tuple(wrong))


def _false_targets(undated: list[Case]) -> Score:
    wrong = [f"{c['text']}: {', '.join(targets)}" for c in undated if (targets := _targets(c))]
    baselines = {name: _share(undated, lambda c, read=read: read(c) != (None, None)) for name, read in BASELINES.items()}
    return Score("false targets", len(undated), len(wrong) / len(undated), baselines, 0.0, least=False, mistakes=tuple(wrong))


def _named(case: Case) -> str:
    """Its sentence on one line, with the words that are meant."""
    return f"{' '.join(case['text'].split())} [{case.get('words', '')}]"


def _share(of: list[Case], right: Callable[[Case], bool]) -> float:
    return sum(map(right, of)) / len(of)


def _said(case: Case) -> date | None:
    return date.fromisoformat(case["said_on"]) if case.get("said_on") else None


def _iso(start: date | None, end: date | None) -> Days:
    return (start.isoformat() if start else None, end.isoformat() if end else None)


def _meant(case: Case) -> Found | None:
    """The one date of the sentence, or the one whose words are named; two where one is meant are a mistake."""
    found = find_dates(case["text"], said_on=_said(case))
    if "words" in case:
        found = tuple(f for f in found if case["words"] in f.text)
    return found[0] if len(found) == 1 else None


def ours(case: Case) -> Days | None:
    """A sentence is read as running text, a bare phrase as a due phrase; None where nothing was found."""
    if "role" not in case and not case["text"].endswith("."):
        window = parse_phrase(case["text"], said_on=_said(case))
        return _iso(window.start, window.end) if window.precision.value != "none" else None
    found = _meant(case)
    return _iso(found.window.start, found.window.end) if found else None


def _role(case: Case) -> str | None:
    found = _meant(case)
    return found.role if found else None


def _targets(case: Case) -> list[str]:
    return [f"{f.text} ({f.role or 'no role'})" for f in find_dates(case["text"], said_on=_said(case)) if f.role not in NO_TARGET]


# --- baselines ---

_BY = re.compile(r"\b(?:by|before|until|no later than)\b", re.I)
_MONTH = re.compile(rf"(?:\b(?P<month>{MONTH_NAME}) )?\b(?P<year>20\d\d)\b")


def with_dateparser(case: Case) -> Days:
    """The days that ``search_dates`` finds, the last one as a month or year where the words hold no day."""
    from dateparser.search import search_dates

    said = _said(case)
    settings: dict[str, Any] = {"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future" if said else "current_period"}
    if said:
        settings["RELATIVE_BASE"] = datetime.combine(said, time(12))
    hits = search_dates(case["text"], languages=["en"], settings=settings) or []
    hits = [h for h in hits if case.get("words", h[0]) in h[0] or h[0] in case.get("words", h[0])]
    if not hits:
        return None, None
    start, end = _widened(*hits[0])[0], _widened(*hits[-1])[1]
    return _iso(None if _BY.search(case["text"]) else start, end)


def _widened(words: str, at: datetime) -> tuple[date, date]:
    """As favourable as can be: a month named without a day is the whole month, a year alone the whole year."""
    if re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\b", re.sub(r"\b20\d\d\b", "", words)):
        return at.date(), at.date()
    if re.search(r"[a-z]{3}", words, re.I):
        return at.date().replace(day=1), at.date().replace(day=calendar.monthrange(at.year, at.month)[1])
    return date(at.year, 1, 1), date(at.year, 12, 31)


def with_keywords(case: Case) -> Days:
    """The first year in the text, with the month before it where there is one."""
    m = next((m for m in _MONTH.finditer(case["text"]) if m[0] in case.get("words", m[0]) or case.get("words", m[0]) in m[0]), None)
    if m is None:
        return None, None
    year = int(m["year"])
    first, last = 1, 12
    if m["month"]:
        first = last = list(calendar.month_name).index(m["month"])
    return _iso(None if _BY.search(case["text"]) else date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


BASELINES: dict[str, Callable[[Case], Days]] = {"dateparser": with_dateparser, "keywords": with_keywords}
