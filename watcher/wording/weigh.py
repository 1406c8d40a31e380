"""Two passages -> the difference that weighs most. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watcher.model import Wording
from watcher.wording.align import Pair, aligned
from watcher.wording.amounts import amount_differences, stem, stretch_differences
from watcher.wording.clauses import Clause, clauses_of
from watcher.wording.differences import Difference
from watcher.wording.phrases import act_phrase, whole_phrase
from watcher.wording.readings import Reading

AXES = ("commitment", "obligation", "action", "promise", "condition", "scope", "quantity", "frequency", "number")
"""What may differ, the weightiest first."""
_HARM = re.compile(
    r"\b(?:charg|exclud|refus|cut|clos|delay|remov|withdraw|end|reduc|scrap|abolish|reject|limit|restrict|increase (?:charges|"
    r"fees)|"
    r"lose|place a child out|share personal|prevent|deny|deni|penalis|fine|off-roll)\w*"
)
_PREDICTION = re.compile(
    r"^\W*(?:and |but )?(?:this|that|these|those|which|it|they)(?: \w+)? (?:will|should|would|may|can|could)\b"
)
_WORD = re.compile(r"[a-z]{4,}")
_MODAL = frozenset(
    {"will", "must", "shall", "should", "would", "could", "have", "been", "this", "that", "with", "from", "after", "before"}
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The difference of two phrasings that weighs most.

    ``axis``: one of ``AXES``, or "" where nothing of weight differs. ``before`` and ``after``: the smallest readable
    phrases that show it, as written; a neutral difference may have them too (a span of years of nothing in particular).
    """

    wording: Wording
    before: str = ""
    after: str = ""
    axis: str = ""


def weigh_wording(before: str, after: str) -> Weighed:
    """Which way the wording moved and on what account; linear in the length of the passages."""
    old, new = clauses_of(before), clauses_of(after)
    pairs = aligned(old, new)
    found = [d for a, b in pairs if a and b for d in _reworded(Reading(a), Reading(b))]
    found += _come_and_gone(pairs, before, after)
    told = [d for d in found if d.before.lower() != d.after.lower() and _holds(d, old, new)]
    if not told:
        return Weighed(Wording.NEUTRAL)
    best = min(told, key=_order)
    return Weighed(best.wording, best.before, best.after, best.axis)


def _holds(difference: Difference, old: Sequence[Clause], new: Sequence[Clause]) -> bool:
    """Whether the passages differ as the clauses do: a sentence cut in two has lost neither a let-out nor a part."""
    if difference.axis == "condition":
        had, has = (sum(len(Reading(c).amounts("condition")) for c in clauses) for clauses in (old, new))
        return has > had if difference.wording is Wording.SOFTENED else has < had
    if difference.axis == "promise":
        there = " ".join(c.plain for c in (old if difference.after else new))
        return not _told(difference.before or difference.after, there)
    return True


def _order(difference: Difference) -> tuple[bool, int, float, bool]:
    neutral = difference.wording is Wording.NEUTRAL
    return neutral, AXES.index(difference.axis), -difference.step, difference.wording is not Wording.SOFTENED


def _reworded(old: Reading, new: Reading) -> Iterator[Difference]:
    """Every difference of a clause and what it became."""
    yield from stretch_differences(old, new)
    if not (old.promises or new.promises) or old.past or new.past:
        return
    turned = _turned(old, new)
    if turned:
        yield turned
        return
    yield from _firmness(old, new)
    yield from _acts(old, new)
    yield from amount_differences(old, new)


def _turned(old: Reading, new: Reading) -> Difference | None:
    """A promise taken back, or a refusal that became a promise; the other way round for what does harm."""
    if old.negative == new.negative or not (old.operators and new.operators):
        return None
    harm = bool(_HARM.search(new.clause.plain))
    wording = Wording.SOFTENED if new.negative != harm else Wording.HARDENED
    return Difference("commitment", wording, act_phrase(old), act_phrase(new), 6)


def _firmness(old: Reading, new: Reading) -> Iterator[Difference]:
    for one, other in ((old, new), (new, old)):
        if not one.operators and not (one.provides and other.strength):
            return
    step = _step(old.strength, new.strength)
    if step:
        yield Difference.by_step(_kind_of(old, new), step, act_phrase(old, new), act_phrase(new, old))


def _step(old: tuple[float, ...], new: tuple[float, ...]) -> float:
    """How much weaker the later is, by the first rung that differs."""
    longest = max(len(old), len(new))
    rungs = zip((*old, *[0.0] * (longest - len(old))), (*new, *[0.0] * (longest - len(new))), strict=True)
    return next((b - a for a, b in rungs if a != b), 0.0)


_DUTY = re.compile(
    r"must|should|shall|require|expect|encourag|oblig|has to|have to|need|mandat|(?:is|are|be) (?:required|expected|entitled)"
)


def _kind_of(old: Reading, new: Reading) -> str:
    duties = all(any(_DUTY.match(r.clause.plain, f.start) for f in r.operators) for r in (old, new))
    return "obligation" if duties else "commitment"


def _acts(old: Reading, new: Reading) -> Iterator[Difference]:
    if old.action is None or new.action is None or abs(new.action - old.action) < 1:
        return
    yield Difference.by_step("action", new.action - old.action, act_phrase(old, new), act_phrase(new, old))


# --- promises that came or went ---


def _come_and_gone(pairs: Sequence[Pair], before: str, after: str) -> Iterator[Difference]:
    """A promise without a counterpart; where both sides have one, it was rewritten past comparing."""
    if any(a and b and Reading(a).operators and Reading(b).past for a, b in pairs):
        return  # what was to come is told as done
    gone = [r for a, b in pairs if a and not b for r in _lone(a, after)]
    come = [r for a, b in pairs if b and not a for r in _lone(b, before)]
    if gone and not come:
        yield Difference("promise", Wording.SOFTENED, whole_phrase(gone[0]), "", 1)
    if come and not gone:
        yield Difference("promise", Wording.HARDENED, "", whole_phrase(come[0]), 1)


def _lone(clause: Clause, other: str) -> Iterator[Reading]:
    reading = Reading(clause)
    if (
        reading.operators
        and reading.strength < (3.5,)
        and not reading.negative
        and not _mere(reading)
        and not _told(clause.plain, other)
    ):
        yield reading


def _mere(reading: Reading) -> bool:
    """What is foreseen ("this will help") rather than promised."""
    return bool(_PREDICTION.match(reading.clause.plain)) and (reading.action is None or reading.action >= 0.5)


def _told(said: str, other: str) -> bool:
    """Whether the other passage says the same in a clause of another cut, or that it was done."""
    words, there = (frozenset(stem(w) for w in _WORD.findall(t)) - _MODAL for t in (said.lower(), other.lower()))
    return len(words & there) >= 0.6 * max(len(words), 1)
