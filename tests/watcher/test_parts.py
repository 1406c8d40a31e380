"""The HTML attachments of a GOV.UK page, over loopback: which are read at a look, which are news, and which are believed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.watcher.test_attached import API, PATH, PROMISE, again, asked, gone, html, it, look, moved, page, put, reviewed, versions
from tests.watcher.test_attached import listed as file
from tests.web_server import Answer
from tests.world import LONG, World, item, kinds
from watcher.check import Round
from watcher.extract.kinds import KINDS
from watcher.model import Document, DocumentState, EventKind, SourceKind

__all__ = ["it"]

NAME = "The national EHCP template"


def said(it: World, path: str, title: str, *paragraphs: str, content_id: str = "h1") -> None:
    it.site.json(f"/api/content{path}", item(title, *paragraphs, content_id=content_id, document_type="html_publication"))


def parts(it: World) -> list[Document]:
    return [s.document for s in it.archive.latest("guidance-template").values() if s.document.type == "html_publication"]


def news(done: Round) -> list[str]:
    return [e.kind.value for e in done.events if e.news and e.kind in (EventKind.EVIDENCE, EventKind.DATE_CONFIRMED)]


# --- what is news by being there ---


def test_an_attachment_that_failed_at_the_first_look_was_there_all_along(it: World) -> None:
    it.site.pages[f"{API}/plan"] = Answer(b"", 500)
    page(it, html(NAME))
    look(it)
    said(it, f"{PATH}/plan", NAME, PROMISE, LONG)
    done = look(it)
    assert (kinds(done), len(parts(it))) == ([], 1)
    assert not again(it).differences


def test_an_attachment_that_is_newly_listed_and_read_late_is_news(it: World) -> None:
    page(it)
    look(it)
    it.site.pages[f"{API}/plan"] = Answer(b"", 500)
    page(it, html(NAME))
    look(it)
    said(it, f"{PATH}/plan", NAME, PROMISE, LONG)
    assert "evidence" in news(look(it))


def test_the_html_version_of_a_file_that_was_read_is_no_news(it: World) -> None:
    put(it, "/media/1/t.pdf", NAME, PROMISE)
    page(it, file(it, "/media/1/t.pdf", NAME))
    look(it)
    said(it, f"{PATH}/plan", NAME, NAME, PROMISE)
    page(it, file(it, "/media/1/t.pdf", NAME), html(NAME))
    done = look(it)
    assert (kinds(done), len(parts(it))) == ([], 1)


def test_attachments_in_another_order_are_no_news(it: World) -> None:
    every = many(it, 14)
    page(it, *every)
    look(it)
    page(it, *every[::-1])
    assert news(look(it)) == []
    assert news(look(it)) == []


def many(it: World, count: int) -> list[dict[str, str]]:
    for n in range(count):
        said(it, f"{PATH}/{n}", f"Part {n}: national EHCP template", f"{PROMISE} Part {n}.", LONG, content_id=f"h{n}")
    return [html(f"Part {n}: national EHCP template", f"{PATH}/{n}") for n in range(count)]


# --- which are read at a look ---


def test_an_attachment_that_is_added_to_twelve_is_read_at_once(it: World) -> None:
    every = many(it, 12)
    page(it, *every)
    look(it)
    said(it, f"{PATH}/plan", NAME, PROMISE, LONG, content_id="thirteenth")
    page(it, *every, html(NAME), notes=2)
    assert "evidence" in news(look(it))


def test_many_attachments_are_read_in_turn_although_some_of_them_always_fail(it: World) -> None:
    every = many(it, 30)
    for n in range(13):
        it.site.pages[f"{API}/{n}"] = Answer(b"", 500)
    page(it, *every)
    look(it)
    assert len(asked(it)) == 1 + 12
    for _ in range(6):
        look(it)
    assert len(parts(it)) == 17
    said(it, f"{PATH}/29", "Part 29: national EHCP template", PROMISE.replace("2025", "2027"), LONG, content_id="h29")
    assert "date-revised" in [kind for _ in range(3) for kind in kinds(look(it))]


def test_new_attachments_beyond_what_is_read_at_one_look_are_news_when_they_are_read(it: World) -> None:
    page(it)
    look(it)
    page(it, *many(it, 14))
    told = [e for _ in range(2) for e in look(it).events if e.kind is EventKind.EVIDENCE and e.news]
    assert len({e.found.url for e in told if e.found}) == 14


def test_new_files_beyond_what_is_read_at_one_look_are_news_when_they_are_read(it: World) -> None:
    page(it)
    look(it)
    for n in range(14):
        put(it, f"/media/{n}/t.pdf", f"Part {n} of the national EHCP template.", PROMISE)
    page(it, *(file(it, f"/media/{n}/t.pdf", f"Part {n}: national EHCP template") for n in range(14)))
    told = [e for _ in range(2) for e in look(it).events if e.kind is EventKind.EVIDENCE and e.news]
    assert len({e.found.url for e in told if e.found}) == 14


# --- which are believed ---


def test_an_attachment_that_comes_empty_once_is_unread_and_keeps_its_version(it: World) -> None:
    said(it, f"{PATH}/plan", "The plan", PROMISE, LONG)
    page(it, html("The plan"))
    look(it)
    said(it, f"{PATH}/plan", "The plan", "Soon.")
    done = look(it)
    assert kinds(done) == []
    assert reviewed(done) == [
        "The HTML attachment “The plan” on “/guidance/template” could not be read: "
        "The page lost 99% of its text at once; a second look will confirm it."
    ]
    assert PROMISE in parts(it)[0].text
    said(it, f"{PATH}/plan", "The plan", PROMISE, LONG)
    assert kinds(look(it)) == []
    said(it, f"{PATH}/plan", "The plan", "Soon.")
    assert kinds(look(it)) == []


def test_an_attachment_that_lost_its_text_is_believed_when_the_next_look_says_the_same(it: World) -> None:
    said(it, f"{PATH}/plan", "The plan", PROMISE, LONG)
    page(it, html("The plan"))
    look(it)
    said(it, f"{PATH}/plan", "The plan", "Soon.")
    assert kinds(look(it)) == []
    assert "date-removed" in kinds(look(it))
    assert parts(it)[0].text == "Soon."
    assert kinds(look(it)) == []


def test_a_short_file_in_the_place_of_a_long_one_is_still_its_next_version_when_it_is_believed(it: World) -> None:
    put(it, "/media/1/plan.pdf", PROMISE, LONG)
    page(it, file(it, "/media/1/plan.pdf"))
    look(it)
    moved(it, "/media/1/plan.pdf", "/media/2/final.pdf")
    put(it, "/media/2/final.pdf", "Soon.")
    page(it, file(it, "/media/2/final.pdf", "Another title"))
    assert not gone(look(it))
    assert [s.document.text.splitlines()[0] for s in versions(it)] == [PROMISE]
    assert "date-removed" in kinds(look(it))
    assert [s.document.text.splitlines()[0] for s in versions(it)] == [PROMISE, "Soon."]


def test_after_a_change_of_how_pages_are_read_nothing_is_doubted(it: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said(it, f"{PATH}/plan", "The plan", PROMISE, LONG)
    page(it, html("The plan"))
    look(it)
    monkeypatch.setitem(KINDS, SourceKind.GOVUK, replace(KINDS[SourceKind.GOVUK], version="next"))
    said(it, f"{PATH}/plan", "The plan", "Soon.")
    assert kinds(look(it)) == []
    assert parts(it)[0].text == "Soon."


# --- addresses and titles that change ---


def redirected(it: World, path: str, to: str) -> None:
    it.site.json(f"/api/content{path}", json.dumps({"schema_name": "redirect", "redirects": [{"destination": to}]}))


def test_an_attachment_whose_address_leads_on_is_followed(it: World) -> None:
    said(it, f"{PATH}/plan", "The plan", PROMISE, LONG)
    page(it, html("The plan"))
    look(it)
    redirected(it, f"{PATH}/plan", f"{PATH}/new")
    said(it, f"{PATH}/new", "The plan", PROMISE.replace("2025", "2026"), LONG)
    assert "date-revised" in kinds(look(it))
    said(it, f"{PATH}/new", "The plan", PROMISE.replace("2025", "2027"), LONG)
    assert "date-revised" in kinds(look(it))
    assert [(d.key, d.url) for d in parts(it)] == [("h1", it.site.url(f"{PATH}/plan"))]
    assert not again(it).differences


def test_an_attachment_that_leads_to_its_page_has_moved_and_is_no_version_of_the_page(it: World) -> None:
    said(it, f"{PATH}/plan", "The plan", PROMISE, LONG)
    page(it, html("The plan"))
    look(it)
    redirected(it, f"{PATH}/plan", PATH)
    look(it)
    assert [(d.key, d.state) for d in parts(it)] == [("h1", DocumentState.MOVED)]
    assert len(it.archive.latest("guidance-template")) == 2
    assert kinds(look(it)) == []


def test_an_attachment_that_led_elsewhere_from_the_first_is_unread(it: World) -> None:
    redirected(it, f"{PATH}/plan", PATH)
    page(it, html("The plan"))
    assert "its address leads to" in reviewed(look(it))[0]
    assert len(it.archive.latest("guidance-template")) == 1


def test_an_attachment_that_is_gone_while_it_is_listed_is_told_once(it: World) -> None:
    said(it, f"{PATH}/plan", "The plan", PROMISE, LONG)
    page(it, html("The plan"))
    look(it)
    it.site.json(f"{API}/plan", json.dumps({"schema_name": "gone"}))
    assert [e.title for e in gone(look(it))] == ["The plan"]
    assert gone(look(it)) == []


def test_a_file_under_an_edited_title_is_replaced_by_that_title(it: World) -> None:
    put(it, "/media/1/a.pdf", PROMISE)
    page(it, file(it, "/media/1/a.pdf", "Draft plan"))
    look(it)
    page(it, file(it, "/media/1/a.pdf", "Final plan"))
    look(it)
    put(it, "/media/2/final.pdf", PROMISE.replace("2025", "2027"))
    page(it, file(it, "/media/2/final.pdf", "Final plan"))
    assert "date-revised" in kinds(look(it))
    assert len(versions(it)) == 2
