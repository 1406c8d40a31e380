"""The memory of a source between rounds, and what one look adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from watcher.model.event import Event, Sighting
from watcher.model.look import Seen, Validators


@dataclass(frozen=True, slots=True)
class SourceState:
    """The memory of a source between rounds."""

    source_id: str
    checks: int = 0  # looks, whatever came of them
    seen: int = 0  # those of them that saw it
    last_checked: datetime | None = None
    last_seen: datetime | None = None  # last successful look
    last_changed: datetime | None = None
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    reason: str = ""  # of the last failure, as an UnseenReason value
    reason_text: str = ""
    blind: bool = False  # a blind-spot event has begun and not ended
    rules: str = ""  # fingerprint of select, ignore, url and extractor version: when it differs, what is kept is read anew
    place: str = ""  # what was asked, and as what: where that differs, nothing kept can be held against it
    suspect: str = ""  # sha256 of the suspicious text seen last, awaiting confirmation
    suspect_looks: int = 0
    not_before: datetime | None = None  # the server asked us to wait until then (Retry-After)
    moved_to: str = ""  # the address that the last look was sent to for good, or ""
    waiting: datetime | None = None  # of a list's rows that still have to be read, the moment of the oldest


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Everything that one look at one source found; the archive writes it in one transaction."""

    state: SourceState
    seen: tuple[Seen, ...] = ()  # documents whose extracted text is new
    touched: tuple[str, ...] = ()  # keys of documents seen again with the same text
    removed: tuple[str, ...] = ()  # keys that are no longer part of the source
    validators: tuple[tuple[str, Validators], ...] = ()  # by request address
    sightings: tuple[Sighting, ...] = ()
    events: tuple[Event, ...] = ()  # ids 0
