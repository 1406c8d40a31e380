"""Promises, plans and sources as they stand: one JSON array each. Pure.

The names of the keys are a promise: more may come, none goes or changes its meaning. ``schemas`` says what each one is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from notifier.calendars import has_days
from notifier.links import badge_path, calendar_path, commitment_path, feed_path, plan_path, source_path
from notifier.model import Board, File, key_of
from watcher import Alias, Commitment, Plan, Quote, Ruling, Slip, Source, SourceState, Window

Row = dict[str, Any]


def table_files(board: Board) -> list[File]:
    return [
        _table(board, "data/commitments.json", [_commitment(board, c) for c in board.commitments]),
        _table(board, "data/plans.json", [_plan(board, p) for p in board.plans]),
        _table(board, "data/sources.json", [_source(board, s) for s in board.sources]),
    ]


def _table(board: Board, path: str, rows: list[Row]) -> File:
    return File(path, key_of(path, board.site.maker, rows), partial(_json, rows))


def _json(rows: list[Row]) -> bytes:
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _commitment(board: Board, c: Commitment) -> Row:
    s, base = board.standings[c.id], board.site.public_url
    topic = f"commitment:{c.id}"
    return {
        "id": c.id, "plan": c.plan_id, "url": f"{base}/{commitment_path(c.id)}", "title": c.title, "due": c.due, "owner": c.owner,
        "theme": c.theme, "stated": c.stated, "stated_in": c.stated_in, "names": list(c.called),
        "aliases": [_alias(a) for a in c.aliases],
        "delivered_by": list(c.delivered_by), "window": _window(s.window), "latest_window": _window(s.latest_window),
        "schedule": s.schedule.value, "evidence": s.evidence.value, "dates": s.dates.value, "verdict": s.verdict.value,
        "sentence": s.sentence, "checks": s.coverage.checks, "sources": list(s.coverage.sources),
        "blind": list(s.coverage.blind), "as_of": _iso(s.coverage.as_of), "slips": [_slip(x) for x in s.ledger],
        "ruling": _ruling(s.ruling) if s.ruling else None,
        "rulings": [_ruling(r) for r in c.rulings_by(board.today)],
        "candidates": [_quote(q) for q in s.candidates],
        "rejected": [{"url": r.url, "on": _iso(r.on), "reason": r.reason} for r in c.rejected_by(board.today)],
        "superseded_by": [x.id for x in board.superseded_by.get(c.id, ())],
        "supersedes": [x.id for x in board.supersedes.get(c.id, ())], "note": c.note,
        "badge": f"{base}/{badge_path(c.id)}", "feed": f"{base}/{feed_path(topic)}.atom",
        "calendar": f"{base}/{calendar_path(topic)}" if has_days(s) else None,
    }  # fmt: skip


def _alias(alias: Alias) -> Row:
    return {"name": alias.name, "document": alias.document, "on": _iso(alias.on), "note": alias.note}


def _window(window: Window) -> Row:
    return {
        "start": _iso(window.start), "end": _iso(window.end), "precision": window.precision.value, "phrase": window.phrase
    }  # fmt: skip


def _slip(slip: Slip) -> Row:
    return {
        "on": _iso(slip.on), "before": slip.before, "after": slip.after, "days": slip.days, "url": slip.url,
        "event": slip.event_id, "effect": slip.effect.value, "said_on": _iso(slip.said_on), "by": slip.who, "reason": slip.reason,
        "less_exact": slip.coarser, "days_from_first": slip.total,
    }  # fmt: skip


def _ruling(ruling: Ruling) -> Row:
    return {
        "on": _iso(ruling.on), "verdict": ruling.verdict.value, "note": ruling.note, "evidence": list(ruling.evidence),
        "by": list(ruling.by),
    }  # fmt: skip


def _quote(quote: Quote) -> Row:
    return {"text": quote.text, "url": quote.url, "at": _iso(quote.at), "sha256": quote.sha256, "place": quote.place}


def _plan(board: Board, plan: Plan) -> Row:
    base, topic = board.site.public_url, f"plan:{plan.id}"
    dated = any(has_days(board.standings[c.id]) for c in plan.commitments)
    told = [{"on": _iso(x.on), "text": x.text, "commitment": x.commitment_id} for x in plan.corrections_by(board.today)]
    return {
        "id": plan.id, "title": plan.title, "url": plan.url, "page": f"{base}/{plan_path(plan.id)}", "publisher": plan.publisher,
        "published": _iso(plan.published), "evidence_to": _iso(plan.evidence_to), "note": plan.note,
        "commitments": [c.id for c in plan.commitments], "corrections": told,
        "feed": f"{base}/{feed_path(topic)}.atom", "calendar": f"{base}/{calendar_path(topic)}" if dated else None,
    }  # fmt: skip


def _source(board: Board, source: Source) -> Row:
    state = board.states.get(source.id, SourceState(source.id))
    return {
        "id": source.id, "title": source.title, "kind": source.kind.value, "url": source.url,
        "page": f"{board.site.public_url}/{source_path(source.id)}", "every": int(source.every.total_seconds()),
        "commitments": _shown(source.commitments), "checks": state.checks, "seen": state.seen,
        "last_checked": _iso(state.last_checked),
        "last_seen": _iso(state.last_seen), "last_changed": _iso(state.last_changed), "blind": state.blind,
        "reason": state.reason or None, "reason_text": state.reason_text,
    }  # fmt: skip


def _shown(commitments: Iterable[str]) -> list[str]:
    """One way of saying "any" out of the two that the configuration knows."""
    return list(commitments) or ["*"]


def _iso(when: date | datetime | None) -> str | None:
    return when.isoformat() if when else None
