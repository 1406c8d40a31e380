"""Two looks at one source, moments apart: what differs is not news, it flaps. Pure but for the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import soupsieve

from watcher.diff import diff_documents
from watcher.errors import ExtractError
from watcher.extract import Answer, Reads
from watcher.extract.blocks import Element, inline, parse
from watcher.extract.leavings import is_page
from watcher.extract.text import clean, decode
from watcher.model import Block, Change, Document, Source
from watcher.preview.effects import LARGEST, gone

MOST_SOUGHT = 5
"""For so many blocks that flap a selector is looked for."""
_MADE = re.compile(r"\d{3}|[0-9a-f]{8}|^[^a-zA-Z]", re.I)
"""Ids and classes that a program may have made anew for each answer."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An `ignore` that takes away what flaps and nothing else. ``text``: of the block that it is for."""

    selector: str
    text: str


@dataclass(frozen=True, slots=True)
class Flap:
    """One document in two looks. ``before`` or ``after`` is None where only one of them saw it.

    ``change``: None where the comparison sees nothing that it would call a change, also where blocks differ.
    """

    before: Document | None
    after: Document | None
    change: Change | None = None
    removed: tuple[Block, ...] = ()
    added: tuple[Block, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def steady(self) -> bool:
        return self.before is not None and self.after is not None and not (self.change or self.removed or self.added)


@dataclass(frozen=True, slots=True)
class Reading:
    """A look's documents, and the answer of which the first was read."""

    documents: tuple[Document, ...]
    main: Answer


def flaps(source: Source, first: Reading, second: Reading, read: Reads) -> tuple[Flap, ...]:
    """One for each document, in the order of the second look, then those that it did not see."""
    before = {d.key: d for d in first.documents}
    found = []
    for n, document in enumerate(second.documents):
        old = before.pop(document.key, None)
        made = Flap(None, document) if old is None else _compared(old, document)
        found.append(replace(made, proposals=_proposals(source, made, first.main, second.main, read)) if n == 0 else made)
    return (*found, *(Flap(d, None) for d in before.values()))


def _compared(before: Document, after: Document) -> Flap:
    removed, added = gone(before.blocks, after.blocks), gone(after.blocks, before.blocks)
    return Flap(before, after, diff_documents(before, after), removed, added)


# --- what to ignore ---


def _proposals(source: Source, flap: Flap, first: Answer, second: Answer, read: Reads) -> tuple[Proposal, ...]:
    if flap.steady or not all(is_page(a) and len(a.body) <= LARGEST for a in (first, second)):
        return ()
    tree = parse(decode(second.bodies[0], second.content_type))
    trial = _Trial(source, flap, first, second, read)
    found: list[Proposal] = []
    for block in flap.added[:MOST_SOUGHT]:
        if not any(trial.ends(p.selector, block) for p in found):
            found += _for(block, tree, trial)
    return tuple(found)


def _for(block: Block, tree: Element, trial: _Trial) -> list[Proposal]:
    selectors = dict.fromkeys(s for e in _holding(tree, block.text, trial.words_that_differ(block)) for s in _selectors(e))
    return [Proposal(s, block.text) for s in selectors if trial.ends(s, block)][:1]


@dataclass(frozen=True, slots=True)
class _Trial:
    """Both answers, read once more with another `ignore`."""

    source: Source
    flap: Flap
    first: Answer
    second: Answer
    read: Reads

    def ends(self, selector: str, block: Block) -> bool:
        """Whether the block flaps no more, and no block that stood still is lost."""
        tried = replace(self.source, ignore=(*self.source.ignore, selector))
        try:
            before, after = self.read(tried, self.first), self.read(tried, self.second)
        except ExtractError:
            return False
        assert self.flap.after is not None
        lost = {b.text for b in gone(self.flap.after.blocks, after.blocks)}
        still = {b.text for b in gone(after.blocks, before.blocks)}
        return block.text in lost and lost <= {b.text for b in self.flap.added} and not still - {b.text for b in self.flap.added}

    def words_that_differ(self, block: Block) -> frozenset[str]:
        known = {word for b in self.flap.removed for word in b.text.split()}
        return frozenset(block.text.split()) - known


def _holding(tree: Element, text: str, words: frozenset[str]) -> Iterator[Element]:
    """The elements that could be left out: the smallest that has all the words that differ, then those around it."""
    whole = [e for e in tree.iter() if isinstance(e.tag, str) and clean(inline(e)) == text]
    if not whole:
        return
    around = whole[-1]
    inner = [e for e in around.iterdescendants() if isinstance(e.tag, str) and words and words <= set(clean(inline(e)).split())]
    yield from reversed(inner)
    yield around
    yield from list(around.iterancestors())[:3]


def _selectors(element: Element) -> Iterator[str]:
    """By id, by class, by the id or class of the element around it."""
    own = list(_own(element))
    yield from own
    around = element.getparent()
    if not own and around is not None:
        yield from (f"{selector} > {element.tag}" for selector in _own(around))


def _own(element: Element) -> Sequence[str]:
    if element.tag in ("html", "body", "main"):
        return ()
    names = [soupsieve.escape(c) for c in (element.get("class") or "").split() if not _MADE.search(c)]
    own = element.get("id") or ""
    by_id = [f"#{soupsieve.escape(own)}"] if own and not _MADE.search(own) else []
    return [*by_id, *([f"{element.tag}.{'.'.join(names)}"] if names else [])]
