"""A message with gaps: everything that many readers' mails have in common is put together and encoded once. Pure.

A gap is a name between two NUL bytes, which no message may hold (RFC 5322, 2.3). In a quoted-printable body (RFC 2045, 6.7)
each gap stands on an encoded line of its own, so that filling it keeps every line short and every soft line break whole.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from notifier.words import one_line

ADDRESS, MESSAGE_ID, LEAVE = "address", "message-id", "leave"
"""Whom it is for; its own Message-ID, with the brackets; the token of the link with which to stop it."""

MOST_BYTES = 100_000
"""A whole message stays under this: longer ones are cut by mail programs, their way out with them."""

_BODY = SMTP.clone(max_line_length=76)
_HEAD = SMTP.clone(max_line_length=998)
"""No folding: the email package folds long header tokens into encoded words, which breaks one-click links."""


def gap_in_text(name: str, secret: bytes) -> str:
    """What stands for a gap while a text is written: a word that links can hold, and that no page can know and quote."""
    return f"gap{hmac.new(secret, f'gap:{name}'.encode(), hashlib.sha256).hexdigest()[:32]}"


def make_letter(
    subject: str,
    sender: str,
    text: str,
    html: str,
    *,
    at: datetime,
    headers: Mapping[str, str],
    reader_headers: Mapping[str, str],
    gap: str = "",
) -> bytes:
    """A multipart/alternative message with gaps for the address and the Message-ID, and for ``LEAVE`` where a text has it.

    ``reader_headers``: whole header values that hold gaps; they are written as they are, unfolded. ``gap``: the word that
    stands for ``LEAVE``, "" where there is none.
    """
    message = EmailMessage(policy=_BODY)
    message["From"] = Mailbox("Planwatch", addr_spec=sender)
    message["Date"] = format_datetime(at)
    for name, value in headers.items():
        message[name] = value
    message.set_content(_encodable(text), cte="quoted-printable")
    message.add_alternative(_encodable(html), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{hashlib.sha256((subject + text).encode('utf-8', 'replace')).hexdigest()[:32]}")
    own = {"To": _gap(ADDRESS), "Message-ID": _gap(MESSAGE_ID), "Subject": _subject(subject),
           **{n: _gaps(v, gap) for n, v in reader_headers.items()}}  # fmt: skip
    head = b"".join(f"{name}: ".encode() + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
                    for name, value in own.items())  # fmt: skip
    return head + _sealed(message.as_bytes(policy=_HEAD), gap)


def _gap(name: str) -> bytes:
    return b"\0" + name.encode() + b"\0"


def _gaps(value: str, gap: str) -> bytes:
    return value.encode().replace(gap.encode(), _gap(LEAVE)) if gap else value.encode()


def _subject(text: str) -> bytes:
    """Encoded words of at most 75 characters, a line each (RFC 2047, 2), where it is not ASCII."""
    line = header_line(text)
    if line.isascii():
        return line.encode()
    return Header(line, "utf-8", header_name="Subject", maxlinelen=75).encode(linesep="\r\n").encode()


def _encodable(text: str) -> str:
    """Without what UTF-8 cannot say (lone surrogates) and a message may not hold (NUL)."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _sealed(raw: bytes, gap: str) -> bytes:
    """Finds the gap again, wherever quoted-printable has broken the line, and gives it a line of its own."""
    if not gap:
        return raw
    letters = (re.escape(c) for c in gap)
    broken = re.compile(r"(?:=\r\n)?".join(letters).encode())
    return broken.sub(b"=\r\n" + _gap(LEAVE) + b"=\r\n", raw)


def fill(raw: bytes, values: Mapping[str, str]) -> bytes:
    """The message for one reader. ``values``: by the names of the gaps; every gap of the letter must be among them."""
    parts = raw.split(b"\0")
    parts[1::2] = [values[name.decode()].encode() for name in parts[1::2]]
    return b"".join(parts)


def header_line(text: str) -> str:
    """Safe in a header on every Python: one line, and without the start of an encoded word."""
    return " ".join(one_line(text).replace("=?", "= ?").split())
