"""What one clause says on every ladder. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from watcher.wording import words
from watcher.wording.clauses import BLOT, Clause
from watcher.wording.ladders import Found, Ladder, denies
from watcher.wording.numbers import Number, numbers_of

_COMMITMENT = Ladder(words.COMMITMENT)
_ACTION = Ladder(words.ACTION)
AMOUNTS = {
    "condition": Ladder(words.CONDITION),
    "obligation": Ladder(words.OBLIGATION),
    "quantity": Ladder(words.QUANTITY),
    "scope": Ladder(words.SCOPE),
    "frequency": Ladder(words.FREQUENCY),
    "cost": Ladder(words.COST),
}
"""Ladders whose words stand anywhere in a clause, beside the verb."""

_SKIPPED = re.compile(
    r"(?:\s+|,|\b(?:not|never|now|also|then|still|soon|only|be|been|being|have|has|to|further|together|jointly|shortly|first|"
    r"again|all|each|"
    r"both|therefore|instead|continue|whether|how|ways|of|\w+ly)\b)*"
)
_ASIDE = re.compile(r",[^,.;]{0,60}, ")
_VERB = re.compile(r"[a-z][a-z'-]*(?: (?:up|out|forward|down|back|over|towards?|into|off|on)\b)?")
_COORDINATED = re.compile(
    r"(?:,| and| or)(?: then| also| to| be)* (?=(?P<verb>[a-z]+)(?P<rest>(?: up| out| towards?)? (?:the|a|an|our|their|its|"
    r"his|this|these|those|all|each|every|how|what|"
    r"it|them|us|on|to|new|local|schools|councils|trusts|more|and|or)\b|ed\b|$)?)"
)
_PROGRESSIVE = re.compile(
    r"\b(?:am|is|are|we're|(?:has|have) (?:started|begun)(?: work)?(?: on| to)?) (?:now |also |currently |still |"
    r"already )?(?=[a-z]+ing\b)"
)
_WE = re.compile(r"\b(?:we|the department|the government|ministers|the regulator) (?=[a-z]+\b)(?!are\b|is\b|have\b|has\b)")
_PROVISION = re.compile(
    r"\b(?<!to )(?:covers?|appl(?:y|ies)|provides?|offers|funds|pays?|gives?|supports|includes?|receives?|entitles?|invests?|"
    r"guarantees?|requires?|"
    r"lasts|(?:runs?|continues?) for|(?:is|are) worth|"
    r"(?:is|are|remains?) (?:an? )?(?:available|open to|free|entitled|eligible|mandatory|compulsory|optional|voluntary|"
    r"statutory|non-statutory|"
    r"discretionary|advisory|binding|obligatory|required|expected|offered|funded|covered|provided|given|paid|secured|confirmed|encouraged|asked|"
    r"investing|providing|funding|giving|recruiting|training)|"
    r"(?:target|goal|aim|ambition|entitlement|limit) (?:is|of)|(?:has|have) (?:\w+ ){1,2}(?:weeks|days|months) (?:to|"
    r"in which)|(?:has|have) (?:committed|promised|pledged|allocated|set aside))\b"
)
_PAST = re.compile(
    r"\b(?:was|were|had|found|received|told|said|published|launched|announced|responded|spent|began|"
    r"(?:has|have) (?:now |also |already )?(?!to\b|a\b|an\b|the\b|until\b|committed\b|promised\b|pledged\b|allocated\b|"
    r"set (?:aside|itself|ourselves|a target)\b|(?:started|begun) (?:to |work|\w+ing)|\d|\w+ (?:weeks|days|months)\b)\w+)\b"
)
_BE = re.compile(r"\b(?:is|are|was|were|has|have|had|do|does|did|be|been|can|said)\b")
_BENEFIT = re.compile(r"\b(?:new|extra|additional|more|further)\b|£")
_SUBORDINATE = re.compile(r"\b(?:so that|so|that|which|who|whose|where|when|because|since|as|if|until|after|before|once|while)\b")
_OF_NONE = re.compile(r"(?:no (?!later|more|fewer|less|longer|doubt)|none |nobody |neither )")
_NO_OBJECT = re.compile(r"\b(?:will|shall|must|should) (?!be\b)\w+ (?:no (?!later|more|fewer|less|longer|doubt)|nobody|none)\b")
_PERMISSIVE = re.compile(r"(?:can|could|may|might|should|would|want|need)")
_MEEK = 0.5
"""The rung of an act that no ladder knows: as good as done, yet not held against another that is done."""


@dataclass(frozen=True)
class Verb:
    """The verb of an act: where it stands and how much is done by it."""

    rung: float
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A clause with its words of strength. What is costly is read when first asked for."""

    clause: Clause

    @cached_property
    def operators(self) -> list[Found]:
        """Words of commitment that govern the clause; a "can" or "should" under another verb of promising is none."""
        found = _COMMITMENT.search(self.clause.plain)
        if not found:
            return []
        under = _SUBORDINATE.search(self.clause.plain, found[0].end)
        edge = under.start() if under else len(self.clause.plain)
        return [
            _settled(f, self.clause.plain) for f in found if f.start < edge or not _PERMISSIVE.match(self.clause.plain, f.start)
        ]

    @cached_property
    def strength(self) -> tuple[float, ...]:
        """The rungs of commitment, the weakest first: a lesser tuple is the firmer promise."""
        return tuple(sorted((f.rung for f in self.operators if f.rung), reverse=True))

    @cached_property
    def negative(self) -> bool:
        """Whether the promise is that something shall not be; two denials make none."""
        if self.of_none:
            return sum(denies(self.clause.plain, f) for f in self.operators) % 2 == 0
        return (sum(f.negative for f in self.operators) + bool(_NO_OBJECT.search(self.clause.plain))) % 2 == 1

    @property
    def of_none(self) -> bool:
        """Whether its subject is "no school", "none"."""
        return _OF_NONE.match(self.clause.plain) is not None

    @cached_property
    def promises(self) -> bool:
        """Whether the clause promises, demands or grants anything, rather than telling how things are or were."""
        return bool(self.operators) or self.provides

    @cached_property
    def provides(self) -> bool:
        """Whether it grants something without a verb of promising: "the offer covers", "120 new places"."""
        plain = self.clause.plain
        return bool(_PROVISION.search(plain) or _PROGRESSIVE.search(plain) or (self.fragment and self._line_of_promise)) and not (
            _PAST.search(plain)
        )

    @property
    def _line_of_promise(self) -> bool:
        """A line of a list that begins with an act or with how many, or that speaks of money or more."""
        plain = self.clause.plain
        return bool(_BENEFIT.search(plain) or _ACTION.at(plain, 0) or AMOUNTS["quantity"].at(plain, 0))

    @cached_property
    def fragment(self) -> bool:
        """A heading, a cell or a line of a list: no verb of its own and no full stop."""
        text = self.clause.text.rstrip()
        return (
            not text.endswith((".", ":", "!"))
            and len(text.split()) <= 15
            and not _BE.search(self.clause.plain)
            and not self.operators
        )

    @cached_property
    def past(self) -> bool:
        return not self.operators and bool(_PAST.search(self.clause.plain))

    @cached_property
    def verbs(self) -> list[Verb]:
        """The verbs that are promised, in order."""
        return sorted({v.start: v for v in self._verbs()}.values(), key=lambda v: v.start)

    def _verbs(self) -> Iterator[Verb]:
        plain = self.clause.plain
        starts = [f.end for f in self.operators] or [m.end() for p in (_PROGRESSIVE, _WE) for m in p.finditer(plain)]
        for start in starts:
            at = _verb_start(plain, start)
            if not any(f.start <= at < f.end for f in self.operators):
                yield from _verb_at(plain, at)
        for joint in _COORDINATED.finditer(plain, min(starts, default=len(plain))):
            found = _ACTION.at(plain, joint.start("verb"))
            if found and (joint["rest"] or plain[found.start : found.end].endswith("ed")):
                yield Verb(found.rung, found.start, found.end)

    @cached_property
    def action(self) -> float | None:
        """The rung of the firmest act that is promised."""
        return min((v.rung for v in self.verbs), default=None)

    def amounts(self, axis: str) -> list[Found]:
        return self._amounts[axis]

    @cached_property
    def _amounts(self) -> dict[str, list[Found]]:
        found = {axis: ladder.search(self.clause.plain) for axis, ladder in AMOUNTS.items()}
        often = [(f.start, f.end) for axis in ("frequency", "scope") for f in found[axis]]
        found["quantity"] = [f for f in found["quantity"] if not any(s <= f.start < e for s, e in often)]
        return found

    @cached_property
    def numbers(self) -> list[Number]:
        return numbers_of(self.clause.plain)

    def words(self, start: int, end: int) -> str:
        return self.clause.text[start:end].strip(" ,.;:")


def _settled(found: Found, plain: str) -> Found:
    """ "May not" and "cannot" forbid: as firm as "must not"."""
    if found.negative and plain.startswith(("may", "can"), found.start):
        return Found(0, found.start, found.end, True)
    return found


def _verb_start(plain: str, start: int) -> int:
    aside = _ASIDE.match(plain, start)
    start = aside.end() if aside else start
    skipped = _SKIPPED.match(plain, start)
    return skipped.end() if skipped else start


def _verb_at(plain: str, start: int) -> Iterator[Verb]:
    found = _ACTION.at(plain, start)
    if found:
        yield Verb(found.rung, found.start, found.end)
    elif start < len(plain) and plain[start] != BLOT and (word := _VERB.match(plain, start)):
        yield Verb(_MEEK, start, word.end())
