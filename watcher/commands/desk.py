"""What the watcher's commands share: the folders, the clock, plain errors, progress, JSON."""

from __future__ import annotations

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
    from watcher.fetch import Fetcher
    from watcher.model import Catalogue

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


def known_sources(catalogue: Catalogue, wanted: list[str]) -> None:
    known = [s.id for s in catalogue.sources]
    unknown = [w for w in wanted if w not in known]
    if unknown:
        import difflib

        near = difflib.get_close_matches(unknown[0], known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        typer.echo(f"planwatch: sources.toml has no source '{unknown[0]}'.{hint}", err=True)
        raise typer.Exit(2)


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        typer.echo(f"planwatch: {path} cannot be read: {e.strerror}", err=True)
        raise typer.Exit(2) from e
