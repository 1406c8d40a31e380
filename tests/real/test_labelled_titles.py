"""The labelled titles: what is evidence is found, and no near miss is."""

from __future__ import annotations

import json
from pathlib import Path

from watcher.catalogue import load_catalogue
from watcher.match import Matcher
from watcher.model import Document, Relation

ROOT = Path(__file__).resolve().parents[2]
NOT_IN_THE_TITLE = {3, 26, 37}
"""Their titles name no promise at all; only their text does, which the facts do not hold."""


def test_titles_that_name_a_promise_are_found_and_near_misses_are_no_evidence(plan_facts: Path) -> None:
    matcher = Matcher(load_catalogue(ROOT / "sources.toml", ROOT / "plans").commitments)
    missed, false = [], []
    for entry in json.loads((plan_facts / "labelled_titles.json").read_text())["items"]:
        found = {s.commitment_id: s.relation for s in matcher.match(Document(entry["url"], entry["title"]))}
        if entry["label"] == "near_miss":
            false += [(entry["no"], i) for i, relation in found.items() if relation is Relation.EVIDENCE]
        elif entry["no"] not in NOT_IN_THE_TITLE:
            missed += [entry["no"]] * (not set(found) & set(entry["commitment_ids"]))
            false += [(entry["no"], i) for i in found if i not in entry["commitment_ids"]]
    assert (missed, false) == ([], [])
