"""Documents x commitments -> what was weighed, and the sightings that remain. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from watcher.match.addresses import Addresses
from watcher.match.homonyms import another_kind, another_topic, foreign
from watcher.match.names import Hit, Name, Names, Strength
from watcher.match.places import abroad_in, elsewhere, local_paper, older
from watcher.match.relation import TITLE_LIKE, Found, relation_of
from watcher.match.subject import COMMON, Subject
from watcher.match.types import STATISTICS, kind_of, responsible
from watcher.match.words import SENTENCE_END, words_of
from watcher.model import BlockKind, Commitment, Document, Plan, Relation, Sighting

_WEIGHTS = {
    "ruling": 0.9,
    "title": 0.9,
    "first heading": 0.75,
    "title, in short": 0.75,
    "heading": 0.65,
    "description": 0.6,
    "text": 0.45,
}
_PIECE = 1_500
_OVERLAP = 200
_OPENING = 40
_ENOUGH = 50
"""Times that a name is looked at in one document; what stands there more often is not understood better for it."""
_FIRST = 3
"""A first heading stands among this many blocks."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One commitment held beside a document. ``barred``: why the document does not concern it, or ""."""

    commitment_id: str
    name: str  # as the plan has it
    place: str
    passage: str
    parts: tuple[tuple[str, float], ...]
    score: float
    relation: Relation
    why: tuple[str, ...]
    barred: str = ""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is the same for all commitments: the document, and where its subject shows."""

    document: Document
    kind: str
    subject: bool  # in the title or description
    opening: bool  # in the first blocks
    title_words: tuple[str, ...]

    def title_holds(self, words: tuple[str, ...]) -> bool:
        size = len(words)
        return bool(words) and any(self.title_words[i : i + size] == words for i in range(len(self.title_words) - size + 1))


class Matcher:
    """Holds the compiled names of many commitments; ``match`` is linear in the length of the document.

    ``plans`` tell when each promise was made and who made it; without them no document is too old.
    """

    def __init__(self, commitments: Sequence[Commitment], plans: Sequence[Plan] = ()) -> None:
        self._commitments = list(commitments)
        self._plans = {p.id: p for p in plans}
        self._names = Names(self._commitments)
        self._addresses = Addresses(self._commitments)
        self._about = [" . ".join((c.title, *c.called)) for c in self._commitments]
        self._vocabulary = [frozenset(words_of(text)) for text in self._about]
        by_plan: dict[str, list[Commitment]] = defaultdict(list)
        for c in self._commitments:
            by_plan[c.plan_id].append(c)
        self._subjects = {plan_id: Subject(some) for plan_id, some in by_plan.items()}

    def match(self, document: Document, *, on: date | None = None) -> tuple[Sighting, ...]:
        """The commitments that a document concerns, best first, one sighting for each.

        ``on``: a day by whose end rulings and rejections of the document are known; without it none is.
        """
        return tuple(_sighting(w, document) for w in self._weighed(document, on) if not w.barred)

    def weigh(self, document: Document, *, on: date | None = None) -> tuple[Weighed, ...]:
        """Every commitment whose name, or half of it in the title, stands in the document; ``barred`` says which do not count."""
        weighed = self._weighed(document, on)
        known = {w.commitment_id for w in weighed}
        near: dict[str, Weighed] = {}
        for name, missing in self._names.half_named(document.title):
            commitment_id = self._commitments[name.commitment].id
            if commitment_id not in known:
                near.setdefault(commitment_id, _near_miss(commitment_id, name, missing, document))
        return (*weighed, *(near[i] for i in sorted(near)))

    def _weighed(self, document: Document, on: date | None) -> tuple[Weighed, ...]:
        found: dict[int, list[Found]] = defaultdict(list)
        others: dict[int, list[Found]] = defaultdict(list)  # names of other things, which the plan tells apart
        for place, text in _places(document):
            for f in self._found(place, text):
                so_far = (found if f.hit.name.good else others)[f.hit.name.commitment]
                if len(so_far) < _ENOUGH:
                    so_far.append(f)
        ruled = self._addresses.known(document.url, on) if on else {}
        settings = {plan_id: self._setting(document, s) for plan_id, s in self._subjects.items()}
        weighed = [
            self._weigh(n, found.get(n, []), others.get(n, []), settings[self._commitments[n].plan_id], ruled.get(n))
            for n in sorted({*found, *others, *ruled})
        ]
        kept = [w for w in weighed if w is not None]
        return tuple(sorted(kept, key=lambda w: (bool(w.barred), -w.score, w.commitment_id)))

    def _found(self, place: str, text: str) -> Iterator[Found]:
        hits = self._names.find_in_title(text) if place == "title" else self._names.find(text)
        near: dict[str, bool] = {}
        for hit in hits:
            plan_id = self._commitments[hit.name.commitment].plan_id
            if plan_id not in near:
                near[plan_id] = self._subjects[plan_id].in_text(text)
            yield Found(place, _WEIGHTS[place], text, hit, near[plan_id])

    def _setting(self, document: Document, subject: Subject) -> _Setting:
        return _Setting(
            document,
            kind_of(document),
            subject.in_text(f"{document.title}. {document.description}"),
            any(subject.in_text(b.text[:_PIECE]) for b in islice(document.blocks, _OPENING)),
            tuple(words_of(document.title)),
        )

    # --- one commitment ---

    def _weigh(
        self, n: int, found: list[Found], others: list[Found], setting: _Setting, ruled: tuple[str, bool] | None
    ) -> Weighed | None:
        commitment, document = self._commitments[n], setting.document
        if ruled is not None:
            return self._as_ruled(commitment, document, ruled)
        free = [_in_title(f, setting) for f in found if not _inside(f, others)]
        whole = self._barred_whole(n, free, others, setting)
        good = [] if whole else [f for f in free if not self._barred(n, f, free, setting)]
        if good:
            return self._counted(commitment, good, setting)
        if not found and not others:
            return None
        worst = max(found or others, key=_rank)
        reason = whole or (self._barred(n, max(free, key=_rank), free, setting) if free else _told_apart(others))
        why = (f"“{worst.hit.name.name}” in the {worst.place}",)
        return Weighed(
            commitment.id, worst.hit.name.name, worst.place, worst.text[:1000], (), 0.0, Relation.MENTION, why, barred=reason
        )

    def _as_ruled(self, commitment: Commitment, document: Document, ruled: tuple[str, bool]) -> Weighed:
        reason, accepted = ruled
        parts = (("a ruling names its address", _WEIGHTS["ruling"]),) if accepted else ()
        kind = kind_of(document)
        talk = kind in ("written_answer", "debate") or responsible(document, commitment, self._publisher(commitment)) is False
        relation = Relation.EVIDENCE if accepted and not talk else Relation.MENTION
        return Weighed(
            commitment.id, "", "ruling", document.title, parts, sum(p for _, p in parts), relation, (reason,),
            barred="" if accepted else reason,
        )  # fmt: skip

    def _counted(self, commitment: Commitment, good: list[Found], setting: _Setting) -> Weighed:
        best = max(good, key=_rank)
        relation, why = relation_of(commitment, best, good, setting.document, self._publisher(commitment))
        parts = tuple(_parts(best, len(good)))
        score = max(0.05, min(1.0, sum(p for _, p in parts)))
        if relation is Relation.MENTION and best.place in TITLE_LIKE:
            score = min(score, 0.75)
        named = f"“{best.hit.name.name}” in the {best.place}"
        return Weighed(
            commitment.id, best.hit.name.name, best.place, best.text[:1000], parts, round(score, 2), relation, (named, *why)
        )

    def _publisher(self, commitment: Commitment) -> str:
        plan = self._plans.get(commitment.plan_id)
        return plan.publisher if plan else ""

    # --- what keeps a document away from a commitment ---

    def _barred_whole(self, n: int, free: list[Found], others: list[Found], setting: _Setting) -> str:
        """Why no name in this document can mean this commitment, or ""."""
        commitment, document = self._commitments[n], setting.document
        plan = self._plans.get(commitment.plan_id)
        away = elsewhere(document, self._about[n]) or older(document, _born(commitment, plan) if plan else None)
        if away:
            return away
        in_title = [f for f in others if f.place == "title"]
        if in_title and not any(f.place == "title" for f in free):
            return _told_apart(in_title)
        if free and any(f.place in TITLE_LIKE for f in free) and local_paper(document, commitment):
            return local_paper(document, commitment)
        return self._sibling(n, free, setting)

    def _sibling(self, n: int, free: list[Found], setting: _Setting) -> str:
        """A title that shares a telling word with a name and lacks the rest is about another of its kind."""
        if setting.subject or not free or len(free) > 2 or any(f.place != "text" for f in free):
            return ""
        for f in free:
            shared = [w for w in f.hit.name.words if w in setting.title_words and w not in COMMON]
            if shared:
                return f"its title is about another of the kind (“{shared[0]}”), and the text names this one in passing"
        return ""

    def _barred(self, n: int, f: Found, free: list[Found], setting: _Setting) -> str:
        """Why a name where it stands does not mean this commitment, or ""."""
        about, strength = self._about[n], f.hit.name.strength
        if f.place not in TITLE_LIKE and abroad_in(f.text, about):
            return "it is spoken of in another country"
        kind = another_kind(f.hit)
        if kind:
            return kind
        here = f.near or (setting.subject and f.place != "title")
        if here and strength > Strength.COMMON:
            return ""
        if strength is Strength.COMMON:
            backed = f.near or any(o.hit.name.strength is Strength.SPECIFIC for o in free)
            return "" if backed else f"“{f.hit.name.name}” is made of common words, and nothing around it names the plan's subject"
        elsewhere_ = another_topic(setting.document.title, about)
        if elsewhere_ and not _coded(f.hit):
            return elsewhere_
        if strength is Strength.SPECIFIC:
            return ""
        return self._unbacked(n, f, setting)

    def _unbacked(self, n: int, f: Found, setting: _Setting) -> str:
        """For a name that says little and has no subject beside it: who publishes it, and what stands in front."""
        strange = foreign(f.hit, self._vocabulary[n])
        if strange:
            return strange
        if setting.kind in STATISTICS and "statistics" not in self._commitments[n].delivered_by:
            return "statistics with the same words"
        ours = responsible(setting.document, self._commitments[n], self._publisher(self._commitments[n]))
        if setting.opening or (ours and f.place != "text"):
            return ""
        return f"“{f.hit.name.name}” says little by itself, and nothing around it names the plan's subject"


def _coded(hit: Hit) -> bool:
    """A name that is or holds a code or official short form is nobody else's, whatever the title is on."""
    return any(w.isupper() or any(c.isdigit() for c in w) for w in hit.name.words) or bool(hit.name.exact)


def _in_title(f: Found, setting: _Setting) -> Found:
    """A name that the text gives in full and the title without its subject counts as named by the title."""
    if f.place != "text" or f.hit.name.strength < Strength.SPECIFIC or not setting.title_holds(f.hit.name.short):
        return f
    return replace(f, place="title, in short", weight=_WEIGHTS["title, in short"])


def _born(commitment: Commitment, plan: Plan) -> date:
    """The day before which nothing can show what became of a promise; some were under way when it was made."""
    start = commitment.window.start
    return min(plan.published, start) if start else plan.published


def _near_miss(commitment_id: str, name: Name, missing: str, document: Document) -> Weighed:
    reason = f"its title is near “{name.name}” and has no “{missing}”: another of the kind"
    return Weighed(commitment_id, name.name, "title", document.title[:1000], (), 0.0, Relation.MENTION, (), reason)


def _inside(f: Found, others: list[Found]) -> bool:
    """Whether a name overlaps that of another thing in the same text."""
    return not f.hit.scattered and any(o.text is f.text and f.hit.start < o.hit.end and o.hit.start < f.hit.end for o in others)


def _told_apart(others: list[Found]) -> str:
    return f"“{others[0].hit.name.name}” is another thing, which the plan tells apart"


def _rank(f: Found) -> tuple[float, int, int]:
    return f.weight, f.hit.name.strength, len(f.hit.name.words)


def _parts(best: Found, times: int) -> Iterator[tuple[str, float]]:
    yield f"named in the {best.place}", best.weight
    more = min(times - 1, 5) * 0.02
    if more:
        yield f"named {times - 1} more {'time' if times == 2 else 'times'}", round(more, 2)
    if len(best.hit.name.words) == 1:
        yield "a name of one word", -0.15
    elif best.hit.name.strength is Strength.COMMON:
        yield "a name of common words", -0.15
    if best.hit.scattered:
        yield "its words stand apart", -0.2


def _sighting(w: Weighed, document: Document) -> Sighting:
    return Sighting(w.commitment_id, w.relation, w.score, w.why, w.passage, document.url, document.title, w.parts)


def _places(document: Document) -> Iterator[tuple[str, str]]:
    """The parts of a document in order, long ones in pieces, with what each is."""
    yield "title", document.title
    if document.description:
        yield "description", document.description
    first = True
    for n, block in enumerate(document.blocks):
        heading = block.kind is BlockKind.HEADING
        place = ("first heading" if first and n < _FIRST else "heading") if heading else "text"
        first = first and not heading
        for piece in _pieces(block.text):
            yield place, piece


def _pieces(text: str) -> Iterator[str]:
    """Sentences together up to a length; a sentence that is longer still in overlapping parts."""
    if len(text) <= _PIECE:
        yield text
        return
    piece = ""
    for sentence in SENTENCE_END.split(text):
        if piece and len(piece) + len(sentence) > _PIECE:
            yield piece
            piece = ""
        if len(sentence) > _PIECE:
            yield from (sentence[at : at + _PIECE + _OVERLAP] for at in range(0, len(sentence), _PIECE))
        else:
            piece = f"{piece} {sentence}" if piece else sentence
    if piece:
        yield piece
