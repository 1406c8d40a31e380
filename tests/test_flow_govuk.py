"""Whole stories of GOV.UK's consultations, releases of statistics and collections: what changes, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.world import LONG, World, commitment, item, kinds, world
from watcher.extract import extract_file
from watcher.judge.ledger import ledger_of
from watcher.model import DateRole, Event, EventKind, SourceKind, Stage

PATH, API = "/government/consultations/template", "/api/content/government/consultations/template"
NAME = "The national EHCP template"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the recorded pages (../shared/data) are not on this machine")


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def asked(it: World, kind: str, closing: str = "2024-03-01", opening: str = "2024-02-01", **details: Any) -> None:
    """The page of a consultation as the Content API gives it."""
    given = {"body": f"<p>{LONG}</p>", "opening_date": f"{opening}T09:00:00+00:00", "closing_date": f"{closing}T12:00:00+00:00"}
    family = "call_for_evidence" if "evidence" in kind else "consultation"
    it.site.json(API, item(NAME, document_type=kind, schema_name=family, details={**given, **details}))


def told(events: list[Event]) -> list[tuple[str, str, str]]:
    """(kind, stage, sentence) of what readers are told."""
    return [(e.kind.value, e.detail.get("stage", ""), e.sentence) for e in events if e.news]


# --- consultations and calls for evidence ---


def test_a_consultation_opens_and_closes_by_the_calendar_while_nobody_edits_it(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "consultation")
    assert kinds(it.look()) == []
    asked(it, "open_consultation")
    it.now = datetime(2024, 2, 1, 9, tzinfo=UTC)
    assert told(it.look().events) == [("page-updated", "open", f"Consultation opened: “{NAME}”. It closes on 1 March 2024.")]
    asked(it, "closed_consultation")
    it.now = datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert told(it.look().events) == [
        ("page-updated", "closed", f"Consultation closed: “{NAME}”. It closed on 1 March 2024. No outcome is published yet.")
    ]
    assert kinds(it.look()) == []


def test_a_consultation_that_is_extended_is_told_with_both_days_and_moves_no_date_of_the_promise(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "open_consultation", "2024-03-01")
    it.look()
    note = {"public_timestamp": "2024-01-09T09:00:00Z",
            "note": "Extended the closing date to give participants time to respond to the new materials."}  # fmt: skip
    asked(it, "open_consultation", "2024-03-22", change_history=[note])
    (event,) = [e for e in it.look().events if e.news]
    assert told([event]) == [
        ("date-revised", "extended", f"Consultation extended: “{NAME}” closes on 22 March 2024, not on 1 March 2024.")
    ]
    assert (event.detail["role"], event.detail["ledger"], event.detail["to_end"]) == ("closing", "no", "2024-03-22")
    assert event.detail["reason"].startswith("to give participants time")
    assert event.found is not None
    assert event.found.text == note["note"]
    assert ledger_of([event], commitment().window) == ()


def test_a_closing_date_that_text_and_field_both_move_is_told_once(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "open_consultation", "2024-03-22", body=f"<p>{LONG}</p><p>The consultation on {NAME} closes on 22 March 2024.</p>")
    it.look()
    asked(it, "open_consultation", "2024-03-01", body=f"<p>{LONG}</p><p>The consultation on {NAME} closes on 1 March 2024.</p>")
    assert told(it.look().events) == [
        ("date-revised", "brought forward",
         f"Closing date of the consultation brought forward: “{NAME}” closes on 1 March 2024, not on 22 March 2024."),
    ]  # fmt: skip


def test_an_opening_that_is_put_off_is_told(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "consultation", opening="2024-02-01")
    it.look()
    asked(it, "consultation", opening="2024-02-15")
    assert [s for _, _, s in told(it.look().events)] == [
        f"Opening date of the consultation put off: “{NAME}” opens on 15 February 2024, not on 1 February 2024."
    ]


def test_a_closed_consultation_that_opens_again_is_told_with_its_new_end(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "closed_consultation", "2024-01-01")
    it.look()
    asked(it, "open_consultation", "2024-04-01")
    assert [s for _, _, s in told(it.look().events)] == [
        f"Consultation open again: “{NAME}”. It closes on 1 April 2024.",
        f"Consultation extended: “{NAME}” closes on 1 April 2024, not on 1 January 2024.",
    ]


def test_what_people_answered_is_told_before_there_is_an_outcome(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "closed_consultation", "2024-01-01")
    it.look()
    asked(it, "closed_consultation", "2024-01-01", public_feedback_detail="<p>We heard from 900 schools.</p>")
    assert ("page-updated", "feedback") in [(k, s) for k, s, _ in told(it.look().events)]


def test_the_outcome_of_a_consultation_is_evidence_once_where_a_response_was_promised(it: World) -> None:
    it.commitments = [commitment(delivered_by=("report-response",)), commitment(id="asked", delivered_by=("consultation",))]
    it.watch(PATH, commitments=("template", "asked"))
    asked(it, "closed_consultation", "2024-01-01")
    it.look()
    note = {"public_timestamp": "2024-01-09T09:00:00Z", "note": "Published our response."}
    asked(it, "consultation_outcome", "2024-01-01", final_outcome_detail="<p>We will go on.</p>", change_history=[note])
    events = [e for e in it.look().events if e.news]
    assert [(e.kind.value, e.commitment_id, e.detail["stage"], e.sentence) for e in events] == [
        ("evidence", "template", "outcome",
         f"Possible evidence found, awaiting a ruling: the outcome of the consultation “{NAME}”, for: "
         "One national template for EHC plans."),
        ("page-updated", "asked", "outcome",
         f"Outcome of the consultation published: “{NAME}”. Its note says: “Published our response.”"),
    ]  # fmt: skip
    assert kinds(it.look()) == []


def test_an_outcome_without_a_note_is_told_as_an_outcome_and_as_an_edit_without_a_note(it: World) -> None:
    note = {"public_timestamp": "2024-01-01T09:00:00Z", "note": "First published."}
    it.watch(PATH, commitments=("template",))
    asked(it, "closed_consultation", "2024-01-01", change_history=[note])
    it.look()
    asked(it, "consultation_outcome", "2024-01-01", final_outcome_detail="<p>We will go on.</p>", change_history=[note])
    assert [k for k, _, _ in told(it.look().events)] == ["page-updated", "silent-edit"]


def test_an_outcome_that_is_taken_back_is_told(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "consultation_outcome", "2024-01-01")
    it.look()
    asked(it, "closed_consultation", "2024-01-01")
    assert [s for _, _, s in told(it.look().events)] == [
        f"Outcome taken back: the consultation “{NAME}” is shown as closed, without one."
    ]


def test_a_call_for_evidence_is_told_as_one_and_its_outcome_is_read(it: World) -> None:
    it.commitments = [commitment(delivered_by=("report-response",))]
    it.watch(PATH, commitments=("template",))
    asked(it, "open_call_for_evidence", "2024-01-10")
    it.look()
    asked(it, "closed_call_for_evidence", "2024-01-10")
    it.now = datetime(2024, 1, 11, 9, tzinfo=UTC)
    assert [s for _, _, s in told(it.look().events)] == [
        f"Call for evidence closed: “{NAME}”. It closed on 10 January 2024. No outcome is published yet."
    ]
    asked(it, "call_for_evidence_outcome", "2024-01-10", outcome_detail="<p>We have listened to schools.</p>")
    done = it.look()
    assert told(done.events)[0][:2] == ("evidence", "outcome")
    (kept,) = it.archive.latest("government-consultations-template").values()
    assert "We have listened to schools." in kept.document.text


def test_a_page_for_many_promises_tells_its_stage_of_itself_and_one_for_any_only_of_those_it_concerns(it: World) -> None:
    it.commitments = [commitment(id=f"c{n}", names=(f"measure number {n}",)) for n in range(5)]
    many = it.watch(PATH, commitments=tuple(c.id for c in it.commitments))
    asked(it, "open_consultation")
    it.look()
    asked(it, "closed_consultation")
    assert [(e.commitment_id, e.detail["stage"]) for e in it.look().events if e.news] == [("", "closed")]
    it.sources = [type(many)("any", "any", many.kind, many.url, many.every, commitments=("*",))]
    it.look()
    asked(it, "open_consultation")
    assert kinds(it.look()) == []


def test_a_version_from_before_stages_were_read_tells_none(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    asked(it, "open_consultation")
    it.look()
    db = it.archive._db
    db.execute("UPDATE versions SET document = json_remove(document, '$.stage')")
    asked(it, "closed_consultation")
    assert kinds(it.look()) == []


def consultation_page(notice: str, dates: str) -> str:
    history = '<ol><li class="published-dates__change-item"><time datetime="2024-01-01T09:00:00Z"></time>First published.</li></ol>'
    return f"""<html><body><main class="consultation"><h1>{NAME}</h1>{notice}
        <section class="app-c-banner"><p class="app-c-banner__desc">{dates}</p></section>
        <div class="gem-c-govspeak"><p>{LONG}</p></div>{history}</main></body></html>"""


def test_a_consultation_that_is_read_as_a_page_is_told_by_its_notice_and_not_as_an_edit_without_a_note(it: World) -> None:
    closing = '<time datetime="2024-03-01T23:45:00+00:00">1 March 2024</time>'
    opening = '<time datetime="2024-02-01T09:00:00+00:00">1 February 2024</time>'
    it.watch(PATH, commitments=("template",))
    it.site.html(PATH, consultation_page("", f"This consultation closes at {closing}"))
    it.look()
    analysing = '<div class="gem-c-notice"><h2 class="gem-c-notice__title">We are analysing your feedback</h2>' \
                "<p>Visit this page again soon to download the outcome to this public feedback.</p></div>"  # fmt: skip
    it.site.html(PATH, consultation_page(analysing, f"This consultation ran from {opening} to {closing}"))
    it.now = datetime(2024, 3, 2, 9, tzinfo=UTC)
    assert [(k, s) for k, s, _ in told(it.look().events)] == [("page-updated", "closed")]
    concluded = '<div class="gem-c-notice"><h2 class="gem-c-notice__title">This consultation has concluded</h2></div>'
    it.site.html(PATH, consultation_page(f"{concluded}<h2>Detail of outcome</h2><p>We will go on.</p>", f"{opening} to {closing}"))
    assert ("page-updated", "outcome") in [(k, s) for k, s, _ in told(it.look().events)]


# --- statistics ---

RELEASE, RELEASE_API = "/government/statistics/announcements/plans", "/api/content/government/statistics/announcements/plans"


def announced(it: World, day: str, state: str = "provisional", **details: str) -> None:
    it.site.json(
        RELEASE_API,
        item(NAME, document_type="official_statistics_announcement", schema_name="statistics_announcement", description=LONG,
             details={"display_date": day, "state": state, "format_sub_type": "official", **details}),
    )  # fmt: skip


def test_a_release_of_statistics_is_set_moved_confirmed_and_cancelled(it: World) -> None:
    it.watch(RELEASE, commitments=("template",))
    announced(it, "March 2024")
    assert kinds(it.look()) == []
    announced(it, "14 March 2024 9:30am")
    assert told(it.look().events) == [
        ("date-revised", "set", f"Release date set: “{NAME}” is to come on 14 March 2024, first given as March 2024."),
    ]
    announced(
        it, "18 April 2024 9:30am", previous_display_date="14 March 2024 9:30am", latest_change_note="More checks are needed."
    )
    (moved,) = [e for e in it.look().events if e.news]
    assert told([moved]) == [
        ("date-revised", "moved", f"Release date moved later: “{NAME}” is to come on 18 April 2024, not on 14 March 2024. "
         "The page says why: “More checks are needed.”"),
    ]  # fmt: skip
    assert (moved.detail["from_end"], moved.detail["to_end"], moved.detail["ledger"]) == ("2024-03-14", "2024-04-18", "no")
    assert moved.detail["reason"] == "More checks are needed."
    announced(it, "18 April 2024 9:30am", "confirmed", latest_change_note="More checks are needed.")
    assert told(it.look().events) == [
        ("page-updated", "confirmed", f"Release date confirmed: “{NAME}” is to come on 18 April 2024."),
    ]
    announced(it, "18 April 2024 9:30am", "cancelled", cancellation_reason="The figures cannot be relied on.")
    (called_off,) = [e for e in it.look().events if e.news]
    assert told([called_off]) == [
        ("page-updated", "cancelled", f"Release of statistics cancelled: “{NAME}”, which was to come on 18 April 2024. "
         "The page says why: “The figures cannot be relied on.”"),
    ]  # fmt: skip
    assert called_off.found is not None
    assert called_off.found.text == "The figures cannot be relied on."
    assert kinds(it.look()) == []


def test_a_release_that_is_set_and_confirmed_in_one_edit_is_told_once(it: World) -> None:
    it.watch(RELEASE, commitments=("template",))
    announced(it, "March to April 2024")
    it.look()
    announced(it, "14 March 2024 9:30am", "confirmed")
    assert [s for _, _, s in told(it.look().events)] == [
        f"Release date set: “{NAME}” is to come on 14 March 2024, first given as March to April 2024. It is confirmed."
    ]


def test_a_release_that_is_brought_forward_or_becomes_vaguer_is_told_so(it: World) -> None:
    it.watch(RELEASE, commitments=("template",))
    announced(it, "18 April 2024 9:30am")
    it.look()
    announced(it, "14 March 2024 9:30am")
    assert told(it.look().events)[0][2].startswith("Release date brought forward: ")
    announced(it, "June 2024")
    assert told(it.look().events)[0][2] == f"Release date moved later: “{NAME}” is to come in June 2024, not on 14 March 2024."


def test_the_release_of_promised_statistics_is_a_line_of_the_ledger(it: World) -> None:
    figures = commitment(delivered_by=("statistics",))
    it.commitments = [figures]
    it.watch(RELEASE, commitments=("template",))
    announced(it, "14 March 2025 9:30am")
    it.look()
    announced(it, "14 March 2026 9:30am")
    (line,) = ledger_of([e for e in it.look().events if e.kind is EventKind.DATE_REVISED], figures.window)
    assert (line.before, line.after, line.effect.value, line.total) == ("14 March 2025", "14 March 2026", "later", 73)


def test_an_announcement_whose_address_leads_on_once_the_statistics_are_there_is_told_so(it: World) -> None:
    it.watch(RELEASE, commitments=("template",))
    announced(it, "14 March 2024 9:30am", "confirmed")
    it.look()
    it.site.json(
        RELEASE_API,
        '{"schema_name": "redirect", "document_type": "redirect", "redirects": [{"destination": "/government/statistics/plans"}]}',
    )
    it.site.json("/api/content/government/statistics/plans", item("Plans in figures", LONG, content_id="2"))
    (event,) = [e for e in it.look().events if e.news]
    assert event.kind is EventKind.PAGE_MOVED
    assert event.sentence.endswith(f"once the statistics are published: {it.site.url('/government/statistics/plans')}")


# --- collections ---

COLLECTION, COLLECTION_API = "/government/collections/send", "/api/content/government/collections/send"


def collection(it: World, **groups: list[str]) -> None:
    """A collection whose documents have their titles for content ids; "A=B" is the document A under the title B."""
    titles = [t.partition("=") for listed in groups.values() for t in listed]
    documents = [{"content_id": i, "title": title or i, "base_path": f"/d/{i.replace(' ', '-')}"} for i, _, title in titles]
    listed = [{"title": name, "body": "<p>What there is.</p>", "documents": [t.partition("=")[0] for t in of]}
              for name, of in groups.items()]  # fmt: skip
    history = [{"public_timestamp": "2024-01-01T09:00:00Z", "note": "First published."}]
    details = {"body": f"<p>{LONG}</p>", "collection_groups": listed, "change_history": history}
    it.site.json(
        COLLECTION_API,
        item("SEND", document_type="document_collection", schema_name="document_collection", details=details,
             links={"documents": documents}),
    )  # fmt: skip


def test_a_collection_that_gains_and_loses_documents_names_them_with_their_groups(it: World) -> None:
    it.watch(COLLECTION, commitments=("template",))
    collection(it, Guidance=["Guide one", "Guide two"], Reports=["Report one"])
    it.look()
    collection(it, Guidance=["Guide one", NAME], Reports=["Report one"])
    assert told(it.look().events) == [
        ("page-updated", "gained", f"Added to the collection “SEND”: “{NAME}” (under “Guidance”). "
         "Taken out of it: “Guide two” (under “Guidance”)."),
    ]  # fmt: skip
    collection(it, Guidance=["Guide one", NAME])
    assert told(it.look().events) == [
        ("page-updated", "lost", "Taken out of the collection “SEND”: “Report one” (under “Reports”)."),
        ("silent-edit", "", "Changed without a note: “SEND”."),
    ]


def test_a_document_that_is_renamed_or_put_in_another_group_was_neither_added_nor_taken_out(it: World) -> None:
    it.watch(COLLECTION, commitments=("template",))
    collection(it, Guidance=["Guide one", "Guide two"], Reports=["Report one"])
    it.look()
    collection(it, Guidance=["Guide one"], Reports=["Report one", "Guide two=A better guide"])
    assert all(stage == "" for _, stage, _ in told(it.look().events))


def test_of_many_documents_some_are_named_and_the_rest_counted(it: World) -> None:
    it.watch(COLLECTION, commitments=("template",))
    collection(it, Guidance=["Guide"])
    it.look()
    collection(it, Guidance=["Guide", *(f"Part {letter}" for letter in "ABCDE")])
    ((_, _, sentence),) = told(it.look().events)
    assert sentence == (
        "Added to the collection “SEND”: “Part A” (under “Guidance”), “Part B” (under “Guidance”), “Part C” (under “Guidance”) "
        "and 2 more."
    )


def test_a_collection_that_is_watched_for_any_promise_tells_of_the_one_that_a_title_names(it: World) -> None:
    it.watch(COLLECTION, commitments=("*",))
    collection(it, Guidance=["Guide"])
    it.look()
    collection(it, Guidance=["Guide", "Roads"])
    assert kinds(it.look()) == []
    collection(it, Guidance=["Guide", "Roads", NAME])
    (event,) = [e for e in it.look().events if e.news]
    assert (event.commitment_id, event.detail["stage"]) == ("template", "gained")


# --- recorded items ---


@needs_data
@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("consultation/unopened_consultation", Stage.UNOPENED),
        ("consultation/open_consultation", Stage.OPEN),
        ("consultation/closed_consultation", Stage.CLOSED),
        ("consultation/consultation_outcome", Stage.OUTCOME),
        ("consultation/consultation_outcome_with_feedback", Stage.OUTCOME),
        ("call_for_evidence/open_call_for_evidence", Stage.OPEN),
        ("call_for_evidence/closed_call_for_evidence", Stage.CLOSED),
        ("call_for_evidence/call_for_evidence_outcome", Stage.OUTCOME),
        ("statistics_announcement/national_statistics", Stage.PROVISIONAL),
        ("statistics_announcement/release_date_changed", Stage.CONFIRMED),
        ("statistics_announcement/cancelled_official_statistics", Stage.CANCELLED),
        ("document_collection/document_collection", None),
    ],
)
def test_recorded_items_tell_their_stage(name: str, stage: Stage | None) -> None:
    document = extract_file("a.json", (DATA / "content_api" / "examples" / f"{name}.json").read_bytes())
    assert document.stage is stage
    if stage is Stage.CANCELLED:
        assert document.explanation == "Official Statistics"


@needs_data
def test_a_recorded_announcement_that_moved_and_was_cancelled_is_told_with_its_reasons(it: World) -> None:
    folder = DATA / "content_api" / "examples" / "statistics_announcement"
    it.watch(RELEASE, commitments=("template",))
    changed = json.loads((folder / "release_date_changed.json").read_text())
    first = json.loads(json.dumps(changed))
    first["details"] = {"display_date": changed["details"]["previous_display_date"], "state": "confirmed"}
    for recorded in (first, changed):
        it.site.json(RELEASE_API, json.dumps(recorded))
        done = it.look()
    assert [s for _, _, s in told(done.events)] == [
        "Release date moved later: “Diagnostic imaging dataset for September 2015” is to come on 20 January 2016, not on "
        "19 January 2016. The page says why: “Amended after inputting an error.”"
    ]
    it.site.json(RELEASE_API, (folder / "cancelled_official_statistics.json").read_text())
    assert told(it.look().events)[0][1] == "cancelled"


@needs_data
def test_a_recorded_collection_lists_its_documents_under_their_groups() -> None:
    path = DATA / "content_api" / "examples" / "document_collection" / "document_collection.json"
    texts = [b.text for b in extract_file("a.json", path.read_bytes()).blocks]
    assert texts.index("Lorry") < texts.index("National standard for driving lorries") < texts.index("Bus and coach")
    assert texts.count("National standard for driving lorries") == 1


@needs_data
@pytest.mark.parametrize(("name", "stage"), [("consultation-closed-1", "outcome"), ("consultation-closed-2", "closed")])
def test_recorded_pages_of_consultations_that_went_on_are_told_so(it: World, name: str, stage: str) -> None:
    it.watch(PATH, SourceKind.GOVUK)
    for side in ("before", "after"):
        it.site.html(PATH, (DATA / "transitions" / name / f"{side}.html").read_text())
        done = it.look()
    assert (stage, EventKind.PAGE_UPDATED) in [(e.detail.get("stage"), e.kind) for e in done.events]
    assert EventKind.SILENT_EDIT not in [e.kind for e in done.events]


@needs_data
def test_the_recorded_consultation_on_the_green_paper_was_open_and_closed_in_july() -> None:
    for path in sorted((DATA / "page_history" / "send-review-consultation").glob("*.html")):
        document = extract_file(path.name, path.read_bytes())
        assert document.stage is Stage.OPEN
        assert [d.on for d in document.dates if d.role is DateRole.CLOSING] == [date(2022, 7, 22)]
