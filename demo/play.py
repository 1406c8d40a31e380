"""The recorded history through the real pipeline: simulated time, real HTTP on loopback, real SMTP.

Everything that is not simulated time is the product itself: the conductor, the archive, delivery, publication.
"""

from __future__ import annotations

import hashlib
import itertools
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from demo.history import load_history
from demo.site import Site
from notifier.addresses import parse_address
from notifier.mailbox import Mailbox
from notifier.model import Frequency
from notifier.settings import Settings
from publication import publish_state
from service import deliver_news
from watcher.archive import Archive
from watcher.catalogue import load_catalogue
from watcher.check import Conductor
from watcher.dates import london_day
from watcher.errors import FetchError
from watcher.fetch import Fetcher, Politeness
from watcher.model import Catalogue, Event, EventKind, Response, Validators

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
START = datetime(2023, 3, 2, 12, 0, tzinfo=UTC)
END = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NOTICE = (
    "Most titles and addresses are those of real pages. The wording of every page, and some of the days on which pages change, "
    "were made up for this demonstration; none of it is the department's."
)


class Rerouted:
    """Sends requests for the recorded site's true addresses to the loopback server that imitates it."""

    def __init__(self, inner: Fetcher, base_url: str) -> None:
        self._inner = inner
        self._base = base_url

    @property
    def requests(self) -> int:
        return self._inner.requests

    @property
    def bytes(self) -> int:
        return self._inner.bytes

    def get(self, url: str, *, validators: Validators = Validators(), accept: str = "*/*", most: int | None = None) -> Response:
        try:
            answer = self._inner.get(url.replace("https://", f"{self._base}/", 1), validators=validators, accept=accept, most=most)
        except FetchError as e:
            true_host = url.removeprefix("https://").partition("/")[0]
            raise FetchError(e.reason, str(e).replace(self._base.removeprefix("http://"), true_host)) from e
        return replace(answer, url=self._true(answer.url), moved_to=self._true(answer.moved_to))

    def _true(self, url: str) -> str:
        return url.replace(f"{self._base}/", "https://", 1)

    def render(self, url: str) -> Response:
        """As the answer is: no page of the demonstration needs a browser."""
        return self.get(url)


@dataclass(slots=True)
class Summary:
    """What ``planwatch demo --json`` prints."""

    checks: int = 0
    documents: int = 0
    changes: int = 0
    events: dict[str, int] = field(default_factory=dict)
    emails: int = 0
    seconds: float = 0.0
    stories: list[str] = field(default_factory=list)


def play(catalogue: Catalogue, state: Path, advance: Callable[[int, int], None], *, port: int = 8000) -> Summary:
    """Plays the history into ``state``. ``advance(step, steps)`` is called after each simulated week.

    A plan comes under watch at the first look after its publication, and is unknown before.
    ``port``: on which it will be served, for the addresses in pages and mails.
    """
    started = time.monotonic()
    summary = Summary()
    history = load_history()
    with Site(history, START).serve() as site, mail_server(state / "maildir") as smtp_port:
        fetcher = Fetcher(_politeness(site.base_url), clock=lambda: site.now, wait=lambda seconds: None)
        with fetcher, Archive.open(state / "watcher.db", now=START) as archive:
            rerouted = Rerouted(fetcher, site.base_url)
            settings = demo_settings(state, port, smtp_port=smtp_port)
            _subscribe(state)
            steps = list(weeks())
            for step, day in enumerate(steps):
                site.now = day
                known = catalogue.known_by(london_day(day))
                done = Conductor(known, archive, rerouted).run(lambda day=day: day)  # type: ignore[misc]
                summary.checks += done.checked
                summary.changes += done.changed
                summary.emails += deliver_news(known, archive, settings, lambda day=day: day).sent  # type: ignore[misc]
                advance(step + 1, len(steps))
            publish_state(catalogue, archive, lambda: END, settings)
            _sum_up(summary, archive)
    summary.seconds = round(time.monotonic() - started, 1)
    return summary


def _politeness(base_url: str) -> Politeness:
    address = base_url.removeprefix("http://")
    return Politeness(contact="demo", pause=0.0, attempts=1, allow_private=(address,))


def weeks() -> Iterator[datetime]:
    """The moments at which it is looked: every Monday morning, the first day and the last."""
    yield START
    day = START + timedelta(days=(7 - START.weekday()) % 7)
    while day < END:
        yield day
        day += timedelta(days=7)
    yield END


def demo_catalogue(root: Path) -> Catalogue:
    """The plans as shipped, with the demonstration's own sources."""
    return load_catalogue(HERE / "sources.toml", root / "plans")


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """A real SMTP server on a free port of 127.0.0.1 that files what it accepts, in order, in a Maildir's ``new``."""
    from aiosmtpd.controller import Controller

    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    count = itertools.count(1)

    class Files:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
            (folder / "new" / f"{next(count):05d}.planwatch").write_bytes(envelope.original_content.replace(b"\r\n", b"\n"))
            return "250 taken"

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    controller = Controller(Files(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def demo_settings(state: Path, port: int = 8000, *, smtp_port: int = 0) -> Settings:
    """For the play, a mail server on loopback; for what is served afterwards, the Maildir that it filled."""
    host = "127.0.0.1" if smtp_port else ""
    return Settings(state, f"http://127.0.0.1:{port}", smtp_host=host, smtp_port=smtp_port, smtp_tls="none", smtp_connections=1,
                    secret=b"demonstration", notice=NOTICE)  # fmt: skip


def never_random() -> Callable[[int], bytes]:
    """The same bytes in every run of the demonstration, whose links lead nowhere but here."""
    counter = itertools.count(1)
    return lambda size: hashlib.sha256(f"demonstration {next(counter)}".encode()).digest()[:size]


def _subscribe(state: Path) -> None:
    """Three readers: one who wants everything once a week, one for a promise, one for a theme."""
    readers = (("weekly", "all", Frequency.WEEKLY), ("parent", "commitment:ehcp-national-template", Frequency.IMMEDIATELY),
               ("senco", "theme:workforce", Frequency.DAILY))  # fmt: skip
    with Mailbox.open(state / "notifier.db", random=never_random()) as mailbox:
        for name, topic, frequency in readers:
            address = parse_address(f"{name}@example.org")
            mailbox.people.subscribe(address, topic, frequency, now=START, after=0, consent="Made up for the demonstration.")


def _sum_up(summary: Summary, archive: Archive) -> None:
    news = [e for e in archive.events() if e.news]
    summary.events = dict(sorted(Counter(e.kind.value for e in news).items()))
    summary.documents = archive.counts()["documents"]
    summary.stories = stories(news)


_TELLING = (
    EventKind.DATE_REMOVED,
    EventKind.WORDING_CHANGED,
    EventKind.OVERDUE,
    EventKind.DATE_REVISED,
    EventKind.SILENT_EDIT,
    EventKind.PAGE_WITHDRAWN,
    EventKind.RULING,
)
"""The kinds that make a story, the most telling first."""


def stories(news: Sequence[Event], most: int = 5) -> list[str]:
    """The commitments with the most different kinds of telling events, each as the latest of its most telling kind."""
    by_commitment: dict[str, list[Event]] = {}
    for event in news:
        if event.commitment_id and event.kind in _TELLING:
            by_commitment.setdefault(event.commitment_id, []).append(event)
    ranked = sorted(by_commitment.values(), key=lambda es: (-len({e.kind for e in es}), -len(es), es[0].id))
    chosen = [min(es, key=lambda e: (_TELLING.index(e.kind), -e.id)) for es in ranked[:most]]
    return [f"{e.at.day} {e.at:%B %Y}: {e.sentence}" for e in chosen]
