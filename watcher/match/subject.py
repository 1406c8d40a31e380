"""What a plan is about, and which words are too common to name anything by themselves. Pure.

One subject is known with its many wordings, that of English schooling for children with special needs, and some of the
common words come from there too. A plan on anything else falls back to the uncommon words that its promises share; where
they share none, every name counts as if its subject stood beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from watcher.match.words import SUBJECTS, words_of
from watcher.model import Commitment

COMMON = frozenset(
    """action advice agency agreement annual approach area assessment authority available better bill board body care case centre
    charter child children clarity code college commission commissioner community complaint consultation core council
    country course data delivery department development digital draft early education effective england evaluation evidence
    family final first form fund funding further government group guidance guide handbook health help improvement
    information interim investment joint lead leader leadership learning letter level list local long management market
    member minister model monitoring national network new notice offer office officer official open organisation outcome
    panel parent partner partnership people performance person pilot place plan planning policy practice process
    professional programme progress project proposal provider provision public publication pupil quality recommendation
    record reform reformed region regional register report research resource responsibility result review roadmap role rule
    scheme school secretary sector self send service set setting skill social staff standard statement steering strategy
    student summary support system table target taskforce teacher teaching team template term test testing tool training
    update use value wave work worker workforce working year young""".split()
)
"""Stems of words that any official page may hold; a name made of nothing else names nothing."""

_NEEDS = re.compile(
    r"\b(?:SENDCOs?|SENCOs?|SENCos?|SEND|SEN|EHCPs?|EHC|SENDIST)\b|\b(?:special educational needs?|education,? health and care|"
    r"alternative provision|disabled (?:child|children|young)|special (?:free )?schools?|high needs (?:funding|block|provision)|"
    r"sensory impair|neurodivers|neurodevelop|learning difficult|speech and language|additional needs)", re.I
)  # fmt: skip
_SEND_VERB = re.compile(r"\b(?:send|Send|sen|Sen)\b")
_FAMILIES = (_NEEDS,)
"""Subjects with many wordings, each as one pattern; a plan whose promises touch one is a plan about it."""


class Subject:
    """Tells whether a text speaks of what a plan is about."""

    def __init__(self, commitments: Sequence[Commitment]) -> None:
        told = [(c.id, " . ".join((c.title, *c.called))) for c in commitments]
        self._families = [f for f in _FAMILIES if any(_speaks(f, text) for _, text in told)]
        self._words = frozenset() if self._families else _shared_words([text for _, text in told])

    @property
    def words(self) -> frozenset[str]:
        """The single words by which it is known."""
        return SUBJECTS if self._families else self._words

    def in_text(self, text: str) -> bool:
        """Whether the text holds a word of the subject; a plan without a subject of its own asks for none."""
        if any(_speaks(f, text) for f in self._families):
            return True
        return not self._families and (not self._words or not self._words.isdisjoint(words_of(text)))


def _speaks(family: re.Pattern[str], text: str) -> bool:
    """In the words of a family; "send" as the verb that it usually is does not count."""
    return any(not _SEND_VERB.fullmatch(found[0]) for found in family.finditer(text))


def _shared_words(texts: Sequence[str]) -> frozenset[str]:
    """The uncommon words that a fifth of the promises share, at least three of them."""
    counts = Counter(w for text in texts for w in set(words_of(text)) - COMMON)
    return frozenset(w for w, n in counts.items() if n >= max(3, len(texts) / 5))
