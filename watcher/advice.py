"""What is no mistake in the configuration and yet does not do what it seems to, for ``planwatch validate``. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from watcher.coverage import observers
from watcher.extract import discovers
from watcher.model import Catalogue, Commitment, Plan, Source

LONGEST_WINDOW = timedelta(days=5 * 366)
"""A promise that may be kept at any time within more than this is dated in name only."""
TOO_OFTEN = timedelta(hours=1)
"""A page that is asked for more often than this learns little more, and its server pays."""


@dataclass(frozen=True, slots=True)
class Advice:
    """``at``: the source or commitment, counted from 0 in its file. ``plan``: the id of the plan's file, "" for sources.toml."""

    plan: str
    at: int
    key: str
    message: str


def advise(catalogue: Catalogue) -> Iterator[Advice]:
    """Everything that is worth a word, sources first, each in the order of its file."""
    for n, source in enumerate(catalogue.sources):
        yield from (Advice("", n, key, words) for key, words in _of_source(source))
    for plan in catalogue.plans:
        for n, commitment in enumerate(plan.commitments):
            yield from (Advice(plan.id, n, key, words) for key, words in _of_promise(commitment, plan, catalogue.sources))


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    if not source.commitments:
        yield "commitments", f'{source.id} serves no commitment; name those that it could show, or "*" for any'
    if source.every < TOO_OFTEN and not discovers(source):
        yield "every", f"{source.id} is asked for more than once an hour; a page seldom changes so often: 6h or 1d is kinder"


def _of_promise(commitment: Commitment, plan: Plan, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    if not observers(commitment, sources):
        yield "id", f"{commitment.id} can be evidenced by no source; name it under `commitments` of one in sources.toml"
    window = commitment.window
    if window.end is not None and window.end < plan.published:
        yield "due", f"{commitment.id} was due by {window.end}, before its plan was published on {plan.published}"
    if window.start and window.end and window.end - window.start > LONGEST_WINDOW:
        yield "due", f"{commitment.id} may be kept at any time from {window.start} to {window.end}; is that what was promised?"
