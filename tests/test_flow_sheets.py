"""From a spreadsheet on the web to an event that names the cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.watcher.workbooks import xlsx
from tests.web_server import Answer
from tests.world import World, kinds, world
from watcher.model import Event, SourceKind

COLUMNS = ["Promise", "2023", "2024", "Status"]
ROWS = [["National template for EHC plans", 1, 50, "In progress"], ["Inclusion hubs", 4, 61, "In progress"]]
Rows = Sequence[Sequence[object]]


def put(there: World, columns: Sequence[object], rows: Rows) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    body = xlsx({"Progress": [["Table 1: progress of the plan"], columns, *rows]})
    there.site.pages["/progress.xlsx"] = Answer(body, 200, {"Content-Type": kind})


def news(folder: Path, columns: Sequence[object], rows: Rows) -> Event:
    """The one event of the second look at a spreadsheet."""
    with world(folder) as there:
        there.watch("/progress.xlsx", SourceKind.FILE, commitments=("template",))
        put(there, COLUMNS, ROWS)
        assert not kinds(there.look())
        put(there, columns, rows)
        (event,) = [e for e in there.look().events if e.kind.public]
        return event


def test_a_cell_that_changes_gives_an_event_that_names_it(tmp_path: Path) -> None:
    event = news(tmp_path, COLUMNS, [["National template for EHC plans", 1, 52, "In progress"], ROWS[1]])
    assert (event.kind.value, event.commitment_id) == ("page-updated", "template")
    assert event.sentence == "Updated: “progress.xlsx”. National template for EHC plans, 2024: 50 became 52."
    assert event.found
    assert event.found.text == "National template for EHC plans | 1 | 52 | In progress"
    assert event.found.place == "sheet Progress, row 3"
    assert [c.words for h in event.hunks for c in h.cells] == ["National template for EHC plans, 2024: 50 became 52"]


def test_many_cells_are_told_by_a_few_and_a_new_column_first(tmp_path: Path) -> None:
    event = news(tmp_path, [*COLUMNS, "Reason"], [[*row[:2], 99, "Delayed", f"reason {n}"] for n, row in enumerate(ROWS)])
    assert event.sentence == (
        "Updated: “progress.xlsx”. Column added: Reason; National template for EHC plans, 2024: 50 became 99; "
        "National template for EHC plans, Status: In progress became Delayed; and 2 more."
    )
    assert event.found
    assert event.found.text == "National template for EHC plans | 1 | 99 | Delayed | reason 0"


def test_the_row_of_a_promise_that_is_taken_out_is_named_and_quoted(tmp_path: Path) -> None:
    event = news(tmp_path, COLUMNS, ROWS[1:])
    assert event.sentence == "Updated: “progress.xlsx”. Row removed: National template for EHC plans."
    assert event.found
    assert event.found.text == "National template for EHC plans | 1 | 50 | In progress"


def test_of_several_rows_that_are_taken_out_that_of_the_promise_is_quoted(tmp_path: Path) -> None:
    more = [[f"Thing {n}", n, n, "Begun"] for n in range(6)]
    with world(tmp_path) as there:
        there.watch("/progress.xlsx", SourceKind.FILE, commitments=("template",))
        put(there, COLUMNS, [*more[:3], *ROWS, *more[3:]])
        there.look()
        put(there, COLUMNS, [ROWS[1], *more[3:]])
        (event,) = [e for e in there.look().events if e.kind.public]
    assert event.found
    assert event.found.text == "National template for EHC plans | 1 | 50 | In progress"
    assert event.sentence.endswith("and 1 more.")


def test_a_column_that_is_renamed_is_told_by_both_its_names_and_a_new_order_is_no_quotation(tmp_path: Path) -> None:
    renamed = news(tmp_path / "a", ["Promise", "2023", "2024 (provisional)", "Status"], ROWS)
    assert renamed.sentence == "Updated: “progress.xlsx”. Column renamed: 2024 became 2024 (provisional)."
    turned = news(tmp_path / "b", COLUMNS[::-1], [row[::-1] for row in ROWS])
    assert turned.found
    assert turned.found.text == "progress.xlsx"
