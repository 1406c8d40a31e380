"""Publications of a select committee and the government's responses to them (committees-api.parliament.uk). Pure.

``url`` of a source: the page of a committee (committees.parliament.uk/committee/203/education-committee/) or
/api/Publications with its own parameters (CommitteeId=203, PublicationTypeIds). Asked is what was published since a day and,
since responses and their deadlines come later, the reports of more than a year before it. A report's row is new once more
when a response arrives or its deadline is moved.

The list was read from a recorded answer of December 2024. The record of one publication (/api/Publications/ID) has the same
fields by the interface's OpenAPI description. Its files come, as other programs read them, from
/api/Publications/ID/Document/DOCUMENT/FORMAT as {"fileName", "data": base64}; neither was verified against the live site. The
public address of a file, which readers are given, is said to refuse programs, so it is not asked.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from watcher.dates import in_words, london_day
from watcher.errors import ExtractError
from watcher.extract.kind import Answer, Kind
from watcher.extract.page import extract_page
from watcher.extract.parliament import Page, Record, item_of, origin, paged, query, record, web, with_query
from watcher.extract.text import clean, title_of
from watcher.model import Block, BlockKind, DateRole, Document, Link, Source, SourceKind, StructuredDate

API = "https://committees-api.parliament.uk"
SITE = "https://committees.parliament.uk"
LIST = "/api/Publications"
REPORT, CORRESPONDENCE, RESPONSE = 1, 3, 2
"""Ids of types of publication, of which the first two are recorded and the third is as other programs know it."""
ANSWERED_WITHIN = timedelta(days=400)
"""Reports are watched for a response so long."""
FORMATS = ("Html", "Pdf", "OriginalFormat")
"""As the interface names them, the one that reads best first."""
_COMMITTEE = re.compile(r"/committee/(\d+)(?:/|$)")
_KEY = re.compile(r"committee-publication:(\d+)")
_TITLE_ALONE = "the list shows its title alone"


# --- the record of a publication ---


def _publication(p: Record) -> Document:
    """What the record says, without the files. Raises ExtractError naming the field that is wrong."""
    number = p.number("id")
    p = replace(p, what=f"publication {number}")
    at, responses = p.day("publicationStartDate"), _responses(p)
    if at is None:
        raise ExtractError(f"{p.what} has no publicationStartDate")
    due = _due(p)
    return Document(
        url=_public(p, number),
        title=title_of(p.needed("description")),
        type=_type(p),
        content_id=f"committee-publication:{number}",
        publisher=_publisher(p),
        published=at,
        updated=max([at, *(r for r, _ in responses if r)]),
        blocks=tuple(_facts(p, at, responses)),
        links=tuple(Link("", url) for url in _elsewhere(p)),
        dates=(StructuredDate(DateRole.RESPONSE, london_day(due)),) if due else (),
    )


def _type(p: Record) -> str:
    """A report is what a committee finds; what answers one is the word of government."""
    kind = p.one("type")
    if kind is None:
        raise ExtractError(f"{p.what} has no type")
    if p.values.get("responseToPublicationId") is not None or _department(p) or kind.number("id") == RESPONSE:
        return "government_response"
    if kind.flag("governmentCanRespond"):
        return "committee_report"
    return "correspondence" if kind.number("id") == CORRESPONDENCE else "committee_publication"


def _publisher(p: Record) -> str:
    committee = p.one("committee")
    return _department(p) or f"{committee.needed('name') if committee else 'A committee'}, UK Parliament"


def _department(p: Record) -> str:
    """The department that responds: a name by itself, or an object with one."""
    value = p.values.get("respondingDepartment")
    if isinstance(value, dict):
        return clean(Record(value, f"{p.what}’s respondingDepartment").text("name"))
    return clean(p.text("respondingDepartment"))


def _due(p: Record) -> datetime | None:
    government = p.one("governmentResponses")
    return government.day("responseDeadline") if government else None


def _responses(p: Record) -> tuple[tuple[datetime | None, str], ...]:
    """When each response was published, and what it is called."""
    government = p.one("governmentResponses")
    found = government.many("publication") if government else ()
    return tuple((r.day("publicationStartDate"), clean(r.text("description"))) for r in found)


def _facts(p: Record, at: datetime, responses: Sequence[tuple[datetime | None, str]]) -> Iterator[Block]:
    """What a reader sees around the file, a line each."""
    kind, government, due = p.one("type"), p.one("governmentResponses"), _due(p)
    name = clean(kind.text("name")) if kind else ""
    numbers = [clean(n.text("number")) for n in (p.one("hcNumber"), p.one("hlPaper")) if n]
    yield Block(BlockKind.PARAGRAPH, ", ".join([name or "Publication", *filter(None, numbers), in_words(london_day(at))]))
    if due:
        yield Block(BlockKind.PARAGRAPH, f"Government response due by {in_words(london_day(due))}")
    if government and government.flag("responseExcepted"):
        yield Block(BlockKind.PARAGRAPH, "The record calls it excepted from a government response")
    for when, title in responses:
        said = f"Government response, {in_words(london_day(when))}" if when else "Government response"
        yield Block(BlockKind.PARAGRAPH, f"{said}: {title}" if title else said)


def _elsewhere(p: Record) -> Iterator[str]:
    yield from filter(None, (web(SITE, p.text(name)) for name in ("additionalContentUrl", "additionalContentUrl2")))


def _public(p: Record, number: int) -> str:
    """Where a reader finds it: its first file, else where its record points, else the record itself."""
    files = p.many("documents")
    if files:
        return f"{SITE}/publications/{number}/documents/{files[0].number('documentId')}/default/"
    return next(_elsewhere(p), f"{API}{LIST}/{number}")


# --- the list ---


def _list(url: str, bodies: Sequence[bytes]) -> Document:
    """Newest first, each once. Of a publication with files the row is only a part."""
    found = {e.content_id: e for body in bodies for e in _rows(body)}
    ordered = tuple(sorted(found.values(), key=lambda e: (e.updated.isoformat() if e.updated else "", e.url), reverse=True))
    blocks = tuple(Block(BlockKind.ROW, " | ".join([e.title, *(b.text for b in e.blocks)])) for e in ordered)
    return Document(url, "Publications of a committee", "recent", blocks=blocks, entries=ordered)


def _rows(body: bytes) -> Iterator[Document]:
    for item in record(body, "the list of publications").many("items"):
        row = _publication(item)
        yield replace(row, partial=_TITLE_ALONE) if item.many("documents") else row


# --- a publication in full ---


def _whole(source: Source, bodies: Sequence[bytes]) -> Document:
    """The record, and the text of its files where they can be read; ``partial`` says why one cannot."""
    item = record(bodies[0], "the publication")
    document, wanted = _publication(item), len(item.many("documents"))
    read = [_file(source, document.url, body) for body in bodies[1:]]
    whys = [why for _, why in read if why] + ["a file of it could not be had"] * (len(read) < wanted)
    text = tuple(b for file, _ in read for b in (file.blocks if file else ()))
    links = tuple(link for file, _ in read for link in (file.links if file else ()))
    partial = whys[0] if whys else next((file.partial for file, _ in read if file and file.partial), "")
    return replace(document, blocks=(*document.blocks, *text), links=(*document.links, *links), partial=partial)


def _file(source: Source, url: str, body: bytes) -> tuple[Document | None, str]:
    """What a file says, or why it cannot be read."""
    from watcher.extract.kinds import KINDS

    try:
        answer = record(body, "the file")
        name = clean(answer.text("fileName"))
        data = base64.b64decode(answer.text("data"), validate=True)
        if name.lower().endswith((".html", ".htm")):
            return extract_page(None, url, "", data), ""
        return KINDS[SourceKind.FILE].read(replace(source, kind=SourceKind.FILE, url=url), Answer(url, "", data)), ""
    except binascii.Error:
        return None, "its file came in a coding that is not base64"
    except ExtractError as e:
        return None, f"its file could not be read: {e}"


# --- the kind ---


def list_address(url: str) -> str:
    """Where a source's list is asked for; "" where its address is that of no list."""
    parts = urlsplit(url)
    if parts.path.rstrip("/").lower() == LIST.lower():
        return url
    committee = _COMMITTEE.match(parts.path) if parts.netloc.lower() == urlsplit(SITE).netloc else None
    return f"{API}{LIST}?CommitteeId={committee[1]}" if committee else ""


def _lists(source: Source, since: datetime) -> tuple[str, ...]:
    address = list_address(source.url)
    if not address:
        return ()
    recent = with_query(address, StartDate=london_day(since).isoformat())
    types = [value for name, value in query(address) if name.lower() == "publicationtypeids"]
    if types and str(REPORT) not in types:
        return (recent,)
    long_ago = london_day(since - ANSWERED_WITHIN).isoformat()
    return recent, with_query(address, StartDate=long_ago, PublicationTypeIds=str(REPORT))


def _page(body: bytes) -> Page:
    answer = record(body, "the list of publications")
    if "items" not in answer.values:
        raise ExtractError("the list of publications has no items")
    return Page(answer.number("totalResults"), tuple(i.number("id") for i in answer.many("items")))


def _full(source: Source, listed: Document) -> Source | None:
    return item_of(source, listed, _KEY, list_address(source.url), LIST)


def _parts(target: Source, bodies: Sequence[bytes]) -> str:
    """The files of a publication, each in the best of its formats."""
    item = record(bodies[0], "the publication")
    files = item.many("documents")[len(bodies) - 1 :]
    if not files:
        return ""
    formats = [f.text("fileDataFormat") for f in files[0].many("files")]
    best = next((f for f in FORMATS if f in formats), FORMATS[-1])
    return f"{origin(target.url)}{LIST}/{item.number('id')}/Document/{files[0].number('documentId')}/{best}"


def _read(source: Source, answer: Answer) -> Document:
    if "items" in record(answer.bodies[0], "the answer").values:
        return _list(source.url, answer.bodies)
    return _whole(source, answer.bodies)


_ask, _further = paged(_lists, _page)

KIND = Kind(read=_read, ask=_ask, further=_further, full=_full, parts=_parts, discovers=True, official=True)
