"""Any interface that answers in JSON, through the maintainer's JMESPath expression (``select``) -> a document. Pure.

What the expression says decides what comes out, not what happens to be in the answer:

- it gives each of its results a "title" and a "url" (and, if it likes, "updated", an ISO 8601 moment, and "description"):
  a list of documents, which may be empty, since what is looked for may not be there yet;
- it selects a list of anything else: one row each, under the names of the columns where all rows have the same;
- it selects one object: a line "key: value" for each key;
- it selects one text, number or yes/no: a paragraph.

Nothing selected (null, "", {} or, but for documents, []) is a selector that matches nothing. ``ignore`` holds names of keys that
are dropped at any depth of what was selected, such as a stamp that is another at every answer. The order of keys is that of the
expression, else the alphabet's, since a server may shuffle them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from watcher.errors import ExtractError
from watcher.extract.entries import newest_first, row_of, text_of, web_address, words
from watcher.extract.expressions import keys_named, searched
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer, Kind
from watcher.extract.page import SelectorEmpty
from watcher.extract.text import clean, moment, title_of
from watcher.model import Block, BlockKind, Document, Source

MOST_ROWS = 5000
LONGEST_CELL = 5000


def lists_documents(source: Source) -> bool:
    """Whether the source's expression gives documents, each with a title and an address."""
    return {"title", "url"} <= set(keys_named(source.select))


def _read(source: Source, answer: Answer) -> Document:
    value = _without(searched(source.select, read_json(answer.body)), frozenset(source.ignore))
    if value is None:
        raise SelectorEmpty(f"the expression {source.select[:80]!r} selects nothing in the answer")
    title = f"Data of {urlsplit(source.url).hostname}"
    if lists_documents(source):
        return _listed(source, title, value)
    blocks = tuple(_blocks(value, keys_named(source.select)))
    if not any(block.text for block in blocks if block.kind is not BlockKind.COLUMNS):
        raise SelectorEmpty(f"the expression {source.select[:80]!r} selects nothing in the answer")
    return Document(source.url, title, "page", blocks=blocks)


def _without(value: Any, dropped: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, dropped) for k, v in value.items() if k not in dropped}
    return [_without(v, dropped) for v in value] if isinstance(value, list) else value


# --- a list of documents ---


def _listed(source: Source, title: str, value: Any) -> Document:
    rows = value if isinstance(value, list) else [value]
    _bounded(rows)
    entries = newest_first(_entry(source.url, row, number) for number, row in enumerate(rows, 1))
    blocks = (Block(BlockKind.ROW, row_of((e.title, str(e.updated.date()) if e.updated else ""))) for e in entries)
    return Document(source.url, title, "search", blocks=tuple(blocks), entries=entries)


_UNSET = "0001-01-01"  # how services written in .NET say that there is no moment


def _entry(base: str, row: Any, number: int) -> Document:
    what = f"result {number} of the expression"
    if not isinstance(row, dict):
        raise ExtractError(f"{what} is no object with a title and a url")
    title, url = title_of(text_of(row, "title", what)), web_address(base, row.get("url"))
    if not title or not url:
        raise ExtractError(f"{what} has no {'title' if not title else 'web address as its url'}")
    stated = text_of(row, "updated", what)
    updated = moment(stated)
    if stated and updated is None and not stated.startswith(_UNSET):
        raise ExtractError(f"the field 'updated' of {what} is no ISO 8601 moment (it is {stated[:40]!r})")
    return Document(url, title, "entry", description=words(text_of(row, "description", what)), updated=updated)


def _bounded(rows: Sequence[Any]) -> None:
    if len(rows) > MOST_ROWS:
        raise ExtractError(f"the expression gives {len(rows)} results, more than {MOST_ROWS}; select fewer")


# --- anything else ---


def _blocks(value: Any, named: tuple[str, ...]) -> Iterator[Block]:
    if isinstance(value, list):
        _bounded(value)
        yield from _rows(value, named)
    elif isinstance(value, dict):
        for key in _ordered(value, named):
            yield Block(BlockKind.PARAGRAPH, f"{clean(key)}: {_cell(value[key])}")
    else:
        yield Block(BlockKind.PARAGRAPH, _cell(value))


def _rows(rows: Sequence[Any], named: tuple[str, ...]) -> Iterator[Block]:
    """Under one heading where all rows have the same keys; each with its own names of them where they differ."""
    keys = {tuple(_ordered(row, named)) if isinstance(row, dict) else None for row in rows}
    columns = next(iter(keys)) if len(keys) == 1 else None
    if columns:
        yield Block(BlockKind.COLUMNS, row_of(clean(key) for key in columns))
    for row in rows:
        yield Block(BlockKind.ROW, row_of(_cell(row[key]) for key in columns) if columns else _row(row, named))


def _row(row: Any, named: tuple[str, ...]) -> str:
    if isinstance(row, dict):
        return row_of(f"{clean(key)}: {_cell(row[key])}" for key in _ordered(row, named))
    return row_of(map(_cell, row)) if isinstance(row, list) else _cell(row)


def _ordered(row: dict[str, Any], named: tuple[str, ...]) -> list[str]:
    return [*(k for k in named if k in row), *sorted(k for k in row if k not in named)]


def _cell(value: Any) -> str:
    """A value as words: yes and no, numbers as written, what is nested in one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{clean(key)}: {_cell(value[key])}" for key in sorted(value))[:LONGEST_CELL]
    if isinstance(value, list):
        return ", ".join(map(_cell, value))[:LONGEST_CELL]
    return clean("" if value is None else str(value))[:LONGEST_CELL]


KIND = Kind(read=_read, discovers=lists_documents, selects=True, ignores=True)
