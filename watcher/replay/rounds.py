"""The looks that were recorded, as the rounds they were made in. Pure.

The archive keeps every look and every event with its moment, but not where a round began and ended. A round looks at no
source twice, keeps the calendar at its end, and does not pause for long between two looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=10)
"""Longer than one look takes, and shorter than anybody needs to change a plan and have it looked at again."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at one source, whether or not anything was seen."""

    source_id: str
    at: datetime
    seen: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A round, as far as it can be told from what was recorded.

    ``at``: when its calendar was kept. ``marked``: an event of the calendar tells of that moment.
    """

    looks: tuple[Looked, ...]
    at: datetime
    marked: bool = False

    @property
    def began(self) -> datetime:
        return self.looks[0].at if self.looks else self.at


def rounds(looks: Iterable[Looked], marks: Sequence[datetime]) -> Iterator[Turn]:
    """The rounds, oldest first. ``looks`` in the order of their recording; ``marks``: when the calendar spoke, oldest first."""
    pending: dict[str, Looked] = {}
    last: datetime | None = None
    upcoming = iter(marks)
    mark = next(upcoming, None)
    for look in looks:
        while mark is not None and mark < look.at:
            yield from _marked(pending, last, mark)
            pending, last, mark = {}, None, next(upcoming, None)
        if last is not None and (look.source_id in pending or look.at - last > PAUSE):
            yield Turn(tuple(pending.values()), last)
            pending = {}
        pending[look.source_id] = look
        last = look.at
    while mark is not None:
        yield from _marked(pending, last, mark)
        pending, last, mark = {}, None, next(upcoming, None)
    if last is not None:
        yield Turn(tuple(pending.values()), last)


def _marked(pending: dict[str, Looked], last: datetime | None, mark: datetime) -> Iterator[Turn]:
    if last is not None and mark - last > PAUSE:
        yield Turn(tuple(pending.values()), last)
        pending = {}
    yield Turn(tuple(pending.values()), mark, marked=True)
