"""Documents x commitments -> what was weighed, and the sightings that remain. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from watcher.match.addresses import Addresses
from watcher.match.apart import Case, Setting, apart, in_passing, told_apart, whole_apart
from watcher.match.names import Hit, Name, Names, Strength
from watcher.match.reading import PIECE, TITLE_LIKE, WEIGHTS, places
from watcher.match.relation import Found, relation_of
from watcher.match.subject import Subject
from watcher.match.types import SAID, kind_of, of_the_state, responsible
from watcher.match.words import holds, words_of
from watcher.model import Commitment, Document, Plan, Relation, Sighting

_OPENING = 40
"""Blocks in which a document says what it is about."""
_ENOUGH = 50
"""Times that a name is looked at in one document; what stands there more often is not understood better for it."""
_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """One commitment held beside a document. ``barred``: why the document does not concern it, or ""."""

    commitment_id: str
    name: str  # as the plan has it
    place: str  # a key of reading.WEIGHTS
    passage: str
    parts: tuple[tuple[str, float], ...]  # they sum to the score before it is limited
    score: float
    relation: Relation
    why: tuple[str, ...]
    barred: str = ""


class Matcher:
    """Holds the compiled names of many commitments; ``match`` is linear in the length of the document.

    ``plans`` tell when each promise was made and by whom; without them no document is too old.
    """

    def __init__(self, commitments: Sequence[Commitment], plans: Sequence[Plan] = ()) -> None:
        by_id = {p.id: p for p in plans}
        self._cases = [Case(c, by_id.get(c.plan_id)) for c in commitments]
        self._names = Names(commitments)
        self._addresses = Addresses(commitments)
        by_plan: dict[str, list[Commitment]] = defaultdict(list)
        for c in commitments:
            by_plan[c.plan_id].append(c)
        self._subjects = {plan_id: Subject(some) for plan_id, some in by_plan.items()}
        self._last: tuple[Document, dict[str, Setting]] | None = None

    def match(self, document: Document, *, on: date | None = None, within: Document | None = None) -> tuple[Sighting, ...]:
        """The commitments that a document concerns, best first, one sighting for each.

        ``on``: a day by whose end rulings and rejections of the document are known; without it none is.
        ``within``: the whole that the document is a passage of; it says what the passage is about, but names nothing itself.
        """
        return tuple(_sighting(w, document) for w in self._weighed(document, on, within or document) if not w.barred)

    def hinted_in(self, text: str) -> frozenset[str]:
        """The commitments one of whose names stands in a text, whatever is meant by it there: quickly found."""
        return frozenset(self._cases[hit.name.commitment].commitment.id for hit in self._names.find(text) if hit.name.good)

    def weigh(self, document: Document, *, on: date | None = None) -> tuple[Weighed, ...]:
        """Every commitment whose name, or half of it in the title, stands in the document; ``barred`` says which do not count."""
        weighed = self._weighed(document, on, document)
        known = {w.commitment_id for w in weighed}
        near: dict[str, Weighed] = {}
        for name, missing in self._names.half_named(document.title):
            commitment_id = self._cases[name.commitment].commitment.id
            if commitment_id not in known:
                near.setdefault(commitment_id, _near_miss(commitment_id, name, missing, document))
        return (*weighed, *(near[i] for i in sorted(near)))

    def _weighed(self, document: Document, on: date | None, whole: Document) -> tuple[Weighed, ...]:
        found: dict[int, list[Found]] = defaultdict(list)
        others: dict[int, list[Found]] = defaultdict(list)  # names of other things, which the plan tells apart
        for place, text in places(document):
            for f in self._found(place, text):
                so_far = (found if f.hit.name.good else others)[f.hit.name.commitment]
                if len(so_far) < _ENOUGH:
                    so_far.append(f)
        ruled = self._addresses.known(document.url, on) if on else {}
        settings = self._settings(whole)
        weighed = []
        for n in sorted({*found, *others, *ruled}):
            case = self._cases[n]
            if n in ruled:
                weighed.append(_as_ruled(case, document, *ruled[n]))
            else:
                setting = settings[case.commitment.plan_id]
                weighed.append(_weigh(case, found.get(n, []), others.get(n, []), setting, part=whole is not document))
        return tuple(sorted(weighed, key=lambda w: (bool(w.barred), -w.score, w.commitment_id)))

    def _settings(self, whole: Document) -> dict[str, Setting]:
        """By plan; those of the last document are kept, since it is asked about for each of its passages."""
        if self._last is None or self._last[0] is not whole:
            self._last = whole, {plan_id: _setting(whole, s) for plan_id, s in self._subjects.items()}
        return self._last[1]

    def _found(self, place: str, text: str) -> Iterator[Found]:
        """The names in a text that stand by themselves, and those of other things, which no name may overlap."""
        hits = self._names.find_in_title(text) if place == "title" else self._names.find(text)
        others = [h for h in hits if not h.name.good]
        near: dict[str, bool] = {}
        for hit in hits:
            if hit.name.good and any(_overlap(hit, o) for o in others):
                continue
            plan_id = self._cases[hit.name.commitment].commitment.plan_id
            if plan_id not in near:
                near[plan_id] = self._subjects[plan_id].in_text(text)
            yield Found(place, WEIGHTS[place], text, hit, near[plan_id])


def _setting(document: Document, subject: Subject) -> Setting:
    return Setting(
        document,
        kind_of(document),
        subject.in_text(f"{document.title}. {document.description}"),
        any(subject.in_text(b.text[:PIECE]) for b in islice(document.blocks, _OPENING)),
        tuple(words_of(document.title)),
    )


def _overlap(hit: Hit, other: Hit) -> bool:
    same = hit.name.commitment == other.name.commitment and not hit.scattered
    return same and hit.start < other.end and other.start < hit.end


# --- one commitment beside one document ---


def _weigh(case: Case, found: Sequence[Found], others: Sequence[Found], setting: Setting, *, part: bool) -> Weighed:
    """``found`` or ``others`` holds something. ``part``: a passage is weighed, in which a name is never named in passing."""
    free = [_in_title(f, setting) for f in found]
    whole = whole_apart(case, free, others, setting)
    good = [] if whole else [f for f in free if not apart(case, f, free, setting)]
    passing = "" if part or not good else in_passing(case, good)
    if good and not passing:
        return _counted(case, good, setting)
    best = max(free or others, key=_rank)
    barred = passing or whole or (apart(case, best, free, setting) if free else told_apart(others))
    return _left_out(case.commitment.id, best, barred)


def _in_title(f: Found, setting: Setting) -> Found:
    """A name that the text gives in full and the title without its subject counts as named by the title."""
    if f.place != "text" or f.hit.name.strength < Strength.SPECIFIC or not holds(setting.title_words, f.hit.name.short):
        return f
    return replace(f, place="title, in short", weight=WEIGHTS["title, in short"])


def _counted(case: Case, good: Sequence[Found], setting: Setting) -> Weighed:
    best = max(good, key=_rank)
    relation, why = relation_of(case.commitment, best, good, setting.document, case.publisher)
    parts = tuple(_parts(best, len(good)))
    score = max(0.05, min(1.0, sum(points for _, points in parts)))
    if relation is not Relation.EVIDENCE and best.place in TITLE_LIKE:
        score = min(score, 0.75)
    why = (_named(best), *why)
    name = best.hit.name.name
    return Weighed(case.commitment.id, name, best.place, best.text[:_SHOWN], parts, round(score, 2), relation, why)


def _left_out(commitment_id: str, best: Found, barred: str) -> Weighed:
    name = best.hit.name.name
    return Weighed(commitment_id, name, best.place, best.text[:_SHOWN], (), 0.0, Relation.MENTION, (_named(best),), barred)


def _near_miss(commitment_id: str, name: Name, missing: str, document: Document) -> Weighed:
    barred = f"its title is near “{name.name}” and has no “{missing}”: another of the kind"
    return Weighed(commitment_id, name.name, "title", document.title[:_SHOWN], (), 0.0, Relation.MENTION, (), barred)


def _as_ruled(case: Case, document: Document, reason: str, accepted: bool) -> Weighed:
    """A document on which a maintainer has ruled; what was said in Parliament or by others is not the thing even then."""
    by_others = responsible(document, case.commitment, case.publisher) is False and not of_the_state(document)
    talk = by_others or kind_of(document) in SAID
    relation = (Relation.ACCOUNT if talk else Relation.EVIDENCE) if accepted else Relation.MENTION
    points = WEIGHTS["ruling"] if accepted else 0.0
    parts = (("a ruling names its address", points),) if accepted else ()
    barred = "" if accepted else reason
    return Weighed(case.commitment.id, "", "ruling", document.title, parts, points, relation, (reason,), barred)


def _named(f: Found) -> str:
    return f"“{f.hit.name.name}” in the {f.place}"


def _rank(f: Found) -> tuple[float, int, int]:
    return f.weight, f.hit.name.strength, len(f.hit.name.words)


def _parts(best: Found, times: int) -> Iterator[tuple[str, float]]:
    yield f"named in the {best.place}", best.weight
    if times > 1:
        more = min(times - 1, 5)
        yield f"named {times - 1} more {'time' if times == 2 else 'times'}", round(more * 0.02, 2)
    if len(best.hit.name.words) == 1:
        yield "a name of one word", -0.15
    elif best.hit.name.strength is Strength.COMMON:
        yield "a name of common words", -0.15
    if best.hit.scattered:
        yield "its words stand apart", -0.2


def _sighting(w: Weighed, document: Document) -> Sighting:
    return Sighting(w.commitment_id, w.relation, w.score, w.why, w.passage, document.url, document.title, w.parts)
