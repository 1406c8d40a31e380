"""Looking at an address that may become a source, where no test can go: names and encryption."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import LONG, START
from watcher.errors import FetchError, SourceRefused
from watcher.extract import extract
from watcher.model import Response, UnseenReason, Validators
from watcher.prospect import Scout, Wanted

PAGE = f"<html><body><main><h1>Guide</h1><p>{LONG}</p></main></body></html>".encode()


class Net:
    """Answers at some addresses; nobody answers at the others. ``asked``: in order."""

    def __init__(self, *there: str) -> None:
        self.there = there
        self.asked: list[str] = []

    def get(self, url: str, **how: Any) -> Response:
        self.asked.append(url)
        if url not in self.there:
            raise FetchError(UnseenReason.UNREACHABLE, "No connection.")
        return Response(url, 200, {"content-type": "text/html"}, PAGE, Validators(), START)

    def render(self, url: str) -> Response:
        return self.get(url)


def scout(net: Net) -> Scout:
    return Scout((), net, extract, START)


def test_a_site_without_encryption_is_watched_as_it_is_only_where_that_was_typed() -> None:
    net = Net("http://old.example/guide")
    found = scout(net).suggestions("http://old.example/guide")
    assert found[0].url == "http://old.example/guide"
    assert net.asked == ["https://old.example/guide", "http://old.example/guide"]
    with pytest.raises(SourceRefused, match="cannot be watched as it is"):
        scout(Net("http://old.example/guide")).suggestions("https://old.example/guide")


def test_a_site_with_encryption_is_watched_with_it() -> None:
    assert scout(Net("https://new.example/guide")).suggestions("http://new.example/guide")[0].url == "https://new.example/guide"


def test_an_answer_by_which_a_page_was_recognised_is_not_asked_for_again() -> None:
    net = Net("https://new.example/guide")
    looking = scout(net)
    found = looking.prospect(looking.suggestions("https://new.example/guide"), Wanted())
    assert (found.source.id, found.looked.documents[0].title) == ("guide", "Guide")
    assert net.asked == ["https://new.example/guide"]
    looking.look(found.source, afresh=True)
    assert net.asked == ["https://new.example/guide"] * 2
