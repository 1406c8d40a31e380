"""What was kept, read as it would be read today. Pure: the bytes are passed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from watcher.errors import ExtractError
from watcher.extract import GIVEN, LENT, Answer, Reads, as_asked, discovers, extract, kind_of
from watcher.model import LISTS, Document, DocumentState, Event, Seen, Snapshot, Source, SourceKind

_CONTENT_TYPES = ("", "application/json", *(f"text/html; charset={c}" for c in ("utf-8", "iso-8859-1", "iso-8859-15", "utf-16")))
"""The header that came with the bytes is not kept; it mattered where one of these reads them as they were read then."""


class Reading(StrEnum):
    """How a kept version was come by."""

    ANEW = "read anew"
    ABSENT = "of a page that was gone or had moved"  # what told of it was the status of the answer, not its bytes
    UNREADABLE = "not readable today"
    RETIRED = "of a source that is watched no more"


@dataclass(frozen=True, slots=True)
class Kept:
    """A version. Unless it was read anew, its document is the one that was stored. ``listed``: keys of the rows that were known by
    then, of a list."""

    seen: Seen
    reading: Reading
    listed: frozenset[str] = frozenset()


def reread(source: Source | None, stored: Snapshot, raw: bytes, read: Reads = extract) -> Kept:
    """A kept version under today's extraction, ``select`` and ``ignore``. ``source`` is None where it is watched no more."""
    if source is None:
        return _as_stored(stored, raw, Reading.RETIRED)
    if stored.document.state in (DocumentState.GONE, DocumentState.MOVED):
        return _as_stored(stored, raw, Reading.ABSENT)
    lent = LENT if discovers(source) else ()
    readings = filter(None, (_called(d, stored.document, lent) for d in _readings(_target(source, stored.document), raw, read)))
    first = next(readings, None)
    if first is None:
        return _as_stored(stored, raw, Reading.UNREADABLE)
    as_then = first != stored.document and _header_mattered(raw) and stored.document in readings
    return _as(stored.document if as_then else first, stored, raw, Reading.ANEW)


def _header_mattered(raw: bytes) -> bool:
    return (not raw.isascii() or b"\0" in raw) and not raw.lstrip().startswith(b"{")


def _as_stored(stored: Snapshot, raw: bytes, why: Reading) -> Kept:
    return _as(stored.document, stored, raw, why)


def _as(document: Document, stored: Snapshot, raw: bytes, reading: Reading) -> Kept:
    return Kept(Seen(document, raw, stored.first_seen), reading, frozenset(e.row_key for e in stored.document.entries))


def _target(source: Source, stored: Document) -> Source:
    """As what its bytes were read: a row that is kept for itself is in those of its list."""
    if discovers(source) and stored.type not in LISTS and kind_of(source).full(source, stored) is None:
        return source
    return as_asked(source, stored)


def _readings(target: Source, raw: bytes, read: Reads) -> Iterator[Document]:
    for content_type in _CONTENT_TYPES:
        try:
            yield read(target, Answer(target.url, content_type, raw))
        except ExtractError:
            continue


def _called(fresh: Document, stored: Document, lent: Sequence[str]) -> Document | None:
    """A row is taken out of its list; None where that no longer has it.

    A file does not say what it is called: that came from where it was found, as did the address of what was listed. A page
    that does not say its id had it from what was known of its address.

    ``lent``: what the list told of a web page that does not say so itself.
    """
    if stored.type in LISTS:
        return fresh
    if fresh.type in LISTS:
        return next((e for e in fresh.entries if e.key == stored.key), None)
    if fresh.content_id == "" and stored.type != "attachment":
        fresh = replace(fresh, content_id=stored.content_id)
    if stored.type != "attachment":
        told = {name: getattr(stored, name) for name in lent if fresh.type == "page" and not getattr(fresh, name)}
        return replace(fresh, url=stored.url, **told)
    return replace(fresh, **{name: getattr(stored, name) for name in GIVEN})


@dataclass(frozen=True, slots=True)
class Anew:
    """What is kept of a source, by the keys that it has in the archive, and the same as the rules of today read it."""

    versions: Mapping[str, tuple[Snapshot, Kept]] = field(default_factory=dict)

    @property
    def documents(self) -> dict[str, Snapshot]:
        """By the keys that they have today."""
        read = (replace(stored, document=kept.seen.document) for stored, kept in self.versions.values())
        return {s.document.key: s for s in read}

    @property
    def unreadable(self) -> frozenset[str]:
        """Keys of those that today's rules cannot read: nothing can be held against them."""
        return frozenset(k.seen.document.key for _, k in self.versions.values() if k.reading is Reading.UNREADABLE)

    @property
    def renamed(self) -> tuple[str, ...]:
        """Keys of the archive under which today's rules know nothing."""
        return tuple(key for key, (_, kept) in self.versions.items() if kept.seen.document.key != key)

    @property
    def rows(self) -> list[str]:
        """The rows of lists under their names of today: those that did not wait to be read."""
        return [e.row_key for _, kept in self.versions.values() for e in kept.seen.document.entries if _listed(e, kept)]

    def left(self, seen: Iterable[Seen], at: datetime) -> list[Seen]:
        """What reads otherwise today and was not seen otherwise: to be kept as it reads, for the next look to be held against."""
        fresh = {s.document.key for s in seen}
        otherwise = (k.seen for s, k in self.versions.values() if k.seen.document != s.document)
        return [replace(one, at=at) for one in otherwise if one.document.key not in fresh]


def _listed(entry: Document, kept: Kept) -> bool:
    return entry.url in {key.partition("#")[0] for key in kept.listed}


def retired_source(source_id: str, first: Document, told: Iterable[Event]) -> Source:
    """A stand-in for a source that sources.toml no longer has. ``told``: its own events, which show what it was watched for.

    ``first``: the first document that it showed; one with a content id came from the Content API.

    One that told of pages for no commitment was watched for itself; one that never told of any, for whatever it would show.
    """
    named = {e.commitment_id for e in told}
    listed = () if "" in named else tuple(sorted(named)) or ("*",)
    kind = SourceKind.GOVUK if first.content_id else SourceKind.PAGE
    return Source(source_id, source_id, kind, first.url, timedelta(days=1), commitments=listed)
