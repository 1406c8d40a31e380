"""Tables in a document's blocks, and which of two versions' tables are one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from watcher.diff.blocks import matched
from watcher.diff.words import fold
from watcher.model import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Table:
    """``at``, ``rows``: indices of blocks. ``names`` and each of ``cells`` are folded, and all equally wide."""

    at: int
    heading: str
    names: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]

    def column(self, n: int) -> list[str]:
        return [row[n] for row in self.cells]


Keys = Callable[[Table], Hashable]


def split(text: str) -> list[str]:
    """The cells of a row as they are written."""
    return [cell.strip() for cell in text.split("|")]


def tables_of(blocks: Sequence[Block]) -> list[Table]:
    """Every run of rows below headings of columns. A note among the rows ends nothing; a heading does."""
    found: list[Table] = []
    heading, at = "", -1
    rows: list[int] = []
    for n, block in enumerate((*blocks, Block(BlockKind.HEADING, ""))):
        if block.kind in (BlockKind.HEADING, BlockKind.COLUMNS):
            if at >= 0:
                found.append(_table(blocks, heading, at, rows))
            heading = block.text if block.kind is BlockKind.HEADING else heading
            at, rows = (n if block.kind is BlockKind.COLUMNS else -1), []
        elif block.kind is BlockKind.ROW and at >= 0:
            rows.append(n)
    return found


def _table(blocks: Sequence[Block], heading: str, at: int, rows: Sequence[int]) -> Table:
    folded: dict[str, str] = {}  # cells of a table are often the same
    told = [[folded[c] if c in folded else folded.setdefault(c, fold(c)) for c in split(blocks[n].text)] for n in (at, *rows)]
    wide = max(map(len, told))
    names, *cells = [(*row, *[""] * (wide - len(row))) for row in told]
    return Table(at, heading, names, tuple(rows), tuple(cells))


def paired_tables(old: Sequence[Table], new: Sequence[Table]) -> list[tuple[Table, Table]]:
    """Those with the same heading and columns, then with the same columns, then with the same heading and half the columns."""
    exact, rest_old, rest_new = _paired(old, new, lambda t: (t.heading, t.names))
    renamed, rest_old, rest_new = _paired(rest_old, rest_new, lambda t: t.names)
    rebuilt, _, _ = _paired(rest_old, rest_new, lambda t: (t.heading,))
    return [*exact, *renamed, *((a, b) for a, b in rebuilt if _akin(a, b))]


def _paired(
    old: Sequence[Table], new: Sequence[Table], key: Keys
) -> tuple[list[tuple[Table, Table]], Sequence[Table], Sequence[Table]]:
    """Pairs with the same key, in order, and what is left of each side."""
    found = matched([key(t) for t in old], [key(t) for t in new])
    taken_old, taken_new = {a for a, _ in found}, {b for _, b in found}
    rest_old = [t for n, t in enumerate(old) if n not in taken_old]
    return [(old[a], new[b]) for a, b in found], rest_old, [t for n, t in enumerate(new) if n not in taken_new]


def _akin(a: Table, b: Table) -> bool:
    shared = (Counter(a.names) & Counter(b.names)).total()
    return 2 * shared >= min(len(a.names), len(b.names))
