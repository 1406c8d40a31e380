"""Dates in running text: what each is in its sentence, and what is no date at all."""

from __future__ import annotations

import re
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.signal.dates import measure
from watcher.dates import Found, find_dates

SAID = date(2024, 3, 1)


def read(text: str, said_on: date | None = SAID) -> list[tuple[str, str]]:
    return [(f.text, f.role) for f in find_dates(text, said_on=said_on)]


@pytest.mark.parametrize(
    ("text", "words", "role", "end"),
    [
        ("The consultation closes at 11:45pm on 22 July.", "22 July", "closing", "2024-07-22"),
        ("We will publish the standards by the end of 2025.", "by the end of 2025", "deadline", "2025-12-31"),
        ("It was published on 3 May 2023.", "3 May 2023", "publication", "2023-05-03"),
        ("The pilot began in September 2023.", "September 2023", "historical", "2023-09-30"),
        ("Dashboards will be launching soon.", "soon", "deadline", None),
        ("Closing date | 3 May 2024", "3 May 2024", "closing", "2024-05-03"),
        ("Full roll-out | Spring 2026", "Spring 2026", "", "2026-05-31"),
        ("Partner appointed | June 2024 | Complete", "June 2024", "historical", "2024-06-30"),
        ("Next release: 12 June 2025", "12 June 2025", "release", "2025-06-12"),
        ("The duty takes effect on 6 April 2026.", "6 April 2026", "start", "2026-04-06"),
        ("Local areas have been told to report by June 2024.", "by June 2024", "deadline", "2024-06-30"),
        ("The plan said that it would be ready by the end of 2023.", "by the end of 2023", "historical", "2023-12-31"),
        ("The target of December 2025 was dropped.", "December 2025", "historical", "2025-12-31"),
        ("It will not begin before September 2026.", "before September 2026", "start", None),
    ],
)
def test_a_sentence_gives_its_date_a_role(text: str, words: str, role: str, end: str | None) -> None:
    (found,) = find_dates(text, said_on=SAID)
    assert (found.text, found.role, found.window.end and found.window.end.isoformat()) == (words, role, end)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("The guidance, first published in May 2022, will be updated by December 2025.", ["publication", "deadline"]),
        ("The plan was delayed from autumn 2023 to spring 2024.", ["historical", "deadline"]),
        ("It was delayed from 2024 to 2026.", ["historical", "deadline"]),
        ("The survey opens on 3 June 2024 and closes on 28 June 2024.", ["opening", "closing"]),
        ("The tool, originally due in summer 2023, is now expected in early 2025.", ["historical", "deadline"]),
        ("It will be published in spring 2025 rather than autumn 2024.", ["deadline", "historical"]),
        ("Due by March 2025, but the board expects April 2026.", ["deadline", "deadline"]),
    ],
)
def test_each_of_two_dates_has_a_role_of_its_own(text: str, roles: list[str]) -> None:
    assert [role for _, role in read(text)] == roles


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "It was approved. Dr. Shah will send form No. 7, e.g. by post, by 10 p.m. on 3 June 2024. The office closed in 2019."
    assert [role for _, role in read(text)] == ["deadline", "historical"]


@pytest.mark.parametrize(
    "text",
    [
        "Children and Families Act 2014 applies.",
        "Section 36 of the 2014 Act.",
        "Call 0300 200 1000.",
        "See page 2023 of the list.",
        "Theresa May may march in spring water.",
        "The Spring Budget 2024 and the Autumn Statement 2023.",
        "SI 2024/535 and URN 2023/24.",
        "For 2025 children aged 0 to 25 years, 24/7, it cost £2024.",
        "This may involve a visit.",
        "In the 2023 plan we set out five aims.",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_dates(text, said_on=SAID) == ()


def test_news_citations_and_footnotes_are_no_targets() -> None:
    text = (
        "Published 3 May 2023. Numbers are up (Ofsted, May 2022). Figures from January 2023 show it. "
        "Minutes of 4 June 2023. © Crown copyright 2022 to 2023. [footnote 2] Accessed 1 February 2024."
    )
    assert {role for _, role in read(text)} <= {"publication", "historical"}


@pytest.mark.parametrize(
    "text",
    [
        "Question 28 March 2024, column 1014, Official Report",
        "Education Committee, Solving the crisis, HC 492, 18 September 2025",
        "Table 3: Suspensions by need, 2018/19 to 2022/23",
        "CP 800 | Ordered to be printed 2 March 2025",
    ],
)
def test_the_apparatus_of_a_citation_and_the_title_of_a_table_make_no_target(text: str) -> None:
    assert {role for _, role in read(text)} == {"historical"}


def test_a_paper_number_or_the_mark_of_a_note_takes_no_promise_away() -> None:
    assert read("We will reply to HC 492 in May 2025.") == [("May 2025", "deadline")]
    assert read("[footnote 9] The list will be reviewed in 2027.") == [("2027", "review")]
    assert read("[footnote 9] School census, January 2023.") == [("January 2023", "historical")]


def test_to_review_how_a_thing_works_is_a_review_and_to_review_policy_is_a_promise() -> None:
    assert read("We will review the operation of the bands in late 2026.") == [("late 2026", "review")]
    assert read("We will review early years funding in 2026.") == [("2026", "deadline")]


def test_the_name_of_a_row_gives_its_dates_their_role() -> None:
    assert read("Post-implementation review of the code | No later than 30 September 2029")[0][1] == "review"
    assert read("Standards: consultation opens | DfE | Late 2024") == [("Late 2024", "opening")]
    assert read("Pilot | Interim report: July 2025 | Final report: 2026")[1] == ("2026", "")


def test_a_call_that_runs_over_days_closes_on_the_last_of_them() -> None:
    (found,) = find_dates("A call for evidence will run from 3 to 28 June 2024.", said_on=SAID)
    assert (found.role, found.window.end) == ("closing", date(2024, 6, 28))
    assert read("Applications for the fund must reach us by 3 May 2024.") == [("by 3 May 2024", "closing")]
    assert read("In response to your letter, the set will be extended as of 1 January 2025.")[0][1] == "start"


def test_a_month_without_a_year_is_ahead_in_a_promise_and_behind_in_a_report() -> None:
    (promise,) = find_dates("We will report in January.", said_on=SAID)
    (report,) = find_dates("We reported in November.", said_on=SAID)
    assert (promise.window.end, report.window.end) == (date(2025, 1, 31), date(2023, 11, 30))


def test_advice_to_a_reader_to_be_quick_promises_nothing() -> None:
    assert read("Please tell the school as soon as possible.") == []
    assert read("We will reply as soon as possible.") == [("as soon as possible", "deadline")]


def test_a_hard_space_is_a_space_and_offsets_stay() -> None:
    text = "We will reply by 3\u00a0May\u00a02024."
    (found,) = find_dates(text)
    assert text[found.start : found.end] == found.text == "by 3\u00a0May\u00a02024"


def test_the_corpora_are_read_as_well_as_is_aimed_for() -> None:
    missed = [f"{s.name}: {s.ours}" for s in measure().scores if not s.met]
    assert missed == []


def test_every_one_of_five_hundred_dates_in_a_table_is_found() -> None:
    rows = "\n".join(f"Milestone {n} | {n % 28 + 1} May {2020 + n % 9}" for n in range(500))
    one_row = " | ".join(f"{n % 28 + 1} May {2020 + n % 9}" for n in range(500))
    assert len(find_dates(rows)) == len(find_dates(one_row)) == 500


SENTENCE = "The department works with schools so that every child gets the support that they need, when they need it. "


@pytest.mark.parametrize("piece", [SENTENCE * 12 + "We will publish it by autumn 2025. ", "1 2 3 2024 ", "by the ", "5pm on ", " "])
def test_two_megabytes_take_time_in_proportion_and_no_more(piece: str) -> None:
    began = time.perf_counter()
    find_dates(piece * (2_000_000 // len(piece)), said_on=SAID)
    assert time.perf_counter() - began < 20  # about a second on a quiet machine; a scan that grew faster would take hours


WORDS = re.findall(
    r"\S+",
    "by the end of 2025 from to until and 3 May 31 February 99 autumn term Q1 2024/25 2024-25 next this within six months years "
    "delayed published will was closes before after no later than Easter recess | . , ; ( ) – 2024-13-40 12:00 noon on half first",
)


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from([None, SAID, date(2024, 2, 29)]))
def test_any_jumble_of_words_is_read_without_an_error_and_in_order(words: list[str], said_on: date | None) -> None:
    text = " ".join(words)
    found: tuple[Found, ...] = find_dates(text, said_on=said_on)
    assert all(text[f.start : f.end] == f.text for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(f.window.start is None or f.window.end is None or f.window.start <= f.window.end for f in found)
