"""Names of commitments, what each is worth by itself, and where they stand in a text. Pure.

A name that says what it is ("NPQ for SENCOs") counts wherever it stands; one that could be anybody's ("thematic review",
"LIP") needs the plan's subject around it; one made of common words ("national template") is never evidence by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from watcher.match.subject import COMMON
from watcher.match.words import STOP, SUBJECTS, Word, read_words, words_of
from watcher.model import Commitment

SHORTEST = 3
"""Letters; a shorter name is an abbreviation of a hundred things."""
MOST_REMEMBERED = 1 << 24
"""Characters of text of which is remembered what was found: each passage of a document is asked about several times."""
_HIT = 200
"""What a name that was found counts as, in characters."""


class Strength(IntEnum):
    """How much a name says by itself."""

    COMMON = 0  # common words only, or one ordinary word
    SLIGHT = 1  # two words, or a short acronym: other bodies use them too
    PROPER = 2  # two words that are written as a name
    SPECIFIC = 3


@dataclass(frozen=True, slots=True)
class Name:
    """``exact``: an acronym's own spelling, else "". ``good`` is False for a not_name."""

    commitment: int
    words: tuple[str, ...]
    name: str
    exact: str
    good: bool
    strength: Strength
    loose: frozenset[str] = frozenset()  # its words, where they count in any order

    @property
    def short(self) -> tuple[str, ...]:
        """What a title may call it whose text gives it in full: without the subject, if two words or more remain; or ()."""
        rest = tuple(w for w in self.words if w not in SUBJECTS)
        telling = any(w not in COMMON for w in rest)
        return rest if telling and 2 <= len(rest) < len(self.words) else ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in a text, by the numbers of its words there. ``before``: the words in front of it in its phrase."""

    name: Name
    start: int
    end: int
    before: tuple[str, ...]
    scattered: bool = False


def strength_of(name: str) -> Strength:
    """What a name says by itself, from its words and its spelling alone."""
    read = read_words(name, as_name=True)
    words = [w.word for w in read if w.word != STOP]
    if len(words) == 1:
        return _strength_of_one(words[0], read[0].part)
    if all(w in COMMON or w.isdigit() for w in words):
        return Strength.COMMON
    telling = sum(w not in COMMON and not w.isdigit() for w in words)
    capitals = all(w.part[:1].isupper() or w.part.isdigit() for w in read)
    coded = any(_short_form(w.word) or sum(c.isupper() for c in w.part) >= 3 for w in read)
    if coded or len(words) >= 4 or (len(words) == 3 and (telling >= 2 or capitals)):
        return Strength.SPECIFIC
    return Strength.PROPER if capitals else Strength.SLIGHT


def _short_form(word: str) -> bool:
    return word.isupper() and not word.isdigit()


def _strength_of_one(word: str, part: str) -> Strength:
    if len(part) < SHORTEST:
        return Strength.COMMON
    if any(c.isdigit() for c in part) and not part.isdigit():
        return Strength.SPECIFIC
    if not _acronym(part):
        return Strength.COMMON
    known = _short_form(word) and word in ("SEND", "AP", "NPQ", "ICB", "EHCP", "SENCO")
    if known:
        return Strength.COMMON
    return Strength.SPECIFIC if len(part.rstrip("s")) >= 5 else Strength.SLIGHT


def _acronym(part: str) -> bool:
    bare = part.rstrip("s")
    return bool(bare) and (bare.isupper() or sum(c.isupper() for c in bare) >= 2)


class Names:
    """All names of many commitments; looking for them is linear in the length of the text."""

    def __init__(self, commitments: Sequence[Commitment]) -> None:
        self._single: dict[str, list[Name]] = defaultdict(list)
        self._by_two: dict[str, dict[str, list[Name]]] = defaultdict(lambda: defaultdict(list))
        self._loose: list[Name] = []
        self._specific: list[Name] = []
        self._known: dict[str, tuple[Hit, ...]] = {}  # what was found in the texts of the last few documents
        self._remembered = 0
        for n, commitment in enumerate(commitments):
            for text in _unlike((*commitment.called, commitment.title)):
                self._learn(n, text, good=True, loose=text in commitment.called)
            for text in _unlike(commitment.not_names):
                self._learn(n, text, good=False)

    def _learn(self, commitment: int, text: str, *, good: bool, loose: bool = False) -> None:
        read = read_words(text, as_name=True)
        words = tuple(w.word for w in read)
        if not words or STOP in words:
            return
        exact = read[0].part if len(read) == 1 and _acronym(read[0].part) else ""
        telling = any(w not in COMMON and w not in SUBJECTS for w in words)
        scattered = frozenset(words) if loose and telling and len(set(words)) >= 3 and any(map(_short_form, words)) else frozenset()
        name = Name(commitment, words, text, exact, good, strength_of(text), scattered)
        (self._by_two[words[0]][words[1]] if len(words) > 1 else self._single[words[0]]).append(name)
        if scattered:
            self._loose.append(name)
        if loose and len(words) > 1 and name.strength is Strength.SPECIFIC:
            self._specific.append(name)

    def find(self, text: str) -> list[Hit]:
        """Every name that stands in the text, word beside word; a not_name too."""
        if text not in self._known:
            hits = tuple(self._find(read_words(text)))
            self._remembered += len(text) + _HIT * len(hits)
            if self._remembered > MOST_REMEMBERED:
                self._known.clear()
                self._remembered = len(text) + _HIT * len(hits)
            self._known[text] = hits
        return list(self._known[text])

    def find_in_title(self, title: str) -> list[Hit]:
        """As ``find``, and names of three words or more whose words all stand in the title, in whatever order."""
        read = read_words(title)
        hits = self._find(read)
        there, whole = {w.word for w in read}, {h.name.commitment for h in hits if h.name.good}
        for name in self._loose:
            if name.commitment not in whole and name.loose <= there:
                hits.append(Hit(name, 0, len(read), (), scattered=True))
        return hits

    def half_named(self, title: str) -> Iterator[tuple[Name, str]]:
        """Names of which a title has a telling word and no more than half is missing, with what is missing."""
        there = set(words_of(title))
        for name in self._specific:
            missing = [w for w in name.words if w not in there]
            shared = [w for w in name.words if w in there]
            if missing and len(shared) >= len(missing) and any(w not in COMMON and w not in SUBJECTS for w in shared):
                yield name, missing[0]

    def _find(self, read: Sequence[Word]) -> list[Hit]:
        hits = []
        last = len(read) - 1
        for i, (word, part, _) in enumerate(read):
            if word in self._single:
                for name in self._single[word]:
                    if not name.exact or part.rstrip("s") == name.exact.rstrip("s"):
                        hits.append(Hit(name, i, i + 1, _before(read, i)))
            if i < last and word in self._by_two:
                for name in self._by_two[word].get(read[i + 1].word, ()):
                    end = i + len(name.words)
                    if end <= len(read) and all(read[i + k].word == w for k, w in enumerate(name.words)):
                        hits.append(Hit(name, i, end, _before(read, i)))
        return hits


def _unlike(names: Sequence[str]) -> list[str]:
    """The names without those that come to the same words as an earlier one."""
    kept: dict[tuple[str, ...], str] = {}
    for text in names:
        words = tuple(w.word for w in read_words(text, as_name=True))
        kept.setdefault(words, text)
    return list(kept.values())


def _before(read: Sequence[Word], start: int) -> tuple[str, ...]:
    """The words in front of a name, up to four, back to where its phrase begins."""
    words: list[str] = []
    at = start
    while at > max(0, start - 4) and not read[at].opens and read[at - 1].word != STOP:
        at -= 1
        words.insert(0, read[at].word)
    return tuple(words)
