"""What differs between two versions, and what does not count."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.diff import diff_documents
from watcher.model import Attachment, Block, BlockKind, Change, ChangeNote, DateDirection, Document, DocumentState, HunkKind, Op


def page(*texts: str, **changes: object) -> Document:
    return Document("u", "Title", blocks=tuple(Block(BlockKind.PARAGRAPH, t) for t in texts), **changes)  # type: ignore[arg-type]


def diff(before: Document, after: Document) -> Change:
    change = diff_documents(before, after)
    assert change is not None
    return change


def test_nothing_meaningful_is_no_change() -> None:
    assert diff_documents(page("It’s  here"), page("It's here")) is None


def test_a_block_that_moved_is_moved_and_not_lost() -> None:
    before = page("one and only", "two of them", "three in a row", "four corners")
    after = page("two of them", "three in a row", "four corners", "one and only")
    assert [h.kind for h in diff(before, after).hunks] == [HunkKind.MOVED]


def test_words_that_changed_are_marked_within_their_block() -> None:
    (hunk,) = diff(page("We will publish the national template soon"), page("We will explore the national template soon")).hunks
    assert [(s.op, s.text) for s in hunk.spans if s.op is not Op.SAME] == [(Op.DELETE, "publish"), (Op.INSERT, "explore")]


def test_a_date_that_moved_is_paired_and_one_that_stayed_is_not_told() -> None:
    before = page("Begun on 1 May 2023. It will be ready by 3 June 2025.")
    (move,) = diff(before, page("Begun on 1 May 2023. It will be ready by 4 June 2026.")).dates
    assert (move.before, move.after, move.direction) == ("by 3 June 2025", "by 4 June 2026", DateDirection.LATER)


def test_spelling_and_file_sizes_are_retouching_and_a_number_is_not() -> None:
    assert diff(page("The enviroment of schools is described"), page("The environment of schools is described")).retouch
    assert diff(page("PDF, 155KB, 12 pages"), page("PDF, 156KB, 12 pages")).retouch
    assert not diff(page("We fund 155 places in schools"), page("We fund 156 places in schools")).retouch
    assert not diff(page("We will act on this at once"), page("We may act on this at once")).retouch


def test_a_new_note_makes_a_change_noted_and_its_absence_silent() -> None:
    note = ChangeNote(None, "Changed.")
    assert diff(page("a b c d"), page("a b c e", notes=(note,))).noted is True
    assert diff(page("a b c d", notes=(note,)), page("a b c e", notes=(note,))).noted is False
    assert diff(page("a b c d"), page("a b c e")).noted is None


def test_a_file_that_was_replaced_is_a_change() -> None:
    def with_file(url: str) -> Document:
        return page("a", content_id="1", attachments=(Attachment("The template", url, False),))

    (hunk,) = diff(with_file("https://assets/1/t.docx"), with_file("https://assets/2/t.docx")).hunks
    assert hunk.context == "File replaced: The template"
    assert diff_documents(with_file("https://assets/1/t.docx"), with_file("https://assets/1/t.docx")) is None


def test_that_a_file_was_replaced_is_left_to_the_file_where_that_was_read() -> None:
    old, new = (page("a", content_id="1", attachments=(Attachment("T", f"https://assets/{n}", False),)) for n in (1, 2))
    assert diff_documents(old, new, {"https://assets/2"}) is None
    assert diff_documents(old, new, {"https://assets/1"}) is not None


def test_a_file_at_another_address_with_the_days_of_its_page_is_the_same() -> None:
    file = page("a", content_id="1", type="attachment", published=datetime(2024, 1, 1, tzinfo=UTC))
    later = replace(file, url="https://assets/2", published=datetime(2024, 2, 1, tzinfo=UTC))
    assert diff_documents(file, later) is None
    assert diff_documents(replace(file, type="guidance"), replace(later, type="guidance")) is not None


def test_a_state_alone_is_a_change() -> None:
    assert diff(page("a"), page("a", state=DocumentState.WITHDRAWN)).after_state is DocumentState.WITHDRAWN


texts = st.lists(st.text(alphabet="abc ", min_size=1, max_size=12).filter(str.strip), max_size=12)


@given(texts, texts)
def test_the_hunks_account_for_every_block_on_both_sides(before: list[str], after: list[str]) -> None:
    change = diff_documents(page(*before), page(*after))
    hunks = change.hunks if change else ()
    kept = sorted(" ".join(t.split()) for t in before)
    for hunk in hunks:
        if hunk.kind is not HunkKind.MOVED and hunk.before:
            kept.remove(" ".join(hunk.before.split()))
    arrived = sorted([*kept, *(" ".join(h.after.split()) for h in hunks if h.kind is not HunkKind.MOVED and h.after)])
    assert arrived == sorted(" ".join(t.split()) for t in after)


@given(texts)
def test_a_page_never_differs_from_itself(blocks: list[str]) -> None:
    assert diff_documents(page(*blocks), page(*blocks)) is None


def test_two_long_unrelated_texts_are_told_apart_without_losing_a_word() -> None:
    rng = random.Random(3)
    words = [str(rng.random()) for _ in range(500)]
    before, after = (page(*(" ".join(rng.choices(words, k=50)) for _ in range(400))) for _ in range(2))
    hunks = diff(before, after).hunks
    assert sum(bool(h.before) for h in hunks) == sum(bool(h.after) for h in hunks) == 400


def prose(rng: random.Random, blocks: int, words: int) -> list[str]:
    stems = ["school", "council", "family", "report", "centre", "region", "leader", "review", "area", "college", "nursery"]
    vocabulary = [f"{s}{t}" for s in stems for t in ("", "s", "like", "wide", "based")]
    return [" ".join(rng.choices(vocabulary, k=words)) for _ in range(blocks)]


@pytest.mark.parametrize(("blocks", "words"), [(15_000, 18), (150, 1800)])
def test_two_megabytes_with_scattered_edits_give_those_edits(blocks: int, words: int) -> None:
    rng = random.Random(5)
    before = prose(rng, blocks, words)
    after = list(before)
    touched = rng.sample(range(blocks), 60)
    for n in touched:
        after[n] = f"{before[n]} from 3 May 2025"
    assert sum(map(len, before)) > 2_000_000
    change = diff(page(*before), page(*after))
    assert [h.kind for h in change.hunks] == [HunkKind.CHANGED] * 60
    assert len(change.dates) == 60


def test_blocks_that_repeat_without_end_differ_where_one_of_them_does() -> None:
    assert diff_documents(page(*["HTML", "PDF"] * 9000), page(*["HTML", "PDF"] * 9000)) is None
    before, after = page(*["Same row"] * 9000), page(*["Same row"] * 4000, "Another thing entirely", *["Same row"] * 4999)
    assert {h.after for h in diff(before, after).hunks} <= {"Another thing entirely", ""}


def test_a_page_of_one_sentence_and_a_page_in_welsh_are_told_like_any_other() -> None:
    assert diff(page("Ready by 3 May 2025."), page("Ready by 3 June 2025.")).dates
    (hunk,) = diff(page("Mae’r cynllun yn cynnwys saith ysgol"), page("Mae’r cynllun yn cynnwys wyth ysgol")).hunks
    assert [(s.op, s.text) for s in hunk.spans if s.op is not Op.SAME] == [(Op.DELETE, "saith"), (Op.INSERT, "wyth")]
    assert not diff(page("Mae’r cynllun yn cynnwys saith ysgol"), page("Mae’r cynllun yn cynnwys wyth ysgol")).retouch
