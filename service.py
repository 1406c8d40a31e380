"""The service behind ``planwatch run``: one job that checks what is due, delivers and publishes; and the web.

Where watcher and notifier are put together for both the service and the one-shot commands.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from watcher.errors import PlanwatchError
from watcher.model import Event, Snapshot

if TYPE_CHECKING:
    from notifier.deliver import Delivered
    from notifier.model import Board
    from notifier.publish import Published
    from notifier.settings import Settings
    from watcher.archive import Archive
    from watcher.check import Fetches
    from watcher.commands import Place
    from watcher.model import Catalogue

log = structlog.get_logger()
TICK_SECONDS = 60


class Busy(PlanwatchError):
    """Another process holds the state folder."""


@contextmanager
def sole_user(state: Path) -> Iterator[None]:
    """Holds the state folder for one round; raises Busy when another process does. Freed when a process dies."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise Busy(f"another planwatch is working in {state}; wait for it, or stop it first") from e
        yield


class News:
    """The event log as subscribers may see it: what a first look found is in the log but is not news."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def events(self, *, after: int = 0, commitment_id: str | None = None, limit: int | None = None) -> list[Event]:
        found = self._archive.events(after=after, commitment_id=commitment_id, limit=limit)
        return [e for e in found if is_news(e)]


def is_news(event: Event) -> bool:
    """Public, and not part of a baseline."""
    return event.kind.public and event.detail.get("baseline") != "yes"


def board_of(catalogue: Catalogue, archive: Archive, now: datetime, public_url: str, notice: str = "") -> Board:
    """The whole public state at ``now``."""
    from notifier.model import Board
    from watcher.scoreboard import standings

    states = archive.states()
    events = tuple(News(archive).events())
    return Board(
        plans=catalogue.plans,
        standings=standings(catalogue, archive, now),
        events=events,
        sources=catalogue.sources,
        states=states,
        checks={s.source_id: s.checks for s in states.values()},
        generated_at=now,
        public_url=public_url,
        notice=notice,
        kept=kept_for(archive, events),
    )


def kept_for(archive: Archive, events: Sequence[Event]) -> dict[str, Snapshot]:
    """The snapshots that events quote, by the hash of their bytes."""
    hashes = dict.fromkeys(e.found.sha256 for e in events if e.found and e.found.sha256)
    found = {h: archive.snapshot_by_hash(h) for h in hashes}
    return {h: snapshot for h, snapshot in found.items() if snapshot is not None}


def publish_board(board: Board, state: Path) -> Published:
    """Writes feeds, calendar, pages and data under state/public. Raises PublishError; the last files then stand."""
    from notifier.publish import publish

    return publish(board, state / "public")


def deliver_news(catalogue: Catalogue, archive: Archive, settings: Settings, state: Path, now: datetime) -> Delivered:
    """Queues what is owed since the cursor and sends what is queued."""
    from notifier.deliver import deliver
    from notifier.mailbox import Mailbox
    from notifier.send import transport_from

    with Mailbox.open(state / "notifier.db", now=now) as mailbox:
        return deliver(News(archive), mailbox, catalogue.commitments, settings, transport_from(settings), now)


def one_round(
    place: Place, settings: Settings, fetcher: Fetches, clock: Callable[[], datetime], stopping: Callable[[], bool]
) -> None:
    """Check what is due, deliver, publish. Own errors are logged and the next round tries again."""
    from watcher.archive import Archive
    from watcher.check import Conductor

    try:
        catalogue = place.catalogue()
        with sole_user(place.state), Archive.open(place.database, now=clock()) as archive:
            if not (place.state / "public" / "index.html").exists():
                publish_board(board_of(catalogue, archive, clock(), settings.public_url), place.state)
            done = Conductor(catalogue, archive, fetcher).run(clock, stopping=stopping)
            sent = deliver_news(catalogue, archive, settings, place.state, clock())
            board = board_of(catalogue, archive, clock(), settings.public_url)
            publish_board(board, place.state)
    except PlanwatchError as e:
        log.error("round failed", reason=str(e))
        return
    log.info("round", checked=done.checked, changed=done.changed, unseen=done.unseen, events=len(done.events), mails=sent.sent)


def settings_of(place: Place, env: Mapping[str, str]) -> Settings:
    """The environment's settings for an installation."""
    from notifier.settings import Settings

    return Settings.from_environment(env, place.state)


def leave(state: Path, secret: bytes, token: str, clock: Callable[[], datetime]) -> bool:
    """Ends the subscription that a link was made for; False where the link is forged or it has ended already."""
    from notifier.links import UNSUBSCRIBE, read_token
    from notifier.mailbox import Mailbox

    number = read_token(secret, UNSUBSCRIBE, token)
    if number is None:
        return False
    with Mailbox.open(state / "notifier.db", now=clock()) as mailbox:
        return mailbox.unsubscribe(number)


def run_service(place: Place, settings: Settings, host: str, port: int) -> None:
    """Rounds every minute over what is due, and the web, until Ctrl-C or SIGTERM. Raises PlanwatchError."""
    import threading

    from apscheduler.schedulers.background import BackgroundScheduler

    from notifier.web import make_app, make_server
    from watcher.commands import now, polite_fetcher

    stop = threading.Event()
    server = make_server(make_app(place.state / "public", lambda t: leave(place.state, settings.secret, t, now)), host, port)
    scheduler = BackgroundScheduler(timezone="UTC")

    def job() -> None:
        with polite_fetcher() as fetcher:
            one_round(place, settings, fetcher, now, stop.is_set)

    scheduler.add_job(
        job, "interval", seconds=TICK_SECONDS, next_run_time=now(), max_instances=1, coalesce=True, misfire_grace_time=None
    )
    scheduler.start()
    log.info("serving", address=f"http://{host}:{port}")
    if not os.environ.get("PLANWATCH_CONTACT"):
        log.warning("no contact", advice="set PLANWATCH_CONTACT, so that the sites we visit know whom to ask")
    try:
        server.run()
    finally:
        stop.set()
        scheduler.shutdown(wait=True)


def serve_only(state: Path, secret: bytes, host: str, port: int) -> None:
    """Serves what was published, without checking anything; until Ctrl-C."""
    from notifier.web import make_app, make_server
    from watcher.commands import now

    make_server(make_app(state / "public", lambda t: leave(state, secret, t, now)), host, port).run()
