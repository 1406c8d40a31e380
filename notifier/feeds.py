"""Events -> RSS 2.0 (rssboard.org), Atom 1.0 (RFC 4287) and JSON Feed 1.1 (jsonfeed.org). Pure and deterministic.

Times are those of the events, never of the build; ids are permanent tag: URIs (RFC 4151).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from lxml import etree

from notifier.links import commitment_path, event_url, tag
from notifier.model import Board
from notifier.words import moment_in_words
from watcher import Event

MOST_ENTRIES = 100
ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = datetime(2023, 3, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before it has a format. ``path`` without its ending; ``entries`` newest first."""

    path: str
    title: str
    page: str
    events: tuple[Event, ...]


def feeds(board: Board) -> dict[str, bytes]:
    """Every feed in every format, by its path under the published folder."""
    found = {}
    for feed in _feeds(board):
        found[f"{feed.path}.atom"] = atom(feed, board)
        found[f"{feed.path}.rss"] = rss(feed, board)
        found[f"{feed.path}.json"] = json_feed(feed, board)
    return found


def _feeds(board: Board) -> Iterator[Feed]:
    base = board.public_url
    yield Feed("feeds/all", "Planwatch: every promise", f"{base}/", _newest(board.events))
    for plan in board.plans:
        mine = [e for e in board.events if e.plan_id in (plan.id, "")]
        yield Feed(f"feeds/plans/{plan.id}", f"Planwatch: {plan.title}", f"{base}/", _newest(mine))
    by_commitment: dict[str, list[Event]] = {}
    for event in board.events:
        by_commitment.setdefault(event.commitment_id, []).append(event)
    for c in board.commitments:
        page = f"{base}/{commitment_path(c.id)}"
        yield Feed(f"feeds/commitments/{c.id}", f"Planwatch: {c.title}", page, _newest(by_commitment.get(c.id, [])))


def _newest(events: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda e: -e.id)[:MOST_ENTRIES])


def clean(text: str) -> str:
    """Only characters that XML 1.0 allows."""
    return _FORBIDDEN.sub("", text)


def content_html(event: Event) -> str:
    """The whole story of an event as a piece of HTML: promised, found, and what changed."""
    parts = [f"<p>{escape(event.sentence)}</p>"]
    for name, quote in (("Promised", event.promised), ("Found", event.found)):
        if quote:
            read = f", read {moment_in_words(quote.at)}" if quote.at else ""
            link = f'<a href="{escape(quote.url)}">{escape(quote.url)}</a>' if quote.url.startswith("http") else ""
            parts.append(f"<p><strong>{name}</strong>{read}</p><blockquote><p>{escape(quote.text)}</p></blockquote><p>{link}</p>")
    changes = [
        "<li>"
        + "".join(f"<{t}>{m} {escape(w)}</{t}> " for t, m, w in (("del", "−", h.before), ("ins", "+", h.after)) if w)
        + "</li>"
        for h in event.hunks[:20]
    ]
    if changes:
        parts.append(f"<p><strong>What changed</strong></p><ul>{''.join(changes)}</ul>")
    return clean("".join(parts))


def _updated(feed: Feed) -> datetime:
    return feed.events[0].at if feed.events else _EPOCH


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _notice(board: Board) -> str:
    return f" Reconstruction. {board.notice}" if board.notice else ""


def _sub(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    child = etree.SubElement(parent, name, attributes)
    if text:
        child.text = clean(text)
    return child


def atom(feed: Feed, board: Board) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    own = f"{board.public_url}/{feed.path}.atom"
    _sub(root, f"{{{ATOM}}}id", tag(board.public_url, feed.path))
    _sub(root, f"{{{ATOM}}}title", feed.title)
    _sub(root, f"{{{ATOM}}}subtitle", "Promises with dates on them, and what became of each." + _notice(board))
    _sub(root, f"{{{ATOM}}}updated", _iso(_updated(feed)))
    _sub(root, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=own)
    _sub(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=feed.page)
    _sub(_sub(root, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", "Planwatch")
    for event in feed.events:
        entry = _sub(root, f"{{{ATOM}}}entry")
        _sub(entry, f"{{{ATOM}}}id", tag(board.public_url, f"event/{event.id}"))
        _sub(entry, f"{{{ATOM}}}title", event.sentence)
        _sub(entry, f"{{{ATOM}}}updated", _iso(event.at))
        _sub(entry, f"{{{ATOM}}}published", _iso(event.at))
        _sub(entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=event_url(board.public_url, event))
        _sub(entry, f"{{{ATOM}}}category", term=event.kind.value)
        _sub(entry, f"{{{ATOM}}}content", content_html(event), type="html")
    return _bytes(root)


def rss(feed: Feed, board: Board) -> bytes:
    root = etree.Element("rss", nsmap={"atom": ATOM}, version="2.0")
    channel = _sub(root, "channel")
    _sub(channel, "title", feed.title)
    _sub(channel, "link", feed.page)
    _sub(channel, "description", "Promises with dates on them, and what became of each." + _notice(board))
    _sub(channel, "language", "en-GB")
    _sub(channel, "lastBuildDate", format_datetime(_updated(feed)))
    own = f"{board.public_url}/{feed.path}.rss"
    _sub(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=own)
    for event in feed.events:
        item = _sub(channel, "item")
        _sub(item, "title", event.sentence)
        _sub(item, "link", event_url(board.public_url, event))
        _sub(item, "guid", tag(board.public_url, f"event/{event.id}"), isPermaLink="false")
        _sub(item, "pubDate", format_datetime(event.at))
        _sub(item, "category", event.kind.value)
        _sub(item, "description", content_html(event))
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def json_feed(feed: Feed, board: Board) -> bytes:
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": f"{board.public_url}/{feed.path}.json",
        "description": "Promises with dates on them, and what became of each." + _notice(board),
        "language": "en-GB",
        "authors": [{"name": "Planwatch"}],
        "items": [
            {
                "id": tag(board.public_url, f"event/{e.id}"),
                "url": event_url(board.public_url, e),
                "title": clean(e.sentence),
                "content_html": content_html(e),
                "date_published": _iso(e.at),
                "tags": [e.kind.value],
            }
            for e in feed.events
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
