"""What CONTRIBUTING.md tells a newcomer to write works as it says."""

from __future__ import annotations

import json
import shutil
import tomllib
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


def put_in(file: Path, heading: str) -> None:
    """The worked example at the end of a file, in place of the same where somebody has really added it."""
    example = block(heading)
    name = tomllib.loads(example)[heading.strip("[]")][0]["id"]
    head, *entries = file.read_text().rstrip().split(f"{heading}\n")
    others = (e for e in entries if tomllib.loads(e)["id"] != name)
    file.write_text(f"{heading}\n".join([head, *others]).rstrip() + f"\n\n{example}")


def ran(place: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--root", str(place), *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_promise_of_the_worked_example_is_found_as_it_says(place: Path) -> None:
    put_in(place / "plans" / PLAN, "[[commitment]]")
    assert "Fine:" in ran(place, "validate")
    titles = place / "titles.jsonl"
    titles.write_text(block('{"url": "https://www.gov.uk/government/publications/a"'))
    said = [json.loads(line) for line in ran(place, "match", str(titles), "--json").splitlines() if line.strip()]
    found = [[(m["id"], m["relation"]) for m in row["commitments"]] for row in said]
    name = "home-to-school-transport-review"
    assert found == [[(name, "evidence")], [(name, "mention")], []]


def test_the_source_of_the_worked_example_is_a_source(place: Path) -> None:
    put_in(place / "sources.toml", "[[source]]")
    assert "Fine:" in ran(place, "validate")


def test_the_name_that_it_warns_of_is_warned_of(place: Path) -> None:
    assert 'Not "transport review"' in TEXT
    put_in(place / "plans" / PLAN, "[[commitment]]")
    plan = place / "plans" / PLAN
    plan.write_text(plan.read_text().replace('names = ["review of home', 'names = ["transport review", "review of home'))
    assert "warning: names: “transport review” could name any document of its kind" in ran(place, "validate")


def test_the_worked_examples_may_really_be_added(place: Path) -> None:
    put_in(place / "sources.toml", "[[source]]")
    put_in(place / "plans" / PLAN, "[[commitment]]")
    put_in(place / "sources.toml", "[[source]]")
    put_in(place / "plans" / PLAN, "[[commitment]]")
    assert "Fine:" in ran(place, "validate")


def test_every_command_that_it_names_exists() -> None:
    named = {line.split()[1] for line in TEXT.splitlines() if line.startswith("    planwatch ")}
    assert {"add", "preview", "validate", "match", "replay"} <= named
    for name in named:
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0, name
