"""The text of a law in Crown Legislation Markup Language (CLML) -> a document whose blocks are its provisions. Pure.

The names are those of the published schema (legislation/clml-schema) and of answers of legislation.gov.uk that public projects
keep; not verified against the live site. One block for each passage with a number of its own, so that an amendment shows as the
passage that it amends: "49 (1) ...", "(a) ...". The notes of the site's editors are left out. So are changes that are known and
not yet worked into the text: those are in the list of changes (law_lists). Dots in place of words are the editors' mark of a
repeal or of words left out, and are said in words here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from watcher.errors import ExtractError
from watcher.extract.blocks import LONGEST_BLOCK, MOST_BLOCKS
from watcher.extract.text import clean, moment, title_of
from watcher.extract.xml_tree import Element, local_name, parse_xml
from watcher.model import Block, BlockKind, Document

LEG = "{http://www.legislation.gov.uk/namespaces/legislation}"
UKM = "{http://www.legislation.gov.uk/namespaces/metadata}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DCT = "{http://purl.org/dc/terms/}"

LAW = "regulation"
"""The type of every law here: the matcher's word for what legislation.gov.uk publishes, acts among it."""
DRAFT = "draft_legislation"
STILL_A_DRAFT = "A draft: it will become law only when it has been approved and made."
"""Said of a draft in its description, so that it is not taken for the law."""

_BESIDE = frozenset(
    ("Metadata", "Contents", "Commentaries", "Footnotes", "MarginNotes", "Resources", "CitationLists", "SignedSection")
)
"""What stands beside the text of a law, and is not read."""
_HEADS = frozenset(("Number", "Title", "TitleBlock"))
_RUNNING = frozenset(("Text", "LongTitle", "Formula"))
_DATED = frozenset(("SiftedDate", "MadeDate", "LaidDate", "ComingIntoForce"))
_PROVISION = re.compile(r"P[1-7]")
_CHARACTERS = {"EmDash": "—", "EnDash": "–", "Minus": "−", "DotPadding": "…", "LinePadding": "…", "BoxPadding": "…"}
_DOTS = re.compile(r"(?:\. ?){3,}|…+")
_STATUS = {
    "Prospective": "not yet in force",
    "Repealed": "repealed",
    "Dead": "no longer in force",
    "Discarded": "repealed before it came into force",
}
_DIVISION = re.compile(
    r"/((?:part|chapter|crossheading|section|regulation|article|rule|schedule|schedules|paragraph|annex)(?:/.*)?)$"
)


def extract_law(url: str, body: bytes) -> Document:
    """A law, or the part of it that was asked for, as it stands now. ``url``: its page. Raises ExtractError.

    ``published`` is the day on which it was made or enacted, ``updated`` the day since which the law has stood as shown.
    """
    root = parse_xml(body)
    if root.tag != f"{LEG}Legislation":
        raise ExtractError(f"it is not the XML of a law: its root is {clean(local_name(root))!r}, not 'Legislation'")
    if root.find(f"{LEG}Contents") is not None and root.find(f".//{LEG}Body") is None:
        raise ExtractError("it is the table of contents of a law, not its text")
    meta = root.find(f"{UKM}Metadata")
    title = title_of(_of(meta, f"{_DC}title"))
    if not title:
        raise ExtractError("the law has no title (dc:title in its metadata)")
    blocks = tuple(islice(_below(root), MOST_BLOCKS))
    if all(b.kind is BlockKind.HEADING for b in blocks):
        raise ExtractError("the law has no text in XML; the site may hold it as PDF only")
    draft = meta.find(f".//{UKM}DocumentStatus[@Value='draft']") is not None
    return Document(
        url,
        title_of(f"{title}{_division(url)}"),
        DRAFT if draft else LAW,
        description=clean(f"{STILL_A_DRAFT if draft else ''} {_of(meta, f'{_DC}description')}")[:2000],
        published=_made(meta),
        updated=real_moment(_of(meta, f"{_DCT}valid")),
        blocks=blocks,
        language="cy" if _of(meta, f"{_DC}language") == "cy" else "en",
    )


def real_moment(text: str) -> datetime | None:
    """A moment or day in UTC; None where it is none, or lies beyond every law: the site says the year 3200 where it has no day."""
    at = moment(text)
    return at if at is not None and 1200 < at.year < 2200 else None


def _of(meta: Element, name: str) -> str:
    return (meta.findtext(name) or "") if meta is not None else ""


def _made(meta: Element) -> datetime | None:
    found = (meta.find(f".//{UKM}{name}") for name in ("EnactmentDate", "Made"))
    return next((real_moment(e.get("Date", "")) for e in found if e is not None), None)


def _division(url: str) -> str:
    """ ", part 3" for a page that shows a part only."""
    found = _DIVISION.search(url)
    return f", {found[1].replace('/', ' ')}" if found else ""


# --- blocks ---


def _below(element: Element) -> Iterator[Block]:
    """The blocks of what an element holds, in reading order."""
    for child in element:
        if local_name(child) not in _BESIDE:
            yield from _blocks(child)


def _blocks(element: Element) -> Iterator[Block]:
    name = local_name(element)
    if _PROVISION.fullmatch(name):
        yield from _provision(element, name)
    elif name == "tr":
        yield from _block(BlockKind.ROW, " | ".join(clean(_inline(cell)) for cell in element))
    elif name == "ListItem":
        yield from (replace(b, kind=BlockKind.ITEM) if b.kind is BlockKind.PARAGRAPH else b for b in _below(element))
    elif name in _DATED:
        yield from _block(BlockKind.PARAGRAPH, " ".join(element.itertext()))
    elif name in _RUNNING or _says(element):
        yield from _block(BlockKind.PARAGRAPH, _inline(element))
    else:
        yield from _division_blocks(element)


def _division_blocks(element: Element) -> Iterator[Block]:
    """A part, chapter, schedule or group: its number and title above what it holds."""
    heads = [e for e in element if local_name(e) in _HEADS]
    heading = " ".join(clean(" ".join(e.itertext())) for e in heads)
    status = _STATUS.get(element.get("Status", ""))
    yield from _block(BlockKind.HEADING, f"{heading} ({status})" if heading and status else heading)
    for child in element:
        if local_name(child) not in _BESIDE | _HEADS:
            yield from _blocks(child)


def _provision(element: Element, name: str) -> Iterator[Block]:
    """Its number stands before the first passage in it."""
    number, found = "", list[Block]()
    for child in element:
        if local_name(child) == "Pnumber":
            before, after = ("", "") if name == "P1" else ("(", ")")
            number = f"{child.get('PuncBefore', before)}{clean(_inline(child))}{child.get('PuncAfter', after)}"
        else:
            found += _blocks(child)
    if found and found[0].kind is not BlockKind.HEADING:
        found[0] = replace(found[0], text=f"{number} {found[0].text}".strip())
    elif number:
        found.insert(0, Block(BlockKind.PARAGRAPH, number))
    yield from found


def _block(kind: BlockKind, text: str) -> Iterator[Block]:
    said = clean(_DOTS.sub(" [repealed or left out] ", text))[:LONGEST_BLOCK]
    if said.strip(" |"):
        yield Block(kind, said)


def _says(element: Element) -> bool:
    """Whether words stand in the element itself, and not only in what it holds."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _inline(element: Element) -> str:
    """The words in an element, with the characters that the format writes as elements."""
    parts = [element.text or ""]
    for child in element:
        character = local_name(child) == "Character"
        parts += [_CHARACTERS.get(child.get("Name", ""), " ") if character else _inline(child), child.tail or ""]
    return "".join(parts)
