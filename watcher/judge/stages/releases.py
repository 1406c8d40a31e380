"""Statistics that are announced: their release is set, moved, confirmed and called off. Pure.

An announcement on GOV.UK has no text besides its description: its release date where that is no day, and a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from watcher.dates import find_dates, in_words
from watcher.judge.looks import Look
from watcher.judge.stages.told import Told, day_of, quoted
from watcher.model import BlockKind, Change, DateDirection, DateMove, DateRole, Document, EventKind, Stage, Window

STAGES = frozenset({Stage.PROVISIONAL, Stage.CONFIRMED, Stage.CANCELLED})
LINE = "Release date: "
"""How extraction words a release date that is no day."""
NOTICES = ("statistics will be released", "statistics release cancelled")


def released(look: Look, before: Document, change: Change) -> Iterator[Told]:
    """That it is confirmed, called off or announced again, and that its date moved."""
    moved = _phrase(before) != _phrase(look.document)
    now = change.stage[1] if change.stage else None
    if change.stage and not (moved and now is Stage.CONFIRMED):
        yield from _went(look, *change.stage)
    if moved and now is not Stage.CANCELLED:
        yield _moved(look, before, confirmed=now is Stage.CONFIRMED)


def leads_elsewhere(before: Document, look: Look) -> str:
    """The sentence for an announcement whose address leads to another one now; "" for anything else."""
    if before.stage not in (Stage.PROVISIONAL, Stage.CONFIRMED) or not look.document.moved_to:
        return ""
    return (
        f"The announcement “{before.title}” leads to another address now, as announcements do once the statistics are "
        f"published: {look.document.moved_to}"
    )


def reason_in(document: Document) -> str:
    """Why its date changed or why it was called off, as the page says it."""
    said = (b.text for b in document.blocks if b.kind is BlockKind.ITEM and not b.text.startswith(LINE))
    return next(said, "")


# --- a stage was reached ---


def _went(look: Look, was: Stage, now: Stage) -> Iterator[Told]:
    due, title, why = _phrase(look.document), look.document.title, look.document.explanation
    if now is Stage.CANCELLED:
        then = f", which was to come {_on(due)}" if due else ""
        sentence = f"Release of statistics cancelled: “{title}”{then}.{quoted('The page says why', why)}"
        yield Told(EventKind.PAGE_UPDATED, now.value, sentence, why)
    elif was is Stage.CANCELLED:
        then = f", now to come {_on(due)}" if due else ""
        yield Told(EventKind.PAGE_UPDATED, now.value, f"Release of statistics no longer cancelled: “{title}”{then}.")
    elif due:
        told = "confirmed" if now is Stage.CONFIRMED else "no longer confirmed, only provisional"
        yield Told(EventKind.PAGE_UPDATED, now.value, f"Release date {told}: “{title}” is to come {_on(due)}.")


# --- a date moved ---


def _moved(look: Look, before: Document, *, confirmed: bool) -> Told:
    """The date of a release, also where it is a month: set, moved, made vaguer or gone."""
    old, new, title = _phrase(before), _phrase(look.document), look.document.title
    was, now = _window(old, look), _window(new, look)
    stage, direction, told = _direction(was, now)
    why = reason_in(look.document)
    reason = why if why != reason_in(before) else ""
    sentence = {
        "set": f"Release date set: “{title}” is to come {_on(new)}{f', first given as {old}' if old else ''}.",
        "gone": f"Release date gone: “{title}” was to come {_on(old)}.",
    }.get(stage, f"Release date {told}: “{title}” is to come {_on(new)}, not {_on(old)}.")
    sentence += f"{' It is confirmed.' if confirmed else ''}{quoted('The page says why', reason)}"
    kind = EventKind.DATE_REVISED if new else EventKind.DATE_REMOVED
    move = DateMove(old, new, was, now, direction, DateRole.RELEASE.value)
    return Told(kind, stage, sentence, reason, move=move, reason=reason)


def _direction(was: Window | None, now: Window | None) -> tuple[str, DateDirection, str]:
    """In a word, the direction, and in words for the sentence. A day within the month that was given sets it."""
    if now is None or now.end is None:
        return "gone", DateDirection.REMOVED, ""
    if was is None or was.end is None:
        return "set", DateDirection.ADDED, ""
    if _within(now, was):
        return "set", DateDirection.ADDED, ""
    if now.end == was.end:
        return "moved", DateDirection.ADDED, "made less exact"
    if now.end > was.end:
        return "moved", DateDirection.LATER, "moved later"
    return "moved", DateDirection.EARLIER, "brought forward"


def _within(now: Window, was: Window) -> bool:
    return bool(was.start and now.start and was.end and now.end and was.start <= now.start and now.end <= was.end)


def _phrase(document: Document) -> str:
    """The day or month of a release as the page gives it; "" where it gives none."""
    day = day_of(document, DateRole.RELEASE)
    if day is not None:
        return in_words(day)
    line = next((b.text for b in document.blocks if b.text.startswith(LINE)), "")
    return line.removeprefix(LINE)


def _window(phrase: str, look: Look) -> Window | None:
    found = find_dates(phrase, said_on=look.said_on) if phrase else ()
    return replace(found[0].window, phrase=phrase) if found else None


def _on(phrase: str) -> str:
    return f"{'on' if phrase[:1].isdecimal() else 'in'} {phrase}"
