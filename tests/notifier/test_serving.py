"""The published folder over HTTP: types, caching, conditional requests, compression, and what is never served."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from notifier.publish import MEMORY, files_of, publish
from notifier.serving import LARGE, published_folder
from tests.notifier.office import office
from tests.notifier.public import board, event

HUB = "https://hub.example.org/"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    put(tmp_path)
    app = Starlette(routes=[Mount("/", published_folder(tmp_path / "public", "https://planwatch.example.org", HUB))])
    with TestClient(app, headers={"Accept-Encoding": "identity"}) as made:
        yield made


def put(folder: Path, *numbers: int) -> None:
    publish(files_of(board(*(event(n) for n in numbers))), folder / "public", folder / MEMORY)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html; charset=utf-8"), ("/feeds/all.atom", "application/atom+xml; charset=utf-8"),
     ("/feeds/all.rss", "application/rss+xml; charset=utf-8"), ("/feeds/all.json", "application/feed+json; charset=utf-8"),
     ("/data/plans.json", "application/json; charset=utf-8"),
     ("/calendar/all.ics", "text/calendar; charset=utf-8"), ("/data/events.jsonl", "application/jsonl; charset=utf-8"),
     ("/data/events.csv", "text/csv; charset=utf-8; header=present"), ("/badges/npq.svg", "image/svg+xml; charset=utf-8"),
     ("/static/planwatch.js", "text/javascript; charset=utf-8")],
)  # fmt: skip
def test_each_file_has_its_type_and_says_how_long_it_is_good(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"].startswith("public, max-age=")


def test_an_unchanged_feed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/feeds/all.atom")
    for headers in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]},
                    {"If-None-Match": '"other", ' + first.headers["etag"].removeprefix("W/")}):  # fmt: skip
        again = client.get("/feeds/all.atom", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    stale = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["last-modified"]}
    assert client.get("/feeds/all.atom", headers=stale).status_code == 200


def test_the_etag_is_that_of_the_content_and_outlives_a_rebuild(tmp_path: Path, client: TestClient) -> None:
    first = client.get("/feeds/all.rss").headers["etag"]
    put(tmp_path, 1, 2)
    assert client.get("/feeds/all.rss").headers["etag"] != first
    for path in (tmp_path / "public" / "feeds").rglob("*.rss"):
        path.unlink()
    put(tmp_path)
    assert client.get("/feeds/all.rss").headers["etag"] == first


def test_what_is_long_comes_compressed_to_whoever_can_read_it(client: TestClient) -> None:
    plain = client.get("/")
    with client.stream("GET", "/", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2
    assert answer.headers["etag"] == plain.headers["etag"]
    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_browser_gets_a_feed_as_xml_that_it_can_show(client: TestClient) -> None:
    shown = client.get("/feeds/all.rss", headers={"Accept": "text/html,application/xhtml+xml"})
    assert shown.headers["content-type"] == "application/xml; charset=utf-8"
    assert shown.content == client.get("/feeds/all.rss").content
    assert "Accept" in [name.strip() for name in shown.headers["vary"].split(",")]


def test_feeds_name_their_hub_and_data_can_be_read_by_pages_of_others(client: TestClient) -> None:
    own = "https://planwatch.example.org/feeds/all.atom"
    assert client.get("/feeds/all.atom").headers["link"] == f'<{HUB}>; rel="hub", <{own}>; rel="self"'
    for path in ("/feeds/all.atom", "/data/commitments.json", "/badges/npq.svg", "/pictures/timeline.svg", "/calendar/all.ics"):
        assert client.get(path).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/").headers


def test_an_older_part_of_a_feed_names_no_hub(tmp_path: Path, client: TestClient) -> None:
    put(tmp_path, *range(1, 102))
    assert client.get("/feeds/all/1.atom").status_code == 200
    assert "link" not in client.get("/feeds/all/1.atom").headers


def test_a_large_file_is_served_in_pieces(tmp_path: Path, client: TestClient) -> None:
    (tmp_path / "public" / "data" / "watcher.db").write_bytes(b"0123456789" * (LARGE // 10 + 1))
    part = client.get("/data/watcher.db", headers={"Range": "bytes=10-14"})
    assert (part.status_code, part.content) == (206, b"01234")
    whole = client.get("/data/watcher.db")
    assert whole.headers["content-type"] == "application/vnd.sqlite3"
    assert whole.headers["etag"].startswith("W/")
    assert client.get("/data/watcher.db", headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_half_written_files_and_whatever_lies_outside_are_not_there(tmp_path: Path, client: TestClient) -> None:
    (tmp_path / "public" / ".index.html.new").write_text("half")
    (tmp_path / "secret").write_text("secret")
    for path in ("/.index.html.new", "/%2e%2e/secret", "/..%2fsecret", "/404.html", "/nowhere", "/feeds", "/feeds/", "/index.html/",
                 "/feeds/all.atom/"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "nothing at this address" in answer.text
    assert client.post("/index.html").status_code == 405


def test_a_head_request_says_the_same_without_the_content(client: TestClient) -> None:
    head, full = client.head("/feeds/all.atom"), client.get("/feeds/all.atom")
    assert head.content == b""
    assert head.headers["content-length"] == str(len(full.content))
    assert head.headers["etag"] == full.headers["etag"]


def test_every_page_comes_with_strict_headers(tmp_path: Path) -> None:
    put(tmp_path)
    with office(tmp_path) as o:
        policy = o.client().get("/").headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';")
        assert 'href="/static/planwatch.css?v=' in o.client().get("/deep/in/nowhere").text
