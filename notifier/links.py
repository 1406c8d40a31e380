"""Addresses of everything published, and signed links for leaving. Pure.

A link's token is ID.MAC: the subscription's number and an HMAC-SHA256 (RFC 2104) over purpose and number, cut to 128
bits. It is short, so that mail programs do not fold it, and works for as long as the secret stands.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote

from watcher import Event

UNSUBSCRIBE = "unsubscribe"


def token(secret: bytes, purpose: str, number: int) -> str:
    """A token for one purpose and one subscription."""
    mac = hmac.new(secret, f"{purpose}:{number}".encode(), hashlib.sha256).digest()[:16]
    return f"{number}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def read_token(secret: bytes, purpose: str, text: str) -> int | None:
    """The subscription that a token is for; None where it is forged or for another purpose."""
    number, _, _ = text.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    genuine = hmac.compare_digest(token(secret, purpose, int(number)).encode(), text.encode("utf-8", "replace"))
    return int(number) if genuine else None


def commitment_path(commitment_id: str) -> str:
    return f"commitments/{quote(commitment_id)}.html"


def source_path(source_id: str) -> str:
    return f"sources/{quote(source_id)}.html"


def event_path(event_id: int) -> str:
    return f"events/{event_id}.html"


def kept_path(sha256: str) -> str:
    """The kept words of a snapshot."""
    return f"kept/{sha256[:32]}.html"


def event_url(base: str, event: Event) -> str:
    return f"{base.rstrip('/')}/{event_path(event.id)}"


def unsubscribe_url(base: str, secret: bytes, number: int) -> str:
    return f"{base.rstrip('/')}/unsubscribe?token={token(secret, UNSUBSCRIBE, number)}"


def tag(public_url: str, what: str) -> str:
    """A permanent id (RFC 4151): the host it was first published at, the year of the first plan, and the thing."""
    host = public_url.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    return f"tag:{host},2023:{what}"
