"""Files that maintainers edit, read as they are and replaced whole [I/O]."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from watcher.errors import ReviewError


def read_text(path: Path) -> str:
    """Line ends included. Raises ReviewError."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise ReviewError(f"{path} cannot be read any more ({e}); nothing was written") from e


def replace_text(path: Path, before: str, after: str) -> None:
    """Puts the new text in the place of the one that was read, in one step.

    Raises ReviewError where the file is no longer the one that was read or cannot be written; it then stands as it was.
    """
    if read_text(path) != before:
        raise ReviewError(f"{path} was changed meanwhile; nothing was written, look at it again")
    place = path.resolve()  # a link stays one
    new = place.with_name(f".{place.name}.new")
    try:
        with new.open("wb") as handle:
            handle.write(after.encode())
            handle.flush()
            os.fsync(handle.fileno())
        shutil.copymode(place, new)
        new.replace(place)
    except OSError as e:
        with suppress(OSError):
            new.unlink()
        raise ReviewError(f"{path} cannot be written ({e.strerror}); it stands as it was") from e
