"""Two passages -> the difference that weighs most. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from watcher.model import Wording
from watcher.wording.align import Pair, aligned
from watcher.wording.amounts import amount_differences, stretch_differences
from watcher.wording.clauses import Clause, clauses_of
from watcher.wording.differences import Difference
from watcher.wording.parts import part_differences
from watcher.wording.phrases import act_phrase, whole_phrase
from watcher.wording.readings import Reading
from watcher.wording.stems import stem

AXES = ("commitment", "obligation", "action", "promise", "condition", "scope", "quantity", "frequency", "cost", "number")
"""What may differ, the weightiest first."""
_HARM = re.compile(
    r"\b(?:charg|exclud|refus|cut|clos|delay|remov|withdraw|end|reduc|scrap|abolish|reject|limit|restrict|lose|prevent|deny|deni|"
    r"penalis|fine|off-roll|turn(?:ed)? away|left (?:out|behind|waiting)|miss out|go without)\w*"
)
_FEWER = re.compile(r"\W*(?:far |many )?(?:fewer|less)\b")
_BANS = re.compile(r"must|may|can|(?:is|are|be) (?:allowed|permitted|free)|shall not")
_DUTY = re.compile(
    r"must|should|shall|require|expect|encourag|oblig|has to|have to|need|mandat|(?:is|are|be) (?:required|expected|entitled)"
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


class _Passage:
    """One side as a whole; what is costly is worked out when first asked for, and once."""

    def __init__(self, text: str) -> None:
        self.clauses = clauses_of(text)
        self._text = text

    @cached_property
    def let_outs(self) -> int:
        return sum(len(Reading(c).amounts("condition")) for c in self.clauses)

    @cached_property
    def _words(self) -> frozenset[str]:
        return _words_of(self._text)

    def tells(self, said: str) -> bool:
        """Whether it says the same in a clause of another cut, or that it was done."""
        words = _words_of(said)
        return len(words & self._words) >= 0.6 * max(len(words), 1)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in _WORD.findall(text.lower())) - _MODAL


def weigh_wording(before: str, after: str) -> Weighed:
    """Which way the wording moved and on what account; linear in the length of the passages."""
    old, new = _Passage(before), _Passage(after)
    pairs = aligned(old.clauses, new.clauses)
    found = [d for a, b in pairs if a and b for d in _reworded(Reading(a), Reading(b))]
    found += _come_and_gone(pairs, old, new)
    told = [d for d in found if d.before.lower() != d.after.lower() and _holds(d, old, new)]
    if not told:
        return Weighed(Wording.NEUTRAL)
    best = min(told, key=_order)
    return Weighed(best.wording, best.before, best.after, best.axis)


def _holds(difference: Difference, old: _Passage, new: _Passage) -> bool:
    """Whether the passages differ as the clauses do: a sentence cut in two has lost neither a let-out nor a part."""
    if difference.axis == "condition":
        more = new.let_outs - old.let_outs
        return more > 0 if difference.wording is Wording.SOFTENED else more < 0
    if difference.axis == "promise":
        return not (old.tells(difference.after) if difference.after else new.tells(difference.before))
    return True


def _order(difference: Difference) -> tuple[bool, int, float, bool]:
    neutral = difference.wording is Wording.NEUTRAL
    return neutral, AXES.index(difference.axis), -difference.step, difference.wording is not Wording.SOFTENED


def _reworded(old: Reading, new: Reading) -> Iterator[Difference]:
    """Every difference of a clause and what it became."""
    yield from stretch_differences(old, new)
    if not (old.promises or new.promises) or old.past or new.past:
        return
    if _same_by_denial(old, new):
        return
    turned = _turned(old, new)
    if turned:
        yield turned
        return
    yield from _firmness(old, new)
    yield from _acts(old, new)
    yield from amount_differences(old, new)
    yield from part_differences(old, new)


def _same_by_denial(old: Reading, new: Reading) -> bool:
    """ "No school will be left out" is "all schools will be included"."""
    if old.negative == new.negative:
        return False
    denied, other = (old, new) if old.negative else (new, old)
    return (
        denied.of_none
        and bool(_HARM.search(denied.clause.plain))
        and not (_HARM.search(other.clause.plain) or _FEWER.match(other.clause.plain))
    )


def _turned(old: Reading, new: Reading) -> Difference | None:
    """A promise taken back, or a refusal that became a promise; the other way round for what does harm or is forbidden."""
    if old.negative == new.negative or not (old.operators and new.operators):
        return None
    denied, other = (old, new) if old.negative else (new, old)
    if denied.of_none and _FEWER.match(other.clause.plain):
        return Difference.by_step("quantity", -4.0 if new.negative else 4.0, act_phrase(old), act_phrase(new))
    ban = any(_BANS.match(denied.clause.plain, f.start) for f in denied.operators)
    harm = bool(_HARM.search(new.clause.plain)) or ban
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


def _kind_of(old: Reading, new: Reading) -> str:
    duties = all(any(_DUTY.match(r.clause.plain, f.start) for f in r.operators) for r in (old, new))
    return "obligation" if duties else "commitment"


def _acts(old: Reading, new: Reading) -> Iterator[Difference]:
    """The firmest act of each side, of those that the other lacks."""
    was, now = Counter(v.rung for v in old.verbs), Counter(v.rung for v in new.verbs)
    had, has = min(was - now, default=None), min(now - was, default=None)
    if had is not None and has is not None and abs(has - had) >= 1:
        yield Difference.by_step("action", has - had, act_phrase(old, new), act_phrase(new, old))


# --- promises that came or went ---


def _come_and_gone(pairs: Sequence[Pair], old: _Passage, new: _Passage) -> Iterator[Difference]:
    """A promise without a counterpart; where both sides have one, it was rewritten past comparing."""
    if any(a and b and Reading(a).operators and Reading(b).past for a, b in pairs):
        return  # what was to come is told as done
    gone = [r for a, b in pairs if a and not b for r in _lone(a, new)]
    come = [r for a, b in pairs if b and not a for r in _lone(b, old)]
    if gone and not come:
        yield Difference("promise", Wording.SOFTENED, whole_phrase(gone[0]), "", 1)
    if come and not gone:
        yield Difference("promise", Wording.HARDENED, "", whole_phrase(come[0]), 1)


def _lone(clause: Clause, other: _Passage) -> Iterator[Reading]:
    reading = Reading(clause)
    binds = reading.operators and reading.strength < (3.5,) and not reading.negative
    if binds and not _mere(reading) and not other.tells(clause.plain):
        yield reading


def _mere(reading: Reading) -> bool:
    """What is foreseen ("this will help") rather than promised."""
    return bool(_PREDICTION.match(reading.clause.plain)) and (reading.action is None or reading.action >= 0.5)
