"""What was found as a row of a list, in a saved page, or taken back by a change of rules, and how that is explained."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.watcher.test_explain import PLAN, asked, texts, told
from tests.watcher.test_replay import SEARCH, again, row, search
from tests.world import World, commitment, world
from watcher.extract import own_address
from watcher.model import Event, EventKind, SourceKind
from watcher.replay import accept

SOURCE = """
[[source]]
id = "search"
title = "Search"
kind = "govuk-search"
url = "https://www.gov.uk/api/search.json"
every = "1d"
"""
HELD = "How the document is held beside the promise"
OFFICIAL = "Official: its dates can move a promise."


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "p.toml").write_text(PLAN)
    (tmp_path / "sources.toml").write_text(SOURCE)
    with world(tmp_path / "state") as made:
        yield made


def listed(it: World, *rows: str) -> list[Event]:
    """What a search tells when rows come to one that stood there before."""
    it.watch(SEARCH, SourceKind.GOVUK_SEARCH)
    old = row("Something else", "/a", 1)
    search(it, old)
    it.look()
    search(it, *rows, old)
    it.look()
    return it.archive.events()


def one(events: list[Event], kind: EventKind) -> Event:
    (event,) = [e for e in events if e.kind is kind]
    return event


def test_of_a_row_the_row_is_weighed_and_not_the_list(it: World, tmp_path: Path) -> None:
    event = one(listed(it, row("National EHCP template", "/b", 9)), EventKind.EVIDENCE)
    (held,) = told(tmp_path, str(event.id))[HELD]
    assert f"evidence {event.detail['score']}" in held["text"]


def test_a_document_that_speaks_of_it_is_explained_as_an_arrival(it: World, tmp_path: Path) -> None:
    news = json.dumps({**json.loads(row("The national EHCP template", "/b", 9)), "content_store_document_type": "speech"})
    event = one(listed(it, news), EventKind.PAGE_UPDATED)
    assert event.sentence.startswith("A new document speaks of it")
    sections = told(tmp_path, str(event.id))
    assert "A new document speaks of it." in texts(sections["The rule"])
    otherwise = texts(sections["What would have changed this"])
    assert "A score below 0.60" in otherwise
    assert "An edit that concerns no promise" not in otherwise
    assert "What changed on the page" not in sections
    assert sections[HELD]


def test_a_row_is_explained_by_its_address_also_when_the_list_shows_it_no_more(it: World, tmp_path: Path) -> None:
    event = one(listed(it, row("National EHCP template", "/b", 9)), EventKind.EVIDENCE)
    search(it, row("Something else", "/a", 1), row("And more", "/c", 10))
    it.look()
    assert event.found is not None
    sections = told(tmp_path, event.found.url)
    assert "evidence" in texts(sections["One national template for EHC plans (template)"])


def test_a_promise_lists_what_was_withdrawn_and_says_so(it: World, tmp_path: Path) -> None:
    event = one(listed(it, row("National EHCP template for parties", "/b", 9)), EventKind.EVIDENCE)
    it.commitments = [commitment(not_names=("template for parties",))]
    accept(it.archive, again(it), it.now)
    (line,) = [x for x in told(tmp_path, "template")["Events, oldest first"] if f"{event.id} " in x["text"]]
    assert line["text"].startswith(f"Withdrawn: {event.id} ")
    assert line["why"] == ["Withdrawn on 10 January 2024. The rules of today do not tell it."]
    assert "Withdrawn on 10 January 2024." in texts(told(tmp_path, str(event.id))["The rule"])


# --- saved pages ---


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.html", '<link rel="canonical" href="https://www.gov.uk/guidance/template">', OFFICIAL),
        ("a.html", '<meta property="og:url" content="https://www.gov.uk/guidance/template">', OFFICIAL),
        ("a.html", '<link rel="canonical" href="https://charity.example/template">', "Not official: no date in it"),
        ("a.html", '<link rel="canonical" href="/guidance/template">', "Not known from a file whether it is official"),
        ("a.html", "", "Not known from a file whether it is official"),
        ("a.json", {"base_path": "/guidance/template"}, OFFICIAL),
        ("a.json", {}, "Not known from a file whether it is official"),
    ],
)
def test_whether_a_saved_page_is_official_goes_by_the_address_that_it_gives_itself(
    it: World, tmp_path: Path, name: str, text: str | dict[str, str], said: str
) -> None:
    whole = (
        f"<html><head>{text}</head><body><main><h1>The national EHCP template</h1><p>It is out.</p></main></body></html>"
        if isinstance(text, str)
        else json.dumps({"title": "The national EHCP template", "document_type": "guidance", "details": {}, **text})
    )
    (tmp_path / name).write_text(whole)
    assert said in texts(told(tmp_path, str(tmp_path / name))["The document"])


@pytest.mark.parametrize("path", ["//evil.example/a", "guidance", 5, None])
def test_a_path_that_is_none_gives_no_address(path: object) -> None:
    assert own_address(json.dumps({"base_path": path}).encode()) == ""


# --- numbers ---


@pytest.mark.parametrize("what", ["9" * 23, "9" * 5000, "²", "x" * 5000])
def test_what_no_event_can_be_called_is_said_plainly(it: World, tmp_path: Path, what: str) -> None:
    status, output = asked(tmp_path, what)
    assert status == 2
    assert "there is no event" in output or "no plan has a commitment" in output
    assert "Traceback" not in output
