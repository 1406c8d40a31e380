"""What is published to be measured: a watcher.db with the shipped plan, three years of events and the pages they quote [I/O].

Every word was written for this purpose; which of them stand together is decided by a seed.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.scene import catalogue
from watcher.archive import Archive
from watcher.model import (
    Block,
    BlockKind,
    Commitment,
    Document,
    Event,
    EventKind,
    Hunk,
    HunkKind,
    Op,
    Quote,
    Seen,
    Source,
    SourceKind,
    SourceRecord,
    SourceState,
    Span,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEGAN = NOW - timedelta(days=3 * 365)
SEED = 20261124
WITH_PAGE = {
    EventKind.PAGE_UPDATED: 22, EventKind.EVIDENCE: 6, EventKind.SILENT_EDIT: 4, EventKind.WORDING_CHANGED: 3,
    EventKind.DATE_REVISED: 3, EventKind.DATE_REMOVED: 1, EventKind.REANNOUNCED: 1,
}  # fmt: skip
WITHOUT = {EventKind.DUE_SOON: 20, EventKind.OVERDUE: 20, EventKind.RULING: 12, EventKind.BLIND_SPOT: 8}
"""Weights: of a hundred events forty have a kept snapshot."""
PARAGRAPHS = 44

_WHO = ("Councils", "Schools", "Colleges", "Health bodies", "Families", "Inspectors", "Trusts", "Nurseries")
_DO = (
    "will use the national form for every new plan",
    "are asked to send what they found in the trial",
    "can read here how the fund is shared out",
    "should agree with each other who pays for what",
    "must answer within twenty working days",
    "are encouraged to try the new standards first",
)
_WHEN = (
    "from September 2025, or earlier where they are ready to",
    "by the end of the financial year, and every year after that",
    "in the spring, once the consultation has been answered",
    "as soon as the regulations have been laid before Parliament",
    "before the summer, so that parents can plan for the next year",
)


@dataclass
class Page:
    """A watched page and its paragraphs as they stand; each edit changes one."""

    source: Source
    paragraphs: list[str]
    seen: list[Seen] = field(default_factory=list)

    def edit(self, words: random.Random, at: datetime) -> tuple[str, str, str]:
        """(what one paragraph said, what it says now, the hash of the page as it is kept)."""
        place = words.randrange(len(self.paragraphs))
        before, after = self.paragraphs[place], sentence(words)
        self.paragraphs[place] = after
        blocks = [Block(BlockKind.HEADING, "What happens now"), *(Block(BlockKind.PARAGRAPH, p) for p in self.paragraphs)]
        document = Document(self.source.url, self.source.title, "guidance", updated=at, blocks=tuple(blocks))
        raw = document.text.encode()
        self.seen.append(Seen(document, raw, at))
        return before, after, hashlib.sha256(raw).hexdigest()


def sentence(words: random.Random) -> str:
    return f"{words.choice(_WHO)} {words.choice(_DO)} {words.choice(_WHEN)}, as paragraph {words.randrange(10**6)} says."


class Log:
    """A history that goes on: each event is later than the one before."""

    def __init__(self, seed: int = SEED) -> None:
        self.words = random.Random(seed)
        known = catalogue()
        self.commitments = known.commitments
        self.pages = [Page(s, [sentence(self.words) for _ in range(PARAGRAPHS)]) for s in known.sources]

    def events(self, count: int) -> Iterator[Event]:
        kinds = self.words.choices(list({**WITH_PAGE, **WITHOUT}), [*WITH_PAGE.values(), *WITHOUT.values()], k=count)
        for number, kind in enumerate(kinds):
            yield self.event(kind, number, BEGAN + (NOW - BEGAN) * number / count)

    def event(self, kind: EventKind, number: int, at: datetime) -> Event:
        at = at.replace(microsecond=0)
        commitment = self.words.choice(self.commitments)
        promised = Quote(f"{commitment.title} (due {commitment.due or 'without a date'})", commitment.stated)
        about = Event(0, at, kind, f"{kind.value}:{number}", commitment.plan_id, commitment.id, "", "", promised)
        if kind in WITH_PAGE:
            return self._read(about, commitment, self.words.choice(self.pages))
        told = f"{kind.value}: {commitment.title}; no evidence found in {number} checks of 6 sources."
        detail = {"window_end": at.date().isoformat(), "checks": str(number), "sources": "6"}
        return replace(about, sentence=told, detail=detail)

    def _read(self, about: Event, commitment: Commitment, page: Page) -> Event:
        before, after, sha256 = page.edit(self.words, about.at)
        return replace(
            about, source_id=page.source.id, title=page.source.title, hunks=(_hunk(before, after),), detail=_detail(about),
            sentence=f"Changed, “{page.source.title}”, about: {commitment.title}.",
            found=Quote(after, page.source.url, about.at, sha256),
        )  # fmt: skip


def _hunk(before: str, after: str) -> Hunk:
    spans = (Span(Op.DELETE, before[:70]), Span(Op.INSERT, after[:70]), Span(Op.SAME, after[70:]))
    return Hunk(HunkKind.CHANGED, before, after, spans, "What happens now")


def _detail(about: Event) -> dict[str, str]:
    if about.kind is EventKind.DATE_REVISED:
        end = (about.at + timedelta(days=200)).date().isoformat()
        return {"from": "by the end of 2025", "to": "later", "from_end": "2025-12-31", "to_start": "", "to_end": end}
    return {"from": "by the end of 2025", "to": ""} if about.kind is EventKind.DATE_REMOVED else {}


def fill(path: Path, count: int) -> None:
    """A watcher.db with so many events; every source was looked at a thousand times."""
    log = Log()
    events = list(log.events(count))
    with Archive.open(path, now=BEGAN) as archive:
        for page in log.pages:
            archive.record(SourceRecord(_state(page.source), seen=tuple(page.seen)))
        archive.append(events)


def go_on(archive: Archive) -> datetime:
    """One more look, an hour later, at a source that could show a promise: it finds one more event. Returns when."""
    log, at = Log(SEED + 1), NOW + timedelta(hours=1)
    log.pages = [p for p in log.pages if p.source.kind is SourceKind.GOVUK and p.source.commitments][:1]
    event = log.event(EventKind.PAGE_UPDATED, archive.latest_event(), at)
    (page,) = log.pages
    state = replace(_state(page.source), checks=1001, seen=1001, last_checked=at, last_seen=at, last_changed=at)
    archive.record(SourceRecord(state, seen=tuple(page.seen), events=(event,)))
    return at


def _state(source: Source) -> SourceState:
    return SourceState(source.id, 1000, 1000, last_checked=NOW, last_seen=NOW, last_changed=NOW - timedelta(days=3))
