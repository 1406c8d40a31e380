"""Whether a sentence says that something is there, is not there, or is still to come. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class Tense(StrEnum):
    """What a sentence says of the thing it speaks of."""

    DONE = "done"
    NOT_DONE = "not done"
    TO_COME = "to come"
    UNSAID = ""


_NOT_DONE = re.compile(
    r"\b(?:not yet|yet to be|has not been|have not been|was not|were not|is not yet|are not yet|no longer)\b|n[’']t (?:yet |been )",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:will not be|to be published|will be published|will publish|will set out|will develop|will introduce|plans? to|"
    r"intends? to|aims? to|propos\w+ to|is developing|in due course)\b",
    re.I,
)
_DONE = re.compile(
    r"\b(?:has|have) (?:now )?(?:been )?(?:published|launched|opened|introduced|started|begun|appointed|set up)\b|"
    r"\b(?:is|are) (?:now|out|available|in force|open)\b|\b(?:was|were) (?:published|launched|opened|introduced)\b|"
    r"\bcame into force\b",
    re.I,
)


def tense_of(text: str) -> Tense:
    """What the text says; a denial outweighs a plan, and a plan outweighs word that it is done."""
    for tense, pattern in ((Tense.NOT_DONE, _NOT_DONE), (Tense.TO_COME, _TO_COME), (Tense.DONE, _DONE)):
        if pattern.search(text):
            return tense
    return Tense.UNSAID
