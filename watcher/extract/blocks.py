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
    # who published it, when, where it applies: read as fields, not as words of the page
    r"published-dates|gem-c-metadata|important-metadata|publisher-metadata|devolved-nations|organisation-logo|last-changed"
    r"|meta-?data--display-print|print-meta-data|app-c-meta-data|publication-external|publication-header|inverse-header"
    r"|gem-c-title\b|heading__context|lead-paragraph|published-by-previous"
    # banners: their words are the description, the dates or the state
    r"|app-c-banner|summary-banner|consultation-banner|withdrawal-notice|notice--withdrawn|phase-banner|global-ba|emergency-banner"
    r"|gem-c-intervention|success-alert|cookie|promo-banner|chat-entry|cross-service-header"
    # ways to other pages
    r"|related-navigation|related-items|contextual-sidebar|contextual-footer|gem-c-contents-list(?!-with-body)|contents-list-container"
    r"|breadcrumb|skip-link|translation-nav|step-nav-(?:related|header)|super-navigation|back-to-top|back-link|app-c-back"
    r"|previous-and-next|pagination|taxonomy-navigation"
    # what can be done with the page
    r"|(?<!consultation-)feedback|user-satisfaction|print-link|share-links|subscription-links|signup-link|single-page-notification"
    r"|visually-hidden"
    # of a file: its picture, its numbers, help with its format
    r"|attachment-thumb|attachment__thumb|opendocument-help|accessibility-warning|request-accessible|attachment__metadata--compact"
    r"|(?:^| )(?:references|changed|order_url)(?: |$)"
)
_ATTRIBUTE = re.compile(r"document-list__attribute")
_FILE_LINE = re.compile(r"attachment__metadata")
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
    """Whether an element is furniture: navigation, forms, banners, stamps, what only screen readers or scripts see."""
    if not isinstance(element.tag, str) or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.tag in _SKIP_TAGS:
        return element.tag != "form" or not _whole_page(element)
    name = element.get("class") or ""
    if not name:
        return False
    if _SKIP_CLASSES.search(name):
        return not _within(element, "release-date-changed")
    return _stamp_of_another(element, name) or _help_with_file(element, name)


def _whole_page(form: Element) -> bool:
    """Some sites wrap all they have in one form."""
    return form.find(".//h1") is not None or form.find(".//main") is not None


def _within(element: Element, name: str) -> bool:
    return any(name in (a.get("class") or "") for a in element.iterancestors())


def _stamp_of_another(element: Element, name: str) -> bool:
    """In a list of documents, the day on which one of them was updated: news of that document, not of the list."""
    if not _ATTRIBUTE.search(name) or element.find(".//time") is None:
        return False
    return not re.match(r"\s*(?:release|clos|open)", element.text_content(), re.I)


def _help_with_file(element: Element, name: str) -> bool:
    """Below a file: how to order, preview or ask for it in another format."""
    if "gem-c-details" in name:
        return _within(element, "gem-c-attachment")
    return bool(_FILE_LINE.search(name)) and not element.xpath("boolean(.//*[contains(@class, 'attachment__attribute')])")


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
    known: dict[Element, bool] = {}
    for anchor in root.iter("a"):
        if any(_skipped_once(a, known) for a in anchor.iterancestors()):
            continue
        try:
            url = urljoin(base, (anchor.get("href") or "").strip())
        except ValueError:
            continue
        if url.startswith(("http://", "https://")) and len(found) < 2000 and url not in found:
            found[url] = Link(clean(inline(anchor)), url)
    return tuple(found.values())


def _skipped_once(element: Element, known: dict[Element, bool]) -> bool:
    """As ``skipped``, worked out once for each element, however many links stand in it: a form is searched to its end."""
    if element not in known:
        known[element] = skipped(element)
    return known[element]


def fragment(markup: str) -> Element:
    """A tree of an HTML fragment, such as a body field."""
    return parse(f"<html><body><div>{markup}</div></body></html>").find("body")


def body_blocks(markup: str) -> tuple[Block, ...]:
    """The blocks of a Content API body field."""
    return blocks_of(fragment(markup)) if markup.strip() else ()
