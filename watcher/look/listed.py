"""What a page lists as belonging to it: which formats are read, which are one document, which are new on the page. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Sequence
from urllib.parse import unquote, urlsplit

from watcher.model import Attachment, Event

_FORMATS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel": "xls",
    "text/csv": "csv",
}
_ORDER = ("html", "pdf", "docx", "odt", "ods", "xlsx", "xls", "csv")
"""Of one document in several formats the first of these is read: what the text is cleanest in stands first."""

_ENDING = r"(?:html|pdf|docx?|odt|ods|xlsx?|csv)"
_TYPE = rf"(?:{_ENDING}|(?:ms |microsoft )?(?:word|excel)(?: (?:document|spreadsheet))?|open ?document)"
_FACT = rf"(?:{_TYPE}|[\d.,]+ ?(?:bytes|[kmg]b)|\d+ pages?)"
_FACTS = rf"{_FACT}(?:,? {_FACT})*"
_TOLD = re.compile(
    rf"\s*(?:[(\[]\s*(?:{_FACTS}(?: (?:version|format))?|(?:accessible|web|print(?:[- ]ready)?) version)\s*[)\]]"
    rf"|(?:\s[-–—]|[:,])\s*{_ENDING}(?: (?:version|format))?)\s*$",
    re.I,
)


def format_of(attachment: Attachment) -> str:
    """HTML, or the usual ending of a file that is read; "" for what is not. Where no type is told, by the ending of the address."""
    if attachment.html:
        return "html"
    told = attachment.content_type.partition(";")[0].strip().lower()
    ending = urlsplit(attachment.url).path.rpartition(".")[2].lower()
    return _FORMATS.get(told, "") if told else ending if ending in _FORMATS.values() else ""


def plain_title(title: str) -> str:
    """A title without case and without what it says of the format: "(PDF, 1.2MB)", "[HTML]", "– CSV"."""
    plain = " ".join(title.casefold().split())
    while (cut := _TOLD.sub("", plain)) != plain:
        plain = cut
    return plain


def file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2]).casefold()


def one_of_each(attachments: Sequence[Attachment]) -> list[Attachment]:
    """Of those that are read, one format of each document, in their order. Two of one title in one format are two documents."""
    ranked = [(plain_title(a.title) or a.url, _ORDER.index(format_of(a)), a) for a in attachments if format_of(a)]
    best: dict[str, int] = {}
    for title, rank, _ in ranked:
        best[title] = min(rank, best.get(title, rank))
    return [a for title, rank, a in ranked if rank == best[title]]


def newly_listed(file: Attachment, now: Collection[Attachment], before: Iterable[Attachment], owed: Container[str]) -> bool:
    """Whether a file that is read for the first time is new on its page: it was not there before, nor what it replaces.

    ``owed``: addresses and plain titles of files that were new at an earlier look and could not be read then.
    """
    title = plain_title(file.title)
    if file.url in owed or title in owed:
        return True
    still = {a.url for a in now}
    for old in before:
        same_place = old.url not in still or format_of(old) != format_of(file)
        if old.url == file.url or (title and plain_title(old.title) == title and same_place):
            return False
    return True


def owed(log: Iterable[Event], source_id: str) -> frozenset[str]:
    """See ``newly_listed``. ``log``: events for maintainers among others."""
    mine = [e for e in log if e.source_id == source_id and e.detail.get("listed") == "new"]
    return frozenset(t for e in mine for t in (e.detail["address"], plain_title(e.title)) if t)
