"""A preview as ``planwatch preview --json`` and ``planwatch add --json`` print it; stable field names. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from watcher.diff import change_as_json
from watcher.extract.leavings import LeftOut
from watcher.model import Block, Document, Sighting, Source
from watcher.preview.effects import Effects
from watcher.preview.flaps import Flap
from watcher.preview.shown import Preview, Row, Shown


def preview_as_json(preview: Preview) -> dict[str, Any]:
    """``{"source", "documents", "unread"}``.

    "source": id, title, kind, url, every (as in sources.toml), select, ignore, commitments, note, renderer, verified.
    "documents": each with title, url, type, state, published and updated (ISO, UTC, or null), dates ({"role", "on"}), notes
    ({"at", "text"}, newest first), description, explanation, moved_to, partial (why it is only a part, or ""), blocks ({"kind",
    "text", "place"}, all of them), entries (a list's rows: {"title", "url", "type", "updated", "partial", "commitments"}),
    commitments ({"id", "relation", "score", "why", "passage"}, best first) and three that only the first document has, null
    with the others: noise ({"what", "text"}), select (null, or {"selector", "kept", "left_out", "used"}: a count and blocks;
    left_out is null where nothing can be read without it), ignore ({"selector", "elements", "removed", "used"}: elements found,
    null where the answer is no page, and blocks); used: whether a source of this kind uses it at all. "unread": {"url", "why"}
    of what belongs to the page and could not be read.
    """
    return {
        "source": source_as_json(preview.source),
        "documents": [_shown(s) for s in preview.shown],
        "unread": [{"url": url, "why": why} for url, why in preview.unread],
    }


def source_as_json(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "kind": source.kind.value,
        "url": source.url,
        "every": every_in_words(source.every),
        "select": source.select,
        "ignore": list(source.ignore),
        "commitments": list(source.commitments),
        "note": source.note,
        "renderer": source.renderer,
        "verified": source.verified,
    }


def again_as_json(seconds: float, flaps: Sequence[Flap]) -> dict[str, Any]:
    """``{"seconds", "steady", "documents"}``, of two looks so many seconds apart.

    "documents": those that flap, each with url, seen ("both", "first" or "second": in which look), change (as ``planwatch
    diff --json`` shows one, or null where the document is there in one look only), removed and added (blocks), and proposals
    ({"selector", "text"}: an `ignore` that ends it, and the block that it is for).
    """
    return {
        "seconds": seconds,
        "steady": all(f.steady for f in flaps),
        "documents": [_flap(f) for f in flaps if not f.steady],
    }


def every_in_words(every: timedelta) -> str:
    """An interval as sources.toml has it."""
    minutes = int(every.total_seconds()) // 60
    size, letter = next(p for p in ((10080, "w"), (1440, "d"), (60, "h"), (1, "m")) if minutes % p[0] == 0)
    return f"{minutes // size}{letter}"


def _shown(shown: Shown) -> dict[str, Any]:
    d = shown.document
    return {
        "title": d.title,
        "url": d.url,
        "type": d.type,
        "state": d.state.value,
        "published": d.published.isoformat() if d.published else None,
        "updated": d.updated.isoformat() if d.updated else None,
        "dates": [{"role": x.role.value, "on": x.on.isoformat()} for x in d.dates],
        "notes": [{"at": n.at.isoformat() if n.at else None, "text": n.text} for n in d.notes],
        "description": d.description,
        "explanation": d.explanation,
        "moved_to": d.moved_to,
        "partial": d.partial,
        "blocks": _blocks(d.blocks),
        "entries": [_row(r) for r in shown.rows],
        "commitments": _sightings(shown.sightings),
        **_effects(shown.effects),
    }


def _effects(made: Effects | None) -> dict[str, Any]:
    if made is None:
        return {"noise": None, "select": None, "ignore": None}
    select = made.select
    left = _blocks(select.left_out) if select and select.left_out is not None else None
    return {
        "noise": [_left_out(x) for x in made.noise],
        "select": {"selector": select.selector, "kept": select.kept, "left_out": left, "used": select.used} if select else None,
        "ignore": [
            {"selector": i.selector, "elements": i.elements, "removed": _blocks(i.removed), "used": i.used} for i in made.ignore
        ],
    }


def _left_out(left: LeftOut) -> dict[str, str]:
    return {"what": left.what, "text": left.text}


def _blocks(blocks: Sequence[Block]) -> list[dict[str, str]]:
    return [{"kind": b.kind.value, "text": b.text, "place": b.place} for b in blocks]


def _row(row: Row) -> dict[str, Any]:
    d = row.document
    updated = d.updated.isoformat() if d.updated else None
    named = [s.commitment_id for s in row.sightings]
    return {"title": d.title, "url": d.url, "type": d.type, "updated": updated, "partial": d.partial, "commitments": named}


def _sightings(found: Sequence[Sighting]) -> list[dict[str, Any]]:
    return [
        {"id": s.commitment_id, "relation": s.relation.value, "score": round(s.score, 2), "why": list(s.why), "passage": s.passage}
        for s in found
    ]


def _flap(flap: Flap) -> dict[str, Any]:
    document: Document | None = flap.after or flap.before
    assert document is not None
    seen = "both" if flap.before and flap.after else "second" if flap.after else "first"
    change = change_as_json(flap.change, flap.before, flap.after) if flap.before and flap.after else None
    return {
        "url": document.url,
        "seen": seen,
        "change": change,
        "removed": _blocks(flap.removed),
        "added": _blocks(flap.added),
        "proposals": [{"selector": p.selector, "text": p.text} for p in flap.proposals],
    }
