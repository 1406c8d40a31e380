"""Names that would find too much or nothing are told by `validate`, and are no mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from watcher.catalogue import find_mistakes, find_warnings

ROOT = Path(__file__).resolve().parents[2]
PLAN = """[plan]
id = "p"
title = "A plan"
url = "https://www.gov.uk/plan"
published = 2023-03-02
publisher = "DfE"
"""
PROMISE = """
[[commitment]]
id = "{id}"
title = "A promise called {id}"
due = ""
owner = "DfE"
theme = "t"
stated = "https://www.gov.uk/plan"
names = {names}
not_names = {not_names}
"""


def warned(tmp_path: Path, *promises: tuple[str, str], alias: str = "") -> list[str]:
    folder = tmp_path / "plans"
    folder.mkdir()
    text = PLAN + "".join(PROMISE.format(id=f"c{n}", names=a, not_names=b) for n, (a, b) in enumerate(promises))
    if alias:
        text += f'\n[[commitment.alias]]\nname = "{alias}"\ndocument = "https://www.gov.uk/a"\n'
    (folder / "p.toml").write_text(text, encoding="utf-8")
    return [str(w).replace(f"{folder}/", "") for w in find_warnings(folder / "none.toml", folder)]


@pytest.mark.parametrize(
    ("name", "said"),
    [("template", "is one common word"), ("send", "is one common word"), ("pineapple", "is one common word"),
     ("national standards", "is made of common words"),
     ("AB", "is shorter than 3 letters")],
)  # fmt: skip
def test_a_name_that_says_little_is_told_with_its_line(tmp_path: Path, name: str, said: str) -> None:
    (warning,) = warned(tmp_path, (f'["{name}"]', "[]"))
    assert warning.startswith(f"p.toml:15: names: “{name}” {said}")


@pytest.mark.parametrize("name", ["NPQ for SENCOs", "ELSEC", "ST0966", "Safety Valve", "national SEND standards", "short breaks"])
def test_a_name_that_says_something_is_not(tmp_path: Path, name: str) -> None:
    assert warned(tmp_path, (f'["{name}"]', "[]")) == []


def test_a_name_of_two_promises_and_a_not_name_that_bars_a_name_are_told(tmp_path: Path) -> None:
    shared, barred = warned(tmp_path, ('["Safety Valve deals"]', "[]"), ('["safety valve deal", "SEND code"]', '["SEND code"]'))
    assert "is a name of c0 too" in shared
    assert barred == "p.toml:26: not_names: “SEND code” bars the name “SEND code” wholly; it can never count"


def test_a_later_name_is_looked_at_too(tmp_path: Path) -> None:
    (warning,) = warned(tmp_path, ('["Safety Valve"]', "[]"), alias="support")
    assert warning.startswith("p.toml:19: alias: “support” is one common word")


def test_the_shipped_plans_have_no_doubtful_name() -> None:
    assert find_mistakes(ROOT / "sources.toml", ROOT / "plans") == []
    assert find_warnings(ROOT / "sources.toml", ROOT / "plans") == []
