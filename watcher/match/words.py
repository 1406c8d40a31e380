"""Text into comparable words: plurals, spellings and the usual short forms of official prose are made alike. Pure.

The short and long forms, the subjects and what follows "Send" are words of English schooling, which the shipped plans are
about. In another plan they change nothing but those words; its own acronyms match in their own spelling (names.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

STOP = "."
"""Stands for the end of a sentence or cell; no name reaches over it."""

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[.;!?|](?=\s|$)|[:()]|[-–—](?=\s)")
_STOPS = frozenset(".;!?|")
_BREAKS = frozenset(":()-–—")
SENTENCE_END = re.compile(r"(?<=[.!?;])\s")
_COORDINATE = re.compile(r"\b([Cc]o)-(ord|prod|des|op)")
_APOSTROPHES = str.maketrans("", "", "’'‘")
_CONNECTORS = frozenset("and the a an of for in to on with by at as its their into from or".split())

_SHORT = {
    "sen": "SEND", "send": "SEND", "senco": "SENCO", "sendco": "SENCO", "ehcp": "EHCP", "ap": "AP", "npq": "NPQ", "icb": "ICB",
    "ittecf": "ITTECF",
}  # fmt: skip
SUBJECTS = frozenset({"SEND", "AP", "EHCP"})
"""Short forms that say whom a thing is for, and not which thing it is."""

_LONG = {
    "special educational need disability": "SEND",
    "special educational need": "SEND",
    "special education need": "SEND",
    "SEND disability": "SEND",
    "SEND coordinator": "SENCO",
    "SEND coordination": "SENCO",
    "education health care ehc plan": "EHCP",
    "education health care plan": "EHCP",
    "EHCP plan": "EHCP",
    "ehc plan": "EHCP",
    "alternative provision": "AP",
    "SEND AP": "SEND",
    "national professional qualification": "NPQ",
    "integrated care board": "ICB",
    "initial teacher training early career framework": "ITTECF",
}
"""Long forms by their stems, each beside the short form that it is the same as; a short form may take part in another."""

_SEND_NOUNS = frozenset(
    "reform reforms review system tribunal code pupils children provision plan plans support schools places funding crisis "
    "white green improvement standards data inspection inspections transport deficit deficits and ap law needs".split()
)
"""What follows "Send" where newspapers write the acronym like a word; anything else follows the verb."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Lower case without plural: enough for names of programmes."""
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def spelled(text: str) -> list[str]:
    """The words as they are written, and STOP between sentences; hyphens join, "co-ordinator" is "coordinator"."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _TOKEN.findall(_COORDINATE.sub(r"\1\2", plain.translate(_APOSTROPHES)))


def words_of(text: str) -> list[str]:
    """Stems in order, without connecting words; a long form and its short form are one and the same word."""
    return [w.word for w in read_words(text) if w.word != STOP]


def starts_of(words: Sequence[str], run: Sequence[str]) -> Iterator[int]:
    """Where a run of words begins among others, first to last; an empty run begins nowhere."""
    wanted = tuple(run)
    for i, word in enumerate(words if wanted else ()):
        if word == wanted[0] and tuple(words[i : i + len(wanted)]) == wanted:
            yield i


def holds(words: Sequence[str], run: Sequence[str]) -> bool:
    """Whether a run of words stands among others, side by side and in its order."""
    return next(starts_of(words, run), None) is not None


class Word(NamedTuple):
    """``word`` is what is compared. ``opens``: a colon, dash or bracket stands before it, or it is the first."""

    word: str
    part: str  # as it is spelled
    opens: bool = False


def read_words(text: str, *, as_name: bool = False) -> list[Word]:
    """The words in order, and STOP between sentences. ``as_name``: acronyms count in small letters too, as in an address."""
    plain: list[Word] = []
    tokens = spelled(text)
    opens = True
    for i, token in enumerate(tokens):
        if token in _BREAKS:
            opens = True
        elif token in _STOPS:
            plain.append(Word(STOP, token))
            opens = True
        else:
            following = tokens[i + 1] if i + 1 < len(tokens) else ""
            for part in token.split("-") if "-" in token else (token,):
                word = _word(part, loose=as_name or "-" in token, following=following)
                if word not in _CONNECTORS:
                    plain.append(Word(word, part, opens))
                    opens = False
    return _shortened(plain)


def _word(part: str, *, loose: bool, following: str) -> str:
    word = stem(part)
    short = _SHORT.get(word)
    if short is None:
        return word
    if loose or part.rstrip("s").isupper() or word in ("senco", "sendco", "ehcp"):
        return short
    return short if part == "Send" and following.lower() in _SEND_NOUNS else word


def _by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for long, short in _LONG.items():
        table.setdefault(long.split()[0], []).append((tuple(long.split()), short))
    return {first: sorted(forms, key=lambda form: -len(form[0])) for first, forms in table.items()}


_FIRSTS = _by_first()
_FORMS = frozenset({*_FIRSTS, *_SHORT.values()})
"""Words without any of which nothing can be shortened."""


def _shortened(plain: list[Word]) -> list[Word]:
    """Long forms give way to short ones; a short form just after its own long form says nothing more."""
    if _FORMS.isdisjoint([w.word for w in plain]):
        return plain
    words: list[Word] = []
    i = 0
    while i < len(plain):
        now, size = plain[i], 1
        for form, short in _FIRSTS.get(now.word, ()):
            if all(i + k < len(plain) and plain[i + k].word == w for k, w in enumerate(form)):
                now, size = Word(short, short, now.opens), len(form)
                break
        i += size
        _append(words, now)
    return words


def _append(words: list[Word], now: Word) -> None:
    """Adds a word, which may complete a form whose first half is a short form itself ("SEND" and then "AP")."""
    if words:
        before = words[-1]
        if now.word == before.word and now.word.isupper():
            return
        for form, short in _FIRSTS.get(before.word, ()) if before.word.isupper() else ():
            if form == (before.word, now.word):
                words[-1] = Word(short, short, before.opens)
                return
    words.append(now)
