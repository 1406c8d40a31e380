"""Lines as they stand on printed pages, and which of them make a paragraph. Pure.

What decides is where a line ends and the next begins. A line that had room for the next word ends its paragraph, within a
page as at its end, so that a paragraph reads the same wherever pages break.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

LARGER = 1.15
"""A heading is so many times the size of the text at least."""
LONGEST_HEADING = 250
_NEAR = 6
"""So many lines before and behind a line show how far its column reaches."""
_NARROWEST = 12
"""A column is so many times the size of its text at least; what is narrower may be a list of short lines."""
_NOTES = 12
"""So many notes may stand at the foot of a page between the parts of a paragraph."""
BULLET = re.compile(r"[•◦▪▫■□●○◆◇►▶➢✓❖‣⁃∙·\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]\s*")
DASH = re.compile(r"[-–—*o]\s+")
_MARK = re.compile(DASH.pattern + r"|(?:\(?[a-z]\)|\(?[ivx]+\)|\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,3})+\.?)\s")
ENDS = re.compile(r"[.:;!?][”’\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, measured in points along and across its own direction. ``across`` grows upwards.

    ``first``: the width of its first word. ``broken``: a hyphen that is not in ``text`` parts a word at its end.
    ``room``: what its column still has behind it.
    """

    text: str
    page: int
    left: float
    right: float
    across: float
    size: float
    first: float = 0.0
    bold: bool = False
    broken: bool = False
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """``width``: of the sheet as it is read; 0 where lines do not run along it."""

    number: int
    width: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document: size and weight of its text, and how far lines of a size stand apart."""

    size: float = 12.0
    bold: bool = False
    leading: dict[float, float] = field(default_factory=dict)

    def heads(self, line: Line) -> bool:
        return line.size >= self.size * LARGER or (line.bold and not self.bold and line.size >= self.size * 0.95)

    def apart(self, line: Line) -> float:
        return self.leading.get(_rounded(line.size), line.size * 1.25)


@dataclass(slots=True)
class Paragraph:
    lines: list[Line]
    heading: bool

    @property
    def last(self) -> Line:
        return self.lines[-1]


def paragraphs_of(pages: Sequence[Page]) -> list[Paragraph]:
    """The paragraphs in the order of the lines; one that runs on behind the notes of its page takes its rest in."""
    style = style_of([line for page in pages for line in page.lines])
    made: list[Paragraph] = []
    for number, page in enumerate(pages):
        current: Paragraph | None = None
        for line in with_room(page, pages[number - 1].lines if number else ()):
            before = current or _unfinished(made, line)
            if before is not None and _runs_on(before, line, style):
                before.lines.append(replace(line, left=before.last.left) if _same_row(before.last, line) else line)
                current = before
            else:
                current = Paragraph([line], style.heads(line))
                made.append(current)
    return made


def _unfinished(made: Sequence[Paragraph], line: Line) -> Paragraph | None:
    """Of the pages before, the last paragraph that is no smaller than a line that begins a page."""
    return next((p for p in reversed(made[-_NOTES:]) if p.last.size >= line.size * 0.9), None)


# --- what is usual ---


def style_of(lines: Sequence[Line]) -> Style:
    sizes: Counter[tuple[float, bool]] = Counter()
    gaps: dict[float, Counter[float]] = {}
    for line in lines:
        sizes[_rounded(line.size), line.bold] += len(line.text)
    for one, two in pairwise(lines):
        gap = one.across - two.across
        if one.page == two.page and _alike(one, two) and 0.9 * two.size < gap < 3 * two.size:
            gaps.setdefault(_rounded(two.size), Counter())[_rounded(gap)] += 1
    (size, bold), _ = sizes.most_common(1)[0] if sizes else ((12.0, False), 0)
    return Style(size, bold, {s: min(found, key=lambda gap: (-found[gap], gap)) for s, found in gaps.items()})


def _rounded(points: float) -> float:
    return round(points * 2) / 2


def _alike(one: Line, two: Line) -> bool:
    return abs(one.size - two.size) <= 0.1 * max(one.size, two.size)


def with_room(page: Page, before: Sequence[Line] = ()) -> list[Line]:
    """The lines of a page with the room behind each: up to where lines of its column end, there or on the page before it.

    Where none tell, the margin is as wide behind the text as before it.
    """
    margin = min((line.left for line in page.lines), default=0.0)
    far = page.width - margin if page.width else float("inf")
    return [
        replace(line, room=(_edge(line, _around(page.lines, at)) or _edge(line, before) or far) - line.right)
        for at, line in enumerate(page.lines)
    ]


def _around(lines: Sequence[Line], at: int) -> Sequence[Line]:
    return lines[max(0, at - _NEAR) : at + _NEAR + 1]


def _edge(line: Line, others: Sequence[Line]) -> float:
    """Where the column of a line ends, by lines like it two of which reach there at least; 0 where they do not tell."""
    ends = [other.right for other in others if _alike(other, line) and abs(other.left - line.left) <= 4 * line.size]
    last = max(ends, default=0.0)
    full = sum(end > last - 3 * line.size for end in ends)
    return last if full >= 2 and last >= line.right and last - line.left >= _NARROWEST * line.size else 0.0


# --- whether a line goes on with a paragraph ---


def _runs_on(paragraph: Paragraph, line: Line, style: Style) -> bool:
    last = paragraph.last
    if BULLET.match(line.text) or not _alike(last, line) or paragraph.heading != style.heads(line):
        return False
    if _same_row(last, line):
        return True
    if last.page != line.page or last.across < line.across:
        return not paragraph.heading and _runs_over(paragraph, line)
    if last.across - line.across > 1.35 * style.apart(line) or _moved_in(paragraph, line):
        return last.broken
    return not _ended(last, line)


def _same_row(last: Line, line: Line) -> bool:
    return last.page == line.page and abs(last.across - line.across) < 0.3 * line.size


def _runs_over(paragraph: Paragraph, line: Line) -> bool:
    """Whether a line at the top of a page or column goes on with a paragraph. Printers leave no first line alone at its foot."""
    alone = all(_same_row(paragraph.lines[0], other) for other in paragraph.lines)
    return not _ended(paragraph.last, line) and (not alone or paragraph.last.broken or line.text.lstrip()[:1].islower())


def _moved_in(paragraph: Paragraph, line: Line) -> bool:
    """Whether a line begins further in than the one before, as a paragraph's first does, or further out than a list's item."""
    if paragraph.heading:
        return False
    begun, step = paragraph.lines[0], line.left - paragraph.last.left
    marked = bool(BULLET.match(begun.text) or _MARK.match(begun.text))
    if len(paragraph.lines) == 1:
        return step < -0.5 * line.size if marked else step > 0.8 * line.size
    return abs(step) > 0.8 * line.size


def _ended(last: Line, line: Line) -> bool:
    """Whether a line could have held the first word of the next and did not, or a mark begins that.

    A word that begins small goes on with the sentence. Words that stick together ("31 March") need more room than the first.
    """
    if last.broken:
        return False
    ends = ENDS.search(last.text)
    fits = last.room > line.first + (0.5 if ends else 5.0) * line.size
    if _MARK.match(line.text):
        return bool(ends) or fits
    return fits and not line.text.lstrip()[:1].islower()
