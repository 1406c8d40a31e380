"""A badge to put on one's own page: one promise, and what became of it in a shape and words."""

from __future__ import annotations

from notifier.pictures.drawing import LIGHT, SANS, cut, lot_of, plain, width_of, written

_HEIGHT = 28
_SIZE = 13
_PAD = 10
_NAME = "Planwatch"
_ROOMY = 1.08  # so that a wider face is not squeezed much
_LONGEST = 420
_SHAPES = {
    "kept": '<circle cx="7" cy="7" r="6"/>',
    "part": '<circle cx="7" cy="7" r="5.2" fill="none" stroke="#fff" stroke-width="1.6"/><path d="M7 1.8a5.2 5.2 0 0 0 0 10.4z"/>',
    "late": '<path d="M7 1L14 13H0z"/>',
    "ended": '<path d="M2 2l10 10m0-10L2 12" stroke="#fff" stroke-width="2.8"/>',
    "open": '<circle cx="7" cy="7" r="5" fill="none" stroke="#fff" stroke-width="2"/>',
}


def badge(words: str, lot: str, title: str, notice: str = "") -> bytes:
    """``words`` after the name, in white on a colour of its own, so that it reads on any page. The title is told, not drawn.

    ``textLength`` holds the text in its place, whatever face the reader has.
    """
    lot = lot_of(lot)
    words = cut(plain(words), _SIZE, _LONGEST)
    left, right = (max(1, round(width_of(t, _SIZE) * _ROOMY)) for t in (_NAME, words))
    split = left + 2 * _PAD
    whole = split + _PAD + 20 + right + _PAD
    desc = f"<desc>{written(notice)}</desc>" if notice else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}" viewBox="0 0 {whole} {_HEIGHT}" '
        f'role="img" aria-labelledby="title"><title id="title">{written(title)}: {written(words)} ({_NAME})</title>{desc}'
        f'<path fill="{LIGHT["ink"]}" d="{_half(split, whole, left=True)}"/>'
        f'<path fill="{LIGHT[lot]}" d="{_half(split, whole, left=False)}"/>'
        f'<rect x=".5" y=".5" width="{whole - 1}" height="{_HEIGHT - 1}" rx="4.5" fill="none" stroke="#a8a49a"/>'
        f'<g fill="#fff" font-family="{SANS}" font-size="{_SIZE}">{_text(_NAME, _PAD, left, "bold")}'
        f'<g transform="translate({split + _PAD - 2} 7)">{_SHAPES[lot]}</g>{_text(words, split + _PAD + 20, right)}</g></svg>\n'
    ).encode()


def _half(split: int, whole: int, *, left: bool) -> str:
    """One end of a rectangle with round corners."""
    if left:
        return f"M{split} 0H5a5 5 0 0 0-5 5v{_HEIGHT - 10}a5 5 0 0 0 5 5H{split}z"
    return f"M{split} 0H{whole - 5}a5 5 0 0 1 5 5v{_HEIGHT - 10}a5 5 0 0 1-5 5H{split}z"


def _text(words: str, x: int, length: int, weight: str = "normal") -> str:
    fit = f'textLength="{length}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{x}" y="18.5" font-weight="{weight}" {fit}>{written(words)}</text>'
