"""Noted, silent, and what becomes of the notes themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.watcher.test_diff import diff, page
from watcher.diff import diff_documents
from watcher.model import ChangeNote, Document, HunkKind


def at(day: int, month: int = 5) -> datetime:
    return datetime(2024, month, day, 10, tzinfo=UTC)


def item(text: str, updated: datetime, *notes: ChangeNote, **changes: object) -> Document:
    return page(text, content_id="1", updated=updated, published=at(1), notes=notes, **changes)


FIRST = ChangeNote(at(1), "First published.")
NEW = ChangeNote(at(9), "Added a section.")


def test_words_that_change_while_notes_and_date_stand_still_were_changed_silently() -> None:
    assert diff(item("a", at(1), FIRST), item("b", at(1), FIRST)).noted is False


def test_an_attachment_has_its_parent_s_date_and_no_notes_and_a_format_without_either_cannot_tell() -> None:
    parts = [item(text, at(1), type="html_publication") for text in "ab"]
    assert diff(*parts).noted is False
    assert diff(parts[0], replace(parts[1], updated=at(9))).noted is True
    assert diff(item("a", at(1)), item("b", at(1))).noted is None


def test_a_date_that_moves_on_without_a_note_is_a_major_edit_all_the_same() -> None:
    assert diff(item("a", at(1), FIRST), item("b", at(9), FIRST)).noted is True


def test_a_date_that_goes_back_tells_nobody() -> None:
    assert diff(item("a", at(9), FIRST), item("b", at(1), FIRST)).noted is False


def test_a_note_that_bears_an_old_date_is_new_and_noted() -> None:
    change = diff(item("a", at(9), NEW, FIRST), item("b", at(9), NEW, ChangeNote(at(3), "Corrected a table."), FIRST))
    assert (change.noted, [n.text for n in change.new_notes]) == (True, ["Corrected a table."])


def test_a_note_taken_away_beside_a_new_one_is_both() -> None:
    change = diff(item("a", at(9), NEW, FIRST), item("a", at(20), ChangeNote(at(20), "Another matter altogether"), FIRST))
    assert [n.text for n in change.new_notes] == ["Another matter altogether"]
    assert [(h.kind, h.before) for h in change.hunks] == [(HunkKind.REMOVED, "Added a section.")]


def test_a_note_that_was_reworded_is_a_silent_edit_of_the_history() -> None:
    change = diff(item("a", at(9), NEW, FIRST), item("a", at(9), ChangeNote(at(9), "Removed a section."), FIRST))
    assert (change.noted, change.new_notes) == (False, ())
    assert [(h.kind, h.before, h.after) for h in change.hunks] == [(HunkKind.CHANGED, "Added a section.", "Removed a section.")]


def test_a_history_shown_for_the_first_time_does_not_make_the_publication_news() -> None:
    before = page("a", published=at(1))
    assert [n.text for n in diff(before, page("b", published=at(1), notes=(NEW, FIRST))).new_notes] == ["Added a section."]


def test_a_first_publication_that_is_dated_anew_is_a_change_and_moves_no_target() -> None:
    change = diff(item("a", at(9), FIRST), replace(item("a", at(9), FIRST), published=at(2, 4)))
    assert [(h.context, h.before, h.after) for h in change.hunks] == [("First published", "1 May 2024", "2 April 2024")]
    assert (change.dates, change.retouch, change.noted) == ((), False, False)


def test_the_order_of_notes_and_their_hour_mean_nothing() -> None:
    again = (FIRST, ChangeNote(at(9).replace(hour=18), "Added a section."))
    assert diff_documents(item("a", at(9), NEW, FIRST), item("a", at(9), *again)) is None


def test_hundreds_of_notes_with_the_same_words_are_told_apart_by_their_day() -> None:
    old = tuple(ChangeNote(datetime(2020, 1 + n % 12, 1 + n // 12, tzinfo=UTC), "Updated list") for n in range(300))
    change = diff(page("a", notes=old), page("b", notes=(ChangeNote(at(9), "Updated list"), *old)))
    assert [n.at for n in change.new_notes] == [at(9)]
