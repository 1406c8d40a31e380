"""Standings and events -> {path: bytes}: the pages and data that everybody sees. Pure and deterministic."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from notifier.links import commitment_path, event_path, kept_path, site_root, source_path, subscribe_path
from notifier.model import Board
from notifier.policy import POLICY
from notifier.words import (
    clock_in_words,
    date_in_words,
    duration_in_words,
    frequency_in_words,
    limits_in_words,
    moment_in_words,
    weekday_in_words,
    window_in_words,
)
from watcher import Commitment, Event, Evidence, Schedule, Source, Standing, Verdict

if TYPE_CHECKING:
    from jinja2 import Environment

_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_KEPT_VERDICTS = (Verdict.DELIVERED, Verdict.DELIVERED_LATE, Verdict.DELIVERED_IN_PART)
_SHAPES = {"kept": "●", "part": "◐", "late": "▲", "open": "○", "ended": "✕"}
"""A shape and a word for each state, so that nothing hangs on colour."""


def pages(board: Board) -> dict[str, bytes]:
    """Every page, the data files and the style sheet, by path under the published folder."""
    by_commitment: dict[str, list[Event]] = {}
    by_source: dict[str, list[Event]] = {}
    for event in board.events:
        by_commitment.setdefault(event.commitment_id, []).append(event)
        by_source.setdefault(event.source_id, []).append(event)
    found = {"index.html": _scoreboard(board), "how.html": _page("how.html", board, "how.html", "How it works")}
    found["privacy.html"] = _page("privacy.html", board, "privacy.html", "What is kept about you")
    everywhere = site_root(board.public_url)  # it is served at any depth
    found["404.html"] = _page("404.html", board, "not_found.html", "Not here", root=everywhere)
    for c in board.commitments:
        found[commitment_path(c.id)] = _commitment(board, c, by_commitment.get(c.id, []))
    for s in board.sources:
        found[source_path(s.id)] = _source(board, s, by_source.get(s.id, []))
    for e in board.events:
        found[event_path(e.id)] = _event(board, e)
    for sha256, snapshot in board.kept.items():
        found[kept_path(sha256)] = _page(kept_path(sha256), board, "kept.html", snapshot.document.title, snapshot=snapshot)
    found["static/planwatch.css"] = (files("notifier") / "static" / "planwatch.css").read_bytes()
    return {**found, **_data(board)}


@cache
def page_templates() -> Environment:
    """The templates of every page, published or of the journey."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("notifier"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        day=date_in_words, moment=moment_in_words, window=window_in_words, web=web_address, duration=duration_in_words,
        clock=clock_in_words, limits=limits_in_words, often=frequency_in_words, weekday=weekday_in_words,
    )  # fmt: skip
    made.globals.update(
        commitment_path=commitment_path, source_path=source_path, event_path=event_path, kept_path=kept_path,
        subscribe_path=subscribe_path, licence=_LICENCE, policy=POLICY,
    )  # fmt: skip
    return made


def web_address(url: str) -> str:
    """A foreign address for a link: http or https, or nothing."""
    return url if url.startswith(("http://", "https://")) else ""


def _page(path: str, board: Board, template: str, title: str, **values: Any) -> bytes:
    root = values.pop("root", "../" * path.count("/") or "./")
    common = {"board": board, "root": root, "title": title, "notice": board.notice, "generated_at": board.generated_at,
              "sender": board.sender}  # fmt: skip
    return page_templates().get_template(template).render(**common, **values).encode()


def lot(standing: Standing) -> tuple[str, str]:
    """(state, words) of a promise at a glance."""
    if standing.verdict is Verdict.DELIVERED:
        return "kept", "delivered"
    if standing.verdict in (Verdict.DELIVERED_LATE, Verdict.DELIVERED_IN_PART):
        return "part", standing.verdict.value
    if standing.verdict in (Verdict.DROPPED, Verdict.SUPERSEDED, Verdict.NOT_DELIVERED):
        return "ended", standing.verdict.value
    if standing.schedule is Schedule.PAST_DUE:
        words = "overdue" if standing.verdict is Verdict.NOT_YET_RATED else f"overdue, {standing.verdict.value}"
        return "late", words
    rated = standing.verdict is not Verdict.NOT_YET_RATED
    return "open", standing.verdict.value if rated else standing.schedule.value


def count_line(standings: Mapping[str, Standing]) -> str:
    """The whole in one sentence that states how sure it is."""
    dated = [s for s in standings.values() if s.window.end is not None]
    verdicts = Counter(s.verdict for s in dated)
    kept = verdicts[Verdict.DELIVERED]
    late = [s for s in dated if lot(s)[0] == "late"]
    nothing = [s for s in late if s.evidence is Evidence.NONE_FOUND]
    return (
        f"Of {len(dated)} promises with a date, {kept} ruled delivered, {verdicts[Verdict.DELIVERED_LATE]} late, "
        f"{verdicts[Verdict.DELIVERED_IN_PART]} in part; {len(late)} overdue, {len(nothing)} of them with no evidence found. "
        f"{len(standings) - len(dated)} more were promised without a date."
    )


def _scoreboard(board: Board) -> bytes:
    plans = []
    for plan in board.plans:
        themes: dict[str, list[dict[str, Any]]] = {}
        for c in plan.commitments:
            themes.setdefault(c.theme, []).append(_row(c, board.standings[c.id]))
        mine = {c.id: board.standings[c.id] for c in plan.commitments}
        totals = Counter(lot(s)[0] for s in mine.values())
        plans.append({"plan": plan, "themes": themes, "line": count_line(mine), "totals": totals})
    latest = [e for e in reversed(board.events)][:8]
    return _page("index.html", board, "scoreboard.html", "Every promise, and what became of it", plans=plans,
                 latest=latest, shapes=_SHAPES)  # fmt: skip


def _row(commitment: Commitment, standing: Standing) -> dict[str, Any]:
    state, words = lot(standing)
    return {"commitment": commitment, "standing": standing, "state": state, "words": words, "shape": _SHAPES[state]}


def _commitment(board: Board, commitment: Commitment, events: Sequence[Event]) -> bytes:
    standing = board.standings[commitment.id]
    sources = {s.id: s for s in board.sources}
    watched = [(sources[i], board.states.get(i)) for i in standing.coverage.sources if i in sources]
    plan = next(p for p in board.plans if p.id == commitment.plan_id)
    past = [r for r in commitment.rulings if r.on <= board.generated_at.date()]
    return _page(
        commitment_path(commitment.id),
        board,
        "commitment.html",
        commitment.title,
        plan=plan,
        row=_row(commitment, standing),
        events=list(reversed(events)),
        watched=watched,
        rulings=list(reversed(past)),
    )


def _source(board: Board, source: Source, events: Sequence[Event]) -> bytes:
    by_id = {c.id: c for c in board.commitments}
    shown = [by_id[i] for i in source.commitments if i in by_id]
    return _page(
        source_path(source.id),
        board,
        "source.html",
        source.title,
        source=source,
        state=board.states.get(source.id),
        events=list(reversed(events))[:50],
        commitments=shown,
    )


def _event(board: Board, event: Event) -> bytes:
    commitment = next((c for c in board.commitments if c.id == event.commitment_id), None)
    return _page(event_path(event.id), board, "event.html", event.sentence, event=event, commitment=commitment)


# --- data ---


def _data(board: Board) -> dict[str, bytes]:
    commitments = [_commitment_data(c, board.standings[c.id]) for c in board.commitments]
    lines = (json.dumps(_event_data(e), ensure_ascii=False, sort_keys=True) for e in board.events)
    return {
        "data/commitments.json": (json.dumps(commitments, ensure_ascii=False, indent=1) + "\n").encode(),
        "data/events.jsonl": "".join(f"{line}\n" for line in lines).encode(),
    }


def _commitment_data(c: Commitment, s: Standing) -> dict[str, Any]:
    return {
        "id": c.id, "plan": c.plan_id, "title": c.title, "due": c.due, "owner": c.owner, "theme": c.theme, "stated": c.stated,
        "window": _window(s.window), "latest_window": _window(s.latest_window), "schedule": s.schedule.value,
        "evidence": s.evidence.value, "dates": s.dates.value, "verdict": s.verdict.value, "sentence": s.sentence,
        "checks": s.coverage.checks, "sources": list(s.coverage.sources),
    }  # fmt: skip


def _window(window: Any) -> dict[str, str | None]:
    return {side: d.isoformat() if d else None for side, d in (("start", window.start), ("end", window.end))}


def _event_data(e: Event) -> dict[str, Any]:
    return {
        "id": e.id, "at": e.at.isoformat(), "kind": e.kind.value, "plan": e.plan_id, "commitment": e.commitment_id,
        "source": e.source_id, "sentence": e.sentence, "detail": e.detail,
        "promised": {"text": e.promised.text, "url": e.promised.url} if e.promised else None,
        "found": {"text": e.found.text, "url": e.found.url, "sha256": e.found.sha256} if e.found else None,
    }  # fmt: skip
