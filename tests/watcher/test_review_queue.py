"""What waits for a maintainer, in which order, and what each key would mean."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.watcher.reviewing import NOW, PLAN, found, items, office, renamed
from tests.world import LONG, commitment, item, world
from watcher.judge import standing
from watcher.model import Coverage, Document, Plan, Ruling, Verdict
from watcher.review import Item, Refusal, Review, Terminal, rule
from watcher.review.desk import RefuseName, Rule, TakeName, accept, reject
from watcher.review.page import Steps
from watcher.review.queue import Kind
from watcher.review.teaching import lesson_of, taught_not_name

TODAY = date(2026, 2, 2)
THE_PLAN = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, ())


def candidate(published: datetime | None, updated: datetime | None = None, *rulings: Ruling, **changes: object) -> Item:
    promise = commitment(rulings=rulings)
    stands = standing(promise, (), Coverage((), 0, None), NOW)
    document = Document("https://www.gov.uk/template", "The template", published=published, updated=updated)
    return replace(Item(Kind.CANDIDATE, THE_PLAN, promise, stands, document), **changes)  # type: ignore[arg-type]


def day(year: int, month: int) -> datetime:
    return datetime(year, month, 1, 12, tzinfo=UTC)


# --- the order ---


def test_what_is_overdue_comes_first_then_the_score_then_what_government_publishes(tmp_path: Path) -> None:
    desk = office(tmp_path, [
        found("SENCO NPQ: course", "https://www.gov.uk/npq", "senco-npq", score="1.00"),
        found("A template", "https://school.example/template", score="0.95"),
        found("National EHCP template", "https://www.gov.uk/template", score="0.90"),
    ])  # fmt: skip
    assert [i.document.url for i in items(desk)] == [
        "https://www.gov.uk/template", "https://school.example/template", "https://charity.example/template",
        "https://www.gov.uk/npq",
    ]  # fmt: skip
    assert items(desk)[0].parts == (("the promise is overdue", 2.0), ("score", 0.9), ("published by government or Parliament", 0.5))


def test_a_document_that_two_promises_wait_for_weighs_more_and_the_order_is_the_same_each_time(tmp_path: Path) -> None:
    both = "https://www.gov.uk/both"
    desk = office(tmp_path, [found("One", "https://www.gov.uk/one"), found("Both", both), found("Both", both, "senco-npq")])
    first, second = items(desk)[:2]
    assert (first.document.url, second.document.url) == (both, "https://www.gov.uk/one")
    assert ("1 other promise waits for it", 0.05) in first.parts
    assert [i.id for i in items(desk)] == [i.id for i in items(desk)]


def test_late_promises_without_any_candidate_wait_at_the_end_until_somebody_rules_on_them(tmp_path: Path) -> None:
    bare = PLAN.replace('on = 2025-06-01\nnote = "Found by hand."', "on = 2027-01-01")  # not to be shown before its day
    desk = office(tmp_path, [found("SENCO NPQ", "https://www.gov.uk/npq", "senco-npq")], bare)
    assert [i.kind for i in items(desk)] == [Kind.CANDIDATE, Kind.OVERDUE]
    ruled = rule(items(desk)[1].commitment, Verdict.STALLED, (), "Nothing shows.", today=TODAY)
    assert isinstance(ruled, Rule)
    desk.decide(ruled, desk.waiting())
    assert [i.kind for i in items(desk)] == [Kind.CANDIDATE]


def test_what_was_ruled_on_or_rejected_waits_no_more(tmp_path: Path) -> None:
    desk = office(tmp_path, [found("National EHCP template", "https://www.gov.uk/template")])
    waiting = desk.waiting()
    decision = reject(waiting.items[0], "An older one.", "", TODAY)
    assert not isinstance(decision, Refusal)
    desk.decide(decision, waiting)
    assert [i.document.url for i in items(desk)] == ["https://charity.example/template"]


def test_a_candidate_of_the_real_pipeline_comes_with_its_passage_its_date_and_its_kept_copy(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        page = item("National EHCP template", LONG, first_published_at="2023-09-05T09:00:00Z")
        w.site.json("/api/content/template", page)
        w.watch("/template", commitments=("template",))
        w.look()
    (tmp_path / "state").mkdir()
    (tmp_path / "watcher.db").rename(tmp_path / "state" / "watcher.db")
    seen = next(i for i in items(office(tmp_path)) if i.document.title == "National EHCP template")
    assert (seen.dated, seen.read_at) == (date(2024, 1, 1), datetime(2024, 1, 9, 9, tzinfo=UTC))
    assert "national EHCP template" in seen.why[0]
    assert len(seen.sha256) == 64
    decision = accept(seen, TODAY)
    assert isinstance(decision, Rule)
    assert (decision.ruling.verdict, decision.ruling.on) == (Verdict.DELIVERED, TODAY)


# --- accepting ---


@pytest.mark.parametrize(
    ("published", "updated", "verdict"),
    [
        (day(2025, 12), None, Verdict.DELIVERED),
        (day(2026, 1), None, Verdict.DELIVERED_LATE),
        (day(2019, 1), day(2026, 1), Verdict.DELIVERED_LATE),  # an older page, brought up to date
        (day(2024, 5), day(2025, 1), Verdict.DELIVERED),
    ],
)
def test_what_came_in_its_window_is_delivered_and_what_came_after_is_late(
    published: datetime, updated: datetime | None, verdict: Verdict
) -> None:
    decision = accept(candidate(published, updated), TODAY)
    assert isinstance(decision, Rule)
    assert decision.ruling.verdict is verdict
    assert decision.ruling.evidence == ("https://www.gov.uk/template",)


def test_without_a_date_one_key_does_not_say_whether_it_came_in_time() -> None:
    assert isinstance(accept(candidate(None), TODAY), Refusal)
    assert isinstance(accept(candidate(None, read_at=day(2026, 1)), TODAY), Refusal)
    read_in_time = accept(candidate(None, read_at=day(2025, 12)), TODAY)
    assert isinstance(read_in_time, Rule)
    assert read_in_time.ruling.verdict is Verdict.DELIVERED


def test_a_document_from_before_the_promise_does_not_keep_it_by_one_key() -> None:
    refused = accept(candidate(day(2019, 1)), TODAY)
    assert isinstance(refused, Refusal)
    assert "before the promise" in refused.why


def test_one_proof_more_joins_the_evidence_of_the_ruling_that_stands() -> None:
    ruled = Ruling(date(2025, 1, 1), Verdict.DELIVERED, ("https://first.example/",), "Out.")
    more = accept(candidate(day(2026, 1), None, ruled), TODAY)
    assert isinstance(more, Rule)
    assert (more.ruling.verdict, more.ruling.evidence) == (
        Verdict.DELIVERED, ("https://first.example/", "https://www.gov.uk/template"))  # fmt: skip
    in_part = Ruling(date(2025, 1, 1), Verdict.DELIVERED_IN_PART, ("https://first.example/",), "Half of it.")
    assert isinstance(accept(candidate(day(2026, 1), None, in_part), TODAY), Refusal)


# --- ruling ---


@pytest.mark.parametrize(
    ("verdict", "evidence", "note", "said", "more"),
    [
        (Verdict.DELIVERED, (), "Out.", "address of its evidence", {}),
        (Verdict.STALLED, (), " ", "needs a note", {}),
        (Verdict.STALLED, (), "Still.", "stands", {"on": date(2024, 1, 1)}),
        (Verdict.STALLED, (), "Soon.", "not come yet", {"on": date(2026, 2, 3)}),
        (Verdict.STALLED, (), "Gone.", "only “superseded”", {"by": ("senco-npq",)}),
        (Verdict.IN_PROGRESS, ("https://a.example/",), "As before.", "how it stands", {}),
    ],
)
def test_a_ruling_that_says_nothing_or_too_much_is_refused_plainly(
    verdict: Verdict, evidence: tuple[str, ...], note: str, said: str, more: dict[str, object]
) -> None:
    stands = Ruling(date(2025, 1, 1), Verdict.IN_PROGRESS, ("https://a.example/",), "Begun.")
    refused = rule(commitment(rulings=(stands,)), verdict, evidence, note, today=TODAY, **more)  # type: ignore[arg-type]
    assert isinstance(refused, Refusal)
    assert said in refused.why


# --- names ---


def test_a_proposed_name_waits_and_is_taken_or_turned_down_for_good(tmp_path: Path) -> None:
    desk = office(tmp_path, [renamed("EHC plan form"), renamed("EHC plan sheet"), renamed("national EHCP template")])
    names = {i.name: i for i in items(desk) if i.kind is Kind.ALIAS}
    assert set(names) == {"EHC plan form", "EHC plan sheet"}  # the third is a name of it already
    taken, turned_down = accept(names["EHC plan form"], TODAY), reject(names["EHC plan sheet"], "", "", TODAY)
    assert isinstance(taken, TakeName)
    assert isinstance(turned_down, RefuseName)
    desk.decide(taken, desk.waiting())
    desk.decide(turned_down, desk.waiting())
    (promise, _) = desk.waiting().catalogue.commitments
    assert [(a.name, a.document) for a in promise.aliases] == [("EHC plan form", "https://www.gov.uk/renaming")]
    assert promise.not_names == ("EHC plan sheet",)
    assert not [i for i in items(desk) if i.kind is Kind.ALIAS]


def test_a_name_inside_a_name_of_the_promise_is_not_turned_down_since_that_would_lose_the_promise(tmp_path: Path) -> None:
    (named, *_) = [i for i in items(office(tmp_path, [renamed("national template")])) if i.kind is Kind.ALIAS]
    refused = reject(named, "", "", TODAY)
    assert isinstance(refused, Refusal)
    assert "national template for EHC plans" in refused.why


# --- what a rejection teaches ---

NPQ = commitment(id="npq", title="A qualification", names=("national professional qualification", "SENCO NPQ"))


@pytest.mark.parametrize(
    ("title", "name", "taught"),
    [
        ("Leading literacy national professional qualification", NPQ.names[0],
         "leading literacy national professional qualification"),
        ("Leading literacy national professional qualification: dates", NPQ.names[0],
         "leading literacy national professional qualification"),
        ("Guidance on coaching and national professional qualification reform", NPQ.names[0],
         "national professional qualification reform"),
        ("National professional qualifications for head teachers", NPQ.names[0],
         "national professional qualifications for head teachers"),
        ("SENCO NPQ: reporting form", "SENCO NPQ", "SENCO NPQ reporting form"),
        ("National professional qualification (NPQ): annual report", NPQ.names[0],
         "NPQ annual report"),
        ("National professional qualifications (NPQs)", NPQ.names[0], ""),
        ("SENCO NPQ", "SENCO NPQ", ""),
        ("The SENCO NPQs", "SENCO NPQ", ""),
        ("Something else", "SENCO NPQ", ""),
    ],
)  # fmt: skip
def test_the_phrase_around_the_name_tells_the_near_miss(title: str, name: str, taught: str) -> None:
    assert taught_not_name(NPQ, title, name) == taught


def test_a_phrase_that_accepted_evidence_bears_is_not_taught() -> None:
    title = "New national professional qualification in phonics"
    assert taught_not_name(NPQ, title, NPQ.names[0]) == "new national professional qualification"
    kept = ["New national professional qualification for SENCOs is here"]
    assert taught_not_name(NPQ, title, NPQ.names[0], kept) == "national professional qualification in phonics"


def test_what_is_taught_keeps_the_document_out_and_loses_nothing() -> None:
    wrong = Document("https://www.gov.uk/literacy", "Leading literacy national professional qualification")
    right = Document("https://www.gov.uk/npq", "National professional qualification for SENCOs")
    lesson = lesson_of(NPQ, wrong, [right])
    assert lesson is not None
    assert (lesson.keeps_out, lesson.lost) == (True, ())
    assert lesson_of(NPQ, Document("https://www.gov.uk/npq", "SENCO NPQ"), [right]) is None


def test_a_title_of_five_hundred_words_teaches_at_once_or_nothing() -> None:
    long = "very " * 400 + "national professional qualification " + "indeed " * 400
    assert taught_not_name(NPQ, long, NPQ.names[0]) == ""


# --- what no plan file could name ---


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "/template", "https:///template"])
def test_a_document_whose_address_is_none_is_left_out_and_named_once_at_the_end(tmp_path: Path, address: str) -> None:
    desk = office(tmp_path, [found("SENCO NPQ: a course", address, "senco-npq")])
    assert [i.commitment.id for i in items(desk)] == ["template"]
    assert [i.commitment.id for i in desk.waiting().unruled] == ["senco-npq"]
    screen = io.StringIO()
    Review(desk, Terminal(io.StringIO("s\n"), screen)).run()
    said = "“SENCO NPQ: a course”, for senco-npq, cannot be ruled on: its address is none."
    assert screen.getvalue().count(said) == 1
    assert Steps(desk, lambda item: True).show("").body.count(said) == 1


def test_a_name_from_a_document_without_an_address_is_refused_with_the_reason(tmp_path: Path) -> None:
    nowhere = replace(renamed("EHC plan form"), found=None)
    nowhere = replace(nowhere, detail={**nowhere.detail, "document": ""})
    (named, *_) = [i for i in items(office(tmp_path, [nowhere])) if i.kind is Kind.ALIAS]
    refused = accept(named, TODAY)
    assert isinstance(refused, Refusal)
    assert "has no address" in refused.why
