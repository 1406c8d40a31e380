"""Mail that came back: reads it, and ends what it must [I/O]."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from notifier.bounces import Report, ReportKind, read_report
from notifier.links import keyed_hash, read_return_address
from notifier.mailbox import Mailbox, Suppression
from notifier.policy import POLICY
from notifier.settings import Settings
from watcher import DeliveryError, london_day


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
        days = mailbox.people.soft_bounce(person, london_day(now), POLICY.soft_within)
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
    """By which a suppressed address is known again."""
    return keyed_hash(settings.secret, "address", folded)


def letter_hash(settings: Settings, folded: str) -> bytes:
    """By which an often-written-to mailbox is known again: what stands behind a plus is of its owner's making, or a bomber's."""
    local, _, domain = folded.rpartition("@")
    return keyed_hash(settings.secret, "letter", f"{local.partition('+')[0]}@{domain}")


def read_mailbox(folder: Path, mailbox: Mailbox, settings: Settings, now: datetime, *, keep: bool = False) -> Counter[str]:
    """Acts on every new message of a Maildir; counts them by kind, "not ours" for those without a return address of ours.

    What came back to an address of ours is deleted, since it names somebody; the rest is left and marked as seen. ``keep`` deletes
    nothing. Raises DeliveryError where the folder is no Maildir or cannot be changed.
    """
    if not all((folder / name).is_dir() for name in ("new", "cur", "tmp")):
        raise DeliveryError(f"{folder} is not a Maildir (it has no new, cur and tmp); name the one that returned mail goes to")
    counts: Counter[str] = Counter()
    try:
        for file in _unread(folder):
            report = take_report(file.read_bytes(), mailbox, settings, now)
            counts[report.kind.value if report.row is not None else "not ours"] += 1
            if report.row is not None and not keep:
                file.unlink()
            else:
                file.rename(folder / "cur" / f"{file.name.partition(':')[0]}:2,S")
    except OSError as e:
        raise DeliveryError(f"{folder} cannot be changed ({e.strerror}); make it writable for the user that runs this") from e
    return counts


def _unread(folder: Path) -> list[Path]:
    """By the files' own names, as Maildir has it, so that a message that no parser can read is still set aside."""
    seen = [f for f in (folder / "cur").iterdir() if "S" not in f.name.partition(":2,")[2]]
    return sorted((*(folder / "new").iterdir(), *seen))
