"""Text documents: headings, paragraphs, items and rows out of DOCX and ODT, and archives that are not opened."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from tests.documents import docx, odt, paragraph, zipped
from watcher.errors import ExtractError
from watcher.extract import Answer, extract
from watcher.extract.file import form_of
from watcher.extract.zipped import open_zip, read_member
from watcher.model import Document, Source, SourceKind

FILE = Source("s", "S", SourceKind.FILE, "https://assets.example.org/plan.docx", timedelta(days=1))
BOMB = b"<!DOCTYPE a [<!ENTITY b 'bbbb'>]><a>&b;</a>"
PROMISE = "We will publish the template by the end of 2025."


def read(body: bytes) -> Document:
    return extract(FILE, Answer(FILE.url, "", body))


def told(body: bytes) -> list[tuple[str, str]]:
    return [(b.kind.value, b.text) for b in read(body).blocks]


def test_a_docx_keeps_headings_paragraphs_items_and_rows() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Template", "2025"))
    body = f"{paragraph('Our plan', 'Title')}{paragraph('Standards', 'H1')}{paragraph(PROMISE)}<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    assert told(docx(body)) == [
        ("heading", "Our plan"),
        ("heading", "Standards"),
        ("paragraph", PROMISE),
        ("row", "Template | 2025"),
    ]


def test_of_tracked_changes_what_stands_is_read_and_a_table_of_contents_is_not() -> None:
    changed = (
        '<w:p><w:r><w:t xml:space="preserve">We will </w:t></w:r><w:del w:id="1"><w:r><w:delText>explore</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>publish</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> it.</w:t></w:r></w:p>'
    )
    assert told(docx(paragraph("Standards 31", "Toc1") + changed)) == [("paragraph", "We will publish it.")]


def test_an_odt_keeps_headings_paragraphs_items_and_rows() -> None:
    body = (
        "<text:table-of-content><text:p>Standards 31</text:p></text:table-of-content>"
        "<text:tracked-changes><text:changed-region><text:p>We explore it.</text:p></text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">Standards</text:h><text:p>We will<text:s text:c="2"/>publish<text:note>'
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>As said in 2022.</text:p></text:note-body></text:note>"
        " it<text:line-break/>by 2025.<office:annotation><text:p>Really?</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>First</text:p><text:list><text:list-item><text:p>Within</text:p></text:list-item>"
        "</text:list></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>Template</text:p>"
        '<text:p>for all</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>2025</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>'
        "<text:p><draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert told(odt(body)) == [
        ("heading", "Standards"), ("paragraph", "We will publish it by 2025."), ("paragraph", "As said in 2022."),
        ("item", "First"), ("item", "Within"), ("row", "Template for all | 2025 | 2025"), ("paragraph", "In a box"),
    ]  # fmt: skip


def test_a_document_is_called_as_it_calls_itself_else_by_its_name() -> None:
    assert read(docx(paragraph(PROMISE), "Improvement plan")).title == "Improvement plan"
    assert read(docx(paragraph(PROMISE), "Document1")).title == "plan.docx"


def test_what_a_document_hides_in_characters_is_cleaned() -> None:
    assert read(docx(paragraph("a\u202eb\u200bc"))).text == "abc"


# --- what is refused ---

LOCKED = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'


@pytest.mark.parametrize(
    ("body", "why"),
    [(docx(paragraph(" ")), "it is empty"), (odt("<text:p/>"), "it is empty"), (docx("")[:400], "not a whole ZIP archive"),
     (odt("<text:p>x</text:p>", manifest=LOCKED), "protected by a password"), (odt("<text:p>"), "not well-formed"),
     (odt("<text:p>x</text:p>", doctype="<!DOCTYPE a>"), "declares a DTD"), (docx("", word__styles_dot_xml=BOMB), "declares a DTD"),
     (docx("", word__styles_dot_xml=BOMB.decode().encode("utf-16")), "declares a DTD"), (docx("<w:p>"), "cannot be read"),
     (odt("<text:p>x</text:p>", mimetype="application/vnd.oasis.opendocument.presentation"), "presentation', which is not read"),
     (zipped({"a.txt": "x"}), "neither a text document nor a spreadsheet"),
     (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "no part 'content.xml'"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "old Word document"),
     (b"<html><body>Sign in</body></html>", "a web page came instead of a file"), (b'{"a": 1}', "no PDF, text document"),
     (b"{\\rtf1 x}", "no PDF, text document")],
)  # fmt: skip
def test_what_is_no_text_document_is_refused_with_the_reason(body: bytes, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(body)


@pytest.mark.parametrize(
    ("url", "content_type", "body", "form"),
    [("/a", "", b"\xef\xbb\xbf%PDF-1.7", "pdf"), ("/a.csv", "text/html", docx(""), "docx"),
     ("/a.pdf", "application/pdf", odt(""), "odt"),
     ("/a", "text/csv; charset=utf-8", b"a,b", "csv"), ("/a", "", b"a,b", "csv"),
     ("/a.csv", "text/plain", b"a,b", "csv"), ("/a.CSV", "application/octet-stream", b"a,b", "csv"),
     ("/a.csv", "", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "xls"),
     ("/a.csv", "", odt("", "application/vnd.oasis.opendocument.spreadsheet"), "ods")],
)  # fmt: skip
def test_a_format_is_told_by_what_is_in_the_file(url: str, content_type: str, body: bytes, form: str) -> None:
    assert form_of(Answer(f"https://example.org{url}", content_type, body)) == form


def test_a_page_that_calls_itself_a_table_is_none() -> None:
    with pytest.raises(ExtractError, match="a web page came"):
        form_of(Answer("https://example.org/a.csv", "text/csv", b"\n<!DOCTYPE html><p>Sign in</p>"))


# --- archives ---


def packed(name: str, size: int) -> bytes:
    return zipped({name: b"\0" * size})


def lying(body: bytes, size: int, said: int) -> bytes:
    """An archive whose directory gives another size."""
    return body.replace(size.to_bytes(4, "little"), said.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("body", "why"),
    [(zipped({str(n): b"" for n in range(5001)}), "5,001 parts"),
     (lying(packed("a", 3 << 20), 3 << 20, 300 << 20), "more than 256 MiB"),
     (packed("a", 3 << 20), "more than 200 times its size"), (b"PK\x03\x04", "not a whole ZIP archive")],
)  # fmt: skip
def test_an_archive_that_promises_too_much_is_not_opened(body: bytes, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        open_zip(body)


def test_a_member_whose_size_is_a_lie_is_not_unpacked_beyond_what_was_asked_for() -> None:
    with pytest.raises(ExtractError, match="cannot be unpacked"):
        read_member(open_zip(lying(packed("a", 3 << 20), 3 << 20, 1000)), "a", 1 << 20)
    with pytest.raises(ExtractError, match="larger than 1 MiB"):
        read_member(open_zip(zipped({"a": os.urandom(3 << 20)})), "a", 1 << 20)


def test_an_archive_under_a_password_says_so() -> None:
    body = bytearray(zipped({"a": b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + at] |= 1
    with pytest.raises(ExtractError, match="protected by a password"):
        open_zip(bytes(body))


def test_a_member_that_names_a_place_outside_is_never_written_anywhere() -> None:
    assert told(docx(paragraph(PROMISE), **{"../../evil.xml": b"<x/>"})) == [("paragraph", PROMISE)]
