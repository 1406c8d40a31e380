"""Where the sentence, the clause and the table cell round a place begin and end. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_REACH = 320  # no sentence that matters is longer on one side; keeps the cost of each date the same however long the text

_STOP = re.compile(r"[.!?][\"'’”)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9•])|[\n;]+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|nos?|dr|mrs?|ms|prof|st|rev|hon|rt|pp?|paras?|vol|figs?|cf|vs?|approx|eds?|jan|feb|mar|apr|jun|jul|aug|"
    r"sept?|"
    r"oct|nov|dec|ref|arts?|reg|ss?|cl|sch|inc|ltd)|\b[A-Z])\.$",
    re.I,
)
_CLOCK = re.compile(r"\d ?[ap]\.?m\.$", re.I)
_AFTER_CLOCK = re.compile(r"\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)")


class Clause(NamedTuple):
    """``left`` and ``right`` are the words of the sentence on each side of a phrase; ``label`` is the cell before it in a table."""

    left: str
    right: str
    label: str = ""
    others: tuple[str, ...] = ()


def clause_at(text: str, start: int, end: int, within: tuple[int, int]) -> Clause:
    """The sentence that holds a phrase, cut at the phrase; in a table row, its cell and what stands in the others.

    ``within``: offsets that it is not to reach beyond.
    """
    first, last = max(within[0], start - _REACH), min(within[1], end + _REACH)
    before, after = text[first:start], text[end:last]
    stops = [m.end() for m in _STOP.finditer(text, first, start) if _ends(text, m)]
    left = text[stops[-1] : start] if stops else before
    stop = next((m.start() for m in _STOP.finditer(text, max(0, end - 1), last) if m.start() >= end and _ends(text, m)), last)
    right = after[: stop - end]
    return _cells(left, right) if " | " in left or " | " in right else Clause(left, right)


def _ends(text: str, m: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: that of "No. 7" and "10 p.m. on Monday" does not."""
    if m[0][0] != ".":
        return True
    before = text[max(0, m.start() - 12) : m.start() + 1]
    if _CLOCK.search(before):
        return _AFTER_CLOCK.match(text, m.end()) is None
    return _ABBREVIATED.search(before) is None


def _cells(left: str, right: str) -> Clause:
    *before, own = left.split(" | ")
    rest, *after = right.split(" | ")
    return Clause(own, rest, before[-1].strip() if before else "", tuple(c.strip() for c in (*before, *after)))
