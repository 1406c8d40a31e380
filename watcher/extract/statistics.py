"""Explore Education Statistics: the versions of a data set and what each changed, or the data sets of a publication. Pure.

The public API as its OpenAPI document describes it (dfe-analytical-services/explore-education-statistics, openapi-v1.json). A
source's address is that of a data set, ".../v1/data-sets/ID", or of a publication, ".../v1/publications/ID". The API stands at
https://api.education.gov.uk/statistics by the service's own settings for production. Not verified against the live service.
A publication that has no data sets in the API is watched as a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from watcher.dates import in_words, london_day
from watcher.errors import ExtractError
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer, Kind
from watcher.extract.statistics_changes import changes_in_words, field_of
from watcher.extract.text import clean, moment, title_of
from watcher.model import Block, BlockKind, ChangeNote, Document, DocumentState, Link, Source

A_PAGE = 20
"""The most results that the API gives at once."""
MOST_CHANGE_LISTS = 10
"""Of so many of the newest versions the changes are read, so that those of a version stay when the next one comes."""
SITE = "https://explore-education-statistics.service.gov.uk"
PUBLISHER = "Department for Education"
TYPE = "official_statistics"

_ADDRESS = re.compile(r"(?P<api>https?://[^?#]*?/v1)/(?P<what>data-sets|publications)/(?P<id>[0-9A-Fa-f-]{36})(?:[/?#]|$)")
_VERSION = re.compile(r"\d{1,9}(?:\.\d{1,9}){1,2}")


def _asked(source: Source, since: datetime) -> str:
    found = _ADDRESS.match(source.url)
    return f"{found['api']}/{found['what']}/{found['id']}" if found else source.url


def _further(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
    """The pages of versions or of data sets; then, for a data set, the changes of its versions."""
    found = _ADDRESS.match(source.url)
    if found is None:
        raise ExtractError("its address is not that of a data set or publication in the API (.../v1/data-sets/ID)")
    asked = _asked(source, since)
    answers = [_answer(body) for body in bodies]
    pages = [a for a in answers[1:] if "results" in a]
    if not pages or field_of(_paging(pages[-1]), "totalPages", int, "paging") > len(pages):
        listed = "versions" if found["what"] == "data-sets" else "data-sets"
        return f"{asked}/{listed}?page={len(pages) + 1}&pageSize={A_PAGE}"
    wanted = _with_changes(pages) if found["what"] == "data-sets" else []
    told = len(answers) - 1 - len(pages)
    return f"{asked}/versions/{quote(wanted[told])}/changes" if told < len(wanted) else ""


def _answer(body: bytes) -> dict[str, Any]:
    answer = read_json(body)
    if not isinstance(answer, dict):
        raise ExtractError("an answer of the statistics API is not a JSON object")
    return answer


def _paging(page: dict[str, Any]) -> dict[str, Any]:
    paging: dict[str, Any] = field_of(page, "paging", dict, "a page of results")
    return paging


def _with_changes(pages: Sequence[dict[str, Any]]) -> list[str]:
    """The versions whose changes are read: the first changed nothing, and those that were withdrawn are not shown."""
    shown = [v for v in _results(pages) if field_of(v, "status", str, "a version") != "Withdrawn"]
    numbers = [n for n in (_number(v) for v in shown) if n != "1.0"]
    return numbers[:MOST_CHANGE_LISTS]


def _results(pages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    results = [r for page in pages for r in field_of(page, "results", list, "a page of results")]
    if not all(isinstance(r, dict) for r in results):
        raise ExtractError("“results” of the statistics API hold something that is not an object")
    return results


def _number(version: dict[str, Any]) -> str:
    number = field_of(version, "version", str, "a version")
    if not _VERSION.fullmatch(number):
        raise ExtractError(f"“version” of a version is {clean(number)[:50]!r}, not a number such as 2.0")
    return str(number)


def _read(source: Source, answer: Answer) -> Document:
    first, *others = [_answer(body) for body in answer.bodies]
    pages, changes = [a for a in others if "results" in a], [a for a in others if "results" not in a]
    if "lastPublished" in first:
        return _publication(first, _results(pages))
    if "status" not in first or not pages:
        raise ExtractError("it is neither a data set nor a publication of the statistics API (no “status”, no “lastPublished”)")
    address = _ADDRESS.match(source.url)
    url = f"{address['api']}/{address['what']}/{address['id']}" if address else source.url
    return _data_set(url, first, _results(pages), changes)


# --- a data set ---


def _data_set(url: str, told: dict[str, Any], versions: Sequence[dict[str, Any]], changes: Sequence[dict[str, Any]]) -> Document:
    """Its versions as rows, the newest first, then what each of them changed. A version's note is a change note."""
    notes = _notes(versions)
    days = [note.at for note in notes if note.at]
    status = field_of(told, "status", str, "the data set")
    return Document(
        url,
        title_of(field_of(told, "title", str, "the data set")),
        TYPE,
        DocumentState.WITHDRAWN if status == "Withdrawn" else DocumentState.LIVE,
        description=clean(field_of(told, "summary", str, "the data set"))[:2000],
        content_id=clean(field_of(told, "id", str, "the data set")),
        publisher=PUBLISHER,
        published=min(days, default=None),
        updated=max(days, default=None),
        notes=notes,
        blocks=(*_standing(status), *_versions(versions), *(b for c in changes for b in changes_in_words(c))),
        links=_in_catalogue(versions),
    )


def _standing(status: str) -> Iterator[Block]:
    if status == "Deprecated":
        yield Block(BlockKind.PARAGRAPH, "This data set is being discontinued and will receive no more updates.")


def _versions(versions: Sequence[dict[str, Any]]) -> Iterator[Block]:
    yield Block(BlockKind.COLUMNS, "Version | Published | Release | Kind of change | Time periods | Notes | Status")
    for version in versions:
        status = field_of(version, "status", str, "a version")
        kind = str(field_of(version, "type", str, "a version")).lower()
        release, notes = _release(version), clean(field_of(version, "notes", str, "a version"))
        cells = (_number(version), _day(_published(version)), release, kind, _periods(version), notes, status.lower())
        yield Block(BlockKind.ROW, clean(" | ".join(cells)))


def _notes(versions: Sequence[dict[str, Any]]) -> tuple[ChangeNote, ...]:
    """What the versions say of themselves, and of which the day is told, that they were withdrawn; the newest first."""
    notes = [note for version in versions for note in (*_withdrawal(version), _note(version))]
    return tuple(sorted(notes, key=lambda n: n.at.timestamp() if n.at else 0, reverse=True))


def _withdrawal(version: dict[str, Any]) -> Iterator[ChangeNote]:
    at = _published(version, "withdrawn")
    if at is not None and field_of(version, "status", str, "a version") == "Withdrawn":
        yield ChangeNote(at, f"Version {_number(version)} was withdrawn on {_day(at)}.")


def _note(version: dict[str, Any]) -> ChangeNote:
    told = clean(field_of(version, "notes", str, "a version"))
    text = f"Version {_number(version)}, {_release(version)}"
    return ChangeNote(_published(version), f"{text}: {told}" if told else f"{text}.")


def _release(version: dict[str, Any]) -> str:
    return clean(field_of(field_of(version, "release", dict, "a version"), "title", str, "the release of a version"))


def _periods(version: dict[str, Any]) -> str:
    """ "2018/19 to 2023/24"."""
    periods = field_of(version, "timePeriods", dict, "a version")
    start, end = (clean(field_of(periods, name, str, "the time periods of a version")) for name in ("start", "end"))
    return start if start == end else f"{start} to {end}"


def _published(told: dict[str, Any], name: str = "published") -> datetime | None:
    value = told.get(name)
    at = moment(value)
    if at is None and value is not None:
        raise ExtractError(f"“{name}” is not a moment: {clean(str(value))[:50]!r}")
    return at


def _day(at: datetime | None) -> str:
    return in_words(london_day(at)) if at else ""


def _in_catalogue(versions: Sequence[dict[str, Any]]) -> tuple[Link, ...]:
    """The page of the newest version's file, for people."""
    for version in versions[:1]:
        file = clean(field_of(field_of(version, "file", dict, "a version"), "id", str, "the file of a version"))
        return (Link("In the data catalogue", f"{SITE}/data-catalogue/data-set/{quote(file)}"),)
    return ()


# --- a publication ---


def _publication(told: dict[str, Any], data_sets: Sequence[dict[str, Any]]) -> Document:
    """Its data sets as rows, by title, with the version that each of them stands at."""
    slug = clean(field_of(told, "slug", str, "the publication"))
    updated = _published(told, "lastPublished")
    rows = sorted(_data_set_row(d) for d in data_sets)
    return Document(
        f"{SITE}/find-statistics/{quote(slug)}",
        title_of(field_of(told, "title", str, "the publication")),
        TYPE,
        description=clean(field_of(told, "summary", str, "the publication"))[:2000],
        content_id=clean(field_of(told, "id", str, "the publication")),
        publisher=PUBLISHER,
        updated=updated,
        blocks=(
            Block(BlockKind.PARAGRAPH, f"Last published on {_day(updated)}."),
            Block(BlockKind.COLUMNS, "Data set | Version | Published | Time periods | Status"),
            *(Block(BlockKind.ROW, row) for row in rows),
        ),
    )


def _data_set_row(data_set: dict[str, Any]) -> str:
    title, status = (clean(field_of(data_set, name, str, "a data set")) for name in ("title", "status"))
    latest = data_set.get("latestVersion")
    if latest is None:
        return f"{title} | | | | {status.lower()}"
    if not isinstance(latest, dict):
        raise ExtractError("“latestVersion” of a data set is not an object")
    return " | ".join((title, _number(latest), _day(_published(latest)), _periods(latest), status.lower()))


KIND = Kind(read=_read, ask=_asked, further=_further, version="2", official=True)
