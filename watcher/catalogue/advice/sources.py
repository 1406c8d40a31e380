"""Sources that serve nothing, are asked too often or twice, or hold what their kind does not use. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from watcher.catalogue.advice.addresses import of_address
from watcher.catalogue.advice.note import Advice
from watcher.extract import discovers, kind_of
from watcher.model import Source
from watcher.recognise import place_of

TOO_OFTEN = timedelta(hours=1)
"""A page that is asked for more often than this learns little more, and its server pays."""


def of_sources(sources: Sequence[Source]) -> Iterator[Advice]:
    """In the order of the file; those of one address last."""
    for n, source in enumerate(sources):
        told = (*_of_source(source), *_of_no_effect(source), *of_address(source))
        yield from (Advice(("source", n, key), words) for key, words in told)
    yield from _same_address(sources)


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    if not source.commitments:
        yield "commitments", f'{source.id} serves no commitment; name those that it could show, or "*" for any'
    if source.every < TOO_OFTEN and not discovers(source):
        yield "every", f"{source.id} is asked for more than once an hour; a page seldom changes so often: 6h or 1d is kinder"


def _of_no_effect(source: Source) -> Iterator[tuple[str, str]]:
    kind = kind_of(source)
    if source.select and not kind.selects:
        yield "select", f"has no effect on a source of kind '{source.kind.value}'; take it out"
    if source.ignore and not kind.ignores:
        yield "ignore", f"has no effect on a source of kind '{source.kind.value}'; take it out"


def _same_address(sources: Sequence[Source]) -> Iterator[Advice]:
    """Those that select different parts of one answer are two sources with good reason."""
    known: dict[str, list[int]] = defaultdict(list)
    for n, source in enumerate(sources):
        alike = known[place_of(source.url)]
        first = next((m for m in alike if not _parts_of_one(sources[m], source)), None)
        if first is not None:
            words = f"{source.id} has the address of {sources[first].id} and is asked for twice; one of the two is enough"
            yield Advice(("source", n, "url"), words, also=("source", first, "url"))
        alike.append(n)


def _parts_of_one(one: Source, other: Source) -> bool:
    both = kind_of(one).selects and kind_of(other).selects
    return both and bool(one.select and other.select) and one.select != other.select
