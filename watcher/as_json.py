"""Windows, standings and events as the commands print them with ``--json``; stable field names. Pure."""

from __future__ import annotations

from typing import Any

from watcher.model import Event, Quote, Standing, Window


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
    """One event of ``planwatch check --json``."""
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "kind": event.kind.value,
        "plan": event.plan_id,
        "commitment": event.commitment_id,
        "source": event.source_id,
        "sentence": event.sentence,
        "promised": _quote_as_json(event.promised),
        "found": _quote_as_json(event.found),
        "detail": event.detail,
    }


def _quote_as_json(quote: Quote | None) -> dict[str, Any] | None:
    if quote is None:
        return None
    at = quote.at.isoformat() if quote.at else None
    return {"text": quote.text, "url": quote.url, "at": at, "sha256": quote.sha256, "place": quote.place}
