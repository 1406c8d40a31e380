"""What a document that was not known before is for a promise: the thing itself, an announcement again, or new talk. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from watcher.dates import in_words
from watcher.judge.looks import STRONG, Look, Reader
from watcher.model import Event, EventKind, Relation, Sighting
from watcher.tense import Tense, tense_of

ALIKE = 80.0
"""Passages at least so alike (rapidfuzz token set ratio, 0 to 100) say the same."""

_ANNOUNCING = frozenset(
    {"news_article", "press_release", "news_story", "speech", "announcement", "government_response", "oral_statement",
     "written_statement", "authored_article"}
)  # fmt: skip
_FIGURE = re.compile(r"£?\d[\d,.]*\d(?:\s?(?:million|billion|m|bn|%|per cent))?\b", re.I)
_ONCE_MORE = re.compile(
    r"\b(?:once more|once again|again|reaffirm\w*|reiterat\w*|restat\w*|repeat(?:s|ed)? (?:its|the|their))\b", re.I
)


@dataclass(frozen=True, slots=True)
class Before:
    """A passage about a promise that was seen before, and when it was read."""

    sighting: Sighting
    on: date


Earlier = Mapping[str, Sequence[Before]]
"""By commitment id, oldest first."""


def arrival_events(reader: Reader, look: Look, earlier: Earlier, *, baseline: bool) -> list[Event]:
    """One event for each promise that the document concerns and whose passages had none from this address yet."""
    events = []
    for sighting in reader.sightings(look):
        before = earlier.get(sighting.commitment_id, ())
        if any(b.sighting.url == look.document.url for b in before):
            continue
        event = _arrival(reader, look, sighting, before)
        if event and baseline:
            event = replace(event, detail={**event.detail, "baseline": "yes"})
        if event and not (baseline and event.kind is not EventKind.EVIDENCE):
            events.append(event)
    return events


def _arrival(reader: Reader, look: Look, sighting: Sighting, before: Sequence[Before]) -> Event | None:
    title, commitment = look.document.title, reader.by_id[sighting.commitment_id]
    detail = {"score": f"{sighting.score:.2f}", "why": "; ".join(sighting.why)}
    said = _said_before(look, sighting, before)
    if sighting.relation is Relation.EVIDENCE:
        kind = EventKind.EVIDENCE
        sentence = f"Possible evidence found, awaiting a ruling: “{title}”, for: {commitment.title}."
    elif said is not None:
        kind = EventKind.REANNOUNCED
        first = f"“{said.sighting.title}”, read on {in_words(said.on)}"
        sentence = f"Announced again, which is not the thing itself: “{title}”, about: {commitment.title}. Said before in {first}."
        detail["first"] = said.sighting.url
    elif sighting.score >= STRONG:
        kind = EventKind.PAGE_UPDATED
        sentence = f"A new document speaks of it: “{title}”, about: {commitment.title}."
    else:
        return None
    event = reader.event(look, sighting.commitment_id, kind, f"arrival:{look.document.key}", sentence, sighting.passage)
    return replace(event, detail=detail)


def _said_before(look: Look, sighting: Sighting, before: Sequence[Before]) -> Before | None:
    """The earliest passage that already said what this one announces; None where it says anything new, or announces nothing."""
    if look.document.type not in _ANNOUNCING or not before:
        return None
    known = {f for b in before for f in _FIGURE.findall(f"{b.sighting.passage} {b.sighting.title}")}
    if set(_FIGURE.findall(sighting.passage)) - known:
        return None
    alike = (b for b in before if _alike(b.sighting, sighting))
    return next(alike, before[0] if _only_promises(sighting) else None)


def _alike(old: Sighting, new: Sighting) -> bool:
    pairs = ((old.passage, new.passage), (old.title, new.title))
    return any(fuzz.token_set_ratio(a, b, processor=default_process) >= ALIKE for a, b in pairs)


def _only_promises(sighting: Sighting) -> bool:
    """Owns that it was said before, or tells only of what is to come; with no figure that was not known."""
    return bool(_ONCE_MORE.search(sighting.passage)) or tense_of(sighting.passage) is Tense.TO_COME
