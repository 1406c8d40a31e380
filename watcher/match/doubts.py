"""Names in a plan that are no mistakes and yet will find too much, or nothing: for ``planwatch validate``. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watcher.match.names import SHORTEST, Strength, strength_of
from watcher.match.subject import Subject
from watcher.match.words import STOP, SUBJECTS, holds, read_words, spelled, words_of
from watcher.model import Commitment


@dataclass(frozen=True, slots=True)
class NameDoubt:
    """``commitment`` counts from 0 in what was given; ``key`` and ``at`` say where the name stands in it."""

    commitment: int
    key: str  # "names", "not_names" or "alias"
    at: int
    message: str


GENERIC = frozenset(
    """announcement answer annual briefing budget bulletin consultation debate document draft education evaluation evidence final
    framework funding government guidance guide handbook health inquiry inspection interim law letter meeting minister money news
    new overview paper parliament policy progress project proposal publication question reform report research response result
    review school speech spending statement statistic summary survey transport update white
    announce consult deliver launch publish respond set start will""".split()
)
"""Stems of kinds of document, of the fields that every department has, and of verbs of announcing: they name no one thing."""
_MOST_GENERIC = 2
"""Generic words beside the subject in a name that names nothing; three or more are seldom a coincidence."""


def doubts(commitments: Sequence[Commitment]) -> Iterator[NameDoubt]:
    """For each name at most one doubt, in the order of the plan. ``commitments``: those of one plan."""
    first: dict[tuple[str, ...], str] = {}
    subject = Subject(commitments).words
    for n, c in enumerate(commitments):
        names = [("names", i, name) for i, name in enumerate(c.names)] + [("alias", i, a.name) for i, a in enumerate(c.aliases)]
        for key, at, name in names:
            owner = first.setdefault(tuple(words_of(name)), c.id)
            message = _says_little(name, subject) or (
                f"“{name}” is a name of {owner} too; a document with it concerns both" if owner != c.id else ""
            )
            if message:
                yield NameDoubt(n, key, at, message)
        for at, other in enumerate(c.not_names):
            barred = [name for _, _, name in names if holds(words_of(name), words_of(other))]
            if barred:
                yield NameDoubt(n, "not_names", at, f"“{other}” bars the name “{barred[0]}” wholly; it can never count")


def _says_little(name: str, subject: frozenset[str]) -> str:
    """``subject``: the words of what the plan is about."""
    words = [w.word for w in read_words(name, as_name=True) if w.word != STOP]
    if len(name.strip()) < SHORTEST:
        return f"“{name}” is shorter than {SHORTEST} letters and means a hundred things; write it out"
    if words and all(w in subject for w in words):
        return f"“{name}” is the subject of the plan and no name of one thing in it; it counts wherever the subject is spoken of"
    if strength_of(name) is Strength.COMMON:
        what = "is one common word" if len(spelled(name)) == 1 else f"is made of common words{_of_one(words)}"
        return f"“{name}” {what}; it counts only beside the plan's subject or another name, and is never evidence by itself"
    return _generic(name, words, subject)


def _of_one(words: Sequence[str]) -> str:
    return f", of which only “{words[0]}” counts" if len(words) == 1 else ""


def _generic(name: str, words: Sequence[str], subject: frozenset[str]) -> str:
    """For a name that the matcher takes at its word, though it could be that of any document in the field."""
    rest = [w for w in words if w not in subject | SUBJECTS]
    if len(rest) > _MOST_GENERIC or not all(w in GENERIC or w.isdigit() for w in rest):
        return ""
    where = "wherever it stands" if strength_of(name) is Strength.SPECIFIC else "in every document on the plan's subject"
    return f"“{name}” could name any document of its kind, and counts {where}; add what tells this one apart"
