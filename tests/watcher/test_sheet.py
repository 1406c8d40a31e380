"""Spreadsheets: rows under their headings, cells as words, and files that are made to do harm."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.watcher.workbooks import MOMENT, Raw, dated, ods, ods_row, rows_xml, xls, xlsx, zipped
from watcher.apart import Apart
from watcher.diff import diff_documents
from watcher.errors import ExtractError
from watcher.extract import Answer
from watcher.extract.contents import Contents
from watcher.extract.sheet import read_sheet
from watcher.model import BlockKind, Document, Source, SourceKind

SHEETS = Path(__file__).resolve().parents[3] / "shared" / "kit" / "hostile_corpus" / "sheets"
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
         "ods": "application/vnd.oasis.opendocument.spreadsheet"}  # fmt: skip
COUNCILS = [["Area", "2023", "2024"], ["Leeds", 48, 50], ["Kent", 60, 61]]


def told(contents: Contents) -> list[tuple[str, str]]:
    return [(b.kind.value, b.text) for b in contents.blocks]


def rows(contents: Contents) -> list[str]:
    return [b.text for b in contents.blocks if b.kind is BlockKind.ROW]


def read_one(*cells: object) -> str:
    """A row of cells, read."""
    return rows(read_sheet(xlsx({"S": [["Name", "Held"], ["other", "word"], ["it", *cells]]}), "xlsx"))[-1].removeprefix("it | ")


def document(body: bytes, form: str) -> Document:
    return Document("https://www.gov.uk/figures", "Figures", "attachment", blocks=read_sheet(body, form).blocks)


# --- what is in a sheet ---


def test_title_and_notes_stand_above_the_headings_of_the_columns_and_each_row_knows_its_place() -> None:
    above = [["Table 1: plans by area"], ["This worksheet contains one table."], []]
    read = read_sheet(xlsx({"Table_1": [*above, *COUNCILS]}), "xlsx")
    assert told(read) == [
        ("heading", "Table_1"), ("paragraph", "Table 1: plans by area"), ("paragraph", "This worksheet contains one table."),
        ("columns", "Area | 2023 | 2024"), ("row", "Leeds | 48 | 50"), ("row", "Kent | 60 | 61"),
    ]  # fmt: skip
    assert [b.place for b in read.blocks[-2:]] == ["sheet Table_1, row 5", "sheet Table_1, row 6"]
    assert read.partial == ""


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (45.0, "45"),
        (0.1 + 0.2, "0.3"),
        (1234567.891, "1234567.891"),
        (1e-5, "0.00001"),
        (1e300, "1e+300"),
        (12345678901, "12345678901"),
        (True, "yes"),
        (False, "no"),
        (dated(45000), "2023-03-15"),
        (dated(45000.5, MOMENT), "2023-03-15 12:00"),
        ("a | b", "a ¦ b"),
        ("two\nlines", "two lines"),
        ("=1+1", "=1+1"),
        (Raw("<c r='AT' t='str'><f>A1+1</f><v>as stored</v></c>"), "as stored"),
        (Raw("<c r='AT' t='e'><v>#N/A</v></c>"), "it"),
    ],
)
def test_a_cell_in_words(cell: object, words: str) -> None:
    assert read_one(cell) == words


def test_days_of_a_workbook_that_counts_from_1904_are_not_four_years_off() -> None:
    body = xlsx({"S": [["Due"], [dated(43538)]]}, properties="<workbookPr date1904='1'/>")
    assert told(read_sheet(body, "xlsx"))[-1][1] == "2023-03-15"


def test_empty_cells_keep_their_columns_and_trailing_ones_go() -> None:
    read = read_sheet(xlsx({"S": [*COUNCILS, ["York", "", 7], ["Hull", "", ""]]}), "xlsx")
    assert rows(read)[-2:] == ["York |  | 7", "Hull"]


def test_a_hidden_sheet_is_left_out_and_counted() -> None:
    read = read_sheet(xlsx({"Seen": COUNCILS, "Lookup": COUNCILS}, hidden=["Lookup"]), "xlsx")
    assert [b.text for b in read.blocks if b.kind is BlockKind.HEADING] == ["Seen"]
    assert read.partial == "1 hidden sheet is left out"


def test_groups_of_columns_are_part_of_their_headings() -> None:
    body = xlsx({"S": [["", "2023", "", "2024", ""], ["Area", "Boys", "Girls", "Boys", "Girls"], ["Leeds", 1, 2, 3, 4]]})
    assert told(read_sheet(body, "xlsx"))[1] == ("columns", "Area | 2023 Boys | 2023 Girls | 2024 Boys | 2024 Girls")


def test_a_table_goes_on_after_an_empty_row_and_another_begins_with_its_own_headings() -> None:
    gap: list[object] = []
    body = xlsx({"S": [*COUNCILS, gap, ["Hull", "[x]", "[x]"], ["York", 1, 2], gap, ["Table 2"], ["Region", "2024"], ["North", 9]]})
    columns = [t for kind, t in told(read_sheet(body, "xlsx")) if kind == "columns"]
    assert columns == ["Area | 2023 | 2024", "Region | 2024"]
    assert "Hull | [x] | [x]" in rows(read_sheet(body, "xlsx"))


def test_a_table_without_headings_has_none() -> None:
    assert "columns" not in dict(told(read_sheet(xlsx({"S": [["Leeds", 48], ["Kent", 60]]}), "xlsx")))


def test_an_old_workbook_and_an_open_one_say_the_same_as_a_new_one() -> None:
    new = told(read_sheet(xlsx({"Figures": [["Area", "2024"], ["Leeds", 50]]}), "xlsx"))
    assert told(read_sheet(xls("Figures", [["Area", "2024"], ["Leeds", 50.0]]), "xls")) == new
    assert told(read_sheet(ods(ods_row("Area", "2024") + ods_row("Leeds", "50")), "ods")) == new


# --- CSV ---


@pytest.mark.parametrize(
    "body",
    [
        b"Area,Said\r\nLeeds,yes\r\n",
        b"\xef\xbb\xbfArea;Said\r\nLeeds;yes\r\n",
        b"Area\tSaid\nLeeds\tyes\n",
        "Area,Said\nLeeds,yes\n".encode("utf-16"),
        b"Area,Said\rLeeds,y\0es\r",
        b'"Area","Said"\n"Leeds","yes"',
    ],
)
def test_csv_in_the_dialects_that_are_met(body: bytes) -> None:
    assert told(read_sheet(body, "csv")) == [("columns", "Area | Said"), ("row", "Leeds | yes")]


def test_csv_with_a_line_break_in_quotes_and_pounds_in_an_old_encoding() -> None:
    read = read_sheet('Area,Said\n"Leeds\nCity",£5m café\n'.encode("cp1252"), "csv")
    assert (rows(read), read.blocks[-1].place) == (["Leeds City | £5m café"], "row 2")


# --- too much, or no spreadsheet ---


def test_what_is_left_out_is_said() -> None:
    many = read_sheet(b"Area,Held\n" + b"Leeds,1\n" * 30_000, "csv")
    assert (len(many.blocks), many.partial) == (20_000, "only the first 20,000 rows are read")
    wide = read_sheet(b"a," * 300 + b"b\n", "csv")
    assert wide.partial == "only the first 200 of 301 columns are read"
    long = read_sheet(b"Area,Held\nLeeds," + b"word " * 1000 + b"\n", "csv")
    assert (len(rows(long)[0]) < 2100, long.partial) == (True, "long cells are cut")
    full = read_sheet(xlsx({"A": [["x" * 5]] * 20_001, "B": COUNCILS}), "xlsx")
    assert full.partial == "only the first 20,000 rows are read; 1 sheet is left out at the end"


FAR = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"


@pytest.mark.parametrize(
    ("body", "form", "why"),
    [
        (b"", "xlsx", "empty"),
        (b"  \n", "csv", "empty"),
        (b"<!DOCTYPE html><html>", "csv", "something else"),
        (b"PK\x03\x04 and so on", "csv", "something else"),
        (b'Area,Said\n"' + b"x" * 200_000, "csv", "quotation mark"),
        (b"Area,Said", "xls", "something else"),
        (b"PK\x03\x04", "xlsx", "ZIP"),
        (zipped({"a.txt": "x"}), "xlsx", "cannot be read"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "xlsx", "password"),
        (xlsx({"S": []}), "xlsx", "nothing is written"),
        (xlsx({"S": Raw(FAR)}), "xlsx", "spreads over 1,048,576 rows and 16,384 columns"),
        (ods(ods_row("a<text:s text:c='2000000000'/>b")), "ods", "spaces"),
        (zipped({"content.xml": "<!DOCTYPE x [<!ENTITY y 'z'>]><x/>"}), "ods", "DTD"),
        (zipped({"content.xml": "<x/>", "META-INF/manifest.xml": "<encryption-data/>"}), "ods", "password"),
    ],
)
def test_no_spreadsheet_or_one_that_does_harm_fails_with_its_reason(body: bytes, form: str, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read_sheet(body, form)


def test_cells_that_are_only_formatted_may_lie_anywhere() -> None:
    far = Raw(rows_xml(COUNCILS) + "<row r='1048576'><c r='A1048576' s='1'/><c r='XFD1048576' s='1'/></row>")
    assert rows(read_sheet(xlsx({"S": far}), "xlsx")) == ["Leeds | 48 | 50", "Kent | 60 | 61"]


# --- in a worker, with the files that were made to do harm ---


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart() as read:
        yield read


def read_apart(apart: Apart, name: str, body: bytes) -> Document:
    url = f"https://assets.example/{name}"
    source = Source("sheet", "Sheet", SourceKind.FILE, url, timedelta(days=1))
    return apart(source, Answer(url, TYPES[name.rsplit(".", 1)[1]], body))


def test_rows_repeated_beyond_memory_end_the_worker_and_not_the_next_file(apart: Apart) -> None:
    with pytest.raises(ExtractError):
        read_apart(apart, "bomb.ods", ods(ods_row("x", repeated=60_000, wide=100)))
    assert read_apart(apart, "good.xlsx", xlsx({"S": COUNCILS})).blocks[-1].text == "Kent | 60 | 61"


def expected() -> list[tuple[str, str]]:
    manifest = SHEETS.parent / "MANIFEST.jsonl"
    lines = [json.loads(line) for line in manifest.read_text().splitlines()] if manifest.exists() else []
    return [(r["file"].removeprefix("sheets/"), r["expect"]) for r in lines if r["file"].startswith("sheets/")]


FAIL = frozenset(("bomb_content.ods", "bomb_lying_size.xlsx", "bomb_sheet.xlsx", "bomb_strings.xlsx", "empty.xlsx", "laughs.xlsx",
                  "many_entries.xlsx", "no_sheet.xlsx", "not_zip.xlsx", "password_ole.xlsx", "repeat_bomb.ods",
                  "repeat_negative.ods", "spaces.ods", "truncated.xlsx", "xxe.ods", "xxe.xlsx"))  # fmt: skip


@pytest.mark.skipif(not SHEETS.exists(), reason="the corpus is not here")
@pytest.mark.parametrize(("name", "expect"), expected())
def test_every_file_of_the_corpus_is_read_or_refused_in_time(name: str, expect: str, apart: Apart) -> None:
    began = time.monotonic()
    text, why = outcome(apart, name)
    assert bool(why) is (name in FAIL), (expect, why)
    assert bool(text) is not bool(why)
    assert "root:" not in text + why
    assert time.monotonic() - began < 25


def outcome(apart: Apart, name: str) -> tuple[str, str]:
    """What a file of the corpus says, or why it cannot be read."""
    try:
        return read_apart(apart, name, (SHEETS / name).read_bytes()).text, ""
    except ExtractError as e:
        return "", str(e)


@pytest.mark.skipif(not SHEETS.exists(), reason="the corpus is not here")
def test_packing_is_no_change_and_one_cell_is_one() -> None:
    good, packed, later = (document((SHEETS / f"{n}.xlsx").read_bytes(), "xlsx") for n in ("good", "rezipped", "good_v2"))
    assert diff_documents(good, packed) is None
    change = diff_documents(good, later)
    assert change is not None
    (hunk,) = change.hunks
    assert [c.words for c in hunk.cells] == ["C2, Status: In progress became Completed"]
