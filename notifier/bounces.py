"""Delivery reports and complaints -> what they say. Pure.

RFC 3464 (delivery status), 3463 (status codes), 5965 (complaints); other shapes by the flufl.bounce library. Whom a report is
about is told by our own return address alone, which nobody can forge: what a report claims is not believed.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum

MOST_BYTES = 1_000_000
_RETURN_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
_ADDRESS = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, no such domain, no such address, moved, null MX, disabled."""

_UNREADABLE = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What the readers of mail raise on some broken or hostile messages, nested or mislabelled."""


class ReportKind(StrEnum):
    HARD = "hard"  # nothing will ever arrive there
    SOFT = "soft"  # not this time: full, too large, unreachable for days
    POLICY = "policy"  # refused for what we are or sent, not for whom it was to
    COMPLAINT = "complaint"  # the reader pressed "this is spam"
    OTHER = "other"  # delays, successes, automatic replies, anything else


@dataclass(frozen=True, slots=True)
class Report:
    """``row``: the row of the outbox that it is about; None where no return address of ours stands in it."""

    kind: ReportKind
    row: int | None
    status: str = ""


def read_report(raw: bytes, row_of: Callable[[str], int | None]) -> Report:
    """What a message in the mailbox for returned mail says. ``row_of`` reads a return address, None for a forged one."""
    try:
        return _read(raw[:MOST_BYTES], row_of)
    except _UNREADABLE:
        return Report(ReportKind.OTHER, None)


def _read(raw: bytes, row_of: Callable[[str], int | None]) -> Report:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    row = _row(message, row_of)
    report_type = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() == "multipart/report" and report_type == "feedback-report":
        return Report(_complaint(message), row)
    if message.get_content_type() == "multipart/report" and report_type == "delivery-status":
        return _status_report(message, row)
    return Report(_by_other_shapes(message), row)


def _row(message: EmailMessage | email.message.Message, row_of: Callable[[str], int | None]) -> int | None:
    """By the address that it came back to; a complaint goes elsewhere and brings our message's own return address."""
    for part in (message, *_originals(message)):
        names = _RETURN_HEADERS if part is message else ("Return-Path",)
        for value in (v for name in names for v in part.get_all(name, [])):
            for address in _ADDRESS.findall(str(value)):
                row = row_of(address)
                if row is not None:
                    return row
    return None


def _originals(message: email.message.Message) -> list[email.message.Message]:
    """The message that was returned, or its headers."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            found += [p for p in payload if isinstance(p, email.message.Message)] if isinstance(payload, list) else []
        elif part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            found.append(email.message_from_bytes(body if isinstance(body, bytes) else b""))
    return found


def _complaint(message: email.message.Message) -> ReportKind:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            text = part.as_string().lower()
            if re.search(r"^feedback-type:\s*not-spam", text, re.M):
                return ReportKind.OTHER
            return ReportKind.COMPLAINT
    return ReportKind.OTHER


def _status_report(message: email.message.Message, row: int | None) -> Report:
    """Each of our messages has one recipient, so the first one that failed is the one."""
    for fields in _recipients(message):
        action = str(fields.get("Action", "")).strip().lower()
        found = re.search(r"\b([245]\.\d{1,3}\.\d{1,3})\b", str(fields.get("Status", "")))
        status = found[1] if found else ""
        if action == "failed" or (not action and status.startswith("5")):
            return Report(_kind_of(status, str(fields.get("Diagnostic-Code", ""))), row, status)
    return Report(ReportKind.OTHER, row)


def _recipients(message: email.message.Message) -> list[email.message.Message]:
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            payload = part.get_payload()
            return [p for p in payload if isinstance(p, email.message.Message)] if isinstance(payload, list) else []
    return []


def _kind_of(status: str, diagnostic: str) -> ReportKind:
    """By the status, and where that says nothing (5.0.0) by the enhanced code or the reply that the diagnostic quotes."""
    if status in ("", "5.0.0"):
        enhanced = re.search(r"\b([245]\.[1-9]\d{0,2}\.\d{1,3})\b", diagnostic)
        reply = re.search(r"\b(55[013])\b", diagnostic)
        status = enhanced[1] if enhanced else "5.1.1" if reply and _unknown_user(diagnostic) else "5.0.0"
    if status in _GONE:
        return ReportKind.HARD
    return ReportKind.POLICY if status.startswith("5.7.") else ReportKind.SOFT


def names_no_mailbox(words: str) -> bool:
    """Whether a server's words blame the address, and not us: by its enhanced code, or where it has none, in plain words."""
    enhanced = re.search(r"\b(5\.\d{1,3}\.\d{1,3})\b", words)
    return enhanced[1] in _GONE if enhanced else _unknown_user(words)


def _unknown_user(diagnostic: str) -> bool:
    words = r"unknown|no such|does ?n[o']t exist|invalid (?:recipient|mailbox)|not found|disabled"
    return bool(re.search(words, diagnostic, re.I))


def _by_other_shapes(message: email.message.Message) -> ReportKind:
    """Reports that follow no standard, as the library knows them. A reply to a person's mail is none."""
    from flufl.bounce import all_failures

    if not _from_a_mail_system(message):
        return ReportKind.OTHER
    soft, hard = all_failures(message)
    return ReportKind.HARD if hard else ReportKind.SOFT if soft else ReportKind.OTHER


def _from_a_mail_system(message: email.message.Message) -> bool:
    """RFC 3834 and 5321, 4.5.5: reports have the empty sender; absent replies say "auto-replied" and are from people."""
    sender = str(message.get("From", "")).lower()
    return str(message.get("Return-Path", "")).strip() == "<>" or "mailer-daemon" in sender or "postmaster" in sender
