"""HTML pages: GOV.UK's own, pages with a maintainer's selector, and any other page by its main content. Pure."""

from __future__ import annotations

import re

from watcher.errors import ExtractError
from watcher.extract.blocks import MOST_BLOCKS, Element, blocks_of, links_of, parse
from watcher.extract.govuk_page import first_text, govuk_page, is_govuk
from watcher.extract.kind import Answer, Kind
from watcher.extract.not_html import instead_of_page
from watcher.extract.text import clean, decode, title_of
from watcher.model import Block, BlockKind, Document, Source


class SelectorEmpty(ExtractError):
    """The maintainer's selector matched nothing on the page."""


def extract_page(source: Source | None, url: str, content_type: str, body: bytes) -> Document:
    """An HTML page as a document. Raises ExtractError; SelectorEmpty where ``select`` matches nothing."""
    text = decode(body, content_type)
    other = instead_of_page(body, text)
    if other:
        raise ExtractError(f"{other} came instead of a page")
    tree = parse(text)
    title = title_of(first_text(tree, ".//h1") or first_text(tree, ".//title"))
    if source and (source.select or source.ignore):
        tree = parse(chosen(text, source.select, source.ignore))
        if source.select:
            return Document(url, title, "page", blocks=blocks_of(tree.find("body")), links=links_of(tree, url))
    main = main_part(tree)
    if is_govuk(tree, url):
        return govuk_page(tree, main, url, title)
    blocks = blocks_of(main) if main is not None else _fallback(text, tree)
    return Document(url, title, "page", blocks=blocks, links=links_of(main if main is not None else tree, url))


def chosen(text: str, select: str, ignore: tuple[str, ...]) -> str:
    """The part of a page that a maintainer asked for, as HTML; selectors as soupsieve knows them (CSS 4).

    What matches inside of a match is a part of it, and is not told twice.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "lxml")
    for selector in ignore:
        for element in soup.select(selector):
            element.decompose()
    if not select:
        return str(soup)
    found = soup.select(select)
    if not found:
        raise SelectorEmpty(f"the selector {select!r} matches nothing on the page.")
    inside: set[int] = set()
    parts: list[str] = []
    for element in found:  # in the order of the page: an outer one comes first
        if id(element) not in inside:
            inside.update(id(e) for e in element.find_all(True))
            parts.append(str(element))
    return f"<html><body>{''.join(parts)}</body></html>"


def main_part(tree: Element) -> Element | None:
    """The element that holds a page's own text, where it has one."""
    for path in (".//main", ".//*[@role='main']", ".//*[@id='content']", ".//*[@id='main']", ".//article"):
        found = tree.find(path)
        if found is not None:
            return found
    return None


def _fallback(text: str, tree: Element) -> tuple[Block, ...]:
    """Pages without a main part: trafilatura's reading, else the whole body."""
    import trafilatura

    read = trafilatura.extract(text, include_comments=False, include_tables=True) or ""
    lines = [clean(line) for line in read.splitlines()]
    if sum(map(len, lines)) >= 200:
        return tuple(_block(line) for line in lines[:MOST_BLOCKS] if line and not _RULE.fullmatch(line))
    body = tree.find("body")
    return blocks_of(body) if body is not None else ()


_RULE = re.compile(r"[-| :]+")


def _block(line: str) -> Block:
    """A line of trafilatura's text: the rows of a table are those between bars."""
    if not line.startswith("|"):
        return Block(BlockKind.PARAGRAPH, line)
    return Block(BlockKind.ROW, " | ".join(cell.strip() for cell in line.strip("|").split("|")))


def _read(source: Source, answer: Answer) -> Document:
    return extract_page(source, answer.url, answer.content_type, answer.body)


KIND = Kind(read=_read, version="2", selects=True, ignores=True)
