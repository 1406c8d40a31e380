"""What the watcher's commands share: the folders, the clock, plain errors, progress, JSON."""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from watcher.errors import ConfigurationError, PlanwatchError

if TYPE_CHECKING:
    from watcher.fetch import Fetcher
    from watcher.model import Catalogue, Commitment

As_json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def _somebody_there() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


@dataclass(frozen=True, slots=True)
class Place:
    """The two folders of an installation: what maintainers edit, and what the program writes.

    ``reviewing``: held while a file of theirs is replaced; raises PlanwatchError where another process holds it.
    ``wait``: lets seconds pass. ``terminal``: whether somebody sits there to read and to answer.
    """

    root: Path
    state: Path
    reviewing: Callable[[], AbstractContextManager[None]] = nullcontext
    wait: Callable[[float], None] = time.sleep
    terminal: Callable[[], bool] = _somebody_there

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
    """The fetcher as the environment configures it; exit 2 where PLANWATCH_PAUSE is no number of seconds.

    PLANWATCH_ALLOW_PRIVATE lists exact host:port entries.
    """
    from watcher.fetch import Fetcher, Politeness

    allowed = tuple(x for x in os.environ.get("PLANWATCH_ALLOW_PRIVATE", "").split(",") if x)
    contact = os.environ.get("PLANWATCH_CONTACT", "")
    return Fetcher(Politeness(contact=contact, allow_private=allowed, pause=_pause()), clock=now)


def _pause() -> float:
    told = os.environ.get("PLANWATCH_PAUSE") or "1.0"
    if not re.fullmatch(r"\d{1,4}(\.\d{1,6})?|\.\d{1,6}", told.strip()):
        misused(f"PLANWATCH_PAUSE is '{told}'; write the seconds between two requests to one host, such as 1 or 0.5.")
    return float(told)


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


class Misused(typer.Exit):
    """Ends a command with exit 2; ``sentence`` was said already."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(2)


def misused(message: str) -> NoReturn:
    """Says on standard error, in one line, how the command was misused, and ends it with exit 2."""
    typer.echo(f"planwatch: {message}", err=True)
    raise Misused(message)


def did_you_mean(wanted: str, known: Collection[str], otherwise: str) -> str:
    """A sentence with the nearest of the known ids, or ``otherwise`` where none is near."""
    near = difflib.get_close_matches(wanted, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else otherwise


def known_commitment(catalogue: Catalogue, wanted: str) -> Commitment:
    """The commitment of that id; exit 2, with the nearest id, where no plan has it."""
    by_id = {c.id: c for c in catalogue.commitments}
    if wanted not in by_id:
        hint = did_you_mean(wanted, by_id, "`planwatch status` lists them.")
        misused(f"no plan has a commitment '{wanted}'. {hint}")
    return by_id[wanted]


def known_sources(catalogue: Catalogue, wanted: list[str]) -> None:
    """Exit 2, with the nearest id, where sources.toml lacks one of them."""
    known = [s.id for s in catalogue.sources]
    for unknown in (w for w in wanted if w not in known):
        hint = did_you_mean(unknown, known, "")
        misused(f"sources.toml has no source '{unknown}'. {hint}".rstrip())


def read_bytes(path: Path) -> bytes:
    """A file that was named on the command line; exit 2 where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as e:
        misused(f"{path} cannot be read: {e.strerror}")
