"""The polite client [I/O]: the only room that speaks HTTP.

Identifies itself, asks conditionally with the server's own validators, keeps robots.txt (RFC 9309), one connection and
a pause a host, honours Retry-After (RFC 9110, 10.2.3), and gives up after a total time, whatever the server is sending then.
Retries are our own loop and not stamina's, because they share one deadline and one injected clock with the pauses.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from watcher.errors import FetchError
from watcher.extract.text import clean
from watcher.fetch.body import read_body
from watcher.fetch.deadline import Deadline
from watcher.fetch.guard import LONGEST_NAME, GuardedBackend
from watcher.model import Response, UnseenReason, Validators
from watcher.text import cut

__all__ = ["FetchError", "Fetcher", "Politeness", "RateLimited"]

LONGEST_WAIT = timedelta(hours=24)
PATIENCE = 60.0
"""A Retry-After up to so many seconds is waited for; a longer one is remembered for a later round."""
GOVUK_PAUSE = 0.2
"""GOV.UK asks for at most ten requests a second; we never send more than five."""
PART_PAUSE = 0.1
"""Between what one page asks for while a browser renders it, as any browser would; GOV.UK's pause stays."""
_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOST_HEADERS = 200


class RateLimited(FetchError):
    """The server asks us to come back at ``retry_at`` (UTC)."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(UnseenReason.RATE_LIMITED, message)


@dataclass(frozen=True, slots=True)
class Politeness:
    """How to behave. Times in seconds. ``allow_private``: exact "host:port" entries that may be inside.

    ``max_bytes``: of an answer where nothing else is asked for; ``max_file_bytes``: the most that may be asked for.
    """

    contact: str = ""
    name: str = "Planwatch/0.1"
    pause: float = 1.0
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    total_timeout: float = 60.0
    max_bytes: int = 8 * 2**20
    max_file_bytes: int = 40 * 2**20
    max_redirects: int = 5
    attempts: int = 3
    allow_private: tuple[str, ...] = ()

    @property
    def user_agent(self) -> str:
        return f"{self.name} ({self.contact})" if self.contact else self.name


class Fetcher:
    """Asks for addresses, one at a time. Counts ``requests`` and ``bytes`` received."""

    def __init__(
        self,
        politeness: Politeness,
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._polite = politeness
        self._clock = clock
        self._monotonic = monotonic
        self._wait = wait
        self._deadline = Deadline(monotonic)
        self._last: dict[str, float] = {}
        self._robots: dict[str, object] = {}
        self.requests = 0
        self.bytes = 0
        transport = httpx.HTTPTransport(http2=False, retries=0, trust_env=False)
        transport._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=8,
            max_keepalive_connections=8,
            keepalive_expiry=15.0,
            network_backend=GuardedBackend(politeness.allow_private, self._deadline),
        )
        self._client = httpx.Client(transport=transport, trust_env=False, follow_redirects=False)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def get(self, url: str, *, validators: Validators = Validators(), accept: str = "*/*", most: int | None = None) -> Response:
        """The answer: 200, 304, 404 or 410. Everything else is a FetchError with a reason and a plain sentence.

        ``most``: bytes that its body may have; None is the usual limit.
        """
        most = self._polite.max_bytes if most is None else min(most, self._polite.max_file_bytes)
        deadline = self._monotonic() + self._polite.total_timeout
        if not self._permitted(url, deadline):
            raise FetchError(UnseenReason.REFUSED_BY_ROBOTS, f"robots.txt of {_named(url)} asks us not to read this page.")
        for attempt in range(1, self._polite.attempts + 1):
            try:
                return self._follow(url, validators, accept, deadline, most)
            except FetchError as e:
                pause = self._before_retry(e, attempt)
                if pause is None or self._monotonic() + pause > deadline:
                    raise
                self._wait(pause)
        raise AssertionError("the last attempt returns or raises")

    def render(self, url: str) -> Response:
        """A page as a browser makes it of its answer: see ``watcher.fetch.browser``. Raises FetchError."""
        from watcher.fetch.browser import rendered

        return rendered(self, url, self._polite.user_agent)

    def part(self, url: str, *, accept: str = "*/*", seconds: float, most: int) -> Response:
        """What a page that is being rendered asks for: once, within so many seconds and bytes. All else holds as for ``get``."""
        usual = self._polite
        self._polite = replace(
            usual, pause=min(PART_PAUSE, usual.pause), attempts=1, total_timeout=seconds, max_bytes=min(most, usual.max_bytes)
        )
        try:
            return self.get(url, accept=accept)
        finally:
            self._polite = usual

    def _before_retry(self, error: FetchError, attempt: int) -> float | None:
        """Seconds to wait before another attempt, or None where there is to be none."""
        if attempt >= self._polite.attempts:
            return None
        if isinstance(error, RateLimited):
            seconds = (error.retry_at - self._clock()).total_seconds()
            return max(seconds, 0.0) if seconds <= PATIENCE else None
        passing = {UnseenReason.UNREACHABLE.value, UnseenReason.TIMEOUT.value}
        if error.reason in passing or getattr(error, "passing", False):
            return float(2 ** (attempt - 1)) * random.uniform(0.5, 1.5)
        return None

    # --- one chain of redirects ---

    def _follow(self, url: str, validators: Validators, accept: str, deadline: float, most: int) -> Response:
        first, seen, for_good = url, {url}, True
        for _ in range(self._polite.max_redirects + 1):
            answer = self._once(url, validators if url == first else Validators(), accept, deadline, most)
            if answer.status not in (301, 302, 303, 307, 308):
                found = self._judged(answer, conditional=url == first and validators != Validators())
                return replace(found, redirected=url != first, moved_to=url if for_good and url != first else "")
            for_good = for_good and answer.status in (301, 308)
            url = self._next(url, answer)
            if url in seen:
                break
            seen.add(url)
        raise FetchError(UnseenReason.BAD_RESPONSE, f"{_named(first)} redirects in a circle or too often.")

    def _next(self, url: str, answer: Response) -> str:
        try:
            target = urljoin(url, answer.headers.get("location", "").strip())
            parts = urlsplit(target)
            host = parts.hostname
        except ValueError as e:
            raise FetchError(UnseenReason.BAD_RESPONSE, "The page redirects to something that is no address.") from e
        if not answer.headers.get("location", "").strip() or parts.scheme not in ("http", "https") or not host:
            raise FetchError(UnseenReason.BAD_RESPONSE, "The page redirects to something that is no web address.")
        before = urlsplit(url)
        if before.scheme == "https" and parts.scheme == "http" and parts.netloc in (before.netloc, f"{before.netloc}:80"):
            parts = parts._replace(scheme="https", netloc=before.netloc)  # sites that write their own addresses so mean this
        if before.scheme == "https" and parts.scheme == "http":
            raise FetchError(UnseenReason.BAD_RESPONSE, "The page redirects from a secure address to an insecure one.")
        if parts.username or parts.password:
            raise FetchError(UnseenReason.FORBIDDEN_ADDRESS, "The page redirects to an address with a name in it.")
        return parts._replace(fragment="").geturl()

    def _judged(self, answer: Response, *, conditional: bool) -> Response:
        """``conditional``: whether it was asked for with validators, without which nothing can be unchanged."""
        if answer.headers.get("fastly-backend-name", "").startswith("mirror"):
            raise FetchError(UnseenReason.STALE_MIRROR, "GOV.UK answered from its emergency copy, which may be old.")
        if answer.headers.get("cf-mitigated") == "challenge" or "x-amzn-waf-action" in answer.headers:
            raise FetchError(UnseenReason.BOT_WALL, f"{_host(answer.url)} asks whether we are a person.")
        if answer.status in (429, 503) and "retry-after" in answer.headers:
            retry_at = retry_time(answer.headers["retry-after"], self._clock())
            if retry_at is not None:
                raise RateLimited(f"{_named(answer.url)} asks us to come back later ({answer.status}).", retry_at)
        if answer.not_modified and not conditional:
            words = f"{_named(answer.url)} says that nothing has changed, where nobody asked it whether anything had."
            raise FetchError(UnseenReason.BAD_RESPONSE, words)
        if answer.status in (304, 404, 410) or (answer.status == 200 and (answer.body or answer.received == 0)):
            return answer
        error = FetchError(UnseenReason.HTTP_ERROR, f"{_named(answer.url)} answered with status {answer.status}.")
        error.passing = answer.status in _AGAIN  # type: ignore[attr-defined]
        raise error

    # --- one request ---

    def _once(self, url: str, validators: Validators, accept: str, deadline: float, most: int) -> Response:
        self._pause(url)
        headers = {"User-Agent": self._polite.user_agent, "Accept": accept, "Accept-Encoding": "gzip"}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        self.requests += 1
        try:
            return self._send(url, headers, deadline, most)
        except (httpx.TimeoutException, httpcore.TimeoutException) as e:
            raise FetchError(UnseenReason.TIMEOUT, f"{_named(url)} did not answer in time.") from e
        except (httpx.ConnectError, httpcore.ConnectError) as e:
            raise FetchError(UnseenReason.UNREACHABLE, f"{_named(url)} could not be reached ({_cause(e)}).") from e
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as e:
            raise FetchError(UnseenReason.BAD_RESPONSE, "The address cannot be asked for as it is written.") from e
        except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as e:
            raise FetchError(UnseenReason.BAD_RESPONSE, f"The answer of {_named(url)} broke off or is not HTTP.") from e
        finally:
            self._last[_host(url)] = self._monotonic()

    def _send(self, url: str, headers: dict[str, str], deadline: float, most: int) -> Response:
        left, self._deadline.at = self._left(deadline), deadline
        timeout = httpx.Timeout(min(self._polite.read_timeout, left), connect=min(self._polite.connect_timeout, left))
        with self._client.stream("GET", url, headers=headers, timeout=timeout) as answer:
            self._client.cookies.clear()
            if len(answer.headers) > _MOST_HEADERS:
                raise FetchError(UnseenReason.BAD_RESPONSE, f"{_named(url)} sent more than {_MOST_HEADERS} headers.")
            read = {name.lower(): value for name, value in answer.headers.items()}
            body, received = b"", 0
            if answer.status_code in (200, 404, 410):
                length = read.get("content-length", "")
                encoding = read.get("content-encoding", "").strip().lower()
                body, received = read_body(answer.iter_raw(), encoding, length, most=most, check_time=lambda: self._late(deadline))
        self.bytes += received
        own = Validators(read.get("etag", "")[:1000], read.get("last-modified", "")[:100])
        return Response(url, answer.status_code, read, body, own, self._clock(), False, received)

    def _left(self, deadline: float) -> float:
        self._late(deadline)
        return deadline - self._monotonic()

    def _late(self, deadline: float) -> None:
        if self._monotonic() >= deadline:
            raise FetchError(UnseenReason.TIMEOUT, "The answer took longer than the whole time allowed.")

    # --- manners ---

    def _pause(self, url: str) -> None:
        host = _host(url)
        pause = max(self._polite.pause, GOVUK_PAUSE) if host.endswith("gov.uk") else self._polite.pause
        since = self._monotonic() - self._last.get(host, float("-inf"))
        if since < pause:
            self._wait(pause - since)

    def _permitted(self, url: str, deadline: float) -> bool:
        """robots.txt for our own name; a missing or broken one allows everything (RFC 9309, 2.3.1)."""
        from protego import Protego

        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            try:
                answer = self._follow(f"{origin}/robots.txt", Validators(), "text/plain", deadline, self._polite.max_bytes)
                text = answer.body[: 512 * 1024].decode("utf-8", "replace") if answer.status == 200 else ""
            except FetchError as e:
                if e.reason in (UnseenReason.UNREACHABLE, UnseenReason.FORBIDDEN_ADDRESS, UnseenReason.TIMEOUT):
                    raise
                text = ""
            self._robots[origin] = Protego.parse(text)
        rules = self._robots[origin]
        assert isinstance(rules, Protego)
        return bool(rules.can_fetch(url, "Planwatch"))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return "the address"


def _named(url: str) -> str:
    """Its host as messages name it, who may not have chosen it themselves."""
    return cut(clean(_host(url)), LONGEST_NAME)


def _cause(error: Exception) -> str:
    words = str(error)
    if "does not resolve" in words:
        return "its name does not resolve"
    if "certificate" in words.lower():
        return f"its certificate is not valid: {clean(words.rsplit(':', 1)[-1])[:120]}"
    return "connection refused" if "refused" in words else "no connection"


def retry_time(value: str, now: datetime) -> datetime | None:
    """Retry-After as a moment, from seconds or an HTTP date; None for junk; at most a day ahead."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=min(int(value[:9]), 10**8)), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(at, now), now + LONGEST_WAIT)
