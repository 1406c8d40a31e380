"""Tables of files, before and after: which cell changed, by its row and the heading of its column."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.diff import change_as_json, diff_documents
from watcher.model import Block, BlockKind, Change, Document, Hunk, HunkKind
from watcher.rows import dump, load

Cells = Sequence[object]


def table(columns: Cells, *rows: Cells, sheet: str = "Table 1") -> tuple[Block, ...]:
    """A sheet with one table."""
    return (
        Block(BlockKind.HEADING, sheet),
        Block(BlockKind.COLUMNS, _row(columns)),
        *(Block(BlockKind.ROW, _row(row), f"sheet {sheet}, row {n}") for n, row in enumerate(rows, 2)),
    )


def _row(cells: Cells) -> str:
    return " | ".join(str(c) for c in cells).rstrip(" |")


def document(*blocks: Block) -> Document:
    return Document("https://www.gov.uk/t.csv", "t.csv", "attachment", blocks=blocks)


def diff(before: Sequence[Block], after: Sequence[Block]) -> Change:
    change = diff_documents(document(*before), document(*after))
    assert change is not None
    return change


def words(change: Change) -> list[str]:
    return [cell.words for hunk in change.hunks for cell in hunk.cells]


YEARS = ("Area", "2023", "2024")
COUNCILS = [f"{first}{second}" for first in ("North ", "South ", "Great ", "Upper ", "East ") for second in
            ("Leeds", "Kent", "Hull", "York", "Bath", "Wells", "Dover", "Ripon", "Truro", "Ely", "Derby", "Stoke", "Luton", "Bury",
             "Poole", "Slough", "Oldham", "Dudley", "Walsall", "Sutton", "Barnet", "Bexley", "Camden", "Ealing", "Harrow",
             "Merton", "Newham", "Torbay", "Medway", "Thurrock")]  # fmt: skip


# --- cells ---


def test_a_cell_that_changes_is_named_by_its_row_and_column() -> None:
    change = diff(table(YEARS, ("Kent", 60, 61), ("Leeds", 48, 50)), table(YEARS, ("Kent", 60, 61), ("Leeds", 48, 52)))
    assert words(change) == ["Leeds, 2024: 50 became 52"]
    (hunk,) = change.hunks
    assert (hunk.kind, hunk.before, hunk.after, hunk.context) == (HunkKind.CHANGED, "Leeds | 48 | 50", "Leeds | 48 | 52", "Table 1")
    as_json = change_as_json(change, document(), document())
    assert as_json["hunks"][0]["cells"] == [{"row": "Leeds", "column": "2024", "before": "50", "after": "52"}]


def test_a_cell_that_was_filled_or_emptied_is_told_so() -> None:
    change = diff(table(YEARS, ("Kent", 60), ("Leeds", 48, 50)), table(YEARS, ("Kent", 60, 61), ("Leeds", "", 50)))
    assert words(change) == ["Kent, 2024: 61 was put in", "Leeds, 2023: 48 was taken out"]


def test_when_all_figures_change_and_move_leeds_is_still_paired_with_leeds() -> None:
    dice = random.Random(6)
    old = [(name, dice.randrange(9000), dice.randrange(9000)) for name in COUNCILS]
    new = [(name, dice.randrange(9000), dice.randrange(9000)) for name in dice.sample(COUNCILS, len(COUNCILS))]
    change = diff(table(YEARS, *old), table(YEARS, *new))
    assert len(change.hunks) == len(COUNCILS) == 150
    assert all(h.before.split(" | ")[0] == h.after.split(" | ")[0] == h.cells[0].row for h in change.hunks)


def test_rows_are_named_by_as_many_first_cells_as_tell_them_apart() -> None:
    columns = ("Level", "Area", "Year", "Plans")
    rows = [("Local", area, year, 7) for area in ("Leeds", "Kent") for year in (2023, 2024)]
    change = diff(table(columns, *rows), table(columns, *rows[:3], ("Local", "Kent", 2024, 9)))
    assert words(change) == ["Kent, 2024, Plans: 7 became 9"]


def test_a_cell_that_reaches_over_several_rows_names_them_all() -> None:
    columns = ("Area", "Year", "Plans")
    old, new = (table(columns, ("Leeds", 2023, 1), ("", 2024, n), ("Kent", 2023, 1), ("", 2024, 3)) for n in (2, 5))
    assert words(diff(old, new)) == ["Leeds, 2024, Plans: 2 became 5"]


def test_rows_of_one_name_are_paired_in_their_order() -> None:
    old, new = (table(YEARS, ("Leeds", 1, 2), ("Total", 3, 4), ("Kent", 5, 6), ("Total", 7, n)) for n in (8, 9))
    assert words(diff(old, new)) == ["Total, 2024: 8 became 9"]
    again = table(YEARS, ("Leeds", 11, 12), ("Total", 13, 14), ("Kent", 15, 16), ("Total", 17, 18))
    assert [(h.before, h.after) for h in diff(old, again).hunks][1::2] == [
        ("Total | 3 | 4", "Total | 13 | 14"), ("Total | 7 | 8", "Total | 17 | 18"),
    ]  # fmt: skip


def test_a_row_that_came_or_went_is_one_and_no_other_row_takes_its_place() -> None:
    change = diff(table(YEARS, ("Kent", 1, 2), ("Leeds", 3, 4)), table(YEARS, ("Kent", 1, 2), ("Poole", 3, 5)))
    assert sorted((h.kind.value, h.before, h.after) for h in change.hunks) == [
        ("added", "", "Poole | 3 | 5"), ("removed", "Leeds | 3 | 4", ""),
    ]  # fmt: skip


def test_a_row_with_a_longer_name_and_the_same_cells_is_the_same_row() -> None:
    columns = ("Area", "Status")
    change = diff(table(columns, ("Poole", "to be inspected soon")), table(columns, ("Poole Borough", "to be inspected soon")))
    assert words(change) == ["Poole Borough, Area: Poole became Poole Borough"]


# --- columns ---


def test_a_column_that_is_added_to_20000_rows_is_told_once_and_quickly() -> None:
    old = [(f"Area {n}", n % 90, n % 70) for n in range(19_990)]
    began = time.monotonic()
    change = diff(table(YEARS, *old), table((*YEARS, "2025"), *((*row, 7) for row in old)))
    (hunk,) = change.hunks
    assert hunk.kind is HunkKind.ADDED
    assert hunk.after.startswith("Column added: 2025. Area 0: 7; Area 1: 7;")
    assert hunk.after.endswith("and 19,970 more")
    assert len(hunk.cells) == 20
    assert time.monotonic() - began < 10


def test_beside_a_new_column_a_changed_cell_is_still_named() -> None:
    old, new = (
        table(YEARS, ("Leeds", 1, 2), ("Kent", 3, 4)),
        table(("Area", "2022", *YEARS[1:]), ("Leeds", 9, 1, 2), ("Kent", 9, 3, 5)),
    )
    change = diff(old, new)
    assert [h.kind for h in change.hunks] == [HunkKind.ADDED, HunkKind.CHANGED]
    assert change.hunks[1].told == "Kent, 2024: 4 became 5"


def test_a_column_that_went_is_told_once() -> None:
    change = diff(table(YEARS, ("Leeds", 1, 2), ("Kent", 3, 4)), table(("Area", "2024"), ("Leeds", 2), ("Kent", 4)))
    assert [(h.kind, h.before) for h in change.hunks] == [(HunkKind.REMOVED, "Column removed: 2023. Leeds: 1; Kent: 3")]


def test_columns_in_another_order_are_the_same_columns() -> None:
    change = diff(table(YEARS, ("Leeds", 1, 2), ("Kent", 3, 4)), table(("Area", "2024", "2023"), ("Leeds", 2, 1), ("Kent", 5, 3)))
    assert [h.kind for h in change.hunks] == [HunkKind.MOVED, HunkKind.CHANGED]
    assert words(change) == ["Kent, 2024: 4 became 5"]


@pytest.mark.parametrize("columns", [("Area", "2023", "2024 (provisional)"), ("Council", "2023", "2024")])
def test_a_heading_that_changed_is_no_other_column(columns: tuple[str, ...]) -> None:
    rows = [("Leeds", 10, 20), ("Kent", 30, 40), ("York", 50, 60)]
    (hunk,) = diff(table(YEARS, *rows), table(columns, *rows)).hunks
    assert (hunk.kind, hunk.context) == (HunkKind.CHANGED, "Table 1")
    assert {hunk.before, hunk.after} == set(YEARS) ^ set(columns)


# --- sheets, order, bulk ---


def test_a_sheet_that_was_renamed_is_compared_with_itself() -> None:
    rows = [("Leeds", 1, 2), ("Kent", 3, 4)]
    old = (*table(YEARS, *rows, sheet="A"), *table(("Month", "Calls"), ("May", 1), sheet="B"))
    new = (*table(YEARS, rows[0], ("Kent", 3, 5), sheet="A (revised)"), *table(("Month", "Calls"), ("May", 1), sheet="B"))
    assert words(diff(old, new)) == ["Kent, 2024: 4 became 5"]


def test_rows_that_are_only_sorted_anew_are_no_news() -> None:
    rows = [(name, n, n) for n, name in enumerate(COUNCILS)]
    change = diff(table(YEARS, *rows), table(YEARS, *rows[::-1]))
    assert change.retouch
    assert [h.after for h in change.hunks] == ["149 rows stand in another order"]


def test_of_thousands_of_rows_with_other_figures_the_first_are_told_and_the_rest_counted() -> None:
    old, new = ([(f"Area {n}", n, k * n) for n in range(1, 3001)] for k in (1, 2))
    changed = [("Area 2500", "2500", "withheld") if row[0] == "Area 2500" else row for row in new]
    change = diff(table(YEARS, *old), table(YEARS, *changed))
    assert len(change.hunks) == 502
    assert change.hunks[500].told == "Area 2500, 2024: 2500 became withheld"
    assert change.hunks[501].after == "2,499 more rows with other figures"


def test_a_row_that_only_fell_beyond_the_end_of_what_is_read_was_not_removed() -> None:
    rows = [(f"Area {n}", n, n) for n in range(19_998)]
    cut, before = table(YEARS, ("New", 1, 1), *rows[:-1]), table(YEARS, *rows)
    assert [(h.kind, h.after) for h in diff(before, cut).hunks] == [(HunkKind.ADDED, "New | 1 | 1")]
    assert [(h.kind, h.before) for h in diff(cut, before).hunks] == [(HunkKind.REMOVED, "New | 1 | 1")]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_wherever_rows_and_columns_go_exactly_the_cells_that_changed_are_told(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(COUNCILS), min_size=2, max_size=12, unique=True))
    columns = [f"Count {n}" for n in range(data.draw(st.integers(1, 4)))]
    figures = {(r, c): data.draw(st.integers(0, 50)) for r in names for c in columns}
    later = {at: data.draw(st.integers(0, 50)) for at in figures}
    rows, order = data.draw(st.permutations(names)), data.draw(st.permutations(columns))
    before = table(("Area", *columns), *((r, *(figures[r, c] for c in columns)) for r in names))
    after = table(("Area", *order), *((r, *(later[r, c] for c in order)) for r in rows))
    change = diff_documents(document(*before), document(*after))
    told = {(cell.row, cell.column): (cell.before, cell.after) for h in (change.hunks if change else ()) for cell in h.cells}
    assert told == {at: (str(figures[at]), str(later[at])) for at in figures if figures[at] != later[at]}


# --- dates and stored events ---


def test_figures_that_look_like_years_are_no_dates_and_due_years_are() -> None:
    columns = ("Promise", "Due", "Schools")
    old, new = table(columns, ("Template", 2025, 1987)), table(columns, ("Template", 2027, 2012))
    change = diff(old, new)
    assert [(d.before, d.after, d.passage) for d in change.dates] == [("2025", "2027", "Template | 2027 | 2012")]
    assert not diff(table(YEARS, ("Leeds", 1, 2)), table((*YEARS, "2025"), ("Leeds", 1, 2, 2019))).dates


def test_a_date_in_a_column_that_is_new_is_a_date() -> None:
    change = diff(
        table(("Promise", "State"), ("Template", "late")), table(("Promise", "State", "Due"), ("Template", "late", "2026-05-01"))
    )
    assert [d.after for d in change.dates] == ["2026-05-01"]


def test_hunks_that_were_stored_before_cells_were_known_still_load() -> None:
    assert load(Hunk, '{"kind":"changed","before":"a","after":"b","spans":[],"context":""}').cells == ()
    change = diff(table(YEARS, ("Leeds", 1, 2)), table(YEARS, ("Leeds", 1, 3)))
    assert load(Change, dump(change)) == change


def test_text_between_tables_and_documents_without_headings_read_as_before() -> None:
    note = Block(BlockKind.PARAGRAPH, "Figures are provisional until July.")
    final = Block(BlockKind.PARAGRAPH, "Figures are final.")
    old, new = (note, *table(YEARS, ("Leeds", 1, 2))), (final, *table(YEARS, ("Leeds", 1, 2)))
    assert [(h.before, h.after) for h in diff(old, new).hunks] == [(note.text, final.text)]
    plain = [tuple(b for b in blocks if b.kind is not BlockKind.COLUMNS) for blocks in (old, table(YEARS, ("Leeds", 1, 3)))]
    assert words(diff(*plain)) == []
