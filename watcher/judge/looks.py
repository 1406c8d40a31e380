"""A document as one look found it, and which commitments its passages name. Pure."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from watcher.dates import london_day
from watcher.extract import official
from watcher.judge.standing import SETTLED, about, ruling_on
from watcher.match import OF_MEMBERS, Matcher, national
from watcher.model import Block, BlockKind, Commitment, Document, Event, EventKind, Quote, Relation, Sighting, Source

STRONG = 0.6
"""A document that concerns a commitment this much concerns it as a whole, not in one passage only."""
MOST_PASSAGES = 60
"""So many passages of one document are read for one commitment."""
_REMEMBERED = 4
_BACK_TO = 8
"""So many blocks before a passage say what "it" is."""
_SENTENCES = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"‘'(])")
_BACK = re.compile(
    r"^(?:it|they|this|these|those|both|its|their)\b|"
    r"^we (?:now )?\w+(?: to)? (?:publish|deliver|launch|introduce|complete|finish) (?:by|in|from)\b|"
    r"\b(?:publish|deliver|introduce|launch|complete|do) (?:it|them|this|so)\b",
    re.I,
)
_WHICH = re.compile(r"\b(?:that|which) (?:will|is|are|was|were|has|have|would|should|must)\b", re.I)
_LONGEST_NAME = 6
"""So many words before "that will" say what will."""
_OURS = re.compile(
    r"^(?:we|the (?:department|government)|ministers)\b|\||^(?!.*\b(?:is|are|was|will|must|has|have|can)\b)[^.]{0,60}\.?$", re.I
)
"""Under a heading: who promises speaks of what the heading names, and so do a fragment and a row."""
_THE = re.compile(r"\b(?:the|this|these|our) (?:\w+ ){0,2}?(\w+)", re.I)
_CLAUSE_ENDS = re.compile(r"(?<=[;:–—])\s+|(?<=,)\s+(?!and\b)|,?\s+(?:and|while|whereas|but)\s+")
_SAYS = re.compile(r"\b(?:will|is|are|was|were|has|have|must|should|by|in|from)\b", re.I)
_BEGINS = re.compile(r"^(?:by|in|from|before|we|it|they)\b|\b(?:will|is|are|has|have)\b", re.I)
_DATED = re.compile(r"\b(?:(?:19|20)\d\d|spring|summer|autumn|winter)\b", re.I)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.I)


@dataclass(frozen=True, slots=True)
class Look:
    """A document as one look at a source found it, with the hash of the bytes that are kept."""

    source: Source
    document: Document
    sha256: str
    at: datetime

    @property
    def said_on(self) -> date:
        """The day in London that the document bears, else that of the look; a day to come is a slip of the pen."""
        said = self.document.updated or self.document.published
        return london_day(min(said or self.at, self.at))

    @property
    def bears_a_date(self) -> bool:
        return bool(self.document.updated or self.document.published)

    def quote(self, text: str) -> Quote:
        words = text or self.document.title
        placed = [b for b in self.document.blocks if b.place]
        place = next((b.place for b in placed if b.text == words), "") or next((b.place for b in placed if words in b.text), "")
        return Quote(text=words, url=self.document.url, at=self.at, sha256=self.sha256, place=place)


@dataclass(slots=True)
class _Read:
    """A look as it was read, worked out once however often it is asked about."""

    look: Look
    sightings: tuple[Sighting, ...] | None = None
    hints: list[tuple[str, str, frozenset[str]]] | None = None  # text, the heading above, whose names stand in either
    named: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # by text and heading
    passages: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # by commitment id


class Reader:
    """Knows the commitments and finds which of them a look, a passage or a date concerns.

    Remembers the last few looks as read, since each is asked about for every date and every passage in it.
    """

    def __init__(self, commitments: Sequence[Commitment], matcher: Matcher) -> None:
        self.by_id = {c.id: c for c in commitments}
        self._matcher = matcher
        self._last: deque[_Read] = deque(maxlen=_REMEMBERED)

    def _read(self, look: Look) -> _Read:
        known = next((r for r in self._last if r.look is look), None)
        if known is None:
            known = _Read(look)
            self._last.append(known)
        return known

    def sightings(self, look: Look) -> tuple[Sighting, ...]:
        """The commitments that the document concerns, within what the source is said to show.

        What took a promise's place does not keep it: a document that names both is evidence for the successor alone.
        """
        read = self._read(look)
        if read.sightings is None:
            found = [s for s in self._matcher.match(look.document) if _within(look.source, s)]
            named = {s.commitment_id for s in found}
            read.sightings = tuple(self._yielding(s, named, look) for s in found)
        return read.sightings

    def _yielding(self, sighting: Sighting, named: Collection[str], look: Look) -> Sighting:
        ruling = ruling_on(self.by_id[sighting.commitment_id], london_day(look.at))
        heir = next((i for i in ruling.by if i in named), "") if ruling else ""
        if not heir or sighting.relation is not Relation.EVIDENCE:
            return sighting
        why = f"it is about what took its place: {self.by_id[heir].title}"
        return replace(sighting, relation=Relation.MENTION, why=(*sighting.why, why))

    def named_in(self, look: Look, text: str, context: str = "") -> list[str]:
        """Those that a passage names, with the heading above it for its context."""
        if not text:
            return []
        known = self._read(look).named
        if (text, context) not in known:
            blocks = (Block(BlockKind.HEADING, context),) if context else ()
            passage = Document(look.document.url, "", blocks=(*blocks, Block(BlockKind.PARAGRAPH, text)))
            found = self._matcher.match(passage, within=look.document)
            known[text, context] = [s.commitment_id for s in found if _within(look.source, s)]
        return known[text, context]

    def hinted(self, look: Look) -> list[str]:
        """Those whose names stand anywhere in the document, whatever is said of them."""
        around = self._matcher.hinted_in(f"{look.document.title} . {look.document.description}")
        named = around.union(*(ids for _, _, ids in self._hints(look)))
        return [i for i in self.by_id if i in named]

    def _hints(self, look: Look) -> list[tuple[str, str, frozenset[str]]]:
        read = self._read(look)
        if read.hints is None:
            read.hints, heading = [], ""
            above: frozenset[str] = frozenset()
            for block in look.document.blocks or (Block(BlockKind.PARAGRAPH, look.document.description),):
                ids = self._matcher.hinted_in(block.text)
                if block.kind is BlockKind.HEADING:
                    heading, above = block.text, ids
                read.hints.append((block.text, heading, ids | above))
        return read.hints

    def subjects(self, look: Look) -> list[str]:
        """Those that the document as a whole concerns, best first."""
        return [s.commitment_id for s in self.sightings(look) if s.score >= STRONG]

    def whole_document(self, look: Look) -> list[str]:
        """Its subjects; else those that its source is watched for, where they are few."""
        listed = [i for i in look.source.commitments if i in self.by_id]
        return self.subjects(look) or (listed if len(listed) <= 3 else [])

    def owners_of(self, look: Look, passage: str, start: int, context: str = "") -> list[str]:
        """Whose a date is that stands at ``start`` of a passage: those named nearest to it.

        In the sentence that holds it: the clause around it, then the clauses before it, then those behind it. A sentence that
        names none speaks of what the passage or the heading names only where it points back to it ("It will ..."). In "a paper
        that will come in the autumn" it is the paper's.
        """
        begin, sentence = _piece_at(_SENTENCES, passage, start)
        if _RESPECTIVELY.search(sentence):
            return []
        which = next(reversed([*_WHICH.finditer(sentence, 0, start - begin)]), None)
        if which:
            return self.named_in(look, " ".join(sentence[: which.start()].split()[-_LONGEST_NAME:]))
        here = self.named_in(look, sentence)
        if len(here) > 1:
            return self._nearest(look, sentence, start - begin)
        if here:
            return here
        around = self.named_in(look, passage) or self.named_in(look, passage, context)
        headed = bool(context) and not self.named_in(look, passage)
        return [i for i in around if len(around) == 1 and _points_back(sentence, self.by_id[i], headed=headed)]

    def meant_by(self, look: Look, passage: str, start: int) -> list[str]:
        """Whose a date is in a passage that names nobody.

        Of the one that the passages before it name, where it points back to that or is an item of its list; else of the
        document's first subject, where it speaks of that: "It will ...", "We will ...", a row.
        """
        sentence = sentence_at(passage, start)
        before = self._named_before(look, passage, sentence)
        return before or [i for i in self.subjects(look)[:1] if _points_back(sentence, self.by_id[i], headed=True)]

    def _named_before(self, look: Look, passage: str, sentence: str) -> list[str]:
        blocks = look.document.blocks
        at = next((n for n, b in enumerate(blocks) if b.text == passage), 0)
        item = bool(blocks) and blocks[at].kind is BlockKind.ITEM
        for block in reversed(blocks[max(0, at - _BACK_TO) : at]):
            named = [] if block.kind is BlockKind.HEADING else self.named_in(look, block.text)
            if named or block.kind is BlockKind.HEADING:
                points = block.text.endswith(":") if item else _BACK.search(sentence)
                return named if points and len(named) == 1 else []
        return []

    def _nearest(self, look: Look, sentence: str, start: int) -> list[str]:
        """Of the clause around the date, else of the nearest one before it, else of the nearest one behind it."""
        clauses = _clauses(sentence)
        here = max(n for n, (at, _) in enumerate(clauses) if at <= start)
        order = [*range(here, -1, -1), *range(here + 1, len(clauses))]
        return next(filter(None, (self.named_in(look, clauses[n][1]) for n in order)), [])

    def passages(self, look: Look, commitment_id: str) -> list[tuple[str, str]]:
        """The blocks that name a commitment, each with the heading above it; a description where there are none."""
        known = self._read(look).passages
        if commitment_id not in known:
            named = (
                (text, heading)
                for text, heading, ids in self._hints(look)
                if text != heading and commitment_id in ids and commitment_id in self.named_in(look, text, heading)
            )
            known[commitment_id] = list(islice(named, MOST_PASSAGES))
        return known[commitment_id]

    def settled(self, commitment_id: str, look: Look) -> bool:
        """Once a ruling has settled a promise, its date can move no more."""
        ruling = ruling_on(self.by_id[commitment_id], london_day(look.at))
        return ruling is not None and ruling.verdict in SETTLED

    def event(self, look: Look, commitment_id: str, kind: EventKind, key: str, sentence: str, found: str) -> Event:
        """An event about one commitment, or about the source as a whole where ``commitment_id`` is "" ."""
        quote, title = look.quote(found), look.document.title
        if not commitment_id:
            return Event(0, look.at, kind, key, "", "", look.source.id, sentence, None, quote, title)
        whole = f"{key}:{commitment_id}"
        return about(self.by_id[commitment_id], kind, whole, sentence, look.at, source_id=look.source.id, found=quote, title=title)


def _points_back(sentence: str, commitment: Commitment, *, headed: bool) -> bool:
    """Whether a sentence without a name speaks of what was named before it, or above it in a heading."""
    if _BACK.search(sentence) or (headed and _OURS.search(sentence)):
        return True
    heads = {name.split()[-1].lower().rstrip("s") for name in (*commitment.called, commitment.title)}
    return any(m[1].lower().rstrip("s") in heads for m in _THE.finditer(sentence))


def _clauses(sentence: str) -> list[tuple[int, str]]:
    """The clauses of a sentence, with where each begins. "And" parts two only where both say something."""
    starts = [0]
    for m in _CLAUSE_ENDS.finditer(sentence):
        before, after = sentence[starts[-1] : m.start()], sentence[m.end() :]
        parts = _BEGINS.search(after) or _DATED.search(before)
        if not m[0].strip() or (_SAYS.search(before) and parts):
            starts.append(m.end())
    ends = [*starts[1:], len(sentence)]
    return [(at, sentence[at:end]) for at, end in zip(starts, ends, strict=True)]


def sentence_at(text: str, start: int) -> str:
    """The sentence in which an offset lies."""
    return _piece_at(_SENTENCES, text, start)[1]


def _piece_at(parts: re.Pattern[str], text: str, start: int) -> tuple[int, str]:
    """The piece of a text in which an offset lies, and where it begins."""
    begin = max((m.end() for m in parts.finditer(text, 0, start)), default=0)
    after = parts.search(text, start)
    return begin, text[begin : after.start() if after else len(text)]


def of_government(look: Look) -> bool:
    """Whether national government or Parliament publishes it: only such a document can move a date.

    What members of Parliament ask for or recommend moves none.
    """
    return look.document.type not in OF_MEMBERS and (official(look.source) or national(look.document))


def _within(source: Source, sighting: Sighting) -> bool:
    listed = source.commitments
    return not listed or "*" in listed or sighting.commitment_id in listed or sighting.score >= STRONG


def unique(events: Sequence[Event]) -> list[Event]:
    """The first of each key, in their order."""
    found: dict[str, Event] = {}
    for event in events:
        found.setdefault(event.key, event)
    return list(found.values())
