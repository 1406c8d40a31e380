"""Documents x commitments -> sightings, with reasons. Pure.

A commitment is found by its names, those given later among them (names, words). What is only near is told apart with the
reason: another country, a local body's paper, an older document (places), another thing of the same name or kind
(homonyms, subject). The thing itself is told from talk about it by where the name stands, by the document's type and
publisher, and by the words around it (relation, types). Names that documents give a promise later are proposed, never
taken (aliases).
"""

from __future__ import annotations

from watcher.match.aliases import Proposal, proposed_aliases
from watcher.match.lines import match_line
from watcher.match.types import ANNOUNCING, OF_MEMBERS, national
from watcher.match.weighing import Matcher, Weighed
from watcher.match.words import holds, stem, words_of

__all__ = [
    "ANNOUNCING",
    "OF_MEMBERS",
    "Matcher",
    "Proposal",
    "Weighed",
    "holds",
    "match_line",
    "national",
    "proposed_aliases",
    "stem",
    "words_of",
]
