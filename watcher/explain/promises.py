"""Why a promise stands where it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from watcher.dates import in_words, london_day, window_in_words
from watcher.explain.account import Account, Line, section, sighted_line, told, withdrawn_in_words
from watcher.judge import ACCEPTING, AXES, SETTLED
from watcher.match import Weighed
from watcher.model import Commitment, Event, Evidence, Schedule, Sighting, Slip, Source, SourceState, Standing, Withdrawal

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Near:
    """A document that names the promise and is held not to concern it."""

    title: str
    url: str
    weighed: Weighed


def explain_commitment(
    commitment: Commitment,
    standing: Standing,
    sources: Sequence[Source],
    states: Mapping[str, SourceState],
    sightings: Sequence[tuple[datetime, str, Sighting]],
    events: Sequence[Event],
    withdrawn: Mapping[int, Withdrawal],
    near: Sequence[Near],
) -> Account:
    """From the promise as stored to where it stands; ``sightings`` and ``events`` oldest first.

    ``withdrawn``: of the events that a change of rules took back, by id; pages still show them.
    """
    by_id = {s.id: s for s in sources}
    looked = [_looked(by_id.get(i), i, states.get(i)) for i in standing.coverage.sources]
    found = list({s.url: sighted_line(s, f"{london_day(at).isoformat()} at {i}") for at, i, s in sightings}.values())
    return Account(
        what=f"{commitment.title} ({commitment.id})",
        outcome=standing.sentence,
        sections=(
            section("The promise", *_promise(commitment, standing)),
            section("Where it stands, and by which rule", *_axes(standing)),
            section("Where it was looked for", *looked),
            section("What was found, each document once, as last read", *found[-MOST_LINES:]),
            section("What names it and does not count", *(_near(n) for n in near[:MOST_LINES])),
            section("The ledger of its date", *map(_slip, standing.ledger)),
            section("Events, oldest first", *(_event(e, withdrawn.get(e.id)) for e in events[-MOST_LINES:])),
            section("What would change this", *_otherwise(commitment, standing)),
        ),
    )


def _promise(c: Commitment, standing: Standing) -> Iterator[str]:
    yield f"Due {c.due!r}, read as {window_in_words(standing.window)} ({standing.window.precision.value})."
    yield f"Looked for as: {'; '.join((*c.called, c.title))}."
    if c.not_names:
        yield f"Not to be taken for: {'; '.join(c.not_names)}."
    for alias in c.aliases:
        yield f"Called “{alias.name}” since {alias.document}."
    if c.delivered_by:
        yield f"Would be delivered by: {', '.join(c.delivered_by)}."


def _axes(standing: Standing) -> Iterator[Line]:
    values = (standing.schedule, standing.evidence, standing.dates, standing.verdict)
    for axis, value in zip(AXES, values, strict=True):
        yield Line(f"{axis.name}: {value.value}", why=(axis.values[value], f"Moved by: {axis.moved_by}"))


def _looked(source: Source | None, source_id: str, state: SourceState | None) -> str:
    name = f"{source_id} ({source.title}, {source.url})" if source else source_id
    if state is None or not state.seen:
        return f"{name}: never read" + (f"; {state.reason_text}" if state and state.reason_text else "")
    seen = f", last on {in_words(london_day(state.last_seen))}" if state.last_seen else ""
    blind = f"; cannot be read now: {state.reason_text}" if state.blind else ""
    return f"{name}: read {state.seen} times{seen}{blind}"


def _near(near: Near) -> Line:
    return Line(f"“{near.title or near.url}” {near.url}", why=(*near.weighed.why, near.weighed.barred))


def _slip(slip: Slip) -> Line:
    by = f" by {slip.who}" if slip.who else ""
    days = f", {slip.days:+d} days" if slip.days else ""
    reason = (f"reason given: “{slip.reason}”",) if slip.reason else ()
    words = (f"the words: “{slip.words}”",) if slip.words else ()
    return Line(
        f"{(slip.said_on or slip.on).isoformat()}{by}: “{slip.before}” -> “{slip.after}” ({slip.effect.value}{days}) {slip.url}",
        why=(*words, *reason),
    )


def _event(event: Event, withdrawn: Withdrawal | None) -> Line:
    text = f"{event.id} {london_day(event.at).isoformat()} {event.kind.value}: {event.sentence}"
    if withdrawn:
        return Line(f"Withdrawn: {text}", why=(withdrawn_in_words(withdrawn),))
    return Line(text, why=() if event.news else (told(event),))


def _otherwise(c: Commitment, standing: Standing) -> Iterator[str]:
    """What it would take for each axis to have another value."""
    if standing.verdict in SETTLED:
        yield "The verdict is a ruling in the plan file: only a later ruling there changes it."
    if standing.schedule is Schedule.PAST_DUE:
        yield f"Past due because the first window ended on {standing.window.end}; no later statement of the date can undo that."
    elif standing.window.end:
        yield f"It becomes past due on the day after {standing.window.end}, unless a ruling settles it before."
    else:
        yield "It never becomes past due: no last day was promised."
    if standing.evidence is Evidence.NONE_FOUND:
        things = f" of the kind {' or '.join(c.delivered_by)}" if c.delivered_by else ""
        yield f"A document{things}, by the body responsible, with one of its names in the title, would be possible evidence."
    if standing.evidence is Evidence.CANDIDATE:
        yield "A ruling that names a candidate, or its rejection, would decide it: planwatch review."
    if standing.verdict in ACCEPTING:
        yield "Its evidence was accepted by that ruling."
