"""A small public state, made by hand: one plan, two promises, some events with hostile words in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifier.model import Board, File, Site
from tests.world import commitment, ruling
from watcher.judge import standing
from watcher.model import (
    Block,
    BlockKind,
    Coverage,
    Document,
    Event,
    EventKind,
    Headline,
    Hunk,
    HunkKind,
    Op,
    Plan,
    Precision,
    Quote,
    Relation,
    Sighting,
    Snapshot,
    Source,
    SourceKind,
    SourceState,
    Span,
    Window,
)

NOW = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
EVIL = "<script>alert(1)</script>\x1b[31m =?utf-8?q?a=0D=0ABcc:_x?= \u202e"
TEMPLATE = commitment()
NPQ = commitment(id="npq", title="A qualification for SENCOs", theme="workforce", due="", names=("NPQ for SENCOs",),
                 window=Window(None, None, Precision.NONE, ""), rulings=(ruling(date(2024, 9, 1)),))  # fmt: skip
PLAN = Plan("plan", "The plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, (TEMPLATE, NPQ))
SOURCE = Source("page", "A page", SourceKind.PAGE, "https://www.gov.uk/page", timedelta(days=1), commitments=("template",))


def event(
    number: int, kind: EventKind = EventKind.OVERDUE, commitment_id: str = "template", sentence: str = "", days: int = 0
) -> Event:
    spans = (Span(Op.SAME, "We will"), Span(Op.DELETE, "publish"), Span(Op.INSERT, "explore"))
    return Event(
        id=number,
        at=NOW - timedelta(days=days),
        kind=kind,
        key=f"{kind}:{number}",
        plan_id="plan",
        commitment_id=commitment_id,
        source_id="page",
        sentence=sentence or f"News number {number}.",
        promised=Quote("One national template (due by the end of 2025)", "https://www.gov.uk/plan"),
        found=Quote(EVIL, "https://www.gov.uk/page", NOW, "ab" * 32),
        title=EVIL,
        hunks=(Hunk(HunkKind.CHANGED, "We will publish", "We will explore", spans, "Plans"),),
        detail={},
    )


KEPT = Snapshot("page", Document("https://www.gov.uk/page", EVIL, blocks=(
    Block(BlockKind.HEADING, "Plans"), Block(BlockKind.PARAGRAPH, EVIL), Block(BlockKind.ITEM, "One"),
    Block(BlockKind.ITEM, "Two"), Block(BlockKind.ROW, "a | b"))), "ab" * 32, NOW - timedelta(days=3), NOW)  # fmt: skip


class ByHand:
    """What publication reads of an archive, from a few events."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = {e.id: e for e in events}
        self.read: list[int] = []

    def event(self, number: int) -> Event:
        self.read.append(number)
        return self._events[number]

    def snapshot(self, sha256: str) -> Snapshot | None:
        return KEPT if sha256 == KEPT.sha256 else None

    def looks(self, source_id: str, limit: int) -> list[tuple[datetime, str, str]]:
        return [(NOW, "seen", ""), (NOW - timedelta(days=1), "unseen", "The server did not answer.")][:limit]

    def sightings(self, commitment_id: str) -> list[tuple[datetime, str, Sighting]]:
        talk = Sighting(commitment_id, Relation.MENTION, 0.4, ("named in the text",), EVIL, "https://www.gov.uk/speech", EVIL)
        return [(NOW, "page", talk)]


def headline(e: Event) -> Headline:
    sha256 = e.found.sha256 if e.found else ""
    return Headline(e.id, e.at, e.kind, e.plan_id, e.commitment_id, e.source_id, e.sentence, sha256, e.quiet)


def board(*events: Event, **site: Any) -> Board:
    """``site``: fields of Site."""
    told = events or (event(1, days=2), event(2, EventKind.WORDING_CHANGED, days=1), event(3, sentence=EVIL))
    coverage = Coverage(("page",), 41, NOW, looks=(("page", 41),))
    standings = {c.id: standing(c, [e for e in told if e.commitment_id == c.id], coverage, NOW) for c in PLAN.commitments}
    state = SourceState("page", checks=43, seen=41, last_checked=NOW, last_seen=NOW)
    return Board(
        site=Site(**{"public_url": "http://127.0.0.1:8000", **site}),
        plans=(PLAN,),
        standings=standings,
        headlines=tuple(headline(e) for e in told),
        sources=(SOURCE,),
        states={"page": state},
        generated_at=NOW,
        record=ByHand(told),
        latest=max(e.id for e in told),
        kept={KEPT.sha256: KEPT.last_seen},
        sighted={c.id: 1 for c in PLAN.commitments},
    )


def made(files: Iterable[File]) -> dict[str, bytes]:
    """Every file, made."""
    return {f.path: f.make() for f in files}
