"""Decisions as values: what each key means for an item, what it puts into the plan file, and why it may not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from watcher.dates import in_words, london_day
from watcher.extract.text import clean
from watcher.judge import ACCEPTING, ruling_on
from watcher.match import holds, words_of
from watcher.model import Alias, Commitment, Rejection, Ruling, Verdict
from watcher.review.planfile import add_alias, add_not_name, add_rejection, add_ruling, drop_candidate
from watcher.review.queue import Item, Kind, on_the_web
from watcher.review.timing import Reading, existed_on


@dataclass(frozen=True, slots=True)
class Rule:
    commitment_id: str
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Reject:
    """``not_name``: the phrase that it teaches, or ""."""

    commitment_id: str
    rejection: Rejection
    not_name: str = ""


@dataclass(frozen=True, slots=True)
class TakeName:
    commitment_id: str
    alias: Alias


@dataclass(frozen=True, slots=True)
class RefuseName:
    commitment_id: str
    name: str


Decision = Rule | Reject | TakeName | RefuseName


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is written, as a sentence."""

    why: str


def applied(text: str, decision: Decision) -> str:
    """The plan's text with the decision in it. Raises ReviewError where its layout leaves no place for it.

    A stored candidate that was decided on is taken out, since its address stands in the ruling or rejection from now on;
    "not yet rated" decides nothing, so it leaves all of them.
    """
    match decision:
        case Rule(commitment_id, ruling):
            text = add_ruling(text, commitment_id, ruling)
            for url in ruling.evidence if ruling.verdict is not Verdict.NOT_YET_RATED else ():
                text = drop_candidate(text, commitment_id, url)
        case Reject(commitment_id, rejection, not_name):
            text = drop_candidate(add_rejection(text, commitment_id, rejection), commitment_id, rejection.url)
            text = add_not_name(text, commitment_id, not_name) if not_name else text
        case TakeName(commitment_id, alias):
            text = add_alias(text, commitment_id, alias)
        case RefuseName(commitment_id, name):
            text = add_not_name(text, commitment_id, name)
    return text


def told(decision: Decision) -> str:
    """What is written, in words."""
    match decision:
        case Rule(commitment_id, ruling):
            count = len(ruling.evidence)
            evidence = {0: "without evidence", 1: "with 1 address as evidence"}.get(count, f"with {count} addresses as evidence")
            by = f", by {', '.join(ruling.by)}" if ruling.by else ""
            return f"rules {commitment_id} “{ruling.verdict.value}”{by} on {in_words(ruling.on)}, {evidence}"
        case Reject(commitment_id, rejection, not_name):
            taught = f", and takes “{not_name}” into its not_names" if not_name else ""
            return f"rejects this document as evidence of {commitment_id} on {in_words(rejection.on)}{taught}"
        case TakeName(commitment_id, alias):
            return f"takes “{alias.name}” as a name of {commitment_id}"
        case RefuseName(commitment_id, name):
            return f"takes “{name}” into the not_names of {commitment_id}"


# --- the keys ---


def accept(item: Item, today: date) -> Rule | TakeName | Refusal:
    """What accepting an item means: a name is taken, a document keeps its promise in time or late."""
    if item.kind is Kind.ALIAS and not on_the_web(item.document.url):
        return Refusal("the document that gave the name has no address; put the name into the plan file by hand")
    if item.kind is Kind.ALIAS:
        on = item.dated or (london_day(item.read_at) if item.read_at else None)
        return TakeName(item.commitment.id, Alias(item.name, item.document.url, on))
    if item.kind is Kind.OVERDUE:
        return Refusal("there is nothing to accept; a ruling may say what became of it")
    verdict, standing = _kept_by(item, today), ruling_on(item.commitment, today)
    if isinstance(verdict, Refusal):
        return verdict
    earlier = standing.evidence if standing and standing.verdict is verdict else ()
    return rule(item.commitment, verdict, (*earlier, item.document.url), _accepted_note(item), today=today)


def _accepted_note(item: Item) -> str:
    title = clean(item.document.title)
    parts = [f"“{title}”" if title else "", f"dated {in_words(item.dated)}" if item.dated else ""]
    said = ", ".join(p for p in parts if p)
    return f"Accepted as evidence: {said}." if said else "Accepted as evidence."


def _kept_by(item: Item, today: date) -> Verdict | Refusal:
    """ "delivered" or "delivered late", by the days on which the document can have become what it is."""
    standing = ruling_on(item.commitment, today)
    if standing and standing.verdict is Verdict.DELIVERED_IN_PART:
        return Refusal("it is delivered in part already; whether this completes it is for a ruling to say")
    proof_more = standing and standing.verdict in (Verdict.DELIVERED, Verdict.DELIVERED_LATE)
    verdict = standing.verdict if standing and proof_more else _in_time(item)
    too_early = _too_early(item) if verdict is Verdict.DELIVERED else None
    return too_early or verdict


def _in_time(item: Item) -> Verdict | Refusal:
    end, days = item.commitment.window.end, item.days
    if days is not None and days.last < item.plan.published:
        return Refusal(f"its date, {in_words(days.last)}, lies before the promise; if it keeps it all the same, rule")
    if end is None:
        return Verdict.DELIVERED
    if days is None and (item.read_at is None or london_day(item.read_at) > end):
        return Refusal("its date is not known, so neither is whether it came in time; rule which it is")
    if days is None or days.last <= end:
        return Verdict.DELIVERED
    if days.first > end:
        return Verdict.DELIVERED_LATE
    span = f"between {in_words(days.first)} and {in_words(days.last)}"
    return Refusal(f"it became what it is some day {span}, so whether it came by {in_words(end)} is not known; rule which it is")


def _too_early(item: Item) -> Refusal | None:
    """Why a document that would have come in time may have been there before the promise was made, or before its days began.

    A page that was no evidence when it was read before cannot.
    """
    readings = [r for r in item.readings or (Reading(item.document, item.read_at),) if not r.again]
    noted = [item.stored_on] if item.stored_on else []
    there = min([*noted, *(day for r in readings if (day := existed_on(r)))], default=None)
    if there is not None and there < item.plan.published:
        return Refusal(f"its page was there on {in_words(there)}, before the promise was made; if it keeps it all the same, rule")
    return _there_at_first(item) if any(r.baseline for r in readings) else None


def _there_at_first(item: Item) -> Refusal | None:
    """Of what the first look found nobody saw it come."""
    start, days, found = item.commitment.window.start, item.days, "it was there when the watch began"
    if days is None:
        return Refusal(f"{found}, and bears no date, so it may be older than the promise; if it keeps it, rule")
    if days.first <= item.plan.published:
        return Refusal(f"{found}, and its date, {in_words(days.first)}, is the day of the promise; if it keeps it, rule")
    if start and days.first < start:
        began = f"the promised days, which begin on {in_words(start)}"
        return Refusal(f"{found}, and its date, {in_words(days.first)}, lies before {began}; if it keeps the promise, rule")
    return None


def reject(item: Item, reason: str, not_name: str, today: date) -> Reject | RefuseName | Refusal:
    """Turning an item down. A document needs the reason; a name is its own reason."""
    if item.kind is Kind.OVERDUE:
        return Refusal("there is nothing to reject")
    if item.kind is Kind.ALIAS:
        return _refuse_name(item)
    reason = clean(reason)
    if not reason:
        return Refusal("a rejection needs its reason")
    return Reject(item.commitment.id, Rejection(item.document.url, today, reason), clean(not_name))


def _refuse_name(item: Item) -> RefuseName | Refusal:
    words = words_of(item.name)
    for name in (*item.commitment.called, item.commitment.title):
        if holds(words_of(name), words):
            return Refusal(f"it is part of its name “{name}”, which as a not_name it would keep out too; edit the names by hand")
    return RefuseName(item.commitment.id, item.name)


def rule(
    commitment: Commitment,
    verdict: Verdict,
    evidence: Sequence[str],
    note: str,
    *,
    today: date,
    on: date | None = None,
    by: Sequence[str] = (),
) -> Rule | Refusal:
    """A verdict on a commitment. ``on``: its date, today if not given; ``by``: what took the promise's place."""
    ruling = Ruling(on or today, verdict, tuple(dict.fromkeys(evidence)), clean(note), tuple(dict.fromkeys(by)))
    standing = ruling_on(commitment, today)
    if ruling.on > today:
        return Refusal(f"{in_words(ruling.on)} has not come yet; a ruling is dated today or before")
    if not ruling.note:
        return Refusal("a ruling needs a note that gives its reason")
    if verdict in ACCEPTING and not ruling.evidence:
        return Refusal(f"“{verdict.value}” needs the address of its evidence")
    if ruling.by and verdict is not Verdict.SUPERSEDED:
        return Refusal("only “superseded” names what took a promise’s place")
    if standing and ruling.on < standing.on:
        return Refusal(f"a ruling of {in_words(standing.on)} stands, and one dated before it would change nothing")
    if standing and _same(standing, ruling):
        return Refusal(f"that is how it stands since {in_words(standing.on)}: “{verdict.value}”, with the same evidence")
    return Rule(commitment.id, ruling)


def _same(a: Ruling, b: Ruling) -> bool:
    return (a.verdict, set(a.evidence), set(a.by)) == (b.verdict, set(b.evidence), set(b.by))


def verdict_named(text: str) -> Verdict | None:
    """A verdict by its words, blanks or hyphens between them."""
    words = " ".join(text.lower().replace("-", " ").split())
    return next((v for v in Verdict if v.value == words), None)
