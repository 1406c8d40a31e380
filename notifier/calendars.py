"""Commitments -> iCalendar (RFC 5545, RFC 7986) of the days on which promises fall due. Pure and deterministic.

No METHOD: a calendar to subscribe to is no scheduling message (RFC 5545, 3.7.2), and as one (RFC 5546, 3.2.1) each event
would need an organiser.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from notifier.links import calendar_path, commitment_path, plan_path
from notifier.model import Board, File, key_of
from notifier.words import date_in_words, one_line, window_in_words
from watcher import ACCEPTING, Commitment, Dates, Ruling, Slip, Standing, Verdict, Window

if TYPE_CHECKING:
    from icalendar import Calendar, Event

LONGEST = 100
"""A window of at most so many days (a season, a quarter) is shown whole; of a longer one, a deadline, the last day."""
COLOUR = "steelblue"  # CSS Color 3, 4.3

_HEADINGS = {
    Verdict.DELIVERED: "Delivered",
    Verdict.DELIVERED_LATE: "Delivered late",
    Verdict.DELIVERED_IN_PART: "Delivered in part",
    Verdict.NOT_DELIVERED: "Not delivered",
    Verdict.DROPPED: "Dropped",
    Verdict.SUPERSEDED: "Superseded",
}
_CALLED_OFF = (Verdict.DROPPED, Verdict.SUPERSEDED)


@dataclass(frozen=True)
class _Entry:
    """One promise as every calendar shows it, from ``first`` to ``last``; ``changed``: the day of its newest revision."""

    uid: str
    first: date
    last: date
    cancelled: bool
    sequence: int
    changed: date
    summary: str
    description: str
    theme: str
    url: str

    @cached_property
    def event(self) -> Event:
        """An all-day event (RFC 5545, 3.6.1). DTSTAMP is LAST-MODIFIED, as it must be where there is no METHOD (3.8.7.2)."""
        from icalendar import Event

        event = Event()
        event.add("uid", self.uid)
        event.add("dtstamp", _midnight(self.changed))
        event.add("last-modified", _midnight(self.changed))
        event.add("dtstart", self.first)
        if self.last < date.max:  # "9999-12-31" on a page has no day after it; without DTEND it lasts for that day
            event.add("dtend", self.last + timedelta(days=1))
        event.add("sequence", self.sequence)
        event.add("status", "CANCELLED" if self.cancelled else "CONFIRMED")
        event.add("summary", self.summary)
        event.add("description", self.description)
        event.add("categories", [self.theme])
        event.add("url", self.url)
        event.add("transp", "TRANSPARENT")
        return event


@dataclass(frozen=True)
class _Calendar:
    """A calendar and all that goes into it. ``source``: its own address; ``page``: the page that says the same in full.

    It has no UID (RFC 7986, 5.3, leaves that open): a program was seen to take it for that of every event.
    """

    name: str
    description: str
    page: str
    source: str
    entries: tuple[_Entry, ...]

    def make(self) -> bytes:
        calendar = self._head()
        for entry in self.entries:
            calendar.add_component(entry.event)
        return bytes(calendar.to_ical())

    def _head(self) -> Calendar:
        """RFC 7986, 5, and the X- names of the same things for programs that are older than it."""
        from icalendar import Calendar, vText, vUri

        calendar = Calendar()
        calendar.add("prodid", "-//Planwatch//Promises//EN")
        calendar.add("version", "2.0")
        calendar.add("last-modified", _midnight(max(e.changed for e in self.entries)))
        for standard, older, text in (("name", "x-wr-calname", self.name), ("description", "x-wr-caldesc", self.description)):
            calendar.add(standard, vText(text))  # as what it does not know, the library would escape nothing
            calendar.add(older, vText(text))
        calendar.add("url", self.page)
        calendar.add("source", vUri(self.source), parameters={"VALUE": "URI"})
        calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "P1D")
        calendar.add("color", COLOUR)
        return calendar


def has_days(standing: Standing) -> bool:
    """Whether the promise has, or ever had, days to show; only such a promise is in a calendar and has one of its own."""
    return standing.latest_window.dated or standing.window.dated


def calendars(board: Board) -> list[File]:
    """The calendar of everything, of each plan and of each promise that has days.

    One that would be empty is left out: it would not be legal (RFC 5545, 3.6).
    """
    entries = {c.id: _entry(board, c) for c in board.commitments if has_days(board.standings[c.id])}
    found = [_calendar(board, "all", "when promises fall due", "", tuple(entries.values()))]
    for plan in board.plans:
        mine = tuple(entries[c.id] for c in plan.commitments if c.id in entries)
        found.append(_calendar(board, f"plan:{plan.id}", plan.title, plan_path(plan.id), mine))
    for number, entry in entries.items():
        title, page = board.by_id[number].title, commitment_path(number)
        found.append(_calendar(board, f"commitment:{number}", title, page, (entry,)))
    return [file for file in found if file is not None]


def _calendar(board: Board, topic: str, name: str, page: str, entries: tuple[_Entry, ...]) -> File | None:
    if not entries:
        return None
    site, path = board.site, calendar_path(topic)
    about = "The days on which promises fall due. A date that is moved moves here too, and one that is removed is marked."
    calendar = _Calendar(
        name=f"Planwatch: {one_line(name)}",
        description="\n".join(filter(None, (about, one_line(site.notice)))),
        page=_absolute(site.public_url, page),
        source=_absolute(site.public_url, path),
        entries=entries,
    )
    return File(path, key_of(site.maker, calendar), calendar.make)


def _entry(board: Board, commitment: Commitment) -> _Entry:
    """Nothing of how often was looked goes in, so that a check which found nothing makes no calendar anew.

    A revision, a ruling and a correction of ours each raise the sequence; none is ever taken back.
    """
    site, plan, standing = board.site, board.plan_of[commitment.id], board.standings[commitment.id]
    told = [r.on for r in commitment.rulings_by(board.today)]
    told += [x.on for x in plan.corrections_by(board.today) if x.commitment_id == commitment.id]
    told += [slip.on for slip in standing.slips]
    first, last = _days(standing.latest_window if standing.latest_window.dated else standing.window)
    return _Entry(
        uid=f"commitment-{commitment.id}@{site.id_host}",
        first=first,
        last=last,
        cancelled=_cancelled(standing),
        sequence=len(told),
        changed=max(told, default=plan.published),
        summary=f"{_heading(standing)}: {one_line(commitment.title)}",
        description="\n".join(map(one_line, filter(None, (*_story(commitment, standing), site.notice)))),
        theme=one_line(commitment.theme),
        url=_absolute(site.public_url, commitment_path(commitment.id)),
    )


def _days(window: Window) -> tuple[date, date]:
    start, last = window.start, window.end
    assert last is not None
    if start is not None and 0 <= (last - start).days < LONGEST:
        return start, last
    return last, last


def _undated_now(standing: Standing) -> bool:
    """Whether what was read last names no last day any more: "in due course", or nothing at all."""
    last = standing.slips[-1] if standing.slips else None
    return standing.dates is Dates.REMOVED or (last is not None and not (last.window and last.window.dated))


def _cancelled(standing: Standing) -> bool:
    """Kept all the same: an event that was simply gone would not tell its reader why."""
    return standing.verdict in _CALLED_OFF or (_undated_now(standing) and standing.verdict not in ACCEPTING)


def _heading(standing: Standing) -> str:
    """How the summary begins: "Due" until a ruling or a later statement says otherwise, so that no passing day makes it untrue."""
    if standing.verdict in _HEADINGS:
        return _HEADINGS[standing.verdict]
    if not _undated_now(standing):
        return "Due"
    words = one_line(standing.slips[-1].after) if standing.slips else ""
    return f"Date now “{words}”" if words else "Date removed"


def _story(commitment: Commitment, standing: Standing) -> list[str]:
    """The promise, its first date, each revision and the ruling in force, a line each."""
    lines = [f"Promised: {commitment.title}", f"First date: {_first_date(commitment, standing.window)}."]
    lines += [_revision(slip) for slip in standing.slips]
    if standing.ruling and standing.verdict is not Verdict.NOT_YET_RATED:
        lines.append(_ruled(standing.ruling))
    return [*lines, f"By whom: {commitment.owner}", f"Where it was promised: {commitment.stated}"]


def _first_date(commitment: Commitment, window: Window) -> str:
    if not window.dated:
        return f"“{commitment.due}”, which names no last day" if commitment.due else "none was given"
    return f"“{commitment.due}” ({window_in_words(window)})" if commitment.due else window_in_words(window)


def _revision(slip: Slip) -> str:
    read = f"as read on {date_in_words(slip.on)}"
    if not slip.after:
        return f"Date removed, {read}{f': it was “{slip.before}”' if slip.before else ''}. {slip.url}"
    means = f" ({window_in_words(slip.window)})" if slip.window and slip.window.dated else ", which names no last day"
    before = f", in place of “{slip.before}”" if slip.before else ""
    return f"Date revised, {read}: “{slip.after}”{means}{before}. {slip.url}"


def _ruled(ruling: Ruling) -> str:
    rated = f"Ruled {ruling.verdict.value} by Planwatch's maintainers on {date_in_words(ruling.on)}"
    return " ".join((f"{rated}: {ruling.note}" if ruling.note else f"{rated}.", *ruling.evidence))


def _absolute(base: str, path: str) -> str:
    return f"{base.rstrip('/')}/{path}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
