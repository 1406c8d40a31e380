"""GOV.UK's HTML as its templates have rendered it from 2019 on (alphagov/government-frontend, frontend and their
components); the Content API is preferred. Pure.

What the templates say about a page (publisher, days, where it applies, files' numbers) is read into fields and left out of
the blocks, so that another template, or another day, makes no other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import urljoin, urlsplit

from watcher.dates import LONDON, find_dates, london_day
from watcher.extract.blocks import Element, blocks_of, inline, links_of
from watcher.extract.stages import stage_of_page
from watcher.extract.text import clean, moment
from watcher.model import Attachment, Block, BlockKind, ChangeNote, DateRole, Document, DocumentState, StructuredDate

_BANNERS = ("app-c-banner", "gem-c-summary-banner", "consultation-banner")
_STAMPS = ("published-dates", "publisher-metadata", "last-changed", "inverse-header__subtext")
FIRST_BLOCKS = 3
"""The title stands among the first blocks where a template repeats it as a heading."""


def is_govuk(tree: Element, url: str) -> bool:
    if re.match(r"https?://(?:www\.)?gov\.uk(?:/|$)", url):
        return True
    return bool(tree.xpath("boolean(.//*[contains(@class, 'gem-c-') or contains(@class, 'app-c-published-dates')])"))


def first_text(tree: Element, path: str) -> str:
    """The text of the first element that a path finds, or ""."""
    found = tree.find(path)
    return "" if found is None else clean(found.text_content())


def content_id_of(tree: Element) -> str:
    """The id of the page's item in the Content API, where its head tells it: <meta name="govuk:content-id">."""
    found: list[str] = tree.xpath(".//meta[@name='govuk:content-id']/@content")
    return clean(found[0]) if found else ""


def govuk_page(tree: Element, main: Element | None, url: str, title: str) -> Document:
    """A page of GOV.UK as a document; ``main`` is the part that holds its content, where it has one."""
    root = main if main is not None else tree
    notes = _notes(tree)
    published, updated = _days(tree)
    notice = _withdrawal(tree)
    state = _state(tree, notice)
    explanation = clean(notice.text_content()) if notice is not None and state is DocumentState.WITHDRAWN else ""
    attachments, dates = _attachments(root, url), _dates(root, updated or published)
    description = _description(root)
    staged, stage = stage_of_page(url, (clean(e.text_content()) for e in _with_class(root, "gem-c-notice", *_BANNERS)))
    if explanation:
        notice.drop_tree()  # type: ignore[union-attr]
    return Document(
        url=url,
        title=title,
        type=staged or _template(main),
        state=state,
        description=description,
        publisher=_fields(tree).get("from", ""),
        published=published,
        updated=updated or (notes[0].at if notes else None),
        notes=notes,
        blocks=_untitled(blocks_of(root), title),
        links=links_of(root, url),
        attachments=attachments,
        dates=dates,
        explanation=explanation,
        language=root.get("lang") or "en",
        stage=stage,
    )


def _template(main: Element | None) -> str:
    """The first class of the page's main part, which names the kind of document in the older templates."""
    named = (main.get("class") or "").split() if main is not None else []
    return named[0].replace("-", "_") if named else "page"


def _untitled(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    first = [b for b in blocks[:FIRST_BLOCKS] if not (b.kind is BlockKind.HEADING and b.text == title)]
    return (*first, *blocks[FIRST_BLOCKS:])


def _with_class(tree: Element, *parts: str) -> list[Element]:
    """Every element whose class contains one of the parts, in document order."""
    wanted = " or ".join(f"contains(@class, '{p}')" for p in parts)
    found: list[Element] = tree.xpath(f".//*[{wanted}]")
    return found


# --- state ---


def _withdrawal(tree: Element) -> Element | None:
    """The notice that says that the page was withdrawn."""
    notices = _with_class(tree, "gem-c-notice", "withdrawal-notice")
    said = (n for n in notices if re.search(r"\b(?:was|has been|is) withdrawn\b", clean(n.text_content()), re.I))
    return next(said, None)


def _state(tree: Element, withdrawal: Element | None) -> DocumentState:
    if withdrawal is not None or re.match(r"\[withdrawn\]", first_text(tree, ".//title"), re.I):
        return DocumentState.WITHDRAWN
    banners = _with_class(tree, "notification-banner", "app-c-banner", "government-navigation-banner", "status-block")
    for words in (clean(b.text_content()) for b in banners):
        if re.search(r"\bpublished under the\b.*\bgovernment\b", words) or ("previous" in words.lower() and "government" in words):
            return DocumentState.HISTORIC
    return DocumentState.LIVE


# --- what the templates say about the page ---


def _description(root: Element) -> str:
    """The summary: a paragraph of its own, or in the banner of a consultation beside its dates."""
    leads = _with_class(root, "gem-c-lead-paragraph")
    banners = _with_class(root, "app-c-banner__desc", "summary-banner__text", "consultation-summary")
    words = (clean(inline(e)) for e in (*leads, *banners))
    return next((w for w in words if w and not _SPAN.search(w)), "")


def _fields(tree: Element) -> dict[str, str]:
    """Terms and definitions of the page's metadata, the first of each term; terms are lower-case and without a colon."""
    found: dict[str, str] = {}
    for term in tree.iter("dt"):
        value = term.getnext()
        if value is not None and value.tag == "dd":
            found.setdefault(clean(term.text_content()).rstrip(": ").lower(), clean(value.text_content()))
    return found


def _days(tree: Element) -> tuple[datetime | None, datetime | None]:
    """First publication and last update as the page states them, at midnight in London."""
    fields = _fields(tree)
    stamps = " ".join(clean(inline(e)) for e in _with_class(tree, *_STAMPS))
    published = _day(fields.get("published", "")) or _stamped(stamps, r"\bPublished:? ")
    updated = _day(fields.get("last updated", "") or fields.get("updated", "")) or _stamped(stamps, r"\b(?:Last u|U)pdated:? ")
    return _midnight(published), _midnight(updated)


def _stamped(text: str, lead: str) -> date | None:
    said = re.search(lead + r"(\d{1,2} \w+ \d{4})", text)
    return _day(said[1]) if said else None


def _day(text: str) -> date | None:
    found = find_dates(text)
    return found[0].window.start if found else None


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC) if day else None


def _notes(tree: Element) -> tuple[ChangeNote, ...]:
    found = []
    for item in tree.xpath(".//li[contains(@class, 'published-dates__change-item')]"):
        time = item.find(".//time")
        at = moment(time.get("datetime")) if time is not None else None
        if time is not None:
            time.text = ""
        found.append(ChangeNote(at, clean(item.text_content())))
    return tuple(found)


def _attachments(root: Element, url: str) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for anchor in root.xpath(".//*[contains(@class, 'attachment')]//a[@href]"):
        address = urljoin(url, anchor.get("href"))
        words = clean(anchor.text_content())
        if words and address.startswith("http"):
            path = urlsplit(address).path
            html = "/government/" in path and not re.search(r"\.\w{2,4}$", path) and "/uploads/" not in path
            found.setdefault(address, Attachment(words, address, html))
    return tuple(found.values())


# --- dates that have a place of their own ---

_SPAN = re.compile(r"\b(?:clos(?:es|ed|ing) (?:at|on|date)|ran (?:from|until)|runs (?:from|until)|opens (?:at|on))\b", re.I)
_CLOSES = re.compile(
    r"\bconsultation\b.*\b(?:clos(?:es|ed)|ran (?:from|until)|runs (?:from|until))\b|\bclos(?:es|ed|ing) (?:at|on|date)\b", re.I
)
_TERMS = {
    "release date": DateRole.RELEASE, "proposed release": DateRole.RELEASE, "closing date": DateRole.CLOSING,
    "closes": DateRole.CLOSING, "opening date": DateRole.OPENING, "opens": DateRole.OPENING,
}  # fmt: skip


def _dates(root: Element, said_on: datetime | None) -> tuple[StructuredDate, ...]:
    """Closing, opening and release dates from banners and metadata; the closing date else from the text."""
    day = london_day(said_on) if said_on else None
    found = {role: on for role, on in (*_from_terms(root), *_from_banners(root)) if on}
    if DateRole.CLOSING not in found:
        closing = next((on for on in (_closing(b.text, day) for b in blocks_of(root)) if on), None)
        found |= {DateRole.CLOSING: closing} if closing else {}
    return tuple(StructuredDate(role, on) for role, on in found.items())


def _from_terms(root: Element) -> Iterator[tuple[DateRole, date | None]]:
    fields = _fields(root)
    yield from ((role, _day(fields[term])) for term, role in _TERMS.items() if term in fields)


def _from_banners(root: Element) -> Iterator[tuple[DateRole, date | None]]:
    """ "Closes at" one time; "ran from" one time "to" another. Their machine-readable times are read."""
    for banner in _with_class(root, *_BANNERS):
        times = [moment(t.get("datetime")) for t in banner.iter("time")]
        days = [london_day(t) for t in times if t is not None]
        words = clean(inline(banner))
        if days and _SPAN.search(words):
            yield DateRole.CLOSING, days[-1] if len(days) > 1 or "clos" in words.lower() else None


def _closing(text: str, said_on: date | None) -> date | None:
    if not _CLOSES.search(text):
        return None
    return next((f.window.end for f in find_dates(text, said_on=said_on) if f.role == "closing" and f.window.end), None)
