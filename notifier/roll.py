"""Subscribers as CSV, out and in (RFC 4180): for an operator who moves, and for those who asked on paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.addresses import Address, AddressError, parse_address
from notifier.mailbox import Mailbox
from notifier.model import Frequency, Subscription
from notifier.returns import address_hash
from notifier.settings import Settings
from notifier.topics import Topics
from watcher import ConfigurationError, Mistake

COLUMNS = ("address", "topic", "frequency", "since", "consent", "consented_at")
_LIVE = ("=", "+", "-", "@", "\t", "\r", "'")
"""A cell that begins so is a formula to a spreadsheet; an apostrophe before it makes it text, and is taken off again."""


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription as a file states it."""

    address: Address
    topic: str
    frequency: Frequency
    consent: str
    consented_at: datetime | None


@dataclass(slots=True)
class Taken:
    taken: int = 0
    known: int = 0
    suppressed: int = 0


def write_roll(subscriptions: Sequence[Subscription]) -> str:
    """The whole roll as CSV with a heading; inert in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for s in subscriptions:
        at = s.confirmed_at.isoformat() if s.confirmed_at else ""
        cells = (s.address, s.topic, s.frequency.value, s.since.isoformat(), s.consent, at)
        writer.writerow([f"'{c}" if c.startswith(_LIVE) else c for c in cells])
    return out.getvalue()


def read_roll(text: str, file: str, topics: Topics, consent: str) -> list[Line]:
    """Reads a roll; raises ConfigurationError with every mistake and its line. ``consent``: for rows that state none."""
    reader = csv.reader(io.StringIO(text), strict=True)
    mistakes: list[Mistake] = []
    lines: list[Line] = []
    try:
        heading = [name.strip().lower() for name in next(reader, [])]
        for name in ("address", "topic", "frequency"):
            if name not in heading:
                mistakes.append(Mistake(file, 1, f"there is no column '{name}'; the first line names the columns"))
        for cells in reader if not mistakes else ():
            if any(c.strip() for c in cells):
                row = {name: _text(cell) for name, cell in zip(heading, cells, strict=False)}
                lines += _line(row, file, reader.line_num, topics, consent, mistakes)
    except csv.Error as e:
        mistakes.append(Mistake(file, reader.line_num, f"not CSV: {e}"))
    if mistakes:
        raise ConfigurationError(mistakes)
    return lines


def _text(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell.strip()


def _line(row: dict[str, str], file: str, number: int, topics: Topics, consent: str, mistakes: list[Mistake]) -> list[Line]:
    found = len(mistakes)
    address = Address("", "")
    try:
        address = parse_address(row.get("address", ""))
    except AddressError as e:
        mistakes.append(Mistake(file, number, f"'{row.get('address', '')}' is not an address. {e}"))
    topic, frequency = row.get("topic", ""), row.get("frequency", "")
    if topic not in topics:
        mistakes.append(Mistake(file, number, f"there is no topic '{topic}'"))
    if frequency not in list(Frequency):
        mistakes.append(Mistake(file, number, f"frequency '{frequency}' is none of immediately, daily, weekly"))
    agreed = row.get("consent", "") or consent
    if not agreed:
        mistakes.append(Mistake(file, number, "how they agreed is not stated; fill the column consent, or give --consent"))
    at = None
    if row.get("consented_at"):
        try:
            at = datetime.fromisoformat(row["consented_at"])
        except ValueError:
            mistakes.append(Mistake(file, number, f"consented_at '{row['consented_at']}' is not an ISO 8601 time"))
        else:
            if at.tzinfo is None:
                mistakes.append(Mistake(file, number, "consented_at has no time zone, like +00:00"))
    return [Line(address, topic, Frequency(frequency), agreed, at)] if len(mistakes) == found else []


def take_roll(lines: Sequence[Line], mailbox: Mailbox, settings: Settings, now: datetime, latest: int) -> Taken:
    """Subscribes them all in one transaction, but for those who must not be written to."""
    done = Taken()
    people = mailbox.people
    with mailbox.transaction():
        for line in lines:
            person = people.subscriber(line.address.folded)
            if people.suppressed(address_hash(settings, line.address.folded)) is not None:
                done.suppressed += 1
            elif person and any(s.topic == line.topic for s in people.subscriptions(person)):
                done.known += 1
            else:
                people.subscribe(
                    line.address, line.topic, line.frequency, now=now, after=latest, consent=line.consent,
                    consented_at=line.consented_at,
                )  # fmt: skip
                done.taken += 1
    return done
