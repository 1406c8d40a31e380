"""Departments, agencies and offices that are called something else from one version to the next. Pure."""

from __future__ import annotations

import re
from collections import Counter

from watcher.model import Document

_NAME = r"[A-Z][\w'’-]+"
_REST = rf"{_NAME}(?:(?:,? (?:and|&)|,)? (?:(?:the|of|for) )?{_NAME})*"
_OFFICE = re.compile(
    rf"\b(?:(?:Department|Ministry|Office|Secretary of State|(?:[A-Z]\w+ )?Minister(?: of State)?|Under[- ]Secretary(?: of State)?)"
    rf" (?:for|of) (?:the )?{_REST}"
    rf"|(?:{_NAME} (?:and |of |for )?){{1,6}}(?:Agency|Office|Authority|Directorate|Inspectorate|Executive|England)\b"
    rf"|Ofsted\b|Ofqual\b)"
)
_SHORT = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]+\b")
_COMMON = frozenset(
    ("department", "ministry", "office", "agency", "secretary", "state", "minister", "authority", "under", "england")
)
LEAST_PLACES = 2


class Renaming:
    """One name put in place of another wherever it stood.

    It is a renaming, and not a duty handed to somebody else, where the old name is gone from the whole page and the
    publisher bears the new one, or both names share a telling word, or it happened in several places.
    """

    def __init__(self, before: Document, after: Document) -> None:
        self._before, self._after = before, after
        self._names: tuple[tuple[str, str], ...] | None = None

    def applied(self, old: str, new: str) -> tuple[str, str] | None:
        """Both texts with the same mark in place of the names; None where no name was replaced."""
        names = self._renamed()
        for gone, come in names:
            old, new = _marked(old, gone), _marked(new, come)
        return (old, new) if names and "#" in old and "#" in new else None

    def _renamed(self) -> tuple[tuple[str, str], ...]:
        if self._names is None:
            found = self._replaced(_OFFICE) or ()
            shorts = self._replaced(_SHORT) if found else ()
            self._names = (*found, *(shorts or ()))
        return self._names

    def _replaced(self, pattern: re.Pattern[str]) -> tuple[tuple[str, str], ...]:
        """The one name that vanished and the one that appeared; nothing where it is not that plain."""
        old, new = _said(self._before, pattern), _said(self._after, pattern)
        gone, come = [n for n in old if n not in new], [n for n in new if n not in old]
        if len(gone) != 1 or len(come) != 1:
            return ()
        return ((gone[0], come[0]),) if pattern is _SHORT or self._is_renaming(gone[0], come[0], old) else ()

    def _is_renaming(self, gone: str, come: str, old: Counter[str]) -> bool:
        if gone in self._before.publisher and come in self._after.publisher:
            return True
        return old[gone] >= LEAST_PLACES or bool(_telling(gone) & _telling(come))


def _marked(text: str, name: str) -> str:
    """A mark for the name and the abbreviation that may follow it."""
    return re.sub(rf"{re.escape(name)}(?: \([A-Z]\w+\))?", "#", text)


def _telling(name: str) -> set[str]:
    return {w.lower() for w in re.findall(r"\w{5,}", name)} - _COMMON


def _said(document: Document, pattern: re.Pattern[str]) -> Counter[str]:
    """How often each name is said. "Ask Public Health England" says "Public Health England" where that is said elsewhere."""
    texts = (document.title, document.description, *(b.text for b in document.blocks))
    names = Counter(m[0] for t in texts for m in pattern.finditer(t))
    found: Counter[str] = Counter()
    for name, count in names.items():
        tails = (name[k + 1 :] for k, letter in enumerate(name) if letter == " ")
        found[next((t for t in reversed(list(tails)) if t in names), name)] += count
    return found
