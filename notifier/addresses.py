"""Email addresses as people type them -> one spelling to write to, one to know them again by. Pure.

Grammar: RFC 5321 and 6531, as the email-validator library reads them; domain names are written as A-labels (RFC 5890).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from watcher import PlanwatchError

LONGEST = 254
"""RFC 5321, 4.5.3.1.3, less the angle brackets."""

_NOT_TYPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Control, format (bidi, zero width) and unassigned characters, and line separators."""


class AddressError(PlanwatchError):
    """Not an address that mail can be sent to; the message says why in words for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Address:
    """``spelling`` is what mail is sent to; ``folded`` is the same for every way of typing one address."""

    spelling: str
    folded: str


def parse_address(text: str) -> Address:
    """Reads what a person typed; raises AddressError. Spaces around it are forgiven, nothing else is."""
    from email_validator import EmailNotValidError, validate_email

    typed = unicodedata.normalize("NFC", text.strip(" \t"))
    if not typed:
        raise AddressError("Enter an email address.")
    if len(typed) > LONGEST or any(unicodedata.category(c) in _NOT_TYPED or c == "\ufffd" for c in typed):
        raise AddressError("Enter an email address in the usual form, like name@example.org.")
    try:
        read = validate_email(typed, check_deliverability=False, allow_quoted_local=True, strict=True)
    except EmailNotValidError as e:
        raise AddressError(f"Enter an email address in the usual form, like name@example.org. {_sentence(str(e))}") from e
    if read.ascii_domain.endswith((".localdomain", ".localhost")):
        raise AddressError("Enter an email address that can be reached from outside.")
    _, _, domain = typed.rpartition("@")
    if unicodedata.normalize("NFKC", domain).lower() != domain.lower():
        raise AddressError("Enter an email address whose part after the @ is written in plain letters.")
    spelling = f"{read.local_part}@{read.ascii_domain}"
    if len(spelling) > LONGEST:
        raise AddressError("Enter a shorter email address: this one is longer than mail can carry.")
    return Address(spelling, f"{read.local_part.lower()}@{read.ascii_domain}")


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."
