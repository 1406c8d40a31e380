"""Whether what a sentence says of its date is ahead, was said to be ahead, is past, or has lapsed. Pure."""

from __future__ import annotations

import re

from watcher.dates.clauses import Clause
from watcher.dates.cues import ADJACENT, CUES, INSTEAD, MEANT, SHIFTED, TO_COME, WAS, WORD_ED
from watcher.dates.phrase import LATE, SINCE, Phrase

FUTURE, REPORTED, PAST, LAPSED = "future", "reported", "past", "lapsed"  # reported: "they said it would"
BEHIND = frozenset({PAST, LAPSED})


def tense_of_date(phrase: Phrase, clause: Clause, near: Clause) -> str:
    """By the words next to the date (``near``), then by the others of its clause; "" where none says."""
    if phrase.moved == "to":
        return FUTURE
    if phrase.moved or INSTEAD.search(near.left) or SHIFTED.match(near.right):
        return LAPSED
    if phrase.bound == SINCE or phrase.of.kind == "earlier":
        return PAST
    own = _adjacent(near.left, phrase) or last_tense(near.left)
    return own or first_tense(near.right) or last_tense(clause.left) or first_tense(clause.right)


def _adjacent(left: str, phrase: Phrase) -> str:
    """The tense of the participle that the date completes: "launched in 2023", "to be launched in 2026"."""
    m = ADJACENT.search(left)
    if m is None or phrase.bound in LATE:
        return ""
    aux = m["aux"]
    if re.fullmatch(MEANT, m["verb"], re.I):
        return ""
    last = max((x.start() for x in TO_COME.finditer(aux)), default=-1)
    was = max((x.start() for x in WAS.finditer(aux)), default=-1)
    if was > last:
        return last_tense(left) or PAST
    return last_tense(left) if last >= 0 else PAST


def last_tense(words: str) -> str:
    """That of the last word that has one, as for a date behind them; "" where none has."""
    cues = list(CUES.finditer(words))
    if not cues:
        return PAST if WORD_ED.search(words) else ""
    if len(cues) > 1 and cues[-1][0].lower().startswith("would") and (before := _of(cues[-2])) in BEHIND:
        return LAPSED if before == LAPSED else REPORTED
    return _of(cues[-1])


def first_tense(words: str) -> str:
    """That of the first word that has one, as for a date before them; "" where none has."""
    cue, verb = CUES.search(words), WORD_ED.search(words)
    if verb and (cue is None or verb.start() < cue.start()):
        return PAST if cue is None else _of(cue)
    return _of(cue)


def _of(cue: re.Match[str] | None) -> str:
    if cue is None:
        return ""
    return {"future": FUTURE, "lapsed": LAPSED, "possible": ""}.get(cue.lastgroup or "", PAST)
