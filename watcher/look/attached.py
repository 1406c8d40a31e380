"""What belongs to a page of GOV.UK: its HTML attachments and its files, each a document that is looked at with it.

The fetcher is passed in; everything else is pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from watcher.errors import ExtractError, FetchError
from watcher.extract import content_api
from watcher.look.believing import believe
from watcher.look.files import Files, Parts, left_new, read_part
from watcher.look.listed import one_of_each, plain_title
from watcher.model import PARTS, Attachment, Document, DocumentState, Response, Seen, Snapshot, SourceKind, Validators

if TYPE_CHECKING:
    from watcher.look import Watch

MOST_ATTACHMENTS = 12
"""So many HTML attachments of a page are looked at with it, the new ones first; the others take their turn at the next looks."""
_OVER_ATTACHMENTS = f"it has more than {MOST_ATTACHMENTS} HTML attachments; they are read in turn, so many at each look"


def parts_of(watch: Watch, page: Document, before: Document | None) -> Parts:
    """What the page lists, read or known to be the same. ``before``: the page as it was kept last, itself where it is unchanged.

    Of a page that is gone nothing is asked: what belonged to it is told of with it.
    """
    parts = Parts()
    if watch.source.kind is not SourceKind.GOVUK or page.state in (DocumentState.GONE, DocumentState.MOVED):
        return parts
    earlier = before.attachments if before else ()
    chosen = one_of_each(page.attachments)
    _attachments(watch, page, earlier, [a for a in chosen if a.html], parts)
    Files(watch, page, earlier, parts).look([a for a in chosen if not a.html])
    if before is not None and before.key == page.key:
        _note_removed(watch, page, before.attachments, parts)
    return parts


# --- HTML attachments ---


def _attachments(watch: Watch, page: Document, earlier: Sequence[Attachment], html: Sequence[Attachment], parts: Parts) -> None:
    """New ones that have to wait are noted by name, so that they are still new when they are read."""
    due = _turns(watch, {a.url for a in earlier}, html)
    for attachment in due:
        _html(watch, attachment, parts)
    if len(html) > len(due):
        parts.unread.append((page.url, _OVER_ATTACHMENTS))
        parts.unread += left_new(watch, earlier, [a for a in html if a not in due], _OVER_ATTACHMENTS)


def _turns(watch: Watch, earlier: set[str], html: Sequence[Attachment]) -> list[Attachment]:
    """Which are looked at: the new ones, then some of those that were never read, then those whose last look is longest ago.

    Where not all fit, those that were never read have half of what is left, and others of them at each look: one that always
    fails keeps nobody from being read.
    """
    if len(html) <= MOST_ATTACHMENTS:
        return list(html)
    read = {s.document.url: s.last_seen for s in watch.memory.latest.values() if s.document.type in PARTS}
    owing = watch.memory.ruled(watch.source)
    new = [a for a in html if owing and a.url not in earlier and a.url not in read][:MOST_ATTACHMENTS]
    known = sorted((a for a in html if a.url in read), key=lambda a: read[a.url])
    unread = [a for a in html if a.url not in read and a not in new]
    room = MOST_ATTACHMENTS - len(new)
    share = max(room // 2, room - len(known))
    start = watch.memory.state.checks * share % len(unread) if unread else 0
    unread = [*unread[start:], *unread[:start]][:share]
    return [*new, *unread, *known[: room - len(unread)]]


def _html(watch: Watch, attachment: Attachment, parts: Parts) -> None:
    """An HTML attachment: a page of the Content API. One that cannot be read, or is not believed, keeps its last version."""
    known = _known_at(watch.memory.latest, attachment.url)
    there = known is not None and known.state is not DocumentState.GONE
    source, memory = watch.source, watch.memory
    url = content_api(urljoin(source.url, urlsplit(attachment.url).path))
    try:
        answer = watch.fetcher.get(url, validators=memory.usable_validators(source, url) if there else Validators())
        if answer.not_modified:
            parts.same += [known.key] if known else []
            return
        stood = read_part(watch, replace(source, url=attachment.url), answer)
        led, document = _in_its_place(watch, attachment, answer, stood, known)
        before = memory.latest.get(document.key)
        known = before.document if before else known
        believe(watch, attachment.url, document, led.body, before.document if before else None, parts.validators)
    except (FetchError, ExtractError) as e:
        parts.same += [known.key] if known and there else []
        parts.unread.append((attachment.url, str(e)))
        return
    parts.documents.append(Seen(document, led.body, watch.now, led.validators))
    parts.validators.append((url, answer.validators if stood is document else Validators()))


def _in_its_place(
    watch: Watch, attachment: Attachment, answer: Response, stood: Document, known: Document | None
) -> tuple[Response, Document]:
    """What stands at the address of an attachment; where that leads on, what it leads to, under the address that is listed.

    Another document there is no version of this one, and is not read with it. Raises FetchError, ExtractError.
    """
    if stood.state not in (DocumentState.MOVED, DocumentState.GONE):
        return answer, stood
    if stood.state is DocumentState.MOVED and urlsplit(stood.moved_to).netloc == urlsplit(watch.source.url).netloc:
        led = watch.fetcher.get(content_api(stood.moved_to))
        document = read_part(watch, replace(watch.source, url=stood.moved_to), led)
        if document.type in PARTS and document.key == (known.key if known else document.key):
            return led, replace(document, url=attachment.url)
    if known is None:
        raise ExtractError("nothing is there" if stood.state is DocumentState.GONE else f"its address leads to {stood.moved_to}")
    return answer, replace(stood, content_id=known.content_id, title=known.title, type=known.type)


def _known_at(latest: Mapping[str, Snapshot], url: str) -> Document | None:
    found = [s.document for s in latest.values() if s.document.type in PARTS and s.document.url == url]
    return min(found, key=lambda d: d.state is DocumentState.GONE, default=None)


# --- what is taken away ---


def _note_removed(watch: Watch, page: Document, earlier: Sequence[Attachment], parts: Parts) -> None:
    """What the page listed and lists no longer, in no format, is gone: a version of its own, so that it is told once.

    Nothing is said to be gone while something new is unread that may have taken its place.
    """
    now, titles = {a.url for a in page.attachments}, {plain_title(a.title) for a in page.attachments}
    known = {a.url for a in earlier} | {seen.document.url for seen in parts.documents}
    if any(a.url not in known for a in one_of_each(page.attachments)):
        return
    read = {seen.document.key for seen in parts.documents}
    lost = {a.url for a in earlier if a.url not in now and plain_title(a.title) not in titles}
    for document in _there(watch.memory.latest, lost):
        if document.key not in read:
            told_by = f"{page.url} no longer lists {document.url}\n".encode()
            parts.documents.append(Seen(_gone(document), told_by, watch.now))


def _there(latest: Mapping[str, Snapshot], urls: set[str]) -> list[Document]:
    found = (s.document for s in latest.values() if s.document.type in PARTS and s.document.url in urls)
    return [d for d in found if d.state is not DocumentState.GONE]


def _gone(document: Document) -> Document:
    return Document(document.url, document.title, document.type, DocumentState.GONE, content_id=document.content_id,
                    publisher=document.publisher, published=document.published, updated=document.updated,
                    language=document.language)  # fmt: skip
