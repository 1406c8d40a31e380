"""JSON Feed 1.1 (jsonfeed.org). Pure.

It has no archives of its own; ``next_url`` leads from each part of a feed to the one before it. All parts have the same
``feed_url``, which is the identity of the feed, as the specification says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from notifier.feeds.parts import Format, Part, Story, iso
from notifier.feeds.text import plain
from notifier.model import Site

ENDING = ".json"
COMMENT = "This is a feed. To be told of what is new, copy its feed_url into a feed reader."


def _entry(story: Story) -> str:
    item = {
        "id": story.id,
        "url": story.url,
        "title": story.title,
        "summary": story.summary,
        "content_html": story.content,
        "date_published": iso(story.at),
        "date_modified": iso(story.withdrawn) if story.withdrawn else "",
        "tags": [story.label],
    }
    return json.dumps({key: value for key, value in item.items() if value}, ensure_ascii=False)


def _document(part: Part, site: Site, entries: Sequence[str]) -> bytes:
    base = site.public_url
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(part.feed.title),
        "home_page_url": part.feed.page,
        "feed_url": f"{base}/{part.feed.path}{ENDING}",
        "description": plain(part.about(site)),
        "user_comment": COMMENT,
        **({"next_url": f"{base}/{part.path_before}{ENDING}"} if part.before else {}),
        "authors": [{"name": "Planwatch", "url": f"{base}/"}],
        "language": "en-GB",
        **({"hubs": [{"type": "WebSub", "url": site.hub}]} if site.hub and not part.number else {}),
    }
    opened, items = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}"), ",\n".join(entries)
    return f'{opened},\n "items": [\n{items}\n ]\n}}\n'.encode()


JSON_FEED = Format(ENDING, _entry, _document)
