"""Two versions of a document -> Change | None. Blocks first, with moves; then words. Pure.

Blocks are aligned by difflib on interned block texts; pairs that are alike become one changed block whose words are
aligned by rapidfuzz. Nothing but white space, quotation marks and the order of change notes is ignored.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from watcher.dates import Found, find_dates
from watcher.model import (
    Block,
    BlockKind,
    Change,
    ChangeNote,
    DateDirection,
    DateMove,
    Document,
    Hunk,
    HunkKind,
    Op,
    Span,
    Window,
)

ALIKE = 55.0
"""Blocks at least so alike (rapidfuzz ratio, 0 to 100) are one block that changed."""
MOST_PAIRS = 4000
"""More candidate pairs than this in one place are paired in order instead of by likeness."""
_QUOTES = str.maketrans("‘’“”–—‑", "''\"\"---")
_PASSING = frozenset({"historical", "publication"})
_SIZE = re.compile(r"\b\d[\d,.]* ?(?:bytes|[KMG]B)\b|\b\d+ pages?\b", re.I)


def diff_documents(before: Document, after: Document) -> Change | None:
    """What differs, or None where nothing meaningful does. ``noted``: None where the format has no notes."""
    hunks = _block_hunks(before.blocks, after.blocks) + _note_hunks(before.notes, after.notes)
    hunks += _title_hunks(before, after) + _file_hunks(before, after)
    new_notes = _new_notes(before, after)
    dates = _dates_moved(hunks, before, after)
    moved = _moved_address(before, after)
    if not (hunks or new_notes or dates or moved or before.state is not after.state):
        return None
    has_notes = bool(before.notes or after.notes)
    return Change(
        url=after.url,
        hunks=tuple(hunks),
        dates=tuple(dates),
        noted=_noted(before, after, new_notes) if has_notes else None,
        new_notes=new_notes,
        before_state=before.state,
        after_state=after.state,
        title=(before.title, after.title),
        moved_address=moved,
        retouch=bool(hunks) and not new_notes and all(_is_retouch(h) for h in hunks),
    )


def _noted(before: Document, after: Document, new_notes: tuple[ChangeNote, ...]) -> bool:
    return bool(new_notes) or (after.updated != before.updated and after.content_id != "" and after.updated is not None)


def _moved_address(before: Document, after: Document) -> tuple[str, str] | None:
    same = before.content_id and before.content_id == after.content_id and before.url != after.url
    return (before.url, after.url) if same else None


def _new_notes(before: Document, after: Document) -> tuple[ChangeNote, ...]:
    known = Counter((n.at.date() if n.at else None, _fold(n.text)) for n in before.notes)
    fresh = []
    for note in after.notes:
        key = (note.at.date() if note.at else None, _fold(note.text))
        if known[key]:
            known[key] -= 1
        else:
            fresh.append(note)
    longer = len(after.notes) - len(before.notes)
    return tuple(fresh[: max(longer, 0)])


def _note_hunks(before: Sequence[ChangeNote], after: Sequence[ChangeNote]) -> list[Hunk]:
    """Older notes that were edited or taken away afterwards."""
    kept = {_fold(n.text) for n in after}
    gone = [n for n in before if _fold(n.text) not in kept]
    known = {_fold(n.text) for n in before}
    fresh = [n for n in after if _fold(n.text) not in known]
    rewritten = {n.at: n for n in fresh if n.at is not None}
    hunks = []
    for note in gone:
        now = rewritten.get(note.at) if note.at else None
        kind = HunkKind.CHANGED if now else HunkKind.REMOVED
        text = now.text if now else ""
        hunks.append(Hunk(kind, note.text, text, _spans(note.text, text) if now else (), "Change notes"))
    return hunks


def _title_hunks(before: Document, after: Document) -> list[Hunk]:
    hunks = []
    for old, new in ((before.title, after.title), (before.description, after.description)):
        if _fold(old) != _fold(new) and old and new:
            hunks.append(Hunk(HunkKind.CHANGED, old, new, _spans(old, new)))
    return hunks


def _file_hunks(before: Document, after: Document) -> list[Hunk]:
    """Files put in place of others: GOV.UK gives a replaced file a new address and keeps its title."""
    old = {a.title: a.url for a in before.attachments if not a.html and before.content_id}
    new = {a.title: a.url for a in after.attachments if not a.html}
    return [Hunk(HunkKind.CHANGED, old[t], new[t], (), f"File replaced: {t}") for t in old if t in new and old[t] != new[t]]


def _fold(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split())


# --- blocks ---


def _block_hunks(before: Sequence[Block], after: Sequence[Block]) -> list[Hunk]:
    old, new = [_fold(b.text) for b in before], [_fold(b.text) for b in after]
    if old == new:
        return []
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    removed: list[int] = []
    added: list[int] = []
    hunks: list[tuple[int, Hunk]] = []
    for i1, i2, j1, j2 in _gaps(old[head : len(old) - tail], new[head : len(new) - tail]):
        pairs, gone, come = _paired(range(head + i1, head + i2), range(head + j1, head + j2), old, new)
        for i, j in pairs:
            spans = _spans(before[i].text, after[j].text)
            hunks.append((j, Hunk(HunkKind.CHANGED, before[i].text, after[j].text, spans, _above(after, j))))
        removed += gone
        added += come
    return [h for _, h in sorted(hunks + _unpaired(removed, added, before, after, old, new), key=lambda x: x[0])]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


def _gaps(old: list[str], new: list[str]) -> Iterable[tuple[int, int, int, int]]:
    """The stretches that differ. Anchored on blocks that occur once on both sides, so that it stays near linear."""
    counts_old, counts_new = Counter(old), Counter(new)
    unique = [t for t in old if counts_old[t] == 1 and counts_new.get(t) == 1]
    if not unique:
        yield 0, len(old), 0, len(new)
        return
    where = {t: j for j, t in enumerate(new)}
    anchors = _rising([(i, where[t]) for i, t in enumerate(old) if counts_old[t] == 1 and counts_new.get(t) == 1])
    i = j = 0
    for ai, aj in [*anchors, (len(old), len(new))]:
        yield from _inside(old, new, i, ai, j, aj)
        i, j = ai + 1, aj + 1


def _inside(old: list[str], new: list[str], i1: int, i2: int, j1: int, j2: int) -> Iterable[tuple[int, int, int, int]]:
    """Between two anchors only repeated blocks can still be equal; difflib finds those where they are few."""
    if i1 == i2 and j1 == j2:
        return
    if (i2 - i1) * (j2 - j1) > 250_000:
        yield i1, i2, j1, j2
        return
    matcher = difflib.SequenceMatcher(None, old[i1:i2], new[j1:j2], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield i1 + a, i1 + b, j1 + c, j1 + d


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides (patience sorting)."""
    import bisect

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


def _paired(olds: range, news: range, old: Sequence[str], new: Sequence[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Blocks of a gap that are one block changed, most alike first; then those only removed, those only added."""
    if len(olds) * len(news) > MOST_PAIRS:
        scored = [(fuzz.ratio(old[i], new[j]), i, j) for i, j in zip(olds, news, strict=False)]
    else:
        scored = [(fuzz.ratio(old[i], new[j], score_cutoff=ALIKE), i, j) for i in olds for j in news]
    pairs: list[tuple[int, int]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for score, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if score >= ALIKE and i not in used_old and j not in used_new:
            pairs.append((i, j))
            used_old.add(i)
            used_new.add(j)
    return pairs, [i for i in olds if i not in used_old], [j for j in news if j not in used_new]


def _unpaired(
    removed: list[int],
    added: list[int],
    before: Sequence[Block],
    after: Sequence[Block],
    old: Sequence[str],
    new: Sequence[str],
) -> list[tuple[int, Hunk]]:
    """What is left over: a block that went in one place and came in another has moved."""
    places: dict[str, list[int]] = {}
    for j in added:
        places.setdefault(new[j], []).append(j)
    hunks, moved = [], set()
    for i in removed:
        targets = places.get(old[i])
        if targets:
            j = targets.pop(0)
            moved.add(j)
            hunks.append((j, Hunk(HunkKind.MOVED, before[i].text, after[j].text, (), _above(after, j))))
        else:
            hunks.append((min(i, len(after)), Hunk(HunkKind.REMOVED, before[i].text, "", (), _above(before, i))))
    hunks += [(j, Hunk(HunkKind.ADDED, "", after[j].text, (), _above(after, j))) for j in added if j not in moved]
    return hunks


def _above(blocks: Sequence[Block], index: int) -> str:
    """The nearest heading above a block, within 60 blocks."""
    for k in range(index - 1, max(-1, index - 60), -1):
        if blocks[k].kind is BlockKind.HEADING:
            return blocks[k].text
    return ""


# --- words ---


def _spans(before: str, after: str) -> tuple[Span, ...]:
    old, new = before.split(), after.split()
    spans: list[Span] = []
    for op in Indel.opcodes(old, new):
        if op.tag == "equal":
            spans.append(Span(Op.SAME, " ".join(old[op.src_start : op.src_end])))
        elif op.dest_end > op.dest_start:
            spans.append(Span(Op.INSERT, " ".join(new[op.dest_start : op.dest_end])))
        else:
            gone = Span(Op.DELETE, " ".join(old[op.src_start : op.src_end]))
            after_insert = bool(spans) and spans[-1].op is Op.INSERT
            spans.insert(len(spans) - after_insert, gone)  # what went stands before what came
    return tuple(spans)


_ORGANISATION = re.compile(r"^(?:Department|Ministry|Office|Agency|Foreign|HM|Home|Cabinet|Public|UK)\b")
_WEIGHTY = re.compile(
    r"\b(?:will|must|shall|should|may|might|could|not|no|never|aim\w*|intend\w*|plan\w*|all|most|many|some|every|by|"
    r"until|before|after|from)\b|\d", re.I
)  # fmt: skip


def _is_retouch(hunk: Hunk) -> bool:
    """Whether only spelling, a file's size or an organisation's name differ."""
    if hunk.kind is HunkKind.MOVED:
        return True
    if hunk.kind is not HunkKind.CHANGED:
        return False
    if _SIZE.sub("", hunk.before) == _SIZE.sub("", hunk.after):
        return True
    old = " ".join(s.text for s in hunk.spans if s.op is Op.DELETE)
    new = " ".join(s.text for s in hunk.spans if s.op is Op.INSERT)
    if _ORGANISATION.match(hunk.before) and _ORGANISATION.match(hunk.after) and len(hunk.before) < 120:
        return True
    if _WEIGHTY.search(old) or _WEIGHTY.search(new):
        return False
    return Levenshtein.distance(old, new, score_cutoff=3) <= 2 * max(1, len(old.split())) and len(old.split()) == len(new.split())


# --- dates ---


def _dates_moved(hunks: Sequence[Hunk], before: Document, after: Document) -> list[DateMove]:
    said_before = before.updated or before.published
    said_after = after.updated or after.published
    moves = _structured_moves(before, after)
    for hunk in hunks:
        if hunk.kind is HunkKind.MOVED or hunk.context == "Change notes":
            continue
        old = _targets(hunk.before, said_before)
        new = _targets(hunk.after, said_after)
        moves += _moves(old, new, hunk)
    return _once(moves)


def _targets(text: str, said_on: Any) -> list[Found]:
    found = find_dates(text, said_on=said_on.date() if said_on else None) if text else ()
    return [f for f in found if f.role not in _PASSING]


def _moves(old: list[Found], new: list[Found], hunk: Hunk) -> list[DateMove]:
    """Dates that stayed are struck out; the rest are paired in order."""
    kept = Counter(_span(f.window) for f in old) & Counter(_span(f.window) for f in new)
    old, new = _without(old, kept), _without(new, kept)
    moves = []
    for n in range(max(len(old), len(new))):
        a = old[n] if n < len(old) else None
        b = new[n] if n < len(new) else None
        moves.append(_move(a, b, hunk))
    return moves


def _span(window: Window) -> tuple[Any, ...]:
    return (window.start, window.end) if window.end or window.start else (window.phrase.lower(),)


def _without(found: list[Found], kept: Counter[tuple[Any, ...]]) -> list[Found]:
    left, rest = Counter(kept), []
    for f in found:
        if left[_span(f.window)]:
            left[_span(f.window)] -= 1
        else:
            rest.append(f)
    return rest


def _move(a: Found | None, b: Found | None, hunk: Hunk) -> DateMove:
    return DateMove(
        before=a.text if a else "",
        after=b.text if b else "",
        before_window=a.window if a else None,
        after_window=b.window if b else None,
        direction=_direction(a.window if a else None, b.window if b else None),
        role=(b or a).role if (b or a) else "",  # type: ignore[union-attr]
        passage=hunk.after or hunk.before,
        lost=hunk.before,
    )


def _direction(a: Window | None, b: Window | None) -> DateDirection:
    """By the end of the window. From a date to "soon" is a date removed."""
    old = (a.end or a.start) if a else None
    new = (b.end or b.start) if b else None
    if new is None:
        return DateDirection.REMOVED if a else DateDirection.ADDED
    if old is None:
        return DateDirection.ADDED
    return DateDirection.LATER if new > old else DateDirection.EARLIER


def _structured_moves(before: Document, after: Document) -> list[DateMove]:
    old, new = ({d.role: d.on for d in doc.dates} for doc in (before, after))
    moves = []
    for role in dict.fromkeys((*old, *new)):
        a, b = old.get(role), new.get(role)
        if a == b:
            continue
        from watcher.dates import in_words
        from watcher.model import Precision

        windows = [Window(d, d, Precision.DAY, in_words(d)) if d else None for d in (a, b)]
        moves.append(
            DateMove(
                in_words(a) if a else "",
                in_words(b) if b else "",
                windows[0],
                windows[1],
                _direction(windows[0], windows[1]),
                role.value,
            )
        )
    return moves


def _once(moves: Sequence[DateMove]) -> list[DateMove]:
    seen: dict[tuple[Any, ...], DateMove] = {}
    for move in moves:
        key = tuple(_span(w) if w else None for w in (move.before_window, move.after_window))
        if key not in seen:
            seen[key] = move
    return list(seen.values())


def change_as_json(change: Change | None, before: Document, after: Document) -> dict[str, Any]:
    """The stable shape of ``planwatch diff --json``."""
    noted = change.noted if change else (False if before.notes or after.notes else None)
    return {
        "changed": change is not None,
        "noted": noted,
        "hunks": [{"kind": h.kind.value, "before": h.before, "after": h.after} for h in (change.hunks if change else ())],
        "dates": [
            {"before": d.before or None, "after": d.after or None, "direction": d.direction.value}
            for d in (change.dates if change else ())
        ],
        "state": {"before": before.state.value, "after": after.state.value},
    }
