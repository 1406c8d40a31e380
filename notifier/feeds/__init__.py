"""News -> RSS 2.0, Atom 1.0 and JSON Feed 1.1: a feed of everything, and of each plan, theme, commitment and kind. Pure.

A feed holds its newest entries; older ones stay in its archives (RFC 5005, 4): the oldest hundred in the first, the next
hundred in the second. An archive is published when it is full, and holds the same entries for ever after; it is made anew only
where one of them is withdrawn, so that none goes on saying what is not so. Times are those of the record, never of the build;
ids are permanent tag: URIs (RFC 4151).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from notifier.feeds.atom import ATOM
from notifier.feeds.jsonfeed import JSON_FEED
from notifier.feeds.parts import Feed, Format, Part
from notifier.feeds.rss import RSS
from notifier.feeds.story import story_of
from notifier.links import commitment_path, feed_path, plan_path, theme_path
from notifier.model import Board, File, key_of
from watcher import EVENTS, EventKind, Headline

__all__ = ["AT_HAND", "FORMATS", "MOST_ENTRIES", "feeds"]

MOST_ENTRIES = 100
AT_HAND = 4096
"""So many entries, written in every format, are kept while files are made: most stand in five feeds."""
FORMATS: tuple[Format, ...] = (ATOM, RSS, JSON_FEED)


def feeds(board: Board) -> list[File]:
    """Every feed and every full archive of one, in every format. No event is read before a file is made."""
    press = _Press(board)
    news = _by_topic(board)
    parts = (part for feed in _feeds(board) for part in _parts(board, feed, news.get(feed.topic, [])))
    return [file for part in parts for file in press.files(part)]


def _by_topic(board: Board) -> dict[str, list[Headline]]:
    """Oldest first. What concerns a source as a whole belongs to everything, to every plan and to its kind; what is quiet to its
    kind alone."""
    found: dict[str, list[Headline]] = {}
    for headline in sorted(board.headlines, key=lambda h: h.id):
        for topic in _topics(headline, board):
            found.setdefault(topic, []).append(headline)
    return found


def _topics(headline: Headline, board: Board) -> Iterator[str]:
    yield f"kind:{headline.kind.value}"
    if headline.quiet:
        return
    yield "all"
    plans = (headline.plan_id,) if headline.plan_id else (plan.id for plan in board.plans)
    yield from (f"plan:{plan_id}" for plan_id in plans)
    commitment = board.by_id.get(headline.commitment_id)
    if commitment:
        yield f"commitment:{commitment.id}"
        yield f"theme:{commitment.theme}"


def _feeds(board: Board) -> Iterator[Feed]:
    base = board.site.public_url
    yield _feed("all", "every promise", f"{base}/")
    for plan in board.plans:
        yield _feed(f"plan:{plan.id}", plan.title, f"{base}/{plan_path(plan.id)}")
    for theme in filter(None, board.themes):
        yield _feed(f"theme:{theme}", f"promises on {theme}", f"{base}/{theme_path(theme)}")
    for c in board.commitments:
        yield _feed(f"commitment:{c.id}", c.title, f"{base}/{commitment_path(c.id)}")
    for kind in EventKind:
        if kind.public:
            name, meaning = EVENTS[kind]
            yield _feed(f"kind:{kind.value}", name, f"{base}/", meaning)


def _feed(topic: str, name: str, page: str, about: str = "Promises with dates on them, and what became of each.") -> Feed:
    return Feed(topic, feed_path(topic), f"Planwatch: {name}", page, about)


def _parts(board: Board, feed: Feed, news: Sequence[Headline]) -> Iterator[Part]:
    """The feed itself, then its archives."""
    full = len(news) // MOST_ENTRIES
    yield _part(board, feed, 0, news[: -MOST_ENTRIES - 1 : -1], full)
    for number in range(1, full + 1):
        start = MOST_ENTRIES * (number - 1)
        yield _part(board, feed, number, news[start : start + MOST_ENTRIES][::-1], number - 1)


def _part(board: Board, feed: Feed, number: int, news: Sequence[Headline], before: int) -> Part:
    withdrawn = [board.withdrawn[h.id].at for h in news if h.id in board.withdrawn]
    return Part(feed, number, tuple(news), before, max(withdrawn, default=None))


class _Press:
    """Makes the files of one state. Each event is read, and its entries written, once for all the feeds that it is in."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._marks = {h.id: self._mark(h) for h in board.headlines}
        self._entries = lru_cache(AT_HAND)(self._write)

    def _mark(self, headline: Headline) -> str:
        """What an entry depends on. The event itself never changes."""
        mark = self._board.marks[headline.id]
        return f"{mark}:{headline.sha256 in self._board.kept:d}{headline.commitment_id in self._board.by_id:d}"

    def files(self, part: Part) -> Iterator[File]:
        marks = [self._marks[h.id] for h in part.headlines]
        newest = max((h.id for h in part.headlines), default=0)
        key = key_of(self._board.site_key, part.feed, part.number, part.before, marks)
        for index, written in enumerate(FORMATS):
            yield File(f"{part.path}{written.ending}", key_of(key, written.ending), partial(self._make, index, part), newest)

    def _make(self, index: int, part: Part) -> bytes:
        entries = [self._entries(h.id)[index] for h in part.headlines]
        return FORMATS[index].document(part, self._board.site, entries)

    def _write(self, number: int) -> tuple[str, ...]:
        story = story_of(self._board.record.event(number), self._board)
        return tuple(written.entry(story) for written in FORMATS)
