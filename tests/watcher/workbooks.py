"""Small spreadsheets made by hand, with nothing in them but what a reader needs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Row = Sequence[object]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_STYLES = "<cellXfs count='3'><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/></cellXfs>"
DAY, MOMENT = 1, 2
"""Styles of cells that hold a day, and a day with its time."""


class Raw(str):
    """A cell, or a sheet, as its own XML."""

    __slots__ = ()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def rows_xml(rows: Sequence[Row]) -> Raw:
    return Raw("".join(f"<row r='{n}'>{''.join(_cell(n, k, v) for k, v in enumerate(row))}</row>" for n, row in enumerate(rows, 1)))


def _cell(row: int, column: int, value: object) -> str:
    at = f"{chr(65 + column)}{row}"
    if isinstance(value, Raw):
        return value.replace("AT", at)
    if isinstance(value, bool):
        return f"<c r='{at}' t='b'><v>{int(value)}</v></c>"
    if isinstance(value, int | float):
        return f"<c r='{at}'><v>{value!r}</v></c>"
    return f"<c r='{at}' t='inlineStr'><is><t>{escape(str(value))}</t></is></c>" if value else ""


def dated(number: float, style: int = DAY) -> Raw:
    return Raw(f"<c r='AT' s='{style}'><v>{number}</v></c>")


def xlsx(sheets: Mapping[str, Sequence[Row] | Raw], *, hidden: Sequence[str] = (), properties: str = "") -> bytes:
    """A workbook of sheets by name."""
    written = [rows if isinstance(rows, Raw) else rows_xml(rows) for rows in sheets.values()]
    listed = "".join(
        f"<sheet name='{escape(name)}' sheetId='{n}' state='{'hidden' if name in hidden else 'visible'}' r:id='rId{n}'/>"
        for n, name in enumerate(sheets, 1)
    )
    ties = "".join(
        f"<Relationship Id='rId{n}' Type='{_TIES}/worksheet' Target='worksheets/sheet{n}.xml'/>" for n in range(1, len(written) + 1)
    )
    top = f"<Relationship Id='rId1' Type='{_TIES}/officeDocument' Target='xl/workbook.xml'/>"
    styles = f"<Relationship Id='rIdStyles' Type='{_TIES}/styles' Target='styles.xml'/>"
    types = f"<Override PartName='/xl/workbook.xml' ContentType='{_SHEET}'/>"
    return zipped({
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'>{types}</Types>",
        "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>{top}</Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{_MAIN}' xmlns:r='{_TIES}'>{properties}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>{ties}{styles}</Relationships>",
        "xl/styles.xml": f"<styleSheet xmlns='{_MAIN}'>{_STYLES}</styleSheet>",
        **{f"xl/worksheets/sheet{n}.xml": f"<worksheet xmlns='{_MAIN}'><sheetData>{rows}</sheetData></worksheet>"
           for n, rows in enumerate(written, 1)},
    })  # fmt: skip


def ods(rows: str, name: str = "Figures") -> bytes:
    """An OpenDocument spreadsheet of one table, whose rows are given as XML."""
    names = " ".join(f"xmlns:{n}='urn:oasis:names:tc:opendocument:xmlns:{n}:1.0'" for n in ("office", "table", "text"))
    sheet = f"<office:spreadsheet><table:table table:name='{name}'>{rows}</table:table></office:spreadsheet>"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content {names}><office:body>{sheet}</office:body></office:document-content>",
        "META-INF/manifest.xml": f"<manifest:manifest xmlns:manifest='{manifest}'/>",
    })  # fmt: skip


def ods_row(*cells: str, repeated: int = 1, wide: int = 1) -> str:
    opened = f"<table:table-cell table:number-columns-repeated='{wide}' office:value-type='string'>"
    inner = "".join(f"{opened}<text:p>{c}</text:p></table:table-cell>" for c in cells)
    return f"<table:table-row table:number-rows-repeated='{repeated}'>{inner}</table:table-row>"


def xls(name: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """An old workbook ([MS-XLS]) of one sheet: a compound file ([MS-CFB]) with one stream of at least 4,096 bytes."""
    cells = b"".join(_old_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    sheet = _begins(0x10) + cells + _record(0x0A)
    before = len(_globals(name, 0))
    stream = (_globals(name, before) + sheet).ljust(4096, b"\0")
    assert len(stream) == 4096
    fat = [-3, -2, *range(3, 10), -2, *[-1] * 118]  # the table itself, the directory, eight sectors of the stream
    begins = bytes.fromhex("d0cf11e0a1b11ae1")
    header = struct.pack("<8s16x5H6x5IiIiI", begins, 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, -2, 0, -2, 0)
    directory = _entry("Root Entry", 5, -2, 0, 1) + _entry("Workbook", 2, 2, len(stream), -1) + bytes(256)
    return header + struct.pack("<109i", 0, *[-1] * 108) + struct.pack("<128i", *fat) + directory + stream


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begins(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _globals(name: str, offset: int) -> bytes:
    sheet = struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name.encode("latin-1")
    return _begins(5) + _record(0x85, sheet) + _record(0x0A)


def _old_cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, str):
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 0) + value.encode("latin-1"))
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBiii36xiQ", written, len(written), kind, 1, -1, -1, child, start, size)
