"""What differs between two snapshots of one document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from watcher.model.document import ChangeNote, DocumentState, Stage
from watcher.model.plan import Window


class HunkKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Op(StrEnum):
    SAME = "same"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Span:
    op: Op
    text: str


MOST_CELLS = 5
"""So many cells of one row are told in words."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a table that is not what it was, named by its row and the heading of its column; "" is an empty cell."""

    row: str
    column: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """ "Leeds, 2024: 50 became 52"."""
        if not self.before:
            return f"{self.row}, {self.column}: {self.after} was put in"
        return f"{self.row}, {self.column}: {self.before} " + (f"became {self.after}" if self.after else "was taken out")


@dataclass(frozen=True, slots=True)
class Hunk:
    """``cells``: of a row or a column of a table, the cells that differ; not all of them where they are many."""

    kind: HunkKind
    before: str
    after: str
    spans: tuple[Span, ...] = ()  # word-level, for CHANGED
    context: str = ""  # the heading above it
    cells: tuple[CellChange, ...] = ()

    @property
    def told(self) -> str:
        """The cells of a changed row in words: "Leeds, 2024: 50 became 52; and 3 more"; "" where there are none."""
        if self.kind is not HunkKind.CHANGED:
            return ""
        more = [f"and {len(self.cells) - MOST_CELLS} more"] if len(self.cells) > MOST_CELLS else []
        return "; ".join([*(c.words for c in self.cells[:MOST_CELLS]), *more])


class DateDirection(StrEnum):
    LATER = "later"
    EARLIER = "earlier"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class DateMove:
    """A date that moved. ``before`` and ``after`` are the words as read."""

    before: str
    after: str
    before_window: Window | None
    after_window: Window | None
    direction: DateDirection
    role: str = ""  # closing, opening, release, deadline ...
    passage: str = ""  # the sentence that states the new (or had the old) date
    lost: str = ""  # the sentence that had the old date and is no longer there


class Wording(StrEnum):
    SOFTENED = "softened"
    HARDENED = "hardened"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two snapshots of one document; never empty.

    ``noted`` is None where the format has no change notes at all.
    ``retouch`` is True where nothing differs but how the page says it; ``retouched`` then says what, in plain words:
    spelling, grammar, punctuation, case, link, file size, file type, layout, organisation renamed.
    """

    url: str
    hunks: tuple[Hunk, ...]
    dates: tuple[DateMove, ...]
    noted: bool | None
    new_notes: tuple[ChangeNote, ...]
    before_state: DocumentState
    after_state: DocumentState
    title: tuple[str, str]
    moved_address: tuple[str, str] | None = None  # same content_id, another url
    retouch: bool = False
    retouched: tuple[str, ...] = ()
    stage: tuple[Stage, Stage] | None = None  # from which to which it went on, or back
