"""The words of a clause without their endings. Pure."""

from __future__ import annotations

import re

from watcher.wording.readings import Reading

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|£")
SMALL = frozenset("and or the a an of to in on for with by at from as well their its our also both then".split())
"""Words that hold others together and name nothing."""


def stems(reading: Reading, start: int = 0, end: int | None = None) -> frozenset[str]:
    return frozenset(stem(w) for w in WORD.findall(reading.clause.plain[start:end]))


def stem(word: str) -> str:
    for suffix in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word
