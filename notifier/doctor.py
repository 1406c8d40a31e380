"""Whether mail flows: what an operator would try by hand, tried [I/O]. Nothing is sent and nothing is changed."""

from __future__ import annotations

import asyncio
import mailbox as boxes
from datetime import datetime, timedelta
from pathlib import Path

from notifier.mailbox import Mailbox
from notifier.operator import LATE, canary_key
from notifier.send import reach
from notifier.settings import Settings
from notifier.words import duration_in_words, moment_in_words
from watcher import Finding, london_day, trouble, well

ARRIVAL = timedelta(minutes=30)
"""A canary that was sent longer ago and is not there has not arrived."""

MOST_REFUSED = 3


def examine(mailbox: Mailbox, settings: Settings, now: datetime) -> list[Finding]:
    """Every check, in the order in which a mail goes its way."""
    return [
        _secret(settings),
        _server(settings),
        _queue(mailbox, now),
        _refused(mailbox),
        _returned(settings),
        _canary(mailbox, settings, now),
        _suppressed(mailbox),
    ]


def _secret(settings: Settings) -> Finding:
    path = settings.state / "secret"
    if path.exists() and path.stat().st_mode & 0o077:
        return trouble("secret", f"{path} can be read by others; chmod 600 it")
    return well("secret", "readable by its owner alone" if path.exists() else "given by PLANWATCH_SECRET")


def _server(settings: Settings) -> Finding:
    if not settings.smtp_host:
        return well("mail server", f"none is configured; mails go to {settings.state / 'maildir'}")
    answer = asyncio.run(reach(settings))
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    if answer is not None:
        return trouble("mail server", f"{where}: {answer.words}; see PLANWATCH_SMTP_HOST, _PORT, _TLS, _USER")
    safety = {"none": "without TLS", "tls": "with TLS", "starttls": "with STARTTLS"}[settings.smtp_tls]
    return well("mail server", f"{where} answers {safety}{' and takes our login' if settings.smtp_user else ''}")


def _queue(mailbox: Mailbox, now: datetime) -> Finding:
    oldest, waiting = mailbox.outbox.due_since(), mailbox.outbox.waiting()
    if oldest is None:
        return well("queue", "empty")
    age = now - oldest
    words = f"{waiting} waiting, the first of them due {moment_in_words(oldest)}"
    if age <= LATE:
        return well("queue", words)
    why = mailbox.outbox.last_error()
    return trouble("queue", f"{words}{f' ({why})' if why else ''}; is `planwatch run` or `planwatch deliver` running?")


def _refused(mailbox: Mailbox) -> Finding:
    """Of what is remembered; refusals for good that are many say more of us than of the readers."""
    counts = mailbox.outbox.counts()
    sent, failed = counts.get("sent", 0), counts.get("failed", 0)
    words = f"{failed} given up for good, {sent} sent"
    if failed <= max(MOST_REFUSED, sent // 10):
        return well("refused mail", words)
    return trouble("refused mail", f"{words}; the last reason: {mailbox.outbox.last_refusal() or 'none was given'}")


def _returned(settings: Settings) -> Finding:
    folder = settings.bounces_maildir
    if folder is None:
        return well(
            "returned mail",
            "not read by the service; pipe it into `planwatch bounces -`, or set PLANWATCH_BOUNCES_MAILDIR",
        )
    if not (folder / "new").is_dir():
        return trouble("returned mail", f"{folder} is not a Maildir; name the one that {settings.returns} is delivered to")
    return well("returned mail", f"{sum(1 for _ in (folder / 'new').iterdir())} new in {folder}")


def _canary(mailbox: Mailbox, settings: Settings, now: datetime) -> Finding:
    """Today's, else yesterday's: whether it was sent, and whether it lies in the operator's own mailbox."""
    if not settings.operator:
        return well("canary", "none is sent: PLANWATCH_OPERATOR names nobody")
    today = london_day(now)
    for day in (today, today - timedelta(days=1)):
        row = mailbox.outbox.state_of(canary_key(day))
        if row is not None and row[0] == "sent" and row[2] is not None:
            return _arrival(row[1], row[2], settings, now)
    return trouble("canary", "none was sent today or yesterday; is `planwatch run` or `planwatch deliver` running?")


def _arrival(message_id: str, sent: datetime, settings: Settings, now: datetime) -> Finding:
    words = f"sent {moment_in_words(sent)}"
    if settings.operator_maildir is None:
        return well("canary", f"{words}; set PLANWATCH_OPERATOR_MAILDIR to have its arrival looked for")
    if not (settings.operator_maildir / "new").is_dir():
        return trouble(
            "canary",
            f"{settings.operator_maildir} is not a Maildir; name the one {settings.operator} is delivered to",
        )
    if _lies_in(settings.operator_maildir, message_id):
        return well("canary", f"{words}, and it arrived")
    if now - sent < ARRIVAL:
        return well("canary", f"{words}; not there yet, which {duration_in_words(ARRIVAL)} may pass")
    return trouble(
        "canary",
        f"{words}, and it is not in {settings.operator_maildir}; ask the mail server's log for {message_id}",
    )


def _lies_in(folder: Path, message_id: str) -> bool:
    box = boxes.Maildir(folder, create=False)
    return any(str(m.get("Message-ID", "")).strip() == message_id for m in box)


def _suppressed(mailbox: Mailbox) -> Finding:
    counts = mailbox.people.suppressions()
    return well("not written to", ", ".join(f"{n} {reason}" for reason, n in counts.items()) or "nobody")
