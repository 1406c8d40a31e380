"""What a document is held to concern, and what it is not, with every reason. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from watcher.dates import find_dates
from watcher.explain.account import Account, Line, Section, date_line, section, weighed_line
from watcher.match import Weighed, national
from watcher.model import Commitment, Document, Relation
from watcher.tense import Tense, tense_of

MOST_DATES = 40


def explain_document(
    document: Document, weighed: Sequence[Weighed], commitments: Mapping[str, Commitment], said_on: date | None
) -> Account:
    """``weighed``: what the matcher held beside it; ``said_on``: the day from which "this autumn" is reckoned."""
    counted = [w for w in weighed if not w.barred]
    apart = len(weighed) - len(counted)
    evidence = sum(w.relation is Relation.EVIDENCE for w in counted)
    return Account(
        what=f"“{document.title or document.url}” {document.url}",
        outcome=f"Possible evidence for {evidence}, talk about {len(counted) - evidence}, held apart from {apart}.",
        sections=(
            section("The document", *_facts(document)),
            *(_concerned(w, commitments[w.commitment_id]) for w in counted),
            section("Named and held not to be meant", *(_barred(w, commitments[w.commitment_id]) for w in weighed if w.barred)),
            section("Dates in it", *_dates(document, said_on)),
        ),
    )


def _facts(document: Document) -> Iterator[str]:
    yield f"Type: {document.type or 'not stated'}. Publisher: {document.publisher or 'not stated'}. State: {document.state.value}."
    first, last = document.published, document.updated
    yield f"First published: {first.date() if first else 'not stated'}. Last major update: {last.date() if last else 'not stated'}."
    yield _official(document)
    yield f"{len(document.blocks)} blocks, {len(document.text):,} characters, {len(document.notes)} notes of updates."


def _official(document: Document) -> str:
    if document.url.startswith("file:"):
        return "Not known from a file whether it is official: it states no address of its own."
    return "Official: its dates can move a promise." if national(document) else "Not official: no date in it moves a promise."


def _concerned(w: Weighed, c: Commitment) -> Section:
    return section(f"{c.title} ({c.id})", weighed_line(w), f"The passage: “{w.passage[:300]}”", _otherwise(w, c))


def _otherwise(w: Weighed, c: Commitment) -> str:
    if w.relation is not Relation.EVIDENCE:
        return "It would be possible evidence if none of these reasons held, the first apart."
    things = f", was not {' or '.join(c.delivered_by)} by its type" if c.delivered_by else ""
    return f"It would be talk only if the title did not name it{things}, or if it were spoken of as still to come."


def _barred(w: Weighed, c: Commitment) -> Line:
    return Line(f"{c.title} ({c.id})", why=(*w.why, w.barred))


def _dates(document: Document, said_on: date | None) -> Iterator[Line]:
    for stated in document.dates:
        yield Line(f"{stated.on.isoformat()}, {stated.role.value}", why=("stated in a field of its own",))
    shown = 0
    for text in (document.title, *(b.text for b in document.blocks)):
        for found in find_dates(text, said_on=said_on):
            shown += 1
            if shown > MOST_DATES:
                return
            yield date_line(found, _beside(text, found.start))


def _beside(text: str, at: int) -> tuple[str, ...]:
    tense = tense_of(text)
    around = text[max(0, at - 60) : at + 80].strip()
    return (f"“…{around}…”", *(() if tense is Tense.UNSAID else (f"spoken of as {tense.value}",)))
