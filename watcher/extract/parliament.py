"""What the interfaces of UK Parliament have in common: records of named fields, days in London, lists in pages. Pure.

Field names, parameters and paging are those of the OpenAPI descriptions of questions-statements-api.parliament.uk and
committees-api.parliament.uk, and of recorded answers; nothing here was verified against the live sites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from watcher.errors import ExtractError
from watcher.extract.json_text import read_json
from watcher.extract.text import clean, moment
from watcher.model import Attachment, Document, Source

PARLIAMENT = "UK Parliament"
SITE = "https://questions-statements.parliament.uk"
_API = "https://questions-statements-api.parliament.uk"
_SAME_MEANING = {"searchterm": "searchTerm", "answeringbodies": "answeringBodies", "house": "house", "answered": "answered",
                 "uin": "uIN", "members": "members"}  # fmt: skip
"""Parameters of the search pages, in small letters, and what the interface calls them."""
TAKE = 100
"""Rows asked for at once. A server that gives fewer is asked on from where it stopped."""
EXCERPT = 255
"""Characters that a list shows of a text; "..." follows where it cut an answer, nothing where it cut a question."""
CUT = f"only the first {EXCERPT} characters are shown"
_SENTENCE = re.compile(r".*[.!?](?=\s|[A-Z]|$)", re.S)


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object whose fields are read by name and type. ``what``: what it is, for messages."""

    values: Mapping[str, Any]
    what: str

    def text(self, name: str) -> str:
        """Text as it was sent, which is foreign still; "" where it is null or missing. Raises ExtractError."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong(name, "text")
        return value

    def needed(self, name: str) -> str:
        """One cleaned line. Raises ExtractError where there is none."""
        text = clean(self.text(name))
        if not text:
            raise ExtractError(f"{self.what} has no {name}")
        return text

    def number(self, name: str) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(name, "a whole number")
        return value

    def flag(self, name: str) -> bool:
        """False where it is null or missing."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return bool(value)

    def day(self, name: str) -> datetime | None:
        """A moment in UTC; these interfaces mean London where they name no zone. None where it is null or missing."""
        text = self.text(name)
        try:
            read = moment(text)
        except OverflowError:
            read = None
        if text and read is None:
            raise self.wrong(name, "a date")
        return read

    def one(self, name: str) -> Record | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(name, "an object")
        return None if value is None else Record(value, f"{self.what}’s {name}")

    def many(self, name: str) -> tuple[Record, ...]:
        """The objects of a list; none where it is null or missing."""
        found = self._list(name)
        if not all(isinstance(v, dict) for v in found):
            raise self.wrong(name, "a list of objects")
        return tuple(Record(v, f"an entry of {self.what}’s {name}") for v in found)

    def texts(self, name: str) -> tuple[str, ...]:
        found = self._list(name)
        if not all(isinstance(v, str) for v in found):
            raise self.wrong(name, "a list of texts")
        return tuple(clean(v) for v in found)

    def _list(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise self.wrong(name, "a list")
        return value or []

    def wrong(self, name: str, wanted: str) -> ExtractError:
        value = self.values.get(name)
        there = "nothing" if value is None else f"{type(value).__name__} {str(value)[:60]!r}"
        return ExtractError(f"{name} of {self.what} should be {wanted}, and is {there}")


def record(body: bytes, what: str) -> Record:
    """An answer that is one JSON object. Raises ExtractError."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise ExtractError(f"{what} should be a JSON object, and is {type(value).__name__}")
    return Record(value, what)


def attachments(owner: Record, base: str) -> tuple[Attachment, ...]:
    """The files that belong to an answer or a statement, each with its title and address."""
    return tuple(_attachments(owner, base))


def _attachments(owner: Record, base: str) -> Iterator[Attachment]:
    for file in owner.many("attachments"):
        url = web(base, file.text("url"))
        if url:
            yield Attachment(clean(file.text("title")) or clean(file.text("fileName")), url, html=False)


def web(base: str, address: str) -> str:
    """An absolute web address; "" for any other and for none."""
    try:
        url = urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


# --- texts that a list cuts ---


def is_cut(text: str) -> bool:
    """Whether a list shows only the beginning of a text, and says so."""
    return len(text) >= EXCERPT and text.rstrip().endswith(("...", "…"))


def whole_sentences(text: str) -> str:
    """Of a text that was cut, what stands before its last sentence, which could say anything; "" where that is all."""
    found = _SENTENCE.match(text.rstrip(".… "))
    return found[0] if found else ""


# --- lists in pages ---


@dataclass(frozen=True, slots=True)
class Page:
    """``total``: how many rows the whole list has, as this page of it says."""

    total: int
    ids: tuple[int, ...]


def values(answer: Record) -> Iterator[Record]:
    """The ``value`` of each of an answer's ``results``. Raises ExtractError."""
    if "results" not in answer.values:
        raise ExtractError(f"{answer.what} has no results")
    for row in answer.many("results"):
        value = row.one("value")
        if value is None:
            raise ExtractError(f"a row of {answer.what} has no value")
        yield value


def page_of_values(body: bytes, what: str) -> Page:
    answer = record(body, what)
    return Page(answer.number("totalResults"), tuple(v.number("id") for v in values(answer)))


def next_page(lists: Sequence[str], pages: Sequence[Page]) -> str:
    """The address to ask next of lists that are read one after the other, by the pages so far; "" when all is there.

    Raises ExtractError where a page brings no row that was not there, although the list has more.
    """
    ahead = iter(pages)
    for address in lists:
        received, known = 0, set[int]()
        while True:
            page = next(ahead, None)
            if page is None:
                return with_query(address, skip=str(received), take=str(TAKE))
            received += len(page.ids)
            if not set(page.ids) - known and received < page.total:
                raise ExtractError(f"its list says {page.total} rows, and gives none after the first {len(known)}")
            known.update(page.ids)
            if received >= page.total:
                break
    return ""


Further = Callable[[Source, Sequence[bytes], datetime], str]
Lists = Callable[[Source, datetime], Sequence[str]]
"""The lists that a source is asked for, one after the other, of what is new since a moment; none where it names no list."""


def paged(lists: Lists, page: Callable[[bytes], Page]) -> tuple[Callable[[Source, datetime], str], Further]:
    """A kind's ``ask`` and ``further`` for lists in pages; ``page`` reads one of them."""

    def ask(source: Source, since: datetime) -> str:
        return next_page(lists(source, since), ()) or source.url

    def further(source: Source, bodies: Sequence[bytes], since: datetime) -> str:
        asked = lists(source, since)
        return next_page(asked, [page(body) for body in bodies]) if asked else ""

    return ask, further


def item_of(source: Source, listed: Document, key: re.Pattern[str], address: str, path: str) -> Source | None:
    """The source as which one row is asked for by its number, on the origin of its list; None where ``key`` finds no number.

    ``address``: of the list, or "" where the source's own is that of the interface.
    """
    number = key.fullmatch(listed.content_id)
    if number is None:
        return None
    return replace(source, url=f"{origin(address or source.url)}{path}/{number[1]}", select="", ignore=())


def api_list(url: str, path: str, search_page: str) -> str:
    """The interface's list that an address is of, on any host, or that shows what a search page does; "" where it is neither."""
    parts = urlsplit(url)
    here = parts.path.rstrip("/").lower()
    if here == path:
        return url
    if (parts.netloc.lower(), here) != (urlsplit(search_page).netloc, urlsplit(search_page).path):
        return ""
    taken = [(_SAME_MEANING[n.lower()], v) for n, v in query(url) if n.lower() in _SAME_MEANING and v != "Bicameral"]
    return f"{_API}{path}?{urlencode(taken)}" if taken else f"{_API}{path}"


def with_query(url: str, **wanted: str) -> str:
    """The address with these parameters in place of those of the same names, however they are capitalised."""
    names = {name.lower() for name in wanted}
    kept = [(name, value) for name, value in query(url) if name.lower() not in names]
    return urlsplit(url)._replace(query=urlencode([*kept, *wanted.items()]), fragment="").geturl()


def without(url: str, name: str) -> str:
    """The address without a parameter."""
    kept = [(n, value) for n, value in query(url) if n.lower() != name.lower()]
    return urlsplit(url)._replace(query=urlencode(kept), fragment="").geturl()


def query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query)


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
