"""From an event to a mail in somebody's box: who is owed what, when, once."""

from __future__ import annotations

import email
import email.policy
import mailbox as boxes
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifier.deliver import deliver, enqueue
from notifier.digest import last_digest
from notifier.emails import compose
from notifier.links import UNSUBSCRIBE, read_token, token
from notifier.mailbox import Mailbox
from notifier.model import Frequency, Owed, Subscription
from notifier.send import MaildirTransport, SmtpTransport
from notifier.settings import Settings
from service import leave
from tests.notifier.public import EVIL, NOW, PLAN, event
from watcher import ArchiveCorrupt, ConfigurationError, DeliveryError, Event, Hunk, HunkKind

COMMITMENTS = {c.id: c for c in PLAN.commitments}


class Log:
    def __init__(self, *events: Event) -> None:
        self.all: list[Event] = list(events)

    def events(self, *, after: int = 0, commitment_id: str | None = None, limit: int | None = None) -> list[Event]:
        return [e for e in self.all if e.id > after]


class Down:
    """A transport that refuses, for a while or for good."""

    def __init__(self, permanent: bool) -> None:
        self.permanent = permanent

    def __enter__(self) -> Down:
        return self

    def __exit__(self, *unused: object) -> None:
        pass

    def send(self, raw: bytes, address: str) -> None:
        raise DeliveryError("refused", permanent=self.permanent)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox.open(tmp_path / "notifier.db", now=NOW) as opened:
        yield opened


def settings(folder: Path, **changes: Any) -> Settings:
    return Settings(folder, secret=b"secret", public_url="https://example.org", **changes)


def inbox(folder: Path) -> list[email.message.EmailMessage]:
    read = [email.message_from_bytes(m.as_bytes(), policy=email.policy.default) for m in boxes.Maildir(folder / "maildir")]
    return sorted(read, key=lambda m: str(m["Subject"]))  # type: ignore[arg-type,return-value]


def run(log: Log, box: Mailbox, folder: Path, now: datetime) -> Any:
    return deliver(log, box, PLAN.commitments, settings(folder), MaildirTransport(folder / "maildir"), now)


def test_an_event_reaches_those_who_asked_for_it_once(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "commitment:template", Frequency.IMMEDIATELY, now=NOW, after=0)
    box.subscribe("b@example.org", "commitment:npq", Frequency.IMMEDIATELY, now=NOW, after=0)
    log = Log(event(1))
    assert run(log, box, tmp_path, NOW).sent == 1
    assert run(log, box, tmp_path, NOW).sent == 0
    (mail,) = inbox(tmp_path)
    assert mail["To"] == "a@example.org"


def test_a_new_subscriber_gets_no_old_news(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "all", Frequency.IMMEDIATELY, now=NOW, after=5)
    assert run(Log(event(5), event(6)), box, tmp_path, NOW).sent == 1


def test_one_person_with_two_topics_gets_one_mail_for_one_event(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "all", Frequency.IMMEDIATELY, now=NOW, after=0)
    box.subscribe("A@EXAMPLE.org", "commitment:template", Frequency.IMMEDIATELY, now=NOW, after=0)
    assert run(Log(event(1)), box, tmp_path, NOW).sent == 1


def test_the_mail_says_promised_found_what_changed_why_and_how_to_stop(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "commitment:template", Frequency.IMMEDIATELY, now=NOW, after=0)
    run(Log(event(1)), box, tmp_path, NOW)
    (mail,) = inbox(tmp_path)
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in (
        "PROMISED",
        "FOUND",
        "- We will publish",
        "+ We will explore",
        "because you asked",
        "To stop it: https://example.org",
    ):
        assert words in text, words
    markup = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in markup
    assert mail["Subject"] == "News number 1."
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "<alerts.localhost>" in mail["List-Id"]


def test_headers_are_whole_and_nothing_foreign_becomes_one(tmp_path: Path) -> None:
    subscription = Subscription(10**12, "a@example.org", "all", Frequency.IMMEDIATELY, 0, NOW)
    long = settings(tmp_path, sender="alerts@example.org")
    long = replace(long, public_url="https://" + "a" * 150 + ".example.org")
    made = compose(Owed(subscription, "event:1", (event(1, sentence=EVIL + "\r\nBcc: x@y.z\u2028"),)), long, COMMITMENTS, NOW)
    head = made.raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    (line,) = [part for part in head.split(b"\r\n") if part.startswith(b"List-Unsubscribe:")]
    assert line.endswith(b">")
    assert b"=?" not in line
    assert max(map(len, made.raw.split(b"\r\n"))) < 998


def test_a_huge_change_makes_a_small_mail(tmp_path: Path) -> None:
    hunks = tuple(Hunk(HunkKind.CHANGED, f"{n} old " * 400, f"{n} new " * 400) for n in range(500))
    subscription = Subscription(1, "a@example.org", "all", Frequency.IMMEDIATELY, 0, NOW)
    made = compose(Owed(subscription, "event:1", (replace(event(1), hunks=hunks),)), settings(tmp_path), COMMITMENTS, NOW)
    assert len(made.raw) < 150_000
    assert b"more on the page below" in made.raw


def test_mails_about_one_promise_are_one_thread(tmp_path: Path) -> None:
    subscription = Subscription(1, "a@example.org", "all", Frequency.IMMEDIATELY, 0, NOW)
    made = [compose(Owed(subscription, f"event:{n}", (event(n),)), settings(tmp_path), COMMITMENTS, NOW) for n in (1, 2)]
    read = [email.message_from_bytes(m.raw) for m in made]
    assert read[0]["References"] == read[1]["References"]
    assert read[0]["Message-ID"] != read[1]["Message-ID"]


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2026-10-24T07:29:00+00:00", "2026-10-23", "2026-10-17"),  # 08:29 in summer time, a Saturday
        ("2026-10-24T07:30:00+00:00", "2026-10-24", "2026-10-24"),
        ("2026-10-25T08:29:00+00:00", "2026-10-24", "2026-10-24"),  # the clocks went back
        ("2026-10-25T08:30:00+00:00", "2026-10-25", "2026-10-24"),
        ("2026-03-29T07:30:00+00:00", "2026-03-29", "2026-03-28"),  # the clocks went forward
    ],
)
def test_digests_are_due_at_half_past_eight_in_london_across_the_clock_changes(now: str, daily: str, weekly: str) -> None:
    at = datetime.fromisoformat(now)
    assert last_digest(Frequency.DAILY, at).isoformat() == daily
    assert last_digest(Frequency.WEEKLY, at).isoformat() == weekly


def test_a_missed_digest_is_made_up_once_and_nothing_due_sends_nothing(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "all", Frequency.DAILY, now=NOW, after=0)
    log = Log(event(1), event(2))
    assert run(log, box, tmp_path, NOW + timedelta(hours=1)).sent == 0
    later = NOW + timedelta(days=4)
    assert run(log, box, tmp_path, later).sent == 1
    assert run(log, box, tmp_path, later + timedelta(days=1)).sent == 0
    (mail,) = inbox(tmp_path)
    assert str(mail["Subject"]).startswith("2 changes: ")


def test_a_refusal_for_now_is_tried_again_under_the_same_message_id(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "all", Frequency.IMMEDIATELY, now=NOW, after=0)
    log = Log(event(1))
    done = deliver(log, box, PLAN.commitments, settings(tmp_path), Down(permanent=False), NOW)
    assert (done.queued, done.deferred) == (1, 1)
    assert run(log, box, tmp_path, NOW + timedelta(minutes=1)).sent == 0
    assert run(log, box, tmp_path, NOW + timedelta(minutes=30)).sent == 1


def test_a_refusal_for_good_is_final(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "all", Frequency.IMMEDIATELY, now=NOW, after=0)
    assert deliver(Log(event(1)), box, PLAN.commitments, settings(tmp_path), Down(permanent=True), NOW).failed == 1
    assert run(Log(event(1)), box, tmp_path, NOW + timedelta(days=1)).sent == 0


def test_a_claim_left_by_a_dead_process_is_taken_over_after_ten_minutes(box: Mailbox, tmp_path: Path) -> None:
    box.subscribe("a@example.org", "all", Frequency.IMMEDIATELY, now=NOW, after=0)
    enqueue(Log(event(1)), box, PLAN.commitments, settings(tmp_path), NOW)
    first = box.claim(NOW)
    assert first is not None
    assert box.claim(NOW + timedelta(minutes=9)) is None
    again = box.claim(NOW + timedelta(minutes=11))
    assert again is not None
    assert again.message_id == first.message_id


def test_who_has_left_gets_nothing_even_if_it_was_queued(box: Mailbox, tmp_path: Path) -> None:
    made = box.subscribe("a@example.org", "all", Frequency.IMMEDIATELY, now=NOW, after=0)
    enqueue(Log(event(1)), box, PLAN.commitments, settings(tmp_path), NOW)
    assert leave(tmp_path, b"secret", token(b"secret", UNSUBSCRIBE, made.id), lambda: NOW)
    assert not leave(tmp_path, b"secret", token(b"secret", UNSUBSCRIBE, made.id), lambda: NOW)
    assert box.claim(NOW) is None
    assert b"a@example.org" not in (tmp_path / "notifier.db").read_bytes() or box.subscriptions() == []


@pytest.mark.parametrize("forged", ["", "1", "1.", "1.AAAA", "-1.x", "9" * 40 + ".x", "1.é", "x.y"])
def test_a_forged_link_does_nothing(forged: str) -> None:
    assert read_token(b"secret", UNSUBSCRIBE, forged) is None
    assert read_token(b"secret", "other", token(b"secret", UNSUBSCRIBE, 1)) is None


@contextmanager
def smtp(replies: Sequence[str]) -> Iterator[tuple[int, list[Any]]]:
    from aiosmtpd.controller import Controller

    taken: list[Any] = []
    answers = iter(replies)

    class Handler:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
            taken.append(envelope)
            return next(answers)

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, taken
    finally:
        controller.stop()


def test_a_real_mail_server_takes_refuses_and_postpones(box: Mailbox, tmp_path: Path) -> None:
    for name in "abc":
        box.subscribe(f"{name}@example.org", "all", Frequency.IMMEDIATELY, now=NOW, after=0)
    with smtp(["250 taken", "451 later", "554 no"]) as (port, taken):
        server = SmtpTransport(settings(tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none"))
        done = deliver(Log(event(1)), box, PLAN.commitments, settings(tmp_path), server, NOW)
    assert (done.sent, done.deferred, done.failed) == (1, 1, 1)
    assert [len(e.rcpt_tos) for e in taken] == [1, 1, 1]


def test_tls_is_not_given_up_because_a_server_lacks_it(tmp_path: Path) -> None:
    with smtp(["250 taken"]) as (port, taken):
        server = SmtpTransport(settings(tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="starttls"))
        with server, pytest.raises(DeliveryError):
            server.send(b"Subject: x\r\n\r\nx", "a@example.org")
    assert not taken


def test_a_foreign_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notifier.db").write_bytes(b"not a database at all, but somebody's only copy of something")
    with pytest.raises(ArchiveCorrupt):
        Mailbox.open(tmp_path / "notifier.db", now=NOW)
    assert (tmp_path / "notifier.db").read_bytes().startswith(b"not a database")


def test_wrong_settings_are_named_all_at_once_without_their_values(tmp_path: Path) -> None:
    wrong = {"PLANWATCH_SMTP_PORT": "x", "PLANWATCH_SMTP_TLS": "none", "PLANWATCH_SMTP_PASSWORD": "hunter2", "PLANWATCH_FROM": "a"}
    with pytest.raises(ConfigurationError) as told:
        Settings.from_environment(wrong, tmp_path)
    assert len(told.value.mistakes) == 3
    assert "hunter2" not in str(told.value)


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = Settings.from_environment({}, tmp_path / "state").secret
    assert Settings.from_environment({}, tmp_path / "state").secret == first
    assert (tmp_path / "state" / "secret").stat().st_mode & 0o777 == 0o600
