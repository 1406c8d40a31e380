"""A small world for stories: one plan, one site, one archive, and a clock that the story moves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.web_server import Web, web
from watcher.archive import Archive
from watcher.check import Conductor, Round
from watcher.fetch import Fetcher, Politeness
from watcher.model import Catalogue, Commitment, Plan, Precision, Ruling, Source, SourceKind, Verdict, Window

START = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)


def commitment(**changes: Any) -> Commitment:
    """The promise of a national template, due by the end of 2025."""
    given: dict[str, Any] = {
        "id": "template",
        "plan_id": "plan",
        "title": "One national template for EHC plans",
        "due": "by the end of 2025",
        "window": Window(None, date(2025, 12, 31), Precision.YEAR, "by the end of 2025"),
        "owner": "Department for Education",
        "theme": "plans",
        "stated": "https://www.gov.uk/plan",
        "names": ("national EHCP template", "national template for EHC plans"),
        "delivered_by": ("template", "guidance"),
    }
    return Commitment(**{**given, **changes})


def ruling(on: date, verdict: Verdict = Verdict.DELIVERED) -> Ruling:
    return Ruling(on, verdict, ("https://www.gov.uk/template",), "Published.")


def item(title: str, *paragraphs: str, notes: int = 0, **changes: Any) -> str:
    """A Content API item."""
    history = [{"public_timestamp": f"2024-01-0{n + 1}T09:00:00Z", "note": f"Note {n + 1}."} for n in range(notes)]
    value = {
        "title": title, "document_type": "guidance", "schema_name": "publication", "locale": "en",
        "content_id": "11111111-1111-4111-8111-111111111111", "public_updated_at": "2024-01-01T09:00:00Z",
        "details": {"body": "".join(f"<p>{p}</p>" for p in paragraphs), "change_history": history}, **changes,
    }  # fmt: skip
    return json.dumps(value)


LONG = "This paragraph stands still so that the page has enough text of its own to be compared. " * 8


@dataclass
class World:
    site: Web
    archive: Archive
    fetcher: Fetcher
    sources: list[Source] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=lambda: [commitment()])
    now: datetime = START

    def watch(self, path: str, kind: SourceKind = SourceKind.GOVUK, **changes: Any) -> Source:
        source = Source(path.strip("/").replace("/", "-"), path, kind, self.site.url(path), timedelta(days=1), **changes)
        self.sources.append(source)
        return source

    def look(self, days: int = 1) -> Round:
        """Lets days pass, then runs a round over everything."""
        self.now += timedelta(days=days)
        return Conductor(self.catalogue, self.archive, self.fetcher).run(lambda: self.now, everything=True)

    @property
    def catalogue(self) -> Catalogue:
        """The sources and promises as they are now."""
        plan = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, tuple(self.commitments))
        return Catalogue((plan,), tuple(self.sources))


def kinds(done: Round) -> list[str]:
    """The public events of a round, without those of a first look."""
    return [e.kind.value for e in done.events if e.kind.public and e.detail.get("baseline") != "yes"]


@contextmanager
def world(folder: Path) -> Iterator[World]:
    with web() as site:
        polite = Politeness(pause=0.0, attempts=1, allow_private=(site.address,), total_timeout=5, read_timeout=2)
        with Archive.open(folder / "watcher.db", now=START) as archive:
            made = World(site, archive, None)  # type: ignore[arg-type]
            with Fetcher(polite, clock=lambda: made.now, wait=lambda seconds: None) as fetcher:
                made.fetcher = fetcher
                yield made
