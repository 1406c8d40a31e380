"""Phrases of official prose and the days that they stand for."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from watcher.dates import find_dates, in_words, means_something, parse_phrase, window_in_words
from watcher.model import Precision

ROOT = Path(__file__).resolve().parents[2]
SAID = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
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


@pytest.mark.parametrize("phrase", ["in due course", "soon", "shortly", "in the coming months", "when parliamentary time allows"])
def test_vague_words_are_no_date(phrase: str) -> None:
    window = parse_phrase(phrase)
    assert (window.end, window.precision) == (None, Precision.VAGUE)


@pytest.mark.parametrize("phrase", ["31 February 2024", "99 May 2024", "next", "the moon", "2024-13-40"])
def test_nonsense_means_nothing_and_raises_nothing(phrase: str) -> None:
    assert parse_phrase(phrase).end is None
    assert not means_something(phrase)


@pytest.mark.parametrize(
    ("text", "words", "role", "end"),
    [
        ("The consultation closes at 11:45pm on 22 July.", "22 July", "closing", "2024-07-22"),
        ("We will publish the standards by the end of 2025.", "by the end of 2025", "deadline", "2025-12-31"),
        ("It was published on 3 May 2023.", "3 May 2023", "publication", "2023-05-03"),
        ("The pilot began in September 2023.", "September 2023", "historical", "2023-09-30"),
        ("Dashboards will be launching soon.", "soon", "deadline", None),
    ],
)
def test_a_sentence_gives_its_date_a_role(text: str, words: str, role: str, end: str | None) -> None:
    (found,) = find_dates(text, said_on=SAID)
    assert (found.text, found.role, found.window.end and found.window.end.isoformat()) == (words, role, end)
    assert text[found.start : found.end].strip() == words


@pytest.mark.parametrize(
    "text",
    ["Children and Families Act 2014 applies.", "Section 36 of the 2014 Act.", "Call 0300 200 1000.", "See page 2023 of the list."],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_dates(text, said_on=SAID) == ()


def test_every_dated_commitment_of_the_plan_has_its_phrase_s_end() -> None:
    plan = tomllib.loads((ROOT / "plans" / "send-ap-2023.toml").read_text())
    checked = 0
    for c in plan["commitment"]:
        if c.get("due_end") and c["due"] not in ("early 2023 start", "academic years starting 2024 and 2025"):
            assert parse_phrase(c["due"]).end == c["due_end"], c["id"]
            checked += 1
    assert checked > 20


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
