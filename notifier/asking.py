"""What a reader can copy and send to ask about a promise: a request for documents, and a letter to an MP. Pure.

The texts tell what is recorded and ask; they rate nothing. Every rating in them is a maintainer's and is said to be one.
A request for information is for recorded information, in writing, with a name and an address for the answer (Freedom of
Information Act 2000, sections 1, 8 and 84).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notifier.words import count_in_words, date_in_words, london_day_in_words, one_line, window_in_words
from watcher import ENDED, SETTLED, Commitment, Coverage, Dates, Evidence, Plan, Ruling, Slip, Standing, Verdict, Window

MOST_NAMED = 5
"""So many addresses are named in a text; the rest are on the page of the promise."""

_RATED = SETTLED - {Verdict.DELIVERED}

_FIELDS = (
    "Business and Trade|Culture, Media and Sport|Defence|Education|Energy Security and Net Zero|"
    "Environment, Food and Rural Affairs|Health and Social Care|Housing, Communities and Local Government|Justice|"
    "Science, Innovation and Technology|Transport|Work and Pensions"
)
_DEPARTMENT = re.compile(rf"^(?:Department (?:for|of)|Ministry (?:for|of)) (?P<field>{_FIELDS})\b")


@dataclass(frozen=True, slots=True)
class _Words:
    """What differs from one standing to another. ``opening`` goes on from "I am writing about a promise"."""

    opening: str
    done: str = "whether this was done, when, and where the result was published"
    planned: str = "if not, whether it is still planned, and by which date"
    decided: str = "who decided on any change, and when"


def askable(standing: Standing) -> bool:
    """Whether there is anything left to ask: not of a promise that was ruled delivered outright."""
    return standing.verdict is not Verdict.DELIVERED


def foi_request(commitment: Commitment, plan: Plan, standing: Standing, page_url: str, today: date) -> str:
    """A request to the owner for the documents that show what became of an askable promise: paragraphs parted by blank lines."""
    words = _words(standing, today)
    asked = [words.done, words.planned, words.decided]
    if standing.candidates:
        asked.append("how the possible evidence named above relates to this promise")
    return _paragraphs(
        f"To: {commitment.owner}",
        "Request for information under the Freedom of Information Act 2000",
        "Dear Freedom of Information team,",
        f"I am writing about a promise {words.opening}",
        *_facts(commitment, plan, standing, page_url, today),
        "Please send me the recorded information you hold that shows:",
        *(f"{n}. {what}{'.' if n == len(asked) else ';'}" for n, what in enumerate(asked, 1)),
        "Where you hold nothing, please say so. Where something is published already, its address is enough.",
        "Yours faithfully,",
        "[Your name]",
        "[Your email or postal address]",
    )


def question_to_mp(commitment: Commitment, plan: Plan, standing: Standing, page_url: str, today: date) -> str:
    """A letter that asks one's MP to put a written question about an askable promise, and suggests the question."""
    words = _words(standing, today)
    return _paragraphs(
        "Dear [name of your MP],",
        f"I live in [your constituency]. I am writing about a promise {words.opening}",
        *_facts(commitment, plan, standing, page_url, today),
        "Would you please put a written question to the government? It could read:",
        f"To ask {_minister(commitment.owner)}, with reference to “{plan.title}” of {date_in_words(plan.published)} "
        f"and its promise, in short, “{commitment.title}”: {words.done}; {words.planned}; and {words.decided}.",
        "Thank you for your help.",
        "Yours sincerely,",
        "[Your name]",
        "[Your address and postcode]",
    )


# --- what differs from one standing to another ---


def _words(standing: Standing, today: date) -> _Words:
    """Raises ValueError for a promise about which there is nothing left to ask."""
    if not askable(standing):
        raise ValueError(f"{standing.commitment_id} was ruled delivered; there is nothing left to ask")
    if standing.verdict in _RATED:
        return _when_rated(standing.verdict)
    if standing.slips or standing.dates is Dates.REMOVED:
        return _when_redated(standing, today)
    return _as_promised(standing, today)


def _when_rated(verdict: Verdict) -> _Words:
    rated = f"that was rated by Planwatch's maintainers as {verdict.value}."
    if verdict in ENDED:
        return _Words(
            f"{rated} Does any of it still stand?",
            done="whether any of this was done, when, and where the result was published",
            planned="whether any of it is still planned, or what takes its place, and by which date",
        )
    if verdict is Verdict.DELIVERED_LATE:
        return _Words(
            f"{rated} I would like to know how that came about.",
            done="when this was done, and where the result was published",
            planned="whether any of it is still to come, and by which date",
        )
    return _Words(
        f"{rated} I would like to know about the rest.",
        done="which parts of this were done, when, and where the result was published",
        planned="whether the rest is still planned, and by which date",
    )


def _when_redated(standing: Standing, today: date) -> _Words:
    last = standing.slips[-1] if standing.slips else None
    if last is None or not last.after:
        opening = "whose date is no longer given. Does it still stand?"
        return _Words(opening, decided="who decided to take the date away, and when")
    if last.window is None or not last.window.dated:
        opening = f"whose date gave way to “{last.after}”. Does it still stand?"
        return _Words(opening, decided="who decided to change the date, and when")
    changed = "whose date has been changed" if standing.window.dated else "whose date was given only later"
    decided = f"who decided {'to change' if standing.window.dated else 'on'} the date, and when"
    if _passed(standing.latest_window, today):
        return _Words(f"{changed}. The date given last has passed.", decided=decided)
    still = "if not, whether it is still planned, and whether the date given last still holds"
    return _Words(f"{changed}. I would like to know how it stands.", planned=still, decided=decided)


def _as_promised(standing: Standing, today: date) -> _Words:
    if not standing.window.dated:
        return _Words("for which no last day was given. I would like to know how it stands.")
    if not _passed(standing.window, today):
        return _Words(
            "whose last day has not passed. I would like to know how it stands.",
            done="whether this has been done already, when, and where the result was published",
            planned="if not, whether it is still planned, and whether the date still holds",
        )
    known = {
        Evidence.NONE_FOUND: "I know of no evidence that it was done.",
        Evidence.CANDIDATE: "There may be evidence of it, and I would like to know whether it is what was promised.",
    }
    return _Words(f"whose date has passed. {known.get(standing.evidence, 'I would like to know what became of it.')}")


def _passed(window: Window, today: date) -> bool:
    return window.end is not None and window.end < today


# --- what is known ---


def _facts(commitment: Commitment, plan: Plan, standing: Standing, page_url: str, today: date) -> tuple[str, ...]:
    promise = (
        f"In the words of Planwatch, a website that follows such promises, it is: {commitment.title.rstrip('.')}. "
        f"It belongs to “{plan.title}” of {date_in_words(plan.published)} and is stated at {commitment.stated}."
    )
    dates = " ".join((_first_date(commitment, standing, today), *map(_revision, standing.slips)))
    found = " ".join(filter(None, (_rating(standing), _candidates(standing), _search(standing))))
    return promise, dates, found, f"All that Planwatch knows of it: {page_url}"


def _first_date(commitment: Commitment, standing: Standing, today: date) -> str:
    window, phrase = standing.window, commitment.due
    if not window.dated:
        return f"Of its date Planwatch recorded: “{phrase}”." if phrase else "No date was given when it was made."
    words = window_in_words(window)
    was = "At first it was due" if standing.slips else "It was due" if _passed(window, today) else "It is due"
    return f"{was} “{phrase}” ({words})." if phrase else f"{was} {words}."


def _revision(slip: Slip) -> str:
    on, at = date_in_words(slip.on), f" ({slip.url})" if slip.url else ""
    if not slip.after:
        what = f"“{slip.before}”" if slip.before else "a date"
        return f"On {on} Planwatch saw that {what} was no longer given{at}."
    means = f", {window_in_words(slip.window)}," if slip.window and slip.window.dated else ""
    before = f" in place of “{slip.before}”" if slip.before else " as its date"
    return f"On {on} Planwatch read “{slip.after}”{means}{before}{at}."


def _rating(standing: Standing) -> str:
    ruling = standing.ruling
    if ruling is None or ruling.verdict is Verdict.NOT_YET_RATED:
        return ""
    on = date_in_words(ruling.on)
    if ruling.verdict in _RATED:  # the opening has said as what
        return f"That rating is of {on}{_on_evidence(ruling)}."
    return f"It was rated by Planwatch's maintainers as {ruling.verdict.value} on {on}{_on_evidence(ruling)}."


def _on_evidence(ruling: Ruling) -> str:
    return f", on this evidence: {_addresses(ruling.evidence)}" if ruling.evidence else ""


def _candidates(standing: Standing) -> str:
    if not standing.candidates:
        return ""
    found = _addresses([quote.url for quote in standing.candidates])
    return f"Planwatch found possible evidence, not ruled on yet: {found}."


def _addresses(urls: Sequence[str]) -> str:
    more = len(urls) - MOST_NAMED
    return ", ".join(urls[:MOST_NAMED]) + (f" and {more} more, named on the page below" if more > 0 else "")


def _search(standing: Standing) -> str:
    """How far was looked, and where nothing was found, that this is no proof."""
    coverage = standing.coverage
    if not coverage.checks:
        return "Planwatch has not checked any source for it yet."
    checks = f"{count_in_words(coverage.checks, 'check')} of {count_in_words(len(coverage.searched), 'source')}"
    once = "" if coverage.checks == 1 else " the last"
    last = f",{once} on {london_day_in_words(coverage.as_of)}" if coverage.as_of else ""
    none = standing.evidence is Evidence.NONE_FOUND
    looked = f"In {checks}{last}, Planwatch found no evidence that it was done." if none else f"Planwatch has made {checks}{last}."
    return f"{looked}{_blind(coverage)}" + (" Not found does not mean that it does not exist." if none else "")


def _blind(coverage: Coverage) -> str:
    if not coverage.blind:
        return ""
    if len(coverage.sources) == 1:
        return " This source cannot be read now."
    some = "None" if set(coverage.sources) <= set(coverage.blind) else str(len(coverage.blind))
    return f" {some} of these sources can{'' if some == 'None' else 'not'} be read now."


def _minister(owner: str) -> str:
    """Whom a written question is put to: the Secretary of State of the first department among the owners, where it is known."""
    owners = [name.strip() for name in owner.split(";")]
    found = next((m["field"] for name in owners if (m := _DEPARTMENT.match(name))), "")
    return f"the Secretary of State for {found}" if found else f"the minister responsible for {owners[0]}"


def _paragraphs(*paragraphs: str) -> str:
    """Each on one line, without characters that cannot be seen."""
    return "\n\n".join(map(one_line, paragraphs))
