"""A change of our own is no change of the page: a source sets a new baseline, silently, and goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.web_server import Answer
from tests.world import LONG, World, kinds, world
from watcher.extract import Answer as Got
from watcher.extract.kinds import KINDS
from watcher.model import Document, Source, SourceKind

PROMISE = "The national EHCP template will be published by the end of 2025."
LATER = "The national EHCP template will be published by the end of 2026."


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def show(it: World, promise: str, aside: str) -> None:
    """The server says each time that the page is the same: a source with new rules must read it in full all the same."""
    body = f"<main><p>{promise}</p><p>{LONG}</p></main><div class='aside'><p>{aside}</p><p>{LONG[::-1]}</p></div>"

    def answer(headers: dict[str, str]) -> Answer:
        if headers.get("if-none-match") == f'"{promise}"':
            return Answer(b"", 304)
        return Answer(f"<html><body>{body}</body></html>".encode(), 200, {"Content-Type": "text/html", "ETag": f'"{promise}"'})

    it.site.pages["/page"] = answer


def change_rules(it: World, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]) -> None:
    if "version" in change:
        old = KINDS[SourceKind.PAGE]

        def read(source: Source, answer: Got) -> Document:
            document = old.read(source, answer)
            return replace(document, blocks=tuple(b for b in document.blocks if b.text != PROMISE))

        monkeypatch.setitem(KINDS, SourceKind.PAGE, replace(old, read=read, **change))
    else:
        it.sources[0] = replace(it.sources[0], **change)


CHANGES: list[dict[str, Any]] = [{"select": ".aside"}, {"ignore": ("main p:first-child",)}, {"version": "of tomorrow"}]


@pytest.mark.parametrize("change", CHANGES, ids=["select", "ignore", "extractor"])
def test_a_change_of_our_own_rules_is_a_silent_baseline(it: World, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]) -> None:
    show(it, PROMISE, "Nothing here.")
    it.watch("/page", SourceKind.PAGE)
    it.look()
    assert any(s.document.text.startswith(PROMISE) for s in it.archive.latest("page").values())
    change_rules(it, monkeypatch, change)
    done = it.look()
    assert (kinds(done), done.unchanged, done.unseen) == ([], 1, 0)
    assert not any(PROMISE in s.document.text for s in it.archive.latest("page").values())
    assert kinds(it.look()) == []


@pytest.mark.parametrize("change", [{"select": "main"}, {"ignore": (".aside",)}, {"version": "of tomorrow"}],
                         ids=["select", "ignore", "extractor"])  # fmt: skip
def test_what_the_page_changes_afterwards_is_told(it: World, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]) -> None:
    show(it, PROMISE, "Nothing here.")
    it.watch("/page", SourceKind.PAGE)
    it.look()
    change_rules(it, monkeypatch, change)
    it.look()
    show(it, LATER, "Nothing here.")
    assert kinds(it.look()) == ["page-updated"]


def test_without_a_change_of_rules_the_same_loss_is_told(it: World) -> None:
    show(it, PROMISE, "Nothing here.")
    it.watch("/page", SourceKind.PAGE)
    it.look()
    show(it, "Nothing is promised.", "Nothing here.")
    assert kinds(it.look()) == ["page-updated"]
