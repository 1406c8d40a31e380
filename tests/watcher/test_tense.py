"""Whether a sentence says that something is there, is not there, or is still to come."""

import time

import pytest

from watcher.tense import Tense, tense_of

DONE, NOT_DONE, TO_COME, UNSAID = Tense.DONE, Tense.NOT_DONE, Tense.TO_COME, Tense.UNSAID


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("It has not yet been published.", NOT_DONE),
        ("It was due to be published in 2023.", NOT_DONE),
        ("It has been delayed.", NOT_DONE),
        ("We had hoped to open it.", NOT_DONE),
        ("It would have been ready by May.", NOT_DONE),
        ("It will be published.", TO_COME),
        ("We are developing it.", TO_COME),
        ("Further news in due course.", TO_COME),
        ("It is now available.", DONE),
        ("It came into force on 1 April.", DONE),
        ("Having been published, it is used widely.", DONE),
        ("We launched it today.", DONE),
        ("Has it been published?", UNSAID),
        ("National standards", UNSAID),
    ],
)
def test_what_a_sentence_says(text: str, tense: Tense) -> None:
    assert tense_of(text) is tense


def test_the_clause_that_names_the_thing_decides() -> None:
    text = "The strategy was published in May, but the dashboard has not."
    assert tense_of(text, about="strategy") is DONE
    assert tense_of(text, about="dashboard") is NOT_DONE
    assert tense_of("We opened the fund. The form is being drafted. It will follow.", about="form") is TO_COME


def test_a_thing_that_is_not_named_is_as_the_whole_text_says() -> None:
    assert tense_of("It has been published.", about="dashboard") is DONE


def test_what_a_thing_will_do_for_its_reader_is_no_word_of_its_coming() -> None:
    assert tense_of("Guidance for schools. This will help them to plan.") is UNSAID


def test_a_denial_outweighs_a_plan_and_a_plan_word_that_it_is_done() -> None:
    assert tense_of("It will be long. It has not been published.") is NOT_DONE
    assert tense_of("Parents were asked. We will publish the form.") is TO_COME


def test_not_delayed_is_not_late() -> None:
    assert tense_of("The plan was not delayed: it was published on time.") is DONE


@pytest.mark.parametrize(
    ("headline", "tense"),
    [
        ("Ofsted publishes report on alternative provision", DONE),
        ("Pilot areas announced", DONE),
        ("Regulator launches consultation on fees", UNSAID),
        ("Tribunal publishes its decisions every month", UNSAID),
        ("Tariff scrapped", NOT_DONE),
        ("Minister shelves tariff", NOT_DONE),
        ("Delay to practice guides", NOT_DONE),
        ("Delays to children's assessments", UNSAID),
        ("Ofsted to inspect colleges", TO_COME),
        ("Every school to have a lead", TO_COME),
        ("Tribunal fees to rise", TO_COME),
        ("Parents to contact in your area", UNSAID),
        ("Duty to consult: a briefing", UNSAID),
        ("How Ofsted publishes reports", UNSAID),
    ],
)
def test_a_headline_leaves_out_the_verb_or_tells_in_the_present_what_happened(headline: str, tense: Tense) -> None:
    assert tense_of(headline) is tense
    assert tense_of(f"{headline}.") is tense


def test_what_is_only_thought_or_felt_says_nothing_of_the_thing() -> None:
    assert tense_of("Some parents felt that it would not help.") is UNSAID
    assert tense_of("She was worried about her son.") is UNSAID


def test_a_denial_of_a_denial_is_none() -> None:
    assert tense_of("It is not the case that the dashboard has been dropped: it is online.") is DONE
    assert tense_of("Not a single deadline was missed: the guides came out on time.") is DONE


def test_what_follows_from_a_condition_is_heard_without_a_comma_too() -> None:
    assert tense_of("If all goes well the guides will be in schools by May.") is TO_COME
    assert tense_of("If you claim a grant this will not affect it.") is UNSAID


@pytest.mark.parametrize(
    "junk", ["once it was ", "ofsted to ", "if no ", "some felt ", "no one has ", "today we are ", ", which ", "never ", " "]
)
def test_long_text_takes_linear_time(junk: str) -> None:
    started = time.process_time()
    tense_of(junk * (200_000 // len(junk)), about="form")
    assert time.process_time() - started < 5.0
