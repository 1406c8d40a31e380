"""Names that documents give a promise later: proposed with the passage that says so, never taken. Pure.

Two signs are read: a document says outright that a known name has given way to another, or the same words are said, in
the same place, of another name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from watcher.match.words import starts_of, stem, words_of
from watcher.model import Commitment, Document

_WAS = r"(?:formerly|previously|originally|once)"
_TAKES_OVER = r"(?:replaces?|replaced|supersedes?|superseded|succeeds?|succeeded|takes?\s+the\s+place\s+of)"
_NOT_AFTER = r"(?!(?:of|in|at|from|with|by|for|on)\b)"
_NEW_THEN_OLD = re.compile(
    rf"[\s,(]{{1,3}}(?:(?:now|and|or|was|were|is|are)\s+)?{_WAS}(?:\s+(?:known\s+as|called|named|titled))?\s+{_NOT_AFTER}|"
    rf"[\s,]{{1,3}}(?:which|that)\s+(?:will\s+|has\s+|have\s+)?{_TAKES_OVER}\s+",
    re.I,
)
_OLD_THEN_NEW = re.compile(
    r"[\s,(]{1,3}(?:(?:which|that|since|later|is|are|was|were|has|have|been|being|will|be|now|then)\s+){0,4}"
    r"(?:known\s+as|called|renamed|rebranded|retitled|replaced\s+(?:by|with))\s+(?:as\s+|to\s+)?",
    re.I,
)
_HINT = re.compile(rf"\b(?:{_WAS}|known as|called|re(?:named|branded|titled)|replace|supersede|succeed|takes? the place)", re.I)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_ARTICLE = re.compile(r"(?:the|a|an|its|our|their)\s+", re.I)
_QUOTED = re.compile(r"[“\"‘]([^”\"’“‘]{3,100})[”\"’]")
_QUOTED_END = re.compile(r"[“\"‘]([^”\"’“‘]{3,100})[”\"’]$")
_SHORT_FORM = re.compile(r"\s*\([^()]{1,60}\)$")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_JOINING = frozenset("and of for the in to on with".split())
_ENDS = frozenset(
    """the a an its our their this that these those to into by as is are was were be been has have had will would each every any
    some from with under through join joins set up run runs use uses see called in on at of for and or which who it they
    we""".split()
)
"""Words that a name in small letters neither begins with nor goes past."""
_PHRASE_END = re.compile(r"[,.;:()!?]")
_LONGEST = 10
_SENTENCE = 600
_AROUND = 3
"""Words that must stand around a name for a passage to say the same of another."""
_MOST_ALIKE = 5
"""Passages with the same words before their first name and after their last that are held against a new one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name that may be another of a commitment's, for a maintainer to judge."""

    name: str
    commitment_id: str
    document: str  # its address
    passage: str  # as read
    why: str


def proposed_aliases(documents_before: Sequence[Document], document: Document, commitment: Commitment) -> tuple[Proposal, ...]:
    """New names that a document gives a commitment, each once.

    ``documents_before``: what was read earlier; those with the document's key are held against it block by block, and a
    name that any of them proposed already is not proposed again.
    """
    told = {tuple(words_of(p.name)) for d in documents_before for p in _said_outright(d, commitment)}
    found = [*_said_outright(document, commitment)]
    for before in documents_before:
        if before.key == document.key:
            found += _said_in_place(before, document, commitment)
    fresh: dict[tuple[str, ...], Proposal] = {}
    for proposal in found:
        key = tuple(words_of(proposal.name))
        if key not in told:
            fresh.setdefault(key, proposal)
    return tuple(fresh.values())


def alias_of_change(before_text: str, after_text: str, commitment: Commitment) -> str:
    """The other name, where two passages differ in nothing but it and one of the commitment's names; else ""."""
    before, after = list(_WORD.finditer(before_text)), list(_WORD.finditer(after_text))
    then, now = ([stem(m[0]) for m in words] for words in (before, after))
    for name in sorted(commitment.called, key=len, reverse=True):
        old = [stem(w) for w in _WORD.findall(name)]
        at = _occurrences(then, old)
        size, rest = divmod(len(now) - len(then) + len(at) * len(old), len(at)) if at else (0, 1)
        if rest or not 0 < size <= _LONGEST or len(then) - len(at) * len(old) < _AROUND:
            continue
        new = now[at[0] : at[0] + size]
        if _with(then, at, len(old), new) == now:
            return _as_name(after_text, after[at[0]].start(), after[at[0] + size - 1].end(), commitment)
    return ""


def _occurrences(words: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where a run of words begins, without overlaps."""
    found: list[int] = []
    for i in starts_of(words, wanted):
        if not found or i >= found[-1] + len(wanted):
            found.append(i)
    return found


def _with(words: list[str], at: Sequence[int], size: int, new: list[str]) -> list[str]:
    """The words with each run replaced."""
    made, last = [], 0
    for i in at:
        made += [*words[last:i], *new]
        last = i + size
    return made + words[last:]


def _as_name(text: str, start: int, end: int, commitment: Commitment) -> str:
    """The words there, where they are written as a name and are no known one or another year of it."""
    name = text[start:end]
    quoted = start > 0 and text[start - 1] in '“"‘' and text[end : end + 1] in ("”", '"', "’")
    capitals = all(w[:1].isupper() or w[:1].isdigit() or w.lower() in _JOINING for w in _WORD.findall(name))
    return name if (quoted or capitals) and _is_new(name, commitment) else ""


def _is_new(name: str, commitment: Commitment) -> bool:
    words = [w for w in words_of(name) if not w.isdigit()]
    known = [[w for w in words_of(n) if not w.isdigit()] for n in (*commitment.called, commitment.title)]
    return bool(words) and len(name) >= 3 and words not in known and name[:1] not in "(,"


# --- a document says it outright ---


def _said_outright(document: Document, commitment: Commitment) -> Iterator[Proposal]:
    known = {tuple(words_of(n)): n for n in sorted(commitment.called, key=len, reverse=True)}
    for sentence in _telling_sentences(document):
        for name, why in _renamed(sentence, known):
            if _is_new(name, commitment):
                yield Proposal(name, commitment.id, document.url, sentence[:1000], why)


@lru_cache(maxsize=2)
def _telling_sentences(document: Document) -> tuple[str, ...]:
    """Those that set two names side by side; kept, because a document is asked about for many commitments in turn."""
    texts = (document.title, document.description, *(b.text for b in document.blocks))
    told = (t for t in texts if _HINT.search(t))
    return tuple(s for t in told for s in _SENTENCE_END.split(t) if _HINT.search(s))


def _renamed(sentence: str, known: Mapping[tuple[str, ...], str]) -> Iterator[tuple[str, str]]:
    """(new name, why), for each place where a sentence sets a known name and an unknown one side by side."""
    taken: list[tuple[int, int]] = []
    for pattern, new_first in ((_NEW_THEN_OLD, True), (_OLD_THEN_NEW, False)):
        for link in pattern.finditer(sentence):
            if any(link.start() < end and start < link.end() for start, end in taken):
                continue
            taken.append(link.span())
            left, right = sentence[max(0, link.start() - _SENTENCE) : link.start()], sentence[link.end() : link.end() + _SENTENCE]
            old = _known_at(right, known, beginning=True) if new_first else _known_at(left, known, beginning=False)
            most = len(old.split()) + 1
            new = (_name_ending(left, most) if new_first else _name_beginning(right, most)) if old else ""
            if new:
                yield new, f"the document says that “{new}” is what was “{old}”"


def _known_at(text: str, known: Mapping[tuple[str, ...], str], *, beginning: bool) -> str:
    """The known name that a text begins or ends with, as it is written there; or ""."""
    plain = _SHORT_FORM.sub("", text.rstrip(' ,(“"‘'))
    shown = _WORD.findall(plain)
    words = words_of(" ".join(shown[: 2 * _LONGEST] if beginning else shown[-2 * _LONGEST :]))
    for name, spelled in known.items():
        there = words[: len(name)] if beginning else words[-len(name) :]
        if name and tuple(there) == name:
            return spelled
    return ""


def _name_beginning(text: str, most: int) -> str:
    """The name that a text begins with: quoted, else in capitals, else up to where the phrase ends or ``most`` words."""
    text = _ARTICLE.sub("", text, count=1) if _ARTICLE.match(text) else text
    quoted = _QUOTED.match(text)
    return quoted[1] if quoted else " ".join(_run(_PHRASE_END.split(text, maxsplit=1)[0].split()[:_LONGEST], most))


def _name_ending(text: str, most: int) -> str:
    """The name that a text ends with, a short form in brackets left out."""
    text = _SHORT_FORM.sub("", text.rstrip(" ,("))
    quoted = _QUOTED_END.search(text)
    if quoted:
        return quoted[1]
    words = _PHRASE_END.split(text)[-1].split()[-_LONGEST:]
    return " ".join(reversed(_run(words[::-1], most)))


def _run(words: Sequence[str], most: int) -> list[str]:
    """The words from the first on that make one name: all in capitals, or none and ``most`` at the most."""
    capitals = bool(words) and words[0][:1].isupper()
    kept: list[str] = []
    for word in words if capitals else words[:most]:
        if (word.lower() not in _JOINING and not word[:1].isupper()) if capitals else (word.lower() in _ENDS or word.istitle()):
            break
        kept.append(word)
    while kept and kept[-1].lower() in _JOINING:
        kept.pop()
    return kept


# --- the same is said of another name in the same place ---


@dataclass(frozen=True, slots=True)
class _Passage:
    """``heads``: a number for its first 0, 1, 2 … words, the same for the same words; ``tails``: likewise from its end."""

    text: str
    words: tuple[str, ...]
    heads: tuple[int, ...]
    tails: tuple[int, ...]


def _said_in_place(before: Document, after: Document, commitment: Commitment) -> Iterator[Proposal]:
    """Linear in both: only passages with the same words around a name are held against each other."""
    gone, come = _changed(before, after)
    frames = _frames(gone, commitment)
    pairs = {(old, new) for new, passage in enumerate(come) for old in _fitting(passage, frames)} if frames else set()
    for old, new in sorted(pairs):
        then, now = gone[old].text, come[new].text
        name = alias_of_change(then, now, commitment)
        if name:
            why = f"where it now says “{name}”, it said “{then[:200]}” before"
            yield Proposal(name, commitment.id, after.url, now[:1000], why)


@lru_cache(maxsize=1)
def _changed(before: Document, after: Document) -> tuple[tuple[_Passage, ...], tuple[_Passage, ...]]:
    """Passages that only the one and only the other holds; kept, because it is asked for many commitments in turn."""
    then, now = (dict.fromkeys(b.text for b in d.blocks) for d in (before, after))
    return tuple(map(_passage, (t for t in then if t not in now))), tuple(map(_passage, (t for t in now if t not in then)))


def _passage(text: str) -> _Passage:
    words = tuple(stem(w) for w in _WORD.findall(text))
    return _Passage(text, words, _numbered(words), _numbered(reversed(words)))


def _numbered(words: Iterable[str]) -> tuple[int, ...]:
    return tuple(accumulate(words, lambda so_far, word: hash((so_far, word)), initial=0))


def _frames(gone: Sequence[_Passage], commitment: Commitment) -> Mapping[int, Mapping[int, Sequence[int]]]:
    """The passages that hold a name, by number: by the words before its first place in them, and those after its last."""
    frames: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for name in ([stem(w) for w in _WORD.findall(n)] for n in commitment.called):
        for n, passage in enumerate(gone):
            at = _occurrences(passage.words, name)
            if at and len(passage.words) - len(at) * len(name) >= _AROUND:
                after = len(passage.words) - at[-1] - len(name)
                frames[passage.heads[at[0]]][passage.tails[after]].append(n)
    return frames


def _fitting(passage: _Passage, frames: Mapping[int, Mapping[int, Sequence[int]]]) -> Iterator[int]:
    """The passages that could have said the same of another name."""
    for first, head in enumerate(passage.heads):
        by_tail = frames.get(head, {})
        for tail in passage.tails[: len(passage.words) - first] if by_tail else ():
            yield from by_tail.get(tail, ())[:_MOST_ALIKE]
