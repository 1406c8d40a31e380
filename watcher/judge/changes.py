"""What a look at a source means for the commitments: the front of judging a document, changed or newly found. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from watcher.judge.acts import denied
from watcher.judge.arrivals import Earlier, arrival_events, became_evidence, evidence_event
from watcher.judge.cells import cells_in_words, removed_rows
from watcher.judge.dating import StatedOf, moved_dates, restated_dates
from watcher.judge.looks import Look, Reader, of_government, unique
from watcher.judge.naming import names_for_review
from watcher.judge.quoting import found_words
from watcher.judge.stages import asks, leads_elsewhere, staged
from watcher.judge.unnoted import became, files_replaced, unnoted
from watcher.match import Matcher
from watcher.model import (
    PARTS,
    Change,
    Document,
    DocumentState,
    Event,
    EventKind,
    Hunk,
    HunkKind,
    Plan,
    Sighting,
    Stage,
    Wording,
)
from watcher.text import cut
from watcher.wording import compare_wording

_LONGEST_QUOTE = 300
_STATES = {
    DocumentState.WITHDRAWN: (EventKind.PAGE_WITHDRAWN, "Withdrawn"),
    DocumentState.GONE: (EventKind.PAGE_GONE, "No longer there"),
    DocumentState.MOVED: (EventKind.PAGE_MOVED, "Moved to another address"),
}


class Judge:
    """Knows the plans; turns looks into events. What it says depends on nothing that it was asked before."""

    def __init__(self, plans: Sequence[Plan], matcher: Matcher) -> None:
        self._reader = Reader([c for plan in plans for c in plan.commitments], matcher)
        self._published = {plan.id: plan.published for plan in plans}

    def sightings(self, look: Look) -> tuple[Sighting, ...]:
        """The commitments that the document concerns, within what the source is said to show."""
        return self._reader.sightings(look)

    # --- a document that was known has changed ---

    def change_events(self, look: Look, before: Document, change: Change, stated_of: StatedOf) -> list[Event]:
        """Everything that a change to a known document means, the weightiest first. ``before``: as it was read last."""
        state = self._state_events(look, before, change)
        if change.after_state in _STATES and (state or look.document.type in PARTS):
            return state
        there = self._became_evidence(look, before, change)
        kept = {e.commitment_id for e in there}
        stages = staged(self._reader, look, before, change, stated_of, kept)
        moved = moved_dates(self._reader, look, change, stated_of)
        dates = [e for e in moved if not (_given_up(e, kept) or stages.told(e))]
        hunks = change.hunks if of_government(look) else ()
        wording = [e for hunk in hunks for e in self._wording_events(look, hunk)]
        first = (*state, *there, *stages.events, *dates, *wording)
        told = {e.commitment_id for e in first}
        back = look.document.type in PARTS and change.before_state is DocumentState.GONE
        rest = self._update_events(look, stages.rest, told) if stages.rest and not (state or back) else []
        return unique([replace(e, hunks=change.hunks) for e in (*first, *rest)])

    def _became_evidence(self, look: Look, before: Document, change: Change) -> list[Event]:
        """The page that only spoke of the thing is the thing now."""
        was = self._reader.sightings(replace(look, document=before))
        outcome = asks(look.document) if change.stage and change.stage[1] is Stage.OUTCOME else ""
        return [
            evidence_event(self._reader, look, s, again=True, outcome=outcome)
            for s in self._reader.sightings(look)
            if became_evidence([w for w in was if w.commitment_id == s.commitment_id], s)
        ]

    def _state_events(self, look: Look, known: Document, change: Change) -> list[Event]:
        before, after = change.before_state, change.after_state
        if change.moved_address is not None:
            return self._moved(look, change.moved_address)
        gone = (DocumentState.GONE, DocumentState.WITHDRAWN, DocumentState.MOVED)
        if before in gone and after not in gone:
            sentence = f"Back again: “{look.document.title}”."
            if look.document.type in PARTS:
                return self._for_part(look, look.document, EventKind.PAGE_RESTORED, sentence)
            return self._for_document(look, EventKind.PAGE_RESTORED, sentence, look.document.title)
        if before is after or after not in _STATES:
            return []
        kind, words = _STATES[after]
        if look.document.type in PARTS and after is DocumentState.GONE:
            return self._for_part(look, known, kind, f"No longer on the page: “{known.title}”.")
        sentence = leads_elsewhere(known, look) or f"{words}: “{look.document.title or change.title[0]}”."
        if look.document.explanation:
            sentence += f" The page says: “{cut(look.document.explanation, _LONGEST_QUOTE)}”"
        return self._for_document(look, kind, sentence, look.document.explanation)

    def _moved(self, look: Look, addresses: tuple[str, str]) -> list[Event]:
        old, new = addresses
        sentence = f"Moved to another address, the same document: “{look.document.title}”."
        events = self._for_document(look, EventKind.PAGE_MOVED, sentence, new)
        return [replace(e, detail={"from": old, "to": new}) for e in events]

    def _for_document(self, look: Look, kind: EventKind, sentence: str, found: str) -> list[Event]:
        """One event for each commitment that the whole document concerns, or one for the source."""
        ids = self._reader.whole_document(look)
        key = f"{kind.value}:{look.document.url}:{look.at.isoformat()}"
        return [self._reader.event(look, i, kind, key, sentence, found) for i in ids or [""]]

    def _for_part(self, look: Look, said: Document, kind: EventKind, sentence: str) -> list[Event]:
        """One event for each commitment that a file or HTML attachment concerns, or did; what its page says tells the rest."""
        ids = dict.fromkeys(s.commitment_id for s in self._reader.sightings(replace(look, document=said)))
        key = f"{kind.value}:{look.document.key}:{look.at.isoformat()}"
        return [self._reader.event(look, i, kind, key, sentence, look.document.title) for i in ids]

    # --- wording ---

    def _wording_events(self, look: Look, hunk: Hunk) -> list[Event]:
        if hunk.kind not in (HunkKind.CHANGED, HunkKind.REMOVED):
            return []
        wording, before, after = compare_wording(hunk.before, hunk.after)
        if wording is Wording.HARDENED and denied(hunk.after) and not denied(hunk.before):
            wording = Wording.SOFTENED  # a promise taken back, however firmly
        if wording is Wording.NEUTRAL:
            return []
        events = []
        text, words = (hunk.after, after) if hunk.after and after else (hunk.before, before)
        for i in self._reader.owners_of(look, text, max(text.find(words), 0), hunk.context):
            sentence = f"Wording {wording.value}, {became(before, after)}: {self._reader.by_id[i].title}."
            key = f"wording:{look.document.key}:{_mark(hunk.after or hunk.before)}:{look.at.date().isoformat()}"
            event = self._reader.event(look, i, EventKind.WORDING_CHANGED, key, sentence, hunk.after or hunk.before)
            events.append(replace(event, detail={"direction": wording.value, "from": before, "to": after}))
        return events

    # --- everything else that changed ---

    def _update_events(self, look: Look, change: Change, told: set[str]) -> list[Event]:
        """An edit that is no more than an edit: told for the promises that it concerns.

        A page that is watched for any promise ("*") and whose edit concerns none is not news; one that is watched
        for itself is. What leaves the meaning alone is told quietly.
        """
        silent = change.noted is False and bool(change.hunks) and not change.retouch
        kind = EventKind.SILENT_EDIT if silent else EventKind.PAGE_UPDATED
        ids = self._changed_commitments(look, change)
        fresh = list(dict.fromkeys([*ids, *sorted(told)])) if silent else [i for i in ids if i not in told]
        if not fresh and (told or "*" in look.source.commitments):
            return []
        key = f"{kind.value}:{look.document.key}:{look.sha256[:16]}:{look.at.date().isoformat()}"
        sentence = _update_sentence(look, change, silent)
        detail = {"unnoted": unnoted(change)} if silent else {"quiet": "yes"} if change.retouch else {}
        events = [self._reader.event(look, i, kind, key, sentence, self._found(look, change, i)) for i in fresh or [""]]
        return [replace(e, detail=dict(detail)) for e in events]

    def _found(self, look: Look, change: Change, commitment_id: str) -> str:
        """The words to quote; of rows that were only taken out, that of the promise before others."""
        if words := found_words(look.document.blocks, change):
            return words
        gone = removed_rows(look.document.blocks, change.hunks)
        mine = (h for h in gone if commitment_id in self._reader.named_in(look, h.before, h.context))
        return next((h.before for h in (*mine, *gone)), "")

    def _changed_commitments(self, look: Look, change: Change) -> list[str]:
        """Named in what changed; else of the whole document."""
        ids = [i for h in change.hunks for i in self._reader.named_in(look, f"{h.after} {h.before}", h.context)]
        return list(dict.fromkeys(ids or self._reader.whole_document(look)))

    # --- a document that was not known before ---

    def arrival_events(self, look: Look, earlier: Earlier, *, baseline: bool) -> list[Event]:
        """What a newly found document is for the promises that it concerns. ``earlier``: what was seen before of each."""
        return arrival_events(self._reader, look, earlier, baseline=baseline)

    def names_for_review(self, look: Look, before: Document | None) -> list[Event]:
        """Names that the document gives a promise and the plan does not know, for a maintainer to judge."""
        return names_for_review(self._reader, look, before)

    def restated_dates(self, look: Look, stated_of: StatedOf, *, baseline: bool) -> list[Event]:
        """What a newly found official document says of dates. ``baseline``: for the ledger alone, alerting nobody."""
        return restated_dates(self._reader, look, stated_of, self._published.get, baseline=baseline)


def _given_up(event: Event, kept: set[str]) -> bool:
    """A date that is gone from the page of a thing that is there was not taken back."""
    return event.kind is EventKind.DATE_REMOVED and event.commitment_id in kept


def _mark(text: str) -> str:
    """A passage in a key: itself where it is short, else its beginning and a fingerprint of all of it."""
    return text if len(text) <= 80 else f"{text[:80]}#{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _update_sentence(look: Look, change: Change, silent: bool) -> str:
    parts = [_what_happened(look, change, silent)]
    if not change.retouch:
        parts += [*files_replaced(change.hunks), cells_in_words(change.hunks, look.document.blocks)]
    return " ".join(filter(None, parts))


def _what_happened(look: Look, change: Change, silent: bool) -> str:
    title = look.document.title
    if silent:
        return f"Changed without a note: “{title}”."
    if change.new_notes:
        return f"Updated: “{title}”. Its note says: “{cut(change.new_notes[0].text, _LONGEST_QUOTE)}”"
    if change.after_state is DocumentState.HISTORIC and change.before_state is not DocumentState.HISTORIC:
        return f"Now marked as published under a previous government: “{title}”."
    if change.retouch:
        what = f" ({', '.join(change.retouched)})" if change.retouched else ""
        return f"Tidied up{what}, with the same meaning: “{title}”."
    return f"Updated: “{title}”."
