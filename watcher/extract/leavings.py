"""What reading an HTML page leaves out: the furniture, and what is not its main part. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from watcher.extract.blocks import Element, blocks_of, parse, skipped
from watcher.extract.kind import Answer
from watcher.extract.page import chosen, main_part
from watcher.extract.text import clean, decode
from watcher.model import Block, Document, Source
from watcher.text import cut

LONGEST = 300
_UNSEEN = frozenset(("script", "style", "template", "head", "noscript", "svg"))
"""Their text is none that a reader of the page sees."""
_SEEN = f".//text()[not({' or '.join(f'ancestor::{tag}' for tag in sorted(_UNSEEN))})]"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``what``: the element as a selector would name it, or where the text stands. ``text``: at most 300 characters."""

    what: str
    text: str


def is_page(answer: Answer) -> bool:
    """Whether an answer is HTML, as distinct from a feed, data or a file."""
    begun = answer.bodies[0][:4096].lstrip().lower()
    return begun.startswith((b"<!doctype html", b"<html")) or ("html" in answer.content_type and begun.startswith(b"<"))


def left_out(source: Source, answer: Answer, read: Document) -> tuple[LeftOut, ...]:
    """The furniture within the part that was read, then what stands outside it. ``read``: what became of it.

    With ``select`` only the furniture, of the whole page. What ``ignore`` leaves out is not among it. Raises ExtractError as
    reading the page does.
    """
    body = _body(source, answer)
    main = main_part(body) if body is not None and not source.select else None
    if body is None:
        return ()
    if main is not None:
        return (*_furniture(main), *_outside(main))
    return (*_furniture(body), *(_beside_the_text(body, read) if not source.select else ()))


def all_blocks(source: Source, answer: Answer) -> tuple[Block, ...]:
    """Every block of the page but its furniture and what ``ignore`` leaves out, also what stands outside its main part."""
    body = _body(source, answer)
    return blocks_of(body) if body is not None else ()


def _body(source: Source, answer: Answer) -> Element | None:
    text = decode(answer.bodies[0], answer.content_type)
    return parse(chosen(text, "", source.ignore) if source.ignore else text).find("body")


def count_of(answer: Answer, selector: str) -> int:
    """How many elements of a page a selector finds."""
    from bs4 import BeautifulSoup

    return len(BeautifulSoup(decode(answer.bodies[0], answer.content_type), "lxml").select(selector))


def name_of(element: Element) -> str:
    """An element as a selector would name it: "nav", "div#banner", "p.note.small"."""
    if element.get("id"):
        return f"{element.tag}#{element.get('id')}"
    return ".".join((element.tag, *(element.get("class") or "").split()[:2]))


def _furniture(root: Element) -> Iterator[LeftOut]:
    """The outermost elements that are passed over, where they hold text."""
    ahead = list(root)[::-1]
    while ahead:
        element = ahead.pop()
        if not isinstance(element.tag, str):
            continue
        if skipped(element):
            yield from _told(element, name_of(element))
        else:
            ahead += list(element)[::-1]


def _outside(main: Element) -> Iterator[LeftOut]:
    """What stands beside the main part, and beside all that it stands in."""
    for around in (main, *main.iterancestors()):
        for beside in (*around.itersiblings(preceding=True), *around.itersiblings()):
            if isinstance(beside.tag, str):
                yield from _told(beside, f"{name_of(beside)}, outside the main part")


def _beside_the_text(body: Element, read: Document) -> Iterator[LeftOut]:
    """Of a page without a main part: what was taken for no part of its text."""
    text = clean(read.text)
    for block in blocks_of(body):
        if block.text not in text:
            yield LeftOut("not taken for the page's text", cut(block.text, LONGEST))


def _told(element: Element, what: str) -> Iterator[LeftOut]:
    """Nothing where there is no text to see."""
    if element.tag in _UNSEEN:
        return
    text = cut(clean(" ".join(element.xpath(_SEEN))), LONGEST)
    if text:
        yield LeftOut(clean(what), text)
