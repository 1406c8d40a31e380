"""The id of a new source, and how often it is looked at. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from watcher.model import SourceKind

LONGEST_ID = 40
_WEEKLY = re.compile(r"statistic|collection|research|legislation")
_EVERY = {
    SourceKind.FEED: ("1h", "new entries show here first"),
    SourceKind.GOVUK_SEARCH: ("1h", "new documents show here first"),
    SourceKind.PARLIAMENT_QUESTIONS: ("1d", "answers come once a day"),
    SourceKind.PARLIAMENT_STATEMENTS: ("1d", "statements come once a day"),
    SourceKind.STATISTICS: ("1w", "statistics come out a few times a year"),
    SourceKind.LEGISLATION: ("1w", "law changes slowly"),
    SourceKind.OFSTED: ("1w", "reports come a few each week"),
    SourceKind.GITHUB: ("1w", "it is only a trace of work that shows elsewhere"),
}


def interval(kind: SourceKind, document_type: str) -> tuple[str, str]:
    """How often to look, as in sources.toml, and why, as half a sentence. ``document_type``: as the document says it."""
    if kind in (SourceKind.GOVUK, SourceKind.PAGE) and _WEEKLY.search(document_type):
        return "1w", f"a page of this type ({document_type.replace('_', ' ')}) changes seldom"
    return _EVERY.get(kind, ("1d", "pages change once a day at most, as a rule"))


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
    cut = (slug[: LONGEST_ID + 1].rpartition("-")[0] or slug)[:LONGEST_ID]
    return re.sub(r"(?:-(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with))+$", "", cut).rstrip("-")
