"""What changed in the tables of a file, in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watcher.model import Hunk, HunkKind
from watcher.text import cut

MOST_TOLD = 3
_LONGEST = 160


def cells_in_words(hunks: Sequence[Hunk]) -> str:
    """ "Leeds, 2024: 50 became 52; Column added: 2025; and 12 more."; "" where no cell differs. The columns come first."""
    told = sorted(_told(hunks), key=lambda t: not t.startswith("Column"))
    if not told:
        return ""
    more = [f"and {len(told) - MOST_TOLD:,} more"] if len(told) > MOST_TOLD else []
    return f"{'; '.join([*(cut(words, _LONGEST) for words in told[:MOST_TOLD]), *more])}."


def _told(hunks: Sequence[Hunk]) -> Iterator[str]:
    for hunk in hunks:
        if hunk.cells and hunk.kind in (HunkKind.ADDED, HunkKind.REMOVED):
            yield f"Column {hunk.kind.value}: {hunk.cells[0].column}"
        elif hunk.kind is HunkKind.CHANGED:
            yield from (cell.words for cell in hunk.cells)
