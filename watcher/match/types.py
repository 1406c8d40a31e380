"""What kind of document it is, and whose: from its type, else from its address and title. Pure."""

from __future__ import annotations

import re

from watcher.match.places import NATIONAL_HOST, host_of
from watcher.model import Commitment, Document

THINGS: dict[str, frozenset[str]] = {
    "guidance": frozenset(
        {"funding", "guidance", "template", "standards", "service", "training", "programme", "group", "appointment"}
    ),
    "detailed_guide": frozenset({"guidance", "template", "standards", "service", "training", "programme", "funding"}),
    "statutory_guidance": frozenset({"guidance", "law", "standards", "training"}),
    "regulation": frozenset({"regulation", "law", "guidance", "training"}),
    "form": frozenset({"template", "service"}),
    "policy_paper": frozenset({"policy-paper", "law", "report-response", "standards", "programme", "group"}),
    "consultation": frozenset({"consultation"}),
    "open_consultation": frozenset({"consultation"}),
    "closed_consultation": frozenset({"consultation"}),
    "consultation_outcome": frozenset({"consultation", "report-response", "policy-paper"}),
    "call_for_evidence_outcome": frozenset({"report-response"}),
    "research": frozenset({"research", "report", "programme"}),
    "independent_report": frozenset({"report", "research"}),
    "corporate_report": frozenset({"report", "inspection"}),
    "official_statistics": frozenset({"statistics", "data", "dashboard"}),
    "national_statistics": frozenset({"statistics", "data", "dashboard"}),
    "statistical_data_set": frozenset({"statistics", "data", "dashboard"}),
    "transparency": frozenset({"data", "funding", "report", "programme"}),
    "news_article": frozenset({"funding", "school", "programme", "appointment", "event"}),
    "news_story": frozenset({"funding", "school", "programme", "appointment", "event"}),
    "press_release": frozenset({"funding", "school", "programme", "appointment", "event"}),
}
"""What a GOV.UK document type can be the thing itself of; types that are not listed could be anything."""

TALK = frozenset(
    {"speech", "authored_article", "written_statement", "oral_statement", "news_article", "news_story", "press_release",
     "blog", "statistics_announcement", "official_statistics_announcement", "national_statistics_announcement",
     "call_for_evidence", "open_call_for_evidence", "closed_call_for_evidence",
     "correspondence", "foi_release", "written_answer", "written_question", "answer", "debate"}
)  # fmt: skip
SAID = frozenset({"written_answer", "written_question", "answer", "debate", "speech", "oral_statement"})
OF_MEMBERS = frozenset({"written_question", "committee_report"})
"""What members of Parliament ask and find: official, and not the word of government."""
NEWS = frozenset({"news_article", "news_story", "press_release"})
ANNOUNCING = NEWS | {"speech", "authored_article", "written_statement", "oral_statement", "announcement", "government_response"}
"""Kinds in which a body says what it has done or will do."""
STATISTICS = frozenset({"official_statistics", "national_statistics", "statistical_data_set", "statistics"})
COURSE = frozenset({"research", "independent_report", "corporate_report", "transparency"})
"""Kinds in which the body responsible tells how a thing goes: evaluations, reports, accounts."""

_UNTOLD = frozenset({"", "entry", "page", "feed", "search", "html_publication", "publication", "document_collection", "attachment"})
_BY_URL = (
    (
        re.compile(r"/written-(?:questions|answers|statements|evidence)\b|/question/|/writtenanswers\b|answeredquestions"),
        "written_answer",
    ),
    (re.compile(r"//hansard\.|/debates?/"), "debate"),
    (re.compile(r"/government/speeches/"), "speech"),
    (re.compile(r"/government/news/|//(?:www\.)?wired-gov\.net/wg/news"), "news_article"),
    (re.compile(r"/government/consultations/|//consult\."), "consultation"),
    (re.compile(r"//explore-education-statistics\.|/government/statistic|/find-statistics/"), "official_statistics"),
    (re.compile(r"//[a-z.]*\blegislation\.gov\.uk/"), "regulation"),
    (re.compile(r"\.blog\.gov\.uk/"), "blog"),
)
_BY_TITLE = (
    (re.compile(r"\(written (?:answer|question|statement)", re.I), "written_answer"),
    (re.compile(r"\bhansard\b|\bdebate\b", re.I), "debate"),
    (re.compile(r"\bspeech\b", re.I), "speech"),
    (re.compile(r"\bRegulations (?:19|20)\d\d\b"), "regulation"),
    (re.compile(r"\bstatistics\b|\bdata (?:library|release)\b", re.I), "official_statistics"),
    (re.compile(r"\bconsultation\b|\bcall for evidence\b", re.I), "consultation"),
    (re.compile(r"\bevaluation\b|\bresearch report\b|\blessons? learn(?:ed|t)\b", re.I), "research"),
)
_OFFICIAL = re.compile(
    r"\b(?:Department|Ministry|Ofsted|Care Quality Commission|CQC|NHS England|legislation|Tribunals|HM [A-Z]|Cabinet Office|"
    r"Government Equalities|Office for|Parliament|Law Commission|Skills England)\b"
)
_SHORT_BODIES = {
    "dfe": "department for education",
    "dhsc": "department of health and social care",
    "dwp": "department for work and pensions",
    "moj": "ministry of justice",
    "ifate": "institute for apprenticeships and technical education",
    "skills england": "institute for apprenticeships and technical education",
    "cqc": "care quality commission",
    "nhse": "nhs england",
}


def kind_of(document: Document) -> str:
    """Its type, else what address and title say it is; "" where nothing says."""
    if document.type not in _UNTOLD:
        return document.type
    told = [kind for pattern, kind in _BY_URL if pattern.search(document.url)]
    told += [kind for pattern, kind in _BY_TITLE if pattern.search(document.title)]
    return told[0] if told else ""


def in_parliament(document: Document) -> bool:
    """Whether it is what was asked, answered or said in Parliament, whatever its type."""
    return any(kind in ("written_answer", "debate") and pattern.search(document.url) for pattern, kind in _BY_URL)


def responsible(document: Document, commitment: Commitment, plan_publisher: str) -> bool | None:
    """Whether the body that owes the promise, or that published the plan, publishes the document; None if none is told."""
    if not document.publisher:
        return None
    bodies = {*_bodies(commitment.owner), *_bodies(plan_publisher)}
    given = _bodies(document.publisher)
    if any("local authorities" in b for b in bodies) and re.search(r"\b(?:council|borough)\b", document.publisher, re.I):
        return True
    return any(g in b or b in g for g in given for b in bodies)


def national(document: Document) -> bool:
    """Whether government or Parliament itself publishes it, by its address alone; a council does not, nor does a broken address."""
    return bool(NATIONAL_HOST.match(host_of(document)))


def of_the_state(document: Document) -> bool | None:
    """Whether a body of the state publishes it; None where neither publisher nor address tells."""
    if document.publisher:
        return bool(_OFFICIAL.search(document.publisher)) or document.publisher.lower() in _SHORT_BODIES
    host = host_of(document)
    if not host or host.replace(".", "").isdigit() or "." not in host:
        return None
    return host.endswith((".gov.uk", ".nhs.uk", ".parliament.uk")) or host in ("gov.uk", "parliament.uk")


def _bodies(text: str) -> list[str]:
    names = [n.strip().lower() for n in text.split(";") if n.strip()]
    return [_SHORT_BODIES.get(n, n) for n in names]
