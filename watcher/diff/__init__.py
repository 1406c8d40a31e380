"""Two versions of a document -> Change | None. Pure.

Blocks first (blocks.py, by what they are about: alike.py; tables of files by their rows and columns: tabular.py), then words
(words.py), then what that means: dates that moved (moves.py, places.py), notes (notes.py), and whether it was only retouching
(retouch.py, spelling.py, renaming.py).
Nothing is ignored but what no reader would call a change: white space, quotation marks, the order of change notes, the
day of a stamp ("Last updated ...") and the figure of a counter.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Any

from watcher.dates import in_words, london_day
from watcher.diff.blocks import Edit
from watcher.diff.figures import with_dates
from watcher.diff.moves import dates_moved, fields_moved
from watcher.diff.notes import compare_notes, was_noted
from watcher.diff.retouch import retouches
from watcher.diff.tabular import document_edits
from watcher.diff.words import fold, spans
from watcher.model import Change, DateMove, Document, Hunk, HunkKind, Stage
from watcher.posts import same_place

__all__ = ["NEWEST", "change_as_json", "diff_documents", "fields_moved"]

NEWEST = "the newest "
"""So ``Document.partial`` begins where older rows leave a document to make room for newer ones."""


def diff_documents(before: Document, after: Document, read: Container[str] = ()) -> Change | None:
    """What differs, or None where nothing meaningful does. ``noted``: None where the format has no notes.

    ``read``: addresses of files that were read themselves. That one took another's place is left to what it says.
    """
    edits = document_edits(before.blocks, after.blocks, after.partial.startswith(NEWEST))
    titles, notes, files = _title_hunks(before, after), compare_notes(before, after), _file_hunks(before, after, read)
    facts = [*notes.hunks(), *files, *_publication_hunks(before, after)]
    hunks = [e.hunk for e in edits]
    dates = _dates(titles, edits, before, after)
    moved, stage = _moved_address(before, after), _stage(before, after)
    if not (hunks or titles or facts or notes.fresh or dates or moved or stage or before.state is not after.state):
        return None
    plain = not (notes.fresh or dates or moved or stage or before.state is not after.state)
    retouched = retouches(edits, [*titles, *facts], before, after) if plain else ()
    return Change(
        url=after.url,
        hunks=(*hunks, *titles, *facts),
        dates=tuple(dates),
        noted=was_noted(before, after, notes),
        new_notes=notes.fresh,
        before_state=before.state,
        after_state=after.state,
        title=(before.title, after.title),
        moved_address=moved,
        retouch=bool(retouched),
        retouched=retouched,
        stage=stage,
    )


def _stage(before: Document, after: Document) -> tuple[Stage, Stage] | None:
    """Where both tell how far it is, and tell it differently; versions from before stages were read do not tell."""
    if before.stage is None or after.stage is None or before.stage is after.stage:
        return None
    return before.stage, after.stage


def _dates(titles: Sequence[Hunk], edits: Sequence[Edit], before: Document, after: Document) -> list[DateMove]:
    hunks, original = with_dates(edits, before.blocks, after.blocks)
    moves = dates_moved([*titles, *hunks], before, after)
    return [replace(m, passage=original.get(m.passage, m.passage), lost=original.get(m.lost, m.lost)) for m in moves]


def _moved_address(before: Document, after: Document) -> tuple[str, str] | None:
    """Of a page. A file that is replaced always has another address; that is told of by what it says."""
    same = before.content_id and before.content_id == after.content_id and not same_place(before.url, after.url)
    return (before.url, after.url) if same and after.type != "attachment" else None


def _title_hunks(before: Document, after: Document) -> list[Hunk]:
    hunks = []
    for old, new in ((before.title, after.title), (before.description, after.description)):
        if fold(old) != fold(new) and old and new:
            hunks.append(Hunk(HunkKind.CHANGED, old, new, spans(old, new)))
    return hunks


def _file_hunks(before: Document, after: Document, read: Container[str]) -> list[Hunk]:
    """Files put in place of others: GOV.UK gives a replaced file a new address and keeps its title."""
    old = {a.title: a.url for a in before.attachments if not a.html and before.content_id}
    new = {a.title: a.url for a in after.attachments if not a.html}
    replaced = [t for t in old if t in new and old[t] != new[t] and new[t] not in read]
    return [Hunk(HunkKind.CHANGED, old[t], new[t], (), f"File replaced: {t}") for t in replaced]


def _publication_hunks(before: Document, after: Document) -> list[Hunk]:
    """A first publication that is given another day afterwards, where the format states it exactly.

    A file has the day of its page, which tells of it.
    """
    if after.type == "attachment" or not (before.content_id and before.published and after.published):
        return []
    old, new = in_words(london_day(before.published)), in_words(london_day(after.published))
    return [Hunk(HunkKind.CHANGED, old, new, spans(old, new), "First published")] if old != new else []


def change_as_json(change: Change | None, before: Document, after: Document) -> dict[str, Any]:
    """The stable shape of ``planwatch diff --json``: a date that moves the same way in several passages stands once."""
    noted = change.noted if change else (False if before.notes or after.notes else None)
    moves = [(d.before, d.after, d.direction.value) for d in (change.dates if change else ())]
    return {
        "changed": change is not None,
        "noted": noted,
        "hunks": [_hunk_as_json(h) for h in (change.hunks if change else ())],
        "dates": [{"before": b or None, "after": a or None, "direction": d} for b, a, d in dict.fromkeys(moves)],
        "state": {"before": before.state.value, "after": after.state.value},
    }


def _hunk_as_json(hunk: Hunk) -> dict[str, Any]:
    cells = [{"row": c.row, "column": c.column, "before": c.before, "after": c.after} for c in hunk.cells]
    return {"kind": hunk.kind.value, "before": hunk.before, "after": hunk.after, "cells": cells}
