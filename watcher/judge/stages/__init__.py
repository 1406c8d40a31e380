"""How far a consultation, a release of statistics or a collection has come, told in plain sentences. Pure.

These dates are those of the document. They are lines of a promise's ledger only where statistics are what was promised, and
the release that moved is of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from watcher.diff import fields_moved
from watcher.judge.dating import StatedOf, detail_of_field
from watcher.judge.looks import Look, Reader, of_government
from watcher.judge.stages import asked, releases
from watcher.judge.stages.asked import asks
from watcher.judge.stages.collected import Listed, collected, listed_in
from watcher.judge.stages.releases import leads_elsewhere
from watcher.judge.stages.told import Told
from watcher.model import Change, DateMove, DateRole, Document, Event, Hunk, Stage, Window

__all__ = ["Staged", "asks", "leads_elsewhere", "staged"]

_FIGURES = frozenset({"statistics", "data"})


@dataclass(frozen=True, slots=True)
class Staged:
    """What stages make of a change. ``rest``: the change without what they told, None where nothing else is in it.

    ``moves``: of the dates that the document keeps in fields of their own.
    """

    events: tuple[Event, ...] = ()
    rest: Change | None = None
    moves: tuple[DateMove, ...] = ()

    def told(self, event: Event) -> bool:
        """Whether an event about a date that the page gives says no more than these do."""
        for_it = any(event.commitment_id == e.commitment_id for e in self.events)
        words = event.found.text if event.found else ""
        if for_it and words.startswith(releases.LINE):
            return True
        return any(_same_days(event, m) for m in self.moves) and (for_it or words == event.title)


def staged(reader: Reader, look: Look, before: Document, change: Change, stated_of: StatedOf, kept: set[str]) -> Staged:
    """``kept``: the promises for which the document is told as evidence already; its outcome is not told to them twice."""
    if not of_government(look):
        return Staged(rest=change)
    listed = listed_in(before, look.document)
    told = [*_of_stage(look, before, change), *collected(look.document.title, listed)]
    moves = tuple(fields_moved(before, look.document)) if look.document.stage else ()
    if not told:
        return Staged(rest=change, moves=moves)
    events = [e for t in told for e in _events(reader, look, t, stated_of, kept)]
    hunks = tuple(h for h in change.hunks if not _only_says_so(h, look.document, listed))
    return Staged(tuple(events), replace(change, hunks=hunks) if hunks or not events else None, moves)


def _of_stage(look: Look, before: Document, change: Change) -> Iterator[Told]:
    if look.document.stage in releases.STAGES:
        yield from releases.released(look, before, change)
    elif look.document.stage is not None:
        yield from asked.asked(look, before, change)


def _only_says_so(hunk: Hunk, document: Document, listed: Listed) -> bool:
    """Whether a text that changed is only how the page says what was told: a notice, a release date, a listed document."""
    texts = [t for t in (hunk.before, hunk.after) if t]
    if all(t in listed.titles for t in texts):
        return True
    notices = releases.NOTICES if document.stage in releases.STAGES else asked.NOTICES
    if document.stage is not None and all(any(n in t for n in notices) for t in texts):
        return True
    of_release = document.stage in releases.STAGES and not hunk.context
    return of_release and all(t.startswith(releases.LINE) or t == releases.reason_in(document) for t in texts)


def _events(reader: Reader, look: Look, told: Told, stated_of: StatedOf, kept: set[str]) -> Iterator[Event]:
    """One for each promise that the titles name, else that the whole document concerns, else one for the source."""
    named = [i for text, heading in told.names for i in reader.named_in(look, text, heading)]
    ids = list(dict.fromkeys(named or reader.whole_document(look)))
    what = hashlib.sha256(told.sentence.encode()).hexdigest()[:8]
    key = f"stage:{look.document.key}:{told.stage}:{look.at.date().isoformat()}:{what}"
    for i in ids or ([] if "*" in look.source.commitments else [""]):
        if not (told.stage == Stage.OUTCOME and i in kept):
            event = reader.event(look, i, told.kind, key, told.sentence, told.words)
            yield replace(event, detail={**_detail(reader, look, told, i, stated_of), "stage": told.stage})


def _detail(reader: Reader, look: Look, told: Told, commitment_id: str, stated_of: StatedOf) -> dict[str, str]:
    if told.move is None:
        return {}
    own = told.move.role == DateRole.RELEASE and _of_the_figures(reader, look, commitment_id)
    return detail_of_field(look, told.move, told.reason, stated_of(commitment_id) if own else None)


def _of_the_figures(reader: Reader, look: Look, commitment_id: str) -> bool:
    """Whether what is announced is what was promised, and its date is still open."""
    if commitment_id not in reader.subjects(look) or reader.settled(commitment_id, look):
        return False
    return bool(_FIGURES & set(reader.by_id[commitment_id].delivered_by))


def _same_days(event: Event, move: DateMove) -> bool:
    """A date that was not there before is told against that of the promise."""
    if event.detail.get("to_end", "") != _end(move.after_window):
        return False
    return move.before_window is None or event.detail.get("from_end", "") == _end(move.before_window)


def _end(window: Window | None) -> str:
    return window.end.isoformat() if window and window.end else ""
