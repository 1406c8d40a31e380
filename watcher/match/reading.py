"""A document in the order of reading: what each part of it is, and what a name in it is worth. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from watcher.match.words import SENTENCE_END
from watcher.model import BlockKind, Document

WEIGHTS = {
    "ruling": 0.9,
    "title": 0.9,
    "first heading": 0.75,
    "title, in short": 0.75,
    "heading": 0.65,
    "description": 0.6,
    "text": 0.45,
}
"""What a name is worth by where it stands, from 0 to 1."""

TITLE_LIKE = frozenset({"title", "first heading", "title, in short"})
PIECE = 1_500
_OVERLAP = 200
_FIRST = 3
"""A first heading stands among this many blocks."""


def places(document: Document) -> Iterator[tuple[str, str]]:
    """(place, text), long texts in pieces."""
    yield "title", document.title
    if document.description:
        yield "description", document.description
    first = True
    for n, block in enumerate(document.blocks):
        heading = block.kind is BlockKind.HEADING
        place = ("first heading" if first and n < _FIRST else "heading") if heading else "text"
        first = first and not heading
        for piece in _pieces(block.text):
            yield place, piece


def _pieces(text: str) -> Iterator[str]:
    """Sentences together up to a length; a sentence that is longer still in overlapping parts."""
    if len(text) <= PIECE:
        yield text
        return
    piece = ""
    for sentence in SENTENCE_END.split(text):
        if piece and len(piece) + len(sentence) > PIECE:
            yield piece
            piece = ""
        if len(sentence) > PIECE:
            yield from (sentence[at : at + PIECE + _OVERLAP] for at in range(0, len(sentence), PIECE))
        else:
            piece = f"{piece} {sentence}" if piece else sentence
    if piece:
        yield piece
