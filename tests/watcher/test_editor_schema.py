"""What an editor knows of the configuration is what the program knows of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from watcher.catalogue.editor_schema import editor_schemas
from watcher.model import SourceKind

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("sources.toml", "send-ap-2023.toml", "every-child-achieving-and-thriving-2026.toml")
TAPLO = shutil.which("taplo", path=str(Path(sys.executable).parent)) or shutil.which("taplo")


def plain(value: Any) -> Any:
    """TOML as JSON would hold it."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_kept_schemas_are_those_of_today() -> None:
    for name, text in editor_schemas().items():
        assert (ROOT / "schemas" / name).read_text() == text, "run `make schemas` and commit what it writes"


def test_the_shipped_files_fit_their_schemas_and_name_them() -> None:
    schemas = {name: json.loads(text) for name, text in editor_schemas().items()}
    pairs = [(ROOT / "sources.toml", "./schemas/sources.schema.json")]
    pairs += [(p, "../schemas/plan.schema.json") for p in (ROOT / "plans").glob("*.toml")]
    for file, named in pairs:
        text = file.read_text()
        assert text.startswith(f"#:schema {named}\n") or file.name not in SHIPPED, file
        jsonschema.validate(plain(tomllib.loads(text)), schemas[named.rpartition("/")[2]])


def test_an_editor_knows_every_kind_of_source_and_says_what_a_key_is_for() -> None:
    source = json.loads(editor_schemas()["sources.schema.json"])["$defs"]["SourceShape"]["properties"]
    assert source["kind"]["enum"] == [k.value for k in SourceKind]
    assert "How often to look" in source["every"]["description"]


@pytest.mark.skipif(TAPLO is None, reason="taplo is not on this machine")
def test_taplo_finds_the_shipped_files_fine_and_a_wrong_kind_with_its_line(tmp_path: Path) -> None:
    assert TAPLO
    (tmp_path / "schemas").mkdir()
    for name, text in editor_schemas().items():
        (tmp_path / "schemas" / name).write_text(text)
    text = (ROOT / "sources.toml").read_text()
    (tmp_path / "sources.toml").write_text(text)
    lint = [TAPLO, "lint", "sources.toml"]
    assert subprocess.run(lint, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "sources.toml").write_text(text.replace('kind = "govuk"', 'kind = "gov.uk"', 1))
    wrong = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False)
    line = text[: text.index('kind = "govuk"')].count("\n") + 1
    assert wrong.returncode == 1
    assert f"sources.toml:{line}:" in wrong.stderr
