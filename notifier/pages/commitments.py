"""A page for each promise: what was promised, where it stands, how it was looked for, and what to ask. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape

from notifier.asking import askable, foi_request, question_to_mp
from notifier.links import badge_path, commitment_path, earlier_path, web_address
from notifier.model import Board, File, key_of
from notifier.pages.lots import at_a_glance, badge_words
from notifier.pages.render import render
from notifier.pages.succession import forebears, heirs
from notifier.pictures import Axis, axis_head, axis_of, axis_symbols, row_picture
from watcher import ACCEPTING, SETTLED, Commitment, Headline, Relation, Source, SourceState

MOST_EVENTS = 100
"""So many of the newest are on the page itself; what is older is on pages of its own, as many on each."""
MOST_TALK = 12


@dataclass(frozen=True, slots=True)
class Talk:
    """A passage that names the promise and is not the promised thing; ``why`` are the reasons of the match."""

    url: str
    title: str
    on: datetime
    why: tuple[str, ...]


def commitment_pages(board: Board) -> Iterator[File]:
    """Its page, and where much has happened, pages of what happened earlier."""
    axis = axis_of(board.standings.values(), board.plans, board.today)
    for c in board.commitments:
        news, mine = board.headlines_of.get(c.id, ()), axis.since(board.plan_of[c.id].published)
        yield File(commitment_path(c.id), _key(board, c, news, mine), partial(_commitment, board, c, news, mine))
        for number, chunk in earlier(news):
            path = earlier_path(c.id, number)
            key = key_of("earlier", board.site_key, c.id, c.title, [board.marks[h.id] for h in chunk], number)
            yield File(path, key, partial(_earlier, board, c, number, chunk))


def earlier(news: Sequence[Headline]) -> Iterator[tuple[int, Sequence[Headline]]]:
    """Full pages of what the page itself no longer shows, numbered from the oldest. They change only where an event on
    them is withdrawn."""
    for number in range(1, (len(news) - 1) // MOST_EVENTS + 1):
        yield number, news[(number - 1) * MOST_EVENTS : number * MOST_EVENTS]


def _key(board: Board, c: Commitment, news: Sequence[Headline], axis: Axis) -> str:
    standing = board.standings[c.id]
    plan = board.plan_of[c.id]
    states = [(i, board.states.get(i)) for i in standing.coverage.sources]
    sources = [(s.url, s.title if s.id in standing.coverage.sources else "") for s in board.sources]
    about = (plan.id, plan.title, plan.url, plan.published, plan.publisher, plan.corrections)
    shown = ([board.marks[h.id] for h in news[-MOST_EVENTS:]], len(news), board.sighted.get(c.id, 0))
    kin = (heirs(board, c), forebears(board, c))
    return key_of("commitment", board.site_key, about, c, standing, states, sources, shown, kin, board.today, axis)


def _commitment(board: Board, c: Commitment, news: Sequence[Headline], axis: Axis) -> bytes:
    standing, plan = board.standings[c.id], board.plan_of[c.id]
    glance = at_a_glance(standing)
    page_url = f"{board.site.public_url}/{commitment_path(c.id)}"
    asked = (c, plan, standing, page_url, board.today)
    image = f"{board.site.public_url}/{badge_path(c.id)}"
    embed = f'<a href="{escape(page_url)}"><img src="{escape(image)}" alt="Planwatch: {escape(c.title)}"></a>'
    return render(
        board, commitment_path(c.id), "commitment.html", c.title, c=c, s=standing, plan=plan, glance=glance,
        badge=badge_words(standing), page_url=page_url, embed=embed, settled=SETTLED, description=standing.sentence,
        picture=row_picture(standing, axis, board.today, glance.lot.value),
        symbols=axis_symbols(axis, board.today), head=axis_head(),
        events=tuple(reversed(news))[:MOST_EVENTS], pages_before=[number for number, _ in earlier(news)],
        rulings=c.rulings_by(board.today)[::-1], accepting=standing.ruling if standing.verdict in ACCEPTING else None,
        rejected=c.rejected_by(board.today), heirs=heirs(board, c), forebears=forebears(board, c),
        talk=_talk(board, c, [q.url for q in standing.candidates]), watched=_watched(board, standing.coverage.sources),
        looks=dict(standing.coverage.looks),
        corrections=[x for x in reversed(plan.corrections_by(board.today)) if x.commitment_id == c.id],
        asking=[("A freedom of information request", foi_request(*asked)), ("A letter to your MP", question_to_mp(*asked))]
        if askable(standing) else [],
    )  # fmt: skip


def _talk(board: Board, c: Commitment, candidates: Sequence[str]) -> list[Talk]:
    """Each page once, newest first, that only talks about the promise."""
    ruled = {url for r in c.rulings for url in r.evidence} | {r.url for r in c.rejected} | set(candidates)
    ruled |= {s.url for s in board.sources}  # a list that names the promise names a page that is told of by itself
    found: dict[str, Talk] = {}
    for at, _, s in reversed(board.record.sightings(c.id)):
        if s.relation is not Relation.EVIDENCE and s.url not in ruled and web_address(s.url):
            found.setdefault(s.url, Talk(s.url, s.title, at, s.why))
    return list(found.values())[:MOST_TALK]


def _watched(board: Board, ids: Sequence[str]) -> list[tuple[Source, SourceState | None]]:
    return [(s, board.states.get(s.id)) for s in board.sources if s.id in ids]


def _earlier(board: Board, c: Commitment, number: int, news: Sequence[Headline]) -> bytes:
    path = earlier_path(c.id, number)
    return render(board, path, "earlier.html", f"Earlier: {c.title}", c=c, events=list(reversed(news)), number=number)
