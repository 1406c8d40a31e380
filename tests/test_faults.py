"""Faults of our own, and answers made to bring them about: the watch goes on, and says what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import service
from tests.trying import NAMED
from tests.web_server import Answer as Served
from tests.web_server import Web
from tests.world import LONG, START, World, world
from watcher.apart import Apart
from watcher.archive import Archive
from watcher.check import Conductor
from watcher.commands import Place
from watcher.dates import london_day
from watcher.errors import ArchiveUnwritable, ExtractError
from watcher.extract import Answer, extract
from watcher.extract.text import moment
from watcher.fetch import Fetcher, Politeness, retry_time
from watcher.look import OVERLAP, Memory, since
from watcher.model import Document, Snapshot, Source, SourceKind, SourceState, UnseenReason, Validators

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
    "text", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00", "0001-01-01T00:00:00+01:00", "1899-12-31", "2201-01-02"]
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


def test_what_was_found_before_a_round_failed_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def calendar(*unused: object) -> None:
        raise ZeroDivisionError

    with world(tmp_path) as w:
        w.site.html("/good", PAGE)
        (tmp_path / "plans").mkdir()
        (tmp_path / "plans" / "p.toml").write_text(NAMED)
        (tmp_path / "sources.toml").write_text(
            f'[[source]]\nid = "good"\ntitle = "Good"\nkind = "page"\nurl = "{w.site.url("/good")}"\nevery = "1d"\n'
        )
        place = Place(tmp_path, tmp_path / "state")
        place.state.mkdir()
        monkeypatch.setattr(Conductor, "keep_calendar", calendar)
        told: list[int] = []
        polite = Politeness(pause=0, attempts=1, allow_private=(w.site.address,))
        with Fetcher(polite, clock=lambda: START) as fetcher, pytest.raises(ZeroDivisionError):
            service.one_round(
                place, service.settings_of(place, {}), fetcher, lambda: START, lambda: False, lambda done: told.append(1)
            )
        with Archive.open(place.database, now=START) as archive:
            assert archive.state("good").last_seen == START
    assert len(told) == 2
