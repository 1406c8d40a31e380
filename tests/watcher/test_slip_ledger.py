"""The ledger of a promise's dates, through real rounds: who said what, when, why, and what it did to the date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.web_server import Answer
from tests.world import LONG, World, commitment, item, kinds, world
from watcher.judge import standing
from watcher.judge.ledger import ledger_of
from watcher.judge.reasons import reason_of
from watcher.model import Coverage, Dates, Effect, Event, EventKind, Slip, SourceKind, Standing

PATH, API = "/guidance/template", "/api/content/guidance/template"
PROMISE = "The national EHCP template will be published by the end of 2025."


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def says(it: World, *paragraphs: str, said: str = "2023-12-01", **changes: object) -> list[Event]:
    """The page says this from now on; what one look makes of it."""
    it.site.json(API, item("Guidance", *paragraphs, LONG, public_updated_at=f"{said}T09:00:00Z",
                           links={"organisations": [{"title": "Department for Education"}]}, **changes))  # fmt: skip
    return it.look().events


def stands(it: World) -> Standing:
    return standing(it.commitments[0], it.archive.events(commitment_id="template"), Coverage(("a",), 1, it.now), it.now)


def effects(it: World) -> list[Effect]:
    return [s.effect for s in stands(it).ledger]


def only(events: list[Event], kind: EventKind) -> Event:
    (found,) = [e for e in events if e.kind is kind]
    return found


def test_a_line_says_who_gave_the_new_date_when_where_in_which_words_and_why(it: World) -> None:
    it.watch(PATH)
    says(it, PROMISE)
    moved = "The national EHCP template will be published by the end of 2027, to give councils more time to prepare."
    event = only(says(it, moved, said="2023-12-03"), EventKind.DATE_REVISED)
    line = stands(it).slips[-1]
    assert (line.who, line.said_on, line.where, line.words) == (
        "Department for Education", date(2023, 12, 3), "Guidance", moved)  # fmt: skip
    assert line.reason == "to give councils more time to prepare"
    assert (line.effect, line.days, line.total, line.event_id) == (Effect.LATER, 730, 730, event.id)


def test_the_first_date_is_counted_from_however_often_it_moves(it: World) -> None:
    it.watch(PATH)
    for year in (2025, 2026, 2027):
        says(it, PROMISE.replace("2025", str(year)), said=f"2023-12-0{year - 2020}")
    assert [(s.days, s.total) for s in stands(it).slips] == [(365, 365), (365, 730)]


def test_soon_after_a_date_is_a_loss_and_is_said_so(it: World) -> None:
    it.watch(PATH)
    says(it, PROMISE)
    event = only(says(it, "The national EHCP template will be published soon."), EventKind.DATE_REMOVED)
    assert event.sentence.startswith("Date made vague, “by the end of 2025” became “soon”")
    assert (effects(it)[-1], stands(it).slips[-1].days, stands(it).dates) == (Effect.VAGUER, None, Dates.REVISED)


def test_a_season_that_becomes_a_year_is_later_and_less_exact(it: World) -> None:
    it.commitments = [commitment(due="autumn 2024")]
    it.watch(PATH)
    says(it, "The national EHCP template will be published in autumn 2024.")
    event = only(says(it, "The national EHCP template will be published in 2025."), EventKind.DATE_REVISED)
    assert "moved later and made less exact" in event.sentence
    assert stands(it).slips[-1].coarser


def test_a_date_that_comes_back_is_news(it: World) -> None:
    it.watch(PATH)
    says(it, PROMISE)
    says(it, "We have nothing to say of the national EHCP template at present.")
    assert effects(it)[-1] is Effect.REMOVED
    event = only(says(it, "The national EHCP template will be published by summer 2026."), EventKind.DATE_REVISED)
    assert event.sentence.startswith("A date is given again, “by summer 2026” (last given as: by 31 December 2025)")
    assert effects(it)[-1] is Effect.BACK


def test_a_date_that_is_moved_back_to_the_first_one_says_so(it: World) -> None:
    it.watch(PATH)
    says(it, PROMISE)
    says(it, PROMISE.replace("2025", "2027"), said="2023-12-03")
    event = only(says(it, PROMISE, said="2023-12-05"), EventKind.DATE_REVISED)
    assert event.sentence.startswith(
        "Date moved earlier, from “by the end of 2027” back to what was first promised, “by the end of 2025”"
    )


def test_the_same_date_said_again_by_another_document_is_in_the_ledger_and_interrupts_nobody(it: World) -> None:
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it)
    it.look()
    serve(it, "The national EHCP template will be published by the end of 2025.")
    event = only(it.look().events, EventKind.DATE_CONFIRMED)
    assert event.quiet
    assert effects(it) == [Effect.CONFIRMED]
    assert stands(it).dates is Dates.UNCHANGED
    assert not stands(it).slips


def test_a_first_look_writes_the_ledger_and_alerts_nobody(it: World) -> None:
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it, PROMISE.replace("2025", "2028"))
    assert kinds(it.look()) == []
    assert (effects(it), stands(it).latest_window.end) == ([Effect.LATER], date(2028, 12, 31))


@pytest.mark.parametrize("said", ["2022-05-01", "2023-03-02", "2023-06-01"])
def test_a_document_older_than_the_plan_or_than_the_last_word_moves_nothing(it: World, said: str) -> None:
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it, PROMISE.replace("2025", "2028"))
    it.look()
    serve(it, PROMISE.replace("2025", "2028"), PROMISE.replace("2025", "2026"), said=said)
    it.look()
    assert effects(it) == [Effect.LATER]


def test_a_date_of_another_promise_in_the_same_sentence_is_not_taken_for_ours(it: World) -> None:
    dashboards = commitment(id="dashboards", title="Local dashboards", names=("inclusion dashboards",), due="")
    it.commitments = [commitment(), dashboards]
    it.watch(PATH)
    text = "The national EHCP template will be published by the end of 2025, and the inclusion dashboards will follow by {}."
    says(it, text.format("spring 2026"))
    events = says(it, text.format("autumn 2027"))
    assert [e.commitment_id for e in events if e.kind is EventKind.DATE_REVISED] == ["dashboards"]


def test_one_date_of_two_promises_is_that_of_both(it: World) -> None:
    it.commitments = [commitment(), commitment(id="standards", title="National SEND standards", names=("national SEND standards",))]
    it.watch(PATH)
    text = "We will publish the national EHCP template and the national SEND standards by the end of {}."
    says(it, text.format(2025))
    events = says(it, text.format(2027), said="2023-12-03")
    assert {e.commitment_id for e in events if e.kind is EventKind.DATE_REVISED} == {"template", "standards"}


def test_a_date_that_another_passage_still_gives_is_not_gone(it: World) -> None:
    it.watch(PATH)
    also = "Councils should be ready for the national EHCP template by the end of 2025."
    says(it, PROMISE, also)
    assert "date-removed" not in kinds_of(says(it, "The national EHCP template is being tried in some areas.", also))


def test_two_dates_in_one_document_are_both_told(it: World) -> None:
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it)
    it.look()
    serve(
        it, "The national EHCP template will be tried by spring 2026. The national EHCP template will be published by spring 2027."
    )
    event = only(it.look().events, EventKind.DATE_REVISED)
    assert event.detail["to"] == "by spring 2027"
    assert "the same document also says “by spring 2026”" in event.sentence


def test_details_that_follow_in_due_course_leave_the_date_alone(it: World) -> None:
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it)
    it.look()
    serve(it, "Further details of the national EHCP template will be published in due course.")
    assert "date-removed" not in kinds_of(it.look().events)


def test_the_closing_date_of_a_consultation_is_told_but_is_no_date_of_the_promise(it: World) -> None:
    it.watch(PATH)
    says(it, "The consultation on the national EHCP template closes on 3 May 2024.")
    event = only(says(it, "The consultation on the national EHCP template closes on 17 May 2024."), EventKind.DATE_REVISED)
    assert event.sentence.startswith("Closing date moved later")
    assert effects(it) == []


T = "the national EHCP template"


@pytest.mark.parametrize(
    "said",
    [
        f"To ask the Secretary of State whether {T} will be published by summer 2027.",
        f"The Committee recommends that {T} be published by spring 2026.",
        f"Applications to trial {T} must be submitted by 3 May 2026.",
        f"We will consult on {T} by spring 2026.",
        f"A review of {T} will report by summer 2030.",
        f"We have published {T}; councils have to use it by September 2026.",
        f"If Parliament agrees, {T} could be published by 2026.",
        f"We will say more of {T} in a white paper that will be published in autumn 2026.",
        f"We no longer expect {T} to be published by the end of 2025.",
    ],
)  # fmt: skip
def test_what_is_asked_wished_denied_or_said_of_something_else_is_no_date_of_the_promise(it: World, said: str) -> None:
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it)
    it.look()
    serve(it, said)
    it.look()
    assert effects(it) == []


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        (PROMISE, f"{T.capitalize()} was due by the end of 2025. It will now be published in 2027.", Effect.LATER),
        (PROMISE, "The national EHCP template will not be published by the end of 2025.", Effect.REMOVED),
        ("The national EHCP template will be used from September 2025.",
         "The national EHCP template will be used from September 2027.", Effect.LATER),
        ("National EHCP template | Spring 2025", "National EHCP template | Spring 2026", Effect.LATER),
    ],
)  # fmt: skip
def test_a_slip_is_seen_however_it_is_written(it: World, before: str, after: str, effect: Effect) -> None:
    it.watch(PATH)
    says(it, before)
    says(it, after, said="2023-12-03")
    assert effects(it)[-1] is effect


def test_it_is_what_the_passage_before_names(it: World) -> None:
    it.watch(PATH)
    says(it, "The national EHCP template is on its way.", "It will come by spring 2025.")
    event = only(says(it, "The national EHCP template is on its way.", "It will come by spring 2026."), EventKind.DATE_REVISED)
    assert event.commitment_id == "template"


def test_a_page_that_is_not_official_moves_no_date(it: World) -> None:
    it.watch("/blog", SourceKind.PAGE)
    for year in (2025, 2029):
        it.site.html(
            "/blog", f"<html><body><main><h1>News</h1><p>{PROMISE.replace('2025', str(year))}</p><p>{LONG}</p></main></body></html>"
        )
        it.look()
    assert effects(it) == []


def test_rows_of_one_look_are_told_in_the_order_in_which_they_were_said(it: World) -> None:
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it)
    it.look()
    serve(it, PROMISE.replace("2025", "2026"), PROMISE.replace("2025", "2028"), PROMISE.replace("2025", "2028"))
    events = it.look().events
    assert effects(it) == [Effect.LATER, Effect.LATER, Effect.CONFIRMED]
    assert stands(it).latest_window.end == date(2028, 12, 31)
    assert len([e for e in events if e.kind is EventKind.DATE_REVISED]) == 2


def test_a_page_that_follows_what_was_said_elsewhere_slips_no_second_time(it: World) -> None:
    it.watch(PATH)
    it.watch("/search/a.atom", kind=SourceKind.FEED)
    serve(it)
    says(it, PROMISE)
    serve(it, PROMISE.replace("2025", "2027"))
    it.look()
    says(it, PROMISE.replace("2025", "2027"), said="2024-01-06")
    assert [s.effect for s in stands(it).slips] == [Effect.LATER]


def test_a_table_of_dates_is_told_once_and_is_no_slip(it: World) -> None:
    def table(year: int) -> str:
        rows = "".join(f"<tr><td>National EHCP template area {n}</td><td>{n} May {year}</td></tr>" for n in range(1, 25))
        return f"</p><table>{rows}</table><p>"

    it.watch(PATH)
    says(it, table(2026))
    event = only(says(it, table(2027), said="2023-12-03"), EventKind.DATE_REVISED)
    assert event.sentence.startswith("24 dates changed in one edit")
    assert stands(it).slips == ()


def test_a_page_that_only_spoke_of_the_thing_and_is_the_thing_now_is_evidence_and_no_lost_date(it: World) -> None:
    it.watch(PATH)
    soon = item("National EHCP template: coming soon", "It will be published in 2025.", LONG)
    it.site.json(API, soon)
    it.look()
    it.site.json(API, item("National EHCP template", "Use this form for every plan from today.", LONG))
    found = [e.kind for e in it.look().events if e.news]
    assert EventKind.EVIDENCE in found
    assert EventKind.DATE_REMOVED not in found


def test_an_address_that_moves_with_its_date_tells_both(it: World) -> None:
    it.watch(PATH)
    says(it, PROMISE)
    moved = item("Guidance", PROMISE.replace("2025", "2029"), LONG, base_path="/guidance/elsewhere",
                 public_updated_at="2023-12-03T09:00:00Z")  # fmt: skip
    it.site.json(API, moved)
    assert {EventKind.DATE_REVISED} <= {e.kind for e in it.look().events}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It was due to be published by spring 2024.", ""),
        ("Due to the general election it will now come in 2025.", "Due to the general election it will now come in 2025"),
        ("We will publish in 2026 so that we can listen to parents.", "so that we can listen to parents"),
        ("We will publish in 2026 because of feedback from councils; more is to come.", "because of feedback from councils"),
        ("We will publish in 2026.", ""),
        ("Delays in procurement mean that it will now come in 2027.", "Delays in procurement mean that it will now come in 2027"),
        ("We need more time for testing, and it will come in 2027.", "need more time for testing, and it will come in 2027"),
        ("We will publish a template in 2026 to ensure that every child gets support.", ""),
        ("", ""),
    ],
)
def test_a_reason_is_one_only_where_the_words_give_one(text: str, reason: str) -> None:
    assert reason_of(text) == reason


def test_lines_from_before_effects_were_recorded_read_as_their_direction_says() -> None:
    def old(direction: str, to: str, end: str) -> Event:
        detail = {"from": "by 2025", "to": to, "from_start": "", "from_end": "2025-12-31", "to_start": "", "to_end": end,
                  "direction": direction}  # fmt: skip
        at = datetime.fromisoformat("2024-01-01T00:00:00+00:00")
        return Event(1, at, EventKind.DATE_REVISED, "k", "plan", "template", "", "", detail=detail)

    lines: tuple[Slip, ...] = ledger_of(
        [old("later", "by 2027", "2027-12-31"), old("removed", "soon", ""), old("removed", "", "")], commitment().window
    )
    assert [line.effect for line in lines] == [Effect.LATER, Effect.VAGUER, Effect.REMOVED]


# --- helpers ---


def serve(it: World, *summaries: str, said: str = "2024-01-05") -> None:
    """A feed of answers in Parliament, one for each summary; the last of them bears the day ``said``."""
    days = [*(f"2024-01-0{n + 1}" for n in range(len(summaries) - 1)), said]
    entries = "".join(_entry(n, text, day) for n, (text, day) in enumerate(zip(summaries, days, strict=False)))
    filler = "".join(_entry(100 + n, "Roads.", "2023-12-01") for n in range(6))
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Answers</title><id>x</id>{entries}{filler}</feed>'
    it.site.pages["/search/a.atom"] = Answer(body.encode(), 200, {"Content-Type": "application/atom+xml"})


def _entry(number: int, text: str, day: str) -> str:
    url = f"https://questions-statements.parliament.uk/written-questions/detail/{number}"
    return (f'<entry><id>{url}</id><title>Answer {number}</title><link href="{url}"/>'
            f"<updated>{day}T09:00:00Z</updated><summary>{text}</summary></entry>")  # fmt: skip


def kinds_of(events: list[Event]) -> list[str]:
    return [e.kind.value for e in events if e.news]
