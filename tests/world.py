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


def pdf(*pages: str) -> bytes:
    """A PDF with one line of text a page."""
    first = 4
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    parts.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    parts.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, text in enumerate(pages):
        drawn = f"BT /F1 11 Tf 60 700 Td ({text}) Tj ET".encode()
        parts.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * n + 1} 0 R "
                     "/Resources << /Font << /F1 3 0 R >> >> >>".encode())  # fmt: skip
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(body))  # fmt: skip


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
