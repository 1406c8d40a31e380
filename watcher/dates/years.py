"""Years of every kind and their quarters, read where one begins. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from watcher.dates import periods
from watcher.dates.atoms import LABEL, MONTH, OF_YEAR, TO, YEAR, Atom, dated, next_to, pattern
from watcher.dates.periods import Period
from watcher.model import Precision

_QUARTER = pattern(
    rf"(?:(?:Q|quarters? )(?P<quarter>[1-4])|H(?P<half>[12]))(?:(?:{OF_YEAR})|(?: of)? FY(?P<short>\d\d)/(?P<next>\d\d))?"
)
_LABELLED = pattern(
    rf"(?:(?P<label>{LABEL}) years? (?:of |in )?(?:(?P<how>starting|beginning|commencing|ending)(?: in| on)? (?:\d{{1,2}} )?"
    rf"(?:(?:{MONTH}) )?)?|FY ?)(?P<year>{YEAR}|\d\d(?=[/-]))(?!\d)(?:{TO}(?P<second>(?:20)?\d\d)(?!\d))?"
)
_LONG = pattern(rf"(?P<year>{YEAR})(?P<mark>{TO})(?P<second>(?:{YEAR})|\d\d)(?![\w/]|-\d)(?: (?P<label>{LABEL}) years?\b)?")
_PLAIN = pattern(rf"(?P<year>{YEAR})(?: (?P<label>{LABEL}) years?\b)?(?![\w]|[/.,:]\d|-\w)")
_NOT_A_YEAR = re.compile(
    r"(?:\b(?:pages?|pp?\.|sections?|paragraphs?|paras?|regulations?|articles?|clauses?|chapter|vol(?:ume)?\.?|no\.?|numbers?|"
    r"ref(?:erence)?|urn|s\.?i\.?|cp|cm|hc|hl|iso|isbn|v|version|room|tel|phone|ext|code|case|order|form|table|figure|rows?|"
    r"lines?|columns?|act|rules|agenda)[:.]?|\d) ?$",
    re.I,
)
_COUNTED = re.compile(
    r" (?:new |more |other |young |disabled )?(?:pupils|children|people|schools|places|families|settings|teachers|students|"
    r"staff|parents|"
    r"learners|words|responses|respondents|homes|jobs|hours|miles|providers|trusts|nurseries|plans|cases|local authorities)\b"
    r"(?! (?:will|must|shall|should|can|may|had|have|has|were|was|are|is|in england))",
    re.I,
)


def _two_years(m: re.Match[str], label: str) -> Atom:
    """A labelled year is of its label's kind; else "2024/25" is a school year, "2024-25" a financial one, the rest a range."""
    first = int(m["year"])
    if label:
        kind = label.lower()
    else:
        kind = "range" if not next_to(m) or len(m["second"]) == 4 else ("school" if "/" in m[0] else "financial")
    needs = "" if label else "lead"
    if kind != "range":
        return Atom(m.start(), m.end(), kind, periods.YEARS[kind](first), needs=needs, first_year=first)
    last = int(m["second"]) if len(m["second"]) == 4 else first // 100 * 100 + int(m["second"])
    if last <= first:
        return Atom(m.start(), m.end("year"), "nonsense")
    period = Period(date(first, 1, 1), date(last, 12, 31), Precision.RANGE)
    return Atom(m.start(), m.end(), "range", period, needs=needs, first_year=first if next_to(m) else 0)


def read_year(text: str, at: int) -> Atom | None:
    before = text[max(0, at - 14) : at]
    if (m := _LONG.match(text, at)) and not _NOT_A_YEAR.search(before):
        return None if "/" in m["mark"] and not next_to(m) else _two_years(m, m["label"] or "")
    m = _PLAIN.match(text, at)
    if m is None or _NOT_A_YEAR.search(before) or _COUNTED.match(text, m.end()):
        return None
    kind = (m["label"] or "calendar").lower()
    period = periods.YEARS[kind](int(m["year"]))
    return Atom(
        m.start(), m.end(), kind if m["label"] else "year", period, needs="" if m["label"] else "lead", first_year=int(m["year"])
    )


def read_labelled(text: str, at: int, said_on: date | None) -> Atom | None:
    m = _LABELLED.match(text, at)
    if m is None:
        return None
    label = (m["label"] or "financial").lower()
    year = int(m["year"]) + (2000 if len(m["year"]) == 2 else 0)
    if m["second"] and not next_to(m):
        return None
    if (m["how"] or "").lower() == "ending":
        year -= label != "calendar"
    return Atom(m.start(), m.end(), label, periods.YEARS[label](year), first_year=year)


def read_quarter(text: str, at: int, said_on: date | None) -> Atom | None:
    m = _QUARTER.match(text, at)
    assert m is not None
    name = f"quarter {m['quarter']}" if m["quarter"] else f"half {m['half']}"
    label = (m["label"] or m["label2"] or "").lower()
    if m["short"]:
        return Atom(m.start(), m.end(), "quarter", periods.part(periods.financial_year(2000 + int(m["short"])), name))
    pair = bool(m["second"]) and next_to(m)
    whole = periods.YEARS[label or ("financial" if pair else "calendar")]
    atom = dated(m, "quarter", lambda year: periods.part(whole(year), name), said_on, "lead")
    return replace(atom, end=m.end("year")) if m["second"] and not pair else atom
