"""Blocks before and after -> what was removed, added, changed and moved. Pure, and near linear.

Anchored on blocks that occur once on both sides (patience), then on repeated ones (difflib); what is left of a gap is
paired by what it is about, then by likeness.
"""

from __future__ import annotations

import bisect
import difflib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from watcher.diff.alike import same_thing, subject
from watcher.diff.words import fold, spans
from watcher.model import Block, BlockKind, Hunk, HunkKind

ALIKE = 55.0
"""Blocks at least so alike (rapidfuzz ratio, 0 to 100) are one block that changed."""
MOST_PAIRS = 4000
"""In a gap with more pairs than this only blocks that share an uncommon word or stand opposite are compared."""
MOST_CANDIDATES = 6
MOST_REPEATED = 250_000
NEAREST_HEADING = 60
SHORT, LONG = 40, 1000  # characters
MOST_EDITS = 2000
"""Edits beyond this are counted, not told one by one: what is told is weighed against every promise."""
TELLING = 3
"""Blocks of fewer words than this ("HTML", "Details") occur anywhere."""

NO_GAP = -1

Pairs = list[tuple[int, int]]
Places = list[tuple[int, int]]  # index of a block, and its gap


@dataclass(frozen=True, slots=True)
class Edit:
    """A hunk with its place: the indices of its blocks (None where there is none) and the gap in which it stands."""

    hunk: Hunk
    old: int | None
    new: int | None
    gap: int


def block_edits(before: Sequence[Block], after: Sequence[Block]) -> list[Edit]:
    """Every block that differs, in the order of the page as it is now; the words that differ in the first 2,000."""
    old, new = [fold(b.text) for b in before], [fold(b.text) for b in after]
    if old == new:
        return []
    return _Comparison(before, after, old, new).edits()


def above(blocks: Sequence[Block], index: int) -> str:
    """The nearest heading above a block, within 60 blocks."""
    for k in range(index - 1, max(-1, index - NEAREST_HEADING), -1):
        if blocks[k].kind is BlockKind.HEADING:
            return blocks[k].text
    return ""


class _Comparison:
    """Two lists of blocks beside their folded texts."""

    def __init__(self, before: Sequence[Block], after: Sequence[Block], old: list[str], new: list[str]) -> None:
        self._before, self._after, self._old, self._new = before, after, old, new

    def edits(self) -> list[Edit]:
        head = _common(self._old, self._new)
        tail = _common(self._old[head:][::-1], self._new[head:][::-1])
        inner = _gaps(self._old[head : len(self._old) - tail], self._new[head : len(self._new) - tail])
        gaps = [(range(head + i1, head + i2), range(head + j1, head + j2)) for i1, i2, j1, j2 in inner]
        found = self._travelled(gaps)
        moved_old, moved_new = {e.old for e in found}, {e.new for e in found}
        gone: Places = []
        come: Places = []
        for gap, (olds, news) in enumerate(gaps):
            pairs, removed, added = self._paired([i for i in olds if i not in moved_old], [j for j in news if j not in moved_new])
            found += [self._changed(i, j, gap) for i, j in pairs]
            gone += [(i, gap) for i in removed]
            come += [(j, gap) for j in added]
        edits = sorted(found + self._unpaired(gone, come), key=self._place)
        return [*map(_in_words, edits[:MOST_EDITS]), *edits[MOST_EDITS:]]

    def _travelled(self, gaps: Sequence[tuple[range, range]]) -> list[Edit]:
        """Telling blocks that left one gap and stand unchanged in another: before any likeness could claim them."""
        gone = [(i, gap) for gap, (olds, _) in enumerate(gaps) for i in olds if len(subject(self._old[i])) >= TELLING]
        come = [(j, gap) for gap, (_, news) in enumerate(gaps) for j in news if len(subject(self._new[j])) >= TELLING]
        found = matched([self._old[i] for i, _ in gone], [self._new[j] for j, _ in come])
        return [self._moved(gone[a][0], *come[b]) for a, b in found if gone[a][1] != come[b][1]]

    def _place(self, edit: Edit) -> tuple[int, bool]:
        place = edit.new if edit.new is not None else min(edit.old or 0, len(self._after))
        return place, edit.new is not None

    def _changed(self, i: int, j: int, gap: int) -> Edit:
        return Edit(Hunk(HunkKind.CHANGED, self._before[i].text, self._after[j].text, (), above(self._after, j)), i, j, gap)

    def _paired(self, olds: list[int], news: list[int]) -> tuple[Pairs, list[int], list[int]]:
        """Blocks of a gap that are one block changed; then those only removed, those only added."""
        same = matched([self._old[i] for i in olds], [self._new[j] for j in news])
        olds, news = _left(olds, {olds[a] for a, _ in same}), _left(news, {news[b] for _, b in same})
        pairs = self._by_subject(olds, news)
        olds, news = _left(olds, {i for i, _ in pairs}), _left(news, {j for _, j in pairs})
        alike = self._by_likeness(olds, news) or self._in_place(olds, news)
        return pairs + alike, _left(olds, {i for i, _ in alike}), _left(news, {j for _, j in alike})

    def _by_subject(self, olds: list[int], news: list[int]) -> Pairs:
        """A row with the same words and other dates or figures is the same row."""
        if not olds or not news:
            return []
        found = matched([subject(self._old[i]) for i in olds], [subject(self._new[j]) for j in news])
        return [(olds[a], news[b]) for a, b in found]

    def _by_likeness(self, olds: list[int], news: list[int]) -> Pairs:
        scored = []
        for i, j in self._candidates(olds, news):
            score = _likeness(self._old[i], self._new[j])
            if score >= ALIKE and same_thing(self._before[i], self._after[j]):
                scored.append((-score, i, j))
        pairs: Pairs = []
        used_old: set[int] = set()
        used_new: set[int] = set()
        for _, i, j in sorted(scored):
            if i not in used_old and j not in used_new:
                pairs.append((i, j))
                used_old.add(i)
                used_new.add(j)
        return pairs

    def _in_place(self, olds: list[int], news: list[int]) -> Pairs:
        """A short text that alone stands where another alone stood, such as the type and size of a file."""
        if len(olds) != 1 or len(news) != 1 or max(len(self._old[olds[0]]), len(self._new[news[0]])) > SHORT:
            return []
        return [(olds[0], news[0])] if same_thing(self._before[olds[0]], self._after[news[0]]) else []

    def _candidates(self, olds: list[int], news: list[int]) -> Iterable[tuple[int, int]]:
        if len(olds) * len(news) <= MOST_PAIRS:
            yield from ((i, j) for i in olds for j in news)
            return
        where: defaultdict[str, list[int]] = defaultdict(list)
        for j in news:
            for word in dict.fromkeys(self._new[j].lower().split()):
                where[word].append(j)
        for n, i in enumerate(olds):
            words = [w for w in dict.fromkeys(self._old[i].lower().split()) if w in where]
            rare = sorted(words, key=lambda w: len(where[w]))[:MOST_CANDIDATES]
            shared = Counter(j for w in rare for j in where[w][:MOST_CANDIDATES])
            opposite = news[min(n * len(news) // len(olds), len(news) - 1)]
            yield from ((i, j) for j in dict.fromkeys((opposite, *(j for j, _ in shared.most_common(MOST_CANDIDATES)))))

    def _unpaired(self, gone: Places, come: Places) -> list[Edit]:
        """What is left over: a block that went in one place and came in another has moved."""
        found = matched([self._old[i] for i, _ in gone], [self._new[j] for j, _ in come])
        moved_old, moved_new = {a for a, _ in found}, {b for _, b in found}
        edits = [self._moved(gone[a][0], *come[b]) for a, b in found]
        for n, (i, gap) in enumerate(gone):
            if n not in moved_old:
                edits.append(Edit(Hunk(HunkKind.REMOVED, self._before[i].text, "", (), above(self._before, i)), i, None, gap))
        for n, (j, gap) in enumerate(come):
            if n not in moved_new:
                edits.append(Edit(Hunk(HunkKind.ADDED, "", self._after[j].text, (), above(self._after, j)), None, j, gap))
        return edits

    def _moved(self, i: int, j: int, gap: int) -> Edit:
        hunk = Hunk(HunkKind.MOVED, self._before[i].text, self._after[j].text, (), above(self._after, j))
        return Edit(hunk, i, j, gap)


def _in_words(edit: Edit) -> Edit:
    """With the words that differ."""
    hunk = edit.hunk
    return replace(edit, hunk=replace(hunk, spans=spans(hunk.before, hunk.after))) if hunk.kind is HunkKind.CHANGED else edit


def within_reason(edits: Sequence[Edit]) -> list[Edit]:
    """The first so many, and in place of all the others their number."""
    if len(edits) <= MOST_EDITS:
        return list(edits)
    more = f"{len(edits) - MOST_EDITS:,} more passages changed"
    return [*edits[:MOST_EDITS], Edit(Hunk(HunkKind.CHANGED, "", more), None, None, NO_GAP)]


def matched(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Positions of equal values on both sides, each taken once and in order; empty values match nothing."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for b in range(len(new) - 1, -1, -1):
        places[new[b]].append(b)
    return [(a, places[value].pop()) for a, value in enumerate(old) if value and places.get(value)]


def _likeness(old: str, new: str) -> float:
    """How alike two texts are, 0 to 100: by letters, in long ones by words."""
    if max(len(old), len(new)) <= LONG:
        return fuzz.ratio(old, new, score_cutoff=ALIKE)
    return 100 * Indel.normalized_similarity(old.split(), new.split(), score_cutoff=ALIKE / 100)


def _left(indices: list[int], taken: set[int]) -> list[int]:
    return [i for i in indices if i not in taken]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


def _gaps(old: list[str], new: list[str]) -> Iterable[tuple[int, int, int, int]]:
    """The stretches that differ, as half-open ranges on both sides."""
    counts_old, counts_new = Counter(old), Counter(new)
    where = {t: j for j, t in enumerate(new)}
    once = [(i, where[t]) for i, t in enumerate(old) if counts_old[t] == 1 and counts_new.get(t) == 1]
    i = j = 0
    for ai, aj in [*rising(once), (len(old), len(new))]:
        yield from _inside(old, new, i, ai, j, aj)
        i, j = ai + 1, aj + 1


def _inside(old: list[str], new: list[str], i1: int, i2: int, j1: int, j2: int) -> Iterable[tuple[int, int, int, int]]:
    """Between two anchors only repeated blocks can still be equal; difflib finds those where they are few."""
    if i1 == i2 and j1 == j2:
        return
    if (i2 - i1) * (j2 - j1) > MOST_REPEATED:
        yield i1, i2, j1, j2
        return
    matcher = difflib.SequenceMatcher(None, old[i1:i2], new[j1:j2], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield i1 + a, i1 + b, j1 + c, j1 + d


def rising(pairs: Pairs) -> Pairs:
    """The longest run of pairs that rises on both sides (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect.bisect_left(tops, j)
        back.append(last[at - 1] if at else -1)
        tops[at : at + 1] = [j]
        last[at : at + 1] = [n]
    chain = []
    n = last[-1] if last else -1
    while n >= 0:
        chain.append(pairs[n])
        n = back[n]
    return chain[::-1]
