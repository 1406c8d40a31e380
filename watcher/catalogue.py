"""sources.toml and plans/*.toml -> Catalogue; every mistake at once, with file, line and a suggestion [reads files].

pydantic knows the shapes, tree-sitter-toml the lines, tomllib the values (TOML 1.0).
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watcher.advice import advise
from watcher.dates import parse_phrase
from watcher.errors import ConfigurationError, Mistake
from watcher.match.doubts import doubts
from watcher.model import (
    Alias,
    Candidate,
    Catalogue,
    Commitment,
    Correction,
    Plan,
    Precision,
    Rejection,
    Ruling,
    Source,
    SourceKind,
    Verdict,
    Window,
)
from watcher.shapes import parse_every, shapes
from watcher.toml_lines import Path_, key_lines

if TYPE_CHECKING:
    from pydantic import BaseModel

LONGEST_SLUG = 80


def load_catalogue(sources: Path, plans: Path, *, tried: Path | None = None) -> Catalogue:
    """The whole configuration. Raises ConfigurationError with every mistake in it.

    ``tried``: a plan's file that stands in place of the one with its id, or beside the others where its id is new.
    """
    catalogue, mistakes = _read(sources, plans, tried)
    if mistakes:
        raise ConfigurationError(mistakes)
    return catalogue


def find_mistakes(sources: Path, plans: Path) -> list[Mistake]:
    """Every mistake, by file and line; empty when the configuration is fine."""
    return sorted(_read(sources, plans)[1])


def find_warnings(sources: Path, plans: Path) -> list[Mistake]:
    """What is no mistake and yet finds too much or nothing; of the files that can be read, by file and line."""
    warnings: list[Mistake] = []
    places = {"": (sources, _file(sources, shapes()[0], [])[1])}
    for file in sorted(plans.glob("*.toml")):
        value, lines = _file(file, shapes()[1], [])
        if value is None:
            continue
        places[value.plan.id] = (file, lines)
        for doubt in doubts(_plan(value).commitments):
            where: Path_ = ("commitment", doubt.commitment, doubt.key)
            where = (*where, doubt.at, "name") if doubt.key == "alias" else where
            warnings.append(Mistake(str(file), _line(lines, where), f"{doubt.key}: {doubt.message}"))
    catalogue = _read(sources, plans)[0]
    for advice in advise(catalogue) if catalogue.sources else ():
        file, lines = places[advice.plan]
        where = ("commitment" if advice.plan else "source", advice.at, advice.key)
        warnings.append(Mistake(str(file), _line(lines, where), f"{advice.key}: {advice.message}"))
    return sorted(warnings)


# --- reading ---


def _read(sources: Path, plans: Path, tried: Path | None = None) -> tuple[Catalogue, list[Mistake]]:
    mistakes: list[Mistake] = []
    sources_shape, plan_shape = shapes()
    files = sorted(plans.glob("*.toml")) if plans.is_dir() else []
    if not files:
        mistakes.append(Mistake(str(plans), 0, "no plan here; a plan is a TOML file in this folder"))
    read = [_file(f, plan_shape, mistakes) for f in files]
    if tried is not None:
        files, read = _with_tried(files, read, tried, _file(tried, plan_shape, mistakes))
    found = [(f, value, lines) for f, (value, lines) in zip(files, read, strict=True) if value is not None]
    watched, watched_lines = _file(sources, sources_shape, mistakes)
    built = [_plan(value) for _, value, _ in found]
    mistakes += _duplicates([(str(f), ("commitment", i, "id"), c.id, lines) for f, v, lines in found
                             for i, c in enumerate(v.commitment)])  # fmt: skip
    mistakes += _duplicates([(str(f), ("plan", "id"), v.plan.id, lines) for f, v, lines in found])
    for f, v, lines in found:
        mistakes += _window_mistakes(str(f), v, lines)
        mistakes += _stray_corrections(str(f), v, lines)
        if len(read) == len(found):
            mistakes += _unknown_successors(str(f), v, [c.id for p in built for c in p.commitments], lines)
    mistakes += _like_themes([(str(f), ("commitment", i, "theme"), c.theme, lines) for f, v, lines in found
                              for i, c in enumerate(v.commitment)])  # fmt: skip
    if watched is not None:
        rows = list(enumerate(watched.source))
        mistakes += _duplicates([(str(sources), ("source", i, "id"), s.id, watched_lines) for i, s in rows])
        if len(read) == len(found) and found:
            mistakes += _unknown_commitments(str(sources), rows, built, watched_lines)
    rows_read = watched.source if watched is not None else []
    return Catalogue(tuple(sorted(built, key=lambda p: p.published)), tuple(_source(s) for s in rows_read)), mistakes


_Read = tuple[Any, dict[Path_, int]]


def _with_tried(files: list[Path], read: list[_Read], tried: Path, fresh: _Read) -> tuple[list[Path], list[_Read]]:
    value = fresh[0]
    stay = [(f, r) for f, r in zip(files, read, strict=True)
            if f.resolve() != tried.resolve() and not (value and r[0] and r[0].plan.id == value.plan.id)]  # fmt: skip
    return [*(f for f, _ in stay), tried], [*(r for _, r in stay), fresh]


def _file(path: Path, shape: type[BaseModel], mistakes: list[Mistake]) -> _Read:
    """The file in its shape, or None with the mistakes noted; and the line of each key."""
    from pydantic import ValidationError

    try:
        text = path.read_bytes().decode("utf-8")
        value = tomllib.loads(text)
    except OSError as e:
        mistakes.append(Mistake(str(path), 0, f"cannot be read: {e.strerror or e}"))
        return None, {}
    except UnicodeDecodeError as e:
        mistakes.append(Mistake(str(path), 0, f"is not UTF-8 text ({e.reason} at byte {e.start}); save it as UTF-8"))
        return None, {}
    except RecursionError:
        mistakes.append(Mistake(str(path), 0, "is nested too deeply to be a list of sources or commitments"))
        return None, {}
    except ValueError as e:
        at = re.search(r"line (\d+)", str(e))
        hint = "; the file begins with a byte order mark, save it without" if text.startswith("\ufeff") else ""
        mistakes.append(Mistake(str(path), int(at[1]) if at else 1, f"is not TOML: {e}{hint}"))
        return None, {}
    lines = key_lines(text)
    try:
        return shape.model_validate(value), lines
    except ValidationError as e:
        mistakes += [_mistake(path, error, lines, shape) for error in e.errors(include_url=False)]
        return None, lines


def _mistake(path: Path, error: Any, lines: dict[Path_, int], shape: type[BaseModel]) -> Mistake:
    where: Path_ = tuple(error["loc"])
    key = ".".join(str(p) for p in where if not isinstance(p, int))
    return Mistake(str(path), _line(lines, where), f"{key}: {_words(error, shape)}")


def _line(lines: dict[Path_, int], where: Path_) -> int:
    """The line of the key, or of the nearest table around it."""
    for size in range(len(where), 0, -1):
        if where[:size] in lines:
            return lines[where[:size]]
    return 1


def _words(error: Any, shape: type[BaseModel]) -> str:
    kind, value = error["type"], error.get("input")
    shown = repr(value)[:80]
    if kind == "extra_forbidden":
        return f"there is no such key{_near(str(error['loc'][-1]), _known_keys(shape))}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "literal_error":
        allowed = re.findall(r"'([^']+)'", str(error["ctx"]["expected"]))
        return f"{shown} is not one of {', '.join(allowed)}{_near(str(value), allowed)}"
    if kind == "string_pattern_mismatch":
        return f"{shown} is not an id; use small letters, digits and hyphens"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return f"{error['msg'][:1].lower()}{error['msg'][1:]} (it is {shown})"


def _near(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else ""


def _known_keys(shape: type[BaseModel]) -> list[str]:
    names = re.findall(r'"([a-z_]+)": \{', str(shape.model_json_schema()).replace("'", '"'))
    return sorted(set(names) - {"properties", "items"})


# --- mistakes between entries ---


def _duplicates(rows: list[tuple[str, Path_, str, dict[Path_, int]]]) -> Iterator[Mistake]:
    first: dict[str, str] = {}
    for file, where, value, lines in rows:
        line = _line(lines, where)
        if value in first:
            yield Mistake(file, line, f"id '{value}' is used already at {first[value]}; ids are unique")
        else:
            first[value] = f"{file}:{line}"


def _unknown_commitments(file: str, rows: list[tuple[int, Any]], plans: list[Plan], lines: dict[Path_, int]) -> Iterator[Mistake]:
    known = [c.id for p in plans for c in p.commitments]
    for i, source in rows:
        for wanted in source.commitments:
            if wanted != "*" and wanted not in known:
                line = _line(lines, ("source", i, "commitments"))
                yield Mistake(file, line, f"no plan has a commitment '{wanted}'{_near(wanted, known)}")


def _window_mistakes(file: str, value: Any, lines: dict[Path_, int]) -> Iterator[Mistake]:
    for i, c in enumerate(value.commitment):
        if c.due_start and c.due_end and c.due_start > c.due_end:
            line = _line(lines, ("commitment", i, "due_end"))
            yield Mistake(file, line, f"due_end {c.due_end} is before due_start {c.due_start}")


def _like_themes(rows: list[tuple[str, Path_, str, dict[Path_, int]]]) -> Iterator[Mistake]:
    """Two themes that would have one address; each is told once."""
    first: dict[str, str] = {}
    told: set[str] = set()
    for file, where, theme, lines in rows:
        other = first.setdefault(slug(theme), theme)
        if other != theme and theme not in told:
            told.add(theme)
            yield Mistake(
                file, _line(lines, where), f"theme '{theme}' is too like '{other}'; write both the same, or quite differently"
            )


def slug(name: str) -> str:
    """A theme's name as it stands in addresses: small letters, digits and hyphens."""
    plain, short = (
        re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"),
        hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8],
    )
    if len(plain) > LONGEST_SLUG:
        return f"{plain[:LONGEST_SLUG]}-{short}"
    return plain or short


def _stray_corrections(file: str, value: Any, lines: dict[Path_, int]) -> Iterator[Mistake]:
    known = [c.id for c in value.commitment]
    for i, correction in enumerate(value.correction):
        if correction.commitment and correction.commitment not in known:
            line = _line(lines, ("correction", i, "commitment"))
            near = _near(correction.commitment, known)
            yield Mistake(file, line, f"this plan has no commitment '{correction.commitment}'{near}")


def _unknown_successors(file: str, value: Any, known: list[str], lines: dict[Path_, int]) -> Iterator[Mistake]:
    """What took a promise's place is a promise of one of the plans, and only "superseded" names any."""
    for i, c in enumerate(value.commitment):
        for n, ruling in enumerate(c.ruling):
            line = _line(lines, ("commitment", i, "ruling", n, "by"))
            if ruling.by and ruling.verdict != Verdict.SUPERSEDED.value:
                yield Mistake(file, line, f"by: a ruling '{ruling.verdict}' names no successor; only 'superseded' does")
            for wanted in ruling.by:
                if wanted == c.id or wanted not in known:
                    what = "is this commitment itself" if wanted == c.id else "is a commitment of no plan"
                    yield Mistake(file, line, f"by: '{wanted}' {what}{_near(wanted, known)}")


# --- shapes into words of the model ---


def _source(s: Any) -> Source:
    return Source(
        id=s.id,
        title=s.title,
        kind=SourceKind(s.kind),
        url=s.url,
        every=parse_every(s.every),
        select=s.select,
        ignore=tuple(s.ignore),
        commitments=tuple(s.commitments),
        note=s.note,
        renderer=s.renderer,
        verified=s.verified,
    )


def _plan(value: Any) -> Plan:
    p = value.plan
    commitments = tuple(_commitment(c, p) for c in value.commitment)
    corrections = tuple(Correction(x.on, x.text, x.commitment) for x in sorted(value.correction, key=lambda x: x.on))
    return Plan(p.id, p.title, p.url, p.published, p.publisher, p.evidence_to, commitments, p.note, corrections)


def _commitment(c: Any, plan: Any) -> Commitment:
    return Commitment(
        id=c.id,
        plan_id=plan.id,
        title=c.title,
        due=c.due,
        window=_window(c, plan),
        owner=c.owner,
        theme=c.theme,
        stated=c.stated,
        stated_in=c.stated_in,
        names=tuple(c.names),
        not_names=tuple(c.not_names),
        delivered_by=tuple(c.delivered_by),
        rulings=tuple(
            Ruling(r.on, Verdict(r.verdict), tuple(r.evidence), r.note, tuple(r.by)) for r in sorted(c.ruling, key=lambda r: r.on)
        ),
        candidates=tuple(Candidate(k.url, k.on, k.note) for k in c.candidate),
        rejected=tuple(Rejection(r.url, r.on, r.reason) for r in c.rejected),
        note=c.note,
        aliases=tuple(Alias(a.name, a.document, a.on, a.note) for a in c.alias),
    )


def _window(c: Any, plan: Any) -> Window:
    """The phrase's window, where the file does not state it outright."""
    read = parse_phrase(c.due, said_on=plan.published)
    if c.due_start is None and c.due_end is None and c.due_precision is None:
        return read
    return Window(c.due_start, c.due_end, Precision(c.due_precision) if c.due_precision else read.precision, c.due)
