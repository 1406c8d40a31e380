"""Softer or harder: which verb, quantity, number, condition or duty changed between two phrasings. Pure.

How it is weighed. Questions, reports, descriptions, names and dates are set aside; what is left is parted into clauses,
and each clause is held against the one it became. The commitment's strength decides first ("will" became "aim to"), then
what is done ("publish" became "develop"), then a promise that came or went, then its let-outs, and last how much. Where
one axis moved both ways in different clauses, the longer step counts, and of equal steps the softening.
"""

from __future__ import annotations

from watcher.model import Wording
from watcher.wording.weigh import Weighed, weigh_wording

__all__ = ["Weighed", "compare_wording", "weigh_wording"]


def compare_wording(before: str, after: str) -> tuple[Wording, str, str]:
    """Softened, hardened or neutral, with the two phrases that make the difference, as they were written.

    The phrase of a side that lacks the promise is "". Both are "" where nothing of weight differs. A date is neutral (dates
    have a ledger of their own), and so is a change of tense.
    """
    weighed = weigh_wording(before, after)
    return weighed.wording, weighed.before, weighed.after
