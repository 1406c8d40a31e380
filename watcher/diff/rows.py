"""Which rows of two versions of a table are the same, and how each is called. Pure.

By their own headings: the fewest first cells that tell the rows apart. How alike two rows are decides nothing here, since all
figures of a table change at once; rows without a twin are left to likeness.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from watcher.diff.blocks import Pairs, matched
from watcher.diff.tables import Table
from watcher.text import is_figure

MOST_KEYS = 12
"""So many first cells at most name a row."""
APART = 0.5
"""A key that tells this part of the rows apart is one, although others have the same name ("Total")."""
Key = tuple[str, ...]


def same_rows(old: Table, new: Table, columns: Pairs) -> tuple[Pairs, int]:
    """Numbers of the rows that are the same, in the order of before, and how many of the columns tell them apart."""
    before, after = _keys(old, [a for a, _ in columns]), _keys(new, [b for _, b in columns])
    depth = _depth(before, after)
    pairs = matched([k[:depth] for k in before], [k[:depth] for k in after])
    for less in range(depth - 1, 0, -1):
        pairs += _once_named([k[:less] for k in before], [k[:less] for k in after], pairs)
    return sorted(pairs), depth


def _keys(table: Table, columns: Sequence[int]) -> list[Key]:
    """The first cells of each row; an empty first one, as below a cell that reaches over several rows, is that above it."""
    keys: list[Key] = []
    above = ""
    for row in table.cells:
        first, *rest = [row[n] for n in columns[:MOST_KEYS]] or [""]
        above = first or above
        keys.append((above, *rest))
    return keys


def _depth(before: Sequence[Key], after: Sequence[Key]) -> int:
    """With how many cells most keys are on both sides: too few leave rows alike, too many take in what changes.

    No key ends with a figure unless it is the first cell, or without it most rows would be alike.
    """
    wide = len(before[0]) if before else 0
    labels = [d for d in range(1, wide + 1) if d == 1 or not _of_figures(d - 1, before)]
    best = _most_shared(before, after, labels)
    apart = len({k[:best] for k in before}) >= APART * len(before)
    return best if apart else _most_shared(before, after, range(1, wide + 1))


def _of_figures(n: int, keys: Sequence[Key]) -> bool:
    held = [k[n] for k in keys if k[n]]
    return 2 * sum(map(is_figure, held)) > len(held)


def _most_shared(before: Sequence[Key], after: Sequence[Key], depths: Iterable[int]) -> int:
    best, most = 1, -1
    for depth in depths:
        old, new = {k[:depth] for k in before}, {k[:depth] for k in after}
        if len(old & new) > most:
            best, most = depth, len(old & new)
        if len(old) == len(before) and len(new) == len(after):
            break
    return best


def _once_named(before: Sequence[Key], after: Sequence[Key], taken: Pairs) -> Pairs:
    """Rows without a twin so far whose shorter key stands once in either table."""
    old, new = Counter(before), Counter(after)
    used_old, used_new = {i for i, _ in taken}, {j for _, j in taken}
    where = {k: j for j, k in enumerate(after) if new[k] == 1 and j not in used_new}
    return [(i, where[k]) for i, k in enumerate(before) if old[k] == 1 and k in where and i not in used_old]


def row_names(table: Table, columns: Sequence[int], places: Sequence[str]) -> list[str]:
    """How each row is called: its key, without what all rows have in common; its place where it has none."""
    keys = _keys(table, columns)
    telling = [n for n in range(len(keys[0]) if keys else 0) if len({k[n] for k in keys}) > 1] or [0]
    return [", ".join(filter(None, (k[n] for n in telling))) or place for k, place in zip(keys, places, strict=True)]
