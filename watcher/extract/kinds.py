"""Every kind of source that there is. A new one is a module beside this one and a line here. Pure."""

from __future__ import annotations

from watcher.extract import citizen_space, contracts, govuk, json_api, listing, ofsted, page
from watcher.extract.kind import Kind
from watcher.model import SourceKind

KINDS: dict[SourceKind, Kind] = {
    SourceKind.GOVUK: govuk.KIND,
    SourceKind.GOVUK_SEARCH: listing.SEARCH,
    SourceKind.FEED: listing.FEED,
    SourceKind.OFSTED: ofsted.KIND,
    SourceKind.CITIZEN_SPACE: citizen_space.KIND,
    SourceKind.CONTRACTS: contracts.KIND,
    SourceKind.JSON: json_api.KIND,
    SourceKind.PAGE: page.KIND,
}
