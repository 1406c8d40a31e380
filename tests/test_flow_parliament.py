"""Stories of questions, answers, statements and committees, through real HTTP on loopback: what Planwatch says of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.parliament_api import PUBLICATIONS, QUESTIONS, STATEMENTS, Api, file, publication, question, statement
from tests.web_server import Answer
from tests.world import World, kinds, world
from watcher.check import Round
from watcher.model import Event, EventKind, Relation, SourceKind
from watcher.replay import replay

LONG = "<p>The department is committed to improving outcomes for all children and young people with special needs. </p>" * 4
DATED = "<p>The national EHCP template will be published by the end of {}.</p>"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.site.pages = Api()
        made.watch(f"{QUESTIONS}?answeringBodies=60", SourceKind.PARLIAMENT_QUESTIONS)
        yield made


def api(it: World) -> Api:
    pages = it.site.pages
    assert isinstance(pages, Api)
    return pages


def asked(it: World, since: int = 0) -> list[str]:
    return [path for path, _ in it.site.asked[since:] if path != "/robots.txt"]


def only(done: Round, kind: EventKind) -> list[Event]:
    return [e for e in done.events if e.kind is kind]


def on(day: int, month: int = 1) -> str:
    return f"2024-{month:02}-{day:02}T00:00:00"


def test_an_answer_that_names_a_promise_far_down_its_text_is_read_in_full_and_told(it: World) -> None:
    it.look()
    api(it).questions.append(question(1, LONG + DATED.format("2027"), questionText="To ask what steps are being taken."))
    done = it.look(2)
    (event,) = only(done, EventKind.DATE_REVISED)
    assert event.detail["to_end"] == "2027-12-31"
    assert event.detail["who"] == "Department for Education"
    assert event.found is not None
    assert event.found.url == "https://questions-statements.parliament.uk/written-questions/detail/2024-01-05/1"
    assert "by the end of 2027" in event.found.text
    assert f"{QUESTIONS}/1" in asked(it)


def test_a_quiet_day_costs_two_requests_and_says_nothing(it: World) -> None:
    it.look()
    before = len(it.site.asked)
    done = it.look()
    assert (kinds(done), done.unseen, len(asked(it, before))) == ([], 0, 2)


def test_of_120_answers_on_one_day_none_is_lost_and_each_is_read_once(it: World) -> None:
    it.look()
    api(it).questions += [question(n, LONG, questionText="To ask what steps are being taken.") for n in range(1, 120)]
    api(it).questions.insert(0, question(120, LONG + DATED.format("2027"), questionText="To ask what is being done."))
    found: list[list[str]] = []
    events: list[Event] = []
    for _ in range(4):
        before = len(it.site.asked)
        events += only(it.look(), EventKind.DATE_REVISED)
        found.append(asked(it, before))
    items = [[path for path in paths if "?" not in path] for paths in found]
    assert [len(i) for i in items] == [100, 20, 0, 0]
    assert len({path for paths in items for path in paths}) == 120
    assert [len(paths) - len(i) for paths, i in zip(found, items, strict=True)] == [7, 7, 7, 7]  # six pages, and corrections
    assert len(events) == 1


def test_an_answer_that_is_corrected_is_another_version_with_its_note_and_both_dates(it: World) -> None:
    it.look()
    api(it).questions.append(question(1, LONG + DATED.format("2026")))
    it.look(2)
    api(it).questions[0] |= {"answerText": LONG + DATED.format("2027"), "answerIsCorrection": True,
                             "originalAnswerText": LONG + DATED.format("2026"), "dateAnswerCorrected": on(11)}  # fmt: skip
    done = it.look()
    (event,) = only(done, EventKind.DATE_REVISED)
    assert (event.detail["from"], event.detail["to"]) == ("by the end of 2026", "by the end of 2027")
    assert event.found is not None
    assert event.found.text == "The national EHCP template will be published by the end of 2027."
    versions = it.archive.versions(it.sources[0].id, "written-question:1")
    assert [v.document.notes[0].text for v in versions] == [
        "Answered on 10 January 2024.",
        "The answer was corrected on 11 January 2024.",
    ]
    assert not only(done, EventKind.SILENT_EDIT)


def test_a_correction_that_moves_no_date_is_told_with_its_note(it: World) -> None:
    it.look()
    api(it).questions.append(question(1, "<p>The national EHCP template was tested in 20 areas.</p>"))
    it.look(2)
    api(it).questions[0] |= {"answerText": "<p>The national EHCP template was tested in 30 areas.</p>", "answerIsCorrection": True,
                             "dateAnswerCorrected": on(11)}  # fmt: skip
    (event,) = only(it.look(), EventKind.PAGE_UPDATED)
    assert "The answer was corrected on 11 January 2024." in event.sentence
    assert kinds(it.look()) == []


def test_the_date_in_a_question_moves_nothing_and_the_date_in_its_answer_does(it: World) -> None:
    text = "To ask the Secretary of State, whether the national EHCP template will be published by the end of 2029."
    it.look()
    api(it).questions.append(question(1, "<p>We keep all our plans under review.</p>", questionText=text))
    done = it.look(2)
    assert not [e for e in done.events if e.kind.value.startswith("date-")]
    api(it).questions.append(question(2, "<p>It will be published by the end of 2028.</p>", questionText=text, dateAnswered=on(11)))
    (event,) = only(it.look(), EventKind.DATE_REVISED)
    assert event.detail["to"] == "by the end of 2028"


def test_a_holding_answer_is_no_answer_and_says_so_until_the_answer_comes(it: World) -> None:
    it.look()
    held: dict[str, Any] = {"answerIsHolding": True, "dateHoldingAnswer": on(9), "dateAnswered": on(9)}
    api(it).questions.append(question(1, "<p>The national EHCP template will be answered by the end of 2031.</p>", **held))
    done = it.look()
    assert not [e for e in done.events if e.kind.value.startswith("date-") or e.kind is EventKind.EVIDENCE]
    assert [s.relation for _, _, s in it.archive.sightings("template")] == [Relation.MENTION]
    (kept,) = it.archive.versions(it.sources[0].id, "written-question:1")
    assert kept.document.blocks[1].text == "A holding answer was given on 9 January 2024. No answer has been given yet."
    api(it).questions[0] |= {"answerIsHolding": False, "answerText": DATED.format("2027"), "dateAnswered": on(11)}
    done = it.look(2)
    assert [e.detail["to"] for e in only(done, EventKind.DATE_REVISED)] == ["by the end of 2027"]
    assert not only(done, EventKind.DATE_REMOVED)
    assert Relation.ACCOUNT in [s.relation for _, _, s in it.archive.sightings("template")]


def test_questions_that_share_one_answer_are_told_once_and_all_of_them_are_read(it: World) -> None:
    it.look()
    for n in (1, 2, 3):
        others = [str(m) for m in (1, 2, 3) if m != n]
        days = [{"questionUin": u, "dateTabled": "2024-01-05T00:00:00"} for u in others]
        text = "To ask about forms." if n == 1 else f"To ask, question {n}, when the national EHCP template is due."
        answer = LONG + "<p>We will publish it by the end of 2027.</p>"
        api(it).questions.append(question(n, answer, questionText=text, groupedQuestions=others, groupedQuestionsDates=days))
    done = it.look(2)
    assert len(only(done, EventKind.DATE_REVISED)) == 1
    assert not only(done, EventKind.PAGE_UPDATED)
    (kept,) = (s.document for s in it.archive.latest(it.sources[0].id).values() if s.document.type == "written_answer")
    assert kept.title.endswith("(UIN 1, 2, 3)")
    assert "question 2" in kept.blocks[0].text
    assert "question 3" in kept.blocks[0].text
    assert kept.text.count("by the end of 2027") == 1


@pytest.mark.parametrize("day", [10, 11])
def test_questions_with_one_answer_that_are_listed_a_day_apart_are_one_document(it: World, day: int) -> None:
    def asked(n: int, answer: str, on_day: int = 10) -> dict[str, Any]:
        days = [{"questionUin": str(3 - n), "dateTabled": "2024-01-05T00:00:00"}]
        told = {"dateAnswered": on(on_day)} if answer else {}
        return question(n, answer, groupedQuestions=[str(3 - n)], groupedQuestionsDates=days, **told)

    it.look()
    api(it).questions += [asked(1, ""), asked(2, LONG)]
    assert kinds(it.look()) == ["page-updated"]
    api(it).questions[0] = asked(1, LONG, day)
    assert kinds(it.look()) == []
    api(it).questions[0] |= {"answerText": LONG + DATED.format("2027"), "dateAnswerCorrected": on(13)}
    assert "date-revised" in kinds(it.look())
    kept = [s.document for s in it.archive.latest(it.sources[0].id).values() if s.document.type == "written_answer"]
    assert [d.content_id for d in kept] == ["written-question:1"]


def test_a_question_whose_item_cannot_be_had_waits_and_is_told_when_it_can(it: World) -> None:
    it.look()
    api(it).questions.append(question(1, LONG + DATED.format("2027")))
    api(it)[f"{QUESTIONS}/1"] = Answer(b"", 500)
    assert kinds(it.look(2)) == []
    del api(it)[f"{QUESTIONS}/1"]
    assert "date-revised" in kinds(it.look())


def test_a_list_that_stops_short_of_what_it_says_is_not_understood(it: World) -> None:
    it.look()
    api(it).questions += [question(n, LONG) for n in range(1, 31)]
    api(it).most = 0
    done = it.look(2)
    assert done.unseen == 1
    assert "says 30 rows" in next(iter(done.reasons.values()))


def test_what_was_recorded_is_played_again_as_it_was(it: World) -> None:
    it.look()
    for n in (1, 2):
        days = [{"questionUin": str(3 - n), "dateTabled": "2024-01-05T00:00:00"}]
        api(it).questions.append(
            question(n, LONG + DATED.format("2026"), groupedQuestions=[str(3 - n)], groupedQuestionsDates=days)
        )
    it.look(2)
    for q in api(it).questions:
        q |= {"answerText": LONG + DATED.format("2027"), "dateAnswerCorrected": on(11)}
    assert "date-revised" in kinds(it.look())
    again = replay(it.catalogue, it.archive, it.now + timedelta(days=1))
    assert (again.differences, again.unreadable) == ((), ())


# --- written statements ---


def test_a_written_statement_is_read_in_full_and_counts_as_the_department_s_word(it: World) -> None:
    it.sources.clear()
    it.watch(f"{STATEMENTS}?answeringBodies=60", SourceKind.PARLIAMENT_STATEMENTS)
    it.look()
    api(it).statements.append(statement(1163, LONG + DATED.format("2027")))
    (event,) = only(it.look(2), EventKind.DATE_REVISED)
    assert event.found is not None
    assert event.found.url.endswith("/written-statements/detail/2024-01-10/hcws1163")
    assert kinds(it.look()) == []


# --- committees ---


@pytest.fixture
def committee(it: World) -> World:
    it.sources.clear()
    it.watch(f"{PUBLICATIONS}?CommitteeId=203", SourceKind.PARLIAMENT_COMMITTEE)
    it.look()
    return it


def with_file(it: World, number: int, *paragraphs: str) -> None:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    page = f"<html><body><main><h1>Report</h1>{text}</main></body></html>"
    api(it).files[f"{PUBLICATIONS}/{number}/Document/{number * 10}/Html"] = file("report.html", page.encode())


def test_what_a_committee_recommends_is_told_and_moves_no_date(committee: World) -> None:
    api(committee).publications.append(publication(46004, "Fifth Report - Solving the SEND crisis"))
    with_file(committee, 46004, "The national EHCP template will be published by the end of 2027, we were told.")
    done = committee.look(2)
    assert not [e for e in done.events if e.kind.value.startswith("date-")]
    (kept,) = committee.archive.versions(committee.sources[0].id, "committee-publication:46004")
    assert "we were told" in kept.document.text
    assert kept.document.partial == ""
    assert [s.relation for _, _, s in committee.archive.sightings("template")] == [Relation.MENTION]


def test_a_deadline_for_the_government_s_response_that_is_set_later_makes_another_version_and_so_does_the_response(
    committee: World,
) -> None:
    api(committee).publications.append(publication(46004, "National EHCP template: Fifth Report"))
    with_file(committee, 46004, "The national EHCP template is needed.")
    committee.look(2)
    answer = {"publication": [], "responseDeadline": "2024-03-10T00:00:00", "responseExcepted": False}
    api(committee).publications[0]["governmentResponses"] = answer
    (event,) = only(committee.look(30), EventKind.PAGE_UPDATED)
    assert event.found is not None
    assert event.found.text == "Government response due by 10 March 2024"
    given = {"id": 47000, "description": "Government Response to the Fifth Report", "publicationStartDate": "2024-02-12T10:00:00"}
    api(committee).publications[0]["governmentResponses"] = {**answer, "publication": [given]}
    (event,) = only(committee.look(), EventKind.PAGE_UPDATED)
    assert event.found is not None
    assert event.found.text == "Government response, 12 February 2024: Government Response to the Fifth Report"


def test_a_government_response_speaks_for_the_department_that_gives_it(committee: World) -> None:
    named = {"respondingDepartment": {"id": 5, "name": "Department for Education"}, "responseToPublicationId": 46004}
    kind = {"id": 12, "name": "Special Report", "governmentCanRespond": False}
    api(committee).publications.append(publication(47000, "Government Response to the Fifth Report", type=kind, **named))
    with_file(committee, 47000, "The national EHCP template will be published by the end of 2027.")
    (event,) = only(committee.look(2), EventKind.DATE_REVISED)
    assert event.detail["who"] == "Department for Education"


def test_a_publication_whose_file_is_not_there_is_told_by_its_record(committee: World) -> None:
    api(committee).publications.append(publication(46004, "National EHCP template: Fifth Report"))
    assert "page-updated" in kinds(committee.look(2))
    (kept,) = committee.archive.versions(committee.sources[0].id, "committee-publication:46004")
    assert kept.document.partial == "a file of it could not be had"
    before = len(committee.site.asked)
    committee.look()
    assert all("?" in path for path in asked(committee, before))


@pytest.mark.parametrize(
    ("answer", "waits"),
    [
        (Answer(b"", 403), False),
        (Answer(b"", 410), False),
        (Answer(b"", 500), True),
        (Answer(b"{}", 200, {"Content-Length": "900", "Connection": "close"}), True),
    ],
)
def test_a_file_that_fails_in_passing_is_waited_for_and_one_that_is_refused_for_good_is_not(
    committee: World, answer: Answer, waits: bool
) -> None:
    api(committee).publications.append(publication(46004, "National EHCP template: Fifth Report"))
    api(committee)[f"{PUBLICATIONS}/46004/Document/460040/Html"] = answer
    assert ("page-updated" in kinds(committee.look(2))) is not waits
    del api(committee)[f"{PUBLICATIONS}/46004/Document/460040/Html"]
    with_file(committee, 46004, "The national EHCP template is needed.")
    assert ("page-updated" in kinds(committee.look())) is waits
