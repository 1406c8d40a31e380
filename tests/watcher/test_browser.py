"""Pages that are empty without JavaScript: rendered in a real browser, over loopback, by way of the polite client."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web_server import Answer, Web, web
from tests.world import World, world
from watcher.errors import FetchError
from watcher.fetch import Fetcher, Politeness, browser, warden
from watcher.model import Response, SourceKind, UnseenReason

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
BROWSER = pytest.mark.skipif(
    importlib.util.find_spec("playwright") is None or CHROMIUM is None, reason="Playwright or a system Chromium is not installed"
)
PROMISE = "The national EHCP template will be published by the end of 2025."
EMPTY = '<!DOCTYPE html><html><head><title>App</title></head><body><div id="root"></div>{}</body></html>'
NOSCRIPT = "<noscript>You need to enable JavaScript to run this app.</noscript>"


def made_by(script: str) -> str:
    return EMPTY.format(f"{NOSCRIPT}<script>{script}</script>")


WRITES = f"document.getElementById('root').innerHTML = '<main><h1>Dashboard</h1><p>{PROMISE}</p></main>'"


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as made:
        yield made


@pytest.fixture
def client(site: Web) -> Iterator[Fetcher]:
    polite = Politeness(pause=0.0, attempts=1, allow_private=(site.address,), contact="https://planwatch.example")
    with Fetcher(polite, clock=lambda: datetime(2024, 1, 8, tzinfo=UTC)) as made:
        yield made


def asked(site: Web) -> list[str]:
    return [path for path, _ in site.asked if path != "/robots.txt"]


def looked(it: World, **changes: str) -> str:
    """What one look at the page says: its text, or why there is none."""
    source = it.watch("/app", SourceKind.PAGE, **changes)
    done = it.look()
    return done.reasons.get(source.id) or next(iter(it.archive.latest(source.id).values())).document.text


@BROWSER
def test_a_page_that_is_empty_without_javascript_is_read_once_it_is_rendered(tmp_path: Path) -> None:
    with world(tmp_path) as it:
        it.site.html("/app", made_by(WRITES))
        assert looked(it, renderer="chromium") == f"Dashboard\n{PROMISE}"


def test_the_same_page_without_a_renderer_is_empty_and_says_what_to_do(tmp_path: Path) -> None:
    with world(tmp_path) as it:
        it.site.html("/app", made_by(WRITES))
        assert 'renderer = "chromium"' in looked(it)


def test_a_page_that_only_asks_for_javascript_is_empty_too(tmp_path: Path) -> None:
    with world(tmp_path) as it:
        it.site.html("/app", EMPTY.format("<p>Please enable JavaScript to view this dashboard.</p>"))
        assert 'renderer = "chromium"' in looked(it)


@BROWSER
def test_a_page_in_another_charset_is_kept_as_utf_8(site: Web, client: Fetcher) -> None:
    body = made_by("root.textContent = 'caf\u00e9'").replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252")
    site.pages["/app"] = Answer(body, 200, {"Content-Type": "text/html"})
    answer = client.render(site.url("/app"))
    assert ("café".encode() in answer.body, b"charset" in answer.body) == (True, False)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@BROWSER
def test_what_a_script_loads_is_asked_for_by_the_polite_client(site: Web, client: Fetcher) -> None:
    site.html("/app", made_by("fetch('/data').then(r => r.json()).then(d => { document.title = d.t; root.textContent = d.t })"))
    site.json("/data", '{"t": "From data"}')
    body = client.render(site.url("/app")).body.decode()
    assert "From data" in body
    assert asked(site) == ["/app", "/data"]
    assert {headers["user-agent"] for _, headers in site.asked} == {"Planwatch/0.1 (https://planwatch.example)"}
    assert client.requests == len(site.asked)


@BROWSER
def test_scripts_reach_nothing_inside(site: Web, client: Fetcher) -> None:
    with web() as other:
        other.json("/secret", '"secret"')
        site.html("/app", made_by(
            f"for (const u of ['{other.url('/secret')}', 'http://169.254.169.254/latest', 'http://localhost:{other.port}/secret'])"
            " fetch(u, {mode: 'no-cors'}).then(() => root.append('reached '), () => root.append('refused '));"
            f"new WebSocket('ws://{other.address}/socket').onerror = () => root.append('no socket ');"
            f"document.head.insertAdjacentHTML('beforeend', '<link rel=\"preconnect\" href=\"{other.url('/')}\">');"
            f"document.body.insertAdjacentHTML('beforeend', '<iframe src=\"{other.url('/secret')}\"></iframe>');"
        ))  # fmt: skip
        body = client.render(site.url("/app")).body.decode()
        assert (body.count("refused "), "reached" in body, other.asked) == (3, False, [])


@BROWSER
def test_robots_txt_holds_for_scripts(site: Web, client: Fetcher) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private\n", 200, {"Content-Type": "text/plain"})
    site.html("/app", made_by("fetch('/private/x').then(() => root.append('read'), () => root.append('refused'))"))
    site.json("/private/x", "1")
    assert b"refused" in client.render(site.url("/app")).body
    assert asked(site) == ["/app"]


@BROWSER
def test_only_documents_scripts_styles_and_data_are_asked_for(site: Web, client: Fetcher) -> None:
    site.html("/app", EMPTY.format(
        '<img src="/i.png"><video src="/v.mp4"></video><link rel="stylesheet" href="/s.css"><script src="/s.js"></script>'
        "<script>fetch('/post', {method: 'POST', body: 'x'}).catch(() => 0); navigator.sendBeacon('/beacon');"
        "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js').catch(() => 0); window.open('/popup')</script>"
    ))  # fmt: skip
    for path, kind in (("/s.css", "text/css"), ("/s.js", "text/javascript")):
        site.pages[path] = Answer(b"", 200, {"Content-Type": kind})
    client.render(site.url("/app"))
    assert {"/i.png", "/v.mp4", "/post", "/beacon", "/worker.js"}.isdisjoint(asked(site))
    assert {"/s.css", "/s.js"} <= set(asked(site))


@BROWSER
def test_no_cookie_is_kept_from_one_page_to_the_next(site: Web, client: Fetcher) -> None:
    site.html("/app", made_by("root.textContent = 'had: ' + document.cookie; document.cookie = 'seen=1'"), **{"Set-Cookie": "a=b"})
    for _ in range(2):
        assert b"had: <" in client.render(site.url("/app")).body
    assert not any("cookie" in headers for _, headers in site.asked)


@BROWSER
def test_a_page_asks_for_so_much_and_no_more(site: Web, client: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "MOST_REQUESTS", 5)
    site.html("/app", made_by("for (let i = 0; i < 50; i++) fetch('/data?' + i); root.textContent = 'text'"))
    assert b"text" in client.render(site.url("/app")).body
    assert len(asked(site)) == 6


@BROWSER
@pytest.mark.parametrize("script", ["setInterval(() => fetch('/data'), 20); root.append('text')", "while (true) {}"])
def test_an_endless_page_ends_in_time(site: Web, client: Fetcher, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(browser, "SECONDS", 4.0)
    monkeypatch.setattr(browser, "QUIET", 1.0)
    site.html("/app", made_by(script))
    site.json("/data", "1")
    began = time.monotonic()
    if script.startswith("while"):
        with pytest.raises(FetchError, match="was not ready within 4 seconds"):
            client.render(site.url("/app"))
    else:
        assert b"text" in client.render(site.url("/app")).body
    assert time.monotonic() - began < 15


@BROWSER
def test_a_page_whose_script_never_arrives_ends_in_time_and_leaves_the_client_as_it_was(
    site: Web, client: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "SECONDS", 4.0)
    site.html("/app", EMPTY.format("<script src='/never.js'></script>"))
    site.html("/next", "<p>next</p>")
    ended = threading.Event()

    def never(self: Fetcher, url: str, **limits: object) -> Response:
        ended.wait(60)
        raise FetchError(UnseenReason.TIMEOUT, "never")

    monkeypatch.setattr(Fetcher, "part", never)
    began = time.monotonic()
    with pytest.raises(FetchError, match="was not ready within 4 seconds"):
        client.render(site.url("/app"))
    assert time.monotonic() - began < 4 + browser.CLOSING + 1
    assert client.get(site.url("/next")).status == 200
    ended.set()


@BROWSER
@pytest.mark.parametrize("led", ["location = 'http://127.0.0.1:9/nav'", "location = '/gone'", "location = 'about:blank'",
                                 "setTimeout(() => location.reload(), 1)"])  # fmt: skip
def test_a_page_that_leads_elsewhere_is_a_failure_and_not_the_browser_s_own_words(
    site: Web, client: Fetcher, monkeypatch: pytest.MonkeyPatch, led: str
) -> None:
    monkeypatch.setattr(browser, "MOST_REQUESTS", 5)
    site.html("/app", made_by(f"root.append('text'); {led}"))
    with pytest.raises(FetchError, match="leads the browser to"):
        client.render(site.url("/app"))


@BROWSER
def test_a_page_that_leads_to_another_of_its_site_is_read_there(site: Web, client: Fetcher) -> None:
    site.html("/app", made_by("location = '/inner'"))
    site.html("/inner", made_by("root.append('inner text')"))
    assert b"inner text" in client.render(site.url("/app")).body


@BROWSER
def test_a_script_sends_no_datagram_past_the_client(site: Web, client: Fetcher) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside:
        outside.bind(("127.0.0.1", 0))
        outside.setblocking(False)
        site.html("/app", made_by(
            f"let p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{outside.getsockname()[1]}'}}]}});"
            "p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o))"
        ))  # fmt: skip
        client.render(site.url("/app"))
        with pytest.raises(BlockingIOError):
            outside.recv(100)


@BROWSER
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
def test_a_browser_that_takes_too_much_memory_is_killed(site: Web, client: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warden, "MOST_MEMORY", 700 << 20)
    site.html(
        "/app", made_by("let a = []; for (let i = 0; i < 4000; i++) a.push(new Uint8Array(1 << 20).fill(i)); root.append('x')")
    )
    site.html("/small", made_by("root.append('small')"))
    with pytest.raises(FetchError, match="made the browser take more than"):
        client.render(site.url("/app"))
    assert b"small" in client.render(site.url("/small")).body


@BROWSER
def test_errors_of_scripts_and_pages_that_are_gone_are_what_they_are(site: Web, client: Fetcher) -> None:
    site.html("/app", made_by(f"{WRITES}; throw new Error('x'); nothing()"))
    assert PROMISE.encode() in client.render(site.url("/app")).body
    assert client.render(site.url("/gone")).status == 404
    site.json("/data", "{}")
    assert client.render(site.url("/data")).body == b"{}"


def test_without_a_browser_the_source_says_what_to_install_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with world(tmp_path) as it:
        it.site.html("/app", made_by(WRITES))
        it.site.html("/plain", f"<html><body><main><h1>Plain</h1><p>{PROMISE}</p></main></body></html>")
        it.watch("/app", SourceKind.PAGE, renderer="chromium")
        it.watch("/plain", SourceKind.PAGE)
        done = it.look()
        assert "install the extra `browser`" in done.reasons["app"]
        assert list(done.reasons) == ["app"]
        assert it.archive.latest("plain")


@pytest.mark.skipif(importlib.util.find_spec("playwright") is None, reason="Playwright is not installed")
def test_a_browser_that_does_not_start_is_told_by_its_name(site: Web, client: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANWATCH_CHROMIUM", "/nowhere/chromium")
    site.html("/app", made_by(WRITES))
    with pytest.raises(FetchError, match="/nowhere/chromium does not start"):
        client.render(site.url("/app"))


def test_the_environment_s_browser_comes_before_playwright_s_and_the_system_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    assert browser.chosen("/named", str(own)) == "/named"
    own.write_text("")
    assert browser.chosen("", str(own)) == str(own)
    own.unlink()
    system = tmp_path / "chromium"
    system.write_text("")
    system.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.chosen("", str(own)) == str(system)
    system.unlink()
    assert browser.chosen("", str(own)) == ""


def test_a_rendered_page_is_never_asked_for_conditionally(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own answer may stand still while what it loads does not."""
    with world(tmp_path) as it:
        it.site.html("/app", f"<html><body><main><h1>T</h1><p>{PROMISE}</p></main></body></html>", ETag='"1"')
        monkeypatch.setattr(Fetcher, "render", lambda self, url: self.get(url))
        it.watch("/app", SourceKind.PAGE, renderer="chromium")
        it.look()
        it.look()
        assert not any("if-none-match" in headers for _, headers in it.site.asked)
