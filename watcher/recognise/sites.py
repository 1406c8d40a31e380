"""Sites that are known by their addresses: a line of SITES for each kind of address. Pure.

Shapes of addresses: GOV.UK's own routes (alphagov/finder-frontend for searches; the search-api documentation for queries),
Parliament's, Ofsted's and the other services' public addresses as they are quoted in documents. What a rule names as the
address to watch is what the kind of source takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from watcher.model import SourceKind
from watcher.recognise.suggestion import Suggestion

Address = Callable[[SplitResult], str]

_SUPERGROUPS = {
    "guidance-and-regulation": "guidance_and_regulation",
    "news-and-communications": "news_and_communications",
    "policy-papers-and-consultations": "policy_and_engagement",
    "research-and-statistics": "research_and_statistics",
    "services": "services",
    "transparency-and-freedom-of-information-releases": "transparency",
}
"""What each finder of GOV.UK is a search among (govuk_document_types' content purpose supergroups)."""
_PARAMETERS = {
    "keywords": "q",
    "organisations": "filter_organisations",
    "people": "filter_people",
    "world_locations": "filter_world_locations",
    "content_purpose_supergroup": "filter_content_purpose_supergroup",
    "topic": "filter_all_part_of_taxonomy_tree",
    "level_one_taxon": "filter_all_part_of_taxonomy_tree",
    "level_two_taxon": "filter_all_part_of_taxonomy_tree",
}
"""The finders' own parameters as those of the Search API (finders' facets: ``key`` and ``filter_key``)."""


@dataclass(frozen=True, slots=True)
class Site:
    """``host`` and ``path``: patterns of the whole of each. ``to``: the address to watch. ``hint``: what else to know."""

    host: str
    path: str
    kind: SourceKind
    why: str
    to: Address = SplitResult.geturl
    hint: str = ""

    def knows(self, parts: SplitResult) -> bool:
        return bool(re.fullmatch(self.host, parts.netloc) and re.fullmatch(self.path, parts.path))

    def suggestion(self, parts: SplitResult) -> Suggestion:
        hints = (*((self.hint,) if self.hint else ()), *_lost_in(parts, self.kind))
        return Suggestion(self.kind, self.to(parts), self.why, _title(parts, self.kind), hints=hints)


def by_address(url: str) -> tuple[Suggestion, ...]:
    """What a normalised address is known to be, the best first; empty where only its answer can tell."""
    parts = urlsplit(url)
    found: dict[tuple[SourceKind, str], Suggestion] = {}
    for suggestion in (site.suggestion(parts) for site in SITES if site.knows(parts)):
        found.setdefault((suggestion.kind, suggestion.url), suggestion)
    return tuple(found.values())


def homes_of(kind: SourceKind) -> tuple[str, ...]:
    """Patterns of the hosts that alone are read as this kind; () for a kind that may be anywhere."""
    return tuple(dict.fromkeys(site.host for site in SITES if site.kind is kind)) if kind in _AT_HOME else ()


# --- addresses made from others ---


def _search_api(parts: SplitResult) -> str:
    """A search as people see it, as the query to the Search API that gives the same, the newest first."""
    told = _parameters(parts)
    wider = ("topic", "level_one_taxon") if "level_two_taxon" in dict(told) else ()  # the narrower topic says it all
    asked = [(_PARAMETERS[name], value) for name, value in told if name in _PARAMETERS and name not in wider]
    finder = parts.path.removeprefix("/search/").removesuffix(".atom")
    if finder in _SUPERGROUPS:
        asked.append(("filter_content_purpose_supergroup", _SUPERGROUPS[finder]))
    query = urlencode([*asked, ("order", "-public_timestamp"), ("fields", _FIELDS)], safe=",")
    return parts._replace(path="/api/search.json", query=query).geturl()


def _parameters(parts: SplitResult) -> list[tuple[str, str]]:
    """Of a finder's address; "organisations[]" and "organisations[0]" are "organisations"."""
    return [(re.sub(r"\[\d*\]$", "", name), value) for name, value in parse_qsl(parts.query)]


def _lost_in(parts: SplitResult, kind: SourceKind) -> Iterator[str]:
    if kind is SourceKind.GOVUK_SEARCH and not _narrowed(parts):
        yield "Nothing narrows this search: it lists all that GOV.UK publishes; add words, an organisation or a topic to it."
    if kind is SourceKind.GOVUK_SEARCH and parts.path.startswith("/search/"):
        lost = sorted({name for name, _ in _parameters(parts)} - {*_PARAMETERS, "order", "parent"})
        if lost:
            yield f"The query leaves out {', '.join(lost)}; add a filter_ parameter by hand where it matters."


def _title(parts: SplitResult, kind: SourceKind) -> str:
    if kind is not SourceKind.GOVUK_SEARCH:
        return ""
    words = [value.replace("-", " ").replace("_", " ") for value in _narrowed(parts)]
    return f"GOV.UK search: {', '.join(words)}" if words else "GOV.UK search: everything"


def _narrowed(parts: SplitResult) -> list[str]:
    """What a search is narrowed by: words and filters."""
    query = parse_qsl(urlsplit(_search_api(parts)).query if parts.path.startswith("/search/") else parts.query)
    return [value for name, value in query if name == "q" or name.startswith(("filter_", "reject_"))]


def _ended(end: str) -> Address:
    return lambda parts: parts._replace(path=parts.path + end).geturl()


def _at(path: str) -> Address:
    """Another path of the site; what is there already stays as it was asked."""
    return lambda parts: (parts if parts.path == path else parts._replace(path=path, query="")).geturl()


def _first(count: int) -> Address:
    """Only the first so many parts of the path."""
    return lambda parts: parts._replace(path="/" + "/".join(parts.path.strip("/").split("/")[:count]), query="").geturl()


# --- the table ---

_K = SourceKind
_GOVUK = r"www\.gov\.uk"
_AT_HOME = frozenset(
    {_K.GOVUK, _K.GOVUK_SEARCH, _K.PARLIAMENT_QUESTIONS, _K.PARLIAMENT_STATEMENTS, _K.PARLIAMENT_COMMITTEE, _K.LEGISLATION,
     _K.OFSTED, _K.STATISTICS, _K.GITHUB, _K.CONTRACTS}
)  # fmt: skip
"""Kinds of one site, or of a few that are all in the table."""
_ROBOTS = "GOV.UK asks robots not to read /search/all; the Search API answers the same query."
_SIFTED = "A JMESPath expression in `select` sifts the notices, such as [?contains(buyer.name, 'Department for Education')]."
_FIELDS = "title,link,public_timestamp,description,content_store_document_type,content_id,organisations"
SITES: tuple[Site, ...] = (
    Site(_GOVUK, r"/api/search\.json", _K.GOVUK_SEARCH, "It is a query to GOV.UK's Search API."),
    Site(_GOVUK, r"/search/all(?:\.\w+)?", _K.GOVUK_SEARCH, "It is a search on GOV.UK.", _search_api, _ROBOTS),
    Site(_GOVUK, r"/search/(?!all)[a-z-]+", _K.GOVUK_SEARCH, "It is a search on GOV.UK.", _search_api),
    Site(_GOVUK, r"/search/(?!all)[a-z-]+", _K.FEED, "GOV.UK has a feed of this search.", _ended(".atom")),
    Site(_GOVUK, r"/(?!search/all).*\.atom", _K.FEED, "It is one of GOV.UK's Atom feeds."),
    Site(_GOVUK, r"/government/uploads/.+", _K.FILE, "It is a file on GOV.UK.",
         hint="A file that is replaced gets another address: where you can, watch the page that it belongs to."),
    Site(_GOVUK, r"/(?!search/|api/|government/uploads/)(?!.*\.atom$).*", _K.GOVUK, "It is a page of GOV.UK."),
    Site(_GOVUK, r"/government/organisations/[a-z0-9-]+", _K.FEED, "GOV.UK has a feed of what this organisation publishes.",
         _ended(".atom")),
    Site(r"assets\.publishing\.service\.gov\.uk", r"/.+", _K.FILE, "It is a file on GOV.UK.",
         hint="A file that is replaced gets another address: where you can, watch the page that it belongs to."),
    Site(r"[a-z0-9-]+\.blog\.gov\.uk", r"/.*", _K.FEED, "Blogs of GOV.UK have a feed.", _at("/feed/")),
    Site(r"questions-statements\.parliament\.uk", r"/written-questions/?", _K.PARLIAMENT_QUESTIONS,
         "They are questions to ministers."),
    Site(r"questions-statements-api\.parliament\.uk", r"/api/writtenquestions/questions", _K.PARLIAMENT_QUESTIONS,
         "They are questions to ministers."),
    Site(r"questions-statements\.parliament\.uk", r"/written-statements/?", _K.PARLIAMENT_STATEMENTS,
         "They are statements of ministers."),
    Site(r"questions-statements-api\.parliament\.uk", r"/api/writtenstatements/statements", _K.PARLIAMENT_STATEMENTS,
         "They are statements of ministers."),
    Site(r"committees\.parliament\.uk", r"/committee/\d+(?:/.*)?", _K.PARLIAMENT_COMMITTEE, "It is a committee of Parliament."),
    Site(r"committees-api\.parliament\.uk", r"/api/Publications", _K.PARLIAMENT_COMMITTEE, "They are publications of a committee."),
    Site(r"www\.legislation\.gov\.uk", r"/.+", _K.LEGISLATION, "It is law, a list of laws, or of changes to one."),
    Site(r"reports\.ofsted\.gov\.uk", r"/search/?", _K.OFSTED, "It is a search of Ofsted's reports."),
    Site(r"api\.education\.gov\.uk", r"/statistics/v\d+/(?:data-sets|publications)/[0-9A-Fa-f-]{36}(?:/.*)?", _K.STATISTICS,
         "It is a data set or publication of Explore Education Statistics."),
    Site(r"explore-education-statistics\.service\.gov\.uk", r"/.*", _K.PAGE, "It is a page of Explore Education Statistics.",
         hint="Of a data set in its public API each version tells what it changed: "
              "https://api.education.gov.uk/statistics/v1/data-sets/ID, the id stands on the data set's page."),
    Site(r"consult\.[a-z0-9.-]+\.gov\.uk", r"/.*", _K.CITIZEN_SPACE,
         "It is a hub of consultations (Citizen Space), or one of them."),
    Site(r"github\.com", r"/[\w.-]+/[\w.-]+(?:/.*)?", _K.GITHUB, "It is a repository on GitHub.", _first(2)),
    Site(r"www\.find-tender\.service\.gov\.uk", r"/(?:Search.*|api/1\.0/ocdsReleasePackages)?", _K.CONTRACTS,
         "It is the service for notices of large public contracts.", _at("/api/1.0/ocdsReleasePackages"), _SIFTED),
    Site(r"www\.contractsfinder\.service\.gov\.uk", r"/(?:Search.*|Published/Notices/OCDS/Search)?", _K.CONTRACTS,
         "It is the service for notices of public contracts.", _at("/Published/Notices/OCDS/Search"), _SIFTED),
)  # fmt: skip
