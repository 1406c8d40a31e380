"""The time words of a text in one pass. Pure.

The scan finds where such a word can begin; a few patterns are then tried at that place only, so that the time taken
grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from watcher.dates.atoms import LABEL, MONTH, SEASON, YEAR, Atom, pattern
from watcher.dates.days import read_digit, read_feast, read_month, read_season
from watcher.dates.spans import RELATIVE_ANCHOR, read_relative
from watcher.dates.vague import VAGUE
from watcher.dates.years import read_labelled, read_quarter

_ANCHOR = pattern(
    rf"\b(?=\w)(?:(?:(?<![£$€#.,/-])|(?<=(?<!\w)(?:mid|end)-)|(?<=early-)|(?<=late-))(?P<digit>\d)|(?P<month>(?:{MONTH})\b)|"
    rf"(?P<season>(?:{SEASON})\b)|(?P<label>(?:{LABEL})(?= years?\b)|FY(?= ?\d))|"
    r"(?P<quarter>(?:Q|quarters? )[1-4]\b|H[12]\b)|(?P<feast>easter\b|christmas\b|(?:the )?new year\b|(?:the )?turn of the year\b)|"
    rf"(?P<vague>{VAGUE})|(?P<from_now>{RELATIVE_ANCHOR}))"
)


def atoms_of(text: str, said_on: date | None) -> Iterator[Atom]:
    """Every time word in order, none overlapping another."""
    at = 0
    while found := _ANCHOR.search(text, at):
        kind = found.lastgroup or ""
        atom = _READERS[kind](text, found.start(), said_on)
        at = atom.end if atom else _skip(text, found)
        if atom and atom.kind != "nonsense":
            yield atom


_NUMBER = re.compile(r"\d[\d.,:/-]*(?<=\d)")


def _skip(text: str, found: re.Match[str]) -> int:
    number = _NUMBER.match(text, found.start())
    return number.end() if number else found.end()


_AFTER_YEAR = pattern(
    rf"(?P<year>{YEAR}) (?=(?P<season>(?:spring|summer|autumn) (?:terms?|recess|holidays?|break)\b)|(?P<quarter>Q[1-4]\b)|"
    r"(?P<feast>(?:easter|christmas) (?:holidays?|break|recess)\b))(?!.{3,20} (?:of |in )?(?:19|20)\d\d)"
)


def _digit(text: str, at: int, said_on: date | None) -> Atom | None:
    """A number, with the term or quarter that it is the year of where one follows: "the 2026 summer term"."""
    m = _AFTER_YEAR.match(text, at)
    if m is None:
        return read_digit(text, at, said_on)
    atom = _READERS[m.lastgroup or ""](text, m.end(), said_on)
    if atom is None or atom.fill is None:
        return read_digit(text, at, said_on)
    return replace(atom, start=at, period=atom.fill(int(m["year"])), fill=None, needs="")


def _from_now(text: str, at: int, said_on: date | None) -> Atom | None:
    read = read_relative(text, at, said_on)
    return Atom(at, read.end, read.kind, read.period, needs=read.needs) if read else None


_VAGUE = pattern(VAGUE)


def _vague(text: str, at: int, said_on: date | None) -> Atom | None:
    m = _VAGUE.match(text, at)
    assert m is not None
    return Atom(at, m.end(), "vague")


_READERS: dict[str, Callable[[str, int, date | None], Atom | None]] = {
    "digit": _digit,
    "month": read_month,
    "season": read_season,
    "label": read_labelled,
    "quarter": read_quarter,
    "feast": read_feast,
    "from_now": _from_now,
    "vague": _vague,
}
