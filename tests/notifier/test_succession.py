"""A promise that took another's place: both pages, the rows, the data, and what the keys of all of them know."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup, Tag

from notifier.model import Board
from notifier.publish import files_of
from tests.notifier.public import NOW, NPQ, PLAN, board, made
from tests.world import commitment
from watcher.judge import standing
from watcher.model import Commitment, Coverage, Plan, Precision, Ruling, Verdict, Window

NEXT = Window(date(2026, 2, 23), date(2028, 12, 31), Precision.YEAR, "by 2028")
RULING = Ruling(date(2026, 1, 5), Verdict.SUPERSEDED, ("https://www.gov.uk/next",), "Another policy.", ("heir", "other"))
OLD = commitment(rulings=(RULING,))
HEIR = commitment(id="heir", plan_id="second", title="A template in law", due="by 2028", window=NEXT, names=("template law",))
UNDATED = Window(None, None, Precision.NONE, "")
OTHER = commitment(id="other", plan_id="second", title="A digital plan", due="", window=UNDATED, names=("digital plan",))


def two_plans(old: Commitment = OLD, heir: Commitment = HEIR, now: datetime = NOW, title: str = "The second plan") -> Board:
    """The first plan with a promise that was replaced by two of a second one; ``title``: of the second plan."""
    second = Plan("second", title, "https://www.gov.uk/second", date(2026, 1, 1), "DfE", None, (heir, OTHER))
    base, coverage = board(), Coverage(("page",), 41, NOW, looks=(("page", 41),))
    plans = (replace(PLAN, commitments=(old, NPQ)), second)
    all_of = [c for plan in plans for c in plan.commitments]
    return replace(base, plans=plans, standings={c.id: standing(c, [], coverage, now) for c in all_of}, generated_at=now)


def page(b: Board, path: str) -> BeautifulSoup:
    return BeautifulSoup(made(f for f in files_of(b) if f.path == path)[path], "lxml")


def words(element: Tag) -> str:
    return " ".join(element.get_text().split())


def kin(b: Board, id_: str) -> Tag:
    (found,) = page(b, f"commitments/{id_}.html").select("div.kin")
    return found


def test_a_replaced_promise_leads_to_what_took_its_place_with_its_standing_and_its_date() -> None:
    found = kin(two_plans(), "template")
    assert words(found) == (
        "Superseded by: A template in law ○ due by 31 December 2028 First promised: by the end of 2025. Now: by 2028, about 3 "
        "years later. From The second plan. A digital plan ○ undated First promised: by the end of 2025. Now: no date given. "
        "From The second plan."
    )
    links = [a.get("href") for a in found.select("a")]
    assert links == ["../commitments/heir.html", "../plans/second.html", "../commitments/other.html", "../plans/second.html"]


def test_a_successor_says_whose_place_it_takes_and_how_much_time_went_by() -> None:
    found = kin(two_plans(), "heir")
    assert words(found) == (
        "Takes the place of: One national template for EHC plans ✕ superseded First promised: by the end of 2025. Now: by 2028, "
        "about 3 years later. From The plan."
    )


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (date(2026, 1, 30), "Now: by 2028, 30 days later."),
        (date(2025, 12, 31), "Now: by 2028, the same day."),
        (date(2025, 11, 1), "Now: by 2028, about 2 months earlier."),
        (None, "Now: by 2028."),
    ],
)
def test_the_days_between_are_counted_where_both_have_a_last_day(end: date | None, told: str) -> None:
    later = replace(HEIR, window=replace(NEXT, start=None, end=end))
    assert f"First promised: by the end of 2025. {told}" in words(kin(two_plans(heir=later), "heir"))


def test_before_the_ruling_and_after_it_is_taken_back_nothing_is_said_of_a_successor() -> None:
    back = replace(OLD, rulings=(RULING, Ruling(date(2026, 1, 6), Verdict.STALLED, ("https://www.gov.uk/x",))))
    tomorrow = replace(OLD, rulings=(replace(RULING, on=date(2026, 1, 11)),))
    for b in (two_plans(back), two_plans(tomorrow)):
        for id_ in ("template", "heir", "other"):
            assert page(b, f"commitments/{id_}.html").select("div.kin") == []


def test_rows_stand_under_their_plans_and_tell_of_each_other_briefly() -> None:
    found = page(two_plans(), "themes/plans.html")
    assert [words(h) for h in found.select(".ofplan h3")] == ["The plan, 2023", "The second plan, 2026"]
    assert [words(k) for k in found.select(".row .kin")] == [
        "Replaced by A template in law (by 2028); A digital plan",
        "Takes the place of One national template for EHC plans (by the end of 2025)",
        "Takes the place of One national template for EHC plans (by the end of 2025)",
    ]
    assert page(two_plans(), "plans/second.html").select(".ofplan h3") == []
    assert page(board(), "index.html").select(".ofplan h3") == []


def test_the_event_of_the_ruling_leads_to_what_took_the_place() -> None:
    from tests.notifier.public import ByHand, event, headline
    from watcher.judge import ruling_events

    (told,) = ruling_events(OLD, NOW, baseline=False)
    news = replace(event(9), kind=told.kind, key=told.key, sentence=told.sentence)
    b = replace(two_plans(), headlines=(headline(news),), record=ByHand([news]))
    assert "What took its place: A template in law; A digital plan." in words(page(b, "events/9.html"))


def test_data_names_both_sides_of_a_succession_by_id() -> None:
    data = "data/commitments.json"
    rows = {r["id"]: r for r in json.loads(made(f for f in files_of(two_plans()) if f.path == data)[data])}
    sides = {i: (r["superseded_by"], r["supersedes"]) for i, r in rows.items()}
    assert sides == {
        "template": (["heir", "other"], []), "npq": ([], []), "heir": ([], ["template"]), "other": ([], ["template"]),
    }  # fmt: skip
    assert rows["template"]["rulings"][0]["by"] == ["heir", "other"]


CHANGES: dict[str, Callable[[], Board]] = {
    "another title of the successor": lambda: two_plans(heir=replace(HEIR, title="A law")),
    "another date of the successor": lambda: two_plans(heir=replace(HEIR, due="soon", window=UNDATED)),
    "the successor delivered": lambda: two_plans(heir=replace(HEIR, rulings=(Ruling(date(2026, 1, 9), Verdict.DELIVERED, ()),))),
    "another title of the second plan": lambda: two_plans(title="Plan B"),
    "one successor less": lambda: two_plans(replace(OLD, rulings=(replace(RULING, by=("heir",)),))),
    "no successor": lambda: two_plans(replace(OLD, rulings=(replace(RULING, by=()),))),
    "another title of the first promise": lambda: two_plans(replace(OLD, title="One template")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_shown_of_the_other_promise_is_in_the_key(name: str) -> None:
    old, differing = {f.path: f for f in files_of(two_plans())}, []
    for file in files_of(CHANGES[name]()):
        was = old[file.path]
        if file.make() != was.make():
            differing.append(file.path)
            assert file.key != was.key, file.path
    assert "commitments/template.html" in differing
    assert {"commitments/heir.html", "commitments/other.html"} & {*differing}


def test_a_search_looks_through_each_word_of_the_names_that_the_title_does_not_have() -> None:
    (row,) = [r for r in page(board(), "index.html").select(".row") if "national template" in words(r)]
    assert row.get("data-words") == "ehcp department education"
