"""Comma-separated values as rows of values (RFC 4180, and what is found in its place). Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from watcher.errors import ExtractError
from watcher.extract.text import decode

_SEPARATORS = (",", ";", "\t")
_LOOKED_AT = 50
"""So many rows tell what parts the cells."""
_HEAD = 1 << 16
_NO_TEXT = re.compile(r"[\x01-\x08\x0e-\x1f]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml)\b", re.I)


def csv_rows(body: bytes) -> Iterator[list[str]]:
    """Each record as its fields; raises ExtractError, also while it is read, where the bytes are no such text."""
    text = decode(body, "text/csv").replace("\0", "")
    if not text.strip():
        raise ExtractError("the file is empty")
    if _MARKUP.match(text) or text.startswith(("PK\x03\x04", "%PDF")) or _NO_TEXT.search(text[:_HEAD]):
        raise ExtractError("it was expected to be CSV, and is something else (a page, or no text at all)")
    return _read(text, _separator(text[:_HEAD]))


def _read(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as e:
        raise ExtractError(f"it is no CSV that can be read: a quotation mark may be missing ({e})") from e


def _separator(text: str) -> str:
    """What parts the cells of the first rows into the same number of cells, more than one, in the most of them."""
    return max(_SEPARATORS, key=lambda s: _agreement(text, s))


def _agreement(text: str, separator: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in islice(_read(text, separator), _LOOKED_AT))
    except ExtractError:
        return 0, 0
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
