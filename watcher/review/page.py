"""The operator's page: what each of its addresses shows and does [I/O, through the office]."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from watcher.errors import PlanwatchError, ReviewError
from watcher.extract.text import clean
from watcher.model import Verdict
from watcher.review.desk import Decision, Refusal, accept, reject, rule, verdict_named
from watcher.review.office import Office, Waiting
from watcher.review.queue import Item, Kind, on_the_web
from watcher.review.showing import HEADINGS, accepting, facts, lesson, lesson_in_words, rejecting, unruled_in_words
from watcher.review.teaching import weigh
from watcher.review.template import PAGE, SCRIPT, STYLE

if TYPE_CHECKING:
    from jinja2 import Template

_ELSEWHERE = ("Passage",)  # shown as a quotation instead
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """``body``: a page, or with 303 the address to go to."""

    body: str
    status: int = 200
    kind: str = "text/html; charset=utf-8"


@dataclass(slots=True)
class Steps:
    """What each address does; one request at a time."""

    office: Office
    wanted: Callable[[Item], bool]
    _one: threading.Lock = field(default_factory=threading.Lock)

    def show(self, wanted: str) -> Answer:
        """The page at the item of this id, at the first that waits where it waits no more. Raises ConfigurationError."""
        with self._one:
            waiting = self.office.waiting()
            return Answer(self._page(waiting, self._item(waiting, wanted)))

    def kept(self, sha256: str) -> Answer:
        """The words of a kept page, as plain text."""
        with self._one:
            snapshot = self.office.kept(sha256)
        if snapshot is None:
            return Answer("Nothing is kept under that hash.\n", 404, "text/plain; charset=utf-8")
        document = snapshot.document
        rows = [f"{e.title}\n{e.url}\n{e.description}" for e in document.entries] or [b.text for b in document.blocks]
        return Answer("\n\n".join([document.title, document.url, *rows]) + "\n", kind="text/plain; charset=utf-8")

    def decide(self, form: Form) -> Answer:
        """Writes what the form decides and leads to the next item, with 303; else the page with why nothing was written.

        409: what was decided on has changed or is gone; 422: it may not be decided so. Raises ConfigurationError.
        """
        with self._one:
            waiting = self.office.waiting()
            if form.get("do") == "undo":
                return self._undo(waiting, form)
            item = next((i for i in self._items(waiting) if i.id == form.get("item")), None)
            if item is None:
                return self._refused(waiting, self._item(waiting, ""), "That is decided already, or is no longer there.", 409)
            if waiting.file_of(item.commitment.id).fingerprint != form.get("seen"):
                return self._refused(waiting, item, "The plan file was changed meanwhile; nothing was written. Look again.", 409)
            return self._write(waiting, item, form)

    def _write(self, waiting: Waiting, item: Item, form: Form) -> Answer:
        decision = _decision(item, form, self.office)
        if isinstance(decision, Refusal):
            return self._refused(waiting, item, f"Nothing was written: {decision.why}.", 422, form)
        try:
            self.office.decide(decision, waiting)
        except PlanwatchError as e:
            return self._refused(waiting, item, f"Not written. {e}", 409 if isinstance(e, ReviewError) else 422, form)
        return Answer(f"./?item={quote(self._next(waiting, item))}", 303)

    def _undo(self, waiting: Waiting, form: Form) -> Answer:
        try:
            self.office.undo()
        except PlanwatchError as e:
            return self._refused(waiting, self._item(waiting, form.get("item", "")), f"Not undone. {e}", 409)
        return Answer("./", 303)

    def _refused(self, waiting: Waiting, item: Item | None, why: str, status: int, form: Form | None = None) -> Answer:
        return Answer(self._page(waiting, item, problem=why, typed=form), status)

    # --- the page ---

    def _items(self, waiting: Waiting) -> list[Item]:
        return [i for i in waiting.items if self.wanted(i)]

    def _item(self, waiting: Waiting, wanted: str) -> Item | None:
        items = self._items(waiting)
        return next((i for i in items if i.id == wanted), items[0] if items else None)

    def _next(self, waiting: Waiting, item: Item) -> str:
        """The id of the one behind it, of the first behind the last one."""
        ids = [i.id for i in self._items(waiting)]
        return ids[(ids.index(item.id) + 1) % len(ids)]

    def _page(self, waiting: Waiting, item: Item | None, *, problem: str = "", typed: Form | None = None) -> str:
        items = self._items(waiting)
        values: dict[str, Any] = {
            "count": f"{len(items):,} wait" if len(items) != 1 else "1 waits",
            "others": [_listed(i) for i in items] if len(items) > 1 else [],
            "last": self.office.written[-1] if self.office.written else None,
            "problem": problem,
            "typed": typed or {},
            "unruled": [unruled_in_words(i) for i in waiting.unruled if self.wanted(i)],
            "item": item,
            "heading": HEADINGS[item.kind] if item else "Nothing waits.",
            "seen": waiting.file_of(item.commitment.id).fingerprint if item else "",
        }
        if item:
            values |= {"next": self._next(waiting, item)} | _shown(item, self.office)
        return _template().render(values, style=STYLE, script=SCRIPT, verdicts=Verdict, web=on_the_web)


def _shown(item: Item, office: Office) -> dict[str, Any]:
    taught, today = lesson(item), office.today
    rows = facts(item)
    return {
        "rows": [row for row in rows if row[0] not in _ELSEWHERE],
        "passage": dict(rows).get("Passage", ""),
        "accepting": accepting(item, today),
        "can_accept": not isinstance(accept(item, today), Refusal),
        "rejecting": rejecting(item, today),
        "needs_reason": item.kind is Kind.CANDIDATE,
        "is_candidate": item.kind is Kind.CANDIDATE,
        "lesson": taught,
        "lesson_words": lesson_in_words(taught) if taught else "",
    }


def _listed(item: Item) -> dict[str, str]:
    title = clean(item.name or item.document.title) or item.document.url or item.standing.sentence
    return {"id": item.id, "title": title, "promise": item.commitment.title}


def _decision(item: Item, form: Form, office: Office) -> Decision | Refusal:
    match form.get("do"):
        case "accept":
            return accept(item, office.today)
        case "reject":
            phrase = form.get("teach", "")
            sound = phrase and weigh(item.commitment, phrase, item.document, item.others).sound
            return reject(item, form.get("reason", ""), phrase if sound else "", office.today)
        case "rule":
            verdict = verdict_named(form.get("verdict", ""))
            if verdict is None:
                return Refusal("that is none of the verdicts")
            evidence, by = form.get("evidence", "").split(), form.get("by", "").replace(",", " ").split()
            return rule(item.commitment, verdict, evidence, form.get("note", ""), today=office.today, by=by)
        case _:
            return Refusal("that is none of the decisions")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined).from_string(PAGE)
