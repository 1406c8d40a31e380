"""Is this really the page? Pure. What fails here is unseen, never "everything was removed"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from watcher.model import LISTS, BlockKind, Document, DocumentState, UnseenReason

LEAST_KEPT = 0.4
"""A page that keeps less of its text than this in one step is suspect, if it had 400 characters to lose."""
LEAST_ROWS_KEPT = 2 / 3
LEAST_ROWS = 6
LEAST_KEPT_OF_LONG = 4 / 5
LONG_LIST = 30
"""Of a list that has thirty rows, a fifth does not go in one step either: ten areas of 46 once did overnight, and came back."""
LEAST_ALIKE = 0.5
"""The page to which an address leads anew is the known one where it has this share of its runs of three words."""
SHORT = 1500
WORDLESS = 300
"""A page that says no more than this, and asks for JavaScript, says nothing else."""
MOST_SEARCHED = 500_000
"""Walls and apologies are short; the same words in a long page are about something else."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """``certain``: never to be believed. Otherwise a second look that says the same confirms it."""

    reason: UnseenReason
    detail: str
    certain: bool


_WALLS: tuple[tuple[UnseenReason, str, str], ...] = (
    (
        UnseenReason.BOT_WALL,
        "The site asks whether we are a person.",
        r"checking your browser|are you (?:a )?(?:human|robot)|not a robot|captcha|enable javascript and cookies|"
        r"just a moment|access denied|unusual traffic|security check|verify you are|request blocked|ddos protection",
    ),
    (
        UnseenReason.MAINTENANCE,
        "The site says that it is being repaired.",
        r"service (?:is )?(?:currently |temporarily )?unavailable|sorry, there is a problem with the service|"
        r"experiencing technical difficulties|under maintenance|planned maintenance|down for maintenance|"
        r"scheduled maintenance|back soon|temporarily unavailable|we.ll be back|try again later",
    ),
    (
        UnseenReason.SOFT_404,
        "The page says that it was not found, although the server calls it fine.",
        r"page (?:was |could )?not (?:be )?found|page cannot be found|can.t find (?:the|that|this) page|404 error|"
        r"error 404|no longer exists|page doesn.t exist",
    ),
    (
        UnseenReason.BOT_WALL,
        "The site asks for a login or for consent before it shows the page.",
        r"\bsign in to continue\b|\blog ?in to (?:continue|view)\b|please (?:sign|log) in|enter your password|"
        r"we use cookies.{0,200}accept (?:all )?cookies to continue|accept cookies to (?:continue|view)",
    ),
)
_WANTS_SCRIPT = re.compile(
    r"\b(?:enable|turn on|activate) javascript\b(?! and cookies)|\bjavascript (?:must|has to|needs to) be (?:enabled|turned on)|"
    r"\b(?:requires?|needs?) javascript\b|\bjavascript is (?:required|disabled)",
    re.I,
)
_SCRIPTED = re.compile(rb"<script\b", re.I)
"""In a page without a word. What a browser rendered is kept without its scripts."""
_WALL_PATTERNS = [(reason, detail, re.compile(pattern, re.I)) for reason, detail, pattern in _WALLS]


def judge_quality(document: Document, raw: bytes, previous: Document | None) -> Suspicion | None:
    """What is wrong with a document as a reading of its page; None where nothing is."""
    if document.state in (DocumentState.GONE, DocumentState.MOVED):
        return None
    if document.type == "recent":
        return None
    if document.type in LISTS:
        return _list_suspicion(document, previous)
    return _wall(document) or _empty(document, raw, previous) or _collapse(document, raw, previous)


def judge_redirect(document: Document, led_to: str, previous: Document | None) -> Suspicion | None:
    """What is wrong with a page that came from another address than before: another page, such as a site's front page."""
    if previous is None or previous.state is DocumentState.GONE or not previous.text:
        return None
    before = _runs(previous.text)
    if len(before & _runs(document.text)) >= LEAST_ALIKE * len(before):
        return None
    detail = f"The address leads to another page, {led_to}; a second look will confirm it."
    return Suspicion(UnseenReason.SOFT_404, detail, certain=False)


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every three words that follow each other."""
    words = text[:MOST_SEARCHED].casefold().split()
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}


def _wall(document: Document) -> Suspicion | None:
    if document.content_id or len(document.text) > SHORT:
        return None
    words = f"{document.title} {document.text}"
    for reason, detail, pattern in _WALL_PATTERNS:
        if pattern.search(words):
            return Suspicion(reason, detail, certain=True)
    return None


def _empty(document: Document, raw: bytes, previous: Document | None) -> Suspicion | None:
    if not document.content_id and len(document.text) <= WORDLESS and _WANTS_SCRIPT.search(document.text):
        return _made_by_script()
    if document.text or document.attachments or document.notes or document.description:
        return None
    if previous is not None and not previous.text and document.title:
        return None
    if _SCRIPTED.search(raw[:MOST_SEARCHED]):
        return _made_by_script()
    return Suspicion(UnseenReason.EMPTY, "The page came without any text.", certain=True)


def _made_by_script() -> Suspicion:
    detail = 'The page came without any text of its own: JavaScript makes it. Set renderer = "chromium" for this source.'
    return Suspicion(UnseenReason.EMPTY, detail, certain=True)


def _collapse(document: Document, raw: bytes, previous: Document | None) -> Suspicion | None:
    if previous is None or len(previous.text) < 400 or document.state is DocumentState.WITHDRAWN:
        return None
    rows = _shrunken(_rows(document), _rows(previous))
    if rows:
        return rows
    kept = len(document.text) / len(previous.text)
    if _cut(raw) and kept < 0.98:
        return Suspicion(UnseenReason.COLLAPSED, "The page broke off before its end.", certain=True)
    if kept < LEAST_KEPT:
        lost = "almost all" if kept < 0.005 else f"{1 - kept:.0%}"
        detail = f"The page lost {lost} of its text at once; a second look will confirm it."
        return Suspicion(UnseenReason.COLLAPSED, detail, certain=False)
    return None


def _cut(raw: bytes) -> bool:
    head, tail = raw[:2000].lstrip().lower(), raw[-2000:].lower()
    return head.startswith((b"<!doctype html", b"<html")) and b"</html" not in tail


def _rows(document: Document) -> int:
    return sum(b.kind is BlockKind.ROW for b in document.blocks)


def _shrunken(now: int, before: int) -> Suspicion | None:
    least = LEAST_KEPT_OF_LONG if before >= LONG_LIST else LEAST_ROWS_KEPT
    if before < LEAST_ROWS or now > before * least:
        return None
    detail = f"The list went from {before} rows to {now} at once; a second look will confirm it."
    return Suspicion(UnseenReason.LIST_SHRANK, detail, certain=False)


def _list_suspicion(document: Document, previous: Document | None) -> Suspicion | None:
    if previous is None:
        return None
    if document.type == "search":
        return _vanished(document, previous)
    return _shrunken(len(document.entries), len(previous.entries))


def _vanished(document: Document, previous: Document) -> Suspicion | None:
    """Rows that a search lost, as far as it was read back: how far that is differs from look to look."""
    there = {e.url for e in document.entries}
    oldest = min((e.updated for e in document.entries if e.updated and document.partial), default=None)
    expected = [e.url for e in previous.entries if oldest is None or e.updated is None or e.updated > oldest]
    return _shrunken(sum(url in there for url in expected), len(expected))
