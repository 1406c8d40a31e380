"""Commitments -> iCalendar (RFC 5545, RFC 7986) of the days on which promises fall due. Pure and deterministic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from notifier.links import commitment_path
from notifier.model import Board
from watcher import Commitment, Standing


def calendars(board: Board) -> dict[str, bytes]:
    """One calendar of everything and one for each dated commitment, by path."""
    dated = [c for c in board.commitments if board.standings[c.id].latest_window.end]
    found = {"calendar/all.ics": _calendar(board, "Planwatch: when promises fall due", dated)}
    for c in dated:
        found[f"calendar/commitments/{c.id}.ics"] = _calendar(board, f"Planwatch: {c.title}", [c])
    return found


def _calendar(board: Board, name: str, commitments: list[Commitment]) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Planwatch//Promises//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    if board.notice:
        calendar.add("description", board.notice)
    for commitment in commitments:
        calendar.add_component(_event(board, commitment, board.standings[commitment.id]))
    return bytes(calendar.to_ical())


def _event(board: Board, commitment: Commitment, standing: Standing) -> Any:
    """The last day of the window last stated, all day; SEQUENCE counts the revisions."""
    from icalendar import Event

    host = board.public_url.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    plan = next(p for p in board.plans if p.id == commitment.plan_id)
    end = standing.latest_window.end
    assert end is not None
    revised = max((datetime.combine(s.on, datetime.min.time(), UTC) for s in standing.slips), default=None)
    event = Event()
    event.add("uid", f"commitment-{commitment.id}@{host}")
    event.add("dtstamp", revised or datetime.combine(plan.published, datetime.min.time(), UTC))
    event.add("dtstart", end)
    event.add("dtend", end + timedelta(days=1))
    event.add("sequence", len(standing.slips))
    event.add("summary", f"Due: {commitment.title}")
    event.add("description", f"{standing.sentence}\nPromised: {commitment.due}\n{commitment.stated}")
    event.add("url", f"{board.public_url}/{commitment_path(commitment.id)}")
    event.add("transp", "TRANSPARENT")
    return event
