"""Written questions and answers of both Houses (questions-statements-api.parliament.uk). Pure.

``url`` of a source: /api/writtenquestions/questions with its own parameters (answeringBodies=60 is the Department for
Education; searchTerm), or the search page questions-statements.parliament.uk/written-questions, whose parameters of the same
meaning are taken over. Asked are the answers given since a day, then those corrected since; dates and paging are ours.

List and item were read from recorded answers of January 2024. The list cuts texts at 255 characters and drops their markup,
so most rows are read once more by their item. What no recorded answer shows: an unanswered question, a holding answer,
attachments, originalAnswerText with a text in it; their fields are named as in the interface's OpenAPI description. How the
interface counts a holding answer among the answered was not verified, and matters not: ``answerIsHolding`` decides.

A holding answer is no answer. Questions that share one answer (``groupedQuestions``) are one document. A question that its
member withdrew is no row. The interface knows days only: where two stages fall on one, the later counts a second more, so
that each stage makes the row new once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from watcher.dates import in_words, london_day
from watcher.errors import ExtractError
from watcher.extract.blocks import body_blocks, fragment, links_of
from watcher.extract.kind import Answer, Kind
from watcher.extract.parliament import (
    CUT,
    EXCERPT,
    PARLIAMENT,
    SITE,
    Record,
    api_list,
    attachments,
    is_cut,
    item_of,
    origin,
    page_of_values,
    paged,
    query,
    record,
    values,
    whole_sentences,
    with_query,
    without,
)
from watcher.extract.text import clean, title_of
from watcher.model import Attachment, Block, BlockKind, ChangeNote, Document, DocumentState, Source

LIST = "/api/writtenquestions/questions"
_KEY = re.compile(r"written-question:(\d+)")
_NO_ANSWER = "No answer has been given yet."


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what has been answered. Moments are the London midnights of the days that the interface gives."""

    id: int
    uin: str
    body: str  # who is to answer
    heading: str
    text: str
    tabled: datetime
    withdrawn: bool
    holding: bool
    held: datetime | None
    answered: datetime | None
    corrected: datetime | None
    answer: str  # HTML from the item, plain text from the list
    grouped: tuple[str, ...]  # the UINs of those that share its answer, without its own
    grouped_days: tuple[tuple[str, str], ...]  # the same with the days on which they were tabled
    files: tuple[Attachment, ...]

    @property
    def given(self) -> datetime | None:
        """When it was answered in substance."""
        return None if self.holding else self.answered

    @property
    def stages(self) -> tuple[tuple[datetime, str], ...]:
        """What has happened to it, oldest first."""
        held = self.held or (self.answered if self.holding else None)
        told = ((held, "A holding answer was given"), (self.given, "Answered"), (self.corrected, "The answer was corrected"))
        return tuple((at, f"{what} on {in_words(london_day(at))}.") for at, what in told if at)

    @property
    def updated(self) -> datetime | None:
        days = [at for at, _ in self.stages]
        return max(days) + timedelta(seconds=days.count(max(days)) - 1) if days else None


def question(value: Record) -> Question:
    """Raises ExtractError naming the field that is wrong."""
    tabled = value.day("dateTabled")
    if tabled is None:
        raise ExtractError(f"{value.what} has no dateTabled")
    days = tuple((clean(g.text("questionUin")), g.day("dateTabled")) for g in value.many("groupedQuestionsDates"))
    return Question(
        id=value.number("id"),
        uin=value.needed("uin"),
        body=clean(value.text("answeringBodyName")),
        heading=clean(value.text("heading")),
        text=value.needed("questionText"),
        tabled=tabled,
        withdrawn=value.flag("isWithdrawn"),
        holding=value.flag("answerIsHolding"),
        held=value.day("dateHoldingAnswer"),
        answered=value.day("dateAnswered"),
        corrected=value.day("dateAnswerCorrected"),
        answer=value.text("answerText"),
        grouped=value.texts("groupedQuestions"),
        grouped_days=tuple((uin, london_day(at).isoformat()) for uin, at in days if uin and at),
        files=attachments(value, SITE),
    )


# --- as documents ---


def _document(questions: Sequence[Question], partial: str = "") -> Document:
    """Questions that share one answer, those with the lowest number first. The last word on them is their answer."""
    first, last = questions[0], _last_word(questions)
    uins = sorted({u for q in questions for u in (q.uin, *q.grouped)}, key=lambda u: (len(u), u))
    asked = Block(BlockKind.HEADING, " ".join(dict.fromkeys(q.text for q in questions)))
    return Document(
        url=_public(questions),
        title=title_of(f"{first.heading or 'Written question'} (UIN {', '.join(uins)})"),
        type="written_answer" if last.given else "written_question",
        state=DocumentState.WITHDRAWN if last.withdrawn else DocumentState.LIVE,
        content_id=f"written-question:{first.id}",
        publisher=last.body if last.given and last.body else PARLIAMENT,
        published=first.tabled,
        updated=last.updated,
        notes=tuple(ChangeNote(at, text) for at, text in reversed(last.stages)),
        blocks=(asked, *_answer(last)),
        links=links_of(fragment(last.answer), SITE) if "<a" in last.answer and last.given else (),
        attachments=last.files if last.given else (),
        explanation="The member withdrew the question." if last.withdrawn else "",
        partial=partial,
    )


def _answer(last: Question) -> tuple[Block, ...]:
    """What was answered; of a holding answer only that it was given, since its words promise an answer and nothing else."""
    if last.given:
        return body_blocks(last.answer)
    told = " ".join([*(text for _, text in last.stages), _NO_ANSWER])
    return (Block(BlockKind.PARAGRAPH, told),)


def _last_word(questions: Sequence[Question]) -> Question:
    """The one that was answered or corrected last; of those with the same words the one that had them first."""
    latest = max(questions, key=_moved)
    return min((q for q in questions if _said(q) == _said(latest)), key=_moved)


def _said(q: Question) -> tuple[str, datetime | None, bool]:
    return q.answer, q.corrected, q.given is None


def _moved(q: Question) -> datetime:
    return q.updated or q.tabled


def _public(questions: Sequence[Question]) -> str:
    """Of the question with the lowest UIN in the group, whichever of it are at hand: a list may show the others on other days."""
    days = {uin: day for q in questions for uin, day in (*q.grouped_days, (q.uin, london_day(q.tabled).isoformat()))}
    uin = min(days, key=lambda u: (len(u), u))
    return f"{SITE}/written-questions/detail/{days[uin]}/{quote(uin.lower(), safe='')}"


# --- the list ---


def _list(url: str, bodies: Sequence[bytes]) -> Document:
    """Those answered and those corrected, newest first; each question once, those with one answer together."""
    found = {q.id: q for body in bodies for q in map(_question, values(record(body, "the list of questions")))}
    entries = [_row(group) for group in _groups([q for q in found.values() if not q.withdrawn])]
    ordered = sorted(entries, key=lambda e: (e.updated.isoformat() if e.updated else "", e.url), reverse=True)
    blocks = tuple(Block(BlockKind.ROW, f"{e.title} | {london_day(e.updated) if e.updated else ''}") for e in ordered)
    return Document(url, "Written questions and answers", "recent", publisher=PARLIAMENT, blocks=blocks, entries=tuple(ordered))


def _question(value: Record) -> Question:
    return question(replace(value, what=f"question {value.values.get('uin')}"))


def _groups(questions: Sequence[Question]) -> Iterator[list[Question]]:
    """The answer to questions that were grouped comes with each of them: it is one."""
    groups: dict[tuple[str, frozenset[str]], list[Question]] = {}
    for q in sorted(questions, key=lambda q: q.id):
        groups.setdefault((q.body, frozenset((q.uin, *q.grouped))), []).append(q)
    yield from groups.values()


def _row(group: Sequence[Question]) -> Document:
    """As a list shows it. Of a cut answer only the whole sentences are kept: half a date is another date."""
    cut = any(is_cut(q.answer) or len(q.text) >= EXCERPT for q in group)
    missing = any(q.given and not clean(q.answer) for q in group)
    shown = [replace(q, answer=whole_sentences(q.answer)) if is_cut(q.answer) else q for q in group]
    return _document(shown, CUT if cut else "the list shows no answer" if missing else "")


# --- one question in full ---


def _whole(bodies: Sequence[bytes]) -> Document:
    """The item of a question, and those of the others that share its answer: one document, whichever of them was listed."""
    questions = sorted((_item(body) for body in bodies), key=lambda q: q.id)
    for q in questions:
        if q.given and not clean(q.answer) and not q.files:
            raise ExtractError(f"question {q.uin} has a dateAnswered and no answerText")
    missing = len({u for q in questions for u in (q.uin, *q.grouped)} - {q.uin for q in questions})
    partial = f"{missing} of the questions that share its answer could not be read" if missing else ""
    return _document(questions, CUT if any(is_cut(q.answer) or is_cut(q.text) for q in questions) else partial)


def _item(body: bytes) -> Question:
    value = record(body, "the question").one("value")
    if value is None:
        raise ExtractError("it is neither a list of questions nor one question: it has neither results nor value")
    return _question(value)


# --- the kind ---


def list_address(url: str) -> str:
    """Where a source's list is asked for; "" where its address is that of no list."""
    return api_list(url, LIST, f"{SITE}/written-questions")


def _lists(source: Source, since: datetime) -> tuple[str, ...]:
    address = list_address(source.url)
    if not address:
        return ()
    if not any(name.lower() == "answered" for name, _ in query(address)):
        address = with_query(address, answered="Answered")
    day = london_day(since).isoformat()
    return (
        with_query(without(address, "correctedWhenFrom"), answeredWhenFrom=day),
        with_query(without(address, "answeredWhenFrom"), correctedWhenFrom=day),
    )


def _full(source: Source, listed: Document) -> Source | None:
    return item_of(source, listed, _KEY, list_address(source.url), LIST)


def _parts(target: Source, bodies: Sequence[bytes]) -> str:
    """The items of the other questions with the same answer, by the days on which they were tabled."""
    others = _item(bodies[0]).grouped_days[len(bodies) - 1 :]
    return f"{origin(target.url)}{LIST}/{others[0][1]}/{quote(others[0][0], safe='')}" if others else ""


def _read(source: Source, answer: Answer) -> Document:
    bodies = answer.bodies
    if "results" in record(bodies[0], "the answer").values:
        return _list(source.url, bodies)
    return _whole(bodies)


_ask, _further = paged(_lists, lambda body: page_of_values(body, "the list of questions"))

KIND = Kind(read=_read, ask=_ask, further=_further, full=_full, parts=_parts, version="2", discovers=True, official=True)
