"""The blocks of a document that may hold tables, before and after -> edits. Pure.

Tables whose columns have headings on both sides are compared row by row (cells.py); all the rest, and all other documents, by
what stands next to what and by likeness (blocks.py). Of a table that shows only the newest of its rows, those that its end loses
made room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from watcher.diff.blocks import Edit, block_edits
from watcher.diff.cells import MOST_CELLS, TablePair
from watcher.diff.figures import summed
from watcher.diff.tables import paired_tables, tables_of
from watcher.diff.words import spans
from watcher.extract.blocks import MOST_BLOCKS
from watcher.model import Block, BlockKind, Hunk, HunkKind


def document_edits(before: Sequence[Block], after: Sequence[Block], newest: bool = False) -> list[Edit]:
    """Every block that differs, in the order of the document as it is now; of tables every cell, and each column once.

    ``newest``: its tables show only the newest rows, so that what their end loses or gains is no news.
    """
    if not (_has_tables(before) and _has_tables(after)):
        return block_edits(before, after)
    if [b.text for b in before] == [b.text for b in after]:
        return []
    pairs = [TablePair(a, b, before, after) for a, b in paired_tables(tables_of(before), tables_of(after))]
    return _Document(before, after, pairs, newest).edits()


def _has_tables(blocks: Sequence[Block]) -> bool:
    return any(b.kind is BlockKind.COLUMNS for b in blocks)


class _Document:
    def __init__(self, before: Sequence[Block], after: Sequence[Block], pairs: Sequence[TablePair], newest: bool) -> None:
        self._before, self._after, self._pairs, self._newest = before, after, pairs, newest
        self._pair_of = {n: pair for pair in pairs for n in (pair.new.at, *pair.new.rows)}

    def edits(self) -> list[Edit]:
        rest = self._of_the_rest()
        first = max((e.gap for e in rest), default=0) + 1
        tables = [replace(e, gap=first + n) for n, e in enumerate(e for pair in self._pairs for e in self._of_table(pair))]
        edits = self._within_what_was_read(sorted(rest + tables, key=self._place))
        return summed(edits, self._before, self._after)

    def _within_what_was_read(self, edits: Sequence[Edit]) -> list[Edit]:
        """Without the rows at the end that only one side has because the reading of the other was cut before them."""
        gone = {e.old for e in edits if e.hunk.kind is HunkKind.REMOVED} if len(self._after) >= MOST_BLOCKS else set()
        come = {e.new for e in edits if e.hunk.kind is HunkKind.ADDED} if len(self._before) >= MOST_BLOCKS else set()
        lost, found = _end(len(self._before), gone), _end(len(self._after), come)
        return [e for e in edits if not (e.new is None and e.old in lost) and not (e.old is None and e.new in found)]

    def _place(self, edit: Edit) -> tuple[int, bool]:
        place = edit.new if edit.new is not None else min(edit.old or 0, len(self._after))
        return place, edit.new is not None

    def _of_the_rest(self) -> list[Edit]:
        """What no table settles: text between tables, rows without a twin."""
        settled_old = {n for p in self._pairs for n in (p.old.at, *(p.old.rows[i] for i, _ in p.rows))}
        settled_new = {n for p in self._pairs for n in (p.new.at, *(p.new.rows[j] for _, j in p.rows))}
        if self._newest:
            settled_old |= {n for p in self._pairs for n in p.old.rows if n > max(settled_old & set(p.old.rows), default=n)}
            settled_new |= {n for p in self._pairs for n in p.new.rows if n > max(settled_new & set(p.new.rows), default=n)}
        olds = [n for n in range(len(self._before)) if n not in settled_old]
        news = [n for n in range(len(self._after)) if n not in settled_new]
        found = block_edits([self._before[n] for n in olds], [self._after[n] for n in news])
        there = (replace(e, old=None if e.old is None else olds[e.old], new=None if e.new is None else news[e.new]) for e in found)
        return [self._placed(e) for edit in there for e in self._apart(edit)]

    def _apart(self, edit: Edit) -> tuple[Edit, ...]:
        """A row that only takes the place of another, such as the next of numbered ones, is no change of it."""
        pair = self._pair_of.get(-1 if edit.new is None else edit.new)
        if edit.hunk.kind is not HunkKind.CHANGED or pair is None or not pair.numbered_apart(edit.old or 0, edit.new or 0):
            return (edit,)
        removed = replace(edit.hunk, kind=HunkKind.REMOVED, after="", spans=())
        added = replace(edit.hunk, kind=HunkKind.ADDED, before="", spans=())
        return Edit(removed, edit.old, None, edit.gap), Edit(added, None, edit.new, edit.gap)

    def _placed(self, edit: Edit) -> Edit:
        """With the table's heading, and with its cells where it is a row that changed so much that likeness alone paired it."""
        pair = self._pair_of.get(-1 if edit.new is None else edit.new)
        if pair is None:
            return edit
        changed = edit.hunk.kind is HunkKind.CHANGED and edit.old is not None and edit.new is not None
        cells = pair.cells(edit.old or 0, edit.new or 0) if changed else ()
        return replace(edit, hunk=replace(edit.hunk, context=pair.new.heading, cells=cells))

    def _of_table(self, pair: TablePair) -> Iterator[Edit]:
        yield from (Edit(hunk, pair.old.at, pair.new.at, 0) for hunk in pair.column_hunks())
        for i, j in pair.changed_rows():
            old, new = self._before[i].text, self._after[j].text
            yield Edit(Hunk(HunkKind.CHANGED, old, new, spans(old, new), pair.new.heading, pair.cells(i, j)), i, j, 0)
        moved = pair.moved_rows()
        for i, j in moved if len(moved) <= MOST_CELLS else ():
            yield Edit(Hunk(HunkKind.MOVED, self._before[i].text, self._after[j].text, (), pair.new.heading), i, j, 0)
        if len(moved) > MOST_CELLS:
            words = f"{len(moved):,} rows stand in another order"
            yield Edit(Hunk(HunkKind.MOVED, words, words, (), pair.new.heading), pair.old.at, pair.new.at, 0)


def _end(count: int, indices: Collection[int | None]) -> frozenset[int]:
    """Those of the indices that are the last of so many, without a gap."""
    first = next((n for n in range(count - 1, -1, -1) if n not in indices), -1)
    return frozenset(range(first + 1, count))
