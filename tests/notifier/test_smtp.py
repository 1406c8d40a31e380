"""The real transport against real servers on loopback: what each answer means, and what is done when a line breaks."""

from __future__ import annotations

import asyncio
import email
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from notifier.model import Answer, AnswerKind
from notifier.send import SmtpTransport, kind_of
from notifier.settings import Settings
from tests.notifier.office import Office, office
from tests.notifier.public import event

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit" / "bad_smtp.py"
needs_kit = pytest.mark.skipif(not KIT.is_file(), reason="the fault kit (../shared/kit) is not on this machine")
MESSAGE = b"To: a@example.org\r\nMessage-ID: <1@example.org>\r\nSubject: x\r\n\r\n" + b"A line of text.\r\n" * 40 + b".x\r\n"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def smtp(replies: Sequence[str]) -> Iterator[tuple[int, list[Any]]]:
    """A server that answers the final dots as told, then takes everything."""
    from aiosmtpd.controller import Controller

    taken: list[Any] = []
    answers = iter(replies)

    class Handler:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
            taken.append(envelope)
            return next(answers, "250 taken")

    port = free_port()
    controller = Controller(Handler(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield port, taken
    finally:
        controller.stop()


def by_smtp(post: Office, port: int, **changes: Any) -> SmtpTransport:
    changes = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "smtp_connections": 1, **changes}
    return SmtpTransport(replace(post.settings, **changes))


def one(transport: SmtpTransport, address: str = "a@example.org") -> Answer:
    async def send() -> Answer:
        line = transport.line()
        try:
            return await line.send(MESSAGE, "planwatch@example.org", address)
        finally:
            await line.close()

    return asyncio.run(send())


def test_a_real_mail_server_takes_refuses_and_postpones(post: Office) -> None:
    for name in "abc":
        post.subscribe(f"{name}@example.org")
    post.log.all = [event(1)]
    with smtp(["250 taken", "451 later", "554 no"]) as (port, taken):
        done = post.deliver(by_smtp(post, port))
    assert (done.sent, done.deferred, done.failed) == (1, 1, 1)
    assert [len(e.rcpt_tos) for e in taken] == [1, 1, 1]
    assert len({e.mail_from for e in taken}) == 3
    assert all(e.mail_from.startswith("alerts+") for e in taken)


def test_a_pool_of_lines_sends_each_mail_once(post: Office) -> None:
    for n in range(60):
        post.subscribe(f"r{n}@example.org")
    post.log.all = [event(1)]
    with smtp([]) as (port, taken):
        assert post.deliver(by_smtp(post, port, smtp_connections=4)).sent == 60
    assert sorted(e.rcpt_tos[0] for e in taken) == sorted(f"r{n}@example.org" for n in range(60))
    assert len({e.content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for e in taken}) == 60


@pytest.mark.parametrize("address", ['"a b"@example.org', '"a@b"@example.org', "-oQ/tmp@example.org", "bücher@example.org"])
def test_unusual_addresses_reach_the_envelope_as_they_are(post: Office, address: str) -> None:
    with smtp([]) as (port, taken):
        assert one(by_smtp(post, port), address).kind is AnswerKind.TAKEN
    assert taken[0].rcpt_tos == [address]
    assert taken[0].content.replace(b"\r\n", b"\n").endswith(b"\n.x\n")


def test_tls_is_not_given_up_because_a_server_lacks_it(post: Office) -> None:
    with smtp([]) as (port, taken):
        answer = one(by_smtp(post, port, smtp_tls="starttls"))
    assert answer.kind is AnswerKind.SERVER_DOWN
    assert not taken


@pytest.mark.parametrize(
    ("code", "words", "of_recipient", "kind"),
    [
        (450, "4.2.0 later", True, AnswerKind.LATER),
        (421, "closing", False, AnswerKind.LATER),
        (550, "5.1.1 unknown", True, AnswerKind.NO_SUCH_ADDRESS),
        (550, "no such user", True, AnswerKind.NO_SUCH_ADDRESS),
        (550, "5.7.1 listed", True, AnswerKind.REFUSED),
        (552, "5.2.2 full", True, AnswerKind.REFUSED),
        (554, "5.1.1 said after the data", False, AnswerKind.REFUSED),
        (550, "5.1.8 sender's domain not found", True, AnswerKind.REFUSED),  # ours, not theirs
        (550, "relay not permitted", True, AnswerKind.REFUSED),
        (530, "5.7.0 Must issue a STARTTLS command first", False, AnswerKind.SERVER_DOWN),
    ],
)
def test_what_a_refusal_means(code: int, words: str, of_recipient: bool, kind: AnswerKind) -> None:
    assert kind_of(code, words, of_recipient) is kind


@contextmanager
def bad_smtp(folder: Path, *options: str) -> Iterator[tuple[int, Path]]:
    """The kit's server, whose behaviour hangs on the recipient's domain."""
    port = free_port()
    command = [sys.executable, str(KIT), "serve", "--port", str(port), "--dir", str(folder), "--no-starttls", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except ConnectionRefusedError:
                continue
        yield port, folder
    finally:
        process.terminate()
        process.communicate()


def kept(folder: Path) -> list[tuple[str, str]]:
    """(recipient, Message-ID) of everything that the kit's server said 250 to or took without a word."""
    found = []
    for file in sorted((folder / "maildir" / "new").iterdir()):
        message = email.message_from_bytes(file.read_bytes())
        found.append((str(message["To"]), str(message["Message-ID"])))
    return found


@needs_kit
@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("ok.test", AnswerKind.TAKEN),
        ("rcpt-450.test", AnswerKind.LATER),
        ("rcpt-550.test", AnswerKind.NO_SUCH_ADDRESS),
        ("rcpt-552.test", AnswerKind.REFUSED),
        ("data-451.test", AnswerKind.LATER),
        ("data-554.test", AnswerKind.REFUSED),
        ("drop-data.test", AnswerKind.LATER),
        ("drop-before-dot.test", AnswerKind.LATER),
        ("drop-after-dot.test", AnswerKind.LATER),
        ("greylist.test", AnswerKind.LATER),
    ],
)
def test_each_fault_of_the_kit_s_server_is_answered_as_it_should_be(
    post: Office, tmp_path: Path, domain: str, kind: AnswerKind
) -> None:
    with bad_smtp(tmp_path / "mx") as (port, _):
        assert one(by_smtp(post, port), f"x@{domain}").kind is kind


@needs_kit
def test_a_line_lost_after_the_final_dot_means_the_same_message_again(post: Office, tmp_path: Path) -> None:
    post.subscribe("x@drop-after-dot.example")
    post.log.all = [event(1)]
    raws = []

    class Watching:
        """The kit's faults go by domains under .test, to which nobody can be subscribed."""

        lines = 1

        def __init__(self, inner: SmtpTransport) -> None:
            self._line = inner.line()

        def line(self) -> Watching:
            return self

        async def send(self, raw: bytes, sender: str, address: str) -> Answer:
            raws.append(raw)
            return await self._line.send(raw, sender, address.replace(".example", ".test"))

        async def close(self) -> None:
            await self._line.close()

    with bad_smtp(tmp_path / "mx") as (port, folder):
        assert post.deliver(Watching(by_smtp(post, port))).deferred == 1
        post.deliver(Watching(by_smtp(post, port)), minutes=30)
        ids = {identity for _, identity in kept(folder)}
    assert len(ids) == 1
    assert raws[0] == raws[1]


@needs_kit
def test_a_server_that_refuses_our_login_stops_the_queue(post: Office, tmp_path: Path) -> None:
    for n in range(20):
        post.subscribe(f"r{n}@example.org")
    post.log.all = [event(1)]
    with bad_smtp(tmp_path / "mx", "--auth-reply", "535") as (port, _):
        done = post.deliver(by_smtp(post, port, smtp_user="us", smtp_password="hunter2"))
    assert done.sent == 0
    assert done.down
    assert "hunter2" not in json.dumps(done.down)
    assert post.mailbox.outbox.counts() == {"queued": 20}


def test_a_password_is_never_shown() -> None:
    assert "hunter2" not in repr(Settings(Path(), smtp_password="hunter2", secret=b"hunter2", apprise=("x://hunter2",)))
