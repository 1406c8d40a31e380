"""Words that a line's end parted: whether the hyphen there is the word's own. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_TAIL = re.compile(r"\S+$")
_HEAD = re.compile(r"^[^\W_]+")
_COMPOUNDS = frozenset(
    "all anti best child co cost cross decision early ever evidence ex face family far first five four free full government half "
    "health high hard in inter joint large late life local long low mid multi needs new newly non off on one open out part post "
    "pre pro problem quality re region school sector self semi short single six small so sub ten third three time two "
    "under up user value well whole wide year".split()
)
"""Words after which a hyphen is more often the writer's than the printer's."""


class Hyphens:
    """Knows the words of one document, by which it joins what was parted."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = Counter(word.lower() for line in lines for word in _WORD.findall(line))

    def joined(self, before: str, after: str) -> str:
        """Two lines whose word was parted, as one text."""
        return f"{before}-{after}" if self._own(before, after) else f"{before}{after}"

    def _own(self, before: str, after: str) -> bool:
        first, second = _TAIL.search(before), _HEAD.search(after)
        if first is None or second is None or not second[0].islower() or not first[0][-1].isalpha() or "/" in first[0]:
            return True
        start = re.split(r"[^\w'’-]", first[0].lower())[-1]
        with_hyphen, without = self._words[f"{start}-{second[0]}"], self._words[f"{start}{second[0]}"]
        if with_hyphen != without:
            return with_hyphen > without
        return start in _COMPOUNDS
