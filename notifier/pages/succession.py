"""What took a promise's place, and what a promise takes the place of, as its page and its row show it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from notifier.model import Board
from notifier.pages.lots import Glance, at_a_glance, badge_words
from notifier.words import span_in_words
from watcher import Commitment, Standing


@dataclass(frozen=True, slots=True)
class Kin:
    """A promise on the other side of a succession. ``since``: its lot in words; ``between``: from the first date to the one now.

    It holds all that is shown of it, so that keys are made from it.
    """

    id: str
    title: str
    plan_id: str
    plan_title: str
    due: str
    glance: Glance
    since: str
    between: str


def heirs(board: Board, c: Commitment) -> tuple[Kin, ...]:
    """What took its place, by the ruling in force."""
    mine = board.standings[c.id]
    return tuple(_kin(board, x, mine, board.standings[x.id]) for x in board.superseded_by.get(c.id, ()))


def forebears(board: Board, c: Commitment) -> tuple[Kin, ...]:
    """What it takes the place of, in the order of the plans."""
    mine = board.standings[c.id]
    return tuple(_kin(board, x, board.standings[x.id], mine) for x in board.supersedes.get(c.id, ()))


def _kin(board: Board, shown: Commitment, older: Standing, newer: Standing) -> Kin:
    plan, standing = board.plan_of[shown.id], board.standings[shown.id]
    return Kin(
        shown.id, shown.title, plan.id, plan.title, shown.due, at_a_glance(standing), badge_words(standing),
        between(older, newer),
    )  # fmt: skip


def between(older: Standing, newer: Standing) -> str:
    """First promised: by the end of 2025. Now: by 2028, about 3 years later.

    From the window that was promised first, which never changes, to the one that its successor was given last; the days between
    their ends are counted where both have one.
    """
    first, now = older.window, newer.latest_window
    told = f"First promised: {first.phrase or 'no date given'}. Now: {now.phrase or 'no date given'}"
    if first.end is None or now.end is None:
        return f"{told}."
    days = (now.end - first.end).days
    if days == 0:
        return f"{told}, the same day."
    return f"{told}, {span_in_words(days)} {'later' if days > 0 else 'earlier'}."
