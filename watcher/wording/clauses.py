"""Sentences and clauses of official prose, and which of them promise anything. Pure.

A clause keeps its words as they were written, and beside them the same words at the same places in small letters, with
everything blotted out that only looks like a word of a promise: dates, names, references, questions, nouns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from watcher.dates import MONTH_NAME
from watcher.text import DASHES, QUOTES

BLOT = "\u00b7"
"""Stands for one letter that must not be read; no word touches it."""

_MONTH = rf"(?:{MONTH_NAME})"
_SUBJECTS = (
    r"(?:parents|carers|families|children|pupils|students|young people|people|respondents|stakeholders|teachers|users|schools|"
    r"councils|professionals|many|some|most)"
)
_DATES = (
    rf"\b\d{{1,2}}(?: {_MONTH})?(?: to | and | or |-| - )\d{{1,2}} {_MONTH}(?: (?:19|20)\d\d)?\b",
    r"\b(?:midday|noon|midnight) (?:on )?(?:\d{1,2}\b)?|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2}\b",
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH},? (?:19|20)\d\d\b",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\b",
    rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b",
    r"\b(?:[Ii]n|[Bb]y|[Ff]rom|[Uu]ntil|[Ss]ince|[Oo]f|[Ee]arly|[Ll]ate|[Mm]id-?|[Tt]his|[Ll]ast|[Nn]ext|[Dd]uring|[Ee]nd of|"
    r"and|or|to) May\b",
    r"\b(?:19|20)\d\d(?:(?: ?[-–/] ?| to )(?:(?:19|20)\d\d|\d\d))?\b",
    r"\b\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b|\b\d{1,2}:\d\d\b|\b\d\d? (?:noon|midnight)\b",
    r"\b(?:every|all|each) (?:spring|summer|autumn|winter)\b",
)
_REFERENCES = (
    r"\b(?:[Ss]ection|[Pp]age|[Tt]able|[Cc]hapter|[Aa]nnexe?|[Ff]igure|[Pp]art|[Pp]aragraph|[Aa]rticle|[Ss]chedule|[Rr]egulation|"
    r"[Vv]ersion|[Cc]lause|[Ss]tep|[Qq]uestion|[Bb]ox|[Vv]olume|[Nn]umber|[Ll]evel|[Yy]ear|[Kk]ey [Ss]tages?|[Ff]ormat)s?"
    r" \d+(?:\.\d+)*(?:(?: to |, | and |-)\d+(?:\.\d+)*)*",
    r"(?:\+44|\b0)\d[\d ]{7,12}\d\b",
    r"\bpost-\d+|\bCovid-19|\b\d{1,2}[-–]1[689]\b|\b\d+ ?[KMG]B\b|\b\d+ pages?\b|\bno\. ?\d+",
    r"https?://\S+|www\.\S+|\S+@\S+|(?<=\s)/\S+",
)
_NAMES = (
    r"\b(?:All|Every|Each|Most|Many|Some|all|every) (?!English\b|Welsh\b|EHC)[A-Z][a-z]+(?: [A-Za-z]+)? (?:School|Academy|"
    r"College|Trust|Church|"
    r"Hospital|Hall|Centre|Fund|Matters|Achieving)\b",
    r"\bAll (?:Saints|Souls|Hallows)\b",
    r"(?<=[a-z,] )Will(?= [A-Z])",
    r"\b(?:Dr|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness|Professor) (?:[A-Z][\w'-]+ ?){1,3}",
)
_NOUNS = (
    r"\b(?:the|a|of|free|good|political|their|his|her|own|public|strong|ill) will\b(?= (?:of|to|and|is|was|for)\b|[,.])",
    r"\b(?:aims|hopes|ambitions|intentions) (?:of|are|were|set|for|and|in)\b|\bplans(?= (?:of|are|were|set|for|and|in)\b)",
    r"\bmust[- ]haves?\b|\bmay ?day\b",
)
_SPEECH = (
    r"\b(?:must|should|may|can|could|would|might|will) (?:also )?(?:admit|thank|apologise|pay tribute|be (?:honest|clear|"
    r"candid)|say|recogni[sz]e|acknowledge(?! (?:every|each|all|any|receipt))|remember|stress|"
    r"confess|note|be seen)\b",
    r"\b(?:can|may|could|might) (?:also )?(?:be )?(?:found|seen|downloaded|viewed|accessed|read|contacted|reached|obtained|"
    r"ordered)\b",
    r"\b(?:can|may|could) (?:also )?(?:find|see|download|view|read|contact)\b",
    r"\b(?:may|might|can|could|would) (?:\w+ly )?(?:seem|appear|sound|feel|look|vary|differ)\b(?! at| into)",
    r"\byou (?:may|might|can|could|will|should|would)(?: also)? (?:need|want|wish|like|have|find|prefer)\b[^.,;]*",
    r"\b(?:may|can|could|might) (?:we|i|you)\b[^.,;]*?(?:\bthat\b|$)",
    r"\bif (?:you|they|parents|families)\b[^.,;]*",
    r"\b(?:may|can|could|might)(?: not| well| also)? be (?!\w*ed\b|able\b|offered\b|given\b|made\b|set\b|put\b|brought\b|"
    r"drawn\b|laid\b|held\b|"
    r"built\b|sent\b|"
    r"available\b|required\b|open\b)(?=\w)",
)
_ASKED = (
    r"\b(?:who|whose \w+) (?:can|could|may|might|would|should|need|want)\b(?: not)?",
    r"(?<!\bdo )\b(?:what|whether|how|why)\b[^.,;:]{0,80}?\b(?:should|could|might|may|will|must|can|would|shall)\b",
    r"\b(?:asks?|decides?|deciding|considers?|explains?|says?|tells? \w+|knows?|clarif\w+|sets? out) (?:who|which|if|when|where)\b"
    r"[^.,;:]{0,80}?\b(?:should|could|might|may|will|must|can|would|shall)\b",
)
_REPORTED = (
    rf"\b{_SUBJECTS}(?: (?:have|has|also|who \w+|in \w+))* (?:told|said|say|reported|report|felt|feel|feared|fear|thought|"
    rf"think|worried|"
    r"worry|argued|believe|believed|wanted|want|hoped|hope|expect|expected|asked|need|would like)\b[^;]*",
    r"\b(?:survey|poll|study|respondents?|consultation responses|evidence|feedback) (?:found|shows?|showed|suggests?|"
    r"suggested|said) [^;]*",
    r"\b(?:green|white) paper (?:proposed|said|suggested|set out|promised)\b[^;]*",
    r"\b(?:advised|said|announced|stated|explained|confirmed|told (?:[\w']+ ){1,4}?that)(?: that)? [^.;]{0,60}?\bwould\b",
    r"\bwe (?:said|promised|pledged|announced)\b[^;]*",
    r"\b(?:case study|for example|example)\b[^;]*",
    r"\b(?:is|are) defined as\b[^;]*|\b(?:means|refers to)\b[^;]*",
)
_ALWAYS = re.compile("|".join((*_DATES, *_REFERENCES, *_NAMES)))
_FOLDED = re.compile("|".join((*_NOUNS, *_SPEECH, *_ASKED, *_REPORTED)))
_STRAIGHT = QUOTES | DASHES | str.maketrans("\u00a0", " ")
_SPACES = re.compile(r"[^\S\n]+")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')]?\s+(?=[\"'(]?[A-Z0-9£])|\n|;\s")
_LONG = re.compile(r"(?s).{1,800}(?:\S{0,80}\s|\S{0,80}$|\S{80})")
"""What has no full stop for so long is no sentence; it is read in pieces, so that no pattern meets a long text."""
_LEAD = r"(?:[\w'-]+ ){0,3}?"
_MODALS = (
    r"(?:will|must|shall|should|may|can|could|might|would|intends? to|aims? to|plans? to|hopes? to|has to|have to|won't|cannot)\b"
)
_JOINT = re.compile(
    rf",? (?=(?:and|but) {_LEAD}{_MODALS})|, (?=(?:but|while|whereas|although|though|so|yet) )|: | - | (?=(?:while|whereas|"
    rf"although) )",
    re.I,
)
_SAYS = re.compile(rf"\b(?:{_MODALS}|(?:is|are|was|were|has|have|had|we're|we'll)\b)|\w's\b", re.I)


@dataclass(frozen=True, slots=True)
class Clause:
    """``text``: as written. ``plain``: small letters, as long as ``text``, with what is no promise blotted out.

    ``key`` is equal for clauses that differ in case, spacing and the kind of quotation marks only.
    """

    text: str
    plain: str
    key: str


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a passage in order, questions left out; linear in its length."""
    found = []
    for sentence in _SENTENCE.split(_SPACES.sub(" ", text)):
        if sentence.strip() and not sentence.rstrip("\"') ").endswith("?"):
            for piece in _LONG.findall(sentence.strip()):
                found += [_clause(part) for part in _parts(piece)]
    return found


def _parts(sentence: str) -> list[str]:
    """A sentence parted where another verb of promising begins, never so that a part says nothing by itself."""
    parts, start = [], 0
    for joint in _JOINT.finditer(sentence):
        if _SAYS.search(sentence, start, joint.start()) and len(sentence) > joint.end():
            parts.append(sentence[start : joint.start()])
            start = joint.end()
    return [*parts, sentence[start:]]


def _clause(text: str) -> Clause:
    straight = text.translate(_STRAIGHT)
    plain = _ALWAYS.sub(_blot, straight).lower()
    plain = _FOLDED.sub(_blot, plain) if len(plain) == len(text) else BLOT * len(text)
    return Clause(text, plain, " ".join(straight.lower().split()).rstrip(".,: "))


def _blot(match: re.Match[str]) -> str:
    return BLOT * len(match[0])
