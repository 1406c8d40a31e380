"""The front door of extraction: bytes -> Document. Pure; every failure is an ExtractError."""

from __future__ import annotations

from dataclasses import replace

from watcher.errors import ExtractError
from watcher.extract.addressed import own_address
from watcher.extract.govuk import content_api, extract_item
from watcher.extract.kind import GIVEN, LENT, Answer, Kind, Reads, joined
from watcher.extract.kinds import KINDS
from watcher.extract.page import SelectorEmpty, extract_page
from watcher.model import LISTS, Document, DocumentState, Source, SourceKind

__all__ = [
    "GIVEN",
    "LENT",
    "Answer",
    "Kind",
    "Reads",
    "SelectorEmpty",
    "absent",
    "as_asked",
    "content_api",
    "discovers",
    "extract",
    "extract_file",
    "joined",
    "kind_of",
    "official",
    "own_address",
]


def kind_of(source: Source) -> Kind:
    return KINDS[source.kind]


def discovers(source: Source) -> bool:
    """Whether it lists documents which nobody has named beforehand."""
    discovers = kind_of(source).discovers
    return discovers if isinstance(discovers, bool) else discovers(source)


def official(source: Source) -> bool:
    """Whether everything that it shows is published by national government or Parliament."""
    return kind_of(source).official


def extract(source: Source, answer: Answer) -> Document:
    """What a source's answer says. The document's ``url`` is the page's own, not that of an interface to it."""
    return kind_of(source).read(source, answer)


def as_asked(source: Source, document: Document) -> Source:
    """The source as it was asked for one of its documents: itself, a page or file that belongs to it, or one that it listed."""
    if document.type == "attachment":
        return replace(source, kind=SourceKind.FILE, url=document.url, select="", ignore=())
    if discovers(source) and document.type not in LISTS:
        return kind_of(source).full(source, document) or replace(source, url=document.url)
    return replace(source, url=document.url)


def extract_file(name: str, body: bytes) -> Document:
    """A saved HTML page or Content API item, told apart by its first character."""
    if Answer("", "", body).is_json:
        return extract_item(f"https://www.gov.uk/{name.rsplit('.', 1)[0]}", body)
    return extract_page(None, f"file:{name}", "", body)


def absent(url: str, status: int) -> Document:
    """A page that answers 404 or 410."""
    if status not in (404, 410):
        raise ExtractError(f"a page that answers {status} is not absent")
    return Document(url, "", "gone", DocumentState.GONE)
