"""Spreadsheets as rows under the headings of their columns. Pure.

OOXML (.xlsx), BIFF (.xls), OpenDocument (.ods) and CSV. Each sheet is a heading with its name, then what stands in it: titles
and notes as paragraphs, the headings of columns, the rows. Values are those that were last worked out and stored; no formula
is worked out here, and a cell whose formula failed ("#N/A") is empty. Text that looks like a formula stays text: what writes
tables has to make it harmless there.

Verified against a table of the Cabinet Office (ODS, "Civil Service postcodes, 2021"), workbooks in the layout that government
statisticians are advised to use (XLSX), CSV as published by Ofsted, and files made by hand; old workbooks (.xls) against one
made by hand only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from watcher.errors import ExtractError
from watcher.extract.blocks import MOST_BLOCKS
from watcher.extract.cells import Left, cells_of
from watcher.extract.contents import Contents
from watcher.extract.csv_rows import csv_rows
from watcher.extract.grid import Row, blocks_of_rows
from watcher.extract.text import title_of
from watcher.extract.workbook import Sheet, sheets_of
from watcher.model import Block, BlockKind

MOST_SHEETS = 100
FORMS = ("xlsx", "xls", "ods", "csv")


def read_sheet(body: bytes, form: str) -> Contents:
    """What is written in a spreadsheet. ``form``: one of FORMS. Raises ExtractError, also where nothing is written there.

    At most MOST_BLOCKS blocks, MOST_SHEETS sheets, 200 columns and 2,000 characters a cell; ``partial`` says what was left out.
    """
    left = Left()
    sheets = iter([Sheet("", csv_rows(body))]) if form == "csv" else sheets_of(body, form, left)
    blocks: list[Block] = []
    for n, sheet in enumerate(sheets):
        if n >= MOST_SHEETS or len(blocks) >= MOST_BLOCKS:
            left.sheets += 1
        else:
            blocks += _room(_sheet(sheet, left), MOST_BLOCKS - len(blocks), left)
    if not blocks:
        raise ExtractError("nothing is written in the spreadsheet")
    return Contents(tuple(blocks), partial=left.words)


def _room(blocks: Iterator[Block], most: int, left: Left) -> Iterator[Block]:
    yield from islice(blocks, most)
    if next(blocks, None) is not None:
        left.rows = True


def _sheet(sheet: Sheet, left: Left) -> Iterator[Block]:
    """The blocks of a sheet; none where it is empty."""
    name = title_of(sheet.name)
    rows = (Row(n, cells_of(values, left)) for n, values in enumerate(sheet.rows, 1))
    written = blocks_of_rows(rows, name, left)
    first = next(written, None)
    if first is None:
        return
    if name:
        yield Block(BlockKind.HEADING, name, f"sheet {name}")
    yield first
    yield from written
