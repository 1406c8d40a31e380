"""What a measure of the judgement comes to, and how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Score:
    """One figure, ours beside baselines. Shares are 0 to 1; ``mistakes`` lists every one of ours, in words."""

    name: str  # "windows of date phrases"
    of: int  # how many cases it is taken over
    ours: float
    baselines: dict[str, float] = field(default_factory=dict)  # what a plain method gets on the same cases
    aim: float | None = None
    least: bool = True  # the aim is a least value; False: a most one (false targets, false changes)
    mistakes: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        if self.aim is None:
            return True
        return self.ours >= self.aim if self.least else self.ours <= self.aim


@dataclass(frozen=True, slots=True)
class Measure:
    """What one part of the bench measured. ``skipped``: why it could not be, or ""."""

    title: str
    scores: tuple[Score, ...] = ()
    skipped: str = ""


def precision_and_recall(found: Sequence[frozenset[str]], wanted: Sequence[frozenset[str]]) -> tuple[float, float]:
    """Micro-averaged over the cases: of what was found, how much is right; of what is wanted, how much was found."""
    right = sum(len(f & w) for f, w in zip(found, wanted, strict=True))
    all_found, all_wanted = sum(map(len, found)), sum(map(len, wanted))
    return right / all_found if all_found else 1.0, right / all_wanted if all_wanted else 1.0
