"""Workbooks (.xlsx, .xls, .ods) as sheets of values, by calamine. Pure.

calamine aborts the whole process where it is asked for more memory than there is, so what a few bytes can blow up is looked
for before: cells far apart, since it keeps every cell between the first and the last; runs of spaces; document types. What
remains is for the limits of ``watcher.apart``. Old workbooks (.xls) are not looked through: at most 16,777,216 cells fit
into a sheet of theirs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from zipfile import ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from watcher.errors import ExtractError
from watcher.extract.cells import Left, Value
from watcher.extract.zipped import MOST_XML, open_zip, read_member, refuse_dtd, refuse_locked

MOST_AREA = 4_000_000
"""Cells from the first to the last of a sheet, the empty ones among them: some 350 MiB as they are read."""
MOST_SPACES = 1_000_000
"""Those of an OpenDocument file that are written as a number."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a compound file begins: an old workbook, or a new one under a password."""
_OLD = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s(?:[^<>]{0,200}?\s)?r=[\"']([A-Z]{1,3})(\d{1,7})[\"'](?:[^<>]{0,200}[^/<>])?>")
"""One that holds something: the many that are only formatted close themselves."""
_SPACES = re.compile(rb"\btext:c\s*=\s*[\"']\s*(\d{1,20})")
_PROTECTED = "it is protected by a password"


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows``: from the first row of the sheet on, the empty ones too; each as wide as the cells that are used."""

    name: str
    rows: Iterator[Sequence[Value]]


def sheets_of(body: bytes, form: str, left: Left) -> Iterator[Sheet]:
    """The sheets with their values as they were last worked out; formulas are not. Raises ExtractError.

    Hidden sheets are left out, and counted: whoever opens the file is not shown them, so nobody could look a quotation up.
    """
    _looked_through(body, form)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    except PasswordError as e:
        raise ExtractError(_PROTECTED) from e
    except CalamineError as e:
        raise ExtractError(f"it was expected to be a spreadsheet ({form}), and cannot be read as one") from e
    for n, sheet in enumerate(book.sheets_metadata):
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible is not SheetVisibleEnum.Visible:
            left.hidden += 1
            continue
        yield Sheet(sheet.name, _rows(book, n, sheet.name))


def _rows(book: CalamineWorkbook, n: int, name: str) -> Iterator[Sequence[Value]]:
    try:
        sheet: CalamineSheet = book.get_sheet_by_index(n)
    except CalamineError as e:
        raise ExtractError(f"its sheet “{name[:80]}” is damaged") from e
    if sheet.height:
        yield from sheet.iter_rows()


# --- before the library ---


def _looked_through(body: bytes, form: str) -> None:
    """Raises ExtractError where the file is of no such kind, is encrypted or would grow without measure."""
    if not body:
        raise ExtractError("the file is empty")
    if body.startswith(_OLE):
        if form != "xls" and not any(name in body for name in _OLD):
            raise ExtractError(_PROTECTED)
        return
    if form == "xls" and not body.startswith(b"PK"):
        raise ExtractError("it was expected to be a spreadsheet (xls), and is something else")
    archive = open_zip(body)
    refuse_locked(archive)
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            _part(archive, name)


def _part(archive: ZipFile, name: str) -> None:
    read = read_member(archive, name, MOST_XML)
    refuse_dtd(read, name)
    if name == "content.xml":
        if sum(int(m[1]) for m in _SPACES.finditer(read)) > MOST_SPACES:
            raise ExtractError(f"its cells ask for more than {MOST_SPACES:,} spaces in runs")
    elif b"sheetData" in read:
        _extent(read)


def _extent(read: bytes) -> None:
    """Raises ExtractError where the cells of a sheet that hold something lie too far apart."""
    columns: set[bytes] = set()
    first, last = 1 << 30, 0
    for m in _CELL.finditer(read):
        columns.add(m[1])
        first, last = min(first, int(m[2])), max(last, int(m[2]))
    if not columns:
        return
    numbers = [_column(letters) for letters in columns]
    rows, wide = last - first + 1, max(numbers) - min(numbers) + 1
    if rows * wide > MOST_AREA:
        raise ExtractError(f"a sheet of it spreads over {rows:,} rows and {wide:,} columns; {MOST_AREA:,} cells are the most")


def _column(letters: bytes) -> int:
    return sum((letter - 64) * 26**power for letter, power in zip(reversed(letters), count(), strict=False))
