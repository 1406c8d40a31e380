"""Whether a sentence says that something is there, is not there, or is still to come. Pure.

Questions say nothing, and neither do clauses of time and condition ("once it has been agreed"), relative clauses about
people, or what a document will do for its reader ("this will help"). What should have come by a day that is past ("was due
to be published in 2023") is not done: whoever writes so would otherwise have written that it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum


class Tense(StrEnum):
    """What a sentence says of the thing it speaks of."""

    DONE = "done"
    NOT_DONE = "not done"
    TO_COME = "to come"
    UNSAID = ""


_MADE = (
    r"(?:published|launched|opened|introduced|started|begun|began|appointed|laid|issued|released|created|established|completed|"
    r"finished|delivered|implemented|commenced|enacted|passed|replaced|concluded|set up|rolled out|brought in(?:to)?|put in place|"
    r"received royal assent|unveiled|inaugurated|founded|formed|made|built|awarded|joined|held|signed|extended|updated)"
)
_STOPPED = (
    r"(?:delayed|postponed|paused|cancelled|shelved|scrapped|dropped|abandoned|deferred|suspended|halted|withdrawn|put (?:back|on hold|off)|"
    r"pushed back|held (?:up|back)|stalled|missed|lapsed|revoked|repealed|rejected|ruled out|blocked)"
)
_BE, _HAVE = r"(?:is|are|was|were|be|been|being|'s|'re)", r"(?:has|have|had|'ve|'s)"
_NOW = r"(?:now |also |already |since |recently |today |just |all |both |finally |formally |been |currently |still |only |fully |\w+ly )*"
_STATE = (
    r"(?:available|in force|open|live|out|in place|in use|complete|operational|up and running|in effect|ready|under way|running|there|"
    r"law|working|online|accessible)"
)
_MAKING = (
    r"(?:developing|working (?:on|with|towards)|preparing|planning|drafting|designing|considering|building|finalising|consulting|writing|"
    r"creating|exploring|intending|aiming|hoping|looking|seeking|recruiting|reviewing|proposing|publishing|launching|introducing|opening)"
)
_NOT_DONE = re.compile(
    r"\b(?:not yet|(?:has|have|is|are|was|were|had) yet to|yet to be|no longer|still (?:not|waiting|awaiting|outstanding|awaited|to be)|"
    r"long[- ]awaited|awaiting|overdue|behind schedule|on hold|in limbo)\b|"
    rf"\b(?:has|have|had|was|were|did|does|do|is|are) (?:still |also )?not\b(?! only| just)|\b(?:ha[sd]|have|was|were|did|does|do|is|are)n't\b|"
    rf"\b{_HAVE} {_NOW}(?:never|slipped|stalled|lapsed|failed|been unable|run into|missed)\b|\bnever (?:been |was |were )?\w+|"
    rf"\b{_BE} {_NOW}{_STOPPED}\b|\b(?:was|were) {_NOW}(?:due|supposed|meant|expected|scheduled|set|planned|intended|going|promised|to) (?:to|by|in|for|have|be)\b|"
    rf"\bhad (?:hoped|planned|intended|promised|expected|meant|aimed|been (?:due|expected|planned|hoped|promised))\b|"
    r"\b(?:would|should|could|ought to|might) have\b|\bfail(?:s|ed|ing)? to\b|\bunable to\b|\b(?:decided|chosen|opted) not to\b|"
    r"\bno (?:current )?(?:plans?|intention) (?:to|for)\b|\b(?:will|shall|would) not\b|\b(?:won|shan)'t\b|\bcannot\b|"
    r"\bremains? (?:un\w+|incomplete|outstanding|missing)|\b(?:unpublished|unfinished|undelivered|incomplete)\b|"
    rf"\b(?:no|none|nobody|no one|nothing|neither)\b[^.,;]{{0,60}}\b(?:has|have|was|were|is|are)\b|\b(?:still )?to be (?:announced|confirmed|decided)\b|"
    rf"\b(?:delay|setback)s? (?:to|in) (?:the )?(?:publi|launch|open|start|roll)|\b(?:dropped|shelved|scrapped|abandoned|cancelled|postponed|delayed|missed) (?:the|its|their|our|plans)\b|"
    rf"\b(?:deadline|date|target)s? (?:was|were|has|have|had) (?:been |not )?(?:missed|passed|slipped)\b"
)
_NOT_STOPPED = re.compile(
    rf"\b(?:not|never|n't)(?: been| be)? {_STOPPED}\b|\b(?:is|was|were|are|has|have)n't (?:been )?{_STOPPED}\b|\bwithout (?:any )?delay\b|\bno delays?\b|"
    r"\bnot only\b"
)
_TODAY = re.compile(
    r"\b(?:today|now)\b[^.;]{0,60}\b(?:is|are|am|we're) \w+ing\b|\b(?:is|are|we're) (?:today |now )?(?:publishing|launching|opening|laying)\b[^.;]{0,80}\btoday\b"
)
_TO_COME = re.compile(
    r"\b(?:will|shall)\b(?! not)|\b\w+'ll\b|\b(?:is|are|remains?) (?:\w+ly |now |also |still )?(?:to be|due|expected|planned|scheduled|set|going|about|intended|likely|hoped|"
    r"proposed|to)\b(?! (?:up|out|in the|at)\b)|\b(?:is|are) (?:\w+ly |now |still )?being \w+|"
    rf"\b(?:is|are|am|we're|'re) {_NOW}{_MAKING}\b|\b(?:in|under) (?:development|preparation|construction|way to)\b|"
    r"\bin due course\b|\bshortly\b|\bsoon\b|\bcoming (?:soon|months|weeks|year|into)\b|\bupcoming\b|\bforthcoming\b|\bto follow\b|\bin the pipeline\b|"
    r"\b(?:plans|intends?|aims?|hopes?|proposes?|seeks?|wants?|means) to\b|\b(?:we|they|ministers) plan to\b|"
    rf"\b(?:promised|committed|pledged|agreed|undertaken|proposed|planned|decided) (?:to|that)\b|\bcommitment to\b|\bto be {_MADE}\b|"
    r"\bcommitted to \w+ing\b|\bnext (?:year|month|week|spring|summer|autumn|winter|term)\b|\bby the end of\b|\bawaits?\b|\bexpected (?:in|by|to|on|later)\b"
)
_DONE = re.compile(
    rf"\b{_HAVE} {_NOW}(?!to\b|a\b|an\b|the\b|not\b|promised|announced|said|committed|pledged|decided|planned|proposed|asked|no\b|yet\b|more\b|less\b)"
    rf"(?:\w+ed|begun|met|laid|set|made|built|put|taken|come|become|brought|given|held|written|sent|won|done|gone|run|seen|found|shown|chosen)\b|"
    rf"\b(?:is|are) {_NOW}{_STATE}\b|\b(?:is|are) (?:now|already) \w+|\b(?:was|were) {_NOW}(?:{_MADE}|made|taken|brought)\b|"
    rf"\b(?:came|come|comes|coming|entered|brought) into (?:force|effect|operation|use)\b|\b(?:took|takes|taken) effect\b|\bin force (?:since|from)\b|"
    rf"\bhaving (?:been )?\w+|\bsince (?:it|they|its|their|the) (?:was|were|{_MADE}|launch|publication|opening|start)|\b(?:out now|now available|now open|now live|available now)\b|"
    rf"(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bbe )(?<!newly )(?<!recently )\b{_MADE}\b|\b(?:met|ran|took place|went live|ended|expired|"
    r"received (?:its )?royal assent|became law|gave|c[ao]me out)\b"
)
_SAYS_NOTHING = re.compile(
    r"\b(?:once|when|whenever|until|before|as soon as|if|unless|whether|how|what|why|who|whose|whom)\b(?! (?:it )?(?:was|were) (?:published|launched|opened))[^,.;]*|"
    r"(?<=, )which\b[^,.;]*,|\b(?:this|it|that|the (?:guide|guidance|document|toolkit|page|leaflet|handbook|form|tool))(?: also)? will "
    r"(?:help|explain|show|tell|describe|give|enable|support|be (?:useful|of interest|used by|helpful))\b"
)
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')]?\s+|\n")
_CLAUSE = re.compile(
    r"[;:]\s|,? but |, (?:and|so|yet|though|although|while|whereas) |\b(?:while|although|whereas) |, (?=the |it |we |they )| and (?=(?:the|it|we|they|this|a) )"
)
_PRONOUN = re.compile(r"^\W*(?:it|they|this|these|both)\b")
_ELLIPSIS = re.compile(r"\b(?:has|have|is|are|was|were|did|does)(?: not|n't) *\W*$")
_STEM = re.compile(r"[^\W_]{2,}")


def tense_of(text: str, about: str = "") -> Tense:
    """What the text says of its thing, or of the thing called ``about``; linear in the length of the text.

    A denial outweighs all else. Within a sentence a plan outweighs word that something is done; of several sentences the
    first that says anything decides. With ``about`` the clauses that name it decide (then those that take it up as
    "it"); where it is not named, or nothing is said of it, the whole text.
    """
    sentences = [list(_clauses(s)) for s in _SENTENCE.split(text.translate(_QUOTES).lower()) if s.strip(" \"')") and not _asks(s)]
    if about and (said := _first([_naming(sentences, about)])):
        return said
    return _first(sentences)


def _first(sentences: list[list[str]]) -> Tense:
    said = [_of_sentence(clauses) for clauses in sentences]
    if Tense.NOT_DONE in said:
        return Tense.NOT_DONE
    return next((t for t in said if t), Tense.UNSAID)


def _of_sentence(clauses: list[str]) -> Tense:
    said = [_of_clause(c) for c in clauses]
    return next((t for t in (Tense.NOT_DONE, Tense.TO_COME, Tense.DONE) if t in said), Tense.UNSAID)


def _of_clause(clause: str) -> Tense:
    clause = _NOT_STOPPED.sub(" ", clause)
    if _NOT_DONE.search(clause) or _ELLIPSIS.search(clause):
        return Tense.NOT_DONE
    if _TODAY.search(clause):
        return Tense.DONE
    if _TO_COME.search(clause):
        return Tense.TO_COME
    return Tense.DONE if _DONE.search(clause) else Tense.UNSAID


def _asks(sentence: str) -> bool:
    return sentence.rstrip(" \"')").endswith("?")


def _clauses(sentence: str) -> Iterator[str]:
    return (part for part in _CLAUSE.split(_SAYS_NOTHING.sub(" ", sentence)) if part.strip())


def _naming(sentences: list[list[str]], about: str) -> list[str]:
    """The clauses that name a thing, each with the next where that takes it up as "it"."""
    wanted = _stems(about)
    clauses = [c for sentence in sentences for c in sentence]
    named = [wanted <= _stems(c) for c in clauses]
    return [c for n, c in enumerate(clauses) if named[n] or (n and named[n - 1] and _PRONOUN.match(c))]


def _stems(text: str) -> frozenset[str]:
    return frozenset(w.rstrip("s") for w in _STEM.findall(text.lower()))
