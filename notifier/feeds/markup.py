"""Pieces of XML as text, so that an entry is written once and stands in many documents. Pure.

Whatever is handed in as text is escaped here, and must be on one line already (see ``notifier.words``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from notifier.feeds.parts import Part
from notifier.model import Site

_QUOTES = {'"': "&quot;"}
XHTML = "http://www.w3.org/1999/xhtml"
HISTORY = "http://purl.org/syndication/history/1.0"


def leaf(name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """An element with text in it, or empty."""
    start = _start(name, attributes)
    return f"<{start}>{escape(text)}</{name}>" if text else f"<{start}/>"


def branch(name: str, inside: Iterable[str], attributes: Mapping[str, str] | None = None) -> str:
    """An element with elements in it, a line each."""
    return f"<{_start(name, attributes)}>\n" + "\n".join(inside) + f"\n</{name}>"


def _start(name: str, attributes: Mapping[str, str] | None) -> str:
    return name + "".join(f' {key}="{escape(value, _QUOTES)}"' for key, value in (attributes or {}).items())


def document(part: Part, root: str) -> bytes:
    """A whole XML document. Its style sheet is for the browser of whoever opens the address of a feed."""
    style = "../" * part.path.count("/") + "static/feed.css"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href="{style}"?>\n{root}\n'.encode()


def for_people(part: Part, site: Site, ending: str) -> str:
    """What a feed is, for whoever opens its address in a browser: markup of another vocabulary, which feed readers pass over.

    RFC 4287, 6 allows it anywhere in a feed, and so does RSS 2.0 ("Extending RSS").
    """
    base = site.public_url
    address = f"{base}/{part.feed.path}{ending}"
    if part.number:
        what = leaf("strong", "This is an older part of a feed.") + " The feed itself is at this address:"
    else:
        what = leaf("strong", "This is a feed.") + " A feed reader tells you of each new entry in it. Copy this address into one:"
    said = [
        leaf("meta", attributes={"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        f"<p>{what}</p>",
        f"<p>{leaf('a', address, {'href': address})}</p>",
        f"<p>{leaf('a', 'Read on the website instead', {'href': part.feed.page})}</p>",
    ]
    if part.before:
        said.append(f"<p>{leaf('a', 'Older entries', {'href': f'{base}/{part.path_before}{ending}'})}</p>")
    return branch("div", said, {"xmlns": XHTML})
