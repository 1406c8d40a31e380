"""Dates that moved, and those that only seem to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.watcher.test_diff import page
from watcher.diff import change_as_json, diff_documents
from watcher.model import Block, BlockKind, DateRole, Document, StructuredDate

READ = datetime(2022, 2, 1, tzinfo=UTC)


def rows(*texts: str, kind: BlockKind = BlockKind.ITEM) -> Document:
    return Document("u", "Title", updated=READ, blocks=tuple(Block(kind, t) for t in texts))


def moves(before: Document, after: Document) -> list[tuple[str, str, str]]:
    change = diff_documents(before, after)
    return [(m.before, m.after, m.direction.value) for m in (change.dates if change else ())]


def test_a_row_that_gives_way_to_a_row_of_another_name_moved_no_date() -> None:
    told = moves(rows("Kent County Council, 3 May 2022 (take part)"), rows("Essex County Council, 9 June 2022 (take part)"))
    assert told == [("3 May 2022", "", "removed"), ("", "9 June 2022", "added")]


def test_a_row_of_the_same_name_did_wherever_it_stands_in_the_table() -> None:
    before = rows("Kent | 3 May 2022", "Essex | 4 May 2022", "Devon | 5 May 2022", kind=BlockKind.ROW)
    after = rows("Surrey | 6 May 2022", "Essex | 4 July 2022", "Devon | 5 May 2022", "Kent | 3 May 2022", kind=BlockKind.ROW)
    assert moves(before, after) == [("4 May 2022", "4 July 2022", "later"), ("", "6 May 2022", "added")]


def test_a_number_before_the_name_does_not_make_another_row_of_it() -> None:
    before = [f"{n} | Town {chr(65 + n % 26)}{n} school | {1 + n % 28} May 2025" for n in range(1, 501)]
    after = ["1 | Newtown school | 3 May 2025", *(f"{n + 1} |" + row.split("|", 1)[1] for n, row in enumerate(before, 1))]
    assert moves(rows(*before, kind=BlockKind.ROW), rows(*after, kind=BlockKind.ROW)) == [("", "3 May 2025", "added")]


def test_every_date_of_a_long_table_that_shifts_by_a_day_is_a_move_of_its_own() -> None:
    before = rows(*(f"School number {chr(97 + n % 26)}{n:05} | {1 + n % 27} May 2025" for n in range(500)), kind=BlockKind.ROW)
    after = rows(*(f"School number {chr(97 + n % 26)}{n:05} | {2 + n % 27} May 2025" for n in range(500)), kind=BlockKind.ROW)
    change = diff_documents(before, after)
    assert change is not None
    assert len(change.dates) == 500
    assert len(change_as_json(change, before, after)["dates"]) == 27


def test_dates_in_one_place_move_together_even_where_one_takes_the_other_s_day() -> None:
    told = moves(rows("Opens 1 May 2025 and ends 2 May 2025"), rows("Opens 2 May 2025 and ends 3 May 2025"))
    assert told == [("1 May 2025", "2 May 2025", "later"), ("2 May 2025", "3 May 2025", "later")]


def test_a_cell_that_comes_or_goes_moves_no_date_of_the_others() -> None:
    before = rows("80438 | brighton | 27 March 2023 | 27 March 2023 | 31 May 2023", kind=BlockKind.ROW)
    after = rows("80438 | brighton | none | 27 March 2023 | 31 March 2023 | 31 May 2023", kind=BlockKind.ROW)
    assert moves(before, after) == [("27 March 2023", "31 March 2023", "later")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The inspections will begin from 4 May 2021.", "The inspections began on 4 May 2021."),
        ("We will begin from 1 April 2021.", "We began in April 2021."),
        ("Updated 3 May 2022: the list of schools.", "Updated 9 June 2022: the list of all schools."),
        ("© Crown copyright 2021 and others", "© Crown copyright 2022 and others"),
        ("See the annual report, accessed 3 May 2021. ↩", "See the annual report, accessed 4 May 2022. ↩"),
        ("Visit this page for the outcome.", "Visit this page again soon for the outcome."),
        ("We will publish it by 31 March 2025.", "We will publish the plan by 31st March 2025."),
    ],
)
def test_what_is_no_move_of_a_target(before: str, after: str) -> None:
    assert moves(rows(before), rows(after)) == []


def test_a_day_without_a_year_moves_too_where_the_page_has_no_date_of_its_own() -> None:
    (move,) = diff_documents(page("It closes at 5pm on 1 July."), page("It closes at 5pm on 22 July.")).dates  # type: ignore[union-attr]
    assert (move.before, move.after, move.direction.value) == ("1 July", "22 July", "later")
    assert move.after_window is None  # nobody knows of which year


def test_a_sentence_that_was_rewritten_elsewhere_keeps_its_date() -> None:
    old = "The national template for plans will be ready by 3 May 2025."
    new = "By 3 May 2025 the national template for all plans will be ready, we expect."
    filler = [f"Paragraph {c} says something else entirely." for c in "abcdefgh"]
    assert moves(rows(old, *filler), rows(*filler, new)) == []


def test_and_one_that_names_another_date_moved_it() -> None:
    old = "The national template for plans will be ready by 3 May 2025."
    new = "Ministers now say that the national template for plans will be ready by 3 May 2026."
    filler = [f"Paragraph {c} says something else entirely." for c in "abcdefgh"]
    assert moves(rows(old, *filler), rows(*filler, new)) == [("by 3 May 2025", "by 3 May 2026", "later")]


def test_a_date_that_is_not_replaced_is_removed_and_one_that_comes_back_is_added() -> None:
    dated, bare = rows("The template will be ready by 3 May 2025."), rows("The template will be ready.")
    assert moves(dated, bare) == [("by 3 May 2025", "", "removed")]
    assert moves(bare, dated) == [("", "by 3 May 2025", "added")]
    assert moves(dated, rows("The template will be ready soon.")) == [("by 3 May 2025", "soon", "removed")]


def test_two_dates_in_conflict_are_both_kept() -> None:
    told = moves(rows("Ready by 3 May 2025 or by 9 June 2025."), rows("Ready by 4 May 2025 or by 10 June 2025."))
    assert [(a.removeprefix("by "), b.removeprefix("by ")) for a, b, _ in told] == [
        ("3 May 2025", "4 May 2025"),
        ("9 June 2025", "10 June 2025"),
    ]


def test_a_closing_date_is_told_once_in_the_words_of_the_page() -> None:
    before, after = rows("The consultation closes on 1 July 2022."), rows("The consultation closes on 22 July 2022.")
    fields = [replace(d, dates=(StructuredDate(DateRole.CLOSING, date(2022, 7, n)),)) for d, n in ((before, 1), (after, 22))]
    assert moves(*fields) == [("1 July 2022", "22 July 2022", "later")]
    assert moves(replace(fields[0], blocks=()), replace(fields[1], blocks=())) == [("1 July 2022", "22 July 2022", "later")]


def test_the_same_move_in_two_rows_is_two_moves_but_stands_once_in_the_data() -> None:
    before = rows("Kent School, by 3 May 2025", "Essex School, by 3 May 2025")
    after = rows("Kent School, by 3 May 2026", "Essex School, by 3 May 2026")
    change = diff_documents(before, after)
    assert change is not None
    assert [m.passage[:4] for m in change.dates] == ["Kent", "Esse"]
    assert len(change_as_json(change, before, after)["dates"]) == 1
