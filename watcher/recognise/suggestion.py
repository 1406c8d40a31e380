"""What an address could be watched as. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.model import SourceKind


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``url``: the address to store. ``why``: how it was recognised, and ``hints``: what else to know; both in sentences.

    ``title``: where the address itself gives one, or "". ``select``, ``renderer``: as in sources.toml, or "".
    """

    kind: SourceKind
    url: str
    why: str
    title: str = ""
    select: str = ""
    renderer: str = ""
    hints: tuple[str, ...] = ()


def feeds_first(suggested: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """In the order in which to offer them: a feed is better than a page that lists the same."""
    return tuple(sorted(suggested, key=lambda s: s.kind in (SourceKind.PAGE, SourceKind.GOVUK)))
