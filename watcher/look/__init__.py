"""One look at one source: requests, extraction and quality gate -> observations. No state is written here.

The fetcher is passed in; everything else is pure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from watcher.errors import ExtractError, FetchError
from watcher.extract import Answer, Reads, SelectorEmpty, absent, content_api, extract, joined, kind_of
from watcher.extract.kind import is_on_govuk, same_site
from watcher.look.asking import MOST_ANSWERS, MOST_TOGETHER, Gets, most
from watcher.look.attached import parts_of
from watcher.look.files import Parts
from watcher.look.in_full import read_entry
from watcher.look.memory import OVERLAP, Memory, fingerprint, place_of, since
from watcher.model import (
    PARTS,
    Document,
    DocumentState,
    Response,
    Seen,
    Snapshot,
    Source,
    SourceKind,
    Unseen,
    UnseenReason,
    Validators,
)
from watcher.quality import judge_quality, judge_redirect

__all__ = ["OVERLAP", "Doubt", "Gets", "Memory", "Sight", "Watch", "fingerprint", "look_at", "place_of", "read_entry", "since"]

CONFIRMING_LOOKS = 2
"""A page that seems gone or collapsed is believed when this many looks in a row say the same."""
_AS_HTML = "read as HTML "
"""Before the address of a GOV.UK page, among the validators: whether it was read as HTML last, for want of the Content API."""
_LED_TO = "led to "
"""Before the address of a web page, in the same place: where it led when it was read last."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look saw. ``documents`` are those read anew; ``same`` are keys the server says are unchanged."""

    documents: tuple[Seen, ...]
    same: tuple[str, ...]
    validators: tuple[tuple[str, Validators], ...]
    missing: bool = False  # the page was never there: a state, not a failure
    unread: tuple[tuple[str, str], ...] = ()  # addresses of what belongs to the page and could not be read, and why
    moved_to: str = ""  # where the server sends us for good


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nothing was accepted. ``suspect`` is the fingerprint of what a second look may confirm, or empty."""

    unseen: Unseen
    suspect: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """What looks with: the source, the client, the reader of answers, and what is known."""

    source: Source
    fetcher: Gets
    read: Reads
    memory: Memory
    now: datetime


def look_at(source: Source, fetcher: Gets, memory: Memory, now: datetime, read: Reads = extract) -> Sight | Doubt:
    """One look. Expected failures come back as ``Doubt``; bugs propagate."""
    try:
        return _look(Watch(source, fetcher, read, memory, now))
    except ExtractError as e:
        return _not_understood(e, now)
    except FetchError as e:
        return Doubt(Unseen(UnseenReason(e.reason), str(e), now), not_before=getattr(e, "retry_at", None))


def _look(watch: Watch) -> Sight | Doubt:
    main = _main_response(watch)
    if main.status in (404, 410):
        return _absence(watch, main)
    if main.not_modified:
        return _still(watch)
    main, answers = _all_answers(watch, main)
    document = watch.read(watch.source, Answer(main.url, main.headers.get("content-type", ""), main.body))
    sight = _accepted(watch, main, document)
    return replace(sight, validators=()) if isinstance(sight, Sight) and answers > 1 else sight


def _all_answers(watch: Watch, first: Response) -> tuple[Response, int]:
    """The first answer with all that follow it joined to it, and how many they are. Raises ExtractError, FetchError.

    Nothing is accepted where one of them fails: what a list lost is told apart from what was not read.
    """
    kind = kind_of(watch.source)
    begun = since(watch.memory, watch.now, kind.reach)
    bodies = [first.body]
    while url := kind.further(watch.source, bodies, begun):
        if len(bodies) >= MOST_ANSWERS:
            raise ExtractError(f"it goes on after {MOST_ANSWERS} pages; ask for less with a narrower address")
        answer = watch.fetcher.get(url)
        if answer.status != 200:
            raise FetchError(UnseenReason.HTTP_ERROR, f"Page {len(bodies) + 1} of the list answered with status {answer.status}.")
        bodies.append(answer.body)
        if sum(map(len, bodies)) > MOST_TOGETHER:
            raise ExtractError(f"its pages are more than {MOST_TOGETHER >> 20} MiB together; ask for less with a narrower address")
    return replace(first, body=kind.keep(watch.source, joined(bodies))), len(bodies)


def _not_understood(error: ExtractError, now: datetime) -> Doubt:
    reason = UnseenReason.SELECTOR_EMPTY if isinstance(error, SelectorEmpty) else UnseenReason.UNREADABLE
    return Doubt(Unseen(reason, f"The page was read but not understood: {error}", now))


def _still(watch: Watch) -> Sight:
    """The source stands as it stood; what belongs to it is looked at all the same."""
    page = _main_snapshot(watch.source, watch.memory)
    if page is None or watch.source.kind is not SourceKind.GOVUK:
        return Sight((), tuple(watch.memory.latest), ())
    parts = parts_of(watch, page.document, page.document)
    return _sight(parts, same=(page.document.key, *parts.same))


def _sight(parts: Parts, *documents: Seen, same: tuple[str, ...] = ()) -> Sight:
    """``same``: of the page and its parts where the page is the same, else those of the parts that are."""
    return Sight((*documents, *parts.documents), same or tuple(parts.same), tuple(parts.validators), unread=tuple(parts.unread))


def _main_response(watch: Watch) -> Response:
    """The Content API item of a GOV.UK page; its HTML where the API has no such item, or was never read and cannot be.

    A page that was read through the API is not read as HTML while the API fails: the two differ in form, and what differs would
    be told as edits.
    A page that a browser has to make is always made anew: its own answer may stand still while what it loads does not.
    """
    source, fetcher, memory = watch.source, watch.fetcher, watch.memory
    if source.renderer:
        return fetcher.render(source.url)
    kind = kind_of(source)
    url = kind.ask(source, since(memory, watch.now, kind.reach))
    try:
        response = fetcher.get(url, validators=memory.usable_validators(source, url), most=most(source))
    except FetchError as e:
        if source.kind is not SourceKind.GOVUK or e.reason not in (UnseenReason.HTTP_ERROR, UnseenReason.BAD_RESPONSE):
            raise
        if _read_by_api(watch):
            raise
        return fetcher.get(source.url, validators=memory.usable_validators(source, source.url))
    if source.kind is SourceKind.GOVUK and response.status == 404:
        return fetcher.get(source.url, validators=memory.usable_validators(source, source.url))
    return response


def _read_by_api(watch: Watch) -> bool:
    """Whether a GOV.UK page is known as the Content API tells it; only that gives a content id to every page."""
    page = _main_snapshot(watch.source, watch.memory)
    as_html = watch.memory.validators(_AS_HTML + watch.source.url) != Validators()
    return page is not None and bool(page.document.content_id) and not as_html


def _absence(watch: Watch, response: Response) -> Sight | Doubt:
    source, memory, now = watch.source, watch.memory, watch.now
    before = _main_snapshot(source, memory)
    if before is None and not source.verified:
        detail = f"The address answered {response.status}, and nobody has seen it answer yet: look whether it is the right one."
        return Doubt(Unseen(UnseenReason.HTTP_ERROR, detail, now))
    if before is None:
        return Sight((), (), (), missing=True)
    if before.document.state is DocumentState.GONE:
        return Sight((), (before.document.key,), ())
    suspect = f"absent:{response.status}"
    if memory.state.suspect != suspect or memory.state.suspect_looks + 1 < CONFIRMING_LOOKS:
        detail = f"The address answered {response.status}; a second look will confirm whether the page is gone."
        return Doubt(Unseen(UnseenReason.HTTP_ERROR, detail, now), suspect)
    gone = _as_known(absent(before.document.url, response.status), before.document)
    return Sight((Seen(gone, response.body, now),), (), ())


def _as_known(there: Document, page: Document) -> Document:
    """What stands where a page was says neither its content id nor its title."""
    return replace(there, content_id=page.content_id, title=page.title)


def _main_snapshot(source: Source, memory: Memory) -> Snapshot | None:
    """The source's own document, as distinct from its attachments and from documents it listed.

    Of several the one that was seen last, and is there: a page that had no content id once may be known twice.
    """
    exact = [s for s in memory.latest.values() if s.document.url.rstrip("/") == source.url.rstrip("/")]
    moved = [s for s in memory.latest.values() if s.document.type not in PARTS]
    return max(exact or moved, key=lambda s: (s.last_seen, s.document.state is not DocumentState.GONE), default=None)


def _extracted(watch: Watch, target: Source, response: Response) -> Document | None:
    """What an answer other than the source's own says; None where it is not there or not understood."""
    if response.status != 200:
        return None
    try:
        return watch.read(target, Answer(response.url, response.headers.get("content-type", ""), response.body))
    except ExtractError:
        return None


def _accepted(watch: Watch, response: Response, document: Document) -> Sight | Doubt:
    source, memory = watch.source, watch.memory
    if document.state is DocumentState.MOVED and document.moved_to and source.kind is SourceKind.GOVUK:
        response, document = _followed(watch, response, document)
    page = _main_snapshot(source, memory)
    if document.state is DocumentState.GONE and page is not None:
        document = _as_known(document, page.document)
    as_html = source.kind is SourceKind.GOVUK and not Answer(response.url, "", response.body).is_json
    if as_html and page is not None and not document.content_id:
        document = replace(document, content_id=page.document.content_id)
    document = _called_as_watched(watch, response, document, page)
    doubt = _suspicion(watch, response, document, memory.latest.get(document.key) or page)
    if doubt:
        return doubt
    seen = Seen(document, response.body, watch.now, response.validators)
    sight = _sight(parts_of(watch, document, page.document if page else None), seen)
    kind = kind_of(source)
    begun = since(memory, watch.now, kind.reach)
    address = response.url if source.kind is SourceKind.GOVUK else kind.ask(source, begun)
    validators = ((address, response.validators), *_how_read(source, response, as_html), *sight.validators)
    return replace(sight, validators=validators, moved_to=_moved_to(source, response, document))


def _how_read(source: Source, response: Response, as_html: bool) -> tuple[tuple[str, Validators], ...]:
    """What the next look has to know of this one, kept among the validators under what is no address."""
    if source.kind is SourceKind.GOVUK:
        return ((_AS_HTML + source.url, Validators("html" if as_html else "")),)
    return ((_LED_TO + source.url, Validators(response.url)),) if source.kind is SourceKind.PAGE else ()


def _moved_to(source: Source, response: Response, document: Document) -> str:
    """The address to ask from now on, where it is another one. On GOV.UK it is that of the page, not of an interface to it."""
    if source.kind is not SourceKind.GOVUK:
        return response.moved_to
    if document.url != source.url and document.state is not DocumentState.MOVED:
        return document.url
    return response.moved_to.replace("/api/content/", "/", 1)


def _followed(watch: Watch, response: Response, stub: Document) -> tuple[Response, Document]:
    """The document at the address that a redirect item names; the stub itself where it is another document, or elsewhere."""
    before = _main_snapshot(watch.source, watch.memory)
    if not (same_site(watch.source.url, stub.moved_to) or is_on_govuk(stub.moved_to)):
        return response, _as_known(stub, before.document) if before else stub
    target = replace(watch.source, url=stub.moved_to)
    answer = watch.fetcher.get(content_api(target.url))
    document = _extracted(watch, target, answer)
    if document is not None and (before is None or document.key == before.document.key):
        return answer, document
    return response, _as_known(stub, before.document) if before else stub


def _called_as_watched(watch: Watch, response: Response, document: Document, page: Snapshot | None) -> Document:
    """A web page goes by the address that is watched, wherever that leads: it is one document.

    One that is known by another keeps that, where it leads there still, or the watched address is the one of then.
    """
    if watch.source.kind is not SourceKind.PAGE:
        return document
    if page is not None and (watch.memory.ruled(watch.source) or page.document.url == response.url):
        return replace(document, url=page.document.url)
    return replace(document, url=watch.source.url)


def _leads_anew(watch: Watch, response: Response, known: Document | None) -> bool:
    """Whether the address led to another path, and not to where it led when it was read last."""
    if known is None or not watch.memory.ruled(watch.source) or _path(response.url) == _path(watch.source.url):
        return False
    return response.url not in (known.url, watch.memory.validators(_LED_TO + watch.source.url).etag)


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/").casefold()


def _suspicion(watch: Watch, response: Response, document: Document, before: Snapshot | None) -> Doubt | None:
    memory, known = watch.memory, before.document if before else None
    suspicion = judge_quality(document, response.body, known)
    if suspicion is None and watch.source.kind is SourceKind.PAGE and _leads_anew(watch, response, known):
        suspicion = judge_redirect(document, response.url, known)
    if suspicion is None:
        return None
    unseen = Unseen(suspicion.reason, suspicion.detail, watch.now)
    if suspicion.certain:
        return Doubt(unseen)
    suspect = hashlib.sha256(document.text.encode()).hexdigest()
    if memory.state.suspect == suspect and memory.state.suspect_looks + 1 >= CONFIRMING_LOOKS:
        return None
    return Doubt(unseen, suspect)
