"""What the parts of the acceptance share: how they speak, wait, collect what is wrong, and end."""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
MOST_TOLD, MOST_PLACES = 20, 4

Found = TypeVar("Found")


class Failed(Exception):
    """What was promised did not come about; in words for whoever runs this."""


def say(words: str) -> None:
    print(f"acceptance: {words}", flush=True)


def check(fine: object, words: str) -> None:
    if not fine:
        raise Failed(words)


def until(what: str, look: Callable[[], Found], seconds: float = 30) -> Found:
    """The first true answer of ``look``; Failed where none comes in time."""
    end = time.monotonic() + seconds
    while not (found := look()):
        check(time.monotonic() < end, f"in {seconds:g} seconds it did not come about that {what}")
        time.sleep(0.1)
    return found


class Wrongs:
    """What is wrong, and where: equal findings are told once, with the first places."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, list[str]]] = {}

    def add(self, what: str, where: str, how: str = "") -> None:
        """``how``: in which of several ways of looking at one place; only the first is told, the others are counted."""
        self._found.setdefault(what, {}).setdefault(where, []).append(how)

    def __len__(self) -> int:
        return len(self._found)

    def __str__(self) -> str:
        told = sorted(self._found.items(), key=lambda found: -len(found[1]))
        lines = [f"{what}\n    {_some(places)}" for what, places in told[:MOST_TOLD]]
        if len(told) > MOST_TOLD:
            lines.append(f"and {len(told) - MOST_TOLD} other findings")
        return "\n  ".join(lines)

    def check(self) -> None:
        check(not self, f"{len(self)} different findings:\n  {self}")


def _some(places: Mapping[str, Sequence[str]]) -> str:
    first = [_place(where, list(dict.fromkeys(hows))) for where, hows in list(places.items())[:MOST_PLACES]]
    more = f" and in {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    return "in " + ", ".join(first) + more


def _place(where: str, hows: Sequence[str]) -> str:
    ways = f"{hows[0]}; {len(hows)} ways in all" if len(hows) > 1 else hows[0]
    return f"{where} ({ways})" if ways else where


def run(*words: str | Path, env: Mapping[str, str] | None = None, stdin: str | None = None, seconds: float = 120) -> str:
    """What another program prints; Failed where it ends with anything but 0."""
    command = [str(word) for word in words]
    try:
        done = subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{command[0]} could not be run: {error}") from error
    name = " ".join([Path(command[0]).name, *command[1:]])[:200]
    check(done.returncode == 0, f"{name} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def arguments(description: str | None, *more: str) -> argparse.Namespace:
    """--state of a finished demonstration (without it, one is played), and further options that each name a path."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, help="the folder of a finished demonstration; none: it is played first")
    for name in more:
        parser.add_argument(name, type=Path, required=not name.startswith("--shots"))
    return parser.parse_args()


def part(name: str, work: Callable[[], None]) -> int:
    """The exit status of one part of the acceptance; what failed is told plainly."""
    began = time.monotonic()
    with suppress(KeyboardInterrupt):
        try:
            work()
        except (Failed, OSError) as error:
            say(f"{name} FAILED after {time.monotonic() - began:.0f} seconds: {error}")
            return 1
        say(f"{name}: passed in {time.monotonic() - began:.0f} seconds")
        return 0
    return 130
