"""What is no mistake in the configuration and yet does not do what it seems to, for ``planwatch validate``. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from watcher.catalogue.advice.entries import of_entries
from watcher.catalogue.advice.note import Advice
from watcher.catalogue.advice.promises import of_plan
from watcher.catalogue.advice.sources import of_sources
from watcher.catalogue.outline import Outline
from watcher.catalogue.toml_lines import line_of
from watcher.errors import Mistake
from watcher.match.doubts import NameDoubt, doubts
from watcher.model import Catalogue

__all__ = ["warnings_of"]


def warnings_of(catalogue: Catalogue, sources: Outline | None, plans: Sequence[Outline], today: date) -> Iterator[Mistake]:
    """Everything that is worth a word, with its line, in no certain order. ``sources``, ``plans``: the files that are TOML.

    ``catalogue``: what of them has its shape. Of names, windows and addresses only that is looked at.
    """
    yield from of_entries(sources, plans, today)
    by_id = {p.plan_id: p for p in plans}
    for plan in catalogue.plans:
        outline = by_id[plan.id]
        yield from (_named(outline, doubt) for doubt in doubts(plan.commitments))
        yield from (_told(outline, advice) for advice in of_plan(plan, catalogue.sources))
    if sources is not None:
        yield from (_told(sources, advice) for advice in of_sources(catalogue.sources))


def _told(outline: Outline, advice: Advice) -> Mistake:
    also = f" (line {line_of(outline.lines, advice.also)})" if advice.also else ""
    return outline.mistake(advice.where, f"{advice.where[-1]}: {advice.message}{also}")


def _named(outline: Outline, doubt: NameDoubt) -> Mistake:
    within = ("alias", doubt.at, "name") if doubt.key == "alias" else (doubt.key,)
    return outline.mistake(("commitment", doubt.commitment, *within), f"{doubt.key}: {doubt.message}")
