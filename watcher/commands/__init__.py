"""The part of the command line that watches and judges. Exit status: 0 fine, 1 found trouble, 2 misused."""

from __future__ import annotations

import typer

from watcher.commands.adding import add
from watcher.commands.desk import As_json, Place, now, plain_errors, polite_fetcher, print_json, progress
from watcher.commands.explaining import explain
from watcher.commands.looking import check
from watcher.commands.previewing import preview
from watcher.commands.replaying import replay
from watcher.commands.reporting import status, validate
from watcher.commands.reviewing import review, rule
from watcher.commands.trying import diff, match

__all__ = ["As_json", "Place", "mount", "now", "plain_errors", "polite_fetcher", "print_json", "progress"]


def mount(app: typer.Typer) -> None:
    """Adds the watcher's commands to the command line."""
    for command in (check, status, validate, add, preview, match, diff, explain, replay, review, rule):
        app.command()(command)
