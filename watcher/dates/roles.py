"""What a date is in its sentence: a deadline, a start, a closing day, the day of the news, or what is past. Pure.

The nearest word that governs the date decides: first among the words between it and the date before it, then among
those up to the date after it, then further off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from watcher.dates.clauses import Clause, clause_at
from watcher.dates.cues import (
    ADJECTIVE,
    ADVICE,
    ANSWER_WORD,
    ARTICLE,
    AUTHOR,
    CITED_ANYWHERE,
    CITED_END,
    CLOSED,
    CLOSING,
    DONE,
    FOOTNOTE,
    FORCE,
    INSTEAD,
    LABEL_BEFORE_CLOCK,
    LABELLED,
    LABELS,
    NEWS,
    NEWS_LEFT,
    OPENING,
    PERFECT,
    REFERENCE,
    RELEASE,
    REVIEW,
    REVIEW_ROW,
    RUNS,
    SHIFTED,
    STAMP,
    TAKEN,
    US,
    WE,
    YOU,
)
from watcher.dates.periods import Period
from watcher.dates.phrase import AFTER, FROM, LATE, SINCE, Phrase
from watcher.dates.tenses import BEHIND, FUTURE, PAST, REPORTED, first_tense, last_tense, tense_of_date

_NEIGHBOURS = 4  # other dates that a date's words may lie beyond; keeps the time in proportion to the text


@dataclass(frozen=True, slots=True)
class Reading:
    """``role`` as of ``Found``; ``tense``: future, past, lapsed or "". ``told``: whether it is a statement of a time at all.

    ``cited``: as the date of something else.
    """

    role: str
    tense: str
    told: bool = True
    cited: bool = False


def read_role(text: str, phrases: Sequence[Phrase], n: int, said_on: date | None) -> Reading:
    """The role of one of the phrases of a text."""
    phrase = phrases[n]
    ends, starts = (
        [0, *(p.end for p in phrases[max(0, n - _NEIGHBOURS) : n])],
        [p.start for p in phrases[n + 1 : n + 1 + _NEIGHBOURS]],
    )
    before, after = ends[-1], starts[0] if starts else len(text)
    reach = (ends[-_NEIGHBOURS] if len(ends) > _NEIGHBOURS else 0, starts[-1] if len(starts) == _NEIGHBOURS else len(text))
    clause = _unmarked(clause_at(text, phrase.start, phrase.end, reach))
    near = Clause(clause.left[max(0, len(clause.left) - (phrase.start - before)) :], clause.right[: max(0, after - phrase.end)])
    tense = tense_of_date(phrase, clause, near)
    role = _role(phrase, clause, near, tense)
    told = _told(phrase, clause, tense, said_on) or role not in ("", "deadline", "start")
    return Reading(role, tense, told, _cited(phrase, clause, near, tense))


def _unmarked(clause: Clause) -> Clause:
    """A note that promises, without the mark that would make it a citation."""
    words = FOOTNOTE.sub("", clause.left)
    return clause._replace(left=words) if last_tense(words) == FUTURE else clause


def _told(phrase: Phrase, clause: Clause, tense: str, said_on: date | None) -> bool:
    """A vague word is told of in a promise only; "in June" of an unknown year, where the sentence has a tense."""
    if phrase.of.vague:
        return tense not in BEHIND and _promised(clause)
    named = phrase.yearless and said_on is None and phrase.of.needs == "lead"
    return not named or tense != "" or not clause.left.strip()


def _promised(clause: Clause) -> bool:
    """Advice to a reader to do a thing soon promises no time."""
    words = f"{clause.left} {clause.right}"
    if YOU.search(words):
        return US.search(words) is not None
    return WE.search(words) is not None or ADVICE.search(words) is None


def settle(reading: Reading, phrase: Phrase, period: Period | None, said_on: date | None) -> str:
    """The role, once it is known what days the phrase stands for.

    What had ended when it was said is no promise; what was yet to come is none of the past, whatever the tense, unless
    it is a promise that has lapsed or a date that is only cited.
    """
    if reading.role == "historical" and reading.tense == PAST and not reading.cited and said_on and period:
        to_come = period.end >= said_on if phrase.bound in LATE else period.start > said_on
        return ("start" if phrase.bound in (FROM, AFTER) else "deadline") if to_come else "historical"
    over = said_on is not None and period is not None and period.end < said_on
    if phrase.bound in (FROM, AFTER, SINCE):
        over = over and reading.tense != FUTURE
    if over and (reading.role == "" or phrase.moved or reading.tense == REPORTED):
        return "historical"
    if reading.role == "dated":
        return "release" if said_on and period and period.start > said_on else "publication"
    return reading.role


def _role(phrase: Phrase, clause: Clause, near: Clause, tense: str) -> str:
    if phrase.moved == "from" or INSTEAD.search(near.left) or SHIFTED.match(near.right):
        return "historical"
    if clause.others:
        return _row(phrase, clause)
    label = _label(near.left)
    if label:
        return label
    if _news(near.left, near.right):
        return "publication"
    if _cited(phrase, clause, near, tense):
        return "historical"
    if tense not in BEHIND or ANSWER_WORD.search(clause.left + clause.right):
        kind = _kind(phrase, clause, near, tense)
        if kind:
            return kind
    return _by_tense(phrase, near, tense)


def _row(phrase: Phrase, clause: Clause) -> str:
    """A table's row: the cell's own words, the label in the cell before, a cell that says it is done; else nothing says."""
    named = _labelled(clause.label) or _label(clause.left) or _named_row(clause.others[0])
    if named:
        return named
    if CITED_ANYWHERE.search(clause.left):
        return "historical"
    if any(DONE.fullmatch(cell) for cell in clause.others if cell != clause.label):
        return "historical"
    if phrase.bound in LATE and not re.search(r"\b(?:was|were|had)\b", clause.left + clause.right):
        return "deadline"
    return _by_tense(phrase, Clause(clause.left, clause.right), last_tense(clause.left) or first_tense(clause.right))


def _named_row(first: str) -> str:
    """The role that the first cell of a row gives its dates: "Standards: consultation opens", "Next review of the code"."""
    if REVIEW_ROW.match(first):
        return "review"
    head, _, tail = first.rpartition(": ")
    role = _labelled(tail) if head else ""
    return role if role in ("opening", "closing", "review", "release") else ""


def _label(left: str) -> str:
    m = LABELLED.search(LABEL_BEFORE_CLOCK.sub(": ", left))
    return _labelled(m["label"]) if m else ""


def _labelled(words: str) -> str:
    words = words.strip().rstrip(":")
    return next((role for pattern, role in LABELS if pattern.fullmatch(words)), "")


def _cited(phrase: Phrase, clause: Clause, near: Clause, tense: str) -> bool:
    if CITED_ANYWHERE.search(clause.left) or CITED_END.search(f"{near.left.rstrip()} {phrase.lead}".rstrip() + " "):
        return True
    if AUTHOR.search(clause.left) and clause.right.startswith((")", ";", ",")):
        return True
    if not tense and not phrase.bound and (REFERENCE.search(clause.left) or REFERENCE.search(clause.right)):
        return True
    if phrase.bound or phrase.of.kind == "day":
        return False
    return ARTICLE.search(near.left) is not None and ADJECTIVE.match(clause.right) is not None


def _kind(phrase: Phrase, clause: Clause, near: Clause, tense: str) -> str:
    """Closing, opening, release, review and start, each by a verb of its own; only the first two may be past."""
    whole = clause.left
    near_left = whole if phrase.moved else near.left
    left = f"{near_left.rstrip()} {phrase.lead}"
    if CLOSING.search(left) or CLOSED.search(left) or (tense not in BEHIND and phrase.bound in LATE and TAKEN.search(near_left)):
        return "closing"
    if OPENING.search(whole) and re.search(r"open|launch|live|begin|start", near_left, re.I):
        return "opening"
    if re.search(r"\bclos(?:e|ed)\b", near_left, re.I) and CLOSED.search(whole):
        return "closing"
    if tense in BEHIND:
        return ""
    if (phrase.first or phrase.of.kind in ("range", "days")) and RUNS.search(near_left):
        return "closing"  # "runs from 3 to 28 June": its window ends on the last day for answers
    if RELEASE.search(whole):
        return "release"
    if REVIEW.search(near_left):
        return "review"
    return "start" if FORCE.search(near_left) and last_tense(near.left) != FUTURE else ""


def _news(left: str, right: str) -> bool:
    """As in "published on 3 May"; also the hour and day before a change note."""
    if STAMP.fullmatch(left) and right.startswith(":"):
        return True
    m = NEWS.search(left)
    return m is not None and not NEWS_LEFT.search(left[: m.start()])


def _by_tense(phrase: Phrase, near: Clause, tense: str) -> str:
    if tense == PAST and phrase.lead.startswith(("until", "till")) and PERFECT.search(near.left):
        return "deadline"  # "has been given until May" still holds
    if tense in BEHIND:
        return "historical"
    if phrase.bound in (FROM, AFTER):
        return "start"
    return "deadline" if tense in (FUTURE, REPORTED) or phrase.bound in LATE else ""
