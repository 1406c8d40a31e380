"""Faults of our own, and answers made to bring them about: the watch goes on, and says what happened."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import service
from doctor import _ahead
from notifier.publish import Published
from tests.trying import NAMED
from tests.web_server import Answer as Served
from tests.web_server import Web
from tests.world import LONG, START, World, world
from watcher.apart import Apart
from watcher.archive import Archive
from watcher.check import Conductor
from watcher.commands import Place
from watcher.dates import london_day
from watcher.errors import ArchiveUnwritable, ExtractError, PublishError
from watcher.extract import Answer, extract
from watcher.extract.text import clean, moment
from watcher.fetch import FetchError, retry_time
from watcher.judge import after_failure, for_review, unread_part
from watcher.look import OVERLAP, Memory, since
from watcher.model import Document, Response, Snapshot, Source, SourceKind, SourceState, Unseen, UnseenReason, Validators

PROMISE = "The template will be published by the end of 2025."
PAGE = f"<html><body><main><h1>Template</h1><p>{PROMISE}</p><p>{LONG}</p></main></body></html>"


def broken(source: Source, answer: Answer) -> Document:
    """A reader with a fault of its own in one source."""
    if source.id == "bad":
        raise ZeroDivisionError
    return extract(source, answer)


def two_pages(w: World) -> None:
    for path in ("/bad", "/good"):
        w.site.html(path, PAGE)
        w.watch(path, SourceKind.PAGE)


def test_a_fault_of_ours_in_one_source_is_told_of_it_and_ends_no_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with world(tmp_path) as w:
        two_pages(w)
        done = Conductor(w.catalogue, w.archive, w.fetcher, broken).run(lambda: w.now, everything=True)
        assert w.archive.state("good").last_seen == w.now
        bad = w.archive.state("bad")
    assert (bad.reason, bad.failures, bad.last_checked) == (UnseenReason.UNREADABLE, 1, w.now)
    assert bad.reason_text == "Our own reading of it failed (ZeroDivisionError): a fault of Planwatch, please report it."
    assert (done.checked, done.unseen, done.unchanged) == (2, 1, 1)
    said = capsys.readouterr()
    assert "raise ZeroDivisionError" in said.err
    assert said.out == ""


def test_an_archive_that_cannot_be_written_ends_the_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*unused: object) -> None:
        raise ArchiveUnwritable("the disk is full")

    with world(tmp_path) as w:
        two_pages(w)
        monkeypatch.setattr(w.archive, "record", full)
        with pytest.raises(ArchiveUnwritable):
            w.look()


def test_a_reader_that_breaks_on_a_harmless_answer_is_a_refusal_of_that_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watcher.apart.extract", broken)
    source = World(Web(), None, None).watch("/bad", SourceKind.PAGE)  # type: ignore[arg-type]
    with Apart() as read, pytest.raises(ExtractError, match=r"its reader failed \(ZeroDivisionError\)"):
        read(source, Answer(source.url, "text/html", PAGE.encode()))


def test_a_worker_that_cannot_be_started_is_a_refusal_with_the_reason() -> None:
    source = World(Web(), None, None).watch("/file.pdf", SourceKind.FILE)  # type: ignore[arg-type]
    with Apart(command=("/no/such/program",)) as read, pytest.raises(ExtractError, match="could not be started"):
        read(source, Answer(source.url, "application/pdf", b"%PDF-1.7"))


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00", "0001-01-01T00:00:00+01:00", "1899-12-31", "3000-01-02"]
)
def test_a_moment_at_the_ends_of_the_calendar_is_none(text: str) -> None:
    assert moment(text) is None


def test_a_retry_after_beyond_the_calendar_is_none() -> None:
    assert retry_time("Fri, 31 Dec 9999 23:59:59 -2359", START) is None


def test_a_day_in_london_is_known_at_the_ends_of_the_calendar() -> None:
    for at in (datetime.min, datetime.max):
        assert london_day(at.replace(tzinfo=UTC)) == at.date()


@pytest.mark.parametrize("year", [1, 1900, 2150, 9999])
def test_a_row_of_an_impossible_year_does_not_say_from_where_a_list_is_read(year: int) -> None:
    row = Document("https://example.org/1", "A row", updated=datetime(year, 1, 1, tzinfo=UTC))
    listed = Document("https://example.org/", "A list", "feed", entries=(row,))
    state = SourceState("s", last_seen=START, waiting=row.updated)
    memory = Memory(state, {"k": Snapshot("s", listed, "", START, START)}, lambda url: Validators())
    assert since(memory, START) == since(memory, START, timedelta(days=30)) == START - OVERLAP


def test_a_page_that_says_it_has_not_changed_without_being_asked_was_not_seen(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.site.pages["/page"] = Served(b"", 304)
        w.watch("/page", SourceKind.PAGE)
        w.look()
        state = w.archive.state("page")
        assert (state.reason, state.last_seen) == (UnseenReason.BAD_RESPONSE, None)


HOSTILE = "It answers \x1b[31m\u202e\r\n" + "b" * 1000


def test_what_a_server_says_of_itself_is_one_short_clean_line_wherever_a_failed_look_is_told() -> None:
    source = World(Web(), None, None).watch("/page", SourceKind.PAGE)  # type: ignore[arg-type]
    unseen = Unseen(UnseenReason.BAD_RESPONSE, HOSTILE, START)
    weeks = SourceState("page", failures=9, failing_since=START - timedelta(days=9))
    state, events = after_failure(source, weeks, unseen)
    events += [for_review(source, unseen, "x"), unread_part(source, None, source.url, HOSTILE, START, new=False)]
    for text in (state.reason_text, *(e.sentence for e in events), events[-1].detail["why"]):
        assert text == clean(text)
        assert len(text) < 500


@pytest.mark.parametrize(
    "served",
    [Served(b"x", 200, {"Content-Encoding": "a\x1b[31m\x9b1mb"}), Served(b"", 302, {"Location": f"http://{'a' * 60000}:81/"})],
    ids=["a coding", "a host"],
)
def test_a_message_quotes_little_of_an_answer_and_no_control_characters(tmp_path: Path, served: Served) -> None:
    with world(tmp_path) as w:
        w.site.pages["/page"] = served
        with pytest.raises(FetchError) as refused:
            w.fetcher.get(w.site.url("/page"))
    assert str(refused.value) == clean(str(refused.value))
    assert len(str(refused.value)) < 300


def test_an_address_to_which_a_server_moved_is_kept_clean(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.site.pages["/old"] = Served(b"", 301, {"Location": "/new?\x9b1m" + "b" * 1000})
        w.site.html("/new", PAGE)
        w.watch("/old", SourceKind.PAGE)
        w.look()
        moved = w.archive.state("old").moved_to
    assert moved == clean(moved)
    assert moved.startswith(w.site.url("/new?"))
    assert len(moved) <= 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"date": "Thu, 01 Jan 2026 00:00:00 -0000"}, 5), ({"date": "Thu, 01 Jan 2026 00:00:00 GMT", "age": "2"}, 3),
     ({"date": "Thu, 01 Jan 2026 00:00:00 GMT", "age": "9" * 5000}, 5), ({"date": "Mon, 99 Foo"}, None), ({}, None)],
)  # fmt: skip
def test_no_date_and_no_age_that_a_server_states_breaks_the_doctor(headers: dict[str, str], seconds: int | None) -> None:
    at = datetime(2026, 1, 1, 0, 0, 5, tzinfo=UTC)
    answer = Response("https://example.org/", 200, headers, b"", Validators(), at)
    assert _ahead(answer) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[tuple[World, Place]]:
    """An installation that watches one page of a site."""
    with world(tmp_path) as w:
        w.site.html("/good", PAGE)
        (tmp_path / "plans").mkdir()
        (tmp_path / "plans" / "p.toml").write_text(NAMED)
        (tmp_path / "sources.toml").write_text(
            f'[[source]]\nid = "good"\ntitle = "Good"\nkind = "page"\nurl = "{w.site.url("/good")}"\nevery = "1d"\n'
        )
        place = Place(tmp_path, tmp_path / "state")
        place.state.mkdir()
        yield w, place


def one_round(w: World, place: Place, told: Callable[[Published], None] = lambda done: None) -> SourceState:
    """A round of the service; gives what is known of the page after it, also where the round raised what it may not catch."""
    with contextlib.suppress(ZeroDivisionError):
        service.one_round(place, service.settings_of(place, {}), w.fetcher, lambda: START, lambda: False, told)
    with Archive.open(place.database, now=START) as archive:
        return archive.state("good")


def test_what_was_found_before_a_round_failed_is_published(installed: tuple[World, Place], monkeypatch: pytest.MonkeyPatch) -> None:
    def calendar(*unused: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Conductor, "keep_calendar", calendar)
    told: list[Published] = []
    assert one_round(*installed, told.append).last_seen == START
    assert len(told) == 2


@pytest.mark.parametrize("fault", [PublishError("the disk is full"), ZeroDivisionError()], ids=["theirs", "ours"])
def test_what_cannot_be_published_keeps_nobody_from_watching(
    installed: tuple[World, Place], fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish(*unused: object) -> None:
        raise fault

    monkeypatch.setattr(service, "publish_state", publish)
    assert one_round(*installed).last_seen == START
