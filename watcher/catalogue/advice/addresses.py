"""Addresses that cannot be asked, or cannot be of the kind that is said. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from watcher.model import Source, SourceKind
from watcher.recognise import by_address, homes_of, normalised

_INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def of_address(source: Source) -> Iterator[tuple[str, str]]:
    """Keys and sentences."""
    parts = urlsplit(source.url)
    host = parts.hostname or ""
    if _inside(host):
        yield "url", f"{host} is a name or address inside a network, which is not asked unless PLANWATCH_ALLOW_PRIVATE lists it"
        return
    if host in ("www.gov.uk", "gov.uk") and re.fullmatch(r"/search/all(?:\.\w+)?", parts.path):
        better = next((s.url for s in by_address(normalised(source.url)) if s.kind is SourceKind.GOVUK_SEARCH), "")
        yield (
            "url",
            f"the robots.txt of GOV.UK refuses /search/all; as kind 'govuk-search' the Search API answers the same: {better}",
        )
    homes = homes_of(source.kind)
    if homes and not any(re.fullmatch(home, name) for home in homes for name in (host, f"www.{host}")):
        where = " or ".join(home.replace("\\", "") for home in homes)
        yield "kind", f"what is read as '{source.kind.value}' is at {where}; {host} is another site, and likely of another kind"


def _inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INSIDE)
