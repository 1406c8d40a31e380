"""What changed in the tables of a document, in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watcher.model import Block, BlockKind, Hunk, HunkKind
from watcher.text import cut

MOST_TOLD = 3
_LONGEST = 160
_BAR = " | "


def cells_in_words(hunks: Sequence[Hunk], blocks: Sequence[Block]) -> str:
    """ "Leeds, 2024: 50 became 52; Column added: 2025; and 12 more."; "" where no table differs. ``blocks``: as they are now.

    The columns come first, then the rows that were taken out.
    """
    told = [*_columns(hunks, blocks), *_rows(removed_rows(blocks, hunks)), *_cells(hunks)]
    if not told:
        return ""
    more = [f"and {len(told) - MOST_TOLD:,} more"] if len(told) > MOST_TOLD else []
    return f"{'; '.join([*(cut(words, _LONGEST) for words in told[:MOST_TOLD]), *more])}."


def removed_rows(blocks: Sequence[Block], hunks: Sequence[Hunk]) -> list[Hunk]:
    """Those that a document with tables lost."""
    if not any(b.kind is BlockKind.COLUMNS for b in blocks):
        return []
    return [h for h in hunks if h.kind is HunkKind.REMOVED and not h.cells and _BAR in h.before]


def _rows(removed: Sequence[Hunk]) -> Iterator[str]:
    for hunk in removed:
        yield f"Row removed: {next(filter(None, map(str.strip, hunk.before.split(_BAR))), hunk.before)}"


def _columns(hunks: Sequence[Hunk], blocks: Sequence[Block]) -> Iterator[str]:
    names = {name.strip() for b in blocks if b.kind is BlockKind.COLUMNS for name in b.text.split(_BAR)}
    texts = {b.text for b in blocks}
    for hunk in hunks:
        if hunk.cells and hunk.kind in (HunkKind.ADDED, HunkKind.REMOVED):
            yield f"Column {hunk.kind.value}: {hunk.cells[0].column}"
        elif hunk.kind is HunkKind.CHANGED and not hunk.cells and hunk.after in names - texts:
            yield f"Column renamed: {hunk.before} became {hunk.after}"


def _cells(hunks: Sequence[Hunk]) -> Iterator[str]:
    for hunk in hunks:
        if hunk.kind is HunkKind.CHANGED:
            yield from (cell.words for cell in hunk.cells)
