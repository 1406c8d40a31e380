"""A rejection does not offer to teach what the promised thing itself may be called."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.watcher.reviewing import found, items, office
from tests.world import commitment
from watcher.model import Document
from watcher.review import Office, Review, Terminal
from watcher.review.page import Steps
from watcher.review.showing import item_as_json
from watcher.review.teaching import lesson_of, risk_of

PROMISE = commitment()
NAMESAKE = found("National EHCP template: guidance", "https://www.gov.uk/namesake")


@pytest.mark.parametrize(
    "phrase",
    [
        "national EHCP template guidance",
        "statutory national EHCP template",
        "statutory national EHCP template guidance",  # on both sides
        "one national EHCP template for EHC plans",  # the words of its own title
        "the final national templates for EHC plans",
        "Department for Education national EHCP template",  # who owes it
        "national EHCP template 2026",
    ],
)
def test_what_adds_only_words_that_the_thing_itself_may_bear_is_a_risk_and_says_why(phrase: str) -> None:
    assert "words that the promised thing itself may bear" in risk_of(PROMISE, phrase)


@pytest.mark.parametrize("phrase", ["school lunch national EHCP template", "national EHCP template for Kent", "template"])
def test_what_tells_another_thing_is_none(phrase: str) -> None:
    assert risk_of(PROMISE, phrase) == ""


def test_the_words_of_what_would_deliver_another_promise_are_no_risk_for_this_one() -> None:
    assert risk_of(PROMISE, "national EHCP template dashboard") == ""
    assert risk_of(commitment(delivered_by=("dashboard",)), "national EHCP template dashboard")


def test_a_longer_phrase_without_the_risk_is_taught_before_a_shorter_one_with_it() -> None:
    title = "New national EHCP template in Kent"
    lesson = lesson_of(PROMISE, Document("https://www.gov.uk/kent", title), ())
    assert lesson is not None
    assert (lesson.phrase, lesson.risk) == ("national EHCP template in kent", "")


def desk_of(folder: Path) -> Office:
    desk = office(folder, [NAMESAKE])
    assert items(desk)[0].document.title == NAMESAKE.title
    return desk


@pytest.mark.parametrize(
    ("typed", "taught"), [("y", ()), ("", ()), ("national EHCP template guidance", ("national EHCP template guidance",))]
)
def test_in_a_terminal_yes_does_not_take_the_risk_and_only_the_phrase_itself_does(
    tmp_path: Path, typed: str, taught: tuple[str, ...]
) -> None:
    desk, screen = desk_of(tmp_path), io.StringIO()
    Review(desk, Terminal(io.StringIO(f"r\nAnother thing.\n{typed}\nq\n"), screen)).run()
    assert "may keep out the promised thing itself" in screen.getvalue()
    promise = desk.waiting().catalogue.commitments[0]
    assert (len(promise.rejected), promise.not_names) == (1, taught)


def test_on_the_page_the_risk_is_left_unticked_and_no_list_offers_it(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    page = Steps(desk, lambda item: True).show("").body
    assert 'name="teach" value="national EHCP template guidance">' in page
    assert "may keep out the promised thing itself" in page
    assert item_as_json(items(desk)[0], desk.today)["teaches"] == ""
