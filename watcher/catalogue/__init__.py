"""sources.toml and plans/*.toml -> Catalogue; every mistake at once, with file, line and a suggestion [reads files]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from watcher.catalogue.advice import warnings_of
from watcher.catalogue.crosschecks import cross_mistakes
from watcher.catalogue.outline import Outline
from watcher.catalogue.shapes import parse_every, shapes
from watcher.catalogue.toml_files import TomlFile, read_toml
from watcher.dates import parse_phrase
from watcher.errors import ConfigurationError, Mistake
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


@dataclass(frozen=True, slots=True)
class Examined:
    """A configuration, read once. ``catalogue``: what has its shape; the whole of it where there is no mistake."""

    catalogue: Catalogue
    mistakes: list[Mistake]
    warnings: list[Mistake]


def load_catalogue(sources: Path, plans: Path, *, tried: Path | None = None) -> Catalogue:
    """The whole configuration. Raises ConfigurationError with every mistake in it.

    ``tried``: a plan's file that stands in place of the one with its id, or beside the others where its id is new.
    """
    read = _read(sources, plans, tried)
    mistakes = _mistakes(read)
    if mistakes:
        raise ConfigurationError(mistakes)
    return _catalogue(read)


def find_mistakes(sources: Path, plans: Path) -> list[Mistake]:
    """Every mistake, by file and line; empty when the configuration is fine."""
    return _mistakes(_read(sources, plans))


def examined(sources: Path, plans: Path, today: date) -> Examined:
    """Every mistake, and what is no mistake and yet finds too much or nothing; each by file and line."""
    read = _read(sources, plans)
    catalogue = _catalogue(read)
    warnings = warnings_of(catalogue, read.sources.outline, read.outlines, today)
    return Examined(catalogue, _mistakes(read), sorted(warnings))


# --- reading ---


@dataclass(frozen=True, slots=True)
class _Read:
    folder: Path
    sources: TomlFile
    plans: list[TomlFile]

    @property
    def outlines(self) -> list[Outline]:
        """Of the plans that are TOML."""
        return [f.outline for f in self.plans if f.outline is not None]


def _read(sources: Path, plans: Path, tried: Path | None = None) -> _Read:
    sources_shape, plan_shape = shapes()
    files = sorted(plans.glob("*.toml")) if plans.is_dir() else []
    read = [read_toml(f, plan_shape) for f in files]
    if tried is not None:
        read = _with_tried(read, read_toml(tried, plan_shape))
    return _Read(plans, read_toml(sources, sources_shape), read)


def _with_tried(read: list[TomlFile], tried: TomlFile) -> list[TomlFile]:
    named = tried.outline.plan_id if tried.outline else ""
    stay = [f for f in read if f.path.resolve() != tried.path.resolve()
            and not (named and f.outline and f.outline.plan_id == named)]  # fmt: skip
    return [*stay, tried]


def _mistakes(read: _Read) -> list[Mistake]:
    found = [m for f in (*read.plans, read.sources) for m in f.mistakes]
    if not read.plans:
        found.append(Mistake(str(read.folder), 0, "no plan here; a plan is a TOML file in this folder"))
    complete = bool(read.plans) and len(read.outlines) == len(read.plans)
    return sorted([*found, *cross_mistakes(read.sources.outline, read.outlines, complete=complete)])


def _catalogue(read: _Read) -> Catalogue:
    """What has its shape."""
    plans = sorted((_plan(f.shaped) for f in read.plans if f.shaped is not None), key=lambda p: p.published)
    rows = read.sources.shaped.source if read.sources.shaped is not None else ()
    return Catalogue(tuple(plans), tuple(_source(s) for s in rows))


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
