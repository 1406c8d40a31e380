"""Which news a change of rules took back, as far as it is still taken back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from watcher.model import Event, EventKind, Withdrawal
from watcher.replay.differences import said
from watcher.replay.play import base_key


def withdrawals(log: Sequence[Event]) -> dict[int, Withdrawal]:
    """By the id of the news. ``log``: the changes of rules, what they withdrew and what they put on record, by id.

    What later rules tell again as it was told first is not withdrawn any more.
    """
    gone, heirs = _followed(log)
    return {i: w for i, w in ((e.id, _standing(e, gone, heirs)) for e in log if e.news and e.id in gone) if w}


def _followed(log: Sequence[Event]) -> tuple[dict[int, Event], dict[int, Event]]:
    """By the id of what was withdrawn: the change that did it, and what is told in its place."""
    by_id, by_key = {e.id: e for e in log}, {e.key: e for e in log}
    gone: dict[int, Event] = {}
    heirs: dict[int, Event] = {}
    vanished: dict[str, int] = {}
    for change in (e for e in log if e.kind is EventKind.RULES_CHANGED):
        old, new = by_id.get(int(change.detail.get("withdraws", 0))), by_key.get(change.detail.get("adds", ""))
        if old:
            gone[old.id] = change
            vanished[base_key(old)] = old.id
        if new:
            before = vanished.pop(base_key(old or new), 0)
            heirs |= {before: new} if before else {}
            if before and not old:
                gone[before] = replace(gone[before], at=change.at)
    return gone, heirs


def _standing(event: Event, gone: Mapping[int, Event], heirs: Mapping[int, Event]) -> Withdrawal | None:
    """What is to be said of it by the last change that concerns it; None where it is told again as it was."""
    last = event
    while last.id in gone:
        change, heir = gone[last.id], heirs.get(last.id)
        if heir is None:
            return Withdrawal(change.at, change.detail.get("why", ""))
        last = heir
    return None if said(last) == said(event) else Withdrawal(change.at, change.detail.get("why", ""), last.sentence)
