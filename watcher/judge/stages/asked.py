"""A consultation or a call for evidence that opens, closes, is extended, and has its outcome. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from watcher.dates import in_words, london_day
from watcher.diff import fields_moved
from watcher.judge.looks import Look
from watcher.judge.reasons import reason_of
from watcher.judge.stages.told import Told, day_of, quoted
from watcher.model import Change, DateDirection, DateMove, DateRole, Document, EventKind, Stage

_AHEAD = (Stage.UNOPENED, Stage.OPEN)
NOTICES = (
    "has concluded", "analysing your feedback", "download the outcome to this", "isn't open yet", "isn’t open yet",
    "call for evidence has closed",
)  # fmt: skip
"""What a template says of a stage, which no editor wrote."""


def asks(document: Document) -> str:
    """What it is called that asks."""
    return "Call for evidence" if "call_for_evidence" in document.type else "Consultation"


def asked(look: Look, before: Document, change: Change) -> Iterator[Told]:
    """That it went on, or back, to another stage, and that its days moved."""
    note = change.new_notes[0].text if change.new_notes else ""
    if change.stage is not None:
        was, now = change.stage
        words = note if now in (Stage.FEEDBACK, Stage.OUTCOME) else ""
        yield Told(EventKind.PAGE_UPDATED, now.value, _went(look, was, now, note), words)
    reason = reason_of(*(n.text for n in change.new_notes))
    for move in fields_moved(before, look.document):
        stage, sentence = _moved(look.document, move)
        if stage:
            kind = EventKind.DATE_REVISED if move.after else EventKind.DATE_REMOVED
            yield Told(kind, stage, sentence, note, move=move, reason=reason)


# --- a stage was reached ---


def _went(look: Look, was: Stage, now: Stage, note: str) -> str:
    what, title = asks(look.document), f"“{look.document.title}”"
    if now is Stage.UNOPENED:
        return f"{what} shown as not open yet, though it was open: {title}."
    if now is Stage.OPEN:
        return f"{what} {'opened' if was is Stage.UNOPENED else 'open again'}: {title}.{_closing(look)}"
    if now is Stage.OUTCOME:
        return f"Outcome of the {what.lower()} published: {title}.{quoted('Its note says', note)}"
    if was is Stage.OUTCOME:
        return f"Outcome taken back: the {what.lower()} {title} is shown as closed, without one."
    if now is Stage.FEEDBACK:
        return f"What people answered is published, and no outcome yet: {what.lower()} {title}."
    if was is Stage.FEEDBACK:
        return f"What people answered is no longer published: {what.lower()} {title}."
    return f"{what} closed: {title}.{_closing(look)} No outcome is published yet."


def _closing(look: Look) -> str:
    day = day_of(look.document, DateRole.CLOSING)
    if day is None:
        return ""
    return f" It {'closes' if day >= london_day(look.at) else 'closed'} on {in_words(day)}."


# --- a date moved ---


def _moved(document: Document, move: DateMove) -> tuple[str, str]:
    """In a word and in a sentence; ("", "") for a date that says nothing of where it stands."""
    what, title = asks(document).lower(), f"“{document.title}”"
    if move.role == DateRole.CLOSING and document.stage in _AHEAD:
        if move.direction is DateDirection.LATER:
            return "extended", f"{asks(document)} extended: {title} closes on {move.after}, not on {move.before}."
        return _moved_ahead(move, f"Closing date of the {what}", f"{title} closes", f"{title} was to close")
    if move.role == DateRole.OPENING and document.stage is Stage.UNOPENED:
        return _moved_ahead(move, f"Opening date of the {what}", f"{title} opens", f"{title} was to open")
    if move.role == DateRole.CLOSING and move.before and move.after:
        sentence = f"Closing date of the {what} changed afterwards: {title} closed on {move.after}, not on {move.before}."
        return "closing date changed", sentence
    return "", ""


def _moved_ahead(move: DateMove, what: str, does: str, did: str) -> tuple[str, str]:
    if move.direction is DateDirection.LATER:
        return "put off", f"{what} put off: {does} on {move.after}, not on {move.before}."
    if move.direction is DateDirection.EARLIER:
        return "brought forward", f"{what} brought forward: {does} on {move.after}, not on {move.before}."
    if move.direction is DateDirection.ADDED:
        return "date given", f"{what} given: {does} on {move.after}."
    return "date gone", f"{what} no longer given: {did} on {move.before}."
