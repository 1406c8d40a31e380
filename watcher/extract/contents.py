"""What is written in a file, however its format stores it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from watcher.model import Block


@dataclass(frozen=True, slots=True)
class Contents:
    """``title``: that the file gives itself, "" where it gives none worth showing. ``partial``: see Document."""

    blocks: tuple[Block, ...]
    title: str = ""
    partial: str = ""
