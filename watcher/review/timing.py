"""On which days a document can have become what it is now, as far as it and the archive tell. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from watcher.dates import london_day
from watcher.model import Document


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading that took a document for evidence.

    ``since``: when its page was read first; ``before``: the last look that still found another text at its source.
    ``again``: the page was known, and was no evidence before. ``baseline``: it was there when the watch began.
    """

    document: Document
    at: datetime | None = None  # None where no reading is on record
    since: datetime | None = None
    before: datetime | None = None
    again: bool = False
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Days in London, both ends included."""

    first: date
    last: date


def days_of(reading: Reading, promised: date) -> Days | None:
    """From the first to the last day on which the document can have become evidence; None where nothing tells.

    A page is another one after each major update, so each that it states may have made it so, as may its publication; what
    lies before the promise did not. A page that was no evidence at the look before became it after that look, unseen if
    it states no update since.
    """
    stated = sorted(at for at in _moments(reading.document) if reading.at is None or at <= reading.at)
    if reading.again and reading.at:
        if reading.before is None:
            return Days(promised, london_day(reading.at))
        return _days([at for at in stated if at >= reading.before] or [reading.before, reading.at])
    after = [at for at in stated if london_day(at) >= promised]
    return _days(after or stated[-1:])


def _moments(document: Document) -> Iterator[datetime]:
    for at in (document.published, document.updated, *(note.at for note in document.notes)):
        if at is not None:
            yield at


def _days(moments: list[datetime]) -> Days | None:
    return Days(london_day(moments[0]), london_day(moments[-1])) if moments else None


def spanned(readings: Sequence[Reading], promised: date) -> Days | None:
    """The days of several readings taken together: any of them may be the one that counts."""
    days = [d for d in (days_of(r, promised) for r in readings) if d]
    return Days(min(d.first for d in days), max(d.last for d in days)) if days else None


def existed_on(reading: Reading) -> date | None:
    """The first day on which its page is known to have been there, whatever it said then."""
    known = [*_moments(reading.document), *([reading.since] if reading.since else [])]
    return min(map(london_day, known)) if known else None
