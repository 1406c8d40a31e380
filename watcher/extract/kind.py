"""What a kind of source is: where it is asked, how its answers are read, and where what it lists can be read in full. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from watcher.errors import ExtractError
from watcher.model import Document, Source, SourceKind

_SEPARATOR = b"\x1e"  # RFC 7464: it stands before each text of a sequence; no text that we read holds one
_PORTS = {"http": 80, "https": 443}
GOVUK_HOSTS = frozenset({"www.gov.uk", "gov.uk"})
GOVUK_ORIGINS = frozenset(f"https://{host}:443" for host in GOVUK_HOSTS)

GIVEN = ("url", "title", "content_id", "publisher", "published", "updated", "language")
"""What a file's document is told by the page or list that names it, since files seldom say it themselves."""
LENT = ("description", "content_id", "updated")
"""What a web page is told by the list that names it, where it does not say so itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered. ``url``: after redirects. ``body``: decoded; several answers are joined (see ``joined``)."""

    url: str
    content_type: str
    body: bytes

    @property
    def bodies(self) -> tuple[bytes, ...]:
        """Each answer by itself, in the order in which they were asked for."""
        if not self.body.startswith(_SEPARATOR):
            return (self.body,)
        return tuple(part.removesuffix(b"\n") for part in self.body.split(_SEPARATOR)[1:])

    @property
    def is_json(self) -> bool:
        return "json" in self.content_type or self.body.lstrip()[:1] == b"{"


Reads = Callable[[Source, Answer], Document]
"""An answer of a source as a document; raises ExtractError."""


def joined(bodies: Sequence[bytes]) -> bytes:
    """Several answers as one, in the manner of a JSON text sequence (RFC 7464); a single one as it is.

    Raises ExtractError where one of several holds the separator itself.
    """
    if len(bodies) == 1:
        return bodies[0]
    if any(_SEPARATOR in body for body in bodies):
        raise ExtractError("one of several answers holds a control character (U+001E) that no text needs")
    return b"".join(_SEPARATOR + body + b"\n" for body in bodies)


def asks_itself(source: Source, since: datetime) -> str:
    """The address of the source as it stands."""
    return source.url


def asks_once(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
    return ""


def keeps_all(source: Source, body: bytes) -> bytes:
    return body


def in_one_part(target: Source, bodies: Sequence[bytes]) -> str:
    return ""


def origin(url: str) -> str:
    """Scheme, host and port of an address that may be asked for because an answer names it; "" for any other.

    It is http or https, printable (so that it holds no lone surrogate), and names no user.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return ""
    if not port or not parts.hostname or "@" in parts.netloc or "\\" in url or not url.isprintable():
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}"


def same_site(source_url: str, url: str) -> bool:
    """Whether an address that an answer names is of the origin of the source, so that no answer chooses whom we ask."""
    return origin(url) != "" and origin(url) == origin(source_url)


def is_on_govuk(url: str) -> bool:
    """Whether it is an address of GOV.UK itself, as the site writes them: https, without a port."""
    return origin(url) in GOVUK_ORIGINS and urlsplit(url).netloc.lower() in GOVUK_HOSTS


def on_govuk(source: Source, listed: Document) -> Source | None:
    """A listed page of GOV.UK, read through the Content API; None for a page elsewhere."""
    if not is_on_govuk(listed.url):
        return None
    return replace(source, kind=SourceKind.GOVUK, url=listed.url, select="", ignore=())


@dataclass(frozen=True, slots=True)
class Kind:
    """``read``: an answer as a document; raises ExtractError for any shape but the one that it knows.

    ``ask``: the address to ask first, of a source and the moment since when what is new matters. ``further``: the address to
    ask next, of the source, the answers so far and that moment; "" when all is there; raises ExtractError where asking on
    leads nowhere. ``keep``: of all answers joined, what is read and archived, where most of them is nothing that was asked for.
    ``full``: the source as which a listed document is read in full; None where it cannot be.
    ``parts``: of such a document in several answers, the address of the next, by the source that ``full`` gave and the answers so
    far; "" when all is there. A part that cannot be had is left out, and ``read`` says what is missing.
    ``version``: raised when the same bytes would read differently, so that sources of this kind set a new baseline, silently.
    ``discovers``: it lists documents that nobody has named beforehand, or whether a source does. ``official``: whatever it shows,
    national government or Parliament publishes. ``reach``: of a list that is sifted here, how far back one look can read at most;
    its newest row says nothing of how far it was read. None: a list is read back to its newest row.
    ``selects``, ``ignores``: whether what a maintainer writes under ``select`` and ``ignore`` changes what is read.
    """

    read: Reads
    ask: Callable[[Source, datetime], str] = asks_itself
    further: Callable[[Source, Sequence[bytes], datetime], str] = asks_once
    keep: Callable[[Source, bytes], bytes] = keeps_all
    full: Callable[[Source, Document], Source | None] = on_govuk
    parts: Callable[[Source, Sequence[bytes]], str] = in_one_part
    version: str = "1"
    discovers: bool | Callable[[Source], bool] = False
    official: bool = False
    reach: timedelta | None = None
    selects: bool = False
    ignores: bool = False
