"""What every reader and writer of English text here shares: straight marks, words for numbers, a cut between words. Pure."""

from __future__ import annotations

import re

QUOTES = str.maketrans("‘’‚“”„", "'''\"\"\"")
"""For ``str.translate``: every quotation mark and apostrophe made straight, at the same places."""
DASHES = str.maketrans("–—\u2011", "---")
"""For ``str.translate``: every dash made a hyphen, at the same places."""

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
"""The single words of the numbers from 0 to 99."""

_FIGURE = re.compile(r"[-+−(]?[£$€]?\s?(?:\d[\d,. ]*|\.\d+)(?:e[-+]?\d+)?\s?(?:%|k|m|bn|pp)?\)?", re.I)
_MARK = re.compile(r"\[[a-z]{1,4}\]|[-–—.:*~†]{1,3}|[cklruwxz]|[nN]/?[aA]")
"""What statistics have in place of a figure: "[x]", "..", "c"."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def cut(text: str, most: int) -> str:
    """At most so many characters, ending at a word where there is more than one, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def is_figure(cell: str) -> bool:
    """Whether a cell holds a number, or the mark of one that is missing; a year names something and is none."""
    return bool(_FIGURE.fullmatch(cell) or _MARK.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def is_year(cell: str) -> bool:
    return bool(_YEAR.fullmatch(cell))
