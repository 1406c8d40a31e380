"""Writes feeds, calendars, pages and data, each file whole or not at all [I/O]."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from notifier.calendars import calendars
from notifier.feeds import feeds
from notifier.model import Board
from notifier.pages import pages
from watcher import PublishError


@dataclass(frozen=True, slots=True)
class Published:
    written: int
    unchanged: int
    removed: int


def publish(board: Board, folder: Path) -> Published:
    """Makes everything first, then writes what differs, then takes away what is no longer made.

    Raises PublishError on a full or read-only disk; every file then is either the last one or the new one, whole.
    """
    made = {**pages(board), **feeds(board), **calendars(board)}
    try:
        written = sum(_write(folder / path, content) for path, content in sorted(made.items()))
        removed = _remove_others(folder, made.keys())
    except OSError as e:
        raise PublishError(f"{folder} cannot be written ({e.strerror}); what was published last still stands") from e
    return Published(written, len(made) - written, removed)


def _write(path: Path, content: bytes) -> bool:
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return True


def _remove_others(folder: Path, wanted: object) -> int:
    assert hasattr(wanted, "__contains__")
    others = [p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() not in wanted]
    for path in others:
        path.unlink()
    return len(others)
