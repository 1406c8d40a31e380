"""What a document that was not known before is for a promise: the thing itself, an announcement again, or new talk. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz

from watcher.dates import in_words
from watcher.judge.looks import STRONG, Look, Reader
from watcher.match import ANNOUNCING, words_of
from watcher.model import Commitment, Event, EventKind, Relation, Sighting, Stage, Wording
from watcher.posts import same_place
from watcher.tense import Tense, tense_of
from watcher.wording import compare_wording

ALIKE = 75.0
"""Passages at least so alike besides the names of the promise (rapidfuzz token sort ratio, 0 to 100) say the same."""

_FIGURE = re.compile(r"£?\d[\d,.]*\d(?:\s?(?:million|billion|m|bn|%|per cent))?\b", re.I)
_ONCE_MORE = re.compile(
    r"\b(?:once more|once again|again|reaffirm\w*|reiterat\w*|restat\w*|repeat(?:s|ed)? (?:its|the|their))\b", re.I
)


_NEWS = re.compile(
    r"\b(?:scrap\w*|drop(?:s|ped)?|axe[sd]?|abandon\w*|shelv\w*|cancel\w*|delay\w*|postpon\w*|later than|paus\w*|halt\w*|revers\w*|"
    r"by law|required|replac\w*|instead|for the first time|now)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Before:
    """A passage about a promise that was seen before, and when it was read."""

    sighting: Sighting
    on: date


Earlier = Mapping[str, Sequence[Before]]
"""By commitment id, oldest first."""


def arrival_events(reader: Reader, look: Look, earlier: Earlier, *, baseline: bool) -> list[Event]:
    """One event for each promise that the document concerns, where this address showed no passage about it or no evidence yet."""
    events = []
    for sighting in reader.sightings(look):
        before = earlier.get(sighting.commitment_id, ())
        here = [b for b in before if same_place(b.sighting.url, look.document.url)]
        if here and not became_evidence([b.sighting for b in here], sighting):
            continue
        event = _arrival(reader, look, sighting, before, again=bool(here))
        if event and baseline:
            event = replace(event, detail={**event.detail, "baseline": "yes"})
        if event and not (baseline and event.kind is not EventKind.EVIDENCE):
            events.append(event)
    return events


def became_evidence(before: Sequence[Sighting], now: Sighting) -> bool:
    """Whether what was only spoken of at an address is there now."""
    return now.relation is Relation.EVIDENCE and all(b.relation is not Relation.EVIDENCE for b in before)


def evidence_event(reader: Reader, look: Look, sighting: Sighting, *, again: bool, outcome: str = "") -> Event:
    """What could be the promised thing itself. ``again``: the address was known, and was no evidence before.

    ``outcome``: what it is that has its outcome now, where that is why ("Consultation").
    """
    title, commitment = look.document.title, reader.by_id[sighting.commitment_id]
    what = f"the outcome of the {outcome.lower()} “{title}”" if outcome else f"“{title}”"
    sentence = f"Possible evidence found, awaiting a ruling: {what}, for: {commitment.title}."
    key = f"arrival:{look.document.key}{':evidence' if again else ''}"
    event = reader.event(look, commitment.id, EventKind.EVIDENCE, key, sentence, sighting.passage)
    return replace(event, detail={**_weight(sighting), **({"stage": Stage.OUTCOME.value} if outcome else {})})


def _weight(sighting: Sighting) -> dict[str, str]:
    return {"score": f"{sighting.score:.2f}", "why": "; ".join(sighting.why)}


def _arrival(reader: Reader, look: Look, sighting: Sighting, before: Sequence[Before], *, again: bool) -> Event | None:
    title, commitment = look.document.title, reader.by_id[sighting.commitment_id]
    if sighting.relation is Relation.EVIDENCE:
        return evidence_event(reader, look, sighting, again=again)
    detail = _weight(sighting)
    said = _said_before(look, sighting, before, commitment)
    if said is not None:
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


def _said_before(look: Look, sighting: Sighting, before: Sequence[Before], commitment: Commitment) -> Before | None:
    """The earliest passage that already said what this one announces; None where it says anything new, or announces nothing.

    A figure that was not known, word that it is done, late or given up, and a duty are new.
    """
    if look.document.type not in ANNOUNCING or not before or _NEWS.search(f"{sighting.title} {sighting.passage}"):
        return None
    if tense_of(sighting.passage) in (Tense.DONE, Tense.NOT_DONE):
        return None
    known = {f for b in before for f in _FIGURE.findall(f"{b.sighting.passage} {b.sighting.title}")}
    if set(_FIGURE.findall(sighting.passage)) - known:
        return None
    alike = (b for b in before if _alike(b.sighting, sighting, commitment))
    return next(alike, before[0] if _ONCE_MORE.search(sighting.passage) else None)


def _alike(old: Sighting, new: Sighting, commitment: Commitment) -> bool:
    """The same said of it: the words besides its own names are alike, and no weaker or stronger."""
    own = {w for name in (*commitment.called, commitment.title) for w in words_of(name)}
    pairs = ((old.passage, new.passage), (old.title, new.title))
    said = [(_besides(a, own), _besides(b, own)) for a, b in pairs]
    if not any(a and b and fuzz.token_sort_ratio(a, b) >= ALIKE for a, b in said):
        return False
    return compare_wording(old.passage, new.passage)[0] is Wording.NEUTRAL


def _besides(text: str, own: set[str]) -> str:
    return " ".join(w for w in words_of(text) if w not in own)
