"""Softer or harder, on which account, and the words that make it so."""

import json
import time

import pytest

from bench.signal.wording import CORPORA, measure
from watcher.model import Wording
from watcher.wording import compare_wording, weigh_wording

SOFTENED, HARDENED, NEUTRAL = Wording.SOFTENED, Wording.HARDENED, Wording.NEUTRAL


@pytest.mark.parametrize(
    ("before", "after", "wording"),
    [
        ("We will publish guidance.", "We aim to publish guidance.", SOFTENED),
        ("We will publish guidance.", "We will explore publishing guidance.", SOFTENED),
        ("Councils must attend.", "Councils should attend.", SOFTENED),
        ("We intend to consult.", "We will consult.", HARDENED),
        ("We will publish standards.", "We will develop standards.", SOFTENED),
        ("It applies to all schools.", "It applies to most schools.", SOFTENED),
        ("We will fund 5,000 places.", "We will fund 3,000 places.", SOFTENED),
        ("We will invest £1 million.", "We will invest £2 billion.", HARDENED),
        ("We will publish it by 2025.", "We will publish it by 2026.", NEUTRAL),
        ("It has been published.", "It has not been published.", NEUTRAL),
        ("We will publish the standards.", "We will publish these standards.", NEUTRAL),
        ("It looks at the law.", "It asks what should change in the law.", NEUTRAL),
        ("Open from 9am to 5pm.", "Open from 10am to 4pm.", NEUTRAL),
    ],
)
def test_a_change_of_wording_is_weighed(before: str, after: str, wording: Wording) -> None:
    assert compare_wording(before, after)[0] is wording


def test_the_corpora_meet_their_aims() -> None:
    missed = [(s.name, s.ours, s.mistakes) for s in measure().scores if not s.met]
    assert not missed


def test_read_backwards_a_pair_moves_the_other_way() -> None:
    turned = {SOFTENED: HARDENED, HARDENED: SOFTENED, NEUTRAL: NEUTRAL}
    pairs = [(p["before"], p["after"]) for p in map(json.loads, (CORPORA / "wording_pairs.jsonl").read_text().splitlines())]
    told = [(compare_wording(a, b)[0], compare_wording(b, a)[0]) for a, b in pairs]
    assert sum(back is turned[forth] for forth, back in told) >= 0.99 * len(pairs)


@pytest.mark.parametrize(
    ("before", "after", "phrases", "axis"),
    [
        ("We will publish it.", "We will explore publishing it.", ("will publish", "will explore publishing"), "commitment"),
        ("The list will be published.", "The list may be published.", ("will be published", "may be published"), "commitment"),
        (
            "Schools must not exclude him.",
            "Schools should not exclude him.",
            ("must not exclude", "should not exclude"),
            "obligation",
        ),
        ("We will publish the form.", "We will work towards the form.", ("will publish", "will work towards"), "action"),
        ("All families will be asked.", "Some families will be asked.", ("All families", "Some families"), "quantity"),
        ("We will fund up to 50 places.", "We will fund at least 50 places.", ("up to 50 places", "at least 50 places"), "number"),
        ("Aid will be paid.", "Aid will be paid where possible.", ("will be paid", "will be paid where possible"), "condition"),
        ("We will meet every month.", "We will meet from time to time.", ("every month", "from time to time"), "frequency"),
        ("It will be open nationally.", "It will be open in pilot areas only.", ("nationally", "in pilot areas only"), "scope"),
        ("We will publish the rules and consult on them.", "We will publish the rules.", ("consult on them", ""), "promise"),
    ],
)
def test_the_two_phrases_show_the_difference_side_by_side(before: str, after: str, phrases: tuple[str, str], axis: str) -> None:
    weighed = weigh_wording(before, after)
    assert ((weighed.before, weighed.after), weighed.axis) == (phrases, axis)


def test_a_promise_that_is_gone_is_softened_and_one_that_came_is_hardened() -> None:
    promise = "We will appoint a national lead."
    assert compare_wording(promise, "") == (SOFTENED, "We will appoint a national lead", "")
    assert compare_wording("", promise) == (HARDENED, "", "We will appoint a national lead")
    assert compare_wording("The survey ran in May.", "") == (NEUTRAL, "", "")


def test_how_firmly_outweighs_what_and_what_outweighs_how_much() -> None:
    assert weigh_wording("We aim to develop 10 forms.", "We will develop 5 forms.").axis == "commitment"
    assert weigh_wording("We will develop 10 forms.", "We will publish 5 forms.").axis == "action"
    assert weigh_wording("We will publish 10 forms.", "We will publish 5 forms.").wording is SOFTENED


def test_a_firmer_clause_is_not_lost_among_unchanged_ones() -> None:
    rest = "We may also hold events. Councils should tell parents. Some schools will be asked to help."
    assert compare_wording(f"We will consult on it. {rest}", f"{rest} We could consult on it.")[0] is SOFTENED


def test_a_smaller_limit_is_harder_and_a_smaller_grant_is_softer() -> None:
    assert compare_wording("Plans must be issued within 20 weeks.", "Plans must be issued within 15 weeks.")[0] is HARDENED
    assert compare_wording("We will cut waits from 20 to 15 weeks.", "We will cut waits from 20 to 18 weeks.")[0] is SOFTENED
    assert compare_wording("The grant will be £20 million.", "The grant will be £15 million.")[0] is SOFTENED


def test_what_becomes_dearer_is_softer_and_free_in_other_words_is_the_same() -> None:
    assert weigh_wording("The course will be free of charge.", "The course will be open to all.").axis == "cost"
    assert compare_wording("Training will be offered for a fee.", "Training will be offered at no cost.")[0] is HARDENED
    assert compare_wording("The course is free of charge.", "The course is free.") == (NEUTRAL, "", "")


def test_fewer_of_what_does_harm_is_softer_than_none() -> None:
    assert compare_wording("No child will be left out.", "Fewer children will be left out.")[0] is SOFTENED
    assert compare_wording("No child will be left out.", "All children will be included.")[0] is NEUTRAL
    assert compare_wording("We will eliminate waits.", "We will reduce waits.")[0] is SOFTENED
    assert compare_wording("We will cut waits.", "We will reduce waits.")[0] is NEUTRAL


def test_an_if_is_a_let_out_unless_both_sides_name_the_case() -> None:
    assert compare_wording("We will build it.", "We will build it if money is found.")[0] is SOFTENED
    assert (
        compare_wording("If a pupil moves, the council must be told.", "When a pupil moves, the council must be told.")[0]
        is NEUTRAL
    )


def test_a_member_of_a_list_or_a_time_limit_that_goes_is_a_softening() -> None:
    assert compare_wording("It will cover nurseries, schools and colleges.", "It will cover schools and colleges.")[0] is SOFTENED
    assert compare_wording("Councils will reply within a week.", "Councils will reply.")[0] is SOFTENED


def test_the_same_money_over_more_years_is_softer_and_a_service_for_more_years_harder() -> None:
    assert compare_wording("£2 billion, 2022 to 2025", "£2 billion, 2021 to 2025")[0] is SOFTENED
    assert compare_wording("The service will run from 2022 to 2025.", "The service will run from 2021 to 2025.")[0] is HARDENED
    assert compare_wording("From 2022 to 2025", "From 2021 to 2025") == (NEUTRAL, "2022 to 2025", "2021 to 2025")
    assert compare_wording("In the 2024 to 2025 year", "In the 2025 to 2026 year") == (NEUTRAL, "", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [("£2.6 billion", "£2,600 million"), ("half of the places", "50 per cent of the places"), ("thirty places", "30 places")],
)
def test_one_figure_written_in_two_ways_is_the_same(before: str, after: str) -> None:
    assert compare_wording(f"We will fund {before}.", f"We will fund {after}.") == (NEUTRAL, "", "")


def test_a_promise_taken_back_is_softened_and_a_ban_lifted_too() -> None:
    assert compare_wording("We will publish it.", "We will no longer publish it.")[0] is SOFTENED
    assert compare_wording("Schools must not charge for it.", "Schools may charge for it.")[0] is SOFTENED
    assert compare_wording("We will not close the fund.", "We will close the fund.")[0] is SOFTENED
    assert compare_wording("We will not only publish it.", "We will publish it.")[0] is NEUTRAL


def test_a_sentence_cut_in_two_and_one_that_was_fulfilled_have_lost_nothing() -> None:
    assert (
        compare_wording("We will visit, where possible, and we will report.", "We will visit where possible. We will report.")[0]
        is NEUTRAL
    )
    assert compare_wording("We will publish the new handbooks.", "We have now published the new handbooks.")[0] is NEUTRAL


def test_long_passages_are_compared_in_well_under_a_second() -> None:
    before = " ".join(f"We will visit school number {n} and all its pupils will be asked." for n in range(250))
    started = time.process_time()
    assert compare_wording(before, before.replace("will visit", "aim to visit"))[0] is SOFTENED
    assert time.process_time() - started < 3.0


@pytest.mark.parametrize(
    "junk", ["will ", "and we will ", "1 to ", "what ", " ", "£1,000 in 2022 to 2025 ", "x", "keep , ", "if we ", "schools, "]
)
def test_text_without_a_full_stop_takes_linear_time(junk: str) -> None:
    text = junk * (200_000 // len(junk))
    started = time.process_time()
    compare_wording(text, text + " We will not publish any.")
    assert time.process_time() - started < 10.0
