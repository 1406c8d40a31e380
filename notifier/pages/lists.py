"""Many promises, many events: the scoreboard, by plan, theme and lot; the weeks; the names. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import groupby
from typing import Any

from notifier.links import lot_path, plan_path, theme_path, week_path
from notifier.model import Board, File, key_of
from notifier.pages.lots import Glance, Lot, at_a_glance, badge_words, by_lot, count_line, summary
from notifier.pages.render import render
from notifier.pages.succession import Kin, forebears, heirs
from notifier.pictures import Axis, axis_head, axis_of, axis_symbols, legend, row_picture
from notifier.words import date_in_words, sentence_case
from watcher import Commitment, Headline, Plan, Standing, london_day

MOST_LATEST = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Row:
    """A promise as a list shows it. ``since``: its lot in words; ``words``: what a search looks through besides what is seen.

    ``heirs``: what took its place; ``forebears``: what it takes the place of.
    """

    c: Commitment
    s: Standing
    glance: Glance
    picture: str
    since: str
    words: str
    heirs: tuple[Kin, ...]
    forebears: tuple[Kin, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One thing that happened, told once however many promises it concerns."""

    h: Headline
    about: tuple[str, ...]  # ids of commitments


def together(headlines: Iterable[Headline], withdrawn: Container[int]) -> list[Bulletin]:
    """In the order of their first; a page that concerns several promises has an event for each of them.

    What is withdrawn for one promise may stand for another, and is told apart.
    """
    found: dict[tuple[Any, ...], list[Headline]] = {}
    for h in headlines:
        found.setdefault((h.kind, h.source_id, h.sentence, h.at, h.id in withdrawn), []).append(h)
    return [Bulletin(mine[0], tuple(h.commitment_id for h in mine if h.commitment_id)) for mine in found.values()]


def list_pages(board: Board) -> Iterator[File]:
    """The scoreboard and the same list by plan, theme and lot; what changed; every name."""
    lists = _Lists(board)
    state = (board.site_key, board.plans_key, board.standings_key, board.today, board.as_of)
    yield File(
        "index.html", key_of("index", *state, lists.latest, [b.h.id in board.withdrawn for b in lists.latest]), lists.scoreboard
    )
    for plan in board.plans:
        yield File(plan_path(plan.id), key_of("plan", *state), partial(lists.plan, plan))
    for theme, mine in board.themes.items():
        yield File(theme_path(theme), key_of("theme", *state, theme), partial(lists.theme, theme, mine))
    for lot, chosen in by_lot(board.commitments, board.standings).items():
        yield File(lot_path(lot), key_of("lot", *state), partial(lists.lot, lot, chosen))
    yield File("names.html", key_of("names", board.site_key, board.plans_key), lists.names)
    yield from _weeks(board)


class _Lists:
    """The rows are made once, for whichever lists have to be made anew."""

    def __init__(self, board: Board) -> None:
        self._board = board

    @cached_property
    def _axis(self) -> Axis:
        return axis_of(self._board.standings.values(), self._board.plans, self._board.today)

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        return {c.id: self._row(c, self._board.standings[c.id]) for c in self._board.commitments}

    @cached_property
    def latest(self) -> list[Bulletin]:
        return together(reversed(self._board.headlines[-MOST_LATEST * 6 :]), self._board.withdrawn)[:MOST_LATEST]

    def _row(self, c: Commitment, s: Standing) -> Row:
        glance = at_a_glance(s)
        axis = self._axis.since(self._board.plan_of[c.id].published)
        picture = row_picture(s, axis, self._board.today, glance.lot.value)
        return Row(c, s, glance, picture, badge_words(s), _searched(c), heirs(self._board, c), forebears(self._board, c))

    def _list(self, path: str, title: str, mine: Iterable[Commitment], template: str = "list.html", **values: Any) -> bytes:
        board, chosen = self._board, tuple(mine)
        today, mine_now = board.today, [board.standings[c.id] for c in chosen]
        groups = self._by_theme(chosen, values.get("plan"))
        return render(
            board, path, template, title, groups=groups, lots=by_lot(board.commitments, board.standings),
            summary=summary(mine_now), line=count_line(mine_now), number=len(chosen),
            symbols=axis_symbols(self._axis, today), head=axis_head(),
            legend=legend(), **values,
        )  # fmt: skip

    def _by_theme(self, chosen: Sequence[Commitment], plan: Plan | None) -> list[tuple[str, list[tuple[Plan | None, list[Row]]]]]:
        """The rows of each theme, and in it of each plan; None for the plan where there is only one to speak of."""
        alone = plan is not None or len(self._board.plans) == 1
        themes: dict[str, dict[str, list[Row]]] = {}
        for c in chosen:
            themes.setdefault(c.theme, {}).setdefault(c.plan_id, []).append(self._rows[c.id])
        return [
            (theme, [(None if alone else self._board.plan_of[rows[0].c.id], rows) for rows in by_plan.values()])
            for theme, by_plan in themes.items()
        ]

    def scoreboard(self) -> bytes:
        title = "Every promise, and what became of it"
        return self._list("index.html", title, self._board.commitments, "scoreboard.html", latest=self.latest,
                          description=summary(list(self._board.standings.values())))  # fmt: skip

    def plan(self, plan: Plan) -> bytes:
        topic = f"plan:{plan.id}"
        return self._list(plan_path(plan.id), plan.title, plan.commitments, topic=topic, plan=plan, meaning="")

    def theme(self, theme: str, mine: Sequence[Commitment]) -> bytes:
        title = f"Promises on {theme}"
        return self._list(theme_path(theme), title, mine, topic=f"theme:{theme}", plan=None, meaning="")

    def lot(self, lot: Lot, mine: Sequence[Commitment]) -> bytes:
        title = sentence_case(lot.words)
        return self._list(lot_path(lot), title, mine, topic="", plan=None, meaning=lot.meaning)

    def names(self) -> bytes:
        pairs = sorted(
            {(n, c.id) for c in self._board.commitments for n in (c.title, *c.called)}, key=lambda pair: (pair[0].lower(), pair)
        )
        by_letter: dict[str, list[tuple[str, str]]] = {}
        for name, number in pairs:
            by_letter.setdefault(_letter(name), []).append((name, number))
        return render(self._board, "names.html", "names.html", "Every name", letters=sorted(by_letter.items()))


def _searched(c: Commitment) -> str:
    """The words of its names and its owner that its title does not have, each once: a search looks for words, not for names."""
    words = {w.lower().strip(";,:"): None for name in (*c.called, c.owner) for w in name.split()}
    return " ".join(w for w in words if w not in c.title.lower())


def _letter(name: str) -> str:
    first = name[:1].upper()
    return first if first.isalpha() else "0–9"


# --- what changed ---


def _day(headline: Headline) -> date:
    return london_day(headline.at)


def _weeks(board: Board) -> Iterator[File]:
    """The last seven days, a page for each calendar week with news, and a list of the weeks."""
    weeks: dict[tuple[int, int], list[Headline]] = {}
    for h in board.headlines:
        weeks.setdefault(_day(h).isocalendar()[:2], []).append(h)
    ordered = sorted(weeks)
    latest = [h for h in board.headlines if board.today - WEEK < _day(h) <= board.today]
    shown = latest or board.headlines[-MOST_LATEST:]
    page = partial(_week, board)
    first = f"{date_in_words(board.today - WEEK + timedelta(days=1))} to {date_in_words(board.today)}"
    last = ordered[-1] if ordered else None
    key = key_of("week", board.site_key, [board.marks[h.id] for h in shown], len(latest), first, _titles(board, shown), last)
    yield File("week.html", key, partial(page, "week.html", "What changed this week", first, shown, last, None, len(latest)))
    for n, (year, week) in enumerate(ordered):
        mine = weeks[year, week]
        before, after = ordered[n - 1] if n else None, ordered[n + 1] if n + 1 < len(ordered) else None
        path, monday = week_path(year, week), date.fromisocalendar(year, week, 1)
        title = f"What changed in the week of {date_in_words(monday)}"
        span = f"{date_in_words(monday)} to {date_in_words(monday + timedelta(days=6))}"
        key = key_of("week", board.site_key, path, [board.marks[h.id] for h in mine], _titles(board, mine), before, after)
        yield File(path, key, partial(page, path, title, span, mine, before, after, len(mine)), mine[-1].id)
    counted = [(w, *_count(board, weeks[w])) for w in reversed(ordered)]
    yield File("weeks.html", key_of("weeks", board.site_key, counted), partial(_all_weeks, board, counted))


def _count(board: Board, headlines: Sequence[Headline]) -> tuple[int, int]:
    """How many stand, and how many are withdrawn."""
    withdrawn = sum(h.id in board.withdrawn for h in headlines)
    return len(headlines) - withdrawn, withdrawn


def _titles(board: Board, headlines: Sequence[Headline]) -> list[str]:
    return sorted({board.by_id[h.commitment_id].title for h in headlines if h.commitment_id in board.by_id})


def _week(
    board: Board, path: str, title: str, span: str, headlines: Sequence[Headline],
    before: tuple[int, int] | None, after: tuple[int, int] | None, total: int,
) -> bytes:  # fmt: skip
    newest = sorted(headlines, key=lambda h: (_day(h), h.id), reverse=True)
    days = [(day, together(run, board.withdrawn)) for day, run in groupby(newest, key=_day)]
    standing = any(h.id not in board.withdrawn for h in headlines)
    return render(board, path, "week.html", title, span=span, days=days, before=before, after=after, total=total, standing=standing)


def _all_weeks(board: Board, counted: Sequence[tuple[tuple[int, int], int, int]]) -> bytes:
    weeks = [(year, week, date.fromisocalendar(year, week, 1), *numbers) for (year, week), *numbers in counted]
    years = [(year, list(run)) for year, run in groupby(weeks, key=lambda w: w[0])]
    return render(board, "weeks.html", "weeks.html", "What changed, week by week", years=years)
