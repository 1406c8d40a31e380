"""A configuration file as TOML has it, for whatever of it can be read while something else in it is wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from watcher.catalogue.toml_lines import Path_, line_of
from watcher.errors import Mistake

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outline:
    """``value``: the whole file, of no certain shape. ``lines``: of its tables and keys."""

    file: str
    value: Table
    lines: Mapping[Path_, int]

    def mistake(self, where: Path_, message: str) -> Mistake:
        return Mistake(self.file, line_of(self.lines, where), message)

    def place(self, where: Path_) -> str:
        return f"{self.file}:{line_of(self.lines, where)}"

    def tables(self, name: str) -> Iterator[tuple[int, Table]]:
        """The tables of a list of them, each with its number in the file."""
        return tables_in(self.value, name)

    @property
    def plan_id(self) -> str:
        """Of a plan's file; "" where it tells none."""
        plan = self.value.get("plan")
        return text_in(plan, "id") if isinstance(plan, dict) else ""


def tables_in(table: Table, name: str) -> Iterator[tuple[int, Table]]:
    found = table.get(name)
    yield from ((n, row) for n, row in enumerate(found if isinstance(found, list) else ()) if isinstance(row, dict))


def text_in(table: Table, key: str) -> str:
    """ "" where there is none, or what is there is no text."""
    found = table.get(key)
    return found if isinstance(found, str) else ""


def texts_in(table: Table, key: str) -> list[str]:
    found = table.get(key)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def day_in(table: Table, key: str) -> date | None:
    found = table.get(key)
    return found if type(found) is date else None
