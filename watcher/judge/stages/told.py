"""What is to be told of a document, for every promise alike. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from watcher.model import DateMove, DateRole, Document, EventKind
from watcher.text import cut

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Told:
    """``stage``: in a word; ``words``: from the page, "" for its title.

    ``names``: titles, with the heading above them, that say which promises it concerns. ``move``: the date that moved.
    """

    kind: EventKind
    stage: str
    sentence: str
    words: str = ""
    names: tuple[tuple[str, str], ...] = ()
    move: DateMove | None = None
    reason: str = ""


def day_of(document: Document, role: DateRole) -> date | None:
    """The date that the document states in a field of its own."""
    return next((d.on for d in document.dates if d.role is role), None)


def quoted(lead: str, words: str) -> str:
    """Words of the page after a lead, to be put behind a sentence; "" where there are none."""
    return f" {lead}: “{cut(words, _LONGEST)}”" if words else ""
