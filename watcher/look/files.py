"""The files of a page at one look: which are asked for, which of them replace known ones, and what each says.

GOV.UK gives a file that is replaced a new address, to which the old one redirects: both are versions of one document.
The fetcher is passed in; everything else is pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from watcher.errors import ExtractError, FetchError
from watcher.extract import Answer
from watcher.extract.text import title_of
from watcher.look.believing import believe, suspected_of
from watcher.look.listed import file_name, plain_title
from watcher.model import Attachment, Document, DocumentState, Response, Seen, Source, SourceKind, UnseenReason, Validators

if TYPE_CHECKING:
    from watcher.look import Watch

MOST_FILES = 12
"""So many files of a page are asked for at one look, the new ones first; the others wait for the next."""
MOST_FILE_BYTES = 40 * 2**20
MOST_BYTES = 80 * 2**20
"""Once the files of one look come to this, the others wait for the next."""
LASTING = frozenset({"assets.publishing.service.gov.uk"})
"""Hosts where an address stands for the same bytes as long as it answers: what was read there is not asked for again."""

_LEFT = "its files are too many, or too large together, to be read at one look; some are left to the next looks"


@dataclass(slots=True)
class Parts:
    """What one look saw of what belongs to a page; the fields are those of ``Sight``."""

    documents: list[Seen] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    validators: list[tuple[str, Validators]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        return sum(len(seen.raw) for seen in self.documents) >= MOST_BYTES


def read_part(watch: Watch, target: Source, answer: Response) -> Document:
    """Raises FetchError where the answer is that nothing is there, and ExtractError."""
    if answer.status != 200:
        raise FetchError(UnseenReason.HTTP_ERROR, f"its address answered with status {answer.status}")
    return watch.read(target, Answer(answer.url, answer.headers.get("content-type", ""), answer.body))


def left_new(watch: Watch, earlier: Sequence[Attachment], left: Sequence[Attachment], why: str) -> list[tuple[str, str]]:
    """Of what is left to the next looks, that which the page did not list before, as unread: it is still new when it is read."""
    listed = {a.url for a in earlier}
    return [(a.url, why) for a in left if watch.memory.ruled(watch.source) and a.url not in listed]


class Files:
    """The files of a page at one look. ``earlier``: what the page listed when it was kept last."""

    def __init__(self, watch: Watch, page: Document, earlier: Sequence[Attachment], parts: Parts) -> None:
        self._watch = watch
        self._page = page
        self._parts = parts
        latest = watch.memory.latest.values()
        self._known = {s.document.url: s.document for s in latest if s.document.type == "attachment"}
        self._listed = {a.url for a in page.attachments}
        self._earlier = {a.url: a for a in earlier}
        self._closed: dict[str, FetchError] = {}  # hosts that are not asked again at this look

    def look(self, files: Sequence[Attachment]) -> None:
        """``files``: one format of each, in the order of the page."""
        self._parts.same += [d.key for url, d in self._known.items() if url in self._listed and self._lasting(d)]
        due = sorted((a for a in files if not (a.url in self._known and self._lasting(self._known[a.url]))), key=self._turn)
        followed, answers = self._followed([a for a in due if a.url not in self._known])
        for number, attachment in enumerate(due):
            if number >= MOST_FILES or self._parts.full:
                self._parts.unread.append((self._page.url, _LEFT))
                self._parts.unread += left_new(self._watch, tuple(self._earlier.values()), due[number:], _LEFT)
                return
            before = self._known.get(attachment.url) or followed.get(attachment.url)
            self._one(attachment, before, answers.get(attachment.url))

    def _lasting(self, document: Document) -> bool:
        """Whether the address of a known file stands for what was read there, by the rules of today."""
        there = document.state is not DocumentState.GONE and urlsplit(document.url).netloc in LASTING
        return there and self._watch.memory.ruled(self._watch.source)

    def _turn(self, attachment: Attachment) -> int:
        """New ones come first, then those that were never asked for, known ones that could change in place, and what failed."""
        if attachment.url not in self._earlier:
            return 0
        if attachment.url in self._known:
            return 2
        return 3 if self._watch.memory.validators(attachment.url) != Validators() else 1

    # --- which file another one replaces ---

    def _followed(self, fresh: Sequence[Attachment]) -> tuple[dict[str, Document], dict[str, Response]]:
        """By the address of a file that was not known: the known one whose place it takes, and the answer where that led there.

        A known one that is no longer listed is asked once whether it redirects to a new one: that decides. Else one follows
        another of the same title or file name.
        """
        gone = [d for url, d in self._known.items() if url not in self._listed]
        answers = self._led([d for d in gone if d.url in self._earlier], fresh)
        followed = self._suspected(fresh) | {url: document for url, (document, _) in answers.items()}
        for alike in (_same_title_and_name, _same_title, _same_name):
            for a in fresh:
                left = (d for d in gone if d not in followed.values() and alike(self._listed_as(d), a))
                before = None if a.url in followed else next(left, None)
                if before is not None:
                    followed[a.url] = before
        return followed, {url: answer for url, (_, answer) in answers.items()}

    def _suspected(self, fresh: Sequence[Attachment]) -> dict[str, Document]:
        """Those that an earlier look read as a version of a known one, and did not believe."""
        keys = {a.url: suspected_of(self._watch, a.url) for a in fresh}
        known = {d.key: d for d in self._known.values()}
        return {url: known[key] for url, key in keys.items() if key in known}

    def _listed_as(self, known: Document) -> Attachment:
        """As the page listed it last: a title that was edited is not that under which the file was read."""
        return self._earlier.get(known.url) or Attachment(known.title, known.url, html=False)

    def _led(self, gone: Sequence[Document], fresh: Sequence[Attachment]) -> dict[str, tuple[Document, Response]]:
        found: dict[str, tuple[Document, Response]] = {}
        new = {a.url for a in fresh}
        for document in gone[:MOST_FILES]:
            if new <= found.keys():
                break
            try:
                answer = self._ask(document.url)
            except FetchError:
                continue
            if answer.url in new and answer.url not in found:
                found[answer.url] = (document, answer)
        return found

    def _ask(self, url: str, *, afresh: bool = False) -> Response:
        """``afresh``: as if it had never been read. A host that does not answer, or not now, is asked once."""
        host = urlsplit(url).netloc
        if host in self._closed:
            raise self._closed[host]
        known = Validators() if afresh else self._watch.memory.usable_validators(self._watch.source, url)
        try:
            return self._watch.fetcher.get(url, validators=known, most=MOST_FILE_BYTES)
        except FetchError as e:
            if e.reason in (UnseenReason.RATE_LIMITED, UnseenReason.UNREACHABLE, UnseenReason.TIMEOUT):
                self._closed[host] = e
            raise

    # --- one file ---

    def _one(self, attachment: Attachment, before: Document | None, answer: Response | None) -> None:
        """``before``: the file as it was known, at this address or another; ``answer``: where it was asked for already."""
        try:
            self._parts.documents.extend(self._seen(attachment, before, answer))
        except (FetchError, ExtractError) as e:
            self._parts.unread.append((attachment.url, str(e)))
            self._parts.same += [before.key] if before and before.state is not DocumentState.GONE else []

    def _seen(self, attachment: Attachment, before: Document | None, answer: Response | None) -> list[Seen]:
        """Nothing where it is as it was known, or is another of the files. Raises FetchError, ExtractError."""
        if attachment.size is not None and attachment.size > MOST_FILE_BYTES:
            raise FetchError(UnseenReason.TOO_LARGE, f"it is larger than the limit of {MOST_FILE_BYTES >> 20} MiB")
        answer = answer or self._ask(attachment.url, afresh=before is not None and before.state is DocumentState.GONE)
        if answer.not_modified:
            self._parts.same += [before.key] if before else []
            return []
        if answer.url != attachment.url and answer.url in self._listed:
            return []
        target = replace(self._watch.source, kind=SourceKind.FILE, url=attachment.url, select="", ignore=())
        document = self._read(target, answer, attachment, before)
        self._parts.validators.append((attachment.url, answer.validators))
        if before is not None and before.url != attachment.url:
            self._parts.validators.append((before.url, Validators()))  # it is another file, should it ever be listed there again
        return [Seen(document, answer.body, self._watch.now, answer.validators)]

    def _read(self, target: Source, answer: Response, attachment: Attachment, before: Document | None) -> Document:
        """Raises FetchError, and ExtractError: what was not understood is not asked for again until it is another."""
        try:
            document = _named(read_part(self._watch, target, answer), attachment, self._page, before)
        except ExtractError:
            self._parts.validators.append((attachment.url, answer.validators))
            raise
        believe(self._watch, attachment.url, document, answer.body, before, self._parts.validators)
        return document


def _same_title(known: Attachment, new: Attachment) -> bool:
    return bool(plain_title(new.title)) and plain_title(known.title) == plain_title(new.title)


def _same_name(known: Attachment, new: Attachment) -> bool:
    return bool(file_name(new.url)) and file_name(known.url) == file_name(new.url)


def _same_title_and_name(known: Attachment, new: Attachment) -> bool:
    return _same_title(known, new) and _same_name(known, new)


def _named(file: Document, attachment: Attachment, page: Document, before: Document | None) -> Document:
    """A file under the title that its page gives it, with the page's publisher, days and language.

    Its content id is made of the page's key and the first address at which it was known: titles are edited, and two files may
    share one, but an address is one file's. A file that takes another's place keeps the id that the first one was given.
    """
    return replace(
        file,
        url=attachment.url,
        title=title_of(attachment.title) or file.title or file_name(attachment.url),
        content_id=before.content_id if before else str(uuid5(NAMESPACE_URL, f"{page.key} {attachment.url}")),
        publisher=page.publisher,
        published=page.published,
        updated=page.updated,
        language=page.language,
    )
