"""What validate says of a configuration that is no mistake: sources that serve nothing, promises that nothing could show."""

from __future__ import annotations

from pathlib import Path

from tests.watcher.test_catalogue import PLAN, SOURCES
from watcher.catalogue import find_mistakes, find_warnings


def warned(folder: Path, sources: str = SOURCES, plan: str = PLAN) -> list[str]:
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(sources)
    (folder / "plans" / "p.toml").write_text(plan)
    assert find_mistakes(folder / "sources.toml", folder / "plans") == []
    return [str(w).replace(f"{folder}/", "") for w in find_warnings(folder / "sources.toml", folder / "plans")]


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


def test_a_list_that_shows_anything_is_enough_to_look_for_a_promise(tmp_path: Path) -> None:
    sources = SOURCES.replace('commitments = ["c"]', 'commitments = ["*"]').replace('"govuk"', '"feed"')
    assert warned(tmp_path, sources) == []


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
