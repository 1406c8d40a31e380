"""Whether all is well, of the watching and of the mail: for ``planwatch doctor`` and for the health address of the service [I/O].

Where watcher's findings and notifier's are put together.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from traceback import format_exc
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import structlog

from watcher.errors import FetchError, PlanwatchError
from watcher.health import Disk, Finding, clock_finding, disk_finding, source_findings, trouble, well, worst_first

if TYPE_CHECKING:
    from notifier.settings import Settings
    from watcher.commands import Place
    from watcher.fetch import Fetcher
    from watcher.model import Catalogue, Response

log = structlog.get_logger()
MOST_ASKED = 3
"""Servers that are asked before it is said that there is no network."""
MOST_AT_ONCE = 16
"""Connections to the health address."""
_OURS = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", re.I | re.A)
"""Host of a request that was meant for the health address, and not for a name that leads to it."""
HELD = timedelta(seconds=60)
"""An answer of the health address is given again for so long: to be asked often costs little."""


def examine(
    place: Place, catalogue: Catalogue | None, settings: Settings, now: datetime, fetcher: Fetcher | None = None
) -> list[Finding]:
    """Everything, the worst first. ``catalogue``: None where none can be read.

    ``fetcher``: to ask servers of sources what time it is, until one answers; without one nobody is asked.
    """
    found = [_configuration(place)]
    if catalogue is not None:
        skew, network = _asked(catalogue, fetcher) if fetcher else (None, [])
        found += [*network, *_watching(place, catalogue, now, skew)]
    return worst_first([*found, _disk(place), *_mail(settings, now)])


def _configuration(place: Place) -> Finding:
    from watcher.catalogue import find_mistakes

    mistakes = find_mistakes(place.sources, place.plans)
    if not mistakes:
        return well("configuration", "sources.toml and plans/ can be read")
    more = f" and {len(mistakes) - 1} more" if len(mistakes) > 1 else ""
    words = f"{mistakes[0]}{more}; what was read last is used, and `planwatch validate` shows them all"
    return trouble("configuration", words)


def _watching(place: Place, catalogue: Catalogue, now: datetime, skew: timedelta | None) -> list[Finding]:
    from watcher.archive import Archive

    try:
        with Archive.open(place.database, now=now) as archive:
            states, uses, newest = archive.states(), archive.uses(), archive.newest()
    except PlanwatchError as e:
        return [trouble("watcher.db", str(e))]
    whole = well("watcher.db", "it can be read, and its pages are whole")
    return [*source_findings(catalogue.sources, states, uses, now), clock_finding(now, newest, skew), whole]


def _asked(catalogue: Catalogue, fetcher: Fetcher) -> tuple[timedelta | None, list[Finding]]:
    """By how much our clock is ahead of a watched server's, and whether there is a network."""
    origins = dict.fromkeys(urlunsplit((*urlsplit(s.url)[:2], "", "", "")) for s in catalogue.sources)
    why = ""
    for origin in list(origins)[:MOST_ASKED]:
        try:
            answer = fetcher.get(f"{origin}/robots.txt")
        except FetchError as e:
            why = why or str(e)
            continue
        return _ahead(answer), [well("network", f"{urlsplit(origin).netloc} answers")]
    return None, [trouble("network", f"{why} Without a network nothing can be watched.")]


def _ahead(answer: Response) -> timedelta | None:
    """By how much we are ahead of what a server says that the time is (RFC 9110, 6.6.1), less the age of its answer."""
    try:
        said = parsedate_to_datetime(answer.headers.get("date", ""))
        said = said if said.tzinfo else said.replace(tzinfo=UTC)  # "-0000": nothing is said of where it was written
        return answer.at - said - _age(answer)
    except (ValueError, TypeError, OverflowError):
        return None


def _age(answer: Response) -> timedelta:
    age = answer.headers.get("age", "")
    return timedelta(seconds=int(age) if age.isdecimal() and len(age) < 10 else 0)


def _disk(place: Place) -> Finding:
    folder = next(p for p in (place.state, *place.state.absolute().parents) if p.exists())
    usage = shutil.disk_usage(folder)
    files = [place.database, *(place.database.with_name(f"{place.database.name}{end}") for end in ("-wal", "-shm"))]
    return disk_finding(Disk(usage.free, usage.total, sum(f.stat().st_size for f in files if f.exists())))


def _mail(settings: Settings, now: datetime) -> list[Finding]:
    from notifier.doctor import examine as examine_mail
    from notifier.mailbox import Mailbox

    try:
        with Mailbox.open(settings.state / "notifier.db") as mailbox:
            return examine_mail(mailbox, settings, now)
    except PlanwatchError as e:
        return [trouble("notifier.db", str(e))]


def as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """``planwatch doctor --json`` and the health address; stable field names, the worst first.

    Each with "what", "level" (trouble, advice, fine), "fine" (false for trouble), "source" (an id or null) and "words".
    """
    return [
        {"what": f.what, "level": f.weight.name.lower(), "fine": f.fine, "source": f.source_id or None, "words": f.words}
        for f in findings
    ]


# --- the health address ---


@contextmanager
def health_address(port: int, examined: Callable[[], list[Finding]], clock: Callable[[], datetime]) -> Iterator[int]:
    """Answers on 127.0.0.1 alone until the block ends; gives the port, which is a free one for 0. Raises PlanwatchError.

    GET /health gives what ``as_json`` says: status 200, 503 where there is trouble, or 500 where the examination itself failed.
    """
    try:
        server = _Server(("127.0.0.1", port), _handler(_Held(examined, clock)))
    except OSError as e:
        raise PlanwatchError(f"the health address 127.0.0.1:{port} is not free ({e.strerror}); name another port") from e
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Speaks with so many at once only; who comes then is hung up on."""

    daemon_threads = True

    def __init__(self, *given: Any) -> None:
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(*given)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no thread could be started, which would have given the place back
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _Held:
    """What was examined last, for a while."""

    def __init__(self, examined: Callable[[], list[Finding]], clock: Callable[[], datetime]) -> None:
        self._examined = examined
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[datetime, list[Finding]] | None = None

    def __call__(self) -> list[Finding]:
        with self._lock:
            now = self._clock()
            if self._last is None or not timedelta(0) <= now - self._last[0] < HELD:
                self._last = (now, self._examined())
            return self._last[1]


def _status(examined: Callable[[], list[Finding]]) -> tuple[int, list[Finding]]:
    try:
        findings = examined()
    except Exception as e:  # noqa: BLE001 whoever asks is told of a fault of ours too, and may ask again
        log.error("examination failed", traceback=format_exc())
        words = f"the examination itself failed ({type(e).__name__}): a fault of Planwatch, please report it"
        return 500, [trouble("doctor", words)]
    return 200 if all(f.fine for f in findings) else 503, findings


def _handler(examined: Callable[[], list[Finding]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            if self.path != "/health" or not _OURS.fullmatch(self.headers.get("Host", "")):
                self.send_error(404)
                return
            status, findings = _status(examined)
            body = json.dumps(as_json(findings), ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
