"""Whether a document kept its promise in time goes by the days on which it can have become what it is, not by its page's birth."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.watcher.reviewing import PLAN, items, office
from tests.world import LONG, START, World, commitment, item, world
from watcher.judge import standing
from watcher.model import ChangeNote, Coverage, Document, Plan, Precision, Verdict, Window
from watcher.review import Item, Refusal
from watcher.review.desk import Rule, accept
from watcher.review.queue import Kind
from watcher.review.timing import Reading, days_of

TODAY = date(2026, 2, 2)
THE_PLAN = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, ())
API = "/api/content/template"
BORN = "2023-06-01T09:00:00Z"


def at(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def candidate(*readings: Reading, window: Window | None = None) -> Item:
    promise = commitment(window=window) if window else commitment()
    stands = standing(promise, (), Coverage((), 0, None), at(2026, 2))
    newest = readings[-1]
    return Item(Kind.CANDIDATE, THE_PLAN, promise, stands, newest.document, read_at=newest.at, readings=readings)


def paper(published: datetime | None, updated: datetime | None = None, *noted: datetime) -> Document:
    notes = tuple(ChangeNote(n, "Changed.") for n in noted)
    return Document("https://www.gov.uk/template", "The template", published=published, updated=updated, notes=notes)


def reviewed(folder: Path, story: Callable[[World], None]) -> Item:
    """The candidate that a maintainer sees after a story of looks at one page that is watched for the template."""
    with world(folder) as w:
        w.watch("/template", commitments=("template",))
        story(w)
        now = w.now
    (folder / "state").mkdir()
    shutil.move(folder / "watcher.db", folder / "state" / "watcher.db")
    return next(i for i in items(office(folder, now=now)) if i.document.url.endswith("/template") and "charity" not in i.id)


def spoken_of(updated: str = BORN) -> str:
    talk = "The national EHCP template will be published by the end of 2025."
    return item("Work on EHC plans", talk, LONG, first_published_at=BORN, public_updated_at=updated)


def there(updated: str) -> str:
    return item("National EHCP template", "Use this form.", LONG, first_published_at=BORN, public_updated_at=updated)


def becomes(last_look_before: datetime, updated: str, read: datetime) -> Callable[[World], None]:
    def story(w: World) -> None:
        w.site.json(API, spoken_of())
        w.look((last_look_before.date() - START.date()).days)
        w.site.json(API, there(updated))
        w.look((read.date() - last_look_before.date()).days)

    return story


def test_a_page_of_2023_that_became_the_thing_after_the_promised_day_is_late(tmp_path: Path) -> None:
    seen = reviewed(tmp_path, becomes(at(2025, 12, 20), "2026-01-10T09:00:00Z", at(2026, 1, 12)))
    decision = accept(seen, TODAY)
    assert isinstance(decision, Rule)
    assert decision.ruling.verdict is Verdict.DELIVERED_LATE
    assert "dated 10 January 2026" in decision.ruling.note


def test_one_that_became_the_thing_unsaid_over_the_promised_day_is_for_the_maintainer_to_rule_on(tmp_path: Path) -> None:
    seen = reviewed(tmp_path, becomes(at(2025, 12, 20), BORN, at(2026, 1, 12)))
    refused = accept(seen, TODAY)
    assert isinstance(refused, Refusal)
    assert "some day between 20 December 2025 and 12 January 2026" in refused.why


def test_one_that_became_the_thing_unsaid_after_the_promised_day_is_late(tmp_path: Path) -> None:
    seen = reviewed(tmp_path, becomes(at(2026, 1, 5), BORN, at(2026, 1, 12)))
    decision = accept(seen, TODAY)
    assert isinstance(decision, Rule)
    assert decision.ruling.verdict is Verdict.DELIVERED_LATE


def test_what_was_the_thing_when_it_was_read_in_time_stays_so_whatever_is_done_to_it_later(tmp_path: Path) -> None:
    def story(w: World) -> None:
        w.site.json(API, there(BORN))
        w.look()
        w.site.json(API, there("2026-01-10T09:00:00Z").replace("Use this", "Please use this"))
        w.look(740)

    decision = accept(reviewed(tmp_path, story), TODAY)
    assert isinstance(decision, Rule)
    assert decision.ruling.verdict is Verdict.DELIVERED


@pytest.mark.parametrize(
    ("document", "verdict"),
    [
        (paper(at(2023, 6), at(2026, 1)), None),  # it may have been the thing all along, or not before 2026
        (paper(at(2023, 6), at(2025, 1)), Verdict.DELIVERED),
        (paper(at(2019, 6), at(2026, 1)), Verdict.DELIVERED_LATE),
        (paper(at(2019, 6), at(2026, 1), at(2026, 1), at(2024, 5)), None),  # it was changed in time as well
        (paper(at(2019, 6), at(2024, 5)), None),  # in time, on a page that was there before the promise
    ],
)
def test_a_page_read_first_in_2026_counts_by_all_days_that_it_states(document: Document, verdict: Verdict | None) -> None:
    decision = accept(candidate(Reading(document, at(2026, 2))), TODAY)
    assert (decision.ruling.verdict if isinstance(decision, Rule) else None) is verdict


def test_a_page_that_two_sources_took_for_evidence_on_either_side_of_the_day_is_in_doubt() -> None:
    early, late = Reading(paper(at(2024, 5)), at(2024, 6)), Reading(paper(at(2026, 1, 20)), at(2026, 2))
    assert isinstance(accept(candidate(early), TODAY), Rule)
    assert isinstance(accept(candidate(early, late), TODAY), Refusal)


def test_a_page_that_no_look_before_is_known_of_can_have_changed_on_any_day_since_the_promise() -> None:
    days = days_of(Reading(paper(at(2023, 6)), at(2026, 2), again=True), THE_PLAN.published)
    assert days is not None
    assert (days.first, days.last) == (date(2023, 3, 2), date(2026, 2, 1))


# --- there before the promise ---


def test_what_was_read_before_the_plan_was_published_does_not_keep_it_by_one_key() -> None:
    before = Reading(paper(None, at(2023, 6)), at(2023, 7), since=at(2022, 1))
    refused = accept(candidate(before), TODAY)
    assert isinstance(refused, Refusal)
    assert "its page was there on 1 January 2022, before the promise was made" in refused.why
    only_spoke = replace(before, again=True, before=at(2023, 5))
    assert isinstance(accept(candidate(only_spoke), TODAY), Rule)


def test_what_was_there_at_a_first_look_and_is_older_than_the_promised_days_is_to_be_ruled_on() -> None:
    spring = Window(date(2024, 3, 1), date(2024, 5, 31), Precision.SEASON, "spring 2024")
    first_look = Reading(paper(at(2023, 9)), at(2024, 1), baseline=True)
    refused = accept(candidate(first_look, window=spring), TODAY)
    assert isinstance(refused, Refusal)
    assert "the promised days, which begin on 1 March 2024" in refused.why
    for unsure in (paper(None), paper(at(2023, 3, 2))):  # of no day, and of the day of the plan itself
        assert isinstance(accept(candidate(replace(first_look, document=unsure)), TODAY), Refusal)
    assert isinstance(accept(candidate(replace(first_look, baseline=False), window=spring), TODAY), Rule)  # early is in time


def test_the_day_that_a_person_noted_stands(tmp_path: Path) -> None:
    (by_hand,) = items(office(tmp_path, plan=PLAN))
    assert by_hand.dated == date(2025, 6, 1)
