"""Posts of government blogs, which are one document under whatever day their address bears. Pure."""

from __future__ import annotations

import re

_POST = re.compile(r"https?://([\w-]+\.blog\.gov\.uk)/\d{4}/\d{2}/\d{2}/([\w-]+)/?(?:[?#].*)?$", re.I)


def post_of(url: str) -> str:
    """Host and name of a post, without the day on which it was published or published anew; "" for any other address."""
    found = _POST.match(url)
    return f"{found[1]}/{found[2]}".lower() if found else ""


def same_place(a: str, b: str) -> bool:
    """Whether two addresses are one, or those of one post."""
    return a == b or ("" != post_of(a) == post_of(b))
