"""One of several things that a promise names, gone or come. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from watcher.model import Wording
from watcher.wording.differences import Difference
from watcher.wording.readings import Reading
from watcher.wording.stems import SMALL, WORD, stem, stems

_JOINTS = frozenset({"and", "or"})
_ASIDE = frozenset("today however also then now later too therefore here in on at by from with for after before during".split())
_LIST_GOES_ON = re.compile(r",(?: [\w'-]+){1,5}(?:,(?: [\w'-]+){1,5}){0,5},? (?:and|or) ")


def part_differences(old: Reading, new: Reading) -> Iterator[Difference]:
    """One of several things that went ("standards and guidance" became "standards"), or that came."""
    gone, come = _joined(old, new), _joined(new, old)
    if gone and not come:
        yield Difference("promise", Wording.SOFTENED, gone, "", 0.5)
    if come and not gone:
        yield Difference("promise", Wording.HARDENED, "", come, 0.5)


def _joined(mine: Reading, theirs: Reading) -> str:
    """Words after or before an "and" that the other side lacks and has nothing in place of, or ""."""
    words, others = list(WORD.finditer(mine.clause.text)), WORD.findall(theirs.clause.text)
    small = [w[0].lower() for w in words]
    kept = stems(theirs)
    for op in Indel.opcodes(small, [w.lower() for w in others]):
        run = small[op.src_start : op.src_end]
        if op.tag != "delete" or not (_joint(run, mine, words[op.src_start]) or _of_list(run, mine, words[op.src_end - 1])):
            continue
        fresh = [w for w in words[op.src_start : op.src_end] if w[0].lower() not in SMALL]
        if fresh and fresh[0][0].islower() and not any(stem(w[0].lower()) in kept for w in fresh):
            return mine.words(fresh[0].start(), fresh[-1].end())
    return ""


def _joint(run: Sequence[str], mine: Reading, first: re.Match[str]) -> bool:
    """Whether words hang on what stands beside them by an "and"."""
    held = "and" in run or "or" in run
    if run[:2] == ["or", "other"] or run[:2] == ["or", "another"]:
        return False  # another way to meet the promise, rather than more of it
    return held and (run[0] in _JOINTS or run[-1] in _JOINTS or mine.clause.text[first.start() - 1] == ",")


def _of_list(run: Sequence[str], mine: Reading, last: re.Match[str]) -> bool:
    """Whether words are a member of a list other than its last: the "schools" of "for schools, trusts and colleges"."""
    return len(run) <= 4 and run[0] not in _ASIDE and _LIST_GOES_ON.match(mine.clause.text, last.end()) is not None
