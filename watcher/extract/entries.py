"""What kinds of source that list documents share: their rows in a fixed order, addresses, markup as words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from watcher.errors import ExtractError
from watcher.extract.blocks import body_blocks
from watcher.extract.text import clean
from watcher.model import Document

LONGEST_DESCRIPTION = 2000


def newest_first(entries: Iterable[Document]) -> tuple[Document, ...]:
    """Each row once, in an order that no shuffling of the answer changes."""
    unique = {e.row_key: e for e in entries}
    return tuple(sorted(unique.values(), key=lambda e: (e.updated.isoformat() if e.updated else "", e.url), reverse=True))


def words(markup: object) -> str:
    """The words of a field that holds HTML, cut at 2,000 characters; "" where it holds no text."""
    if not isinstance(markup, str) or not markup.strip():
        return ""
    return " ".join(block.text for block in body_blocks(markup))[:LONGEST_DESCRIPTION]


def web_address(base: str, link: object) -> str:
    """An absolute http(s) address; "" where the link is none, or holds what cannot be printed (lone surrogates among it)."""
    try:
        url = urljoin(base, link.strip()) if isinstance(link, str) and link.strip() else ""
        named = urlsplit(url).hostname and urlsplit(url).port != 0
    except ValueError:
        return ""
    return url if named and url.startswith(("http://", "https://")) and url.isprintable() else ""


def text_of(row: dict[str, Any], name: str, what: str) -> str:
    """A text field, cleaned; "" where it is not given. Raises ExtractError where it is something else; ``what`` names the row."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ExtractError(f"the field '{name}' of {what} is not text")
    return clean(value)


def cell(text: str) -> str:
    """A text as it may stand in a row, whose cells are parted by bars."""
    return text.replace(" | ", " / ")


def row_of(cells: Iterable[str]) -> str:
    return " | ".join(cell(c) for c in cells)
