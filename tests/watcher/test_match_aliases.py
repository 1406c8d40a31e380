"""Names that documents give a promise later are proposed with the passage, and never taken."""

from __future__ import annotations

import pytest

from tests.watcher.growth import LINEAR, growth
from tests.world import commitment
from watcher.match import proposed_aliases
from watcher.match.aliases import alias_of_change
from watcher.model import Block, BlockKind, Document

REPS = commitment(
    id="partnerships",
    title="Regional groups of councils that try out the reforms",
    names=("Regional Expert Partnerships", "local inclusion plans"),
)


def page(*paragraphs: str, url: str = "https://www.gov.uk/x") -> Document:
    return Document(url, "An answer", blocks=tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs))


def names(document: Document, *before: Document) -> list[str]:
    return [p.name for p in proposed_aliases(before, document, REPS)]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The Change Programme Partnerships (formerly Regional Expert Partnerships) began work.", "Change Programme Partnerships"),
        (
            "Change Programme Partnerships (CPPs), previously known as Regional Expert Partnerships, met.",
            "Change Programme Partnerships",
        ),
        ("Regional Expert Partnerships (REPs), now called Change Programme Partnerships, met.", "Change Programme Partnerships"),
        (
            "The Regional Expert Partnerships have been renamed the “Change Programme Partnerships”.",
            "Change Programme Partnerships",
        ),
        (
            "The Local Inclusion Support Offer, which replaces Regional Expert Partnerships, begins.",
            "Local Inclusion Support Offer",
        ),
        (
            "Regional Expert Partnerships were replaced by the Local Inclusion Support Offer in 2025.",
            "Local Inclusion Support Offer",
        ),
        ("They send local area inclusion plans (formerly local inclusion plans) by Easter.", "local area inclusion plans"),
    ],
)
def test_a_document_that_says_outright_what_a_thing_is_called_now(sentence: str, name: str) -> None:
    (proposal,) = proposed_aliases((), page("Before it.", sentence), REPS)
    assert (proposal.name, proposal.commitment_id, proposal.document, proposal.passage) == (
        name,
        "partnerships",
        "https://www.gov.uk/x",
        sentence,
    )
    assert f"“{name}”" in proposal.why


@pytest.mark.parametrize(
    "sentence",
    [
        "We work with the Regional Expert Partnerships, formerly pathfinders.",
        "The minister, formerly of the Regional Expert Partnerships, spoke.",
        "Regional Expert Partnerships were once again called a success.",
        "Regional Expert Partnerships (formerly Regional Expert Partnership pilots) met.",
        "The Schools Forum (formerly the Heads' Group) heard about Regional Expert Partnerships.",
    ],
)
def test_what_renames_nothing_proposes_nothing(sentence: str) -> None:
    assert names(page(sentence)) == []


def test_a_name_that_was_proposed_before_is_not_proposed_again() -> None:
    told = page("The Change Programme Partnerships (formerly Regional Expert Partnerships) began.", url="https://www.gov.uk/first")
    assert names(page("Change Programme Partnerships, formerly Regional Expert Partnerships, go on."), told) == []


def test_the_same_said_of_another_name_in_the_same_place() -> None:
    before = page("Each of the Regional Expert Partnerships has a lead council.", "It is kept.")
    after = page("Each of the Change Programme Partnerships has a lead council.", "It is kept.")
    (proposal,) = proposed_aliases((before,), after, REPS)
    assert proposal.name == "Change Programme Partnerships"
    assert "Regional Expert Partnerships" in proposal.why


@pytest.mark.parametrize(
    ("after", "name"),
    [
        ("Each of the Change Programme Partnerships has a lead council.", "Change Programme Partnerships"),
        ("Each of the “reform circles” has a lead council.", "reform circles"),
        ("Each of the areas that take part has a lead council.", ""),
        ("Each of the Regional Expert Partnerships has two lead councils.", ""),
        ("Each of the Change Programme Partnerships will have a lead council.", ""),
        ("Each of the  has a lead council.", ""),
    ],
)
def test_only_the_name_may_differ_and_it_must_look_like_one(after: str, name: str) -> None:
    assert alias_of_change("Each of the Regional Expert Partnerships has a lead council.", after, REPS) == name


def test_a_name_that_stands_twice_must_be_replaced_twice() -> None:
    before = "Regional Expert Partnerships meet. Every term, Regional Expert Partnerships report."
    assert alias_of_change(before, before.replace("Regional Expert", "Change Programme"), REPS) == "Change Programme Partnerships"
    assert alias_of_change(before, before.replace("Regional Expert", "Change Programme", 1), REPS) == ""


def test_another_year_is_not_another_name() -> None:
    law = commitment(names=("Amendment Regulations 2024",))
    assert (
        alias_of_change("The Amendment Regulations 2024 are in force now.", "The Amendment Regulations 2025 are in force now.", law)
        == ""
    )


@pytest.mark.parametrize(
    "line",
    ["Each of the {name} has {word} lead councils, says report {n}.", "Report {n} says: each of the {name} has {word} leads.",
     "{name} met {word} times in year {n}, and {name} met again.", "{name} did {word} of {n} things for {name}."],
)  # fmt: skip
def test_a_long_page_with_many_edited_lines_that_begin_or_end_alike_costs_no_more_a_line(line: str) -> None:
    def pages(lines: int) -> tuple[Document, Document]:
        made.append(lines)
        name, url = REPS.names[0], f"https://www.gov.uk/{len(made)}"
        before, after = ([line.format(name=name, word=word, n=n) for n in range(lines)] for word in ("two", "three"))
        return page(*before, url=url), page(*after, url=url)

    made: list[int] = []
    assert growth(pages, lambda both: proposed_aliases(both[:1], both[1], REPS), 50) < LINEAR


def test_one_renamed_line_is_found_among_many_that_changed_otherwise() -> None:
    lines = [f"Each of the Regional Expert Partnerships has two lead councils, says report {n}." for n in range(300)]
    after = [line.replace("two", "three") for line in lines]
    after[250] = lines[250].replace("Regional Expert", "Change Programme")
    (proposal,) = proposed_aliases((page(*lines),), page("It is new.", *after), REPS)
    assert (proposal.name, proposal.passage) == ("Change Programme Partnerships", after[250])
