"""The ladders: words of official prose in order of strength, 0 the firmest. Pure.

A rung holds patterns for small letters. Numbers between whole rungs keep apart what one ladder ranks and another
takes for the same; a difference of less than ``STEP`` is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

STEP = 0.4

_NOT = r"(?: not(?! only)(?! just)(?! merely)| never| no longer|n't)?"
_OWN = r"(?:our|its|my|the (?:government|department|minister)'s|(?<=is )the|(?<=is )a) (?:\w+ )?"
COMMITMENT: Mapping[float, Sequence[str]] = {
    6: (r"need not", r"(?:is|are|be) not (?:required|obliged|expected) to", r"(?:do|does|will|did) not (?:have|need) to", r"needn't",
        r"no (?:need|duty|requirement) to", r"(?:don't|doesn't|won't) (?:have|need) to"),
    5: (r"(?:re)?consider(?!abl|ation)(?:s|ing|ed)?", r"think(?:ing)? about", r"(?:keep|keeps|keeping|kept)\b[^.;]{0,60}? under review",
        r"giv(?:e|ing) (?:\w+ )?(?:consideration|thought) to", r"reflect(?:s|ing)? on", r"weigh(?:s|ing)? up", r"remain(?:s)? open to",
        r"be (?:open|minded) to"),
    4: (r"explor(?:e|es|ing|ed)", r"look(?:s|ing)? (?:at|into|again at)", r"examin(?:e|es|ing|ed)(?! officer)", r"investigat(?:e|es|ing|ed)",
        r"may" + _NOT, r"might" + _NOT, r"could" + _NOT, r"can(?! be sure)" + _NOT, r"cannot",
        r"(?:be|is|are) (?:allowed|permitted|free) to", r"study(?:ing)? (?:the|how|whether)"),
    3: (r"aim(?:s|ing)? to", r"aims? for", r"hop(?:e|es|ing) (?:to|that)", r"seek(?:s|ing)?(?: to)?",
        r"(?:aspir|endeavour|striv|attempt|try|tri)(?:e|es|s|ing)? to", r"(?:want|wish)(?:es|s)?(?: to)?", r"would like(?: to)?",
        _OWN + r"(?:ambition|aim|hope|aspiration|goal|wish|vision|desire)s? (?:is|to|that|of)", r"(?:is|are|be) ambitious to",
        r"encourag(?:e|es|ing|ed)(?: to)?", r"(?:is|are|be) (?:invited|urged) to", r"invit(?:e|es|ing)", r"urg(?:e|es|ing)",
        r"(?:best|reasonable) (?:endeavours|efforts) to", r"work(?:s|ing)? to(?!ward|wards)(?= [a-z])", r"do (?:our|their|its) best to",
        r"look(?:s|ing)? to(?= [a-z])", r"would(?! like)" + _NOT, r"target(?:s|ing)? (?:to)"),
    2: (r"inten(?:d|ds|ding) to", _OWN + r"(?:intention|plan|expectation)s? (?:is|to|that|of)", r"(?:is|are) planning to", r"plans to",
        r"(?:(?<=we )|(?<=they )|(?<=[^i]s )|(?<=also )|(?<=still )|(?<=now ))plan to",
        r"expect(?:s|ing)?(?: (?:to|that))?", r"(?:is|are|be) (?:expected|due|set|likely|meant|scheduled|planned) to",
        r"(?:is|are|be) expected", r"should" + _NOT, r"ought(?: not)? to", r"propos(?:e|es|ing) (?:to|that)", r"recommend(?:s|ed|ing)?(?! ?ation)",
        r"advis(?:e|es|ed|ing) (?:to|that)", r"(?:is|are|be) (?:asked|advised|recommended) to", r"ask(?:s|ing)? (?=\w+ to)"),
    1: (r"(?:is|are|am|we're|remain|remains|be) (?:fully |firmly |also |still |absolutely )?committed to", r"(?:have|has) committed to",
        r"commit(?:s|ting)? to", r"(?:\w+ )?commitment to"),
    0: (r"will" + _NOT, r"'ll" + _NOT, r"won't", r"must" + _NOT, r"shall" + _NOT, r"shan't",
        r"(?:is|are|be) (?:legally )?(?:required|obliged) to",
        r"(?:has|have|had) to", r"requir(?:e|es|ing)(?! ?ment)", r"guarante(?:e|es|eing|ed)", r"mandat(?:e|es|ing)(?! ?ory)",
        r"(?:has|have) (?:a|the) (?:legal |statutory )?(?:duty|right|obligation) to", r"(?:is|are|be) entitled to", r"(?:is|are) going to",
        r"oblig(?:e|es|ing)", r"(?:promis|pledg)(?:e|es|ing|ed) to", r"undertak(?:e|es|ing) to", r"(?:is|are|be) under a duty to"),
}  # fmt: skip
"""How firmly something is intended, promised or demanded."""

ACTION: Mapping[float, Sequence[str]] = {
    0: (r"publish\w*", r"deliver\w*", r"introduc\w+", r"legislat\w+", r"implement\w*", r"roll\w*[ -]out", r"roll", r"launch\w*",
        r"establish\w*", r"ensur\w+", r"mak\w+ sure", r"creat\w+", r"set\w* up", r"open\w*", r"build\w*", r"provid\w+", r"fund\w*",
        r"issu\w+", r"complet\w+", r"appoint\w*", r"invest\w*", r"recruit\w*", r"train\w*", r"lay(?:ing)?", r"requir\w+", r"guarante\w+",
        r"replac\w+", r"reform\w*", r"enact\w*", r"enforc\w+", r"put\w*", r"bring\w*", r"end\w*", r"ban\w*", r"pay\w*", r"expand\w*"),
    1: (r"develop\w*", r"design\w*", r"pilot\w*", r"test\w*", r"trial\w*", r"prepar\w+", r"draft\w*", r"scop(?:e|es|ed|ing)",
        r"plan(?:s|ned|ning)?", r"refin\w+", r"consult\w*", r"prototyp\w+", r"begin\w* (?:to|work|developing)", r"start\w* (?:to|work)"),
    2: (r"work\w* (?:\w+ ){0,5}?towards?", r"mov\w+ towards?", r"support\w*", r"promot\w+", r"help\w*", r"assist\w*", r"facilitat\w+",
        r"shar(?:e|es|ed|ing)", r"discuss\w*", r"engag\w+", r"work\w* (?:\w+ ){0,2}?(?:with|alongside)", r"contribut\w+", r"champion\w*",
        r"accept\w*", r"welcom\w+", r"enabl\w+", r"foster\w*", r"continu\w+ to work", r"highlight\w*", r"monitor\w*"),
}  # fmt: skip
"""What is done: made and in force, made ready, or only furthered."""

QUANTITY: Mapping[float, Sequence[str]] = {
    0: (r"all(?! of (?:this|that))", r"every(?!one|body|thing|day|where)", r"each", r"everyone", r"everybody", r"in full", r"fully", r"entire(?:ly)?",
        r"whole of", r"universal(?:ly)?", r"both", r"100 ?(?:%|per cent)"),
    1: (r"(?:nearly|almost|virtually) (?:all|every)"),
    1.5: (r"(?:the |a )?(?:vast |large |great |overwhelming )?majority of", r"most(?! (?:\w+ly|important|recent|effective|vulnerable)\b)",
          r"mostly", r"largely"),
    3: (r"many", r"an? (?:\w+ )?(?:number|proportion|range|share) of", r"(?:large |growing )?numbers of"),
    4: (r"some(?!one|thing|where)", r"an? (?:small|limited) (?:number|proportion|range) of", r"a few", r"several", r"selected", r"certain", r"in part", r"partly",
        r"partially", r"a handful of", r"a subset of", r"a minority of", r"few", r"a selection of", r"(?:a )?limited number of"),
}  # fmt: skip
"""How much of it, or how many of them."""

SCOPE: Mapping[float, Sequence[str]] = {
    0: (r"national(?:ly)?(?!ity)(?! health| audit| curriculum| insurance| lottery)", r"nation-?wide", r"country-?wide",
        r"(?:across|throughout) (?:england|the country|the nation|the uk)", r"in (?:all|every) (?:area|region)s?"),
    1: (r"regional(?:ly)?(?! schools)", r"in (?:some|several|certain|selected|a few|\w+) regions"),
    2: (r"local(?:ly)?(?! authorit| area| government| offer| council)",
        r"(?:in |to )?(?:the )?(?:pilot|trailblazer|pathfinder|test) areas(?: only)?",
        r"in (?:some|several|certain|selected|a few|a small number of|a number of) (?:local )?areas"),
}  # fmt: skip
"""Where it holds."""

OBLIGATION: Mapping[float, Sequence[str]] = {
    0: (r"mandatory", r"compulsory", r"(?<!non-)(?<!non )statutory(?! guidance on)", r"(?:legally )?binding", r"obligatory", r"enforceable", r"(?:in|by) law",
        r"(?:the |a |legal )?rights? to", r"entitlements?", r"entitled(?= to)", r"legal(?:ly)?(?= duty| duties| obligation| required| obliged)"),
    2: (r"recommended", r"good practice", r"best practice", r"expected practice"),
    3: (r"voluntary", r"optional", r"non-?statutory", r"non statutory", r"advisory", r"non-?binding", r"discretionary", r"at their discretion",
        r"on a voluntary basis", r"not (?:mandatory|compulsory|statutory|binding)", r"indicative"),
}  # fmt: skip
"""Whether it binds."""

FREQUENCY: Mapping[float, Sequence[str]] = {
    0: (r"daily", r"(?:every|each) day"),
    1: (r"weekly", r"(?:every|each) week"),
    2: (r"fortnightly", r"(?:every|each) fortnight", r"every two weeks"),
    3: (r"monthly", r"(?:every|each) month", r"once a month"),
    4: (r"every two months", r"bi-?monthly"),
    5: (r"quarterly", r"(?:every|each) quarter", r"every (?:three|3) months", r"termly", r"(?:every|each) (?:school )?term", r"four times a year"),
    6: (r"twice a year", r"every (?:six|6) months", r"six-monthly", r"twice[- ]yearly", r"half[- ]yearly"),
    7: (r"annual(?:ly)?(?! review| report| conference)", r"yearly", r"(?:every|each) (?:academic |financial |school )?year", r"once a year"),
    8: (r"every (?:two|2|other) years?", r"biennial(?:ly)?"),
    9: (r"every (?:three|four|five|\d) years", r"triennial(?:ly)?"),
    12: (r"from time to time", r"periodic(?:ally)?", r"occasional(?:ly)?", r"regular(?:ly)?", r"as (?:and )?when\b[^,.;]*"),
}  # fmt: skip
"""How often."""

CONDITION: Mapping[float, Sequence[str]] = {
    1: (r"(?:where|wherever|if|when|whenever|as far as|so far as|as|insofar as) (?:it is |this is |they are |reasonably )?"
        r"(?:possible|appropriate|practicable|feasible|needed|necessary|required|available|relevant|suitable|affordable|reasonable|permitted)",
        r"(?:where|if|when|as|provided|so long as|as long as) (?:the )?(?:\w+ )?(?:funding|resources?|time|capacity|budgets?|money|finances|staffing|funds|"
        r"circumstances|demand)(?: is| are)? (?:allows?|permits?|available|secured|agreed|remains?)",
        r"subject to [^,.;]+", r"depending on [^,.;]+", r"dependent on [^,.;]+", r"conditional on [^,.;]+", r"provided that [^,.;]+",
        r"unless [^,.;]+", r"in principle", r"normally", r"usually", r"generally", r"typically", r"ordinarily", r"in (?:some|most|certain|many) (?:cases|circumstances)",
        r"potentially", r"possibly", r"perhaps", r"broadly", r"within (?:existing|available|current) (?:resources|budgets?|funding)",
        r"on request", r"where there is (?:\w+ )?(?:demand|need|evidence)", r"if (?:approved|agreed|successful)",
        r"in exceptional (?:cases|circumstances)", r"(?:\w+ )?(?:resources?|funding|time|weather|capacity|budgets?|circumstances) permitting"),
}  # fmt: skip
"""Let-outs: what has one is softer than what has none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a ladder in a clause: its rung, where it stands, and whether it is turned round ("will not")."""

    rung: float
    start: int
    end: int
    negative: bool = False


class Ladder:
    """One ladder, compiled; ``search`` is linear in the length of the text."""

    def __init__(self, rungs: Mapping[float, Sequence[str]], *, start: str = r"(?<![\w-])", end: str = r"(?![\w-])") -> None:
        self._rungs = list(rungs)
        groups = (f"(?P<r{n}>{'|'.join(_longest_first(rungs[rung]))})" for n, rung in enumerate(self._rungs))
        self._pattern = re.compile(f"{start}(?:{'|'.join(groups)}){end}")

    def search(self, plain: str) -> list[Found]:
        """Every word of the ladder in a text of small letters, in order; they do not overlap."""
        return list(self._found(plain))

    def at(self, plain: str, position: int) -> Found | None:
        """The word of the ladder that stands at a place."""
        match = self._pattern.match(plain, position)
        return self._one(plain, match) if match else None

    def _found(self, plain: str) -> Iterator[Found]:
        return (self._one(plain, match) for match in self._pattern.finditer(plain))

    def _one(self, plain: str, match: re.Match[str]) -> Found:
        rung = self._rungs[int((match.lastgroup or "r0")[1:])]
        return Found(rung, match.start(), match.end(), _is_negative(plain, match))


_INSIDE = re.compile(r"\b(?:not|never|no longer)\b|n't\b|\bcannot\b|\bshan't\b|\bwon't\b")
_JUST_BEFORE = re.compile(r"(?:\b(?:not|never|no longer|no)|n't) (?:currently |now |yet |any )?(?:plans? to )?$")


def _is_negative(plain: str, match: re.Match[str]) -> bool:
    return bool(_INSIDE.search(match[0]) or _JUST_BEFORE.search(plain, max(0, match.start() - 24), match.start()))


def _longest_first(patterns: Sequence[str]) -> list[str]:
    return sorted((patterns,) if isinstance(patterns, str) else patterns, key=len, reverse=True)
