"""Mail that came back: whom it is about, what it says, and what follows. Nothing that a stranger writes ends anything."""

from __future__ import annotations

import mailbox as boxes
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from notifier.bounces import ReportKind, read_report
from notifier.links import read_return_address, return_address
from notifier.policy import POLICY
from notifier.returns import read_mailbox, take_report
from tests.notifier.office import Office, Scripted, office
from tests.notifier.public import event
from watcher import DeliveryError

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit" / "hostile_corpus" / "mail"


NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, bounces="bounces@example.org") as opened:
        yield opened


def sent_to(post: Office, *names: str) -> dict[str, str]:
    """Sends one event to each, and says from which return address each mail went out."""
    for name in names:
        if post.people.subscriber(f"{name}@example.org") is None:
            post.subscribe(f"{name}@example.org")
    post.log.all.append(replace(event(len(post.log.all) + 1), at=post.now))
    server = Scripted()
    post.deliver(server)
    return {address.partition("@")[0]: sender for sender, address, _ in server.tried}


def dsn(to: str, status: str = "5.1.1", action: str = "failed", diagnostic: str = "smtp; 550 no", headers: str = "") -> bytes:
    """A delivery report in the shape of RFC 3464."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.test
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; somebody-else@example.org
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--b
Content-Type: text/rfc822-headers

{headers or "Subject: Update"}

--b--
""".encode()


def complaint(to: str, returned: str, kind: str = "abuse") -> bytes:
    """A complaint in the shape of RFC 5965."""
    return f"""From: fbl@mailhost.example.test
To: {to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a report about a message.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Test/1
Version: 1

--b
Content-Type: message/rfc822

Return-Path: <{returned}>
From: alerts@example.org
Subject: Update

Text
--b--
""".encode()


def addresses(post: Office) -> list[str]:
    return [s.address.partition("@")[0] for s in post.people.subscriptions()]


def test_a_hard_bounce_ends_everything_for_its_address_and_for_no_other(post: Office) -> None:
    senders = sent_to(post, "gone", "here")
    assert take_report(dsn(senders["gone"]), post.mailbox, post.settings, post.now).kind is ReportKind.HARD
    assert addresses(post) == ["here"]
    assert post.people.suppressions() == {"hard-bounce": 1}


def test_whoever_does_not_exist_is_not_written_to_however_often_somebody_signs_them_up(post: Office) -> None:
    senders = sent_to(post, "gone")
    take_report(dsn(senders["gone"]), post.mailbox, post.settings, post.now)
    post.now += timedelta(days=2)
    post.client().post("/subscribe", data={"topic": "all", "frequency": "daily", "address": "GONE@example.org"})
    assert post.deliver().sent == 0


def test_a_complaint_ends_everything_at_once_wherever_it_comes_in(post: Office) -> None:
    senders = sent_to(post, "cross", "calm")
    take_report(complaint("abuse@example.org", senders["cross"]), post.mailbox, post.settings, post.now)
    assert addresses(post) == ["calm"]
    take_report(complaint("abuse@example.org", senders["calm"], "not-spam"), post.mailbox, post.settings, post.now)
    assert addresses(post) == ["calm"]


def test_soft_bounces_are_counted_by_day_and_end_the_subscription_at_the_stated_count(post: Office) -> None:
    for day in range(1, POLICY.soft_bounces + 1):
        sender = sent_to(post, "full")["full"]
        for _ in range(3):  # several on one day are one
            take_report(dsn(sender, "5.2.2", diagnostic="smtp; 552 full"), post.mailbox, post.settings, post.now)
        assert (addresses(post) == ["full"]) is (day < POLICY.soft_bounces)
        post.now += timedelta(days=1)
    assert post.people.suppressions() == {"soft-bounces": 1}


def test_soft_bounces_long_ago_are_forgiven(post: Office) -> None:
    for _ in range(POLICY.soft_bounces * 2):
        take_report(dsn(sent_to(post, "full")["full"], "4.2.2"), post.mailbox, post.settings, post.now)
        post.now += timedelta(days=10)
    assert addresses(post) == ["full"]


@pytest.mark.parametrize(
    ("status", "action", "diagnostic", "kind"),
    [
        ("5.1.1", "failed", "smtp; 550 5.1.1", ReportKind.HARD),
        ("5.1.10", "failed", "", ReportKind.HARD),
        ("5.2.1", "failed", "smtp; 550 disabled", ReportKind.HARD),
        ("5.0.0", "failed", "smtp; 550 5.1.1 user unknown", ReportKind.HARD),
        ("5.0.0", "failed", "smtp; 550 No such user here", ReportKind.HARD),
        ("5.0.0", "failed", "smtp; 550 go away", ReportKind.SOFT),
        ("5.2.2", "failed", "smtp; 552 over quota", ReportKind.SOFT),
        ("5.4.4", "failed", "", ReportKind.SOFT),
        ("4.4.7", "failed", "delivery time expired", ReportKind.SOFT),
        ("5.7.1", "failed", "smtp; 554 5.7.1 listed", ReportKind.POLICY),
        ("4.4.1", "delayed", "", ReportKind.OTHER),
        ("2.0.0", "delivered", "", ReportKind.OTHER),
    ],
)
def test_what_a_report_says(status: str, action: str, diagnostic: str, kind: ReportKind) -> None:
    assert read_report(dsn("x@y.z", status, action, diagnostic), lambda address: 1).kind is kind


@pytest.mark.parametrize(
    "forged",
    ["bounces@example.org", "bounces+1@example.org", "bounces+1.aaaaaaaaaaaaaaaa@example.org", "bounces+.@example.org",
     "bounces+1.aaaaaaaaaaaaaaaa@evil.test"],
)  # fmt: skip
def test_a_report_to_an_address_that_we_never_gave_out_ends_nothing(post: Office, forged: str) -> None:
    sent_to(post, "victim")
    for raw in (dsn(forged), complaint(forged, forged)):
        report = take_report(raw, post.mailbox, post.settings, post.now)
        assert report.row is None
    assert addresses(post) == ["victim"]


def test_a_return_address_is_for_one_row_and_survives_a_change_of_case() -> None:
    made = return_address(b"secret", "bounces@example.org", 12)
    assert len(made.partition("@")[0]) <= 64
    assert read_return_address(b"secret", "bounces@example.org", made.upper()) == 12
    assert read_return_address(b"secret", "bounces@example.org", made.replace("+12.", "+13.")) is None
    assert read_return_address(b"other", "bounces@example.org", made) is None


def test_an_absent_person_s_reply_is_no_bounce(post: Office) -> None:
    sender = sent_to(post, "away")["away"]
    reply = f"From: away@example.org\nTo: {sender}\nAuto-Submitted: auto-replied\n\nI am away. 550 5.1.1 is my room.\n"
    assert take_report(reply.encode(), post.mailbox, post.settings, post.now).kind is ReportKind.OTHER
    assert addresses(post) == ["away"]


def test_a_report_in_no_standard_shape_is_read_where_a_mail_system_sent_it(post: Office) -> None:
    sender = sent_to(post, "gone")["gone"]
    old = f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.test
To: {sender}
Subject: failure notice

Hi. This is the qmail-send program at mx.example.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<gone@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)
"""
    assert take_report(old.encode(), post.mailbox, post.settings, post.now).kind is ReportKind.HARD
    assert addresses(post) == []


def test_a_bounced_confirmation_is_the_last_thing_that_address_gets(post: Office) -> None:
    post.client().post("/subscribe", data={"topic": "all", "frequency": "daily", "address": "typo@example.org"})
    server = Scripted()
    post.deliver(server)
    take_report(dsn(server.tried[0][0]), post.mailbox, post.settings, post.now)
    assert post.people.subscriber("typo@example.org") is None
    assert post.people.suppressions() == {"hard-bounce": 1}


def test_a_maildir_is_read_once_and_what_was_understood_is_deleted(post: Office, tmp_path: Path) -> None:
    senders = sent_to(post, "gone", "here")
    box = boxes.Maildir(tmp_path / "returned")
    box.add(dsn(senders["gone"]))
    box.add(b"From: a@b.c\nTo: bounces@example.org\nSubject: hello\n\nA letter from a person.\n")
    box.add(b"\xff\xfe broken")
    counts = read_mailbox(tmp_path / "returned", post.mailbox, post.settings, post.now)
    assert counts == {"hard": 1, "not ours": 2}
    assert addresses(post) == ["here"]
    assert read_mailbox(tmp_path / "returned", post.mailbox, post.settings, post.now) == {}
    assert len(boxes.Maildir(tmp_path / "returned")) == 2


@pytest.mark.parametrize(
    "hostile",
    [b"Content-Type: text/plain; charset*=a\n\n550 5.1.1", NESTED,
     b"Content-Type: multipart/report; report-type=delivery-status\n\n", b"\x00" * 1000],
)  # fmt: skip
def test_one_hostile_message_stops_no_other(post: Office, tmp_path: Path, hostile: bytes) -> None:
    senders = sent_to(post, "gone")
    box = boxes.Maildir(tmp_path / "returned")
    for name, raw in (("1", b"Return-Path: <>\nFrom: MAILER-DAEMON@x\n" + hostile), ("2", dsn(senders["gone"]))):
        (tmp_path / "returned" / "new" / name).write_bytes(raw)
    assert len(box) == 2
    assert read_mailbox(tmp_path / "returned", post.mailbox, post.settings, post.now)["hard"] == 1
    assert addresses(post) == []


def test_a_folder_that_is_no_maildir_is_said_plainly(post: Office, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="not a Maildir"):
        read_mailbox(tmp_path, post.mailbox, post.settings, post.now)


@pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
@pytest.mark.parametrize(
    ("file", "kind"),
    [("hard", ReportKind.HARD), ("soft", ReportKind.OTHER), ("full", ReportKind.SOFT), ("policy", ReportKind.POLICY),
     ("complaint", ReportKind.COMPLAINT), ("autoreply", ReportKind.OTHER), ("spoof", ReportKind.OTHER)],
)  # fmt: skip
def test_the_kit_s_reports_are_read_as_what_they_are(file: str, kind: ReportKind) -> None:
    """Its "soft" one is of a delay, which the mail may still survive: nothing is counted for that."""
    raw = (KIT / f"bounce_{file}.eml").read_bytes()
    assert read_report(raw, lambda address: None).kind is kind
    assert read_report(raw, lambda address: None).row is None
