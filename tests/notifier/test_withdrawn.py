"""News that a change of our rules took back: told as withdrawn wherever it was told, and taken away from nowhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from notifier.addresses import parse_address
from notifier.deliver import enqueue
from notifier.mailbox import Mailbox
from notifier.model import Board, Frequency
from notifier.publish import MEMORY, files_of, publish
from notifier.settings import Settings
from notifier.topics import Topics
from publication import board_of
from service import News
from tests.notifier.public import NOW, board, event, made
from tests.notifier.test_feeds import SPACES, entry_ids, find, ids
from tests.notifier.test_pages import words
from tests.watcher.test_replay import a_list_that_comes_to_show, again
from tests.world import World, commitment, world
from watcher import Event, EventKind, Withdrawal
from watcher.replay import accept, withdrawals

PLAINLY = "Withdrawn: under the rules as they are now this would not be told."
LATER = NOW + timedelta(days=3)
STRICT, LAX = [commitment(not_names=("template for parties",))], [commitment()]


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made_anew:
        yield made_anew


def withdrawn(state: Board, *numbers: int, instead: str = "") -> Board:
    told = {n: Withdrawal(LATER, "The rules of today do not tell it.", instead) for n in numbers}
    return replace(state, withdrawn=told)


def three() -> Board:
    return board(event(1, days=2), event(2, EventKind.EVIDENCE, days=1), event(3))


def change(number: int, withdraws: int | str = "", adds: str = "") -> Event:
    detail = {"why": f"Why {number}.", **({"withdraws": str(withdraws)} if withdraws else {}), **({"adds": adds} if adds else {})}
    return replace(event(number, EventKind.RULES_CHANGED), at=NOW + timedelta(days=number), detail=detail)


def put_on_record(number: int, instead_of: Event, sentence: str = "") -> Event:
    detail = {"baseline": "yes", "rules": "yes", "key": instead_of.key}
    return replace(instead_of, id=number, key=f"{instead_of.key}@{number}", sentence=sentence or instead_of.sentence, detail=detail)


# --- which ---


def test_without_a_change_of_rules_nothing_is_withdrawn_and_no_event_is_read(it: World) -> None:
    a_list_that_comes_to_show(it, "National EHCP template for parties")
    assert it.archive.headlines()
    assert it.archive.rules_log() == []


def test_what_vanishes_is_withdrawn_from_the_day_on_which_that_was_recorded(it: World) -> None:
    a_list_that_comes_to_show(it, "National EHCP template for parties")
    (told,) = it.archive.headlines()
    it.commitments = STRICT
    accept(it.archive, again(it), it.now)
    state = board_of(it.catalogue, it.archive, it.now, Settings(it.archive._path.parent))
    assert state.withdrawn == {told.id: Withdrawal(it.now, "The rules of today do not tell it.")}
    assert state.headlines == (told,)


def test_what_later_rules_tell_again_as_it_was_is_withdrawn_no_more(it: World) -> None:
    a_list_that_comes_to_show(it, "National EHCP template for parties")
    (told,) = it.archive.headlines()
    for n, rules in enumerate([STRICT, LAX] * 2):
        it.commitments = rules
        accept(it.archive, again(it), it.now + timedelta(hours=n))
        assert list(withdrawals(it.archive.rules_log())) == ([told.id] if rules is STRICT else [])


def test_what_is_told_otherwise_says_what_is_told_in_its_place() -> None:
    old = event(1)
    log = [old, put_on_record(2, old, "Less."), change(3, 1, f"{old.key}@2")]
    assert withdrawals(log) == {1: Withdrawal(log[2].at, "Why 3.", "Less.")}
    log += [change(4, 2)]
    assert withdrawals(log) == {1: Withdrawal(log[3].at, "Why 4.")}
    log += [put_on_record(5, old, "Least."), change(6, adds=f"{old.key}@5")]
    assert withdrawals(log) == {1: Withdrawal(log[5].at, "Why 4.", "Least.")}


def test_what_was_never_news_has_no_page_to_be_marked() -> None:
    quiet = replace(event(1), detail={"baseline": "yes"})
    assert withdrawals([quiet, change(2, 1)]) == {}


# --- pages ---


def test_its_page_says_so_at_the_top_and_loses_nothing() -> None:
    before, after = words("events/2.html", three()), words("events/2.html", withdrawn(three(), 2))
    assert PLAINLY in after
    assert after.index(PLAINLY) < after.rindex("News number 2.")
    assert "Recorded on 13 January 2026." in after
    for kept in ("We will", "publish", "explore", "Promised", "Found", "SHA-256"):
        assert before.count(kept) == after.count(kept)
    assert "../how.html" in made(f for f in files_of(withdrawn(three(), 2)) if f.path == "events/2.html")["events/2.html"].decode()


def test_a_page_of_what_is_told_otherwise_says_how() -> None:
    said = words("events/2.html", withdrawn(three(), 2, instead="A draft was found."))
    assert "under the rules as they are now this would be told otherwise: “A draft was found.”" in said


@pytest.mark.parametrize(
    "path", ["index.html", "commitments/template.html", "week.html", "weeks/2026-W02.html", "sources/page.html"]
)
def test_every_list_marks_it_in_words_and_it_alone(path: str) -> None:
    said = " ".join(words(path, withdrawn(three(), 2)).split())
    assert "Withdrawn: News number 2." in said
    assert said.count("Withdrawn:") == 1
    assert "Withdrawn" not in words(path, three())


def test_a_page_of_what_happened_earlier_marks_it_too() -> None:
    state = board(*(event(n, days=200 - n) for n in range(1, 150)))
    assert "Withdrawn: News number 5." in " ".join(words("commitments/template/1.html", withdrawn(state, 5)).split())


def test_a_week_counts_what_stands() -> None:
    assert "Week of 5 January 2026: 2 events, 1 withdrawn" in words("weeks.html", withdrawn(three(), 2))
    assert "What was told of these days is withdrawn." in words("week.html", withdrawn(three(), 1, 2, 3))
    assert "is withdrawn." not in words("week.html", withdrawn(three(), 1, 2))


def test_one_change_that_stands_for_one_promise_and_not_for_another_is_told_twice() -> None:
    both = board(event(1, sentence="Moved."), event(2, commitment_id="npq", sentence="Moved."))
    assert words("week.html", both).count("Moved.") == 1
    said = " ".join(words("week.html", withdrawn(both, 2)).split())
    assert (said.count("Moved."), said.count("Withdrawn: Moved. About A qualification for SENCOs")) == (2, 1)


# --- feeds ---


@pytest.mark.parametrize("ending", [".atom", ".rss", ".json"])
def test_an_entry_keeps_its_place_and_its_id_and_is_told_anew(ending: str) -> None:
    path = f"feeds/all{ending}"
    before, after = (made(f for f in files_of(b) if f.path == path)[path] for b in (three(), withdrawn(three(), 2)))
    assert entry_ids(path, after) == entry_ids(path, before) == ids(3, 2, 1)
    assert b"Withdrawn:" not in before
    if ending == ".json":
        titles, contents = zip(*((i["title"], i["content_html"]) for i in json.loads(after)["items"]), strict=True)
        assert [i.get("date_modified") for i in json.loads(after)["items"]] == [None, "2026-01-13T09:00:00Z", None]
    else:
        entries = feedparser.parse(after).entries
        titles, contents = [e.title for e in entries], [e.content[0].value for e in entries]
    assert list(titles) == ["News number 3.", "Withdrawn: News number 2.", "News number 1."]
    assert [PLAINLY in c for c in contents] == [False, True, False]


def test_readers_of_atom_see_by_its_time_that_it_changed() -> None:
    content = made(f for f in files_of(withdrawn(three(), 2)) if f.path == "feeds/all.atom")["feeds/all.atom"]
    assert find(content, "a:updated/text()") == ["2026-01-13T09:00:00Z"]
    (entry,) = [e for e in find(content, "a:entry") if e.xpath("a:id/text()", namespaces=SPACES) == ids(2)]
    times = [entry.xpath(f"a:{name}/text()", namespaces=SPACES) for name in ("published", "updated")]
    assert times == [["2026-01-09T09:00:00Z"], ["2026-01-13T09:00:00Z"]]


def test_an_archive_that_holds_it_is_made_anew_and_no_other(tmp_path: Path) -> None:
    state = board(*(event(n, days=300 - n) for n in range(1, 251)))
    publish(files_of(state), tmp_path / "public", tmp_path / MEMORY)
    done = publish(files_of(withdrawn(state, 150)), tmp_path / "public", tmp_path / MEMORY)
    assert {p for p in done.changed if p.startswith("feeds/all")} == {f"feeds/all/2{e}" for e in (".atom", ".rss", ".json")}
    assert {p for p in done.changed if p.startswith("events/")} == {"events/150.html"}


def test_no_event_is_read_to_decide_what_has_to_be_made() -> None:
    state = withdrawn(three(), 2)
    files_of(state)
    assert state.record.read == []  # type: ignore[attr-defined]


# --- data ---


def test_its_line_is_marked_and_stands(tmp_path: Path) -> None:
    there = made(f for f in files_of(withdrawn(three(), 2, instead="Less.")) if f.path.startswith("data/events."))
    lines = [json.loads(line) for line in there["data/events.jsonl"].splitlines()]
    mark = {"on": "2026-01-13", "why": "The rules of today do not tell it.", "instead": "Less."}
    assert [x["withdrawn"] for x in lines] == [None, mark, None]
    assert lines[1]["sentence"] == "News number 2."
    rows = list(csv.DictReader(io.StringIO(there["data/events.csv"].decode(), newline="")))
    assert [r["withdrawn_on"] for r in rows] == ["", "2026-01-13", ""]
    assert (rows[1]["withdrawn_why"], rows[1]["withdrawn_instead"]) == (mark["why"], "Less.")


# --- mail ---


def test_a_digest_that_is_not_sent_yet_leaves_it_out(it: World, tmp_path: Path) -> None:
    subscribed = it.now
    a_list_that_comes_to_show(it, "National EHCP template for parties")
    settings = Settings(tmp_path, secret=b"a secret of some length")
    noon = it.now + timedelta(days=2)
    queued = []
    for name, rules in (("lax", LAX), ("strict", STRICT)):
        it.commitments = rules
        accept(it.archive, again(it), it.now)
        with Mailbox.open(tmp_path / f"{name}.db") as box:
            box.people.subscribe(parse_address("a@example.org"), "all", Frequency.DAILY, now=subscribed, after=0, consent="yes")
            queued.append(enqueue(News(it.archive), box, Topics(it.catalogue.plans), settings, noon))
    assert queued == [1, 0]
