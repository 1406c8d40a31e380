"""What CONTRIBUTING.md tells a newcomer to write works as it says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planwatch import app

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
PLAN = "every-child-achieving-and-thriving-2026.toml"


def block(first: str) -> str:
    """The indented block that begins with a line."""
    lines = TEXT[TEXT.index(f"    {first}") :].splitlines()
    taken: list[str] = []
    for line in lines:
        if line and not line.startswith("    "):
            break
        taken.append(line[4:])
    return "\n".join(taken).strip() + "\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "sources.toml", tmp_path)
    shutil.copytree(ROOT / "plans", tmp_path / "plans")
    return tmp_path


def ran(place: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--root", str(place), *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_promise_of_the_worked_example_is_found_as_it_says(place: Path) -> None:
    with (place / "plans" / PLAN).open("a") as file:
        file.write("\n" + block("[[commitment]]"))
    assert "Fine:" in ran(place, "validate")
    titles = place / "titles.jsonl"
    titles.write_text(block('{"url": "https://www.gov.uk/government/publications/a"'))
    said = [json.loads(line) for line in ran(place, "match", str(titles), "--json").splitlines() if line.strip()]
    found = [[(m["id"], m["relation"]) for m in row["commitments"]] for row in said]
    name = "home-to-school-transport-review"
    assert found == [[(name, "evidence")], [(name, "mention")], []]


def test_the_source_of_the_worked_example_is_a_source(place: Path) -> None:
    entry = block("[[source]]")
    watched = (place / "sources.toml").read_text()
    (place / "sources.toml").write_text(watched.rstrip() + "\n\n" + entry)
    assert "Fine:" in ran(place, "validate")


def test_every_command_that_it_names_exists() -> None:
    named = {line.split()[1] for line in TEXT.splitlines() if line.startswith("    planwatch ")}
    assert {"add", "preview", "validate", "match", "replay"} <= named
    for name in named:
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0, name
