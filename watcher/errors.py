"""Everything that Planwatch raises on purpose.

    PlanwatchError                  a person can read its message and act on it
    +-- ConfigurationError          sources.toml or plans/ hold mistakes; carries all of them
    +-- FetchError                  a source could not be read; ``reason`` is an UnseenReason value
    +-- ExtractError                bytes arrived that are not the document we expected
    +-- ArchiveError
    |   +-- ArchiveCorrupt          the database is damaged or is not ours
    |   +-- ArchiveTooNew           written by a later version of Planwatch
    |   +-- ArchiveUnwritable       disk full, read-only folder, locked by another process
    +-- DeliveryError               a folder of mail could not be read or changed
    +-- PublishError                feeds and pages could not be written (the last ones stand), or a hub not told
    +-- ReviewError                 a decision or a source could not be written into its file, which stands as it was
    +-- SourceRefused               an address cannot be watched, or not as asked; ``reason`` is a word for programs

Every message says what happened, where, and what to do. Strangers (bugs) propagate.
"""

from __future__ import annotations

from dataclasses import dataclass


class PlanwatchError(Exception):
    """Base of the tree."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in a configuration file. ``line`` counts from 1; 0 means the whole file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class ConfigurationError(PlanwatchError):
    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(str(m) for m in self.mistakes))


class FetchError(PlanwatchError):
    """``reason`` is one of ``watcher.model.UnseenReason``."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class ExtractError(PlanwatchError):
    """The bytes do not have the shape that the source's kind promises."""


class ArchiveError(PlanwatchError):
    pass


class ArchiveCorrupt(ArchiveError):
    pass


class ArchiveTooNew(ArchiveError):
    pass


class ArchiveUnwritable(ArchiveError):
    pass


class DeliveryError(PlanwatchError):
    pass


class PublishError(PlanwatchError):
    pass


class ReviewError(PlanwatchError):
    pass


class SourceRefused(PlanwatchError):
    """``reason``: an UnseenReason value, or "absent", "moved", "unrecognised", "watched", "taken" (its id), "unconcerned" (it names
    no commitment) or "unselected" (JSON, without what of it to watch)."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)
