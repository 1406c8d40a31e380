"""Text as far as it counts, and the words in which two texts differ. Pure."""

from __future__ import annotations

import re

from rapidfuzz.distance import Indel

from watcher.dates import MONTH
from watcher.model import Op, Span
from watcher.text import DASHES, QUOTES

_STRAIGHT = QUOTES | DASHES | str.maketrans("−", "-")
_UNIT = re.compile(r"(?<=\d) (?=(?:bytes|[KMG]B)\b)", re.I)
_LOOSE = re.compile(r" (?=[,.;:])")
WEEKDAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_STAMP = re.compile(
    r"^(?P<lead>(?!.*\bnext\b)(?:[\w*',()-]+ ){0,6}?(?:last (?:updated|modified|reviewed|changed|refreshed|edited|amended)|"
    r"updated|generated|retrieved)(?: (?:on|at|as at))?)\b:?"
    rf"(?: |\d|[-/.:,()]|\b(?:at|on|{MONTH}|{WEEKDAYS}|am|pm|st|nd|rd|th|utc|gmt|bst)\b|(?<=\d)(?:am|pm|st|nd|rd|th|t|z))+$",
    re.I,
)
_COUNTED = r"(?:views?|visits?|visitors?|hits|downloads?)(?: (?:today|so far|this week))?"
_COUNTER = re.compile(
    rf"^(?P<lead>(?:page |total |number of )?{_COUNTED}):? ?[\d,.]+$|^[\d,.]+ (?P<tail>(?:page )?{_COUNTED})$", re.I
)
LONGEST_STAMP = 120
MOST_SPANS = 2_000
"""A text in which more stretches of words differ than this was written anew."""


def fold(text: str) -> str:
    """Text by which two blocks are compared: without what templates do to quotation marks, dashes, spaces and units,
    and without the day of a stamp ("Last updated 3 May 2024") or the figure of a counter."""
    folded = _LOOSE.sub("", _UNIT.sub("", " ".join(text.translate(_STRAIGHT).split())))
    if len(folded) > LONGEST_STAMP or not any(c.isdigit() for c in folded):
        return folded
    mark = _STAMP.match(folded) or _COUNTER.match(folded)
    return next(part for part in mark.groups() if part) if mark else folded


def spans(before: str, after: str) -> tuple[Span, ...]:
    """Both texts in one row of words that stayed, went and came; what went stands before what came."""
    old, new = before.split(), after.split()
    found: list[Span] = []
    steps = Indel.opcodes(old, new)
    if len(steps) > MOST_SPANS:
        return Span(Op.DELETE, " ".join(old)), Span(Op.INSERT, " ".join(new))
    for op in steps:
        if op.tag == "equal":
            found.append(Span(Op.SAME, " ".join(old[op.src_start : op.src_end])))
        elif op.dest_end > op.dest_start:
            found.append(Span(Op.INSERT, " ".join(new[op.dest_start : op.dest_end])))
        else:
            gone = Span(Op.DELETE, " ".join(old[op.src_start : op.src_end]))
            after_insert = bool(found) and found[-1].op is Op.INSERT
            found.insert(len(found) - after_insert, gone)
    return tuple(found)
