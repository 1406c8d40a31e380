"""Numbers, money, shares and lengths of time in a clause, and whether more of them is harder. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from watcher.text import NUMBER_WORDS

_WORDS = NUMBER_WORDS | {"dozen": 12, "birth": 0}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 365 / 12, "year": 365.0}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_TIMES = {"double": 2.0, "doubling": 2.0, "doubled": 2.0, "treble": 3.0, "triple": 3.0, "twice": 2.0}

_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_SPELLED = rf"(?:{_WORD})(?:[ -](?:{_WORD}|hundred|thousand|million|billion)(?![a-z]))*(?: and (?:{_WORD})(?:[ -](?:{_WORD}))?)?"
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?:(?P<part>(?<!first )(?<!second )half(?![ -](?:term|year)| a (?:million|billion))|(?:a|one|two|three|nine)[ -]"
    rf"(?:thirds?|quarters?|fifths?|tenths?)(?= of\b| more\b|[.,;]|$))"
    rf"|(?P<in>(?:{_WORD}|\d+)) (?:in|out of) (?:every )?(?P<of>(?:{_WORD}|\d+)(?![\d,]))(?! (?:day|week|month|year|hour|area|"
    rf"region))"
    rf"|(?P<times>{'|'.join(_TIMES)})"
    rf"|(?P<money>£ ?)?(?P<value>\d[\d,]*(?:\.\d+)?|{_SPELLED}|"
    r"an? (?:further|full|whole|extra)(?= (?:day|week|month|year))|"
    rf"(?<=within )an?(?= (?:day|week|fortnight|month|year)\b)|(?:half )?a (?=(?:hundred|thousand|million|billion)\b))"
    rf"(?:[ -]?(?P<scale>hundred|thousand|million|billion|bn|m|k)(?![a-z]))?"
    rf"(?P<share> ?%| per ?cent(?:age points?)?)?"
    rf"(?:[ -](?:working |school |calendar )?(?P<time>hour|day|week|fortnight|month|year)s?(?![a-z]))?)(?![\w])"
)
_FLOOR = re.compile(
    r"\b(?:at least|a minimum of|minimum of|no fewer than|not fewer than|no less than|not less than|"
    r"(?<!no )(?<!not )more than|over)(?: the| an? extra)?\s*$"
)
_CEILING = re.compile(
    r"\b(?:up to|as many as|as much as|a maximum of|maximum of|no more than|not more than|at most|capped at|limited to|"
    r"(?<!no )(?<!not )(?:fewer|less) than)"
    r"(?: an? (?:extra|further|additional))?\s*$"
)
_LIMIT = re.compile(
    r"\b(?:within|in under|under|below|inside|in|no (?:more|longer|later) than|not (?:more|longer|later) than|"
    r"(?<!no )(?<!not )(?:less|fewer) than|at most|a maximum of|maximum of|up to|limit of|deadline of|target of|after|"
    r"capped at|limited to)"
    r"(?: the| about| a| an)?\s*$"
)
_SHRINK = re.compile(
    r"\b(?:reduc|cut|lower|shorten|fall|drop|decreas|narrow|shrink|bring(?:ing)? [^.;]{0,40}down|halv)\w*\b[^.;]*\b(?:to|"
    r"below|under)\s*"
    r"(?:about |around |just |no more than |less than |fewer than |at most )?$"
)
_FROM = re.compile(r"\b(?:from)\s*$")
_THEN_TO = re.compile(r"[^.,;]{0,25}?\bto\b")
_BURDEN = re.compile(
    r"\b(?:wait|waits|waiting|backlog|caseloads?|class sizes?|fees?|charges?|costs? to (?:families|parents)|contributions?|delays?|"
    r"deadline|time limit|absences?|exclusions?)\b"
)
_BAD = re.compile(r"[^.;,]{0,60}?\b(?:late|overdue|refused|rejected|missed|excluded|suspended|unfilled|unlawful|out of school)\b")
"""What is said of a share of which less is better."""
_BOON = re.compile(
    r"\b(?:fund|funds|funded|pay|paid|grants?|places|invest\w*|support\w*|receive|provid\w+|offer\w*|train\w*|recruit\w*|open\w*|"
    r"creat\w+|give|given|help\w*|reach|award\w*|build|built|free|hours)\b"
)
_SPAN = re.compile(
    r"(?:(?:over|across|throughout|during|spread over)(?: (?:a|the) (?:period of )?)?(?: ?(?:next|coming|following|first) )?)\s*$"
)
_APART = re.compile(_SPAN.pattern + r"|\bevery\s*$")
_ALLOWED = re.compile(r"\b(?:has|have|given|allowed)(?: up to| only| just)?\s*$")
_TO_ACT = re.compile(r" (?:in which )?to\b")
_ROUND = re.compile(r"[ -](?:cycle|intervals?|rhythm|rota)\b")
_YEARS = re.compile(r"\b(?P<from>(?:19|20)\d\d)(?: ?(?:to|and|until|-|/) ?)(?P<to>(?:19|20)\d\d|\d\d)\b")
_MONEY = re.compile(r"£|\b(?:fund|funds|funded|funding|grants?|invest\w*|budget|spend\w*|spent|money)\b")
_SERVICE = re.compile(
    r"\b(?:service|services|support\w*|run|runs|available|offer\w*|provid\w+|programme|pilot\w*|continu\w+|remain\w*|last|"
    r"lasts|train\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Number:
    """``kind``: money, share, time (in days), times or count. ``less_is_more``: a limit, where the smaller is harder.

    ``bound``: 0 a floor ("at least"), 1 the figure, 2 a ceiling ("up to") on what is given.
    """

    value: float
    kind: str
    start: int
    end: int
    bound: int = 1
    less_is_more: bool = False

    def same(self, other: Number) -> bool:
        return self.kind == other.kind and abs(self.value - other.value) <= 0.02 * max(self.value, other.value)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Years over which something goes on; ``longer_is_harder`` is None where the words do not say."""

    years: float
    start: int
    end: int
    longer_is_harder: bool | None


def numbers_of(plain: str) -> list[Number]:
    """The figures of a clause in small letters, dates and references blotted out; what something rises from is left out."""
    return [n for n in (_number(plain, m) for m in _NUMBER.finditer(plain)) if n is not None]


def _number(plain: str, match: re.Match[str]) -> Number | None:
    value, kind = _value(match)
    before, after = plain[max(0, match.start() - 60) : match.start()], plain[match.end() : match.end() + 40]
    if (kind == "count" and match["value"] in ("one", "zero")) or (kind == "time" and _APART.search(before)):
        return None
    if _FROM.search(before) and _THEN_TO.match(after):
        return None
    start, bound, limit = _bound(plain, before, match, kind)
    return Number(value, kind, start, match.end(), bound, limit)


def _value(match: re.Match[str]) -> tuple[float, str]:
    if match["part"]:
        count, _, part = match["part"].replace("-", " ").rpartition(" ")
        return (_plain_value(count) if count not in ("", "a") else 1.0) * _PARTS[part.rstrip("s")], "share"
    if match["in"]:
        return _plain_value(match["in"]) / (_plain_value(match["of"]) or 1.0), "share"
    if match["times"]:
        return _TIMES[match["times"]], "times"
    value = _plain_value(match["value"]) * _SCALES.get(match["scale"] or "", 1.0)
    if match["share"]:
        return value / 100, "share"
    if match["time"]:
        return value * _DAYS[match["time"]], "time"
    return value, "money" if match["money"] else "count"


def _plain_value(words: str) -> float:
    """ "twenty-five", "two hundred and ten", "2,600" or "a" as a number."""
    if words.startswith("half"):
        return 0.5
    if words[:1].isdigit():
        return float(words.replace(",", "").rstrip("."))
    total, part = 0.0, 0.0
    for word in words.replace("-", " ").split():
        if word in _SCALES:
            part = max(part, 1.0) * _SCALES[word]
            total, part = (total + part, 0.0) if _SCALES[word] > 100 else (total, part)
        else:
            part += _WORDS.get(word, 1 if word in ("a", "an") else 0)
    return total + part


def _bound(plain: str, before: str, match: re.Match[str], kind: str) -> tuple[int, int, bool]:
    """Where the figure with its "at least" begins, what kind of bound that is, and whether less of it is more."""
    floor, ceiling, limit = _FLOOR.search(before), _CEILING.search(before), _LIMIT.search(before)
    start = match.start()
    at = start - len(before)
    shrinks = bool(_SHRINK.search(before))
    if kind == "share" and not floor and _BAD.match(plain, match.end()):
        return (at + ceiling.start() if ceiling else start), 1, True
    burden = _weighs_on(plain, before, match, kind)
    if (kind == "time" and limit and not (before.rstrip().endswith("up to") and not burden)) or (shrinks and kind != "times"):
        found = limit or ceiling
        return (at + found.start() if found else start), 1, True
    if ceiling and (burden or (not before.rstrip().endswith(("up to", "as many as", "as much as")) and not _BOON.search(plain))):
        return at + ceiling.start(), 1, True
    if burden and kind in ("time", "money", "count"):
        return start, 1, True
    if ceiling:
        return at + ceiling.start(), 2, False
    return (at + floor.start(), 0, False) if floor else (start, 1, False)


def _weighs_on(plain: str, before: str, match: re.Match[str], kind: str) -> bool:
    """Whether the figure is of something that is better short or small: a wait, a cycle, the time allowed to an office."""
    allowed = _ALLOWED.search(before) and _TO_ACT.match(plain, match.end())
    weighs = _BURDEN.search(plain) and (kind == "time" or not _BOON.search(plain))
    return bool(allowed or weighs or _ROUND.match(plain, match.end()))


def stretches_of(text: str) -> Iterator[Stretch]:
    """Spans of years ("2022 to 2025", "over four years"); the years of one academic or financial year are a date.

    The same money over more years is less of it; a service for more years is more of it.
    """
    plain = text.lower().replace("–", "-")
    longer = False if _MONEY.search(plain) else True if _SERVICE.search(plain) else None
    for match in _YEARS.finditer(plain):
        last = int(match["to"]) if len(match["to"]) == 4 else int(match["from"][:2] + match["to"])
        if last - int(match["from"]) > 0:
            yield Stretch(last - int(match["from"]), match.start(), match.end(), longer)
    for match in _NUMBER.finditer(plain):
        if match["time"] and (over := _SPAN.search(plain, max(0, match.start() - 40), match.start())):
            yield Stretch(_value(match)[0] / 365, over.start(), match.end(), longer)
