"""Lists of documents -> a document with entries: RSS, Atom and JSON Feed. Pure.

RSS 2.0 (rssboard.org), Atom (RFC 4287), JSON Feed 1.1 (jsonfeed.org). GOV.UK's feeds of organisations have ids with the moment
behind the address, those of finders keep theirs over updates; blogs on *.blog.gov.uk name their posts by day and title. No
recorded feed of either was at hand: ids, links and addresses are as documented, and the pages of posts are not verified
against the live sites.

A row is known by its link, else by its id, else by what it says: ids are made anew, shared and reused. Where a feed holds the
text of a post, that is what is searched, since it costs no request and has no comments in it; the page itself is read where
it concerns a promise, so that it is kept and its later edits are seen.
"""

from __future__ import annotations

import calendar
import hashlib
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from watcher.errors import ExtractError
from watcher.extract.blocks import body_blocks
from watcher.extract.entries import LONGEST_DESCRIPTION, web_address
from watcher.extract.feed_text import feed_text
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer, Kind, on_govuk, origin
from watcher.extract.text import clean, moment, title_of
from watcher.model import Block, BlockKind, Document, Source, SourceKind
from watcher.posts import TRACKING, post_of

MOST_ENTRIES = 2000
LONGEST_TEXT = 200_000  # characters of markup
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""There were no feeds before: an earlier moment is a mistake, and no date at all."""
_MADE_UP = re.compile(r"#[0-9a-f]{16}$")
"""What tells rows apart that have no address of their own."""
_BESIDE_POSTS = ("#comments", "#respond", ".comments-area", ".comment-list", ".comment-respond", ".entry-meta", ".entry-footer",
                 ".sharing", ".sharedaddy", ".related-posts", "p:-soup-contains('Posted on:')", "span:-soup-contains('Posted on:')",
                 "time.updated")  # fmt: skip
"""On the page of a post: what readers say to it, and when it was published; both change without an edit."""


def extract_feed(url: str, content_type: str, body: bytes) -> Document:
    """A feed as a document of type "feed". Refuses a DTD (entity bombs); raises ExtractError where it is no whole feed."""
    if not body.strip():
        raise ExtractError("the feed is empty")
    if "json" in content_type or body.lstrip()[:1] == b"{":
        return _json_feed(url, body)
    parsed = safe_feed(body)
    ids = [_id(e.get("id")) for e in parsed.entries]
    counted = Counter(ids)
    rows = [_entry(url, e, counted) for e in parsed.entries]
    return listing(url, title_of(plain(parsed.feed.get("title"))), "feed", _told_apart(rows, ids))


def safe_feed(body: bytes) -> Any:
    """RSS or Atom as feedparser reads it. Raises ExtractError where it is neither, is cut off or declares a DTD.

    As a stream: given the bytes themselves, feedparser opens the file of that name, should there be one.
    """
    text = feed_text(body)
    import feedparser

    stream = io.BytesIO(text.encode("utf-8", "replace"))
    parsed = feedparser.parse(stream, response_headers={"content-type": "application/xml; charset=utf-8"})
    if not parsed.version:
        raise ExtractError("it is neither RSS nor Atom")
    return parsed


def plain(value: Any) -> str:
    return clean(re.sub(r"<[^<>]*>", " ", value)) if isinstance(value, str) else ""


# --- rows ---


def _entry(base: str, e: Any, ids: Counter[str]) -> Document:
    title, summary = title_of(plain(e.get("title"))), plain(e.get("summary"))
    contents = e.get("content")
    markup = next((c.get("value") for c in contents if isinstance(c, dict)), "") if isinstance(contents, list) else ""
    published = _struct(e.get("published_parsed"))
    link = "" if e.get("guidislink") and e.get("link") == e.get("id") else e.get("link")  # no link but the id put in its place
    row = Document(
        url=_address(base, link, e.get("id"), ids, f"{title}{summary}"),
        title=title,
        type="entry",
        description=summary[:LONGEST_DESCRIPTION],
        published=published,
        updated=_struct(e.get("updated_parsed")) or published,
    )
    return _as_post(row, _blocks(markup))


def _id(value: Any) -> str:
    return clean(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _address(base: str, link: Any, own: Any, ids: Counter[str], said: str) -> str:
    """By its link, else by its id, else by what it says. ``ids``: how many rows have each."""
    name = _id(own)
    url = web_address(base, link) or web_address("", name)
    if url:
        return _untracked(url)
    return f"{base}#{_mark(name if name and ids[name] == 1 else said)}"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _untracked(url: str) -> str:
    """Without the parameters that tell where a reader came from, which change from feed to feed."""
    parts = urlsplit(url)
    if not any(TRACKING.fullmatch(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return url
    kept = [(n, v) for n, v in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(n)]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _blocks(markup: Any) -> tuple[Block, ...]:
    """The text of a post, where the feed holds it."""
    if not isinstance(markup, str) or not markup.strip():
        return ()
    try:
        return body_blocks(markup[:LONGEST_TEXT])
    except ExtractError:
        return ()


def _as_post(row: Document, blocks: tuple[Block, ...]) -> Document:
    """With its text. A post of a government blog is one document whatever its day, and is read whole where only its
    beginning is told."""
    post = post_of(row.url)
    return replace(row, blocks=blocks, content_id=post, partial="the feed tells only how it begins" if post and not blocks else "")


def _told_apart(rows: Sequence[Document], ids: Sequence[str]) -> list[Document]:
    """Rows that share an address and a moment, such as the address of the site itself, are told apart by their titles.

    ``ids``: of the rows. One that is there twice under its id and its day is one row, whatever it is called.
    """
    seen: set[tuple[str, str]] = set()
    kept = []
    for row, own in zip(rows, ids, strict=True):
        if not (own and row.updated and (row.row_key, own) in seen):
            seen.add((row.row_key, own))
            kept.append(row)
    titles: defaultdict[str, set[str]] = defaultdict(set)
    for row in kept:
        titles[row.row_key].add(row.title)
    return [replace(row, url=f"{row.url}#{_mark(row.title)}") if len(titles[row.row_key]) > 1 else row for row in kept]


def _struct(value: Any) -> datetime | None:
    try:
        read = datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None
    return _plausible(read)


def _plausible(read: datetime | None) -> datetime | None:
    return read if read and read >= EARLIEST else None


def _json_feed(url: str, body: bytes) -> Document:
    feed = read_json(body)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ExtractError("it is not a JSON Feed: it has no list of items")
    items = [i for i in feed["items"] if isinstance(i, dict)]
    ids = [_id(i.get("id")) for i in items]
    counted = Counter(ids)
    rows = [_item(url, i, counted) for i in items]
    return listing(url, title_of(plain(feed.get("title"))), "feed", _told_apart(rows, ids))


def _item(base: str, i: dict[str, Any], ids: Counter[str]) -> Document:
    title, summary = title_of(plain(i.get("title"))), plain(i.get("summary") or i.get("content_text") or i.get("content_html"))
    published = _plausible(moment(i.get("date_published")))
    row = Document(
        url=_address(base, i.get("url"), i.get("id"), ids, f"{title}{summary}"),
        title=title,
        type="entry",
        description=summary[:LONGEST_DESCRIPTION],
        published=published,
        updated=_plausible(moment(i.get("date_modified"))) or published,
    )
    return _as_post(row, _blocks(i.get("content_html")))


def listing(url: str, title: str, kind: str, entries: Iterable[Document], most: int = MOST_ENTRIES) -> Document:
    """Rows in a fixed order, newest first, each once, so that a list that is only shuffled reads the same.

    Of more rows than ``most`` the newest, wherever they stand in the list.
    """
    unique: dict[tuple[str, datetime | None], Document] = {}
    for e in entries:
        unique.setdefault((e.url, e.updated), e)
    ordered = sorted(unique.values(), key=lambda e: (e.updated.isoformat() if e.updated else "", e.url), reverse=True)[:most]
    blocks = tuple(Block(BlockKind.ROW, f"{e.title} | {e.updated.date() if e.updated else ''}") for e in ordered)
    partial = f"the newest {most:,} of {len(unique):,} rows" if len(unique) > most else ""
    return Document(url, title, kind, blocks=blocks, entries=tuple(ordered), partial=partial)


# --- the kind ---


def _read_feed(source: Source, answer: Answer) -> Document:
    return extract_feed(source.url, answer.content_type, answer.body)


def _full(source: Source, listed: Document) -> Source | None:
    """A page of GOV.UK through the Content API, one on the feed's own host as the page that it is; nothing elsewhere."""
    on_site = on_govuk(source, listed)
    if on_site is not None or _MADE_UP.search(listed.url) or _site(listed.url) != _site(source.url):
        return on_site
    ignore = _BESIDE_POSTS if post_of(listed.url) else ()
    return replace(source, kind=SourceKind.PAGE, url=listed.url, select="", ignore=ignore)


def _site(url: str) -> str:
    """Scheme, host and port, whether or not "www." stands before the host."""
    return origin(url).replace("://www.", "://")


FEED = Kind(read=_read_feed, full=_full, version="3", discovers=True)
