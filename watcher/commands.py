"""The part of the command line that watches and judges. Exit status: 0 fine, 1 found trouble, 2 misused."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher.errors import ConfigurationError, PlanwatchError

if TYPE_CHECKING:
    from watcher.check import Round
    from watcher.fetch import Fetcher
    from watcher.model import Catalogue, Event, Standing

As_json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


@dataclass(frozen=True, slots=True)
class Place:
    """The two folders of an installation: what maintainers edit, and what the program writes."""

    root: Path
    state: Path

    @property
    def sources(self) -> Path:
        return self.root / "sources.toml"

    @property
    def plans(self) -> Path:
        return self.root / "plans"

    @property
    def database(self) -> Path:
        return self.state / "watcher.db"

    def catalogue(self) -> Catalogue:
        """Raises ConfigurationError with every mistake."""
        from watcher.catalogue import load_catalogue

        return load_catalogue(self.sources, self.plans)


def now() -> datetime:
    """The one clock of the command line, in UTC."""
    return datetime.now(UTC)


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Our own errors become one plain message: exit 2 for configuration, 1 for the rest; bugs propagate."""
    try:
        yield
    except ConfigurationError as e:
        for mistake in e.mistakes:
            typer.echo(str(mistake), err=True)
        typer.echo(f"{len(e.mistakes)} mistake(s) in the configuration; nothing was done.", err=True)
        raise typer.Exit(2) from e
    except PlanwatchError as e:
        typer.echo(f"planwatch: {e}", err=True)
        raise typer.Exit(1) from e


def polite_fetcher() -> Fetcher:
    """The fetcher as the environment configures it. PLANWATCH_ALLOW_PRIVATE lists exact host:port entries."""
    from watcher.fetch import Fetcher, Politeness

    allowed = tuple(x for x in os.environ.get("PLANWATCH_ALLOW_PRIVATE", "").split(",") if x)
    contact = os.environ.get("PLANWATCH_CONTACT", "")
    pause = float(os.environ.get("PLANWATCH_PAUSE", "1.0"))
    return Fetcher(Politeness(contact=contact, allow_private=allowed, pause=pause), clock=now)


def mount(app: typer.Typer) -> None:
    """Adds the watcher's commands to the command line."""
    for command in (check, status, validate, match, diff, explain, preview):
        app.command()(command)


def check(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Source ids; without any, those that are due.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every source, due or not.")] = False,
    as_json: As_json = False,
) -> None:
    """Look once at what is due: fetch, compare, judge, record. Exit 1 when a source could not be seen."""
    from watcher.archive import Archive
    from watcher.check import Conductor

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        _known_sources(catalogue, sources or [])
        with Archive.open(place.database, now=now()) as archive, polite_fetcher() as fetcher:
            total = len(sources or catalogue.sources)
            conductor = Conductor(catalogue, archive, fetcher)
            with progress("looking", shown=not as_json) as advance:
                count = itertools.count(1)
                done = conductor.run(
                    now, only=sources or (), everything=everything, progress=lambda source: advance(next(count), total)
                )
    _report_round(done, as_json)
    raise typer.Exit(1 if done.unseen else 0)


def _known_sources(catalogue: Catalogue, wanted: list[str]) -> None:
    known = [s.id for s in catalogue.sources]
    unknown = [w for w in wanted if w not in known]
    if unknown:
        import difflib

        near = difflib.get_close_matches(unknown[0], known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        typer.echo(f"planwatch: sources.toml has no source '{unknown[0]}'.{hint}", err=True)
        raise typer.Exit(2)


@contextmanager
def progress(what: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, moved by (done, total); silent where nobody watches."""
    if not shown or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def round_as_json(done: Round) -> dict[str, Any]:
    """The figures of one round, as ``planwatch check --json`` prints them."""
    from watcher.scoreboard import event_as_json

    figures = {k: getattr(done, k) for k in ("checked", "unchanged", "changed", "unseen", "requests", "bytes", "seconds")}
    return {**figures, "events": [event_as_json(e) for e in done.events], "reasons": done.reasons}


def _report_round(done: Round, as_json: bool) -> None:
    if as_json:
        print_json(round_as_json(done))
        return
    for source_id, reason in done.reasons.items():
        typer.echo(f"{source_id}: not seen. {reason}")
    for event in _news(done.events):
        typer.echo(f"{event.kind.value}: {event.sentence}")
    typer.echo(
        f"Checked {done.checked} sources: {done.changed} changed, {done.unchanged} unchanged, {done.unseen} not seen; "
        f"{done.requests} requests, {done.bytes:,} bytes, {done.seconds:.1f} s."
    )


def _news(events: list[Event]) -> list[Event]:
    return [e for e in events if not e.detail.get("baseline")]


def status(
    context: typer.Context,
    commitment: Annotated[str | None, typer.Argument(help="One commitment's id.")] = None,
    as_json: As_json = False,
) -> None:
    """Where each promise stands today, on four axes."""
    from watcher.archive import Archive
    from watcher.scoreboard import standing_as_json, standings

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        with Archive.open(place.database, now=now()) as archive:
            found = standings(catalogue, archive, now())
    by_id = {c.id: c for c in catalogue.commitments}
    chosen = [s for i, s in found.items() if commitment in (None, i)]
    if not chosen:
        typer.echo(f"planwatch: no plan has a commitment '{commitment}'; `planwatch status` lists them.", err=True)
        raise typer.Exit(2)
    if as_json:
        print_json([standing_as_json(s, by_id[s.commitment_id].title, by_id[s.commitment_id].plan_id) for s in chosen])
        return
    _print_standings(chosen, {i: c.title for i, c in by_id.items()})


def _print_standings(chosen: list[Standing], titles: dict[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("commitment", "schedule", "evidence", "dates", "verdict", "in words")
    for s in chosen:
        title = f"{titles[s.commitment_id]}\n[dim]{s.commitment_id}[/dim]"
        table.add_row(title, s.schedule.value, s.evidence.value, s.dates.value, s.verdict.value, s.sentence)
    Console().print(table)


def validate(context: typer.Context, as_json: As_json = False) -> None:
    """Every mistake in sources.toml and plans/, with file and line. Exit 2 when there is one."""
    from watcher.catalogue import find_mistakes

    place: Place = context.obj
    mistakes = find_mistakes(place.sources, place.plans)
    if as_json:
        print_json([{"file": m.file, "line": m.line, "message": m.message} for m in mistakes])
    elif mistakes:
        for mistake in mistakes:
            typer.echo(str(mistake))
    else:
        catalogue = place.catalogue()
        typer.echo(f"Fine: {len(catalogue.sources)} sources, {len(catalogue.commitments)} commitments.")
    raise typer.Exit(2 if mistakes else 0)


def match(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Documents, one JSON object a line.")],
    as_json: As_json = False,
) -> None:
    """Which commitments each document concerns, best first, with the reasons."""
    from watcher.match import Matcher, match_line

    place: Place = context.obj
    with plain_errors():
        matcher = Matcher(place.catalogue().commitments)
        for number, line in enumerate(_lines(file), 1):
            answer = match_line(matcher, _record(file, number, line))
            if as_json:
                sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            else:
                _print_match(answer)


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as e:
        typer.echo(f"planwatch: {file} cannot be read: {e}", err=True)
        raise typer.Exit(2) from e


def _record(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("title"), str):
        typer.echo(f"{file}:{number}: expected a JSON object with a title.", err=True)
        raise typer.Exit(2)
    return record


def _print_match(answer: dict[str, Any]) -> None:
    typer.echo(answer.get("url") or "(no address)")
    for found in answer["commitments"]:
        typer.echo(f"  {found['score']:.2f} {found['relation']} {found['id']}: {'; '.join(found['why'])}")


def diff(old: Path, new: Path, as_json: As_json = False) -> None:
    """Two saved pages (HTML or Content API JSON): the change as a subscriber would read it."""
    from watcher.diff import change_as_json, diff_documents
    from watcher.extract import extract_file

    with plain_errors():
        before, after = (extract_file(p.name, _bytes(p), now=now()) for p in (old, new))
        answer = change_as_json(diff_documents(before, after), before, after)
    if as_json:
        print_json(answer)
        return
    for hunk in answer["hunks"]:
        typer.echo(f"{hunk['kind']}:")
        typer.echo("".join(f"  {mark} {hunk[side]}\n" for mark, side in (("-", "before"), ("+", "after")) if hunk[side]))
    if not answer["changed"]:
        typer.echo("No meaningful difference.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        typer.echo(f"planwatch: {path} cannot be read: {e.strerror}", err=True)
        raise typer.Exit(2) from e


def explain(context: typer.Context, commitment: str) -> None:
    """How a commitment's standing came about: windows, sources, checks, passages, events."""
    from watcher.archive import Archive
    from watcher.scoreboard import standings

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        known = {c.id: c for c in catalogue.commitments}
        if commitment not in known:
            typer.echo(f"planwatch: no plan has a commitment '{commitment}'; `planwatch status` lists them.", err=True)
            raise typer.Exit(2)
        with Archive.open(place.database, now=now()) as archive:
            found = standings(catalogue, archive, now())[commitment]
            lines = [f"{at:%Y-%m-%d} {source} {s.relation.value} {s.score:.2f} {s.title} ({'; '.join(s.why)})"
                     for at, source, s in archive.sightings(commitment)]  # fmt: skip
            lines += [f"{e.at:%Y-%m-%d} {e.kind.value}: {e.sentence}" for e in archive.events(commitment_id=commitment)]
            states = archive.states()
    typer.echo(f"{known[commitment].title}\n{found.sentence}\nLooked for in:")
    for source in found.coverage.sources:
        state = states.get(source)
        typer.echo(f"  {source}: {state.seen if state else 0} checks{f', {state.reason_text}' if state else ''}")
    typer.echo("Passages and events, oldest first:")
    typer.echo("\n".join(f"  {line}" for line in sorted(lines)) or "  none")


def preview(context: typer.Context, source: str) -> None:
    """What a source of sources.toml shows now, and the commitments that it would concern. Records nothing."""
    from watcher.look import Memory, Sight, look_at
    from watcher.match import Matcher
    from watcher.model import SourceState, Validators

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        _known_sources(catalogue, [source])
        chosen = next(s for s in catalogue.sources if s.id == source)
        with polite_fetcher() as fetcher:
            seen = look_at(chosen, fetcher, Memory(SourceState(source), {}, lambda url: Validators()), now())
    if not isinstance(seen, Sight):
        typer.echo(f"{source}: not seen. {seen.unseen.detail}", err=True)
        raise typer.Exit(1)
    matcher = Matcher(catalogue.commitments)
    for found in seen.documents:
        document = found.document
        typer.echo(f"{document.title}\n{document.url} ({document.state.value}, {len(document.blocks)} blocks)")
        typer.echo("\n".join(f"  {b.kind.value}: {b.text[:160]}" for b in document.blocks[:12]))
        for s in matcher.match(document):
            typer.echo(f"  -> {s.commitment_id} {s.relation.value} {s.score:.2f}: {'; '.join(s.why)}")
