"""What waits for a maintainer, and in which order. Pure.

The weight of a candidate is the sum of parts that are shown with it: OVERDUE where its promise is late, its score (HAND
where a person put it into the plan file, who gave it none), OFFICIAL where government or Parliament publishes it, and
SHARED for each other promise that waits for the same document. OVERDUE is more than all the rest together, so that
what is late comes first. Behind all candidates come the promises that are late without any, the longest overdue first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from watcher.catalogue.shapes import web_address
from watcher.extract.text import clean
from watcher.judge import SETTLED
from watcher.match import national
from watcher.model import (
    Catalogue,
    Commitment,
    Document,
    Event,
    EventKind,
    Plan,
    Schedule,
    Sighting,
    Standing,
    Verdict,
)
from watcher.review.timing import Days, Reading, spanned

OVERDUE, OFFICIAL, SHARED, MOST_SHARED, HAND = 2.0, 0.5, 0.05, 5, 0.5

_NOTHING = Document("", "")


class Kind(StrEnum):
    CANDIDATE = "candidate"  # a document that may be evidence
    ALIAS = "alias"  # a name that may mean the promise
    OVERDUE = "overdue"  # a promise that is late, without any candidate


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide on. ``document`` holds at least an address, but for OVERDUE; ``name``: of an ALIAS."""

    kind: Kind
    plan: Plan
    commitment: Commitment
    standing: Standing
    document: Document = _NOTHING
    passage: str = ""
    score: float | None = None
    why: tuple[str, ...] = ()
    name: str = ""
    note: str = ""  # what a person wrote beside a stored candidate
    stored_on: date | None = None  # the date that a person gave a stored candidate
    read_at: datetime | None = None
    sha256: str = ""  # of the bytes that are kept
    others: tuple[Document, ...] = ()  # what is known of accepted evidence and of the other candidates of this promise
    parts: tuple[tuple[str, float], ...] = ()
    readings: tuple[Reading, ...] = ()  # those that took it for evidence, oldest first

    @property
    def id(self) -> str:
        """The same from run to run."""
        return f"{self.kind.value}:{self.commitment.id}:{self.name or self.document.url}"

    @property
    def weight(self) -> float:
        return round(sum(points for _, points in self.parts), 3)

    @property
    def days(self) -> Days | None:
        """On which the document can have become what it is: as a person noted it, else as it and the archive tell."""
        if self.stored_on:
            return Days(self.stored_on, self.stored_on)
        return spanned(self.readings or (Reading(self.document, self.read_at),), self.plan.published)

    @property
    def dated(self) -> date | None:
        """The date of the version that became evidence, the last where several may be meant."""
        return self.days.last if self.days else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the archive knows. ``events``: those in force, in the order in which things happened.

    ``documents``: by hash of the kept bytes and address; ``sightings``: by commitment; ``looks``: by the event's id, when its
    page was read first, and the last look before at which it was not as the event found it.
    """

    standings: Mapping[str, Standing]
    events: Sequence[Event] = ()  # evidence and needs-review
    sightings: Mapping[str, Sequence[Sighting]] = field(default_factory=dict)
    documents: Mapping[tuple[str, str], Document] = field(default_factory=dict)
    looks: Mapping[int, tuple[datetime | None, datetime | None]] = field(default_factory=dict)


def on_the_web(url: str) -> bool:
    """Whether a plan file may hold the address."""
    try:
        web_address(url)
    except ValueError:
        return False
    return True


def unruled(catalogue: Catalogue, facts: Facts) -> tuple[Item, ...]:
    """Candidates that no ruling or rejection can name, since their address is none."""
    return tuple(
        item
        for plan in catalogue.plans
        for c in plan.commitments
        for item in _candidates(_bare(plan, c, facts), _about(c, facts), facts)
        if not on_the_web(item.document.url)
    )


def queue(catalogue: Catalogue, facts: Facts) -> tuple[Item, ...]:
    """What can be decided on: candidates and names by weight, then promises that are late; the same facts, the same order."""
    items = [i for plan in catalogue.plans for c in plan.commitments for i in _of(plan, c, facts)]
    waiting = Counter(i.document.url for i in items if i.kind is Kind.CANDIDATE)
    weighed = [replace(i, parts=tuple(_parts(i, waiting[i.document.url] - 1))) for i in items]
    return tuple(sorted(weighed, key=_order))


def _order(item: Item) -> tuple[bool, float, date]:
    return item.kind is Kind.OVERDUE, -item.weight, item.commitment.window.end or date.max


def _parts(item: Item, others: int) -> Iterator[tuple[str, float]]:
    if item.kind is Kind.OVERDUE:
        return
    if item.standing.schedule is Schedule.PAST_DUE and item.standing.verdict not in SETTLED:
        yield "the promise is overdue", OVERDUE
    yield ("score", item.score) if item.score is not None else ("found by hand", HAND)
    if national(item.document):
        yield "published by government or Parliament", OFFICIAL
    if others > 0:
        words = "1 other promise waits for it" if others == 1 else f"{others} other promises wait for it"
        yield words, SHARED * min(others, MOST_SHARED)


# --- of one promise ---


def _of(plan: Plan, commitment: Commitment, facts: Facts) -> list[Item]:
    bare, about = _bare(plan, commitment, facts), _about(commitment, facts)
    candidates = [i for i in _candidates(bare, about, facts) if on_the_web(i.document.url)]
    items = [*candidates, *_names(bare, about, facts)]
    return items if items or not _late(bare) else [bare]


def _bare(plan: Plan, commitment: Commitment, facts: Facts) -> Item:
    return Item(Kind.OVERDUE, plan, commitment, facts.standings[commitment.id])


def _about(commitment: Commitment, facts: Facts) -> list[Event]:
    return [e for e in facts.events if commitment.id in (e.commitment_id, e.detail.get("commitment"))]


def _late(item: Item) -> bool:
    """Overdue, and nobody has ruled on it since it became so."""
    ruling, end = item.standing.ruling, item.commitment.window.end
    if item.standing.schedule is not Schedule.PAST_DUE or item.standing.verdict in SETTLED:
        return False
    return ruling is None or ruling.verdict is Verdict.NOT_YET_RATED or (end is not None and ruling.on <= end)


def _candidates(bare: Item, about: Sequence[Event], facts: Facts) -> list[Item]:
    found: dict[str, list[Event]] = {}
    for event in about:
        if event.kind is EventKind.EVIDENCE and event.found:
            found.setdefault(event.found.url, []).append(event)
    sighted = {s.url: s for s in facts.sightings.get(bare.commitment.id, ())}
    stored = {c.url: c for c in bare.commitment.candidates}
    items = []
    for url in dict.fromkeys(q.url for q in bare.standing.candidates):
        item = _as_sighted(replace(bare, kind=Kind.CANDIDATE, document=Document(url, "")), sighted.get(url))
        for event in found.get(url, ()):
            item = _as_found(item, event, facts)
        item = replace(item, readings=tuple(_reading(e, facts) for e in found.get(url, ())))
        hand = stored.get(url)
        items.append(replace(item, note=hand.note, stored_on=hand.on) if hand else item)
    accepted = [u for r in bare.commitment.rulings for u in r.evidence if u in sighted and u not in {i.document.url for i in items}]
    known = [*(Document(u, sighted[u].title) for u in dict.fromkeys(accepted)), *(i.document for i in items if i.document.title)]
    return [replace(i, others=tuple(d for d in known if d.url != i.document.url)) for i in items]


def _as_sighted(item: Item, s: Sighting | None) -> Item:
    if s is None:
        return item
    return replace(item, document=Document(s.url, s.title), passage=s.passage, score=s.score, why=s.why)


def _document(event: Event, facts: Facts, title: str = "") -> Document:
    """As it was kept, else its address and title alone."""
    quote = event.found
    if quote is None:
        return _NOTHING
    return facts.documents.get((quote.sha256, quote.url)) or Document(quote.url, event.title or title)


def _reading(event: Event, facts: Facts) -> Reading:
    since, before = facts.looks.get(event.id, (None, None))
    at = event.found.at if event.found and event.found.at else event.at
    again = event.detail.get("key", event.key).endswith(f":evidence:{event.commitment_id}")
    return Reading(_document(event, facts), at, since, before, again, event.detail.get("baseline") == "yes")


def _as_found(item: Item, event: Event, facts: Facts) -> Item:
    if event.found is None:
        return item
    quote, why = event.found, event.detail.get("why", "")
    return replace(
        item,
        document=_document(event, facts, item.document.title),
        passage=quote.text,
        score=_number(event.detail.get("score", ""), item.score),
        why=tuple(why.split("; ")) if why else item.why,
        read_at=quote.at,
        sha256=quote.sha256,
    )


def _number(text: str, otherwise: float | None) -> float | None:
    try:
        return float(text)
    except ValueError:
        return otherwise


def _names(bare: Item, about: Sequence[Event], facts: Facts) -> list[Item]:
    known = {*bare.commitment.called, *bare.commitment.not_names}
    proposed = {
        clean(e.detail.get("name", "")): e for e in about if e.kind is EventKind.NEEDS_REVIEW and e.detail.get("what") == "alias"
    }
    return [_as_name(bare, name, e, facts) for name, e in proposed.items() if name and name not in known]


def _as_name(bare: Item, name: str, event: Event, facts: Facts) -> Item:
    named = replace(bare, kind=Kind.ALIAS, name=name, document=Document(event.detail.get("document", ""), event.title))
    sentence = tuple(x for x in (event.sentence,) if x)
    item = _as_found(named, event, facts)
    return replace(item, why=item.why or sentence, read_at=item.read_at or event.at)
