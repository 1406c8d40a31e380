"""Retouching: how a page says it. What it says is never hidden behind a spelling."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.watcher.test_diff import page
from watcher.diff import diff_documents
from watcher.model import Attachment, Block, BlockKind, Change, ChangeNote, Document

CORPUS = Path(__file__).resolve().parents[2] / "bench" / "corpora" / "retouches.jsonl"
CASES = [json.loads(line) for line in CORPUS.read_text().splitlines()]


def between(before: str, after: str) -> Change:
    change = diff_documents(page(*before.splitlines()), page(*after.splitlines()))
    assert change is not None
    return change


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['what']}: {c['before'][:30]}")
def test_retouching_is_told_from_substance(case: dict[str, str]) -> None:
    assert between(case["before"], case["after"]).retouch is case["retouch"]


@pytest.mark.parametrize("case", [c for c in CASES if c["retouch"]], ids=lambda c: f"{c['what']}: {c['before'][:30]}")
def test_retouching_says_what_was_retouched(case: dict[str, str]) -> None:
    assert case["what"] in between(case["before"], case["after"]).retouched


@pytest.mark.parametrize(
    ("before", "after"),
    [("Teachers can now apply.", "Teachers cannot apply."), ("The trial is complete.", "The trial is incomplete."),
     ("Places at Oak Hill School", "Places at Oak Mill School"), ("Support for 5-16 year olds", "Support for 5-18 year olds"),
     ("Hourly rate: £12.50", "Hourly rate: £12.05"), ("Open Monday to Friday", "Open Monday to Thursday")],
)  # fmt: skip
def test_one_letter_can_be_substance(before: str, after: str) -> None:
    assert not between(before, after).retouch


def test_a_stamp_or_a_counter_alone_is_no_change_at_all() -> None:
    for before, after in (("Last updated 3 May 2024", "Last updated: 9 June 2024"), ("Page views: 1,234", "Page views: 1,301"),
                          ("Data last refreshed: 08 08 2024 17:43", "Data last refreshed: 12 08 2024 09:01")):  # fmt: skip
        assert diff_documents(page("Text", before), page("Text", after)) is None
    assert diff_documents(page("Next update: 3 May 2024"), page("Next update: 9 June 2024")) is not None


def test_a_row_that_moves_below_another_heading_has_not_only_been_rearranged() -> None:
    def board(*texts: str) -> Document:
        heads = ("To do", "Done")
        return Document("u", "T", blocks=tuple(Block(BlockKind.HEADING if t in heads else BlockKind.ITEM, t) for t in texts))

    todo = board("To do", "Publish the national template", "Train the first leaders", "Done", "Open nine centres")
    done = board("To do", "Train the first leaders", "Done", "Publish the national template", "Open nine centres")
    swapped = board("To do", "Train the first leaders", "Publish the national template", "Done", "Open nine centres")
    assert not diff_documents(todo, done).retouch  # type: ignore[union-attr]
    assert diff_documents(todo, swapped).retouched == ("layout",)  # type: ignore[union-attr]


def test_a_department_s_new_name_counts_once_its_publisher_bears_it() -> None:
    before = replace(
        page("How the Department of Health and Social Care (DHSC) works"), publisher="Department of Health and Social Care"
    )
    after = replace(page("How the UK Health Security Agency works"), publisher="UK Health Security Agency")
    assert diff_documents(before, after).retouched == ("organisation renamed",)  # type: ignore[union-attr]
    still = replace(after, blocks=(*after.blocks, Block(BlockKind.PARAGRAPH, "Ask the Department of Health and Social Care.")))
    assert not diff_documents(before, still).retouch  # type: ignore[union-attr]


def test_a_replaced_file_a_new_note_and_a_moved_date_are_never_retouching() -> None:
    files = [page("a", content_id="1", attachments=(Attachment("T", f"https://assets/{n}", False),)) for n in (1, 2)]
    assert not diff_documents(*files).retouch  # type: ignore[union-attr]
    noted = page("The environment", notes=(ChangeNote(None, "Corrected."),))
    assert not diff_documents(page("The enviroment"), noted).retouch  # type: ignore[union-attr]
