"""What runs along all pages of a printed document - headers, footers, page numbers - and is no part of its text. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from watcher.extract.printed import Line, Page

_EDGE = 3
"""So many rows of print at the top and at the foot of a page may be running ones."""
_WIDER = 1.4
"""A gap so many times the usual one parts them from the text."""
_SHARE = 0.4
"""Running lines return on so many of the pages; left and right pages may have different ones."""
_OFTEN = 3
"""What stands first or last on so many pages runs, even where it changes with the chapter."""
_NUMBER = re.compile(r"(?:page )?[-–—|\s]*(?:\d{1,4}|[ivxl]{1,7})[-–—|\s]*(?:(?:of|/) ?\d{1,4})?", re.I)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line at the top or foot of a page. ``depth``: how many rows of print stand outside it."""

    top: bool
    depth: int
    line: Line


def without_running_lines(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages without lines at their edges that return on others, whatever the figures in them, and without page numbers."""
    edges = [_edges(page.lines) for page in pages]
    times = Counter(key for rows in edges for key in {(row.top, _key(row.line)) for row in rows})
    outermost = Counter(key for rows in edges for key in {(row.top, _key(row.line)) for row in rows if row.depth == 0})
    most = max(float(_OFTEN), _SHARE * sum(1 for page in pages if page.lines))

    def runs(row: _Row) -> bool:
        key = (row.top, _key(row.line))
        if row.depth == 0 and (outermost[key] >= _OFTEN or _NUMBER.fullmatch(row.line.text.strip())):
            return True
        return times[key] >= most

    return tuple(_left(page, [row.line for row in rows if runs(row)]) for page, rows in zip(pages, edges, strict=True))


def _left(page: Page, gone: Iterable[Line]) -> Page:
    """A page whose lines would all be gone keeps them: something must be its text."""
    away = {id(line) for line in gone}
    kept = tuple(line for line in page.lines if id(line) not in away)
    return replace(page, lines=kept) if kept else page


def _edges(lines: Sequence[Line]) -> list[_Row]:
    """The lines of the first and last rows of print that a gap parts from the rest."""
    rows: dict[int, list[Line]] = {}
    for line in lines:
        rows.setdefault(round(line.across / 2), []).append(line)
    ordered = [rows[row] for row in sorted(rows)]
    sides = ((False, ordered), (True, ordered[::-1]))
    return [_Row(top, n, line) for top, side in sides for n, row in enumerate(side[: _parted(side)]) for line in row]


def _parted(rows: Sequence[Sequence[Line]]) -> int:
    """How many rows, up to three, stand before the first gap that is wider than those within text; 0 without one."""
    gaps = [abs(one[0].across - two[0].across) for one, two in pairwise(rows)]
    usual = median(gaps) if gaps else 0.0
    wide = (n for n, gap in enumerate(gaps[:_EDGE], 1) if gap > _WIDER * min(usual, 1.5 * rows[n - 1][0].size))
    return next(wide, 0)


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text).casefold().strip()
