"""Foreign words, made safe for wherever a reader puts them. Pure."""

from __future__ import annotations

import re

from notifier.words import one_line

_LIKE_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)|=(?=\?)")
_HARMLESS = {"<": "‹", "&": "& ", "=": "= "}


def plain(text: str) -> str:
    """On one line, and nothing in it reads as markup to a reader that takes a title for HTML, nor as an encoded word in a mail."""
    return _LIKE_MARKUP.sub(lambda found: _HARMLESS[found[0]], one_line(text))
