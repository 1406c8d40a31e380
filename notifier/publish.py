"""Writes what is published: only what changed, each file whole or not at all [I/O]."""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from notifier.calendars import calendars
from notifier.data import data_files
from notifier.feeds import feeds
from notifier.growth import Stretch, grow
from notifier.model import Board, File
from notifier.pages import at_a_glance, badge_words, pages
from notifier.pictures import pictures
from watcher import PublishError

DATABASE = "data/watcher.db"
"""The copy of the archive lies among the published files, and is put there by whoever has the archive open."""
MEMORY = "publication.json"
_OLDER = re.compile(r"(?:feeds|commitments)/.+/\d+\.\w+")
_FOLDERS = tuple(f"{name}/" for name in "badges calendar commitments data events feeds kept lots pictures plans sources static "
                 "themes weeks".split())  # fmt: skip
MANY = 64
"""So many new files are brought to the disk together; fewer, one by one."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The key of each file that was published, and of files that grow, how each part was written.

    What is said of parts is believed of no file that does not bear it out, so it may be older or newer than the file.
    """

    keys: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[Stretch]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """``changed``: the paths that were written, relative to the folder."""

    changed: tuple[str, ...]
    unchanged: int
    removed: int

    @property
    def written(self) -> int:
        return len(self.changed)


NOTHING_NEW = Published((), 0, 0)


def files_of(board: Board) -> list[File]:
    """Everything that is published of a state. Pure: nothing is made yet."""
    lots = {i: at_a_glance(s).lot.value for i, s in board.standings.items()}
    words = {i: badge_words(s) for i, s in board.standings.items()}
    return [*pages(board), *pictures(board, lots, words), *feeds(board), *calendars(board), *data_files(board)]


def publish(files: Iterable[File], folder: Path, memory: Path, *, afresh: bool = False) -> Published:
    """Makes and writes the files whose key is new, then takes away those of ours that are no longer among them.

    ``memory``: where the keys of the last time are kept, outside ``folder``; ``afresh`` makes every file whatever its key.
    All new files lie beside their places before the first is put there, pages that others link to go first, and the first
    page goes last. Raises PublishError on a full or read-only disk; every file then is the last one or the new one, whole.
    """
    wanted = {f.path: f for f in files}
    beside: dict[str, Path] = {}
    try:
        present = _present(folder)
        known = Memory() if afresh else _recall(memory)
        stale = [f for f in wanted.values() if known.keys.get(f.path) != f.key or f.path not in present]
        try:
            for file in sorted(stale, key=lambda f: (f.newest, f.path)):
                _write_beside(file, folder / file.path, beside, known.parts)
            _flush(beside.values())
            if beside:
                _remember(memory, Memory({p: k for p, k in known.keys.items() if p not in beside}, known.parts))
            for path in sorted(beside, key=_order):
                beside[path].replace(folder / path)
        finally:
            for left in filter(Path.exists, beside.values()):
                left.unlink()
        removed = {p for p in present - wanted.keys() - {DATABASE} if p in known.keys or _ours(p)}
        for path in removed:
            (folder / path).unlink(missing_ok=True)
        keys = {f.path: f.key for f in wanted.values()}
        if beside or keys != known.keys:
            _remember(memory, Memory(keys, known.parts))
    except OSError as e:
        why = f"{folder} cannot be written ({e.strerror}: {e.filename})"
        raise PublishError(f"{why}; each file there still stands whole, the last one or the new one") from e
    return Published(tuple(sorted(beside)), len(wanted) - len(beside), len(removed))


def _ours(path: str) -> bool:
    """Whether it lies where only publication writes; what a host wants at the root (CNAME, robots.txt, .well-known) is left."""
    return path.startswith(_FOLDERS) or path.endswith(".new") or ("/" not in path and path.endswith(".html"))


def _present(folder: Path) -> set[str]:
    prefix = len(str(folder)) + 1
    return {f"{root}/{name}"[prefix:] for root, _, names in os.walk(folder) for name in names}


def _write_beside(file: File, place: Path, beside: dict[str, Path], parts: dict[str, list[Stretch]]) -> None:
    """What is new beside its place, and noted in ``beside``, where it differs from what stands there.

    ``parts`` is brought up to date for a file that grows.
    """
    new = beside[file.path] = place.with_name(f".{place.name}.new")
    if file.parts:
        place.parent.mkdir(parents=True, exist_ok=True)
        parts[file.path] = grow(place, new, file.parts, parts.get(file.path, []))
        same = place.exists() and filecmp.cmp(place, new, shallow=False)
    else:
        content = file.make()
        same = _holds(place, content)
        if not same:
            place.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(content)
    if same:
        new.unlink(missing_ok=True)
        del beside[file.path]


def _holds(place: Path, content: bytes) -> bool:
    try:
        return place.stat().st_size == len(content) and place.read_bytes() == content
    except FileNotFoundError:
        return False


def _flush(paths: Collection[Path]) -> None:
    """On the disk before they are put in place, so that a power cut leaves no empty file."""
    if len(paths) >= MANY:
        os.sync()
        return
    for path in paths:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _order(path: str) -> tuple[int, str]:
    if path == "index.html":
        return 2, path
    return (0 if path.startswith(("static/", "events/", "kept/")) or _OLDER.fullmatch(path) else 1), path


def _recall(memory: Path) -> Memory:
    try:
        found = json.loads(memory.read_bytes())
        parts = {path: [Stretch(*stretch) for stretch in each] for path, each in found["parts"].items()}
        return Memory(dict(found["keys"]), parts)
    except (FileNotFoundError, ValueError, LookupError, TypeError, AttributeError):  # what is not remembered is made again
        return Memory()


def _remember(memory: Path, known: Memory) -> None:
    write_whole(memory, json.dumps({"keys": known.keys, "parts": known.parts}))


def write_whole(path: Path, text: str) -> None:
    """The file is the last one or the new one, never a part of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    new.replace(path)


@cache
def maker() -> str:
    """A fingerprint of the code that makes the files: ours, and the versions of the libraries that write them."""
    found = hashlib.sha256()
    for name in ("jinja2", "icalendar"):
        found.update(f"{name} {version(name)}\n".encode())
    root = Path(__file__).resolve().parents[1]
    for package in ("notifier", "watcher"):
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:32]
