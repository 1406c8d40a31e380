"""Both sides of an event, and how each may be told: as a quotation, as words that are gone, or as our own. Pure.

Pages, feeds and mails all tell it this way, so that nobody is shown our words as an official page's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from notifier.words import cut, date_in_words, london_day_in_words, one_line, sentence_case
from watcher import Effect, Event, EventKind, Quote, Withdrawal

WITHDRAWN = "Withdrawn:"
"""Before whatever a change of our rules took back; nothing is taken away from it."""
LONGEST_NAME = 120
"""Of a file, in what cites a page of it."""


@dataclass(frozen=True, slots=True)
class Side:
    """``quoted``: the words are those of the place that ``quote`` names. ``read``: what was done there at its time.

    ``where`` and ``kept``: what the links to the place and to the kept copy are called.
    """

    heading: str
    quote: Quote
    quoted: bool
    read: str
    where: str
    kept: str = "The page as it was read"

    @property
    def link(self) -> str:
        """Where the link to the place leads: of a file, to the page that holds the words."""
        return self.quote.link


def sides_of(event: Event) -> Iterator[Side]:
    """What was promised, and what was found; either may be missing."""
    if event.promised:
        yield Side("Promised", event.promised, False, "In our words", "Where it was promised")
    if event.found:
        yield _placed(_found(event, event.found), event.title)


def _placed(side: Side, title: str) -> Side:
    """Words out of a file are cited by their place in it: "Page 31 of The plan"."""
    if not side.quote.place:
        return side
    named = cut(one_line(title), LONGEST_NAME) or "the file"
    return replace(side, where=f"{sentence_case(side.quote.place)} of {named}", kept="The words of the file as they were read")


def withdrawal_in_words(found: Withdrawal) -> str:
    """What became of an event by a change of our rules, and on which day that was recorded."""
    told = f"be told otherwise: “{found.instead}”" if found.instead else "not be told."
    return f"{WITHDRAWN} under the rules as they are now this would {told} Recorded on {london_day_in_words(found.at)}."


def asides_of(event: Event) -> Iterator[str]:
    """What there is to say besides, in sentences of our own: what a note would have said, who gave a date, and why."""
    detail = event.detail
    if detail.get("unnoted"):
        yield f"The page’s own list of updates says nothing of this. A note of it could have read: {detail['unnoted']}"
    if "effect" in detail:
        yield from _about_a_date(detail)


def _about_a_date(detail: Mapping[str, str]) -> Iterator[str]:
    day = date_in_words(date.fromisoformat(detail["said_on"])) if detail.get("said_on") else ""
    if day and detail.get("who"):
        where = "in a document of" if detail.get("dated") != "no" else "in a document that bears no date, as it was read on"
        yield f"Said by {detail['who']}, {where} {day}."
    if detail.get("reason"):
        yield f"The reason that is given: “{detail['reason']}”."
    elif Effect(detail["effect"]) in (Effect.LATER, Effect.VAGUER, Effect.REMOVED):
        yield "No reason is given beside it."


def _found(event: Event, quote: Quote) -> Side:
    kind = event.kind
    if kind is EventKind.RULING:
        made = event.promised.url if event.promised else ""
        return Side("Our ruling", quote, False, "In our words", "Where it was promised" if quote.url == made else "Evidence")
    if kind is EventKind.BLIND_SPOT:
        return Side("What happened", quote, False, "Tried", "The page itself")
    if kind is EventKind.PAGE_GONE:
        return Side("What happened", quote, False, "Tried", "The page itself", "What was answered instead")
    taken_out = kind is EventKind.WORDING_CHANGED and event.detail.get("to") == ""
    lost = taken_out or (kind is EventKind.DATE_REMOVED and not event.detail.get("to"))
    if lost and all(h.after != quote.text for h in event.hunks):
        return Side(
            "No longer there", quote, True, "Gone when the page was read", "The page itself", "The page without these words"
        )
    if kind is EventKind.PAGE_MOVED:
        return Side("Found", quote, False, "At a new address", "The page itself")
    return Side("Found", quote, True, "Read", "The page itself")
