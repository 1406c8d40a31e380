"""What stands in a cell of a spreadsheet, in words. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from watcher.extract.blocks import LONGEST_BLOCK, MOST_BLOCKS
from watcher.extract.text import clean
from watcher.text import cut

MOST_COLUMNS = 200
LONGEST_CELL = 2_000
DIGITS = 12
"""Significant digits of a number: what a sum of decimal fractions has beyond them is noise of binary arithmetic."""
_PLAIN = 1e15
"""Whole numbers up to this are exact, and are written out."""
Value = str | float | int | bool | date | datetime | time | timedelta | None


@dataclass(slots=True)
class Left:
    """What was left out so far, for the document's ``partial``."""

    columns: int = 0  # the most that any row has, where that is too many
    cut: bool = False  # whether a text was
    rows: bool = False
    sheets: int = 0
    hidden: int = 0

    @property
    def words(self) -> str:
        """ "" where all is there."""
        said = (
            f"only the first {MOST_BLOCKS:,} rows are read" if self.rows else "",
            f"only the first {MOST_COLUMNS} of {self.columns:,} columns are read" if self.columns else "",
            f"{_counted(self.sheets, 'sheet')} left out at the end" if self.sheets else "",
            f"{_counted(self.hidden, 'hidden sheet')} left out" if self.hidden else "",
            "long cells are cut" if self.cut else "",
        )
        return "; ".join(filter(None, said))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{' is' if number == 1 else 's are'}"


def cells_of(values: Sequence[Value], left: Left) -> list[str]:
    """The cells of a row in words, without the empty ones at its end."""
    if len(values) > MOST_COLUMNS and any(v not in ("", None) for v in values[MOST_COLUMNS:]):
        left.columns = max(left.columns, len(values))
    cells = [_cell(v, left) for v in values[:MOST_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: Value, left: Left) -> str:
    text = in_words(value)
    if len(text) > LONGEST_CELL:
        left.cut = True
    return cut(text, LONGEST_CELL)


def in_words(value: Value) -> str:
    """A cell as one line without "|", which parts cells: figures as stored, not as shown (0.45, not 45%); days as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value).replace("|", "¦")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value)
    return _moment(value)


def _number(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < _PLAIN):
        return str(int(value)) if abs(value) < _PLAIN else f"{value:.{DIGITS}g}"
    rounded = f"{value:.{DIGITS}g}"
    if not math.isfinite(value) or not 1e-9 < abs(value) < _PLAIN:
        return rounded
    plain = f"{Decimal(rounded):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def row_text(cells: Sequence[str], left: Left) -> str:
    """The cells joined by " | "; of a row that is too long, as many as there is room for."""
    text = " | ".join(cells)
    if len(text) > LONGEST_BLOCK:
        left.cut = True
        text = text[:LONGEST_BLOCK].rpartition(" | ")[0]
    return text
