"""Whether a sentence gives a date for a thing itself: not asked, wished, denied, nor for another act about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ASKED = re.compile(
    r"\?|\bto ask\b|\bwhether\b|\bask(?:s|ed)\b|\brecommend\w*|\bcall(?:s|ed)? (?:on|for)\b|\burge[sd]?\b|"
    r"\b(?:should|could|might)\b|^if\b|\bif (?:parliament|ministers|the|it|we)\b|\bclaim(?:s|ed)?\b|\bwould (?:like|slip|have)\b",
    re.I,
)
"""Asked, wished, claimed or weighed: nobody who owes it has said so."""
_OTHERS = re.compile(
    r"\b(?:schools?|councils?|local authorities|settings|providers|parents|applicants|colleges|applications?|responses?|areas|bids|"
    r"you)\b[^.;]{0,60}\b(?:must|have to|has to|should|need(?:s)? to|can)\b",
    re.I,
)
"""What others have to do with it by a day is no day of its own."""
_DENIED = re.compile(r"\b(?:(?:will|is|are|do|does|shall) not|won[’']t|no longer|never|cannot)\b", re.I)
_BUT_LATER = re.compile(r"\bnot\b[^.;,]{0,60}\b(?:before|until|earlier than|later than|only)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:(?:trial|test|pilot|review|inspect|us|evaluat|consult|debat|discuss|monitor|survey)\w*|stud(?:y|ies)|report|applications?|"
    r"funding|money|training|evidence|views|questions?|statement|update|conference|event|webinar|contract)"
    r"(?: \w+){0,2}?(?: (?:of|on|about|for|to|in|into|with))? "
    r"(?:the |a |an |our |this |these |its |new |national |proposed ){0,3}$",
    re.I,
)
"""Before a name: another act of which it is the object. A publication or a launch of it is its own."""


def gives_no_date(sentence: str) -> bool:
    """Whether what the sentence says of a time is asked, wished or claimed, or is for others to keep."""
    return bool(_ASKED.search(sentence) or _OTHERS.search(sentence))


def denied(sentence: str) -> bool:
    """Whether the sentence says that it will not be; "not before" and "no later than" deny nothing."""
    return bool(_DENIED.search(sentence)) and not _BUT_LATER.search(sentence)


def another_act(clause: str, names: Sequence[str]) -> bool:
    """Whether the first of these names in a clause is only what another act is about: "a review of the template"."""
    text = clause.lower()
    places = [text.find(name.lower()) for name in names if name.lower() in text]
    return bool(places) and bool(_ABOUT.search(clause[: min(places)]))
