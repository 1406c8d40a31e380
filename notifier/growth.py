"""Files that only grow: what stands is taken over, what is new is made [I/O].

What is taken over was read and hashed first: where somebody changed the file, it is made anew.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from notifier.model import Part


class Stretch(NamedTuple):
    """A part as it was written: its key, how long it is, and the SHA-256 of its bytes."""

    key: str
    size: int
    sha256: str


NOTHING = Stretch("", 0, "")


def grow(place: Path, new: Path, parts: Sequence[Part], written: Sequence[Stretch]) -> list[Stretch]:
    """Writes ``new``: from ``place`` each part that stands there as ``written`` says, and every other part made.

    Returns what is in it now. No more than a part is held in memory.
    """
    done = []
    with place.open("rb") if place.exists() else io.BytesIO() as old, new.open("wb") as out:
        for content, stretch in _contents(old, parts, written):
            out.write(content)
            done.append(stretch)
    return done


def _contents(old: BinaryIO, parts: Sequence[Part], written: Sequence[Stretch]) -> Iterator[tuple[bytes, Stretch]]:
    for number, part in enumerate(parts):
        stretch = written[number] if number < len(written) else NOTHING
        content = old.read(stretch.size)
        if stretch.key != part.key or _hash(content) != stretch.sha256:
            content = part.make()
            stretch = Stretch(part.key, len(content), _hash(content))
        yield content, stretch


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
