"""What is owed -> Email. Pure.

RFC 5322 and 6532 for the message, 8058 for one-click unsubscribing, 2919 for List-Id, 3834 for Auto-Submitted.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING

from notifier.links import commitment_path, event_url, kept_path, unsubscribe_url
from notifier.model import Email, Frequency, Owed
from notifier.settings import Settings
from notifier.words import date_in_words, moment_in_words
from watcher import Commitment, Event

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_HUNKS = 12
LONGEST_PASSAGE = 1500
MOST_EVENTS = 60
LONGEST_SUBJECT = 150

_POLICY = SMTP.clone(max_line_length=998)
"""No folding: the email package folds long header tokens into encoded words, which breaks one-click links."""


def compose(owed: Owed, settings: Settings, commitments: Mapping[str, Commitment], now: datetime) -> Email:
    """The mail for what is owed. The same row gives the same Message-ID, whenever it is composed."""
    message = EmailMessage(policy=_POLICY)
    subject = subject_of(owed, now)
    leave = unsubscribe_url(settings.public_url, settings.secret, owed.subscription.id)
    host = settings.sender.rpartition("@")[2]
    identity = _identity(settings.secret, f"{owed.subscription.id}:{owed.key}")
    message_id = f"<{identity}@{host}>"
    message["Subject"] = subject
    message["From"] = Address("Planwatch", addr_spec=settings.sender)
    message["To"] = owed.subscription.address
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["List-Id"] = f"Planwatch <alerts.{host}>"
    message["List-Unsubscribe"] = f"<{leave}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in _thread(owed, settings, host).items():
        message[name] = value
    values = _values(owed, settings, commitments, leave, subject)
    message.set_content(_text(values), cte="quoted-printable")
    message.add_alternative(_html(values), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{identity}")
    return Email(message_id, subject, message.as_bytes())


def _identity(secret: bytes, what: str) -> str:
    return hmac.new(secret, f"message:{what}".encode(), hashlib.sha256).hexdigest()[:32]


def _thread(owed: Owed, settings: Settings, host: str) -> dict[str, str]:
    """Mails about one commitment hang together, under a message that was never sent."""
    concerned = {e.commitment_id for e in owed.events}
    if len(concerned) != 1 or "" in concerned:
        return {}
    root = f"<{_identity(settings.secret, f'thread:{owed.subscription.id}:{concerned.pop()}')}@{host}>"
    return {"In-Reply-To": root, "References": root}


def subject_of(owed: Owed, now: datetime) -> str:
    """The news first; for a digest of several, how many and the first."""
    first = one_line(owed.events[-1].sentence)
    if len(owed.events) == 1:
        return _cut(first, LONGEST_SUBJECT)
    return _cut(f"{len(owed.events)} changes: {first}", LONGEST_SUBJECT)


def one_line(text: str) -> str:
    """Safe in a header on every Python: no control characters, line separators, or the start of an encoded word."""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)
    return " ".join(text.replace("=?", "= ?").split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _values(owed: Owed, settings: Settings, commitments: Mapping[str, Commitment], leave: str, subject: str) -> dict[str, object]:
    by_commitment: dict[str, list[dict[str, object]]] = {}
    for event in owed.events[-MOST_EVENTS:]:
        by_commitment.setdefault(event.commitment_id, []).append(_event(event, settings.public_url))
    sections = [
        {
            "title": commitments[i].title if i in commitments else "Pages and sources",
            "url": f"{settings.public_url}/{commitment_path(i)}" if i in commitments else settings.public_url,
            "events": events,
        }
        for i, events in by_commitment.items()
    ]
    return {
        "subject": subject,
        "sections": sections,
        "left_out": max(0, len(owed.events) - MOST_EVENTS),
        "why": f"because you asked to hear about {topic_in_words(owed.subscription.topic, commitments)}, "
        + {Frequency.IMMEDIATELY: "as it happens", Frequency.DAILY: "once a day", Frequency.WEEKLY: "once a week"}[
            owed.subscription.frequency
        ],
        "leave": leave,
        "home": settings.public_url,
        "notice": settings.notice,
    }


def _event(event: Event, base: str) -> dict[str, object]:
    hunks = [
        {
            "kind": h.kind.value,
            "before": _cut(h.before, LONGEST_PASSAGE),
            "after": _cut(h.after, LONGEST_PASSAGE),
            "context": h.context,
        }
        for h in event.hunks[:MOST_HUNKS]
    ]
    return {
        "sentence": event.sentence,
        "when": moment_in_words(event.at),
        "day": date_in_words(event.at.date()),
        "promised": event.promised,
        "found": event.found,
        "found_text": _cut(event.found.text, LONGEST_PASSAGE) if event.found else "",
        "kept": f"{base}/{kept_path(event.found.sha256)}" if event.found and event.found.sha256 else "",
        "hunks": hunks,
        "more": max(0, len(event.hunks) - MOST_HUNKS),
        "url": event_url(base, event),
    }


def topic_in_words(topic: str, commitments: Mapping[str, Commitment]) -> str:
    """What a person asked to hear about."""
    kind, _, name = topic.partition(":")
    if kind == "commitment" and name in commitments:
        return f"“{commitments[name].title}”"
    return {"all": "everything", "plan": "the whole plan", "theme": f"promises about {name}"}.get(kind, name)


def _text(values: dict[str, object]) -> str:
    return _templates().get_template("email.txt.j2").render(values)


def _html(values: dict[str, object]) -> str:
    return _templates().get_template("email.html.j2").render(values)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("notifier"),
        autoescape=select_autoescape(enabled_extensions=("html", "html.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
