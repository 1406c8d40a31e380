"""Mistakes between entries of sources.toml and plans/: ids used twice, names of what is not there, ends before starts. Pure.

They are found in outlines, so that a mistake of shape in one entry hides none of these.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from watcher.catalogue.outline import Outline, day_in, tables_in, text_in, texts_in
from watcher.catalogue.toml_lines import Path_
from watcher.errors import Mistake
from watcher.model import Verdict

LONGEST_SLUG = 80
_VERDICTS = frozenset(v.value for v in Verdict)


@dataclass(frozen=True, slots=True)
class _Known:
    """``ids``: of all commitments. ``whole``: False where some id cannot be read, so that one not found may be there."""

    ids: Collection[str]
    whole: bool


def cross_mistakes(sources: Outline | None, plans: Sequence[Outline], *, complete: bool) -> Iterator[Mistake]:
    """``complete``: every plan's file could be read; else nothing is said of commitments that are not found."""
    known = _known(plans, complete=complete)
    yield from _used_twice(_ids(plans, "commitment"))
    yield from _used_twice([(p, ("plan", "id"), p.plan_id) for p in plans])
    yield from _like_themes(plans)
    for plan in plans:
        yield from _ends_before_starts(plan)
        yield from _stray_corrections(plan)
        yield from _successors(plan, known)
    if sources is not None:
        yield from _used_twice(_ids([sources], "source"))
        yield from _unknown_commitments(sources, known)


def near(word: str, known: Collection[str], cutoff: float = 0.5) -> str:
    """The end of a sentence that names the nearest of the known; "" where none is near."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=cutoff)
    return f"; did you mean '{found[0]}'?" if found else ""


def slug(name: str) -> str:
    """A theme's name as it stands in addresses: small letters, digits and hyphens."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    short = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    if len(plain) > LONGEST_SLUG:
        return f"{plain[:LONGEST_SLUG]}-{short}"
    return plain or short


# --- ids ---


def _known(plans: Sequence[Outline], *, complete: bool) -> _Known:
    """An entry whose id can be read is known, whatever else is wrong with it, also under a table whose name is mistyped."""
    ids: set[str] = set()
    whole = complete
    for plan in plans:
        entries = [row for name in plan.value if name != "correction" for _, row in plan.tables(name)]
        found = [text_in(row, "id") for row in entries]
        ids.update(found)
        whole = whole and bool(entries) and all(found) and _is_list_of_tables(plan.value.get("commitment", []))
    return _Known(sorted(ids - {""}), whole)


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _ids(files: Sequence[Outline], name: str) -> list[tuple[Outline, Path_, str]]:
    return [(f, (name, n, "id"), text_in(row, "id")) for f in files for n, row in f.tables(name)]


def _used_twice(rows: Sequence[tuple[Outline, Path_, str]]) -> Iterator[Mistake]:
    first: dict[str, str] = {}
    for file, where, value in rows:
        if value and value in first:
            yield file.mistake(where, f"id '{value}' is used already at {first[value]}; ids are unique")
        elif value:
            first[value] = file.place(where)


def _unknown_commitments(sources: Outline, known: _Known) -> Iterator[Mistake]:
    for n, source in sources.tables("source"):
        for wanted in dict.fromkeys(texts_in(source, "commitments")):
            if known.whole and wanted != "*" and wanted not in known.ids:
                where = ("source", n, "commitments")
                yield sources.mistake(where, f"no plan has a commitment '{wanted}'{near(wanted, known.ids)}")


# --- within a plan ---


def _ends_before_starts(plan: Outline) -> Iterator[Mistake]:
    for n, c in plan.tables("commitment"):
        start, end = day_in(c, "due_start"), day_in(c, "due_end")
        if start and end and start > end:
            yield plan.mistake(("commitment", n, "due_end"), f"due_end {end} is before due_start {start}")


def _stray_corrections(plan: Outline) -> Iterator[Mistake]:
    known = _known([plan], complete=True)
    for n, correction in plan.tables("correction"):
        named = text_in(correction, "commitment")
        if named and known.whole and named not in known.ids:
            where = ("correction", n, "commitment")
            yield plan.mistake(where, f"this plan has no commitment '{named}'{near(named, known.ids)}")


def _successors(plan: Outline, known: _Known) -> Iterator[Mistake]:
    """What took a promise's place is a promise of one of the plans, and only "superseded" names any."""
    for n, c in plan.tables("commitment"):
        for k, ruling in tables_in(c, "ruling"):
            where = ("commitment", n, "ruling", k, "by")
            verdict, by = text_in(ruling, "verdict"), texts_in(ruling, "by")
            if by and verdict in _VERDICTS - {Verdict.SUPERSEDED.value}:
                yield plan.mistake(where, f"by: a ruling '{verdict}' names no successor; only 'superseded' does")
            yield from (plan.mistake(where, f"by: {wrong}") for wrong in _wrong_in(by, text_in(c, "id"), known))


def _wrong_in(by: Sequence[str], own: str, known: _Known) -> Iterator[str]:
    for wanted in by:
        if wanted == own:
            yield f"'{wanted}' is this commitment itself"
        elif known.whole and wanted not in known.ids:
            yield f"'{wanted}' is a commitment of no plan{near(wanted, known.ids)}"


def _like_themes(plans: Sequence[Outline]) -> Iterator[Mistake]:
    """Two themes that would have one address; each is told once."""
    first: dict[str, str] = {}
    told: set[str] = set()
    for plan in plans:
        for n, c in plan.tables("commitment"):
            theme = text_in(c, "theme")
            other = first.setdefault(slug(theme), theme) if theme else theme
            if other != theme and theme not in told:
                told.add(theme)
                words = f"theme '{theme}' is too like '{other}'; write both the same, or quite differently"
                yield plan.mistake(("commitment", n, "theme"), words)
