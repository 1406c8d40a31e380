"""The watcher's commands as a maintainer calls them, on a folder and a site of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.watcher.test_catalogue import PLAN
from tests.web_server import Web
from watcher.commands import Place, mount

SOURCES = """# What is watched.
# Not a word of this may be lost.


# --- Pages ---

[[source]]
id = "first"   # the oldest
title = 'Where it began'
kind = "page"
url = "http://SITE/first"
every = "1d"
commitments = [
    "c",  # the only one
]


# --- Feeds ---

[[source]]
id = "news"
title = "News"
kind = "feed"
url = "http://SITE/news.xml"
every = "1h"
commitments = ["*"]

# Not yet: a thing that waits.
"""
NAMED = PLAN + 'names = ["national EHCP template"]\n'


@dataclass
class Desk:
    """``terminal``: whether somebody sits there. ``waited``: seconds for which a command waited; ``meanwhile`` happens then."""

    folder: Path
    site: Web
    terminal: bool = False
    waited: list[float] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    @property
    def sources(self) -> str:
        return (self.folder / "sources.toml").read_bytes().decode()

    def run(self, *words: str, typed: str = "") -> Told:
        app = typer.Typer(pretty_exceptions_enable=False)
        mount(app)

        @app.callback()
        def place(context: typer.Context) -> None:
            state = self.folder / "state"
            context.obj = Place(self.folder, state, wait=self._wait, terminal=lambda: self.terminal)

        done = CliRunner().invoke(app, list(words), input=typed)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Told(done.exit_code, done.stdout, done.stderr)

    def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.meanwhile()


@dataclass(frozen=True)
class Told:
    code: int
    out: str
    err: str


def desk(folder: Path, site: Web, monkeypatch: pytest.MonkeyPatch, *allowed: str) -> Desk:
    """A folder with two sources and one commitment; ``allowed``: further hosts of the test that may be asked."""
    (folder / "plans").mkdir()
    (folder / "plans" / "p.toml").write_text(NAMED)
    (folder / "sources.toml").write_text(SOURCES.replace("SITE", site.address))
    monkeypatch.setenv("PLANWATCH_ALLOW_PRIVATE", ",".join((site.address, *allowed)))
    monkeypatch.setenv("PLANWATCH_PAUSE", "0")
    return Desk(folder, site)
