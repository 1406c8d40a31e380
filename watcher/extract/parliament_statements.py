"""Written ministerial statements of both Houses (questions-statements-api.parliament.uk). Pure.

``url`` of a source: /api/writtenstatements/statements with its own parameters (answeringBodies, searchTerm), or the search page
questions-statements.parliament.uk/written-statements. Asked are those made since a day.

No recorded answer was at hand. Fields, parameters and paging are those of the interface's OpenAPI description; that one
statement is answered as ``value``, as one question is, is how TheyWorkForYou reads it, where the description names a list.
Whether the list cuts its texts was not verified, so that every row is read once more by its item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from watcher.dates import london_day
from watcher.errors import ExtractError
from watcher.extract.blocks import body_blocks, fragment, links_of
from watcher.extract.kind import Answer, Kind
from watcher.extract.parliament import (
    CUT,
    PARLIAMENT,
    SITE,
    Record,
    api_list,
    attachments,
    is_cut,
    item_of,
    page_of_values,
    paged,
    record,
    values,
    whole_sentences,
    with_query,
)
from watcher.extract.text import clean, title_of
from watcher.model import Block, BlockKind, Document, Source

LIST = "/api/writtenstatements/statements"
_KEY = re.compile(r"written-statement:(\d+)")
_LISTED = "the list may show only a part"


def _document(statement: Record, *, listed: bool) -> Document:
    """Raises ExtractError naming the field that is wrong or, in full, a text that is missing."""
    uin = statement.needed("uin")
    statement = replace(statement, what=f"statement {uin}")
    made, text = statement.day("dateMade"), statement.text("text")
    if made is None:
        raise ExtractError(f"{statement.what} has no dateMade")
    if not listed and not clean(text):
        raise ExtractError(f"{statement.what} has no text")
    cut = is_cut(text)
    return Document(
        url=f"{SITE}/written-statements/detail/{london_day(made).isoformat()}/{quote(uin.lower(), safe='')}",
        title=title_of(f"{statement.needed('title')} ({uin})"),
        type="written_statement",
        content_id=f"written-statement:{statement.number('id')}",
        publisher=clean(statement.text("answeringBodyName")) or PARLIAMENT,
        published=made,
        updated=made,
        blocks=body_blocks(whole_sentences(text) if cut and listed else text),
        links=links_of(fragment(text), SITE) if "<a" in text else (),
        attachments=attachments(statement, SITE),
        partial=CUT if cut else _LISTED if listed else "",
    )


def _list(url: str, bodies: Sequence[bytes]) -> Document:
    """Newest first, each once."""
    found = {e.content_id: e for body in bodies for e in _rows(body)}
    ordered = tuple(sorted(found.values(), key=lambda e: (e.updated.isoformat() if e.updated else "", e.url), reverse=True))
    blocks = tuple(Block(BlockKind.ROW, f"{e.title} | {london_day(e.updated) if e.updated else ''}") for e in ordered)
    return Document(url, "Written statements", "recent", publisher=PARLIAMENT, blocks=blocks, entries=ordered)


def _rows(body: bytes) -> Iterator[Document]:
    for value in values(record(body, "the list of statements")):
        yield _document(value, listed=True)


# --- the kind ---


def _lists(source: Source, since: datetime) -> tuple[str, ...]:
    address = api_list(source.url, LIST, f"{SITE}/written-statements")
    return (with_query(address, madeWhenFrom=london_day(since).isoformat()),) if address else ()


def _full(source: Source, listed: Document) -> Source | None:
    return item_of(source, listed, _KEY, api_list(source.url, LIST, f"{SITE}/written-statements"), LIST)


def _read(source: Source, answer: Answer) -> Document:
    first = record(answer.bodies[0], "the answer")
    if "results" in first.values:
        return _list(source.url, answer.bodies)
    value = first.one("value")
    if value is None:
        raise ExtractError("it is neither a list of statements nor one statement: it has neither results nor value")
    return _document(replace(value, what="the statement"), listed=False)


_ask, _further = paged(_lists, lambda body: page_of_values(body, "the list of statements"))

KIND = Kind(read=_read, ask=_ask, further=_further, full=_full, discovers=True, official=True)
