"""A file as a document: PDF, text document or spreadsheet, told by what it holds and not by what its server calls it. Pure.

Its address is that at which it is watched, so that a file which is replaced is one document with two versions, also where its
old address leads to the new one.
"""

from __future__ import annotations

import re
import zipfile
from urllib.parse import unquote, urlsplit

from watcher.errors import ExtractError
from watcher.extract.contents import Contents
from watcher.extract.kind import Answer, Kind
from watcher.extract.pdf import read_pdf
from watcher.extract.text import clean, title_of
from watcher.extract.text_document import read_docx, read_odt
from watcher.extract.zipped import open_zip, read_member
from watcher.model import Document, Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB], 2.2
_STREAMS = (("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
"""Names in the directory of an OLE file, which is UTF-16, and what they make it."""
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_PARTS = ((b"wordprocessingml.", "docx"), (b"spreadsheetml.sheet.main", "xlsx"), (b"sheet.macroEnabled.main", "xlsx"))
"""Content types of the main part in [Content_Types].xml (ECMA-376, part 2), and what they make the file."""
_HTML = re.compile(rb"\s*+(?:<!--.*?-->\s*+)*+<(?:!doctype html|html|head|body|title|meta|script|div|p)\b", re.I | re.S)
_CSV_TYPES = ("text/csv", "application/csv", "text/tab-separated-values", "text/comma-separated-values")
_MOST_TYPES = 1 << 20


def read_file(source: Source, answer: Answer) -> Document:
    """A file as a document of type "attachment". Raises ExtractError, also where something else came instead."""
    contents = _contents(form_of(answer), answer.body)
    title = contents.title or title_of(_name(source.url))
    return Document(source.url, title, "attachment", blocks=contents.blocks, partial=contents.partial)


def _contents(form: str, body: bytes) -> Contents:
    readers = {"pdf": read_pdf, "docx": read_docx, "odt": read_odt}
    if form in readers:
        return readers[form](body)
    from watcher.extract.sheet import read_sheet

    return read_sheet(body, form)


def _name(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.netloc


def form_of(answer: Answer) -> str:
    """ "pdf", "docx", "odt", "xlsx", "xls", "ods" or "csv". Raises ExtractError for anything else, with what it is."""
    body = answer.body
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body.strip():
        raise ExtractError("the file is empty")
    if start.startswith(b"%PDF-"):
        return "pdf"
    if body.startswith(b"PK\x03\x04"):
        return _zip_form(open_zip(body))
    if body.startswith(_OLE):
        return _ole_form(body)
    if _HTML.match(start):
        raise ExtractError("a web page came instead of a file")
    if _called_csv(answer):
        return "csv"
    raise ExtractError(f"it is no PDF, text document or spreadsheet{_called(answer)}")


def _zip_form(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "mimetype" in names:
        return _open_document(read_member(archive, "mimetype", 4096).decode("ascii", "replace").strip())
    types = read_member(archive, "[Content_Types].xml", _MOST_TYPES) if "[Content_Types].xml" in names else b""
    form = next((form for mark, form in _PARTS if mark in types), "")
    if not form:
        raise ExtractError("it is a ZIP archive and neither a text document nor a spreadsheet")
    return form


def _open_document(stated: str) -> str:
    kind = stated.removeprefix(_OPEN_DOCUMENT).removesuffix("-template")
    form = {"text": "odt", "spreadsheet": "ods"}.get(kind, "")
    if not form:
        raise ExtractError(f"it is a file of the type {clean(stated)[:80]!r}, which is not read")
    return form


def _ole_form(body: bytes) -> str:
    form = next((form for name, form in _STREAMS if name.encode("utf-16-le") in body), "locked")
    if form == "doc":
        raise ExtractError("it is an old Word document (.doc), which is not read")
    if form == "locked":
        raise ExtractError("it is protected by a password, or an old office file of a kind that is not read")
    return form


def _called_csv(answer: Answer) -> bool:
    """Nothing in a CSV file says what it is: its type or its name must. Of kept bytes no type is known any more."""
    stated = answer.content_type.split(";")[0].strip().lower()
    if not stated:
        return not answer.body.lstrip().startswith((b"{", b"[", b"<")) and b"\0" not in answer.body
    named = urlsplit(answer.url).path.lower().endswith((".csv", ".tsv"))
    return stated in _CSV_TYPES or (named and stated in ("text/plain", "application/octet-stream", "application/vnd.ms-excel"))


def _called(answer: Answer) -> str:
    return f"; the server calls it {clean(answer.content_type)[:80]!r}" if answer.content_type else ""


KIND = Kind(read=read_file)
