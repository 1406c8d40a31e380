"""What is known of a source before a look, by which rules it was read, and from when on its list is asked for. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.extract import discovers, kind_of
from watcher.model import LISTS, Snapshot, Source, SourceKind, SourceState, Validators

OVERLAP = timedelta(days=3)
"""A list is read back to so long before what was seen last: indexes lag, and other people's clocks differ."""
FIRST_LOOK = timedelta(days=10)
"""How far back a list is read that was never read before, or that shows no dates."""
OLDEST = timedelta(days=50 * 365)
FURTHEST = timedelta(days=10 * 365)
"""The days that a row may bear: with others, a slip or made to do harm, a list would be read from them on for good."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a source before the look."""

    state: SourceState
    latest: Mapping[str, Snapshot]
    validators: Callable[[str], Validators]
    anew: bool = False  # the rules have changed, and ``latest`` is what is kept as they read it

    def usable_validators(self, source: Source, url: str) -> Validators:
        """None where our own rules changed: the page must be read again in full."""
        return self.validators(url) if self.latest and self.state.rules == fingerprint(source) else Validators()

    def ruled(self, source: Source) -> bool:
        """Whether what is known was read by the rules of today, at first or anew."""
        return bool(self.latest) and (self.anew or self.state.rules == fingerprint(source))

    @property
    def first(self) -> bool:
        return self.state.last_seen is None


def fingerprint(source: Source) -> str:
    """Changes when a change of ours, not of the page, would make the same bytes read differently."""
    rendered = (source.renderer,) if source.renderer else ()
    rules = (source.kind.value, source.url, source.select, *source.ignore, *rendered, *_versions(source))
    return hashlib.sha256("\0".join(rules).encode()).hexdigest()[:16]


_ALSO_READS = (SourceKind.GOVUK, SourceKind.FILE, SourceKind.PAGE)
"""As what a page's parts and a list's rows are read, whatever the source itself is."""


def _versions(source: Source) -> Iterator[str]:
    """Of every way of reading that its documents may come by."""
    yield kind_of(source).version
    if discovers(source) or source.kind is SourceKind.GOVUK:
        yield from (f"{kind.value} {kind_of(replace(source, kind=kind)).version}" for kind in _ALSO_READS)


def place_of(source: Source) -> str:
    """What is asked, and as what."""
    return f"{source.kind.value} {source.url}"


def since(memory: Memory, now: datetime, reach: timedelta | None = None) -> datetime:
    """The moment from which on a list is read: a while before the newest row that was seen last, or before that look.

    Whichever is earlier: a row that bears a day to come does not hide those of today. Back to the oldest row that still waits
    to be read, where one does. A moment that no row can have does not count. ``reach``: see Kind.
    """
    seen, waiting = memory.state.last_seen, memory.state.waiting
    if seen is None:
        return now - (reach or FIRST_LOOK)
    known = [seen, *_credible(now, waiting)]
    if reach is not None:
        return max(min(known) - OVERLAP, now - reach)
    lists = [s.document for s in memory.latest.values() if s.document.type in LISTS]
    rows = _credible(now, *(e.updated for d in lists for e in d.entries))
    return min([*known, *([max(rows)] if rows else [])]) - OVERLAP


def _credible(now: datetime, *moments: datetime | None) -> list[datetime]:
    return [m for m in moments if m is not None and now - OLDEST <= m <= now + FURTHEST]
