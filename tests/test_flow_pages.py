"""One page is one document: read through the Content API or as HTML, and where its address leads to another page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web_server import Answer
from tests.world import LONG, World, item, kinds, world
from watcher.model import DocumentState, EventKind, SourceKind
from watcher.replay import replay

PATH, API, ID = "/guidance/template", "/api/content/guidance/template", "11111111-1111-4111-8111-111111111111"
PROMISE = "The national EHCP template will be published by the end of 2025."


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def as_html(it: World, promise: str = PROMISE, content_id: str = ID, path: str = PATH) -> None:
    meta = f'<meta name="govuk:content-id" content="{content_id}">' if content_id else ""
    main = f'<main><h1>Guidance</h1><div class="gem-c-govspeak"><p>{promise}</p><p>{LONG}</p></div></main>'
    it.site.html(path, f"<html><head>{meta}<title>Guidance - GOV.UK</title></head><body>{main}</body></html>")


def keys(it: World) -> list[str]:
    return list(it.archive.latest(it.sources[0].id))


def fails(it: World, *paths: str) -> None:
    for path in paths:
        it.site.pages[path] = Answer(b"", 500)


# --- the Content API and the page itself ---


@pytest.mark.parametrize("content_id", [ID, ""])
def test_while_the_content_api_fails_a_page_that_was_read_through_it_is_unseen(it: World, content_id: str) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    fails(it, API)
    as_html(it, PROMISE.replace("2025", "2027"), content_id)
    done = it.look()
    assert (kinds(done), done.unseen, keys(it)) == ([], 1, [ID])
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2027"), LONG))
    assert kinds(it.look()).count("date-revised") == 1


def test_a_page_that_was_read_as_html_for_want_of_the_api_is_the_same_document_later(it: World) -> None:
    it.watch(PATH)
    fails(it, API)
    as_html(it)
    assert it.look().unseen == 0
    as_html(it, PROMISE.replace("2025", "2026"))
    assert "date-revised" in kinds(it.look())  # the API fails still, and never was read
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2027"), LONG))
    assert "date-revised" in kinds(it.look())
    assert keys(it) == [ID]
    fails(it, API)
    assert it.look().unseen == 1  # from now on the API is what it is compared with
    assert not replay(it.catalogue, it.archive, it.now).differences


@pytest.mark.parametrize("content_id", [ID, ""])
def test_a_page_that_the_api_has_no_longer_is_read_as_html_and_is_the_same_document(it: World, content_id: str) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    del it.site.pages[API]
    as_html(it, PROMISE.replace("2025", "2027"), content_id)
    assert "date-revised" in kinds(it.look())
    assert keys(it) == [ID]


def test_a_page_that_is_known_twice_is_gone_once(it: World) -> None:
    """As archives know it in which the HTML of a page was kept beside its item."""
    source = it.watch(PATH, commitments=("template",))
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.sources = [replace(source, kind=SourceKind.PAGE)]
    as_html(it)
    it.look()
    it.sources = [source]
    it.look()
    assert len(keys(it)) == 2
    it.site.pages.clear()
    assert [k for _ in range(5) for k in kinds(it.look())] == ["page-gone"]
    assert it.archive.latest(source.id)[ID].document.state is DocumentState.GONE


# --- an address that leads to another page ---

NEWS = f"<h1>EHC plans</h1><p>{PROMISE}</p><p>{LONG}</p>"
FRONT = "<h1>Welcome</h1>" + "".join(
    f"<p>Pay your council tax, report pothole {n} or find a school near you today.</p>" for n in range(14)
)


def web_page(it: World, path: str, main: str) -> None:
    it.site.html(path, f'<html><body><main>{main}<a href="more">More</a></main></body></html>')


def leads(it: World, path: str, to: str, status: int = 302) -> None:
    it.site.pages[path] = Answer(b"", status, {"Location": to})


def urls(it: World) -> list[str]:
    return [s.document.url.removeprefix(it.site.url("")) for s in it.archive.latest(it.sources[0].id).values()]


@pytest.mark.parametrize("status", [301, 302])
def test_a_page_that_leads_to_the_front_page_is_doubted_and_never_another_document(it: World, status: int) -> None:
    it.watch("/news", SourceKind.PAGE, commitments=("template",))
    web_page(it, "/news", NEWS)
    it.look()
    leads(it, "/news", "/", status)
    web_page(it, "/", FRONT)
    done = it.look()
    assert (kinds(done), done.unseen) == ([], 1)
    assert done.reasons["news"] == f"The address leads to another page, {it.site.url('/')}; a second look will confirm it."
    done = it.look()
    assert "page-updated" in kinds(done)
    assert urls(it) == ["/news"]
    web_page(it, "/", FRONT.replace("tax", "bill"))
    assert it.look().unseen == 0  # that is where it leads
    assert not replay(it.catalogue, it.archive, it.now).differences


def test_a_page_that_is_back_after_it_led_elsewhere_for_a_look_is_compared_with_itself(it: World) -> None:
    it.watch("/news", SourceKind.PAGE)
    web_page(it, "/news", NEWS)
    it.look()
    leads(it, "/news", "/")
    web_page(it, "/", FRONT)
    it.look()
    web_page(it, "/news", NEWS.replace("2025", "2029"))
    assert "page-updated" in kinds(it.look())
    assert urls(it) == ["/news"]


def test_a_page_that_moved_with_its_text_is_the_same_document_and_its_links_hold(it: World) -> None:
    it.watch("/news", SourceKind.PAGE)
    web_page(it, "/news", NEWS)
    it.look()
    leads(it, "/news", "/about/send/", 301)
    web_page(it, "/about/send/", NEWS.replace("2025", "2027"))
    done = it.look()
    assert ("page-updated" in kinds(done), done.unseen, urls(it)) == (True, 0, ["/news"])
    (page,) = it.archive.latest("news").values()
    assert page.document.links[0].url == it.site.url("/about/send/more")


def test_a_slash_more_is_no_other_page(it: World) -> None:
    it.watch("/news", SourceKind.PAGE)
    web_page(it, "/news", NEWS)
    it.look()
    leads(it, "/news", "/news/", 301)
    web_page(it, "/news/", FRONT)
    done = it.look()
    assert (done.reasons, done.changed, urls(it)) == ({}, 1, ["/news"])


def test_a_page_that_led_elsewhere_when_it_was_first_read_may_change_there(it: World) -> None:
    it.watch("/news", SourceKind.PAGE)
    leads(it, "/news", "/latest")
    web_page(it, "/latest", NEWS)
    it.look()
    web_page(it, "/latest", FRONT)
    assert (it.look().unseen, urls(it)) == (0, ["/news"])


def test_a_page_that_is_known_by_the_address_to_which_it_led_keeps_that(it: World) -> None:
    """As archives know it that were begun when a page went by that."""
    old = it.watch("/latest", SourceKind.PAGE)
    web_page(it, "/latest", NEWS)
    it.look()
    it.sources = [replace(old, url=it.site.url("/news#top"))]
    leads(it, "/news", "/latest")
    it.look()
    web_page(it, "/latest", NEWS.replace("2025", "2029"))
    assert "page-updated" in kinds(it.look())
    assert urls(it) == ["/latest"]


def test_a_source_that_gets_another_address_is_another_document(it: World) -> None:
    old = it.watch("/news", SourceKind.PAGE)
    web_page(it, "/news", NEWS)
    it.look()
    it.sources = [replace(old, url=it.site.url("/send"))]
    web_page(it, "/send", NEWS.replace("2025", "2029"))
    assert kinds(it.look()) == []
    web_page(it, "/send", NEWS.replace("2025", "2030"))
    (moved,) = [e for e in it.look().events if e.kind is EventKind.PAGE_UPDATED]
    assert moved.found is not None
    assert moved.found.url == it.site.url("/send")
