"""Names that would find too much or nothing are told by `validate`, and are no mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from watcher.catalogue import examined
from watcher.match import Matcher
from watcher.model import Commitment, Document, Precision, Window

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
    return [str(w).replace(f"{folder}/", "") for w in examined(folder / "none.toml", folder, date(2026, 10, 8)).warnings]


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


@pytest.mark.parametrize(
    "name",
    ["transport review", "SEND review", "SEND reform", "SEND reforms", "consultation response", "report on SEND", "the SEND review",
     "SEND white paper", "Send funding"],
)  # fmt: skip
def test_a_name_that_any_document_in_the_field_could_have_is_told(tmp_path: Path, name: str) -> None:
    (warning,) = warned(tmp_path, (f'["{name}"]', "[]"))
    assert f"“{name}” could name any document of its kind, and counts" in warning


@pytest.mark.parametrize(
    "name",
    ["SEND roadmap", "SEND code of practice", "SEND standards", "EHCP template", "SEND workforce plan", "digital EHCP",
     "alternative provision funding approach", "early years SEND funding", "response to the SEND reform consultation",
     "thematic review", "transitions guidance", "SEND and AP partnerships", "home to school transport review"],
)  # fmt: skip
def test_a_name_of_common_words_that_tells_one_thing_is_not(tmp_path: Path, name: str) -> None:
    assert warned(tmp_path, (f'["{name}"]', "[]")) == []


@pytest.mark.parametrize("name", ["SEND", "special educational needs", "alternative provision", "EHC plans"])
def test_the_subject_alone_is_no_name(tmp_path: Path, name: str) -> None:
    (warning,) = warned(tmp_path, (f'["{name}"]', "[]"))
    assert f"“{name}” is the subject of the plan" in warning
    assert counted(name, f"Leeds: a council and its {name}")


def test_a_word_with_an_article_is_not_called_one_word(tmp_path: Path) -> None:
    (warning,) = warned(tmp_path, ('["the plan"]', "[]"))
    assert "“the plan” is made of common words, of which only “plan” counts" in warning


@pytest.mark.parametrize("name", ["SEND review", "report on SEND", "transport review"])
def test_the_matcher_does_with_such_a_name_as_is_said(name: str) -> None:
    assert counted(name, f"{name[:1].upper()}{name[1:]} of a school: SEND in Leeds")


def counted(name: str, title: str) -> bool:
    """Whether a page of somebody with this title concerns a promise with this name in a plan on SEND."""
    window = Window(None, None, Precision.NONE, "")
    promises = [Commitment(i, "p", "A SEND promise", "", window, "DfE", "t", "https://www.gov.uk/p", names=names)
                for i, names in (("c", (name,)), ("d", ("NPQ for SENCOs",)))]  # fmt: skip
    return "c" in {s.commitment_id for s in Matcher(promises).match(Document("https://www.example.org/a", title, "page"))}
