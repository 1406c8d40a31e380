"""What becomes of the rows of a list: those of a first look too, those that wait, and those that new rules read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.parliament_api import QUESTIONS, Api, question
from tests.test_flow_parliament import DATED, LONG, on
from tests.watcher.test_listing import one, rss
from tests.web_server import Answer
from tests.world import World, kinds, world
from watcher import weighing
from watcher.extract import Answer as Got
from watcher.extract.kinds import KINDS
from watcher.model import Document, EventKind, Source, SourceKind
from watcher.replay import replay

ELSEWHERE = "http://news.example/a"
NAME = "National EHCP template"
EARLIER, LATER = "Mon, 08 Jan 2024 09:00:00 GMT", "Tue, 09 Jan 2024 09:00:00 GMT"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def feed(it: World, *items: str) -> None:
    it.site.pages["/feed"] = Answer(rss(*items).encode(), 200, {"Content-Type": "application/rss+xml"})


def watch_feed(it: World) -> None:
    it.watch("/feed", SourceKind.FEED)
    feed(it, one("Something else", "http://news.example/b", day=EARLIER))


def again(it: World) -> tuple[object, ...]:
    return replay(it.catalogue, it.archive, it.now).differences


@pytest.mark.parametrize("first", [True, False], ids=["at the first look", "later"])
def test_a_row_that_is_all_there_is_of_a_document_is_held_against_what_becomes_of_it(it: World, first: bool) -> None:
    watch_feed(it)
    if not first:
        it.look()
    feed(it, one(f"{NAME} is on track", ELSEWHERE, day=EARLIER))
    it.look()
    feed(it, one(f"{NAME} is scrapped", ELSEWHERE, day=LATER))
    done = it.look()
    assert kinds(done) == ["page-updated"]
    assert done.events[0].sentence == f"Updated: “{NAME} is scrapped”."
    assert kinds(it.look()) == []
    assert again(it) == ()


def test_a_row_that_stops_naming_the_promise_is_still_the_row_that_named_it(it: World) -> None:
    watch_feed(it)
    feed(it, one(f"{NAME} is on track", ELSEWHERE, day=EARLIER))
    it.look()
    feed(it, one("Ministers drop their plan", ELSEWHERE, day=LATER))
    assert kinds(it.look()) == ["page-updated"]


def test_an_answer_of_the_first_look_that_is_corrected_is_told_as_corrected(it: World) -> None:
    it.site.pages = Api()
    it.watch(f"{QUESTIONS}?answeringBodies=60", SourceKind.PARLIAMENT_QUESTIONS)
    it.site.pages.questions.append(question(1, LONG + DATED.format("2026")))
    it.look()
    corrected = {"answerIsCorrection": True, "dateAnswerCorrected": on(10), "originalAnswerText": LONG + DATED.format("2026")}
    it.site.pages.questions[0] = question(1, LONG + DATED.format("2027"), **corrected)
    done = it.look(2)
    assert "date-revised" in kinds(done)
    assert again(it) == ()


def test_a_replay_tells_what_was_told_of_a_list_most_of_which_concerned_nobody(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST_ARRIVALS", 12)
    it.site.pages = Api()
    it.watch(f"{QUESTIONS}?answeringBodies=60", SourceKind.PARLIAMENT_QUESTIONS)
    it.look()
    for day in range(3):
        numbers = range(1 + 8 * day, 8 * (day + 1))
        it.site.pages.questions += [question(n, LONG, dateAnswered=on(10 + day)) for n in numbers]
        if day == 2:
            it.site.pages.questions.append(question(500, LONG + DATED.format("2027"), dateAnswered=on(12)))
        it.look()
    assert "date-revised" in [e.kind.value for e in it.archive.events()]
    assert again(it) == ()


def test_what_is_held_at_one_look_is_bounded_in_bytes_and_the_rest_waits(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST_HELD", 1)
    it.site.pages = Api()
    it.watch(f"{QUESTIONS}?answeringBodies=60", SourceKind.PARLIAMENT_QUESTIONS)
    it.look()
    it.site.pages.questions += [question(n, LONG + DATED.format(2025 + n), dateAnswered=on(9 + n)) for n in (1, 2)]
    it.now += timedelta(days=3)
    assert [kinds(it.look(0)).count("date-revised") for _ in range(3)] == [1, 1, 0]


# --- our own rules change, and the world goes on ---


def under_new_rules(monkeypatch: pytest.MonkeyPatch, kind: SourceKind) -> None:
    """The same bytes read otherwise: every title with a mark of ours."""
    old = KINDS[kind]

    def marked(source: Source, answer: Got) -> Document:
        document = old.read(source, answer)
        entries = tuple(replace(e, title=f"{e.title} (marked)") for e in document.entries)
        return replace(document, title=f"{document.title} (marked)", entries=entries)

    monkeypatch.setitem(KINDS, kind, replace(old, read=marked, version="of tomorrow"))


def test_new_rules_make_no_news_of_what_was_there(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    watch_feed(it)
    it.look()
    feed(it, one(f"{NAME} is on track", ELSEWHERE, day=EARLIER))
    assert kinds(it.look()) == ["page-updated"]
    under_new_rules(monkeypatch, SourceKind.FEED)
    assert kinds(it.look()) == []
    assert kinds(it.look()) == []


@pytest.mark.parametrize("day", [EARLIER, ""], ids=["dated before the last look", "undated"])
def test_new_rules_hide_no_row_that_came_since_the_last_look(it: World, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    watch_feed(it)
    it.look()
    under_new_rules(monkeypatch, SourceKind.FEED)
    feed(it, one("Something else", "http://news.example/b", day=EARLIER), one(f"{NAME} is on track", ELSEWHERE, day=day))
    assert kinds(it.look()) == ["page-updated"]


def test_new_rules_tell_nothing_of_old_rows_that_bear_other_names(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    watch_feed(it)
    it.look()
    under_new_rules(monkeypatch, SourceKind.FEED)
    feed(it, one(f"{NAME} is on track", ELSEWHERE, day="Mon, 01 Jan 2024 09:00:00 GMT"))
    assert kinds(it.look()) == []


def test_new_rules_hide_no_edit_of_a_page(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    it.watch("/page", SourceKind.PAGE, commitments=("template",))
    said = "<html><body><main><h1>Plan</h1><p>The {} will be published by the end of {}.</p><p>{}</p></main></body></html>"
    it.site.html("/page", said.format(NAME, 2025, LONG))
    it.look()
    under_new_rules(monkeypatch, SourceKind.PAGE)
    it.site.html("/page", said.format(NAME, 2027, LONG))
    (event,) = it.look().events
    assert event.kind is EventKind.PAGE_UPDATED
    assert event.found is not None
    assert "2027" in event.found.text


def test_another_address_is_another_place_and_sets_a_baseline(it: World) -> None:
    it.watch("/page", SourceKind.PAGE, commitments=("template",))
    for path, year in (("/page", 2025), ("/other", 2027)):
        it.site.html(path, f"<main><h1>Plan</h1><p>The {NAME} will be published by the end of {year}.</p><p>{LONG}</p></main>")
    it.look()
    it.sources[0] = replace(it.sources[0], url=it.site.url("/other"))
    assert kinds(it.look()) == []
