"""Which words of a document that changed are quoted. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from watcher.model import Block, BlockKind, Change, HunkKind

_ADDRESS = re.compile(r"https?://\S+")


def found_words(blocks: Sequence[Block], change: Change) -> str:
    """The first words that are new, of a table those of a row whose cells changed; else of a note that is new; else "".

    ``blocks``: of the document as it is now. No quotation are words that only moved, the address of a file that was replaced,
    and of a document with tables what is told in our own words.
    """
    said = {b.text for b in blocks} if any(b.kind is BlockKind.COLUMNS for b in blocks) else set()
    new = [h for h in change.hunks if h.after and h.kind is not HunkKind.MOVED and not _ADDRESS.fullmatch(h.after)]
    told = sorted((h for h in new if not said or h.after in said), key=lambda h: not h.cells)
    if told:
        return told[0].after
    return change.new_notes[0].text if change.new_notes else ""
