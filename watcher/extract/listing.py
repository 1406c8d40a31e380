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
from watcher.model import Block, BlockKind, Document, Source

MOST_ENTRIES = 2000
LONGEST_SUMMARY = 2000  # characters
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def extract_feed(url: str, content_type: str, body: bytes) -> Document:
    """A feed as a document of type "feed". Refuses a DTD (entity bombs); raises ExtractError where it is no feed."""
    if not body.strip():
        raise ExtractError("the feed is empty")
    if "json" in content_type or body.lstrip()[:1] == b"{":
        return _json_feed(url, body)
    if _DTD.search(body):
        raise ExtractError("the feed declares a DTD, which no honest feed needs; it was not parsed")
    import feedparser

    parsed = feedparser.parse(body, response_headers={"content-type": "application/xml"})
    if not parsed.version:
        raise ExtractError("it is neither RSS nor Atom")
    entries = (_entry(url, e) for e in parsed.entries[:MOST_ENTRIES])
    return listing(url, title_of(plain(parsed.feed.get("title"))), "feed", entries)


def plain(value: Any) -> str:
    return clean(re.sub(r"<[^>]*>", " ", value)) if isinstance(value, str) else ""


def web(base: str, link: Any) -> str:
    try:
        url = urljoin(base, link.strip()) if isinstance(link, str) and link.strip() else ""
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def _entry(base: str, e: Any) -> Document:
    title, summary = title_of(plain(e.get("title"))), plain(e.get("summary"))
    url = web(base, e.get("link")) or web(base, e.get("id"))
    if not url:
        url = f"{base}#{hashlib.sha256(f'{title}{summary}'.encode()).hexdigest()[:16]}"
    updated = _struct(e.get("updated_parsed")) or _struct(e.get("published_parsed"))
    return Document(url, title, "entry", description=summary[:LONGEST_SUMMARY], published=_struct(e.get("published_parsed")),
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
            url=web(url, i.get("url")) or web(url, i.get("id")) or f"{url}#{clean(str(i.get('id') or ''))}",
            title=title_of(plain(i.get("title"))),
            type="entry",
            description=plain(i.get("summary") or i.get("content_text") or i.get("content_html"))[:LONGEST_SUMMARY],
            published=moment(i.get("date_published")),
            updated=moment(i.get("date_modified")) or moment(i.get("date_published")),
        )
        for i in feed["items"][:MOST_ENTRIES]
        if isinstance(i, dict)
    )
    return listing(url, title_of(plain(feed.get("title"))), "feed", entries)


def listing(url: str, title: str, kind: str, entries: Iterable[Document], most: int = MOST_ENTRIES) -> Document:
    """Rows in a fixed order, newest first, each once, so that a list that is only shuffled reads the same."""
    unique = {(e.url, e.updated): e for e in entries}
    ordered = sorted(unique.values(), key=lambda e: (e.updated.isoformat() if e.updated else "", e.url), reverse=True)[:most]
    blocks = tuple(Block(BlockKind.ROW, f"{e.title} | {e.updated.date() if e.updated else ''}") for e in ordered)
    return Document(url, title, kind, blocks=blocks, entries=tuple(replace(e, blocks=()) for e in ordered))


def _read_feed(source: Source, answer: Answer) -> Document:
    return extract_feed(source.url, answer.content_type, answer.body)


FEED = Kind(read=_read_feed, version="2", discovers=True)
