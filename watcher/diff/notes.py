"""Change notes: those that are new, those that were rewritten or taken away later, and whether an edit was noted. Pure.

GOV.UK moves ``public_updated_at`` and the change history only where an editor calls an edit major. So words that
changed while both stood still were changed silently. An HTML attachment or a file has the date of its page and no notes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from watcher.dates import london_day
from watcher.diff.words import fold, spans
from watcher.model import PARTS, ChangeNote, Document, Hunk, HunkKind
from watcher.sequences import beyond

CONTEXT = "Change notes"
SAME_NOTE = 80.0
"""A note without its moment is another's later wording where both are so alike (rapidfuzz ratio, 0 to 100)."""

MOST_REWRITTEN = 200


@dataclass(frozen=True, slots=True)
class Notes:
    """What became of the notes: in page order, newest first."""

    fresh: tuple[ChangeNote, ...]
    rewritten: tuple[tuple[ChangeNote, ChangeNote], ...]
    gone: tuple[ChangeNote, ...]

    def hunks(self) -> list[Hunk]:
        """Older notes that were edited or taken away afterwards."""
        changed = [Hunk(HunkKind.CHANGED, a.text, b.text, spans(a.text, b.text), CONTEXT) for a, b in self.rewritten]
        return changed + [Hunk(HunkKind.REMOVED, n.text, "", (), CONTEXT) for n in self.gone]


def compare_notes(before: Document, after: Document) -> Notes:
    """New, rewritten and missing notes. A history shown for the first time also lists the publication: that is not new."""
    gone, fresh = _apart(before.notes, after.notes, _key)
    gone, fresh = _apart(gone, fresh, lambda n: fold(n.text))  # dated anew
    rewritten: list[tuple[ChangeNote, ChangeNote]] = []
    for note in gone[:MOST_REWRITTEN]:
        later = next((n for n in fresh if _rewording(note, n)), None)
        if later is not None:
            rewritten.append((note, later))
            fresh.remove(later)
    settled = [a for a, _ in rewritten]
    return Notes(tuple(_after_publication(before, fresh)), tuple(rewritten), tuple(n for n in gone if n not in settled))


def _apart(
    old: Sequence[ChangeNote], new: Sequence[ChangeNote], key: Callable[[ChangeNote], Hashable]
) -> tuple[list[ChangeNote], list[ChangeNote]]:
    """The notes of each side without a twin on the other."""
    return beyond(old, new, key), beyond(new, old, key)


def _key(note: ChangeNote) -> Hashable:
    return (london_day(note.at) if note.at else None, fold(note.text))


def _rewording(old: ChangeNote, new: ChangeNote) -> bool:
    if old.at is not None and new.at is not None:
        return old.at == new.at
    return fuzz.ratio(old.text, new.text) >= SAME_NOTE


def _after_publication(before: Document, fresh: Sequence[ChangeNote]) -> list[ChangeNote]:
    known = before.updated or before.published
    if before.notes or known is None:
        return list(fresh)
    later = [n for n in fresh if n.at is None or london_day(n.at) > london_day(known)]
    return later or list(fresh[:1])


def was_noted(before: Document, after: Document, notes: Notes) -> bool | None:
    """Whether the editors told of the edit; None where the format cannot tell.

    A note counts whatever date it bears. Of the format's dates only one that moved on counts: one that stands still,
    or went back, tells nobody. Formats without notes never tell, but what belongs to a page that has them.
    """
    if notes.fresh or _moved_on(before, after):
        return True
    tells = bool(before.notes or after.notes) or (after.type in PARTS and bool(after.content_id and after.updated))
    return False if tells else None


def _moved_on(before: Document, after: Document) -> bool:
    if not after.content_id or before.updated is None or after.updated is None:
        return False
    return after.updated > before.updated
