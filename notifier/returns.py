"""Mail that came back: reads it, and ends what it must [I/O]."""

from __future__ import annotations

import mailbox as boxes
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from notifier.bounces import Report, ReportKind, read_report
from notifier.links import keyed_hash, read_return_address
from notifier.mailbox import Mailbox, Suppression
from notifier.policy import POLICY
from notifier.settings import Settings
from notifier.words import LONDON
from watcher import DeliveryError


def take_report(raw: bytes, mailbox: Mailbox, settings: Settings, now: datetime) -> Report:
    """Acts on one message: a hard bounce or a complaint ends everything for its address, soft ones are counted by day."""
    report = read_report(raw, lambda address: read_return_address(settings.secret, settings.returns, address))
    person = mailbox.outbox.subscriber_of(report.row) if report.row is not None else None
    if person is None:
        return report
    if report.kind in (ReportKind.HARD, ReportKind.COMPLAINT):
        reason = Suppression.HARD_BOUNCE if report.kind is ReportKind.HARD else Suppression.COMPLAINT
        give_up_address(mailbox, settings, person, reason, now)
    elif report.kind is ReportKind.SOFT:
        days = mailbox.people.soft_bounce(person, now.astimezone(LONDON).date(), POLICY.soft_within)
        if days >= POLICY.soft_bounces:
            give_up_address(mailbox, settings, person, Suppression.SOFT_BOUNCES, now)
    return report


def give_up_address(mailbox: Mailbox, settings: Settings, subscriber_id: int, reason: Suppression, now: datetime) -> None:
    """Ends everything that an address asked for, and writes to it no more; only a keyed hash of it is kept."""
    with mailbox.transaction():
        address = mailbox.people.address_of(subscriber_id)
        if address is None:
            return
        mailbox.people.suppress(address_hash(settings, address.folded), reason, now)
        mailbox.people.remove(subscriber_id)


def address_hash(settings: Settings, folded: str) -> bytes:
    """By which a suppressed or often-written-to address is known again."""
    return keyed_hash(settings.secret, "address", folded)


def read_mailbox(folder: Path, mailbox: Mailbox, settings: Settings, now: datetime, *, keep: bool = False) -> Counter[str]:
    """Acts on every new message of a Maildir; counts them by kind, "not ours" for those without a return address of ours.

    What was understood is deleted, since it names somebody; what was not is left and marked as seen. ``keep`` deletes
    nothing. Raises DeliveryError where the folder is no Maildir or cannot be changed.
    """
    if not all((folder / name).is_dir() for name in ("new", "cur", "tmp")):
        raise DeliveryError(f"{folder} is not a Maildir (it has no new, cur and tmp); name the one that returned mail goes to")
    counts: Counter[str] = Counter()
    box = boxes.Maildir(folder, factory=None, create=False)
    try:
        for key, message in _unread(box):
            report = take_report(message.as_bytes(), mailbox, settings, now)
            understood = report.row is not None and report.kind is not ReportKind.OTHER
            counts[report.kind.value if report.row is not None else "not ours"] += 1
            if understood and not keep:
                box.remove(key)
            else:
                message.set_subdir("cur")
                message.add_flag("S")
                box[key] = message
    except OSError as e:
        raise DeliveryError(f"{folder} cannot be changed ({e.strerror}); make it writable for the user that runs this") from e
    return counts


def _unread(box: boxes.Maildir) -> Iterator[tuple[str, boxes.MaildirMessage]]:
    for key in sorted(box.keys()):
        message = box[key]
        if "S" not in message.get_flags():
            yield key, message
