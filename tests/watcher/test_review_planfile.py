"""Decisions in a plan's file: only what was asked for is added, and every other byte stays."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from datetime import date

import pytest

from tests.watcher.reviewing import PLAN, ROOT
from watcher.errors import ReviewError
from watcher.model import Alias, Rejection, Ruling, Verdict
from watcher.review.planfile import add_alias, add_not_name, add_rejection, add_ruling, drop_candidate

REAL = (ROOT / "plans" / "send-ap-2023.toml").read_bytes().decode()
IDS = [c["id"] for c in tomllib.loads(REAL)["commitment"]]
RULING = Ruling(date(2026, 2, 2), Verdict.SUPERSEDED, ("https://a.example/",), 'Said "so" in \\ words', ("senco-npq",))
EDITS: dict[str, Callable[[str, str], str]] = {
    "ruling": lambda text, i: add_ruling(text, i, RULING),
    "rejected": lambda text, i: add_rejection(text, i, Rejection("https://a.example/", date(2026, 2, 2), "Only talk.")),
    "alias": lambda text, i: add_alias(text, i, Alias("a newer name", "https://a.example/", date(2026, 2, 2))),
}


def lines_of(before: str, after: str) -> tuple[list[str], list[str]]:
    """(removed, added) lines, their ends included."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(True), after.splitlines(True), autojunk=False)
    edits = [o for o in matcher.get_opcodes() if o[0] != "equal"]
    gone = [line for _, a, b, _, _ in edits for line in before.splitlines(True)[a:b]]
    return gone, [line for _, _, _, c, d in edits for line in after.splitlines(True)[c:d]]


def inserted(before: str, after: str) -> list[str]:
    """The lines that were put in, all in one place and nothing else touched."""
    old, new = before.splitlines(True), after.splitlines(True)
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    assert new[len(new) - len(old) + same :] == old[same:]
    return new[same : len(new) - len(old) + same]


@pytest.mark.parametrize("kind", EDITS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_in_promises_all_over_the_real_plan_an_entry_is_only_added_behind_its_last_one(kind: str, end: str) -> None:
    text = REAL.replace("\n", end)
    for number in (*range(0, len(IDS), 6), len(IDS) - 1):
        after = EDITS[kind](text, IDS[number])
        added = inserted(text, after)
        assert f"[[commitment.{kind}]]{end}" in added
        assert all(line.endswith(end) and (end == "\r\n" or "\r" not in line) for line in added)
        between = after.split("".join(added).strip())[1].split("[[commitment]]")[0]
        assert all(not line.strip() or line.startswith("#") for line in between.splitlines())
        assert tomllib.loads(after)["commitment"][number][kind][-1]["on"] == date(2026, 2, 2)


def test_a_ruling_stands_before_the_heading_of_the_section_that_follows() -> None:
    after = add_ruling(PLAN, "template", RULING)
    assert after.index("[[commitment.ruling]]") < after.index("# --- workforce ---")
    assert 'note = "Found by hand."\n\n[[commitment.ruling]]\n' in after
    assert 'by = ["senco-npq"]\nnote = "Said \\"so\\" in \\\\ words"\n\n\n# --- workforce ---' in after


@pytest.mark.parametrize("text", [PLAN.rstrip("\n"), PLAN.rstrip("\n").replace("\n", "\r\n")])
def test_a_file_without_a_last_line_end_keeps_all_its_bytes_and_still_has_none(text: str) -> None:
    after = add_ruling(text, "senco-npq", RULING)
    assert after.startswith(text)
    assert not after.endswith("\n")
    assert ("\r\n" in after) == ("\r\n" in text)
    assert after.replace("\r\n", "").count("\n") == (0 if "\r\n" in text else after.count("\n"))
    assert tomllib.loads(after)["commitment"][1]["ruling"][0]["note"] == RULING.note


def test_a_not_name_joins_the_others_with_their_comment_and_layout_kept() -> None:
    many = PLAN.replace('["headship qualification"]', '[\n  "headship qualification",  # another course\n]')
    for text in (PLAN, many, many.replace("\n", "\r\n")):
        gone, added = lines_of(text, add_not_name(text, "senco-npq", "leading literacy NPQ"))
        assert "leading literacy NPQ" in "".join(added)
        assert len(added) == 1
        assert len(gone) == (1 if text == PLAN else 0)


def test_a_first_not_name_gets_a_line_below_the_names() -> None:
    gone, added = lines_of(PLAN, add_not_name(PLAN, "template", "school template"))
    assert (gone, added) == ([], ['not_names = ["school template"]\n'])
    lines = add_not_name(PLAN, "template", "school template").splitlines()
    assert lines[lines.index('not_names = ["school template"]') - 1].startswith("names = ")


def test_a_not_name_that_is_there_already_changes_nothing() -> None:
    assert add_not_name(PLAN, "senco-npq", "headship qualification") == PLAN


def test_a_candidate_that_was_decided_on_goes_and_takes_only_its_own_comment_along() -> None:
    text = PLAN.replace("[[commitment.candidate]]", "# is it theirs?\n[[commitment.candidate]]")
    after = drop_candidate(text, "template", "https://charity.example/template")
    gone, added = lines_of(text, after)
    assert added == []
    assert {line.strip() for line in gone} == {
        "# is it theirs?", "[[commitment.candidate]]", 'url = "https://charity.example/template"', "on = 2025-06-01",
        'note = "Found by hand."', "",
    }  # fmt: skip
    assert "# --- workforce ---" in after
    assert drop_candidate(after, "template", "https://charity.example/template") == after


def test_a_file_whose_layout_leaves_no_place_is_refused_rather_than_guessed_at() -> None:
    inline = PLAN.replace('theme = "plans"', 'theme = "plans"\nruling = [{ on = 2024-01-01, verdict = "stalled" }]')
    with pytest.raises(ReviewError, match="by hand"):
        add_ruling(inline, "template", RULING)


def test_a_text_that_looks_like_a_table_inside_a_string_misleads_nobody() -> None:
    tricky = PLAN.replace('theme = "plans"', 'theme = "plans"\nnote = """\n[[commitment]]\nid = "template"\n# no comment\n"""')
    after = add_ruling(tricky, "template", RULING)
    assert lines_of(tricky, after)[0] == []
    assert tomllib.loads(after)["commitment"][0]["ruling"][0]["by"] == ["senco-npq"]


def test_a_promise_that_left_the_file_is_told() -> None:
    with pytest.raises(ReviewError, match="no commitment 'gone'"):
        add_ruling(PLAN, "gone", RULING)
