"""The front door of extraction: bytes -> Document. Pure; every failure is an ExtractError."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from watcher.errors import ExtractError
from watcher.extract.addressed import own_address
from watcher.extract.govuk import extract_item
from watcher.extract.listing import extract_feed, extract_search
from watcher.extract.page import SelectorEmpty, extract_page
from watcher.model import Attachment, Document, DocumentState, Source, SourceKind

__all__ = [
    "EXTRACTOR_VERSION",
    "SelectorEmpty",
    "absent",
    "attachment_url",
    "extract",
    "extract_file",
    "own_address",
    "request_url",
]

EXTRACTOR_VERSION = "2"
"""Raise it when the same bytes would read differently: every source then sets a new baseline, silently."""


def extract(source: Source, response_url: str, content_type: str, body: bytes, *, now: datetime) -> Document:
    """What a source's answer says. The document's ``url`` is the page's own, not that of an interface to it."""
    if source.kind is SourceKind.FEED:
        return extract_feed(source.url, content_type, body)
    if source.kind is SourceKind.GOVUK_SEARCH:
        return extract_search(source.url, body)
    if source.kind is SourceKind.GOVUK and _is_json(content_type, body):
        return extract_item(source.url, body)
    return extract_page(source, response_url if source.kind is SourceKind.PAGE else source.url, content_type, body)


def _is_json(content_type: str, body: bytes) -> bool:
    return "json" in content_type or body.lstrip()[:1] == b"{"


def extract_file(name: str, body: bytes, *, now: datetime) -> Document:
    """A saved HTML page or Content API item, told apart by its first character."""
    if _is_json("", body):
        return extract_item(f"https://www.gov.uk/{name.rsplit('.', 1)[0]}", body)
    return extract_page(None, f"file:{name}", "", body)


def request_url(source: Source) -> str:
    """Where to ask: the Content API for a GOV.UK page, the address itself for every other kind."""
    if source.kind is not SourceKind.GOVUK:
        return source.url
    parts = urlsplit(source.url)
    if parts.path.startswith("/api/content/"):
        return source.url
    return f"{parts.scheme}://{parts.netloc}/api/content{parts.path.rstrip('/')}"


def attachment_url(source: Source, attachment: Attachment) -> str:
    """Where to ask for an HTML attachment, on the origin of its parent."""
    parts, parent = urlsplit(attachment.url), urlsplit(source.url)
    return f"{parent.scheme}://{parent.netloc}/api/content{parts.path.rstrip('/')}"


def absent(url: str, status: int) -> Document:
    """A page that answers 404 or 410."""
    if status not in (404, 410):
        raise ExtractError(f"a page that answers {status} is not absent")
    return Document(url, "", "gone", DocumentState.GONE)
