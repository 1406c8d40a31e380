"""What every value of the four axes and every kind of event means, in plain words, with the numbers that the code uses.

The page that says how we judge is made from this, so that it cannot say anything else than what is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from watcher.judge.failures import FAILING_FOR, FAILING_LOOKS
from watcher.judge.standing import DUE_SOON
from watcher.model import Dates, EventKind, Evidence, Schedule, SourceKind, Verdict
from watcher.quality import LEAST_KEPT, LEAST_KEPT_OF_LONG, LEAST_ROWS_KEPT, LONG_LIST


@dataclass(frozen=True, slots=True)
class Axis:
    """``values``: what each one means, in the order in which they are told."""

    name: str
    question: str
    moved_by: str
    values: Mapping[StrEnum, str]


AXES = (
    Axis(
        "Schedule",
        "Where does today lie against the time that was promised?",
        "The calendar alone, day by day, in London.",
        {
            Schedule.UNDATED: "No date was promised, or none that ends. Such a promise is never overdue.",
            Schedule.NOT_YET_DUE: "The promised time has not begun.",
            Schedule.DUE_SOON: f"The promised time ends within {DUE_SOON.days} days.",
            Schedule.IN_WINDOW: "The promised time has begun and has not ended.",
            Schedule.PAST_DUE: "The last day of the promised time is over. Only its end makes a promise overdue.",
        },
    ),
    Axis(
        "Evidence",
        "Has anything been found that could keep the promise?",
        "The program finds candidates; a person accepts or rejects each.",
        {
            Evidence.NOT_CHECKED: "No place where it could show has been looked at yet.",
            Evidence.NONE_FOUND: "Nothing was found where it was looked for, as often as is stated. It may exist elsewhere.",
            Evidence.CANDIDATE: "Something was found that could be it. Nobody has ruled on it yet.",
            Evidence.ACCEPTED: "A person has looked at it and rules that it keeps the promise, wholly or in part.",
            Evidence.CANNOT_SEE: "None of the places where it would show can be read at present.",
        },
    ),
    Axis(
        "Dates",
        "Does the date that was promised still stand?",
        "The program, when an official document that names the promise gives another date for it.",
        {
            Dates.UNCHANGED: "No other date was read.",
            Dates.REVISED: "A later document gives another date. The first one is kept and still counts.",
            Dates.REMOVED: "A passage that gave the date no longer gives any.",
        },
    ),
    Axis(
        "Verdict",
        "What became of it, all in all?",
        "A person’s ruling alone, dated, with its evidence. Only a later ruling replaces it.",
        {
            Verdict.NOT_YET_RATED: "Nobody has ruled on it.",
            Verdict.IN_PROGRESS: "Work on it can be shown; it is not done.",
            Verdict.STALLED: "Its time passed without it, or work on it no longer shows, and nobody has said that it is dropped.",
            Verdict.DELIVERED: "Done, within the time that was promised, or with no date to miss.",
            Verdict.DELIVERED_LATE: "Done, after the time that was promised.",
            Verdict.DELIVERED_IN_PART: "Some of what was promised is done.",
            Verdict.NOT_DELIVERED: "It was not done, and its time is over.",
            Verdict.DROPPED: "The government has said that it will not be done.",
            Verdict.SUPERSEDED: "Another promise or another policy has taken its place.",
            Verdict.UNCLEAR: "What was found can be read either way.",
        },
    ),
)

EVENTS: Mapping[EventKind, tuple[str, str]] = {
    EventKind.EVIDENCE: ("possible evidence", "Something was found that could be the promised thing itself."),
    EventKind.RULING: ("ruling", "A person has ruled on a promise."),
    EventKind.DUE_SOON: ("due soon", f"The promised time ends within {DUE_SOON.days} days."),
    EventKind.OVERDUE: ("overdue", "The promised time has ended, and no ruling says that the promise was kept."),
    EventKind.DATE_REVISED: ("date moved", "An official document gives another date."),
    EventKind.DATE_REMOVED: ("date removed", "A date that was given is no longer there."),
    EventKind.DATE_CONFIRMED: ("date given again", "An official document gives the same date once more. Told in digests only."),
    EventKind.WORDING_CHANGED: ("wording changed", "The words of a promise became weaker or stronger."),
    EventKind.SILENT_EDIT: ("changed without a note", "A page’s words changed while its own list of updates stood still."),
    EventKind.PAGE_UPDATED: ("page updated", "A page that concerns a promise has changed."),
    EventKind.PAGE_WITHDRAWN: ("page withdrawn", "Its publisher has marked a page as withdrawn."),
    EventKind.PAGE_GONE: ("page gone", "A page is no longer there, and a second look says so too."),
    EventKind.PAGE_MOVED: ("page moved", "A page has another address."),
    EventKind.PAGE_RESTORED: ("page back", "A page that was withdrawn or gone is there again."),
    EventKind.REANNOUNCED: ("announced again", "A promise was announced once more. That does not keep it."),
    EventKind.BLIND_SPOT: ("blind spot", "A place that is watched cannot be read, or can be read again."),
}
"""Each public kind: what it is called, and when it is told."""

KINDS: Mapping[SourceKind, str] = {
    SourceKind.GOVUK: "a page of GOV.UK, with what is attached to it",
    SourceKind.GOVUK_SEARCH: "a search of GOV.UK, for documents that nobody knew of",
    SourceKind.FEED: "a news feed",
    SourceKind.FILE: "a file",
    SourceKind.PARLIAMENT_QUESTIONS: "written questions to ministers, and their answers",
    SourceKind.PARLIAMENT_STATEMENTS: "written statements by ministers to Parliament",
    SourceKind.PARLIAMENT_COMMITTEE: "what a committee of Parliament publishes, and what it is answered",
    SourceKind.LEGISLATION: "the law: instruments, and changes to them",
    SourceKind.OFSTED: "inspection reports of Ofsted",
    SourceKind.STATISTICS: "official statistics on education, version by version",
    SourceKind.CITIZEN_SPACE: "a department’s consultations",
    SourceKind.GITHUB: "the public code of a service",
    SourceKind.CONTRACTS: "contracts that are offered and awarded",
    SourceKind.JSON: "data of a public service",
    SourceKind.PAGE: "a web page",
}
"""Each kind of source, as a reader would call it."""

RULES = (
    "Nothing found after a date has passed is not called broken. It is called overdue, with the number of looks.",
    "The date that was first promised is never overwritten. Every later one is a line in the ledger of the promise.",
    "An announcement repeated is not a delivery.",
    f"A place that could not be read {FAILING_LOOKS} times in a row, over {FAILING_FOR.days} days or more, is a blind spot, and is "
    "shown as one. It is never taken for a place without news.",
    f"A page that keeps less than {LEAST_KEPT:.0%} of its words at once, or a list that loses more than "
    f"{1 - LEAST_ROWS_KEPT:.0%} of its rows ({1 - LEAST_KEPT_OF_LONG:.0%} where it has {LONG_LIST} or more), is believed only when "
    "the next look says the same.",
    "A wall that asks whether we are a person, an apology for repairs and a page that says “not found” are never taken for "
    "the page.",
    "What has taken a promise's place does not keep it. It is a promise of its own, and each of the two leads to the other.",
    "Only looks since the day on which a plan came under watch count as looks for its promises.",
    "The first look at a place sets a starting point. It is not news.",
    "A change of our own program is not a change of the page.",
    "What our rules no longer tell once they were changed stays where it was told, marked as withdrawn, and counts for nothing.",
    "Nothing in the record is edited or deleted. A correction is a new entry, and the old one stays.",
)
