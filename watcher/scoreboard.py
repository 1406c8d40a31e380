"""Where every commitment stands now: archive + catalogue -> standings [reads the archive]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from watcher.archive import Archive
from watcher.coverage import coverage_of, observers
from watcher.judge import MOVING, slips_of, standing
from watcher.model import Catalogue, Commitment, Coverage, Event, EventKind, Standing, Window
from watcher.weighing import in_force


def standings(catalogue: Catalogue, archive: Archive, now: datetime) -> dict[str, Standing]:
    """A standing for each commitment of the catalogue, by its id."""
    by_commitment: dict[str, list[Event]] = {}
    for event in in_force(archive.events_of(MOVING | {EventKind.RULES_CHANGED})):
        by_commitment.setdefault(event.commitment_id, []).append(event)
    states = {plan.id: archive.states_for(plan, now) for plan in catalogue.plans}
    return {
        c.id: _standing(c, by_commitment.get(c.id, []), coverage_of(observers(c, catalogue.sources), states[plan.id]), now)
        for plan in catalogue.plans
        for c in plan.commitments
    }


def _standing(commitment: Commitment, events: Sequence[Event], coverage: Coverage, now: datetime) -> Standing:
    """Only news has a page of its own to lead to: what a first look or a change of rules put into the ledger has none."""
    found = standing(commitment, events, coverage, now)
    news = {e.id for e in events if e.news}
    ledger = tuple(s if s.event_id in news else replace(s, event_id=0) for s in found.ledger)
    return replace(found, ledger=ledger, slips=slips_of(ledger))


def window_as_json(window: Window) -> dict[str, str | None]:
    """ISO dates, both ends included; null where open."""
    return {
        "start": window.start.isoformat() if window.start else None,
        "end": window.end.isoformat() if window.end else None,
        "precision": window.precision.value,
        "phrase": window.phrase,
    }


def standing_as_json(found: Standing, title: str, plan_id: str) -> dict[str, Any]:
    """One line of ``planwatch status --json``."""
    return {
        "id": found.commitment_id,
        "title": title,
        "plan": plan_id,
        "window": window_as_json(found.window),
        "latest_window": window_as_json(found.latest_window),
        "schedule": found.schedule.value,
        "evidence": found.evidence.value,
        "dates": found.dates.value,
        "verdict": found.verdict.value,
        "sentence": found.sentence,
        "checks": found.coverage.checks,
        "sources": list(found.coverage.sources),
        "as_of": found.coverage.as_of.isoformat() if found.coverage.as_of else None,
        "blind": list(found.coverage.blind),
        "slips": [{"on": s.on.isoformat(), "before": s.before, "after": s.after, "days": s.days, "url": s.url}
                  for s in found.slips],
    }  # fmt: skip


def event_as_json(event: Event) -> dict[str, Any]:
    """One event of ``planwatch check --json``; stable field names."""

    def quote(q: Any) -> dict[str, Any] | None:
        if q is None:
            return None
        return {"text": q.text, "url": q.url, "at": q.at.isoformat() if q.at else None, "sha256": q.sha256}

    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "kind": event.kind.value,
        "plan": event.plan_id,
        "commitment": event.commitment_id,
        "source": event.source_id,
        "sentence": event.sentence,
        "promised": quote(event.promised),
        "found": quote(event.found),
        "detail": event.detail,
    }
