"""A web address as it is stored: without what does not tell one page from another. Pure."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

from watcher.catalogue.shapes import web_address

_TRACKING = re.compile(r"utm_\w+|gclid|dclid|fbclid|msclkid|gbraid|wbraid|mc_[ce]id|_ga|_gl|igshid", re.I)
"""Parameters by which campaigns are counted."""
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#].*)?")
_GOVUK = ("www.gov.uk", "gov.uk")
_COMMITTEE = re.compile(r"/committee/(\d+)(?:/.*)?")
"""All pages of a committee are watched by its list of publications."""


def normalised(typed: str) -> str:
    """The address to store for one that was typed. Raises ValueError, with the reason, where it is no web address.

    Fragments and campaign parameters go; http becomes https where a public name is asked at its usual port; on www.gov.uk
    the Content API's address becomes that of the page, and a last slash goes. All else stays to the letter.
    """
    typed = typed.strip()
    typed = f"https://{typed}" if _BARE.fullmatch(typed) else typed
    parts = urlsplit(web_address(typed))
    parts = parts._replace(fragment="", netloc=_host(parts), query=_without_tracking(parts.query), path=parts.path or "/")
    if parts.scheme == "http" and parts.port is None and _public(parts.hostname or ""):
        parts = parts._replace(scheme="https")
    if parts.netloc in _GOVUK:
        path = re.sub(r"^/api/content(?=/|$)", "", parts.path)
        parts = parts._replace(netloc="www.gov.uk", path=path.rstrip("/") or "/")
    return parts.geturl()


def as_plain_http(url: str) -> str:
    """The same address without encryption, for a site that offers none."""
    return urlsplit(url)._replace(scheme="http").geturl()


def place_of(url: str) -> str:
    """What two addresses of one place have in common: not their scheme, "www.", last slash, or the order of the query.

    A committee of Parliament is one place, by whichever page of it, or by the interface, it is named.
    """
    try:
        parts = urlsplit(normalised(url))
    except ValueError:
        return url
    committee = _COMMITTEE.fullmatch(parts.path) if parts.netloc == "committees.parliament.uk" else None
    if committee:
        return f"committees-api.parliament.uk/api/publications?committeeid={committee[1]}"
    query = "&".join(sorted(unquote(p) for p in parts.query.split("&") if p))
    place = f"{parts.netloc.removeprefix('www.')}{unquote(parts.path).rstrip('/')}?{query}"
    return place.lower() if parts.netloc == "committees-api.parliament.uk" else place


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def _without_tracking(query: str) -> str:
    return "&".join(p for p in query.split("&") if p and not _TRACKING.fullmatch(p.split("=", 1)[0]))


def _public(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host
    return False
