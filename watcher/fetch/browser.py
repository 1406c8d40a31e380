"""A page as a browser makes it, for those that are empty without JavaScript [I/O]. Needs the extra ``browser`` (Playwright).

The browser itself reaches nothing: each request of the page is answered through the polite client, so that guard, robots.txt
and limits hold for scripts too, and its own connections lead nowhere. Asked for are GET requests for documents, scripts, styles
and data only. Cookies, pictures, fonts, media, sockets, workers, downloads and further windows are refused; nothing is kept from
one page to the next. One page may ask for 60 things and 16 MiB, has 27 seconds to be ready and the browser 3 to end, and the
browser may take 1,500 MiB of memory (see ``watcher.fetch.warden``). What is kept is a document of the origin that was asked: a
page that leads elsewhere, or nowhere, is a failure.
"""

from __future__ import annotations

import asyncio
import copy
import os
import shutil
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

from watcher.errors import FetchError
from watcher.fetch.warden import MOST_MEMORY, Warden
from watcher.model import Response, UnseenReason, Validators

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, BrowserType, Page, Request, Route

SECONDS = 27.0
"""So long a page may take until it is ready ..."""
QUIET = 10.0
"""So long a page that has loaded is waited for until it asks for nothing more."""
CLOSING = 3.0
"""... and so long its browser until it has ended; what runs on is killed."""
MOST_REQUESTS = 60
MOST_BYTES = 16 * 2**20
LARGEST_PAGE = 8 * 2**20
PATH = "PLANWATCH_CHROMIUM"
_SYSTEM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_ASKED_FOR = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_KEPT_HEADERS = frozenset({"content-type", "access-control-allow-origin", "access-control-allow-credentials"})
_ARGUMENTS = (
    "--proxy-server=http://127.0.0.1:9",  # what is not answered here goes to a port where nobody listens
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--js-flags=--max-old-space-size=256",
    "--renderer-process-limit=1",
)
_HELP = (
    "This page is rendered in a browser, and there is none: install the extra `browser` (pip install 'planwatch[browser]') and a "
    f"browser (playwright install chromium, or a system package), or name one in {PATH}."
)
_WITHOUT_DATAGRAMS = "for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) delete globalThis[name]"
"""These speak past the proxy, and past what is answered here."""
_WITHOUT_SCRIPTS = """
    const gone = 'script, noscript, template, meta[charset], meta[http-equiv="content-type" i]'
    for (const element of document.querySelectorAll(gone)) element.remove()
"""
"""What is kept is UTF-8, whatever the page said that it was."""

T = TypeVar("T")


class Asks(Protocol):
    """The polite client, as far as it is needed here."""

    requests: int
    bytes: int

    def get(self, url: str) -> Response: ...

    def part(self, url: str, *, accept: str = ..., seconds: float, most: int) -> Response: ...


def rendered(client: Asks, url: str, user_agent: str) -> Response:
    """The answer with its body replaced by the document as it stands once scripts have run, without the scripts themselves.

    An answer that is no HTML page, or says that there is none, comes back as it is. It bears no validators: that of the answer
    says nothing about what scripts load. Raises FetchError: what ``get`` raises, no browser, or a page that is never ready.
    """
    answer = client.get(url)
    if answer.status != 200 or "html" not in answer.headers.get("content-type", "text/html"):
        return answer
    try:
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as NeverLoaded
    except ImportError as e:
        raise FetchError(UnseenReason.UNREADABLE, _HELP) from e
    asking = copy.copy(client)  # a thread that is still asking at the end leaves the client as it was
    warden = Warden(time.monotonic() + SECONDS + CLOSING / 2)
    try:
        with warden:
            made = asyncio.run(_Rendering(asking, answer, user_agent).run())
    except (TimeoutError, NeverLoaded) as e:
        raise _unready(warden) from e
    except Error as e:
        raise _failed(warden, str(e)) from e
    finally:
        client.requests, client.bytes = asking.requests, asking.bytes
    if warden.exceeded:
        raise _too_much()
    return made


def _unready(warden: Warden) -> FetchError:
    if warden.exceeded:
        return _too_much()
    return FetchError(UnseenReason.TIMEOUT, f"The page was not ready within {SECONDS:.0f} seconds in a browser.")


def _failed(warden: Warden, why: str) -> FetchError:
    if warden.exceeded:
        return _too_much()
    reason = why.strip().partition("\n")[0][:200]
    return FetchError(UnseenReason.BAD_RESPONSE, f"The browser could not render the page ({reason}).")


def _too_much() -> FetchError:
    return FetchError(UnseenReason.TOO_LARGE, f"The page made the browser take more than {MOST_MEMORY >> 20:,} MiB of memory.")


@dataclass(slots=True)
class _Spent:
    requests: int = 0
    bytes: int = 0


class _Rendering:
    """One page in one browser, which is started for it and ended after it."""

    def __init__(self, client: Asks, answer: Response, user_agent: str) -> None:
        self._client = client
        self._answer = answer
        self._user_agent = user_agent
        self._deadline = time.monotonic() + SECONDS
        self._spent = _Spent()
        self._one_at_a_time = asyncio.Lock()
        self._given = False
        self._lost = ""

    async def run(self) -> Response:
        from playwright.async_api import async_playwright

        async with async_playwright() as driver:
            browser = await self._in_time(_launched(driver.chromium))
            try:
                markup = await self._in_time(self._made(browser))
            finally:
                await _ended(browser)
        if len(markup) > LARGEST_PAGE:
            raise FetchError(UnseenReason.TOO_LARGE, "The page that the browser made is larger than the limit of 8 MiB.")
        headers = {**self._answer.headers, "content-type": "text/html; charset=utf-8"}
        a = self._answer
        return Response(a.url, 200, headers, markup, Validators(), a.at, a.redirected, a.received, a.moved_to)

    async def _in_time(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wait_for(work, max(0.0, self._left()))

    def _left(self) -> float:
        return self._deadline - time.monotonic()

    async def _made(self, browser: Browser) -> bytes:
        context = await browser.new_context(
            user_agent=self._user_agent,
            locale="en-GB",
            timezone_id="Europe/London",
            service_workers="block",
            accept_downloads=False,
        )
        await context.add_init_script(_WITHOUT_DATAGRAMS)
        page = await context.new_page()
        await self._fence(context, page)
        await page.goto(self._answer.url, wait_until="load", timeout=self._left() * 1000)
        await self._settled(page)
        await page.evaluate(_WITHOUT_SCRIPTS)
        markup = (await page.content()).encode("utf-8", "replace")
        lost = self._lost or ("" if _origin(page.url) == _origin(self._answer.url) else page.url)
        if lost:
            detail = f"The page leads the browser to {lost[:200]!r}, which is elsewhere, is not there or was refused."
            raise FetchError(UnseenReason.BAD_RESPONSE, detail)
        return markup

    async def _fence(self, context: BrowserContext, page: Page) -> None:
        """What the page may ask for, and that it stays alone."""

        async def closed(other: Page) -> None:
            if other is not page:
                await other.close()

        context.on("page", closed)
        await context.route("**/*", lambda route: self._answered(page, route))
        await context.route_web_socket("**/*", lambda socket: socket.close())

    async def _settled(self, page: Page) -> None:
        """A page that never comes to rest is taken as it is."""
        from playwright.async_api import TimeoutError as NeverQuiet

        try:
            await page.wait_for_load_state("networkidle", timeout=min(QUIET, self._left()) * 1000)
        except NeverQuiet:
            return

    async def _answered(self, page: Page, route: Route) -> None:
        from playwright.async_api import Error

        request = route.request
        try:
            if request.method != "GET" or request.resource_type not in _ASKED_FOR:
                self._note(page, request, None)
                return await route.abort("blockedbyclient")
            answer = await self._asked(request.url, request.headers.get("accept", "*/*"))
            self._note(page, request, answer)
            if answer is None:
                return await route.abort("failed")
            headers = {k: v for k, v in answer.headers.items() if k in _KEPT_HEADERS}
            await route.fulfill(status=answer.status, headers=headers, body=answer.body)
        except Error:  # the page was closed or went elsewhere meanwhile
            return

    def _note(self, page: Page, request: Request, answer: Response | None) -> None:
        """Remembers where the page was led in vain: what the browser shows then is a page of its own, or another's."""
        from playwright.async_api import Error

        try:
            led = request.is_navigation_request() and request.frame == page.main_frame
        except Error:  # a further window's, which has no frame yet
            return
        if led and (answer is None or answer.status != 200 or _origin(answer.url) != _origin(self._answer.url)):
            self._lost = request.url

    async def _asked(self, url: str, accept: str) -> Response | None:
        """The answer, or None where there is none or the page has had its share. Its own first answer is there already."""
        async with self._one_at_a_time:
            if url.partition("#")[0] == self._answer.url and not self._given:
                self._given = True
                return self._answer
            self._spent.requests += 1
            room = MOST_BYTES - self._spent.bytes
            if self._spent.requests > MOST_REQUESTS or room <= 0 or self._left() <= 0:
                return None
            answer = await _beside(lambda: self._part(url, accept, room))
            self._spent.bytes += len(answer.body) if answer else 0
            return answer

    def _part(self, url: str, accept: str, room: int) -> Response | None:
        try:
            return self._client.part(url, accept=accept, seconds=self._left(), most=room)
        except FetchError:
            return None


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()


async def _beside(work: Callable[[], T]) -> T:
    """What a function gives that blocks. Nobody waits for its thread once the page is done with, unlike asyncio.to_thread's."""
    loop, ready, given = asyncio.get_running_loop(), asyncio.Event(), list[T]()

    def run() -> None:
        try:
            given.append(work())
        finally:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(ready.set)

    threading.Thread(target=run, daemon=True).start()
    await ready.wait()
    return given[0]


async def _launched(chromium: BrowserType) -> Browser:
    """Raises FetchError where no browser can be started."""
    from playwright.async_api import Error

    path = chosen(os.environ.get(PATH, ""), chromium.executable_path)
    if not path:
        raise FetchError(UnseenReason.UNREADABLE, _HELP)
    try:
        return await chromium.launch(executable_path=path, args=list(_ARGUMENTS), chromium_sandbox=os.geteuid() != 0)
    except Error as e:
        reason = str(e).strip().splitlines()[0][:200]
        raise FetchError(UnseenReason.UNREADABLE, f"The browser {path} does not start ({reason}).") from e


def chosen(named: str, own: str) -> str:
    """The browser to use: the one that the environment names, else Playwright's own, else one of the system; "" for none."""
    if named:
        return named
    if own and Path(own).is_file():
        return own
    return next((found for name in _SYSTEM if (found := shutil.which(name))), "")


async def _ended(browser: Browser) -> None:
    """Where it does not end by itself, its driver ends it in going."""
    from playwright.async_api import Error

    try:
        await asyncio.wait_for(browser.close(), CLOSING)
    except (TimeoutError, Error):
        return
