"""Addresses that are one: of one page in several forms, and of one post of a government blog under several days. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.I)
"""Names of parameters that tell only where a reader came from."""
_CAME_BY = re.compile(r"source|src|ref|from|via|feature|medium|campaign|cmp|cmpid|at_\w+", re.I)
_FEED = re.compile(r"(?:public)?(?:rss|atom|feed|email|newsletter)[\w.-]*", re.I)
"""Other names tell a document apart as often, such as "ref=2024/17": with these values they do not."""
_TRACKING_FRAGMENT = re.compile(r"(?:utm_\w+|xtor|at_\w+|echobox)=", re.I)
_TELLING = 12
"""Paths of fewer characters ("/news") may be found on any host."""
_POST = re.compile(r"https?://([\w-]+\.blog\.gov\.uk)/\d{4}/\d{2}/\d{2}/([\w-]+)/?(?:[?#].*)?$", re.I)


def post_of(url: str) -> str:
    """Host and name of a post, without the day on which it was published or published anew; "" for any other address."""
    found = _POST.match(url)
    return f"{found[1]}/{found[2]}".lower() if found else ""


def same_place(a: str, b: str) -> bool:
    """Whether two addresses are one in whatever form, or those of one post."""
    return a == b or plain_address(a) == plain_address(b) or ("" != post_of(a) == post_of(b))


@lru_cache(maxsize=2**15)
def plain_address(url: str) -> str:
    """To compare with: without scheme, "www.", a slash at the end and what tells where a reader came from."""
    parts = _parts(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{_behind(parts)}" if parts else url


def on_any_host(url: str) -> str:
    """The same without its host, for a site that moved; "" where the rest is too short to tell a page apart."""
    parts = _parts(url)
    return _behind(parts) if parts and len(parts.path.rstrip("/")) >= _TELLING else ""


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.netloc else None


def _behind(parts: SplitResult) -> str:
    query = _untracked(parts.query) if parts.query else ""
    fragment = "" if _TRACKING_FRAGMENT.match(parts.fragment) else parts.fragment
    return "".join((parts.path.rstrip("/"), f"?{query}" if query else "", f"#{fragment}" if fragment else ""))


def _untracked(query: str) -> str:
    """Without the parameters that only track; the others as they are written."""
    return "&".join(pair for pair in query.split("&") if pair and not _tracks(*pair.partition("=")[::2]))


def _tracks(name: str, value: str) -> bool:
    return bool(TRACKING.fullmatch(name) or (_CAME_BY.fullmatch(name) and _FEED.fullmatch(value)))
