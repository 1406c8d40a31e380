"""What the operator is told: failing sources, mail that waits, and a daily canary. Never sent to subscribers [I/O]."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from notifier.emails import message_id, render
from notifier.letter import make_letter
from notifier.mailbox import Entry, Mailbox
from notifier.model import Channel, EventLog, Rank
from notifier.settings import Settings
from notifier.words import duration_in_words, moment_in_words
from watcher import Event, london_day

NOTE_EVERY = timedelta(hours=1)
"""However much happens, one note in this time."""
LATE = timedelta(hours=1)
"""Mail that has waited longer is worth a note: one when it begins, one when it is over."""
MOST_LINES = 50


def queue_notes(mailbox: Mailbox, log: EventLog, settings: Settings, now: datetime) -> int:
    """Queues what the operator should know at ``now``; returns how many mails. Without an operator, nothing."""
    if not settings.operator and not settings.apprise:
        return 0
    return _sources(mailbox, log, settings, now) + _queue_age(mailbox, settings, now) + _canary(mailbox, settings, now)


def canary_key(day: date) -> str:
    return f"canary:{day.isoformat()}"


def _sources(mailbox: Mailbox, log: EventLog, settings: Settings, now: datetime) -> int:
    last, _, after = mailbox.marks.get("operator").partition("|")
    if not after:
        mailbox.marks.set("operator", f"{(now - NOTE_EVERY).isoformat()}|{log.latest()}")
        return 0
    if now - datetime.fromisoformat(last) < NOTE_EVERY or log.latest() <= int(after):
        return 0
    events = log.for_maintainers(after=int(after))
    with mailbox.transaction():
        mailbox.marks.set("operator", f"{now.isoformat() if events else last}|{log.latest()}")
        if not events:
            return 0
        subject = events[0].sentence if len(events) == 1 else f"{len(events)} things to look at: {events[0].sentence}"
        return _note(mailbox, settings, f"sources:{events[-1].id}", subject, _lines(events), now)


def _lines(events: Sequence[Event]) -> list[str]:
    lines = [
        f"{moment_in_words(e.at)}: {e.sentence}{f' (source {e.source_id})' if e.source_id else ''}" for e in events[:MOST_LINES]
    ]
    return [*lines, f"and {len(events) - MOST_LINES} more; planwatch status shows them"] if len(events) > MOST_LINES else lines


def _queue_age(mailbox: Mailbox, settings: Settings, now: datetime) -> int:
    oldest = mailbox.outbox.due_since()
    late = oldest is not None and now - oldest > LATE
    if late == bool(mailbox.marks.get("mail-late")):
        return 0
    with mailbox.transaction():
        mailbox.marks.set("mail-late", now.isoformat() if late else "")
        if oldest is None or not late:
            return _note(
                mailbox, settings, f"mail-flows:{now.isoformat()}", "Mail is going out again", ["Nothing waits too long."], now
            )
        why = mailbox.outbox.last_error() or mailbox.marks.get("mail-rests").partition("|")[2].rpartition("|")[0]
        waiting = f"{mailbox.outbox.waiting()} mails wait, the oldest for more than {duration_in_words(LATE)}."
        return _note(
            mailbox,
            settings,
            f"mail-late:{now.isoformat()}",
            "Mail is not going out",
            [
                waiting,
                f"Last said by the mail server: {why or 'nothing'}.",
                "planwatch doctor tries the mail server and says more.",
            ],
            now,
        )


def _canary(mailbox: Mailbox, settings: Settings, now: datetime) -> int:
    """One mail a day by the same way as everybody's; `planwatch doctor` looks whether it arrived."""
    day = london_day(now)
    if not settings.operator or mailbox.marks.get("canary") == day.isoformat():
        return 0
    with mailbox.transaction():
        mailbox.marks.set("canary", day.isoformat())
        lines = ["This mail shows that mail goes out. If it stays away, something is wrong: planwatch doctor says what."]
        return _note(mailbox, settings, canary_key(day), f"Canary of {day.isoformat()}", lines, now, (Channel.MAIL,))


def _note(
    mailbox: Mailbox,
    settings: Settings,
    key: str,
    subject: str,
    lines: Sequence[str],
    now: datetime,
    channels: Sequence[Channel] = tuple(Channel),
) -> int:
    values = {"subject": subject, "lines": lines, "home": settings.public_url}
    raw = make_letter(
        f"[Planwatch operator] {subject}",
        settings.sender,
        render("operator.txt.j2", values),
        render("operator.html.j2", values),
        at=now,
        headers={"Auto-Submitted": "auto-generated"},
        reader_headers={},
    )
    has = {Channel.MAIL: bool(settings.operator), Channel.APPRISE: bool(settings.apprise)}
    identity = message_id(settings, "operator", key)
    entries = [Entry(None, key, identity, Rank.IMMEDIATE, channel=c) for c in channels if has[c]]
    letter = mailbox.outbox.letter(raw, now)
    return mailbox.outbox.queue([(e, letter) for e in entries], now)
