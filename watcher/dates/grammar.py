"""Time words put together into phrases: parts ("the end of"), ranges ("from ... to"), bounds ("by", "no earlier than"). Pure."""

from __future__ import annotations

from datetime import date

from watcher.dates.bounds import bounded
from watcher.dates.parts import with_parts
from watcher.dates.phrase import Phrase
from watcher.dates.ranges import both_ends, ranged
from watcher.dates.scan import atoms_of


def phrases_of(text: str, said_on: date | None) -> list[Phrase]:
    """Every phrase of time in order, none overlapping another. ``text`` is as ``plain`` gives it."""
    whole: list[Phrase] = []
    end = 0
    for atom in atoms_of(text, said_on):
        for each in both_ends(text, atom):
            whole.append(with_parts(text, each, end))
            end = each.end
    found, end = [], 0
    for phrase in ranged(text, whole):
        bound = bounded(text, phrase, end)
        if bound is not None:
            found.append(bound)
        end = phrase.end
    return found


_PLAIN = {ord("\u00a0"): " ", ord("\u2009"): " ", ord("\u202f"): " ", ord("\u2011"): "-", ord("\t"): " "}


def plain(text: str) -> str:
    """The text with every kind of space and hyphen as the plain one; offsets stay."""
    return text.translate(_PLAIN)
