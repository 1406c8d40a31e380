"""The bytes of a feed as the XML that is parsed: decoded here, without what harms, and not cut off. Pure."""

from __future__ import annotations

import re

from watcher.errors import ExtractError
from watcher.extract.text import decode

MOST_BEFORE = 20_000
"""So many characters are looked through for the beginning of a feed; servers print warnings before it."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w-]+)", re.I)
_BEGINS = re.compile(r"<\?xml\b|<(?:[\w.-]+:)?(?:rss|feed|RDF)\b", re.I)
_DECLARATION = re.compile(r"<\?xml[^>]{0,500}\?>", re.I)
_ENDS = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|RDF)\s*>", re.I)
_DTD = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.I)
_WEB_PAGE = re.compile(r"<!doctype html|<html\b", re.I)
_NOT_XML = {c: None for c in range(32) if c not in (9, 10, 13)}


def feed_text(body: bytes) -> str:
    """RSS or Atom as text, from its first tag on and without its XML declaration.

    Raises ExtractError where it is none, breaks off before its end, or declares a DTD, which no honest feed needs: entities of
    its own are how a small file becomes a huge one, and how it reads others.
    """
    text = _decoded(body).translate(_NOT_XML)
    begins = _BEGINS.search(text, 0, MOST_BEFORE)
    page = _WEB_PAGE.search(text, 0, begins.start() if begins else MOST_BEFORE)
    if page:
        raise ExtractError("it is neither RSS nor Atom, but a web page")
    if _DTD.search(_without_character_data(text)):
        raise ExtractError("the feed declares a DTD, which no honest feed needs; it was not parsed")
    if begins is None:
        raise ExtractError("it is neither RSS nor Atom")
    text = _DECLARATION.sub("", text[begins.start() :], count=1)
    if not _ENDS.search(text):
        raise ExtractError("the feed broke off before its end")
    return text


def _decoded(body: bytes) -> str:
    """By its byte order, else as it declares, as far as browsers know the name (never UTF-7), else UTF-8 or windows-1252."""
    if body[:2] == b"<\0":
        return decode(body, "charset=utf-16le")
    if body[:2] == b"\0<":
        return decode(body, "charset=utf-16be")
    declared = _DECLARED.search(body, 0, MOST_BEFORE)
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    return decode(body, "" if name in ("utf-8", "utf8") else f"charset={name}")


def _without_character_data(text: str) -> str:
    """What a post quotes is not what the feed declares."""
    first, *rest = text.split("<![CDATA[")
    return "".join([first, *(part.partition("]]>")[2] for part in rest)])
