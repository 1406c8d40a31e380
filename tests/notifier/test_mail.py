"""From an event to a mail in somebody's box: who is owed what, when, once."""

from __future__ import annotations

import email
import email.policy
import itertools
import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifier.deliver import FIRST_REST, enqueue
from notifier.digest import last_digest
from notifier.emails import compose
from notifier.letter import ADDRESS, LEAVE, MESSAGE_ID, MOST_BYTES, fill, gap_in_text
from notifier.mailbox import STALE, Mailbox, RequestKind
from notifier.model import Answer, AnswerKind, Frequency, Owed, Subscription, Told
from notifier.policy import POLICY
from notifier.settings import Settings
from notifier.words import LONDON
from tests.notifier.office import TOPICS, Office, Scripted, link_in, office, text_of
from tests.notifier.public import EVIL, NOW, event
from watcher import ArchiveCorrupt, ArchiveUnwritable, ConfigurationError, Event, EventKind, Hunk, HunkKind

LATER = Answer(AnswerKind.LATER, "451 try again")


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def owed(*events: Event, number: int = 1) -> Owed:
    subscription = Subscription(number, "a@example.org", "all", Frequency.IMMEDIATELY, 0, NOW, 7, seed=b"seed")
    return Owed((subscription,), f"event:{events[0].id}", tuple(Told(e, e.hunks) for e in events))


def raw_of(o: Owed, **changes: Any) -> bytes:
    """The message as its reader gets it."""
    settings = Settings(Path(), **{"secret": b"secret", "public_url": "https://example.org", **changes})
    letter = compose(o, settings, TOPICS, NOW)
    return fill(letter.raw, {ADDRESS: "a@example.org", MESSAGE_ID: "<x@example.org>", LEAVE: "a" * 26})


def test_an_event_reaches_those_who_asked_for_it_once(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:template")
    post.subscribe("b@example.org", "commitment:npq")
    post.log.all = [event(1)]
    assert post.deliver().sent == 1
    assert post.deliver().sent == 0
    (mail,) = post.inbox()
    assert mail["To"] == "a@example.org"


def test_a_new_subscriber_gets_no_old_news(post: Office) -> None:
    post.subscribe("a@example.org", after=5)
    post.log.all = [event(5), event(6)]
    assert post.deliver().sent == 1


def test_one_person_with_two_topics_gets_one_mail_for_one_event(post: Office) -> None:
    post.subscribe("a@example.org", "all")
    post.subscribe("A@EXAMPLE.org", "commitment:template")
    post.log.all = [event(1)]
    assert post.deliver().sent == 1
    assert "about “One national template" in text_of(post.inbox()[0])


def test_what_was_told_at_once_is_not_told_again_in_a_digest(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:template", Frequency.IMMEDIATELY)
    post.subscribe("a@example.org", "all", Frequency.DAILY)
    post.log.all = [event(1), event(2, commitment_id="npq")]
    assert post.deliver().sent == 1
    post.now += timedelta(days=1)
    assert post.deliver().sent == 1
    assert post.inbox()[-1]["Subject"] == "News number 2."


def test_what_is_quiet_waits_for_a_digest(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:template", Frequency.IMMEDIATELY)
    post.subscribe("b@example.org", "commitment:template", Frequency.DAILY)
    post.log.all = [replace(event(1), detail={"quiet": "yes"})]
    assert post.deliver().sent == 0
    post.now += timedelta(days=1)
    assert post.deliver().sent == 1
    assert post.inbox()[-1]["To"] == "b@example.org"


def test_a_silent_edit_is_mailed_with_the_note_that_was_not_written(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:template")
    post.log.all = [replace(event(1, EventKind.SILENT_EDIT), detail={"unnoted": "Changed “autumn” to “winter”."})]
    post.deliver()
    assert "A note of it could have read: Changed “autumn” to “winter”." in " ".join(text_of(post.inbox()[0]).split())


def test_the_mail_says_promised_found_what_changed_why_and_how_to_stop(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:template")
    post.log.all = [event(1)]
    post.deliver()
    (mail,) = post.inbox()
    text = text_of(mail)
    for words in ("PROMISED", "FOUND", "- We will publish", "+ We will explore", "because you asked"):
        assert words in text, words
    assert link_in(mail, "unsubscribe") in str(mail["List-Unsubscribe"])
    markup = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in markup
    assert mail["Subject"] == "News number 1."
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "<alerts.example.org>" in mail["List-Id"]


def test_headers_are_whole_and_nothing_foreign_becomes_one() -> None:
    long = "https://" + "a" * 150 + ".example.org"
    raw = raw_of(owed(event(1, sentence=EVIL + "\r\nBcc: x@y.z\u2028")), public_url=long)
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    (line,) = [part for part in head.split(b"\r\n") if part.startswith(b"List-Unsubscribe:")]
    assert line == b"List-Unsubscribe: <" + long.encode() + b"/unsubscribe?token=" + b"a" * 26 + b">"
    assert max(map(len, head.split(b"\r\n"))) < 998


def test_a_long_subject_beyond_ascii_is_made_of_short_encoded_words() -> None:
    raw = raw_of(owed(event(1, sentence="Ŵyr y plant: 🙁 " * 12)))
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, re.findall(rb"=\?utf-8\?\S+\?=", head))) <= 75
    assert str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"]).startswith("Ŵyr y plant: 🙁 Ŵyr")


def test_a_page_cannot_have_a_reader_s_link_sent_elsewhere() -> None:
    for word in (gap_in_text(LEAVE, b""), gap_in_text(LEAVE, b"guess"), "\0leave\0"):
        raw = raw_of(owed(event(1, sentence=f"See https://evil.test/?t={word}.")))
        assert b"evil.test/?t=" + b"a" * 26 not in raw.replace(b"=\r\n", b"").replace(b"=3D", b"=")


def test_what_no_message_can_hold_stops_no_mail() -> None:
    assert b"before" in raw_of(owed(event(1, sentence="before \ud800 \0 after")))


@pytest.mark.parametrize("length", range(0, 60, 3))
def test_the_link_survives_quoted_printable_wherever_a_line_breaks(length: int) -> None:
    raw = raw_of(owed(event(1)), public_url=f"https://{'a' * length}b.example.org")
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    read = email.message_from_bytes(raw, policy=email.policy.default)
    for kind in ("plain", "html"):
        assert f"b.example.org/unsubscribe?token={'a' * 26}" in read.get_body((kind,)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("word", ["old ", "ŵ€ ", "🙁 ", "条"])
def test_however_long_the_change_the_mail_stays_small(word: str) -> None:
    hunks = tuple(Hunk(HunkKind.CHANGED, word * 4000, f"{n} new " * 400, context=word * 900) for n in range(500))
    many = [replace(event(n), hunks=hunks, sentence=word * 900) for n in range(1, 200)]
    raw = raw_of(owed(*many))
    assert len(raw) < MOST_BYTES
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert "more on the page below" in read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "unsubscribe?token=" in read.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_mails_about_one_promise_are_one_thread() -> None:
    made = [email.message_from_bytes(raw_of(owed(event(n)))) for n in (1, 2)]
    assert made[0]["References"] == made[1]["References"] is not None


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


def test_a_missed_digest_is_made_up_once_and_nothing_due_sends_nothing(post: Office) -> None:
    post.subscribe("a@example.org", "all", Frequency.DAILY)
    post.log.all = [event(1), event(2)]
    assert post.deliver(minutes=60).sent == 0
    post.now = NOW + timedelta(days=4)
    assert post.deliver().sent == 1
    post.now += timedelta(days=1)
    assert post.deliver().sent == 0
    (mail,) = post.inbox()
    assert str(mail["Subject"]).startswith("2 changes: ")


@pytest.mark.parametrize("around", ["2026-03-28", "2026-10-24"])
@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY])
def test_over_both_clock_changes_each_digest_comes_once_at_half_past_eight(post: Office, around: str, frequency: Frequency) -> None:
    post.now = datetime.fromisoformat(f"{around}T00:00:00+00:00") - timedelta(days=8)
    post.subscribe("a@example.org", "all", frequency)
    moments = []
    for quarter in range(4 * 24 * 17):
        post.now += timedelta(minutes=15)
        if quarter % 48 == 0:
            post.log.all.append(replace(event(len(post.log.all) + 1), at=post.now))
        moments += [post.now] * post.deliver().sent
    local = [m.astimezone(LONDON) for m in moments]
    assert {m.strftime("%H:%M") for m in local} == {"08:30"}
    days = [m.date() for m in local]
    step = timedelta(days=1 if frequency is Frequency.DAILY else 7)
    assert len(days) >= 2
    assert all(b - a == step for a, b in itertools.pairwise(days))
    assert frequency is Frequency.DAILY or {d.weekday() for d in days} == {5}


def test_an_event_recorded_late_is_told_once_whatever_its_time(post: Office) -> None:
    """The clock was set back over half past eight: ids and times do not rise together."""
    post.subscribe("a@example.org", "all", Frequency.DAILY)
    moment = datetime.fromisoformat("2026-01-11T08:30:00+00:00")
    seconds = (-60, 5, -5, 10, -2)
    post.log.all = [replace(event(n), at=moment + timedelta(seconds=s)) for n, s in enumerate(seconds, 1)]
    for day in range(4):
        post.now = moment + timedelta(days=day, minutes=1)
        post.deliver()
    told = [int(n) for mail in post.inbox() for n in re.findall(r"^\* News number (\d)", text_of(mail), re.M)]
    assert told == [1, 2, 3, 4, 5]


def test_a_second_digest_of_one_day_is_no_second_copy_and_loses_nothing(post: Office) -> None:
    """Weekly news becomes daily an hour after the day's digest went out; both topics' news arrives."""
    post.subscribe("a@example.org", "commitment:template", Frequency.DAILY)
    weekly = post.subscribe("a@example.org", "commitment:npq", Frequency.WEEKLY)
    post.log.all = [event(1), event(2, commitment_id="npq")]
    post.now = datetime.fromisoformat("2026-01-12T09:00:00+00:00")
    assert post.deliver().sent == 1
    post.people.set_frequency(weekly.subscriber_id, weekly.id, Frequency.DAILY)
    assert post.deliver(minutes=60).sent == 1
    assert [m["Subject"] for m in post.inbox()] == ["News number 1.", "News number 2."]
    assert post.deliver(minutes=60 * 24).sent == 0


def test_an_event_from_the_future_holds_no_digest_up(post: Office) -> None:
    post.subscribe("a@example.org", "all", Frequency.DAILY)
    post.log.all = [replace(event(1), at=NOW + timedelta(days=300)), event(2)]
    post.now += timedelta(days=1)
    assert post.deliver().sent == 1
    assert str(post.inbox()[0]["Subject"]).startswith("2 changes")


def test_who_follows_a_promise_hears_of_it_after_it_has_left_the_plan(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:was-there")
    post.log.all = [event(1, commitment_id="was-there")]
    assert post.deliver().sent == 1


def test_a_server_that_refuses_everybody_is_not_handed_the_whole_queue(post: Office) -> None:
    for n in range(200):
        post.subscribe(f"r{n}@example.org")
    post.log.all = [event(1)]
    server = Scripted(Answer(AnswerKind.REFUSED, "554 5.7.1 relay access denied"))
    assert "relay access denied" in post.deliver(server).down
    assert len(server.tried) == 10
    assert len(post.people.subscriptions()) == 200


def test_opening_the_mailbox_again_leaves_the_locks_of_who_has_it_open(post: Office) -> None:
    """POSIX drops a process's locks on a file when it closes any handle on it; SQLite's write-ahead log would go with them."""
    post.subscribe("a@example.org")
    before = Path("/proc/locks").read_text().count(str((post.folder / "notifier.db").stat().st_ino))
    with post.visit():
        pass
    after = Path("/proc/locks").read_text().count(str((post.folder / "notifier.db").stat().st_ino))
    assert before == after > 0


def test_a_digest_has_one_section_a_promise_and_the_latest_news_last(post: Office) -> None:
    post.subscribe("a@example.org", "all", Frequency.DAILY)
    post.log.all = [event(1), event(2, commitment_id="npq"), event(3), event(4, commitment_id="npq"), event(5)]
    post.now += timedelta(days=1)
    assert post.deliver().sent == 1
    text = text_of(post.inbox()[0])
    news = ("A qualification for", "number 2", "number 4", "One national template for", "number 1", "number 3", "number 5")
    order = [text.index(words) for words in news]
    assert order == sorted(order)
    assert text.count("https://example.org/commitments/template.html") == 1


def test_one_person_with_several_daily_topics_gets_one_digest_and_one_link_ends_them_all(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:template", Frequency.DAILY)
    post.subscribe("a@example.org", "theme:workforce", Frequency.DAILY)
    post.subscribe("a@example.org", "plan:plan", Frequency.WEEKLY)
    post.log.all = [event(1), event(2, commitment_id="npq")]
    post.now += timedelta(days=1)
    assert post.deliver().sent == 1
    (mail,) = post.inbox()
    assert "“One national template for EHC plans” and promises on workforce, once a day" in " ".join(text_of(mail).split())
    post.client().post(link_in(mail, "unsubscribe"), data={"List-Unsubscribe": "One-Click"})
    assert [s.topic for s in post.people.subscriptions()] == ["plan:plan"]


def test_a_digest_shows_the_difference_from_what_this_reader_last_knew(post: Office) -> None:
    """Two readers, one page that changes three times: each sees the way from where they stood, not from poll to poll."""
    post.subscribe("early@example.org", "all", Frequency.DAILY)
    post.log.all = [replace(event(n), at=NOW + timedelta(hours=n)) for n in (1, 2, 3)]
    post.log.differences = {(1, 3): (Hunk(HunkKind.CHANGED, "by 2025", "in due course"),)}
    post.now += timedelta(days=1)
    assert post.deliver().sent == 1
    text = text_of(post.inbox()[0])
    assert text.count("WHAT CHANGED since you were last told") == 1
    assert "- by 2025" in text
    assert "+ in due course" in text
    assert "We will explore" not in text
    assert text.count("the difference stands below") == 2


def test_a_page_that_changed_and_changed_back_is_told_as_that(post: Office) -> None:
    post.subscribe("a@example.org", "all", Frequency.DAILY)
    post.log.all = [event(1), event(2)]
    post.log.differences = {(1, 2): ()}
    post.now += timedelta(days=1)
    post.deliver()
    assert "reads again as when you were last told" in text_of(post.inbox()[0])


def test_changing_from_daily_to_at_once_loses_nothing_and_repeats_nothing(post: Office) -> None:
    made = post.subscribe("a@example.org", "all", Frequency.DAILY)
    post.log.all = [event(1)]
    assert post.deliver().sent == 0
    post.people.set_frequency(made.subscriber_id, made.id, Frequency.IMMEDIATELY)
    assert post.deliver().sent == 1
    post.people.set_frequency(made.subscriber_id, made.id, Frequency.DAILY)
    post.now += timedelta(days=2)
    assert post.deliver().sent == 0


def test_a_refusal_for_now_is_tried_again_under_the_same_message_id(post: Office) -> None:
    post.subscribe("a@example.org")
    post.log.all = [event(1)]
    server = Scripted(LATER)
    done = post.deliver(server)
    assert (done.queued, done.deferred) == (1, 1)
    assert post.deliver(server, minutes=1).sent == 0
    server.answer = Answer(AnswerKind.TAKEN)
    assert post.deliver(server, minutes=30).sent == 1
    first, second = (email.message_from_bytes(raw) for _, _, raw in server.tried)
    assert first["Message-ID"] == second["Message-ID"]
    assert server.tried[0][0] == server.tried[1][0]  # and the same envelope, which greylisting wants


def test_what_a_server_puts_off_is_given_up_after_three_days(post: Office) -> None:
    post.subscribe("a@example.org")
    post.log.all = [event(1)]
    server = Scripted(LATER)
    while post.now < NOW + POLICY.retry_for:
        done = post.deliver(server, minutes=30)
        assert done.failed == 0
    for _ in range(40):
        done = post.deliver(server, minutes=60)
        if done.failed:
            break
    assert done.failed == 1
    assert 8 < len(server.tried) < 20
    assert post.mailbox.outbox.counts() == {"failed": 1}


def test_a_refusal_for_good_is_final_and_stops_nobody_else(post: Office) -> None:
    for name in "abc":
        post.subscribe(f"{name}@example.org")
    post.log.all = [event(1)]
    server = Scripted(answers={"b@example.org": Answer(AnswerKind.REFUSED, "554 5.7.1 no")})
    done = post.deliver(server)
    assert (done.sent, done.failed) == (2, 1)
    assert post.deliver(server, minutes=60).sent == 0
    assert len(post.people.subscriptions()) == 3  # what we are was refused, not whom it was to


def test_an_address_that_does_not_exist_ends_its_subscriptions(post: Office) -> None:
    post.subscribe("gone@example.org", "all")
    post.subscribe("gone@example.org", "commitment:npq", Frequency.WEEKLY)
    post.subscribe("here@example.org")
    post.log.all = [event(1)]
    post.deliver(Scripted(answers={"gone@example.org": Answer(AnswerKind.NO_SUCH_ADDRESS, "550 5.1.1 unknown")}))
    assert [s.address for s in post.people.subscriptions()] == ["here@example.org"]
    assert post.people.suppressions() == {"hard-bounce": 1}


def test_a_server_that_is_down_is_left_alone_and_blames_no_mail(post: Office) -> None:
    for n in range(50):
        post.subscribe(f"r{n}@example.org")
    post.log.all = [event(1)]
    server = Scripted(Answer(AnswerKind.SERVER_DOWN, "refused | the connection"))
    assert post.deliver(server).down == "refused | the connection"
    assert len(server.tried) == 1
    assert post.deliver(server, minutes=0.5).down == "refused | the connection"
    assert len(server.tried) == 1  # it rests
    for _ in range(20):
        post.deliver(server, minutes=60)
    assert len(server.tried) == 21
    server.answer = Answer(AnswerKind.TAKEN)
    post.now += timedelta(days=5)  # an outage of days loses nothing
    assert post.deliver(server).sent == 50
    assert post.deliver(server, minutes=FIRST_REST.total_seconds()).down == ""


def test_a_claim_left_by_a_dead_process_is_taken_over(post: Office) -> None:
    post.subscribe("a@example.org")
    post.log.all = [event(1)]
    enqueue(post.log, post.mailbox, TOPICS, post.settings, NOW)
    outbox = post.mailbox.outbox
    first = outbox.claim(NOW)
    assert first is not None
    assert outbox.claim(NOW) is None
    assert outbox.take_back(NOW + STALE - timedelta(seconds=1)) == 0
    assert outbox.take_back(NOW + STALE) == 1
    again = outbox.claim(NOW + STALE)
    assert again is not None
    assert again.message_id == first.message_id
    assert outbox.take_back(NOW - STALE, sole=True) == 1  # who holds the lock need not wait, nor trust the clock


def test_two_processes_never_claim_one_row_twice(post: Office) -> None:
    for n in range(200):
        post.subscribe(f"r{n}@example.org")
    post.log.all = [event(1)]
    enqueue(post.log, post.mailbox, TOPICS, post.settings, NOW)
    taken: list[int] = []

    def work() -> None:
        with Mailbox.open(post.folder / "notifier.db", thorough=False) as box:
            while (row := box.outbox.claim(NOW)) is not None:
                taken.append(row.id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 200


def test_confirmations_go_before_alerts_and_alerts_before_digests(post: Office) -> None:
    post.subscribe("digest@example.org", "all", Frequency.DAILY)
    post.subscribe("alert@example.org", "all", Frequency.IMMEDIATELY)
    post.log.all = [event(1)]
    post.now += timedelta(days=1)
    with post.visit() as journey:
        journey.ask(RequestKind.SUBSCRIBE, "new@example.org", "all", Frequency.DAILY, "203.0.113.1")
    server = Scripted()
    post.deliver(server)
    assert [address for _, address, _ in server.tried] == ["new@example.org", "alert@example.org", "digest@example.org"]


def test_who_has_left_gets_nothing_even_if_it_was_queued(post: Office) -> None:
    made = post.subscribe("a@example.org")
    post.log.all = [event(1)]
    enqueue(post.log, post.mailbox, TOPICS, post.settings, NOW)
    post.people.end(made.subscriber_id, [made.id])
    assert post.mailbox.outbox.claim(NOW) is None
    assert post.people.subscriber("a@example.org") is None


def test_who_leaves_while_their_mail_is_in_flight_is_no_trouble(post: Office) -> None:
    made = post.subscribe("a@example.org")
    post.subscribe("b@example.org")
    post.log.all = [event(1)]

    class Leaving(Scripted):
        async def send(self, raw: bytes, sender: str, address: str) -> Answer:
            if address == "a@example.org":
                post.people.remove(made.subscriber_id)
            return await super().send(raw, sender, address)

    assert post.deliver(Leaving()).sent == 2
    assert post.mailbox.outbox.counts() == {"sent": 1}


def test_bodies_are_dropped_after_a_week_and_confirmations_at_once(post: Office) -> None:
    post.subscribe("a@example.org")
    post.log.all = [event(1)]
    with post.visit() as journey:
        journey.ask(RequestKind.SUBSCRIBE, "new@example.org", "all", Frequency.DAILY, "203.0.113.1")
    assert post.deliver().sent == 2
    assert letters(post) == 1
    post.deliver(minutes=60 * 24 * 6.9)
    assert letters(post) == 1
    post.deliver(minutes=60 * 24)
    assert letters(post) == 0
    post.deliver(minutes=60 * 24 * 30)
    assert post.mailbox.outbox.counts() == {}


def test_a_disk_that_fills_up_in_the_middle_is_said_plainly_and_loses_nothing(post: Office) -> None:
    for n in range(20):
        post.subscribe(f"r{n}@example.org")
    post.log.all = [event(1)]

    class Filling(Scripted):
        async def send(self, raw: bytes, sender: str, address: str) -> Answer:
            if len(self.tried) == 5:
                raise ArchiveUnwritable("the disk is full")
            return await super().send(raw, sender, address)

    first = Filling(lines=3)
    with pytest.raises(ArchiveUnwritable, match="full"):
        post.deliver(first)
    second = Scripted()
    post.deliver(second)
    taken = [address for _, address, _ in (*first.tried, *second.tried)]
    assert set(taken) == {f"r{n}@example.org" for n in range(20)}
    assert len(taken) <= 20 + 3


def test_nobody_else_on_the_machine_can_read_who_subscribes(post: Office) -> None:
    post.subscribe("a@example.org")
    made = list(post.folder.glob("notifier.db*"))
    assert len(made) >= 2
    assert {f.stat().st_mode & 0o777 for f in made} == {0o600}


def letters(post: Office) -> int:
    with sqlite3.connect(post.folder / "notifier.db") as db:
        return int(db.execute("SELECT count(*) FROM letters").fetchone()[0])


def test_a_foreign_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notifier.db").write_bytes(b"not a database at all, but somebody's only copy of something")
    with pytest.raises(ArchiveCorrupt):
        Mailbox.open(tmp_path / "notifier.db")
    assert (tmp_path / "notifier.db").read_bytes().startswith(b"not a database")


def test_an_archive_s_address_needs_a_place_for_the_page_s(tmp_path: Path) -> None:
    for wrong in ("https://archive.example.org/", "javascript:{url}", "https://a.example.org/{url}/{when}", "https://a b/{url}"):
        with pytest.raises(ConfigurationError, match="PLANWATCH_ARCHIVE_COPY is a web address with"):
            Settings.from_environment({"PLANWATCH_ARCHIVE_COPY": wrong}, tmp_path)
    right = {
        "PLANWATCH_ARCHIVE_COPY": "https://archive.example.org/{time}/{url}",
        "PLANWATCH_FORMS_URL": "https://mail.example.org/",
    }
    settings = Settings.from_environment(right, tmp_path)
    assert settings.archive_copy == "https://archive.example.org/{time}/{url}"
    assert settings.forms_url == "https://mail.example.org"
    assert (
        Settings.from_environment({"PLANWATCH_PUBLIC_URL": "https://a.example.org"}, tmp_path).forms_url == "https://a.example.org"
    )


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
