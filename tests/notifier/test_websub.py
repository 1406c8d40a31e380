"""Telling a hub that feeds have changed: a real hub on loopback, in each of its moods."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from notifier.feeds import feeds
from notifier.websub import changed_feeds, ping
from tests.notifier.public import board, event
from watcher import PublishError

SITE = "https://planwatch.example.org"
FEEDS = [f"https://planwatch.example.org/feeds/all.{ending}" for ending in ("atom", "json", "rss")]


@dataclass
class Hub:
    """``told``: (path, form, headers) in order. ``mood``: the status for an address that it is told of."""

    url: str = ""
    mood: Callable[[str], int] = lambda feed: 204
    told: list[tuple[str, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)

    @property
    def feeds(self) -> list[str]:
        return [form["hub.url"][0] for _, form, _ in self.told]


@contextmanager
def hub() -> Iterator[Hub]:
    made = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            made.told.append((self.path, form, {k.lower(): v for k, v in self.headers.items()}))
            self.send_response(made.mood(form["hub.url"][0]))
            self.send_header("Location", f"{made.url}elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_hub_is_told_of_each_feed_in_a_form_that_all_hubs_understand() -> None:
    with hub() as there:
        ping(there.url, FEEDS)
        assert [form for _, form, _ in there.told] == [
            {"hub.mode": ["publish"], "hub.url": [feed], "hub.topic": [feed]} for feed in FEEDS
        ]
        assert {h["content-type"] for *_, h in there.told} == {"application/x-www-form-urlencoded"}
        assert all(h["user-agent"].startswith("Planwatch/") for *_, h in there.told)


def test_a_hub_that_redirects_is_not_followed_and_the_operator_is_told() -> None:
    with hub() as there:
        there.mood = lambda feed: 307
        with pytest.raises(PublishError, match=r"307 for https://planwatch.*PLANWATCH_HUB"):
            ping(there.url, FEEDS[:1])
        assert [path for path, *_ in there.told] == ["/"]


def test_a_feed_that_a_hub_refuses_does_not_keep_it_from_hearing_of_the_others() -> None:
    with hub() as there:
        there.mood = lambda feed: 400 if feed.endswith(".atom") else 202
        with pytest.raises(PublishError, match="did not take 1 of 3 feeds"):
            ping(there.url, FEEDS)
        assert there.feeds == FEEDS


def test_a_hub_that_is_not_there_is_asked_once_and_told_of_in_plain_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(PublishError, match=r"could not be told of new entries.*readers will ask for them as usual"):
            ping(nowhere, FEEDS)


def test_a_hub_that_never_answers_holds_nothing_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(PublishError, match="timed out"):
            ping(f"http://127.0.0.1:{silent.getsockname()[1]}/", FEEDS, seconds=0.2)
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):  # nobody came a second time
            silent.accept()


def test_an_address_that_is_none_is_an_error_of_ours_too() -> None:
    with pytest.raises(PublishError, match="could not be told"):
        ping("http://[::1", FEEDS)


def test_only_the_feeds_themselves_are_worth_telling() -> None:
    written = ["index.html", "events/1.html", "feeds/all/1.atom", "feeds/plans/plan/12.json", "feeds/plans/1.atom",
               "feeds/kinds/overdue.rss", "feeds/all.json", "feeds/commitments/npq.atom", "static/feed.css"]  # fmt: skip
    assert changed_feeds(SITE, written) == [
        f"https://planwatch.example.org/feeds/{name}"
        for name in ("all.json", "commitments/npq.atom", "kinds/overdue.rss", "plans/1.atom")
    ]


def test_every_feed_with_a_hub_in_it_and_no_other_is_told_of() -> None:
    many = board(*(event(n) for n in range(1, 121)), hub="https://hub.example.org/")
    made = {f.path: f.make() for f in feeds(many)}
    assert any("/1." in path for path in made)
    with_hub = [f"{many.site.public_url}/{path}" for path, content in made.items() if b"hub.example.org" in content]
    assert changed_feeds(many.site.public_url, made) == sorted(with_hub)
