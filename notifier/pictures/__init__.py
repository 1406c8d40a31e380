"""Standings -> pictures: rows for pages, whole timelines and badges as files. Pure and deterministic.

SVG 1.1 (W3C, 2011) with the plain ``href`` of SVG 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from notifier.links import badge_path
from notifier.model import Board, File, key_of
from notifier.pictures.axis import Axis, axis_head, axis_of
from notifier.pictures.badge import badge
from notifier.pictures.rows import axis_symbols, legend, row_picture
from notifier.pictures.timeline import timeline_picture
from watcher import Commitment, Coverage, Evidence, Standing

__all__ = [
    "Axis",
    "axis_head",
    "axis_of",
    "axis_symbols",
    "badge",
    "legend",
    "pictures",
    "row_picture",
    "timeline_path",
    "timeline_picture",
]


def timeline_path(plan_id: str = "") -> str:
    """Of the whole picture of a plan; "" is of everything."""
    return f"pictures/plans/{quote(plan_id)}.svg" if plan_id else "pictures/timeline.svg"


def pictures(board: Board, lots: Mapping[str, str], words: Mapping[str, str]) -> list[File]:
    """The timelines and the badges. ``lots`` and ``words``: what became of each promise, by commitment id."""
    bare = replace(board, standings={i: _bare(s) for i, s in board.standings.items()})
    plans = [_timeline(timeline_path(p.id), bare, p.commitments, lots) for p in board.plans]
    badges = [_badge(board, c, lots[c.id], words[c.id]) for c in board.commitments]
    return [_timeline(timeline_path(), bare, board.commitments, lots), *plans, *badges]


def _bare(standing: Standing) -> Standing:
    """Without what each look changes and no picture shows, so that no look makes a picture anew."""
    return replace(standing, coverage=Coverage((), 0, None), sentence="", evidence=Evidence.NOT_CHECKED, candidates=())


def _timeline(path: str, board: Board, commitments: tuple[Commitment, ...], lots: Mapping[str, str]) -> File:
    rows = [(c.id, c.title, c.theme, lots[c.id], board.standings[c.id]) for c in commitments]
    plans = [(p.id, p.title, p.published) for p in board.plans]
    key = key_of(path, board.site.public_url, board.site.notice, board.site.maker, board.today, plans, rows)
    return File(path, key, partial(timeline_picture, board, commitments, lots))


def _badge(board: Board, c: Commitment, lot: str, words: str) -> File:
    key = key_of("badge", board.site.notice, board.site.maker, c.title, lot, words)
    return File(badge_path(c.id), key, partial(badge, words, lot, c.title, board.site.notice))
