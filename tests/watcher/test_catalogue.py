"""Every mistake in the configuration, at once, with its line and what to do."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from watcher.catalogue import find_mistakes, load_catalogue
from watcher.catalogue.crosschecks import slug
from watcher.errors import ConfigurationError
from watcher.model import Correction, Rejection, SourceKind

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT.parent / "shared" / "kit" / "hostile_corpus" / "config"
FACTS = ROOT.parent / "shared" / "plan" / "sources.json"
STATED = ROOT.parent / "shared" / "plan" / "commitments.json"
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
    assert [p.id for p in catalogue.plans[:2]] == ["send-ap-2023", "every-child-achieving-and-thriving-2026"]
    kinds = Counter(s.kind for s in catalogue.sources)
    assert min(kinds[k] for k in SourceKind) >= 2, "each kind has two examples that a maintainer can follow"


@pytest.mark.skipif(not STATED.is_file(), reason="the promises of the first plan (../shared/plan) are not on this machine")
def test_every_promise_that_is_known_of_is_stored() -> None:
    known = {c["id"] for c in json.loads(STATED.read_text())["commitments"]}
    first = load_catalogue(ROOT / "sources.toml", ROOT / "plans").plans[0]
    assert len(known) == 63
    assert known <= {c.id for c in first.commitments}


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
        ('theme = "t"', 'theme = "t"\ndue_end = 9999-12-31', "commitment.due_end: 9999-12-31 is after 2199-12-31"),
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


BROKEN = SOURCES.replace('every = "1d"', 'every = "1m"')
SECOND = PLAN[PLAN.index("[[commitment]]") :].replace('id = "c"', 'id = "d"')
RULING = "[[commitment.ruling]]\non = 2025-01-01\n"


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (BROKEN + SOURCES, "sources.toml:9: id 'a' is used already at sources.toml:2"),
        (BROKEN.replace('["c"]', '["c", "x"]'), "sources.toml:7: no plan has a commitment 'x'"),
    ],
)
def test_a_mistake_of_shape_hides_none_between_the_sources(tmp_path: Path, sources: str, said: str) -> None:
    shape, between = sorted(mistakes(tmp_path, sources), key=lambda m: "every" not in m)
    assert "source.every: '1m' is not an interval" in shape
    assert between.startswith(said)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (PLAN[PLAN.index("[[c") :], "plans/p.toml:17: id 'c' is used already at plans/p.toml:9"),
        (f"{SECOND}due_start = 2025-01-02\ndue_end = 2025-01-01", "plans/p.toml:24: due_end 2025-01-01 is before"),
        (SECOND.replace('theme = "t"', 'theme = "T!"'), "plans/p.toml:21: theme 'T!' is too like 't'"),
        (f'{RULING}verdict = "dropped"\nby = ["c2"]', "plans/p.toml:19: by: a ruling 'dropped' names no successor"),
        (f'{RULING}verdict = "superseded"\nby = ["cx"]', "plans/p.toml:19: by: 'cx' is a commitment of no plan"),
        ('[[correction]]\non = 2025-01-01\ntext = "x"\ncommitment = "cx"', "plans/p.toml:19: this plan has no commitment 'cx'"),
    ],
    ids=["id", "window", "theme", "verdict", "successor", "correction"],
)
def test_a_mistake_of_shape_hides_none_between_the_entries_of_a_plan(tmp_path: Path, more: str, said: str) -> None:
    broken = PLAN.replace('title = "C"', 'title = ""')
    told = mistakes(tmp_path, plan=f"{broken}\n{more}\n")
    assert "plans/p.toml:10: commitment.title: is empty; write something between the quotes" in told
    assert any(m.startswith(said) for m in told), told


@pytest.mark.parametrize(
    ("old", "new"),
    [('due = "by the end of 2025"', "due = 5"), ('id = "c"', 'id = "C 1"'), ('id = "c"', ""), ("[[commitment]]", "[[comitment]]"),
     ('id = "c"', 'ID = "c"'), ("[[commitment]]", "[commitment]")],
)  # fmt: skip
def test_what_a_broken_entry_defines_is_not_said_to_be_unknown(tmp_path: Path, old: str, new: str) -> None:
    sources = SOURCES.replace('["c"]', '["C 1"]') if "C 1" in new else SOURCES
    told = mistakes(tmp_path, sources, PLAN.replace(old, new, 1))
    assert told
    assert all(m.startswith("plans/p.toml:") for m in told), told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('every = "1d"', 'every = "1d"\nrenderer = "firefox"', "7: source.renderer: 'firefox' is not 'chromium'; leave"),
        ('kind = "govuk"', 'link = "govuk"', "4: source.link: there is no such key; those here are id, title, kind, url, every"),
        ('commitments = ["c"]', 'commitments = "c"', '7: source.commitments: write it as a list, ["c"]'),
        ('commitments = ["c"]', 'ignore = "nav"', '7: source.ignore: write it as a list, ["nav"]'),
        ('title = "A"', 'title = ""', "3: source.title: is empty"),
        ('title = "A"', "title = 5", '3: source.title: write it in quotes, "5"'),
        ('commitments = ["c"]', 'verified = "no"', "7: source.verified: write true or false, without quotes"),
        ("[[source]]", "[source]", "1: source: write its heading in two brackets, [[source]]"),
    ],
)  # fmt: skip
def test_a_slip_in_sources_is_told_in_plain_words(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(m.startswith(f"sources.toml:{said}") for m in mistakes(tmp_path, SOURCES.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2023-03-02", '"2023-03-02"', "5: plan.published: write the date without quotes, 2023-03-02"),
        ("2023-03-02", '"March"', "5: plan.published: 'March' is not a date; write it as 2023-03-02, without quotes"),
        ("2023-03-02", "2023-03-02T10:00:00", "5: plan.published: write the day alone, 2023-03-02"),
        ("[plan]", "[[plan]]", "1: plan: write its heading once and in single brackets, [plan]"),
        ('theme = "t"', 'theme = "t"\nnames = [""]', "14: commitment.names: is empty"),
    ],
)
def test_a_slip_in_a_plan_is_told_in_plain_words(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(m.startswith(f"plans/p.toml:{said}") for m in mistakes(tmp_path, plan=PLAN.replace(old, new, 1)))


def test_a_mistyped_key_is_told_once_and_a_mistyped_table_with_its_line(tmp_path: Path) -> None:
    assert mistakes(tmp_path, SOURCES.replace("title", "titel")) == [
        "sources.toml:3: source.titel: there is no such key; did you mean 'title'?"
    ]
    assert mistakes(tmp_path, f"# a comment\n\n{SOURCES.replace('[[source]]', '[[sorce]]')}") == [
        "sources.toml:3: sorce: there is no such key; did you mean 'source'?"
    ]


def test_an_empty_file_says_what_goes_into_it(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "# nothing\n") == ["sources.toml: nothing is in it yet; it needs [[source]]"]
    assert mistakes(tmp_path, plan="") == ["plans/p.toml: nothing is in it yet; it needs [plan] and [[commitment]]"]


def test_missing_files_are_mistakes_and_not_tracebacks(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as told:
        load_catalogue(tmp_path / "sources.toml", tmp_path / "plans")
    assert [str(m).replace(f"{tmp_path}/", "") for m in told.value.mistakes] == [
        "plans: no plan here; a plan is a TOML file in this folder", "sources.toml: there is no such file",
    ]  # fmt: skip


@pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
def test_no_file_of_the_fault_kit_brings_the_reader_down(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "p.toml").write_text(PLAN)
    for file in sorted(p for p in KIT.iterdir() if p.suffix == ".toml"):
        assert find_mistakes(file, tmp_path / "plans"), file.name
