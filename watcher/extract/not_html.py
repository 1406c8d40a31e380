"""What came where an HTML page was asked for. Pure.

The first bytes are those by which the formats' own specifications, and the WHATWG's MIME Sniffing Standard, know them.
"""

from __future__ import annotations

import re

from watcher.errors import ExtractError
from watcher.extract.json_text import read_json

_BEGINNINGS = (
    ((b"%PDF-",), "a PDF"),
    ((b"PK\x03\x04", b"PK\x05\x06"), "a ZIP archive or office file"),
    ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",), "an old office file"),
    ((b"\x1f\x8b\x08",), "a gzip file"),
    ((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"), "a picture"),
)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.S)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_ASIDE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->)", re.S)
_FEEDS = frozenset({"rss", "feed", "RDF"})
_HEAD = 1 << 16
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_MOST_NO_TEXT = 0.05
"""Random bytes read as windows-1252 have 12 in a hundred; a page whose charset is mistaken has one for each accent."""


def instead_of_page(body: bytes, text: str) -> str:
    """What the bytes are ("a PDF"), or "" where they may be an HTML page. ``text``: the bytes, decoded."""
    start = body[:1024].lstrip()
    named = next((what for beginnings, what in _BEGINNINGS if start.startswith(beginnings)), "")
    if named or _WEBP.match(body):
        return named or "a picture"
    if len(_NO_TEXT.findall(text[:_HEAD])) > _MOST_NO_TEXT * len(text[:_HEAD]):
        return "something that is not text"
    return _other_xml(text[:_HEAD]) or _json(body)


def _other_xml(text: str) -> str:
    """Of XML that is no XHTML, what it is."""
    declared, at = text.lstrip().startswith("<?xml"), 0
    while aside := _ASIDE.match(text, at):
        at = aside.end()
    doctype = re.match(r"\s*<!DOCTYPE\s+([\w:.-]+)", text[at:], re.I)
    root = doctype or _ROOT.match(text[at:].lstrip())
    name = root[1] if root else ""
    if name in _FEEDS:
        return "a feed"
    return f"XML ({name[:40]})" if declared and name and name.lower() != "html" else ""


def _json(body: bytes) -> str:
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return ""
    try:
        read_json(body)
    except ExtractError:
        return ""
    return "JSON"
