"""GOV.UK's Search API: an answer, or several pages of one, as a list of documents. Pure.

Parameters, limits and ordering as documented for /api/search.json in alphagov/search-api (docs/using-the-search-api.md): ``count``
of at most 1,500, ``start`` from 0, ``order``, ``fields`` separated by commas; any parameter that it does not know is answered
with status 422. The shape of answers was checked against recorded ones.

It is read from the newest document back to a moment before which everything was seen. Rows shift while pages are read, so
each page repeats some rows of the one before; a page that has none of them is not joined to it by guesswork, but refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from watcher.errors import ExtractError
from watcher.extract.entries import LONGEST_DESCRIPTION, web_address
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer, Kind
from watcher.extract.listing import listing, plain
from watcher.extract.text import clean, moment, title_of
from watcher.model import Document, Source

FIELDS = (
    "title",
    "link",
    "public_timestamp",
    "description",
    "content_store_document_type",
    "content_id",
    "organisations",
    "format",
)
FIRST, FURTHER = 100, 500
"""So many rows are asked for at first, and in each page after that, where the address does not say how many."""
MOST_ASKED = 1500
"""The service gives no more at once."""
MOST_ROWS = 20_000
REPEATED = 20
"""So many rows of a page, and at most a quarter of them, are asked for again with the next."""
_NEWEST_FIRST = "-public_timestamp"


@dataclass(frozen=True, slots=True)
class _Page:
    """``total``: how many results there are in all, as it says itself. ``keys``: of its rows, each once."""

    total: int
    rows: list[Any]
    keys: frozenset[str]


def extract_search(url: str, answer: Answer) -> Document:
    """As a document of type "search"; each document once, by its newest row. It is partial where it was not read to its end.

    Raises ExtractError where results are missing.
    """
    entries: dict[str, Document] = {}
    answers = [read_json(body) for body in answer.bodies]
    for row in (r for a in answers for r in _results(a) if isinstance(r, dict)):
        entry = _entry(url, row)
        known = entries.get(entry.url)
        if entry.url and entry.title and (known is None or _moment(entry) > _moment(known)):
            entries[entry.url] = entry
    document = listing(url, "Search results", "search", entries.values(), MOST_ROWS)
    total = answers[-1].get("total")
    if isinstance(total, int) and total > len(entries):
        return replace(document, partial=f"the newest {len(entries):,} of {total:,} results")
    return document


def _moment(entry: Document) -> str:
    return entry.updated.isoformat() if entry.updated else ""


def _results(answer: Any) -> list[Any]:
    if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
        raise ExtractError("it is not a search answer: it has no list of results")
    results: list[Any] = answer["results"]
    return results


def _entry(base: str, r: dict[str, Any]) -> Document:
    organisations = r.get("organisations")
    names = [o.get("title") for o in organisations if isinstance(o, dict)] if isinstance(organisations, list) else []
    return Document(
        url=web_address(base, r.get("link")),
        title=title_of(plain(r.get("title"))),
        type=clean(str(r.get("content_store_document_type") or r.get("format") or "")),
        description=plain(r.get("description"))[:LONGEST_DESCRIPTION],
        content_id=clean(str(r.get("content_id") or "")),
        publisher=clean(str(names[0])) if names and names[0] else "",
        updated=moment(r.get("public_timestamp")),
    )


# --- asking ---


def _ask(source: Source, since: datetime) -> str:
    return _address(source.url, 0, FIRST)


def _address(url: str, start: int, count: int) -> str:
    """The address with what it lacks: how many rows, in which order, with which fields. Raises ExtractError for a count in vain."""
    parts = urlsplit(url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    fields = [f for name, value in given if _named(name) == "fields" for f in value.split(",") if f]
    query = [(name, value) for name, value in given if _named(name) not in ("start", "fields")]
    if all(name != "count" for name, _ in query):
        query.append(("count", str(count)))
    if all(name != "order" for name, _ in query):
        query.append(("order", _NEWEST_FIRST))
    _check_count(query)
    query.append(("fields", ",".join(dict.fromkeys((*fields, *FIELDS)))))
    if start:
        query.append(("start", str(start)))
    return urlunsplit(parts._replace(query=urlencode(query, safe=",:")))


def _named(name: str) -> str:
    return name.removesuffix("[]")


def _check_count(query: Sequence[tuple[str, str]]) -> None:
    count = next(value for name, value in query if name == "count")
    if not count.isdecimal() or not 0 < int(count) <= MOST_ASKED:
        raise ExtractError(f"its address asks for {count or 'no'} rows at once, and a search gives between 1 and {MOST_ASKED:,}")


def _further(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
    """The next page, until its last rows are all older than ``since`` or the results end. Raises ExtractError: see ``_check``."""
    pages = [_page(body) for body in bodies]
    begun = 0
    for page in pages[:-1]:
        begun = _next(begun, page)
    last = pages[-1]
    done = begun + len(last.keys) >= last.total
    _check(pages, begun, done=done)
    if done or (_newest_first(source) and _older(last.rows, since)):
        return ""
    return _address(source.url, _next(begun, last), FURTHER)


def _page(body: bytes) -> _Page:
    answer = read_json(body)
    rows, total = _results(answer), answer.get("total")
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise ExtractError("the search does not say how many results there are")
    keys = frozenset(str(r.get("link") or r.get("_id") or r.get("title")) for r in rows if isinstance(r, dict))
    return _Page(total, rows, keys)


def _next(begun: int, page: _Page) -> int:
    """Where the page after one begins; by what it gave, which may be less than it was asked for."""
    return begun + max(1, len(page.keys) - min(REPEATED, len(page.keys) // 4))


def _check(pages: Sequence[_Page], begun: int, *, done: bool) -> None:
    """Raises ExtractError where asking on leads nowhere, or where rows may have been lost between two pages."""
    last, before = pages[-1], frozenset[str]().union(*(p.keys for p in pages[:-1]))
    if not done and last.keys <= before:
        raise ExtractError(f"the search tells of {last.total:,} results and shows nothing new from row {begun + 1:,} on")
    if before and last.keys and not last.keys & before:
        raise ExtractError(f"the results moved so far while they were read that some may be missing before row {begun + 1:,}")
    if sum(len(p.keys) for p in pages) > MOST_ROWS:
        raise ExtractError(f"the search goes on after {MOST_ROWS:,} rows; narrow its address")


def _newest_first(source: Source) -> bool:
    order = [value for name, value in parse_qsl(urlsplit(source.url).query) if name == "order"]
    return not order or order == [_NEWEST_FIRST]


def _older(rows: Sequence[Any], since: datetime) -> bool:
    """Whether the last rows of a page were all published before a moment: a single one out of its order ends nothing."""
    tail = [moment(r.get("public_timestamp")) for r in rows[-REPEATED:] if isinstance(r, dict)]
    return bool(tail) and all(at is not None and at < since for at in tail)


def _read(source: Source, answer: Answer) -> Document:
    return extract_search(source.url, answer)


SEARCH = Kind(read=_read, ask=_ask, further=_further, version="3", discovers=True, official=True)
