"""Manners and defences of the client, against a real server on loopback."""

from __future__ import annotations

import contextlib
import gzip
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_connection, create_server

import pytest

from tests.web_server import Answer, Web, web
from watcher.fetch import Fetcher, FetchError, Politeness, RateLimited, retry_time
from watcher.fetch.guard import is_global
from watcher.model import UnseenReason, Validators

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KIT = Path(__file__).resolve().parents[3] / "shared" / "kit" / "bad_http.py"


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as made:
        yield made


def fetcher(site: Web, **changes: object) -> Fetcher:
    given: dict[str, object] = {
        "pause": 0.0,
        "attempts": 1,
        "allow_private": (site.address,),
        "total_timeout": 3.0,
        "read_timeout": 1.0,
    }
    return Fetcher(Politeness(**{**given, **changes}), clock=lambda: NOW, wait=lambda s: None)  # type: ignore[arg-type]


def test_it_says_who_it_is_and_sends_back_only_the_server_s_own_validators(site: Web) -> None:
    site.pages["/"] = lambda asked: Answer(b"", 304) if asked.get("if-none-match") else Answer(b"x", 200, {"ETag": 'W/"1"'})
    with fetcher(site, contact="me@example.org") as client:
        first = client.get(site.url("/"))
        assert client.get(site.url("/"), validators=first.validators).not_modified
    _, asked = site.asked[-1]
    assert (asked["user-agent"], asked["if-none-match"]) == ("Planwatch/0.1 (me@example.org)", 'W/"1"')
    assert "if-modified-since" not in asked
    assert "cookie" not in asked


def test_robots_txt_is_obeyed_and_its_absence_allows(site: Web) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private*\n")
    site.html("/open", "<p>fine</p>")
    with fetcher(site) as client:
        assert client.get(site.url("/open")).status == 200
        with pytest.raises(FetchError) as refused:
            client.get(site.url("/private/page"))
    assert refused.value.reason == UnseenReason.REFUSED_BY_ROBOTS
    assert "/private/page" not in [path for path, _ in site.asked]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest", "http://10.0.0.1/", "file:///etc/passwd", "gopher://x/"],
)  # fmt: skip
def test_a_redirect_never_leads_inside(site: Web, target: str) -> None:
    site.pages["/"] = Answer(b"", 302, {"Location": target.format(port=str(site.port)[:4])})
    with fetcher(site) as client, pytest.raises(FetchError) as refused:
        client.get(site.url("/"))
    assert refused.value.reason in (UnseenReason.FORBIDDEN_ADDRESS, UnseenReason.BAD_RESPONSE, UnseenReason.UNREACHABLE)


@pytest.mark.parametrize(
    ("first", "second", "for_good"), [(301, 308, True), (308, 301, True), (301, 302, False), (303, 301, False), (307, 308, False)]
)
def test_the_address_to_ask_from_now_on_is_told_where_every_redirect_is_for_good(
    site: Web, first: int, second: int, for_good: bool
) -> None:
    site.pages["/old"] = Answer(b"", first, {"Location": "/older"})
    site.pages["/older"] = Answer(b"", second, {"Location": "/new#part"})
    site.html("/new", "<p>here</p>")
    with fetcher(site) as client:
        answer = client.get(site.url("/old"))
        assert client.get(site.url("/new")).moved_to == ""
    assert (answer.url, answer.redirected) == (site.url("/new"), True)
    assert answer.moved_to == (site.url("/new") if for_good else "")


def test_an_address_that_answers_itself_is_no_move_also_where_it_is_unchanged(site: Web) -> None:
    site.pages["/"] = lambda asked: Answer(b"", 304) if asked.get("if-none-match") else Answer(b"x", 200, {"ETag": '"1"'})
    with fetcher(site) as client:
        again = client.get(site.url("/"), validators=Validators('"1"'))
    assert (again.not_modified, again.moved_to, again.redirected) == (True, "", False)


def test_a_file_may_be_larger_than_a_page_up_to_a_limit_of_its_own(site: Web) -> None:
    site.pages["/file"] = Answer(b"x" * 3000)
    with fetcher(site, max_bytes=1000, max_file_bytes=5000) as client:
        assert len(client.get(site.url("/file"), most=4000).body) == 3000
        for most in (None, 2000):
            with pytest.raises(FetchError) as refused:
                client.get(site.url("/file"), most=most)
            assert refused.value.reason == UnseenReason.TOO_LARGE
    with fetcher(site, max_file_bytes=1000) as client, pytest.raises(FetchError):
        client.get(site.url("/file"), most=4000)


def test_redirects_are_followed_five_times_and_no_more(site: Web) -> None:
    for n in range(7):
        site.pages[f"/{n}"] = Answer(b"", 301, {"Location": f"/{n + 1}"})
    site.html("/7", "<p>end</p>")
    with fetcher(site) as client:
        assert client.get(site.url("/2")).url.endswith("/7")
        with pytest.raises(FetchError):
            client.get(site.url("/1"))


def test_a_bomb_is_refused_before_it_inflates(site: Web) -> None:
    site.pages["/"] = Answer(gzip.compress(b"0" * 50_000_000), 200, {"Content-Encoding": "gzip"})
    with fetcher(site, max_bytes=1_000_000) as client, pytest.raises(FetchError) as refused:
        client.get(site.url("/"))
    assert refused.value.reason == UnseenReason.TOO_LARGE


def test_a_cut_gzip_stream_is_no_answer(site: Web) -> None:
    whole = gzip.compress(b"promise " * 5000)
    site.pages["/"] = Answer(whole[: len(whole) // 2], 200, {"Content-Encoding": "gzip"})
    with fetcher(site) as client, pytest.raises(FetchError) as refused:
        client.get(site.url("/"))
    assert refused.value.reason == UnseenReason.BAD_RESPONSE


def test_a_long_retry_after_is_remembered_and_a_short_one_waited_for(site: Web) -> None:
    site.pages["/"] = Answer(b"busy", 429, {"Retry-After": "7200"})
    with fetcher(site, attempts=3) as client, pytest.raises(RateLimited) as told:
        client.get(site.url("/"))
    assert told.value.retry_at == NOW + timedelta(hours=2)
    answers = iter([Answer(b"", 503, {"Retry-After": "1"}), Answer(b"fine")])
    site.pages["/b"] = lambda asked: next(answers)
    with fetcher(site, attempts=3) as client:
        assert client.get(site.url("/b")).body == b"fine"


def test_a_stale_mirror_is_no_observation(site: Web) -> None:
    site.pages["/"] = Answer(b"old", 200, {"Fastly-Backend-Name": "mirrorS3"})
    with fetcher(site) as client, pytest.raises(FetchError) as refused:
        client.get(site.url("/"))
    assert refused.value.reason == UnseenReason.STALE_MIRROR


@pytest.mark.parametrize("status", [204, 206, 400, 403, 500, 999])
def test_other_statuses_are_failures_that_name_themselves(site: Web, status: int) -> None:
    site.pages["/"] = Answer(b"", status)
    with fetcher(site) as client, pytest.raises(FetchError, match=str(status)):
        client.get(site.url("/"))


def test_two_requests_to_a_host_are_a_pause_apart(site: Web) -> None:
    site.html("/", "<p>x</p>")
    waits: list[float] = []
    polite = Politeness(pause=2.0, attempts=1, allow_private=(site.address,))
    with Fetcher(polite, clock=lambda: NOW, monotonic=lambda: 100.0, wait=waits.append) as client:
        client.get(site.url("/"))
    assert waits == [2.0]  # after robots.txt


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("0", 0), ("Thu, 01 Jan 2026 00:01:00 GMT", 60), ("Thu, 01 Jan 2015 00:01:00 GMT", 0),
     ("9999999999999", 86400), ("soon", None), ("-5", None), ("", None)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_date_and_capped(value: str, seconds: int | None) -> None:
    at = retry_time(value, NOW)
    assert (at - NOW).total_seconds() == seconds if at else seconds is None


@pytest.mark.parametrize(
    "address", ["::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "100.64.0.1", "224.0.0.1", "fe80::1", "0.0.0.0",
                "::10.0.0.1", "::127.0.0.1", "64:ff9b:1::a00:1", "fec0::1", "fc00::1", "ff02::1", "::1", "::", "fe80::1%lo"]
)  # fmt: skip
def test_inside_addresses_are_known_in_every_dress(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::6810:84e5", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"])
def test_outside_addresses_may_be_asked(address: str) -> None:
    assert is_global(address)


@contextlib.contextmanager
def server_that_never_comes_to_the_body(first: bytes, again: bytes) -> Iterator[int]:
    """Answers with ``first`` and then with ``again``, ever anew, so that no single read is late; gives its port."""
    ended = threading.Event()

    class Drip(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if b"robots.txt" in self.request.recv(65536):
                self.request.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with contextlib.suppress(OSError):
                self.request.sendall(first)
                while not ended.wait(0.05):
                    self.request.sendall(again)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drip) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            ended.set()
            server.shutdown()


@pytest.mark.parametrize(
    ("first", "again"),
    [(b"HTTP/1.1 200 OK\r\n", b"X"), (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")],
    ids=["headers, letter by letter", "early hints without end"],
)
def test_the_whole_time_holds_for_what_comes_before_the_body_too(first: bytes, again: bytes) -> None:
    with server_that_never_comes_to_the_body(first, again) as port:
        polite = Politeness(pause=0.0, attempts=1, allow_private=(f"127.0.0.1:{port}",), total_timeout=0.6, read_timeout=0.5)
        begun = time.monotonic()
        with Fetcher(polite, clock=lambda: NOW) as client:
            for ask in (client.get, lambda url: client.part(url, seconds=0.4, most=1000)):
                with pytest.raises(FetchError) as late:
                    ask(f"http://127.0.0.1:{port}/")
                assert late.value.reason == UnseenReason.TIMEOUT
        assert time.monotonic() - begun < 3


BAD = ["slow-body", "stall", "endless-body", "gzip-bomb", "gzip-truncated", "gzip-corrupt", "unknown-encoding", "truncated",
       "reset", "http09", "redirect-loop", "redirect-none", "redirect-ssrf?form=loopback", "status/500", "two-lengths",
       "endless-headers", "chunked-bad", "length-and-chunked"]  # fmt: skip


@pytest.mark.skipif(not KIT.is_file(), reason="the fault kit (../shared/kit) is not on this machine")
def test_the_fault_kit_s_servers_are_all_survived_in_bounded_time(tmp_path: Path) -> None:
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(KIT), "--port", str(port), "--quiet"], cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        _until_it_answers(port)
        polite = Politeness(pause=0.0, attempts=1, allow_private=(f"127.0.0.1:{port}",), total_timeout=2.0, read_timeout=1.0,
                            max_bytes=2 * 2**20)  # fmt: skip
        with Fetcher(polite, clock=lambda: NOW, wait=lambda s: None) as client:
            for path in BAD:
                begun = time.monotonic()
                with contextlib.suppress(FetchError):
                    answer = client.get(f"http://127.0.0.1:{port}/{path}", validators=Validators())
                    assert answer.status in (404, 410), path
                assert time.monotonic() - begun < 6, path
    finally:
        server.kill()
        server.wait()


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            continue
        return
    raise AssertionError("the fault kit's server did not start")
