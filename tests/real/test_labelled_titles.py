"""The labelled titles: what is evidence is found, and no near miss is, with or without what the plan tells apart by name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from watcher.catalogue import load_catalogue
from watcher.match import Matcher, match_line

ROOT = Path(__file__).resolve().parents[2]
NOT_IN_THE_TITLE = {3, 26, 37}
"""Their titles name no promise at all; only their text does, which the facts do not hold."""


def labelled(plan_facts: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((plan_facts / "labelled_titles.json").read_text())["items"]
    return items


def found(matcher: Matcher, entry: dict[str, Any]) -> set[str]:
    record = {"title": entry["title"], "url": entry["url"], "publisher": entry["publisher"], "published": entry["date"]}
    return {c["id"] for c in match_line(matcher, record)["commitments"]}


@pytest.mark.parametrize("told_apart", [True, False], ids=["as shipped", "without any not_names"])
def test_no_near_miss_is_taken_for_a_promise(plan_facts: Path, told_apart: bool) -> None:
    catalogue = load_catalogue(ROOT / "sources.toml", ROOT / "plans")
    commitments = [c if told_apart else replace(c, not_names=()) for c in catalogue.commitments]
    matcher = Matcher(commitments, catalogue.plans)
    near = [e for e in labelled(plan_facts) if e["label"] == "near_miss"]
    assert [(e["no"], found(matcher, e)) for e in near if found(matcher, e)] == []


def test_titles_that_name_a_promise_are_found_for_it_and_for_no_other(plan_facts: Path) -> None:
    catalogue = load_catalogue(ROOT / "sources.toml", ROOT / "plans")
    matcher = Matcher(catalogue.commitments, catalogue.plans)
    missed, false = [], []
    for entry in labelled(plan_facts):
        if entry["label"] != "near_miss" and entry["no"] not in NOT_IN_THE_TITLE:
            ids = found(matcher, entry)
            missed += [entry["no"]] * (not ids & set(entry["commitment_ids"]))
            false += [(entry["no"], i) for i in ids if i not in entry["commitment_ids"]]
    assert (missed, false) == ([], [])
