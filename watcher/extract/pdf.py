"""PDF (ISO 32000) -> blocks, each with its page, by pdfium. Pure: nothing in the file is run, no picture is unpacked.

Page N is the Nth sheet from 1, as in ``#page=N`` (RFC 8118, 3), whatever number is printed on it. pdfium may hang or end the
process on a hostile file, so this belongs in a worker (see ``watcher.apart``). Tried on files by TeX, by Chromium and by hand;
not on those of word processors.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from watcher.errors import ExtractError
from watcher.extract.blocks import LONGEST_BLOCK, MOST_BLOCKS
from watcher.extract.contents import Contents, title_worth_showing
from watcher.extract.hyphens import Hyphens
from watcher.extract.legible import illegible
from watcher.extract.pdf_page import page_of
from watcher.extract.printed import BULLET, DASH, ENDS, LONGEST_HEADING, Page, Paragraph, paragraphs_of
from watcher.extract.running import without_running_lines
from watcher.extract.text import clean
from watcher.model import Block, BlockKind

MOST_PAGES = 2_000
MOST_TEXT = 4_000_000
"""Characters after which no further page is read: some 1,500 full pages."""
_TAIL = 4096
"""The mark of a PDF's end stands in its last kilobyte; some servers add to that."""
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read_pdf(body: bytes) -> Contents:
    """What is written in a PDF. Raises ExtractError where it is damaged, locked, scanned or illegible."""
    if b"%%EOF" not in body[-_TAIL:]:
        raise ExtractError("it breaks off before its end: the mark that ends a PDF is missing")
    document = _opened(body)
    try:
        count = len(document)
        pages = list(_pages(document, min(count, MOST_PAGES)))
        _check_text(document, pages, count)
        title = title_worth_showing(document.get_metadata_value("Title"))
    finally:
        document.close()
    blocks = blocks_of_pages(pages)
    return Contents(blocks[:MOST_BLOCKS], title, _partial(len(pages), count, len(blocks)))


def _opened(body: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as e:
        if e.err_code == _PASSWORD:
            raise ExtractError("it is protected by a password") from e
        raise ExtractError("it begins as a PDF and cannot be opened as one: it is damaged or cut off") from e


def _pages(document: Any, count: int) -> Iterator[Page]:
    from pypdfium2 import PdfiumError

    read = 0
    for at in range(count):
        try:
            page = document[at]
            yield (found := page_of(page, at + 1))
            page.close()
        except PdfiumError as e:
            raise ExtractError(f"its page {at + 1} of {len(document):,} cannot be read: the file is damaged or cut off") from e
        read += sum(len(line.text) for line in found.lines)
        if read > MOST_TEXT:
            return


def _partial(pages: int, count: int, blocks: int) -> str:
    if pages < count:
        return f"only its first {pages:,} of {count:,} pages were read"
    return f"only its first {MOST_BLOCKS:,} of {blocks:,} paragraphs were kept" if blocks > MOST_BLOCKS else ""


# --- whether there is text ---


def _check_text(document: Any, pages: list[Page], count: int) -> None:
    text = "\n".join(line.text for page in pages for line in page.lines)
    if not clean(text):
        raise ExtractError(_without_text(document, count))
    why = illegible(text)
    if why:
        raise ExtractError(f"its text cannot be made out: {why}")


def _without_text(document: Any, count: int) -> str:
    pages = "its page holds" if count == 1 else f"its {count:,} pages hold"
    return f"it is scanned: {pages} pictures and no text" if _pictured(document) else f"it is empty: {pages} no text"


def _pictured(document: Any) -> bool:
    """Whether one of the first pages shows a picture."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    return any(True for at in range(min(len(document), 20)) for _ in document[at].get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))


# --- blocks ---


def blocks_of_pages(pages: list[Page]) -> tuple[Block, ...]:
    """The paragraphs in their order; ``place`` is the page on which each begins."""
    kept = without_running_lines(pages)
    hyphens = Hyphens(line.text for page in kept for line in page.lines)
    made = (_block(paragraph, hyphens) for paragraph in paragraphs_of(kept))
    return tuple(block for block in made if block.text)


def _block(paragraph: Paragraph, hyphens: Hyphens) -> Block:
    text = paragraph.lines[0].text
    for before, line in pairwise(paragraph.lines):
        text = hyphens.joined(text, line.text.lstrip()) if before.broken else f"{text} {line.text}"
    place = f"page {paragraph.lines[0].page}"
    mark = BULLET.match(text.lstrip()) or DASH.match(text.lstrip())
    if mark:
        return Block(BlockKind.ITEM, clean(text.lstrip()[mark.end() :])[:LONGEST_BLOCK], place)
    text = clean(text)[:LONGEST_BLOCK]
    heads = paragraph.heading and len(text) <= LONGEST_HEADING and not (len(text) > 80 and ENDS.search(text))
    return Block(BlockKind.HEADING if heads else BlockKind.PARAGRAPH, text, place)
