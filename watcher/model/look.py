"""The outcome of looking at a source once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watcher.model.document import Document


class UnseenReason(StrEnum):
    NO_NETWORK = "no-network"  # nothing at all could be reached
    UNREACHABLE = "unreachable"  # name, connection or TLS failed
    TIMEOUT = "timeout"
    REFUSED_BY_ROBOTS = "robots"
    FORBIDDEN_ADDRESS = "forbidden-address"  # redirect or name leads inside
    HTTP_ERROR = "http-error"
    RATE_LIMITED = "rate-limited"
    TOO_LARGE = "too-large"
    BAD_RESPONSE = "bad-response"  # cut, wrong coding, redirect loop
    STALE_MIRROR = "stale-mirror"
    UNREADABLE = "unreadable"  # extraction failed
    EMPTY = "empty"
    BOT_WALL = "bot-wall"
    MAINTENANCE = "maintenance"
    SOFT_404 = "soft-404"
    COLLAPSED = "collapsed"  # lost most of its text at once
    LIST_SHRANK = "list-shrank"
    SELECTOR_EMPTY = "selector-empty"


@dataclass(frozen=True, slots=True)
class Validators:
    """The server's own, sent back untouched (RFC 9110, 8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One answered request. ``body`` is decoded (gzip removed), at most the size limit."""

    url: str  # after redirects
    status: int
    headers: dict[str, str]  # lower-case names
    body: bytes
    validators: Validators
    at: datetime
    redirected: bool = False
    received: int = 0  # bytes on the wire, headers not counted
    moved_to: str = ""  # where every redirect on the way there was for good (301, 308): the address to ask from now on

    @property
    def not_modified(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Seen:
    document: Document
    raw: bytes
    at: datetime
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Unchanged:
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unseen:
    reason: UnseenReason
    detail: str  # one sentence that a person understands
    at: datetime


Observation = Seen | Unchanged | Unseen


@dataclass(frozen=True, slots=True)
class Later:
    """What is to be read in full, and could not be at this look: the next may bring it."""


LATER = Later()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document as it stood from ``first_seen`` to ``last_seen``. ``sha256`` is that of the raw bytes."""

    source_id: str
    document: Document
    sha256: str
    first_seen: datetime
    last_seen: datetime
