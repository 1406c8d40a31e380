"""A person's way from a form to the last unsubscribe, through the real web and real mail; and those who would abuse it."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from notifier.addresses import parse_address
from notifier.links import old_leaving_link, token_from, token_hash
from notifier.mailbox import RequestKind
from notifier.model import Answer, AnswerKind, Frequency
from notifier.policy import POLICY
from tests.notifier.office import Office, Scripted, link_in, office, text_of
from tests.notifier.public import NOW, event

FORM = {"topic": "commitment:template", "frequency": "immediately", "address": "jane@example.org"}


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def heading(answer: Any) -> str:
    return str(html.fromstring(answer.text).xpath("string(//h1)"))


def hidden(answer: Any) -> list[tuple[str, str]]:
    return [(i.get("name"), i.get("value")) for i in html.fromstring(answer.text).xpath("//form//input[@type='hidden']")]


def sign_up(post: Office, **changes: str) -> str:
    """Asks, and returns the path of the link in the mail that comes."""
    assert post.client().post("/subscribe", data={**FORM, **changes}).status_code == 200
    post.deliver()
    return link_in(post.inbox(changes.get("address", FORM["address"]))[-1], "confirm")


def confirm(post: Office, link: str) -> Any:
    client = post.client()
    return client.post(link, data=dict_of(hidden(client.get(link))))


def dict_of(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for name, value in pairs:
        made.setdefault(name, []).append(value)
    return made


def topics_of(post: Office) -> list[str]:
    return [s.topic for s in post.people.subscriptions()]


# --- the way in ---


def test_from_a_promise_s_page_to_its_first_alert(post: Office) -> None:
    client = post.client()
    form = client.get("/subscribe?topic=commitment%3Atemplate")
    assert heading(form) == "Get emails about “One national template for EHC plans”"
    assert ("topic", "commitment:template") in hidden(form)
    sent = client.post("/subscribe", data=FORM)
    assert heading(sent) == "Check your email"
    assert "alerts@example.org reaches jane@example.org" in " ".join(sent.text.split())
    post.log.all = [event(1)]
    assert post.deliver().sent == 1
    (mail,) = post.inbox()
    assert mail["Subject"] == "Confirm that you want these emails"
    assert "works for 7 days" in " ".join(text_of(mail).split())
    link = link_in(mail, "confirm")
    page = client.get(link)
    assert len(html.fromstring(page.text).xpath("//button")) == 1
    done = client.post(link, data=dict_of(hidden(page)))
    assert heading(done) == "Your emails have begun"
    assert post.deliver().sent == 0  # no old news
    post.log.all.append(replace(event(2), at=post.now))
    assert post.deliver().sent == 1


def test_what_was_agreed_to_is_kept_with_its_time(post: Office) -> None:
    confirm(post, sign_up(post))
    (made,) = post.people.subscriptions()
    assert made.consent == "Email me about “One national template for EHC plans”, as it happens, until I say stop."
    assert made.confirmed_at == NOW


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_scanner_changes_nothing(post: Office, method: str) -> None:
    link = sign_up(post)
    post.subscribe("joe@example.org")
    post.log.all = [event(1)]
    post.deliver()
    leave = link_in(post.inbox("joe@example.org")[0], "unsubscribe")
    before = sorted(topics_of(post))
    for _ in range(2):
        for path in (link, leave, leave.replace("unsubscribe", "manage"), "/manage", "/subscribe"):
            getattr(post.client(), method)(path)
    assert sorted(topics_of(post)) == before == ["all"]
    assert heading(confirm(post, link)) == "Your emails have begun"


def test_without_a_topic_the_form_asks_and_every_topic_can_be_chosen(post: Office) -> None:
    offered = html.fromstring(post.client().get("/subscribe").text).xpath("//option/@value")
    assert offered == ["", "all", "plan:plan", "theme:plans", "theme:workforce", "commitment:template", "commitment:npq"]
    for topic in offered[1:]:
        assert post.client().get(f"/subscribe?topic={topic}").status_code == 200
    assert post.client().get("/subscribe?topic=commitment:nothing").status_code == 404


def test_two_requests_before_the_first_is_confirmed_need_one_link(post: Office) -> None:
    link = sign_up(post)
    post.client().post("/subscribe", data={**FORM, "topic": "theme:workforce", "frequency": "weekly"})
    assert post.deliver().sent == 0
    assert heading(confirm(post, link)) == "Your emails have begun"
    assert topics_of(post) == ["commitment:template", "theme:workforce"]


def test_a_button_starts_only_what_its_page_showed(post: Office) -> None:
    """Somebody else's request that comes in between the page and the button is not agreed to."""
    link = sign_up(post)
    shown = dict_of(hidden(post.client().get(link)))
    post.client().post("/subscribe", data={**FORM, "topic": "all"})
    post.deliver()
    post.client().post(link, data=shown)
    assert topics_of(post) == ["commitment:template"]


def test_a_button_starts_what_its_page_showed_even_if_a_stranger_changed_it_meanwhile(post: Office) -> None:
    link = sign_up(post, frequency="weekly")
    shown = dict_of(hidden(post.client().get(link)))
    post.client().post("/subscribe", data={**FORM, "frequency": "immediately"})
    post.deliver()
    again = post.client().post(link, data=shown)
    assert heading(again) == "Start these emails?"  # it is asked again, with what stands now
    assert topics_of(post) == []
    assert heading(confirm(post, link)) == "Your emails have begun"


def test_a_button_without_its_fields_uses_no_link_up(post: Office) -> None:
    link = sign_up(post)
    assert heading(post.client().post(link)) == "Start these emails?"
    assert heading(confirm(post, link)) == "Your emails have begun"


def test_one_mailbox_under_many_tags_gets_one_mail(post: Office) -> None:
    for n in range(10):
        post.client(f"198.51.{n}.1").post("/subscribe", data={**FORM, "address": f"victim+{n}@example.org"})
    server = Scripted()
    post.deliver(server)
    assert len(server.tried) == 1


def test_strangers_cannot_fill_up_what_a_person_asks_for(post: Office) -> None:
    jane = parse_address("jane@example.org")
    for n in range(POLICY.pending_topics + 5):
        post.people.ask(jane, f"theme:{n}", Frequency.DAILY, NOW + timedelta(seconds=n), POLICY.pending_topics)
    person = post.people.ask(jane, "all", Frequency.DAILY, NOW + timedelta(minutes=1), POLICY.pending_topics)
    assert len(post.people.pending(person)) == POLICY.pending_topics
    assert "all" in [s.topic for s in post.people.pending(person)]


def test_an_address_that_gets_it_already_gets_a_mail_that_says_so(post: Office) -> None:
    confirm(post, sign_up(post))
    post.client().post("/subscribe", data={**FORM, "address": "JANE@Example.ORG", "frequency": "daily"})
    assert post.deliver().sent == 1
    mail = post.inbox()[-1]
    assert mail["Subject"] == "You get these emails already"
    assert heading(post.client().get(link_in(mail, "manage"))) == "Your emails"
    assert [s.frequency for s in post.people.subscriptions()] == [Frequency.IMMEDIATELY]


def test_after_confirming_one_thing_another_can_be_asked_for_at_once(post: Office) -> None:
    confirm(post, sign_up(post))
    confirm(post, sign_up(post, topic="all"))
    assert topics_of(post) == ["commitment:template", "all"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": ""}, "Enter an email address."),
        ({"address": "jane"}, "usual form"),
        ({"address": "jane@example.org\r\nBcc: joe@example.org"}, "usual form"),
        ({"address": "a@example.org,b@example.org"}, "usual form"),
        ({"address": "jane@ex\u202eample.org"}, "usual form"),
        ({"frequency": "hourly"}, "Choose how often."),
        ({"topic": "<script>"}, "Choose what you want"),
    ],
)
def test_a_mistake_in_the_form_is_shown_beside_its_field_and_nothing_is_kept(
    post: Office, changes: dict[str, str], words: str
) -> None:
    answer = post.client().post("/subscribe", data={**FORM, **changes})
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert page.xpath("//title")[0].text.startswith("Error:")
    (problem,) = page.xpath("//*[@role='alert']")
    assert words in problem.text_content()
    for target in problem.xpath(".//a/@href"):
        assert page.xpath(f"//*[@id='{target[1:]}']")
    assert "<script>" not in answer.text
    assert post.people.requests(10) == []


def test_what_was_typed_is_still_in_the_form_after_a_mistake(post: Office) -> None:
    page = html.fromstring(post.client().post("/subscribe", data={**FORM, "address": "jane@", "frequency": "weekly"}).text)
    assert page.xpath("//input[@name='address']/@value") == ["jane@"]
    assert page.xpath("//input[@name='frequency'][@checked]/@value") == ["weekly"]


# --- nobody learns who is known ---


def test_a_stranger_sees_the_same_for_every_address(post: Office) -> None:
    confirm(post, sign_up(post, address="known@example.org"))
    post.client().post("/subscribe", data={**FORM, "address": "asked@example.org"})
    gone = post.subscribe("gone@example.org")
    post.log.all = [event(1)]
    post.deliver()
    post.people.remove(gone.subscriber_id)
    seen = set()
    for name in ("known", "asked", "never", "gone"):
        for path, data in (("/subscribe", FORM), ("/manage", {})):
            answer = post.client().post(path, data={**data, "address": f"{name}@example.org"})
            seen.add((path, answer.status_code, answer.text.replace(f"{name}@", "X@"), *sorted(answer.headers.items())))
    headers = [{k: v for k, v in row[3:] if k != "content-length"} for row in seen]
    assert len({row[:3] for row in seen}) == 2
    assert all(h == headers[0] for h in headers)


def test_the_web_does_the_same_work_for_every_address(post: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same statements in the same order: so no measuring of time tells one address from another."""
    confirm(post, sign_up(post, address="known@example.org"))
    done = []
    for name in ("known", "never"):
        statements: list[str] = []
        with post.visit() as journey:
            journey.mailbox._db.conn.set_trace_callback(lambda s, said=statements: said.append(re.sub(r"'[^']*'", "?", s)))
            journey.ask(RequestKind.SUBSCRIBE, f"{name}@example.org", "all", Frequency.DAILY, "198.51.100.1")
        done.append([s for s in statements if "PRAGMA" not in s])
    assert done[0] == done[1]
    assert len(done[0]) > 5


# --- abuse ---


def test_ten_thousand_sign_ups_of_one_address_send_it_one_mail(post: Office) -> None:
    """Past the limits at the door, as if they had come from everywhere over a day."""
    topics = ["all", "plan:plan", "theme:plans", "theme:workforce", "commitment:template", "commitment:npq"]
    victim = parse_address("Victim@example.org")
    with post.mailbox.transaction():
        for n in range(10_000):
            post.people.request(RequestKind.SUBSCRIBE, victim, topics[n % 6], Frequency.DAILY, NOW)
            post.people.request(RequestKind.MANAGE, victim, "", Frequency.DAILY, NOW)
    server = Scripted()
    while post.people.requests(1):
        post.deliver(server, minutes=10)
    assert post.now < NOW + timedelta(days=1)
    assert [address for _, address, _ in server.tried] == ["Victim@example.org"]


def test_a_stranger_s_address_gets_one_mail_a_day_and_three_a_month(post: Office) -> None:
    server = Scripted()
    for _ in range(24 * 29):
        post.client(f"198.51.{post.now.day}.{post.now.hour}").post("/subscribe", data=FORM)
        post.deliver(server, minutes=60)
    assert len(server.tried) == 3


def test_ten_thousand_addresses_from_everywhere_do_not_keep_an_alert_waiting(post: Office) -> None:
    post.subscribe("reader@example.org")
    with post.visit() as journey:
        taken = sum(
            journey.ask(RequestKind.SUBSCRIBE, f"v{n}@example.org", "all", Frequency.DAILY, f"10.{n // 250}.{n % 250}.1")
            for n in range(10_000)
        )
    assert taken == POLICY.requests_from_all[0].most
    post.log.all = [event(1)]
    server = Scripted()
    post.deliver(server)
    place = [address for _, address, _ in server.tried].index("reader@example.org")
    assert place <= POLICY.letters_at_once


def test_addresses_whose_servers_put_us_off_keep_nobody_else_waiting(post: Office) -> None:
    later = {f"v{n}@slow.example": Answer(AnswerKind.LATER, "450 later") for n in range(POLICY.letters_at_once)}
    server = Scripted(answers=later)
    for address in later:
        post.people.request(RequestKind.SUBSCRIBE, parse_address(address), "all", Frequency.DAILY, post.now)
    post.deliver(server)
    post.client().post("/subscribe", data=FORM)
    post.deliver(server, minutes=1)
    assert server.tried[-1][1] == "jane@example.org"


def test_limits_by_network_hold_across_a_restart_and_end_with_their_time(tmp_path: Path) -> None:
    most = POLICY.requests_from_network[0]
    with office(tmp_path) as first:
        answers = [first.client("203.0.113.9").post("/subscribe", data=FORM).status_code for _ in range(most.most + 1)]
    assert answers == [200] * most.most + [429]
    with office(tmp_path) as second:
        assert second.client("203.0.113.200").post("/manage", data={"address": "x@example.org"}).status_code == 429  # same /24
        assert second.client("203.0.114.9").post("/subscribe", data=FORM).status_code == 200
        second.now += most.period
        assert second.client("203.0.113.9").post("/subscribe", data=FORM).status_code == 200


def test_a_machine_that_fills_in_every_field_is_shown_the_same_and_sends_nothing(post: Office) -> None:
    trapped = post.client().post("/subscribe", data={**FORM, "website": "https://spam.example"})
    assert trapped.text == post.client().post("/subscribe", data=FORM).text
    assert len(post.people.requests(10)) == 1


def test_nothing_that_a_stranger_typed_is_in_the_mail_they_cause(post: Office) -> None:
    sign_up(post, address="jane+buy-cheap-pills@example.org")
    assert "pills" not in text_of(post.inbox()[0])


# --- tokens ---


def test_a_link_ends_after_seven_days_and_what_was_asked_for_is_gone(post: Office) -> None:
    link = sign_up(post)
    post.now += POLICY.confirm_within - timedelta(seconds=1)
    assert heading(post.client().get(link)) == "Start these emails?"
    post.now += timedelta(seconds=1)
    for answer in (post.client().get(link), post.client().post(link, data={"number": "1"})):
        assert answer.status_code == 404
        assert heading(answer) == "This link does not work"
        assert "older than 7 days" in answer.text
    post.deliver(minutes=61)
    assert post.people.subscriber("jane@example.org") is None


def test_a_replayed_confirmation_starts_nothing_and_gives_no_way_to_the_person_s_page(post: Office) -> None:
    link = sign_up(post)
    confirm(post, link)
    leaver = post.people.subscriptions()[0]
    post.people.set_frequency(leaver.subscriber_id, leaver.id, Frequency.WEEKLY)
    again = post.client().post(link, data={"number": str(leaver.id)})
    assert heading(again) == "This has been confirmed already"
    assert "manage?token=" not in again.text
    assert [s.frequency for s in post.people.subscriptions()] == [Frequency.WEEKLY]


def test_two_browsers_that_confirm_at_once_make_one_subscription(post: Office) -> None:
    link = sign_up(post)
    data = dict_of(hidden(post.client().get(link)))
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(post.client().post(link, data=data))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {a.status_code for a in answers} == {200}
    assert sorted(heading(a) for a in answers)[-1] == "Your emails have begun"
    assert sum(heading(a) == "Your emails have begun" for a in answers) == 1
    assert topics_of(post) == ["commitment:template"]


@pytest.mark.parametrize("token", ["", "a" * 26, "A" * 26, "x", "1.AAAA", "é" * 26, "a" * 5000, "%00", "' OR 1=1 --"])
@pytest.mark.parametrize("page", ["confirm", "manage", "unsubscribe", "manage/data"])
def test_a_forged_link_opens_nothing(post: Office, page: str, token: str) -> None:
    post.subscribe("a@example.org")
    client = post.client()
    for answer in (client.get(f"/{page}", params={"token": token}), client.post(f"/{page}", params={"token": token}, data={})):
        assert answer.status_code in (200, 404, 405, 422)
        assert "a@example.org" not in answer.text
    assert len(topics_of(post)) == 1


def test_a_token_is_for_one_purpose(post: Office) -> None:
    link = sign_up(post)
    done = confirm(post, link)
    manage = re.search(r"/manage\?token=[a-z2-7]+", done.text)
    assert manage
    post.log.all = [replace(event(1), at=post.now)]
    post.deliver()
    leave = link_in(post.inbox()[-1], "unsubscribe")
    for given in (link, manage[0], leave):
        token = given.partition("=")[2]
        for page in ("confirm", "manage", "unsubscribe"):
            if not given.startswith(f"/{page}"):
                answer = post.client().get(f"/{page}?token={token}")
                assert heading(answer) in ("This link does not work", "There is nothing to stop")


def test_tokens_are_random_short_and_kept_as_hashes_only(post: Office) -> None:
    link = sign_up(post)
    token = link.partition("=")[2]
    assert len(token) == 26
    assert token_hash(token) == token_hash(token.upper())
    assert len({token_from(post.random(16)) for _ in range(1000)}) == 1000
    with sqlite3.connect(post.folder / "notifier.db") as db:
        dump = "\n".join(db.iterdump())
    assert token not in dump
    assert token_hash(token).hex().upper() in dump.upper()


def test_links_outlive_a_restart_and_a_new_secret(tmp_path: Path) -> None:
    with office(tmp_path) as first:
        link = sign_up(first)
        confirm(first, link)
        first.log.all = [replace(event(1), at=first.now)]
        first.deliver()
        leave = link_in(first.inbox()[-1], "unsubscribe")
    with office(tmp_path, secret=b"another") as second:
        assert heading(second.client().post(leave)) == "You will get no more of these emails"


def test_a_link_of_the_first_version_still_stops_its_mails(post: Office) -> None:
    made = post.subscribe("a@example.org")
    assert made.id == 1
    link = "1.y7WegfGEu6DP-8hHbpu0iw"
    assert old_leaving_link(b"secret", link) == 1
    assert old_leaving_link(b"other", link) is None
    assert heading(post.client().post(f"/unsubscribe?token={link}")) == "You will get no more of these emails"


# --- the way out ---


def test_a_mail_program_s_one_click_needs_no_cookie_no_field_and_no_redirect(post: Office) -> None:
    post.subscribe("a@example.org", "all")
    post.subscribe("a@example.org", "commitment:npq", Frequency.WEEKLY)
    post.log.all = [event(1)]
    post.deliver()
    address = str(post.inbox()[0]["List-Unsubscribe"]).strip("<>")
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = post.client().post(address, content=b"List-Unsubscribe=One-Click", headers={"Content-Type": kind})
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert topics_of(post) == ["commitment:npq"]


def test_a_reader_s_own_click_shows_what_will_end_and_a_button(post: Office) -> None:
    post.subscribe("a@example.org", "commitment:template")
    post.log.all = [event(1)]
    post.deliver()
    link = link_in(post.inbox()[0], "unsubscribe")
    page = post.client().get(link)
    assert "“One national template for EHC plans”, as it happens" in html.fromstring(page.text).text_content()
    assert heading(post.client().post(link)) == "You will get no more of these emails"
    assert heading(post.client().post(link)) == "There is nothing to stop"


def test_who_leaves_the_last_thing_is_forgotten(post: Office) -> None:
    post.subscribe("forget.me@example.org")
    post.log.all = [event(1)]
    post.deliver(Scripted())
    with post.visit() as journey:
        person = journey.mailbox.people.subscriptions()[0]
        journey.mailbox.people.end(person.subscriber_id, [person.id])
        journey.mailbox.scrub()
    assert traces(post, b"forget.me") == []


def traces(post: Office, words: bytes) -> list[str]:
    return [f.name for f in post.folder.rglob("*") if f.is_file() and words in f.read_bytes()]


# --- one's own page ---


def own_page(post: Office, address: str = "jane@example.org") -> str:
    post.client().post("/manage", data={"address": address})
    post.deliver()
    return link_in(post.inbox(address)[-1], "manage")


def test_on_their_own_page_a_person_changes_stops_and_adds(post: Office) -> None:
    first = post.subscribe("jane@example.org", "all", Frequency.DAILY)
    second = post.subscribe("jane@example.org", "commitment:npq")
    link = own_page(post)
    client = post.client()
    assert "every promise" in client.get(link).text
    changed = client.post(link, data={"do": "frequency", "number": str(first.id), "frequency": "weekly"})
    assert "Changed." in changed.text
    client.post(link, data={"do": "stop", "number": str(second.id)})
    client.post(link, data={"do": "add", "topic": "theme:plans", "frequency": "daily"})
    assert [(s.topic, s.frequency.value) for s in post.people.subscriptions()] == [("all", "weekly"), ("theme:plans", "daily")]


def test_a_link_to_one_person_s_page_touches_nobody_else(post: Office) -> None:
    post.subscribe("jane@example.org")
    other = post.subscribe("joe@example.org", "all", Frequency.DAILY)
    link = own_page(post)
    client = post.client()
    for data in ({"do": "stop"}, {"do": "frequency", "frequency": "weekly"}):
        client.post(link, data={**data, "number": str(other.id)})
    assert [s.frequency for s in post.people.subscriptions(other.subscriber_id)] == [Frequency.DAILY]


def test_a_person_takes_a_copy_of_everything_that_is_kept(post: Office) -> None:
    confirm(post, sign_up(post))
    link = own_page(post)
    answer = post.client().get(link.replace("/manage?", "/manage/data?"))
    assert answer.headers["content-disposition"] == 'attachment; filename="planwatch-my-data.json"'
    data = json.loads(answer.text)
    assert data["address"] == "jane@example.org"
    assert data["subscriptions"][0]["consent"].startswith("Email me about")
    assert [m["state"] for m in data["mails"]] == ["sent", "sent"]


def test_whoever_is_erased_leaves_nothing_but_a_hash(post: Office) -> None:
    confirm(post, sign_up(post, address="forget.me@example.org"))
    post.log.all = [replace(event(1), at=post.now)]
    post.deliver()
    post.client().post("/subscribe", data={**FORM, "address": "forget.me@example.org", "topic": "all"})
    post.subscribe("stays@example.org")
    link = own_page(post, "forget.me@example.org")
    assert heading(post.client().post(link, data={"do": "erase"})) == "Your address is forgotten"
    post.mailbox.scrub()
    assert traces(post, b"forget.me") == []
    assert post.people.suppressions() == {"erased": 1}
    assert post.client().get(link).status_code == 404
    assert [s.address for s in post.people.subscriptions()] == ["stays@example.org"]
    post.now += timedelta(days=1)
    confirm(post, sign_up(post, address="forget.me@example.org"))  # their own wish counts again
    assert post.people.suppressions() == {}


def test_a_link_to_one_s_own_page_ends_after_a_day(post: Office) -> None:
    post.subscribe("jane@example.org")
    link = own_page(post)
    post.now += POLICY.manage_within
    assert post.client().get(link).status_code == 404
    assert post.client().post(link, data={"do": "erase"}).status_code == 404
    assert len(topics_of(post)) == 1


def test_nobody_who_gets_nothing_is_sent_a_link(post: Office) -> None:
    post.client().post("/manage", data={"address": "never@example.org"})
    assert post.deliver().sent == 0


# --- bad input ---


def test_a_form_of_64_kb_is_refused_with_a_page(post: Office) -> None:
    answer = post.client().post("/subscribe", data={**FORM, "address": "a" * 65536})
    assert (answer.status_code, heading(answer)) == (413, "That is too much")
    many = "&".join(f"f{n}=1" for n in range(100))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert post.client().post("/subscribe", content=many, headers=kind).status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_what_is_no_form_is_refused_with_a_page(post: Office, kind: str) -> None:
    answer = post.client().post("/subscribe", content=b'{"topic": "all"}', headers={"Content-Type": kind})
    assert (answer.status_code, heading(answer)) == (415, "That is not a form of ours")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/subscribe", "/confirm", "/unsubscribe", "/manage"])
def test_a_wrong_method_is_refused_with_a_page(post: Office, method: str, path: str) -> None:
    answer = post.client().request(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert heading(answer) == "That does not work this way"


def test_broken_bytes_in_a_form_end_in_a_page(post: Office) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (
        b"\xff\xfe=%ff&topic=%00",
        b"address=%C0%AF",
        b"&&&===",
        b"",
        b"topic=all&frequency=daily&address=\xed\xa0\x80@x.org",
    ):
        assert post.client().post("/subscribe", content=body, headers=kind).status_code == 422


def test_every_page_of_the_journey_is_kept_by_nobody_and_tells_no_other_site(post: Office) -> None:
    for answer in (post.client().get("/subscribe"), post.client().get("/manage"), post.client().get("/confirm?token=x")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        page = html.fromstring(answer.text)
        assert not page.xpath("//script | //img | //iframe | //*[@style] | //*[starts-with(name(@*), 'on')]")
        assert not [u for u in page.xpath("//link/@href") if u.startswith("http")]


def test_a_mailbox_that_cannot_be_written_ends_in_a_page_not_in_a_fault(post: Office) -> None:
    blocker = sqlite3.connect(post.folder / "notifier.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    try:
        answer = post.client().post("/subscribe", data=FORM)
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()
    assert (answer.status_code, heading(answer)) == (503, "Not at present")


@pytest.mark.parametrize(
    "address",
    ['"quoted local"@example.org', '"a@b"@example.org', "jane@bücher.example", "bücher@example.org", "-oQ/tmp@example.org"],
)
def test_unusual_addresses_go_the_whole_way(post: Office, address: str) -> None:
    post.client().post("/subscribe", data={**FORM, "address": address})
    server = Scripted()
    assert post.deliver(server).sent == 1
    ((_, to, raw),) = server.tried
    assert to == address.replace("bücher.example", "xn--bcher-kva.example")
    assert raw.startswith(f"To: {to}\r\n".encode())


@pytest.mark.parametrize("spelling", ["JANE@example.org", "jane@EXAMPLE.org", " jane@example.org "])
def test_upper_and_lower_case_are_one_person(post: Office, spelling: str) -> None:
    confirm(post, sign_up(post))
    post.client().post("/subscribe", data={**FORM, "address": spelling})
    post.deliver()
    assert post.inbox()[-1]["Subject"] == "You get these emails already"
    assert len(topics_of(post)) == 1
