"""What is watched, and what the maintainers wrote, all of it together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from watcher.model.plan import Commitment, Plan


class SourceKind(StrEnum):
    GOVUK = "govuk"
    GOVUK_SEARCH = "govuk-search"
    FEED = "feed"
    FILE = "file"  # a PDF, text document or spreadsheet
    PARLIAMENT_QUESTIONS = "parliament-questions"
    PARLIAMENT_STATEMENTS = "parliament-statements"
    PARLIAMENT_COMMITTEE = "parliament-committee"
    LEGISLATION = "legislation"
    OFSTED = "ofsted"
    STATISTICS = "statistics"  # Explore Education Statistics
    CITIZEN_SPACE = "citizen-space"
    GITHUB = "github"
    CONTRACTS = "contracts"
    JSON = "json"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    kind: SourceKind
    url: str
    every: timedelta
    select: str = ""  # CSS for pages, JMESPath for JSON
    ignore: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()  # commitment ids; ("*",) means any
    note: str = ""
    renderer: str = ""  # "chromium" for pages that are empty without JavaScript
    verified: bool = True  # False while nobody has seen the address answer


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``plans``: the oldest first."""

    plans: tuple[Plan, ...]
    sources: tuple[Source, ...]

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(c for plan in self.plans for c in plan.commitments)

    def known_by(self, day: date) -> Catalogue:
        """With the plans that were published that day or before."""
        return replace(self, plans=tuple(p for p in self.plans if p.published <= day))
