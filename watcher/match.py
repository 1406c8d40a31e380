"""Documents x commitments -> sightings, with reasons. Pure.

A commitment is found by its names; what is only near (another programme's words, a homonym) is kept out by its
not_names. The thing itself is told from talk about it by where the name stands, by the document's type and publisher,
and by the words around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from watcher.model import Block, BlockKind, Commitment, Document, Relation, Sighting
from watcher.tense import Tense, tense_of

THINGS: dict[str, frozenset[str]] = {
    "guidance": frozenset(
        {"funding", "guidance", "template", "standards", "service", "training", "programme", "group", "appointment"}
    ),
    "detailed_guide": frozenset({"guidance", "template", "standards", "service", "training", "programme", "funding"}),
    "statutory_guidance": frozenset({"guidance", "law", "standards", "training"}),
    "regulation": frozenset({"regulation", "law", "guidance", "training"}),
    "form": frozenset({"template", "service"}),
    "policy_paper": frozenset({"policy-paper", "law", "report-response", "standards", "programme", "group"}),
    "consultation": frozenset({"consultation"}),
    "open_consultation": frozenset({"consultation"}),
    "closed_consultation": frozenset({"consultation"}),
    "consultation_outcome": frozenset({"consultation", "report-response", "policy-paper"}),
    "research": frozenset({"research", "report", "programme"}),
    "independent_report": frozenset({"report", "research"}),
    "corporate_report": frozenset({"report", "inspection"}),
    "official_statistics": frozenset({"statistics", "data", "dashboard"}),
    "national_statistics": frozenset({"statistics", "data", "dashboard"}),
    "statistical_data_set": frozenset({"statistics", "data", "dashboard"}),
    "transparency": frozenset({"data", "funding", "report", "programme"}),
    "news_article": frozenset({"funding", "school", "programme", "appointment", "event"}),
    "news_story": frozenset({"funding", "school", "programme", "appointment", "event"}),
    "press_release": frozenset({"funding", "school", "programme", "appointment", "event"}),
}
"""What a GOV.UK document type can be the thing itself of; types that are not listed could be anything."""

_TALK_TYPES = frozenset(
    {"speech", "authored_article", "written_statement", "oral_statement", "news_article", "news_story", "press_release",
     "blog", "statistics_announcement", "official_statistics_announcement", "national_statistics_announcement",
     "call_for_evidence", "open_call_for_evidence", "correspondence", "foi_release", "written_answer"}
)  # fmt: skip
_TALK_TITLE = re.compile(
    r"\b(?:consultation|call for evidence|announce[sd]?|speech|statement on|plans? (?:for|to)|to be|will|calls? for|"
    r"written (?:answer|question|evidence)|questions? (?:on|about)|response to|comment|briefing|delay(?:s|ed)?|"
    r"scrapped|shelved|where is|what happened)\b", re.I
)  # fmt: skip
_TALK_URL = re.compile(r"/written-(?:questions|answers|statements|evidence)\b|/question/|//hansard\.", re.I)
_CONTEXT = re.compile(
    r"\b(?:SEND|SEN|SENCOs?|EHCPs?|special educational needs?|education,? health and care|alternative provision|"
    r"disabled children)\b"
)
_WORD = re.compile(r"[^\W_]+")
_TITLE, _HEADING, _DESCRIPTION, _BODY = 0.9, 0.65, 0.6, 0.45
_LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class _Name:
    commitment: int
    words: tuple[str, ...]
    name: str
    exact: str  # an acronym counts in its own spelling only
    good: bool  # False for a not_name


def stem(word: str) -> str:
    """Lower case without plural: enough for names of programmes."""
    word = word.lower()
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words_of(text: str) -> list[str]:
    """Stems in order; hyphens part words, apostrophes vanish, "co-ordinator" is "coordinator"."""
    return [stem(w) for w in _spelled(text)]


def _spelled(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).replace("’", "").replace("'", "").replace("‘", "")
    plain = re.sub(r"\b([Cc]o)-(ord|prod|des)", r"\1\2", plain)
    return _WORD.findall(plain)


class Matcher:
    """Holds the compiled names of many commitments; ``match`` is linear in the length of the document."""

    def __init__(self, commitments: Sequence[Commitment]) -> None:
        self._commitments = list(commitments)
        self._by_first: dict[str, list[_Name]] = defaultdict(list)
        for n, commitment in enumerate(self._commitments):
            for name in dict.fromkeys((*commitment.called, commitment.title)):
                self._learn(n, name, good=True)
            for name in commitment.not_names:
                self._learn(n, name, good=False)

    def _learn(self, commitment: int, name: str, *, good: bool) -> None:
        spelled = _spelled(name)
        if not spelled:
            return
        acronym = len(spelled) == 1 and spelled[0].rstrip("s").isupper() and len(spelled[0]) <= 6
        words = tuple(stem(w) for w in spelled)
        self._by_first[words[0]].append(_Name(commitment, words, name, spelled[0] if acronym else "", good))

    def match(self, document: Document) -> tuple[Sighting, ...]:
        """The commitments that a document concerns, best first, one sighting for each."""
        context = _CONTEXT.search(f"{document.title} {document.description}") or any(
            _CONTEXT.search(b.text) for b in document.blocks[:40]
        )
        found: dict[int, list[_Hit]] = defaultdict(list)
        barred: set[int] = set()
        for place, weight, text in _places(document):
            good, bad = self._names_in(text)
            if place == "title":
                barred |= bad
            for name in good:
                if name.commitment not in barred and (context or not _slight(name)):
                    found[name.commitment].append(_Hit(place, weight, text, name))
        sightings = [self._sighting(self._commitments[n], hits, document) for n, hits in found.items()]
        return tuple(sorted(sightings, key=lambda s: (-s.score, s.commitment_id)))

    def _names_in(self, text: str) -> tuple[list[_Name], set[int]]:
        """The names in a text that do not stand inside a not_name of the same commitment; and whose not_names do."""
        spelled = _spelled(text)
        words = [stem(w) for w in spelled]
        hits: list[tuple[int, int, _Name]] = []
        for i, word in enumerate(words):
            for name in self._by_first.get(word, ()):
                size = len(name.words)
                exact = not name.exact or spelled[i].rstrip("s") == name.exact.rstrip("s")
                if exact and tuple(words[i : i + size]) == name.words:
                    hits.append((i, i + size, name))
        bad = [(s, e, n.commitment) for s, e, n in hits if not n.good]
        good = [n for s, e, n in hits if n.good and not any(c == n.commitment and s < be and bs < e for bs, be, c in bad)]
        return good, {c for _, _, c in bad}

    def _sighting(self, commitment: Commitment, hits: list[_Hit], document: Document) -> Sighting:
        best = max(hits, key=lambda h: (h.weight, len(h.name.words)))
        relation, why = _relation(commitment, best, document)
        more = min(len(hits) - 1, 5) * 0.02
        slight = 0.15 if _slight(best.name) else 0.0
        score = max(0.05, min(1.0, best.weight + more - slight))
        if relation is Relation.MENTION and best.place == "title":
            score = min(score, 0.75)
        reasons = (f"“{best.name.name}” in the {best.place}", *why)
        return Sighting(commitment.id, relation, round(score, 2), reasons, best.text[:1000], document.url, document.title)


@dataclass(frozen=True, slots=True)
class _Hit:
    place: str
    weight: float
    text: str
    name: _Name


def _slight(name: _Name) -> bool:
    """A name of one word, or an acronym, says little without the subject around it."""
    return len(name.words) == 1


def _places(document: Document) -> Iterator[tuple[str, float, str]]:
    """The parts of a document, weightiest first, with what a name in them is worth."""
    yield "title", _TITLE, document.title
    if document.description:
        yield "description", _DESCRIPTION, document.description
    total = 0
    for block in document.blocks:
        yield _place_of(block)
        total += len(block.text)
        if total > _LONGEST:
            return


def _place_of(block: Block) -> tuple[str, float, str]:
    heading = block.kind is BlockKind.HEADING
    return ("heading" if heading else "text"), (_HEADING if heading else _BODY), block.text


def _relation(commitment: Commitment, best: _Hit, document: Document) -> tuple[Relation, list[str]]:
    """Evidence only where the title names the thing and nothing says that it is talk about it."""
    against = list(_against(commitment, best, document))
    if against:
        return Relation.MENTION, against
    return Relation.EVIDENCE, [f"its type, {document.type}, fits what was promised" if document.type in THINGS
                               else "the title names the thing itself"]  # fmt: skip


def _against(commitment: Commitment, best: _Hit, document: Document) -> Iterator[str]:
    wanted, kind = set(commitment.delivered_by), document.type
    if best.place != "title":
        yield f"named in the {best.place} only"
        return
    if kind in THINGS and wanted and not THINGS[kind] & wanted:
        yield f"a {kind} is not what was promised ({', '.join(sorted(wanted))})"
    elif kind in _TALK_TYPES and not (kind in THINGS and THINGS[kind] & wanted):
        yield f"a {kind} speaks of it"
    elif _TALK_TITLE.search(document.title) and not wanted & {"consultation", "report-response"}:
        yield "the title speaks of it"
    if _TALK_URL.search(document.url):
        yield "an answer or statement in Parliament speaks of it"
    if tense_of(f"{document.title}. {document.description}") in (Tense.NOT_DONE, Tense.TO_COME):
        yield "it is spoken of as still to come"


def match_line(matcher: Matcher, record: dict[str, Any]) -> dict[str, Any]:
    """One line of ``planwatch match --json``; unknown fields are passed over."""

    def text(name: str) -> str:
        value = record.get(name)
        return value if isinstance(value, str) else ""

    body = tuple(Block(BlockKind.PARAGRAPH, line.strip()) for line in text("body").splitlines() if line.strip())
    document = Document(text("url"), text("title"), text("type"), description=text("description"), blocks=body,
                        publisher=text("publisher"))  # fmt: skip
    found = [
        {"id": s.commitment_id, "relation": s.relation.value, "score": s.score, "why": list(s.why)} for s in matcher.match(document)
    ]
    return {"url": record.get("url"), "commitments": found}
