"""Edits to a TOML file as text: where an entry ends, new lines there, and the proof that nothing else has moved. Pure."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from typing import Any

from watcher.catalogue.toml_lines import Path_
from watcher.errors import ReviewError


def end_of(lines: list[str], known: dict[Path_, int], where: Path_) -> int:
    """How many lines there are up to the end of a key or table and all that is in it.

    A comment that follows at once belongs to it, unless it stands right above what comes next.
    """
    last = max((line for path, line in known.items() if path[: len(where)] == where), default=0)
    following = min((line for path, line in known.items() if line > last), default=len(lines) + 1) - 1
    end = following
    while end > last and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    attached = end
    while attached < following and lines[attached].lstrip().startswith("#"):
        attached += 1
    return end if attached == following < len(lines) else attached


def put_in(lines: list[str], at: int, new: list[str]) -> str:
    """New lines behind the first ``at``, ended as the line before them is ended."""
    returned = "\r" if lines[0].endswith("\r") else ""
    if at >= len(lines):  # behind a last line without an end
        return "\n".join([*lines[:-1], lines[-1] + returned, *(line + returned for line in new[:-1]), new[-1]])
    return "\n".join([*lines[:at], *(line + returned for line in new), *lines[at:]])


def checked(before: str, after: str, asked: Callable[[dict[str, Any]], object], file: str = "the plan file") -> str:
    """``after``, which must read as ``before`` with what was asked for. Raises ReviewError, naming the ``file`` in words."""
    wanted = copy.deepcopy(tomllib.loads(before))
    asked(wanted)
    try:
        found = tomllib.loads(after)
    except tomllib.TOMLDecodeError as e:
        raise ReviewError(f"{file} is laid out so that an entry cannot be put in ({e}); write it by hand") from e
    if found != wanted:
        raise ReviewError(f"{file} is laid out so that an entry would land in the wrong place; write it by hand")
    return after
