"""The shape of an explanation, as text for a terminal and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from watcher.model import Sighting


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


def weight(sighting: Sighting, at: str) -> Line:
    """A passage that concerns a promise, with its score and what the score is made of."""
    text = f"{at}: {sighting.relation.value} {sighting.score:.2f}, “{sighting.title or sighting.url}” {sighting.url}"
    return Line(text, sighting.parts, sighting.why)


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
