"""Which dates moved from one version to the next. Pure.

First the dates that stand in the same place of a changed text; then those of a sentence that went and of one that came
about the same thing; then the fields that the format has for dates. Equal dates are struck out whatever is said of
them: a day that was ahead and is now told as past has not moved.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from watcher.dates import Found, find_dates, in_words, london_day
from watcher.diff.alike import same_thing, subject
from watcher.diff.places import paired
from watcher.model import (
    Block,
    BlockKind,
    DateDirection,
    DateMove,
    Document,
    Hunk,
    HunkKind,
    Precision,
    StructuredDate,
    Window,
)

_STAMP = re.compile(
    r"(?:(?<!next )(?<!be )\b(?:updated|published|reviewed|modified|amended|accessed|retrieved|generated|viewed)"
    r"|©|\bcopyright)(?: on| at| as at| in)?:? ?(?:\w+day,? )?$",
    re.I,
)
_STAMPED_LINE = re.compile(
    r"^(?=[^:.]{0,60}\blast (?:updated|modified|reviewed|changed|refreshed)\b[^:.]{0,20}:)(?!.*\bnext\b)", re.I
)
LONGEST_STAMP = 100
"""So many characters before a date are searched for the words of a stamp, so that a text full of dates takes no longer for each."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|/\d\d\b")
MOST_LOOSE = 400
"""More dates than this that only went or only came are not held against each other."""
MOST_READ = 10_000
"""So many dates of both versions are read in what changed. Where there are more, those that stand in place of others are told as
far as they were read, and none as gone or come, since it may stand in what was not read."""
SHARED, LEAST_SHARED = 0.6, 3
"""Two sentences are about the same thing where they share this part of their telling words (Dice), and so many."""
_EVERYWHERE = frozenset("will that this have been with from their they when which where more term also into after".split())
_SOME_YEAR = date(2023, 7, 2)  # every day without a year is then read as one of 2023


@dataclass(frozen=True, slots=True)
class Said:
    """A date as one version says it."""

    found: Found
    window: Window | None  # None where the year is unknown
    text: str  # of the block
    now: str  # the block as it stands now, "" where it is gone

    @property
    def stamp(self) -> bool:
        """When something was published, updated or looked at: no date that anybody waits for."""
        if self.found.role == "publication" or _STAMPED_LINE.match(self.text):
            return True
        return _STAMP.search(self.text, max(0, self.found.start - LONGEST_STAMP), self.found.start) is not None

    @property
    def past(self) -> bool:
        return self.found.role == "historical"


def dates_moved(hunks: Sequence[Hunk], before: Document, after: Document) -> list[DateMove]:
    """The dates that moved, went or came. ``hunks``: those of texts, without notes and files."""
    reader = _Reader(before, after)
    moves: list[DateMove] = []
    gone: list[Said] = []
    come: list[Said] = []
    for hunk in hunks:
        if hunk.kind is HunkKind.MOVED:
            continue
        if reader.count > MOST_READ:
            gone, come = [], []
            break
        old, new = reader.old(hunk.before, hunk.after), reader.new(hunk.after)
        pairs, left_old, left_new = paired(hunk.before, hunk.after, old, new, _same)
        moves += [_move(a, b, hunk.before, hunk.after) for a, b in pairs]
        gone += left_old
        come += left_new
    moves += _across(gone, come)
    told = {(_days(m.before_window), _days(m.after_window)) for m in moves}
    moves += [m for m in fields_moved(before, after) if (_days(m.before_window), _days(m.after_window)) not in told]
    return _once([m for m in moves if _is_news(m)])


class _Reader:
    """Reads the dates of both versions, each relative to its own day. ``count``: so many so far."""

    def __init__(self, before: Document, after: Document) -> None:
        self.count = 0
        days = [d.updated or d.published for d in (before, after)]
        known = days[0] or days[1], days[1] or days[0]
        self._before, self._after = (london_day(d) if d else None for d in known)

    def old(self, text: str, now: str) -> list[Said]:
        return self._read(text, now, self._before)

    def new(self, text: str) -> list[Said]:
        return self._read(text, text, self._after)

    def _read(self, text: str, now: str, said_on: date | None) -> list[Said]:
        if not text or "©" in text or text.rstrip().endswith("↩"):
            return []
        found = find_dates(text, said_on=said_on or _SOME_YEAR)
        self.count += len(found)
        return [Said(f, f.window if said_on or _YEAR.search(f.text) else None, text, now) for f in found]


def _same(a: Said, b: Said) -> bool:
    """The same words are the same date, even where "this year" has become another; so are other words for the same days.

    "From 4 May" and "on 4 May" are the same day, "by spring" and "in spring" the same season.
    """
    if a.found.text.lower() == b.found.text.lower():
        return True
    old, new = a.found.window, b.found.window
    starts, ends = _agree(old.start, new.start), _agree(old.end, new.end)
    return starts is not False and ends is not False and True in (starts, ends)


def _agree(a: date | None, b: date | None) -> bool | None:
    """Whether two days are one; None where a side names none."""
    return None if a is None or b is None else a == b


def _move(a: Said, b: Said, lost: str, passage: str) -> DateMove:
    return DateMove(
        a.found.text,
        b.found.text,
        a.window,
        b.window,
        _direction(a.found.window, b.found.window),
        _role(a, b),
        passage,
        lost,
    )


def _role(a: Said, b: Said) -> str:
    """What the new date is for; "publication" where both are stamps, which nobody is told of."""
    if a.stamp and b.stamp:
        return "publication"
    return b.found.role or a.found.role


def _direction(old: Window | None, new: Window | None) -> DateDirection:
    """By the end of the window. From a date to "soon" is a date removed."""
    was = (old.end or old.start) if old else None
    now = (new.end or new.start) if new else None
    if now is None:
        return DateDirection.REMOVED if old else DateDirection.ADDED
    if was is None:
        return DateDirection.ADDED
    if now == was and old and new and old.start and new.start:
        return DateDirection.LATER if new.start > old.start else DateDirection.EARLIER
    return DateDirection.LATER if now > was else DateDirection.EARLIER


def _is_news(move: DateMove) -> bool:
    """No stamps; no day that is merely told less exactly once it is past."""
    if move.role == "publication":
        return False
    old, new = move.before_window, move.after_window
    if move.role == "historical" and old and new and old.start and old.end and new.start and new.end:
        return not (new.start <= old.start and old.end <= new.end)
    return True


# --- a sentence that went, a sentence that came ---


def _across(gone: Sequence[Said], come: Sequence[Said]) -> list[DateMove]:
    """Dates that only went or only came: one move where their sentences are about the same thing."""
    moves: list[DateMove] = []
    taken: set[int] = set()
    settled: set[int] = set()
    for a, b in _kindred(gone, come):
        if a in settled or b in taken:
            continue
        settled.add(a)
        taken.add(b)
        if not _same(gone[a], come[b]):
            moves.append(_move(gone[a], come[b], gone[a].text, come[b].text))
    moves += [_removed(s) for n, s in enumerate(gone) if n not in settled and _matters(s)]
    return moves + [_added(s) for n, s in enumerate(come) if n not in taken and _matters(s)]


def _kindred(gone: Sequence[Said], come: Sequence[Said]) -> Iterable[tuple[int, int]]:
    """Pairs about the same thing: those that say the same date first, then the most alike."""
    if len(gone) > MOST_LOOSE or len(come) > MOST_LOOSE:
        return
    old, new = [_Telling.of(s) for s in gone], [_Telling.of(s) for s in come]
    where: defaultdict[str, list[int]] = defaultdict(list)
    for b, telling in enumerate(new):
        for w in sorted(telling.block):
            where[w].append(b)
    scored = []
    for a, telling in enumerate(old):
        for b in sorted({b for w in telling.block for b in where[w]}):
            same = _same(gone[a], come[b])
            share = telling.shared(new[b], blocks=same)
            if share >= SHARED and (same or _one_purpose(gone[a], come[b])) and _one_subject(gone[a], come[b]):
                scored.append((not same, -share, a, b))
    yield from ((a, b) for _, _, a, b in sorted(scored))


@dataclass(frozen=True, slots=True)
class _Telling:
    """The telling words of the sentence and of the block in which a date stands."""

    sentence: frozenset[str]
    block: frozenset[str]

    @classmethod
    def of(cls, said: Said) -> _Telling:
        return cls(_words(_sentence(said)), _words(said.text))

    def shared(self, other: _Telling, *, blocks: bool) -> float:
        """The part of the words that both have (Dice), of the sentences or, at best, of the blocks."""
        share = _dice(self.sentence, other.sentence)
        return max(share, _dice(self.block, other.block)) if blocks else share


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in subject(text) if len(w) > 3 and w not in _EVERYWHERE)


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    shared = len(a & b)
    return 2 * shared / (len(a) + len(b)) if shared >= LEAST_SHARED else 0.0


def _one_purpose(a: Said, b: Said) -> bool:
    """A day on which something starts is no later state of a day by which something ends; what is past moves no more."""
    return not a.past and (a.found.role == b.found.role or "" in (a.found.role, b.found.role))


def _one_subject(a: Said, b: Said) -> bool:
    return same_thing(Block(BlockKind.ITEM, a.text), Block(BlockKind.ITEM, b.text))


def _sentence(said: Said) -> str:
    left = said.text.rfind(". ", 0, said.found.start) + 1
    right = said.text.find(". ", said.found.end)
    return said.text[left : right if right >= 0 else len(said.text)]


def _matters(said: Said) -> bool:
    """ "Soon" that comes from nowhere, or goes, is no date."""
    return not said.stamp and not said.past and said.found.window.precision is not Precision.VAGUE


def _removed(s: Said) -> DateMove:
    return DateMove(s.found.text, "", s.window, None, DateDirection.REMOVED, s.found.role, s.now or s.text, s.text)


def _added(s: Said) -> DateMove:
    return DateMove("", s.found.text, None, s.window, DateDirection.ADDED, s.found.role, s.text, "")


# --- fields of the format ---


def fields_moved(before: Document, after: Document) -> list[DateMove]:
    """The dates that the format keeps in fields of their own and that moved, went or came, by what they are for."""
    old, new = _by_role(before.dates), _by_role(after.dates)
    return [_field(role, old.get(role), new.get(role)) for role in dict.fromkeys((*old, *new)) if old.get(role) != new.get(role)]


def _by_role(dates: Iterable[StructuredDate]) -> dict[str, date]:
    return {d.role.value: d.on for d in dates}


def _field(role: str, a: date | None, b: date | None) -> DateMove:
    was, now = (Window(d, d, Precision.DAY, in_words(d)) if d else None for d in (a, b))
    return DateMove(was.phrase if was else "", now.phrase if now else "", was, now, _direction(was, now), role)


def _days(window: Window | None) -> tuple[date | None, date | None] | None:
    return (window.start, window.end) if window else None


def _once(moves: Iterable[DateMove]) -> list[DateMove]:
    """A move that the same passage tells twice is one; two rows that move alike are two."""
    return list({(m.before, m.after, m.passage): m for m in reversed(list(moves))}.values())[::-1]
