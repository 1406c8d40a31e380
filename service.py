"""The service behind ``planwatch run``: one job that checks what is due, delivers and publishes; and the web.

Where watcher and notifier are put together for both the service and the one-shot commands.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from locks import sole_user
from publication import Hub, news_waits, publish_state, published_up_to
from watcher.errors import ConfigurationError, DeliveryError, PlanwatchError
from watcher.model import Event, Hunk

if TYPE_CHECKING:
    from notifier.deliver import Delivered
    from notifier.mailbox import Mailbox
    from notifier.publish import Published
    from notifier.send import Transport
    from notifier.settings import Settings
    from notifier.web import Visit
    from watcher.archive import Archive
    from watcher.check import Fetches
    from watcher.commands import Place
    from watcher.model import Catalogue

log = structlog.get_logger()
WATCH_SECONDS = 60
SEND_SECONDS = 10
"""An alert that is wanted at once goes out within this time of its event."""
HUB_SECONDS = 10


class News:
    """The event log as delivery sees it: what a first look found is in the log but is not news, and what was withdrawn is none
    any more."""

    def __init__(self, archive: Archive, up_to: int | None = None) -> None:
        """``up_to``: later events do not exist yet, as long as their pages do not."""
        self._archive = archive
        self._up_to = up_to

    def _events(self, after: int) -> list[Event]:
        return [e for e in self._archive.events(after=after) if self._up_to is None or e.id <= self._up_to]

    def events(self, *, after: int = 0) -> list[Event]:
        from watcher.replay import withdrawals

        news = [e for e in self._events(after) if e.news]
        withdrawn = withdrawals(self._archive.rules_log()) if news else {}
        return [e for e in news if e.id not in withdrawn]

    def latest(self) -> int:
        latest = self._archive.latest_event()
        return latest if self._up_to is None else min(latest, self._up_to)

    def for_maintainers(self, *, after: int = 0) -> list[Event]:
        return [e for e in self._events(after) if not e.kind.public]

    def difference(self, first: Event, last: Event) -> tuple[Hunk, ...] | None:
        """Between the kept versions before the first event and after the last."""
        from watcher.diff import diff_documents

        before, after = self._archive.version_of(first, 1), self._archive.version_of(last)
        if before is None or after is None or before.document.key != after.document.key:
            return None
        change = diff_documents(before.document, after.document)
        return change.hunks if change else ()


def deliver_news(
    catalogue: Catalogue,
    archive: Archive,
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    stopping: Callable[[], bool] = lambda: False,
    thorough: bool = True,
    up_to: int | None = None,
) -> Delivered:
    """Queues what is owed since the cursors and sends what is queued. Raises Busy where another process is sending.

    ``up_to``: news after this event waits.
    """
    from notifier.deliver import deliver
    from notifier.mailbox import Mailbox
    from notifier.model import Channel
    from notifier.send import AppriseTransport, transport_from
    from notifier.topics import Topics

    transports: dict[Channel, Transport] = {Channel.MAIL: transport_from(settings)}
    if settings.apprise:
        transports[Channel.APPRISE] = AppriseTransport(settings.apprise)
    with sole_user(settings.state, "sending"), Mailbox.open(settings.state / "notifier.db", thorough=thorough) as mailbox:
        _read_returned_mail(mailbox, settings, clock())
        topics = Topics(catalogue.plans)
        return deliver(News(archive, up_to), mailbox, topics, settings, transports, clock, sole=True, stopping=stopping)


def _read_returned_mail(mailbox: Mailbox, settings: Settings, now: datetime) -> None:
    from notifier.returns import read_mailbox

    if settings.bounces_maildir is None:
        return
    try:
        counts = read_mailbox(settings.bounces_maildir, mailbox, settings, now)
    except DeliveryError as e:
        log.error("returned mail could not be read", reason=str(e))
    else:
        if counts:
            log.info("returned mail", **counts)


def one_round(
    place: Place,
    settings: Settings,
    fetcher: Fetches,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
    told: Callable[[Published], None] = lambda done: None,
) -> None:
    """Check what is due and publish: at the end, and before that whenever a source had news, so that mail need not wait.

    Own errors are logged and the next round tries again. ``told`` hears of each publication.
    """
    from watcher.apart import Apart
    from watcher.archive import Archive
    from watcher.check import Conductor

    failed = False
    try:
        catalogue = place.catalogue()
        with sole_user(place.state), Archive.open(place.database, now=clock()) as archive, Apart() as read:

            def publish() -> None:
                told(publish_state(catalogue, archive, clock, settings))

            def early() -> None:
                """What cannot be published keeps nobody from watching; it is tried again at the end of the round."""
                nonlocal failed
                try:
                    publish()
                except Exception as e:  # noqa: BLE001 nor does a fault of ours
                    failed = True
                    log.error("publication failed", reason=f"{type(e).__name__}: {e}")

            def between(source: object) -> None:
                if not failed and news_waits(archive, place.state):
                    early()

            if not (place.state / "public" / "index.html").exists():
                early()
            try:
                done = Conductor(catalogue, archive, fetcher, read).run(clock, stopping=stopping, progress=between)
            finally:  # what was found before a round failed is published all the same
                publish()
    except PlanwatchError as e:
        log.error("round failed", reason=str(e))
        return
    log.info("round", checked=done.checked, changed=done.changed, unseen=done.unseen, events=len(done.events))


def one_delivery(
    catalogue: Callable[[], Catalogue],
    database: Path,
    settings: Settings,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
    told: Callable[[Published], None] = lambda done: None,
) -> None:
    """Answer requests, queue, send. Own errors are logged and the next delivery tries again."""
    from watcher.archive import Archive

    try:
        with Archive.open(database, now=clock(), thorough=False) as archive:
            if news_waits(archive, settings.state):  # another process has found it: a round of our own publishes for itself
                told(publish_state(catalogue(), archive, clock, settings))
            up_to = published_up_to(settings.state) or 0
            done = deliver_news(catalogue(), archive, settings, clock, stopping=stopping, thorough=False, up_to=up_to)
    except PlanwatchError as e:
        log.error("delivery failed", reason=str(e))
        return
    if done.down:
        log.error("mail cannot go out", reason=done.down)
    if done.queued or done.sent or done.failed or done.deferred:
        log.info("delivery", queued=done.queued, sent=done.sent, deferred=done.deferred, failed=done.failed)


def settings_of(place: Place, env: Mapping[str, str]) -> Settings:
    """The environment's settings for an installation."""
    from notifier.settings import Settings

    return Settings.from_environment(env, place.state)


def visits(catalogue: Callable[[], Catalogue], database: Path, settings: Settings, clock: Callable[[], datetime]) -> Visit:
    """Opens what one request of the web needs, in the thread that asks."""
    from notifier.journey import Journey
    from notifier.mailbox import Mailbox
    from notifier.topics import Topics
    from watcher.archive import Archive

    def latest() -> int:
        with Archive.open(database, now=clock(), thorough=False) as archive:
            return archive.latest_event()

    @contextmanager
    def visit() -> Iterator[Journey]:
        with Mailbox.open(settings.state / "notifier.db", thorough=False) as mailbox:
            yield Journey(mailbox, settings, Topics(catalogue().plans), clock(), latest)

    return visit


class Latest:
    """The catalogue as it was last read without a mistake: what the web shows while a maintainer is editing."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._read: Catalogue = place.catalogue()
        self._stamp = self._now()

    def _now(self) -> tuple[tuple[str, int], ...]:
        files = (self._place.sources, *sorted(self._place.plans.glob("*.toml")))
        return tuple((str(f), f.stat().st_mtime_ns) for f in files if f.exists())

    def __call__(self) -> Catalogue:
        stamp = self._now()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._read = self._place.catalogue()
            except ConfigurationError as e:
                log.error("configuration not taken over", mistakes=len(e.mistakes), advice="planwatch validate shows them")
        return self._read


def told_health(port: int) -> None:
    log.info("health", address=f"http://127.0.0.1:{port}/health")


def run_service(place: Place, catalogue: Latest, settings: Settings, host: str, port: int) -> None:
    """Rounds over what is due, delivery beside them, and the web, until Ctrl-C or SIGTERM. Raises PlanwatchError."""
    from watcher.commands import now, polite_fetcher

    stop = threading.Event()

    hub = Hub(settings)

    def watch() -> None:
        with polite_fetcher() as fetcher:
            one_round(place, settings, fetcher, now, stop.is_set, hub.note)

    if not os.environ.get("PLANWATCH_CONTACT"):
        log.warning("no contact", advice="set PLANWATCH_CONTACT, so that the sites we visit know whom to ask")
    _serve(catalogue, place.database, settings, host, port, stop, hub, watch)


def serve_only(catalogue: Catalogue, settings: Settings, host: str, port: int) -> None:
    """Serves what was published and answers those who want emails, without checking anything; until Ctrl-C."""
    _serve(lambda: catalogue, settings.state / "watcher.db", settings, host, port, threading.Event(), Hub(settings), None)


def _serve(
    catalogue: Callable[[], Catalogue],
    database: Path,
    settings: Settings,
    host: str,
    port: int,
    stop: threading.Event,
    hub: Hub,
    watch: Callable[[], None] | None,
) -> None:
    """The web in this thread; the watching and the delivery each in one of their own."""
    from apscheduler.schedulers.background import BackgroundScheduler

    from notifier.mailbox import Mailbox
    from notifier.web import make_app, make_server
    from watcher.archive import Archive
    from watcher.commands import now

    scheduler = BackgroundScheduler(timezone="UTC")
    often = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}

    def send() -> None:
        one_delivery(catalogue, database, settings, now, stop.is_set, hub.note)

    def wake() -> None:
        if not stop.is_set():
            scheduler.modify_job("send", next_run_time=now())

    Archive.open(database, now=now()).close()  # looked through once; from now on they are opened often
    Mailbox.open(settings.state / "notifier.db").close()
    journeys = visits(catalogue, database, settings, now)
    app = make_app(settings.state / "public", journeys, wake, public_url=settings.public_url, hub=settings.hub)
    server = make_server(app, host, port)
    if watch is not None:
        scheduler.add_job(watch, "interval", seconds=WATCH_SECONDS, next_run_time=now(), **often)
    scheduler.add_job(send, "interval", seconds=SEND_SECONDS, id="send", next_run_time=now(), **often)
    if settings.hub:
        scheduler.add_job(hub.tell, "interval", seconds=HUB_SECONDS, **often)
    scheduler.start()
    log.info("serving", address=f"http://{host}:{port}")
    for signum in (signal.SIGINT, signal.SIGTERM):  # the server ends at both, then raises them again for whoever listens
        signal.signal(signum, lambda *_: stop.set())
    try:
        server.run()
    finally:
        stop.set()
        scheduler.shutdown(wait=True)
