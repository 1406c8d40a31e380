"""Which rule made an event, from what, and what would have made it another or none. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from watcher.dates import find_dates
from watcher.explain.account import Account, Line, date_line, section, told, weighed_line, withdrawn_in_words
from watcher.judge import EVENTS
from watcher.judge.failures import FAILING_FOR, FAILING_LOOKS
from watcher.judge.looks import STRONG
from watcher.match import Weighed
from watcher.model import Document, Event, EventKind, Snapshot, Withdrawal
from watcher.wording import compare_wording

_DATING = (EventKind.DATE_REVISED, EventKind.DATE_REMOVED, EventKind.DATE_CONFIRMED)
_EDITS = (EventKind.SILENT_EDIT, EventKind.PAGE_UPDATED)
_OTHERWISE = {
    EventKind.EVIDENCE: "A type that only talks, a name in the text alone, or word that it is to come would have made it talk.",
    EventKind.REANNOUNCED: "A figure that was not known, or word that the thing is done, would have made it news of its own.",
    EventKind.SILENT_EDIT: "A new line in the page's own list of updates, or a later day of its last major update, would have "
    "made it a noted one.",
    EventKind.OVERDUE: "A ruling that settles it, dated before the last day ended, would have kept it away.",
    EventKind.DUE_SOON: "A ruling that settles it would have kept it away.",
    EventKind.DATE_REVISED: "The same last day as before, or a source that is not official, would have moved nothing.",
    EventKind.DATE_REMOVED: "The same day in another passage about it, or word that the thing is there, would have kept it away.",
    EventKind.DATE_CONFIRMED: "Another last day would have made it a date that moved.",
    EventKind.WORDING_CHANGED: "Words of the same strength, another date alone, or a passage that names no promise would not.",
    EventKind.RULING: "It stands in the plan file; only a later ruling there replaces it.",
    EventKind.BLIND_SPOT: f"Fewer than {FAILING_LOOKS} failed looks in a row, or less than {FAILING_FOR.days} days of them, "
    "would not have begun it.",
    EventKind.PAGE_UPDATED: "An edit that concerns no promise, on a page that is watched for any, is not told.",
}


_ARRIVAL = ("new document", "A new document speaks of it. It is not the thing itself, and says what was not said before.")
_ARRIVAL_OTHERWISE = (
    f"A score below {STRONG:.2f}, or a passage about it at the same address before, would have kept it away; as the thing itself "
    "it would have been possible evidence, and with no more than was announced before, an announcement made again."
)


def explain_event(
    event: Event,
    before: Snapshot | None,
    after: Snapshot | None,
    weighed: Sequence[Weighed],
    withdrawn: Withdrawal | None = None,
) -> Account:
    """``before``, ``after``: the kept versions around it; ``weighed``: what it quotes beside the promises, under today's rules."""
    arrived = _arrived(event)
    otherwise = _ARRIVAL_OTHERWISE if arrived else _OTHERWISE.get(event.kind, "")
    name, meaning = _ARRIVAL if arrived else EVENTS.get(event.kind, (event.kind.value, "For maintainers only."))
    return Account(
        what=f"Event {event.id} of {event.at.isoformat()}: {name}",
        outcome=event.sentence,
        sections=(
            section("The rule", meaning, told(event), *([withdrawn_in_words(withdrawn)] if withdrawn else [])),
            section("What it was made from", *_made_from(event, before, after)),
            section("What the passage says", *_passage(event)),
            *([] if arrived else [section("What changed on the page", *_changed(event))]),
            section(
                "How the document is held beside the promise",
                *(weighed_line(w) for w in weighed if w.commitment_id == event.commitment_id),
            ),
            *([section("What would have changed this", otherwise)] if otherwise else []),
        ),
    )


def _arrived(event: Event) -> bool:
    """Whether it tells of a document that was not known before, and is called an update for want of more."""
    return event.kind is EventKind.PAGE_UPDATED and event.detail.get("key", event.key).startswith("arrival:")


def _made_from(event: Event, before: Snapshot | None, after: Snapshot | None) -> Iterator[str]:
    yield f"Source: {event.source_id or 'none; the calendar or a plan file'}."
    for words, kept in (("before", before), ("after", after)):
        if kept:
            span = f"from {kept.first_seen:%Y-%m-%d} to {kept.last_seen:%Y-%m-%d}"
            yield f"The version {words}: read {span}, bytes {kept.sha256}, {_stamps(kept.document)}."
    for key, value in event.detail.items():
        yield f"{key}: {value or 'none'}"


def _stamps(document: Document) -> str:
    updated = f"{document.updated:%Y-%m-%d}" if document.updated else "not stated"
    return f"last major update {updated}, {len(document.notes)} notes of updates"


def _passage(event: Event) -> Iterator[Line]:
    if event.found is None or event.kind not in (*_DATING, *_EDITS):
        return
    said = date.fromisoformat(event.detail["said_on"]) if event.detail.get("said_on") else None
    for found in find_dates(event.found.text, said_on=said):
        yield date_line(found)


def _changed(event: Event) -> Iterator[Line]:
    for hunk in event.hunks:
        wording, before, after = compare_wording(hunk.before, hunk.after) if hunk.before and hunk.after else (None, "", "")
        where = f" under “{hunk.context}”" if hunk.context else ""
        weighed = (f"wording {wording.value}" + (f": “{before}” -> “{after}”" if before else ""),) if wording else ()
        yield Line(f"{hunk.kind.value}{where}: “{hunk.before[:160]}” -> “{hunk.after[:160]}”", why=weighed)
