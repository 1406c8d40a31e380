"""Every kind of source that there is. A new one is a module beside this one and a line here. Pure."""

from __future__ import annotations

from watcher.extract import govuk, listing, page, search
from watcher.extract.kind import Kind
from watcher.model import SourceKind

KINDS: dict[SourceKind, Kind] = {
    SourceKind.GOVUK: govuk.KIND,
    SourceKind.GOVUK_SEARCH: search.SEARCH,
    SourceKind.FEED: listing.FEED,
    SourceKind.PAGE: page.KIND,
}
