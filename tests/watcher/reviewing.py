"""A desk to review at: plan files in a folder of the test's own, an archive with what was found, a clock that stands."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from watcher.archive import Archive
from watcher.model import Event, EventKind, Quote
from watcher.review import Item, Office

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)

PLAN = """# What was promised, and what came of it.

[plan]
id = "plan"
title = "A plan"
url = "https://www.gov.uk/plan"
published = 2023-03-02
publisher = "DfE"


# --- plans ---

[[commitment]]
id = "template"
title = "One national template for EHC plans"
due = "by the end of 2025"
owner = "Department for Education"
theme = "plans"
stated = "https://www.gov.uk/plan"
names = ["national EHCP template", "national template for EHC plans"]
delivered_by = ["template", "guidance"]

[[commitment.candidate]]
url = "https://charity.example/template"
on = 2025-06-01
note = "Found by hand."


# --- workforce ---

[[commitment]]
id = "senco-npq"
title = "A new qualification for SENCOs"
due = ""
owner = "Department for Education"
theme = "workforce"
stated = "https://www.gov.uk/plan"
names = ["national professional qualification", "SENCO NPQ"]   # both are used
not_names = ["headship qualification"]
"""

SOURCES = """[[source]]
id = "a"
title = "A"
kind = "govuk"
url = "https://www.gov.uk/a"
every = "1d"
"""


def found(title: str, url: str, commitment: str = "template", score: str = "0.90", **changes: Any) -> Event:
    """The event of a document that may be evidence."""
    given: dict[str, Any] = {
        "id": 0, "at": NOW, "kind": EventKind.EVIDENCE, "key": f"arrival:{url}:{commitment}", "plan_id": "plan",
        "commitment_id": commitment, "source_id": "a", "sentence": f"Possible evidence found: “{title}”.",
        "found": Quote(title, url, at=NOW, sha256=""), "title": title,
        "detail": {"score": score, "why": "named in the title; fits"},
    }  # fmt: skip
    return Event(**{**given, **changes})


def renamed(name: str, commitment: str = "template") -> Event:
    """The event of a name that may mean a promise."""
    detail = {"what": "alias", "name": name, "commitment": commitment, "document": "https://www.gov.uk/renaming"}
    return found("Renaming", "https://www.gov.uk/renaming", commitment, kind=EventKind.NEEDS_REVIEW, detail=detail,
                 key=f"alias:{commitment}:{name}")  # fmt: skip


def office(folder: Path, events: Sequence[Event] = (), plan: str = PLAN, now: datetime = NOW) -> Office:
    """An office over the plan, in a folder that is laid out as an installation is."""
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(SOURCES)
    (folder / "plans" / "p.toml").write_bytes(plan.encode())
    return over(folder, events, now)


def real_office(folder: Path, now: datetime = NOW) -> Office:
    """An office over the plans that are shipped, with nothing found yet."""
    shutil.copytree(ROOT / "plans", folder / "plans")
    shutil.copyfile(ROOT / "sources.toml", folder / "sources.toml")
    return over(folder, (), now)


def over(folder: Path, events: Sequence[Event], now: datetime) -> Office:
    (folder / "state").mkdir(exist_ok=True)
    database = folder / "state" / "watcher.db"
    with Archive.open(database, now=now) as archive:
        archive.append(events)
    return Office(folder / "sources.toml", folder / "plans", database, lambda: now, nullcontext)


def items(desk: Office) -> list[Item]:
    return list(desk.waiting().items)


def plan_text(folder: Path) -> str:
    return (folder / "plans" / "p.toml").read_bytes().decode()
