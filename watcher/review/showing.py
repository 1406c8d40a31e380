"""An item in words, for the terminal, the page and ``--json``. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from watcher.as_json import window_as_json
from watcher.dates import in_words, london_day, window_in_words
from watcher.extract.text import clean
from watcher.review.desk import Refusal, accept, reject, told
from watcher.review.queue import Item, Kind
from watcher.review.teaching import Lesson, lesson_of
from watcher.text import cut

LONGEST_PASSAGE = 600

HEADINGS = {
    Kind.CANDIDATE: "Is this evidence?",
    Kind.ALIAS: "Is this a name of it?",
    Kind.OVERDUE: "What became of it? Nothing was found.",
}


def facts(item: Item) -> list[tuple[str, str]]:
    """(label, text) in the order in which they are read; what is not known is left out."""
    promise, document = item.commitment, item.document
    rows = [
        ("Promise", f"{promise.title} ({promise.id})"),
        ("Due", f"{promise.due or 'no date was given'} ({window_in_words(promise.window)})"),
        ("Stands", item.standing.sentence),
        ("Stated", promise.stated),
        ("Name", item.name),
        ("Found", document.title),
        ("Address", document.url),
        ("Publisher", document.publisher),
        ("Dated", _dated(item)),
        ("Read", in_words(london_day(item.read_at)) if item.read_at else ""),
        ("Passage", cut(item.passage, LONGEST_PASSAGE) if item.passage != document.title else ""),
        ("Because", "; ".join(item.why)),
        ("Note", item.note),
        ("Weight", f"{item.weight:g}: {', '.join(f'{what} {points:g}' for what, points in item.parts)}" if item.parts else ""),
    ]
    return [(label, clean(text)) for label, text in rows if text]


def _dated(item: Item) -> str:
    if item.days is None:
        return ""
    first, last = in_words(item.days.first), in_words(item.days.last)
    return last if first == last else f"some day between {first} and {last}"


def unruled_in_words(item: Item) -> str:
    """Of a candidate that is left out because no plan file could hold its address."""
    title = clean(item.document.title or item.document.url) or "without a title"
    return f"“{title}”, for {item.commitment.id}, cannot be ruled on: its address is none."


def accepting(item: Item, today: date) -> str:
    """What accepting would write, or why it cannot, as a sentence; "" where there is nothing to accept."""
    if item.kind is Kind.OVERDUE:
        return ""
    decision = accept(item, today)
    words = f"cannot accept: {decision.why}" if isinstance(decision, Refusal) else told(decision)
    return f"{words[:1].upper()}{words[1:]}."


def rejecting(item: Item, today: date) -> str:
    """What rejecting would write besides the reason; "" where there is nothing to reject."""
    if item.kind is Kind.CANDIDATE:
        return "Rejects this document as evidence, with your reason."
    decision = reject(item, "", "", today)
    words = f"cannot reject: {decision.why}" if isinstance(decision, Refusal) else told(decision)
    return "" if item.kind is Kind.OVERDUE else f"{words[:1].upper()}{words[1:]}."


def lesson(item: Item) -> Lesson | None:
    """What a rejection of the item could teach; None where it can teach nothing."""
    if item.kind is not Kind.CANDIDATE or not item.document.title:
        return None
    return lesson_of(item.commitment, item.document, item.others)


def lesson_in_words(lesson: Lesson) -> str:
    """What the matcher says of a phrase."""
    out = "this document would no longer be evidence" if lesson.keeps_out else "this document would still be taken for evidence"
    if lesson.lost:
        return f"{out}, but neither would {', '.join(f'“{clean(t)}”' for t in lesson.lost)}"
    risk = f"; but it may keep out the promised thing itself, since {clean(lesson.risk)}" if lesson.risk else ""
    return f"{out}, and no other candidate or accepted evidence would be lost{risk}"


def item_as_json(item: Item, today: date) -> dict[str, Any]:
    """One line of ``planwatch review --json``."""
    taught = lesson(item)
    return {
        "id": item.id,
        "kind": item.kind.value,
        "plan": item.plan.id,
        "commitment": item.commitment.id,
        "promise": item.commitment.title,
        "window": window_as_json(item.commitment.window),
        "standing": item.standing.sentence,
        "verdict": item.standing.verdict.value,
        "name": item.name,
        "title": item.document.title,
        "url": item.document.url,
        "publisher": item.document.publisher,
        "dated": item.dated.isoformat() if item.dated else None,
        "read": item.read_at.isoformat() if item.read_at else None,
        "sha256": item.sha256,
        "passage": item.passage,
        "score": item.score,
        "why": list(item.why),
        "note": item.note,
        "weight": item.weight,
        "parts": [{"what": what, "points": points} for what, points in item.parts],
        "accepting": accepting(item, today),
        "teaches": taught.phrase if taught and not taught.risk else "",
    }
