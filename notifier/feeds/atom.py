"""Atom 1.0 (RFC 4287), with the archives of RFC 5005 and the hub of WebSub (W3C Recommendation, 2018). Pure.

A summary is HTML like the content: rss2email sends a plain one instead of the content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from notifier.feeds.markup import HISTORY, branch, document, for_people, leaf
from notifier.feeds.parts import LICENCE, Format, Part, Story, iso
from notifier.feeds.text import plain
from notifier.model import Site

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
ENDING = ".atom"


def _entry(story: Story) -> str:
    return branch("entry", _in_entry(story))


def _in_entry(story: Story) -> Iterator[str]:
    yield leaf("id", story.id)
    yield leaf("title", story.title)
    yield leaf("published", iso(story.at))
    yield leaf("updated", iso(story.withdrawn or story.at))
    yield leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": story.url})
    if story.source:
        yield leaf("link", attributes={"rel": "via", "href": story.source})
    yield leaf("category", attributes={"term": story.term, "label": story.label})
    if story.summary:
        yield leaf("summary", escape(story.summary, quote=False), {"type": "html"})
    yield leaf("content", story.content, {"type": "html"})


def _document(part: Part, site: Site, entries: Sequence[str]) -> bytes:
    names = {"xmlns": NAMESPACE, "xmlns:fh": HISTORY, "xml:lang": "en-GB"}
    return document(part, branch("feed", [*_head(part, site), *entries], names))


def _head(part: Part, site: Site) -> Iterator[str]:
    yield leaf("title", plain(part.feed.title))
    yield leaf("subtitle", plain(part.about(site)))
    yield for_people(part, site, ENDING)
    yield leaf("id", part.id(site))
    yield leaf("updated", iso(part.updated))
    yield leaf("rights", LICENCE)
    yield branch("author", [leaf("name", "Planwatch"), leaf("uri", f"{site.public_url}/")])
    yield leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": part.feed.page})
    yield from links(part, site, "link", TYPE, ENDING)


def links(part: Part, site: Site, name: str, kind: str, ending: str) -> Iterator[str]:
    """To itself, its hub, and the rest of the feed.

    No archive links to the next one: that would change it after it was full, and RFC 5005, 4 calls it an error while the
    next one is not complete.
    """
    base = site.public_url
    yield leaf(name, attributes={"rel": "self", "type": kind, "href": f"{base}/{part.path}{ending}"})
    if part.number:
        yield leaf(name, attributes={"rel": "current", "type": kind, "href": f"{base}/{part.feed.path}{ending}"})
        yield leaf("fh:archive")
    elif site.hub:
        yield leaf(name, attributes={"rel": "hub", "href": site.hub})
    if part.before:
        yield leaf(name, attributes={"rel": "prev-archive", "type": kind, "href": f"{base}/{part.path_before}{ending}"})


ATOM = Format(ENDING, _entry, _document)
