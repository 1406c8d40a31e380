"""What a rejection teaches: the phrase of a title that tells the near miss from the promised thing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from watcher.match import Matcher, holds, stem, words_of
from watcher.model import Commitment, Document, Relation

MOST_WORDS = 12
"""A longer phrase would teach nothing but the title itself."""

MOST_TRIED = 12
"""So many phrases of one title are put to the matcher."""

_PLAIN = frozenset(
    words_of(
        "guidance guide handbook statutory published publication final finalised national new official government department "
        "England English UK version edition document paper policy form page full complete first latest current updated revised "
        "launched launch available live now overview introduction"
    )
)
"""Words with which the promised thing itself may be titled, whatever it is."""

_SMALL = frozenset(
    "a an and are as at by for from in into is its not of on or our over the their to under up who with without".split()
)
_PARTING = frozenset(':;,.!?–—-|/()[]“”"')


@dataclass(frozen=True, slots=True)
class Lesson:
    """A phrase for not_names, and what the matcher would make of it."""

    phrase: str
    keeps_out: bool  # the rejected document would no longer be evidence
    lost: tuple[str, ...]  # titles of accepted evidence and of other candidates that would no longer be found
    risk: str = ""  # why the promised thing itself may bear it, or ""

    @property
    def sound(self) -> bool:
        return self.keeps_out and not self.lost


def lesson_of(commitment: Commitment, document: Document, others: Sequence[Document]) -> Lesson | None:
    """The phrase that would have kept the document out and loses nothing; None where its title holds none.

    One that the promised thing itself may bear comes last. ``others``: accepted evidence and the other candidates of the
    same commitment.
    """
    titles = [d.title for d in others]
    names = names_in(commitment, document.title)
    phrases = dict.fromkeys(p for name in names for p in phrases_around(commitment, document.title, name, titles))
    tried = sorted(phrases, key=lambda p: bool(risk_of(commitment, p)))[:MOST_TRIED]
    return next((lesson for p in tried if (lesson := weigh(commitment, p, document, others)).sound), None)


def risk_of(commitment: Commitment, phrase: str) -> str:
    """Why a phrase may bar the promised thing itself, or "": besides a full name it holds only what that thing may be titled."""
    words = words_of(phrase)
    own = {*words_of(" ".join((commitment.title, commitment.owner, *commitment.delivered_by)).replace("-", " ")), *_PLAIN}
    for name in (*commitment.called, commitment.title):
        run = words_of(name)
        besides = (words[:i] + words[i + len(run) :] for i in range(len(words)) if run and words[i : i + len(run)] == run)
        for more in besides:
            if all(w in own or w.isdigit() for w in more):
                return f"it says no more than its name “{name}” and words that the promised thing itself may bear"
    return ""


def names_in(commitment: Commitment, title: str) -> list[str]:
    """The names of a commitment that stand in a title, the longest first."""
    words = words_of(title)
    named = [n for n in dict.fromkeys((*commitment.called, commitment.title)) if holds(words, words_of(n))]
    return sorted(named, key=lambda n: -len(words_of(n)))


def weigh(commitment: Commitment, phrase: str, document: Document, others: Sequence[Document]) -> Lesson:
    """What the matcher says of the document and of the others, were the phrase a not_name."""
    taught = replace(commitment, not_names=(*commitment.not_names, phrase))
    before, after = _findings(commitment, others), _findings(taught, others)
    lost = tuple(d.title for d, old, new in zip(others, before, after, strict=True) if old is not new and old is not None)
    return Lesson(phrase, Relation.EVIDENCE not in _findings(taught, [document]), lost, risk_of(commitment, phrase))


def _findings(commitment: Commitment, documents: Sequence[Document]) -> list[Relation | None]:
    """What each document is to the commitment."""
    matcher = Matcher([commitment])
    return [next((s.relation for s in matcher.match(d)), None) for d in documents]


def taught_not_name(commitment: Commitment, title: str, name: str, kept: Sequence[str] = ()) -> str:
    """The shortest of the phrases around the name in the title; "" where there is none, as when the title is the name."""
    return next(phrases_around(commitment, title, name, kept), "")


def phrases_around(commitment: Commitment, title: str, name: str, kept: Sequence[str]) -> Iterator[str]:
    """Those that hold the name and are no part of a name of the commitment, nor of a title in ``kept``; the shortest first.

    Each begins and ends where a phrase does: at the name itself, at a small word, at a mark or at an end of the title; one
    that stays between two marks goes first. In "Leading literacy national professional qualification: guidance" it is
    "leading literacy national professional qualification".
    """
    tokens = title.split()
    around = _place(tokens, words_of(name))
    if around is None:
        return
    barred = [words_of(t) for t in (*commitment.called, commitment.title, *kept)]
    for first, end in _phrases(tokens, *around):
        phrase = _written(tokens[first:end])
        if not any(holds(words, words_of(phrase)) for words in barred):
            yield phrase


def _place(tokens: Sequence[str], name: Sequence[str]) -> tuple[int, int] | None:
    """The shortest run of tokens that holds the name."""
    if not name or not holds(words_of(" ".join(tokens)), name):
        return None
    runs = ((i, i + size) for size in range(1, len(tokens) + 1) for i in range(len(tokens) - size + 1))
    return next((i, j) for i, j in runs if holds(words_of(" ".join(tokens[i:j])), name))


def _phrases(tokens: Sequence[str], first: int, end: int) -> list[tuple[int, int]]:
    """The longer phrases that hold ``tokens[first:end]``, the best first."""
    starts = [i for i in range(first + 1) if i == first or _begins(tokens, i)]
    ends = [j for j in range(end, len(tokens) + 1) if j == end or _ends(tokens, j)]
    longer = [(i, j) for i in starts for j in ends if end - first < j - i <= MOST_WORDS]
    longer = [(i, j) for i, j in longer if not _is_short_for([*tokens[i:first], *tokens[end:j]], tokens[first:end])]
    return sorted(longer, key=lambda p: (_parted(tokens[p[0] : p[1]]), p[1] - p[0], p[1]))


def _is_short_for(more: Sequence[str], name: Sequence[str]) -> bool:
    """Whether all that is said more is the name once again, by its initials: "(PINS)"."""
    letters = "".join(words_of(" ".join(more)))
    every = [w for t in name for w in words_of(t)]
    weighty = [w for t in name if _weighty(t) for w in words_of(t)]
    return stem(letters) in (stem("".join(w[0] for w in every)), stem("".join(w[0] for w in weighty)))


def _begins(tokens: Sequence[str], i: int) -> bool:
    return _weighty(tokens[i]) and (i == 0 or not _weighty(tokens[i - 1]) or _marked(tokens[i - 1], -1) or _marked(tokens[i], 0))


def _ends(tokens: Sequence[str], j: int) -> bool:
    last = tokens[j - 1]
    return _weighty(last) and (j == len(tokens) or not _weighty(tokens[j]) or _marked(last, -1) or _marked(tokens[j], 0))


def _weighty(token: str) -> bool:
    """Whether it says something: no small word, no lone mark."""
    return bool(words_of(token)) and token.strip("".join(_PARTING)).lower() not in _SMALL


def _marked(token: str, side: int) -> bool:
    return token[side] in _PARTING


def _parted(tokens: Sequence[str]) -> bool:
    """Whether a mark stands between two of them."""
    return any(_marked(a, -1) or _marked(b, 0) for a, b in pairwise(tokens))


def _written(tokens: Sequence[str]) -> str:
    """As a name is written in a plan: no marks around words, small letters but for acronyms."""
    bare = (t.strip("".join(_PARTING)) for t in tokens)
    return " ".join(t if any(c.isupper() for c in t[1:]) else t.lower() for t in bare if t)
