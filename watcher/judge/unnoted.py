"""What a note of a silent edit would have said, worked out from the edit itself. Pure, and our own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from watcher.model import Change, DateDirection, DateMove, Hunk, HunkKind, Wording
from watcher.text import cut
from watcher.wording import compare_wording

MOST_TOLD = 4
"""A note that says more is not read; what is left is counted."""
_DONE = {
    HunkKind.ADDED: ("Added", "passage", "passages"),
    HunkKind.REMOVED: ("Removed", "passage", "passages"),
    HunkKind.CHANGED: ("Reworded", "passage", "passages"),
    HunkKind.MOVED: ("Moved", "passage", "passages"),
}


_REPLACED = "File replaced: "
"""So the heading begins of a hunk that holds the addresses of a file, and no words of the page."""


def unnoted(change: Change) -> str:
    """A few short sentences: dates first, then weaker or stronger words, then how much was added, removed, reworded, and where."""
    told = [*_dates(change.dates), *_words(change.hunks), *_titles(change)]
    rest = [*files_replaced(change.hunks), *_counted([h for h in change.hunks if not h.context.startswith(_REPLACED)])]
    return " ".join([*list(dict.fromkeys(told))[:MOST_TOLD], *rest])


def files_replaced(hunks: Sequence[Hunk]) -> list[str]:
    """ "Replaced the file “The plan”."; more than a few are counted."""
    titles = [h.context.removeprefix(_REPLACED) for h in hunks if h.context.startswith(_REPLACED)]
    told = [f"Replaced the file “{cut(title, 80)}”." for title in titles[:MOST_TOLD]]
    return [*told, f"Replaced {len(titles) - MOST_TOLD:,} more."] if len(titles) > MOST_TOLD else told


def became(before: str, after: str) -> str:
    """Two phrases side by side, either of which may be missing."""
    if not after:
        return f"“{before}” was taken out"
    return f"“{before}” became “{after}”" if before else f"“{after}” was put in"


def _dates(moves: Sequence[DateMove]) -> Iterator[str]:
    for move in moves:
        if move.direction is DateDirection.REMOVED and not move.after:
            yield f"Removed the date “{move.before}”."
        elif not move.before:
            yield f"Added the date “{move.after}”."
        else:
            yield f"Changed “{move.before}” to “{move.after}”."


def _words(hunks: Sequence[Hunk]) -> Iterator[str]:
    for hunk in hunks:
        if hunk.kind is HunkKind.CHANGED:
            wording, before, after = compare_wording(hunk.before, hunk.after)
            if wording is not Wording.NEUTRAL:
                yield f"{became(cut(before, 80), cut(after, 80))}."


def _titles(change: Change) -> Iterator[str]:
    before, after = change.title
    if before and after and before != after:
        yield f"Renamed the page from “{cut(before, 80)}”."


def _counted(hunks: Sequence[Hunk]) -> Iterator[str]:
    """How many passages of each kind, under which headings."""
    for kind, (verb, one, many) in _DONE.items():
        mine = [h for h in hunks if h.kind is kind and h.context != "Change notes"]
        if not mine:
            continue
        places = Counter(h.context for h in mine if h.context)
        under = ", ".join(f"“{cut(place, 60)}”" for place in list(places)[:2])
        more = " and elsewhere" if len(places) > 2 else ""
        yield f"{verb} {len(mine)} {one if len(mine) == 1 else many}{f' under {under}{more}' if under else ''}."
    if any(h.context == "Change notes" for h in hunks):
        yield "Rewrote or removed an older note in the list of updates."
