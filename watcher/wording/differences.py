"""One difference between a clause and what it became. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from watcher.model import Wording


@dataclass(frozen=True, slots=True)
class Difference:
    """``axis``: what differs; ``step``: by how much, to rank differences on one axis."""

    axis: str
    wording: Wording
    before: str
    after: str
    step: float = 1.0

    @classmethod
    def by_step(cls, axis: str, step: float, before: str, after: str) -> Difference:
        """``step`` above 0 is weaker, below 0 firmer."""
        return cls(axis, Wording.SOFTENED if step > 0 else Wording.HARDENED, before, after, abs(step))
