"""What became of a promise, told from talk about it by type, publisher and what is said."""

from __future__ import annotations

import pytest

from tests.world import commitment
from watcher.match import Matcher
from watcher.model import Block, BlockKind, Document, Relation

DFE = "Department for Education"
THING = "National template for EHC plans"


def said(title: str, *paragraphs: str, **changes: str) -> tuple[Relation, tuple[str, ...]]:
    blocks = tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs)
    url = changes.pop("url", "https://www.gov.uk/government/publications/x")
    (found,) = Matcher([commitment()]).match(Document(url, title, blocks=blocks, **changes))  # type: ignore[arg-type]
    return found.relation, found.why


@pytest.mark.parametrize(
    ("title", "changes"),
    [
        (THING, {"type": "form", "publisher": DFE}),
        (f"{THING}: interim evaluation", {"type": "research", "publisher": DFE}),
        (f"Transition to the {THING.lower()}", {"type": "html_publication", "publisher": DFE}),
        (THING, {"url": "https://mirror.example.org/dfe/template", "publisher": DFE}),
    ],
)
def test_the_thing_and_official_papers_on_its_course_are_evidence(title: str, changes: dict[str, str]) -> None:
    assert said(title, **changes)[0] is Relation.EVIDENCE


@pytest.mark.parametrize(
    ("title", "changes", "why"),
    [
        (THING, {"publisher": "Schools Week"}, "published by Schools Week, not by the body responsible"),
        (THING, {"url": "https://schoolsweek.co.uk/template"}, "schoolsweek.co.uk is not the body responsible"),
        (THING, {"type": "speech", "publisher": DFE}, "a speech speaks of it"),
        (THING, {"type": "national_statistics", "publisher": DFE}, "statistics count it, and are not what was promised"),
        (THING, {"type": "open_consultation", "publisher": DFE}, "a consultation asks about it"),
        (THING, {"url": "https://consult.education.gov.uk/template", "publisher": DFE}, "a consultation asks about it"),
        (f"{THING} (written answer 5)", {"publisher": DFE}, "a written_answer speaks of it"),
        (THING, {"url": "https://hansard.parliament.uk/x"}, "an answer or statement in Parliament speaks of it"),
    ],
)
def test_talk_is_a_mention_with_the_reason(title: str, changes: dict[str, str], why: str) -> None:
    relation, reasons = said(title, **changes)
    assert relation is Relation.MENTION
    assert why in reasons


def test_a_release_that_says_it_is_done_is_more_than_talk() -> None:
    done = said(THING, f"The {THING.lower()} has been published.", type="news_article", publisher=DFE)
    assert done[0] is Relation.EVIDENCE
    plans = said(THING, f"The {THING.lower()} will be published.", type="news_article", publisher=DFE)
    assert plans[0] is Relation.ACCOUNT


def test_another_paper_says_done_of_its_own_subject_only() -> None:
    passage = "The review has been published. It speaks of a national EHCP template."
    assert said(THING, passage, type="news_article", publisher=DFE)[0] is Relation.MENTION


def test_an_evaluation_that_goes_into_it_tells_of_its_course() -> None:
    often = ["The national EHCP template was tried."] * 3
    assert said("Evaluation of the pilots", *often, type="research", publisher=DFE)[0] is Relation.EVIDENCE
    assert said("Evaluation of the pilots", *often[:1], type="research", publisher=DFE)[0] is Relation.ACCOUNT


def test_a_title_may_use_the_short_name_that_its_text_gives_in_full() -> None:
    one = commitment(names=("SEND and AP change programme",), delivered_by=("programme",))
    document = Document("https://www.gov.uk/x", "Change programme: what was learnt", type="research", publisher=DFE,
                        blocks=(Block(BlockKind.PARAGRAPH, "The SEND and AP change programme ran for two years."),))  # fmt: skip
    (found,) = Matcher([one]).match(document)
    assert (found.relation, found.why[0]) == (Relation.EVIDENCE, "“SEND and AP change programme” in the title, in short")


def test_a_first_heading_counts_like_a_title() -> None:
    page = Document("https://www.gov.uk/x", "", publisher=DFE, type="form", blocks=(Block(BlockKind.HEADING, THING),))
    (found,) = Matcher([commitment()]).match(page)
    assert found.relation is Relation.EVIDENCE


def test_words_that_stand_apart_in_a_title_find_it_and_prove_nothing() -> None:
    by = Matcher([commitment(names=("SEND mediation standards",), delivered_by=("standards",))])
    (found,) = by.match(Document("https://www.gov.uk/x", "Standards for mediation in SEND", publisher=DFE))
    assert found.relation is Relation.MENTION
    assert "its words stand apart in the title" in found.why
    assert dict(found.parts)["its words stand apart"] < 0
