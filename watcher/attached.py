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
from watcher.files import Files, Parts, read_part
from watcher.listed import one_of_each, plain_title
from watcher.model import PARTS, Attachment, Document, DocumentState, Seen, Snapshot, SourceKind, Validators

if TYPE_CHECKING:
    from watcher.look import Watch

MOST_ATTACHMENTS = 12
"""HTML attachments of a page that are looked at with it."""
_OVER_ATTACHMENTS = f"it has more than {MOST_ATTACHMENTS} HTML attachments; the last of them are not read"


def parts_of(watch: Watch, page: Document, before: Document | None) -> Parts:
    """What the page lists, read or known to be the same. ``before``: the page as it was kept last, itself where it is unchanged.

    Of a page that is gone nothing is asked: what belonged to it is told of with it.
    """
    parts = Parts()
    if watch.source.kind is not SourceKind.GOVUK or page.state in (DocumentState.GONE, DocumentState.MOVED):
        return parts
    chosen = one_of_each(page.attachments)
    html = [a for a in chosen if a.html]
    for attachment in html[:MOST_ATTACHMENTS]:
        _html(watch, attachment, parts)
    if len(html) > MOST_ATTACHMENTS:
        parts.unread.append((page.url, _OVER_ATTACHMENTS))
    Files(watch, page, before.attachments if before else (), parts).look([a for a in chosen if not a.html])
    if before is not None and before.key == page.key:
        _note_removed(watch, page, before.attachments, parts)
    return parts


def _html(watch: Watch, attachment: Attachment, parts: Parts) -> None:
    """An HTML attachment: a page of the Content API that is asked for with every look at its parent."""
    source, memory = watch.source, watch.memory
    url = content_api(urljoin(source.url, urlsplit(attachment.url).path))
    known = [d.key for d in _there(memory.latest, {attachment.url})]
    try:
        answer = watch.fetcher.get(url, validators=memory.usable_validators(source, url) if known else Validators())
        if answer.not_modified:
            parts.same += known
            return
        document = read_part(watch, replace(source, url=attachment.url), answer)
    except (FetchError, ExtractError) as e:
        parts.same += known  # one that cannot be read now keeps its last version
        parts.unread.append((attachment.url, str(e)))
        return
    parts.documents.append(Seen(document, answer.body, watch.now, answer.validators))
    parts.validators.append((url, answer.validators))


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
