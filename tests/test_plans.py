"""The plans as they are shipped, side by side: what took whose place, and what a document about the successor shows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from demo.play import demo_catalogue
from watcher.catalogue import load_catalogue
from watcher.check import observers
from watcher.judge import Judge, Look
from watcher.match import Matcher, words_of
from watcher.model import Catalogue, Document, Plan, Relation, Source, SourceKind, Verdict

ROOT = Path(__file__).resolve().parents[1]
NAMED_ALIKE = {
    "complaint-panel-send-specialist": {"complaints-responsibility"},
    "education-for-all-bill": {"ehcp-template-mandate"},
    "ehc-plan-template-in-bill": {"ehcp-national-template"},
    "local-send-reform-plans": {"local-inclusion-plans"},
    "national-inclusion-standards": {"national-standards"},
    "send-code-of-practice-revision": {"send-code-of-practice"},
    "specialist-provision-packages": {"funding-bands-tariffs"},
}
"""Promises of the second plan, and those of the first that its things would show something of: the same matter, taken up."""
AT_SECOND_HAND = {
    "complaint-panel-send-specialist",
    "education-for-all-bill",
    "ehc-plan-process-reform",
    "ehc-plan-template-in-bill",
    "ehc-plans-digitised",
    "independent-special-school-price-bands",
    "independent-special-school-standards",
    "individual-support-plans",
    "local-send-reform-plans",
    "national-inclusion-standards",
    "send-code-of-practice-revision",
    "send-mediation-larger-role",
    "send-reform-consultation-response",
    "specialist-provision-packages",
    "tribunal-placement-powers",
}
"""The promises of the second plan that were first stored, none of them read in the white paper itself."""
FACTS = ROOT / "../shared/plan/outcomes.json"


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue(ROOT / "sources.toml", ROOT / "plans")


@pytest.fixture(scope="module")
def first(shipped: Catalogue) -> Plan:
    return shipped.plans[0]


@pytest.fixture(scope="module")
def second(shipped: Catalogue) -> Plan:
    return shipped.plans[1]


def sighted(shipped: Catalogue, title: str, day: datetime) -> dict[str, Relation]:
    """What a page of GOV.UK with this title shows on a day."""
    source = Source("s", "S", SourceKind.GOVUK_SEARCH, "https://www.gov.uk/s", shipped.sources[0].every)
    document = Document("https://www.gov.uk/new", title, "guidance")
    judge = Judge(shipped.plans, Matcher(shipped.commitments, shipped.plans))
    return {s.commitment_id: s.relation for s in judge.sightings(Look(source, document, "", day))}


def test_what_is_replaced_names_promises_of_the_later_plan(first: Plan, second: Plan) -> None:
    by = {c.id: r.by for c in first.commitments for r in c.rulings if r.by}
    known = {
        "national-standards": ("national-inclusion-standards",),
        "independent-special-schools": ("independent-special-school-price-bands", "independent-special-school-standards"),
    }
    assert {i: by[i] for i in known} == known
    assert {i for i in known for i in by[i]} <= {c.id for c in second.commitments}


@pytest.mark.skipif(not FACTS.exists(), reason="../shared/plan, the record of what became of each promise, is not on this machine")
def test_only_what_the_record_is_sure_of_is_ruled_superseded(first: Plan) -> None:
    facts = json.loads(FACTS.read_text())
    made = date.fromisoformat(facts["generated"])
    sure = {o["commitment_id"] for o in facts["outcomes"] if o["status"] == "superseded" and o["confidence"] == "high"}
    ruled = {c.id for c in first.commitments if any(r.verdict is Verdict.SUPERSEDED for r in c.rulings_by(made))}
    assert ruled == sure


def test_every_promise_known_at_second_hand_says_how_and_is_watched_somewhere(shipped: Catalogue, second: Plan) -> None:
    assert {c.id for c in second.commitments} >= AT_SECOND_HAND
    for c in (c for c in second.commitments if c.id in AT_SECOND_HAND):
        assert c.note.endswith("."), c.id
        assert observers(c, shipped.sources), c.id
        assert c.window.dated == (c.id == "national-inclusion-standards"), c.id


def test_the_thing_itself_is_found_by_the_names_of_the_second_plan_and_floods_no_other_promise(
    shipped: Catalogue, second: Plan
) -> None:
    others: dict[str, set[str]] = {}
    for c in (c for c in second.commitments if c.id in AT_SECOND_HAND):
        for name in c.names:
            found = sighted(shipped, f"{name[:1].upper()}{name[1:]}", datetime(2027, 3, 1, tzinfo=UTC))
            assert c.id in found, name
            others.setdefault(c.id, set()).update(found.keys() - {c.id})
    known = AT_SECOND_HAND | {c.id for c in shipped.plans[0].commitments}
    assert {i: named & known for i, named in others.items() if named & known} == NAMED_ALIKE


def test_once_the_standards_are_replaced_new_ones_are_evidence_for_their_successor_alone(shipped: Catalogue) -> None:
    title = "National Inclusion Standards"
    after = sighted(shipped, title, datetime(2027, 3, 1, tzinfo=UTC))
    assert after["national-inclusion-standards"] is Relation.EVIDENCE
    assert after.get("national-standards", Relation.MENTION) is Relation.MENTION


def test_the_names_of_the_second_plan_are_its_own_but_for_those_that_the_first_one_learned_of_it(first: Plan, second: Plan) -> None:
    old = {tuple(words_of(n)) for c in first.commitments for n in c.called}
    promises = [c for c in second.commitments if c.id in AT_SECOND_HAND]
    shared = {c.id for c in promises for n in c.names if tuple(words_of(n)) in old}
    assert shared <= {"national-inclusion-standards", "education-for-all-bill", "local-send-reform-plans",
                      "specialist-provision-packages"}  # fmt: skip


def test_the_demonstration_knows_a_plan_from_the_day_of_its_publication() -> None:
    catalogue = demo_catalogue(ROOT)
    first, second = catalogue.plans[:2]
    assert catalogue.known_by(first.published).plans == (first,)
    assert catalogue.known_by(second.published).plans == (first, second)
