"""A new entry in sources.toml: text -> text, nothing else in it touched. Pure.

The file is grouped under comments such as "# --- Feeds ---". An entry goes to the end of the group that holds most sources of
its kind (of its host too, where groups differ in that), else of one whose heading speaks of its kind, else behind the last source.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from watcher.errors import ReviewError
from watcher.model import Source, SourceKind
from watcher.preview import every_in_words
from watcher.toml_edits import checked, end_of, put_in
from watcher.toml_lines import Path_, key_lines

_HEADING = re.compile(r"#\s*-{2,}\s*(\S.*?)\s*-{2,}\s*")
_K = SourceKind
_SPEAKS_OF = {
    _K.GOVUK: r"gov\.uk", _K.GOVUK_SEARCH: r"search", _K.FEED: r"feeds?\b", _K.FILE: r"files?\b",
    _K.PARLIAMENT_QUESTIONS: r"parliament", _K.PARLIAMENT_STATEMENTS: r"parliament", _K.PARLIAMENT_COMMITTEE: r"parliament",
    _K.LEGISLATION: r"legislation|\blaw", _K.OFSTED: r"ofsted|inspection", _K.STATISTICS: r"statistics",
    _K.CITIZEN_SPACE: r"consultation", _K.GITHUB: r"github|code", _K.CONTRACTS: r"contracts?\b|tenders?\b", _K.JSON: r"json|data\b",
    _K.PAGE: r"pages elsewhere|other pages",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """``line``: of its heading, from 1; 0 for what stands above any. ``numbers``: of its sources, from 0."""

    heading: str
    line: int
    numbers: tuple[int, ...]


def add_source(text: str, source: Source) -> str:
    """With an entry for the source. Raises ReviewError where the file is laid out so that it cannot be put in."""
    told = tomllib.loads(text).get("source", [])
    lines, known = text.split("\n"), key_lines(text)
    if not told or ("source", len(told) - 1) not in known:
        raise ReviewError("sources.toml has no [[source]] to put another one behind; write the first by hand")
    group = _group_for(source, _groups(lines, known, len(told)), told)
    at = end_of(lines, known, ("source", group.numbers[-1])) if group.numbers else group.line
    entry = _entry(source)
    place = sum(known["source", n] <= at for n in range(len(told)))
    after = put_in(lines, at, ["", "[[source]]", *tomlkit.dumps(entry).rstrip().split("\n")])
    return checked(text, after, lambda found: found["source"].insert(place, entry), "sources.toml")


def _entry(source: Source) -> dict[str, Any]:
    """Keys in the order in which the file has them; those that say nothing are left out."""
    every = {
        "id": source.id, "title": source.title, "kind": source.kind.value, "url": source.url, "every": every_in_words(source.every),
        "select": source.select, "ignore": list(source.ignore), "renderer": source.renderer,
        "commitments": list(source.commitments), "note": source.note,
    }  # fmt: skip
    return {name: value for name, value in every.items() if value}


def _groups(lines: list[str], known: dict[Path_, int], count: int) -> list[_Group]:
    marks = [(n, found[1]) for n, line in enumerate(lines, 1) if (found := _HEADING.fullmatch(line.strip()))]
    bounds = [(0, ""), *marks, (len(lines) + 1, "")]
    return [
        _Group(heading, line, tuple(n for n in range(count) if line < known["source", n] < end))
        for (line, heading), (end, _) in pairwise(bounds)
    ]


def _group_for(source: Source, groups: list[_Group], told: list[dict[str, Any]]) -> _Group:
    """The last of the best, since new entries are put behind old ones."""
    best = max(groups[::-1], key=lambda g: _likeness(source, g, told))
    if _likeness(source, best, told) > (0, 0):
        return best
    named = [g for g in groups if g.heading and re.search(_SPEAKS_OF[source.kind], g.heading, re.I)]
    return next(iter(named), [g for g in groups if g.numbers][-1])


def _likeness(source: Source, group: _Group, told: list[dict[str, Any]]) -> tuple[int, int]:
    """How many sources of its kind and host, and how many of its kind."""
    same = [told[n] for n in group.numbers if told[n].get("kind") == source.kind.value]
    host = urlsplit(source.url).netloc
    return sum(urlsplit(str(s.get("url", ""))).netloc == host for s in same), len(same)
