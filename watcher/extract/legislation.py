"""legislation.gov.uk: laws by title, changes to a law, and the text of a law. Pure.

The page that a maintainer sees in a browser is what stands in sources.toml; the service gives each as data at an address beside it:

- a list or search of laws, ".../uksi?title=special+educational+needs": its feed. The first thousand laws are always read, which
  is all that a title finds, so that the first look knows what was there before it; a longer list is read on until it comes to rows
  older than the last look. Sorting by modification is asked for, since feeds are not sorted so by themselves; where it is not
  done, all pages are read.
- changes to a law, ".../changes/affected/uksi/2014/1530": its feed, all of it.
- a law or a part of it, ".../uksi/2024/535", ".../ukpga/2014/6/part/3": its XML.

The addresses, their parameters and the link to the next page are as the service's documentation has them
(legislation/data-documentation: api/overview, api/search). Not verified against the live site. The publisher is left empty: the
National Archives keep laws and owe no promise, and the address says whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from watcher.extract.kind import Answer, Kind, same_site
from watcher.extract.law_lists import all_older, extract_changes, extract_laws, feed_of, goes_on
from watcher.extract.law_text import extract_law
from watcher.model import Document, Source

LAWS_A_PAGE = "100"
PAGES_ALWAYS_READ = 10
CHANGES_A_PAGE = "500"
"""As many as public clients ask for; most laws have fewer, so that one page is all."""

_SITE = "https://www.legislation.gov.uk"
_OURS = frozenset(("results-count", "sort", "page"))
_DATA = re.compile(r"/data\.(?:feed|xml|htm|xht|html|akn|csv)$")
_CONTENTS = re.compile(r"/contents(?=/|$)")
_LAW = re.compile(r"/(?!(?:all|primary|secondary|new|search|changes|update)/)[a-z]{2,6}/(?:\d{4}|[A-Z][\w-]*/[\w-]+)/\d+(?:/.*)?")
"""Type, year (a calendar year, or a regnal one in two parts) and number; a range of numbers is a list."""


class _Form(Enum):
    LAWS = 1
    CHANGES = 2
    TEXT = 3


def _form(path: str) -> _Form:
    if path.startswith("/changes"):
        return _Form.CHANGES
    return _Form.TEXT if _LAW.fullmatch(path) else _Form.LAWS


def _path(url: str) -> str:
    """The path of the page, also where a maintainer gave that of its data, of its table of contents or its identifier."""
    path = _DATA.sub("", urlsplit(url).path.rstrip("/")).removeprefix("/id")
    return _CONTENTS.sub("", path)


def _asked(source: Source, since: datetime) -> str:
    parts, path = urlsplit(source.url), _path(source.url)
    form = _form(path)
    if form is _Form.TEXT:
        return urlunsplit((parts.scheme, parts.netloc, f"{path}/data.xml", "", ""))
    query = [(k, v) for k, v in parse_qsl(parts.query) if k not in _OURS]
    query += [("results-count", LAWS_A_PAGE if form is _Form.LAWS else CHANGES_A_PAGE), ("sort", "modified")]
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/data.feed", urlencode(query), ""))


def _further(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
    form = _form(_path(source.url))
    if form is _Form.TEXT:
        return ""
    page = feed_of(bodies[-1])
    enough = form is _Form.LAWS and len(bodies) >= PAGES_ALWAYS_READ and all_older(page, since)
    if enough or not goes_on(page):
        return ""
    return f"{_asked(source, since)}&page={len(bodies) + 1}"


def _read(source: Source, answer: Answer) -> Document:
    form, parts = _form(_path(source.url)), urlsplit(source.url)
    page = urlunsplit(parts._replace(path=_DATA.sub("", parts.path)))
    if form is _Form.TEXT:
        return extract_law(page, answer.body)
    return (extract_laws if form is _Form.LAWS else extract_changes)(page, answer.bodies)


def _full(source: Source, listed: Document) -> Source | None:
    """A law on the site that lists it, or on the service's own; None for one elsewhere."""
    if not same_site(source.url, listed.url) and not same_site(_SITE, listed.url):
        return None
    return replace(source, url=listed.url, select="", ignore=())


KIND = Kind(read=_read, ask=_asked, further=_further, full=_full, discovers=True, official=True)
