"""Phrases of official prose and the days that they stand for."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from watcher.dates import in_words, means_something, parse_phrase, window_in_words
from watcher.model import Precision

ROOT = Path(__file__).resolve().parents[2]
SAID = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("winter 2024/25", "2024-12-01", "2025-02-28"),
        ("late autumn 2024", "2024-11-01", "2024-11-30"),
        ("mid to late 2026", "2026-05-01", "2026-12-31"),
        ("Q1 of 2024-25", "2024-04-01", "2024-06-30"),
        ("the third quarter of the financial year 2024 to 2025", "2024-10-01", "2024-12-31"),
        ("the 2025 autumn term", "2025-09-01", "2025-12-31"),
        ("by the start of the 2025 to 2026 academic year", None, "2025-09-01"),
        ("before the summer recess", None, "2024-07-31"),
        ("by the turn of the year", None, "2024-12-31"),
        ("by Christmas", None, "2024-12-25"),
        ("October half term 2024", "2024-10-28", "2024-11-03"),
        ("the week commencing 3 June 2024", "2024-06-03", "2024-06-09"),
        ("before September 2024", None, "2024-08-31"),
        ("before the end of September 2024", None, "2024-09-30"),
        ("not until 2026", "2026-01-01", None),
        ("summer 2025 at the latest", None, "2025-08-31"),
        ("November to January 2026", "2025-11-01", "2026-01-31"),
        ("autumn 2023 to spring 2024", "2023-09-01", "2024-05-31"),
        ("May, June and July 2024", "2024-05-01", "2024-07-31"),
        ("three years from September 2025", "2025-09-01", "2028-08-31"),
        ("within six months", "2024-03-01", "2024-09-01"),
        ("next term", "2024-04-01", "2024-07-31"),
        ("the 2025/26 and 2026/27 academic years", "2025-09-01", "2027-08-31"),
        ("2024-25", "2024-04-01", "2025-03-31"),
        ("2024/25", "2024-09-01", "2025-08-31"),
        ("3/5/2024", "2024-05-03", "2024-05-03"),
        ("03.05.24", "2024-05-03", "2024-05-03"),
        ("by the end of 2025", None, "2025-12-31"),
        ("by 2025", None, "2025-12-31"),
        ("autumn 2023", "2023-09-01", "2023-11-30"),
        ("winter 2023", "2023-12-01", "2024-02-29"),
        ("academic year 2024/25", "2024-09-01", "2025-08-31"),
        ("the 2023 to 2024 financial year", "2023-04-01", "2024-03-31"),
        ("autumn term 2024", "2024-09-01", "2024-12-31"),
        ("by Q2 2024", None, "2024-06-30"),
        ("second half of 2024", "2024-07-01", "2024-12-31"),
        ("by Easter 2024", None, "2024-03-31"),
        ("by Easter 2025", None, "2025-04-20"),
        ("no later than 31 March 2024", None, "2024-03-31"),
        ("12 noon on 3 May 2024", "2024-05-03", "2024-05-03"),
        ("3 to 7 May 2024", "2024-05-03", "2024-05-07"),
        ("28 February to 4 March 2022", "2022-02-28", "2022-03-04"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("later this year", "2024-03-01", "2024-12-31"),
        ("next spring", "2025-03-01", "2025-05-31"),
        ("this autumn", "2024-09-01", "2024-11-30"),
        ("early 2025", "2025-01-01", "2025-04-30"),
        ("from September 2024", "2024-09-01", None),
    ],
)
def test_a_phrase_stands_for_its_days(phrase: str, start: str | None, end: str | None) -> None:
    window = parse_phrase(phrase, said_on=SAID)
    assert (window.start and window.start.isoformat(), window.end and window.end.isoformat()) == (start, end)


@pytest.mark.parametrize("phrase", ["in due course", "soon", "shortly", "in the coming months", "when parliamentary time allows",
                                    "the end of this Parliament", "TBC", "in the weeks ahead"])  # fmt: skip
def test_vague_words_are_no_date(phrase: str) -> None:
    window = parse_phrase(phrase)
    assert (window.end, window.precision) == (None, Precision.VAGUE)


@pytest.mark.parametrize("phrase", ["31 February 2024", "99 May 2024", "next", "the moon", "2024-13-40"])
def test_nonsense_means_nothing_and_raises_nothing(phrase: str) -> None:
    assert parse_phrase(phrase).end is None
    assert not means_something(phrase)


def test_every_dated_commitment_of_the_plan_has_its_phrase_s_end() -> None:
    plan = tomllib.loads((ROOT / "plans" / "send-ap-2023.toml").read_text())
    checked = 0
    for c in plan["commitment"]:
        if c.get("due_end") and c["due"] not in ("early 2023 start", "academic years starting 2024 and 2025"):
            assert parse_phrase(c["due"]).end == c["due_end"], c["id"]
            checked += 1
    assert checked > 20


# Where the stored facts of the plan say otherwise than the convention, and why.
OTHERWISE = {
    "not in 2023; undated after": "openly undated: no start is read out of it",
    "early 2023 start": "the facts end with June, the convention gives early a third of the year",
    "academic years starting 2024 and 2025": "the facts stop with the year in which the second starts, we with its end",
}


def test_the_phrases_of_the_stored_facts_end_when_the_facts_say() -> None:
    file = ROOT.parent / "shared" / "plan" / "commitments.json"
    if not file.is_file():
        pytest.skip("the facts about the plan (../shared/plan) are not on this machine")
    phrases = {c["target_text"]: c["target_end"] for c in json.loads(file.read_text())["commitments"]}
    ends = {phrase: parse_phrase(phrase, said_on=date(2023, 3, 2)).end for phrase in phrases if phrase not in OTHERWISE}
    assert {phrase: end and end.isoformat() for phrase, end in ends.items()} == {p: phrases[p] for p in ends}
    assert len(ends) >= 10


def test_the_fault_kit_s_phrases_fall_due_when_it_says() -> None:
    file = ROOT.parent / "shared" / "kit" / "hostile_corpus" / "time" / "due_phrases.jsonl"
    if not file.is_file():
        pytest.skip("the fault kit (../shared/kit) is not on this machine")
    for case in map(json.loads, file.read_text().splitlines()):
        if "ambiguous" in str(case["overdue_from"]):
            continue
        end = parse_phrase(case["phrase"]).end
        assert (str(end + timedelta(days=1)) if end else None) == case["overdue_from"], case


def test_windows_read_as_people_write_them() -> None:
    assert in_words(date(2023, 11, 30)) == "30 November 2023"
    assert window_in_words(parse_phrase("autumn 2023")) == "September to November 2023"
    assert window_in_words(parse_phrase("by the end of 2025")) == "by 31 December 2025"
    assert window_in_words(parse_phrase("in due course")) == "no date given"


def test_by_the_end_of_a_year_is_as_precise_as_the_year() -> None:
    assert parse_phrase("by the end of 2025").precision is Precision.YEAR
    assert parse_phrase("by the end of March 2025").precision is Precision.MONTH


def test_what_counts_from_an_unknown_day_is_vague() -> None:
    for phrase in ("this autumn", "next term", "within six months", "in September next year", "by Easter"):
        assert parse_phrase(phrase).precision is Precision.VAGUE, phrase
