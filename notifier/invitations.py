"""Answers to what people typed into forms: confirmations, "you get this already", and links to one's own page [I/O].

The web only puts a request down. Whether anything is sent, and what, is decided here, later, and shows in the asker's
mailbox alone: nobody else learns whether an address is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from notifier.emails import message_id, render
from notifier.letter import make_letter
from notifier.links import TOKEN_BYTES, token_from, token_hash, token_url
from notifier.mailbox import Entry, Mailbox, Purpose, Request, RequestKind, Suppression
from notifier.model import Rank, Subscription
from notifier.policy import POLICY
from notifier.returns import address_hash, letter_hash
from notifier.settings import Settings
from notifier.topics import Topics
from notifier.words import duration_in_words, frequency_in_words

MOST_REQUESTS = 500
"""Looked at in one go; most requests of a flood are answered by silence."""


def answer_requests(mailbox: Mailbox, settings: Settings, topics: Topics, now: datetime) -> int:
    """Answers the oldest requests; returns how many mails were queued: so many at most that alerts are not kept waiting."""
    room = POLICY.letters_at_once - mailbox.outbox.untried(Rank.JOURNEY)
    answering = _Answering(mailbox, settings, topics, now)
    queued = 0
    for request in mailbox.people.requests(MOST_REQUESTS):
        if queued >= room:
            break
        with mailbox.transaction():
            queued += answering.answer(request)
            mailbox.people.answered(request.id)
    return queued


@dataclass(frozen=True, slots=True)
class _Answering:
    mailbox: Mailbox
    settings: Settings
    topics: Topics
    now: datetime

    def answer(self, request: Request) -> int:
        people = self.mailbox.people
        known = address_hash(self.settings, request.address.folded)
        letter = letter_hash(self.settings, request.address.folded)
        if people.suppressed(known) not in (None, Suppression.ERASED):
            return 0
        person = people.subscriber(request.address.folded)
        standing = people.subscriptions(person) if person else []
        if request.kind is RequestKind.MANAGE:
            write = self._managing if standing else None
        elif request.topic not in self.topics:
            write = None
        elif any(s.topic == request.topic for s in standing):
            write = self._already
        else:
            person = people.ask(request.address, request.topic, request.frequency, self.now, POLICY.pending_topics)
            write = self._confirming
        limits = POLICY.letters_to_subscriber if standing else POLICY.letters_to_stranger
        if write is None or person is None or not self.mailbox.limits.spend("letter", letter, limits, self.now):
            return 0
        return self._queue(request, person, write(request, person, standing))

    def _queue(self, request: Request, person: int, raw: bytes) -> int:
        key = f"{request.kind}:{request.id}"
        entry = Entry(person, key, message_id(self.settings, person, key), Rank.JOURNEY)
        return self.mailbox.outbox.queue([(entry, self.mailbox.outbox.letter(raw, self.now))], self.now)

    def _token(self, purpose: Purpose, person: int) -> str:
        token = token_from(self.mailbox.random(TOKEN_BYTES))
        within = POLICY.confirm_within if purpose is Purpose.CONFIRM else POLICY.manage_within
        self.mailbox.people.keep_token(token_hash(token), purpose, person, expires=self.now + within)
        return token

    def _confirming(self, request: Request, person: int, standing: list[Subscription]) -> bytes:
        asked = self.topics.words(request.topic)
        return self._letter(
            "Confirm that you want these emails",
            [
                f"Somebody, probably you, asked Planwatch to send emails to this address about {asked}, "
                f"{frequency_in_words(request.frequency)}.",
                "Nothing is sent until you follow the link and press the button on the page behind it.",
            ],
            (token_url(self.settings.forms_url, "confirm", self._token(Purpose.CONFIRM, person)), "Confirm these emails"),
            [
                "If it was not you, do nothing: no more comes, and the request is deleted when the link ends.",
                f"The link works for {duration_in_words(POLICY.confirm_within)}. After that, ask again: "
                f"{self.settings.forms_url}/subscribe",
            ],
        )

    def _already(self, request: Request, person: int, standing: list[Subscription]) -> bytes:
        (mine,) = (s for s in standing if s.topic == request.topic)
        return self._letter(
            "You get these emails already",
            [
                f"Somebody, probably you, asked Planwatch for emails to this address about {self.topics.words(request.topic)}. "
                f"You get them already, {frequency_in_words(mine.frequency)}, and nothing was changed.",
                "To change how often, or to stop, use your own page.",
            ],
            (token_url(self.settings.forms_url, "manage", self._token(Purpose.MANAGE, person)), "Your own page"),
            [
                f"The link works for {duration_in_words(POLICY.manage_within)}. If it was not you, do nothing.",
            ],
        )

    def _managing(self, request: Request, person: int, standing: list[Subscription]) -> bytes:
        return self._letter(
            "Your link to change or stop Planwatch’s emails",
            ["Somebody, probably you, asked for a link to the page on which the emails to this address are changed or stopped."],
            (token_url(self.settings.forms_url, "manage", self._token(Purpose.MANAGE, person)), "Your own page"),
            [
                f"The link works for {duration_in_words(POLICY.manage_within)}. Do not pass it on: whoever has it can see and "
                "change what you get. If it was not you who asked, do nothing.",
            ],
        )

    def _letter(self, subject: str, before: list[str], link: tuple[str, str], after: list[str]) -> bytes:
        values = {
            "subject": subject,
            "before": before,
            "url": link[0],
            "label": link[1],
            "after": after,
            "home": self.settings.public_url,
            "notice": self.settings.notice,
        }
        return make_letter(
            subject,
            self.settings.sender,
            render("journey.txt.j2", values),
            render("journey.html.j2", values),
            at=self.now,
            headers={"Auto-Submitted": "auto-generated"},
            reader_headers={},
        )
