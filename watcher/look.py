"""One look at one source: requests, extraction and quality gate -> observations. No state is written here.

The fetcher is passed in; everything else is pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from watcher.errors import ExtractError, FetchError
from watcher.extract import EXTRACTOR_VERSION, absent, attachment_url, extract, request_url
from watcher.model import (
    Attachment,
    Document,
    DocumentState,
    Response,
    Seen,
    Snapshot,
    Source,
    SourceKind,
    SourceState,
    Unseen,
    UnseenReason,
    Validators,
)
from watcher.quality import judge_quality

CONFIRMING_LOOKS = 2
"""A page that seems gone or collapsed is believed when this many looks in a row say the same."""
MOST_ATTACHMENTS = 12
"""HTML attachments of a page that are looked at with it."""


class Gets(Protocol):
    def get(self, url: str, *, validators: Validators = ..., accept: str = ...) -> Response: ...


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look saw. ``documents`` are those read anew; ``same`` are keys the server says are unchanged."""

    documents: tuple[Seen, ...]
    same: tuple[str, ...]
    validators: tuple[tuple[str, Validators], ...]
    missing: bool = False  # the page was never there: a state, not a failure


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nothing was accepted. ``suspect`` is the fingerprint of what a second look may confirm, or empty."""

    unseen: Unseen
    suspect: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a source before the look."""

    state: SourceState
    latest: Mapping[str, Snapshot]
    validators: Callable[[str], Validators]

    def usable_validators(self, source: Source, url: str) -> Validators:
        """None where our own rules changed: the page must be read again in full."""
        return self.validators(url) if self.latest and self.state.rules == fingerprint(source) else Validators()


def fingerprint(source: Source) -> str:
    """Changes when a change of ours, not of the page, would make the same bytes read differently."""
    rules = (source.kind.value, source.url, source.select, *source.ignore, EXTRACTOR_VERSION)
    return hashlib.sha256("\0".join(rules).encode()).hexdigest()[:16]


def look_at(source: Source, fetcher: Gets, memory: Memory, now: datetime) -> Sight | Doubt:
    """One look. Expected failures come back as ``Doubt``; bugs propagate."""
    try:
        return _look(source, fetcher, memory, now)
    except FetchError as e:
        return Doubt(Unseen(UnseenReason(e.reason), str(e), now), not_before=getattr(e, "retry_at", None))


def _look(source: Source, fetcher: Gets, memory: Memory, now: datetime) -> Sight | Doubt:
    main = _main_response(source, fetcher, memory)
    if main.status in (404, 410):
        return _absence(source, main, memory, now)
    if main.not_modified:
        parts = _attachments(source, fetcher, memory, now, _known_attachments(memory))
        return replace(parts, same=tuple(k for k in memory.latest if k not in _keys(parts)))
    document = _extracted(source, main, now)
    if isinstance(document, Doubt):
        return document
    return _accepted(source, fetcher, memory, main, document, now)


def _keys(sight: Sight) -> set[str]:
    return {seen.document.key for seen in sight.documents}


def _main_response(source: Source, fetcher: Gets, memory: Memory) -> Response:
    """The Content API item of a GOV.UK page; its HTML where the API has no such item or cannot be read."""
    url = request_url(source)
    try:
        response = fetcher.get(url, validators=memory.usable_validators(source, url))
    except FetchError as e:
        if source.kind is not SourceKind.GOVUK or e.reason not in (UnseenReason.HTTP_ERROR, UnseenReason.BAD_RESPONSE):
            raise
        return fetcher.get(source.url, validators=memory.usable_validators(source, source.url))
    if source.kind is SourceKind.GOVUK and response.status == 404:
        return fetcher.get(source.url, validators=memory.usable_validators(source, source.url))
    return response


def _absence(source: Source, response: Response, memory: Memory, now: datetime) -> Sight | Doubt:
    before = _main_snapshot(source, memory)
    if before is None:
        return Sight((), (), (), missing=True)
    if before.document.state is DocumentState.GONE:
        return Sight((), tuple(memory.latest), ())
    suspect = f"absent:{response.status}"
    if memory.state.suspect != suspect or memory.state.suspect_looks + 1 < CONFIRMING_LOOKS:
        detail = f"The address answered {response.status}; a second look will confirm whether the page is gone."
        return Doubt(Unseen(UnseenReason.HTTP_ERROR, detail, now), suspect)
    gone = absent(before.document.url, response.status)
    gone = replace(gone, content_id=before.document.content_id, title=before.document.title)
    return Sight((Seen(gone, response.body, now),), (), ())


def _main_snapshot(source: Source, memory: Memory) -> Snapshot | None:
    """The source's own document, as distinct from its attachments and from documents it listed."""
    exact = [s for s in memory.latest.values() if s.document.url.rstrip("/") == source.url.rstrip("/")]
    moved = [s for s in memory.latest.values() if s.document.type != "html_publication"]
    return next(iter(exact or moved), None)


def _extracted(source: Source, response: Response, now: datetime) -> Document | Doubt:
    content_type = response.headers.get("content-type", "")
    try:
        return extract(source, response.url, content_type, response.body, now=now)
    except ExtractError as e:
        empty_selection = type(e).__name__ == "SelectorEmpty"
        reason = UnseenReason.SELECTOR_EMPTY if empty_selection else UnseenReason.UNREADABLE
        return Doubt(Unseen(reason, f"The page was read but not understood: {e}", now))


def _accepted(
    source: Source, fetcher: Gets, memory: Memory, response: Response, document: Document, now: datetime
) -> Sight | Doubt:
    if document.state is DocumentState.MOVED and document.moved_to and source.kind is SourceKind.GOVUK:
        response, document = _followed(source, fetcher, memory, response, document, now)
    before = memory.latest.get(document.key) or _main_snapshot(source, memory)
    doubt = _suspicion(document, response.body, before, memory, now)
    if doubt:
        return doubt
    seen = Seen(document, response.body, now, response.validators)
    parts = _attachments(source, fetcher, memory, now, document.attachments)
    address = response.url if source.kind is SourceKind.GOVUK else request_url(source)
    validators = ((address, response.validators), *parts.validators)
    return Sight((seen, *parts.documents), parts.same, validators)


def _followed(
    source: Source, fetcher: Gets, memory: Memory, response: Response, stub: Document, now: datetime
) -> tuple[Response, Document]:
    """The document at the address that a redirect item names; the stub itself where it is another document."""
    target = replace(source, url=stub.moved_to)
    answer = fetcher.get(request_url(target))
    before = _main_snapshot(source, memory)
    if answer.status == 200:
        document = _extracted(target, answer, now)
        if isinstance(document, Document) and (before is None or document.key == before.document.key):
            return answer, document
    if before is None:
        return response, stub
    return response, replace(stub, content_id=before.document.content_id, title=before.document.title)


def _suspicion(document: Document, raw: bytes, before: Snapshot | None, memory: Memory, now: datetime) -> Doubt | None:
    suspicion = judge_quality(document, raw, before.document if before else None)
    if suspicion is None:
        return None
    unseen = Unseen(suspicion.reason, suspicion.detail, now)
    if suspicion.certain:
        return Doubt(unseen)
    suspect = hashlib.sha256(document.text.encode()).hexdigest()
    if memory.state.suspect == suspect and memory.state.suspect_looks + 1 >= CONFIRMING_LOOKS:
        return None
    return Doubt(unseen, suspect)


def _known_attachments(memory: Memory) -> tuple[Attachment, ...]:
    return tuple(a for s in memory.latest.values() for a in s.document.attachments)


def _attachments(source: Source, fetcher: Gets, memory: Memory, now: datetime, attachments: tuple[Attachment, ...]) -> Sight:
    """The HTML attachments of a GOV.UK page: each is a document, looked at with every look at its parent."""
    documents: list[Seen] = []
    same: list[str] = []
    validators: list[tuple[str, Validators]] = []
    wanted = [a for a in attachments if a.html] if source.kind is SourceKind.GOVUK else []
    for attachment in wanted[:MOST_ATTACHMENTS]:
        url = attachment_url(source, attachment)
        known = [k for k, s in memory.latest.items() if s.document.url == attachment.url]
        try:
            answer = fetcher.get(url, validators=memory.usable_validators(source, url) if known else Validators())
        except FetchError:
            same += known  # one attachment that cannot be read now keeps its last version
            continue
        document = _extracted(replace(source, url=attachment.url), answer, now) if answer.status == 200 else None
        if isinstance(document, Document):
            documents.append(Seen(document, answer.body, now, answer.validators))
            validators.append((url, answer.validators))
        else:
            same += known
    return Sight(tuple(documents), tuple(same), tuple(validators))


def read_entry(source: Source, entry: Document, fetcher: Gets, now: datetime) -> Seen | None:
    """A listed document read in full through the Content API; None where it is elsewhere or cannot be read."""
    if not _on_govuk(entry.url):
        return None
    target = replace(source, kind=SourceKind.GOVUK, url=entry.url, select="", ignore=())
    try:
        answer = fetcher.get(request_url(target))
    except FetchError:
        return None
    document = _extracted(target, answer, now) if answer.status == 200 else None
    if not isinstance(document, Document) or document.state is DocumentState.MOVED:
        return None
    return Seen(document, answer.body, now, answer.validators)


def _on_govuk(url: str) -> bool:
    return urlsplit(url).hostname in ("www.gov.uk", "gov.uk")
