"""What an address is by what it answers: a file, a feed, data or a page. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from watcher.errors import ExtractError
from watcher.extract.blocks import Element, blocks_of, parse
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer
from watcher.extract.text import clean, decode
from watcher.model import SourceKind
from watcher.recognise.suggestion import Suggestion

LEAST_TEXT = 200
"""A page with scripts and fewer characters than this is empty until its scripts have run."""
MOST_FEEDS = 5
_FILES = {
    ".pdf": "a PDF", ".odt": "a text document", ".docx": "a text document", ".xlsx": "a spreadsheet", ".xls": "a spreadsheet",
    ".ods": "a spreadsheet", ".csv": "a table of comma-separated values",
}  # fmt: skip
_FILE_TYPES = {
    "application/pdf": "a PDF", "text/csv": "a table of comma-separated values",
    "application/vnd.oasis.opendocument.text": "a text document", "application/vnd.oasis.opendocument.spreadsheet": "a spreadsheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a text document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "a spreadsheet",
    "application/vnd.ms-excel": "a spreadsheet",
}  # fmt: skip
_FEED = re.compile(rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*>\s*|<!--.*?-->\s*)*<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]", re.S)
_FEED_TYPES = {"application/rss+xml": "RSS", "application/atom+xml": "Atom", "application/feed+json": "JSON Feed"}
"""Media types by which pages name their feeds; the last: JSON Feed 1.1, "Discovery"."""


def by_answer(url: str, answer: Answer) -> tuple[Suggestion, ...]:
    """What the answer of a normalised address can be watched as, the best first; empty where it is nothing that can be read."""
    body, media = answer.body.lstrip(b"\xef\xbb\xbf"), answer.content_type.split(";")[0].strip().lower()
    file = _file(url, media, body)
    if file:
        return (Suggestion(SourceKind.FILE, url, f"The answer is {file}."),)
    if _FEED.match(body[:4096]):
        return (Suggestion(SourceKind.FEED, url, "The answer is a feed."),)
    if body.lstrip()[:1] in (b"{", b"["):
        return _data(url, body)
    if media.startswith("text/") or "html" in media or body.lstrip()[:1] == b"<":
        return tuple(_page(url, answer))
    return ()


def _file(url: str, media: str, body: bytes) -> str:
    """What kind of file, in words, or ""."""
    ending = "." + urlsplit(url).path.rsplit(".", 1)[-1].lower()
    if body.startswith(b"%PDF"):
        return "a PDF"
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _FILES.get(ending) or _FILE_TYPES.get(media) or "a packed file"
    return "" if body.lstrip()[:1] == b"<" else _FILE_TYPES.get(media) or (_FILES.get(ending, "") if ending == ".csv" else "")


def _data(url: str, body: bytes) -> tuple[Suggestion, ...]:
    try:
        value = read_json(body)
    except ExtractError:
        return ()
    if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version", "")):
        return (Suggestion(SourceKind.FEED, url, "The answer is a JSON Feed."),)
    hints = (f"A JMESPath expression in `select` says what of it to watch. {_holds(value)}", *_as_documents(value))
    return (Suggestion(SourceKind.JSON, url, "The answer is JSON of a shape of its own.", hints=hints),)


def _as_documents(value: object) -> Iterator[str]:
    """How rows become documents, where a list has web addresses in it."""
    lists = {"": value, **value} if isinstance(value, dict) else {"": value}
    for name, rows in lists.items():
        first = rows[0] if isinstance(rows, list) and rows else None
        keys = first if isinstance(first, dict) else {"@": first}
        url = next((k for k, v in keys.items() if isinstance(v, str) and v.startswith(("http://", "https://"))), "")
        if url and all(re.fullmatch(r"@|[A-Za-z_]\w*|", k) for k in (name, url)):
            title = next((k for k in keys if "title" in k.lower() or "name" in k.lower()), url)
            expression = f"{name}[].{{title: {_quoted(title)}, url: {url}}}"
            yield f"{{title: ..., url: ...}} makes its rows into documents, which are read by themselves: {expression}"
            return


def _quoted(key: str) -> str:
    return key if re.fullmatch(r"@|[A-Za-z_]\w*", key) else json.dumps(key)


def _holds(value: object) -> str:
    if isinstance(value, list):
        return f"It is a list of {len(value)}."
    keys = [f"{clean(str(k))[:40]} (a list of {len(v)})" if isinstance(v, list) else clean(str(k))[:40]
            for k, v in value.items()] if isinstance(value, dict) else []  # fmt: skip
    return f"It holds {', '.join(keys[:12])}{' and more' if len(keys) > 12 else ''}."


# --- pages ---


def _page(url: str, answer: Answer) -> Iterator[Suggestion]:
    try:
        tree = parse(decode(answer.body, answer.content_type))
    except ExtractError:
        return
    if _needs_scripts(tree):
        why = "The answer is a page that is empty, or nearly, until its scripts have run."
        hint = "A browser renders it first: that needs the optional part `browser`, and more of the site's patience."
        yield Suggestion(SourceKind.PAGE, url, why, renderer="chromium", hints=(hint,))
    else:
        part = _main_part(tree)
        why = f"The answer is a page{f', whose text is in one part ({part})' if part else ''}."
        yield Suggestion(SourceKind.PAGE, url, why, select=part)
    yield from _feeds(url, tree)


def _needs_scripts(tree: Element) -> bool:
    body = tree.find("body")
    said = sum(len(b.text) for b in blocks_of(body)) if body is not None else 0
    return said < LEAST_TEXT and tree.find(".//script") is not None


def _main_part(tree: Element) -> str:
    """A selector of the one part that holds the page's text; "" where there is none, or more than one."""
    for selector, path in (("main", "//main"), ("[role=main]", "//*[@role='main']"), ("article", "//article")):
        found = tree.xpath(path)
        if len(found) == 1 and sum(len(b.text) for b in blocks_of(found[0])) >= LEAST_TEXT:
            return selector
    return ""


def _feeds(url: str, tree: Element) -> Iterator[Suggestion]:
    """The feeds that a page names as other forms of itself; those of comments are left out."""
    told: set[str] = set()
    for link in tree.xpath("//link[@href]"):
        name = _FEED_TYPES.get((link.get("type") or "").split(";")[0].strip().lower())
        address, title = _whole(url, link.get("href")), clean(link.get("title") or "")
        if "alternate" not in (link.get("rel") or "").lower().split() or not name or not address or address in told:
            continue
        if not re.search(r"\bcomments?\b", f"{title} {urlsplit(address).path}", re.I) and len(told) < MOST_FEEDS:
            told.add(address)
            yield Suggestion(SourceKind.FEED, address, f"The page names it as its feed ({name}).", title)


def _whole(base: str, href: str) -> str:
    try:
        url = urljoin(base, href.strip())
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""
