"""What the operator is told and can do: notes, the canary, the doctor, and the roll of subscribers."""

from __future__ import annotations

import json
import mailbox as boxes
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from notifier.doctor import examine
from notifier.mailbox import Suppression
from notifier.model import Answer, AnswerKind, Channel, Frequency
from notifier.operator import LATE
from notifier.returns import address_hash
from notifier.roll import read_roll, take_roll, write_roll
from notifier.send import AppriseTransport
from tests.notifier.office import TOPICS, Office, Scripted, office, text_of
from tests.notifier.public import event
from watcher import ConfigurationError, Event, EventKind

OPERATOR = "operator@example.org"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, operator=OPERATOR) as opened:
        yield opened


def failing(number: int, post: Office) -> Event:
    sentence = f"A page has failed {number} times."
    return replace(event(number, EventKind.SOURCE_FAILING, ""), sentence=sentence, at=post.now, promised=None)


def subjects(post: Office, address: str = OPERATOR) -> list[str]:
    return [str(m["Subject"]) for m in post.inbox(address)]


def test_maintainers_news_goes_to_the_operator_and_to_no_subscriber(post: Office) -> None:
    post.subscribe("reader@example.org")
    post.deliver()
    post.empty_inbox()
    post.log.maintenance = [failing(1, post)]
    post.deliver(minutes=1)
    assert subjects(post) == ["[Planwatch operator] A page has failed 1 times."]
    assert post.inbox("reader@example.org") == []


def test_however_much_fails_the_operator_gets_one_note_an_hour(post: Office) -> None:
    post.deliver()
    post.empty_inbox()
    for number in range(1, 61):
        post.log.maintenance.append(failing(number, post))
        post.deliver(minutes=1)
    assert len(subjects(post)) == 1
    post.deliver(minutes=1)
    assert subjects(post)[1] == "[Planwatch operator] 59 things to look at: A page has failed 2 times."
    assert "and 9 more" in text_of(post.inbox(OPERATOR)[1])


def test_what_happened_before_the_first_delivery_is_no_news_to_the_operator(post: Office) -> None:
    post.log.maintenance = [failing(1, post)]
    for _ in range(3):
        post.deliver(minutes=61)
    assert [s for s in subjects(post) if "failed" in s] == []


def test_mail_that_waits_too_long_is_said_once_and_its_end_once(post: Office) -> None:
    post.deliver()
    post.empty_inbox()
    post.subscribe("reader@example.org")
    post.log.all = [event(1)]
    down, said = Scripted(Answer(AnswerKind.SERVER_DOWN, "no route")), Scripted()
    others = {Channel.APPRISE: said}
    post.settings = replace(post.settings, apprise=("json://127.0.0.1:9",))
    for _ in range(60):
        post.deliver(down, minutes=10, others=others)
    assert len(said.tried) == 1  # by the channel that does not hang on the mail server
    assert b"no route" in said.tried[0][2]
    post.deliver(minutes=10, others=others)
    post.deliver(minutes=10, others=others)
    assert len(said.tried) == 2
    assert b"going out again" in said.tried[1][2]


def test_the_canary_flies_once_a_day_and_the_doctor_sees_whether_it_arrived(post: Office, tmp_path: Path) -> None:
    for _ in range(48):
        post.deliver(minutes=30)
    assert sum("Canary" in s for s in subjects(post)) == 2
    post.settings = replace(post.settings, operator_maildir=tmp_path / "maildir")
    fine, words = finding(post, "canary")
    assert fine
    assert "and it arrived" in words
    post.settings = replace(post.settings, operator_maildir=tmp_path / "elsewhere")
    boxes.Maildir(tmp_path / "elsewhere")
    post.now += timedelta(hours=1)
    fine, words = finding(post, "canary")
    assert not fine
    assert "and it is not in" in words
    post.now += timedelta(days=3)
    fine, words = finding(post, "canary")
    assert not fine
    assert "none was sent today or yesterday" in words


def finding(post: Office, what: str) -> tuple[bool, str]:
    (found,) = [f for f in examine(post.mailbox, post.settings, post.now) if f.what == what]
    return found.fine, found.words


def test_the_doctor_names_a_mail_server_that_is_not_there(post: Office) -> None:
    post.settings = replace(post.settings, smtp_host="127.0.0.1", smtp_port=9, smtp_tls="none")
    fine, words = finding(post, "mail server")
    assert not fine
    assert "127.0.0.1:9" in words


def test_the_doctor_says_when_mail_waits(post: Office) -> None:
    post.subscribe("reader@example.org")
    post.log.all = [event(1)]
    post.deliver(Scripted(Answer(AnswerKind.LATER, "451 greylisted")))
    assert finding(post, "queue")[0]
    assert finding(post, "queue")[0]
    post.now += LATE * 2  # past the time at which it was to be tried again
    fine, words = finding(post, "queue")
    assert not fine
    assert "451 greylisted" in words


def test_the_doctor_says_when_much_is_refused(post: Office) -> None:
    for n in range(8):
        post.subscribe(f"r{n}@example.org")
    post.log.all = [event(1)]
    post.deliver(Scripted(Answer(AnswerKind.REFUSED, "554 5.7.1 relay access denied")))
    fine, words = finding(post, "refused mail")
    assert not fine
    assert "relay access denied" in words


def test_without_an_operator_nobody_is_told(tmp_path: Path) -> None:
    with office(tmp_path) as post:
        post.log.maintenance = [failing(1, post)]
        assert post.deliver(minutes=1).queued == 0
        post.log.maintenance.append(failing(2, post))
        assert post.deliver(minutes=61).queued == 0


def test_apprise_carries_a_note_to_a_channel_of_the_operator_s(post: Office) -> None:
    taken: list[dict[str, Any]] = []

    class Channels(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Channels)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        channels = (f"json://127.0.0.1:{server.server_address[1]}/",)
        post.settings = replace(post.settings, apprise=channels)
        post.deliver(others={Channel.APPRISE: AppriseTransport(channels)})
        post.log.maintenance = [failing(1, post)]
        post.deliver(minutes=1, others={Channel.APPRISE: AppriseTransport(channels)})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    (note,) = taken
    assert note["title"] == "[Planwatch operator] A page has failed 1 times."
    assert "A page has failed" in note["message"]


# --- the roll ---


def roll(post: Office) -> str:
    return write_roll(post.people.subscriptions())


def test_what_is_exported_is_imported_elsewhere_as_it_was(post: Office, tmp_path: Path) -> None:
    post.subscribe("jane@example.org", "commitment:npq", Frequency.WEEKLY)
    post.subscribe("=cmd|'/c calc'!a1@example.org".replace(" ", ""), "all")
    post.subscribe("'quote@example.org", "theme:plans", Frequency.DAILY)
    text = roll(post)
    assert all(not line.startswith(("=", "+", "-", "@")) for line in text.splitlines())
    with office(tmp_path / "other") as other:
        done = take_roll(read_roll(text, "f.csv", TOPICS, ""), other.mailbox, other.settings, post.now, latest=0)
        assert (done.taken, done.known, done.suppressed) == (3, 0, 0)
        assert roll(other) == text
        again = take_roll(read_roll(text, "f.csv", TOPICS, ""), other.mailbox, other.settings, post.now, latest=0)
        assert (again.taken, again.known) == (0, 3)


def test_an_import_brings_nobody_back_who_must_not_be_written_to(post: Office) -> None:
    for name, reason in (("erased", Suppression.ERASED), ("cross", Suppression.COMPLAINT)):
        post.people.suppress(address_hash(post.settings, f"{name}@example.org"), reason, post.now)
    text = "address,topic,frequency\nErased@example.org,all,daily\ncross@example.org,all,daily\njane@example.org,all,daily\n"
    done = take_roll(read_roll(text, "f.csv", TOPICS, "Signed at the meeting."), post.mailbox, post.settings, post.now, latest=0)
    assert (done.taken, done.suppressed) == (1, 2)
    assert [s.consent for s in post.people.subscriptions()] == ["Signed at the meeting."]


def test_every_mistake_of_an_import_is_shown_with_its_line_and_nobody_is_taken() -> None:
    text = (
        "address,topic,frequency,consented_at\nno address,all,daily,\na@example.org,everything,daily,\n"
        "a@example.org,all,hourly,\na@example.org,all,daily,yesterday\na@example.org,all,daily,2026-01-01T00:00:00\n"
    )
    with pytest.raises(ConfigurationError) as told:
        read_roll(text, "f.csv", TOPICS, "yes")
    assert [m.line for m in told.value.mistakes] == [2, 3, 4, 5, 6]
    with pytest.raises(ConfigurationError, match="how they agreed"):
        read_roll("address,topic,frequency\na@example.org,all,daily\n", "f.csv", TOPICS, "")
    for broken in ("", "topic,frequency\n", 'address,topic,frequency\n"a'):
        with pytest.raises(ConfigurationError):
            read_roll(broken, "f.csv", TOPICS, "yes")
