"""Every kind of source that there is. A new one is a module beside this one and a line here. Pure."""

from __future__ import annotations

from watcher.extract import (
    citizen_space,
    contracts,
    file,
    github,
    govuk,
    json_api,
    legislation,
    listing,
    ofsted,
    page,
    parliament_committee,
    parliament_questions,
    parliament_statements,
    search,
    statistics,
)
from watcher.extract.kind import Kind
from watcher.model import SourceKind

KINDS: dict[SourceKind, Kind] = {
    SourceKind.GOVUK: govuk.KIND,
    SourceKind.GOVUK_SEARCH: search.SEARCH,
    SourceKind.FEED: listing.FEED,
    SourceKind.FILE: file.KIND,
    SourceKind.PARLIAMENT_QUESTIONS: parliament_questions.KIND,
    SourceKind.PARLIAMENT_STATEMENTS: parliament_statements.KIND,
    SourceKind.PARLIAMENT_COMMITTEE: parliament_committee.KIND,
    SourceKind.OFSTED: ofsted.KIND,
    SourceKind.CITIZEN_SPACE: citizen_space.KIND,
    SourceKind.CONTRACTS: contracts.KIND,
    SourceKind.JSON: json_api.KIND,
    SourceKind.LEGISLATION: legislation.KIND,
    SourceKind.STATISTICS: statistics.KIND,
    SourceKind.GITHUB: github.KIND,
    SourceKind.PAGE: page.KIND,
}
