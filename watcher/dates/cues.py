"""The words that give a date its role: verbs of promise and of report, labels, citations, the vocabulary of consultations. Pure."""

from __future__ import annotations

import re


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)


_PUBLISHED = r"(?:published|updated|reviewed|amended|issued|posted|revised|released|modified|added|corrected|dated|withdrawn)"
LABELS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_pattern(r"(?:consultation )?(?:closing|closes|closed)(?: dates?| on| at)?(?: and time)?|closing date for [a-z ]+|"
              r"(?:deadline for|date for) (?:responses?|applications?|submissions?|comments|bids)|respond by|apply by"), "closing"),
    (_pattern(r"(?:consultation )?(?:opening|opens|opened|launch(?:es|ed)?)(?: dates?| on)?"), "opening"),
    (_pattern(r"(?:next |expected |planned |provisional )?(?:release|update)s?(?: dates?| expected| due)?|"
        r"to be released"), "release"),
    (_pattern(r"(?:next |date of (?:next )?|for )?review(?: dates?| due| by)?"), "review"),
    (_pattern(rf"(?:page )?(?:(?:first|last|date|originally|most recently) )?{_PUBLISHED}(?: dates?| on| online)?"), "publication"),
    (_pattern(r"dates?(?: of publication)?|publication dates?"), "dated"),
    (_pattern(r"(?:start|starts|starting|commencement|effective|in force|comes into force)(?: dates?| from| on)?"), "start"),
    (_pattern(r"(?:target|due|deadline|delivery|completion|expected|planned|timing|timescale|to be completed|complete by|"
        r"by when|when)"
              r"(?: (?:for )?(?:date|by|completion|delivery|publication|start|end|response))?"), "deadline"),
)  # fmt: skip
LABELLED = _pattern(r"(?:^|[.|•:]\s*)(?P<label>[A-Za-z][A-Za-z ]{2,50}):? *$")
LABEL_BEFORE_CLOCK = _pattern(r"[:|] *(?:\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m|noon|midday|midnight|12 noon),?(?: on)? *$")

_WILL = r"(?:will|shall|would|should|must|(?:we|it|they|you|i|that|who)['’]ll)"
_DUE = r"(?:due|expected|planned|scheduled|intended|timetabled)"
MEANT = rf"(?:{_DUE}|meant|supposed|set|hoped|promised|projected|anticipated|earmarked)"
_ADVERB = r"(?: \w+ly| also| now| still| currently| then| first| next| already| since| each| all)?"
_BE = rf"{_ADVERB}(?: (?:be|have been|have))?{_ADVERB}"
_LAPSED = (
    r"(?:may|might|would|should|could) have(?: been)? \w+|"
    rf"(?:was|were|had been|having been|has been|have been) (?:originally |first |previously |initially |once |long )?"
    rf"(?:{MEANT}(?: to)?|to)\b(?:(?: be| have been| have)? \w+)?|"
    r"had (?:also )?(?:hoped|planned|intended|expected|promised|aimed|meant|committed|wanted)\b(?: to(?: have)?(?: \w+)?)?|"
    rf"(?:originally|previously|formerly|initially|once) (?:{MEANT}|to\b|proposed|in\b|by\b)|"
    rf"(?:will|would|can|could|is|are) (?:not|no longer) (?:now )?(?:be\b|meet\b|happen\b|{MEANT}\b)|(?:won|can)['’]t\b|"
    r"(?:previous|original|earlier|former|missed|first) (?:target|deadline|date|timetable|commitment|plan)\b|"
    r"(?:has|have|had) slipped\b|missed (?:its|the|their)\b"
)
_FUTURE = (
    rf"{_WILL}{_BE} \w+|{_WILL}\b|(?:is|are|be|being|remains?){_ADVERB} {MEANT}\b|{_DUE}\b|(?:is|are|yet|still|"
    rf"now){_ADVERB} to{_BE} \w+|"
    rf"to{_ADVERB} be{_ADVERB} \w+|to have(?: \w+ed)?\b|aims?\b|aiming\b|intends?\b|intention\b|plans? (?:to|for)\b|planning\b|"
    rf"expects?\b|"
    r"target\b|deadline\b|hopes?\b|hoping\b|commit(?:ment|ted|s)?\b|ambition\b|goal\b|promis(?:e|es|ing)\b|on track\b|seeks? to\b|"
    r"looks? to\b|going to\b|working towards\b|(?:need|needs|has|have|ready|continue|continues|proposes?|able|required|likely|"
    r"about) to\b|to (?:begin|start|"
    r"launch|publish|complete|finish|deliver|end|close|conclude|report|follow|become|go live|take effect|issue|announce|"
    r"introduce)\b|"
    r"explor(?:e|es|ing)\b|consider(?:s|ing)?\b|until further\b|please\b|proposed\b|forthcoming\b|upcoming\b|"
    r"(?:delayed|postponed|pushed back|put back|moved|deferred|slipped|brought forward|extended|rescheduled|revised|changed)"
    r"(?: back| forward| again| further)? (?:to|until|till|into)\b"
)
_IRREGULAR = (
    r"fell|rose|grew|began|ran|met|held|made|took|gave|said|told|found|saw|came|went|became|won|lost|led|wrote|spent|built|brought|"
    r"showed|kept|did|got|sent|drew|spoke|stood|heard|left|paid|bought|taught|thought|chose|undertook|dropped|laid|hit"
)
_PAST = (
    rf"was|were|had|having|(?:has|have)(?: not)?{_ADVERB}(?: been|(?: \w+ed| {_IRREGULAR}| shown| risen| fallen| grown| run|"
    rf" begun| taken|"
    r" given| seen| become| gone| come| done| written))|"
    rf"{_IRREGULAR}|following (?:the|an?|its|this|last)|ago|previously|formerly|born|birthdays?|birth"
)
_CITED = (
    r"©|copyright|source:|sources:|footnote|ibid|hansard|hc deb|accessed|retrieved|viewed on|as at|minutes of|born|"
    r"(?:under|over|aged|turn|turns|turned|reach(?:es)?|reached) (?:the age of )?\d+(?: years old)?|"
    r"(?:date of birth|birthday)|aged \d+|in (?:the )?year to|calendar year to|"
    r"(?:letter|statement|speech|minutes|version|edition|debate|order|judgment) (?:of|dated|from|made on)|"
    r"(?:data|figures|statistics|results|estimates|prices|census|accounts|returns|numbers|tables|outturn|rates|attainment|"
    r"attendance)"
    r"(?: are| is)? (?:for|from|of|covering|relating to|as at|up to)(?: the)?|"
    r"(?:data|figures|statistics|results)(?: \w+){0,3},? (?:for|from)"
)
CITED_END = _pattern(rf"(?:\b|(?=©))(?:{_CITED})[ ,:]*(?:\w+ ){{0,2}}(?:on |in |from |the |for )?\(?$")
CITED_ANYWHERE = _pattern(
    r"©|\bcopyright\b|^\W*sources?:|\bfootnote\b|\bibid\b|\bhansard\b|\bhc deb\b|\b(?:last )?accessed\b|\bretrieved\b|\bborn\b|"
    r"\bbirthdays?\b|\bdate of birth\b|\bminutes of\b|\bordered (?:by [\w ]{1,40} )?to be printed\b"
)
FOOTNOTE = _pattern(r"^\W*footnote\W*\d+\W*")
"""The mark of a note, whose words may cite or promise as any others."""
REFERENCE = _pattern(
    r"\b(?:HC|HL|CP|Cm|Cmd|Cmnd)\.? \d+\b|\bcol(?:umn|\.) \d+|\bofficial report\b|\b(?:vol\.|volume) \d+|^\W*(?:table|figure|"
    r"chart|graph|map|annex|box) [A-Z]?\d+\w?\b"
)
"""What marks a citation, or the title of a table, where nothing is said of the date."""
AUTHOR = re.compile(r"\((?:[A-Z][^()]{1,80}, ?|[A-Z]{2,6} )$")
ADJECTIVE = _pattern(
    r" (?:[a-z]+[ -]){0,3}(?:plan|paper|report|review|statement|budget|strategy|guidance|letter|survey|census|data|figures|"
    r"statistics|"
    r"version|edition|elections?|exams?|exam series|series|results|publication|announcement|collection|update|release|framework|"
    r"agreement|settlement|inspection|cohort|intake|consultation|response|speech|act|bill|code|regulations|document)\b"
)
ARTICLE = _pattern(r"\b(?:the|our|its|their|an?|this|his|her|your|previous)\s*$")
_POSSIBLE = rf"(?:may|might|can|could)(?! expect){_BE} \w+"
CUES = _pattern(rf"\b(?:(?P<lapsed>{_LAPSED})|(?P<possible>{_POSSIBLE})|(?P<future>{_FUTURE})|(?P<past>{_PAST}))(?!\w)")
WORD_ED = _pattern(
    r"\b(?!need|indeed|proceed|exceed|succeed|speed|feed|seed|agreed\b|embed|shed|hundred|based|related|limited)\w{2,}(?:ed|"
    r"ought)\b"
)
ADJACENT = _pattern(
    r"(?P<aux>(?:\b[\w’']+[ ]+){0,5})(?P<verb>\b(?:\w{2,}ed|held|begun|made|given|built|taken|run|set up|written|laid|sent|born))"
    r"(?: (?:back|again|up|out|online|formally|nationally|together))?(?: (?:in|on|at|during|from|between|over|throughout|"
    r"across))?(?: the)? *$"
)
TO_COME = _pattern(rf"\b(?:{_WILL}|be|to|being|not|is|are|get|{MEANT}|have)\b")
PERFECT = _pattern(r"\b(?:has|have)\b")
WAS = _pattern(r"\b(?:was|were|been|had)\b")

_ANSWERS = (
    r"(?:consultation|survey|questionnaire|call for (?:evidence|views|input)|applications?|registrations?|nominations?|"
    r"submissions?|(?<!in )responses?|"
    r"inquiry|window|portal|bids?|bidding|competition|expressions? of interest|vote|poll|fund|funding round|round|bookings?|"
    r"entries|"
    r"replies|answers|comments|tenders?|proposals?|feedback|views|vacancy|role)"
)
CLOSING = _pattern(
    rf"\b(?:closes|closing|respond(?:ing)? by|apply by|deadline for (?:the )?{_ANSWERS}|(?:runs?|running|open|opened) (?:until|"
    rf"till|to))\b"
)
RUNS = _pattern(rf"\b{_ANSWERS}\b[^.;]*\b(?:runs?|running|open)\b[^.;]{{0,20}}$")
TAKEN = _pattern(
    rf"\b(?:respond|reply|apply)\b|\b(?:send|submit|return|email)\b(?: \w+){{0,4}} {_ANSWERS}\b|"
    rf"\b{_ANSWERS}\b(?: \w+){{0,9}} (?:received|submitted|returned|sent|made|reach|arrive)\b|"
    rf"\b{_ANSWERS}(?: are)?(?: due| invited| welcome)?\W*$"
)
CLOSED = _pattern(rf"\b{_ANSWERS}\b[^.;]*\b(?:close|closed|closure|ran until|ends?|ended|extended)\b")
ANSWER_WORD = _pattern(rf"\b(?:{_ANSWERS}|respond|reply|apply)\b")
OPENING = _pattern(
    rf"\b{_ANSWERS}\b[^.;]*\b(?:opens?|opened|opening|launch(?:es|ed)? on|go(?:es)? live|begins?|starts?)\b|\b(?:opens on|"
    rf"opening date|opening on|launch(?:es|ed)? on)\b|\b(?:opens?|opening|launch(?:es)?) (?:the|an?|our|its)"
    rf"(?: \w+){{0,3}} {_ANSWERS}\b"
)
RELEASE = _pattern(
    r"\b(?:will be released|(?:next|expected|provisional) (?:release|update)|release date|(?:figures|statistics|data|results|"
    r"tables)\b[^.;]*"
    r"\b(?:be|are|is|due|released|scheduled)(?: for| to be)? (?:released|published|release|publication|announced))\b"
)
REVIEW = _pattern(
    r"\b(?:(?:due|up|be|is|are|for|next|under) (?:for )?review(?:ed)?|review date|review point|next review)\b(?! of)|"
    r"\b(?:will|shall|to) (?:\w+ly |then |also )?review (?:it\b|th(?:is|ese)\b|(?:how )?(?:[\w-]+ ){0,5}(?:operation|working|"
    r"impact|effect|effects|effectiveness|arrangements|thresholds)\b)"
)
REVIEW_ROW = _pattern(
    r"(?:post-implementation|next|first|second|annual|periodic|scheduled|statutory|formal|interim|mid-term|final|[\w-]+[- ](?:year|"
    r"month)) review(?: of\b.*| date| point)?$"
)
"""A row's name that is that of a review: of what is there already, rather than the promise of one."""
FORCE = _pattern(r"\b(?:comes? into (?:force|effect|operation)|takes? effect|in force|applies|apply|effective)\b")
NEWS = _pattern(
    rf"\b(?:(?:first|last|originally|was|were|is|are|been|most recently|date|page) )?(?P<verb>{_PUBLISHED})(?: online| again|"
    rf" here)?"
    r"(?: by [\w ]{2,30})?(?: in| on| at| from)?(?: the)?:? *$"
)
STAMP = _pattern(r"\s*\d{1,2}[:.]\d\d ?[ap]m,? *")
NEWS_LEFT = _pattern(rf"(?:\b(?:{_WILL}|be|being|to|not|yet|{MEANT})\b[^,;]{{0,30}}$)")
INSTEAD = _pattern(r"\b(?:rather than|instead of|not|as opposed to|and not)(?: in| by| from| on)?(?: the)? *$")
SHIFTED = _pattern(
    r"(?:,? \w+){0,2},? (?:has|have|was|were) (?:now |since |not |never )*(?:been )?(?:met|reached|achieved|hit|kept|postponed|"
    r"delayed|moved|cancelled|pushed back|put back|deferred|"
    r"dropped|missed|superseded|abandoned|rescheduled|slipped)\b"
)
ADVICE = _pattern(
    r"\b(?:you|your|parents?|pupils|schools?|teachers|families|carers|applicants|please|must|should|can|contact|tell|ask)\b"
)
YOU, US = _pattern(r"\b(?:you|your|please)\b"), _pattern(r"\bwe\b|\bgovernment\b|\bministers?\b|\bdepartment\b")
WE = _pattern(r"\b(?:we|government|ministers?|department|dfe|ofsted|will|secretary of state)\b")
DONE = _pattern(r"(?:complete|completed|done|delivered|achieved|published|closed|met|finished|ended)")
