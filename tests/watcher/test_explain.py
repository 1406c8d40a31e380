"""How a judgement came about: a promise, an event and a document, explained through the command itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from planwatch import app
from tests.world import LONG, World, item, world
from watcher.model import EventKind

PATH, API = "/guidance/template", "/api/content/guidance/template"
PROMISE = "The national EHCP template will be published by the end of 2025."
PLAN = """
[plan]
id = "plan"
title = "A plan"
url = "https://www.gov.uk/plan"
published = 2023-03-02
publisher = "DfE"

[[commitment]]
id = "template"
title = "One national template for EHC plans"
due = "by the end of 2025"
owner = "Department for Education"
theme = "plans"
stated = "https://www.gov.uk/plan"
names = ["national EHCP template", "national template for EHC plans"]
not_names = ["national EHCP template for Wales"]
delivered_by = ["template", "guidance"]
"""


SOURCE = """
[[source]]
id = "guidance-template"
title = "Guidance"
kind = "govuk"
url = "{}"
every = "1d"
commitments = ["template"]
"""


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    """A page whose date moved once, without a note; and the same plan and source as files."""
    with world(tmp_path / "state") as made:
        made.watch(PATH)
        made.site.json(API, item("The national EHCP template: guidance", PROMISE, LONG, notes=1))
        made.look()
        made.site.json(API, item("The national EHCP template: guidance", PROMISE.replace("2025", "2027"), LONG, notes=1))
        made.look()
        (tmp_path / "plans").mkdir()
        (tmp_path / "plans" / "p.toml").write_text(PLAN)
        (tmp_path / "sources.toml").write_text(SOURCE.format(made.site.url(PATH)))
        yield made


def asked(tmp_path: Path, *what: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["--root", str(tmp_path), "--state", str(tmp_path / "state"), "explain", *what])
    return done.exit_code, done.output


def told(tmp_path: Path, what: str) -> dict[str, list[dict[str, Any]]]:
    """The sections of an explanation by their titles."""
    status, output = asked(tmp_path, what, "--json")
    assert status == 0, output
    return {s["title"]: s["lines"] for s in json.loads(output)["sections"]}


def texts(lines: list[dict[str, Any]]) -> str:
    return " ".join(" ".join((line["text"], *line["why"])) for line in lines)


def test_a_promise_is_explained_from_its_words_to_what_would_change_its_standing(it: World, tmp_path: Path) -> None:
    sections = told(tmp_path, "template")
    assert "read as by 31 December 2025" in texts(sections["The promise"])
    assert [line["text"].partition(":")[0] for line in sections["Where it stands, and by which rule"]] == [
        "Schedule", "Evidence", "Dates", "Verdict"]  # fmt: skip
    assert "read 2 times" in texts(sections["Where it was looked for"])
    found_there, moved = sections["The ledger of its date"]
    assert "(confirmed)" in found_there["text"]
    assert "(later, +730 days)" in moved["text"]
    assert "Past due because the first window ended on 2025-12-31" in texts(sections["What would change this"])


def test_the_parts_of_a_score_add_up_to_it(it: World, tmp_path: Path) -> None:
    (line,) = told(tmp_path, "template")["What was found, each document once, as last read"]
    assert line["parts"]
    assert f"{sum(points for _, points in line['parts']):.2f}" in line["text"]


def test_an_event_names_its_rule_its_versions_and_what_would_have_made_it_none(it: World, tmp_path: Path) -> None:
    silent = next(e for e in it.archive.events() if e.kind is EventKind.SILENT_EDIT)
    sections = told(tmp_path, str(silent.id))
    made_from = texts(sections["What it was made from"])
    assert made_from.count("1 notes of updates") == 2
    assert "Told at once" in texts(sections["The rule"])
    assert "a later day of its last major update" in texts(sections["What would have changed this"])
    moved = next(e for e in it.archive.events() if e.kind is EventKind.DATE_REVISED)
    assert "“by the end of 2027”: by 31 December 2027, deadline" in texts(told(tmp_path, str(moved.id))["What the passage says"])


def test_a_document_is_explained_by_its_address_and_as_a_saved_page(it: World, tmp_path: Path) -> None:
    sections = told(tmp_path, it.site.url(PATH))
    assert "evidence 0.9" in texts(sections["One national template for EHC plans (template)"])
    page = tmp_path / "page.html"
    page.write_text("<html><body><main><h1>The national EHCP template for Wales</h1><p>It is out.</p></main></body></html>")
    barred = told(tmp_path, str(page))["Named and held not to be meant"]
    assert "its title says Wales, where the plan does not apply" in texts(barred)


@pytest.mark.parametrize(
    ("what", "hint"),
    [("templat", "Did you mean 'template'?"), ("https://www.gov.uk/else", "nothing is kept of"), ("999", "no event 999")],
)
def test_what_is_not_there_is_said_plainly(it: World, tmp_path: Path, what: str, hint: str) -> None:
    status, output = asked(tmp_path, what)
    assert status in (1, 2)
    assert hint in output


def test_for_a_terminal_each_score_stands_with_its_parts(it: World, tmp_path: Path) -> None:
    status, output = asked(tmp_path, "template")
    assert status == 0
    assert "score: +0.90 named in the title" in output


def test_what_is_no_news_is_told_in_the_same_words_of_an_event_and_in_the_list_of_them(it: World, tmp_path: Path) -> None:
    first = next(e for e in it.archive.events() if e.kind is EventKind.EVIDENCE)
    words = "Not news: it was there at a first look, or came from a change of our own rules."
    assert words in texts(told(tmp_path, str(first.id))["The rule"])
    listed = told(tmp_path, "template")["Events, oldest first"]
    assert [line["why"] for line in listed if line["text"].startswith(f"{first.id} ")] == [[words]]


def test_where_nothing_would_have_made_it_another_event_no_section_says_so(it: World, tmp_path: Path) -> None:
    del it.site.pages[API]
    it.look()
    it.look()
    gone = next(e for e in it.archive.events() if e.kind is EventKind.PAGE_GONE)
    assert "What would have changed this" not in told(tmp_path, str(gone.id))
