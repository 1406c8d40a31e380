"""Why a name does not mean the promise where it stands: another thing of that name, or one of its kind. Pure.

A word in front can make a name another thing's: any word that is neither common nor the promise's own, where the name says
little, and a few telling ones always. A title on another topic keeps a name out too. The topics and the telling words are
lists, of what names of promises about children and schools were seen to be confused with: they name fields of government,
not the things themselves, and a field that is missing keeps nothing out. Where a name has the plan's subject beside it no
topic counts (apart.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from watcher.match.names import Hit
from watcher.match.subject import COMMON

_OTHER_KIND = re.compile(r"^(?:voluntary|unregistered|unofficial|non|former|previou|adult|private)$")
"""Words that, straight in front of a name, make it a thing of another kind."""

_TOPIC_WORDS = {
    "adult services": r"adults?\b|older people|dementia|care homes?",
    "social care": r"social (?:care|work)|foster|adoption|care leavers?|looked[ -]after|child protection|safeguarding",
    "universities": r"higher education|universit|undergraduate|student finance",
    "the health service": r"hospital|maternity|dental|dentist|cancer|surgery|ambulance|midwi|nursing|pharmac|clinical trial",
    "courts and prisons": r"prison|probation|police|offender|divorc|separating|famil(?:y|ies) (?:court|mediation|justice)|"
    r"private family|small claims|civil (?:court|justice)|employment tribunal|arbitration|criminal",
    "planning and housing": r"planning (?:inspectorate|appeal|application|permission)|housing|homeless|tenan|landlord|rent\b",
    "engineering": r"boiler|pressure (?:vessel|equipment|system)|gas\b|energy|nuclear|offshore|rail(?:way)?\b|highway|aviation",
    "borders": r"visa|immigration|asylum|passport office|border",
    "the armed forces": r"armed forces|veteran|military|defence",
    "land and environment": r"farm|agricultur|fisher|environmental|environment agency|flood|water\b|waste|climate",
    "money matters": r"tax\b|VAT\b|pensions?\b|banks?\b|banking|insurance|customs|imports?\b|exports?\b",
    "another school subject": r"maths|mathematics|literacy|english (?:language|literature)|science|music|sports?\b|history|"
    r"geography|phonics|physical education",
    "staff matters": r"diversity|gender pay|workforce race|civil service|sickness",
    "the end of life": r"palliative|hospice|end[ -]of[ -]life",
}
_TOPICS = {topic: re.compile(rf"\b(?:{words})", re.I) for topic, words in _TOPIC_WORDS.items()}
"""What homonyms are about; a title on one of these, which the promise's own words do not touch, is on something else."""

_MOVING = re.compile(r"ing$|ed$")


def another_topic(title: str, about: str) -> str:
    """The topic of a title that a promise's own words do not touch, or ""."""
    for topic, words in _TOPICS.items():
        found = words.search(title)
        if found and not words.search(about):
            return f"its title is on {topic} (“{found[0]}”)"
    return ""


def another_kind(hit: Hit) -> str:
    """A word in front of the name that makes it a thing of another kind, or ""."""
    word = hit.before[-1] if hit.before else ""
    return f"“{word}” in front of it makes it another thing" if _OTHER_KIND.match(word) else ""


def foreign(hit: Hit, vocabulary: Iterable[str]) -> str:
    """A word in front of a name that says little which is neither common nor the promise's own, or ""."""
    word = hit.before[-1] if hit.before else ""
    if not word or word in COMMON or word.isdigit() or _MOVING.search(word) or word in vocabulary:
        return ""
    return f"“{word}” in front of it makes it somebody else's"
