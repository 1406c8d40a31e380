"""Calendars of due dates: what a subscribed calendar program gets when a promise is made, moved, dropped and kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from notifier.calendars import calendars, has_days
from notifier.model import Board
from tests.notifier.public import EVIL, NOW, NPQ, PLAN, board, event, made
from tests.world import commitment, ruling
from watcher.judge import standing
from watcher.model import Commitment, Coverage, Event, EventKind, Precision, Quote, Verdict, Window

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit"
ALL, OWN = "calendar/all.ics", "calendar/commitments/template.ics"
LATE_2025 = "by the end of 2025"


def moved(number: int, before: str, after: str, *, start: str = "", end: str = "", days: int = 0, **changes: Any) -> Event:
    """An official page that gives another date, or none any more."""
    kind = EventKind.DATE_REVISED if end else EventKind.DATE_REMOVED
    detail = {"from": before, "to": after, "from_start": "", "from_end": "2025-12-31", "to_start": start, "to_end": end}
    found = Quote("We will publish it later.", "https://www.gov.uk/roadmap", NOW)
    return replace(event(number, kind, days=days), detail=detail, **{"found": found, **changes})


LATER = moved(1, LATE_2025, "spring 2026", start="2026-03-01", end="2026-05-31", days=200)
GONE = moved(2, "spring 2026", "", days=100)
VAGUE = moved(2, "spring 2026", "in due course", days=100)


def world(promise: Commitment, events: Sequence[Event] = (), *, checks: int = 41, now: datetime = NOW, **site: Any) -> Board:
    """The board of a plan with this promise and one without a date."""
    coverage = Coverage(("page", "other"), checks, now)
    standings = {c.id: standing(c, [e for e in events if e.commitment_id == c.id], coverage, now) for c in (promise, NPQ)}
    plan = replace(PLAN, commitments=(promise, NPQ))
    return replace(board(**site), plans=(plan,), standings=standings, generated_at=now)


def windowed(start: date | None, end: date | None, due: str = "then") -> Commitment:
    return commitment(due=due, window=Window(start, end, Precision.RANGE, due))


def whole(b: Board, path: str = ALL) -> Any:
    """A calendar as a calendar program reads it."""
    return Calendar.from_ical(made(calendars(b))[path])


def entry(b: Board) -> Any:
    """The one event of the calendar of everything."""
    [found] = whole(b).walk("VEVENT")
    return found


def days(b: Board) -> tuple[date, date]:
    """The first day and the day after the last."""
    found = entry(b)
    return found["DTSTART"].dt, found["DTEND"].dt


def hostile() -> Board:
    """Every kind of text from elsewhere with everything in it that could break a line."""
    evil = EVIL + '\r\nBEGIN:VALARM\r\n\\n;,":\x00\x85\u2028\ufeff' + "ł" * 200 + "👩‍🏫" * 40
    promise = commitment(title=evil, due=evil, owner=evil, theme=evil, stated=evil, rulings=(
        replace(ruling(date(2025, 5, 5), Verdict.STALLED), note=evil, evidence=(evil,)),))  # fmt: skip
    later = replace(LATER, detail={**LATER.detail, "from": evil, "to": evil}, found=Quote(evil, evil))
    return world(promise, [later], notice=evil)


# --- which days ---


def test_a_season_spans_its_three_months() -> None:
    assert days(world(windowed(date(2023, 9, 1), date(2023, 11, 30)))) == (date(2023, 9, 1), date(2023, 12, 1))


def test_a_winter_reaches_over_the_turn_of_the_year_and_to_a_leap_day() -> None:
    assert days(world(windowed(date(2023, 12, 1), date(2024, 2, 29)))) == (date(2023, 12, 1), date(2024, 3, 1))


def test_a_promise_for_a_leap_day_is_that_day() -> None:
    assert days(world(windowed(date(2024, 2, 29), date(2024, 2, 29)))) == (date(2024, 2, 29), date(2024, 3, 1))


@pytest.mark.parametrize("start", [None, date(2023, 3, 2), date(2025, 1, 1)])
def test_a_deadline_is_its_last_day_however_long_the_time_before_it(start: date | None) -> None:
    assert days(world(windowed(start, date(2025, 12, 31)))) == (date(2025, 12, 31), date(2026, 1, 1))


def test_a_hundred_days_are_shown_whole_and_one_more_is_a_deadline() -> None:
    last = date(2025, 12, 31)
    assert days(world(windowed(last - timedelta(days=99), last)))[0] == last - timedelta(days=99)
    assert days(world(windowed(last - timedelta(days=100), last)))[0] == last


def test_a_window_that_a_page_gives_the_wrong_way_round_is_still_a_legal_event() -> None:
    assert days(world(windowed(date(2025, 1, 1), date(2022, 12, 31)))) == (date(2022, 12, 31), date(2023, 1, 1))


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    found = entry(world(commitment(), [moved(1, LATE_2025, "9999-12-31", start="9999-12-31", end="9999-12-31")]))
    assert found["DTSTART"].dt == date.max
    assert "DTEND" not in found


def test_days_are_days_and_take_no_time_from_anybody() -> None:
    text = made(calendars(board()))[ALL].decode()
    assert "DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260101\r\n" in text
    assert "TRANSP:TRANSPARENT\r\n" in text


# --- what becomes of a promise ---


def test_a_moved_date_is_the_same_event_in_its_new_place_with_a_higher_sequence() -> None:
    before, after = entry(world(commitment())), entry(world(commitment(), [LATER]))
    assert before["UID"] == after["UID"] == "commitment-template@127.0.0.1"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (after["DTSTART"].dt, after["DTEND"].dt) == (date(2026, 3, 1), date(2026, 6, 1))
    assert after["SUMMARY"] == "Due: One national template for EHC plans"


def test_a_moved_date_names_the_first_one_and_who_said_so_when() -> None:
    lines = entry(world(commitment(), [LATER]))["DESCRIPTION"].splitlines()
    assert "First date: “by the end of 2025” (by 31 December 2025)." in lines
    revised = "Date revised, as read on 24 June 2025: “spring 2026” (March to May 2026), in place of “by the end of 2025”."
    assert f"{revised} https://www.gov.uk/roadmap" in lines


def test_a_removed_date_is_kept_where_it_was_last_and_marked_cancelled() -> None:
    found = entry(world(commitment(), [LATER, GONE]))
    assert (found["STATUS"], found["SEQUENCE"], found["DTSTART"].dt) == ("CANCELLED", 2, date(2026, 3, 1))
    assert found["SUMMARY"] == "Date removed: One national template for EHC plans"
    assert "Date removed, as read on 2 October 2025: it was “spring 2026”." in found["DESCRIPTION"]


def test_a_date_that_gave_way_to_in_due_course_says_so_and_is_no_day_any_more() -> None:
    found = entry(world(commitment(), [LATER, VAGUE]))
    assert (found["STATUS"], found["SUMMARY"]) == ("CANCELLED", "Date now “in due course”: One national template for EHC plans")
    assert "“in due course”, which names no last day, in place of “spring 2026”" in found["DESCRIPTION"]


def test_a_date_that_comes_back_is_due_again() -> None:
    again = moved(3, "", "summer 2026", start="2026-06-01", end="2026-08-31")
    found = entry(world(commitment(), [LATER, GONE, again]))
    assert (found["STATUS"], found["SEQUENCE"], found["DTSTART"].dt) == ("CONFIRMED", 3, date(2026, 6, 1))
    assert found["SUMMARY"].startswith("Due: ")


def test_a_promise_that_had_no_date_at_first_is_in_the_calendar_from_the_day_that_one_is_given() -> None:
    undated = commitment(due="", window=Window(None, None, Precision.NONE, ""))
    assert calendars(world(undated)) == []
    found = entry(world(undated, [moved(1, "", "spring 2026", start="2026-03-01", end="2026-05-31")]))
    assert "First date: none was given." in found["DESCRIPTION"].splitlines()
    assert entry(world(undated, [LATER, GONE]))["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    ("verdict", "heading", "status"),
    [
        (Verdict.DROPPED, "Dropped", "CANCELLED"),
        (Verdict.SUPERSEDED, "Superseded", "CANCELLED"),
        (Verdict.DELIVERED, "Delivered", "CONFIRMED"),
        (Verdict.DELIVERED_LATE, "Delivered late", "CONFIRMED"),
        (Verdict.DELIVERED_IN_PART, "Delivered in part", "CONFIRMED"),
        (Verdict.NOT_DELIVERED, "Not delivered", "CONFIRMED"),
        (Verdict.STALLED, "Due", "CONFIRMED"),
        (Verdict.IN_PROGRESS, "Due", "CONFIRMED"),
        (Verdict.UNCLEAR, "Due", "CONFIRMED"),
    ],
)
def test_a_ruled_promise_is_kept_on_its_day_and_says_its_ruling(verdict: Verdict, heading: str, status: str) -> None:
    found = entry(world(commitment(rulings=(ruling(date(2025, 5, 5), verdict),))))
    assert (found["SUMMARY"], found["STATUS"]) == (f"{heading}: One national template for EHC plans", status)
    assert (found["DTSTART"].dt, found["SEQUENCE"]) == (date(2025, 12, 31), 1)
    ruled = f"Ruled {verdict.value} by Planwatch's maintainers on 5 May 2025: Published. https://www.gov.uk/template"
    assert ruled in found["DESCRIPTION"].splitlines()


def test_a_ruling_that_takes_a_rating_back_leaves_no_rating_behind() -> None:
    found = entry(
        world(commitment(rulings=(ruling(date(2025, 5, 5), Verdict.DROPPED), ruling(date(2025, 6, 5), Verdict.NOT_YET_RATED))))
    )
    assert (found["SUMMARY"].partition(":")[0], found["STATUS"], found["SEQUENCE"]) == ("Due", "CONFIRMED", 2)
    assert "Ruled" not in found["DESCRIPTION"]


def test_what_was_delivered_after_its_date_was_removed_is_not_cancelled() -> None:
    found = entry(world(commitment(rulings=(ruling(date(2025, 12, 1)),)), [LATER, GONE]))
    assert (found["STATUS"], found["SUMMARY"].partition(":")[0]) == ("CONFIRMED", "Delivered")


def test_a_ruling_of_tomorrow_is_not_told_today() -> None:
    promise = commitment(rulings=(ruling(NOW.date() + timedelta(days=1)),))
    assert entry(world(promise))["SUMMARY"].startswith("Due: ")
    assert entry(world(promise))["SEQUENCE"] == 0
    assert entry(world(promise, now=NOW + timedelta(days=1)))["SUMMARY"].startswith("Delivered: ")


def test_the_sequence_only_ever_grows() -> None:
    rulings = (ruling(date(2025, 5, 5), Verdict.STALLED), ruling(date(2025, 12, 1), Verdict.NOT_YET_RATED))
    told = [LATER, GONE]
    story = [world(commitment(rulings=rulings[:r]), told[:m]) for m, r in ((0, 0), (1, 0), (1, 1), (2, 1), (2, 2))]
    assert [entry(b)["SEQUENCE"] for b in story] == [0, 1, 2, 3, 4]


def test_it_was_last_modified_when_a_date_moved_or_a_ruling_fell_and_else_when_the_plan_appeared() -> None:
    def stamps(*rulings: Any, events: Sequence[Event] = ()) -> set[datetime]:
        b = world(commitment(rulings=rulings), events)
        return {entry(b)["DTSTAMP"].dt, entry(b)["LAST-MODIFIED"].dt, whole(b)["LAST-MODIFIED"].dt}

    assert stamps() == {datetime(2023, 3, 2, tzinfo=UTC)}
    assert stamps(events=[LATER]) == {datetime(2025, 6, 24, tzinfo=UTC)}
    assert stamps(ruling(date(2025, 7, 1)), events=[LATER]) == {datetime(2025, 7, 1, tzinfo=UTC)}


def test_a_calendar_never_says_overdue_nor_how_often_was_looked() -> None:
    b = world(commitment())
    assert "Overdue" in b.standings["template"].sentence
    text = made(calendars(b))[ALL].decode().lower()
    assert not [word for word in ("overdue", "check", "no evidence") if word in text]


# --- which calendars ---


def test_everything_each_plan_and_each_dated_promise_has_a_calendar_and_an_undated_one_has_none() -> None:
    assert [f.path for f in calendars(board())] == [ALL, "calendar/plans/plan.ics", OWN]
    assert [c.id for c in board().commitments if has_days(board().standings[c.id])] == ["template"]


def test_a_promise_is_the_same_event_in_every_calendar() -> None:
    events = {content.split(b"BEGIN:VEVENT")[1] for content in made(calendars(world(commitment(), [LATER]))).values()}
    assert len(events) == 1


def test_a_calendar_says_what_it_is_where_it_lives_and_how_often_to_look() -> None:
    found = whole(board(), "calendar/plans/plan.ics")
    assert found["NAME"] == "Planwatch: The plan"
    assert found["URL"] == "http://127.0.0.1:8000/plans/plan.html"
    assert (found["SOURCE"], found["SOURCE"].params["VALUE"]) == ("http://127.0.0.1:8000/calendar/plans/plan.ics", "URI")
    assert (found["REFRESH-INTERVAL"].dt, found["REFRESH-INTERVAL"].params["VALUE"]) == (timedelta(days=1), "DURATION")
    assert (found["X-PUBLISHED-TTL"], found["COLOR"]) == ("P1D", "steelblue")
    assert "METHOD" not in found
    assert "UID" not in found  # a program that is in use takes it for that of every event


def test_older_programs_find_its_name_and_description_under_their_older_names() -> None:
    b = world(commitment(title="Plans, reviews; and more"), notice="Made up; all of it, yes.")
    lines = made(calendars(b))[OWN].decode().replace("\r\n ", "").split("\r\n")
    assert {"NAME:Planwatch: Plans\\, reviews\\; and more", "X-WR-CALNAME:Planwatch: Plans\\, reviews\\; and more"} < {*lines}
    described = [line.partition(":")[2] for line in lines if line.startswith(("DESCRIPTION:The days", "X-WR-CALDESC:"))]
    assert len(described) == 2
    assert described[0] == described[1]
    assert described[0].endswith("is marked.\\nMade up\\; all of it\\, yes.")


def test_a_calendar_was_last_modified_when_any_of_its_promises_was() -> None:
    b = world(commitment(), [LATER])
    second = commitment(id="second")
    plan = replace(b.plans[0], commitments=(*b.plans[0].commitments, second))
    two = replace(b, plans=(plan,), standings={**b.standings, "second": world(second).standings["second"]})
    assert [e["UID"].partition("@")[0] for e in whole(two).walk("VEVENT")] == ["commitment-template", "commitment-second"]
    assert whole(two)["LAST-MODIFIED"].dt == datetime(2025, 6, 24, tzinfo=UTC)


def test_each_calendar_has_a_name_and_an_address_of_its_own() -> None:
    read = [Calendar.from_ical(content) for content in made(calendars(board())).values()]
    assert len({c["NAME"] for c in read}) == len({c["SOURCE"] for c in read}) == 3


def test_an_event_leads_to_the_page_of_its_promise_and_bears_its_theme() -> None:
    found = entry(board(public_url="https://example.org/planwatch/"))
    assert found["URL"] == "https://example.org/planwatch/commitments/template.html"
    assert found["UID"] == "commitment-template@example.org"
    assert found["CATEGORIES"].cats == ["plans"]


def test_a_notice_stands_in_each_event_because_few_programs_show_a_calendar_s_own() -> None:
    assert entry(board(notice="Made up."))["DESCRIPTION"].endswith("\nMade up.")


# --- bytes ---


def test_text_from_elsewhere_breaks_no_line_and_hides_nothing() -> None:
    for content in made(calendars(hostile())).values():
        text = content.decode().replace("\r\n ", "")
        assert not [ch for ch in text.replace("\r\n", "") if not ch.isprintable()]
        assert [line for line in text.split("\r\n") if line.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    found = entry(hostile())
    assert "<script>alert(1)</script>" in found["SUMMARY"]
    assert 'BEGIN:VALARM \\n;,":' in found["SUMMARY"]


def test_lines_end_with_crlf_and_hold_75_octets_at_most_none_of_them_half_a_letter() -> None:
    for content in made(calendars(hostile())).values():
        assert content.endswith(b"END:VCALENDAR\r\n")
        lines = content.split(b"\r\n")
        assert all(len(line) <= 75 for line in lines)
        assert all(line.decode() or n == len(lines) - 1 for n, line in enumerate(lines))  # a letter cut in two does not decode
        assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_title_of_many_alphabets_is_read_back_as_it_was() -> None:
    title = "Cynllun addysg ŵ, plan łódzki; درس, 学校計画, naïve — 50 % \\ done " * 4
    assert entry(world(commitment(title=title)))["SUMMARY"] == f"Due: {title.strip()}"


@pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
def test_the_kit_s_validator_finds_nothing(tmp_path: Path) -> None:
    boards = [
        board(),
        hostile(),
        world(commitment(), [LATER, GONE], notice="Made up."),
        world(windowed(date(2023, 12, 1), date(2024, 2, 29))),
    ]
    files = [content for b in boards for content in made(calendars(b)).values()]
    paths = [tmp_path / f"{n}.ics" for n in range(len(files))]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    run = [sys.executable, str(KIT / "validate_ics.py"), "--strict", *map(str, paths)]
    found = subprocess.run(run, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.count("valid iCalendar") == 12


def test_the_same_state_gives_the_same_bytes_however_often_they_are_made() -> None:
    one = calendars(board())
    assert made(one) == made(one) == made(calendars(board()))


def test_a_check_that_found_nothing_makes_no_calendar_anew() -> None:
    before, after = (calendars(world(commitment(), [LATER], checks=n)) for n in (41, 42))
    assert [f.key for f in before] == [f.key for f in after]


def test_another_day_makes_no_calendar_anew_even_when_a_promise_falls_overdue() -> None:
    before, after = (world(commitment(), now=datetime(*day, 12, tzinfo=UTC)) for day in ((2025, 12, 31), (2026, 1, 1)))
    assert before.standings["template"].schedule is not after.standings["template"].schedule
    assert [f.key for f in calendars(before)] == [f.key for f in calendars(after)]


@pytest.mark.parametrize(
    "changed",
    [
        world(commitment(), [LATER]),
        world(commitment(), [replace(LATER, found=Quote("", "https://www.gov.uk/other"))]),
        world(commitment(rulings=(ruling(date(2025, 5, 5)),))),
        world(commitment(rulings=(replace(ruling(date(2025, 5, 5)), note="Another."),))),
        world(commitment(title="Another")),
        world(commitment(theme="another")),
        world(commitment(owner="Another")),
        world(commitment(stated="https://www.gov.uk/another")),
        world(commitment(due="at another time")),
        world(windowed(None, date(2025, 11, 30), LATE_2025)),
        world(commitment(), notice="Another."),
        world(commitment(), public_url="https://example.org"),
    ],
)
def test_other_bytes_have_another_key(changed: Board) -> None:
    first, second = ({f.path: (f.key, f.make()) for f in calendars(b)} for b in (world(commitment()), changed))
    for path in (ALL, "calendar/plans/plan.ics", OWN):
        assert first[path][1] != second[path][1]
        assert first[path][0] != second[path][0]


def test_other_code_makes_every_calendar_anew() -> None:
    old, new = (calendars(board(maker=m)) for m in ("one", "two"))
    assert not {f.key for f in old} & {f.key for f in new}
