"""HTML pages: GOV.UK's own, pages with a maintainer's selector, and any other page by its main content. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from watcher.dates import LONDON, find_dates, london_day
from watcher.errors import ExtractError
from watcher.extract.blocks import MOST_BLOCKS, Element, blocks_of, fragment, inline, links_of, parse
from watcher.extract.text import clean, decode, title_of
from watcher.model import (
    Attachment,
    Block,
    BlockKind,
    ChangeNote,
    DateRole,
    Document,
    DocumentState,
    StructuredDate,
)

if TYPE_CHECKING:
    from watcher.model import Source


class SelectorEmpty(ExtractError):
    """The maintainer's selector matched nothing on the page."""


def extract_page(source: Source | None, url: str, content_type: str, body: bytes) -> Document:
    """An HTML page as a document. Raises ExtractError; SelectorEmpty where ``select`` matches nothing."""
    text = decode(body, content_type)
    tree = parse(text)
    title = title_of(_first_text(tree, ".//h1") or _first_text(tree, ".//title"))
    if source and (source.select or source.ignore):
        tree = parse(chosen(text, source.select, source.ignore))
        if source.select:
            return Document(url, title, "page", blocks=blocks_of(tree.find("body")), links=links_of(tree, url))
    main = _main(tree)
    if _is_govuk(tree, url):
        return _govuk(tree, main, url, title)
    blocks = blocks_of(main) if main is not None else _fallback(text, tree)
    return Document(url, title, "page", blocks=blocks, links=links_of(main if main is not None else tree, url))


def chosen(text: str, select: str, ignore: tuple[str, ...]) -> str:
    """The part of a page that a maintainer asked for, as HTML; selectors as soupsieve knows them (CSS 4)."""
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
    return f"<html><body>{''.join(str(element) for element in found)}</body></html>"


def _main(tree: Element) -> Element | None:
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
        return tuple(Block(BlockKind.PARAGRAPH, line) for line in lines[:MOST_BLOCKS] if line)
    body = tree.find("body")
    return blocks_of(body) if body is not None else ()


def _is_govuk(tree: Element, url: str) -> bool:
    if re.match(r"https?://(?:www\.)?gov\.uk(?:/|$)", url):
        return True
    return bool(tree.xpath("boolean(.//*[contains(@class, 'gem-c-') or contains(@class, 'app-c-published-dates')])"))


def _first_text(tree: Element, path: str) -> str:
    found = tree.find(path)
    return "" if found is None else clean(found.text_content())


# --- GOV.UK's HTML, as rendered from 2019 on (read on stored pages; the Content API is preferred) ---


def _govuk(tree: Element, main: Element | None, url: str, title: str) -> Document:
    root = main if main is not None else tree
    notes = _notes(tree)
    published, updated = _metadata(tree)
    summary = _first_text(tree, ".//p[@class='gem-c-lead-paragraph']")
    withdrawn = _by_class(tree, "gem-c-notice--withdrawn", "withdrawal-notice", "gem-c-notice")
    state, explanation = _state(tree, withdrawn)
    return Document(
        url=url,
        title=title,
        type=(main.get("class") or "page").split()[0].replace("-", "_") if main is not None and main.get("class") else "page",
        state=state,
        description=summary,
        publisher=_publisher(tree),
        published=published,
        updated=updated or (notes[0].at if notes else None),
        notes=notes,
        blocks=blocks_of(root),
        links=links_of(root, url),
        attachments=_attachments(root, url),
        dates=_consultation_dates(root, updated or published),
        explanation=explanation,
        language=root.get("lang") or "en",
    )


def _by_class(tree: Element, *names: str) -> Element | None:
    for name in names:
        found = tree.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")
        if found:
            return found[0]
    return None


def _state(tree: Element, notice: Element | None) -> tuple[DocumentState, str]:
    words = clean(notice.text_content()) if notice is not None else ""
    if re.search(r"\bwas withdrawn on\b|\bhas been withdrawn\b|\bis withdrawn\b", words, re.I):
        return DocumentState.WITHDRAWN, words
    banner = _by_class(tree, "govuk-notification-banner", "app-c-banner", "gem-c-government-navigation-banner", "status-block")
    if banner is not None and "previous" in clean(banner.text_content()).lower() and "government" in clean(banner.text_content()):
        return DocumentState.HISTORIC, ""
    if re.match(r"\[withdrawn\]", _first_text(tree, ".//title"), re.I):
        return DocumentState.WITHDRAWN, words
    return DocumentState.LIVE, ""


def _notes(tree: Element) -> tuple[ChangeNote, ...]:
    found = []
    for item in tree.xpath(".//li[contains(@class, 'published-dates__change-item')]"):
        time = item.find(".//time")
        at = moment(time.get("datetime")) if time is not None else None
        if time is not None:
            time.text = ""
        found.append(ChangeNote(at, clean(item.text_content())))
    return tuple(found)


def moment(text: object) -> datetime | None:
    """An ISO 8601 moment in UTC; None where it is not one."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=LONDON).astimezone(UTC)


def _metadata(tree: Element) -> tuple[datetime | None, datetime | None]:
    """First publication and last update as the page's metadata states them, at midnight in London."""
    read: dict[str, datetime | None] = {}
    for term in tree.iter("dt"):
        label = clean(term.text_content()).rstrip(":").lower()
        value = term.getnext()
        if label in ("published", "last updated", "updated") and value is not None:
            days = find_dates(clean(inline(value)))
            read[label] = _midnight(days[0].window.start) if days else None
    return read.get("published"), read.get("last updated") or read.get("updated")


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC) if day else None


def _publisher(tree: Element) -> str:
    for term in tree.iter("dt"):
        if clean(term.text_content()).rstrip(":").lower() == "from":
            value = term.getnext()
            return clean(value.text_content()) if value is not None else ""
    return ""


def _attachments(root: Element, url: str) -> tuple[Attachment, ...]:
    from urllib.parse import urljoin, urlsplit

    found: dict[str, Attachment] = {}
    for section in root.xpath(".//*[contains(@class, 'attachment')]//a[@href]"):
        address = urljoin(url, section.get("href"))
        words = clean(section.text_content())
        if words and address.startswith("http") and not address.startswith("mailto"):
            path = urlsplit(address).path
            html = "/government/" in path and not re.search(r"\.\w{2,4}$", path) and "/uploads/" not in path
            found.setdefault(address, Attachment(words, address, html))
    return tuple(found.values())


_CLOSES = re.compile(r"\bconsultation\b.*\b(?:clos(?:es|ed)|ran until|runs until)\b|\bclos(?:es|ed|ing) (?:at|on|date)\b", re.I)


def _consultation_dates(root: Element, said_on: datetime | None) -> tuple[StructuredDate, ...]:
    """The closing date where the page's banner or text says when it closes or closed."""
    banners = [clean(inline(b)) for b in root.xpath(".//*[contains(@class, 'app-c-banner')]")]
    day = london_day(said_on) if said_on else None
    for text in (*banners, *(b.text for b in blocks_of(root))):
        for found in find_dates(text, said_on=day) if _CLOSES.search(text) else ():
            if found.role == "closing" and found.window.end:
                return (StructuredDate(DateRole.CLOSING, found.window.end),)
    return ()


def body_blocks(markup: str) -> tuple[Block, ...]:
    """The blocks of a Content API body field."""
    return blocks_of(fragment(markup)) if markup.strip() else ()
