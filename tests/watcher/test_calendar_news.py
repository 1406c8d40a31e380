"""What the calendar says of a promise whose date moved: which of its dates is meant, and that there are two."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.notifier.public import event
from tests.world import commitment
from watcher.judge import calendar_events
from watcher.model import Coverage, Event, EventKind

COVERAGE = Coverage(("page",), 41, datetime(2026, 1, 1, tzinfo=UTC))
MOVED = replace(
    event(1, EventKind.DATE_REVISED),
    detail={"from": "by the end of 2025", "to": "by the end of May 2026", "from_start": "", "from_end": "2025-12-31",
            "to_start": "", "to_end": "2026-05-31"},
)  # fmt: skip


def told(*earlier: Event, on: datetime) -> list[str]:
    return [e.sentence.partition(":")[0] for e in calendar_events(commitment(), earlier, COVERAGE, on, baseline=False)]


def test_a_date_that_never_moved_is_told_plainly() -> None:
    assert told(on=datetime(2025, 12, 10, tzinfo=UTC)) == ["Due by 31 December 2025"]
    assert told(on=datetime(2026, 1, 1, tzinfo=UTC)) == ["Overdue since 1 January 2026"]


def test_the_first_date_still_counts_and_the_later_one_is_named_beside_it() -> None:
    assert told(MOVED, on=datetime(2026, 1, 1, tzinfo=UTC)) == [
        "Overdue since 1 January 2026 (later given as “by the end of May 2026”)"]  # fmt: skip


def test_the_end_of_the_later_date_is_not_mistaken_for_that_of_the_first() -> None:
    assert told(MOVED, on=datetime(2026, 5, 20, tzinfo=UTC))[-1] == (
        "The date that was given later, “by the end of May 2026”, ends on 31 May 2026")  # fmt: skip
    assert told(MOVED, on=datetime(2026, 6, 2, tzinfo=UTC))[-1] == (
        "The date that was given later, “by the end of May 2026”, ended on 31 May 2026")  # fmt: skip


def test_a_date_that_moved_and_moved_back_is_not_called_a_later_one() -> None:
    back = replace(MOVED, id=2, detail={**MOVED.detail, "from": "by the end of May 2026", "to": "by the end of 2025",
                                        "from_end": "2026-05-31", "to_end": "2025-12-31"})  # fmt: skip
    assert told(MOVED, back, on=datetime(2026, 1, 1, tzinfo=UTC)) == [
        "Overdue since 1 January 2026 (moved meanwhile, and moved back)"]  # fmt: skip
