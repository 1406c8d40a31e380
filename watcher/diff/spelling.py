"""Whether one word is only another spelling of another. Pure.

Cautious by intent: words that oblige, deny, count or time are never another's spelling ("now" and "not", "five" and
"four"), nor are names and abbreviations that differ by a letter.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from watcher.text import NUMBER_WORDS

NUMBERS = {word: n for word, n in NUMBER_WORDS.items() if n <= 20}
"""Those that a figure may take the place of; beyond them a word may be only a part of its number."""
WEIGHTY = frozenset(
    """may might must will would shall should can could cannot need needs ought now not no nor none never ever neither without
    all any some most many more less least few fewer only each every both either half once twice before after by until till
    from to since within over under above below up down in out on off at if unless and or but except than then when where
    include includes included exclude excludes excluded increase increased decrease decreased statutory mandatory voluntary
    optional required first second third fourth fifth last next previous new old free paid open closed day days week weeks
    month months year years term terms hour hours minute minutes daily weekly monthly termly yearly annual annually early late
    spring summer autumn winter january february march april june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday hundred thousand million billion quarter percent expand expanded extend
    extended explore consider aim aims plan plans intend intends expect expects deliver delivered publish published review
    reviewed launch launched""".split()
) | frozenset(NUMBER_WORDS)  # fmt: skip
_CONFUSED = tuple(
    frozenset(pair.split("/"))
    for pair in """affect/effect affects/effects affected/effected advice/advise practice/practise practices/practises
    licence/license licences/licenses licenced/licensed principal/principle principals/principles its/it's their/there
    their/they're there/they're your/you're were/we're whose/who's lets/let's complement/compliment complementary/complimentary
    dependent/dependant judgement/judgment enquiry/inquiry enquiries/inquiries ensure/insure stationary/stationery
    counsellor/councillor loose/lose to/too to/two of/off form/from then/than program/programme programs/programmes
    adviser/advisor advisers/advisors learned/learnt spelled/spelt focused/focussed focusing/focussing targeted/targetted
    discreet/discrete cite/site proceed/precede lead/led past/passed whether/weather an/a while/whilst among/amongst
    acknowledgement/acknowledgment grey/gray cheque/check fulfil/fulfill enrol/enroll instalment/installment
    skilful/skillful artefact/artifact ageing/aging""".split()
)
_VARIANTS = (
    (re.compile(r"yz(?=e|ing)"), "ys"),
    (re.compile(r"iz(?=e|ing|ation|er)"), "is"),
    (re.compile(r"(?<=..)or(?=$|s$|ed$|ing$|ite|able|al$|hood)"), "our"),
    (re.compile(r"(?<=..)er(?=s?$)"), "re"),
    (re.compile(r"ll(?=ed$|ing$|er)"), "l"),
    (re.compile(r"(?<=[^aeiou])[ao]e(?=[^aeious])"), "e"),
    (re.compile(r"og(?=s?$)"), "ogue"),
    (re.compile(r"ense(?=s?$)"), "ence"),
)
SHORT, LONG, VERY_LONG = 3, 5, 8
"""Letters: two that changed places, one that is wrong, two that are wrong."""


def same_word(old: str, new: str, *, named: bool = False) -> bool:
    """Whether two words, as written, differ by spelling only. ``named``: in a name only letters that changed places do."""
    a, b = old.lower(), new.lower()
    if a.replace("'", "") == b.replace("'", "") or frozenset((a, b)) in _CONFUSED:
        return True
    if a in WEIGHTY or b in WEIGHTY or not (_plain(a) and _plain(b)):
        return False
    if _abbreviation(old) or _abbreviation(new):
        return False
    if _variant(a) == _variant(b) or _swapped(a, b):
        return True
    return not named and (_plural(a, b) or _slip(a, b))


def _plain(word: str) -> bool:
    return all(c.isalpha() or c in "'-" for c in word)


def _abbreviation(word: str) -> bool:
    return sum(c.isupper() for c in word) > 1


def _variant(word: str) -> str:
    for pattern, usual in _VARIANTS:
        word = pattern.sub(usual, word)
    return word


def _plural(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= LONG and long in (f"{short}s", f"{short}'s", f"{short}s'")


def _swapped(a: str, b: str) -> bool:
    """Two letters that changed places: "recieve", "complied" for "compiled"."""
    same_letters = len(a) == len(b) >= SHORT and a[0] == b[0] and sorted(a) == sorted(b)
    return same_letters and OSA.distance(a, b) == 1


def _slip(a: str, b: str) -> bool:
    """A letter too many, too few or wrong, in a word long enough for that to be a slip."""
    if a[0] != b[0] or _inflected(a, b) or tuple(sorted((a, b))) in _APART:
        return False
    short = min(len(a), len(b))
    most = 2 if short >= VERY_LONG and a[-1] == b[-1] else 1
    return short >= LONG and OSA.distance(a, b, score_cutoff=3) <= most


_APART = frozenset(
    tuple(pair.split("/"))
    for pair in """adapt/adopt contact/contract contract/contrast country/county expand/expend formal/former national/notional
    personal/personnel priority/privacy region/religion compete/complete commended/commenced approved/approval""".split()
)
"""Words that a slip could turn into each other, and that say something else."""
_ENDING = re.compile(r"(?:ing|ed|er|es|s|d|e)$")


def _inflected(a: str, b: str) -> bool:
    """ "Start" and "started" differ in time, not in spelling."""
    return _ENDING.sub("", a) == _ENDING.sub("", b)
