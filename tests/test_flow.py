"""Whole stories, through real HTTP on loopback: what a page does, and what Planwatch says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from socket import create_server

import pytest

from notifier.telling import sides_of
from tests.documents import lines, pdf
from tests.web_server import Answer
from tests.world import LONG, START, World, commitment, item, kinds, ruling, world
from watcher.check import Conductor
from watcher.coverage import coverage_of
from watcher.extract.kinds import KINDS
from watcher.fetch import Fetcher, Politeness
from watcher.judge import standing
from watcher.judge.standing import searched
from watcher.look import read_entry
from watcher.model import (
    LATER,
    Candidate,
    Catalogue,
    Coverage,
    Dates,
    Document,
    DocumentState,
    EventKind,
    Evidence,
    Plan,
    Precision,
    Ruling,
    Schedule,
    Seen,
    SourceKind,
    Verdict,
    Window,
)
from watcher.scoreboard import standings

PATH, API = "/guidance/template", "/api/content/guidance/template"
PROMISE = "The national EHCP template will be published by the end of 2025."


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_the_first_look_alerts_nobody(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("The national EHCP template", PROMISE, LONG))
    assert kinds(it.look()) == []


def test_a_page_that_stands_still_is_unchanged_and_costs_one_request(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    before = len(it.site.asked)
    done = it.look()
    assert (done.unchanged, done.changed, len(it.site.asked) - before) == (1, 0, 1)


def test_republication_alone_is_no_change(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG, updated_at="2024-01-01T00:00:00Z"))
    it.look()
    it.site.json(API, item("Guidance", PROMISE, LONG, updated_at="2024-02-01T00:00:00Z"))
    assert it.look().changed == 0


def test_a_date_moved_later_is_told_with_both_dates_and_kept_in_the_ledger(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG, notes=1))
    it.look()
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2027"), LONG, notes=2))
    done = it.look()
    (event,) = [e for e in done.events if e.kind is EventKind.DATE_REVISED]
    assert event.detail["to_end"] == "2027-12-31"
    assert event.promised is not None
    assert event.promised.url == "https://www.gov.uk/plan"
    assert event.found is not None
    assert "2027" in event.found.text
    assert it.archive.raw(event.found.sha256)
    found = standing(commitment(), it.archive.events(commitment_id="template"), Coverage(("a",), 1, it.now), it.now)
    assert found.dates is Dates.REVISED
    assert found.window.end == date(2025, 12, 31)
    assert found.latest_window.end == date(2027, 12, 31)
    assert found.slips[0].days == 730


def test_a_date_moved_back_is_told_as_earlier(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2024"), LONG))
    (event,) = [e for e in it.look().events if e.kind is EventKind.DATE_REVISED]
    assert event.detail["direction"] == "earlier"


def test_a_date_that_gives_way_to_soon_is_removed(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, item("Guidance", "The national EHCP template will be published in due course.", LONG))
    assert "date-removed" in kinds(it.look())


def test_a_date_that_gives_way_to_the_thing_itself_was_not_dropped(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, item("Guidance", "The national EHCP template has been published.", LONG))
    assert "date-removed" not in kinds(it.look())


def test_a_softened_promise_is_told_with_both_phrases(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", "We will publish the national EHCP template for every council.", LONG, notes=1))
    it.look()
    it.site.json(API, item("Guidance", "We will explore the national EHCP template for every council.", LONG, notes=2))
    (event,) = [e for e in it.look().events if e.kind is EventKind.WORDING_CHANGED]
    assert event.detail["direction"] == "softened"


def test_text_that_changed_without_a_note_is_a_silent_edit(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG, "Councils may ask for help.", notes=1))
    it.look()
    it.site.json(API, item("Guidance", PROMISE, LONG, "Nobody answers letters any more.", notes=1))
    assert kinds(it.look()) == ["silent-edit"]


def test_a_page_that_goes_back_and_forth_between_two_versions_is_told_of_every_time(it: World) -> None:
    it.watch("/guidance/template")
    versions = [item("Guidance", PROMISE, LONG, words, notes=1) for words in ("Help is here.", "Nobody is here to help.")]
    told = []
    for n in range(5):
        it.site.json("/api/content/guidance/template", versions[n % 2])
        told += [e.found.text for e in it.look().events if e.kind is EventKind.SILENT_EDIT and e.found]
    assert told == ["Nobody is here to help.", "Help is here."] * 2


def test_a_file_that_was_replaced_is_told_in_words_and_no_address_is_quoted(it: World) -> None:
    it.watch("/guidance/template", commitments=("template",))
    for n in (1, 2):
        page = json.loads(item("Guidance", LONG, notes=1))
        address = f"https://assets.publishing.service.gov.uk/media/{n}/a.pdf"
        page["details"]["attachments"] = [{"title": "The plan", "url": address, "attachment_type": "file",
                                           "content_type": "application/pdf"}]  # fmt: skip
        it.site.json("/api/content/guidance/template", json.dumps(page))
        done = it.look()
    (event,) = [e for e in done.events if e.kind.public]
    assert event.sentence == "Changed without a note: “Guidance”. Replaced the file “The plan”."
    assert event.detail["unnoted"] == "Replaced the file “The plan”."
    assert event.found
    assert event.found.text == "Guidance"


def test_of_a_table_the_row_whose_cell_changed_is_quoted_and_not_one_that_only_moved(it: World) -> None:
    it.watch("/table", SourceKind.JSON, select="rows", commitments=("template",))
    rows = [{"area": f"Area {n}", "status": "testing"} for n in range(12)]
    it.site.json("/table", json.dumps({"rows": rows}))
    it.look()
    rows = rows[::-1]
    it.site.json("/table", json.dumps({"rows": rows}))
    (moved,) = [e for e in it.look().events if e.kind.public]
    rows[3]["status"] = "stopped"
    it.site.json("/table", json.dumps({"rows": [*rows[6:], *rows[:6]]}))
    (changed,) = [e for e in it.look().events if e.kind.public]
    assert [e.found.text for e in (moved, changed) if e.found] == [moved.title, "Area 8 | stopped"]


def test_text_that_changed_with_a_note_is_an_update_and_shows_the_note(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG, "Councils may ask for help.", notes=1))
    it.look()
    it.site.json(API, item("Guidance", PROMISE, LONG, "Councils may ask for more help.", notes=2))
    (event,) = [e for e in it.look().events if e.kind is EventKind.PAGE_UPDATED]
    assert "Note 2." in event.sentence


def test_a_withdrawn_page_is_told_once_with_its_reason(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    notice = {"explanation": "<p>This is out of date.</p>", "withdrawn_at": "2024-02-01T00:00:00Z"}
    it.site.json(API, item("Guidance", PROMISE, LONG, withdrawn_notice=notice))
    done = it.look()
    assert kinds(done) == ["page-withdrawn"]
    assert "This is out of date." in done.events[0].sentence
    assert kinds(it.look()) == []


def test_a_page_that_moved_keeps_its_history_by_content_id(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, '{"schema_name": "redirect", "document_type": "redirect", "redirects": [{"destination": "/guidance/new"}]}')
    it.site.json("/api/content/guidance/new", item("Guidance", PROMISE, LONG))
    done = it.look()
    (event,) = [e for e in done.events if e.kind is EventKind.PAGE_MOVED]
    assert event.detail == {"from": it.site.url(PATH), "to": it.site.url("/guidance/new")}
    assert kinds(it.look()) == []


def test_a_page_is_gone_only_when_a_second_look_says_so_and_can_come_back(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    gone = it.site.pages.pop(API)
    first = it.look()
    assert (first.unseen, kinds(first)) == (1, [])
    assert kinds(it.look()) == ["page-gone"]
    assert kinds(it.look()) == []
    it.site.pages[API] = gone
    assert "page-restored" in kinds(it.look())


def test_a_page_that_is_gone_with_an_explanation_is_told_at_once_with_it(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, '{"schema_name": "gone", "document_type": "gone", "details": {"explanation": "<p>Published in error.</p>"}}')
    (event,) = [e for e in it.look().events if e.kind.public]
    assert event.kind is EventKind.PAGE_GONE
    assert (event.title, "“Published in error.”" in event.sentence) == ("Guidance", True)
    assert kinds(it.look()) == []


def test_three_weeks_of_failure_are_one_blind_spot_and_no_other_news(it: World) -> None:
    it.watch(PATH)
    it.watch("/guidance/other")
    it.site.json("/api/content/guidance/other", item("Other", LONG, content_id="2"))
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    good = it.site.pages[API]
    it.site.pages[API] = it.site.pages[PATH] = Answer(b"", 500)
    told = [kind for _ in range(21) for kind in kinds(it.look())]
    it.site.pages[API] = good
    assert told == ["blind-spot"]
    assert kinds(it.look()) == ["blind-spot"]
    assert it.archive.events()[-1].detail["phase"] == "ends"


@pytest.mark.parametrize(
    "page",
    [
        "<title>Sorry</title><main><h1>Sorry, there is a problem with the service</h1><p>Try again later.</p></main>",
        "<title>Page not found</title><main><h1>Page not found</h1><p>Check the address.</p></main>",
        "<title>Just a moment</title><main><p>Checking your browser before you go on.</p></main>",
        "<html><body><main></main></body></html>",
    ],
    ids=["maintenance", "soft 404", "bot wall", "empty"],
)
def test_what_is_not_the_page_is_unseen_and_never_a_removal(it: World, page: str) -> None:
    it.watch("/news", SourceKind.PAGE)
    it.site.html("/news", f"<html><body><main><h1>News</h1><p>{LONG}</p><p>{PROMISE}</p></main></body></html>")
    it.look()
    it.site.html("/news", page)
    done = it.look()
    assert (done.unseen, done.changed, kinds(done)) == (1, 0, [])
    it.site.html("/news", f"<html><body><main><h1>News</h1><p>{LONG}</p><p>{PROMISE}</p></main></body></html>")
    assert it.look().changed == 0


def test_a_collapse_is_believed_only_when_the_next_look_agrees(it: World) -> None:
    it.watch("/news", SourceKind.PAGE)
    it.site.html("/news", f"<html><body><main><h1>News</h1><p>{LONG}</p><p>{PROMISE}</p></main></body></html>")
    it.look()
    it.site.html("/news", "<html><body><main><h1>News</h1><p>All of it has been taken down.</p></main></body></html>")
    assert it.look().unseen == 1
    assert it.look().changed == 1


def test_a_new_document_in_a_search_is_evidence_once(it: World) -> None:
    path = "/api/search.json"
    it.watch(path, SourceKind.GOVUK_SEARCH)
    old = '{"title": "Something else", "link": "/a", "public_timestamp": "2024-01-01T00:00:00Z"}'
    new = '{"title": "National EHCP template", "link": "/b", "public_timestamp": "2024-01-09T00:00:00Z"}'
    it.site.json(path, f'{{"results": [{old}], "total": 1}}')
    it.look()
    it.site.json(path, f'{{"results": [{new}, {old}], "total": 2}}')
    assert kinds(it.look()) == ["evidence"]
    assert kinds(it.look()) == []
    found = standing(commitment(), it.archive.events(commitment_id="template"), Coverage(("a",), 3, it.now), it.now)
    assert found.evidence is Evidence.CANDIDATE
    assert found.verdict is Verdict.NOT_YET_RATED


def test_overdue_is_told_once_in_the_first_round_after_the_window(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    it.site.json(API, item("Guidance", LONG))
    it.look()
    it.now = datetime(2025, 12, 31, 23, 0, tzinfo=UTC) - timedelta(days=1)
    assert kinds(it.look()) == ["due-soon"]
    it.now = datetime(2026, 1, 1, 0, 30, tzinfo=UTC) - timedelta(days=1)
    done = it.look()
    assert kinds(done) == ["overdue"]
    assert "no evidence found in 3 checks of 1 source" in done.events[-1].sentence
    assert kinds(it.look()) == []


def test_a_ruling_is_an_event_on_its_day_and_ends_the_calendar(it: World) -> None:
    it.commitments = [commitment(rulings=(ruling(date(2025, 6, 1)),))]
    it.look()
    it.now = datetime(2025, 6, 1, 9, 0, tzinfo=UTC) - timedelta(days=1)
    assert kinds(it.look()) == ["ruling"]
    it.now = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    assert kinds(it.look()) == []


def test_past_due_and_nothing_found_is_never_a_verdict(it: World) -> None:
    found = standing(commitment(), [], Coverage(("a",), 41, it.now), datetime(2027, 1, 1, tzinfo=UTC))
    assert (found.schedule, found.evidence) == (Schedule.PAST_DUE, Evidence.NONE_FOUND)
    assert found.verdict is Verdict.NOT_YET_RATED
    assert found.sentence == "Overdue since 1 January 2026; no evidence found in 41 checks of 1 source."


def test_without_a_network_no_source_is_blamed(it: World) -> None:
    closed = "127.0.0.1:9"
    it.watch("/a")
    it.watch("/b")
    it.sources = [replace(s, url=f"http://{closed}/{s.id}") for s in it.sources]
    it.fetcher = Fetcher(Politeness(attempts=1, pause=0.0, allow_private=(closed,)), clock=lambda: it.now)
    with it.fetcher:
        done = it.look()
    assert done.unseen == 2
    assert all("No network" in reason for reason in done.reasons.values())
    assert [state.failures for state in it.archive.states().values()] == [0, 0]


def test_a_withdrawn_item_reads_as_withdrawn(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", LONG, withdrawn_notice={"explanation": "Old."}))
    it.look()
    (snapshot,) = it.archive.latest("guidance-template").values()
    assert snapshot.document.state is DocumentState.WITHDRAWN


def test_a_page_that_the_content_api_does_not_know_is_read_as_html(it: World) -> None:
    it.watch(PATH)
    it.site.html(PATH, f"<html><body><main><h1>Guidance</h1><p>{PROMISE}</p><p>{LONG}</p></main></body></html>")
    it.look()
    it.site.html(
        PATH, f"<html><body><main><h1>Guidance</h1><p>{PROMISE.replace('2025', '2027')}</p><p>{LONG}</p></main></body></html>"
    )
    assert "date-revised" in kinds(it.look())


def test_an_html_attachment_is_watched_with_its_parent_and_edited_silently(it: World) -> None:
    it.watch(PATH)
    parent = {"body": f"<p>{LONG}</p>", "change_history": [{"public_timestamp": "2024-01-01T09:00:00Z", "note": "Published."}],
              "attachments": [{"title": "The plan", "url": f"{PATH}/plan", "attachment_type": "html"}]}  # fmt: skip
    it.site.json(API, item("Guidance", details=parent))
    it.site.json(
        f"{API}/plan", item("The plan", PROMISE, LONG, "Help is here.", content_id="2", document_type="html_publication", notes=1)
    )
    assert kinds(it.look()) == []
    assert len(it.archive.latest("guidance-template")) == 2
    it.site.json(
        f"{API}/plan", item("The plan", PROMISE, LONG, "Help is gone.", content_id="2", document_type="html_publication", notes=1)
    )
    assert kinds(it.look()) == ["silent-edit"]


def test_a_source_that_moved_for_good_is_known_to_have_until_it_answers_itself(it: World) -> None:
    source = it.watch("/news", SourceKind.PAGE)
    it.site.html("/new", f"<html><body><main><h1>News</h1><p>{LONG}</p></main></body></html>")
    it.site.pages["/news"] = Answer(b"", 301, {"Location": "/new"})
    it.look()
    assert it.archive.state(source.id).moved_to == it.site.url("/new")
    it.site.pages["/news"] = Answer(b"", 302, {"Location": "/new"})
    it.look()
    assert it.archive.state(source.id).moved_to == ""


def test_a_page_of_gov_uk_moved_to_the_page_that_its_redirect_names_and_not_to_an_interface(it: World) -> None:
    moved, renamed, same = it.watch(PATH), it.watch("/guidance/renamed"), it.watch("/guidance/same")
    it.site.json(API, '{"schema_name": "redirect", "document_type": "redirect", "redirects": [{"destination": "/guidance/new"}]}')
    it.site.json("/api/content/guidance/new", item("Guidance", PROMISE, LONG))
    for n, status in (("renamed", 301), ("same", 303)):
        it.site.pages[f"/api/content/guidance/{n}"] = Answer(b"", status, {"Location": f"/api/content/guidance/{n}-canonical"})
        it.site.json(f"/api/content/guidance/{n}-canonical", item(n, LONG, content_id=n))
    it.look()
    assert it.archive.state(moved.id).moved_to == it.site.url("/guidance/new")
    assert it.archive.state(renamed.id).moved_to == it.site.url("/guidance/renamed-canonical")
    assert it.archive.state(same.id).moved_to == ""


def test_a_promise_in_a_pdf_of_a_page_is_told_with_the_page_it_stands_on_when_its_date_moves(it: World) -> None:
    it.watch(PATH)
    for n, year in ((1, 2025), (2, 2027)):
        body = pdf(lines("A plan for everybody."), lines(PROMISE.replace("2025", str(year))))
        it.site.pages[f"/media/{n}/plan.pdf"] = Answer(body, 200, {"Content-Type": "application/pdf"})

    def with_file(n: int) -> str:
        file = {"title": "The plan", "url": it.site.url(f"/media/{n}/plan.pdf"), "attachment_type": "file",
                "content_type": "application/pdf"}  # fmt: skip
        return item("Guidance", details={"body": f"<p>{LONG}</p>", "attachments": [file]})

    it.site.json(API, with_file(1))
    assert kinds(it.look()) == []
    it.site.json(API, with_file(2))
    (event,) = [e for e in it.look().events if e.kind is EventKind.DATE_REVISED]
    assert (event.title, event.detail["to_end"]) == ("The plan", "2027-12-31")
    assert event.found is not None
    assert event.found.link == it.site.url("/media/2/plan.pdf#page=2")
    assert it.archive.raw(event.found.sha256).startswith(b"%PDF")


def test_a_file_that_is_watched_or_listed_by_itself_may_be_larger_than_a_page(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    source = it.watch("/plan.pdf", SourceKind.FILE)
    it.site.pages["/plan.pdf"] = Answer(pdf(lines(PROMISE), picture=True))
    polite = Politeness(pause=0.0, attempts=1, allow_private=(it.site.address,), max_bytes=500)
    monkeypatch.setitem(KINDS, SourceKind.FEED, replace(KINDS[SourceKind.FEED], full=lambda s, d: replace(source, url=d.url)))
    it.fetcher = Fetcher(polite, clock=lambda: it.now, wait=lambda seconds: None)
    with it.fetcher:
        assert it.look().unseen == 0
        listed = read_entry(replace(source, kind=SourceKind.FEED), Document(source.url, "The plan"), it.fetcher, it.now)
    assert isinstance(listed, Seen)
    assert (listed.document.title, listed.document.text) == ("The plan", PROMISE)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"", 500), LATER),
        (Answer(b"", 503), LATER),
        (Answer(b"", 429), LATER),
        (Answer(b"", 429, {"Retry-After": "3600"}), LATER),
        (Answer(b"", 404), None),
        (Answer(b"", 403), None),
        (Answer(b"<html><body></body></html>"), None),
        (Answer(b"", 302, {"Location": "/post"}), None),
    ],
)
def test_a_listed_document_that_fails_in_passing_is_told_apart_from_one_that_cannot_be_read(
    it: World, answer: Answer, outcome: object
) -> None:
    source = it.watch("/feed", SourceKind.FEED)
    it.site.pages["/post"] = answer
    assert read_entry(source, Document(it.site.url("/post"), "A post"), it.fetcher, it.now) is outcome
    assert read_entry(source, Document("https://elsewhere.example.org/post", "A post"), it.fetcher, it.now) is None


def test_a_listed_document_on_a_host_that_does_not_answer_is_one_for_later(it: World) -> None:
    with create_server(("127.0.0.1", 0)) as closed:
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    source = replace(it.watch("/feed", SourceKind.FEED), url=f"http://{address}/feed")
    polite = Politeness(pause=0.0, attempts=1, allow_private=(address,))
    with Fetcher(polite, clock=lambda: it.now, wait=lambda seconds: None) as client:
        assert read_entry(source, Document(f"http://{address}/post", "A post"), client, it.now) is LATER


def test_a_doubt_is_reported_to_maintainers_and_to_nobody_else(it: World) -> None:
    it.watch("/news", SourceKind.PAGE)
    it.site.html("/news", f"<html><body><main><h1>News</h1><p>{LONG}</p></main></body></html>")
    it.look()
    it.site.html("/news", "<html><body><main><h1>News</h1><p>Little is left.</p></main></body></html>")
    done = it.look()
    assert [e.kind for e in done.events] == [EventKind.NEEDS_REVIEW]
    assert kinds(done) == []


def test_a_selector_that_matches_nothing_is_told_to_maintainers_once(it: World) -> None:
    it.watch("/news", SourceKind.PAGE, select="#list")
    it.site.html("/news", f'<html><body><main id="list"><p>{LONG}</p></main></body></html>')
    it.look()
    it.site.html("/news", f"<html><body><main><p>{LONG}</p></main></body></html>")
    told = [e.kind for _ in range(2) for e in it.look().events]
    assert told == [EventKind.SELECTOR_EMPTY]


def test_a_change_of_our_own_selector_is_a_silent_baseline(it: World) -> None:
    it.watch("/news", SourceKind.PAGE, select="#a")
    it.site.html("/news", f'<html><body><main><p id="a">{LONG}</p><p id="b">{PROMISE}</p></main></body></html>')
    it.look()
    it.sources = [replace(s, select="#b") for s in it.sources]
    done = it.look()
    assert (done.changed, kinds(done)) == (0, [])


def test_a_look_that_saw_nothing_is_no_check(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        read, lost = w.watch("/read", commitments=("template",)), w.watch("/lost", commitments=("template",))
        w.site.json("/api/content/read", item("EHC plans", LONG))
        w.site.pages["/api/content/lost"] = w.site.pages["/lost"] = Answer(b"", 503)
        w.look()
        w.look()
        coverage = coverage_of((read.id, lost.id), w.archive.states())
        assert (coverage.checks, coverage.searched, coverage.unread) == (2, (read.id,), (lost.id,))
        assert searched(coverage) == "2 checks of 1 source"
        never = coverage_of((lost.id,), w.archive.states())
        assert standing(commitment(), [], never, w.now).evidence is Evidence.NOT_CHECKED
        assert "no evidence found" not in standing(commitment(), [], never, w.now).sentence


def test_of_two_rulings_of_one_day_the_last_is_in_force() -> None:
    both = commitment(rulings=(ruling(date(2024, 1, 1), Verdict.STALLED), ruling(date(2024, 1, 1), Verdict.DROPPED)))
    assert standing(both, [], Coverage(("a",), 1, START), START).verdict is Verdict.DROPPED


def test_evidence_that_an_earlier_ruling_weighed_is_no_candidate_again() -> None:
    weighed = commitment(rulings=(ruling(date(2024, 1, 1), Verdict.STALLED),
                                  Ruling(date(2024, 1, 2), Verdict.IN_PROGRESS, ("https://www.gov.uk/other",))),
                         candidates=(Candidate("https://www.gov.uk/template", None),))  # fmt: skip
    assert standing(weighed, [], Coverage(("a",), 1, START), START).candidates == ()


def test_a_date_that_is_cut_from_a_sentence_is_told_by_the_sentence_that_had_it(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG, notes=1))
    it.look()
    it.site.json(API, item("Guidance", PROMISE.replace(" by the end of 2025", ""), LONG, notes=2))
    (gone,) = [e for e in it.look().events if e.kind is EventKind.DATE_REMOVED]
    assert gone.found is not None
    assert gone.found.text == PROMISE
    assert [(s.heading, s.quoted) for s in sides_of(gone)] == [("Promised", False), ("No longer there", True)]
    older = replace(gone, found=replace(gone.found, text=PROMISE.replace(" by the end of 2025", "")))  # as it was stored once
    assert [s.heading for s in sides_of(older)] == ["Promised", "Found"]


def test_a_page_that_is_gone_is_not_told_as_read(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    it.site.json(API, item("The national EHCP template", PROMISE, LONG))
    it.look()
    it.site.pages.pop(API)
    it.look()
    (gone,) = [e for e in it.look().events if e.kind is EventKind.PAGE_GONE]
    assert [(s.heading, s.quoted, s.read) for s in sides_of(gone)][-1] == ("What happened", False, "Tried")


def test_looks_in_vain_are_counted_apart_also_before_the_first_that_sees(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        source = w.watch("/page", commitments=("template",))
        w.site.pages["/api/content/page"] = w.site.pages["/page"] = Answer(b"", 503)
        w.look()
        w.site.json("/api/content/page", item("EHC plans", LONG))
        w.look()
        state = w.archive.state(source.id)
        assert (state.checks, state.seen) == (2, 1)


def test_a_ruling_that_takes_another_back_gives_its_evidence_back_too() -> None:
    taken_back = commitment(rulings=(ruling(date(2024, 1, 1)), Ruling(date(2024, 1, 2), Verdict.NOT_YET_RATED, ())),
                            candidates=(Candidate("https://www.gov.uk/template", None),))  # fmt: skip
    assert standing(taken_back, [], Coverage(("a",), 41, START), START).evidence is Evidence.CANDIDATE


def test_a_promise_that_is_rated_is_not_said_to_have_no_evidence_at_all() -> None:
    rated = commitment(rulings=(ruling(date(2024, 1, 1), Verdict.UNCLEAR),))
    said = standing(rated, [], Coverage(("a",), 41, START), START).sentence
    assert "nothing that would keep it was found in 41 checks of 1 source" in said
    assert "no evidence" not in said


def test_a_plan_that_comes_later_counts_the_looks_from_then_on(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        page = w.watch("/page", commitments=("template", "later"))
        w.site.json("/api/content/page", item("Plans", LONG))
        for _ in range(3):
            w.look()
        first = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, tuple(w.commitments))
        due = Window(None, date(2023, 12, 31), Precision.YEAR, "by 2023")
        late = commitment(id="later", plan_id="second", title="A law", names=("that law",), window=due)
        second = Plan("second", "B plan", "https://www.gov.uk/second", date(2024, 1, 1), "DfE", None, (late,))
        both = Catalogue((first, second), (page,))
        assert standings(both, w.archive, w.now + timedelta(days=1))["later"].evidence is Evidence.NOT_CHECKED
        w.now += timedelta(days=1)
        done = Conductor(both, w.archive, w.fetcher).run(lambda: w.now, everything=True)
        assert kinds(done) == []
        (told,) = [e for e in done.events if e.kind is EventKind.OVERDUE]
        assert "no evidence found in 1 check of 1 source" in told.sentence
        found = standings(both, w.archive, w.now)
        assert [found[i].coverage.checks for i in ("template", "later")] == [4, 1]
        assert found["later"].coverage.looks == ((page.id, 1),)
