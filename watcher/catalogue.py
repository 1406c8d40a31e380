"""sources.toml and plans/*.toml -> Catalogue; every mistake at once, with file, line and a suggestion [reads files].

pydantic knows the shapes, tree-sitter-toml the lines, tomllib the values (TOML 1.0).
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from watcher.dates import means_something, parse_phrase
from watcher.errors import ConfigurationError, Mistake
from watcher.model import (
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

if TYPE_CHECKING:
    from pydantic import BaseModel

DELIVERABLES = frozenset(
    "guidance regulation statistics dashboard service funding consultation report report-response template training "
    "appointment group programme data law policy-paper school event standards research inspection".split()
)
_EVERY = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ID = r"^[a-z0-9][a-z0-9-]{0,79}$"
LONGEST_SLUG = 80
Path_ = tuple[str | int, ...]


def parse_every(text: str) -> timedelta:
    """ "30m", "6h", "1d" or "1w" as an interval of at least five minutes and at most a year; else ValueError."""
    found = re.fullmatch(r"(\d{1,4})([mhdw])", text)
    interval = timedelta(**{_EVERY[found[2]]: int(found[1])}) if found else timedelta(0)
    if not timedelta(minutes=5) <= interval <= timedelta(days=366):
        raise ValueError(f"{text!r} is not an interval; write 30m, 6h, 1d or 1w (five minutes to a year)")
    return interval


def load_catalogue(sources: Path, plans: Path) -> Catalogue:
    """The whole configuration. Raises ConfigurationError with every mistake in it."""
    catalogue, mistakes = _read(sources, plans)
    if mistakes:
        raise ConfigurationError(mistakes)
    return catalogue


def find_mistakes(sources: Path, plans: Path) -> list[Mistake]:
    """Every mistake, by file and line; empty when the configuration is fine."""
    return sorted(_read(sources, plans)[1])


# --- the shapes ---


@cache
def _shapes() -> tuple[type[BaseModel], type[BaseModel]]:
    """The pydantic models of the two files; made on first use because pydantic is slow to import."""
    from typing import Annotated, Literal

    from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr

    strict = ConfigDict(extra="forbid", strict=True)
    Text = Annotated[StrictStr, Field(min_length=1, max_length=5000), AfterValidator(_visible)]
    Id = Annotated[StrictStr, Field(pattern=_ID)]
    Url = Annotated[StrictStr, AfterValidator(_web_address)]
    Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
    Words = Annotated[list[Text], Field(max_length=500)]
    kinds: Any = Literal[tuple(k.value for k in SourceKind)]
    verdicts: Any = Literal[tuple(v.value for v in Verdict)]
    precisions: Any = Literal[tuple(p.value for p in Precision)]
    things: Any = Literal[tuple(sorted(DELIVERABLES))]

    class SourceShape(BaseModel):
        model_config = strict
        id: Id
        title: Text
        kind: kinds
        url: Url
        every: Annotated[StrictStr, AfterValidator(lambda v: v if parse_every(v) else v)]
        select: Annotated[StrictStr, AfterValidator(_selector)] = ""
        ignore: list[Annotated[StrictStr, AfterValidator(_selector)]] = []
        commitments: Words = []
        note: StrictStr = ""

    class SourcesFile(BaseModel):
        model_config = strict
        source: Annotated[list[SourceShape], Field(min_length=1)]

    class RulingShape(BaseModel):
        model_config = strict
        on: date
        verdict: verdicts
        evidence: list[Url] = []
        note: StrictStr = ""

    class CandidateShape(BaseModel):
        model_config = strict
        url: Url
        on: date | None = None
        note: StrictStr = ""

    class RejectionShape(BaseModel):
        model_config = strict
        url: Url
        on: date
        reason: Text

    class CorrectionShape(BaseModel):
        model_config = strict
        on: date
        text: Text
        commitment: StrictStr = ""

    class CommitmentShape(BaseModel):
        model_config = strict
        id: Id
        title: Text
        due: Annotated[StrictStr, AfterValidator(_due)]
        owner: Text
        theme: Text
        stated: Url
        stated_in: StrictStr = ""
        names: Words = []
        not_names: Words = []
        delivered_by: list[things] = []
        note: StrictStr = ""
        due_start: Day | None = None
        due_end: Day | None = None
        due_precision: precisions | None = None
        ruling: list[RulingShape] = []
        candidate: list[CandidateShape] = []
        rejected: list[RejectionShape] = []

    class PlanShape(BaseModel):
        model_config = strict
        id: Id
        title: Text
        url: Url
        published: date
        publisher: Text
        evidence_to: date | None = None
        note: StrictStr = ""

    class PlanFile(BaseModel):
        model_config = strict
        plan: PlanShape
        commitment: Annotated[list[CommitmentShape], Field(min_length=1)]
        correction: list[CorrectionShape] = []

    for shape in (SourcesFile, PlanFile):
        shape.model_rebuild(_types_namespace={**globals(), **locals()})
    return SourcesFile, PlanFile


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as e:
        raise ValueError(f"{url!r} is not an address ({e})") from e
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s|[\x00-\x1f]", url):
        raise ValueError(f"{url!r} is not a web address; it begins with https:// and names a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address must not hold a name or password; secrets belong in the environment")
    if port == 0:
        raise ValueError(f"{url!r} names port 0")
    return url


def _visible(text: str) -> str:
    found = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    if found:
        raise ValueError(f"holds a character that cannot be seen (U+{ord(found[0]):04X}); write it anew without")
    return text


def _selector(text: str) -> str:
    if text:
        import soupsieve

        try:
            soupsieve.compile(text)
        except (soupsieve.SelectorSyntaxError, RecursionError) as e:
            raise ValueError(f"{text!r} is not a CSS selector ({str(e).splitlines()[0]})") from e
    return text


def _due(text: str) -> str:
    if not means_something(text):
        raise ValueError(f"{text!r} means no date; write a phrase such as 'by the end of 2025', or \"\" for undated")
    return text


# --- reading ---


def _read(sources: Path, plans: Path) -> tuple[Catalogue, list[Mistake]]:
    mistakes: list[Mistake] = []
    sources_shape, plan_shape = _shapes()
    files = sorted(plans.glob("*.toml")) if plans.is_dir() else []
    if not files:
        mistakes.append(Mistake(str(plans), 0, "no plan here; a plan is a TOML file in this folder"))
    read = [_file(f, plan_shape, mistakes) for f in files]
    found = [(f, value, lines) for f, (value, lines) in zip(files, read, strict=True) if value is not None]
    watched, watched_lines = _file(sources, sources_shape, mistakes)
    built = [_plan(value) for _, value, _ in found]
    mistakes += _duplicates([(str(f), ("commitment", i, "id"), c.id, lines) for f, v, lines in found
                             for i, c in enumerate(v.commitment)])  # fmt: skip
    mistakes += _duplicates([(str(f), ("plan", "id"), v.plan.id, lines) for f, v, lines in found])
    for f, v, lines in found:
        mistakes += _window_mistakes(str(f), v, lines)
        mistakes += _stray_corrections(str(f), v, lines)
    mistakes += _like_themes([(str(f), ("commitment", i, "theme"), c.theme, lines) for f, v, lines in found
                              for i, c in enumerate(v.commitment)])  # fmt: skip
    if watched is not None:
        rows = list(enumerate(watched.source))
        mistakes += _duplicates([(str(sources), ("source", i, "id"), s.id, watched_lines) for i, s in rows])
        if len(read) == len(found) and found:
            mistakes += _unknown_commitments(str(sources), rows, built, watched_lines)
    shapes = watched.source if watched is not None else []
    return Catalogue(tuple(built), tuple(_source(s) for s in shapes)), mistakes


def _file(path: Path, shape: type[BaseModel], mistakes: list[Mistake]) -> tuple[Any, dict[Path_, int]]:
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


def key_lines(text: str) -> dict[Path_, int]:
    """The line (from 1) of every table and key of a TOML text, by path; array items are numbered from 0."""
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    data = text.encode()
    root = Parser(Language(tree_sitter_toml.language())).parse(data).root_node
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    for node in root.children:
        base: Path_ = ()
        if node.type in ("table", "table_array_element"):
            base = _resolved(_keys(node, data), counts, array=node.type == "table_array_element")
            lines[base] = node.start_point[0] + 1
        pairs = [node] if node.type == "pair" else [c for c in node.children if c.type == "pair"]
        for pair in pairs:
            lines[base + _keys(pair, data)] = pair.start_point[0] + 1
    return lines


def _keys(node: Any, data: bytes) -> tuple[str, ...]:
    for child in node.children:
        if child.type in ("bare_key", "quoted_key", "dotted_key"):
            return tuple(k.strip("\"' ") for k in data[child.start_byte : child.end_byte].decode().split("."))
    return ()


def _resolved(keys: tuple[str, ...], counts: dict[Path_, int], *, array: bool) -> Path_:
    """A header's path with the index of each array of tables that it stands in."""
    path: Path_ = ()
    for n, key in enumerate(keys):
        path = (*path, key)
        if array and n == len(keys) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


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


# --- shapes into words of the model ---


def _source(s: Any) -> Source:
    return Source(
        s.id, s.title, SourceKind(s.kind), s.url, parse_every(s.every), s.select, tuple(s.ignore), tuple(s.commitments), s.note
    )  # fmt: skip


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
        rulings=tuple(Ruling(r.on, Verdict(r.verdict), tuple(r.evidence), r.note) for r in sorted(c.ruling, key=lambda r: r.on)),
        candidates=tuple(Candidate(k.url, k.on, k.note) for k in c.candidate),
        rejected=tuple(Rejection(r.url, r.on, r.reason) for r in c.rejected),
        note=c.note,
    )


def _window(c: Any, plan: Any) -> Window:
    """The phrase's window, where the file does not state it outright."""
    read = parse_phrase(c.due, said_on=plan.published)
    if c.due_start is None and c.due_end is None and c.due_precision is None:
        return read
    return Window(c.due_start, c.due_end, Precision(c.due_precision) if c.due_precision else read.precision, c.due)
