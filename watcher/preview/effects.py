"""What a maintainer's `select` and `ignore` do to a reading, and what was left out without them. Pure but for the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from watcher.catalogue.shapes import BY_EXPRESSION
from watcher.errors import ExtractError
from watcher.extract import Answer, Reads
from watcher.extract.leavings import LeftOut, all_blocks, count_of, is_page, left_out
from watcher.model import Block, Document, Source, SourceKind

LARGEST = 1 << 20
"""Bytes of a page up to which its furniture is shown."""


@dataclass(frozen=True, slots=True)
class Selected:
    """``left_out``: of a page its other blocks, furniture apart; of anything else what would be read without the selector.

    None where nothing can be read without it. ``used``: whether a source of this kind selects at all.
    """

    selector: str
    kept: int
    left_out: tuple[Block, ...] | None
    used: bool = True


@dataclass(frozen=True, slots=True)
class Ignored:
    """``elements``: how many it finds on the page; None where the answer is no page. ``removed``: blocks that it takes away.

    ``used``: whether a source of this kind ignores anything at all.
    """

    selector: str
    elements: int | None
    removed: tuple[Block, ...]
    used: bool = True


@dataclass(frozen=True, slots=True)
class Effects:
    """``noise``: furniture and what is beside the main part; empty where the answer is no page."""

    noise: tuple[LeftOut, ...] = ()
    select: Selected | None = None
    ignore: tuple[Ignored, ...] = ()


def selects(kind: SourceKind, *, page: bool) -> bool:
    """Whether the kind uses ``select``. ``page``: the answer is HTML, as of a page of GOV.UK that its interface does not have."""
    return kind.value in BY_EXPRESSION or kind is SourceKind.PAGE or (kind is SourceKind.GOVUK and page)


def ignores(kind: SourceKind, *, page: bool) -> bool:
    return kind in (SourceKind.JSON, SourceKind.PAGE) or (kind is SourceKind.GOVUK and page)


def effects(source: Source, answer: Answer, document: Document, read: Reads) -> Effects:
    """Of the document that a source's answer was read as."""
    page = is_page(answer) and len(answer.body) <= LARGEST
    return Effects(
        noise=_noise(source, answer, document) if page else (),
        select=_selected(source, answer, document, read, page=page) if source.select else None,
        ignore=tuple(_ignored(source, i, answer, document, read, page=page) for i in range(len(source.ignore))),
    )


def gone(before: Sequence[Block], after: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks that stand in the one and not, or not as often, in the other."""
    left = Counter(b.text for b in after)
    missing = []
    for block in before:
        if left[block.text]:
            left[block.text] -= 1
        else:
            missing.append(block)
    return tuple(missing)


def _noise(source: Source, answer: Answer, document: Document) -> tuple[LeftOut, ...]:
    try:
        return left_out(source, answer, document)
    except ExtractError:
        return ()


def _selected(source: Source, answer: Answer, document: Document, read: Reads, *, page: bool) -> Selected:
    if not selects(source.kind, page=is_page(answer)):
        return Selected(source.select, len(document.blocks), (), used=False)
    try:
        whole = all_blocks(source, answer) if page else read(replace(source, select=""), answer).blocks
    except ExtractError:
        return Selected(source.select, len(document.blocks), None)
    return Selected(source.select, len(document.blocks), gone(whole, document.blocks))


def _ignored(source: Source, at: int, answer: Answer, document: Document, read: Reads, *, page: bool) -> Ignored:
    """Against a reading with all the others."""
    selector, others = source.ignore[at], source.ignore[:at] + source.ignore[at + 1 :]
    if not ignores(source.kind, page=is_page(answer)):
        return Ignored(selector, None, (), used=False)
    found = count_of(answer, selector) if page else None
    try:
        without = read(replace(source, ignore=others), answer)
    except ExtractError:
        return Ignored(selector, found, ())
    return Ignored(selector, found, gone(without.blocks, document.blocks))
