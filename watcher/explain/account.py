"""The shape of an explanation, as text for a terminal and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from watcher.dates import Found, in_words, london_day, window_in_words
from watcher.match import Weighed
from watcher.model import Event, Sighting, Withdrawal


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. ``parts``: what a score is the sum of; ``why``: the reasons behind the fact."""

    text: str
    parts: tuple[tuple[str, float], ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """``what``: the thing explained; ``outcome``: what was judged of it, in one sentence."""

    what: str
    outcome: str
    sections: tuple[Section, ...]


def section(title: str, *lines: str | Line) -> Section:
    """A section of facts; plain text becomes a line."""
    return Section(title, tuple(Line(x) if isinstance(x, str) else x for x in lines))


def sighted_line(sighting: Sighting, at: str) -> Line:
    """A passage that concerns a promise, with its score and what the score is made of."""
    return Line(f"{at}: {_scored(sighting)}, “{sighting.title or sighting.url}” {sighting.url}", sighting.parts, sighting.why)


def weighed_line(weighed: Weighed) -> Line:
    """A document held beside a promise, with what the score is made of, and why it does not count where it does not."""
    by = f"by “{weighed.name}” in the {weighed.place}" if weighed.name else "by a ruling"
    return Line(f"{_scored(weighed)}, {by}", weighed.parts, (*weighed.why, *filter(None, [weighed.barred])))


def _scored(found: Sighting | Weighed) -> str:
    return f"{found.relation.value} {found.score:.2f}"


def date_line(found: Found, why: tuple[str, ...] = ()) -> Line:
    """A date as it stands in a text, how it is read, and what it is said of."""
    return Line(f"“{found.text}”: {window_in_words(found.window)}, {found.role or 'no role'}", why=why)


def told(event: Event) -> str:
    """To whom an event is told, as a sentence."""
    if not event.kind.public:
        return "For maintainers only: in no mail, feed or page."
    if not event.news:
        return "Not news: it was there at a first look, or came from a change of our own rules."
    return "Told in digests and on pages only." if event.quiet else "Told at once, in digests, in feeds and on pages."


def withdrawn_in_words(withdrawal: Withdrawal) -> str:
    """That an event is told no more, since when, why, and what is told instead."""
    instead = f" Told instead: {withdrawal.instead}" if withdrawal.instead else ""
    return f"Withdrawn on {in_words(london_day(withdrawal.at))}. {withdrawal.why}{instead}".rstrip()


def account_as_json(account: Account) -> dict[str, Any]:
    """``{"what", "outcome", "sections": [{"title", "lines": [{"text", "parts": [[name, points]], "why": [str]}]}]}``."""
    return {
        "what": account.what,
        "outcome": account.outcome,
        "sections": [
            {
                "title": s.title,
                "lines": [{"text": x.text, "parts": [list(p) for p in x.parts], "why": list(x.why)} for x in s.lines],
            }
            for s in account.sections
        ],
    }


def account_in_words(account: Account) -> str:
    """For a terminal; a section that has nothing says so."""
    return "\n".join([account.what, account.outcome, *(text for s in account.sections for text in _section_in_words(s))])


def _section_in_words(s: Section) -> Iterator[str]:
    yield f"\n{s.title}"
    if not s.lines:
        yield "  nothing"
    for line in s.lines:
        yield f"  {line.text}"
        if line.parts:
            yield f"    score: {' '.join(f'{points:+.2f} {name};' for name, points in line.parts).rstrip(';')}"
        for reason in line.why:
            yield f"    because: {reason}"
