"""Files made by hand for tests: PDF (ISO 32000), DOCX (ECMA-376) and ODT (OpenDocument 1.3), as small as they can be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

A4 = (595, 842)


@dataclass(frozen=True)
class Words:
    """Text at a place of a page, in points from its lower left corner."""

    x: float
    y: float
    text: str
    size: float = 12
    font: str = "F1"  # F1 Helvetica, F2 Helvetica-Bold


def lines(*texts: str, top: float = 760, left: float = 50, leading: float = 15, size: float = 12) -> list[Words]:
    """Lines below each other; "" leaves one out, as between paragraphs."""
    return [Words(left, top - n * leading, text, size) for n, text in enumerate(texts) if text]


def pdf(*pages: Sequence[Words], title: str = "", picture: bool = False) -> bytes:
    """A PDF with these pages; ``picture``: each shows one."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[0 0 {A4[0]} {A4[1]}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        5: f"<</Title({title})>>".encode(),
        6: _stream(b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\x80"),
    }
    for n, page in enumerate(pages):
        resources = "/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</I 6 0 R>>>>"
        objects[10 + 2 * n] = f"<</Type/Page/Parent 2 0 R/Contents {11 + 2 * n} 0 R{resources}>>".encode()
        objects[11 + 2 * n] = _stream(b"", (b"q 500 0 0 700 50 50 cm /I Do Q " if picture else b"") + _shown(page))
    return _file(objects)


def _shown(page: Sequence[Words]) -> bytes:
    return b"\n".join(f"BT /{w.font} {w.size} Tf {w.x} {w.y} Td (".encode() + _escaped(w.text) + b") Tj ET" for w in page)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _stream(entries: bytes, body: bytes) -> bytes:
    return b"<<" + entries + b"/Length %d>>\nstream\n" % len(body) + body + b"\nendstream"


def _file(objects: dict[int, bytes]) -> bytes:
    out, at = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        at[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % at[n] if n in at else b"0000000000 65535 f \n" for n in range(size))
    out += b"xref\n0 %d\n" % size + rows
    out += b"trailer\n<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


# --- archives of XML ---

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    f'xmlns:{short}="{_ODF}:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return made.getvalue()


def docx(body: str, title: str = "", **more: str | bytes) -> bytes:
    """``body``: what is within w:body. ``more``: members by name, "/" as "__" and "." as "_dot_"."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{name}"/></w:style>'
        for i, name in (("H1", "heading 1"), ("Toc1", "toc 1"), ("Title", "Title"))
    )
    core = f'<c:coreProperties xmlns:c="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/>'
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "docProps/core.xml": f"{core}<dc:title>{title}</dc:title></c:coreProperties>",
    }
    return zipped({**members, **{name.replace("__", "/").replace("_dot_", "."): part for name, part in more.items()}})


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a DOCX."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def odt(body: str, mimetype: str = "application/vnd.oasis.opendocument.text", manifest: str = "", doctype: str = "") -> bytes:
    """``body``: what is within office:text."""
    members: dict[str, str | bytes] = {
        "mimetype": mimetype,
        "content.xml": f"{doctype}<office:document-content {_NAMES}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
    }
    return zipped({**members, "META-INF/manifest.xml": manifest} if manifest else members)
