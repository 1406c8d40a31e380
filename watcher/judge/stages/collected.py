"""The documents that a collection lists: which came and which were taken out. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watcher.judge.stages.told import Told
from watcher.model import BlockKind, Document, EventKind
from watcher.text import cut

COLLECTION = "document_collection"
MOST_NAMED = 3
"""So many documents are named in one sentence; the others are counted."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Titles with the heading of their group. ``titles``: every title that either version lists."""

    added: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    titles: frozenset[str] = frozenset()


def listed_in(before: Document, after: Document) -> Listed:
    """What a collection gained and lost, by the addresses of the documents: one that is only renamed is neither."""
    if not before.type == after.type == COLLECTION:
        return Listed()
    old, new = _documents(before), _documents(after)
    return Listed(
        added=tuple(new[url] for url in new if url not in old),
        removed=tuple(old[url] for url in old if url not in new),
        titles=frozenset(title for title, _ in (*old.values(), *new.values())),
    )


def _documents(document: Document) -> dict[str, tuple[str, str]]:
    """By address: title and group. Listed is what stands as an item that is nothing but a link."""
    addresses: defaultdict[str, deque[str]] = defaultdict(deque)
    for link in document.links:
        addresses[link.text].append(link.url)
    found: dict[str, tuple[str, str]] = {}
    heading = ""
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            heading = block.text
        elif block.kind is BlockKind.ITEM and addresses.get(block.text):
            found[addresses[block.text].popleft()] = (block.text, heading)
    return found


def collected(title: str, listed: Listed) -> Iterator[Told]:
    """That documents were added to a collection or taken out of it, by their titles."""
    parts = [f"Added to the collection “{title}”: {_named(listed.added)}."] if listed.added else []
    if listed.removed:
        lead = "Taken out of it" if parts else f"Taken out of the collection “{title}”"
        parts.append(f"{lead}: {_named(listed.removed)}.")
    names = (*listed.added, *listed.removed)
    if names:
        yield Told(EventKind.PAGE_UPDATED, "gained" if listed.added else "lost", " ".join(parts), names[0][0], names)


def _named(items: Sequence[tuple[str, str]]) -> str:
    told = [f"“{cut(t, 120)}”{f' (under “{cut(heading, 60)}”)' if heading else ''}" for t, heading in items[:MOST_NAMED]]
    more = len(items) - len(told)
    return f"{', '.join(told)} and {more} more" if more else ", ".join(told)
