"""Standings and events as data for other programs: JSON, JSON Lines and CSV, and the schemas of all of them.

Pure and deterministic. ``docs/data.md`` is for whoever reads them.
"""

from __future__ import annotations

from notifier.data.events import event_files
from notifier.data.package import package_file
from notifier.data.schemas import schema_files
from notifier.data.tables import table_files
from notifier.model import Board, File

__all__ = ["data_files"]


def data_files(board: Board) -> list[File]:
    """Every data file but the copy of the archive, which whoever has the archive open puts beside them."""
    return [*table_files(board), *event_files(board), *schema_files(board), package_file(board)]
