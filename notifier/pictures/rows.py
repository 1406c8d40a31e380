"""One promise as a row: grey and black is what was promised and moved, colour is what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from notifier.pictures.axis import WIDTH, Axis, axis_words, box, grid
from notifier.pictures.drawing import HIDDEN, LIGHT, Stroke, fill, in_file, lot_of, on_page
from watcher import Slip, Standing, Verdict, Window

HEIGHT = 28
MIDDLE = HEIGHT // 2
LANE = 12
"""What a row grows by for each lane of moved dates."""

_BELOW = 20  # where the first lane hangs from
_RADIUS = 8
_LEAST = 3  # a single day would be too thin to see
_LEAST_LATE = 6
_SHORT = 12
_GAP = 4  # between an arrow's point and the edge
_TALLEST = 999  # of a row on a page; the row's own height cuts the grid off

_MARKS = {
    Verdict.DELIVERED: "p-kept",
    Verdict.DELIVERED_LATE: "p-part",
    Verdict.DELIVERED_IN_PART: "p-part",
    Verdict.NOT_DELIVERED: "p-ended",
    Verdict.DROPPED: "p-ended",
    Verdict.SUPERSEDED: "p-ended",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """``marks``: ids of shapes that stand in ``shapes``, and where."""

    strokes: tuple[Stroke, ...]
    marks: tuple[tuple[str, int], ...] = ()
    height: int = HEIGHT

    @property
    def uses(self) -> str:
        return "".join(f'<use href="#{name}" x="{x}"/>' for name, x in self.marks)

    def on_page(self) -> str:
        return on_page(self.strokes) + self.uses

    def in_file(self) -> str:
        return in_file(self.strokes) + self.uses


def draw(standing: Standing, axis: Axis, today: date, lot: str) -> Drawn:
    marks = tuple(_mark(standing, axis))
    slips, lanes = _slips(standing, axis)
    stop = marks[0][1] if marks else WIDTH
    strokes = (*_promise(standing, axis, stop), *_late(standing, axis, today, lot), *slips)
    return Drawn(strokes, marks, HEIGHT + LANE * lanes)


def row_picture(standing: Standing, axis: Axis, today: date, lot: str) -> str:
    """The row of one promise for a page that holds ``axis_symbols``. Hidden from screen readers: the words stand beside it."""
    drawn = draw(standing, axis, today, lot)
    return f'<svg class="pic {lot_of(lot)}" {box(drawn.height)}><use href="#p-axis"/>{drawn.on_page()}</svg>'


def _promise(standing: Standing, axis: Axis, stop: int) -> Iterator[Stroke]:
    window = standing.window
    start = axis.at(window.start or axis.begin)
    if window.end is None:
        yield "pu", f"M{min(start, stop)} {MIDDLE}H{stop}"
        return
    end = axis.at(window.end)
    yield "pb", f"M{min(start, end - _LEAST)} {MIDDLE}H{end}"
    if axis.holds(window.end):
        yield "pe", f"M{end} 5v18"


def _late(standing: Standing, axis: Axis, today: date, lot: str) -> Iterator[Stroke]:
    """From the end of the window to today, or to the day of a late delivery."""
    end, ruling = standing.window.end, standing.ruling
    until = ruling.on if ruling and ruling.verdict is Verdict.DELIVERED_LATE else today if lot == "late" else None
    if end and until and until > end:
        x = axis.at(end)
        yield "pl", f"M{x + 2} {MIDDLE}H{max(axis.at(until), x + _LEAST_LATE)}"


def _mark(standing: Standing, axis: Axis) -> Iterator[tuple[str, int]]:
    ruling = standing.ruling
    if ruling and ruling.verdict in _MARKS:
        yield _MARKS[ruling.verdict], min(max(axis.at(ruling.on), _RADIUS + 1), WIDTH - _RADIUS - 1)


# --- what moved -----------------------------------------------------------------


def _slips(standing: Standing, axis: Axis) -> tuple[list[Stroke], int]:
    """The moves of the date, and how many lanes they take: one that goes on from the one before stays in its lane."""
    strokes: list[Stroke] = []
    known, lanes, reached = standing.window.end, 0, None
    for slip in standing.slips:
        old, new = _old_end(slip, known), slip.window.end if slip.window else None
        known = new or known
        if old == new:
            continue
        onward = reached is not None and old == reached and new is not None and new > reached
        lanes += not onward
        strokes.append(_moved(slip, old, new, axis, lanes, onward))
        reached = _reached(slip, old, new)
    return strokes, lanes


def _reached(slip: Slip, old: date | None, new: date | None) -> date | None:
    """The day from which its lane is free to the right; None where nothing more has room there."""
    if new is None:
        return None if slip.after else old
    return new if old is None or new > old else None


def _old_end(slip: Slip, known: date | None) -> date | None:
    """From where this date moved, which another source may have given differently."""
    if slip.days is not None and slip.window and slip.window.end:
        return slip.window.end - timedelta(days=slip.days)
    return known


def _moved(slip: Slip, old: date | None, new: date | None, axis: Axis, lane: int, onward: bool) -> Stroke:
    y = _BELOW + LANE * lane
    if old is None:
        return "ps", _given(slip.window, axis, y)
    x = axis.at(old)
    hung = f"M{x} {y}" if onward else f"M{x} {y - LANE}v{LANE}"
    if new is not None:
        return "ps", hung + _arrow(x, axis.at(new), axis.holds(new))
    return ("pu", f"{hung}H{WIDTH}") if slip.after else ("ps", f"{hung}m-5-5l10 10m0-10l-10 10")


def _given(window: Window | None, axis: Axis, y: int) -> str:
    """A date where there was none."""
    (start, end) = (window.start, window.end) if window else (None, None)
    x = axis.at(end or axis.begin)
    return f"M{min(axis.at(start or axis.begin), x - _LEAST)} {y}H{x}m0-5v10"


def _arrow(old: int, new: int, edge: bool) -> str:
    """Along to the new last day and its upright edge. A short way has no room for a point."""
    if abs(new - old) < _SHORT:
        return f"H{new}" + ("m0-5v10" if edge else "")
    later = new > old
    tip = new - _GAP if later else new + _GAP
    point = "m-5-4l5 4-5 4" if later else "m5-4l-5 4 5 4"
    return f"H{tip}{point}" + (f"m{_GAP + 5 if later else -_GAP - 5}-9v10" if edge else "")


# --- shapes and legend ------------------------------------------------------------


def shapes() -> str:
    """The marks, each with a rim of paper so that it stands out from what it lies on."""
    rim = f'<circle {fill("pp")} cy="{MIDDLE}" r="10"/>'
    cross = f"M-6 {MIDDLE - 6}l12 12m0-12l-12 12"
    return (
        f'<g id="p-kept">{rim}<circle fill="currentColor" cy="{MIDDLE}" r="{_RADIUS}"/></g>'
        f'<g id="p-part">{rim}<circle fill="none" stroke="currentColor" stroke-width="2" cy="{MIDDLE}" r="7"/>'
        f'<path fill="currentColor" d="M0 {MIDDLE - 7}a7 7 0 0 0 0 14z"/></g>'
        f'<g id="p-ended"><path class="pw" stroke="{LIGHT["paper"]}" stroke-width="8" d="{cross}"/>'
        f'<path stroke="currentColor" stroke-width="4" d="{cross}"/></g>'
    )


def axis_symbols(axis: Axis, today: date) -> str:
    """What the heads and rows of a page share: years, today, marks. Once on a page, before its rows; it takes no room."""
    lines = f'<g id="p-axis">{on_page(grid(axis, today, _TALLEST))}</g>'
    return f'<svg class="defs" width="0" height="0" {HIDDEN}><defs>{lines}{axis_words(axis, today)}{shapes()}</defs></svg>'


LEGEND: tuple[tuple[str, Drawn, str], ...] = (
    ("", Drawn((("pb", "M4 14H50"), ("pe", "M50 5v18"))), "the time that was promised; the upright edge is its last day"),
    ("", Drawn((("pu", "M5 14H56"),)), "no date, or only a vague one"),
    ("late", Drawn((("pe", "M6 5v18"), ("pl", "M8 14H54"))), "overdue since then"),
    ("", Drawn((("ps", "M8 2v12H46m-5-4l5 4-5 4m9-9v10"),)), "the date was moved, later or earlier"),
    ("", Drawn((("ps", "M28 4v12m-5-5l10 10m0-10l-10 10"),)), "the date was taken away"),
    ("kept", Drawn((), (("p-kept", 28),)), "ruled delivered on that day"),
    ("part", Drawn((), (("p-part", 28),)), "ruled delivered late, or in part"),
    ("ended", Drawn((), (("p-ended", 28),)), "ruled dropped, replaced or not delivered"),
    ("", Drawn((("pt", "M28 0v28"),)), "today"),
)
"""Lot, glyph (56 wide) and words of each thing that a row can show."""


def legend() -> str:
    """What the shapes mean, for a page that holds ``axis_symbols``."""
    return f'<ul class="legend">{"".join(_item(lot, glyph, words) for lot, glyph, words in LEGEND)}</ul>'


def _item(lot: str, glyph: Drawn, words: str) -> str:
    name = f"pic {lot}".rstrip()
    return f'<li><svg class="{name}" viewBox="0 0 56 28" {HIDDEN}>{glyph.on_page()}</svg> {words}</li>'
