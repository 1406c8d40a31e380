"""Title and id of a new source, and how often it is looked at. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from watcher.model import SourceKind
from watcher.text import cut

LONGEST_ID = 40
LONGEST_TITLE = 120
_WEEKLY = re.compile(r"statistic|collection|research|legislation")
_EVERY = {
    SourceKind.FEED: ("1h", "new entries show here first"),
    SourceKind.GOVUK_SEARCH: ("1h", "new documents show here first"),
    SourceKind.FILE: ("1d", "a file is replaced once a day at most, as a rule"),
    SourceKind.JSON: ("1d", "data is renewed once a day, as a rule"),
    SourceKind.PARLIAMENT_QUESTIONS: ("1d", "answers come once a day"),
    SourceKind.PARLIAMENT_STATEMENTS: ("1d", "statements come once a day"),
    SourceKind.PARLIAMENT_COMMITTEE: ("1d", "a committee publishes a few times a week"),
    SourceKind.CITIZEN_SPACE: ("1d", "consultations open and close by the day"),
    SourceKind.CONTRACTS: ("1d", "notices come out every day"),
    SourceKind.STATISTICS: ("1w", "statistics come out a few times a year"),
    SourceKind.LEGISLATION: ("1w", "law changes slowly"),
    SourceKind.OFSTED: ("1w", "reports come a few each week"),
    SourceKind.GITHUB: ("1w", "it is only a trace of work that shows elsewhere"),
}
_SAYS_NOTHING = re.compile(
    r"(?:home|start|main|front|web|landing)(?:[- ]?page)?|index|welcome|search(?: results)?|news|blog|data|download|export|file|"
    r"document|page|untitled(?: document)?|csv|pdf|xlsx?|ods|json|rss|feed|.{0,3}",
    re.I,
)
"""Titles that half of all sites have."""


def interval(kind: SourceKind, document_type: str) -> tuple[str, str]:
    """How often to look, as in sources.toml, and why, as half a sentence. ``document_type``: as the document says it."""
    if kind in (SourceKind.GOVUK, SourceKind.PAGE) and _WEEKLY.search(document_type):
        return "1w", f"a page of this type ({document_type.replace('_', ' ')}) changes seldom"
    return _EVERY.get(kind, ("1d", "pages change once a day at most, as a rule"))


def suggested_title(title: str, url: str) -> str:
    """In at most 120 characters; a file's name in words, and with the site's name where a title says nothing by itself."""
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    if name and title == name:
        words = re.sub(r"[-_+\s]+", " ", re.sub(r"\.\w{1,5}$", "", name)).strip()
        title = words[:1].upper() + words[1:]
    if title and _SAYS_NOTHING.fullmatch(title.strip()):
        title = f"{title.strip()} ({(urlsplit(url).hostname or '').removeprefix('www.')})"
    return cut(title, LONGEST_TITLE)


def suggested_id(title: str, url: str, taken: Collection[str]) -> str:
    """An id of at most 40 characters from the title, else from the address; with a number where it is taken."""
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]).rsplit(".", 1)[0]
    stem = next(s for s in (_slug(title), _slug(last), _slug(parts.hostname or ""), "source") if s)
    free, number = stem, 2
    while free in taken:
        end = f"-{number}"
        free, number = f"{stem[: LONGEST_ID - len(end)].rstrip('-')}{end}", number + 1
    return free


def _slug(text: str) -> str:
    """Small letters, digits and hyphens; cut at a word, and not behind one that leads on to the next."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("'", "")).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= LONGEST_ID:
        return slug
    cut_off = (slug[: LONGEST_ID + 1].rpartition("-")[0] or slug)[:LONGEST_ID]
    return re.sub(r"(?:-(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with))+$", "", cut_off).rstrip("-")
