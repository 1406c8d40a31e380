"""What a reader can send: each situation asks its own questions, and no text claims more than the standing says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from notifier.asking import MOST_NAMED, askable, foi_request, question_to_mp
from tests.notifier.public import EVIL, NOW, PLAN
from tests.world import commitment, ruling
from watcher.judge import standing
from watcher.model import (
    Candidate,
    Commitment,
    Coverage,
    Dates,
    Evidence,
    Precision,
    Quote,
    Slip,
    Standing,
    Verdict,
    Window,
)

PAGE = "https://planwatch.example.org/commitments/template.html"
LATE_2025 = Window(None, date(2025, 12, 31), Precision.YEAR, "by the end of 2025")
SPRING = Window(date(2026, 3, 1), date(2026, 5, 31), Precision.SEASON, "spring 2026")
AUTUMN = Window(date(2025, 9, 1), date(2025, 11, 30), Precision.SEASON, "autumn 2025")
SOON = Window(None, None, Precision.VAGUE, "in due course")
UNDATED = commitment(due="", window=Window(None, None, Precision.NONE, ""))
MOVED = Slip(date(2025, 6, 24), "by the end of 2025", "spring 2026", SPRING, 151, "https://www.gov.uk/roadmap", "…")
GIVEN = Slip(date(2025, 6, 24), "", "spring 2026", SPRING, None, "https://www.gov.uk/roadmap", "…")
PASSED = Slip(date(2025, 6, 24), "by the end of 2025", "autumn 2025", AUTUMN, -31, "https://www.gov.uk/roadmap", "…")
REMOVED = Slip(date(2025, 10, 2), "spring 2026", "", None, None, "https://www.gov.uk/roadmap", "…")
VAGUE = Slip(date(2025, 10, 2), "spring 2026", "in due course", SOON, None, "https://www.gov.uk/roadmap", "…")
POSSIBLE = (Candidate("https://www.gov.uk/template-trial", date(2025, 3, 1), "A trial."),)
SIX = ("one", "two", "three", "four", "five", "six")


def stands(promise: Commitment, slips: Sequence[Slip] = (), *, now: datetime = NOW, **coverage: Any) -> Standing:
    """A standing as the judge makes it, with this ledger."""
    given = {"sources": SIX, "checks": 41, "as_of": now, **coverage}
    found = standing(promise, [], Coverage(**given), now)
    dated = [s.window for s in slips if s.window and s.window.dated]
    dates = (Dates.REVISED if slips[-1].after else Dates.REMOVED) if slips else Dates.UNCHANGED
    return replace(found, slips=tuple(slips), dates=dates, latest_window=dated[-1] if dated else promise.window)


def texts(promise: Commitment, found: Standing, today: date = NOW.date()) -> tuple[str, str]:
    return tuple(make(promise, PLAN, found, PAGE, today) for make in (foi_request, question_to_mp))  # type: ignore[return-value]


def rated(verdict: Verdict) -> Commitment:
    return commitment(rulings=(ruling(date(2025, 5, 5), verdict),))


# --- each situation ---


@pytest.mark.parametrize(
    ("promise", "slips", "now", "opening", "asked"),
    [
        (commitment(), (), NOW, "whose date has passed. I know of no evidence that it was done.",
         ("whether this was done, when, and where the result was published",
          "if not, whether it is still planned, and by which date", "who decided on any change, and when")),
        (commitment(candidates=POSSIBLE), (), NOW,
         "whose date has passed. There may be evidence of it, and I would like to know whether it is what was promised.",
         ("whether this was done, when, and where the result was published",)),
        (commitment(), (), NOW - timedelta(days=90), "whose last day has not passed. I would like to know how it stands.",
         ("whether this has been done already, when", "if not, whether it is still planned, and whether the date still holds")),
        (UNDATED, (), NOW, "for which no last day was given. I would like to know how it stands.",
         ("if not, whether it is still planned, and by which date",)),
        (commitment(), (MOVED,), NOW, "whose date has been changed. I would like to know how it stands.",
         ("whether the date given last still holds", "who decided to change the date, and when")),
        (commitment(), (PASSED,), NOW, "whose date has been changed. The date given last has passed.",
         ("if not, whether it is still planned, and by which date", "who decided to change the date, and when")),
        (UNDATED, (GIVEN,), NOW, "whose date was given only later. I would like to know how it stands.",
         ("whether the date given last still holds", "who decided on the date, and when")),
        (commitment(), (MOVED, REMOVED), NOW, "whose date is no longer given. Does it still stand?",
         ("who decided to take the date away, and when",)),
        (commitment(), (MOVED, VAGUE), NOW, "whose date gave way to “in due course”. Does it still stand?",
         ("who decided to change the date, and when",)),
        (rated(Verdict.DELIVERED_IN_PART), (), NOW,
         "that was rated by Planwatch's maintainers as delivered in part. I would like to know about the rest.",
         ("which parts of this were done", "whether the rest is still planned, and by which date")),
        (rated(Verdict.DELIVERED_LATE), (MOVED,), NOW,
         "that was rated by Planwatch's maintainers as delivered late. I would like to know how that came about.",
         ("when this was done, and where the result was published", "whether any of it is still to come")),
        (rated(Verdict.DROPPED), (MOVED, REMOVED), NOW,
         "that was rated by Planwatch's maintainers as dropped. Does any of it still stand?",
         ("whether any of it is still planned, or what takes its place",)),
        (rated(Verdict.SUPERSEDED), (), NOW,
         "that was rated by Planwatch's maintainers as superseded. Does any of it still stand?",
         ("whether any of this was done",)),
        (rated(Verdict.NOT_DELIVERED), (), NOW,
         "that was rated by Planwatch's maintainers as not delivered. Does any of it still stand?",
         ("whether any of this was done",)),
    ],
)  # fmt: skip
def test_each_situation_has_an_opening_and_questions_of_its_own(
    promise: Commitment, slips: tuple[Slip, ...], now: datetime, opening: str, asked: tuple[str, ...]
) -> None:
    for text in texts(promise, stands(promise, slips, now=now), now.date()):
        [first] = [p for p in text.split("\n\n") if "I am writing about a promise" in p]
        assert first.endswith(f"I am writing about a promise {opening}")
        assert not [words for words in asked if words not in text]


def test_there_is_nothing_to_ask_about_what_was_ruled_delivered_outright() -> None:
    verdicts = {v: askable(stands(rated(v))) for v in Verdict}
    assert [v for v, ask in verdicts.items() if not ask] == [Verdict.DELIVERED]
    for make in (foi_request, question_to_mp):
        with pytest.raises(ValueError, match="nothing left to ask"):
            make(rated(Verdict.DELIVERED), PLAN, stands(rated(Verdict.DELIVERED)), PAGE, NOW.date())


def test_on_its_last_day_a_promise_is_not_late_and_the_day_after_it_is() -> None:
    for day, words, tense in ((31, "whose last day has not passed", "It is due"), (32, "whose date has passed", "It was due")):
        now = datetime(2025, 12, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
        for text in texts(commitment(), stands(commitment(), now=now), now.date()):
            assert words in text
            assert f"{tense} “by the end of 2025” (by 31 December 2025)." in text


# --- what is cited ---


def test_each_text_cites_the_promise_where_it_stands_and_the_page() -> None:
    for text in texts(commitment(), stands(commitment())):
        assert "a website that follows such promises, it is: One national template for EHC plans." in text
        assert "It belongs to “The plan” of 2 March 2023 and is stated at https://www.gov.uk/plan." in text
        assert text.count(PAGE) == 1


def test_a_title_that_is_a_sentence_ends_once() -> None:
    promise = commitment(title="Publish the template.")
    assert all("it is: Publish the template. It belongs to" in text for text in texts(promise, stands(promise)))


def test_every_revision_of_the_date_is_told_with_its_day_and_address() -> None:
    at = "(https://www.gov.uk/roadmap)"
    ledger = (
        "At first it was due “by the end of 2025” (by 31 December 2025). "
        f"On 24 June 2025 Planwatch read “spring 2026”, March to May 2026, in place of “by the end of 2025” {at}. "
        f"On 2 October 2025 Planwatch read “in due course” in place of “spring 2026” {at}. "
        f"On 2 October 2025 Planwatch saw that “spring 2026” was no longer given {at}."
    )
    assert all(ledger in text for text in texts(commitment(), stands(commitment(), [MOVED, VAGUE, REMOVED])))


def test_a_promise_without_a_date_says_so_in_the_words_that_are_on_record() -> None:
    running = commitment(due="already running", window=Window(None, None, Precision.NONE, "already running"))
    assert all("No date was given when it was made." in text for text in texts(UNDATED, stands(UNDATED)))
    assert all("Of its date Planwatch recorded: “already running”." in text for text in texts(running, stands(running)))


def test_possible_evidence_is_named_by_its_address_and_called_no_more_than_possible() -> None:
    promise = commitment(candidates=POSSIBLE)
    named = "Planwatch found possible evidence, not ruled on yet: https://www.gov.uk/template-trial."
    assert all(named in text for text in texts(promise, stands(promise)))
    assert "4. how the possible evidence named above relates to this promise." in texts(promise, stands(promise))[0]


def test_of_many_addresses_the_first_are_named_and_the_others_counted() -> None:
    many = commitment(candidates=tuple(Candidate(f"https://www.gov.uk/{n}", None) for n in range(1, MOST_NAMED + 2)))
    for text in texts(many, stands(many)):
        assert re.findall(r"https://www\.gov\.uk/(\d+)", text) == ["1", "2", "3", "4", "5"]
        assert "https://www.gov.uk/5 and 1 more, named on the page below." in text


@pytest.mark.parametrize("verdict", [Verdict.STALLED, Verdict.IN_PROGRESS, Verdict.UNCLEAR])
def test_a_rating_that_settles_nothing_is_told_as_the_maintainers_with_its_evidence(verdict: Verdict) -> None:
    told = (
        f"It was rated by Planwatch's maintainers as {verdict.value} on 5 May 2025, on this evidence: https://www.gov.uk/template."
    )
    assert all(told in text for text in texts(rated(verdict), stands(rated(verdict))))


def test_a_rating_that_settles_is_told_once_with_its_day_and_evidence() -> None:
    for text in texts(rated(Verdict.DROPPED), stands(rated(Verdict.DROPPED))):
        assert text.count("dropped") == 1
        assert "That rating is of 5 May 2025, on this evidence: https://www.gov.uk/template." in text


# --- how far was looked ---


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        ({}, "In 41 checks of 6 sources, the last on 10 January 2026, Planwatch found no evidence that it was done. Not"),
        ({"blind": SIX[:2]}, "evidence that it was done. 2 of these sources cannot be read now. Not found does not mean"),
        (
            {"blind": SIX},
            "Planwatch has made 41 checks of 6 sources, the last on 10 January 2026. None of these sources can be read",
        ),
        ({"sources": SIX[:1], "checks": 1}, "In 1 check of 1 source, on 10 January 2026, Planwatch found no evidence that"),
        (
            {"sources": SIX[:1], "blind": SIX[:1]},
            "of 1 source, the last on 10 January 2026. This source cannot be read now.",
        ),
        ({"checks": 1241}, "In 1,241 checks of 6 sources"),
        ({"as_of": datetime(2026, 6, 30, 23, 30, tzinfo=UTC)}, "the last on 1 July 2026"),  # a day begins in London
    ],
)
def test_the_search_is_told_with_its_bounds(coverage: dict[str, Any], told: str) -> None:
    for text in texts(commitment(), stands(commitment(), **coverage)):
        assert told in text
        bounded = "Not found does not mean that it does not exist." in text
        assert bounded == ("Planwatch found no evidence" in text)


def test_where_nothing_was_checked_nothing_is_said_to_be_missing() -> None:
    for text in texts(commitment(), stands(commitment(), checks=0, as_of=None)):
        assert "Planwatch has not checked any source for it yet." in text
        assert "I would like to know what became of it." in text
        assert "no evidence" not in text


# --- whatever the standing ---


@cache
def every() -> tuple[tuple[Standing, str, str], ...]:
    """Every askable standing that there can be of verdict, ledger, first window, evidence and search, with its texts."""
    ledgers: tuple[tuple[Slip, ...], ...] = ((), (MOVED,), (PASSED,), (MOVED, REMOVED), (MOVED, VAGUE), (GIVEN,))
    windows = (LATE_2025, SPRING, AUTUMN, UNDATED.window)
    searches: tuple[dict[str, Any], ...] = ({}, {"checks": 0, "as_of": None}, {"blind": SIX})
    found = []
    for verdict, ledger, window, possible, search in itertools.product(Verdict, ledgers, windows, ((), POSSIBLE), searches):
        promise = replace(rated(verdict), window=window, due=window.phrase, candidates=possible)
        stood = stands(promise, ledger, **search)
        if askable(stood):
            found.append((stood, *texts(promise, stood)))
    return tuple(found)


def test_no_text_claims_more_than_the_standing_says() -> None:
    verdicts = r"broken|fail|deliver|dropped|superseded|stalled|overdue|unclear|in progress|not yet rated"
    for stood, text in ((stood, text) for stood, *both in every() for text in both):
        ours = text.replace(f"rated by Planwatch's maintainers as {stood.verdict.value}", "")
        assert not re.search(verdicts, ours, re.I), text
        assert ("no evidence" in text) == (stood.evidence is Evidence.NONE_FOUND), text
        assert ("possible evidence" in text) == bool(stood.candidates), text
        assert ("rating" in text or " rated " in text) == (stood.verdict is not Verdict.NOT_YET_RATED), text
        assert ("whose date has passed" in text) <= (stood.window.end is not None and stood.window.end < NOW.date()), text


def test_every_text_is_plain_paragraphs_that_end_like_sentences_and_is_short() -> None:
    for stood, text in ((stood, text) for stood, *both in every() for text in both):
        assert len(text.split()) <= 240 + 15 * len(stood.slips), text
        assert not re.search(r"  | [.,;:]|\.\.|\(\)|“”|\bNone\b(?! of)", text), text
        for paragraph in text.split("\n\n"):
            assert "\n" not in paragraph, text
            assert paragraph.endswith((".", "?", ",", ":", ";", "]", PAGE, "2000", "Department for Education")), paragraph
            assert paragraph[0].isupper() or paragraph[0] in "[1234", paragraph


def test_every_request_asks_for_recorded_information_and_every_letter_for_one_written_question() -> None:
    for _, request, letter in every():
        assert request.startswith(
            "To: Department for Education\n\nRequest for information under the Freedom of Information Act 2000"
        )
        assert "Please send me the recorded information you hold that shows:\n\n1. " in request
        assert (
            letter.count("\n\nTo ask the Secretary of State for Education, with reference to “The plan” of 2 March 2023 and") == 1
        )


def test_a_reader_fills_in_who_they_are_and_nothing_else() -> None:
    request, letter = texts(commitment(), stands(commitment()))
    assert re.findall(r"\[.*?\]", request) == ["[Your name]", "[Your email or postal address]"]
    assert re.findall(r"\[.*?\]", letter) == [
        "[name of your MP]",
        "[your constituency]",
        "[Your name]",
        "[Your address and postcode]",
    ]


@pytest.mark.parametrize(
    ("owner", "minister"),
    [
        ("Department of Health and Social Care", "the Secretary of State for Health and Social Care"),
        ("Department for Education Regions Group", "the Secretary of State for Education"),
        ("local authorities; Department for Work and Pensions", "the Secretary of State for Work and Pensions"),
        ("Ministry of Justice", "the Secretary of State for Justice"),
        ("Ofsted; Care Quality Commission", "the minister responsible for Ofsted"),
    ],
)
def test_a_question_is_put_to_the_minister_who_answers_for_the_owner(owner: str, minister: str) -> None:
    letter = question_to_mp(commitment(owner=owner), PLAN, stands(commitment()), PAGE, NOW.date())
    assert f"To ask {minister}, with reference to" in letter


def test_text_from_elsewhere_begins_no_paragraph_and_hides_nothing() -> None:
    evil = f"{EVIL}\r\n\r\nYours,\u2028\x85\n"
    promise = commitment(title=evil, due=evil, owner=evil, stated=evil)
    hostile = replace(stands(promise, [replace(MOVED, before=evil, after=evil, url=evil)]), candidates=(Quote(evil, evil),))
    harmless = replace(stands(commitment(), [MOVED]), candidates=(Quote("A trial.", "https://www.gov.uk/trial"),))
    for text, like in zip(texts(promise, hostile), texts(commitment(), harmless), strict=True):
        assert not [ch for ch in text if not ch.isprintable() and ch != "\n"]
        assert text.count("\n") == like.count("\n")
        assert "<script>alert(1)</script>" in text
