"""The lines of one page of a PDF, with what of their looks tells how they belong together. Pure.

By pdfium's text interface (fpdf_text.h), through pypdfium2. Characters come in the order in which the page draws them, which is
the reading order wherever the program that made the file knew of one.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from watcher.extract.printed import Line, Page

_PARTED = "\ufffe"  # pdfium's sign for a hyphen at a line's end
_PIECE = re.compile(rf"[^\r\n{_PARTED}]+{_PARTED}?")
_HYPHEN = re.compile(rf"{_PARTED}$|(?<=\w)-\s*$")  # pdfium marks those behind letters only
_BOLD = re.compile(r"bold|black|heavy|demi", re.I)
_RAISED = 0.15
_SMALLER = 0.87
"""A figure so much smaller than its line, and raised by so much of its size, is the mark of a note."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LEADER = re.compile(r"\s*(?:(?:\.\s?){4,}|…{2,})\s*\w{0,5}\s*$")


class _Letters:
    """The characters of one page, asked about one at a time."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self.handle = page.get_textpage()
        self.text: str = self.handle.get_text_range()

    def index(self, at: int) -> int:
        """pdfium's number of the character at a place in its text, counted in units of UTF-16."""
        return int(self._pdfium.FPDFText_GetCharIndexFromTextIndex(self.handle, at))

    def origin(self, index: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        self._pdfium.FPDFText_GetCharOrigin(self.handle, index, x, y)
        return x.value, y.value

    def turned(self, index: int) -> tuple[float, float]:
        """The direction in which it is written, as an angle, and the size in which it shows."""
        matrix = self._pdfium.FS_MATRIX()
        known = self._pdfium.FPDFText_GetMatrix(self.handle, index, matrix)
        size = float(self._pdfium.FPDFText_GetFontSize(self.handle, index))
        return (math.atan2(matrix.b, matrix.a), size * math.hypot(matrix.c, matrix.d)) if known else (0.0, size)

    def bold(self, index: int) -> bool:
        name = ctypes.create_string_buffer(128)
        self._pdfium.FPDFText_GetFontInfo(self.handle, index, name, len(name), ctypes.c_int())
        return bool(_BOLD.search(name.value.decode("utf-8", "replace")))


def page_of(page: Any, number: int) -> Page:
    """A page as pypdfium2 opened it; ``number`` counts from 1."""
    letters = _Letters(page)
    try:
        lines = tuple(_lines(letters, number))
    finally:
        letters.handle.close()
    upright = all(abs(angle) < 0.01 for angle, _ in lines)
    return Page(number, float(page.get_width()) if upright else 0.0, tuple(_unmarked([line for _, line in lines])))


def _unmarked(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without the marks of notes that pdfium takes for lines of their own."""
    for before, line in zip([None, *lines], lines, strict=False):
        if line.text.strip() and not (before and line.text.strip().isdecimal() and _marks(before, line)):
            yield line


def _marks(before: Line, line: Line) -> bool:
    raised = line.across - before.across
    beside = abs(line.left - before.right) < before.size
    return beside and line.size < _SMALLER * before.size and _RAISED * before.size < raised < before.size


def _lines(letters: _Letters, number: int) -> Iterator[tuple[float, Line]]:
    at = units = 0
    for piece in _PIECE.finditer(letters.text):
        units += _units(letters.text[at : piece.start()])
        at = piece.start()
        text = _HYPHEN.sub("", piece[0])
        if text.strip():
            measured = _Measured(letters, text, units)
            yield measured.angle, measured.line(number, broken=text != piece[0])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Measured:
    """A piece of the text of a page that stands on one line, with where it begins there."""

    def __init__(self, letters: _Letters, text: str, units: int) -> None:
        self._letters = letters
        self._text = text
        self._units = units
        self._start = len(text) - len(text.lstrip())
        self._end = len(text.rstrip()) - 1
        self._letter = next((n for n, ch in enumerate(text) if ch.isalpha()), self._end)
        self.angle, self._size = letters.turned(self._index(self._letter))

    def _index(self, offset: int) -> int:
        return self._letters.index(self._units + _units(self._text[:offset]))

    def _place(self, offset: int) -> tuple[float, float]:
        """How far along the line a character begins, and how far across."""
        x, y = self._letters.origin(self._index(offset))
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return x * cos + y * sin, y * cos - x * sin

    def line(self, number: int, *, broken: bool) -> Line:
        left, _ = self._place(self._start)
        right = self._place(self._end)[0] + 0.5 * self._size
        word = self._text.find(" ", self._start)
        first = self._place(word)[0] if 0 < word < self._end else right
        bold = self._letters.bold(self._index(self._letter)) and self._letters.bold(self._index(self._end))
        across = self._place(self._letter)[1]
        said = self._without_marks(across)
        shown = _LEADER.sub("", said)
        end = right if shown == said else left  # a line of a table of contents goes on no further
        return Line(shown.translate(_LIGATURES), number, left, end, across, self._size, first - left, bold, broken)

    def _without_marks(self, across: float) -> str:
        """The text without the raised figures that lead to notes: they would stick to the year before them."""
        marks = {n for n, ch in enumerate(self._text) if ch.isdecimal() and self._raised(n, across)}
        return "".join(ch for n, ch in enumerate(self._text) if n not in marks)

    def _raised(self, offset: int, across: float) -> bool:
        if self._place(offset)[1] - across < _RAISED * self._size:
            return False
        return self._letters.turned(self._index(offset))[1] < _SMALLER * self._size
