"""What a look says about the dates of promises: moved, lost, given, given again, confirmed. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from watcher.dates import Found, find_dates, window_in_words
from watcher.judge.acts import another_act, denied, gives_no_date
from watcher.judge.ledger import Stated, coarser, effect_of, last_day
from watcher.judge.looks import Look, Reader, of_government, sentence_at, unique
from watcher.judge.reasons import reason_of
from watcher.match.places import host_of
from watcher.model import Change, Commitment, DateDirection, DateMove, Effect, Event, EventKind, HunkKind, Precision, Window
from watcher.tense import Tense, tense_of

StatedOf = Callable[[str], Stated]
"""How the date of a commitment stands before a look, by its id."""

_PASSING = frozenset({"historical", "publication"})
_OWN = frozenset({"deadline", "start", "release"})
_MOST_TOLD = 3
_TOLD_BY = 4
"""A reason whose first words stood there before the edit is none for it."""
_OF_DATES = re.compile(r"\b(?:dates?|delay\w*|timetable|deadline|later|postpon\w*|exten(?:d|sion)\w*|brought forward)\b", re.I)
_OTHERS = {"closing": "Closing date", "opening": "Opening date", "review": "Review date"}
"""Dates of a document about the promise, not of the promise itself: told, but no lines of its ledger."""
_KINDS = {Effect.REMOVED: EventKind.DATE_REMOVED, Effect.VAGUER: EventKind.DATE_REMOVED, Effect.CONFIRMED: EventKind.DATE_CONFIRMED}
_DETAILS = re.compile(
    r"\b(?:further|more|full(?:er)?|additional) (?:details?|information|guidance|updates?)\b|\bdetails? (?:of|on|will)\b|"
    r"\bupdates? (?:on|will)\b|\bannounce\w* (?:more|further|details)\b",
    re.I,
)
"""Details that come "in due course" leave a promise's own date alone."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """One date as a document gives it. ``before``, ``was``: what stood there; ``also``: another date in the same document."""

    effect: Effect
    before: str
    was: Window | None
    after: str
    window: Window | None
    passage: str
    role: str = ""
    reason: str = ""
    also: str = ""
    ledger: bool = True
    last: Window | None = None  # as last given, by whatever document
    denied: bool = False  # the date stands there still, and it will not be kept
    not_yet: bool = False  # the passage says that the thing is not there
    edited: bool = False  # on a page that was known


# --- a document that was known has changed ---


def moved_dates(reader: Reader, look: Look, change: Change, stated_of: StatedOf) -> list[Event]:
    """An event for each promise whose date the edit of an official page moved, took away, denied or gave."""
    if not of_government(look):
        return []
    said: dict[str, list[_Statement]] = {}
    still_given = cache(partial(_still_given, reader, look))
    for move in change.dates:
        if move.role in _PASSING or _kept(move) or not _given_there(move):
            continue
        lost = _lost_end(move)
        for i in _owners(reader, look, change, move):
            stated = stated_of(i)
            if _moves(move, stated) and _its_own(reader, i, move) and not (lost and lost in still_given(i)):
                said.setdefault(i, []).append(_of_move(move, change, reader.by_id[i], stated))
    for i, denial in _denials(reader, look, change, stated_of):
        said.setdefault(i, []).append(denial)
    return unique([e for i, all_of_it in said.items() if not reader.settled(i, look) for e in _events(reader, look, i, all_of_it)])


def _events(reader: Reader, look: Look, commitment_id: str, said: list[_Statement]) -> list[Event]:
    """Each told by itself; of a whole table of dates only how many, and the first."""
    commitment = reader.by_id[commitment_id]
    if len(said) <= _MOST_TOLD:
        return [_event(reader, look, commitment, s) for s in said]
    event = _event(reader, look, commitment, replace(said[0], ledger=False))
    return [replace(event, sentence=f"{len(said)} dates changed in one edit, the first: {event.sentence}")]


def _kept(move: DateMove) -> bool:
    """A date that gives way to word that the thing is there was not dropped."""
    return move.direction is DateDirection.REMOVED and not move.after and tense_of(move.passage) is Tense.DONE


def _given_there(move: DateMove) -> bool:
    """Whether the sentence gives the date, and does not ask for it, wish it or leave it to others."""
    return not gives_no_date(sentence_at(*_where(move)))


def _its_own(reader: Reader, commitment_id: str, move: DateMove) -> bool:
    return move.role in _OTHERS or not another_act(sentence_at(*_where(move)), reader.by_id[commitment_id].called)


def _where(move: DateMove) -> tuple[str, int]:
    """The passage that the move is about, and where in it the date stands: the new one, or the one that is gone."""
    if move.after:
        return move.passage, _place(move.passage, move.after)
    passage = move.lost or move.passage
    return passage, _place(passage, move.before)


def _place(text: str, words: str) -> int:
    return max(text.find(words), 0)


def _moves(move: DateMove, stated: Stated) -> bool:
    """A day on either side; or, where the page had none, vague word of a promise that has one."""
    if any(w and last_day(w) for w in (move.before_window, move.after_window)):
        return True
    return move.before_window is None and stated.window.dated and not stated.gone and not _DETAILS.search(move.passage)


def _lost_end(move: DateMove) -> date | None:
    """The last day that the passage gave, where it gives none any more."""
    return move.before_window.end if move.before_window and not move.after else None


def _owners(reader: Reader, look: Look, change: Change, move: DateMove) -> list[str]:
    """Whose date it is: theirs who are named beside it, else the document's first subject where the passage speaks of it.

    A passage that names promises and gives the date to something else gives it to none of them.
    """
    hunk = next((h for h in change.hunks if move.passage and move.passage in (h.after, h.before)), None)
    context = hunk.context if hunk else ""
    sides = [_where(move), *([(hunk.before, _place(hunk.before, move.before))] if hunk and hunk.before else [])]
    for text, start in sides:
        if reader.named_in(look, text, context):
            return reader.owners_of(look, text, start, context)
    return reader.meant_by(look, *_where(move))


def _still_given(reader: Reader, look: Look, commitment_id: str) -> frozenset[date | None]:
    """The last days that the document gives for a promise: a date that went in one passage is not lost while another gives it."""
    given = (f for text, _ in reader.passages(look, commitment_id) for f in find_dates(text, said_on=look.said_on))
    return frozenset(f.window.end for f in given if f.role not in _PASSING)


def _denials(reader: Reader, look: Look, change: Change, stated_of: StatedOf) -> Iterator[tuple[str, _Statement]]:
    """A date that still stands in the passage, and of which it now says that it will not be kept."""
    for hunk in change.hunks:
        if hunk.kind is not HunkKind.CHANGED:
            continue
        before = {
            f.window.end for f in find_dates(hunk.before, said_on=look.said_on) if not denied(sentence_at(hunk.before, f.start))
        }
        for found in find_dates(hunk.after, said_on=look.said_on):
            if found.window.end and found.window.end in before and denied(sentence_at(hunk.after, found.start)):
                for i in reader.owners_of(look, hunk.after, found.start, hunk.context):
                    yield i, _Statement(Effect.REMOVED, found.text, found.window, "", None, hunk.after, found.role, denied=True,
                                        last=stated_of(i).window)  # fmt: skip


def _of_move(move: DateMove, change: Change, commitment: Commitment, stated: Stated) -> _Statement:
    lost = move.direction is DateDirection.REMOVED
    was = move.before_window or stated.window
    known = not lost or not stated.ends or was.end in stated.ends
    return _Statement(
        effect=_effect_of_move(move, stated),
        before=move.before or (stated.window.phrase or commitment.due),
        was=was,
        after=move.after,
        window=move.after_window,
        passage=move.lost if lost and not move.after and move.lost else move.passage,
        role=move.role,
        reason=_reason(move, change),
        ledger=known and (move.role in _OWN or (not move.role and "|" in move.passage)),
        last=stated.window,
        not_yet=lost and tense_of(move.passage) is Tense.NOT_DONE,
        edited=True,
    )


def _reason(move: DateMove, change: Change) -> str:
    """What the edit put in beside the date, or a note that speaks of it; not what stood there before."""
    reason = reason_of(move.passage, *(n.text for n in change.new_notes if _OF_DATES.search(n.text)))
    opening = " ".join(reason.split()[:_TOLD_BY])
    return "" if opening and opening in move.lost else reason


def _effect_of_move(move: DateMove, stated: Stated) -> Effect:
    """By what stood on the page, where something did; a page that follows what was said elsewhere only confirms it."""
    follows = move.after_window and move.after_window.end and move.after_window.end == stated.window.end and not stated.gone
    if move.before_window is None or not last_day(move.before_window) or follows:
        return effect_of(stated, move.after_window)
    return effect_of(replace(stated, window=move.before_window, gone=False), move.after_window)


# --- a document that was not known before ---


def restated_dates(
    reader: Reader, look: Look, stated_of: StatedOf, published: Callable[[str], date | None], *, baseline: bool
) -> list[Event]:
    """What a newly found official document says of the dates of the promises that it concerns.

    A document older than the plan, or than the last word on a date, says nothing new about it.
    """
    if not of_government(look):
        return []
    events = []
    for sighting in reader.sightings(look):
        commitment = reader.by_id[sighting.commitment_id]
        stated, plan = stated_of(commitment.id), published(commitment.plan_id)
        late = max((d for d in (stated.said_on, plan) if d), default=look.said_on)
        if reader.settled(commitment.id, look) or look.said_on < late or look.said_on == plan:
            continue
        found = _restated(reader, look, commitment, stated)
        if found:
            event = _event(reader, look, commitment, found)
            events.append(replace(event, detail={**event.detail, "baseline": "yes"}) if baseline else event)
    return unique(events)


def _restated(reader: Reader, look: Look, commitment: Commitment, stated: Stated) -> _Statement | None:
    """The date that the document gives. Of several it is the one that is known already, else the last, and the other is named."""
    given = list(_given(reader, look, commitment.id))
    dated = [(f, p) for f, p in given if _ahead(f, look) and f.role in ("deadline", "start")]
    vague = [(f, p) for f, p in given if f.window.precision is Precision.VAGUE and _is_loss(f, p)]
    if not dated and (not vague or not stated.window.dated or stated.gone):
        return None
    ends = [last_day(f.window) or look.said_on for f, _ in dated]
    known = next((n for n, end in enumerate(ends) if end == last_day(stated.window) and not stated.gone), None)
    at = known if known is not None else (ends.index(max(ends)) if ends else 0)
    found, passage = (dated or vague)[at]
    others = [f.text for f, _ in dated if last_day(f.window) != last_day(found.window)]
    return _Statement(
        effect=effect_of(stated, found.window),
        before=stated.window.phrase or commitment.due,
        was=stated.window,
        after=found.text,
        window=found.window,
        passage=passage,
        role=found.role,
        reason=reason_of(passage),
        also=others[0] if others else "",
        last=stated.window,
    )


def _ahead(found: Found, look: Look) -> bool:
    day = last_day(found.window)
    return day is not None and day >= look.said_on


def _given(reader: Reader, look: Look, commitment_id: str) -> Iterator[tuple[Found, str]]:
    """Every date that stands beside the promise's name and is no passing one, with its passage."""
    for text, heading in reader.passages(look, commitment_id):
        for found in find_dates(text, said_on=look.said_on):
            if found.role in _PASSING or found.role in _OTHERS:
                continue
            sentence = sentence_at(text, found.start)
            if gives_no_date(sentence) or denied(sentence) or another_act(sentence, reader.by_id[commitment_id].called):
                continue
            if commitment_id in reader.owners_of(look, text, found.start, heading):
                yield found, text


def _is_loss(found: Found, passage: str) -> bool:
    left = passage.rfind(". ", 0, found.start) + 1
    return not _DETAILS.search(passage[left : found.end])


# --- events ---


def detail_of_field(look: Look, move: DateMove, reason: str, stated: Stated | None) -> dict[str, str]:
    """The detail of an event about a date that a format keeps in a field of its own.

    ``stated``: how the date of the promise stands, where this is the promise's own; None where it is another.
    """
    effect = _effect_of_move(move, stated) if stated else _EFFECTS[move.direction]
    said = _Statement(effect, move.before, move.before_window, move.after, move.after_window, "", move.role, reason,
                      ledger=stated is not None)  # fmt: skip
    return _detail(look, said)


def _event(reader: Reader, look: Look, commitment: Commitment, said: _Statement) -> Event:
    kind = EventKind.DATE_REVISED if _blurred(said) else _KINDS.get(said.effect, EventKind.DATE_REVISED)
    confirmed = kind is EventKind.DATE_CONFIRMED
    once = str(said.window.end) if confirmed and said.window else f"{said.before}>{said.after}:{look.at.date().isoformat()}"
    sentence = f"{_told(said, commitment.window)}: {commitment.title}."
    event = reader.event(look, commitment.id, kind, f"{kind.value}:{look.document.key}:{once}", sentence, said.passage)
    return replace(event, detail={**_detail(look, said), **({"quiet": "yes"} if confirmed else {})})


def _detail(look: Look, said: _Statement) -> dict[str, str]:
    def iso(value: object) -> str:
        return str(value) if value else ""

    was, window = said.was, said.window
    detail = {
        "from": said.before,
        "to": said.after,
        "from_start": iso(was.start if was else None),
        "from_end": iso(was.end if was else None),
        "to_start": iso(window.start if window else None),
        "to_end": iso(window.end if window else None),
        "direction": _DIRECTIONS[said.effect].value,
        "effect": said.effect.value,
        "role": said.role,
        "said_on": look.said_on.isoformat(),
        "who": look.document.publisher or host_of(look.document),
        "reason": said.reason,
    }
    if coarser(was, window):
        detail["coarser"] = "yes"
    if not look.bears_a_date:
        detail["dated"] = "no"
    if said.also:
        detail["also"] = said.also
    return detail if said.ledger else {**detail, "ledger": "no"}


_DIRECTIONS = {
    Effect.LATER: DateDirection.LATER,
    Effect.EARLIER: DateDirection.EARLIER,
    Effect.VAGUER: DateDirection.REMOVED,
    Effect.REMOVED: DateDirection.REMOVED,
    Effect.GIVEN: DateDirection.ADDED,
    Effect.BACK: DateDirection.ADDED,
    Effect.CONFIRMED: DateDirection.ADDED,
}


_EFFECTS = {
    DateDirection.LATER: Effect.LATER,
    DateDirection.EARLIER: Effect.EARLIER,
    DateDirection.ADDED: Effect.GIVEN,
    DateDirection.REMOVED: Effect.REMOVED,
}


def _blurred(said: _Statement) -> bool:
    """An edit that leaves the last day and gives it less exactly."""
    return said.edited and said.effect is Effect.CONFIRMED and coarser(said.was, said.window)


def _told(said: _Statement, first: Window) -> str:
    """What happened to the date, up to the promise's title."""
    what = _OTHERS.get(said.role, "Date")
    also = f"; the same document also says “{said.also}”" if said.also else ""
    if said.denied:
        return f"{what} taken back, it was “{said.before}”"
    if said.effect is Effect.REMOVED:
        return f"{what} gone, it was “{said.before}”{', and not there yet' if said.not_yet else ''}"
    if _blurred(said):
        return f"{what} made less exact, from “{said.before}” to “{said.after}”"
    if said.effect is Effect.VAGUER:
        return f"{what} made vague, “{said.before}” became “{said.after}”"
    if said.effect is Effect.CONFIRMED:
        return f"{what} given once more, unchanged, “{said.after}”{also}"
    if said.effect in (Effect.GIVEN, Effect.BACK):
        given = said.last or said.was
        promise = window_in_words(given) if given else "no date given"
        again = "again" if said.effect is Effect.BACK else ""
        return f"A {what.lower()} is given{' ' + again if again else ''}, “{said.after}” ({_first(said, promise)}){also}"
    less = " and made less exact" if coarser(said.was, said.window) else ""
    back = "back to what was first promised," if said.ledger and said.window and said.window.end == first.end else "to"
    return f"{what} moved {said.effect.value}{less}, from “{said.before}” {back} “{said.after}”{also}"


def _first(said: _Statement, promise: str) -> str:
    return f"last given as: {promise}" if said.effect is Effect.BACK else f"promised: {promise}"
