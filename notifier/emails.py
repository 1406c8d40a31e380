"""What is owed -> a letter with gaps for its readers. Pure.

RFC 5322 for the message, 8058 for one-click unsubscribing, 2919 for List-Id, 3834 for Auto-Submitted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from notifier.letter import LEAVE, MOST_BYTES, gap_in_text, header_line, make_letter
from notifier.links import commitment_path, event_url, kept_path, token_url
from notifier.model import Frequency, Letter, Owed, Told
from notifier.settings import Settings
from notifier.telling import Side, asides_of, sides_of
from notifier.topics import Topics
from notifier.words import cut, frequency_in_words, moment_in_words
from watcher import Event

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_SUBJECT = 150
LONGEST_LINK = 500


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of each thing a mail shows."""

    events: int
    hunks: int
    passage: int


_DETAILS = (Detail(60, 5, 600), Detail(60, 3, 400), Detail(40, 2, 300), Detail(30, 1, 200), Detail(10, 1, 120), Detail(3, 0, 80))
"""From the most to the least; the first whose mail is small enough is taken."""


def compose(owed: Owed, settings: Settings, topics: Topics, now: datetime) -> Letter:
    """The letter for what is owed: the same for all who are owed the same under the same topics."""
    subject = subject_of(owed)
    for detail in _DETAILS:
        raw = _letter(owed, settings, topics, subject, detail, now)
        if len(raw) < MOST_BYTES:
            break
    return Letter(subject, raw)


def message_id(settings: Settings, owner: object, key: str) -> str:
    """The same for the same mail, however often it is sent, and known to nobody beforehand. With its brackets."""
    host = settings.sender.rpartition("@")[2]
    return f"<{_identity(settings.secret, f'{owner}:{key}')}@{host}>"


def _letter(owed: Owed, settings: Settings, topics: Topics, subject: str, detail: Detail, now: datetime) -> bytes:
    host = settings.sender.rpartition("@")[2]
    gap = gap_in_text(LEAVE, settings.secret)
    leave = token_url(settings.forms_url, "unsubscribe", gap)
    values = _values(owed, settings, topics, leave, subject, detail)
    return make_letter(
        subject,
        settings.sender,
        render("email.txt.j2", values),
        render("email.html.j2", values),
        at=now,
        headers={"List-Id": f"Planwatch <alerts.{host}>", "Auto-Submitted": "auto-generated", **_thread(owed, settings, host)},
        reader_headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        gap=gap,
    )


def _identity(secret: bytes, what: str) -> str:
    return hmac.new(secret, f"message:{what}".encode(), hashlib.sha256).hexdigest()[:32]


def _thread(owed: Owed, settings: Settings, host: str) -> dict[str, str]:
    """Mails about one commitment hang together, under a message that was never sent."""
    concerned = {t.event.commitment_id for t in owed.told}
    if len(concerned) != 1 or "" in concerned:
        return {}
    root = f"<{_identity(settings.secret, f'thread:{concerned.pop()}')}@{host}>"
    return {"In-Reply-To": root, "References": root}


def subject_of(owed: Owed) -> str:
    """The news first; for a digest of several, how many and the latest."""
    latest = header_line(owed.told[-1].event.sentence)
    if len(owed.told) == 1:
        return cut(latest, LONGEST_SUBJECT)
    return cut(f"{len(owed.told)} changes: {latest}", LONGEST_SUBJECT)


def _values(owed: Owed, settings: Settings, topics: Topics, leave: str, subject: str, detail: Detail) -> dict[str, object]:
    return {
        "subject": subject,
        "sections": _sections(owed.told[-detail.events :], settings.public_url, topics, detail),
        "left_out": max(0, len(owed.told) - detail.events),
        "why": f"because you asked to hear about {topics.list_words([s.topic for s in owed.subscriptions])}, "
        + frequency_in_words(owed.frequency),
        "digest": owed.frequency is not Frequency.IMMEDIATELY,
        "leave": leave,
        "manage": f"{settings.forms_url}/manage",
        "home": settings.public_url,
        "notice": settings.notice,
    }


def _sections(told: Sequence[Told], base: str, topics: Topics, detail: Detail) -> list[dict[str, Any]]:
    """One a commitment, the one with the latest news last, and its news in the order in which it happened."""
    by_commitment: dict[str, list[Told]] = {}
    for t in told:
        by_commitment[t.event.commitment_id] = [*by_commitment.pop(t.event.commitment_id, []), t]
    return [
        {
            "title": topics.commitments[i].title if i in topics.commitments else "Pages and sources",
            "url": f"{base}/{commitment_path(i)}" if i in topics.commitments else base,
            "events": [_event(t, base, detail) for t in mine],
        }
        for i, mine in by_commitment.items()
    ]


def _event(told: Told, base: str, detail: Detail) -> dict[str, object]:
    event = told.event
    hunks = [
        {
            "kind": h.kind.value,
            "before": cut(h.before, detail.passage),
            "after": cut(h.after, detail.passage),
            "context": cut(h.context, min(200, detail.passage)),
            "told": cut(h.told, detail.passage),
        }
        for h in told.hunks[: detail.hunks]
    ]
    return {
        "sentence": cut(event.sentence, min(600, detail.passage * 2)),
        "when": moment_in_words(event.at),
        "sides": [_side(side, event, base, detail) for side in sides_of(event)],
        "asides": [cut(words, detail.passage) for words in asides_of(event)],
        "hunks": hunks,
        "more": max(0, len(told.hunks) - detail.hunks),
        "back": told.back,
        "later": told.later,
        "url": event_url(base, event),
    }


def _side(side: Side, event: Event, base: str, detail: Detail) -> dict[str, object]:
    """The link leads to our own page about it where the place's address is too long for a mail."""
    quote = side.quote
    return {
        "heading": side.heading,
        "how": side.read if not quote.at else f"{side.read} {moment_in_words(quote.at)}",
        "text": cut(quote.text, detail.passage),
        "where": side.where,
        "url": side.link if len(side.link) <= LONGEST_LINK else event_url(base, event),
        "kept": f"{base}/{kept_path(quote.sha256)}" if quote.sha256 else "",
        "kept_words": side.kept,
    }


def render(template: str, values: Mapping[str, object]) -> str:
    """One of the mail templates, filled."""
    return _templates().get_template(template).render(values)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=PackageLoader("notifier"),
        autoescape=select_autoescape(enabled_extensions=("html", "html.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["lines"] = in_lines
    return made


def in_lines(text: str, indent: int = 0, width: int = 72) -> str:
    """Plain text broken at words; an address is never broken, since a broken one leads nowhere."""
    import textwrap

    margin = " " * indent
    made = textwrap.wrap(
        text, width, initial_indent=margin, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(made)
