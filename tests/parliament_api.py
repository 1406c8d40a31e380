"""UK Parliament's interfaces on loopback, by the shapes of their recorded answers: lists in pages, cut texts, items, files."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.web_server import Answer

QUESTIONS = "/api/writtenquestions/questions"
STATEMENTS = "/api/writtenstatements/statements"
PUBLICATIONS = "/api/Publications"
ASKED = "To ask the Secretary of State for Education, when her Department plans to publish the national EHCP template."


def question(number: int, answer: str = "", **changes: Any) -> dict[str, Any]:
    """The ``value`` of a question to the Department for Education of 5 January 2024; answered on the 10th where ``answer``."""
    value = {
        "id": number, "askingMemberId": 4253, "askingMember": None, "house": "Commons", "memberHasInterest": False,
        "dateTabled": "2024-01-05T00:00:00", "dateForAnswer": "2024-01-10T00:00:00", "uin": str(number % 10_000),
        "questionText": ASKED, "answeringBodyId": 60, "answeringBodyName": "Department for Education", "isWithdrawn": False,
        "isNamedDay": True, "groupedQuestions": [], "answerIsHolding": False if answer else None, "answerIsCorrection": False,
        "answeringMemberId": 3985, "answeringMember": None, "correctingMemberId": None, "correctingMember": None,
        "dateAnswered": "2024-01-10T00:00:00" if answer else None, "answerText": answer or None, "originalAnswerText": "",
        "comparableAnswerText": "", "dateAnswerCorrected": None, "dateHoldingAnswer": None, "attachmentCount": 0,
        "heading": "Special Educational Needs: Forms", "attachments": [], "groupedQuestionsDates": [],
    }  # fmt: skip
    return {**value, **changes}


def statement(number: int, text: str, **changes: Any) -> dict[str, Any]:
    value = {
        "id": number, "memberId": 4131, "member": None, "memberRole": "Secretary of State for Education", "uin": f"HCWS{number}",
        "dateMade": "2024-01-10T00:00:00", "answeringBodyId": 60, "answeringBodyName": "Department for Education",
        "title": "Special Educational Needs: Update", "text": text, "house": "Commons", "noticeNumber": 1,
        "hasAttachments": False, "hasLinkedStatements": False, "linkedStatements": [], "attachments": [],
    }  # fmt: skip
    return {**value, **changes}


def publication(number: int, title: str, **changes: Any) -> dict[str, Any]:
    """A report of the Education Committee with one file."""
    item = {
        "businesses": [], "committee": {"id": 203, "name": "Education Committee", "house": "Commons"}, "description": title,
        "id": number, "publicationStartDate": "2024-01-10T10:00:00",
        "governmentResponses": {"publication": [], "responseDeadline": None, "responseExcepted": False},
        "publicationEndDate": None, "hcNumber": {"number": "HC 429", "sessionId": 39, "sessionDescription": "2023-24"},
        "documents": [{"documentId": number * 10, "files": [
            {"fileName": "report.html", "fileSize": 9, "fileDataFormat": "Html", "url": None},
            {"fileName": "report.pdf", "fileSize": 9, "fileDataFormat": "OriginalFormat", "url": None}]}],
        "hlPaper": None, "responseToPublicationId": None, "additionalContentUrl": None, "additionalContentUrl2": None,
        "respondingDepartment": None,
        "type": {"id": 1, "name": "Report", "governmentCanRespond": True, "canBeResponse": False},
    }  # fmt: skip
    return {**item, **changes}


def file(name: str, data: bytes) -> dict[str, Any]:
    return {"fileName": name, "fileSize": len(data), "data": base64.b64encode(data).decode()}


def listed(value: dict[str, Any]) -> dict[str, Any]:
    """As a list shows it: without markup, an answer cut at 255 characters with dots behind it, a question without them."""
    answer = re.sub(r"<[^>]+>", "", value["answerText"] or "")
    cut = f"{answer[:255]}..." if len(answer) > 255 else answer
    return {**value, "answerText": cut or None, "questionText": value["questionText"][:255]}


def results(values: list[dict[str, Any]], total: int | None = None) -> dict[str, Any]:
    rows = [{"value": v, "links": []} for v in values]
    return {"totalResults": len(values) if total is None else total, "results": rows}


class Api(dict[str, Any]):
    """The pages of a web server (by path with query): what Parliament would answer. ``most``: rows that it gives at once."""

    def __init__(self, most: int = 20) -> None:
        super().__init__()
        self.questions: list[dict[str, Any]] = []
        self.statements: list[dict[str, Any]] = []
        self.publications: list[dict[str, Any]] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.most = most

    def get(self, path: str, default: Any = None) -> Any:
        """Paths that a test sets itself come first."""
        found = super().get(path) or self._found(urlsplit(path).path, parse_qs(urlsplit(path).query))
        return Answer(json.dumps(found).encode(), 200, {"Content-Type": "application/json"}) if isinstance(found, dict) else found

    def _found(self, path: str, query: dict[str, list[str]]) -> Any:
        lists: dict[str, Callable[[dict[str, list[str]]], Any]] = {
            QUESTIONS: self._questions, STATEMENTS: self._statements, PUBLICATIONS: self._publications,
        }  # fmt: skip
        return lists[path](query) if path in lists else self._item(path) or Answer(b"", 404)

    def _questions(self, query: dict[str, list[str]]) -> Any:
        field, begin = next((f, query[p][0]) for p, f in _DAYS if p in query)
        return results(*self._some([listed(q) for q in self.questions if (q[field] or "")[:10] >= begin], query))

    def _statements(self, query: dict[str, list[str]]) -> Any:
        return results(*self._some([s for s in self.statements if s["dateMade"][:10] >= query["madeWhenFrom"][0]], query))

    def _publications(self, query: dict[str, list[str]]) -> Any:
        types, begin = query.get("PublicationTypeIds", []), query["StartDate"][0]
        some = [p for p in self.publications if p["publicationStartDate"][:10] >= begin]
        items, total = self._some([p for p in some if not types or str(p["type"]["id"]) in types], query)
        return {"totalResults": total, "items": items}

    def _some(self, values: list[dict[str, Any]], query: dict[str, list[str]]) -> tuple[list[dict[str, Any]], int]:
        skip, take = int(query["skip"][0]), min(int(query["take"][0]), self.most)
        return values[skip : skip + take], len(values)

    def _item(self, path: str) -> Any:
        for q in self.questions:
            if path in (f"{QUESTIONS}/{q['id']}", f"{QUESTIONS}/{q['dateTabled'][:10]}/{q['uin']}"):
                return {"value": q, "links": []}
        for s in self.statements:
            if path == f"{STATEMENTS}/{s['id']}":
                return {"value": s, "links": []}
        return self.files.get(path) or next((p for p in self.publications if path == f"{PUBLICATIONS}/{p['id']}"), None)


_DAYS = (("answeredWhenFrom", "dateAnswered"), ("correctedWhenFrom", "dateAnswerCorrected"))
