"""What validate says of a configuration that is no mistake: sources that serve nothing, promises that nothing could show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.watcher.test_catalogue import PLAN, SOURCES
from watcher.catalogue import examined
from watcher.extract.kinds import KINDS
from watcher.model import SourceKind

TODAY = date(2026, 10, 8)
RULING = """
[[commitment.ruling]]
on = {on}
verdict = "{verdict}"
evidence = [{evidence}]
"""


def warned(folder: Path, sources: str = SOURCES, plan: str = PLAN) -> list[str]:
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(sources)
    (folder / "plans" / "p.toml").write_text(plan)
    found = examined(folder / "sources.toml", folder / "plans", TODAY)
    assert found.mistakes == []
    return [str(w).replace(f"{folder}/", "") for w in found.warnings]


def test_a_configuration_that_does_what_it_seems_to_is_warned_of_nothing(tmp_path: Path) -> None:
    assert warned(tmp_path) == []


def test_a_source_for_no_promise_and_a_promise_without_a_source_are_named_with_their_lines(tmp_path: Path) -> None:
    sources = SOURCES.replace('commitments = ["c"]', "commitments = []")
    assert sources != SOURCES
    first, second = warned(tmp_path, sources)
    assert first.startswith("plans/p.toml:")
    assert "id: c can be evidenced by no source" in first
    assert second.startswith("sources.toml:")
    assert "serves no commitment" in second


ANYTHING = SOURCES.replace('commitments = ["c"]', 'commitments = ["*"]').replace('"govuk"', '"feed"')


def promises(*ids: str) -> str:
    head, one = PLAN.split("[[commitment]]")
    return head + "".join(f"[[commitment]]{one.replace(chr(34) + 'c' + chr(34), chr(34) + i + chr(34), 1)}\n" for i in ids)


def test_a_promise_that_only_lists_showing_anything_could_show_is_told(tmp_path: Path) -> None:
    (told,) = warned(tmp_path, ANYTHING)
    assert told.startswith("plans/p.toml:9: id: c is looked for only in lists that show anything; name it under `commitments`")


def test_many_of_them_are_told_in_one_line_for_the_plan(tmp_path: Path) -> None:
    (told,) = warned(tmp_path, ANYTHING, promises("c", "d", "e", "f", "g"))
    assert told.startswith(
        "plans/p.toml:2: id: 5 commitments are looked for only in lists that show anything (c, d, e and 2 more);"
    )
    assert len(warned(tmp_path, ANYTHING, promises("c", "d"))) == 2


def test_a_page_that_is_asked_for_every_half_hour_is_pitied(tmp_path: Path) -> None:
    sources = SOURCES.replace('every = "1d"', 'every = "30m"')
    assert sources != SOURCES
    assert any("more than once an hour" in w for w in warned(tmp_path, sources))


def test_windows_that_mean_nothing_are_asked_about(tmp_path: Path) -> None:
    (early,) = warned(tmp_path, plan=PLAN.replace('due = "by the end of 2025"', 'due = "by the end of 2019"'))
    assert "before its plan was published" in early
    (wide,) = warned(
        tmp_path, plan=PLAN.replace('due = "by the end of 2025"', 'due = "soon"\ndue_start = 2024-01-01\ndue_end = 2034-01-01')
    )
    assert "is that what was promised?" in wide


def test_a_phrase_that_means_other_days_than_are_stated_is_asked_about(tmp_path: Path) -> None:
    plan = PLAN.replace('theme = "t"', 'theme = "t"\ndue_start = {}\ndue_end = {}')
    (told,) = warned(tmp_path, plan=plan.format("2026-01-01", "2026-12-31"))
    assert told.startswith(
        "plans/p.toml:11: due: “by the end of 2025” means … to 2025-12-31, and what is stated beside it is 2026-01-01"
    )
    assert warned(tmp_path, plan=plan.format("2025-12-31", "2026-12-31")) == []


@pytest.mark.parametrize(
    "other",
    ["https://www.gov.uk/a", "http://www.gov.uk/a/", "https://www.gov.uk/a#top", "https://www.gov.uk/api/content/a",
     "https://gov.uk/a"],
)  # fmt: skip
def test_two_sources_of_one_address_are_told_with_both_lines(tmp_path: Path, other: str) -> None:
    second = SOURCES.replace('id = "a"', 'id = "b"').replace("https://www.gov.uk/a", other)
    (told,) = warned(tmp_path, SOURCES + second)
    assert told == "sources.toml:12: url: b has the address of a and is asked for twice; one of the two is enough (line 5)"


def test_two_parts_of_one_page_are_two_sources(tmp_path: Path) -> None:
    page = SOURCES.replace('"govuk"', '"page"').replace("www.gov.uk", "www.example.org")
    one, two = (page.replace('id = "a"', f'id = "{part}"\nselect = "#{part}"') for part in ("x", "y"))
    assert warned(tmp_path, one + two) == []
    assert len(warned(tmp_path, one + two.replace("#y", "#x"))) == 1


@pytest.mark.parametrize("kind", ["govuk", "feed", "file", "legislation", "contracts"])
def test_what_a_kind_does_not_use_is_told_to_have_no_effect(tmp_path: Path, kind: str) -> None:
    home = {"legislation": "www.legislation.gov.uk", "contracts": "www.find-tender.service.gov.uk"}.get(kind, "www.gov.uk")
    sources = SOURCES.replace('"govuk"', f'"{kind}"').replace("www.gov.uk", home) + 'ignore = ["aside"]\n'
    select = "[?a]" if kind == "contracts" else "main"
    told = warned(tmp_path, f'{sources}select = "{select}"\n')
    ignored, *selected = told
    assert ignored == f"sources.toml:8: ignore: has no effect on a source of kind '{kind}'; take it out"
    assert [w.split(":")[2] for w in selected] == ([] if kind == "contracts" else [" select"])


def test_pages_and_data_use_both() -> None:
    assert {k for k, kind in KINDS.items() if kind.ignores} == {SourceKind.PAGE, SourceKind.JSON}
    assert {k for k, kind in KINDS.items() if kind.selects} == {SourceKind.PAGE, SourceKind.JSON, SourceKind.CONTRACTS}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "10.1.2.3", "[::1]", "intranet", "files.local"])
def test_an_address_inside_a_network_is_told(tmp_path: Path, host: str) -> None:
    (told,) = warned(tmp_path, SOURCES.replace("https://www.gov.uk", f"http://{host}"))
    assert "inside a network" in told
    assert told.startswith("sources.toml:5: url:")


@pytest.mark.parametrize(
    ("kind", "home"),
    [("govuk", "www.gov.uk"), ("govuk-search", "www.gov.uk"), ("parliament-questions", "questions-statements.parliament.uk"),
     ("parliament-statements", "questions-statements-api.parliament.uk"), ("parliament-committee", "committees.parliament.uk"),
     ("legislation", "www.legislation.gov.uk"), ("ofsted", "reports.ofsted.gov.uk"), ("statistics", "api.education.gov.uk"),
     ("github", "github.com"), ("contracts", "www.contractsfinder.service.gov.uk")],
)  # fmt: skip
def test_a_kind_on_a_site_that_cannot_be_it_is_told(tmp_path: Path, kind: str, home: str) -> None:
    sources = SOURCES.replace('"govuk"', f'"{kind}"')
    (told,) = warned(tmp_path, sources.replace("www.gov.uk", "www.example.org"))
    assert told.startswith(f"sources.toml:4: kind: what is read as '{kind}' is at ")
    assert home in told
    assert warned(tmp_path, sources.replace("www.gov.uk", home)) == []


def test_a_search_that_robots_may_not_read_is_told_with_the_query_to_ask_instead(tmp_path: Path) -> None:
    (told,) = warned(tmp_path, SOURCES.replace("www.gov.uk/a", "www.gov.uk/search/all?keywords=SEND").replace('"govuk"', '"page"'))
    assert "https://www.gov.uk/api/search.json?q=SEND" in told


def test_a_commitment_that_is_named_twice_is_told(tmp_path: Path) -> None:
    (told,) = warned(tmp_path, SOURCES.replace('["c"]', '["c", "*", "c"]'))
    assert told == "sources.toml:7: commitments: 'c' stands there more than once"


def test_a_ruling_of_the_future_and_one_without_evidence_are_told(tmp_path: Path) -> None:
    shown = '"https://www.gov.uk/x"'
    (future,) = warned(tmp_path, plan=PLAN + RULING.format(on="2026-10-09", verdict="delivered", evidence=shown))
    assert future.startswith("plans/p.toml:17: on: 2026-10-09 is in the future")
    (bare,) = warned(tmp_path, plan=PLAN + RULING.format(on=TODAY, verdict="delivered in part", evidence=""))
    assert bare.startswith("plans/p.toml:18: verdict: 'delivered in part' is ruled without evidence")
    assert warned(tmp_path, plan=PLAN + RULING.format(on=TODAY, verdict="dropped", evidence="")) == []


@pytest.mark.parametrize(("one", "other", "told"), [("funding", "Fundings", 1), ("accountability", "accountabilty", 1),
                                                    ("phase 1", "phase 2", 0), ("law", "law and money", 0)])  # fmt: skip
def test_themes_that_differ_by_little_are_told(tmp_path: Path, one: str, other: str, told: int) -> None:
    sources = SOURCES.replace('["c"]', '["c", "d"]')
    first, second = promises("c", "d").replace('theme = "t"', f'theme = "{one}"', 1).rsplit("[[commitment]]", 1)
    plan = "[[commitment]]".join((first, second.replace('theme = "t"', f'theme = "{other}"')))
    assert [f"theme: '{other}' is nearly '{one}'" in w for w in warned(tmp_path, sources, plan)] == [True] * told
