"""Colours, strokes and text of every picture.

A page colours classes by its style sheet. A file may be shown where its own style is blocked, so each of its shapes
carries the light colours as presentation attributes, and its style holds the dark ones only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

LIGHT: Mapping[str, str] = {
    "ink": "#1d2526", "paper": "#fdfaf3", "soft": "#56605f", "line": "#d8d0bf", "link": "#0f4c5c", "bar": "#8b8779",
    "kept": "#1a6138", "part": "#6a5200", "late": "#a12c12", "ended": "#673d7e", "open": "#3f5563",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "ink": "#ebe7dc", "paper": "#15191a", "soft": "#aeb5b0", "line": "#3a4243", "link": "#8fd0de", "bar": "#868378",
    "kept": "#8fd6a8", "part": "#e3cf77", "late": "#ff9f87", "ended": "#d7b4ea", "open": "#b4c8d6",
}  # fmt: skip
"""The custom properties of planwatch.css, which cannot be read from within a file."""

LOTS = ("kept", "part", "late", "ended", "open")

_STROKES = {
    "pb": ("bar", 'stroke-width="10"'),
    "pe": ("ink", 'stroke-width="3"'),
    "pu": ("soft", 'stroke-width="3" stroke-linecap="round" stroke-dasharray="0 8"'),
    "pl": ("", 'stroke-width="10" stroke-dasharray="3 3"'),
    "ps": ("ink", 'stroke-width="2"'),
    "pg": ("line", ""),
    "pt": ("ink", 'stroke-width="1.5"'),
    "pw": ("paper", 'stroke-width="8"'),
}
"""Class -> colour ("" is that of the lot) and the rest: promised bar, edge, undated, late, slip, grid, today, halo."""

_FILLS = {"pp": "paper", "pn": "ink", "pf": "soft", "pk": "link"}

HIDDEN = 'aria-hidden="true" focusable="false"'
"""From screen readers and the keyboard: the words stand beside it."""

Stroke = tuple[str, str]
"""A class and the ``d`` of a path."""


def on_page(strokes: Iterable[Stroke]) -> str:
    """For the page's style sheet to paint."""
    return "".join(f'<path class="{name}" d="{d}"/>' for name, d in strokes)


def in_file(strokes: Iterable[Stroke]) -> str:
    """Painted, whatever becomes of the style."""
    return "".join(f'<path class="{name}" {_painted(name)} d="{d}"/>' for name, d in strokes)


def _painted(name: str) -> str:
    colour, rest = _STROKES[name]
    return f'stroke="{LIGHT[colour] if colour else "currentColor"}" {rest}'.rstrip()


def fill(name: str) -> str:
    """The attributes of something filled."""
    return f'class="{name}" fill="{LIGHT[_FILLS[name]]}"'


def dark_style() -> str:
    strokes = [f".{name}{{stroke:{DARK[colour]}}}" for name, (colour, _) in _STROKES.items() if colour]
    fills = [f".{name}{{fill:{DARK[colour]}}}" for name, colour in _FILLS.items()]
    lots = [f".{lot}{{color:{DARK[lot]}}}" for lot in LOTS]
    return f"<style>@media(prefers-color-scheme:dark){{{''.join([*strokes, *fills, *lots])}}}</style>"


def lot_of(given: str) -> str:
    """One of LOTS, for a class."""
    return given if given in LOTS else "open"


# --- text -----------------------------------------------------------------------

SANS = "Arial, Helvetica, sans-serif"


def plain(text: str) -> str:
    """One line that XML can hold: no control, format or unpaired character."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def written(text: str) -> str:
    return escape(plain(text))


_NARROW = {c: w for w, cs in {222: "ijl", 191: "'’", 278: " .,:;/!|It", 333: "fr-()“”", 500: "ckszvxyJ"}.items() for c in cs}
_WIDE = {c: w for w, cs in {667: "ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "mM", 944: "W", 1000: "…—%"}.items() for c in cs}
_WIDTHS = {**_NARROW, **_WIDE}
"""Thousandths of the size in a common sans face (Adobe's metrics of Helvetica); what is not here is 556, or 1000 beyond Latin."""


def width_of(text: str, size: float) -> float:
    return sum(_WIDTHS.get(c, 556 if c < "\u0250" else 1000) for c in text) * size / 1000


def cut(text: str, size: float, room: float) -> str:
    """``text``, or as many of its words as fit, and an ellipsis."""
    if width_of(text, size) <= room:
        return text
    words = text.split(" ")
    while len(words) > 1 and width_of(" ".join(words) + "…", size) > room:
        words.pop()
    kept = " ".join(words)
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;:-–") + "…"


def lines_of(text: str, size: float, room: float) -> list[str]:
    """``text`` broken at blanks."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [cut(line, size, room) for line in lines]
