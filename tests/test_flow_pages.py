"""One page is one document: read through the Content API or as HTML, and where its address leads to another page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web_server import Answer
from tests.world import LONG, World, item, kinds, world
from watcher.model import DocumentState, SourceKind
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
