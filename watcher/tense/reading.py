"""A text parted into clauses, and what they say together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from watcher.tense.cues import DONE, NOT_DONE, NOT_STOPPED, SAYS_NOTHING, TO_COME, TODAY
from watcher.tense.headlines import tense_of_headline
from watcher.tense.names import Tense
from watcher.text import QUOTES

_SENTENCE = re.compile(r"(?<=[.!?])[\"')]?\s+|\n")
_CLAUSE = re.compile(
    r"[;:]\s|,? but |, (?:and|so|yet|though|although|while|whereas) |\b(?:while|although|whereas) |, (?=the |it |we |they )|"
    r" and (?=(?:the|it|we|they|this|a) )"
)
_FRONTED = re.compile(r"^\W*(?:once|if|as soon as|provided|unless|until)\b(?! (?:\w+ )?your?\b)[^,.;]*?(?=\b(?:will|shall)\b)")
"""A condition at the head of a sentence, with no comma before what follows from it."""
_PRONOUN = re.compile(r"^\W*(?:it|they|this|these|both)\b")
_ELLIPSIS = re.compile(r"\b(?:has|have|is|are|was|were|did|does)(?: not|n't) *\W*$")
_STEM = re.compile(r"[^\W_]{2,}")


def tense_of(text: str, about: str = "") -> Tense:
    """What the text says of its thing, or of the thing called ``about``; linear in the length of the text.

    A denial outweighs a plan, and a plan outweighs word that it is done. With ``about`` the clauses that name it decide,
    each with the next that takes it up as "it"; where none does, or nothing is said of it, the whole text.
    """
    sentences = [s for s in _SENTENCE.split(text.translate(QUOTES).lower()) if not _asks(s)]
    clauses = [c for s in sentences for c in _clauses(s)]
    named = _weightiest(map(_of_clause, _naming(clauses, about))) if about else Tense.UNSAID
    return named or _weightiest((*map(_of_clause, clauses), *map(tense_of_headline, sentences)))


def _weightiest(tenses: Iterable[Tense]) -> Tense:
    said = frozenset(tenses)
    return next((t for t in (Tense.NOT_DONE, Tense.TO_COME, Tense.DONE) if t in said), Tense.UNSAID)


def _of_clause(clause: str) -> Tense:
    clause = NOT_STOPPED.sub(" ", clause)
    if NOT_DONE.search(clause) or _ELLIPSIS.search(clause):
        return Tense.NOT_DONE
    if TODAY.search(clause):
        return Tense.DONE
    if TO_COME.search(clause):
        return Tense.TO_COME
    return Tense.DONE if DONE.search(clause) else Tense.UNSAID


def _asks(sentence: str) -> bool:
    return sentence.rstrip(" \"')").endswith("?")


def _clauses(sentence: str) -> Iterator[str]:
    return (part for part in _CLAUSE.split(SAYS_NOTHING.sub(" ", _FRONTED.sub(" ", sentence))) if part.strip())


def _naming(clauses: Sequence[str], about: str) -> list[str]:
    """The clauses that name a thing, each with the next where that takes it up as "it"."""
    wanted = _stems(about)
    named = [wanted <= _stems(c) for c in clauses]
    return [c for n, c in enumerate(clauses) if named[n] or (n and named[n - 1] and _PRONOUN.match(c))]


def _stems(text: str) -> frozenset[str]:
    return frozenset(w.rstrip("s") for w in _STEM.findall(text.lower()))
