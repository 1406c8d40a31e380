"""Lists of legislation.gov.uk (Atom): of laws, and of the changes made to a law. Pure.

Both as the service documents them (legislation/data-documentation: formats/atom, api/search, model/effects). The list of laws was
also read from a recorded answer of an older host name, the list of changes from answers that public projects keep. Not verified
against the live site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from watcher.dates import in_words, london_day
from watcher.errors import ExtractError
from watcher.extract.law_text import DRAFT, LAW, LEG, STILL_A_DRAFT, UKM, real_moment
from watcher.extract.text import clean, title_of
from watcher.extract.xml_tree import Element, parse_xml
from watcher.model import Block, BlockKind, Document

ATOM = "{http://www.w3.org/2005/Atom}"
_OPEN_SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_HOST = re.compile(r"(?:.*\.)?legislation(?:\.data)?\.gov\.uk")
_WORD_IN_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])")


def feed_of(body: bytes) -> Element:
    """The root of a page of a list; raises ExtractError where it is another thing."""
    root = parse_xml(body)
    if root.tag != f"{ATOM}feed":
        raise ExtractError("it is not an Atom feed")
    if root.find(f"{LEG}page") is None and root.find(f"{_OPEN_SEARCH}startIndex") is None:
        raise ExtractError("it is an Atom feed, but no list of legislation.gov.uk (it has no leg:page)")
    return root


def goes_on(page: Element) -> bool:
    """Whether another page follows. The link says so; leg:morePages is only an estimate."""
    return any(link.get("rel") == "next" for link in page.iterfind(f"{ATOM}link"))


def all_older(page: Element, since: datetime) -> bool:
    """Whether a page is sorted by modification, newest first, and has come to what is older than ``since``.

    A page in any other order, or with a row whose day is nonsense, tells nothing of the pages behind it.
    """
    rows = [real_moment(e.findtext(f"{ATOM}updated") or "") for e in page.iterfind(f"{ATOM}entry")]
    known = [at for at in rows if at is not None]
    return len(known) == len(rows) > 0 and known == sorted(known, reverse=True) and known[-1] < since


# --- laws ---


def extract_laws(url: str, bodies: Sequence[bytes]) -> Document:
    """A list of type "recent": the laws that were made or changed lately, the newest first, each once. Raises ExtractError.

    A row's ``published`` is the day of its publication, or of its making where that is all there is. Its ``updated`` is the day
    from which its newest version stands, so that it is not new again each time that the site stores it anew.
    """
    found = [_law(entry) for body in bodies for entry in feed_of(body).iterfind(f"{ATOM}entry")]
    laws = sorted({e.row_key: e for e in found}.values(), key=lambda e: (e.updated.isoformat() if e.updated else "", e.url))
    rows = tuple(Block(BlockKind.ROW, _row(e)) for e in reversed(laws))
    return Document(url, "Legislation: laws found", "recent", blocks=rows, entries=tuple(reversed(laws)))


def _row(law: Document) -> str:
    """ "The Example Regulations 2024 | uksi/2024/535 | 15 April 2024"."""
    return f"{law.title} | {urlsplit(law.url).path.strip('/')} | {in_words(london_day(law.updated)) if law.updated else ''}"


def _law(entry: Element) -> Document:
    kind = _value(entry, "DocumentMainType")
    url, title = public_page(entry.findtext(f"{ATOM}id") or ""), title_of(_english(entry.find(f"{ATOM}title")))
    if not kind or not url or not title:
        raise ExtractError("an entry of the list has no ukm:DocumentMainType, id or title")
    published = real_moment(entry.findtext(f"{ATOM}published") or "") or real_moment(_value(entry, "CreationDate", "Date"))
    told = [at for at in (published, _version(entry)) if at]
    number = f"{_WORD_IN_NAME.sub(' ', kind)} {_value(entry, 'Year')}/{_value(entry, 'Number')}".rstrip("/")
    draft = "Draft" in kind
    words = (number, STILL_A_DRAFT if draft else "", clean(_english(entry.find(f"{ATOM}summary"))))
    description = ". ".join(w.rstrip(".") for w in words if w)[:2000]
    return Document(
        url, title, DRAFT if draft else LAW, description=description, published=published, updated=max(told, default=None)
    )


def _value(entry: Element, name: str, attribute: str = "Value") -> str:
    element = entry.find(f"{UKM}{name}")
    return clean(element.get(attribute, "")) if element is not None else ""


def _english(element: Element) -> str:
    """The words of an element; of one in two languages, the English."""
    if element is None:
        return ""
    english = [e for e in element.iter() if e.get(_LANGUAGE) == "en"]
    return " ".join(" ".join(e.itertext()) for e in english or [element])


def _version(entry: Element) -> datetime | None:
    """The day in the address of the newest version ("/ukpga/2018/12/2026-06-19"); None for a law as it was made."""
    links = (link.get("href", "") for link in entry.iterfind(f"{ATOM}link") if link.get("rel") is None)
    return next((real_moment(tail) for link in links if re.fullmatch(r"\d{4}-\d\d-\d\d", tail := link.rpartition("/")[2])), None)


def public_page(identifier: str) -> str:
    """The page of a law of which the site gives the identifier ("http://www.legislation.gov.uk/id/uksi/2024/535"), or ""."""
    try:
        parts = urlsplit(identifier.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path = parts.path.removeprefix("/id").rstrip("/")
    return f"https://www.legislation.gov.uk{path}" if _HOST.fullmatch(host) else f"{parts.scheme}://{parts.netloc}{path}"


# --- changes to a law ---


@dataclass(frozen=True, slots=True)
class _Effect:
    """One change that one provision makes to another. ``key``: as the site tells effects apart."""

    key: str
    year: int
    number: int
    affected: str
    provision: str
    rest: str
    modified: datetime | None


def extract_changes(url: str, bodies: Sequence[bytes]) -> Document:
    """All changes to a law, one row each, those by the newest laws first. Raises ExtractError.

    What the editors do with a change (whether it has been worked into the text) is no part of a row; ``updated`` is when they last
    did anything. Pages that do not fit together are refused: the service keeps each by itself, and for days.
    """
    pages = [feed_of(body) for body in bodies]
    effects = [[_effect(entry) for entry in page.iterfind(f"{ATOM}entry")] for page in pages]
    _fit_together(pages, effects)
    found = sorted((e for page in effects for e in page), key=lambda e: (-e.year, -e.number, e.affected, e.provision, e.rest))
    laws = sorted({e.affected for e in found if e.affected})
    title = f"Changes to {laws[0]}" if len(laws) == 1 else "Changes to legislation"
    last = max((e.modified for e in found if e.modified), default=None)
    return Document(url, title_of(title), "legislation_changes", updated=last, blocks=tuple(_table(found, len(laws) > 1)))


def _fit_together(pages: Sequence[Element], effects: Sequence[Sequence[_Effect]]) -> None:
    keys = [{e.key for e in page} for page in effects]
    totals = {page.findtext(f"{_OPEN_SEARCH}totalResults") for page in pages}
    if len(totals) > 1 or len(set().union(*keys)) < sum(map(len, keys)):
        raise ExtractError("the pages of the list are of different days and do not fit together; another look may find one list")


def _table(effects: Iterable[_Effect], of_many_laws: bool) -> Iterator[Block]:
    rows = dict.fromkeys(f"{f'{e.affected}, ' if of_many_laws else ''}{e.provision} | {e.rest}" for e in effects)
    if not rows:
        yield Block(BlockKind.PARAGRAPH, "No changes are recorded.")
        return
    yield Block(BlockKind.COLUMNS, "Provision | Change | Made by | In force")
    yield from (Block(BlockKind.ROW, row) for row in rows)


def _effect(entry: Element) -> _Effect:
    effect = entry.find(f"{ATOM}content/{UKM}Effect")
    if effect is None:
        raise ExtractError("an entry of the list of changes has no ukm:Effect")
    kind, year, number = (clean(effect.get(name, "")) for name in ("Type", "AffectingYear", "AffectingNumber"))
    if not kind or not year.isdecimal():
        raise ExtractError("a change in the list has no Type or AffectingYear")
    law = clean(effect.findtext(f"{UKM}AffectingTitle") or "") or f"{year}/{number}"
    by = ", ".join(t for t in (law, clean(effect.get("AffectingProvisions", ""))) if t)
    provision, rest = clean(effect.get("AffectedProvisions", "")) or "the whole", f"{kind} | {by} | {_in_force(effect)}"
    return _Effect(
        key=effect.get("EffectId") or f"{provision} {rest}",
        year=int(year[:4]),
        number=int(number[:9]) if number.isdecimal() else 0,
        affected=clean(effect.findtext(f"{UKM}AffectedTitle") or ""),
        provision=provision,
        rest=rest,
        modified=real_moment(effect.get("Modified", "")),
    )


def _in_force(effect: Element) -> str:
    """ "1 September 2024", with what it is for where that is not all of it."""
    said = []
    for element in effect.iterfind(f"{UKM}InForceDates/{UKM}InForce"):
        day = _day(element.get("Date", ""))
        purpose = clean(element.get("Qualification", "")).removeprefix("wholly in force")
        if day:
            said.append(f"{in_words(day)} ({purpose})" if purpose else in_words(day))
    return "; ".join(dict.fromkeys(said)) or "no day set"


def _day(text: str) -> date | None:
    at = real_moment(f"{text}T12:00:00Z")
    return at.date() if at else None
