"""One table in two versions: which cells differ, which columns came, went or were renamed, which rows only moved. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from watcher.diff.blocks import rising
from watcher.diff.columns import all_columns, columns_by_name
from watcher.diff.rows import row_names, same_rows
from watcher.diff.tables import Table, split
from watcher.diff.words import spans
from watcher.model import Block, CellChange, Hunk, HunkKind
from watcher.text import cut

MOST_COLUMNS = 10
"""More columns than this that came or went at once are told by their headings alone."""
MOST_CELLS = 20
"""So many cells of a column that came or went are told, and so many rows that only moved."""
_LONGEST_CELL, _LONGEST_NAME = 300, 100
_NUMBER = re.compile(r"(?:^|\s)v?(?!\S*(?:19|20)\d\d)(\d{1,5}(?:\.\d{1,5}){0,3}(?:-[\w.]+)?)$", re.I)
"""At the end of a name: of a version, a phase, a table; a year is none."""


class TablePair:
    """``old``, ``new``: the table before and after; ``rows``: numbers of the rows that are the same."""

    def __init__(self, old: Table, new: Table, before: Sequence[Block], after: Sequence[Block]) -> None:
        self.old, self.new = old, new
        self._before, self._after = before, after
        known = columns_by_name(old, new)
        self.rows, depth = same_rows(old, new, known)
        self._columns = all_columns(old, new, known, self.rows)
        self._names = (
            row_names(old, [a for a, _ in known[:depth]], [before[n].place for n in old.rows]),
            row_names(new, [b for _, b in known[:depth]], [after[n].place for n in new.rows]),
        )
        self._numbers = [{n: k for k, n in enumerate(table.rows)} for table in (old, new)]

    def changed_rows(self) -> Iterator[tuple[int, int]]:
        """The blocks of rows that are the same and say something else."""
        for i, j in self.rows:
            if any(self.old.cells[i][a] != self.new.cells[j][b] for a, b in self._columns.same):
                yield self.old.rows[i], self.new.rows[j]

    def cells(self, old: int, new: int) -> tuple[CellChange, ...]:
        """What differs between two rows, by their blocks; nothing where they are none of this table."""
        if old not in self._numbers[0] or new not in self._numbers[1]:
            return ()
        i, j = self._numbers[0][old], self._numbers[1][new]
        was, now = split(self._before[old].text), split(self._after[new].text)
        return tuple(
            CellChange(cut(self._names[1][j], _LONGEST_NAME), self._column(b), _cell(was, a), _cell(now, b))
            for a, b in sorted(self._columns.same, key=lambda pair: pair[1])
            if self.old.cells[i][a] != self.new.cells[j][b]
        )

    def numbered_apart(self, old: int, new: int) -> bool:
        """Whether two rows that share no cell are named by other numbers ("Release v9", "Release v10"), by their blocks."""
        if old not in self._numbers[0] or new not in self._numbers[1] or not self._columns.same:
            return False
        was, now = self.old.cells[self._numbers[0][old]], self.new.cells[self._numbers[1][new]]
        a, b = self._columns.same[0]
        before, after = _NUMBER.search(was[a]), _NUMBER.search(now[b])
        return all(was[i] != now[j] for i, j in self._columns.same) and bool(before and after and before[1] != after[1])

    def _column(self, n: int, *, old: bool = False) -> str:
        block = self._before[self.old.at] if old else self._after[self.new.at]
        return cut(_cell(split(block.text), n), _LONGEST_NAME) or f"column {n + 1}"

    def moved_rows(self) -> list[tuple[int, int]]:
        """The blocks of unchanged rows that stand elsewhere among those that stayed in their order."""
        stayed = set(rising(self.rows))
        moved = ((self.old.rows[i], self.new.rows[j]) for i, j in self.rows if (i, j) not in stayed)
        changed = {new for _, new in self.changed_rows()}
        return [(i, j) for i, j in moved if j not in changed]

    # --- columns ---

    def column_hunks(self) -> Iterator[Hunk]:
        """What became of the columns, each told once for all rows."""
        yield from self._whole(HunkKind.REMOVED, self._columns.gone)
        yield from self._whole(HunkKind.ADDED, self._columns.come)
        for a, b in self._columns.renamed:
            old, new = self._column(a, old=True), self._column(b)
            yield Hunk(HunkKind.CHANGED, old, new, spans(old, new), self.new.heading)
        if [b for _, b in self._columns.same] != sorted(b for _, b in self._columns.same):
            yield Hunk(HunkKind.MOVED, self._before[self.old.at].text, self._after[self.new.at].text, (), self.new.heading)

    def _whole(self, kind: HunkKind, columns: Sequence[int]) -> Iterator[Hunk]:
        """The columns that only one side has."""
        gone = kind is HunkKind.REMOVED
        if len(columns) > MOST_COLUMNS:
            names = "; ".join(self._column(n, old=gone) for n in columns)
            yield self._told(kind, f"Columns {kind.value}: {cut(names, 10 * _LONGEST_CELL)}", ())
            return
        for n in columns:
            cells = list(self._filled(n, gone=gone))
            shown = [f"{c.row}: {c.before or c.after}" for c in cells[:MOST_CELLS]]
            more = [f"and {len(cells) - MOST_CELLS:,} more"] if len(cells) > MOST_CELLS else []
            words = f"Column {kind.value}: {self._column(n, old=gone)}"
            yield self._told(kind, ". ".join(filter(None, (words, "; ".join(shown + more)))), tuple(cells[:MOST_CELLS]))

    def _told(self, kind: HunkKind, words: str, cells: tuple[CellChange, ...]) -> Hunk:
        before, after = (words, "") if kind is HunkKind.REMOVED else ("", words)
        return Hunk(kind, before, after, (), self.new.heading, cells)

    def _filled(self, n: int, *, gone: bool) -> Iterator[CellChange]:
        """The cells of a column that hold something."""
        table, blocks = (self.old, self._before) if gone else (self.new, self._after)
        for name, row, at in zip(self._names[not gone], table.cells, table.rows, strict=True):
            if row[n]:
                text = _cell(split(blocks[at].text), n)
                yield CellChange(cut(name, _LONGEST_NAME), self._column(n, old=gone), *((text, "") if gone else ("", text)))


def _cell(cells: Sequence[str], n: int) -> str:
    return cut(cells[n], _LONGEST_CELL) if n < len(cells) else ""
