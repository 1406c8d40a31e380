"""How work grows with what it is given, whatever the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LINEAR = 9.0
"""Four times the input is about four times the work where it is linear, and sixteen times where it is quadratic."""


def growth(made: Callable[[int], T], work: Callable[[T], object], size: int) -> float:
    """How many times as long four times the input takes; the best of three runs, each with something newly made."""
    small, large = (min(_seconds(work, made(n)) for _ in range(3)) for n in (size, 4 * size))
    return large / small


def _seconds(work: Callable[[T], object], given: T) -> float:
    begun = time.process_time()
    work(given)
    return time.process_time() - begun
