"""How answers are asked for: through what, and how much of them at one look. Pure."""

from __future__ import annotations

from typing import Protocol

from watcher.look.files import MOST_FILE_BYTES
from watcher.model import Response, Source, SourceKind, Validators

MOST_ANSWERS = 40
"""So many answers are asked for at one look at a source that gives what it has in pages ..."""
MOST_TOGETHER = 64 << 20
"""... and so many bytes."""


class Gets(Protocol):
    def get(self, url: str, *, validators: Validators = ..., accept: str = ..., most: int | None = ...) -> Response: ...

    def render(self, url: str) -> Response: ...


def most(source: Source) -> int | None:
    """How many bytes its answer may have, where that is not the usual limit."""
    return MOST_FILE_BYTES if source.kind is SourceKind.FILE else None
