"""The whole picture as one file: every promise of a plan, or of all, with its words and its link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate

from notifier.links import commitment_path
from notifier.model import Board
from notifier.pictures.axis import WIDTH, Axis, axis_of, grid, year_labels
from notifier.pictures.drawing import (
    LIGHT,
    LOTS,
    SANS,
    cut,
    dark_style,
    fill,
    in_file,
    lines_of,
    lot_of,
    plain,
    width_of,
    written,
)
from notifier.pictures.rows import LEGEND, draw, shapes
from notifier.words import date_in_words, sentence_case
from watcher import Commitment

_WHOLE = 1000
_MARGIN = 24
_LEFT = _WHOLE - _MARGIN - WIDTH  # where the years begin
_LABEL = 14
_WIDER = 1.17  # other faces are wider than the one whose widths are known
_BOLDER = 1.35
_ROOM = (_LEFT - _MARGIN - 12) / _WIDER
_ACROSS = (_WHOLE - 2 * _MARGIN) / _WIDER
_WORDS = dict(
    zip(LOTS, ("delivered", "late or in part", "overdue", "dropped, replaced or not delivered", "not due, or undated"), strict=True)
)

Block = tuple[str, int]
"""Markup that begins at 0, and its height."""


def timeline_picture(board: Board, commitments: Sequence[Commitment], lots: Mapping[str, str]) -> bytes:
    """A row for each promise, by theme, with years, today, legend and links; readable at 1000 units wide, light and dark.

    It is no ``img`` to screen readers, because its links would be lost to them.
    """
    plans = list({p.id: p for p in (board.plan_of[c.id] for c in commitments)}.values())
    axis = axis_of([board.standings[c.id] for c in commitments], plans, board.today)
    title = _title(board, commitments)
    body, height = _stacked([_heading(title, board.today), _legend(), _rows(board, commitments, lots, axis), _footer(board)])
    desc = _told(commitments, lots, board.today)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WHOLE}" height="{height}" viewBox="0 0 {_WHOLE} {height}" '
        f'role="group" aria-labelledby="title" aria-describedby="desc" font-family="{SANS}" fill="none">'
        f'<title id="title">{written(title)}</title><desc id="desc">{written(desc)}</desc>{dark_style()}'
        f'<defs>{shapes()}</defs><path {fill("pp")} d="M0 0H{_WHOLE}V{height}H0z"/>{body}</svg>\n'
    ).encode()


def _title(board: Board, commitments: Sequence[Commitment]) -> str:
    plans = {board.plan_of[c.id].title: None for c in commitments}
    return f"{next(iter(plans))}: what became of it" if len(plans) == 1 else "Every promise, and what became of it"


def _told(commitments: Sequence[Commitment], lots: Mapping[str, str], today: date) -> str:
    """The picture in a sentence."""
    found = Counter(_WORDS[lot_of(lots[c.id])] for c in commitments)
    parts = "; ".join(f"{found[words]} {words}" for words in _WORDS.values() if found[words])
    many = "1 promise" if len(commitments) == 1 else f"{len(commitments)} promises"
    return f"{many}, by theme, with the years from left to right, on {date_in_words(today)}: {parts or 'none'}."


def _stacked(blocks: Iterable[Block]) -> Block:
    found, y = [], 0
    for markup, height in blocks:
        found.append(f'<g transform="translate(0 {y})">{markup}</g>' if y else markup)
        y += height
    return "".join(found), y


def _text(words: str, x: int, y: int, size: int, name: str = "pn", more: str = "") -> str:
    return f'<text {fill(name)} font-size="{size}"{more} x="{x}" y="{y}">{written(words)}</text>'


def _heading(title: str, today: date) -> Block:
    lines = lines_of(plain(title), 26, (_WHOLE - 2 * _MARGIN) / _BOLDER)
    texts = [_text(line, _MARGIN, 46 + 32 * n, 26, more=' font-weight="bold"') for n, line in enumerate(lines)]
    y = 46 + 32 * len(lines)
    under = f"On {date_in_words(today)}. Grey and black: what was promised, and what moved. Colour: what became of it."
    return "".join(texts) + _text(under, _MARGIN, y - 4, _LABEL, "pf"), y + 8


def _legend() -> Block:
    """Three columns."""
    column, step, rows = (_WHOLE - 2 * _MARGIN) // 3, 34, -(-len(LEGEND) // 3)
    found = []
    for n, (lot, glyph, words) in enumerate(LEGEND):
        x, y = _MARGIN + column * (n // rows), 10 + step * (n % rows)
        lines = lines_of(words, 14, (column - 76) / _WIDER)
        texts = "".join(_text(line, 66, 19 - 8 * (len(lines) - 1) + 16 * i, 14) for i, line in enumerate(lines))
        found.append(f'<g transform="translate({x} {y})">{_coloured(lot, glyph.in_file())}{texts}</g>')
    return "".join(found), step * rows + 24


def _coloured(lot: str, markup: str, more: str = "") -> str:
    colour = f' class="{lot}" color="{LIGHT[lot]}"' if lot else ""
    return f"<g{colour}{more}>{markup}</g>" if colour or more else markup


def _rows(board: Board, commitments: Sequence[Commitment], lots: Mapping[str, str], axis: Axis) -> Block:
    themes: dict[str, list[Commitment]] = {}
    for c in commitments:
        themes.setdefault(c.theme, []).append(c)
    blocks = [b for theme, mine in themes.items() for b in (_theme(theme), *(_row(board, c, lots[c.id], axis) for c in mine))]
    rows, height = _stacked(blocks)
    across = in_file([("pg", "".join(f"M{_MARGIN} {y}H{_LEFT + WIDTH}" for y in accumulate(h for _, h in blocks)))])
    lines = f'{across}<g transform="translate({_LEFT})">{in_file(grid(axis, board.today, height))}</g>'
    head, room = _head(axis, board.today)
    foot = f'<g transform="translate({_LEFT} {height})">{year_labels(axis, 20)}</g>'
    return f'{head}<g transform="translate(0 {room})">{lines}{rows}{foot}</g>', room + height + 28


def _head(axis: Axis, today: date) -> Block:
    """The years, and today's date over its line."""
    words = f"today, {date_in_words(today)}"
    half = round(width_of(words, _LABEL) * _BOLDER / 2)
    x = min(_LEFT + axis.at(today), _WHOLE - _MARGIN // 2 - half)
    label = _text(words, x, 40, _LABEL, more=' font-weight="bold" text-anchor="middle"')
    return f'<g transform="translate({_LEFT})">{year_labels(axis, 18)}</g>{label}', 46


def _theme(theme: str) -> Block:
    words = plain(theme)
    return _text(sentence_case(words), _MARGIN, 28, 16, more=' font-weight="bold"'), 36


def _row(board: Board, c: Commitment, lot: str, axis: Axis) -> Block:
    drawn = draw(board.standings[c.id], axis.since(board.plan_of[c.id].published), board.today, lot)
    lot = lot_of(lot)
    label = _text(cut(plain(c.title), _LABEL, _ROOM), _MARGIN, 19, _LABEL, "pk")
    picture = _coloured(lot, drawn.in_file(), f' transform="translate({_LEFT})"')
    title = f"<title>{written(c.title)}: {_WORDS[lot]}</title>"
    return f'<a href="{written(_address(board, c))}">{title}{label}{picture}</a>', drawn.height


def _address(board: Board, c: Commitment) -> str:
    return f"{board.site.public_url.rstrip('/')}/{commitment_path(c.id)}"


def _footer(board: Board) -> Block:
    words = (board.site.notice, f"Planwatch, {board.site.public_url}")
    lines = [line for text in words for line in lines_of(plain(text), 14, _ACROSS)]
    texts = [_text(line, _MARGIN, 30 + 20 * n, 14, "pf") for n, line in enumerate(lines)]
    return "".join(texts), 30 + 20 * len(lines)
