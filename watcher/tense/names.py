"""The names of what a sentence says. Pure."""

from __future__ import annotations

from enum import StrEnum


class Tense(StrEnum):
    """What a sentence says of the thing it speaks of."""

    DONE = "done"
    NOT_DONE = "not done"
    TO_COME = "to come"
    UNSAID = ""
