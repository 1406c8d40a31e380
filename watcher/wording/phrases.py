"""The smallest readable words that show a difference, as they were written. Pure."""

from __future__ import annotations

import re

from watcher.text import cut
from watcher.wording.readings import Reading

_LONGEST = 90
_NOUN = re.compile(
    r"(?: (?!of |for |in |to |by |at |on |with |from |and |or |that |which |who |will |must |should |may |can |is |are |be |"
    r"where |if |until |"
    r"over |between |as |has |have |a |an |the )[^\s,.;:!?]+){1,2}"
)
_DENIED = re.compile(r"(?:\b(?:do|does|did|is|are|have|has) )?(?:\b(?:not|no|never|no longer)|\w+n't) (?:\w+ )?$")
_LINK = re.compile(r"(?: be| also| now| still| soon| \w+ly)* ?")
_OBJECT = re.compile(r"(?: (?:the|a|an|our|their|its|to|every|each|all|some|most|more|be))*" + _NOUN.pattern)
_OF = re.compile(r"(?: of)?(?: the| our| their| its)? ?")


def act_phrase(reading: Reading, other: Reading | None = None) -> str:
    """From the verb of promising that the other phrasing lacks to the act: "will explore publishing"."""
    if not reading.operators:
        return _bare(reading)
    theirs = [f.rung for f in other.operators] if other else []
    n = next((i for i, f in enumerate(reading.operators) if f.rung not in theirs), 0)
    first = reading.operators[_led_by(reading, n)]
    verb = next((v for v in reading.verbs if v.start >= reading.operators[n].end), None)
    end = verb.end if verb and verb.end - first.start < _LONGEST else _with_noun(reading, reading.operators[n].end)
    if reading.of_none and first.start < _LONGEST / 2:
        return reading.words(0, end)
    denied = _DENIED.search(reading.clause.plain, max(0, first.start - 30), first.start) if first.negative else None
    return reading.words(denied.start() if denied else first.start, end)


def _led_by(reading: Reading, n: int) -> int:
    """The verb of promising that the n-th hangs on: the "will" of "will explore"."""
    while n and _LINK.fullmatch(reading.clause.plain, reading.operators[n - 1].end, reading.operators[n].start):
        n -= 1
    return n


def _bare(reading: Reading) -> str:
    if reading.verbs:
        return reading.words(reading.verbs[0].start, _with_noun(reading, reading.verbs[0].end))
    return whole_phrase(reading)


def amount_phrase(reading: Reading, start: int, end: int) -> str:
    """A quantity or a figure with what it counts: "at least 100 teachers"."""
    of = _OF.match(reading.clause.text, end)
    noun = _NOUN.match(reading.clause.text, max(end, of.end() - 1) if of and reading.clause.text[end : of.end()].strip() else end)
    return reading.words(start, noun.end() if noun else end)


def _with_noun(reading: Reading, end: int) -> int:
    noun = _OBJECT.match(reading.clause.text, end)
    return noun.end() if noun else end


def with_condition(reading: Reading, start: int, end: int) -> str:
    """The act together with its let-out."""
    if not reading.operators:
        return reading.words(start, end)
    verb = reading.verbs[0].end if reading.verbs else reading.operators[0].end
    first, last = min(start, reading.operators[0].start), max(end, verb)
    if last - first <= _LONGEST:
        return reading.words(first, last)
    return f"{act_phrase(reading)} … {reading.words(start, end)}"


def whole_phrase(reading: Reading) -> str:
    """The clause itself, cut where it is long."""
    return cut(reading.words(0, len(reading.clause.text)), _LONGEST)
