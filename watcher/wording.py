"""Softer or harder: which verb, quantity or obligation changed between two phrasings. Pure."""

from __future__ import annotations

import re

from watcher.model import Wording

_LADDERS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (  # how firmly something is intended
        (r"must", r"shall", r"is required to", r"are required to", r"has to", r"have to"),
        (r"will", r"commits? to", r"is committed to", r"are committed to", r"guarantees?"),
        (r"intends? to", r"plans? to", r"expects? to", r"is due to", r"are due to"),
        (r"should", r"aims? to", r"hopes? to", r"seeks? to", r"wants? to"),
        (r"explores?", r"will explore", r"are exploring", r"may", r"could", r"might", r"looks? at", r"would like to"),
        (r"considers?", r"will consider", r"are considering", r"is considering", r"keeps? under review"),
    ),
    (  # what is done
        (r"publish(?:es)?", r"deliver(?:s)?", r"introduce(?:s)?", r"require(?:s)?", r"ensure(?:s)?", r"establish(?:es)?"),
        (r"develop(?:s)?", r"prepare(?:s)?", r"design(?:s)?", r"pilot(?:s)?", r"test(?:s)?"),
        (r"works? towards", r"works? with", r"support(?:s)?", r"encourage(?:s)?", r"promote(?:s)?"),
    ),
    (  # how much of it
        (r"all", r"every", r"each", r"in full", r"fully"),
        (r"most", r"the majority of", r"nearly all", r"almost all"),
        (r"many", r"a number of", r"a significant proportion of", r"up to"),
        (r"some", r"a few", r"several", r"selected", r"where possible", r"in part"),
    ),
)  # fmt: skip
_COMPILED = tuple(
    tuple(re.compile(r"\b(?:" + "|".join(sorted(rung, key=len, reverse=True)) + r")\b", re.I) for rung in ladder)
    for ladder in _LADDERS
)
_NEGATED = re.compile(r"\b(?:not|never|no longer|cannot)\b|n[’']t\b", re.I)
_ASKED = re.compile(r"\b(?:what|whether|how|which|who|why|if)\b[^.,;:]{0,80}?\b(?:should|could|might|may|will)\b", re.I)
"""What somebody should do, asked or weighed, is not what is promised."""
_NUMBER = re.compile(r"£?\d[\d,]*(?:\.\d+)?(?: ?(?:%|per cent|million|billion))?", re.I)
_TIME = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)(?: \d{4})?|\b(?:19|20)\d\d(?:/\d\d)?\b|\b\d{1,2}[:.]\d\d ?[ap]m|\b\d{1,2} ?[ap]m", re.I
)  # fmt: skip


def compare_wording(before: str, after: str) -> tuple[Wording, str, str]:
    """Softened, hardened or neutral, with the two phrases that make the difference ("" where neutral).

    The same rung on every ladder, another date, or a change of negation alone is neutral: a negation turns a promise
    round rather than making it softer, and dates have a ledger of their own.
    """
    if bool(_NEGATED.search(before)) != bool(_NEGATED.search(after)):
        return Wording.NEUTRAL, "", ""
    before, after = _ASKED.sub(" ", before), _ASKED.sub(" ", after)
    for ladder in _COMPILED:
        old, new = _rung(ladder, before), _rung(ladder, after)
        if old and new and old[0] != new[0] and not _both(ladder, before, after):
            return (Wording.SOFTENED if new[0] > old[0] else Wording.HARDENED), old[1], new[1]
    return _numbers(before, after)


def _rung(ladder: tuple[re.Pattern[str], ...], text: str) -> tuple[int, str] | None:
    """The weakest word of a ladder that the text holds: "will explore" is an exploring, not a doing."""
    for level in range(len(ladder) - 1, -1, -1):
        found = ladder[level].search(text)
        if found:
            return level, found[0]
    return None


def _both(ladder: tuple[re.Pattern[str], ...], before: str, after: str) -> bool:
    """Whether the two texts hold the same words of a ladder, only in another order."""
    return [len(p.findall(before)) for p in ladder] == [len(p.findall(after)) for p in ladder]


def _numbers(before: str, after: str) -> tuple[Wording, str, str]:
    old, new = _NUMBER.findall(_TIME.sub("", before)), _NUMBER.findall(_TIME.sub("", after))
    if len(old) != len(new) or not old:
        return Wording.NEUTRAL, "", ""
    for a, b in zip(old, new, strict=True):
        if _value(a) != _value(b):
            return (Wording.SOFTENED if _value(b) < _value(a) else Wording.HARDENED), a.strip(), b.strip()
    return Wording.NEUTRAL, "", ""


def _value(number: str) -> float:
    digits = re.sub(r"[^\d.]", "", number).rstrip(".") or "0"
    scale = 1e9 if "billion" in number.lower() else 1e6 if "million" in number.lower() else 1.0
    return float(digits) * scale
