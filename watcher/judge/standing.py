"""Facts -> standings and events. Pure: takes values and ``now``, returns values.

The machine reports what it saw. Verdicts come from rulings in the plan file and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from watcher.dates import in_words, london_day, window_in_words
from watcher.judge.ledger import DATING, is_gone, latest_window, ledger_of, slips_of
from watcher.model import (
    Candidate,
    Commitment,
    Coverage,
    Dates,
    Effect,
    Event,
    EventKind,
    Evidence,
    Quote,
    Ruling,
    Schedule,
    Slip,
    Standing,
    Verdict,
    Window,
)

DUE_SOON = timedelta(days=30)
"""A promise is "due soon" when its window ends within this many days."""

ACCEPTING = frozenset({Verdict.DELIVERED, Verdict.DELIVERED_LATE, Verdict.DELIVERED_IN_PART})
"""Verdicts that accept their evidence: the promise was kept, wholly or in part."""

ENDED = frozenset({Verdict.NOT_DELIVERED, Verdict.DROPPED, Verdict.SUPERSEDED})
"""Verdicts by which it will not be kept any more."""

SETTLED = ACCEPTING | ENDED
"""Verdicts after which the calendar has nothing more to report."""

MOVING = DATING | {EventKind.EVIDENCE}
"""The events that a standing is made from; the others only tell of it."""


def schedule_of(window: Window, today: date) -> Schedule:
    """Where ``today`` lies against the window. Only the end of a window makes it past due."""
    if window.end is None:
        return Schedule.UNDATED
    if today > window.end:
        return Schedule.PAST_DUE
    if window.end - today <= DUE_SOON:
        return Schedule.DUE_SOON
    if window.start is not None and today >= window.start:
        return Schedule.IN_WINDOW
    return Schedule.NOT_YET_DUE


def ruling_on(commitment: Commitment, today: date) -> Ruling | None:
    """The ruling in force: the latest one dated today or before; of one day's, the last."""
    made = commitment.rulings_by(today)
    return max(reversed(made), key=lambda r: r.on) if made else None


def promised(commitment: Commitment) -> Quote:
    """The promise as stored, with the address where it was made."""
    due = f" (due {commitment.due})" if commitment.due else " (no date given)"
    return Quote(text=commitment.title + due, url=commitment.stated)


def standing(commitment: Commitment, events: Sequence[Event], coverage: Coverage, now: datetime) -> Standing:
    """Where a commitment stands at ``now`` on the four axes.

    ``events``: those of this commitment, oldest first. ``coverage``: of the sources that could show it.
    """
    today = london_day(now)
    ledger = ledger_of(events, commitment.window)
    slips = slips_of(ledger)
    ruling = ruling_on(commitment, today)
    candidates = _candidates(commitment, events, today)
    evidence = _evidence_axis(ruling, candidates, coverage)
    latest = latest_window(commitment.window, ledger)
    schedule = schedule_of(commitment.window, today)
    return Standing(
        commitment_id=commitment.id,
        schedule=schedule,
        evidence=evidence,
        dates=_dates_axis(slips),
        verdict=ruling.verdict if ruling else Verdict.NOT_YET_RATED,
        window=commitment.window,
        latest_window=latest,
        slips=slips,
        coverage=coverage,
        sentence=_sentence(commitment, schedule, evidence, ruling, slips, coverage),
        ruling=ruling,
        candidates=candidates,
        ledger=ledger,
    )


def _dates_axis(slips: Sequence[Slip]) -> Dates:
    if not slips:
        return Dates.UNCHANGED
    return Dates.REVISED if slips[-1].after else Dates.REMOVED


def _candidates(commitment: Commitment, events: Sequence[Event], today: date) -> tuple[Quote, ...]:
    ruled = {url for r in _standing_rulings(commitment, today) for url in r.evidence}
    ruled |= {r.url for r in commitment.rejected_by(today)}
    stored = [_as_quote(c) for c in commitment.candidates if c.on is None or c.on <= today]
    found = [e.found for e in events if e.kind is EventKind.EVIDENCE and e.found]
    unique = {q.url: q for q in [*stored, *found] if q.url not in ruled}
    return tuple(unique.values())


def _standing_rulings(commitment: Commitment, today: date) -> tuple[Ruling, ...]:
    """Those that weighed their evidence for good: "not yet rated" takes back all that were made before it."""
    made = commitment.rulings_by(today)
    back = max((n for n, r in enumerate(made, 1) if r.verdict is Verdict.NOT_YET_RATED), default=0)
    return made[back:]


def _as_quote(candidate: Candidate) -> Quote:
    when = f"{in_words(candidate.on)}: " if candidate.on else ""
    return Quote(text=when + (candidate.note or candidate.url), url=candidate.url)


def _evidence_axis(ruling: Ruling | None, candidates: Sequence[Quote], coverage: Coverage) -> Evidence:
    if ruling and ruling.verdict in ACCEPTING:
        return Evidence.ACCEPTED
    if candidates:
        return Evidence.CANDIDATE
    if coverage.sources and set(coverage.sources) <= set(coverage.blind):
        return Evidence.CANNOT_SEE
    if coverage.checks == 0:
        return Evidence.NOT_CHECKED
    return Evidence.NONE_FOUND


def searched(coverage: Coverage) -> str:
    """How far the search went, in words: "41 checks of 6 sources"."""
    checks = "1 check" if coverage.checks == 1 else f"{coverage.checks:,} checks"
    sources = "1 source" if len(coverage.searched) == 1 else f"{len(coverage.searched)} sources"
    return f"{checks} of {sources}"


def evidence_in_words(evidence: Evidence, coverage: Coverage, *, rated: bool = False) -> str:
    """One clause that says what was found and how far was looked; never more than that.

    ``rated``: a ruling has weighed something already, and what is missing is what would keep the promise.
    """
    lost = sum(i in coverage.blind for i in coverage.searched)
    blind = f" ({lost} of them cannot be read now)" if lost else ""
    return {
        Evidence.NOT_CHECKED: "nothing has been checked yet",
        Evidence.NONE_FOUND: f"{'nothing that would keep it was' if rated else 'no evidence'} found in {searched(coverage)}{blind}",
        Evidence.CANDIDATE: "possible evidence found, awaiting a maintainer's ruling",
        Evidence.ACCEPTED: "evidence accepted",
        Evidence.CANNOT_SEE: "none of the places where it would show can be read at present",
    }[evidence]


def _sentence(
    commitment: Commitment,
    schedule: Schedule,
    evidence: Evidence,
    ruling: Ruling | None,
    slips: Sequence[Slip],
    coverage: Coverage,
) -> str:
    parts = [_schedule_in_words(commitment.window, schedule, ruling)]
    if slips:
        last = slips[-1]
        parts.append(f"its date was last given as “{last.after}”" if last.after else "its date was removed")
    if not (ruling and ruling.verdict in SETTLED):
        rated = ruling is not None and ruling.verdict is not Verdict.NOT_YET_RATED
        parts.append(evidence_in_words(evidence, coverage, rated=rated))
    return "; ".join(p for p in parts if p) + "."


def _schedule_in_words(window: Window, schedule: Schedule, ruling: Ruling | None) -> str:
    if ruling and ruling.verdict is not Verdict.NOT_YET_RATED:
        rated = f"Ruled {ruling.verdict.value} on {in_words(ruling.on)}"
        if ruling.verdict in SETTLED or window.end is None:
            return rated
        return f"{rated}; due {window_in_words(window)}"
    if window.end is None:
        return "No last day was promised" if window.start else "No date was promised"
    if schedule is Schedule.PAST_DUE:
        return f"Overdue since {in_words(window.end + timedelta(days=1))}"
    return f"Due {window_in_words(window)}"


# --- the calendar and the rulings ---------------------------------------------


def calendar_events(
    commitment: Commitment, earlier: Sequence[Event], coverage: Coverage, now: datetime, *, baseline: bool
) -> list[Event]:
    """Due-soon and overdue, each once for each window end; nothing once a ruling has settled the matter.

    ``baseline``: recorded for the page, never alerted, because the plan has only now come under watch.
    """
    today = london_day(now)
    ruling = ruling_on(commitment, today)
    if ruling and ruling.verdict in SETTLED:
        return []
    known = standing(commitment, earlier, coverage, now)
    windows = (known.window,) if is_gone(known.slips) else (known.window, known.latest_window)
    ends = {w.end: w for w in windows if w.end is not None}
    events = [_calendar_event(commitment, w, known, now, baseline=baseline) for w in ends.values()]
    return [e for e in events if e is not None]


def _calendar_event(commitment: Commitment, window: Window, known: Standing, now: datetime, *, baseline: bool) -> Event | None:
    end = window.end
    schedule = schedule_of(window, london_day(now))
    if end is None or schedule not in (Schedule.PAST_DUE, Schedule.DUE_SOON):
        return None
    overdue = schedule is Schedule.PAST_DUE
    kind = EventKind.OVERDUE if overdue else EventKind.DUE_SOON
    found = evidence_in_words(known.evidence, known.coverage)
    when = _when(window, end, known, overdue=overdue)
    detail = {"window_end": end.isoformat(), "checks": str(known.coverage.checks)}
    detail["sources"] = str(len(known.coverage.searched))
    return about(
        commitment,
        kind,
        f"{kind.value}:{commitment.id}:{end.isoformat()}",
        f"{when}: {commitment.title}; {found}.",
        now,
        detail=_quiet(detail, baseline),
    )


def _when(window: Window, end: date, known: Standing, *, overdue: bool) -> str:
    since = in_words(end + timedelta(days=1))
    if window.end == known.window.end:
        moved = _moved_since(known)
        return f"Overdue since {since}{moved}" if overdue else f"Due by {in_words(end)}{moved}"
    return f"The date that was given later, “{window.phrase}”, {'ended' if overdue else 'ends'} on {in_words(end)}"


def _moved_since(known: Standing) -> str:
    if not known.slips:
        return ""
    if known.slips[-1].effect is Effect.REMOVED:
        return " (its date was taken out later)"
    if known.slips[-1].effect is Effect.VAGUER:
        return f" (later given as “{known.slips[-1].after}”)"
    if known.latest_window.end == known.window.end:
        return " (moved meanwhile, and moved back)"
    return f" (later given as “{known.slips[-1].after}”)"


def ruling_events(commitment: Commitment, now: datetime, *, baseline: bool) -> list[Event]:
    """One event for each ruling in force by ``now``; a later ruling is a new event, nothing is edited."""
    return [_ruled(commitment, r, now, baseline) for r in commitment.rulings_by(london_day(now))]


def ruling_key(commitment: Commitment, ruling: Ruling) -> str:
    """The key of the event that tells of a ruling; a second one of a day with the same verdict is told apart by its number."""
    alike = [r for r in commitment.rulings if (r.on, r.verdict) == (ruling.on, ruling.verdict)]
    number = f":{alike.index(ruling) + 1}" if ruling in alike[1:] else ""
    return f"ruling:{commitment.id}:{ruling.on.isoformat()}:{ruling.verdict.value}{number}"


def _ruled(commitment: Commitment, ruling: Ruling, now: datetime, baseline: bool) -> Event:
    evidence = ruling.evidence[0] if ruling.evidence else commitment.stated
    return about(
        commitment,
        EventKind.RULING,
        ruling_key(commitment, ruling),
        f"Ruled {ruling.verdict.value} on {in_words(ruling.on)}: {commitment.title}.",
        now,
        found=Quote(text=ruling.note or ("See the evidence." if ruling.evidence else "No evidence is named."), url=evidence),
        detail=_quiet({"verdict": ruling.verdict.value}, baseline),
    )


def _quiet(detail: dict[str, str], baseline: bool) -> dict[str, str]:
    return {**detail, "baseline": "yes"} if baseline else detail


def about(
    commitment: Commitment,
    kind: EventKind,
    key: str,
    sentence: str,
    now: datetime,
    *,
    source_id: str = "",
    found: Quote | None = None,
    title: str = "",
    detail: dict[str, str] | None = None,
) -> Event:
    """An event about one commitment, carrying its promise."""
    return Event(
        id=0,
        at=now,
        kind=kind,
        key=key,
        plan_id=commitment.plan_id,
        commitment_id=commitment.id,
        source_id=source_id,
        sentence=sentence,
        promised=promised(commitment),
        found=found,
        title=title,
        detail=detail or {},
    )
