"""Foreign text, cleaned once at the edge. Pure."""

from __future__ import annotations

import codecs
import re
import unicodedata
from datetime import UTC, datetime

from watcher.dates import LONDON
from watcher.text import cut

LONGEST_TITLE = 500
LONGEST_REASON = 300
YEARS = range(1900, 3000)
"""Moments in other years are slips or made to do harm."""
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MEANT = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS = {"utf-8": "utf-8", "utf8": "utf-8", "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
           "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
           "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15", "windows-1250": "cp1250"}  # fmt: skip


def clean(text: str) -> str:
    """One line: NFC, white space folded, no control, bidi, zero-width or unassigned characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text).translate(_SPACES)
    kept = "".join(ch for ch in spaced if unicodedata.category(ch) not in _DROPPED)
    return " ".join(unicodedata.normalize("NFC", kept).split())


_SPACES = {ord(c): " " for c in "\t\n\r\x0b\x0c\x85\u2028\u2029\xa0"}


def title_of(text: str) -> str:
    """A cleaned title, cut at 500 characters with an ellipsis."""
    text = clean(text)
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"


def reason_of(text: str) -> str:
    """A cleaned sentence about an answer, which may quote it: cut at 300 characters with an ellipsis."""
    return cut(clean(text), LONGEST_REASON)


def decode(body: bytes, content_type: str) -> str:
    """Bytes as text in the order of the WHATWG Encoding Standard: BOM, header, meta, windows-1252 (UTF-8 if valid)."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    named = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type, re.I)
    meant = _MEANT.search(body[:4096])
    for label in (named[1] if named else "", meant[1].decode("ascii", "replace") if meant else ""):
        if label.lower() in _LABELS:
            return body.decode(_LABELS[label.lower()], "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def moment(text: object) -> datetime | None:
    """An ISO 8601 moment in UTC; None where it is not one, or in none of the years in which anything here can happen."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text)
        at = (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.year in YEARS else None
