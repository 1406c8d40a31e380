"""Which columns of two versions of a table are the same: those with the same heading, then those with the same cells. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from watcher.diff.blocks import Pairs, matched
from watcher.diff.tables import Table
from watcher.text import is_figure

MOST_RENAMED = 10
"""So many columns at most, of each side, are looked at for one whose heading changed."""
LABELS_KEPT, FIGURES_KEPT = 0.5, 0.8
"""Columns are one where this part of their cells is the same: of texts in any order, of figures row by row."""


@dataclass(frozen=True, slots=True)
class Columns:
    """``same``: positions before and after, in the order of before. ``renamed``: those of them with other headings."""

    same: Pairs
    renamed: Pairs
    gone: tuple[int, ...]
    come: tuple[int, ...]


def columns_by_name(old: Table, new: Table) -> Pairs:
    """Those with the same heading, and those of texts whose heading changed: rows are told apart by them."""
    named = matched([(n.lower(),) for n in old.names], [(n.lower(),) for n in new.names])
    return sorted(named + _renamed(named, old, new, _same_labels))


def all_columns(old: Table, new: Table, known: Pairs, rows: Pairs) -> Columns:
    """With the columns of figures whose heading changed. ``known``: columns that are the same; ``rows``: rows that are."""

    def same_figures(before: Sequence[str], after: Sequence[str]) -> bool:
        both = [(before[i], after[j]) for i, j in rows if before[i] or after[j]]
        return bool(both) and sum(x == y for x, y in both) >= FIGURES_KEPT * len(both)

    same = sorted(known + _renamed(known, old, new, same_figures))
    gone = tuple(_without_twin(len(old.names), [a for a, _ in same]))
    come = tuple(_without_twin(len(new.names), [b for _, b in same]))
    return Columns(same, [(a, b) for a, b in same if old.names[a].lower() != new.names[b].lower()], gone, come)


def _same_labels(before: Sequence[str], after: Sequence[str]) -> bool:
    old, new = ({c for c in column if c and not is_figure(c)} for column in (before, after))
    return len(old & new) > 1 and len(old & new) >= LABELS_KEPT * len(old | new)


def _renamed(known: Pairs, old: Table, new: Table, same: Callable[[Sequence[str], Sequence[str]], bool]) -> Pairs:
    gone = _without_twin(len(old.names), [a for a, _ in known])[:MOST_RENAMED]
    come = _without_twin(len(new.names), [b for _, b in known])[:MOST_RENAMED]
    found: Pairs = []
    for a in gone:
        b = next((b for b in come if same(old.column(a), new.column(b))), None)
        if b is not None:
            found.append((a, b))
            come.remove(b)
    return found


def _without_twin(count: int, taken: Sequence[int]) -> list[int]:
    known = set(taken)
    return [n for n in range(count) if n not in known]
