"""Citizen Space consultation hubs (consult.education.gov.uk and others) -> the list of consultations, or one of them. Pure.

The list comes from the hub's public interface, ``/api/2.4/json_search_results?fields=all``: one JSON array of all that is
published, without pages. Its fields are those of Delib's "Public API v2.x guide" and its reference of version 2.4, as a public
copy of another hub's answer of July 2026 has them: ``title``, ``url``, ``overview`` (HTML), ``status`` ("open", "forthcoming" or
"closed"), ``startdate``, ``enddate``, ``feedbackdate`` and ``resultdate`` ("yyyy/mm/dd" or ""). The page of a consultation states
"Opened 6 Aug 2026", "Closes 29 Oct 2026", "Closed ..." in ``.cs-consultation-sidebar-primary-date`` and
``-secondary-date``, as in public programs that read such pages. Neither was verified against the live hubs that are watched. The
days of feedback and results are those on which they came or are expected: a response that comes on the very day that was
announced makes no new row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from watcher.dates import LONDON, find_dates
from watcher.errors import ExtractError
from watcher.extract.blocks import Element, inline, parse
from watcher.extract.entries import newest_first, row_of, text_of, web_address, words
from watcher.extract.json_text import read_json
from watcher.extract.kind import Answer, Kind, same_site
from watcher.extract.page import extract_page
from watcher.extract.text import clean, decode, title_of
from watcher.model import Block, BlockKind, DateRole, Document, Source, StructuredDate

API = "/api/2.4/json_search_results"
COLUMNS = ("Consultation", "Status", "Opens", "Closes", "Feedback", "Results")
MOST_ENTRIES = 5000
_TYPES = {"open": "open_consultation", "closed": "closed_consultation", "forthcoming": "consultation"}
_DAY = re.compile(r"(\d{4})/(\d{2})/(\d{2})")
_STATED = re.compile(r"^(Opens|Opened|Closes|Closed)\b", re.I)
_DATE_CLASSES = ("cs-consultation-sidebar-primary-date", "cs-consultation-sidebar-secondary-date")


def _is_list(url: str) -> bool:
    """Whether an address is the hub's own, or that of its interface; every other one is a consultation's page."""
    path = urlsplit(url).path
    return path in ("", "/") or path.startswith("/api/")


def _ask(source: Source, since: datetime) -> str:
    """What is asked of a hub: all that it publishes, by whatever filters the maintainer wrote (``de``, ``tx``, ``st`` ...)."""
    if not _is_list(source.url):
        return source.url
    parts = urlsplit(source.url)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != "fields"]
    path = parts.path if parts.path.startswith("/api/") else API
    return urlunsplit(parts._replace(path=path, query=urlencode([*kept, ("fields", "all")]), fragment=""))


def _read(source: Source, answer: Answer) -> Document:
    if _is_list(source.url):
        return read_hub(source.url, answer.body)
    return read_consultation(source.url, answer)


# --- the list ---


def read_hub(url: str, body: bytes) -> Document:
    """The consultations of a hub as a document of type "search". Raises ExtractError naming the field that is wrong.

    A row is new when the latest step that it states is: see ``_latest``.
    """
    rows = read_json(body)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ExtractError("it is not a list of consultations, which is what the hub's interface gives")
    if not rows:
        raise ExtractError("the hub lists no consultation at all; its address may filter by what it does not know")
    if len(rows) > MOST_ENTRIES:
        raise ExtractError(f"the hub lists more than {MOST_ENTRIES} consultations; ask for fewer with a narrower address")
    entries = newest_first(_entry(url, row) for row in rows)
    blocks = (Block(BlockKind.COLUMNS, row_of(COLUMNS)), *(block for entry in entries for block in entry.blocks))
    return Document(url, f"Consultations of {urlsplit(url).hostname}", "search", blocks=blocks,
                    entries=tuple(replace(e, blocks=()) for e in entries))  # fmt: skip


def _entry(base: str, row: dict[str, Any]) -> Document:
    address = re.sub(r"/consult_view/?$", "/", web_address(base, row.get("url")))
    title = title_of(text_of(row, "title", "a consultation"))
    what = f"the consultation “{title}”"
    status = text_of(row, "status", what)
    if not address or not title or status not in _TYPES:
        raise ExtractError(f"{what} has no title, no web address, or a status other than {', '.join(sorted(_TYPES))}")
    start, end, feedback, result = (_day(row, n, what) for n in ("startdate", "enddate", "feedbackdate", "resultdate"))
    shown = (title, status, *(d.isoformat() if d else "" for d in (start, end, feedback, result)))
    return Document(
        url=address,
        title=title,
        type=_TYPES[status],
        description=words(text_of(row, "overview", what)),
        published=_moment(start) if start and status != "forthcoming" else None,
        updated=_latest(status, start, end, feedback, result),
        blocks=(Block(BlockKind.ROW, row_of(shown)),),
        dates=_structured({DateRole.OPENING: start, DateRole.CLOSING: end}),
    )


def _day(row: dict[str, Any], name: str, what: str) -> date | None:
    shown = text_of(row, name, what)
    if not shown:
        return None
    found = _DAY.fullmatch(shown)
    try:
        return date(*map(int, found.groups())) if found else _no_day(name, what, shown)
    except ValueError:
        return _no_day(name, what, shown)


def _no_day(name: str, what: str, shown: str) -> date:
    raise ExtractError(f"the field '{name}' of {what} is no day written yyyy/mm/dd (it is {shown[:40]!r})")


def _latest(status: str, start: date | None, end: date | None, feedback: date | None, result: date | None) -> datetime | None:
    """The latest step that a row states, as the moment that tells its versions apart.

    Forthcoming: the beginning of the day on which it opens. Open: that of the day on which it closes, so that an extension is
    another moment. Closed: the end of that day, or the beginning of the day of feedback or results where that is later, so that
    closing and a response are others again. Some of these days are still to come.
    """
    if status == "forthcoming":
        return _moment(start)
    if status == "open":
        return _moment(end or start)
    closed = _moment(end, time(23, 59, 59)) if end else _moment(start)
    return max(filter(None, (closed, _moment(feedback), _moment(result))), default=None)


def _moment(day: date | None, at: time = time()) -> datetime | None:
    return datetime.combine(day, at, LONDON).astimezone(UTC) if day else None


def _structured(days: Mapping[DateRole, date | None]) -> tuple[StructuredDate, ...]:
    return tuple(StructuredDate(role, day) for role, day in days.items() if day)


# --- one consultation ---


def read_consultation(url: str, answer: Answer) -> Document:
    """A consultation's own page. Raises ExtractError where it does not state when it opens, opened, closes or closed."""
    tree = parse(decode(answer.body, answer.content_type))
    lines = list(_date_lines(tree))
    if not lines:
        raise ExtractError("the page of a consultation does not state when it opens or closes")
    page = extract_page(None, url, answer.content_type, answer.body)
    days = {_role(word): day for word, day, _ in lines}
    stated = {block.text for block in page.blocks}
    missing = tuple(Block(BlockKind.PARAGRAPH, line) for _, _, line in lines if line not in stated)
    return replace(page, type=_type({word for word, _, _ in lines}), blocks=(*missing, *page.blocks), dates=_structured(days))


def _date_lines(tree: Element) -> Iterator[tuple[str, date, str]]:
    """What the sidebar states: the word that says what a day is, the day, and the line as it reads."""
    for name in _DATE_CLASSES:
        for element in tree.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"):
            line = clean(inline(element))
            word, found = _STATED.match(line), find_dates(line)
            day = found[0].window.end if len(found) == 1 else None
            if word is None or day is None:
                raise ExtractError(f"the page of a consultation states its dates in other words ({line[:60]!r})")
            yield word[1].lower(), day, line


def _role(word: str) -> DateRole:
    return DateRole.OPENING if word.startswith("open") else DateRole.CLOSING


def _type(stated: set[str]) -> str:
    if "closed" in stated:
        return _TYPES["closed"]
    return _TYPES["forthcoming" if "opens" in stated else "open"]


def _full(source: Source, listed: Document) -> Source | None:
    """A consultation on the hub's own site; None for one elsewhere."""
    if not same_site(source.url, listed.url):
        return None
    return replace(source, url=listed.url, select="", ignore=())


KIND = Kind(read=_read, ask=_ask, full=_full, discovers=True)
