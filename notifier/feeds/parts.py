"""What every format tells: a feed, the part of it that is one document, and an event as a story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from notifier.links import tag
from notifier.model import Site
from watcher import Headline

LICENCE = "Quoted official text: Crown copyright, under the Open Government Licence v3.0."
_EPOCH = datetime(2023, 3, 2, tzinfo=UTC)
"""The time of a feed that is still empty: when the first plan was published."""


@dataclass(frozen=True, slots=True)
class Feed:
    """``path``: under the published folder, without its ending. ``page``: the address of what people read instead."""

    topic: str
    path: str
    title: str
    page: str
    about: str


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a feed: the feed itself (``number`` 0), or one of its archives, of which 1 is the oldest.

    ``headlines``: of its entries, newest first. ``before``: the number of the archive before it, 0 where there is none.
    ``withdrawn``: when one of them was last withdrawn; None where none was.
    """

    feed: Feed
    number: int
    headlines: tuple[Headline, ...]
    before: int
    withdrawn: datetime | None = None

    @property
    def path(self) -> str:
        return f"{self.feed.path}/{self.number}" if self.number else self.feed.path

    @property
    def path_before(self) -> str:
        return f"{self.feed.path}/{self.before}" if self.before else ""

    @property
    def updated(self) -> datetime:
        newest = self.headlines[0].at if self.headlines else _EPOCH
        return max(newest, self.withdrawn or newest)

    def id(self, site: Site) -> str:
        """An archive has that of its feed: together they are one logical feed (RFC 5005, 4 and its examples)."""
        return tag(site.id_host, self.feed.path)

    def about(self, site: Site) -> str:
        return f"{self.feed.about} Reconstruction. {site.notice}" if site.notice else self.feed.about


@dataclass(frozen=True, slots=True)
class Story:
    """An event, ready to be written. ``title`` and ``summary`` are plain text, ``content`` is HTML; all of them are clean.

    ``term``: its kind. ``source``: the page it was found at, or "". ``withdrawn``: when a change of our rules took it back.
    """

    id: str
    url: str
    title: str
    summary: str
    content: str
    term: str
    label: str
    at: datetime
    source: str
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """``entry`` writes a story, ``document`` puts written entries into a feed or an archive."""

    ending: str
    entry: Callable[[Story], str]
    document: Callable[[Part, Site, Sequence[str]], bytes]


def iso(at: datetime) -> str:
    """As RFC 3339 has it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
