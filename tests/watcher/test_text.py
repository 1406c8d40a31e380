"""The small things about text that every part shares."""

import pytest

from watcher.text import NUMBER_WORDS, cut


@pytest.mark.parametrize("most", range(2, 30))
@pytest.mark.parametrize("text", ["one two three four five six", "antidisestablishmentarianisms", "a b c d e f g h i j k l m n o"])
def test_no_cut_is_a_character_over(text: str, most: int) -> None:
    assert len(cut(text, most)) <= most


def test_a_text_that_fits_is_left_alone_and_another_ends_at_a_word() -> None:
    assert cut("one two three", 13) == "one two three"
    assert cut("one two three", 12) == "one two…"


def test_a_single_word_that_is_too_long_is_cut_within() -> None:
    assert cut("antidisestablishment", 8) == "antidis…"


def test_every_tens_and_teens_has_its_word_once() -> None:
    assert sorted(NUMBER_WORDS.values()) == [*range(20), *range(20, 100, 10)]
    assert (NUMBER_WORDS["fifteen"], NUMBER_WORDS["forty"]) == (15, 40)
