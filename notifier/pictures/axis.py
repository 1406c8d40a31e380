"""The years from left to right, on which everything that belongs together is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notifier.pictures.drawing import HIDDEN, Stroke, fill
from watcher import Plan, Standing, Window

WIDTH = 400
FARTHEST = 10
"""A date more than this many years ahead is a slip of the pen or nearly undated: it does not stretch the axis."""

_YEAR_ROOM = 44  # a year's figures at 16 units, and air
_TODAY_HALF = 26


@dataclass(frozen=True, slots=True)
class Axis:
    """First and last year shown, and ``begin``, where a promise without a first day begins."""

    first: int
    last: int
    begin: date

    def x(self, day: date) -> float:
        """0 to WIDTH; a day beyond either end is drawn at that end."""
        start, end = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal() + 1
        return min(max((day.toordinal() - start) / (end - start), 0.0), 1.0) * WIDTH

    def at(self, day: date) -> int:
        return round(self.x(day))

    def holds(self, day: date) -> bool:
        return self.first <= day.year <= self.last

    def since(self, published: date) -> Axis:
        """The same years, for the promises of a plan that was published then."""
        return replace(self, begin=published)


def axis_of(standings: Iterable[Standing], plans: Sequence[Plan], today: date) -> Axis:
    """Whole years from the earliest date (a year before the first plan at most) to the latest, and next year at least."""
    published = min((p.published for p in plans), default=today)
    years = [published.year, today.year, *(day.year for s in standings for day in _days(s))]
    first = min(max(min(years), published.year - 1, 1), today.year)
    last = max(y for y in (today.year + 1, *years) if y <= today.year + FARTHEST)
    return Axis(first, min(last, date.max.year), published)


def _days(standing: Standing) -> Iterator[date]:
    yield from _ends(standing.window)
    for slip in standing.slips:
        yield from _ends(slip.window)
    if standing.ruling:
        yield standing.ruling.on


def _ends(window: Window | None) -> list[date]:
    return [day for day in (window.start, window.end) if day] if window else []


def grid(axis: Axis, today: date, height: int) -> list[Stroke]:
    """A line at the beginning of each year, and today's."""
    years = "".join(f"M{axis.at(date(year, 1, 1))} 0v{height}" for year in range(axis.first, axis.last + 1))
    return [("pg", f"{years}M{WIDTH} 0v{height}"), ("pt", f"M{axis.at(today)} 0v{height}")]


def year_labels(axis: Axis, y: int) -> str:
    """The years that have room, each in the middle of its column."""
    every = -(-(axis.last - axis.first + 1) * _YEAR_ROOM // WIDTH)
    columns = [(year, axis.at(date(year, 7, 2))) for year in range(axis.first, axis.last + 1, every)]
    shown = [(year, x) for year, x in columns if _YEAR_ROOM / 2 <= x <= WIDTH - _YEAR_ROOM / 2]
    texts = "".join(f'<text x="{x}" y="{y}">{year}</text>' for year, x in shown)
    return f'<g {fill("pf")} font-size="16" text-anchor="middle">{texts}</g>'


def axis_words(axis: Axis, today: date) -> str:
    """The years and the word "today", which every head on a page shares."""
    x = min(max(axis.at(today), _TODAY_HALF), WIDTH - _TODAY_HALF)
    word = f'<text {fill("pn")} font-size="16" font-weight="bold" text-anchor="middle" x="{x}" y="37">today</text>'
    return f'<g id="p-head">{year_labels(axis, 16)}{word}</g>'


def axis_head() -> str:
    """The years and the word "today", for above the rows of a page that holds ``axis_symbols``."""
    return f'<svg class="pic" {box(42)}><use href="#p-head"/></svg>'


def box(height: int) -> str:
    """The attributes of a picture on a page. It is a little wider than the years, for what lies on the first and last day."""
    return f'viewBox="-4 0 {WIDTH + 8} {height}" {HIDDEN}'
