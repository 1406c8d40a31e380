"""Promises that are looked for nowhere or hardly anywhere, and windows that are none. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from watcher.catalogue.advice.note import Advice
from watcher.coverage import observers
from watcher.dates import parse_phrase
from watcher.model import Commitment, Plan, Source, Window

LONGEST_WINDOW = timedelta(days=5 * 366)
"""A promise that may be kept at any time within more than this is dated in name only."""
FEW = 3
"""So many promises of a plan that nothing names are told one by one; more, in one line for the plan."""


def of_plan(plan: Plan, sources: Sequence[Source]) -> Iterator[Advice]:
    """Without any source, nothing is said of where promises are looked for."""
    named = {wanted for s in sources for wanted in s.commitments}
    unnamed: list[int] = []
    for n, c in enumerate(plan.commitments):
        if sources and not observers(c, sources):
            words = f"{c.id} can be evidenced by no source; name it under `commitments` of one in sources.toml"
            yield Advice(("commitment", n, "id"), words)
        elif sources and c.id not in named:
            unnamed.append(n)
        yield from (Advice(("commitment", n, "due"), words) for words in _of_window(c, plan))
    yield from _in_lists_only(plan, unnamed)


def _in_lists_only(plan: Plan, unnamed: Sequence[int]) -> Iterator[Advice]:
    ids = [plan.commitments[n].id for n in unnamed]
    if len(ids) > FEW:
        some = f"{', '.join(ids[:FEW])} and {len(ids) - FEW} more"
        words = f"{len(ids)} commitments are looked for only in lists that show anything ({some})"
        yield Advice(("plan", "id"), f"{words}; name each under `commitments` of a source in which it would show")
        return
    for n, commitment_id in zip(unnamed, ids, strict=True):
        words = f"{commitment_id} is looked for only in lists that show anything"
        yield Advice(("commitment", n, "id"), f"{words}; name it under `commitments` of a source in which it would show")


def _of_window(commitment: Commitment, plan: Plan) -> Iterator[str]:
    window = commitment.window
    if window.end is not None and window.end < plan.published:
        yield f"{commitment.id} was due by {window.end}, before its plan was published on {plan.published}"
    if window.start and window.end and window.end - window.start > LONGEST_WINDOW:
        yield f"{commitment.id} may be kept at any time from {window.start} to {window.end}; is that what was promised?"
    read = parse_phrase(commitment.due, said_on=plan.published)
    if _apart(read, window) or _apart(window, read):
        yield f"“{commitment.due}” means {_days(read)}, and what is stated beside it is {_days(window)}; which is right?"


def _apart(earlier: Window, later: Window) -> bool:
    return earlier.end is not None and later.start is not None and earlier.end < later.start


def _days(window: Window) -> str:
    return f"{window.start or '…'} to {window.end or '…'}"
