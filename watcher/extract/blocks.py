"""HTML -> blocks in reading order, without what surrounds the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from watcher.errors import ExtractError
from watcher.extract.text import clean
from watcher.model import Block, BlockKind, Link

MOST_BLOCKS = 20_000
DEEPEST = 200
LONGEST_BLOCK = 20_000

_SKIP_TAGS = frozenset(
    ("script", "style", "noscript", "template", "nav", "form", "svg", "button", "iframe", "select", "footer", "dialog",
     "input", "textarea", "object", "canvas", "video", "audio", "head")
)  # fmt: skip
_SKIP_CLASSES = re.compile(
    r"published-dates|gem-c-metadata|related-navigation|contextual-sidebar|gem-c-contents-list|contents-list-container"
    r"|cookie|phase-banner|feedback|print-link|share-links|breadcrumb|skip-link|translation-nav|organisation-logo"
    r"|subscription-links|single-page-notification|visually-hidden|last-changed|back-to-top|step-nav|back-link"
    r"|attachment-thumb|app-c-back|related-items|gem-c-title\b|lead-paragraph|withdrawal-notice|notice--withdrawn"
    r"|app-c-banner|published-by-previous|cookies|publication-external|contextual-footer|user-satisfaction"
    r"|devolved-nations|opendocument-help|accessibility-warning|request-accessible|attachment__metadata--compact"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(("p", "li", "dt", "dd", "blockquote", "pre", "figcaption", "caption", "summary", "address", "td"))
_CONTAINERS = frozenset(("div", "section", "article", "main", "ul", "ol", "dl", "table", "tr", "header", "aside",
                         "figure", "details", "tbody", "thead", "body")) | _HEADINGS | _BLOCKS  # fmt: skip

Element = Any  # lxml's stubs do not know what a parsed document may hold


def parse(text: str) -> Element:
    """A tree of an HTML page; raises ExtractError where there is nothing to parse or it is nested beyond reason."""
    if not text.strip():
        raise ExtractError("the page is empty")
    try:
        tree = html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"),
                                        parser=html.HTMLParser(encoding="utf-8", huge_tree=False))  # fmt: skip
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as e:
        raise ExtractError(f"it is not an HTML page ({e})") from e
    return tree


def skipped(element: Element) -> bool:
    """Whether an element is furniture: navigation, forms, banners, what only screen readers or scripts see."""
    if not isinstance(element.tag, str) or element.tag in _SKIP_TAGS:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_SKIP_CLASSES.search(element.get("class") or ""))


def blocks_of(root: Element) -> tuple[Block, ...]:
    """The blocks below ``root`` in reading order; at most 20,000."""
    found: list[Block] = []
    for block in _walk(root, 0):
        if block.text and not (found and found[-1] == block):
            found.append(block)
        if len(found) >= MOST_BLOCKS:
            break
    return tuple(found)


def _walk(element: Element, depth: int) -> Iterator[Block]:
    """Blocks of an element's children; loose text between them counts as paragraphs."""
    loose = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or skipped(child):
            loose.append(child.tail or "")
            continue
        if child.tag in _CONTAINERS and depth < DEEPEST:
            yield from _flush(loose, element)
            yield from _block(child, depth)
            loose = [child.tail or ""]
        elif any(isinstance(d.tag, str) and d.tag in _CONTAINERS for d in child.iterdescendants()) and depth < DEEPEST:
            yield from _flush(loose, element)
            yield from _walk(child, depth + 1)
            loose = [child.tail or ""]
        else:
            loose.append(f"{inline(child)}{child.tail or ''}")
    yield from _flush(loose, element)


def _flush(loose: list[str], element: Element) -> Iterator[Block]:
    text = clean("".join(loose))[:LONGEST_BLOCK]
    if text:
        yield Block(_kind(element), text)
    loose.clear()


def _kind(element: Element) -> BlockKind:
    if element.tag in _HEADINGS:
        return BlockKind.HEADING
    return BlockKind.ITEM if element.tag in ("li", "dd", "dt") else BlockKind.PARAGRAPH


def _block(element: Element, depth: int) -> Iterator[Block]:
    if element.tag == "tr":
        cells = [clean(inline(c)) for c in element if isinstance(c.tag, str) and c.tag in ("td", "th")]
        if any(cells):
            yield Block(BlockKind.ROW, " | ".join(cells)[:LONGEST_BLOCK])
        return
    yield from _walk(element, depth + 1)


def inline(element: Element) -> str:
    """The running text of an element, furniture left out, line breaks as spaces."""
    parts = [element.text or ""]
    stack = [iter(element)]
    tails: list[str] = []
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            if tails:
                parts.append(tails.pop())
            continue
        if not isinstance(child.tag, str) or skipped(child):
            parts.append(child.tail or "")
            continue
        gap = " " if child.tag == "br" or child.tag in _CONTAINERS else ""
        parts.append(gap + (child.text or ""))
        tails.append(gap + (child.tail or ""))
        stack.append(iter(child))
    return "".join(parts)


def links_of(root: Element, base: str) -> tuple[Link, ...]:
    """The web links in the text, absolute, without those of the furniture; at most 2,000."""
    from urllib.parse import urljoin

    found: dict[str, Link] = {}
    for anchor in root.iter("a"):
        if any(skipped(a) for a in anchor.iterancestors()):
            continue
        try:
            url = urljoin(base, (anchor.get("href") or "").strip())
        except ValueError:
            continue
        if url.startswith(("http://", "https://")) and len(found) < 2000:
            found.setdefault(url, Link(clean(inline(anchor)), url))
    return tuple(found.values())


def fragment(markup: str) -> Element:
    """A tree of an HTML fragment, such as a body field."""
    return parse(f"<html><body><div>{markup}</div></body></html>").find("body")
