"""Doubts about single entries and about words that two of them share, found in outlines. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from watcher.catalogue.crosschecks import slug
from watcher.catalogue.outline import Outline, Table, day_in, tables_in, text_in, texts_in
from watcher.catalogue.toml_lines import Path_
from watcher.errors import Mistake
from watcher.match.words import words_of
from watcher.model import Verdict

LIKE = 0.88
"""How like two themes must be to be taken for one that is written in two ways."""
_KEPT = frozenset(v.value for v in (Verdict.DELIVERED, Verdict.DELIVERED_LATE, Verdict.DELIVERED_IN_PART))


def of_entries(sources: Outline | None, plans: Sequence[Outline], today: date) -> Iterator[Mistake]:
    """``today``: the day after which a ruling lies in the future."""
    if sources is not None:
        for n, source in sources.tables("source"):
            for twice in (c for c, times in Counter(texts_in(source, "commitments")).items() if times > 1):
                yield sources.mistake(("source", n, "commitments"), f"commitments: '{twice}' stands there more than once")
    for plan in plans:
        for n, c in plan.tables("commitment"):
            for k, ruling in tables_in(c, "ruling"):
                yield from _of_ruling(plan, ("commitment", n, "ruling", k), ruling, today)
    yield from _like_themes(plans)


def _of_ruling(plan: Outline, where: Path_, ruling: Table, today: date) -> Iterator[Mistake]:
    on, verdict = day_in(ruling, "on"), text_in(ruling, "verdict")
    if on and on > today:
        yield plan.mistake((*where, "on"), f"on: {on} is in the future; the ruling does not count before that day")
    if verdict in _KEPT and not texts_in(ruling, "evidence"):
        words = f"verdict: '{verdict}' is ruled without evidence; name the address that shows it"
        yield plan.mistake((*where, "verdict"), words)


def _like_themes(plans: Sequence[Outline]) -> Iterator[Mistake]:
    """Each theme once, beside an earlier one; those of one address are mistakes, and told elsewhere."""
    first: dict[str, str] = {}
    for plan in plans:
        for n, c in plan.tables("commitment"):
            theme = text_in(c, "theme")
            if not theme or slug(theme) in first:
                continue
            other = next((t for t in first.values() if _alike(t, theme)), "")
            if other:
                words = f"theme: '{theme}' is nearly '{other}'; if the same is meant, write it the same"
                yield plan.mistake(("commitment", n, "theme"), words)
            first[slug(theme)] = theme


def _alike(one: str, other: str) -> bool:
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return words_of(one) == words_of(other) or difflib.SequenceMatcher(None, slug(one), slug(other)).ratio() >= LIKE
