"""A small public state, made by hand: one plan, two promises, some events with hostile words in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from notifier.model import Board
from tests.world import commitment, ruling
from watcher.judge import standing
from watcher.model import (
    Coverage,
    Event,
    EventKind,
    Hunk,
    HunkKind,
    Op,
    Plan,
    Precision,
    Quote,
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


def board(*events: Event, notice: str = "") -> Board:
    told = events or (event(1, days=2), event(2, EventKind.WORDING_CHANGED, days=1), event(3, sentence=EVIL))
    coverage = Coverage(("page",), 41, NOW)
    standings = {c.id: standing(c, [e for e in told if e.commitment_id == c.id], coverage, NOW) for c in PLAN.commitments}
    state = SourceState("page", checks=41, last_checked=NOW, last_seen=NOW)
    return Board((PLAN,), standings, tuple(told), (SOURCE,), {"page": state}, {"page": 41}, NOW, "http://127.0.0.1:8000", notice)
