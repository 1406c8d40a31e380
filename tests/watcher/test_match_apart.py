"""What is only near is told apart, and the reason is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.watcher.growth import LINEAR, growth
from tests.world import commitment, ruling
from watcher.catalogue import load_catalogue
from watcher.match import Matcher, Weighed, national
from watcher.model import Block, BlockKind, Document, Plan, Rejection, Relation

ROOT = Path(__file__).resolve().parents[2]
DFE = "Department for Education"
SENCO = ("NPQ for SENCOs", "mandatory qualification for SENCOs")


def text(*paragraphs: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs)


def plan(*commitments: object) -> Plan:
    return Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), DFE, None, tuple(commitments))  # type: ignore[arg-type]


def matcher(*names: str, **changes: object) -> Matcher:
    one = commitment(names=names, title="Help for pupils with SEND", **changes)
    return Matcher([one], [plan(one)])


def weighed(by: Matcher, title: str, *paragraphs: str, **changes: object) -> Weighed:
    (one,) = by.weigh(Document(changes.pop("url", "https://www.gov.uk/x"), title, blocks=text(*paragraphs), **changes))  # type: ignore[arg-type]
    return one


def test_without_what_the_plan_tells_apart_by_name_the_rules_still_do() -> None:
    catalogue = load_catalogue(ROOT / "sources.toml", ROOT / "plans")
    bare = Matcher([replace(c, not_names=()) for c in catalogue.commitments], catalogue.plans)
    page = Document(
        "https://www.gov.uk/guidance/headship", "Headship national professional qualification", publisher=DFE,
        blocks=text("For heads.", "Other courses are the NPQ for SENCOs and the NPQ for early years leaders."),
    )  # fmt: skip
    assert bare.match(page) == ()
    reason = next(w.barred for w in bare.weigh(page) if w.commitment_id == "senco-npq")
    assert "another of the kind" in reason


def test_a_title_that_has_half_a_name_says_what_it_lacks() -> None:
    near = weighed(matcher(*SENCO), "Leading literacy national professional qualification")
    assert near.barred == "its title is near “NPQ for SENCOs” and has no “SENCO”: another of the kind"


@pytest.mark.parametrize(
    ("title", "publisher", "reason"),
    [
        ("Short breaks in Wales", "Welsh Government", "Wales"),
        ("Short breaks for adults with a disability", DFE, "adult services"),
        ("Short breaks for foster carers", DFE, "social care"),
        ("Short breaks scheme", "Acme Holidays", "says little by itself"),
        ("Luxury short breaks", DFE, "somebody else's"),
    ],
)
def test_a_name_that_anybody_uses_needs_the_subject_around_it(title: str, publisher: str, reason: str) -> None:
    assert reason in weighed(matcher("short breaks"), title, publisher=publisher).barred


def test_the_same_name_counts_beside_the_subject_and_under_the_body_responsible() -> None:
    by = matcher("short breaks", delivered_by=("funding",))
    for title, publisher in (("Short breaks for children with SEND", ""), ("Short breaks: money for councils", DFE)):
        assert not weighed(by, title, publisher=publisher).barred


def test_a_short_form_means_its_long_form() -> None:
    by = matcher("SEND and AP dashboard")
    assert by.match(Document("u", "Special educational needs and disabilities and alternative provision dashboard"))
    assert by.match(Document("u", "Send us your dashboard")) == by.match(Document("u", "Dashboard")) == ()


def test_a_paper_that_is_older_than_the_promise_cannot_show_what_became_of_it() -> None:
    by = matcher(*SENCO)
    assert "before the promise" in weighed(by, "NPQ for SENCOs", published=datetime(2022, 3, 29, tzinfo=UTC)).barred
    assert "its title says 2017" in weighed(by, "NPQ for SENCOs: January 2017").barred
    assert not weighed(by, "NPQ for SENCOs: January 2025").barred


def test_a_page_that_was_there_before_and_has_changed_since_is_not_old() -> None:
    changed = datetime(2024, 9, 12, tzinfo=UTC)
    assert not weighed(matcher(*SENCO), "NPQ for SENCOs", published=datetime(2014, 6, 1, tzinfo=UTC), updated=changed).barred


def test_without_the_plans_no_document_is_too_old() -> None:
    (found,) = Matcher([commitment(names=SENCO)]).match(Document("u", "NPQ for SENCOs", published=datetime(2010, 1, 1, tzinfo=UTC)))
    assert found.relation is Relation.EVIDENCE


def test_a_council_has_papers_of_its_own_by_the_same_name() -> None:
    by = matcher("SEND improvement plan", delivered_by=("policy-paper",))
    assert "a national one" in weighed(by, "SEND improvement plan", publisher="Leeds City Council").barred
    assert "a national one" in weighed(by, "SEND improvement plan: Kent County Council", publisher=DFE).barred
    assert not weighed(by, "SEND improvement plan", publisher="Council for Disabled Children").barred


def test_a_word_in_front_can_make_it_another_thing() -> None:
    assert "“voluntary”" in weighed(matcher("SEND standards"), "Voluntary SEND standards", publisher=DFE).barred


def test_a_name_of_common_words_does_not_flood() -> None:
    by = matcher("template", "send", "support")
    for title in ("Template letters for attendance", "Send us your views", "Support for farmers"):
        assert by.match(Document("https://www.gov.uk/x", title, publisher=DFE)) == ()
    (found,) = by.match(Document("https://www.gov.uk/x", "A template for SEND meetings", publisher=DFE, type="form"))
    assert found.relation is Relation.MENTION
    assert "“template” could name anything" in found.why


def test_the_parts_add_up_to_the_score() -> None:
    one = weighed(matcher(*SENCO), "NPQ for SENCOs", "The NPQ for SENCOs begins in autumn.", publisher=DFE)
    assert dict(one.parts) == {"named in the title": 0.9, "named 1 more time": 0.02}
    assert one.score == pytest.approx(sum(points for _, points in one.parts))
    (sighting,) = matcher(*SENCO).match(Document("u", "NPQ for SENCOs"))
    assert sighting.parts == (("named in the title", 0.9),)


def test_what_a_maintainer_ruled_on_a_page_is_known_from_that_day() -> None:
    page = "https://www.gov.uk/template"
    one = commitment(rulings=(ruling(date(2025, 5, 1)),))
    by = Matcher([one], [plan(one)])
    document = Document(f"{page}/", "A page that names nothing", publisher=DFE)
    assert by.match(document) == by.match(document, on=date(2025, 4, 30)) == ()
    (found,) = by.match(document, on=date(2025, 5, 1))
    assert (found.relation, found.why) == (Relation.EVIDENCE, ("a ruling of 1 May 2025 names it as evidence",))


def test_what_a_maintainer_rejected_stays_away_with_the_reason() -> None:
    rejected = Rejection("https://www.gov.uk/other", date(2025, 5, 1), "a template for something else")
    one = commitment(rejected=(rejected,))
    document = Document("http://gov.uk/other", "The national EHCP template")
    assert Matcher([one]).match(document, on=date(2025, 5, 2)) == ()
    (told,) = Matcher([one]).weigh(document, on=date(2025, 5, 2))
    assert told.barred == "rejected on 1 May 2025: a template for something else"


def test_welsh_is_a_mention_that_says_so() -> None:
    by = matcher(*SENCO)
    for changes in ({"language": "cy"}, {"description": "Mae'r dudalen hon yn esbonio'r cymhwyster ar gyfer ysgolion yn Lloegr."}):
        found = weighed(by, "NPQ for SENCOs", **changes)
        assert found.relation is Relation.MENTION
        assert "in Welsh, which these rules cannot judge" in found.why


@pytest.mark.parametrize("one_block", [True, False])
def test_a_long_document_is_read_to_its_end_and_costs_no_more_a_line(one_block: bool) -> None:
    def minutes(lines: int) -> Document:
        said = ["The department and its partners met again and will say more when there is more to say to everybody."] * lines
        return Document("u", "Minutes", blocks=(*text(*([" ".join(said)] if one_block else said)), *text(thing)))

    thing, by = "The national EHCP template is out.", Matcher([commitment()])
    (found,) = by.match(minutes(20_000))  # two megabytes
    assert found.passage == thing
    assert growth(minutes, by.match, 1_000) < LINEAR


def test_a_document_of_one_sentence_is_judged_like_any_other() -> None:
    (found,) = Matcher([commitment()]).match(Document("u", "", blocks=text("The national EHCP template is out.")))
    assert found.relation is Relation.MENTION


def test_a_passage_is_understood_from_the_whole_that_it_stands_in() -> None:
    by = matcher("inclusion dashboards")
    whole = Document("https://www.gov.uk/x", "Special educational needs")
    passage = Document(whole.url, "", blocks=text("The inclusion dashboards will be launched later this year."))
    assert by.match(passage) == ()
    assert by.match(passage, within=whole)
    assert by.match(passage, within=Document(whole.url, "Diversity in the civil service")) == ()


FLOODS = {
    "map": ("flood risk map", "National Flood Risk Assessment"),
    "barrier": ("Humber flood barrier",),
    "insurance": ("flood insurance scheme",),
    "register": ("asset register",),
    "standards": ("national standards",),
}


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        ("National Flood Risk Assessment 2025", "", "map"),
        ("Asset register of flood defences", "", "register"),
        ("Asset register", "", ""),
        ("National standards", "", ""),
        ("Work goes on", "New national standards for flood doors will be published in May.", "standards"),
        ("National standards for teaching children with SEND", "", ""),
        ("The SEND code of practice", "Special educational needs are met in schools.", ""),
    ],
)
def test_a_plan_on_another_subject_is_known_by_the_words_that_its_promises_share(title: str, body: str, found: str) -> None:
    promises = [commitment(id=i, title=f"A promise about {names[0]}", names=names, delivered_by=()) for i, names in FLOODS.items()]
    blocks = text(body) if body else ()
    page = Document("https://www.gov.uk/x", title, publisher="Ministry of Defence", blocks=blocks)
    assert [s.commitment_id for s in Matcher(promises, [plan(*promises)]).match(page)] == ([found] if found else [])


@pytest.mark.parametrize(
    ("url", "is_national"),
    [
        *((f"https://{host}/x", True) for host in (
            "www.gov.uk", "gov.uk", "www.legislation.gov.uk", "assets.publishing.service.gov.uk", "consult.education.gov.uk",
            "educationhub.blog.gov.uk", "hansard.parliament.uk", "www.parliament.uk", "WWW.GOV.UK:443")),
        *((f"https://{host}/x", False) for host in (
            "www.kent.gov.uk", "kent.gov.uk", "consult.kent.gov.uk", "www.gov.uk.example.org", "example.org", "www.nhs.uk")),
        ("http://[bad", False), ("", False),
    ],
)  # fmt: skip
def test_what_government_or_parliament_publishes_is_told_by_its_address(url: str, is_national: bool) -> None:
    assert national(Document(url, "A page")) is is_national
