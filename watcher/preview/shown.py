"""What a look at a source shows: its documents, what was left out of them, and which commitments they concern. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from watcher.extract import Answer, Reads, discovers
from watcher.look import Sight
from watcher.match import Matcher
from watcher.model import Document, Sighting, Source
from watcher.preview.effects import Effects, effects


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, and the commitments that it concerns, best first."""

    document: Document
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as it was read. ``effects``: None for what belongs to the page and is read as it comes."""

    document: Document
    sightings: tuple[Sighting, ...]
    rows: tuple[Row, ...]
    effects: Effects | None


@dataclass(frozen=True, slots=True)
class Preview:
    """``unread``: addresses of what belongs to the page and could not be read, with the reasons."""

    source: Source
    shown: tuple[Shown, ...]
    unread: tuple[tuple[str, str], ...]

    @property
    def concerned(self) -> tuple[str, ...]:
        """Ids of the commitments that anything here concerns, best first."""
        found = [s for shown in self.shown for s in (*shown.sightings, *(s for r in shown.rows for s in r.sightings))]
        return tuple(dict.fromkeys(s.commitment_id for s in sorted(found, key=lambda s: -s.score)))


def previewed(source: Source, sight: Sight, main: Answer, matcher: Matcher, on: date, read: Reads) -> Preview:
    """``main``: the answer of which the first document was read. ``on``: by whose end rulings are known."""
    shown = []
    for n, seen in enumerate(sight.documents):
        document = seen.document
        rows = tuple(Row(entry, matcher.match(entry, on=on)) for entry in document.entries)
        made = effects(source, main, document, read) if n == 0 else None
        shown.append(Shown(document, matcher.match(document, on=on), rows, made))
    return Preview(source, tuple(shown), sight.unread)


def served(preview: Preview, wanted: Sequence[str]) -> tuple[str, ...]:
    """The commitments to propose for a new source: those wanted; else any ("*") for a list that discovers, which alone counts
    for any; else those that it concerns, if there are any."""
    return tuple(wanted) or (("*",) if discovers(preview.source) else preview.concerned)
