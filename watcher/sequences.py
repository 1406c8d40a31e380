"""What one sequence has beyond another. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")


def beyond(items: Iterable[T], others: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """The items without a twin among the others, in their order; each of the others is the twin of one item, the first."""
    known = Counter(map(key, others))
    left = []
    for item in items:
        known[key(item)] -= 1
        if known[key(item)] < 0:
            left.append(item)
    return left
