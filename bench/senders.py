"""One way of sending mail to many, measured in this process, which does nothing else: JSON on standard output.

    python -m bench.senders make STATE COUNT         makes the installation and measures nothing
    python -m bench.senders WAY STATE PORT [LINES]

Ways: ``planwatch`` is the product; ``plain`` builds each message with EmailMessage and sends it with smtplib on one
connection; ``prebuilt`` is the same loop with every message built before the clock starts.
"""

from __future__ import annotations

import json
import resource
import smtplib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from bench import scene
from notifier.deliver import deliver
from notifier.digest import owed
from notifier.emails import compose, message_id
from notifier.letter import ADDRESS, LEAVE, MESSAGE_ID, fill
from notifier.links import leaving_token
from notifier.mailbox import Mailbox
from notifier.model import Channel
from notifier.send import SmtpTransport
from notifier.settings import Settings
from notifier.topics import Topics
from service import News
from watcher.archive import Archive
from watcher.commands import now

_TOKEN = "a" * 26
"""Stands for each reader's own link while a content is read back from a letter of the product."""


def planwatch(settings: Settings) -> Callable[[], int]:
    import aiosmtplib  # noqa: F401  # its loading is the program's, as smtplib's is

    catalogue = scene.catalogue()
    archive = Archive.open(settings.state / "watcher.db", now=now())
    mailbox = Mailbox.open(settings.state / "notifier.db")
    transports = {Channel.MAIL: SmtpTransport(settings)}
    return lambda: deliver(News(archive), mailbox, Topics(catalogue.plans), settings, transports, now, sole=True).sent


@dataclass(frozen=True)
class Content:
    """What the plain loop starts from: the words of one topic's mail, rendered already."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


@dataclass(frozen=True)
class Reader:
    address: str
    content: Content
    token: str
    message_id: str


def readers(settings: Settings) -> list[Reader]:
    """Everybody with the same words and headers as the product would send, all of it worked out beforehand."""
    topics = Topics(scene.catalogue().plans)
    with Archive.open(settings.state / "watcher.db", now=now()) as archive, Mailbox.open(settings.state / "notifier.db") as mailbox:
        found = owed(mailbox.people.subscriptions(), News(archive).events(), topics.commitments, now())
    contents: dict[str, Content] = {}
    made = []
    for o in found:
        (subscription,) = o.subscriptions
        if subscription.topic not in contents:
            contents[subscription.topic] = _content(compose(o, settings, topics, now()).raw)
        token = leaving_token(settings.secret, subscription.seed, o.scope)
        identity = message_id(settings, o.subscriber_id, o.key)
        made.append(Reader(subscription.address, contents[subscription.topic], token, identity))
    return made


def _content(letter: bytes) -> Content:
    """A letter's words and headers, without those that say how it was encoded."""
    read: Any = message_from_bytes(fill(letter, {ADDRESS: "", MESSAGE_ID: "", LEAVE: _TOKEN}), policy=SMTP)
    left_out = {"to", "message-id", "mime-version", "content-type", "content-transfer-encoding"}
    headers = tuple((name, str(value)) for name, value in read.items() if name.lower() not in left_out)
    text, html = (str(read.get_body((kind,)).get_content()) for kind in ("plain", "html"))
    return Content(headers, text, html)


def build(reader: Reader) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["To"] = reader.address
    message["Message-ID"] = reader.message_id
    for name, value in reader.content.headers:
        message[name] = value.replace(_TOKEN, reader.token)
    message.set_content(reader.content.text.replace(_TOKEN, reader.token))
    message.add_alternative(reader.content.html.replace(_TOKEN, reader.token), subtype="html")
    return message.as_bytes()


def plain(settings: Settings) -> Callable[[], int]:
    everybody = readers(settings)
    return lambda: _send(settings, ((r.address, build(r)) for r in everybody))


def prebuilt(settings: Settings) -> Callable[[], int]:
    messages = [(r.address, build(r)) for r in readers(settings)]
    return lambda: _send(settings, iter(messages))


def _send(settings: Settings, messages: Iterator[tuple[str, bytes]]) -> int:
    """How many the server took; raises what smtplib raises where it did not."""
    sent = 0
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, local_hostname="planwatch.example.org") as server:
        for address, raw in messages:
            server.sendmail(settings.returns, [address], raw)
            sent += 1
    return sent


WAYS: dict[str, Callable[[Settings], Callable[[], int]]] = {"planwatch": planwatch, "plain": plain, "prebuilt": prebuilt}


def measure(run: Callable[[], int]) -> dict[str, float]:
    """Peaks are of the whole process, in MiB; ``before`` is the peak until the clock starts."""
    before = _peak()
    cpu, wall = time.process_time(), time.perf_counter()
    sent = run()
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    peak = _peak()
    return {
        "sent": sent,
        "seconds": round(seconds, 3),
        "mails_a_second": round(sent / seconds, 1),
        "cpu_ms_a_mail": round(cpu_seconds * 1000 / sent, 3) if sent else 0.0,
        "before_mib": round(before, 1),
        "peak_mib": round(peak, 1),
        "growth_mib": round(peak - before, 1),
    }


def _peak() -> float:
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main(given: Sequence[str]) -> None:
    way, state, number = given[0], Path(given[1]), int(given[2])
    if way == "make":
        scene.make_installation(state, scene.addresses(number))
        return
    lines = int(given[3]) if len(given) > 3 else None
    print(json.dumps(measure(WAYS[way](scene.settings_for(state, number, lines)))))


if __name__ == "__main__":
    main(sys.argv[1:])
