"""What a look at a source means for the commitments: changes, arrivals, dates, wording. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from watcher.dates import find_dates, london_day, window_in_words
from watcher.judge.standing import SETTLED, about, ruling_on
from watcher.match import Matcher
from watcher.model import (
    Block,
    BlockKind,
    Change,
    Commitment,
    DateDirection,
    DateMove,
    Document,
    DocumentState,
    Event,
    EventKind,
    Hunk,
    HunkKind,
    Precision,
    Quote,
    Relation,
    Sighting,
    Source,
    Window,
    Wording,
)
from watcher.tense import Tense, tense_of
from watcher.wording import compare_wording

STRONG = 0.6
"""A document that concerns a commitment this much concerns it as a whole, not in one passage only."""

_NOT_TARGETS = frozenset({"historical", "publication", "opening"})
_ANNOUNCING = frozenset({"news_article", "press_release", "news_story", "speech", "announcement", "government_response"})
_STATES = {
    DocumentState.WITHDRAWN: (EventKind.PAGE_WITHDRAWN, "Withdrawn"),
    DocumentState.GONE: (EventKind.PAGE_GONE, "No longer there"),
    DocumentState.MOVED: (EventKind.PAGE_MOVED, "Moved to another address"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A document as one look at a source found it, with the hash of the bytes that are kept."""

    source: Source
    document: Document
    sha256: str
    at: datetime

    def quote(self, text: str) -> Quote:
        return Quote(text=text or self.document.title, url=self.document.url, at=self.at, sha256=self.sha256)


class Judge:
    """Knows the commitments; turns looks into events. Keeps no state between calls."""

    def __init__(self, commitments: Sequence[Commitment], matcher: Matcher) -> None:
        self._by_id = {c.id: c for c in commitments}
        self._matcher = matcher

    def sightings(self, look: Look) -> tuple[Sighting, ...]:
        """The commitments that the document concerns, within what the source is said to show."""
        return tuple(s for s in self._matcher.match(look.document) if _within(look.source, s))

    # --- a document that was known has changed ---

    def change_events(self, look: Look, change: Change) -> list[Event]:
        """Everything that a change to a known document means, the weightiest first."""
        state = self._state_events(look, change)
        if state:
            return state
        dates = [e for move in change.dates for e in self._date_events(look, change, move)]
        wording = [e for hunk in change.hunks for e in self._wording_events(look, hunk)]
        told = {e.commitment_id for e in (*dates, *wording)}
        rest = self._update_events(look, change, told)
        return _unique([replace(e, hunks=change.hunks) for e in (*dates, *wording, *rest)])

    def _state_events(self, look: Look, change: Change) -> list[Event]:
        before, after = change.before_state, change.after_state
        if change.moved_address is not None:
            return self._moved(look, change.moved_address)
        gone = (DocumentState.GONE, DocumentState.WITHDRAWN, DocumentState.MOVED)
        if before in gone and after not in gone:
            sentence = f"Back again: “{look.document.title}”."
            return self._for_document(look, EventKind.PAGE_RESTORED, sentence, look.document.title)
        if before is after or after not in _STATES:
            return []
        kind, words = _STATES[after]
        sentence = f"{words}: “{look.document.title or change.title[0]}”."
        if look.document.explanation:
            sentence += f" The page says: “{_short(look.document.explanation)}”"
        return self._for_document(look, kind, sentence, look.document.explanation)

    def _moved(self, look: Look, addresses: tuple[str, str]) -> list[Event]:
        old, new = addresses
        sentence = f"Moved to another address, the same document: “{look.document.title}”."
        events = self._for_document(look, EventKind.PAGE_MOVED, sentence, new)
        return [replace(e, detail={"from": old, "to": new}) for e in events]

    def _for_document(self, look: Look, kind: EventKind, sentence: str, found: str) -> list[Event]:
        """One event for each commitment that the whole document concerns, or one for the source."""
        ids = self._whole_document(look)
        key = f"{kind.value}:{look.document.url}:{look.at.isoformat()}"
        return [self._event(look, i, kind, key, sentence, found) for i in ids or [""]]

    def _whole_document(self, look: Look) -> list[str]:
        strong = [s.commitment_id for s in self.sightings(look) if s.score >= STRONG]
        listed = [i for i in look.source.commitments if i in self._by_id]
        return strong or (listed if len(listed) <= 3 else [])

    # --- dates ---

    def _date_events(self, look: Look, change: Change, move: DateMove) -> list[Event]:
        if move.role in _NOT_TARGETS or _kept(move):
            return []
        ids = self._named_in(look, move.passage) or self._named_near(look, change, move)
        return [self._date_event(look, self._by_id[i], move) for i in ids if not self._settled(i, look)]

    def _settled(self, commitment_id: str, look: Look) -> bool:
        """Once a ruling has settled a promise, its date can move no more."""
        ruling = ruling_on(self._by_id[commitment_id], london_day(look.at))
        return ruling is not None and ruling.verdict in SETTLED

    def _named_near(self, look: Look, change: Change, move: DateMove) -> list[str]:
        """The commitments of the passage that holds the date, else of the whole document."""
        for hunk in change.hunks:
            words = f"{hunk.before} {hunk.after}"
            if (move.after and move.after in words) or (move.before and move.before in words):
                ids = self._named_in(look, hunk.after, hunk.context) or self._named_in(look, hunk.before, hunk.context)
                if ids:
                    return ids
        return [s.commitment_id for s in self.sightings(look) if s.score >= STRONG][:1]

    def _date_event(self, look: Look, commitment: Commitment, move: DateMove) -> Event:
        removed = move.direction is DateDirection.REMOVED
        kind = EventKind.DATE_REMOVED if removed else EventKind.DATE_REVISED
        detail = _date_detail(move.before or commitment.due, move.after, move.before_window, move.after_window)
        if not move.before:
            detail.update(_date_detail(commitment.due, move.after, commitment.window, move.after_window))
        detail["direction"] = move.direction.value
        key = f"{kind.value}:{look.document.key}:{move.before}>{move.after}:{look.at.date().isoformat()}"
        shown = move.lost if removed and not move.after and move.lost else move.passage
        event = self._event(look, commitment.id, kind, key, _date_sentence(commitment, move), shown)
        return replace(event, detail=detail)

    def restated_dates(self, look: Look, windows: Mapping[str, Window]) -> list[Event]:
        """Dates that a newly found official document gives for a commitment, where they differ from the last."""
        if not official(look.document):
            return []
        said_on = look.document.updated or look.document.published
        said = london_day(said_on) if said_on else london_day(look.at)
        events = []
        for sighting in self.sightings(look):
            commitment = self._by_id[sighting.commitment_id]
            if self._settled(commitment.id, look):
                continue
            window = windows.get(commitment.id, commitment.window)
            stated = (self._restated(look, commitment, window, p, said) for p in self._passages(look, commitment.id))
            events += next((found for found in stated if found), [])
        return _unique(events)

    def _restated(self, look: Look, commitment: Commitment, window: Window, passage: str, said: date) -> list[Event]:
        for found in find_dates(passage, said_on=said):
            vague = found.window.precision is Precision.VAGUE and window.dated
            dated = found.window.end is not None and found.window.end >= said
            if found.role in _NOT_TARGETS or not (vague or (dated and found.role == "deadline")):
                continue
            if found.window.end == window.end:
                continue
            direction = _direction(window, found.window)
            move = DateMove(window.phrase, found.text, window, found.window, direction, found.role, passage)
            return [self._date_event(look, commitment, move)]
        return []

    def _passages(self, look: Look, commitment_id: str) -> list[str]:
        blocks = [b.text for b in look.document.blocks] or [look.document.description]
        named = [t for t in blocks if commitment_id in self._named_in(look, t)]
        return named[:5]

    # --- wording ---

    def _wording_events(self, look: Look, hunk: Hunk) -> list[Event]:
        if hunk.kind is not HunkKind.CHANGED:
            return []
        wording, before, after = compare_wording(hunk.before, hunk.after)
        if wording is Wording.NEUTRAL:
            return []
        events = []
        for i in self._named_in(look, hunk.after, hunk.context) or self._named_in(look, hunk.before, hunk.context):
            sentence = f"Wording {wording.value}, {_became(before, after)}: {self._by_id[i].title}."
            key = f"wording:{look.document.key}:{hunk.after[:80]}:{look.at.date().isoformat()}"
            event = self._event(look, i, EventKind.WORDING_CHANGED, key, sentence, hunk.after)
            events.append(replace(event, detail={"direction": wording.value, "from": before, "to": after}))
        return events

    # --- everything else that changed ---

    def _update_events(self, look: Look, change: Change, told: set[str]) -> list[Event]:
        """An edit that is no more than an edit: told for the promises that it concerns.

        A page that is watched for any promise ("*") and whose edit concerns none is not news; one that is watched
        for itself is.
        """
        silent = change.noted is False and bool(change.hunks) and not change.retouch
        kind = EventKind.SILENT_EDIT if silent else EventKind.PAGE_UPDATED
        ids = self._changed_commitments(look, change)
        fresh = [i for i in ids if i not in told or silent]
        if not fresh and (told or "*" in look.source.commitments):
            return []
        key = f"{kind.value}:{look.document.key}:{look.sha256[:16]}"
        sentence, found = _update_sentence(look, change, silent), _found_words(change)
        return [self._event(look, i, kind, key, sentence, found) for i in fresh or [""]]

    def _changed_commitments(self, look: Look, change: Change) -> list[str]:
        """Named in what changed; else of the whole document."""
        ids = [i for h in change.hunks for i in self._named_in(look, f"{h.after} {h.before}", h.context)]
        return list(dict.fromkeys(ids or self._whole_document(look)))

    # --- a document that was not known before ---

    def arrival_events(self, look: Look, earlier: Mapping[str, frozenset[str]], *, baseline: bool) -> list[Event]:
        """What a newly found document means. ``earlier``: addresses already seen for each commitment."""
        events = []
        for s in self.sightings(look):
            seen = earlier.get(s.commitment_id, frozenset())
            if look.document.url in seen:
                continue
            event = self._arrival(look, s, seen)
            if event and baseline:
                event = replace(event, detail={**event.detail, "baseline": "yes"})
            if event and not (baseline and event.kind is not EventKind.EVIDENCE):
                events.append(event)
        return events

    def _arrival(self, look: Look, s: Sighting, seen: frozenset[str]) -> Event | None:
        title, commitment = look.document.title, self._by_id[s.commitment_id]
        detail = {"score": f"{s.score:.2f}", "why": "; ".join(s.why)}
        if s.relation is Relation.EVIDENCE:
            kind = EventKind.EVIDENCE
            sentence = f"Possible evidence found, awaiting a ruling: “{title}”, for: {commitment.title}."
        elif look.document.type in _ANNOUNCING and seen:
            kind = EventKind.REANNOUNCED
            sentence = f"Announced again, which is not the thing itself: “{title}”, about: {commitment.title}."
        elif s.score >= STRONG:
            kind = EventKind.PAGE_UPDATED
            sentence = f"A new document speaks of it: “{title}”, about: {commitment.title}."
        else:
            return None
        key = f"arrival:{look.document.key}"
        return replace(self._event(look, s.commitment_id, kind, key, sentence, s.passage), detail=detail)

    # --- helpers ---

    def _named_in(self, look: Look, text: str, context: str = "") -> list[str]:
        if not text:
            return []
        blocks = (Block(BlockKind.HEADING, context),) if context else ()
        passage = Document(look.document.url, "", blocks=(*blocks, Block(BlockKind.PARAGRAPH, text)))
        return [s.commitment_id for s in self._matcher.match(passage) if _within(look.source, s)]

    def _event(self, look: Look, commitment_id: str, kind: EventKind, key: str, sentence: str, found: str) -> Event:
        quote, title = look.quote(found), look.document.title
        if commitment_id:
            whole = f"{key}:{commitment_id}"
            return about(
                self._by_id[commitment_id],
                kind,
                whole,
                sentence,
                look.at,
                source_id=look.source.id,
                found=quote,
                title=title,
            )
        return Event(0, look.at, kind, key, "", "", look.source.id, sentence, None, quote, title)


def _kept(move: DateMove) -> bool:
    """A date that gives way to word that the thing is there was not dropped."""
    return move.direction is DateDirection.REMOVED and not move.after and tense_of(move.passage) is Tense.DONE


def official(document: Document) -> bool:
    """Whether government or Parliament itself publishes it; only such a document can move a date."""
    host = urlsplit(document.url).hostname or ""
    return host.endswith((".gov.uk", ".parliament.uk")) or host in ("gov.uk", "parliament.uk")


def _within(source: Source, sighting: Sighting) -> bool:
    listed = source.commitments
    return not listed or "*" in listed or sighting.commitment_id in listed or sighting.score >= STRONG


def _unique(events: Sequence[Event]) -> list[Event]:
    return list({e.key: e for e in reversed(events)}.values())[::-1]


def _short(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _direction(before: Window, after: Window) -> DateDirection:
    if after.end is None:
        return DateDirection.REMOVED
    if before.end is None:
        return DateDirection.ADDED
    return DateDirection.LATER if after.end > before.end else DateDirection.EARLIER


def _date_detail(before: str, after: str, was: Window | None, now: Window | None) -> dict[str, str]:
    def iso(value: object) -> str:
        return str(value) if value else ""

    return {
        "from": before,
        "to": after,
        "from_start": iso(was.start if was else None),
        "from_end": iso(was.end if was else None),
        "to_start": iso(now.start if now else None),
        "to_end": iso(now.end if now else None),
    }


def _date_sentence(commitment: Commitment, move: DateMove) -> str:
    if move.direction is DateDirection.REMOVED:
        instead = f"; it now says “{move.after}”" if move.after else ""
        return f"Date gone, it was “{move.before}”{instead}: {commitment.title}."
    if move.direction is DateDirection.ADDED:
        promise = window_in_words(commitment.window)
        return f"A date is given, “{move.after}” (promised: {promise}): {commitment.title}."
    return f"Date moved {move.direction.value}, from “{move.before}” to “{move.after}”: {commitment.title}."


def _became(before: str, after: str) -> str:
    if not after:
        return f"“{before}” was taken out"
    return f"“{before}” became “{after}”" if before else f"“{after}” was put in"


def _update_sentence(look: Look, change: Change, silent: bool) -> str:
    title = look.document.title
    if silent:
        return f"Changed without a note: “{title}”."
    if change.new_notes:
        return f"Updated: “{title}”. Its note says: “{_short(change.new_notes[0].text)}”"
    if change.after_state is DocumentState.HISTORIC and change.before_state is not DocumentState.HISTORIC:
        return f"Now marked as published under a previous government: “{title}”."
    return f"Updated: “{title}”."


def _found_words(change: Change) -> str:
    for hunk in change.hunks:
        if hunk.after:
            return hunk.after
    return change.new_notes[0].text if change.new_notes else ""
