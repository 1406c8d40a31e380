"""The words of Planwatch as frozen values, and the front door to them. Imports nothing of ours.

All datetimes are aware and in UTC; all dates are calendar dates in Europe/London.
"""

from __future__ import annotations

from watcher.model.change import MOST_CELLS, CellChange, Change, DateDirection, DateMove, Hunk, HunkKind, Op, Span, Wording
from watcher.model.document import (
    LISTS,
    PARTS,
    Attachment,
    Block,
    BlockKind,
    ChangeNote,
    DateRole,
    Document,
    DocumentState,
    Link,
    Stage,
    StructuredDate,
)
from watcher.model.event import Event, EventKind, Headline, Quote, Relation, Sighting, Withdrawal
from watcher.model.look import LATER, Later, Observation, Response, Seen, Snapshot, Unchanged, Unseen, UnseenReason, Validators
from watcher.model.plan import Alias, Candidate, Commitment, Correction, Plan, Precision, Rejection, Ruling, Verdict, Window
from watcher.model.source import Catalogue, Source, SourceKind
from watcher.model.standing import Coverage, Dates, Effect, Evidence, Schedule, Slip, Standing
from watcher.model.state import SourceRecord, SourceState

__all__ = [
    "LATER",
    "LISTS",
    "MOST_CELLS",
    "PARTS",
    "Alias",
    "Attachment",
    "Block",
    "BlockKind",
    "Candidate",
    "Catalogue",
    "CellChange",
    "Change",
    "ChangeNote",
    "Commitment",
    "Correction",
    "Coverage",
    "DateDirection",
    "DateMove",
    "DateRole",
    "Dates",
    "Document",
    "DocumentState",
    "Effect",
    "Event",
    "EventKind",
    "Evidence",
    "Headline",
    "Hunk",
    "HunkKind",
    "Later",
    "Link",
    "Observation",
    "Op",
    "Plan",
    "Precision",
    "Quote",
    "Rejection",
    "Relation",
    "Response",
    "Ruling",
    "Schedule",
    "Seen",
    "Sighting",
    "Slip",
    "Snapshot",
    "Source",
    "SourceKind",
    "SourceRecord",
    "SourceState",
    "Span",
    "Stage",
    "Standing",
    "StructuredDate",
    "Unchanged",
    "Unseen",
    "UnseenReason",
    "Validators",
    "Verdict",
    "Window",
    "Withdrawal",
    "Wording",
]
