"""Edits of tables in bulk: rows beyond number are counted, and figures are no dates. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from watcher.diff.blocks import Edit
from watcher.diff.cells import of_figures
from watcher.diff.tables import split
from watcher.model import Block, BlockKind, Hunk, HunkKind
from watcher.text import is_year

MOST_FIGURES, MOST_ROWS = 500, 1_000
"""So many rows of one table with other figures alone, and with anything else of one kind, are told one by one; the rest by their
number: whatever is told is weighed against every promise, and 20,000 rows would take that some twenty seconds."""
_OF_TIME = re.compile(
    r"\b(?:dates?|due|deadlines?|when|years?|terms?|months?|quarters?|tim(?:e|ing)\w*|periods?|targets?|publi\w+|start\w*|begin\w*"
    r"|ends?|ending|clos\w+|open\w*|releas\w+|launch\w*|expected|planned|forecast|complet\w+|deliver\w*|review\w*)\b|\bby$",
    re.I,
)
"""Under such a heading "2027" is a year; under others it is a figure."""
_FIGURES = "more rows with other figures"
_LEFT = {HunkKind.ADDED: "more rows added", HunkKind.REMOVED: "more rows removed", HunkKind.CHANGED: "more rows changed"}


class _Kind(NamedTuple):
    """The rows of one table that changed in one way: what those beyond ``most`` are called."""

    at: int
    kind: HunkKind
    words: str
    most: int


def headings_above(blocks: Sequence[Block]) -> dict[int, int]:
    """Of each row of a table, and of its headings, the block with the headings of its columns."""
    found: dict[int, int] = {}
    at = -1
    for n, block in enumerate(blocks):
        if block.kind in (BlockKind.HEADING, BlockKind.COLUMNS):
            at = n if block.kind is BlockKind.COLUMNS else -1
        if at >= 0 and block.kind in (BlockKind.ROW, BlockKind.COLUMNS):
            found[n] = at
    return found


# --- rows beyond number ---


def summed(edits: Sequence[Edit], before: Sequence[Block], after: Sequence[Block]) -> list[Edit]:
    """The edits, with one in place of all rows beyond number that changed in the same way."""
    old, new = headings_above(before), headings_above(after)
    found: list[Edit] = []
    count: Counter[_Kind] = Counter()
    last: dict[_Kind, Edit] = {}
    for edit in edits:
        kind = _kind(edit, old, new)
        if kind is not None:
            count[kind] += 1
            last[kind] = edit
        if kind is None or count[kind] <= kind.most:
            found.append(edit)
    return found + [_rest(last[k], k, n - k.most) for k, n in count.items() if n > k.most]


def _kind(edit: Edit, old: dict[int, int], new: dict[int, int]) -> _Kind | None:
    """What makes an edit one of many; None where it is told in any case."""
    at = old.get(edit.old or 0) if edit.new is None else new.get(edit.new)
    if at is None or edit.new == at or edit.hunk.kind is HunkKind.MOVED:
        return None
    figures = bool(edit.hunk.cells) and all(map(of_figures, edit.hunk.cells))
    return _Kind(at, edit.hunk.kind, _FIGURES if figures else _LEFT[edit.hunk.kind], MOST_FIGURES if figures else MOST_ROWS)


def _rest(edit: Edit, kind: _Kind, count: int) -> Edit:
    words = f"{count:,} {kind.words}"
    before, after = (words, "") if edit.hunk.kind is HunkKind.REMOVED else ("", words)
    return Edit(Hunk(edit.hunk.kind, before, after, (), edit.hunk.context), edit.old, edit.new, edit.gap)


# --- figures are no dates ---


def with_dates(edits: Sequence[Edit], before: Sequence[Block], after: Sequence[Block]) -> tuple[list[Hunk], dict[str, str]]:
    """The hunks in which dates may be looked for, figures that look like years blotted out; and each such text as it was."""
    old, new = headings_above(before), headings_above(after)
    if not old and not new:
        return [e.hunk for e in edits], {}
    hunks: list[Hunk] = []
    original: dict[str, str] = {}
    for edit in edits:
        hunk = edit.hunk
        if edit.new is not None and new.get(edit.new) == edit.new and not _tells_time(hunk):
            continue
        was = _blotted(hunk.before, edit.old, old, before)
        now = _blotted(hunk.after, edit.new, new, after)
        original |= {was: hunk.before, now: hunk.after}
        hunks.append(Hunk(hunk.kind, was, now, hunk.spans, hunk.context))
    return hunks, original


def _tells_time(hunk: Hunk) -> bool:
    """Of a hunk about a column."""
    return bool(_OF_TIME.search(hunk.cells[0].column if hunk.cells else f"{hunk.before} {hunk.after}"))


def _blotted(text: str, n: int | None, above: dict[int, int], blocks: Sequence[Block]) -> str:
    """A row with "#" for every digit of a figure; as long as it was."""
    if n is None or n not in above or above[n] == n:
        return text
    names = split(blocks[above[n]].text)
    parts = text.split("|")
    return "|".join(_blot(p) if is_year(p.strip()) and not _OF_TIME.search(names[k] if k < len(names) else "") else p
                    for k, p in enumerate(parts))  # fmt: skip


def _blot(part: str) -> str:
    return re.sub(r"\d", "#", part)
