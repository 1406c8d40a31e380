"""A new entry in sources.toml: text -> text, nothing else in it touched. Pure.

The file is grouped by subject, under comments such as "# --- Statistics ---". An entry goes to the end of the group whose entries
share most commitments with it ("*" is none); else of that with most sources of its kind and host; else behind the last source.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from watcher.catalogue.toml_lines import Path_, key_lines
from watcher.errors import ReviewError
from watcher.model import Source
from watcher.preview import every_in_words
from watcher.toml_edits import checked, end_of, put_in

_HEADING = re.compile(r"#\s*-{2,}\s*(\S.*?)\s*-{2,}\s*")


@dataclass(frozen=True, slots=True)
class Added:
    """``text``: of the whole file. ``lines``: of the entry alone. ``where``: in words, such as "under “Statistics”"."""

    text: str
    lines: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class _Group:
    """``heading``: "" for what stands above any. ``numbers``: of its sources, from 0."""

    heading: str
    numbers: tuple[int, ...]


def listed_in(text: str) -> list[dict[str, Any]]:
    """The entries of a file that takes another one. Raises ReviewError, with what to do, where it takes none."""
    try:
        told = tomllib.loads(text).get("source", [])
    except tomllib.TOMLDecodeError as e:
        raise ReviewError(f"sources.toml is not TOML ({e}); `planwatch validate` says where") from e
    if not told:
        raise ReviewError(
            "sources.toml lists no source yet; write the first [[source]] by hand, with id, title, kind, url, every and commitments"
        )
    if not isinstance(told, list) or ("source", len(told) - 1) not in key_lines(text):
        raise ReviewError("sources.toml has its sources in one line (source = [...]); write each as a [[source]] of its own first")
    return told


def add_source(text: str, source: Source) -> Added:
    """With an entry for the source. Raises ReviewError where the file is laid out so that it cannot be put in."""
    told = listed_in(text)
    lines, known = text.split("\n"), key_lines(text)
    group, where = _group_for(source, _groups(lines, known, len(told)), told)
    at = end_of(lines, known, ("source", group.numbers[-1]))
    entry = _entry(source)
    place = sum(known["source", n] <= at for n in range(len(told)))
    new = ("[[source]]", *tomlkit.dumps(entry).rstrip().split("\n"))
    after = put_in(lines, at, ["", *new])
    return Added(checked(text, after, lambda found: found["source"].insert(place, entry), "sources.toml"), new, where)


def _entry(source: Source) -> dict[str, Any]:
    """Keys in the order in which the file has them; those that say nothing are left out."""
    every = {
        "id": source.id, "title": source.title, "kind": source.kind.value, "url": source.url, "every": every_in_words(source.every),
        "select": source.select, "ignore": list(source.ignore), "renderer": source.renderer,
        "commitments": list(source.commitments), "note": source.note,
    }  # fmt: skip
    return {name: value for name, value in every.items() if value}


def _groups(lines: list[str], known: dict[Path_, int], count: int) -> list[_Group]:
    """Those that hold a source."""
    marks = [(n, found[1]) for n, line in enumerate(lines, 1) if (found := _HEADING.fullmatch(line.strip()))]
    bounds = [(0, ""), *marks, (len(lines) + 1, "")]
    groups = (
        _Group(heading, tuple(n for n in range(count) if line < known["source", n] < end))
        for (line, heading), (end, _) in pairwise(bounds)
    )
    return [group for group in groups if group.numbers]


def _group_for(source: Source, groups: list[_Group], told: list[dict[str, Any]]) -> tuple[_Group, str]:
    """The last of the best, since new entries are put behind old ones; and where that is, in words."""
    best = max(groups[::-1], key=lambda g: _likeness(source, g, told))
    if _likeness(source, best, told) > (0, 0):
        return best, f"under “{best.heading}”" if best.heading else "above the first heading"
    heading = groups[-1].heading
    return groups[-1], f"at the end of the file, under “{heading}”" if heading else "at the end of the file"


def _likeness(source: Source, group: _Group, told: list[dict[str, Any]]) -> tuple[int, int]:
    """How often its sources name a commitment of the new one, and how many are of its kind and host."""
    entries, wanted = [told[n] for n in group.numbers], {*source.commitments} - {"*"}
    host = urlsplit(source.url).netloc
    alike = (e.get("kind") == source.kind.value and urlsplit(str(e.get("url", ""))).netloc == host for e in entries)
    return sum(len(wanted.intersection(e.get("commitments", []))) for e in entries), sum(alike)
