"""Why a document, or a name where it stands in it, does not concern a commitment. Pure; reasons in words, "" for none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from watcher.match.homonyms import another_kind, another_topic, foreign
from watcher.match.names import Hit, Strength
from watcher.match.places import abroad_in, elsewhere, local_paper, older
from watcher.match.reading import TITLE_LIKE
from watcher.match.relation import Found, said_of, says_something
from watcher.match.subject import COMMON
from watcher.match.types import STATISTICS, responsible
from watcher.match.words import words_of
from watcher.model import Commitment, Document, Plan

_FIGURE = re.compile(r"\d")
_IN_PASSING = 2
"""Times that a page on another of the kind may name a thing and still be on that other one."""


@dataclass(frozen=True)
class Case:
    """A commitment with what is known of it. Without its plan no document is too old for it."""

    commitment: Commitment
    plan: Plan | None

    @cached_property
    def about(self) -> str:
        """All its own words."""
        return " . ".join((self.commitment.title, *self.commitment.called))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(words_of(self.about))

    @property
    def publisher(self) -> str:
        return self.plan.publisher if self.plan else ""

    @property
    def since(self) -> date | None:
        """The day before which nothing can show what became of it; some promises were under way when they were made."""
        start = self.commitment.window.start
        return min(self.plan.published, start or self.plan.published) if self.plan else None


@dataclass(frozen=True, slots=True)
class Setting:
    """The document, and where the subject of a plan shows in it."""

    document: Document
    kind: str
    subject: bool  # in the title or description
    opening: bool  # in the first blocks
    title_words: tuple[str, ...]


def whole_apart(case: Case, free: Sequence[Found], others: Sequence[Found], setting: Setting) -> str:
    """Why no name in the document can mean the commitment. ``others``: names of things that the plan tells apart."""
    document = setting.document
    away = elsewhere(document, case.about) or older(document, case.since)
    if away:
        return away
    if any(f.place == "title" for f in others) and not any(f.place == "title" for f in free):
        return told_apart(others)
    if any(f.place in TITLE_LIKE for f in free):
        return local_paper(document, case.commitment)
    return _sibling(free, setting)


def told_apart(others: Sequence[Found]) -> str:
    return f"“{others[0].hit.name.name}” is another thing, which the plan tells apart"


def _sibling(free: Sequence[Found], setting: Setting) -> str:
    """A title that shares a telling word with a name and lacks the rest is about another of its kind."""
    if setting.subject or len(free) > _IN_PASSING or any(f.place != "text" for f in free):
        return ""
    for f in free:
        shared = [w for w in f.hit.name.words if w in setting.title_words and w not in COMMON]
        if shared:
            return f"its title is about another of the kind (“{shared[0]}”), and the text names this one in passing"
    return ""


def in_passing(case: Case, good: Sequence[Found]) -> str:
    """For names in the text alone: whether they say which plan is meant, or name the thing and say nothing of it."""
    if any(f.place != "text" for f in good):
        return ""
    if case.plan and all(set(f.hit.name.words) <= set(words_of(case.plan.title)) for f in good):
        return "it names the plan itself, and not this promise"
    if len(good) > _IN_PASSING or any(says_something(f) or _counts(f) for f in good):
        return ""
    return "it is named in passing, and nothing is said of it"


def _counts(f: Found) -> bool:
    """Whether a figure stands beside the name."""
    return bool(_FIGURE.search(said_of(f).replace(f.hit.name.name, "")))


def apart(case: Case, f: Found, free: Sequence[Found], setting: Setting) -> str:
    """Why a name where it stands does not mean the commitment. ``free``: all where it is named in the document."""
    strength = f.hit.name.strength
    if f.place not in TITLE_LIKE and abroad_in(f.text, case.about):
        return "it is spoken of in another country"
    kind = another_kind(f.hit)
    if kind:
        return kind
    if strength is Strength.COMMON:
        backed = f.near or any(o.hit.name.strength is Strength.SPECIFIC for o in free)
        return "" if backed else f"“{f.hit.name.name}” is made of common words, and nothing around it names the plan's subject"
    if f.near or (setting.subject and f.place != "title"):
        return ""
    topic = "" if _coded(f.hit) else another_topic(setting.document.title, case.about)
    return topic or ("" if strength is Strength.SPECIFIC else _unbacked(case, f, setting))


def _unbacked(case: Case, f: Found, setting: Setting) -> str:
    """For a name that says little and has no subject beside it: what stands in front, and who publishes it."""
    strange = foreign(f.hit, case.vocabulary)
    if strange:
        return strange
    if setting.kind in STATISTICS and "statistics" not in case.commitment.delivered_by:
        return "statistics with the same words"
    if setting.opening or (f.place != "text" and responsible(setting.document, case.commitment, case.publisher)):
        return ""
    return f"“{f.hit.name.name}” says little by itself, and nothing around it names the plan's subject"


def _coded(hit: Hit) -> bool:
    """A name that is or holds a code or official short form is nobody else's, whatever the title is on."""
    return bool(hit.name.exact) or any(w.isupper() or any(c.isdigit() for c in w) for w in hit.name.words)
