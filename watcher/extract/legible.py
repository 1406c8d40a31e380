"""Whether text makes words: files may store letters without saying which they are. Pure."""

from __future__ import annotations

import re

_LEAST_WORDS = 12
_MOST_ODD = 0.2
"""Of the words of English, addresses and names made of capitals among them, fewer than one in fifty are odd."""
_WORD = re.compile(r"\b[A-Za-z]{4,}\b")
_NO_VOWEL = re.compile(r"[^aeiouywAEIOUYW]+")
_NO_START = re.compile(
    r"x(?![aeiy])|q(?!u)|[jvz][b-df-hj-np-tv-xz]|[bdfgkmpt][bcdfgkmpqtvxz](?<!dd)(?<!ff)(?<!pt)|c[bcdfgjkmpqtvx]"
)
_MOST_STRANGE = 0.3
_STRANGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


def illegible(text: str) -> str:
    """Why a text cannot be read, in a few words; "" where it can be, or is too short to tell."""
    signs = len(text) - text.count(" ")
    if signs and len(_STRANGE.findall(text)) > _MOST_STRANGE * signs:
        return "most of its letters are stored without saying which they are"
    words = _WORD.findall(text)
    odd = sum(1 for word in words if _odd(word))
    if len(words) >= _LEAST_WORDS and odd > _MOST_ODD * len(words):
        return f"{odd:,} of its {len(words):,} longer words are not words, because it stores letters under the names of others"
    return ""


def _odd(word: str) -> bool:
    """Whether no word begins so or is without a vowel, names made of capitals apart."""
    return bool(_NO_VOWEL.fullmatch(word)) or bool(_NO_START.match(word.lower()) and not word.isupper())
