"""Where every commitment stands now: archive + catalogue -> standings [reads the archive]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from watcher.archive import Archive
from watcher.coverage import coverage_of, observers
from watcher.judge import MOVING, slips_of, standing
from watcher.model import Catalogue, Commitment, Coverage, Event, EventKind, Standing
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
