"""The words that bound a time ("by", "no earlier than", "at the latest"), and whether it is a time at all. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from watcher.dates import periods
from watcher.dates.atoms import WEEKDAY
from watcher.dates.periods import Period
from watcher.dates.phrase import BEFORE, BETWEEN, BY, CLOCK, FROM, LATE, NO_BOUND, SINCE, Phrase, lead_of

_BOUND = re.compile(
    r"\b(?:"
    r"(?P<from>(?:no earlier than|not earlier than|no sooner than|not before|not until|on or after|with effect from|"
    r"effective from|effective|"
    r"as of|as from|from|starting(?: in| from| on)?|beginning(?: in| on| from)?|commencing(?: in| on)?))|"
    r"(?P<since>since)|(?P<after>after|beyond|later than)|"
    r"(?P<by>(?:between|from) (?:now|today) (?:and|to|until)|(?:by )?(?:no|not) later than|by|on or before|until|till|"
    r"up to(?: and including)?|up until|not beyond)|"
    r"(?P<ready>in time for)|(?P<before>before (?:the house|parliament) rises for|before|prior to|ahead of|in advance of|"
    r"earlier than)|(?P<between>between)|"
    r"(?P<at>in|on|at|during|over|throughout|across|through|for|around|about|towards?|within|into|of|as early as|approximately|"
    r"(?:delayed|moved|extended|postponed|pushed back|put back|slipped|deferred|brought forward|back|forward) to)"
    r"):?(?: about| around| approximately| at least)?(?: the)?"
    rf"(?:,? {CLOCK}(?: \([^)]{{1,12}}\))?,?(?: on)?(?: the)?)*(?: {WEEKDAY},?)?(?: the)? ?$",
    re.I,
)
_HOUR = re.compile(CLOCK, re.I)
_LATEST = re.compile(r",? (?:at the (?:very )?latest|or (?:earlier|sooner|before))\b", re.I)
_EARLIEST = re.compile(r",? (?:at the (?:very )?earliest|onwards?|or (?:later|after)|and (?:beyond|after|onwards?))\b", re.I)
_NEGATED = re.compile(r"(?:\bnot\b|\bnever\b|n't\b|n’t\b)[^,;.|]{0,50}$", re.I)
_FOLLOWS = re.compile(
    r"\s*(?:[.,;:)|!?\]–—-]|$|\n)|\s(?:and|or|to|we|it|they|he|she|the|this|these|that|for|with|by|so|when|after|before|if|but|"
    r"as|at|an?|in|on|"
    r"of|will|is|are|was|were|has|had|from|until|because|which|who|where|while|once|following|subject|through|each|all|at|"
    r"onwards?)\b",
    re.I,
)


def bounded(text: str, phrase: Phrase, left: int) -> Phrase | None:
    """The phrase with the words that bound it, or None where nothing shows that it is a time."""
    lead = lead_of(text, phrase.start, left)
    m = _BOUND.search(lead)
    name = (m.lastgroup or "") if m else ""
    phrase = _suffixed(text, phrase)
    if not _licensed(text, phrase, name):
        return None
    if m is None or name == "at" or phrase.moved == "from":
        return phrase
    phrase = _as_bound(phrase, _bound(phrase, name, m[0].lower(), lead[: m.start()]), name)
    start = phrase.start if name == SINCE else phrase.start - len(lead) + m.start()
    return replace(phrase, start=start, lead=m[0].strip().lower())


def _bound(phrase: Phrase, name: str, words: str, before: str) -> str:
    """What the words mean here: "not ... before" is "from", "before the end of" is "by", "from ... to" bounds nothing."""
    if phrase.bound:
        return phrase.bound
    if name == BEFORE and (phrase.of.parts[-1:] == ("end",) or _HOUR.search(words)):
        return BY  # before the end of March is by its last day, before noon on 3 May is by that day
    if (name == BEFORE or words.startswith(("until", "till"))) and _NEGATED.search(before):
        return FROM
    spans = phrase.first is not None or phrase.of.kind in ("range", "days")
    if name == BETWEEN or (spans and name == FROM):
        return NO_BOUND
    return BY if name == "ready" else name


def _as_bound(phrase: Phrase, bound: str, name: str) -> Phrase:
    if bound in LATE and phrase.of.kind in ("break", "turn"):
        return replace(_at_turn(phrase), bound=BEFORE)
    if bound in LATE and phrase.of.parts[-1:] == ("end",):
        phrase = replace(phrase, of=replace(phrase.of, parts=phrase.of.parts[:-1]))  # the last day is the same
    if bound == BY and (name == "ready" or phrase.of.parts[-1:] == ("start",)):
        phrase = _cut(phrase)
    return replace(phrase, bound=bound)


def _at_turn(phrase: Phrase) -> Phrase:
    """By the turn of the year is before the next one begins; by the summer recess is before that begins."""
    if phrase.of.kind != "turn":
        return phrase
    period = phrase.of.period
    known = periods.new_year(period.end.year) if period else None
    return replace(phrase, of=replace(phrase.of, period=known, fill=lambda year: periods.new_year(year + 1)))


def _cut(phrase: Phrase) -> Phrase:
    """Only the first day of it: what must be so by the start is so by that day."""
    parts = phrase.of.parts[:-1] if phrase.of.parts[-1:] == ("start",) else phrase.of.parts
    whole = replace(phrase.of, parts=parts)
    fill = whole.fill
    if whole.period is None and fill is not None:
        return replace(phrase, of=replace(whole, fill=lambda year: _first_day(replace(whole, period=fill(year)).known()), parts=()))
    return replace(phrase, of=replace(whole, period=_first_day(whole.known()), parts=()))


def _first_day(period: Period | None) -> Period | None:
    return period._replace(end=period.start) if period else None


def _suffixed(text: str, phrase: Phrase) -> Phrase:
    for pattern, bound in ((_LATEST, BY), (_EARLIEST, FROM)):
        if m := pattern.match(text, phrase.end):
            return replace(phrase, end=m.end(), bound=bound, of=replace(phrase.of, needs=""))
    return phrase


def _licensed(text: str, phrase: Phrase, lead: str) -> bool:
    """A bare year, month or season is a time only where a preposition or a part says so, and is no adjective."""
    needs = phrase.of.needs
    if needs == "part":
        return False
    if needs != "lead" or phrase.moved:
        return True
    if text[phrase.of.start].isdigit():
        return (bool(lead) and not _article(text, phrase)) or _cell(text, phrase)
    return bool(lead) and _FOLLOWS.match(text, phrase.end) is not None


def _cell(text: str, phrase: Phrase) -> bool:
    """Whether it is all that a cell of a table holds, or holds after its label: "Final report: 2026"."""
    if text[phrase.end : phrase.end + 2] not in ("", " |"):
        return False
    row = lead_of(text, phrase.start, 0).rpartition("\n")[2]
    return row == "" or row.endswith("| ") or (row.endswith(": ") and " | " in row)


def _article(text: str, phrase: Phrase) -> bool:
    """Whether it names a thing, as in "the 2023 plan"."""
    return text[max(0, phrase.start - 4) : phrase.start].lower() == "the "
