"""A public repository on GitHub: its releases, and when it was last worked on. Pure.

GitHub's Atom feeds of releases and of commits to the default branch; the shapes are those of feeds kept in public projects,
with identifiers "tag:github.com,2008:Repository/..." and "tag:github.com,2008:Grit::Commit/...". Not verified against the live
site. The feed of releases shows the newest only: where they are many, the oldest leaves it when a new one comes, which is no news.

Commits by themselves are not news: the line that says when the last one came is worded as a stamp, whose day the comparison of
versions leaves out. Whether a repository is archived stands in neither feed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from watcher.dates import in_words, london_day
from watcher.errors import ExtractError
from watcher.extract.kind import Answer, Kind
from watcher.extract.listing import safe_feed
from watcher.extract.text import clean, title_of
from watcher.model import Block, BlockKind, Document, Source

TYPE = "repository"
A_PAGE = 10
"""A feed of so many releases may not show all of them."""
_RELEASE = "tag:github.com,2008:Repository/"
_COMMIT = "tag:github.com,2008:Grit::Commit/"
_NAMED = re.compile(r"/([^/]+)/([^/]+)")


def _page(source: Source) -> str:
    """https://github.com/OWNER/NAME, also where a maintainer gave a page below it."""
    parts = urlsplit(source.url)
    found = _NAMED.match(parts.path)
    path = f"/{found[1]}/{found[2].removesuffix('.git')}" if found else parts.path
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _asked(source: Source, since: datetime) -> str:
    return f"{_page(source)}/releases.atom"


def _further(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
    return f"{_page(source)}/commits.atom" if len(bodies) == 1 else ""


def _read(source: Source, answer: Answer) -> Document:
    if len(answer.bodies) != 2:
        raise ExtractError(f"a repository is read from two feeds, of releases and of commits, and {len(answer.bodies)} came")
    releases, commits = (_entries(b, i) for b, i in zip(answer.bodies, (_RELEASE, _COMMIT), strict=True))
    if not commits:
        raise ExtractError("the feed of commits is empty")
    page = _page(source)
    last = max(_moment(c) for c in commits)
    partial = f"the newest {len(releases)} releases" if len(releases) >= A_PAGE else ""
    return Document(page, _title(page), TYPE, updated=last, blocks=(*_rows(releases), _stamp(last)), partial=partial)


def _entries(body: bytes, identifier: str) -> list[Any]:
    """The entries of one feed. Raises ExtractError where it is another feed than the one that was asked for."""
    feed = safe_feed(body)
    if feed.version != "atom10" or feed.bozo:
        raise ExtractError("it is not an Atom feed, or it broke off")
    other = next((e.get("id", "") for e in feed.entries if not e.get("id", "").startswith(identifier)), None)
    if other is not None:
        raise ExtractError(f"an entry is named {clean(other)[:80]!r}, not {identifier}...")
    return list(feed.entries)


def _moment(entry: Any) -> datetime:
    at = entry.get("updated_parsed")
    if at is None:
        raise ExtractError("an entry has no “updated” that is a moment")
    return datetime.fromtimestamp(calendar.timegm(at), UTC)


def _title(page: str) -> str:
    owner, _, name = urlsplit(page).path.strip("/").partition("/")
    return title_of(f"{name}, public code of {owner}")


def _rows(releases: Sequence[Any]) -> tuple[Block, ...]:
    if not releases:
        return (Block(BlockKind.PARAGRAPH, "Nothing has been released."),)
    rows = (f"{title_of(r.get('title', '')) or _tag(r)} | {in_words(london_day(_moment(r)))}" for r in _newest_first(releases))
    return (Block(BlockKind.COLUMNS, "Release | Day"), *(Block(BlockKind.ROW, row) for row in rows))


def _newest_first(releases: Sequence[Any]) -> Sequence[Any]:
    """In their order, turned where it runs the other way. One that was edited has a late moment and keeps its place."""
    moments = [_moment(r) for r in releases]
    falling = sum(a >= b for a, b in pairwise(moments))
    return releases if 2 * falling >= len(moments) - 1 else releases[::-1]


def _tag(release: Any) -> str:
    return clean(release["id"].rpartition("/")[2])


def _stamp(last: datetime) -> Block:
    day = london_day(last)
    return Block(BlockKind.PARAGRAPH, f"Last changed: {calendar.month_name[day.month]} {day.year}")


KIND = Kind(read=_read, ask=_asked, further=_further)
