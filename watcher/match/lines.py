"""One line of ``planwatch match``: a document as other tools write it, and the answer. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Any

from watcher.dates import LONDON
from watcher.match.weighing import Matcher
from watcher.model import Block, BlockKind, Document, Relation

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

_SHOWN = {Relation.EVIDENCE: "evidence", Relation.ACCOUNT: "evidence", Relation.MENTION: "mention"}
"""Of other tools' two words, "evidence" is what shows what became of a promise: the thing itself, or an account of it."""


def match_line(matcher: Matcher, record: dict[str, Any], *, on: date | None = None) -> dict[str, Any]:
    """The commitments that it concerns, best first. Unknown fields are passed over; ``on`` as in ``Matcher.match``."""
    document = document_of(record)
    found = [
        {"id": s.commitment_id, "relation": _SHOWN[s.relation], "score": s.score, "why": list(s.why)}
        for s in matcher.match(document, on=on)
    ]
    return {"url": record.get("url"), "commitments": found}


def document_of(record: dict[str, Any]) -> Document:
    """url, title, description, body (a block a line), published, type, publisher; what is no text counts as none."""

    def text(name: str) -> str:
        value = record.get(name)
        return value if isinstance(value, str) else ""

    body = tuple(Block(BlockKind.PARAGRAPH, line.strip()) for line in text("body").splitlines() if line.strip())
    return Document(
        text("url"),
        text("title"),
        text("type"),
        description=text("description"),
        publisher=text("publisher"),
        published=_end_of(text("published")),
        blocks=body,
        language=text("language") or "en",
    )


def _end_of(told: str) -> datetime | None:
    """The last moment in London that a day, month or year of the ISO calendar can mean, in UTC; None where it is none."""
    found = _DAY.match(told)
    if not found:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        day = int(found[3]) if found[3] else monthrange(year, month)[1]
        return datetime(year, month, day, 23, 59, 59, 999999, tzinfo=LONDON).astimezone(UTC)
    except ValueError:
        return None
