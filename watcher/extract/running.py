"""What runs along all pages of a printed document - headers, footers, page numbers - and is no part of its text. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from watcher.extract.printed import Line, Page

_EDGE = 3
"""So many rows of print at the top and at the foot of a page may be running ones."""
_SHARE = 0.4
"""Running lines return on so many of the pages; left and right pages may have different ones."""
_OFTEN = 3
"""What stands first or last on so many pages runs, even where it changes with the chapter."""
_NUMBER = re.compile(r"(?:page )?[-–—|\s]*(?:\d{1,4}|[ivxl]{1,7})[-–—|\s]*(?:(?:of|/) ?\d{1,4})?", re.I)


def without_running_lines(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages without lines at their edges that return on others, whatever the figures in them, and without page numbers."""
    edges = [_edges(page.lines) for page in pages]
    all_keys = Counter(key for rows in edges for key in {_key(line) for _, line in rows})
    outermost = Counter(key for rows in edges for key in {_key(line) for depth, line in rows if depth == 0})
    most = max(2.0, _SHARE * sum(1 for page in pages if page.lines))
    running = {key for key, pages_ in all_keys.items() if pages_ >= most}
    first_or_last = {key for key, pages_ in outermost.items() if pages_ >= _OFTEN} | running

    def runs(depth: int, line: Line) -> bool:
        return _key(line) in (running if depth else first_or_last) or (depth == 0 and bool(_NUMBER.fullmatch(line.text.strip())))

    return tuple(_left(page, [line for depth, line in rows if runs(depth, line)]) for page, rows in zip(pages, edges, strict=True))


def _left(page: Page, gone: Iterable[Line]) -> Page:
    """A page whose lines would all be gone keeps them: something must be its text."""
    away = {id(line) for line in gone}
    kept = tuple(line for line in page.lines if id(line) not in away)
    return replace(page, lines=kept) if kept else page


def _edges(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """The lines of the first and last rows of print, each with how many rows stand outside it."""
    rows = sorted({round(line.across / 2) for line in lines})
    if len(rows) < 2:
        return []
    depths: dict[int, int] = {}
    for depth in range(min(_EDGE, len(rows) // 2)):
        depths[rows[depth]] = depths[rows[-1 - depth]] = depth
    return [(depths[row], line) for line in lines if (row := round(line.across / 2)) in depths]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text).casefold().strip()
