"""Ofsted's search for inspection reports (reports.ofsted.gov.uk/search), read to its last page -> one row a provider. Pure.

With ``level_1_types=3`` and ``level_2_types[]=12`` it lists the local authorities whose services are inspected, area SEND
inspections among them. It shows when an area's latest report came, of whatever inspection: what that found stands in the report.

The address and the shape of its pages are taken from public programs that read them, chiefly data-to-insight's
ofsted-send-scrape-tool: parameters ``q``, ``location``, ``level_1_types``, ``level_2_types[]``, ``status[]``, ``start`` and
``rows`` (at most 100 since February 2025); ``.results-count`` holds the number found, ``li.search-result`` a provider, in it
``h3 a`` with ``/provider/TYPE/URN``, and ``.search-result__provider-info li`` with "Category:", "Rating:", "Latest report:" and
"URN:". Not verified against the live site. What does not fit that shape, or does not add up, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from watcher.errors import ExtractError
from watcher.extract.blocks import Element, inline, parse
from watcher.extract.entries import row_of, web_address
from watcher.extract.kind import Answer, Kind
from watcher.extract.text import clean, decode
from watcher.model import Block, BlockKind, Document, Link, Source

ROWS = 100
"""Results asked for at once: the most that the search gives."""
TITLE = "Ofsted inspection reports: what the search finds"
COLUMNS = ("Provider", "URN", "Latest report", "Details")
_URN_IN_LINK = re.compile(r"/provider/\d+/(\w+)/?$")


@dataclass(frozen=True, slots=True)
class Provider:
    """``details``: what else the result states, as "Label: value", in the order of the labels."""

    name: str
    urn: str
    url: str
    latest: str  # the day as shown, "" where there is no report yet
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """``total``: how many results the search found in all."""

    total: int
    providers: tuple[Provider, ...]


def read_page(url: str, body: bytes) -> Page:
    """One page of the search. Raises ExtractError where it is none."""
    tree = parse(decode(body, ""))
    return Page(_total(tree), tuple(_provider(url, item) for item in tree.xpath(f".//li[{_has('search-result')}]")))


def _has(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _total(tree: Element) -> int:
    counts = tree.xpath(f".//*[{_has('results-count')} or {_has('js-results-count')}]")
    shown = clean(inline(counts[0])) if counts else ""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?: results?)?", shown)
    if found is None:
        raise ExtractError("it is not a page of Ofsted's search: it does not state how many results there are")
    return int(found[1].replace(",", ""))


def _provider(url: str, item: Element) -> Provider:
    links = item.xpath(".//h3//a[@href]")
    address = web_address(url, links[0].get("href")) if links else ""
    urn = _URN_IN_LINK.search(urlsplit(address).path)
    name = clean(inline(links[0])) if links else ""
    if urn is None or not name:
        raise ExtractError("a result of Ofsted's search has no name with a link to its provider")
    told = dict(_labelled(item))
    if told.pop("URN", urn[1]) != urn[1]:
        raise ExtractError(f"a result of Ofsted's search states another URN than its link: {name}")
    latest = told.pop("Latest report", "")
    return Provider(name, urn[1], address, latest, tuple(f"{label}: {told[label]}" for label in sorted(told)))


def _labelled(item: Element) -> list[tuple[str, str]]:
    lines = [clean(inline(line)) for line in item.xpath(f".//*[{_has('search-result__provider-info')}]//li")]
    parted = [line.partition(":") for line in lines]
    return [(label.strip(), value.strip()) for label, colon, value in parted if colon]


def _ask(source: Source, since: datetime) -> str:
    return _from(source.url, 0)


def _from(url: str, start: int) -> str:
    """The search's address from a result on, with all else as the maintainer wrote it."""
    parts = urlsplit(url)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in ("start", "rows", "page")]
    query = urlencode([*kept, ("start", str(start)), ("rows", str(ROWS))])
    return urlunsplit(parts._replace(query=query, fragment=""))


def _further(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
    """The next page, from the result after the last that was read: the search may give fewer at once than were asked for."""
    pages = _pages(source, bodies)
    read = sum(len(page.providers) for page in pages)
    return "" if read == pages[0].total else _from(source.url, read)


def _pages(source: Source, bodies: Sequence[bytes]) -> list[Page]:
    """Raises ExtractError where the pages are not all of one list: one that is empty, repeats, or does not fit the total."""
    pages = [read_page(source.url, body) for body in bodies]
    total, seen = pages[0].total, set[str]()
    if not total:
        raise ExtractError("Ofsted's search finds nothing; its address may filter by what it does not know")
    for number, page in enumerate(pages, 1):
        if page.total != total:
            raise ExtractError(f"the number of results went from {total} to {page.total} while they were read")
        if not page.providers:
            raise ExtractError(f"page {number} of Ofsted's search is empty, after {len(seen)} of {total} results")
        again = seen.intersection(p.urn for p in page.providers)
        if again or len({p.urn for p in page.providers}) < len(page.providers):
            raise ExtractError(f"page {number} of Ofsted's search repeats results (URN {min(again, default='twice on it')})")
        seen.update(p.urn for p in page.providers)
    if len(seen) > total:
        raise ExtractError(f"Ofsted's search states {total} results and gives {len(seen)}")
    return pages


def _read(source: Source, answer: Answer) -> Document:
    pages = _pages(source, answer.bodies)
    providers = sorted((p for page in pages for p in page.providers), key=lambda p: (p.name.casefold(), p.urn))
    if len(providers) != pages[0].total:
        raise ExtractError(f"Ofsted's search states {pages[0].total} results, and {len(providers)} were read")
    rows = (row_of((p.name, p.urn, p.latest, "; ".join(p.details))) for p in providers)
    blocks = (Block(BlockKind.COLUMNS, row_of(COLUMNS)), *(Block(BlockKind.ROW, row) for row in rows))
    links = tuple(Link(p.name, urljoin(source.url, p.url)) for p in providers)
    return Document(source.url, TITLE, "page", blocks=blocks, links=links)


KIND = Kind(read=_read, ask=_ask, further=_further, full=lambda source, listed: None, official=True)
