"""The values in the rows of watcher.db, as JSON and back. Pure."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from watcher.errors import ArchiveCorrupt
from watcher.model import Document, Snapshot

T = TypeVar("T")


@lru_cache(maxsize=16)
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def load(kind: type[T], text: str) -> T:
    """Raises ArchiveCorrupt where the text is no such value."""
    from pydantic import ValidationError

    try:
        value: T = _adapter(kind).validate_json(text)  # type: ignore[arg-type]
    except ValidationError as e:
        raise ArchiveCorrupt(f"the archive is damaged: a {kind.__name__} in it cannot be read; restore a backup") from e
    return value


def dump(value: Any) -> str:
    """A dataclass of the model as JSON that ``load`` reads."""
    return json.dumps(dataclasses.asdict(value), ensure_ascii=False, default=_plain, separators=(",", ":"))


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    raise TypeError(f"{type(value).__name__} has no place in the archive")


VERSION = "v.source_id, v.key, v.sha256, v.document, v.first_seen, v.last_seen"
"""The columns of ``versions v`` that make a snapshot."""


def snapshot(row: tuple[Any, ...]) -> Snapshot:
    source_id, _, sha256, document, first, last = row
    return Snapshot(source_id, load(Document, document), sha256, datetime.fromisoformat(first), datetime.fromisoformat(last))
