"""The HTML attachments of a GOV.UK page, over loopback: which are read at a look, which are news, and which are believed."""

from __future__ import annotations

from tests.watcher.test_attached import API, PATH, PROMISE, again, html, it, look, page, put
from tests.watcher.test_attached import listed as file
from tests.web_server import Answer
from tests.world import LONG, World, item, kinds
from watcher.check import Round
from watcher.model import Document, EventKind

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
