"""The files of a GOV.UK page, over loopback: what is asked for, what stays one document, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.documents import lines, pdf
from tests.web_server import Answer
from tests.world import LONG, World, item, kinds, world
from watcher.check import Conductor, Round
from watcher.errors import ExtractError
from watcher.extract import Answer as Said
from watcher.extract import extract
from watcher.extract.kinds import KINDS
from watcher.fetch import Fetcher, Politeness
from watcher.kept import Reading
from watcher.look import files as files_of_pages
from watcher.look.listed import one_of_each, plain_title
from watcher.model import Attachment, Block, BlockKind, Document, DocumentState, Event, EventKind, Snapshot, Source, SourceKind
from watcher.replay import Replay, replay

PATH, API, ID = "/guidance/template", "/api/content/guidance/template", "guidance-template"
PROMISE = "The national EHCP template will be published by the end of 2025."
REST = "Councils may ask for help."


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(tmp_path) as made:
        monkeypatch.setattr(files_of_pages, "LASTING", frozenset({made.site.address}))
        made.watch(PATH)
        yield made


def read(source: Source, answer: Said) -> Document:
    """As the watch reads, but for files, which are plain text here: a line is a page."""
    if source.kind is not SourceKind.FILE:
        return extract(source, answer)
    text = answer.body.decode()
    if text.startswith("scan"):
        raise ExtractError("it is scanned: its pages are pictures without text")
    lines = enumerate(text.splitlines(), 1)
    return Document(source.url, "", "attachment", blocks=tuple(Block(BlockKind.PARAGRAPH, t, f"page {n}") for n, t in lines))


def look(it: World) -> Round:
    it.now += timedelta(days=1)
    return Conductor(it.catalogue, it.archive, it.fetcher, read).run(lambda: it.now, everything=True)


def again(it: World) -> Replay:
    return replay(it.catalogue, it.archive, it.now + timedelta(days=1), read=read)


def put(it: World, address: str, *lines: str) -> None:
    """A file, with validators of its own and no patience for being asked without them twice."""
    body, etag = "\n".join(lines).encode(), f'"{hash(lines)}"'
    known = Answer(b"", 304, {"ETag": etag})
    it.site.pages[address] = lambda asked: known if asked.get("if-none-match") == etag else Answer(body, 200, {"ETag": etag})


def listed(it: World, address: str, title: str = "The plan", **changes: Any) -> dict[str, Any]:
    return {"title": title, "url": it.site.url(address), "attachment_type": "file", "content_type": "application/pdf", **changes}


def html(title: str, path: str = f"{PATH}/plan") -> dict[str, Any]:
    return {"title": title, "url": path, "attachment_type": "html"}


def page(it: World, *attachments: dict[str, Any], text: str = LONG, notes: int = 1, **changes: Any) -> None:
    made = json.loads(item("Guidance", text, notes=notes, **changes))
    made["details"]["attachments"] = list(attachments)
    it.site.json(API, json.dumps(made))


def with_etag(it: World) -> None:
    """The page answers from now on that it is the same."""
    kept = it.site.pages[API]
    assert isinstance(kept, Answer)
    whole = replace(kept, headers={"ETag": '"1"', **kept.headers})
    it.site.pages[API] = lambda asked: Answer(b"", 304) if "if-none-match" in asked else whole


def moved(it: World, old: str, new: str) -> None:
    it.site.pages[old] = Answer(b"", 301, {"Location": it.site.url(new)})


def asked(it: World) -> list[str]:
    """What was asked for since this was asked last, without robots.txt."""
    paths = [path for path, _ in it.site.asked if path != "/robots.txt"]
    it.site.asked.clear()
    return paths


def files(it: World) -> list[Snapshot]:
    return [s for s in it.archive.latest(ID).values() if s.document.type == "attachment"]


def versions(it: World) -> list[Snapshot]:
    (file,) = files(it)
    return it.archive.versions(ID, file.document.key)


def reviewed(done: Round) -> list[str]:
    return [e.sentence for e in done.events if e.kind is EventKind.NEEDS_REVIEW and e.key.startswith("unread:")]


def one_file(it: World, *lines: str) -> None:
    put(it, "/media/1/plan.pdf", *lines)
    page(it, listed(it, "/media/1/plan.pdf"))
    look(it)
    asked(it)


def replaced(it: World, *lines: str, **changes: Any) -> Round:
    """The file gets another address, and the old one leads there."""
    put(it, "/media/2/plan-v2.pdf", *lines)
    moved(it, "/media/1/plan.pdf", "/media/2/plan-v2.pdf")
    page(it, listed(it, "/media/2/plan-v2.pdf"), **changes)
    return look(it)


# --- a file is a document of its page ---


def test_a_file_is_kept_with_what_its_page_says_of_it(it: World) -> None:
    links = {"organisations": [{"title": "Department for Education"}]}
    put(it, "/media/1/plan.pdf", PROMISE)
    page(it, listed(it, "/media/1/plan.pdf"), links=links, first_published_at="2023-12-01T09:00:00Z")
    assert kinds(look(it)) == []
    (file,) = files(it)
    assert (file.document.title, file.document.url) == ("The plan", it.site.url("/media/1/plan.pdf"))
    assert file.document.publisher == "Department for Education"
    assert [d.date().isoformat() for d in (file.document.published, file.document.updated) if d] == ["2023-12-01", "2024-01-01"]


def test_a_page_with_twelve_files_costs_twelve_requests_at_its_first_look_only(it: World) -> None:
    names = [f"/media/{n}/annex-{n}.pdf" for n in range(12)]
    for n, name in enumerate(names):
        put(it, name, f"Annex {n}")
    page(it, *(listed(it, name, f"Annex {n}") for n, name in enumerate(names)))
    assert look(it).requests == 14  # robots.txt and the page among them
    done = look(it)
    assert (done.requests, done.unchanged) == (1, 1)
    assert len(files(it)) == 12
    assert {f.last_seen for f in files(it)} == {it.now}


def test_more_files_than_are_asked_for_at_one_look_wait_for_the_next_and_are_noted_once(it: World) -> None:
    names = [f"/media/{n}/annex-{n}.pdf" for n in range(30)]
    for n, name in enumerate(names):
        put(it, name, f"Annex {n}")
    page(it, *(listed(it, name, f"Annex {n}") for n, name in enumerate(names)))
    told = [line for _ in range(3) for line in reviewed(look(it))]
    assert len(files(it)) == 30
    assert len(told) == 1
    assert told[0].startswith("“/guidance/template”: its files are too many")


def test_of_many_files_the_new_ones_are_read_first_and_those_that_failed_last(it: World) -> None:
    failing = [f"/media/{n}/annex-{n}.pdf" for n in range(13)]
    for name in failing:
        put(it, name, "scan")
    annexes = [listed(it, name, name) for name in failing]
    page(it, *annexes)
    look(it)
    put(it, "/media/a/new.pdf", "New")
    page(it, *annexes, listed(it, "/media/a/new.pdf", "New"))
    asked(it)
    look(it)
    assert asked(it)[1:3] == ["/media/a/new.pdf", failing[12]]


def test_large_files_wait_for_the_next_look(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_of_pages, "MOST_BYTES", 100)
    for n in range(3):
        put(it, f"/media/{n}/{n}.pdf", "x" * 80)
    page(it, *(listed(it, f"/media/{n}/{n}.pdf", f"Annex {n}") for n in range(3)))
    look(it)
    assert len(files(it)) == 2
    look(it)
    assert len(files(it)) == 3


def test_an_old_address_that_is_still_listed_beside_the_new_one_is_no_second_document(it: World) -> None:
    put(it, "/media/2/plan.pdf", PROMISE)
    moved(it, "/media/1/plan.pdf", "/media/2/plan.pdf")
    page(it, listed(it, "/media/1/plan.pdf", "Draft"), listed(it, "/media/2/plan.pdf", "Final"))
    look(it)
    assert [f.document.title for f in files(it)] == ["Final"]


def test_a_file_elsewhere_is_asked_for_conditionally_at_every_look(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_of_pages, "LASTING", frozenset())
    one_file(it, PROMISE)
    assert look(it).unchanged == 1
    assert [h.get("if-none-match", "")[:1] for p, h in it.site.asked if p == "/media/1/plan.pdf"] == ['"']
    put(it, "/media/1/plan.pdf", PROMISE.replace("2025", "2027"))
    assert "date-revised" in kinds(look(it))


def test_a_page_that_is_the_same_leaves_its_files_alone(it: World) -> None:
    put(it, "/media/1/plan.pdf", PROMISE)
    page(it, listed(it, "/media/1/plan.pdf"))
    with_etag(it)
    look(it)
    asked(it)
    done = look(it)
    assert (done.unchanged, asked(it)) == (1, [API])
    assert [s.last_seen for s in it.archive.latest(ID).values()] == [it.now, it.now]


def test_of_one_document_in_several_formats_the_best_is_read(it: World) -> None:
    put(it, "/media/2/data.ods", "The data")
    it.site.json(f"{API}/plan", item("The plan", PROMISE, LONG, content_id="2", document_type="html_publication"))
    sheet = "application/vnd.oasis.opendocument.spreadsheet"
    page(it, listed(it, "/media/1/plan.pdf", "The plan (PDF, 1.2MB, 31 pages)"), html("The plan"),
         listed(it, "/media/2/data.csv", "Data [CSV]", content_type="text/csv"),
         listed(it, "/media/2/data.ods", "Data (ODS, 33KB)", content_type=sheet),
         listed(it, "/media/3/picture.jpg", "A picture", content_type="image/jpeg"))  # fmt: skip
    look(it)
    assert asked(it) == [API, f"{API}/plan", "/media/2/data.ods"]


@pytest.mark.parametrize(
    ("title", "plain"),
    [("Guidance (PDF, 1.2MB, 31 pages)", "guidance"), ("Guidance [HTML]", "guidance"), ("Tables – CSV", "tables"),
     ("Tables: ODS", "tables"), ("Guidance (accessible version) (HTML)", "guidance"), ("Data (MS Excel Spreadsheet, 33KB)", "data"),
     ("Guidance (easy read)", "guidance (easy read)"), ("Annex A (2024)", "annex a (2024)"), ("PDF", "pdf"),
     ("The word", "the word"), ("In a word, excel", "in a word, excel")],
)  # fmt: skip
def test_a_title_is_compared_without_what_it_says_of_the_format(title: str, plain: str) -> None:
    assert plain_title(title) == plain


def test_two_files_of_one_title_in_one_format_are_two_documents() -> None:
    two = [Attachment("Minutes", f"https://a.example/{n}.pdf", False) for n in (1, 2)]
    assert one_of_each(two) == two


# --- a replaced file is one document with two versions ---


def test_a_replaced_file_is_told_once_as_an_edit_with_its_page_number(it: World) -> None:
    one_file(it, "A cover.", PROMISE)
    done = replaced(it, "A cover.", PROMISE.replace("2025", "2027"))
    assert kinds(done) == ["date-revised", "silent-edit"]
    assert {e.title for e in done.events if e.kind.public} == {"The plan"}
    (event,) = [e for e in done.events if e.kind is EventKind.DATE_REVISED]
    assert event.found is not None
    assert event.found.link == it.site.url("/media/2/plan-v2.pdf#page=2")
    assert [v.document.url for v in versions(it)] == [it.site.url(p) for p in ("/media/1/plan.pdf", "/media/2/plan-v2.pdf")]


def test_the_old_address_that_leads_to_the_new_one_is_the_only_one_asked_and_only_once(it: World) -> None:
    one_file(it, PROMISE)
    replaced(it, PROMISE.replace("2025", "2027"))
    assert asked(it) == [API, "/media/1/plan.pdf", "/media/2/plan-v2.pdf"]
    look(it)
    assert asked(it) == [API]


def test_where_the_old_address_leads_decides_over_titles(it: World) -> None:
    for n, text in ((1, "First words."), (2, "Second words.")):
        put(it, f"/media/{n}/{n}.pdf", text)
    page(it, listed(it, "/media/1/1.pdf", "One"), listed(it, "/media/2/2.pdf", "Two"))
    look(it)
    before = {f.document.title: f.document.key for f in files(it)}
    put(it, "/media/3/3.pdf", "First words, again.")
    put(it, "/media/4/4.pdf", "Second words, again.")
    moved(it, "/media/1/1.pdf", "/media/3/3.pdf")
    moved(it, "/media/2/2.pdf", "/media/4/4.pdf")
    page(it, listed(it, "/media/3/3.pdf", "Two"), listed(it, "/media/4/4.pdf", "One"))
    look(it)
    after = {f.document.title: f.document.key for f in files(it)}
    assert after == {"Two": before["One"], "One": before["Two"]}


@pytest.mark.parametrize(
    ("title", "address"), [("The plan (PDF, 2MB)", "/media/2/other.pdf"), ("The plan, revised", "/media/2/plan.pdf")]
)
def test_without_a_redirect_the_same_title_or_file_name_tells(it: World, title: str, address: str) -> None:
    one_file(it, PROMISE)
    del it.site.pages["/media/1/plan.pdf"]
    put(it, address, PROMISE.replace("2025", "2027"))
    page(it, listed(it, address, title))
    assert "date-revised" in kinds(look(it))
    assert len(versions(it)) == 2


def test_a_file_beside_one_that_stays_is_another_document(it: World) -> None:
    one_file(it, REST)
    put(it, "/media/2/plan.pdf", PROMISE)
    page(it, listed(it, "/media/1/plan.pdf"), listed(it, "/media/2/plan.pdf", "The national EHCP template"))
    done = look(it)
    assert len(files(it)) == 2
    assert "evidence" in kinds(done) or "page-updated" in kinds(done)


def test_a_file_with_the_same_text_at_another_address_is_no_news_and_is_not_asked_for_twice(it: World) -> None:
    one_file(it, PROMISE)
    assert kinds(replaced(it, PROMISE)) == []
    asked(it)
    look(it)
    assert asked(it) == [API]
    assert versions(it)[-1].document.url == it.site.url("/media/2/plan-v2.pdf")


def test_the_page_s_own_note_is_told_beside_what_its_file_says(it: World) -> None:
    one_file(it, PROMISE)
    later = {"public_updated_at": "2024-01-10T09:00:00Z"}
    done = replaced(it, PROMISE.replace("2025", "2027"), notes=2, **later)
    assert kinds(done) == ["page-updated", "date-revised"]
    assert "Note 2." in done.events[0].sentence


def test_a_silent_replacement_is_silent_although_its_page_was_updated_since_it_was_read(it: World) -> None:
    one_file(it, REST)
    later = {"public_updated_at": "2024-01-09T09:00:00Z"}
    page(it, listed(it, "/media/1/plan.pdf"), text=f"{LONG} More.", notes=2, **later)
    look(it)
    assert kinds(replaced(it, "Nobody answers letters.", text=f"{LONG} More.", notes=2, **later)) == ["silent-edit"]


def test_a_file_that_comes_and_goes_back_to_its_first_address_stays_one_document(it: World) -> None:
    one_file(it, PROMISE)
    replaced(it, PROMISE.replace("2025", "2027"))
    put(it, "/media/1/plan.pdf", PROMISE)
    page(it, listed(it, "/media/1/plan.pdf"))
    look(it)
    assert len(versions(it)) == 3


# --- what cannot be read ---


def test_a_file_that_cannot_be_read_leaves_the_page_seen_and_is_told_to_maintainers_once(it: World) -> None:
    put(it, "/media/1/plan.pdf", "scan")
    page(it, listed(it, "/media/1/plan.pdf"))
    done = look(it)
    assert (done.unseen, kinds(done)) == (0, [])
    assert reviewed(done) == [
        "The file “The plan” on “/guidance/template” could not be read: it is scanned: its pages are pictures without text."
    ]
    asked(it)
    assert reviewed(look(it)) == []
    assert asked(it) == [API, "/media/1/plan.pdf"]  # conditionally, without a body


def test_an_unread_file_keeps_its_last_version(it: World) -> None:
    one_file(it, PROMISE)
    done = replaced(it, "scan")
    assert len(reviewed(done)) == 1
    assert [v.last_seen for v in versions(it)] == [it.now]
    assert "silent-edit" in kinds(done)  # all that is known is that the file was replaced
    put(it, "/media/2/plan-v2.pdf", PROMISE.replace("2025", "2027"))
    assert "date-revised" in kinds(look(it))
    assert len(versions(it)) == 2


@pytest.mark.parametrize(
    ("answer", "size", "why"),
    [(Answer(b"", 404), 10, "status 404"), (Answer(b"x" * 3_000_000), None, "larger than the limit of 2 MiB"),
     (Answer(b"", 500), 10, "status 500"), (Answer(b"x"), 41 * 2**20, "larger than the limit of 40 MiB")],
)  # fmt: skip
def test_a_file_that_is_not_there_or_too_large_is_unread_with_a_plain_reason(
    it: World, answer: Answer, size: int | None, why: str
) -> None:
    it.site.pages["/media/1/plan.pdf"] = answer
    page(it, listed(it, "/media/1/plan.pdf", file_size=size))
    polite = Politeness(pause=0.0, attempts=1, allow_private=(it.site.address,), max_file_bytes=2 * 2**20)
    it.fetcher = Fetcher(polite, clock=lambda: it.now, wait=lambda seconds: None)
    with it.fetcher:
        (told,) = reviewed(look(it))
    assert why in told


def test_a_host_that_asks_for_patience_is_not_asked_for_the_other_files(it: World) -> None:
    names = [f"/media/{n}/annex-{n}.pdf" for n in range(3)]
    for name in names:
        it.site.pages[name] = Answer(b"", 429, {"Retry-After": "3600"})
    page(it, *(listed(it, name, name) for name in names))
    assert len(reviewed(look(it))) == 3
    assert [p for p in asked(it) if p.startswith("/media")] == names[:1]


# --- what is new and what only was not read before ---


def test_a_change_of_how_files_are_read_is_no_news_and_asks_for_no_file_again(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one_file(it, PROMISE)
    asked(it)
    monkeypatch.setitem(KINDS, SourceKind.FILE, replace(KINDS[SourceKind.FILE], version="99"))
    assert (kinds(look(it)), len(versions(it))) == ([], 1)
    assert asked(it) == [API]


def test_a_file_that_was_listed_before_it_could_be_read_sets_a_baseline_silently(it: World) -> None:
    put(it, "/media/1/plan.pdf", "scan")
    page(it, listed(it, "/media/1/plan.pdf", "The national EHCP template"))
    look(it)
    put(it, "/media/1/plan.pdf", "The national EHCP template is set out here.")
    done = look(it)
    assert len(files(it)) == 1
    assert (kinds(done), done.changed) == ([], 0)


def test_a_file_that_is_newly_listed_is_an_arrival_even_if_it_is_read_late(it: World) -> None:
    page(it)
    look(it)
    it.site.pages["/media/1/template.pdf"] = Answer(b"", 503)
    page(it, listed(it, "/media/1/template.pdf", "The national EHCP template"))
    look(it)
    assert files(it) == []
    put(it, "/media/1/template.pdf", "The national EHCP template is set out here.")
    done = look(it)
    (told,) = [e for e in done.events if e.found and e.found.url.endswith("template.pdf")]
    assert told.news
    assert not again(it).differences


def test_what_replaces_a_file_that_was_never_read_is_no_arrival(it: World) -> None:
    it.site.pages["/media/1/template.pdf"] = Answer(b"scan")
    page(it, listed(it, "/media/1/template.pdf", "The national EHCP template"))
    look(it)
    put(it, "/media/2/template.pdf", "The national EHCP template is set out here.")
    page(it, listed(it, "/media/2/template.pdf", "The national EHCP template"))
    done = look(it)
    assert not [e for e in done.events if e.news and e.found and e.found.url.endswith(".pdf")]


# --- what is taken away ---


def gone(done: Round) -> list[Event]:
    return [e for e in done.events if e.kind is EventKind.PAGE_GONE]


def test_a_file_that_is_no_longer_listed_is_told_once_and_can_come_back(it: World) -> None:
    one_file(it, PROMISE)
    page(it)
    (told,) = gone(look(it))
    assert (told.sentence, told.commitment_id) == ("No longer on the page: “The plan”.", "template")
    assert gone(look(it)) == []
    assert files(it)[0].document.state is DocumentState.GONE
    page(it, listed(it, "/media/1/plan.pdf"))
    assert "page-restored" in kinds(look(it))
    assert len(versions(it)) == 3
    assert not again(it).differences


def test_a_file_that_concerns_no_promise_comes_and_goes_with_what_its_page_says(it: World) -> None:
    one_file(it, REST)
    page(it)
    assert "The plan" not in [e.title for e in look(it).events]
    page(it, listed(it, "/media/1/plan.pdf"))
    assert "The plan" not in [e.title for e in look(it).events]
    assert [v.document.state.value for v in versions(it)] == ["live", "gone", "live"]


def test_an_html_attachment_that_is_no_longer_listed_is_told_once(it: World) -> None:
    it.site.json(f"{API}/plan", item("The plan", PROMISE, LONG, content_id="2", document_type="html_publication"))
    page(it, html("The plan"))
    look(it)
    page(it)
    (told,) = gone(look(it))
    assert told.sentence == "No longer on the page: “The plan”."
    assert gone(look(it)) == []


def test_another_format_of_the_same_document_is_no_removal(it: World) -> None:
    one_file(it, PROMISE)
    it.site.json(f"{API}/plan", item("The plan", PROMISE, LONG, content_id="2", document_type="html_publication"))
    page(it, html("The plan"))
    assert gone(look(it)) == []


def test_what_belonged_to_a_page_that_is_gone_is_told_of_with_it(it: World) -> None:
    it.sources = [replace(s, commitments=("template",)) for s in it.sources]
    one_file(it, PROMISE)
    it.site.json(API, '{"schema_name": "gone", "document_type": "gone", "details": {"explanation": "<p>Old.</p>"}}')
    (told,) = gone(look(it))
    assert told.title == "Guidance"
    assert not again(it).differences


def test_nothing_is_said_to_be_gone_while_something_new_is_unread(it: World) -> None:
    one_file(it, PROMISE)
    put(it, "/media/2/new.pdf", "scan")
    page(it, listed(it, "/media/2/new.pdf", "Another title"))
    assert gone(look(it)) == []
    assert asked(it)[:2] == [API, "/media/1/plan.pdf"]
    last = files(it)[0].last_seen
    with_etag(it)
    look(it)
    look(it)
    assert asked(it) == [API, "/media/2/new.pdf"] * 2  # where the old one leads is asked once
    assert files(it)[0].last_seen == last


# --- the same again ---


def test_a_replay_of_a_replaced_file_finds_no_difference(it: World) -> None:
    one_file(it, "A cover.", PROMISE)
    replaced(it, "A cover.", PROMISE.replace("2025", "2027"))
    moved(it, "/media/2/plan-v2.pdf", "/media/3/plan.pdf")
    put(it, "/media/3/plan.pdf", "A cover.", PROMISE.replace("2025", "2028"))
    page(it, listed(it, "/media/3/plan.pdf"), text=f"{LONG} More.", notes=2, public_updated_at="2024-01-11T09:00:00Z")
    look(it)
    found = again(it)
    assert found.differences == ()
    assert not found.unreadable


def test_a_replay_reads_a_replaced_pdf_as_it_was_read(it: World) -> None:
    for n, year in ((1, "2025"), (2, "2027")):
        it.site.pages[f"/media/{n}/plan.pdf"] = Answer(pdf(lines("A cover."), lines(PROMISE.replace("2025", year))))
        page(it, listed(it, f"/media/{n}/plan.pdf"))
        told = kinds(it.look())
    assert told == ["date-revised", "silent-edit"]
    found = replay(it.catalogue, it.archive, it.now + timedelta(days=1))
    assert (found.differences, dict(found.readings)) == ((), {Reading.ANEW: 4})
