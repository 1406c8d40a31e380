"""One thing worth saying of an entry. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from watcher.catalogue.toml_lines import Path_


@dataclass(frozen=True, slots=True)
class Advice:
    """``where``: the key in its file that it is about. ``also``: another place there, whose line is told too; () for none."""

    where: Path_
    message: str
    also: Path_ = ()
