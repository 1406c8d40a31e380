"""Dates in running text, and a stored due phrase as a window. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from watcher.dates.grammar import phrases_of, plain
from watcher.dates.periods import Period
from watcher.dates.phrase import AFTER, BEFORE, FROM, LATE, SINCE, Phrase
from watcher.dates.roles import read_role, settle
from watcher.dates.tenses import BEHIND, FUTURE
from watcher.model import Precision, Window


@dataclass(frozen=True, slots=True)
class Found:
    """A date phrase in running text. ``start`` and ``end`` are offsets of ``text`` in it.

    ``role``: deadline (a promise or duty that still stands), start ("from"), publication (the day of the news itself),
    closing (the last day on which answers, applications or bids are taken), opening, release (of figures), review,
    historical (past, lapsed, or only cited), or "" where nothing in the sentence says.
    """

    window: Window
    start: int
    end: int
    text: str
    role: str


def find_dates(text: str, *, said_on: date | None = None) -> tuple[Found, ...]:
    """Every phrase of time in running text, in order, each with the role that its sentence gives it.

    ``said_on``: the day the text was published, for "this autumn" and "3 May"; without it such phrases are vague.
    Takes time in proportion to the length of the text.
    """
    flat = plain(text)
    phrases = phrases_of(flat, said_on)
    found = []
    for n, phrase in enumerate(phrases):
        reading = read_role(flat, phrases, n, said_on)
        period = _period(phrase, said_on, reading.tense)
        if reading.told:
            words = text[phrase.start : phrase.end]
            found.append(
                Found(_window(phrase, period, words), phrase.start, phrase.end, words, settle(reading, phrase, period, said_on))
            )
    return tuple(found)


def _period(phrase: Phrase, said_on: date | None, tense: str) -> Period | None:
    """A day or month without a year: ahead in a promise, back in a report, else up to half a year back or ahead."""
    if not phrase.yearless:
        return phrase.period()
    if said_on is None:
        return None
    near = [p for y in range(said_on.year - 4, said_on.year + 5) if (p := phrase.period(y))]
    if tense in BEHIND:
        return next((p for p in reversed(near) if p.start <= said_on), None)
    if phrase.bound == BEFORE:
        return next((p for p in near if p.start > said_on), None)
    back = timedelta(days=0 if tense == FUTURE or phrase.bound in LATE else 182)
    return next((p for p in near if p.end >= said_on - back), None)


def _window(phrase: Phrase, period: Period | None, words: str) -> Window:
    if period is None:
        return Window(None, None, Precision.VAGUE, words)
    start, end, precision = period
    if phrase.bound == BEFORE:
        return Window(None, start - timedelta(days=1), precision, words)
    if phrase.bound in LATE:
        return Window(None, end, precision, words)
    if phrase.bound == AFTER:
        return Window(end + timedelta(days=1), None, precision, words)
    return Window(start, None if phrase.bound in (FROM, SINCE) else end, precision, words)


_UNDATED = re.compile(
    r"^(?:|undated|no date(?: given)?|none|ongoing|not dated|.*\bundated\b.*|already running.*|continuing)$", re.I | re.S
)
_TO_BE_SAID = re.compile(r"^(?:date )?(?:tbc|tba|tbd|to be (?:confirmed|announced|decided))\.?$", re.I)


def parse_phrase(phrase: str, *, said_on: date | None = None) -> Window:
    """A whole due phrase as a window. What means nothing gives an undated window; never raises."""
    text = " ".join(plain(phrase).split())
    if re.search(r"\bundated\b", text, re.I):
        return Window(None, None, Precision.NONE, phrase)
    if _TO_BE_SAID.match(text):
        return Window(None, None, Precision.VAGUE, phrase)
    windows = _windows(text, said_on) or _windows(f"in {text}", said_on)
    if not windows:
        return Window(None, None, Precision.NONE, phrase)
    first, last = windows[0], windows[-1]
    if first is last or last.end is None:
        return Window(first.start, first.end, first.precision, phrase)
    return Window(first.start, last.end, Precision.RANGE, phrase)


def _windows(text: str, said_on: date | None) -> list[Window]:
    return [_window(p, _period(p, said_on, FUTURE), text) for p in phrases_of(text, said_on)]


def means_something(phrase: str) -> bool:
    """Whether a due phrase is a date, a vague time, or openly undated."""
    return bool(_UNDATED.match(phrase.strip())) or parse_phrase(phrase).precision is not Precision.NONE
