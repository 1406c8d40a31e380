"""Which date of a text stands in the place of which date of its earlier version. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Protocol, TypeVar

from rapidfuzz.distance import Indel

from watcher.dates import Found

_HOLE = "\0"
MOST_PAIRS = 10_000


class HasFound(Protocol):
    @property
    def found(self) -> Found: ...


S = TypeVar("S", bound=HasFound)
Same = Callable[[S, S], bool]
Pairing = tuple[list[tuple[S, S]], list[S], list[S]]


def paired(before: str, after: str, old: Sequence[S], new: Sequence[S], same: Same[S]) -> Pairing[S]:
    """Pairs of dates that differ, then the dates that only went and those that only came.

    Where all but the dates stayed, or the cells of a row are as many as before, place decides; elsewhere equal dates are
    struck out first, and the words around the others decide.
    """
    if not (old and new):
        return [], list(old), list(new)
    holes = _holed(before, old), _holed(after, new)
    if holes[0] == holes[1]:
        return _differing(zip(old, new, strict=True), same), [], []
    cells = _cells(before, old), _cells(after, new)
    if len(cells[0]) == len(cells[1]) > 1:
        return _by_cell(before, after, *cells, same)
    return _by_words(before, after, old, new, same)


def _differing(pairs: Iterator[tuple[S, S]], same: Same[S]) -> list[tuple[S, S]]:
    return [(a, b) for a, b in pairs if not same(a, b)]


def _holed(text: str, dates: Sequence[S]) -> list[str]:
    """The words of a text with a hole in place of each date."""
    parts, end = [], 0
    for said in dates:
        parts += [*_words(text[end : said.found.start]), _HOLE]
        end = said.found.end
    return parts + _words(text[end:])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\|", text.lower())


def _cells(text: str, dates: Sequence[S]) -> list[list[S]]:
    """The dates of each cell of a row."""
    cells: list[list[S]] = [[] for _ in text.split("|")]
    for said in dates:
        cells[text.count("|", 0, said.found.start)].append(said)
    return cells


def _by_cell(before: str, after: str, old: list[list[S]], new: list[list[S]], same: Same[S]) -> Pairing[S]:
    pairs: list[tuple[S, S]] = []
    gone: list[S] = []
    come: list[S] = []
    for was, now in zip(old, new, strict=True):
        more = _by_words(before, after, was, now, same)
        pairs, gone, come = pairs + more[0], gone + more[1], come + more[2]
    return pairs, gone, come


def _by_words(before: str, after: str, old: Sequence[S], new: Sequence[S], same: Same[S]) -> Pairing[S]:
    gone, come = _struck_out(old, new, same)
    pairs = _aligned(before, after, gone, come) if gone and come else []
    gone, come = _without(gone, [a for a, _ in pairs]), _without(come, [b for _, b in pairs])
    alike = [(a, b) for a in gone for b in come if a.found.role == b.found.role][:1] if len(gone) == len(come) == 1 else []
    pairs = sorted(pairs + alike, key=lambda p: p[1].found.start)
    return pairs, _without(gone, [a for a, _ in alike]), _without(come, [b for _, b in alike])


def _struck_out(old: Sequence[S], new: Sequence[S], same: Same[S]) -> tuple[list[S], list[S]]:
    """Those of each side that the other does not say as well: by their words, by their days, then in any other form."""
    gone, come = list(old), list(new)
    for key in (_phrase, _bounds):
        places: dict[Hashable, list[S]] = {}
        for b in reversed(come):
            places.setdefault(key(b), []).append(b)
        twins = [(a, found.pop()) for a in gone if (found := places.get(key(a)))]
        gone, come = _without(gone, [a for a, _ in twins]), _without(come, [b for _, b in twins])
    if len(gone) * len(come) > MOST_PAIRS:
        return gone, come
    for a in gone:
        twin = next((b for b in come if same(a, b)), None)
        if twin is not None:
            gone, come = _without(gone, [a]), _without(come, [twin])
    return gone, come


def _phrase(said: HasFound) -> Hashable:
    return said.found.text.lower()


def _bounds(said: HasFound) -> Hashable:
    window = said.found.window
    return (window.start, window.end) if window.start or window.end else said.found.start


def _without(said: Sequence[S], taken: Sequence[S]) -> list[S]:
    gone = {id(t) for t in taken}
    return [s for s in said if id(s) not in gone]


def _aligned(before: str, after: str, old: Sequence[S], new: Sequence[S]) -> list[tuple[S, S]]:
    """Dates that fall together when the words around them are laid side by side."""
    a, b = _holed(before, old), _holed(after, new)
    at_old = [n for n, w in enumerate(a) if w == _HOLE]
    at_new = {n: k for k, n in enumerate(n for n, w in enumerate(b) if w == _HOLE)}
    where = {i: j for op in Indel.opcodes(a, b) if op.tag == "equal"
             for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True)}  # fmt: skip
    return [(old[k], new[at_new[where[i]]]) for k, i in enumerate(at_old) if i in where and where[i] in at_new]
