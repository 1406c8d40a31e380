"""What differs between two versions, and what does not count."""

from __future__ import annotations

import random

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
