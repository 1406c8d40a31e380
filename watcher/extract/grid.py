"""The rows of a sheet -> blocks: its title and notes, the headings of its columns, its rows. Pure.

Nothing in a spreadsheet says which row holds the headings. Published tables have a title and notes of one cell each above
them, so they are the first row that is nearly as wide as the rows below it and holds no figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from statistics import median_low
from typing import NamedTuple

from watcher.extract.cells import Left, row_text
from watcher.model import Block, BlockKind
from watcher.text import is_figure

LOOKED_AT = 60
"""So many rows of an area are looked at for its headings."""
ALMOST_ALL = 0.8
"""The part of a table's columns that its headings name, at least; one may be missing in any table."""
_NOTE = 60
"""A single cell with more characters than this is a note below a table, no row of it."""


class Row(NamedTuple):
    number: int  # from 1, as spreadsheet programs show it
    cells: list[str]  # without the empty ones at the end


def blocks_of_rows(rows: Iterable[Row], sheet: str, left: Left) -> Iterator[Block]:
    """The blocks of one sheet. ``sheet``: its name; "" for a file that has none."""
    width = 0  # of the headings found last
    for empty, area in groupby(rows, key=lambda row: not row.cells):
        if empty:
            continue
        head = list(islice(area, LOOKED_AT))
        at = _heading_at([r.cells for r in head], width)
        if at is not None:
            yield from (_above(r, sheet, left) for r in head[: at - _groups(head, at)])
            names = _names(head, at)
            width = len(names)
            yield Block(BlockKind.COLUMNS, row_text(names, left), _place(sheet, head[at]))
            head = head[at + 1 :]
        told = _in_table if width else _above
        yield from (told(r, sheet, left) for rest in (head, area) for r in rest)


def _place(sheet: str, row: Row) -> str:
    return f"sheet {sheet}, row {row.number}" if sheet else f"row {row.number}"


def _above(row: Row, sheet: str, left: Left) -> Block:
    """A row that stands under no headings: a title, a note, a line of a list."""
    kind = BlockKind.ROW if _filled(row.cells) > 1 else BlockKind.PARAGRAPH
    text = row_text(row.cells, left)
    return Block(kind, text if kind is BlockKind.ROW else text.strip(" |"), _place(sheet, row))


def _in_table(row: Row, sheet: str, left: Left) -> Block:
    note = len(row.cells) == 1 and len(row.cells[0]) > _NOTE
    return _above(row, sheet, left) if note else Block(BlockKind.ROW, row_text(row.cells, left), _place(sheet, row))


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


# --- the headings ---


def _heading_at(rows: Sequence[Sequence[str]], known: int) -> int | None:
    """The index of the row that names the columns of an area; None where none does.

    ``known``: how many columns the headings above this area name. Below such, an area is more of the same table unless a row
    at its top stands above figures or names more columns.
    """
    for n, cells in enumerate(rows[:-1]):
        if _names_columns(cells, rows[n + 1 :]):
            return n if not known or len(cells) > known or _over_figures(cells, rows[n + 1 :]) else None
        if known and _filled(cells) > 1:
            return None
    return None


def _names_columns(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    filled = _filled(cells)
    if filled < 2 or any(is_figure(c) for c in cells if c):
        return False
    widths = [w for w in map(_filled, below) if w > 1]
    return bool(widths) and filled >= min((width := median_low(widths)) - 1, ALMOST_ALL * width)


def _over_figures(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    for n, name in enumerate(cells):
        column = [row[n] for row in below if len(row) > n and row[n]]
        if name and column and 2 * sum(map(is_figure, column)) >= len(column):
            return True
    return False


def _groups(head: Sequence[Row], at: int) -> int:
    """1 where the row above the headings names groups of them ("2023" over "Boys" and "Girls"), which are not unlike otherwise."""
    names = [n for n in head[at].cells if n]
    above = head[at - 1].cells if at else []
    return int(len(set(names)) < len(names) and _filled(above) > 1 and not any(map(is_figure, filter(None, above))))


def _names(head: Sequence[Row], at: int) -> list[str]:
    """The headings, each with that of its group before it, which reaches up to the next."""
    names = head[at].cells
    if not _groups(head, at):
        return names
    group, found = "", []
    above = head[at - 1].cells
    for n, name in enumerate(names):
        group = above[n] if n < len(above) and above[n] else group
        found.append(f"{group} {name}".strip())
    return found
