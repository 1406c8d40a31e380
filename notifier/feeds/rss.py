"""RSS 2.0 (rssboard.org/rss-specification), as the RSS Best Practices Profile has it. Pure.

An item has a plain summary in its description and the whole story in content:encoded, behind it, as the profile asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from notifier.feeds.atom import NAMESPACE as ATOM_NAMESPACE
from notifier.feeds.atom import links
from notifier.feeds.markup import HISTORY, branch, document, for_people, leaf
from notifier.feeds.parts import LICENCE, Format, Part, Story
from notifier.feeds.text import plain
from notifier.model import Site

CONTENT = "http://purl.org/rss/1.0/modules/content/"
TYPE = "application/rss+xml"
ENDING = ".rss"
MINUTES = "60"
"""How often it is worth asking."""


def _entry(story: Story) -> str:
    return branch("item", _in_item(story))


def _in_item(story: Story) -> Iterator[str]:
    yield leaf("title", story.title)
    yield leaf("link", story.url)
    yield leaf("guid", story.id, {"isPermaLink": "false"})
    yield leaf("pubDate", _date(story.at))
    yield leaf("category", story.label)
    yield leaf("description", escape(story.summary or story.title, quote=False))
    yield leaf("content:encoded", story.content)


def _document(part: Part, site: Site, entries: Sequence[str]) -> bytes:
    names = {"version": "2.0", "xmlns:atom": ATOM_NAMESPACE, "xmlns:content": CONTENT, "xmlns:fh": HISTORY}
    return document(part, branch("rss", [branch("channel", [*_head(part, site), *entries])], names))


def _head(part: Part, site: Site) -> Iterator[str]:
    yield leaf("title", plain(part.feed.title))
    yield leaf("link", part.feed.page)
    yield leaf("description", escape(plain(part.about(site)), quote=False))
    yield for_people(part, site, ENDING)
    yield leaf("language", "en-GB")
    yield leaf("copyright", LICENCE)
    yield leaf("lastBuildDate", _date(part.updated))
    yield leaf("ttl", MINUTES)
    yield from links(part, site, "atom:link", TYPE, ENDING)


def _date(at: datetime) -> str:
    """As RFC 822 has it, with four digits of the year."""
    return format_datetime(at.astimezone(UTC))


RSS = Format(ENDING, _entry, _document)
