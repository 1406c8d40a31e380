"""Whether a sentence says that something is there, is not there, or is still to come. Pure.

Questions say nothing, and neither do clauses of time and condition ("once it has been agreed"), relative clauses about
people, or what a document will do for its reader ("this will help"). What should have come by a day that is past ("was due
to be published in 2023") is not done: whoever writes so would otherwise have written that it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from watcher.wording.ladders import one_of


class Tense(StrEnum):
    """What a sentence says of the thing it speaks of."""

    DONE = "done"
    NOT_DONE = "not done"
    TO_COME = "to come"
    UNSAID = ""


_PATTERNS = {
    "made": r"(?:published|launched|opened|introduced|started|begun|began|appointed|laid|issued|released|created|established|"
    r"completed|finished|delivered|implemented|commenced|enacted|passed|replaced|concluded|set up|rolled out|brought in(?:to)?|"
    r"put in place|unveiled|inaugurated|founded|formed|made|built|awarded|joined|held|signed|extended|updated|produced|adopted|"
    r"granted|ratified|approved|convened|reported|submitted|recruited|distributed|circulated|uploaded)",
    "stopped": r"(?:delayed|postponed|paused|cancelled|shelved|scrapped|dropped|abandoned|deferred|suspended|halted|withdrawn|"
    r"put (?:back|on hold|off)|pushed back|held (?:up|back)|stalled|missed|lapsed|revoked|repealed|rejected|ruled out|blocked)",
    "past": r"(?:\w+ed|become|begun|bought|brought|built|chosen|come|done|drawn|fallen|found|given|gone|grown|had|held|kept|laid|"
    r"led|left|lost|made|met|paid|put|read|risen|run|said|seen|sent|set|shown|spent|taken|told|undertaken|won|written)",
    "merely": r"(?:to|an?|the|not|no|yet|more|less|promised|announced|said|committed|pledged|decided|planned|proposed|asked)\b",
    "be": r"(?:is|are|was|were|be|been|being|'s|'re)",
    "has": r"(?:has|have|had|'ve|'s)",
    "now": r"(?:now |also |already |since |recently |today |just |all |both |been |currently |still |only |\w+ly )*",
    "there": r"(?:available|in force|open|live|out|in place|in use|complete|operational|up and running|in effect|ready|under way|"
    r"running|there|here|in post|law|working|online|accessible)",
    "making": r"(?:developing|working (?:on|with|towards)|preparing|planning|drafting|designing|considering|building|finalising|"
    r"consulting|writing|creating|exploring|intending|aiming|hoping|looking|seeking|recruiting|reviewing|proposing|publishing|"
    r"launching|introducing|opening)",
    "meant": r"(?:due|supposed|meant|expected|scheduled|set|planned|intended|going|promised|hoped)",
    "paper": r"(?:guide|guidance|document|toolkit|page|leaflet|handbook|form|tool|report|booklet|information|advice)",
}


def _words(table: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){one_of(table, _PATTERNS)}(?!\w)")


_NOT_DONE = _words(r"""
    nowhere to be (?:found|seen)
    there (?:is|are|has been|have been) (?:still )?no (?:date|timetable|plan|indication|progress)
    no (?:sign|trace|word|news) (?:of|on|about) | ran out of | could(?: not|n't) be {past} | unavailable | gathering dust
    come and gone | (?:months|years|weeks) (?:late|behind) | still (?:a |in )draft | (?:declined|refused) to | not yet
    {has} yet to | {be} yet to | yet to be | no longer | still (?:not|waiting|awaiting|outstanding|awaited|to be)
    long[- ]awaited | awaiting | overdue | behind schedule | on hold | in limbo
    (?:has|have|had|was|were|did|is|are) (?:still |also )?not(?! only| just) | (?:does|do) not (?:yet |currently )?exist
    (?:hasn|hadn|haven|wasn|weren|didn|isn|aren|won|shan|wouldn)'t
    {has} {now}(?:never|slipped|stalled|lapsed|failed|been unable|run into|missed) | never (?:been |was |were )?\w+
    {be} {now}{stopped} | (?:was|were) {now}{meant} (?:to|by|in|for) | (?:was|were) {now}to (?:have|be)
    had (?:hoped|planned|intended|promised|expected|meant|aimed|been {meant}) | (?:would|should|could|ought to|might) have
    fail(?:s|ed|ing)? to | unable to | (?:decided|chosen|opted) not to | no (?:current )?(?:plans?|intention) (?:to|for)
    (?:will|shall|would) not | cannot | remains? (?:un\w+|incomplete|outstanding|missing) | unpublished | unfinished
    undelivered | incomplete | (?:no|none|nobody|no one|nothing|neither)\b[^.,;]{0,60}\b(?:has|have|was|were|is|are)
    to be (?:announced|confirmed|decided)
    (?:delay|setback)s? (?:to|in) (?:the )?(?:publication|launch|opening|start|roll-out)
    (?:dropped|shelved|scrapped|abandoned|cancelled|postponed|delayed|missed) (?:the|its|their|our|plans)
    (?:deadline|date|target)s? (?:was|were|has|have|had) (?:been |not )?(?:missed|passed|slipped)""")
_NOT_STOPPED = _words(r"""
    (?:not|never)(?: been| be)? {stopped} | (?:is|was|were|are|has|have)n't (?:been )?{stopped} | without (?:any )?delay
    no delays? | not only""")
_TODAY = _words(r"""
    (?:today|now)\b[^.;]{0,60}\b(?:is|are|am|we're) \w+ing
    (?:is|are|we're) (?:today |now )?(?:publishing|launching|opening|laying|introducing)\b[^.;]{0,80}\btoday""")
_TO_COME = _words(r"""
    (?:starts?|opens?|begins?|launches|closes?|takes effect|comes? into (?:force|effect)) (?:in|on|from|next|this)
    expects? to | (?:gets?|goes|going) (?:under way|live)(?= (?:in|on|from|next|this|later)) | preparations for
    on (?:track|course) (?:to|for) | ahead of (?:its|the|their) (?:launch|publication|opening|introduction|start)
    in the works | on (?:its|the|their) way | slated | kicks off | in draft
    work (?:is|has been|has) {now}(?:under way|begun|started|ongoing|continuing) | under way to | ongoing | in progress
    (?:will|shall)(?! not) | \w+'ll
    (?:is|are|remains?) (?:\w+ly |now |also |still )?(?:to be|about|likely|{meant}|proposed|to)(?! (?:up|out|in the|at)\b)
    (?:is|are) (?:\w+ly |now |still )?being \w+ | (?:is|are|am|we're) {now}{making}
    (?:in|under) (?:development|preparation|construction) | in due course | shortly | soon
    coming (?:soon|months|weeks|year|into) | upcoming | forthcoming | to follow | in the pipeline
    (?:plans|intends?|aims?|hopes?|proposes?|seeks?|wants?|means) to | (?:we|they|ministers) plan to | commitment to
    committed to \w+ing | (?:promised|committed|pledged|agreed|undertaken|proposed|planned|decided) (?:to|that) | to be {made}
    by the end of | awaits? | next (?:year|month|week|spring|summer|autumn|winter|term) | expected (?:in|by|to|on|later)""")
_DONE = _words(r"""
    {has} {now}(?!{merely}){past} | (?:\w+'ve|it's|there's|she's|he's) {now}(?!{merely}){past} | (?:is|are) {now}{there}
    (?:is|are) (?:now|already) \w+ | (?:was|were) {now}{past} | {has} {now}(?:in (?:use|place|force|operation|effect)|{there})
    can now | today's (?:publication|launch|opening|release)
    (?:came|come|entered|brought) into (?:force|effect|operation|use) | (?:took|takes|taken) effect | in force (?:since|from)
    having (?:been )?\w+ | since (?:it|they|its|their|the) (?:was|were|{made}|launch|publication|opening|start) | out now
    now available | now open | now live | available now
    (?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bbe )(?<!newly )(?<!recently ){made} | met | ran(?! out) | took (?:up|over|on|office)
    sat | arrived | went ahead | took place | went live | ended | expired | received (?:its )?royal assent | became | gave
    c[ao]me out""")
_SAYS_NOTHING = _words(r"""
    (?:once|when|whenever|until|before|as soon as|if|unless|whether|how|what|why|who|whose|whom)\b(?! (?:it )?(?:was|were)\b)[^,.;]*
    (?<=, )which\b[^,.;]*,
    (?:it|that|this(?: {paper})?|the {paper})(?: also)? will (?:help|explain|show|tell|describe|give|enable|support|inform|assist)
    (?:it|that|this(?: {paper})?|the {paper})(?: also)? will be (?:useful|of interest|used by|helpful)""")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')]?\s+|\n")
_CLAUSE = re.compile(
    r"[;:]\s|,? but |, (?:and|so|yet|though|although|while|whereas) |\b(?:while|although|whereas) |, (?=the |it |we |they )|"
    r" and (?=(?:the|it|we|they|this|a) )"
)
_PRONOUN = re.compile(r"^\W*(?:it|they|this|these|both)\b")
_ELLIPSIS = re.compile(r"\b(?:has|have|is|are|was|were|did|does)(?: not|n't) *\W*$")
_STEM = re.compile(r"[^\W_]{2,}")


def tense_of(text: str, about: str = "") -> Tense:
    """What the text says of its thing, or of the thing called ``about``; linear in the length of the text.

    A denial outweighs a plan, and a plan outweighs word that it is done. With ``about`` the clauses that name it decide,
    each with the next that takes it up as "it"; where none does, or nothing is said of it, the whole text.
    """
    sentences = [s for s in _SENTENCE.split(text.translate(_QUOTES).lower()) if not _asks(s)]
    clauses = [c for s in sentences for c in _clauses(s)]
    return (_weightiest(_naming(clauses, about)) if about else Tense.UNSAID) or _weightiest(clauses)


def _weightiest(clauses: Sequence[str]) -> Tense:
    said = {_of_clause(c) for c in clauses}
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


def _naming(clauses: Sequence[str], about: str) -> list[str]:
    """The clauses that name a thing, each with the next where that takes it up as "it"."""
    wanted = _stems(about)
    named = [wanted <= _stems(c) for c in clauses]
    return [c for n, c in enumerate(clauses) if named[n] or (n and named[n - 1] and _PRONOUN.match(c))]


def _stems(text: str) -> frozenset[str]:
    return frozenset(w.rstrip("s") for w in _STEM.findall(text.lower()))
