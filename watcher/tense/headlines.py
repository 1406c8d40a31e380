"""What a headline says, which leaves out the verb or tells in the present what has happened. Pure."""

from __future__ import annotations

import re

from watcher.tense.cues import PATTERNS
from watcher.tense.names import Tense
from watcher.wording.ladders import filled

_HEADLINE_WORDS = 16
_CHOSEN = (
    r"(?:winners?|members?|areas?|recipients?|allocations?|rates|results|shortlist|sites?|locations|chair|trailblazers?|"
    r"pathfinders?)(?: (?:of|for) {words}{1,5}?| )"
)
_LATER = r" *(?:$|[.,:])| (?:in|from|by|next|this|on|across|after|at)\b"
_HEADLINES = {
    Tense.NOT_DONE: (
        r"^\W*(?:further |new |more |another )?delays? to (?!children|pupils|families|parents|patients)",
        r"{start}{words}{1,9}?(?<!not )(?<!never )(?<!no ){halted}"
        r"(?= *(?:$|[.:])| (?:again|amid|after|over|until|as|by)\b)",
        r"{start}{words}{0,3}?{body} (?:shelves?|scraps?|ditch(?:es)?|axes?|drops?|abandons?|delays?|postpones?|cancels?|"
        r"pauses?|halts?|backtracks? on|rows? back on) ",
    ),
    Tense.TO_COME: (
        r"{start}(?:(?!(?:from|by|of|for|and|with|to)\b)[\w'-]+ ){0,3}?{body} to "
        r"(?!(?:the|all|an?|our|their|{body}|{people})\b)\w+",
        r"{start}(?:(?!(?:from|by|of|for|and|with|to)\b)[\w'-]+ ){0,3}?{people} to "
        r"(?:be|get|have|receive|gain|lose|face|pay|open|close|join|publish|share|report|offer|run|lead|pilot|trial|provide|teach|"
        r"use|adopt|appoint)\b(?! \w+ed\b)",
        r"{start}{words}{1,6}?(?:planned|promised|pledged|mooted)(?= *(?:$|[.:])| (?:on|for|by)\b)",
        r"{start}{words}{0,3}?{body} (?:promises?|pledges?|vows?) ",
        r"^\W*(?:every|all|each|more|most|thousands of|hundreds of|\d[\d,]*) {words}{1,6}?to "
        r"(?:be|have|get|receive|gain|lose|open|join)\b",
        r"{start}{words}{1,7}?to (?:rise|fall|increase|double|close|open|begin|start|end|expand|continue|grow|go ahead|follow)"
        rf"(?={_LATER})",
        r"{start}{words}{1,6}?(?:gets?|receives?|joins?|starts?|moves?|opens?|launch(?:es)?|appl(?:y|ies)|begins?) "
        r"(?:[\w'-]+ ){0,8}?(?:from|in) {month}\b(?! 20\d\d)",
    ),
    Tense.DONE: (
        r"{start}{words}{1,6}?(?:publishes|unveils|launches|opens|introduces|appoints|lays|completes|goes live|comes into force|"
        r"takes effect)(?! (?:in|on|from|next|this|later|when|once|to)\b)"
        r"(?!.*\b(?:every|each|annually|regularly|next|from|until|if|once)\b)"
        r"(?!.*\b(?:consultation|proposals?|plans for|plans? to|draft|call for)\b)",
        rf"{{start}}{{words}}{{0,8}}?{_CHOSEN}(?:announced|confirmed|named|chosen|selected|revealed)\b",
    ),
}
_READ = {tense: re.compile("|".join(f"(?:{filled(p, PATTERNS)})" for p in patterns)) for tense, patterns in _HEADLINES.items()}


def tense_of_headline(sentence: str) -> Tense:
    """What a short sentence in small letters says as a headline: "Tariff scrapped", "Ofsted to inspect colleges"."""
    if sentence.count(" ") >= _HEADLINE_WORDS:
        return Tense.UNSAID
    return next((tense for tense, pattern in _READ.items() if pattern.search(sentence)), Tense.UNSAID)
