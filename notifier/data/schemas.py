"""What every key of the data means, as JSON Schema 2020-12 (json-schema.org). Pure.

What can be enumerated comes from the code's own lists and rules, so that a schema cannot say anything else than what is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from notifier.model import Board, File, Site, key_of
from watcher import AXES, EVENTS, Effect, EventKind, HunkKind, Precision, SourceKind, UnseenReason, Verdict

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLACE = "Where in a file it stands, such as “page 31”, counted from the first sheet; empty elsewhere."


def schema_files(board: Board) -> list[File]:
    """One for each file of data; that of the events is for a single line."""
    made = {"commitments": _commitments(), "events": _event(), "plans": _plans(), "sources": _sources()}
    return [_file(board.site, name, schema) for name, schema in made.items()]


def schema_path(name: str) -> str:
    return f"data/{name}.schema.json"


def _file(site: Site, name: str, schema: Schema) -> File:
    path = schema_path(name)
    head = {"$schema": DIALECT, "$id": f"{site.public_url}/{path}", **({"$comment": site.notice} if site.notice else {})}
    return File(path, key_of(path, site.maker, head), partial(_json, {**head, **schema}))


def _json(schema: Schema) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


# --- the pieces ---


def _text(says: str, **more: Any) -> Schema:
    return {"type": "string", "description": says, **more}


def _address(says: str) -> Schema:
    return _text(says, format="uri")


def _day(says: str) -> Schema:
    """A calendar day in London."""
    return _text(says, format="date")


def _moment(says: str) -> Schema:
    return _text(f"{says} RFC 3339, in UTC.", format="date-time")


def _count(says: str, least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, "description": says}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"], **({"enum": [*schema["enum"], None]} if "enum" in schema else {})}


def _one_of(says: str, values: Iterable[StrEnum]) -> Schema:
    return _text(says, enum=[v.value for v in values])


def _told(says: str, values: Mapping[Any, str]) -> Schema:
    """An enumeration that says what each of its values means."""
    meanings = " ".join(f"“{value}”: {meaning}" for value, meaning in values.items())
    return _one_of(f"{says} {meanings}", values)


def _list(says: str, of: Schema) -> Schema:
    return {"type": "array", "description": says, "items": of}


def _thing(says: str, **keys: Schema) -> Schema:
    """An object that has all these keys, and may have more of which later versions tell."""
    return {"type": "object", "description": says, "required": list(keys), "additionalProperties": True, "properties": keys}


def _hash(says: str) -> Schema:
    return _text(f"{says} In small hexadecimal digits; empty where nothing is kept.", pattern="^([0-9a-f]{64})?$")


# --- the files ---


def _commitments() -> Schema:
    axes = {a.name.lower(): _told(f"{a.question} Moved by: {a.moved_by}", a.values) for a in AXES}
    one = _thing(
        "One promise and where it stands.",
        id=_text("Its permanent name."),
        plan=_text("The plan that makes it: an id of plans.json."),
        url=_address("Its page on this site."),
        title=_text("What is promised, in our own words."),
        due=_text("When it is due, in the words of the promise; empty where no date was given."),
        owner=_text("Who promised it."),
        theme=_text("What it is about: one word or two of our own."),
        stated=_address("Where it is stated."),
        stated_in=_text("The heading or section there; empty where none is noted."),
        names=_list("The names by which later documents speak of it, those given later among them.", _text("A name.")),
        aliases=_list("The names among them that a later document gave it.", _alias()),
        delivered_by=_list("What the thing itself would be.", _text("A kind of document.")),
        window=_window("The days that `due` stands for: the date as first promised, which is never overwritten."),
        latest_window=_window("The days as last stated by an official document; the same as `window` where none gives others."),
        **axes,
        sentence=_text("Where it stands, in one plain sentence of ours."),
        checks=_count("How often its sources were looked at and could be read, all of them together."),
        sources=_list("Where its fulfilment could show: ids of sources.json.", _text("An id of a source.")),
        blind=_list("Those of its sources that cannot be read at present.", _text("An id of a source.")),
        as_of=_or_null(_moment("When one of its sources was last read; null before the first look.")),
        slips=_list("Every later statement of its date, oldest first.", _slip()),
        ruling=_or_null(_ruling("The ruling in force; null where nobody has ruled.")),
        rulings=_list("Every ruling, oldest first.", _ruling("A person's verdict.")),
        candidates=_list("What could be evidence and has not been ruled on.", _candidate()),
        rejected=_list("What a person looked at and does not accept.", _rejection()),
        superseded_by=_list("What took its place, by the ruling in force: ids in this file.", _text("An id.")),
        supersedes=_list("What it takes the place of, by rulings in force: ids in this file.", _text("An id.")),
        note=_text("A maintainer's remark on the promise, such as how it is known; may be empty."),
        badge=_address("A picture of its standing to put into other pages (SVG)."),
        feed=_address("The feed of its news (Atom; the same address with .rss and .json is RSS and JSON Feed)."),
        calendar=_or_null(_address("The calendar of the day on which it is due (iCalendar); null where it has no date.")),
    )
    return {"title": "Planwatch: promises", **_list("Every promise of every plan, in the order of the plans.", one)}


def _window(says: str) -> Schema:
    return _thing(
        says,
        start=_or_null(_day("The first day; null where it is open.")),
        end=_or_null(_day("The last day, itself included, by the calendar of London; null where there is no date to miss.")),
        precision=_one_of("How exactly the phrase says it.", Precision),
        phrase=_text("The phrase that was read; empty where there is none."),
    )


def _alias() -> Schema:
    return _thing(
        "A name given later.",
        name=_text("The name."),
        document=_address("The document that gave it."),
        on=_or_null(_day("The day of that document; null where it is not known.")),
        note=_text("A maintainer's remark; may be empty."),
    )


def _slip() -> Schema:
    return _thing(
        "A line of the slip ledger.",
        on=_day("When Planwatch read it, by the calendar of London."),
        before=_text("The date as it stood before, in words."),
        after=_text("The date as it is now stated, in words; empty where it was removed."),
        days=_or_null({"type": "integer", "description": "Days by which the end moved, later being positive; null where unknown."}),
        url=_text("Where it was read; empty where that is not known."),
        event=_count("The event that tells it: an id of events.jsonl; 0 where it was never news, as what a first look found."),
        effect=_one_of("What it did to the date.", Effect),
        said_on=_or_null(_day("The day that the document bears.")),
        by=_text("Who published it; empty where it does not say."),
        reason=_text("The words in which it gives a reason; empty where it gives none."),
        less_exact={"type": "boolean", "description": "Whether the date is known less exactly than before."},
        days_from_first=_or_null(
            {"type": "integer", "description": "Days from the end that was first promised; null where either is unknown."}
        ),
    )


def _ruling(says: str) -> Schema:
    return _thing(
        says,
        on=_day("The day of the ruling."),
        verdict=_one_of("What became of the promise.", Verdict),
        note=_text("Why, in a person's words; may be empty."),
        evidence=_list("Addresses of what it rests on.", _address("An address.")),
        by=_list("What took its place, where it was superseded: ids of commitments.json.", _text("An id.")),
    )


def _candidate() -> Schema:
    return _thing(
        "Possible evidence.",
        text=_text("The passage as read, or a maintainer's note."),
        url=_address("Where it stands."),
        at=_or_null(_moment("When Planwatch read it; null where a person noted it.")),
        sha256=_hash("SHA-256 of the kept bytes."),
        place=_text(_PLACE),
    )


def _rejection() -> Schema:
    return _thing("Evidence that was not accepted.", url=_address("Where it stands."), on=_day("The day of the decision."),
                  reason=_text("Why not."))  # fmt: skip


def _event() -> Schema:
    kinds = {kind: told for kind, (_, told) in EVENTS.items()}
    one = _thing(
        "Something that happened to a promise or to a source. Events are never edited and never deleted: a correction is an event.",
        id=_count("Its permanent number. Numbers only grow; those that are missing were never news.", 1),
        url=_address("Its page on this site."),
        at=_moment("When Planwatch found it, which may be later than it happened."),
        kind=_told("What happened.", {k: kinds[k] for k in EventKind if k.public}),
        plan=_text("An id of plans.json; empty where it concerns no plan."),
        commitment=_text("An id of commitments.json; empty where it concerns a source or a plan as a whole."),
        source=_text("An id of sources.json; empty where no source is involved."),
        sentence=_text("What happened, in one plain sentence of ours."),
        title=_text("The title of the document that was read; empty where none was."),
        promised=_or_null(
            _quote("The promise in words of our own, and where it was made; null where it is about no single promise.")
        ),
        found=_or_null(_found()),
        kept=_or_null(_address("The page of this site with the words as they were kept; null where nothing is kept.")),
        hunks=_list("What differs from the version before, in the order of the page.", _hunk()),
        detail=_detail(),
        withdrawn=_or_null(_withdrawal()),
    )
    return {"title": "Planwatch: one line of events.jsonl", **one}


def _quote(says: str) -> Schema:
    return _thing(says, text=_text("The words."), url=_address("Where they stand."))


def _found() -> Schema:
    return _thing(
        "What was found; null where the event is that nothing was.",
        text=_text(
            "The passage as it was read; of a date that was removed, the words that are no longer there; of a ruling its note "
            "and of a blind spot a sentence, both our own."
        ),
        url=_address("Where it was read."),
        at=_or_null(_moment("When it was read; null where a person found it.")),
        sha256=_hash("SHA-256 of the bytes that were read, by which watcher.db keeps them."),
        place=_text(_PLACE),
    )


def _hunk() -> Schema:
    return _thing(
        "One place that differs.",
        kind=_one_of("What became of the words there.", HunkKind),
        before=_text("The words before; empty where they are new."),
        after=_text("The words after; empty where they are gone."),
        context=_text("The heading above; empty where there is none."),
        cells=_list("Of a row or column of a table in a file: the cells that differ, or the first of many.", _cell()),
    )


def _cell() -> Schema:
    return _thing(
        "A cell, named by its row and the heading of its column.",
        row=_text("What its row is called: its first cells, or its place where they are empty."),
        column=_text("The heading of its column."),
        before=_text("What it held; empty where nothing."),
        after=_text("What it holds; empty where nothing."),
    )


def _detail() -> Schema:
    says = (
        "What a kind has besides, all of it strings. date-revised, date-removed and date-confirmed: from, to (words), "
        "direction, from_start, from_end, to_start, to_end (days, or empty), effect, role, said_on, "
        "dated (no where the document bears no date), who, reason, coarser, also (another date that the "
        "document gives), ledger (no where it is not the promise's own date). silent-edit: unnoted (what a note could have "
        "said). wording-changed: direction (softened or hardened), from, to (words). "
        "blind-spot: phase (begins or ends), reason, since. ruling: verdict. evidence, reannounced and page-updated, where a "
        "document is new: score (0 to 1), why. page-moved: from, to (addresses). overdue and due-soon: window_end (a day), "
        "checks, sources (how many). Any kind: quiet (yes where it is told in digests and on pages only)."
    )
    return {"type": "object", "description": says, "additionalProperties": {"type": "string"}}


def _withdrawal() -> Schema:
    return _thing(
        "That a change of our own rules took it back, the rest of the line standing as it was; null where it stands.",
        on=_day("When that was recorded, by the calendar of London."),
        why=_text("Why, in a sentence of ours."),
        instead=_text("What is told in its place, in one plain sentence; empty where nothing is."),
    )


def _plans() -> Schema:
    correction = _thing(
        "A mistake of ours.",
        on=_day("When it was put right."),
        text=_text("What was wrong."),
        commitment=_text("The promise that it concerns; empty where it is the plan."),
    )
    one = _thing(
        "A published document with promises in it.",
        id=_text("Its permanent name."),
        title=_text("Its title."),
        url=_address("The document itself."),
        page=_address("Its page on this site."),
        publisher=_text("Who published it."),
        published=_day("When."),
        evidence_to=_or_null(_day("The day up to which a person searched for evidence; null where that is not stated.")),
        note=_text("How well was searched; may be empty."),
        commitments=_list("Its promises, in its own order: ids of commitments.json.", _text("An id of a promise.")),
        corrections=_list("Mistakes of our own, told in the open.", correction),
        feed=_address("The feed of its news (Atom)."),
        calendar=_or_null(_address("The calendar of the days on which its promises are due; null where none has a date.")),
    )
    return {"title": "Planwatch: plans", **_list("Every plan.", one)}


def _sources() -> Schema:
    one = _thing(
        "A place that is watched.",
        id=_text("Its permanent name."),
        title=_text("Its title, in our own words."),
        kind=_one_of("What it is, which decides how it is read.", SourceKind),
        url=_address("The place itself."),
        page=_address("Its page on this site."),
        every=_count("How often it is looked at: seconds from one look to the next.", 1),
        commitments=_list("What it could show: ids of commitments.json, or “*” alone for any.", _text("An id, or “*”.")),
        checks=_count("How often it was looked at, whether it could be read or not."),
        seen=_count("How often it was looked at and could be read."),
        last_checked=_or_null(_moment("The last look; null before the first.")),
        last_seen=_or_null(_moment("The last look at which it could be read; null where there was none.")),
        last_changed=_or_null(_moment("When it was last seen to have changed; null where it was not.")),
        blind={"type": "boolean", "description": "Whether it has been unreadable for so long that it is a blind spot."},
        reason=_or_null(_one_of("Why the last look failed; null where it did not.", UnseenReason)),
        reason_text=_text("The same in a sentence; empty where it did not fail."),
    )
    return {"title": "Planwatch: sources", **_list("Every place that is watched.", one)}
