"""The promised thing against talk about it, and near misses against both."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.world import commitment
from watcher.catalogue import load_catalogue
from watcher.match import Matcher, match_line
from watcher.match.lines import document_of
from watcher.model import Block, BlockKind, Document, Relation

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shipped() -> Matcher:
    return Matcher(load_catalogue(ROOT / "sources.toml", ROOT / "plans").commitments)


def best(matcher: Matcher, title: str, body: str = "", **changes: str) -> tuple[str, Relation] | None:
    blocks = (Block(BlockKind.PARAGRAPH, body),) if body else ()
    found = matcher.match(Document(changes.pop("url", "https://www.gov.uk/x"), title, blocks=blocks, **changes))  # type: ignore[arg-type]
    return (found[0].commitment_id, found[0].relation) if found else None


@pytest.mark.parametrize(
    "title",
    ["NPQ for SENCOs", "National professional qualification for SENCOs", "Mandatory qualification for SENCOs",
     "Special educational needs co-ordinator’s national professional qualification", "SENCO NPQ: how to apply"],
)  # fmt: skip
def test_the_qualification_is_known_by_all_its_names(shipped: Matcher, title: str) -> None:
    assert best(shipped, title) == ("senco-npq", Relation.EVIDENCE)


@pytest.mark.parametrize(
    "title",
    ["Leading literacy national professional qualification", "National professional qualifications framework",
     "Children's Social Care National Framework and Dashboard", "Non-school alternative provision: voluntary national standards",
     "Local area data: Special educational needs and disabilities", "Pupil premium strategy statements",
     "Education inspection framework"],
)  # fmt: skip
def test_near_misses_are_no_evidence(shipped: Matcher, title: str) -> None:
    found = best(shipped, title)
    assert found is None or found[1] is Relation.MENTION


def test_a_renamed_promise_is_found_under_its_new_name(shipped: Matcher) -> None:
    assert best(shipped, "Change Programme Partnerships: what was learnt") == ("regional-expert-partnerships", Relation.EVIDENCE)


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Minister's speech on the NPQ for SENCOs", "speech"), ("NPQ for SENCOs announced", ""), ("NPQ for SENCOs", "news_article"),
     ("Consultation on the NPQ for SENCOs", ""), ("NPQ for SENCOs will replace the older award", "")],
)  # fmt: skip
def test_talk_about_the_thing_is_a_mention(shipped: Matcher, title: str, kind: str) -> None:
    assert best(shipped, title, type=kind) == ("senco-npq", Relation.MENTION)


def test_a_name_in_the_text_alone_is_a_mention_that_says_so(shipped: Matcher) -> None:
    (found,) = shipped.match(
        Document("u", "News", blocks=(Block(BlockKind.PARAGRAPH, "The national EHCP template is being tried."),))
    )
    assert found.relation is Relation.MENTION
    assert "named in the text only" in found.why
    assert found.passage == "The national EHCP template is being tried."


def test_an_answer_in_parliament_is_never_the_thing_itself(shipped: Matcher) -> None:
    url = "https://questions-statements.parliament.uk/written-questions/detail/1"
    assert best(shipped, "NPQ for SENCOs", url=url) == ("senco-npq", Relation.MENTION)


def test_an_acronym_counts_in_its_own_spelling_and_subject_only() -> None:
    matcher = Matcher([commitment(names=("LIP",))])
    assert best(matcher, "Lip reading for beginners") is None
    assert best(matcher, "LIP services of Leeds") is None
    assert best(matcher, "Every SEND area has its LIP") is not None


def test_a_name_inside_a_not_name_does_not_count() -> None:
    matcher = Matcher([commitment(names=("national dashboard",), not_names=("social care national dashboard",))])
    assert best(matcher, "The SEND national dashboard") is not None
    assert best(matcher, "The social care national dashboard") is None


def test_the_answer_for_other_tools_passes_over_what_it_does_not_know(shipped: Matcher) -> None:
    answer = match_line(shipped, {"title": "NPQ for SENCOs", "url": "u", "body": None, "odd": 1, "type": 5})
    assert answer["url"] == "u"
    assert answer["commitments"][0]["relation"] == "evidence"


@pytest.mark.parametrize(
    ("told", "last"),
    [("2024", datetime(2024, 12, 31, 23, 59, 59, 999999, UTC)), ("2024-02", datetime(2024, 2, 29, 23, 59, 59, 999999, UTC)),
     ("2024-06-30", datetime(2024, 6, 30, 22, 59, 59, 999999, UTC)),
     ("2024-06-30T08:00:00Z", datetime(2024, 6, 30, 22, 59, 59, 999999, UTC)),
     ("2024-13", None), ("2023-02-29", None), ("0000", None), ("in May", None)],
)  # fmt: skip
def test_a_date_of_publication_counts_to_the_end_of_what_it_names_in_london(told: str, last: datetime | None) -> None:
    assert document_of({"published": told}).published == last
