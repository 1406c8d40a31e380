"""How much, how many, how often, where, and under which conditions: what differs between two clauses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from watcher.model import Wording
from watcher.sequences import beyond
from watcher.wording.clauses import BLOT
from watcher.wording.differences import Difference
from watcher.wording.ladders import STEP, Found
from watcher.wording.numbers import Number, stretches_of
from watcher.wording.phrases import act_phrase, amount_phrase, with_condition
from watcher.wording.readings import Reading
from watcher.wording.stems import SMALL, WORD, stem, stems

_BARE = {"obligation": 1.0, "quantity": 0.5, "scope": 0.0, "frequency": 10.0, "cost": 1.0}
"""The rung of a clause without a word of the ladder."""
_COUNTED = 2.0
"""The rung of a figure beside words of quantity: less than "most", more than "many"."""
SAME_LINE = 70.0
"""Lines of a list less alike than this (rapidfuzz ratio, 0 to 100) are of different things, and so are their figures."""
_SOME_TIME = re.compile(
    r"\b(?:in|by|during|before|after|this|next|later|earlier) (?:this |the |next |current |second |third )*(?:session|year|"
    r"spring|summer|autumn|"
    r"winter|term|parliament)\b|\bin due course\b|\bsoon\b|\bshortly\b|\b(?:later|earlier) this\b"
)
_CASE = re.compile(r"\b(?:when|where|whenever|wherever|once|in case|in the event)\b|^\W*should\b")
"""Other ways to name the case that an "if" may name."""
_ADJECTIVE = frozenset({"national", "regional", "local"})
_ALONE = re.compile(r"(?:in|by) law|.*right|entitle|at their|on a")
"""Words of duty that say the same whatever noun follows."""


def amount_differences(old: Reading, new: Reading) -> Iterator[Difference]:
    """What differs beside the verb, in two clauses that promise."""
    yield from _conditions(old, new)
    for axis in ("obligation", "quantity", "scope", "frequency", "cost"):
        yield from _rungs(axis, old, new)
    yield from _numbers(old, new)


def stretch_differences(old: Reading, new: Reading) -> Iterator[Difference]:
    """A longer or shorter span of years: the same money over more years is softer, a service for more years harder."""
    for a, b in zip(stretches_of(old.clause.text), stretches_of(new.clause.text), strict=False):
        if abs(a.years - b.years) < 0.1:
            continue
        phrases = amount_phrase(old, a.start, a.end), amount_phrase(new, b.start, b.end)
        if a.longer_is_harder is None or b.longer_is_harder is None:
            yield Difference("number", Wording.NEUTRAL, *phrases)
        else:
            yield Difference.by_step("number", 1.0 if (b.years > a.years) != b.longer_is_harder else -1.0, *phrases)


def _conditions(old: Reading, new: Reading) -> Iterator[Difference]:
    had, has = _let_outs(old, new), _let_outs(new, old)
    if len(has) > len(had):
        added = next((f for f in has if not _stands(f, new, old)), has[0])
        yield Difference("condition", Wording.SOFTENED, act_phrase(old), with_condition(new, added.start, added.end))
    if len(has) < len(had):
        dropped = next((f for f in had if not _stands(f, old, new)), had[0])
        yield Difference("condition", Wording.HARDENED, with_condition(old, dropped.start, dropped.end), act_phrase(new))


def _let_outs(mine: Reading, theirs: Reading) -> list[Found]:
    """When Parliament has time is a date, where the other side gives a date in its place; so is a case that both name."""
    dated = BLOT in theirs.clause.plain or _SOME_TIME.search(theirs.clause.plain)
    found = [f for f in mine.amounts("condition") if f.rung < 2 or not _CASE.search(theirs.clause.plain)]
    return [f for f in found if not (dated and "parliament" in mine.clause.plain[f.start : f.end])]


def _stands(found: Found, here: Reading, there: Reading) -> bool:
    return here.clause.plain[found.start : found.end] in there.clause.plain


# --- ladders of amounts ---


def _rungs(axis: str, old: Reading, new: Reading) -> Iterator[Difference]:
    before, after = old.amounts(axis), new.amounts(axis)
    had, has = beyond(before, after, _rung), beyond(after, before, _rung)
    was, now = _weakest(had), _weakest(has)
    if was is None and now is None:
        return
    a = was.rung if was else _bare(axis, now, new, old)
    b = now.rung if now else _bare(axis, was, old, new)
    if a is None or b is None or abs(b - a) < STEP:
        return
    yield Difference.by_step(axis, b - a, _shown(old, was, now, new), _shown(new, now, was, old))


def _rung(found: Found) -> float:
    return found.rung


def _weakest(found: Sequence[Found]) -> Found | None:
    return max(found, key=lambda f: (f.rung, -f.start), default=None)


def _bare(axis: str, found: Found | None, here: Reading, there: Reading) -> float | None:
    """The rung of a side that lacks the word, or None where it speaks of something else."""
    if found is None:
        return None
    words = here.clause.plain[found.start : found.end]
    if axis == "scope":
        return None if words in _ADJECTIVE else _BARE[axis]
    if axis == "cost":
        return _BARE[axis]
    if axis == "frequency":
        return None if found.rung > 10 else _BARE[axis]
    noun = _counted_noun(here, found.end)
    if axis == "obligation" and (not noun or _ALONE.match(words)):
        return _BARE[axis]
    if not noun or noun not in stems(there):
        return None
    return _COUNTED if axis == "quantity" and _figure(there, noun) else _BARE[axis]


def _counted_noun(reading: Reading, end: int) -> str:
    words = [stem(w) for w in WORD.findall(reading.clause.plain[end : end + 60]) if w not in SMALL]
    return words[0] if words else ""


def _figure(reading: Reading, noun: str) -> Number | None:
    return next((n for n in reading.numbers if noun in stems(reading, n.end, n.end + 30)), None)


def _shown(mine: Reading, found: Found | None, other: Found | None, there: Reading) -> str:
    if found:
        return amount_phrase(mine, found.start, found.end)
    noun = _counted_noun(there, other.end) if other else ""
    figure = _figure(mine, noun)
    if figure:
        return amount_phrase(mine, figure.start, figure.end)
    word = next((m for m in WORD.finditer(mine.clause.plain) if noun and stem(m[0]) == noun), None)
    return mine.words(word.start(), word.end()) if word else act_phrase(mine)


# --- figures ---


def _numbers(old: Reading, new: Reading) -> Iterator[Difference]:
    if not (old.operators or new.operators) and fuzz.ratio(old.clause.key, new.clause.key) < SAME_LINE:
        return
    had, has = _unlike(old.numbers, new.numbers), _unlike(new.numbers, old.numbers)
    lost = []
    for a in had:
        b = next((n for n in has if n.kind == a.kind), None)
        if b is None:
            lost.append(a)
        else:
            has.remove(b)
            yield from _figures(old, new, a, b)
    yield from _alone(old, new, lost, 1.0)
    yield from _alone(new, old, has, -1.0)


def _unlike(mine: Sequence[Number], theirs: Sequence[Number]) -> list[Number]:
    """Without what stands on the other side too, with the same bound."""
    pool = list(theirs)
    left = []
    for number in mine:
        same = next((n for n in pool if n.same(number) and n.bound == number.bound), None)
        if same:
            pool.remove(same)
        else:
            left.append(number)
    return left


def _figures(old: Reading, new: Reading, a: Number, b: Number) -> Iterator[Difference]:
    if a.same(b):
        step = float(b.bound - a.bound)
    else:
        step = -1.0 if (b.value > a.value) != b.less_is_more else 1.0
        step = float(b.bound - a.bound) if {a.bound, b.bound} == {0, 2} else step
    if step:
        yield Difference.by_step("number", step, amount_phrase(old, a.start, a.end), amount_phrase(new, b.start, b.end))


def _alone(mine: Reading, theirs: Reading, figures: Sequence[Number], step: float) -> Iterator[Difference]:
    """Figures of something that the other side speaks of too, and gives no figure for."""
    for number in figures:
        if _new_limit(number, theirs):
            phrases = amount_phrase(mine, number.start, number.end), act_phrase(theirs)
            yield Difference.by_step("number", step, *(phrases if step > 0 else phrases[::-1]))
        noun = _counted_noun(mine, number.end)
        if number.kind == "time" or not number.value or not noun or _worded(theirs, noun):
            continue
        shown = next((m for m in WORD.finditer(theirs.clause.plain) if stem(m[0]) == noun), None)
        if shown:
            phrases = amount_phrase(mine, number.start, number.end), theirs.words(shown.start(), shown.end())
            yield Difference.by_step("number", step, *(phrases if step > 0 else phrases[::-1]))


def _new_limit(number: Number, theirs: Reading) -> bool:
    """Whether it is a time allowed for something that the other side sets no time and no date for."""
    timed = BLOT in theirs.clause.plain or _SOME_TIME.search(theirs.clause.plain) or any(n.kind == "time" for n in theirs.numbers)
    return number.kind == "time" and number.less_is_more and not timed


def _worded(reading: Reading, noun: str) -> bool:
    """Whether a word of quantity stands before the noun, which has then been weighed against the figure already."""
    return any(_counted_noun(reading, f.end) == noun for f in reading.amounts("quantity"))
