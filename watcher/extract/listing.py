"""Lists of documents -> a document with entries: RSS, Atom, JSON Feed, and GOV.UK's Search API. Pure.

RSS 2.0 (rssboard.org), Atom (RFC 4287), JSON Feed 1.1 (jsonfeed.org), /api/search.json (GOV.UK search-api).
"""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from watcher.errors import ExtractError
from watcher.extract.govuk import read_json
from watcher.extract.kind import Answer, Kind
from watcher.extract.text import clean, moment, title_of
from watcher.extract.xml_tree import refuse_dtd
from watcher.model import Block, BlockKind, Document, Source

MOST_ENTRIES = 2000


def extract_feed(url: str, content_type: str, body: bytes) -> Document:
    """A feed as a document of type "feed". Refuses a DTD (entity bombs); raises ExtractError where it is no feed."""
    if not body.strip():
        raise ExtractError("the feed is empty")
    if "json" in content_type or body.lstrip()[:1] == b"{":
        return _json_feed(url, body)
    parsed = safe_feed(body)
    entries = (_entry(url, e) for e in parsed.entries[:MOST_ENTRIES])
    return _listing(url, title_of(_plain(parsed.feed.get("title"))), "feed", entries)


def safe_feed(body: bytes) -> Any:
    """RSS or Atom as feedparser reads it. Refuses a DTD (entity bombs); raises ExtractError where it is neither."""
    refuse_dtd(body)
    import feedparser

    parsed = feedparser.parse(body, response_headers={"content-type": "application/xml"})
    if not parsed.version:
        raise ExtractError("it is neither RSS nor Atom")
    return parsed


def _plain(value: Any) -> str:
    return clean(re.sub(r"<[^>]*>", " ", value)) if isinstance(value, str) else ""


def _web(base: str, link: Any) -> str:
    try:
        url = urljoin(base, link.strip()) if isinstance(link, str) and link.strip() else ""
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def _entry(base: str, e: Any) -> Document:
    title, summary = title_of(_plain(e.get("title"))), _plain(e.get("summary"))
    url = _web(base, e.get("link")) or _web(base, e.get("id"))
    if not url:
        url = f"{base}#{hashlib.sha256(f'{title}{summary}'.encode()).hexdigest()[:16]}"
    updated = _struct(e.get("updated_parsed")) or _struct(e.get("published_parsed"))
    return Document(url, title, "entry", description=summary[:2000], published=_struct(e.get("published_parsed")),
                    updated=updated)  # fmt: skip


def _struct(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _json_feed(url: str, body: bytes) -> Document:
    feed = read_json(body)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ExtractError("it is not a JSON Feed: it has no list of items")
    entries = (
        Document(
            url=_web(url, i.get("url")) or _web(url, i.get("id")) or f"{url}#{clean(str(i.get('id') or ''))}",
            title=title_of(_plain(i.get("title"))),
            type="entry",
            description=_plain(i.get("summary") or i.get("content_text") or i.get("content_html"))[:2000],
            published=moment(i.get("date_published")),
            updated=moment(i.get("date_modified")) or moment(i.get("date_published")),
        )
        for i in feed["items"][:MOST_ENTRIES]
        if isinstance(i, dict)
    )
    return _listing(url, title_of(_plain(feed.get("title"))), "feed", entries)


def extract_search(url: str, body: bytes) -> Document:
    """An answer of the Search API as a document of type "search". Raises ExtractError where results are missing."""
    answer = read_json(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
        raise ExtractError("it is not a search answer: it has no list of results")
    entries = (_result(url, r) for r in answer["results"][:MOST_ENTRIES] if isinstance(r, dict))
    return _listing(url, "Search results", "search", (e for e in entries if e.url and e.title))


def _result(base: str, r: dict[str, Any]) -> Document:
    organisations = r.get("organisations")
    names = [o.get("title") for o in organisations if isinstance(o, dict)] if isinstance(organisations, list) else []
    return Document(
        url=_web(base, r.get("link")),
        title=title_of(_plain(r.get("title"))),
        type=clean(str(r.get("content_store_document_type") or r.get("format") or "")),
        description=_plain(r.get("description"))[:2000],
        content_id=clean(str(r.get("content_id") or "")),
        publisher=clean(str(names[0])) if names and names[0] else "",
        updated=moment(r.get("public_timestamp")),
    )


def _listing(url: str, title: str, kind: str, entries: Iterable[Document]) -> Document:
    """Rows in a fixed order, newest first, each once, so that a list that is only shuffled reads the same."""
    unique = {(e.url, e.updated): e for e in entries}
    ordered = sorted(unique.values(), key=lambda e: (e.updated.isoformat() if e.updated else "", e.url), reverse=True)
    blocks = tuple(Block(BlockKind.ROW, f"{e.title} | {e.updated.date() if e.updated else ''}") for e in ordered)
    return Document(url, title, kind, blocks=blocks, entries=tuple(replace(e, blocks=()) for e in ordered))


def _read_feed(source: Source, answer: Answer) -> Document:
    return extract_feed(source.url, answer.content_type, answer.body)


def _read_search(source: Source, answer: Answer) -> Document:
    return extract_search(source.url, answer.body)


FEED = Kind(read=_read_feed, version="2", discovers=True)
SEARCH = Kind(read=_read_search, version="2", discovers=True, official=True)
