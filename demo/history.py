"""The recorded history: documents and the moments at which each became what it was. Pure, but for reading the file."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("history.toml")


@dataclass(frozen=True, slots=True)
class State:
    """A document as it stands from ``at`` on. ``notes``: (when, text), newest first. ``path`` is where it is then."""

    at: datetime
    path: str
    title: str
    type: str
    body: tuple[str, ...]
    notes: tuple[tuple[datetime, str], ...] = ()
    withdrawn: str = ""
    historic: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    host: str
    path: str
    kind: str  # govuk, page, entry
    publisher: str
    content_id: str
    states: tuple[State, ...]  # oldest first
    made_up: tuple[str, ...] = ()  # what was invented besides the sentences: "address", "title", "withdrawal" ...

    def at(self, now: datetime) -> State | None:
        """What it is at ``now``; None before it was first published."""
        place = bisect_right([s.at for s in self.states], now)
        return self.states[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Outage:
    host: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class History:
    documents: tuple[Recorded, ...]
    outages: tuple[Outage, ...] = field(default=())

    def moments(self) -> list[datetime]:
        """Every moment at which something changed, in order."""
        return sorted({s.at for d in self.documents for s in d.states})

    @property
    def versions(self) -> int:
        return sum(len(d.states) for d in self.documents)


def load_history(file: Path = FILE) -> History:
    """The history as recorded in ``file``."""
    value = tomllib.loads(file.read_text(encoding="utf-8"))
    documents = tuple(_document(d) for d in value["document"])
    return History(documents, tuple(Outage(**o) for o in value.get("outage", ())))


def _document(d: Mapping[str, Any]) -> Recorded:
    states: list[State] = []
    for version in d["version"]:
        before = states[-1] if states else State(version["at"], d["path"], d["title"], d["type"], ())
        states.append(_next(before, version))
    made_up = tuple(d.get("made_up", ()))
    return Recorded(d["host"], d["path"], d["kind"], d["publisher"], d["content_id"], tuple(states), made_up)


def _next(before: State, version: Mapping[str, Any]) -> State:
    """A version inherits everything that it does not state."""
    body = list(version.get("body", before.body))
    for index, text in version.get("replace", ()):
        body[index] = text
    for index in sorted(version.get("remove", ()), reverse=True):
        del body[index]
    note = version.get("note")
    return replace(
        before,
        at=version["at"],
        path=version.get("moved", before.path),
        title=version.get("title", before.title),
        type=version.get("type", before.type),
        body=tuple(body),
        notes=((version["at"], note), *before.notes) if note else before.notes,
        withdrawn=version.get("withdrawn", before.withdrawn),
        historic=version.get("historic", before.historic),
    )
