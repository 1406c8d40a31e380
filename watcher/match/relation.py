"""The promised thing itself, or what became of it, against talk about it; with the reasons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watcher.match.language import is_welsh
from watcher.match.names import Hit, Strength
from watcher.match.places import host_of
from watcher.match.reading import TITLE_LIKE
from watcher.match.types import COURSE, NEWS, STATISTICS, TALK, THINGS, in_parliament, kind_of, of_the_state, responsible
from watcher.match.words import SENTENCE_END, holds, words_of
from watcher.model import Commitment, Document, Relation
from watcher.tense import Tense, tense_of

_TALK_TITLE = re.compile(
    r"\b(?:consultation|call for evidence|announce[sd]?|speech|statement on|plans? (?:for|to)|to be|will|calls? for|"
    r"written (?:answer|question|evidence)|questions? (?:on|about)|response to|comment|briefing|delay(?:s|ed)?|"
    r"scrapped|shelved|where is|what happened|what next|pledges?|promises?|calls? on|urges?|calling)\b|\?$", re.I
)  # fmt: skip
_BY_ANNOUNCING = frozenset({"funding", "school", "programme", "appointment", "event", "group", "training"})
_ASKED = frozenset({"consultation", "report-response"})
_LAWS = frozenset({"law", "regulation"})
_UNDER_WAY = re.compile(
    r"\b(?:is|are|was|were|been|being|now|still)\s+(?:\w+ly\s+)?\w+ing\b|\b(?:testing|tested|trialled|trialling|piloted|piloting|"
    r"set\s+up|met|meets|delayed|missing|progress|asked|asks|when|why|whether|will|shall|announc\w+|promis\w+|commit\w*)\b|\?",
    re.I,
)
"""Work on a thing, word of it to come, or a question about it, in the sentence that names it."""
_MOST_READ = 8
OFTEN = 3
"""Times that an evaluation names a thing before it counts as telling how it went."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name where it stands. ``near``: the plan's subject is spoken of in the same piece of text."""

    place: str
    weight: float
    text: str
    hit: Hit
    near: bool


def relation_of(
    commitment: Commitment, best: Found, places: Sequence[Found], document: Document, plan_publisher: str
) -> tuple[Relation, tuple[str, ...]]:
    """What the document is to the promise, and why. ``places``: all where it is named, ``best`` the weightiest.

    Evidence only where nothing speaks against it.
    """
    kind = kind_of(document)
    ours = responsible(document, commitment, plan_publisher)
    if is_welsh(document):
        return Relation.MENTION, ("in Welsh, which these rules cannot judge",)
    telling = _tells_of_it(commitment, best, places, kind) if ours else ""
    against = tuple(_against(commitment, best, document, kind, ours, telling))
    if against and ours and _accounts_for(best, places, document, kind):
        return Relation.ACCOUNT, ("the body responsible says what became of it", *against)
    if against:
        return Relation.MENTION, against
    return Relation.EVIDENCE, (telling or _for(commitment, kind),)


def _accounts_for(best: Found, places: Sequence[Found], document: Document, kind: str) -> bool:
    """Whether a document of the body responsible says of the thing that it is there, is not, or is to come."""
    if kind in STATISTICS or best.hit.name.strength is Strength.COMMON or best.hit.scattered:
        return False
    if best.place in TITLE_LIKE and in_parliament(document):
        return True
    return any(says_something(f) for f in places[:_MOST_READ])


def says_something(found: Found) -> bool:
    """Whether the sentences with the name say what is or will be of it, and do not only name it."""
    told = said_of(found)
    return tense_of(told) is not Tense.UNSAID or bool(_UNDER_WAY.search(told))


def said_of(found: Found) -> str:
    """The sentences of a passage that hold the name."""
    wanted = found.hit.name.words
    told = [s for s in SENTENCE_END.split(found.text) if holds(words_of(s), wanted)]
    return " ".join(told) or found.text


def _for(commitment: Commitment, kind: str) -> str:
    if kind in THINGS and THINGS[kind] & set(commitment.delivered_by):
        return f"its type, {kind}, fits what was promised"
    if kind in COURSE:
        return f"a {kind} of the body responsible tells how it goes"
    return "the title names the thing itself"


def _tells_of_it(commitment: Commitment, best: Found, places: Sequence[Found], kind: str) -> str:
    """Why a document of the body responsible shows what became of a promise, though its title or type does not; or ""."""
    if best.hit.name.strength < Strength.SPECIFIC:
        return ""
    titled = best.place in TITLE_LIKE and not best.hit.scattered
    if kind in COURSE and not titled and (best.place in ("heading", "description") or len(places) >= OFTEN):
        return f"a {kind} of the body responsible that goes into it"
    by_saying = titled or bool(_BY_ANNOUNCING & set(commitment.delivered_by))
    if kind in (*NEWS, "") and by_saying and any(tense_of(said_of(f)) is Tense.DONE for f in places):
        return "the body responsible says that it is done"
    return ""


def _against(commitment: Commitment, best: Found, document: Document, kind: str, ours: bool | None, telling: str) -> Iterator[str]:
    wanted = set(commitment.delivered_by)
    if best.place not in TITLE_LIKE and not telling:
        yield f"named in the {best.place} only"
        return
    if best.hit.name.strength is Strength.COMMON:
        yield f"“{best.hit.name.name}” could name anything"
    if best.hit.scattered and not telling:
        yield "its words stand apart in the title"
    yield from _against_kind(wanted, document, kind, ours, telling)
    yield from _against_body(wanted, document, kind, ours)
    if not telling and tense_of(f"{document.title}. {document.description}") in (Tense.NOT_DONE, Tense.TO_COME):
        yield "it is spoken of as still to come"


def _against_kind(wanted: set[str], document: Document, kind: str, ours: bool | None, telling: str) -> Iterator[str]:
    fits = bool(kind in THINGS and THINGS[kind] & wanted)
    if in_parliament(document):
        yield "an answer or statement in Parliament speaks of it"
    elif kind in TALK and not fits and not telling:
        yield f"a {kind} speaks of it"
    elif kind in STATISTICS and not fits:
        yield "statistics count it, and are not what was promised"
    elif wanted == {"statistics"} and kind not in STATISTICS:
        yield "the promise is a figure, and this is no statistics"
    elif "consultation" in kind and not fits and kind != "consultation_outcome":
        yield "a consultation asks about it"
    elif kind in THINGS and wanted and not fits and kind not in COURSE and not ours:
        yield f"a {kind} is not what was promised ({', '.join(sorted(wanted))})"
    elif not telling and not wanted & _ASKED and _TALK_TITLE.search(document.title):
        yield "the title speaks of it"


def _against_body(wanted: set[str], document: Document, kind: str, ours: bool | None) -> Iterator[str]:
    of_state = of_the_state(document)
    law_or_figure = of_state and ((kind in STATISTICS and "statistics" in wanted) or (kind == "regulation" and wanted & _LAWS))
    if ours is False and not law_or_figure:
        yield f"published by {document.publisher}, not by the body responsible"
    elif ours is None and of_state is False:
        yield f"{host_of(document)} is not the body responsible"
