"""The address that a saved page gives itself. Pure."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from watcher.extract.blocks import parse
from watcher.extract.json_text import read_json
from watcher.extract.text import decode

GOVUK = "https://www.gov.uk"
_STATED = (".//link[@rel='canonical']/@href", ".//meta[@property='og:url']/@content")


def own_address(body: bytes) -> str:
    """Of an HTML page its canonical address, else that of its Open Graph data; of a Content API item its path on GOV.UK.

    "" where it states none, or none that is whole. Raises ExtractError for what is neither page nor item.
    """
    if body.lstrip()[:1] == b"{":
        return _of_item(read_json(body))
    tree = parse(decode(body, ""))
    stated = (str(value).strip() for path in _STATED for value in tree.xpath(path))
    return next(filter(_whole, stated), "")


def _of_item(item: object) -> str:
    path = item.get("base_path") if isinstance(item, dict) else None
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//") or not path.isprintable():
        return ""
    return urljoin(GOVUK, path)


def _whole(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()
