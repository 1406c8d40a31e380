"""A ladder of words, compiled: what stands where, and on which rung. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from watcher.wording.words import PATTERNS, Rungs

STEP = 0.4
"""A difference of less is none."""
_VERB = re.compile(r"(\w+)~")
_BETWEEN = re.compile(r"\s+\|\s+|\s*\n\s*")
_DENIES = re.compile(r"\b(?:not|never|no longer)\b|n't\b|\bcannot\b")
_DENIED = re.compile(
    r"(?:\b(?:not|never|no longer|no)|n't) (?:currently |now |yet |any )?(?:plans? to )?$|^no (?!doubt)(?:\w+ ){1,3}$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a ladder in a clause: its rung, where it stands, and whether it is denied ("will not")."""

    rung: float
    start: int
    end: int
    negative: bool = False


class Ladder:
    """One table of ``words``; what it does is linear in the length of the text. Texts are in small letters."""

    def __init__(self, rungs: Rungs) -> None:
        self._rungs = list(rungs)
        groups = (f"(?P<r{n}>{one_of(rungs[rung], PATTERNS)})" for n, rung in enumerate(self._rungs))
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])")

    def search(self, plain: str) -> list[Found]:
        """Every word of the ladder in a text, in order; they do not overlap."""
        return [self._found(plain, match) for match in self._pattern.finditer(plain)]

    def at(self, plain: str, position: int) -> Found | None:
        """The word of the ladder that stands at a place."""
        match = self._pattern.match(plain, position)
        return self._found(plain, match) if match else None

    def _found(self, plain: str, match: re.Match[str]) -> Found:
        rung = self._rungs[int((match.lastgroup or "r0")[1:])]
        return Found(rung, match.start(), match.end(), is_denied(plain, match.start(), match.end()))


def denies(plain: str, found: Found) -> bool:
    """Whether a word of a ladder holds its own "not", rather than standing under another's."""
    return bool(_DENIES.search(plain, found.start, found.end))


def is_denied(plain: str, start: int, end: int) -> bool:
    """Whether the words at a place hold a "not" or follow one closely."""
    return bool(_DENIES.search(plain, start, end) or _DENIED.search(plain, max(0, start - 24), start))


def one_of(table: str, patterns: Mapping[str, str]) -> str:
    """A table of alternatives (bars or lines between them, ``~`` and ``{name}`` as in ``words``) as one pattern.

    The longest first, so that "nearly all" is read before "all".
    """
    parts = (filled(_VERB.sub(_forms, part), patterns) for part in _BETWEEN.split(table) if part)
    return f"(?:{'|'.join(sorted(parts, key=len, reverse=True))})"


def filled(pattern: str, patterns: Mapping[str, str]) -> str:
    """A pattern with the ones that it names put in."""
    return pattern.format_map(_Names(patterns))


class _Names(dict[str, str]):
    """Leaves a count such as ``{0,60}`` as it stands."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _forms(match: re.Match[str]) -> str:
    verb = match[1]
    if verb.endswith("e"):
        return f"{verb[:-1]}(?:e|es|ed|ing)"
    return f"{verb}(?:s|es|{verb[-1]}?ed|{verb[-1]}?ing)?"
