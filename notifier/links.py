"""Addresses of everything published, and the secrets in links. Pure: randomness is passed in.

A token is 128 bits in lower-case base32 (RFC 4648, 6): 26 letters and digits, which no mail program breaks, and which
survive a program that changes case. The database keeps its SHA-256 only. Those for confirming and managing are random;
the one for leaving is an HMAC-SHA256 (RFC 2104) over a random seed of the subscriber, so that each mail can carry it
without its being stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from watcher import Event, slug

TOKEN_BYTES = 16
_TOKEN = re.compile(r"[a-z2-7]{26}")


def token_from(random: bytes) -> str:
    """The token that stands for these TOKEN_BYTES random bytes."""
    return base64.b32encode(random[:TOKEN_BYTES]).rstrip(b"=").decode().lower()


def leaving_token(secret: bytes, seed: bytes, subscriptions: str) -> str:
    """The token with which one subscriber ends these subscriptions (numbers, parted by commas)."""
    return token_from(hmac.new(secret, b"leave:" + seed + b":" + subscriptions.encode(), hashlib.sha256).digest())


def old_leaving_link(secret: bytes, text: str) -> int | None:
    """The subscription behind a link of version 0.1 (NUMBER.MAC), whose mails must stay stoppable; else None."""
    number, _, _ = text.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    mac = hmac.new(secret, f"unsubscribe:{int(number)}".encode(), hashlib.sha256).digest()[:16]
    whole = f"{int(number)}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    return int(number) if hmac.compare_digest(whole.encode(), text.encode("utf-8", "replace")) else None


def token_hash(token: str) -> bytes:
    """What is kept of a token; of anything that is no token, the hash of nothing that was ever given out."""
    plain = token.strip().lower()
    return hashlib.sha256(plain.encode() if _TOKEN.fullmatch(plain) else b"").digest()


def keyed_hash(secret: bytes, purpose: str, text: str) -> bytes:
    """By which an address or a network is known again without being kept."""
    return hmac.new(secret, f"{purpose}:{text}".encode(), hashlib.sha256).digest()[:TOKEN_BYTES]


def return_address(secret: bytes, bounces: str, row: int) -> str:
    """The envelope sender of one row of the outbox (VERP): what comes back to it is about that mail."""
    local, _, domain = bounces.rpartition("@")
    return f"{local}+{row}.{_return_mac(secret, row)}@{domain}"


def read_return_address(secret: bytes, bounces: str, address: str) -> int | None:
    """The row that a return address is for; None where it is forged, cut, or not one of ours."""
    local, _, domain = bounces.lower().rpartition("@")
    found = re.fullmatch(rf"{re.escape(local)}\+([0-9]{{1,15}})\.([a-z2-7]{{16}})@{re.escape(domain)}", address.strip().lower())
    if not found:
        return None
    genuine = hmac.compare_digest(_return_mac(secret, int(found[1])), found[2])
    return int(found[1]) if genuine else None


def _return_mac(secret: bytes, row: int) -> str:
    mac = hmac.new(secret, f"return:{row}".encode(), hashlib.sha256).digest()[:10]
    return base64.b32encode(mac).decode().lower()


def commitment_path(commitment_id: str) -> str:
    return f"commitments/{quote(commitment_id)}.html"


def earlier_path(commitment_id: str, number: int) -> str:
    """What happened to a promise before what its own page shows, numbered from the oldest."""
    return f"commitments/{quote(commitment_id)}/{number}.html"


def plan_path(plan_id: str) -> str:
    return f"plans/{quote(plan_id)}.html"


def theme_path(theme: str) -> str:
    return f"themes/{slug(theme)}.html"


def lot_path(lot: str) -> str:
    """Every promise that is kept, part, late, ended or open."""
    return f"lots/{lot}.html"


def week_path(year: int, week: int) -> str:
    """What changed in a week (ISO 8601: it begins on Monday)."""
    return f"weeks/{year}-W{week:02d}.html"


def badge_path(commitment_id: str) -> str:
    return f"badges/{quote(commitment_id)}.svg"


def feed_path(topic: str) -> str:
    """Of the feed about a topic, or "kind:NAME", without its ending."""
    kind, _, name = topic.partition(":")
    if kind == "all":
        return "feeds/all"
    return f"feeds/{_FEED_FOLDERS[kind]}/{slug(name) if kind == 'theme' else quote(name)}"


_FEED_FOLDERS = {"plan": "plans", "theme": "themes", "commitment": "commitments", "kind": "kinds"}


def calendar_path(topic: str) -> str:
    """Of the calendar of everything, of a plan or of a commitment."""
    kind, _, name = topic.partition(":")
    return "calendar/all.ics" if kind == "all" else f"calendar/{kind}s/{quote(name)}.ics"


def source_path(source_id: str) -> str:
    return f"sources/{quote(source_id)}.html"


def event_path(event_id: int) -> str:
    return f"events/{event_id}.html"


def kept_path(sha256: str) -> str:
    """The kept words of a snapshot."""
    return f"kept/{sha256[:32]}.html"


def event_url(base: str, event: Event) -> str:
    return f"{base.rstrip('/')}/{event_path(event.id)}"


def archive_copy(template: str, url: str, at: datetime) -> str:
    """Where an external archive might keep the page as it was about that time; "" where none is configured.

    Behind a question mark the page's address is encoded, so that it stays one value.
    """
    if not template or not web_address(url):
        return ""
    before, _, after = template.replace("{time}", at.astimezone(UTC).strftime("%Y%m%d%H%M%S")).partition("{url}")
    return f"{before}{quote(url, safe='') if '?' in before else url}{after}"


def subscribe_path(topic: str) -> str:
    """The form for a topic; "" asks which."""
    return f"subscribe?topic={quote(topic)}" if topic else "subscribe"


def token_url(base: str, page: str, token: str) -> str:
    """A page of the journey (confirm, manage, unsubscribe) for the bearer of a token."""
    return f"{base.rstrip('/')}/{page}?token={token}"


def site_root(public_url: str) -> str:
    """The path under which the site is served, with its closing slash."""
    return urlsplit(public_url).path.rstrip("/") + "/"


def tag(host: str, what: str) -> str:
    """A permanent id (RFC 4151): the host it was first published at, the year of the first plan, and the thing."""
    return f"tag:{host},2023:{what}"


_WEB = re.compile(r"https?://[^/\s<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", re.I)


def web_address(url: str) -> str:
    """A foreign address for a link: http or https, whole, and without characters that cannot be seen; else ""."""
    return url if _WEB.fullmatch(url) and url.isprintable() else ""
