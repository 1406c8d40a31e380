"""What a look and a day mean, given what was known before: documents kept, passages found, events told. Pure.

The watch and the replay both weigh here, so that a replay cannot come to another conclusion than the watch would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from watcher.diff import diff_documents
from watcher.extract import kind_of
from watcher.judge import Before, Judge, Look, Stated, calendar_events, ruling_events, stated
from watcher.look.listed import newly_listed
from watcher.model import (
    LISTS,
    PARTS,
    Attachment,
    Commitment,
    Coverage,
    Document,
    DocumentState,
    Event,
    EventKind,
    Later,
    Seen,
    Sighting,
    Source,
)
from watcher.posts import on_any_host, plain_address

MOST_ARRIVALS = 100
"""So many newly listed documents are read in full at one look; the others wait for the next ..."""
MOST_HELD = 64 << 20
"""... and so many bytes of them."""

ReadsFull = Callable[[Document], Seen | Later | None]
"""A listed document read in full; None where it is elsewhere or cannot be read, LATER where only this look could not."""


class KnownRows:
    """The rows that a list ever showed. ``keys``: their row keys (address#moment).

    An address is known in whatever form a list gives it; under another host where its path and its moment are the same.
    """

    def __init__(self, keys: Collection[str] = ()) -> None:
        self._keys: set[str] = set()
        self._dated: set[str] = set()
        self.add(keys)

    def add(self, keys: Iterable[str]) -> None:
        for key in keys:
            address, _, at = key.rpartition("#")
            url, path = plain_address(address), on_any_host(address)
            self._keys |= {f"{url}#{at}", f"{path}#{at}"} if path else {f"{url}#{at}"}
            if at:
                self._dated.add(url)

    def has(self, entry: Document) -> bool:
        """Whether it was there before. A list that comes to tell no moments, or comes to tell them, has no new rows by that."""
        address, _, at = entry.row_key.rpartition("#")
        if f"{plain_address(address)}#{at}" in self._keys or f"{on_any_host(address)}#{at}" in self._keys:
            return True
        url = plain_address(entry.url)
        if entry.updated is None:
            return url in self._dated
        return url not in self._dated and f"{url}#" in self._keys


class Known(Protocol):
    """What was recorded before the look that is being weighed; ``document`` and ``is_new`` are about its source."""

    def document(self, key: str) -> Document | None:
        """As it was last kept."""
        ...

    def is_new(self, entry: Document) -> bool:
        """Whether a list's row was never there before."""
        ...

    def pages(self) -> Sequence[Document]:
        """Those that list what belongs to them, as they were last kept."""
        ...

    def owed(self) -> Container[str]:
        """Addresses and plain titles of files that were new at an earlier look and could not be read then."""
        ...

    def before(self, commitment_id: str) -> Sequence[Before]:
        """The passages that were found to concern a commitment, oldest first."""
        ...

    def events(self, commitment_id: str) -> Sequence[Event]:
        """Those in force, oldest first."""
        ...


@dataclass(slots=True)
class Found:
    """What the documents of one look add up to."""

    seen: list[Seen] = field(default_factory=list)  # whose text is new: to be kept
    touched: list[str] = field(default_factory=list)  # keys of those that stand as they stood
    sightings: list[Sighting] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    changed: bool = False
    postponed: bool = False  # a list holds rows that are still to be read: it must not be asked conditionally next time
    waiting: datetime | None = None  # the moment of the oldest of these

    def add(self, sightings: Sequence[Sighting], events: Sequence[Event]) -> None:
        self.sightings += sightings
        self.events += events

    def keep(self, seen: Seen, postponed: frozenset[str]) -> None:
        """A list with new rows, also where its text is not new: after a second edit in a day, or with rows that had waited.

        The ``postponed`` rows are left out, so that they are new once more at the next look.
        """
        entries = tuple(e for e in seen.document.entries if e.row_key not in postponed)
        kept = replace(seen, document=replace(seen.document, entries=entries))
        if seen.document.key in self.touched:
            self.touched.remove(seen.document.key)
        self.seen = [s for s in self.seen if s is not seen] + [kept]
        self.postponed = self.postponed or bool(postponed)
        waits = [e.updated for e in seen.document.entries if e.row_key in postponed and e.updated]
        self.waiting = min([*waits, *([self.waiting] if self.waiting else [])], default=None)


class Weigher:
    """Weighs one look at a time; keeps nothing between two. ``watched``: addresses that have a source of their own."""

    def __init__(self, commitments: Sequence[Commitment], judge: Judge, watched: Container[str]) -> None:
        self._by_id = {c.id: c for c in commitments}
        self._judge = judge
        self._watched = watched

    def weigh(
        self,
        source: Source,
        documents: Sequence[Seen],
        known: Known,
        read_full: ReadsFull,
        *,
        silent: bool,
        silent_for: Container[str] = (),
        old: datetime | None = None,
    ) -> Found:
        """``silent``: the look sets a baseline and alerts nobody. ``silent_for``: keys of documents for which it does.

        ``old``: rows of lists that are older are no news, though they be new: our rules have changed, and may know them by
        other names.
        """
        found = Found()
        listed = [a for seen in documents if seen.document.type not in PARTS for a in seen.document.attachments]
        replaced = _replaced(documents, known)
        for seen in documents:
            look = _look(source, seen)
            before = known.document(seen.document.key)
            if before is None:
                baseline = silent or _was_there(seen.document, listed, known)
                found.seen.append(seen)
                found.changed = found.changed or not baseline
                found.add(*self._arrival(look, known, baseline, found.events))
            else:
                self._compare(look, seen, before, known, silent or seen.document.key in silent_for, found, replaced)
            if seen.document.type in LISTS:
                self._list(look, seen, known, read_full, _Quiet(silent, old), found)
        found.seen = [_slim(seen) for seen in found.seen]
        return found

    def _compare(
        self, look: Look, seen: Seen, before: Document, known: Known, silent: bool, found: Found, replaced: Container[str] = ()
    ) -> None:
        before = _with_its_page(before, known)
        change = diff_documents(before, seen.document, replaced)
        if change is None and _elsewhere(before, seen.document):
            found.seen.append(seen)  # the same text: what changed is only where it is to be found
            return
        if change is None:
            found.touched.append(seen.document.key)
            return
        found.seen.append(seen)
        found.changed = True
        sightings = self._judge.sightings(look)
        if silent or seen.document.type in LISTS:
            found.sightings += sightings
            return
        found.add(sightings, self._judge.change_events(look, before, change, self._stated(known, found.events)))
        found.events += self._judge.names_for_review(look, before)
        if before.state is DocumentState.GONE:
            found.events += self._arrival(look, known, silent, found.events)[1]

    def _arrival(self, look: Look, known: Known, silent: bool, told: Sequence[Event]) -> tuple[Sequence[Sighting], list[Event]]:
        sightings = self._judge.sightings(look)
        earlier = {s.commitment_id: known.before(s.commitment_id) for s in sightings}
        events = self._judge.arrival_events(look, earlier, baseline=silent)
        dates = self._judge.restated_dates(look, self._stated(known, told), baseline=silent)
        dated = {e.commitment_id for e in dates if e.kind is not EventKind.DATE_CONFIRMED}
        names = [] if look.document.type in LISTS else self._judge.names_for_review(look, None)
        return sightings, names + dates + [e for e in events if not (e.kind is EventKind.PAGE_UPDATED and e.commitment_id in dated)]

    def _stated(self, known: Known, told: Sequence[Event]) -> Callable[[str], Stated]:
        """How dates stand by what was recorded, and by what this look has told so far."""

        def stated_of(commitment_id: str) -> Stated:
            mine = [e for e in told if e.commitment_id == commitment_id]
            return stated(self._by_id[commitment_id], [*known.events(commitment_id), *mine])

        return stated_of

    def _list(self, look: Look, seen: Seen, known: Known, read_full: ReadsFull, quiet: _Quiet, found: Found) -> None:
        """The rows of a list that were never there before, each read in full where that is possible.

        The oldest are read and told first: each says what it says after what was said before it, and those that have to wait are
        newer than all that is known, so that the next look reads back to them. A row that shows only a part of its text is read
        whole before it is said to concern nobody.
        """
        rows: list[tuple[Look, Seen | None, bool]] = []
        read, held = 0, 0
        postponed: set[str] = set()
        for entry in sorted(look.document.entries, key=_age, reverse=quiet.silent):
            row, silent = Look(look.source, entry, look.sha256, look.at), quiet.about(entry)
            if entry.url in self._watched or not known.is_new(entry):
                continue
            if not (entry.partial or self._judge.sightings(row) or known.document(entry.key)):
                continue
            enough = read >= MOST_ARRIVALS or held >= MOST_HELD
            if enough and not silent:
                postponed.add(entry.row_key)
                continue
            full = None if enough else self._full(look.source, entry, seen, read_full)
            read += 1
            held += len(full.raw) if isinstance(full, Seen) and full.raw is not seen.raw else 0
            if isinstance(full, Later) or (full is None and entry.partial):
                if not silent:
                    postponed.add(entry.row_key)
                    continue
                full = None
            whole = _look(look.source, full) if full else row
            known_before = full is not None and known.document(full.document.key) is not None
            if not entry.partial or known_before or self._judge.sightings(whole):
                rows.append((whole, full, silent))
        for row, full, silent in sorted(rows, key=lambda r: r[0].said_on):
            self._row(row, full, known, silent, found)
        if read or postponed:
            found.keep(seen, frozenset(postponed))

    def _full(self, source: Source, entry: Document, listed: Seen, read_full: ReadsFull) -> Seen | Later | None:
        """Where a row is all that there is of a document, it is kept for itself, to be held against what becomes of it."""
        if kind_of(source).full(source, entry) is None:
            return Seen(entry, listed.raw, listed.at)
        return read_full(entry)

    def _row(self, row: Look, full: Seen | None, known: Known, silent: bool, found: Found) -> None:
        """A listed document: another version of one that was read in full before, or one that is new."""
        before = known.document(full.document.key) if full else None
        if full is not None and before is not None:
            self._compare(row, full, before, known, silent, found)
            return
        if full is not None:
            found.seen.append(full)
        found.add(*self._arrival(row, known, silent, found.events))


@dataclass(frozen=True, slots=True)
class _Quiet:
    """Of which rows of a list nobody is told: of all at a first look, of old ones at the first under other rules."""

    silent: bool
    old: datetime | None

    def about(self, entry: Document) -> bool:
        return self.silent or bool(self.old and entry.updated and entry.updated < self.old)


def _age(entry: Document) -> str:
    """What bears no date comes first."""
    return entry.updated.isoformat() if entry.updated else ""


def _slim(seen: Seen) -> Seen:
    """A list is kept without the text of its rows, which is in its bytes."""
    entries = tuple(replace(e, blocks=()) for e in seen.document.entries)
    return replace(seen, document=replace(seen.document, entries=entries)) if entries else seen


def _replaced(documents: Sequence[Seen], known: Known) -> frozenset[str]:
    """Addresses of files that took the place of others which were known: what they say tells of that."""
    files = [seen.document for seen in documents if seen.document.type == "attachment"]
    before = ((f.url, known.document(f.key)) for f in files)
    return frozenset(url for url, old in before if old is not None and old.url != url)


def _was_there(document: Document, listed: Sequence[Attachment], known: Known) -> bool:
    """Whether a document that was not known is a file that its page, or what it replaces there, showed already."""
    pages = known.pages() if document.type in PARTS else ()
    if not pages:
        return False
    earlier = [a for page in pages for a in page.attachments]
    now = listed or earlier
    mine = next((a for a in now if a.url == document.url), Attachment(document.title, document.url, html=False))
    return not newly_listed(mine, now, earlier, known.owed())


def _with_its_page(before: Document, known: Known) -> Document:
    """A known file with the last update of its page, which moves on while the file stands still."""
    pages = known.pages() if before.type == "attachment" else ()
    page = next((p for p in pages if any(a.url == before.url for a in p.attachments)), None)
    return replace(before, updated=page.updated) if page else before


def _elsewhere(before: Document, after: Document) -> bool:
    """Whether a file, or what a page lists, has another address than it had."""
    if after.type == "attachment" and before.url != after.url:
        return True
    return {a.url for a in before.attachments} != {a.url for a in after.attachments}


def _look(source: Source, seen: Seen) -> Look:
    return Look(source, seen.document, hashlib.sha256(seen.raw).hexdigest(), seen.at)


def day_events(commitment: Commitment, known: Sequence[Event], coverage: Coverage, now: datetime, *, baseline: bool) -> list[Event]:
    """The rulings in force by ``now``, and what falls due or overdue by it. ``known``: its events in force, oldest first."""
    events = ruling_events(commitment, now, baseline=baseline)
    return events + calendar_events(commitment, known, coverage, now, baseline=baseline)


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that no change of rules withdraws, in the order in which things happened.

    What a change of rules finds in old documents is recorded late and happened early.
    """
    told = list(events)
    changes = [e for e in told if e.kind is EventKind.RULES_CHANGED]
    withdrawn = {e.detail["withdraws"] for e in changes if "withdraws" in e.detail}
    stand = (e for e in told if e.kind is not EventKind.RULES_CHANGED and str(e.id) not in withdrawn)
    return sorted(stand, key=lambda e: e.at)
