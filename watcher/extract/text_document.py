"""Text documents -> blocks: DOCX (ECMA-376, by mammoth) and ODT (OpenDocument 1.3, its content.xml). Pure.

What a reader of the document sees as its text: neither tracked deletions nor comments, headers, footers and tables of contents
by page number. Notes stand behind the paragraph or the text that they belong to, without their numbers.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from watcher.errors import ExtractError
from watcher.extract.blocks import LONGEST_BLOCK, MOST_BLOCKS, Element, blocks_of, fragment
from watcher.extract.contents import Contents, title_worth_showing
from watcher.extract.text import clean
from watcher.extract.zipped import MOST_XML, open_zip, read_member, read_xml, refuse_dtd, refuse_locked
from watcher.model import Block, BlockKind

_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_APART = frozenset((f"{_TEXT}note-body", f"{_DRAW}text-box"))
"""They stand within a paragraph and are paragraphs of their own."""
_UNSEEN = frozenset(
    (f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content", f"{_TEXT}note-citation", f"{_TEXT}ruby-text", f"{_OFFICE}annotation",
     f"{_OFFICE}forms", f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls", f"{_TEXT}user-field-decls")
)  # fmt: skip
_GAPS = frozenset((f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break", f"{_TEXT}p", f"{_TEXT}h"))
_MOST_COLUMNS = 200
_PARTIAL = f"only its first {MOST_BLOCKS:,} paragraphs were kept"


def read_docx(body: bytes) -> Contents:
    """What is written in a DOCX file. Raises ExtractError where it is damaged, locked or empty."""
    archive = open_zip(body)
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            refuse_dtd(read_member(archive, name, MOST_XML), name)
    tree = fragment(_as_html(body) or "<p></p>")
    for mark in tree.xpath(".//a[starts-with(@href, '#footnote-') or starts-with(@href, '#endnote-')]"):
        mark.drop_tree()
    return _contents(blocks_of(tree), _stated_title(archive, "docProps/core.xml"))


def _as_html(body: bytes) -> str:
    import mammoth

    no_pictures = mammoth.images.img_element(lambda image: {})
    try:
        read = mammoth.convert_to_html(
            io.BytesIO(body), convert_image=no_pictures, include_embedded_style_map=False,
            style_map="p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh\np[style-name^='toc '] => !",
        )  # fmt: skip
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError) as e:
        raise ExtractError(f"it is damaged: it is no whole DOCX file ({type(e).__name__})") from e
    except (zipfile.BadZipFile, zlib.error, ExpatError, RecursionError) as e:
        raise ExtractError(f"it is damaged: a part of it cannot be read ({type(e).__name__})") from e
    return str(read.value)


def read_odt(body: bytes) -> Contents:
    """What is written in an ODT file. Raises ExtractError where it is damaged, locked or empty."""
    archive = open_zip(body)
    refuse_locked(archive)
    text = read_xml(archive, "content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    if text is None:
        raise ExtractError("its content.xml holds no text document")
    found: list[Block] = []
    for block in _walk(text, BlockKind.PARAGRAPH):
        found.append(block)
        if len(found) > MOST_BLOCKS:
            break
    return _contents(tuple(found), _stated_title(archive, "meta.xml"))


def _stated_title(archive: zipfile.ZipFile, name: str) -> str:
    if name not in archive.namelist():
        return ""
    return title_worth_showing(next((title.text or "" for title in read_xml(archive, name).iter(_DC_TITLE)), ""))


def _contents(blocks: tuple[Block, ...], title: str) -> Contents:
    if not blocks:
        raise ExtractError("it is empty: it holds no text")
    return Contents(blocks[:MOST_BLOCKS], title, _PARTIAL if len(blocks) >= MOST_BLOCKS else "")


# --- OpenDocument ---


def _walk(element: Element, kind: BlockKind) -> Iterator[Block]:
    """The blocks within an element, in their order; ``kind``: that of its paragraphs."""
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield from _paragraph(child, BlockKind.HEADING if child.tag == f"{_TEXT}h" else kind)
        elif child.tag == f"{_TABLE}table-row":
            yield from _row(child)
        elif isinstance(child.tag, str):
            yield from _walk(child, BlockKind.ITEM if child.tag in (f"{_TEXT}list-item", f"{_TEXT}list-header") else kind)


def _paragraph(element: Element, kind: BlockKind) -> Iterator[Block]:
    text = clean(_running(element))[:LONGEST_BLOCK]
    if text:
        yield Block(kind, text)
    for inner in _outermost(element):
        yield from _walk(inner, BlockKind.PARAGRAPH)


def _outermost(element: Element) -> Iterator[Element]:
    """Notes and text boxes anchored in a paragraph, those within others apart."""
    for child in element:
        if child.tag in _APART:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _outermost(child)


def _running(element: Element) -> str:
    """The text of a paragraph or cell without what stands apart from it; several paragraphs with a space between."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in _GAPS:
            parts.append(" ")
        if isinstance(child.tag, str) and child.tag not in _APART and child.tag not in _UNSEEN:
            parts.append(_running(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _row(row: Element) -> Iterator[Block]:
    cells: list[str] = []
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            repeated = cell.get(f"{_TABLE}number-columns-repeated", "1")
            times = int(repeated) if repeated.isdecimal() and len(repeated) < 6 else 1
            cells += [clean(_running(cell))] * min(times, _MOST_COLUMNS - len(cells))
    if any(cells):
        last = max(n for n, cell in enumerate(cells) if cell)
        yield Block(BlockKind.ROW, " | ".join(cells[: last + 1])[:LONGEST_BLOCK])
