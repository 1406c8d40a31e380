"""Everything that is news, oldest first: a line of JSON each, and a table for spreadsheets. Pure.

Events never change and ids only grow, so both files only grow at their end, but for the mark on what is withdrawn. They are
made a stretch at a time, and each stretch has a key of its own.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from notifier.links import event_path, kept_path
from notifier.model import Board, File, Part, key_of
from watcher import Event, Headline, Hunk, Quote, Withdrawal, london_day

STRETCH = 256
"""So many events are made at once: few enough to be made again for one more, many enough to be few."""

COLUMNS = ("id", "at", "kind", "plan", "commitment", "commitment_title", "source", "sentence", "promised_text", "promised_url",
           "found_text", "found_url", "found_at", "found_sha256", "url",
           "withdrawn_on", "withdrawn_why", "withdrawn_instead", "found_place")  # fmt: skip
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""A cell that begins so may be a formula to a spreadsheet (OWASP, "CSV injection"); an apostrophe before it makes it text.

One that begins with an apostrophe gets another, so that whoever takes one off has the words as they were read.
"""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_LINE_ENDS = {end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""JSON allows them within a string, but programs that split a text into lines take them for the ends of lines."""


def event_files(board: Board) -> list[File]:
    """data/events.jsonl and data/events.csv."""
    news = board.headlines
    stretches = [news[n : n + STRETCH] for n in range(0, len(news), STRETCH)]
    keyed = [(_key(board, stretch), stretch) for stretch in stretches]
    lines = [Part(key, partial(_lines, board, stretch)) for key, stretch in keyed]
    table = [Part(key, partial(_table, board, stretch)) for key, stretch in keyed]
    heading = Part(key_of(COLUMNS), partial(_rows, [COLUMNS]))
    newest = news[-1].id if news else 0
    return [File.growing("data/events.jsonl", lines, newest), File.growing("data/events.csv", [heading, *table], newest)]


def _key(board: Board, news: Sequence[Headline]) -> str:
    """The time and the words are in it although an id should say all: a database restored from a backup gives ids anew."""
    facts = [(h.id, h.at.timestamp(), h.sentence, h.sha256, h.sha256 in board.kept) for h in news]
    titles = {h.commitment_id: _title(board, h.commitment_id) for h in news}
    withdrawn = [board.withdrawn.get(h.id) for h in news]
    return key_of(board.site.maker, board.site.public_url, titles, facts, withdrawn)


def _title(board: Board, commitment_id: str) -> str:
    commitment = board.by_id.get(commitment_id)
    return commitment.title if commitment else ""


# --- JSON Lines (jsonlines.org) ---


def _lines(board: Board, news: Sequence[Headline]) -> bytes:
    lines = "".join(f"{_encode(_as_json(board, board.record.event(h.id)))}\n" for h in news)
    for end, written in _LINE_ENDS.items():
        lines = lines.replace(end, written)
    return lines.encode()


def _as_json(board: Board, e: Event) -> dict[str, Any]:
    base, kept = board.site.public_url, e.found.sha256 if e.found else ""
    return {
        "id": e.id, "url": f"{base}/{event_path(e.id)}", "at": e.at.isoformat(), "kind": e.kind.value, "plan": e.plan_id,
        "commitment": e.commitment_id, "source": e.source_id, "sentence": e.sentence, "title": e.title,
        "promised": {"text": e.promised.text, "url": e.promised.url} if e.promised else None,
        "found": _found(e.found) if e.found else None, "kept": f"{base}/{kept_path(kept)}" if kept in board.kept else None,
        "hunks": [_hunk(h) for h in e.hunks],
        "detail": e.detail, "withdrawn": _withdrawn(board.withdrawn[e.id]) if e.id in board.withdrawn else None,
    }  # fmt: skip


def _hunk(h: Hunk) -> dict[str, Any]:
    cells = [{"row": c.row, "column": c.column, "before": c.before, "after": c.after} for c in h.cells]
    return {"kind": h.kind.value, "before": h.before, "after": h.after, "context": h.context, "cells": cells}


def _found(quote: Quote) -> dict[str, str | None]:
    at = quote.at.isoformat() if quote.at else None
    return {"text": quote.text, "url": quote.url, "at": at, "sha256": quote.sha256, "place": quote.place}


def _withdrawn(w: Withdrawal) -> dict[str, str]:
    return {"on": london_day(w.at).isoformat(), "why": w.why, "instead": w.instead}


# --- CSV (RFC 4180) ---


def _table(board: Board, news: Sequence[Headline]) -> bytes:
    return _rows([_cells(board, board.record.event(h.id)) for h in news])


def _rows(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _cells(board: Board, e: Event) -> list[str]:
    promised, found = e.promised or Quote("", ""), e.found or Quote("", "")
    cells = [
        str(e.id), e.at.isoformat(), e.kind.value, e.plan_id, e.commitment_id, _title(board, e.commitment_id), e.source_id,
        e.sentence, promised.text, promised.url, found.text, found.url, found.at.isoformat() if found.at else "", found.sha256,
        f"{board.site.public_url}/{event_path(e.id)}",
        *(_withdrawn(board.withdrawn[e.id]).values() if e.id in board.withdrawn else ("", "", "")),
        found.place,
    ]  # fmt: skip
    return [f"'{cell}" if cell.startswith(_LIVE) else cell for cell in cells]
