"""Every mistake in the configuration, at once, with its line and what to do."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from watcher.catalogue import find_mistakes, load_catalogue, slug
from watcher.errors import ConfigurationError
from watcher.model import Correction, Rejection, SourceKind

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT.parent / "shared" / "kit" / "hostile_corpus" / "config"
FACTS = ROOT.parent / "shared" / "plan" / "sources.json"
SOURCES = """[[source]]
id = "a"
title = "A"
kind = "govuk"
url = "https://www.gov.uk/a"
every = "1d"
commitments = ["c"]
"""
PLAN = """[plan]
id = "p"
title = "P"
url = "https://www.gov.uk/p"
published = 2023-03-02
publisher = "DfE"

[[commitment]]
id = "c"
title = "C"
due = "by the end of 2025"
owner = "DfE"
theme = "t"
stated = "https://www.gov.uk/p"
"""


def mistakes(folder: Path, sources: str = SOURCES, plan: str = PLAN) -> list[str]:
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(sources)
    (folder / "plans" / "p.toml").write_text(plan)
    return [str(m).replace(f"{folder}/", "") for m in find_mistakes(folder / "sources.toml", folder / "plans")]


def test_what_is_shipped_is_fine() -> None:
    catalogue = load_catalogue(ROOT / "sources.toml", ROOT / "plans")
    assert [(p.id, len(p.commitments)) for p in catalogue.plans] == [
        ("send-ap-2023", 63), ("every-child-achieving-and-thriving-2026", 15),
    ]  # fmt: skip
    kinds = Counter(s.kind for s in catalogue.sources)
    assert min(kinds[k] for k in SourceKind) >= 2, "each kind has two examples that a maintainer can follow"


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts about the sources (../shared/plan) are not on this machine")
def test_every_source_that_is_known_of_is_watched() -> None:
    known = {s["id"] for s in json.loads(FACTS.read_text())["sources"]}
    assert known <= {s.id for s in load_catalogue(ROOT / "sources.toml", ROOT / "plans").sources}


def test_a_good_configuration_has_no_mistakes(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "govuk"', 'kind = "gov.uk"', "sources.toml:4: source.kind: 'gov.uk' is not one of"),
        ('every = "1d"', 'every = "daily"', "sources.toml:6: source.every: 'daily' is not an interval"),
        ('title = "A"', 'titel = "A"', "did you mean 'title'"),
        ('url = "https', 'url = "javascript', "sources.toml:5: source.url"),
        ("https://www", "https://me:secret@www", "secrets belong in the environment"),
        ('commitments = ["c"]', 'commitments = ["d"]', "sources.toml:7: no plan has a commitment 'd'"),
        ('commitments = ["c"]', 'select = "div[["', "is not a CSS selector"),
        ('id = "a"', 'id = "A B"', "use small letters"),
        ('id = "a"', "id = 5", "sources.toml:2: source.id"),
        ("[[source]]", "[[source", "is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_sources_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in m for m in mistakes(tmp_path, SOURCES.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('due = "by the end of 2025"', 'due = "when pigs fly"', "plans/p.toml:11: commitment.due: 'when pigs fly' means no date"),
        ("published = 2023-03-02", 'published = "soon"', "plans/p.toml:5: plan.published"),
        ('theme = "t"\n', "", "commitment.theme: is missing"),
        ('theme = "t"', 'theme = "t"\ndelivered_by = ["guidence"]', "did you mean 'guidance'"),
        ('theme = "t"', 'theme = "t\\u202e"', "commitment.theme: holds a character that cannot be seen (U+202E)"),
        ('theme = "t"', 'theme = "t"\ndue_end = 9999-12-31', "commitment.due_end: input should be less than or equal to"),
        ('theme = "t"', 'theme = "t"\ndue_start = 2025-01-01\ndue_end = 2024-01-01', "is before due_start"),
    ],
)
def test_a_mistake_in_a_plan_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in m for m in mistakes(tmp_path, plan=PLAN.replace(old, new, 1))), mistakes(
        tmp_path, plan=PLAN.replace(old, new, 1)
    )


def test_rejected_evidence_and_corrections_are_read_and_a_stray_correction_is_told(tmp_path: Path) -> None:
    more = """
[[commitment.rejected]]
url = "https://www.gov.uk/draft"
on = 2025-07-01
reason = "A draft."

[[correction]]
on = 2025-08-01
text = "We had the wrong year."
commitment = "{}"
"""
    assert mistakes(tmp_path, plan=PLAN + more.format("c")) == []
    (plan,) = load_catalogue(tmp_path / "sources.toml", tmp_path / "plans").plans
    assert plan.commitments[0].rejected == (Rejection("https://www.gov.uk/draft", date(2025, 7, 1), "A draft."),)
    assert plan.corrections == (Correction(date(2025, 8, 1), "We had the wrong year.", "c"),)
    (told,) = mistakes(tmp_path, plan=PLAN + more.format("cx"))
    assert told == "plans/p.toml:24: this plan has no commitment 'cx'; did you mean 'c'?"


def test_the_address_of_a_theme_is_short_whatever_its_name() -> None:
    assert slug("EHC plans & more") == "ehc-plans-more"
    assert slug("x" * 320) != slug("x" * 321)
    assert len(slug("x" * 320)) < 100
    assert re.fullmatch("[0-9a-f]{8}", slug("計画"))


def test_two_themes_that_would_share_an_address_are_told_apart(tmp_path: Path) -> None:
    second = PLAN.split("[[commitment]]")[1].replace('id = "c"', 'id = "d"').replace('theme = "t"', 'theme = "T!"')
    (told,) = mistakes(tmp_path, plan=f"{PLAN}\n[[commitment]]{second}")
    assert "theme 'T!' is too like 't'" in told


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    found = mistakes(tmp_path, SOURCES.replace("1d", "x").replace("govuk", "y"), PLAN.replace("by the end of 2025", "zzz"))
    assert len(found) == 3


def test_an_id_used_twice_is_told_with_both_places(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, SOURCES + SOURCES)
    assert found.startswith("sources.toml:9: id 'a' is used already at")


def test_missing_files_are_mistakes_and_not_tracebacks(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as told:
        load_catalogue(tmp_path / "sources.toml", tmp_path / "plans")
    assert len(told.value.mistakes) == 2


@pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
def test_no_file_of_the_fault_kit_brings_the_reader_down(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "p.toml").write_text(PLAN)
    for file in sorted(p for p in KIT.iterdir() if p.suffix == ".toml"):
        assert find_mistakes(file, tmp_path / "plans"), file.name
