"""Which clause of one passage became which of the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rapidfuzz import fuzz

from watcher.sequences import beyond
from watcher.wording.clauses import Clause

ALIKE = 45.0
"""Clauses at least so alike (rapidfuzz, 0 to 100) are one clause that was reworded."""
_AT_ONCE = 120
"""So many clauses of each side are held against each other at a time, which keeps a long document linear."""

Pair = tuple[Clause | None, Clause | None]


def aligned(before: Sequence[Clause], after: Sequence[Clause]) -> list[Pair]:
    """Clauses that differ, in pairs; None where a clause has no counterpart. Those that stand on both sides are left out."""
    old, new = beyond(before, after, _key), beyond(after, before, _key)
    if len(before) == len(after) == len(old) == len(new) == 1:
        return [(old[0], new[0])]
    return [p for a, b in zip_longest(_portions(old), _portions(new), fillvalue=()) for p in _matched(a, b)]


def _key(clause: Clause) -> str:
    return clause.key


def _portions(clauses: Sequence[Clause]) -> Iterator[Sequence[Clause]]:
    return (clauses[i : i + _AT_ONCE] for i in range(0, len(clauses), _AT_ONCE))


def _matched(old: Sequence[Clause], new: Sequence[Clause]) -> list[Pair]:
    """The best pairs first, each clause once; in the order of the later text."""
    scored = ((_likeness(a, b), -i, -j) for i, a in enumerate(old) for j, b in enumerate(new))
    mine: dict[int, int] = {}
    theirs: dict[int, int] = {}
    for _, i, j in sorted((s for s in scored if s[0] >= ALIKE), reverse=True):
        if -i not in mine and -j not in theirs:
            mine[-i], theirs[-j] = -j, -i
    pairs: list[Pair] = [(old[theirs[j]] if j in theirs else None, clause) for j, clause in enumerate(new)]
    return pairs + [(clause, None) for i, clause in enumerate(old) if i not in mine]


def _likeness(a: Clause, b: Clause) -> float:
    straight = fuzz.ratio(a.key, b.key)
    return straight if straight >= ALIKE else max(straight, fuzz.token_sort_ratio(a.key, b.key) * 0.95)
