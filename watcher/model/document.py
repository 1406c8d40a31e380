"""What a source says: documents, their blocks and what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class DocumentState(StrEnum):
    LIVE = "live"
    HISTORIC = "historic"  # published under a previous government
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    MOVED = "moved"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"  # cells joined by " | "
    COLUMNS = "columns"  # the headings of the rows below, joined in the same way


@dataclass(frozen=True, slots=True)
class Block:
    """``place``: where in a file it stands ("page 31"), which is no part of what it says: text that moved on a page is the same."""

    kind: BlockKind
    text: str  # one line, whitespace folded, NFC, no control or bidi characters
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ChangeNote:
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Attachment:
    title: str
    url: str
    html: bool  # an HTML attachment has a content item of its own
    content_type: str = ""  # of a file, as the page states it
    size: int | None = None  # of a file in bytes, as the page states it


class DateRole(StrEnum):
    OPENING = "opening"
    CLOSING = "closing"
    RELEASE = "release"
    PUBLICATION = "publication"
    RESPONSE = "response"  # the day by which government is to answer a committee


class Stage(StrEnum):
    """How far a consultation, or a release of statistics that is announced, has come."""

    UNOPENED = "unopened"
    OPEN = "open"
    CLOSED = "closed"
    FEEDBACK = "feedback"  # what was answered is published, and no outcome
    OUTCOME = "outcome"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class StructuredDate:
    """A date that the format states in a field of its own (a consultation's closing date)."""

    role: DateRole
    on: date


@dataclass(frozen=True, slots=True)
class Document:
    """What a page, file or list says. ``key`` survives a change of address where the format allows."""

    url: str
    title: str
    type: str = ""  # GOV.UK document_type, or "page", "attachment" (a file), a type of list in LISTS, or a kind's own
    state: DocumentState = DocumentState.LIVE
    description: str = ""
    content_id: str = ""
    publisher: str = ""
    published: datetime | None = None  # first publication
    updated: datetime | None = None  # last major update by its editors (public_updated_at)
    notes: tuple[ChangeNote, ...] = ()  # newest first
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dates: tuple[StructuredDate, ...] = ()
    moved_to: str = ""
    explanation: str = ""  # why it was withdrawn, is gone or was called off
    language: str = "en"
    entries: tuple[Document, ...] = ()  # a list's rows, for feeds and searches
    partial: str = ""  # why this is only a part of what is there, in a few words; "" where it is all
    stage: Stage | None = None  # None where the format has no stages, or does not tell

    @property
    def key(self) -> str:
        return self.content_id or self.url

    @property
    def row_key(self) -> str:
        """Of a list's row: it is new when its address or its date is (finder feeds keep ids over updates).

        So it is when a date is new that the format states in a field of its own, such as a deadline.
        """
        stated = "".join(f"#{d.role.value}={d.on.isoformat()}" for d in self.dates)
        return f"{self.url}#{self.updated.isoformat() if self.updated else ''}{stated}"

    @property
    def text(self) -> str:
        return "\n".join(b.text for b in self.blocks)


PARTS = frozenset({"html_publication", "attachment"})
"""Types of documents that belong to a page and are looked at with it: HTML attachments and files."""


LISTS = frozenset({"feed", "search", "recent"})
"""Types of documents that are lists of others. A "recent" one shows what is new since a day, and may be empty."""
