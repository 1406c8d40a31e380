"""Parliament's answers into documents: lists, items, stages of a question, committees' papers; and what is refused by name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.parliament_api import PUBLICATIONS, QUESTIONS, STATEMENTS, file, listed, publication, question, results, statement
from tests.world import commitment
from watcher.apart import risky
from watcher.errors import ExtractError
from watcher.extract import Answer, as_asked, extract, joined, kind_of
from watcher.extract.kinds import KINDS
from watcher.extract.parliament import Page, next_page, whole_sentences
from watcher.match import national
from watcher.match.types import in_parliament, responsible
from watcher.model import BlockKind, DateRole, Document, DocumentState, Source, SourceKind, StructuredDate

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "parliament"
recorded = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not here")
NOW = datetime(2024, 7, 8, 23, 30, tzinfo=UTC)  # the 9th in London
Q, S, C = SourceKind.PARLIAMENT_QUESTIONS, SourceKind.PARLIAMENT_STATEMENTS, SourceKind.PARLIAMENT_COMMITTEE
LISTS = {Q: QUESTIONS, S: STATEMENTS, C: PUBLICATIONS}
HOST = "https://questions-statements-api.parliament.uk"


def source(kind: SourceKind = Q, url: str = "") -> Source:
    return Source("s", "S", kind, url or f"http://127.0.0.1:1{LISTS[kind]}?a=1", timedelta(days=1))


def read(kind: SourceKind, *answers: Any) -> Document:
    bodies = [a if isinstance(a, bytes) else json.dumps(a).encode() for a in answers]
    return extract(source(kind), Answer("", "application/json", joined(bodies)))


def item(*values: dict[str, Any]) -> Document:
    return read(Q, *({"value": v} for v in values))


def sample(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


# --- recorded answers ---


@recorded
def test_the_recorded_list_gives_each_question_once_and_says_which_it_shows_in_part() -> None:
    document = read(Q, sample("mock_api_questions.json"))
    assert (document.type, document.url, len(document.entries)) == ("recent", source().url, 19)  # two of the twenty share an answer
    rows = {e.title: e for e in document.entries}
    shared = rows["Local Authority Housing Fund (UIN 8159, 8160)"]
    assert shared.url == "https://questions-statements.parliament.uk/written-questions/detail/2024-01-05/8159"
    whole = rows["MOD Boscombe Down: Domestic Visits (UIN 7872)"]
    assert (whole.partial, whole.publisher) == ("", "Home Office")
    assert [n.text for n in whole.notes] == ["The answer was corrected on 29 January 2024.", "Answered on 15 January 2024."]
    assert whole.updated == datetime(2024, 1, 29, tzinfo=UTC)
    assert rows["Incinerators (UIN 8024)"].partial == "only the first 255 characters are shown"
    question_alone = rows["Affordable Housing (UIN 8158)"]
    assert question_alone.partial, "its answer is short, and its question is cut without a sign of it"
    assert all(not b.text.endswith("...") for e in document.entries for b in e.blocks)


@recorded
def test_the_recorded_item_is_an_answer_of_the_department_with_its_question_above_it() -> None:
    document = read(Q, sample("mock_api_question.json"))
    assert (document.type, document.publisher, document.partial) == ("written_answer", "Department for Education", "")
    assert document.title == "Apprentices: Employment Agencies (UIN 7926)"
    assert document.url == "https://questions-statements.parliament.uk/written-questions/detail/2024-01-05/7926"
    assert (document.published, document.updated) == (datetime(2024, 1, 5, tzinfo=UTC), datetime(2024, 1, 10, tzinfo=UTC))
    assert [b.kind for b in document.blocks] == [BlockKind.HEADING, *[BlockKind.PARAGRAPH] * 4]
    assert document.blocks[4].text.endswith("publish data on achievements by FJAAs in due course.")
    assert "https://explore-education-statistics.service.gov.uk" in document.links[1].url


@recorded
def test_the_recorded_publications_are_told_apart_by_whose_words_they_are() -> None:
    document = read(C, sample("mock_publication_list.json"))
    assert [e.type for e in document.entries] == [*["correspondence"] * 3, "committee_report", "committee_publication"]
    report = document.entries[3]
    assert report.url == "https://committees.parliament.uk/publications/46004/documents/228742/default/"
    assert (report.publisher, report.blocks[0].text) == ("Education Committee, UK Parliament", "Report, HC 429, 13 December 2024")
    assert report.links[0].url == "https://publications.parliament.uk/pa/cm5901/cmselect/cmeduc/429/report.html"
    assert all(e.partial for e in document.entries)


@recorded
@pytest.mark.parametrize("name", ["mock_committee_education.json", "question_1681217.json"])
@pytest.mark.parametrize("kind", [Q, S, C])
def test_a_recorded_answer_of_another_shape_is_refused(name: str, kind: SourceKind) -> None:
    with pytest.raises(ExtractError):
        read(kind, sample(name))


# --- the stages of a question ---


def test_each_stage_of_a_question_makes_its_row_new_once_even_on_one_day() -> None:
    day = "2024-01-10T00:00:00"
    stages = [
        question(1),
        question(1, "<p>Later.</p>", answerIsHolding=True, dateAnswered=day),
        question(1, "<p>Now.</p>", dateHoldingAnswer=day),
        question(1, "<p>Better.</p>", dateHoldingAnswer=day, dateAnswerCorrected=day),
        question(1, "<p>Better.</p>", dateHoldingAnswer=day, dateAnswerCorrected="2024-06-11T00:00:00"),
    ]
    keys = [read(Q, results([v])).entries[0].row_key for v in stages]
    assert len(set(keys)) == 5
    assert keys == [item(v).row_key for v in stages]
    assert keys[-1].endswith("2024-06-10T23:00:00+00:00"), "midnight of summer in London"


@pytest.mark.parametrize(
    "changes", [{}, {"answerIsHolding": True, "answerText": "<p>I will write.</p>", "dateHoldingAnswer": "2024-01-09T00:00:00"}]
)
def test_what_nobody_has_answered_is_the_question_of_a_member_and_no_word_of_the_department(changes: dict[str, Any]) -> None:
    document = item(question(1, **changes))
    assert (document.type, document.publisher) == ("written_question", "UK Parliament")
    assert "No answer has been given yet." in document.blocks[1].text
    assert "I will write" not in document.text


def test_a_withdrawn_question_is_no_row_and_says_so_where_it_is_read() -> None:
    withdrawn = question(1, isWithdrawn=True)
    assert read(Q, results([withdrawn, question(2)])).entries[0].content_id == "written-question:2"
    assert len(read(Q, results([withdrawn, question(2)])).entries) == 1
    assert item(withdrawn).state is DocumentState.WITHDRAWN


def test_a_cut_answer_keeps_its_whole_sentences_only_since_half_a_date_is_another_date() -> None:
    assert whole_sentences("It is due.Work goes on. It will be there by autumn") == "It is due.Work goes on."
    assert whole_sentences("It will be there by autumn") == ""
    long = "It will be there. " + "And more " * 40
    (row,) = read(Q, results([listed(question(1, f"<p>{long}</p>"))])).entries
    assert [b.text for b in row.blocks][1:] == ["It will be there."]


def test_files_and_links_of_an_answer_are_kept_and_no_other_addresses() -> None:
    files = [{"title": "Table", "url": "/files/1", "fileName": "t.pdf"}, {"title": "x", "url": "javascript:alert(1)"}]
    document = item(question(1, '<p>See <a href="https://www.gov.uk/x">this</a>.</p>', attachments=files))
    assert [(a.title, a.url) for a in document.attachments] == [("Table", "https://questions-statements.parliament.uk/files/1")]
    assert [link.url for link in document.links] == ["https://www.gov.uk/x"]


def test_the_answer_that_was_corrected_last_is_the_answer_of_its_group() -> None:
    pair = [
        question(1, "<p>First.</p>", groupedQuestions=["2"]),
        question(2, "<p>Second.</p>", groupedQuestions=["1"], dateAnswerCorrected="2024-01-12T00:00:00"),
    ]
    document = item(*pair)
    assert (document.content_id, document.blocks[1].text, document.partial) == ("written-question:1", "Second.", "")
    assert item(pair[0]).partial == "1 of the questions that share its answer could not be read"


# --- what is refused, and what is a part ---


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"id": "1"}, "id"), ({"id": True}, "id"), ({"id": None}, "id"), ({"uin": None}, "uin"), ({"uin": 7926}, "uin"),
     ({"dateTabled": None}, "dateTabled"), ({"dateTabled": "soon"}, "dateTabled"), ({"dateAnswered": 5}, "dateAnswered"),
     ({"dateAnswered": "0001-01-01T00:00:00+05:00"}, "dateAnswered"), ({"questionText": ""}, "questionText"),
     ({"answerText": ["x"]}, "answerText"), ({"answerIsHolding": "no"}, "answerIsHolding"), ({"heading": {}}, "heading"),
     ({"groupedQuestions": "8159"}, "groupedQuestions"), ({"groupedQuestions": [8159]}, "groupedQuestions"),
     ({"attachments": [1]}, "attachments"), ({"groupedQuestionsDates": {}}, "groupedQuestionsDates")],
)  # fmt: skip
def test_a_field_of_the_wrong_type_is_refused_by_its_name_in_list_and_item(changes: dict[str, Any], named: str) -> None:
    value = question(1, "<p>Yes.</p>", **changes)
    for answer in ({"value": value}, results([value])):
        with pytest.raises(ExtractError, match=named):
            read(Q, answer)


@pytest.mark.parametrize("name", ["heading", "answeringBodyName", "answerIsHolding", "groupedQuestions", "attachments",
                                  "isWithdrawn", "dateHoldingAnswer", "askingMember"])  # fmt: skip
def test_what_may_be_missing_may_be_null(name: str) -> None:
    assert item(question(1, "<p>Yes.</p>", **{name: None})).blocks[1].text == "Yes."


def test_an_answered_question_without_its_answer_is_a_part_in_the_list_and_refused_as_item() -> None:
    value = question(1, "<p> </p>")
    assert read(Q, results([listed({**value, "answerText": " "})])).entries[0].partial == "the list shows no answer"
    with pytest.raises(ExtractError, match="answerText"):
        item({**value, "answerText": ""})


def test_an_item_that_is_cut_as_a_list_cuts_it_is_a_part() -> None:
    assert item(question(1, "x" * 255 + "...")).partial == "only the first 255 characters are shown"


@pytest.mark.parametrize("kind", [Q, S, C])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1]", b"null", b"5", b'"x"', b"{}", b'{"results": 5}', b'{"results": [1]}', b'{"results": [{}]}',
     b'{"items": {}}', b'{"results": [{"value": null}]}', b'{"value": null}', b'{"value": []}',
     b'{"totalResults": 1, "results": [{"value"',
     b"<html></html>", b"[" * 100_000, b'{"items": [{}]}', b'{"items": [null]}'],
)  # fmt: skip
def test_an_answer_of_the_wrong_shape_is_refused_whatever_was_asked(kind: SourceKind, body: bytes) -> None:
    with pytest.raises(ExtractError):
        read(kind, body)
    with pytest.raises(ExtractError):
        kind_of(source(kind)).further(source(kind), [body], NOW)


# --- where it is asked ---


def test_a_search_page_of_parliament_is_asked_at_the_interface() -> None:
    page = (
        "https://questions-statements.parliament.uk/written-questions?AnsweringBodies=60&SearchTerm=special+needs&House=Bicameral"
    )
    assert kind_of(source()).ask(source(Q, page), NOW) == (
        f"{HOST}{QUESTIONS}?answeringBodies=60&searchTerm=special+needs&answered=Answered&answeredWhenFrom=2024-07-09&skip=0&take=100"
    )
    statements = "https://questions-statements.parliament.uk/written-statements?SearchTerm=&DateFrom=2024-01-01"
    assert kind_of(source(S)).ask(source(S, statements), NOW) == f"{HOST}{STATEMENTS}?madeWhenFrom=2024-07-09&skip=0&take=100"
    committee = "https://committees.parliament.uk/committee/203/education-committee/"
    assert kind_of(source(C)).ask(source(C, committee), NOW) == (
        "https://committees-api.parliament.uk/api/Publications?CommitteeId=203&StartDate=2024-07-09&skip=0&take=100"
    )


def test_parameters_of_the_maintainer_are_kept_and_days_and_paging_are_ours() -> None:
    own = source(Q, f"{HOST}{QUESTIONS}?answeringBodies=60&answeringBodies=54&Answered=Any&skip=40&answeredWhenFrom=2020-01-01")
    assert kind_of(own).ask(own, NOW) == (
        f"{HOST}{QUESTIONS}?answeringBodies=60&answeringBodies=54&Answered=Any&answeredWhenFrom=2024-07-09&skip=0&take=100"
    )


def test_after_the_answers_come_the_corrections_however_few_rows_a_page_has() -> None:
    asked = [kind_of(source()).ask(source(), NOW)]
    pages = [results([question(1), question(2)], 3), results([question(3)], 3), results([question(9)], 1)]
    bodies = [json.dumps(p).encode() for p in pages]
    asked += [kind_of(source()).further(source(), bodies[:n], NOW) for n in (1, 2, 3)]
    assert [("answeredWhenFrom" in u, "correctedWhenFrom" in u, u.partition("skip=")[2]) for u in asked] == [
        (True, False, "0&take=100"), (True, False, "2&take=100"), (False, True, "0&take=100"), (False, False, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("ids", [(), (1, 2)])
def test_a_page_that_brings_nothing_new_ends_in_a_plain_sentence(ids: tuple[int, ...]) -> None:
    with pytest.raises(ExtractError, match="says 9 rows"):
        next_page(["https://a/b"], [Page(9, (1, 2)), Page(9, ids)])


def test_a_list_that_grows_or_shrinks_while_it_is_read_is_read_to_its_end() -> None:
    assert next_page(["https://a/b"], [Page(3, (1, 2)), Page(4, (2, 3))]) == ""
    assert next_page(["https://a/b"], [Page(5, (1, 2)), Page(2, (2,))]) == ""


def test_an_address_that_is_no_list_is_asked_as_it_is() -> None:
    for kind in (Q, S, C):
        other = source(kind, "https://www.parliament.uk/x")
        assert kind_of(other).ask(other, NOW) == other.url


@pytest.mark.parametrize(("kind", "key", "path"), [(Q, "written-question:7", QUESTIONS), (S, "written-statement:7", STATEMENTS),
                                                   (C, "committee-publication:7", PUBLICATIONS)])  # fmt: skip
def test_a_row_and_what_was_kept_of_it_are_read_in_full_at_the_same_address(kind: SourceKind, key: str, path: str) -> None:
    kept = Document("https://questions-statements.parliament.uk/x", "T", "written_answer", content_id=key)
    assert as_asked(source(kind), kept).url == f"http://127.0.0.1:1{path}/7"
    assert kind_of(source(kind)).full(source(kind), replace(kept, content_id="")) is None


# --- statements ---


def test_a_statement_is_the_department_s_word_and_its_row_is_always_a_part() -> None:
    value = statement(1163, "<p>We will publish it.</p>")
    document = read(S, {"value": value})
    assert (document.type, document.publisher, document.text) == (
        "written_statement",
        "Department for Education",
        "We will publish it.",
    )
    assert document.url == "https://questions-statements.parliament.uk/written-statements/detail/2024-01-10/hcws1163"
    assert document.title == "Special Educational Needs: Update (HCWS1163)"
    (row,) = read(S, results([value])).entries
    assert row.partial
    assert row.row_key == document.row_key


@pytest.mark.parametrize("name", ["id", "uin", "title", "dateMade", "text"])
def test_a_statement_without_what_it_needs_is_refused_by_the_name_of_the_field(name: str) -> None:
    with pytest.raises(ExtractError, match=name):
        read(S, {"value": {**statement(1, "<p>x</p>"), name: None}})
    with pytest.raises(ExtractError, match=name):
        read(S, {"value": {**statement(1, "<p>x</p>"), name: []}})


def test_one_statement_that_is_answered_as_a_list_is_no_statement() -> None:
    assert read(S, results([statement(1, "<p>x</p>")])).type == "recent"


# --- committees ---


DUE = {"publication": [], "responseDeadline": "2025-11-18T00:00:00", "responseExcepted": False}


def test_a_deadline_for_the_response_stands_in_words_and_in_a_field_and_makes_the_row_new() -> None:
    (plain,) = read(C, {"totalResults": 1, "items": [publication(1, "Report")]}).entries
    (due,) = read(C, {"totalResults": 1, "items": [publication(1, "Report", governmentResponses=DUE)]}).entries
    assert due.dates == (StructuredDate(DateRole.RESPONSE, date(2025, 11, 18)),)
    assert due.blocks[1].text == "Government response due by 18 November 2025"
    assert plain.row_key != due.row_key


def test_a_response_moves_the_report_s_date_and_is_named_in_it() -> None:
    given = {"id": 2, "description": "The reply", "publicationStartDate": "2025-12-01T09:00:00"}
    answered = {**DUE, "publication": [given], "responseExcepted": True}
    document = read(C, publication(1, "Report", governmentResponses=answered, documents=[]))
    assert document.updated == datetime(2025, 12, 1, 9, tzinfo=UTC)
    assert [b.text for b in document.blocks[1:]] == [
        "Government response due by 18 November 2025", "The record calls it excepted from a government response",
        "Government response, 1 December 2025: The reply",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"id": None}, "id"), ({"description": None}, "description"), ({"publicationStartDate": None}, "publicationStartDate"),
     ({"type": None}, "type"), ({"type": "Report"}, "type"), ({"governmentResponses": []}, "governmentResponses"),
     ({"governmentResponses": {"responseDeadline": 5}}, "responseDeadline"), ({"hcNumber": "HC 1"}, "hcNumber"),
     ({"documents": [{}]}, "documentId"), ({"committee": {"name": 5}}, "name"),
     ({"respondingDepartment": 5}, "respondingDepartment"),
     ({"governmentResponses": {"publication": [{"publicationStartDate": "x"}]}}, "publicationStartDate")],
)  # fmt: skip
def test_a_publication_of_the_wrong_shape_is_refused_by_the_name_of_the_field(changes: dict[str, Any], named: str) -> None:
    value = publication(1, "Report", **changes)
    for answer in (value, {"totalResults": 1, "items": [value]}):
        with pytest.raises(ExtractError, match=named):
            read(C, answer)


def test_the_best_format_of_each_file_is_asked_for_on_the_source_s_own_origin() -> None:
    target = source(C, f"http://127.0.0.1:1{PUBLICATIONS}/1")
    original = [{"fileName": "a.pdf", "fileDataFormat": "OriginalFormat"}]
    two = publication(1, "Report", documents=[*publication(1, "")["documents"], {"documentId": 11, "files": original}])
    body = json.dumps(two).encode()
    parts = kind_of(target).parts
    assert [parts(target, [body] * n) for n in (1, 2, 3)] == [
        f"http://127.0.0.1:1{PUBLICATIONS}/1/Document/10/Html",
        f"http://127.0.0.1:1{PUBLICATIONS}/1/Document/11/OriginalFormat", "",
    ]  # fmt: skip


def test_reports_of_a_year_ago_are_asked_for_too_since_responses_come_late() -> None:
    empty = json.dumps({"totalResults": 0, "items": []}).encode()
    second = kind_of(source(C)).further(source(C), [empty], NOW)
    assert "StartDate=2023-06-05" in second
    assert "PublicationTypeIds=1&" in second
    assert kind_of(source(C)).further(source(C), [empty, empty], NOW) == ""
    letters = source(C, f"http://127.0.0.1:1{PUBLICATIONS}?PublicationTypeIds=3")
    assert kind_of(letters).further(letters, [empty], NOW) == ""


@pytest.mark.parametrize(
    ("data", "why"), [("%%%", "not base64"), ("", "could not be read"), ("PGh0bWw+PC9odG1sPg==", "")]
)  # the last: a page without a word
def test_a_file_that_cannot_be_read_leaves_the_record_and_says_why(data: str, why: str) -> None:
    document = read(C, publication(1, "Report"), {"fileName": "report.html", "fileSize": 1, "data": data})
    assert document.title == "Report"
    assert why in document.partial


@pytest.mark.parametrize("answer", [{"fileName": "report.html", "data": 5}, {"fileName": 5}, [1], b"<html>"])
def test_a_file_of_the_wrong_shape_leaves_the_record_and_says_why(answer: Any) -> None:
    document = read(C, publication(1, "Report"), answer)
    assert (document.title, document.partial.partition(":")[0]) == ("Report", "its file could not be read")


@pytest.mark.skipif(SourceKind.FILE not in KINDS, reason="no reader of files is here")
def test_a_file_that_is_no_pdf_leaves_the_record_and_says_why() -> None:
    document = read(C, publication(1, "Report"), file("report.pdf", b"%PDF-1.4 broken"))
    assert document.title == "Report"
    assert document.partial.startswith("its file could not be read: ")


def test_what_may_hold_a_file_is_read_where_it_can_be_killed() -> None:
    assert risky(source(C), Answer("", "", b"{}"))
    assert not risky(source(Q), Answer("", "", b"{}"))


# --- how they are weighed ---


def test_parliament_is_national_and_an_answer_is_the_word_of_the_body_that_owes_the_promise() -> None:
    answer, asked = item(question(1, "<p>Yes.</p>")), item(question(1))
    for document in (answer, asked):
        assert national(document)
        assert in_parliament(document)
    assert responsible(answer, commitment(), "DfE") is True
    assert responsible(asked, commitment(), "DfE") is False
