"""Foreign words, made safe for wherever a reader puts them. Pure."""

from __future__ import annotations

import re
from unicodedata import normalize

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_WEB = re.compile(r"https?://[^/\s<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", re.I)
_LIKE_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)|=(?=\?)")
_HARMLESS = {"<": "‹", "&": "& ", "=": "= "}


def clean(text: str) -> str:
    """One line without control, bidi, zero-width or unassigned characters, nor any that XML 1.0 forbids (2.2)."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in _ESCAPES.sub("", text))
    return " ".join(normalize("NFC", text).split())


def plain(text: str) -> str:
    """Clean, and nothing in it reads as markup to a reader that takes a title for HTML, nor as an encoded word in a mail."""
    return _LIKE_MARKUP.sub(lambda found: _HARMLESS[found[0]], clean(text))


def cut(text: str, most: int) -> str:
    """At most so many characters, ending at a word, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def web(url: str) -> str:
    """A foreign address for a link: http or https, whole and clean; else ""."""
    return url if _WEB.fullmatch(url) and clean(url) == url else ""
