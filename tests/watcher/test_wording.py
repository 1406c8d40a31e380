"""Softer or harder, and the words that make it so."""

import pytest

from watcher.model import Wording
from watcher.wording import compare_wording


@pytest.mark.parametrize(
    ("before", "after", "wording"),
    [
        ("We will publish guidance.", "We aim to publish guidance.", Wording.SOFTENED),
        ("We will publish guidance.", "We will explore publishing guidance.", Wording.SOFTENED),
        ("Councils must attend.", "Councils should attend.", Wording.SOFTENED),
        ("We intend to consult.", "We will consult.", Wording.HARDENED),
        ("We will publish standards.", "We will develop standards.", Wording.SOFTENED),
        ("It applies to all schools.", "It applies to most schools.", Wording.SOFTENED),
        ("We will fund 5,000 places.", "We will fund 3,000 places.", Wording.SOFTENED),
        ("We will invest £1 million.", "We will invest £2 billion.", Wording.HARDENED),
        ("We will publish it by 2025.", "We will publish it by 2026.", Wording.NEUTRAL),
        ("It has been published.", "It has not been published.", Wording.NEUTRAL),
        ("We will publish the standards.", "We will publish these standards.", Wording.NEUTRAL),
        ("It looks at the law.", "It asks what should change in the law.", Wording.NEUTRAL),
        ("Open from 9am to 5pm.", "Open from 10am to 4pm.", Wording.NEUTRAL),
    ],
)
def test_a_change_of_wording_is_weighed(before: str, after: str, wording: Wording) -> None:
    assert compare_wording(before, after)[0] is wording
