"""Whether two blocks are about the same thing, whatever their dates say. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from watcher.dates import MONTH
from watcher.diff.words import WEEKDAYS, fold
from watcher.model import Block, BlockKind

SAME_WORD = 75.0
"""Two words at least so alike (rapidfuzz ratio, 0 to 100) are one word, misspelled once."""
LONGEST_LEAD = 8
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_TIME = re.compile(
    rf"(?:{MONTH}|{WEEKDAYS}|spring|summer|autumn|winter|midday|midnight|noon|\d+(?:st|nd|rd|th|am|pm)?|(?:19|20)\d\d-\d+)", re.I
)
_CODE = re.compile(r"(?!(?:19|20)\d\d$)[a-z]{0,4}\d{4,}", re.I)
_OPENERS = frozenset(
    """in on at by from to after before during until since throughout between under when where while although however
    therefore following as if for with this these that there also then once subject""".split()
)
"""What opens a sentence and names nothing."""
_BREAK = re.compile(r"[,;:(|]| [-] ")


def subject(text: str) -> tuple[str, ...]:
    """The words of a text besides its dates and numbers, lower-case; reference numbers of four digits or more count."""
    return tuple(filter(_telling, _WORD.findall(fold(text).lower())))


@lru_cache(maxsize=65536)
def _telling(word: str) -> bool:
    return not _TIME.fullmatch(word) or _CODE.fullmatch(word) is not None


def same_thing(before: Block, after: Block) -> bool:
    """False where both name what they are about, in their first words or by a reference number, and the names differ.

    Rows and items of a list are often alike but for the name: "Kent, 3 May" is not a later state of "Essex, 1 May".
    """
    old, new = _codes(before.text), _codes(after.text)
    if old and new:
        return bool(old & new)
    return not _differ(_lead(before), _lead(after))


def _codes(text: str) -> set[str]:
    if "|" not in text:
        return set()
    return {w for w in _WORD.findall(text.lower()) if _CODE.fullmatch(w)}


@lru_cache(maxsize=2048)
def _lead(block: Block) -> list[str]:
    """The name with which a block begins, as words; none where it begins with a sentence."""
    parts = _BREAK.split(fold(block.text))
    if len(parts) == 1 and block.kind is not BlockKind.ITEM:
        return []
    telling = next((p for p in parts if any(map(_telling, (m[0] for m in _WORD.finditer(fold(p).lower()))))), "")
    words = [w for w in _WORD.findall(telling) if not _TIME.fullmatch(w)]
    sentence = not words or len(words) > LONGEST_LEAD or words[0].lower() in _OPENERS
    if sentence or (len(words) == 1 and block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)):
        return []
    named = all(w[0].isupper() or not w[0].isalpha() for w in words if len(w) > 4)  # "upon" and "with" stand in names
    row = block.kind is BlockKind.ROW or block.text.startswith("|")
    return words if row or (named and len(words) > 1) or (named and _dated(block.text)) else []


def _dated(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _differ(old: list[str], new: list[str]) -> bool:
    """Whether each name has a word of its own that the other has nothing like; names without capitals: any word at all."""
    if not old or not new:
        return False
    capitals = [[w for w in words if w[0].isupper()] for words in (old, new)]
    if all(capitals):
        return _stranger(capitals[0], new) and _stranger(capitals[1], old)
    return all(_stranger([w], new) for w in old if len(w) > 3)


def _stranger(words: list[str], others: list[str]) -> bool:
    return any(all(fuzz.ratio(w.lower(), o.lower()) < SAME_WORD for o in others) for w in words)
