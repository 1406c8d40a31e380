"""Notices of public contracts from Find a Tender and Contracts Finder, which both answer without a key -> a "recent" list. Pure.

Both give OCDS 1.1 release packages (standard.open-contracting.org): ``releases[]`` with ``ocid``, ``id``, ``date``, ``tag[]``,
``buyer.name``, ``tender`` {``title``, ``description``, ``status``, ``tenderPeriod.endDate``, ``value``} and ``awards[]`` with
``suppliers[].name``; what follows is at ``links.next``. Addresses and parameters are those of the services' own documentation:

- www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages, ``updatedFrom`` (YYYY-MM-DDTHH:MM:SS) and ``limit`` (1 to 100);
  a notice's id is NNNNNN-YYYY and its page /Notice/NNNNNN-YYYY;
- www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search, ``publishedFrom`` and ``limit``; a release's id begins with
  the UUID of its notice, whose page is /Notice/UUID.

``links.next`` and the ids are as public programs that read these services have them, one of which holds 200 releases of Contracts
Finder that are read as they should be. Not verified against the live services.

Neither service can be asked for one buyer, so ``select`` sifts the releases here: a JMESPath expression on the list of them,
such as "[?contains(buyer.name, 'Department for Education')]". Some hundred notices appear a day; ``REACH`` keeps within what
one look can read, so that after an outage that was longer the notices before it are not asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from watcher.dates import london_day
from watcher.errors import ExtractError
from watcher.extract.entries import newest_first, row_of, text_of, web_address, words
from watcher.extract.expressions import searched
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer, Kind
from watcher.extract.text import clean, moment, title_of
from watcher.model import Block, BlockKind, DateRole, Document, Source, StructuredDate

Release = dict[str, Any]

COLUMNS = ("Notice", "Buyer", "Stage", "Published", "Closes", "Value")
LIMIT = 100
REACH = timedelta(days=14)
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_NOTICES = (re.compile(r"(\d{6}-\d{4})"), re.compile(rf"({_UUID})(?:-\d+)?"))
"""How each service numbers its releases: the group is the number of the notice."""


def _ask(source: Source, since: datetime) -> str:
    """All that was published or changed since, by whatever else the maintainer wrote (``stages``)."""
    parts = urlsplit(source.url)
    name = "publishedFrom" if parts.path.endswith("/OCDS/Search") else "updatedFrom"
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in (name, "limit", "cursor")]
    query = [*kept, (name, since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")), ("limit", str(LIMIT))]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def _further(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
    """The next page, on the same site; none where the last page brought nothing that was not there before."""
    last = _package(bodies[-1])
    known = {_id(release) for body in bodies[:-1] for release in _package(body)["releases"]}
    if all(_id(release) in known for release in last["releases"]):
        return ""
    links = last.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    if following is None or following == "":
        return ""
    url = web_address(source.url, following)
    if _origin(url) != _origin(source.url):
        raise ExtractError("the next page of notices is said to be on another site; it was not asked for")
    return url


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _package(body: bytes) -> dict[str, Any]:
    package = read_json(body)
    releases = package.get("releases") if isinstance(package, dict) else None
    if not isinstance(package, dict) or not isinstance(releases, list):
        raise ExtractError("it is not a release package of the Open Contracting Data Standard: it has no list of releases")
    if not all(isinstance(release, dict) for release in releases):
        raise ExtractError("a release of the package is no object")
    return package


def _id(release: Release) -> str:
    ident = text_of(release, "id", "a release")
    if not ident:
        raise ExtractError("a release of the package has no id")
    return ident


def _read(source: Source, answer: Answer) -> Document:
    """The notices that ``select`` keeps, newest first. There may be none: then nothing was published that it keeps."""
    entries = newest_first(_entry(source, r) for body in answer.bodies for r in _kept(source, _package(body)["releases"]))
    blocks = tuple(block for entry in entries for block in entry.blocks)
    columns = (Block(BlockKind.COLUMNS, row_of(COLUMNS)),) if blocks else ()
    title = f"Contract notices of {urlsplit(source.url).hostname}"
    return Document(source.url, title, "recent", blocks=(*columns, *blocks), entries=tuple(replace(e, blocks=()) for e in entries))


def _kept(source: Source, releases: list[Release]) -> list[Release]:
    kept = searched(source.select, [_whole(release) for release in releases])
    if not isinstance(kept, list) or not all(isinstance(r, dict) and "id" in r for r in kept):
        raise ExtractError(f"the expression {source.select[:80]!r} does not give a list of releases; it should only sift them")
    return kept


def _whole(release: Release) -> Release:
    """With the texts that conditions are about, empty where a release lacks them, since JMESPath's functions refuse null."""
    buyer, tender = _inner(release, "buyer"), _inner(release, "tender")
    texts = {name: tender.get(name) or "" for name in ("title", "description")}
    return {**release, "buyer": {**buyer, "name": buyer.get("name") or ""}, "tender": {**tender, **texts}}


def _inner(row: Release, name: str) -> dict[str, Any]:
    value = row.get(name)
    if value is not None and not isinstance(value, dict):
        raise ExtractError(f"the field '{name}' of a release is no object")
    return value or {}


def _entry(source: Source, release: Release) -> Document:
    what = f"release {_id(release)}"
    tender, buyer = _inner(release, "tender"), clean(str(_inner(release, "buyer")["name"]))
    published = moment(release.get("date"))
    if published is None:
        raise ExtractError(f"{what} does not state when it was published")
    title = title_of(text_of(tender, "title", what)) or f"Notice {_id(release)}"
    closes = moment(_inner(tender, "tenderPeriod").get("endDate"))
    stage = ", ".join([*_tags(release), *filter(None, [text_of(tender, "status", what)])])
    value = _value(_inner(tender, "value"))
    told = (f"{stage}.", f"Awarded to {', '.join(names)}." if (names := _suppliers(release)) else "")
    shown = (title, buyer, stage, f"{published:%Y-%m-%d}", f"{london_day(closes)}" if closes else "", value)
    return Document(
        url=_page(source, release),
        title=title,
        type="contract_notice",
        description=" ".join(filter(None, (words(tender.get("description")), *told))),
        publisher=buyer,
        updated=published,
        blocks=(Block(BlockKind.ROW, row_of(shown)),),
        dates=(StructuredDate(DateRole.CLOSING, london_day(closes)),) if closes else (),
    )


def _page(source: Source, release: Release) -> str:
    """The notice's public page, from its id; raises ExtractError where neither service numbers notices like that."""
    found = next(filter(None, (pattern.fullmatch(_id(release)) for pattern in _NOTICES)), None)
    if found is None:
        raise ExtractError(f"the id {_id(release)[:60]!r} of a release is not that of a notice of either service")
    return urljoin(source.url, f"/Notice/{found[1]}")


def _tags(release: Release) -> list[str]:
    tags = release.get("tag")
    return [clean(str(tag)) for tag in tags] if isinstance(tags, list) else []


def _suppliers(release: Release) -> list[str]:
    awards = release.get("awards")
    parties = [s for a in awards if isinstance(a, dict) for s in a.get("suppliers") or ()] if isinstance(awards, list) else []
    names = (clean(str(p.get("name") or "")) for p in parties if isinstance(p, dict))
    return list(dict.fromkeys(filter(None, names)))[:10]


def _value(value: dict[str, Any]) -> str:
    amount = value.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return ""
    return f"{amount:,.2f} {clean(str(value.get('currency') or ''))}".replace(".00 ", " ").strip()


def _keep(source: Source, body: bytes) -> bytes:
    """One package with what ``select`` keeps: of thousands of notices a handful concerns us, and the archive is for years."""
    releases = [r for one in Answer("", "", body).bodies for r in _kept(source, _package(one)["releases"])]
    return json.dumps({"releases": releases}, ensure_ascii=False, separators=(",", ":")).encode()


KIND = Kind(
    read=_read, ask=_ask, further=_further, keep=_keep, full=lambda source, listed: None, reach=REACH, discovers=True, selects=True
)  # fmt: skip
