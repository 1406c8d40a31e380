"""Names in a plan that are no mistakes and yet will find too much, or nothing: for ``planwatch validate``. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watcher.match.names import SHORTEST, Strength, strength_of
from watcher.match.words import holds, words_of
from watcher.model import Commitment


@dataclass(frozen=True, slots=True)
class NameDoubt:
    """``commitment`` counts from 0 in what was given; ``key`` and ``at`` say where the name stands in it."""

    commitment: int
    key: str  # "names", "not_names" or "alias"
    at: int
    message: str


def doubts(commitments: Sequence[Commitment]) -> Iterator[NameDoubt]:
    """For each name at most one doubt, in the order of the plan. ``commitments``: those of one plan."""
    first: dict[tuple[str, ...], str] = {}
    for n, c in enumerate(commitments):
        names = [("names", i, name) for i, name in enumerate(c.names)] + [("alias", i, a.name) for i, a in enumerate(c.aliases)]
        for key, at, name in names:
            owner = first.setdefault(tuple(words_of(name)), c.id)
            message = _says_little(name) or (
                f"“{name}” is a name of {owner} too; a document with it concerns both" if owner != c.id else ""
            )
            if message:
                yield NameDoubt(n, key, at, message)
        for at, other in enumerate(c.not_names):
            barred = [name for _, _, name in names if holds(words_of(name), words_of(other))]
            if barred:
                yield NameDoubt(n, "not_names", at, f"“{other}” bars the name “{barred[0]}” wholly; it can never count")


def _says_little(name: str) -> str:
    if len(name.strip()) < SHORTEST:
        return f"“{name}” is shorter than {SHORTEST} letters and means a hundred things; write it out"
    if strength_of(name) is not Strength.COMMON:
        return ""
    what = "is one common word" if len(words_of(name)) == 1 else "is made of common words"
    return f"“{name}” {what}; it counts only beside the plan's subject or another name, and is never evidence by itself"
