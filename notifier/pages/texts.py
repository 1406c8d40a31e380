"""What is said about Planwatch itself: how it judges, its mistakes, its data, whom to ask, and what to do when lost. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from notifier.calendars import has_days
from notifier.links import site_root
from notifier.model import Board, File, key_of
from notifier.pages.lots import Lot
from notifier.pages.render import render
from watcher import AXES, EVENTS, RULES, Commitment, Correction, Ruling

_ABOUT = {"about.html": "About", "privacy.html": "What is kept about you", "data.html": "Data", "follow.html": "Follow"}


def text_pages(board: Board) -> Iterator[File]:
    """The pages whose words change with the program, the settings and the plans, and hardly ever with the day."""
    for path, title in _ABOUT.items():
        key = key_of(path, board.site_key, board.plans_key, [has_days(board.standings[c.id]) for c in board.commitments])
        yield File(path, key, partial(render, board, path, path, title, events=EVENTS))
    how = partial(render, board, "how.html", "how.html", "How we judge", axes=AXES, events=EVENTS, rules=RULES, Lot=Lot)
    yield File("how.html", key_of("how", board.site_key), how)
    everywhere = site_root(board.site.public_url)  # it is served at any depth
    lost = partial(render, board, "404.html", "not_found.html", "Not here", root=everywhere, Lot=Lot)
    yield File("404.html", key_of("404", board.site_key, board.plans_key), lost)
    changed, told = replaced_rulings(board), corrections(board)
    key = key_of("corrections", board.site_key, changed, told)
    yield File("corrections.html", key, partial(_corrections, board, changed, told))
    watched = [(s, board.states.get(s.id)) for s in board.sources]
    sources = partial(render, board, "sources.html", "sources.html", "What is watched", watched=watched)
    yield File("sources.html", key_of("sources", board.site_key, watched), sources)


def corrections(board: Board) -> list[tuple[Correction, Commitment | None]]:
    """Mistakes of our own that the plan files tell, newest first, with the promise that each concerns."""
    told = [(x, board.by_id.get(x.commitment_id)) for plan in board.plans for x in plan.corrections_by(board.today)]
    return sorted(told, key=lambda pair: pair[0].on, reverse=True)


def replaced_rulings(board: Board) -> list[tuple[Commitment, Ruling, Ruling]]:
    """(promise, the ruling that stood, the one that replaced it), newest first."""
    found = []
    for c in board.commitments:
        found += [(c, before, after) for before, after in pairwise(c.rulings_by(board.today))]
    return sorted(found, key=lambda row: row[2].on, reverse=True)


def _corrections(
    board: Board, changed: list[tuple[Commitment, Ruling, Ruling]], told: list[tuple[Correction, Commitment | None]]
) -> bytes:
    return render(board, "corrections.html", "corrections.html", "Corrections", changed=changed, told=told)
