"""A small post office for stories: one mailbox, one event log, one web, a clock that the story moves, and a Maildir."""

from __future__ import annotations

import email
import email.policy
import hashlib
import itertools
import mailbox as boxes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from notifier.addresses import parse_address
from notifier.deliver import Delivered, deliver
from notifier.journey import Journey
from notifier.mailbox import Mailbox
from notifier.model import Answer, Channel, Frequency, Subscription
from notifier.send import TAKEN, Line, MaildirTransport, Transport
from notifier.settings import Settings
from notifier.topics import Topics
from notifier.web import make_app
from tests.notifier.public import NOW, PLAN
from watcher import Event, Hunk

TOPICS = Topics((PLAN,))


class Log:
    """An event log that a test writes by hand. ``differences``: by (first, last) event id."""

    def __init__(self, *events: Event) -> None:
        self.all: list[Event] = list(events)
        self.maintenance: list[Event] = []
        self.differences: dict[tuple[int, int], tuple[Hunk, ...]] = {}

    def events(self, *, after: int = 0) -> list[Event]:
        return [e for e in self.all if e.id > after]

    def latest(self) -> int:
        return max((e.id for e in (*self.all, *self.maintenance)), default=0)

    def difference(self, first: Event, last: Event) -> tuple[Hunk, ...] | None:
        return self.differences.get((first.id, last.id))

    def for_maintainers(self, *, after: int = 0) -> list[Event]:
        return [e for e in self.maintenance if e.id > after]


@dataclass
class Scripted:
    """A transport that answers what a test says: ``answers`` by address, else the same to everybody."""

    answer: Answer = TAKEN
    answers: dict[str, Answer] = field(default_factory=dict)
    lines: int = 1
    tried: list[tuple[str, str, bytes]] = field(default_factory=list)

    def line(self) -> Line:
        return self

    async def send(self, raw: bytes, sender: str, address: str) -> Answer:
        self.tried.append((sender, address, raw))
        return self.answers.get(address, self.answer)

    async def close(self) -> None:
        pass


@dataclass
class Office:
    folder: Path
    mailbox: Mailbox
    settings: Settings
    log: Log = field(default_factory=Log)
    now: datetime = NOW
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def people(self) -> Any:
        return self.mailbox.people

    def random(self, size: int) -> bytes:
        """Different each time and the same in each run."""
        return hashlib.sha256(f"random {next(self.counter)}".encode()).digest()[:size]

    def subscribe(
        self, address: str, topic: str = "all", frequency: Frequency = Frequency.IMMEDIATELY, after: int = 0
    ) -> Subscription:
        return self.mailbox.people.subscribe(
            parse_address(address), topic, frequency, now=self.now, after=after, consent="Said so to a test."
        )

    def deliver(
        self, transport: Transport | None = None, *, minutes: float = 0, others: Mapping[Channel, Transport] | None = None
    ) -> Delivered:
        self.now += timedelta(minutes=minutes)
        transports = {Channel.MAIL: transport or MaildirTransport(self.folder / "maildir"), **(others or {})}
        return deliver(self.log, self.mailbox, TOPICS, self.settings, transports, lambda: self.now, sole=True)

    def inbox(self, address: str = "") -> list[EmailMessage]:
        """What lies in the Maildir, for one address or all, in the order in which it came."""
        folder = self.folder / "maildir" / "new"
        files = sorted(folder.iterdir(), key=lambda f: f.stat().st_mtime_ns) if folder.is_dir() else []
        read = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]
        return [m for m in read if address in ("", str(m["To"]))]  # type: ignore[misc]

    def empty_inbox(self) -> None:
        box = boxes.Maildir(self.folder / "maildir")
        box.clear()

    @contextmanager
    def visit(self) -> Iterator[Journey]:
        with Mailbox.open(self.settings.state / "notifier.db", thorough=False, random=self.random) as mailbox:
            yield Journey(mailbox, self.settings, TOPICS, self.now, self.log.latest)

    def client(self, network: str = "203.0.113.7") -> TestClient:
        """A browser without cookies or script, somewhere on the network."""
        app = make_app(self.folder / "public", self.visit)
        return TestClient(app, base_url="https://example.org", client=(network, 50000), follow_redirects=False)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage, page: str) -> str:
    """The path of the link to a page of the journey that a mail's text holds."""
    found = re.search(rf"https://example\.org(/{page}\?token=[a-z2-7]{{26}})$", text_of(mail), re.M)
    assert found, text_of(mail)
    return found[1]


@contextmanager
def office(folder: Path, **changes: Any) -> Iterator[Office]:
    settings = Settings(folder, **{"secret": b"secret", "public_url": "https://example.org", "sender": "alerts@example.org",
                                   **changes})  # fmt: skip
    with Mailbox.open(folder / "notifier.db") as mailbox:
        yield Office(folder, mailbox, settings)
