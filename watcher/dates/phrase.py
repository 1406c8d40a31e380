"""One time as a text puts it: its time words, what bounds it, where it stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from watcher.dates.atoms import Atom
from watcher.dates.periods import Period
from watcher.model import Precision

BY, BEFORE, FROM, SINCE, AFTER, BETWEEN, NO_BOUND = "by", "before", "from", "since", "after", "between", ""
LATE = frozenset({BY, BEFORE})  # bounds that leave the start of a window open
_REACH = 80  # characters to the left of a time word in which the words that govern it stand
CLOCK = r"(?:(?:12 )?noon|midday|midnight|12 midnight|\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?)|\d\d:\d\d)"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One time as the text puts it, ``start`` to ``end``; ``of`` is its last time word, ``first`` that of a range's other end."""

    start: int
    end: int
    of: Atom
    first: Atom | None = None
    bound: str = NO_BOUND
    lead: str = ""  # the words of its bound
    moved: str = ""  # "from" or "to" for the A and the B of "delayed from A to B"

    def period(self, year: int | None = None) -> Period | None:
        """``year``: for a phrase that says none. None where the phrase is vague or the day does not exist."""
        last = self.of.in_year(year) if year is not None else self.of.known()
        if self.first is None or last is None:
            return last
        begins = self.first.known() or self.first.in_year(last.start.year)
        if begins and begins.start > last.start and self.first.period is None:
            begins = self.first.in_year(last.start.year - 1)
        return Period(begins.start, last.end, Precision.RANGE) if begins and begins.start <= last.end else last

    @property
    def yearless(self) -> bool:
        return self.of.period is None and self.of.fill is not None


def lead_of(text: str, start: int, left: int) -> str:
    """What stands before a place, as far as the words that govern it can reach."""
    return text[max(left, start - _REACH) : start]
