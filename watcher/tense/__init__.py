"""Whether a sentence says that something is there, is not there, or is still to come. Pure.

Questions say nothing, and neither do clauses of time and condition ("once it has been agreed"), relative clauses about
people, or what a document will do for its reader ("this will help"). What should have come by a day that is past ("was due
to be published in 2023") is not done: whoever writes so would otherwise have written that it was.
"""

from __future__ import annotations

from watcher.tense.names import Tense
from watcher.tense.reading import tense_of

__all__ = ["Tense", "tense_of"]
