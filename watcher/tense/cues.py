"""The words by which a clause says that a thing is there, is not, or is to come. Data, in patterns for small letters."""

from __future__ import annotations

import re

from watcher.dates import MONTH_NAME
from watcher.wording.ladders import one_of

_HALTED = (
    r"delayed|postponed|paused|cancelled|shelved|scrapped|ditched|axed|dropped|abandoned|deferred|halted|withdrawn|called off|"
    r"put on hold|put on ice|put back|pushed back"
)
PATTERNS = {
    "made": r"(?:published|launched|opened|introduced|started|begun|began|appointed|laid|issued|released|created|established|"
    r"completed|finished|delivered|implemented|commenced|enacted|passed|replaced|concluded|set up|rolled out|brought in(?:to)?|"
    r"put in place|unveiled|inaugurated|founded|formed|made|built|awarded|joined|held|signed|extended|updated|produced|adopted|"
    r"granted|ratified|approved|convened|reported|submitted|recruited|distributed|circulated|uploaded)",
    "halted": rf"(?:{_HALTED})",
    "stopped": rf"(?:{_HALTED}|suspended|put off|held (?:up|back)|stalled|missed|lapsed|revoked|repealed|rejected|"
    r"ruled out|blocked)",
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
    "felt": r"(?:worried|pleased|concerned|disappointed|delighted|excited|surprised|tired|scared|frustrated|interested|confused|"
    r"relieved|needed|required|limited|based|supposed)\b",
    "start": r"^\W*(?!(?:the|an?|our|we|it|they|this|how|what|why|when|where|who|if|as)\b)",
    "words": r"(?:(?!(?:to|that|which|who|whose|how|if|as|from|by)\b)[\w'&,-]+ )",
    "body": r"(?:ofsted|cqc|ministers?|government|department|dfe|nhs(?: england)?|secretary of state|mps|parliament|mayor|"
    r"inspectors|watchdog|regulator|councils?)",
    "people": r"(?:schools?|academies|trusts?|colleges|nurseries|authorities|areas|families|parents|children|pupils|teachers)",
    "thought": r"(?:thought|felt|believed|argued|feared|suggested|doubted)",
    "month": rf"(?:{MONTH_NAME.lower()}|spring|summer|autumn|winter|next)",
    "paper": r"(?:guide|guidance|document|toolkit|page|leaflet|handbook|form|tool|report|booklet|information|advice)",
}


def _words(table: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){one_of(table, PATTERNS)}(?!\w)")


NOT_DONE = _words(r"""
    nowhere to be (?:found|seen)
    there (?:is|are|has been|have been) (?:still )?no (?:date|timetable|plan|indication|progress)
    no (?:sign|trace|word|news) (?:of|on|about) | ran out of | could(?: not|n't) be {past} | unavailable | gathering dust
    come and gone | (?:months|years|weeks) (?:late|behind) | still (?:a |in )draft | (?:declined|refused) to | not yet
    {has} (?:yet|still) to | nothing to show for
    {be} yet to | yet to be | no longer | still (?:not|waiting|awaiting|outstanding|awaited|to be)
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
    still (?:without|no) | (?:heard|seen|had) nothing (?:more|further|since) | (?:gone|went|going) back on | reneged on
    (?:broke|broken|breaks) (?:its|the|their|a) (?:promise|pledge) | no (?:movement|further word|news) on | passed without
    no (?:\w+ ){1,4}exists? | u-turn | kicked into | (?:hardly|scarcely|barely) (?:any|a single)
    failure to (?:publish|deliver|introduce|launch|open|issue|lay|implement|set up|complete|produce|act|keep)
    {be} (?:\w+ )?late(?= *(?:[.:]|$))
    (?:deadline|date|target)s? (?:was|were|has|have|had) (?:been |not )?(?:missed|passed|slipped)""")
NOT_STOPPED = _words(r"""
    (?:not|never)(?: been| be)? {stopped} | (?:is|was|were|are|has|have)n't (?:been )?{stopped} | without (?:any )?delay
    (?:not a single|no) (?:\w+ ){1,3}(?:was|were|has been|have been) {stopped}
    no delays? | not only | it is not (?:the case|true|right|correct) that [^.;:]*
    (?:nobody|no one|none|few|(?:there is )?no) (?:disputes?|den(?:y|ies)|doubts?|question)(?: that)?""")
TODAY = _words(r"""
    (?:today|now)\b[^.;]{0,60}\b(?:is|are|am|we're) \w+ing
    (?:is|are|we're) (?:today |now )?(?:publishing|launching|opening|laying|introducing)\b[^.;]{0,80}\btoday""")
TO_COME = _words(r"""
    (?:starts?|opens?|begins?|launches|closes?|takes effect|comes? into (?:force|effect)) (?:in|on|from|next|this)
    (?:days|weeks|months|years) away | {be} (?:very )?close to \w+ing | (?:set|poised|about) to (?!up\b|out\b)\w+
    (?:has|have) (?:promised|pledged) | (?:planned|scheduled|slated|pencilled in|expected) for
    due (?:(?:in |by |before )?(?:early |mid-|late |the )?{month}|(?:in|by|before) 20\d\d|on \d+|this|later|in due course)
    must\b[^.;]{0,60}? by (?:the (?:end|start|beginning|time|{month})|\d+|{month}|end)
    {be} (?:\w+ )?at (?:the|an) (?:\w+ )?(?:testing|planning|design|drafting|draft|early) stages?
    coming (?:in (?:early|mid|late|20\d\d|{month})|this|next|later)
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
DONE = _words(r"""
    (?<!to ){has} {now}(?!{merely}){past} | (?:\w+'ve|it's|there's|she's|he's) {now}(?!{merely}){past} | (?:is|are) {now}{there}
    (?:is|are) (?:now|already) \w+ | (?:was|were) {now}(?!{felt}){past}
    {has} {now}(?:in (?:use|place|force|operation|effect)|{there})
    {has} {now}been (?:using|following|applying) | can now | (?:can|may) be downloaded | (?:from|as of|since) today(?!')
    (?:following|since|welcom(?:es?|ing)) (?:the )?(?:publication|launch|opening|introduction|release) of
    (?:every|each|all|most)\b[^.;]{0,40}? now (?:has|have)
    (?:consultation|survey|inquiry|call for evidence) closed (?:on|in|at|last) | today's (?:publication|launch|opening|release)
    (?:came|come|entered|brought) into (?:force|effect|operation|use) | (?:took|takes|taken) effect | in force (?:since|from)
    having (?:been )?\w+ | since (?:it|they|its|their|the) (?:was|were|{made}|launch|publication|opening|start) | out now
    now available | now open | now live | available now
    (?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bbe )(?<!newly )(?<!recently ){made} | met | ran(?! out) | took (?:up|over|on|office)
    sat | arrived | went ahead | took place | went live | ended | expired | received (?:its )?royal assent | became | gave
    c[ao]me out""")
SAYS_NOTHING = _words(r"""
    (?:once|when|whenever|until|before|as soon as|if|unless|whether|how|what|why|who|whose|whom)\b(?! (?:it )?(?:was|were)\b)[^,.;]*
    (?<=, )which\b[^,.;]*,
    (?:respondents|parents|some|many|others|most|several)\b(?: \w+){0,3}? {thought}\b[^.;]*
    (?:it|that|this(?: {paper})?|the {paper})(?: also)? will (?:help|explain|show|tell|describe|give|enable|support|inform|assist)
    (?:it|that|this(?: {paper})?|the {paper})(?: also)? will be (?:useful|of interest|used by|helpful)""")
