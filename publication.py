"""The archive's state -> what everybody sees: the public state, its publication, and the hub that is told of it [I/O].

Where watcher and notifier are put together for publication, by the service, the command line and the demonstration alike.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog

from locks import sole_user
from watcher.errors import ArchiveUnwritable, PublishError

if TYPE_CHECKING:
    from notifier.model import Board, Site
    from notifier.publish import Published
    from notifier.settings import Settings
    from watcher.archive import Archive
    from watcher.model import Catalogue

log = structlog.get_logger()
COPY_SECONDS = 24 * 3600
"""So long may the published copy of the database be behind."""
EVENTS_AT_HAND = 4096


class Reading:
    """The archive as publication reads it: the events that were read last are at hand."""

    def __init__(self, archive: Archive) -> None:
        self.event = lru_cache(EVENTS_AT_HAND)(archive.event)
        self.snapshot = archive.snapshot_by_hash
        self.looks = archive.checks
        self.sightings = archive.sightings


def board_of(catalogue: Catalogue, archive: Archive, now: datetime, settings: Settings) -> Board:
    """The whole public state at ``now``."""
    from notifier.model import Board
    from watcher.replay import withdrawals
    from watcher.scoreboard import standings

    latest = archive.latest_event()  # first: what another process adds meanwhile has no page yet
    return Board(
        site=site_of(settings),
        plans=catalogue.plans,
        standings=standings(catalogue, archive, now),
        headlines=tuple(h for h in archive.headlines() if h.id <= latest),
        sources=catalogue.sources,
        states=archive.states(),
        generated_at=now,
        record=Reading(archive),
        latest=latest,
        kept=archive.kept(),
        sighted=archive.sighted(),
        withdrawn=withdrawals([e for e in archive.rules_log() if e.id <= latest]),
    )


def site_of(settings: Settings) -> Site:
    """What stands on everything published."""
    from notifier.model import Site
    from notifier.publish import maker

    return Site(settings.public_url, settings.notice, settings.sender, settings.contact, settings.forms, settings.hub,
                settings.archive_copy, authority_of(settings.state, settings.public_url), maker())  # fmt: skip


def authority_of(state: Path, public_url: str) -> str:
    """The host in permanent ids (RFC 4151): that of the first publication, wherever the pages have moved since.

    One that was only tried out on this machine does not count.
    """
    path = state / "authority"
    known = path.read_text().strip() if path.exists() else ""
    if known and known not in _OF_THIS_MACHINE:
        return known
    host = urlsplit(public_url).hostname or ""
    if host != known:
        state.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{host}\n")
    return host


_OF_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def publish_state(
    catalogue: Catalogue, archive: Archive, clock: Callable[[], datetime], settings: Settings, *, afresh: bool = False
) -> Published:
    """Publishes what is so now; waits for another process that is publishing, so that no older state covers a newer one."""
    with sole_user(settings.state, "publishing", wait=True):
        return publish_board(board_of(catalogue, archive, clock(), settings), archive, settings.state, afresh=afresh)


def publish_board(board: Board, archive: Archive, state: Path, *, afresh: bool = False) -> Published:
    """Writes feeds, calendar, pages and data under state/public, and up to which event that was.

    A state that was published already costs nothing. The copy of the database is made at most once a day; where it cannot
    be, that is logged, and keeps nobody from the news. Raises PublishError; the last files then stand.
    """
    from notifier.publish import DATABASE, MEMORY, NOTHING_NEW, files_of, publish

    public, mark = state / "public", f"{board.latest}\n{board.key}\n"
    if not afresh and _last_mark(state) == mark and (public / "index.html").exists():
        done = NOTHING_NEW
    else:
        up_to = published_up_to(state)
        if up_to is not None:
            _write_mark(state, f"{up_to}\n")  # no state is known to be there while its files are being put in place
        done = publish(files_of(board), public, state / MEMORY, afresh=afresh)
        _write_mark(state, mark)
    copy = public / DATABASE
    if afresh or not copy.exists() or board.generated_at.timestamp() - copy.stat().st_mtime >= COPY_SECONDS:
        copy_database(archive, copy, board.generated_at)
    return done


def _write_mark(state: Path, mark: str) -> None:
    from notifier.publish import write_whole

    try:
        write_whole(state / "published", mark)
    except OSError as e:
        raise PublishError(f"{state / 'published'} cannot be written ({e.strerror}); free some space, or make it writable") from e


def _last_mark(state: Path) -> str:
    try:
        return (state / "published").read_text()
    except FileNotFoundError:
        return ""


def copy_database(archive: Archive, copy: Path, now: datetime) -> None:
    """A copy of watcher.db for whoever wants to ask their own questions, put in place whole; the last one stands if it fails."""
    beside = copy.with_name(f".{copy.name}.new")
    try:
        archive.copy_to(beside)
        os.utime(beside, (now.timestamp(), now.timestamp()))
        beside.replace(copy)
    except (ArchiveUnwritable, OSError) as e:
        beside.unlink(missing_ok=True)
        log.error("the copy of the database was not made", reason=str(e))


def published_up_to(state: Path) -> int | None:
    """The newest event whose page is there; None where nothing was published yet."""
    try:
        return int(_last_mark(state).partition("\n")[0])
    except ValueError:
        return None


def news_waits(archive: Archive, state: Path) -> bool:
    """Whether there is news whose page is not there yet, or nothing was published at all."""
    published = published_up_to(state)
    return published is None or bool(archive.headlines(after=published))


class Hub:
    """Tells a WebSub hub which feeds have changed, apart from whatever publishes, since a hub may be slow."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: set[str] = set()
        self._lock = threading.Lock()

    def note(self, done: Published) -> None:
        """Remembers what was published, for the next ``tell``."""
        from notifier.websub import changed_feeds

        if self._settings.hub:
            with self._lock:
                self._waiting.update(changed_feeds(self._settings.public_url, done.changed))

    def tell(self) -> None:
        """Tells of everything since the last time. A hub that cannot be told is logged and is not asked again about the same."""
        from notifier.websub import ping

        with self._lock:
            feeds, self._waiting = sorted(self._waiting), set()
        if not feeds:
            return
        try:
            ping(self._settings.hub, feeds)
        except PublishError as e:
            log.error("hub not told", reason=str(e))
