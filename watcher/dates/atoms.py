"""The single time word, and what every reader of one shares. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from watcher.dates import periods
from watcher.dates.periods import Period


@dataclass(frozen=True, slots=True)
class Atom:
    """``period`` is None where the year is not said: ``fill`` then gives it for a year. Neither: a vague word.

    ``needs``: what it takes to be read as a time at all: "lead" (a preposition), "part" ("the end of"), or "".
    ``first_year``: of a name made of two years, which its label can turn into another kind of year.
    """

    start: int
    end: int
    kind: str
    period: Period | None = None
    fill: Callable[[int], Period | None] | None = None
    needs: str = ""
    first_year: int = 0
    parts: tuple[str, ...] = ()

    @property
    def vague(self) -> bool:
        return self.period is None and self.fill is None

    def known(self) -> Period | None:
        """The period with its parts taken, where the year is said."""
        return self._cut(self.period)

    def in_year(self, year: int) -> Period | None:
        return self._cut(self.fill(year)) if self.fill else self.known()

    def _cut(self, period: Period | None) -> Period | None:
        for name in self.parts:
            period = periods.part(period, name) if period else None
        return period


_MONTHS = tuple(calendar.month_name)[1:]
MONTH_NAME = "|".join(_MONTHS)
"""In full, with its capital: where "may" and "march" are verbs, or short forms do not count."""
MONTHS = {name.lower(): n for n, name in enumerate(_MONTHS, 1)}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
"""In full or in short, in small letters."""
SEASON = "spring|summer|autumn|winter"
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
YEAR = r"(?:19|20)\d\d"
TO = r"(?: to |/| ?[-–—] ?)"
LABEL = r"academic|school|financial|fiscal|tax|calendar"
TH = r"(?:st|nd|rd|th)?"
# A year after a month, season or the like: plain, of two years, or "next year".
OF_YEAR = (
    rf"(?:,? (?:of |in )?(?:the )?(?:(?P<label>{LABEL}) (?:year )?|year )?(?:FY ?)?|/)"
    rf"(?P<year>{YEAR})(?!\d)(?:{TO}(?P<second>(?:20)?\d\d)(?![\d/-]))?(?: (?P<label2>{LABEL}) year)?"
    r"|,? (?:of )?(?P<relative>this|next|last) year\b"
)


def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)


def dated(m: re.Match[str], kind: str, fill: Callable[[int], Period | None], said_on: date | None, needs: str = "") -> Atom:
    """With its year where one is said; "next year" counts from the day the text was published."""
    if m["year"]:
        period = fill(int(m["year"]))
        return Atom(m.start(), m.end(), kind if period else "nonsense", period)
    if m["relative"]:
        if said_on is None:
            return Atom(m.start(), m.end(), kind)
        ahead = {"last": -1, "this": 0, "next": 1}[m["relative"].lower()]
        return Atom(m.start(), m.end(), kind, fill(said_on.year + ahead))
    return Atom(m.start(), m.end(), kind, None, fill, needs)


def next_to(m: re.Match[str]) -> bool:
    """Whether the second year of a pair is the one that follows the first."""
    first, second = int(m["year"]), int(m["second"])
    return (first + 1) % 100 == second if second < 100 else first + 1 == second
