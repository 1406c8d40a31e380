"""GOV.UK's search, read back to where it was read before: nothing is missed, and nothing that is not an answer is believed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web_server import Answer as Served
from tests.world import START, World, kinds, world
from watcher.errors import ExtractError
from watcher.extract import Answer, extract, joined, kind_of
from watcher.extract.search import FIRST, FURTHER, REPEATED
from watcher.fetch import Fetcher, Politeness
from watcher.model import Document, EventKind, Source, SourceKind

SHARED = Path(__file__).resolve().parents[3] / "shared"
RECORDED = SHARED / "data" / "search_api"
FAULTS = SHARED / "kit" / "bad_http.py"
PATH = "/api/search.json"
NAME = "National EHCP template"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def row(link: str, at: datetime | str, title: str = "") -> dict[str, Any]:
    moment = at if isinstance(at, str) else at.isoformat()
    return {"title": title or f"Document {link}", "link": link, "public_timestamp": moment, "format": "guidance"}


@dataclass
class Index:
    """The search service over a list of rows, which it puts in order. ``before``: is called before each page after the first."""

    it: World
    rows: list[dict[str, Any]] = field(default_factory=list)
    most: int = 1500
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    before: Callable[[int], None] = lambda page: None
    fails_from: int = 10**9

    def __post_init__(self) -> None:
        self.it.site.pages[PATH] = self._answer

    def add(self, count: int, newest: datetime, step: timedelta = timedelta(minutes=1), name: str = "d", **named: str) -> None:
        """So many documents, one a step back from the newest on. ``named``: titles by number."""
        self.rows += [row(f"/{name}/{n}", newest - n * step, named.get(f"n{n}", "")) for n in range(count)]

    def _answer(self, headers: dict[str, str]) -> Served:
        query = parse_qs(urlsplit(self.it.site.asked[-1][0]).query)
        start, count = int(query.get("start", ["0"])[0]), int(query["count"][0])
        if start:
            self.before(start)
        self.asked.append(query)
        if start >= self.fails_from:
            return Served(b"", 503)
        ordered = sorted(self.rows, key=lambda r: str(r["public_timestamp"]), reverse=True)
        page = ordered[start : start + min(count, self.most)]
        return Served(json.dumps({"results": page, "total": len(ordered), "start": start}).encode(), 200)

    @property
    def starts(self) -> list[int]:
        return [int(q.get("start", ["0"])[0]) for q in self.asked]


def watched(it: World, query: str = "") -> Index:
    it.watch(f"{PATH}{query}", SourceKind.GOVUK_SEARCH, commitments=("*",))
    return Index(it)


def found(it: World, day: int = 1) -> list[str]:
    """The addresses of what one look tells of."""
    done = it.look(day)
    assert done.unseen == 0, done.reasons
    return [e.found.url.removeprefix(it.site.url("")) for e in done.events if e.news and e.found]


# --- how it is asked ---


def source(query: str = "") -> Source:
    return Source("s", "S", SourceKind.GOVUK_SEARCH, f"https://www.gov.uk{PATH}{query}", timedelta(days=1))


def asked(query: str = "") -> dict[str, list[str]]:
    return parse_qs(urlsplit(kind_of(source(query)).ask(source(query), START)).query)


def test_what_the_address_lacks_is_added_and_what_it_says_is_kept() -> None:
    bare = asked("?filter_organisations=ofsted")
    assert (bare["filter_organisations"], bare["order"], bare["count"]) == (["ofsted"], ["-public_timestamp"], [str(FIRST)])
    assert "start" not in bare
    own = asked("?q=send&count=20&order=-popularity&fields=title,indexable_content&fields=link&start=40")
    assert (own["q"], own["order"], own["count"], "start" in own) == (["send"], ["-popularity"], ["20"], False)
    (fields,) = own["fields"]
    assert fields.split(",")[:3] == ["title", "indexable_content", "link"]
    assert {"public_timestamp", "content_id", "description"} < set(fields.split(","))
    assert set(own) == {"q", "order", "count", "fields"}  # any other parameter would be answered with 422


@pytest.mark.parametrize("count", ["1501", "0", "many", ""])
def test_a_count_that_the_service_does_not_give_is_refused_before_it_is_asked(it: World, count: str) -> None:
    it.watch(f"{PATH}?count={count}", SourceKind.GOVUK_SEARCH)
    done = it.look()
    assert (done.unseen, [path for path, _ in it.site.asked if path != "/robots.txt"]) == (1, [])
    assert "rows at once" in next(iter(done.reasons.values()))


# --- nothing is missed ---


def test_more_than_a_page_of_new_documents_at_once_are_all_found(it: World) -> None:
    index = watched(it)
    index.add(300, START - timedelta(days=1), timedelta(hours=1), "old")
    assert kinds(it.look()) == []
    index.add(450, START + timedelta(hours=30), timedelta(minutes=1), "new", n0=NAME, n99=NAME, n100=NAME, n449=NAME)
    index.asked.clear()
    assert sorted(found(it)) == ["/new/0", "/new/100", "/new/449", "/new/99"]
    assert index.starts == [0, FIRST - REPEATED]
    assert kinds(it.look()) == []


def test_a_search_that_nothing_was_added_to_costs_one_request(it: World) -> None:
    index = watched(it)
    index.add(300, START - timedelta(days=1), timedelta(hours=1))
    it.look()
    it.look()  # not so far back as the first
    index.asked.clear()
    assert (it.look().changed, index.starts) == (0, [0])


def test_it_is_read_on_where_the_service_gives_fewer_rows_than_are_asked_for(it: World) -> None:
    index = watched(it)
    index.most = 40
    index.add(20, START - timedelta(days=2), name="old")
    it.look()
    index.add(130, START + timedelta(hours=30), name="new", n0=NAME, n39=NAME, n40=NAME, n129=NAME)
    assert len(found(it)) == 4


def test_an_index_that_lags_is_caught_up_within_the_overlap(it: World) -> None:
    index = watched(it)
    index.add(150, START, timedelta(minutes=30), "old")
    it.look()
    index.rows.append(row("/late", START - timedelta(hours=60), NAME))
    assert found(it) == ["/late"]


def test_days_to_come_hide_nothing(it: World) -> None:
    index = watched(it)
    index.add(5, datetime(2099, 12, 31, tzinfo=UTC), name="pinned")
    index.add(200, START, timedelta(hours=1), "old")
    it.look()
    index.add(250, START + timedelta(hours=30), name="new", n249=NAME)
    assert found(it) == ["/new/249"]


@pytest.mark.parametrize("hours", [-30, 30, 24 * 20])
def test_a_clock_that_is_wrong_on_either_side_hides_nothing(it: World, hours: int) -> None:
    index = watched(it)
    index.add(250, START, timedelta(hours=1), "old")
    it.now += timedelta(hours=hours)
    it.look()
    it.now -= timedelta(hours=hours)
    index.add(250, START + timedelta(hours=30), name="new", n0=NAME, n249=NAME)
    assert sorted(found(it)) == ["/new/0", "/new/249"]


def test_a_long_absence_is_caught_up_with(it: World) -> None:
    index = watched(it)
    index.add(50, START, name="old")
    it.look()
    index.add(2_000, START + timedelta(days=200), timedelta(hours=2), "new", n1999=NAME)
    assert found(it, 200) == ["/new/1999"]


def test_rows_that_move_up_while_pages_are_read_are_not_lost(it: World) -> None:
    index = watched(it)
    index.add(50, START - timedelta(days=2), name="old")
    it.look()
    index.add(300, START + timedelta(hours=30), name="new", n100=NAME, n105=NAME)

    def taken_down(start: int) -> None:
        index.rows = [r for r in index.rows if r["link"] not in {f"/new/{n}" for n in range(10)}]

    index.before = taken_down
    assert sorted(found(it)) == ["/new/100", "/new/105"]


def test_rows_that_moved_too_far_while_pages_were_read_are_read_anew_at_the_next_look(it: World) -> None:
    index = watched(it)
    index.add(50, START - timedelta(days=2), name="old")
    it.look()
    index.add(300, START + timedelta(hours=30), name="new", n120=NAME)
    gone = {f"/new/{n}" for n in range(60)}

    def taken_down(start: int) -> None:
        index.rows = [r for r in index.rows if r["link"] not in gone]

    index.before = taken_down
    done = it.look()
    assert done.unseen == 1
    assert "some may be missing" in next(iter(done.reasons.values()))
    assert found(it) == ["/new/120"]


def test_rows_that_come_in_while_pages_are_read_are_each_one_row(it: World) -> None:
    index = watched(it)
    index.add(50, START - timedelta(days=2), name="old")
    it.look()
    index.add(300, START + timedelta(hours=30), name="new", n120=NAME)

    def published(start: int) -> None:
        index.add(3, START + timedelta(hours=31), name=f"more-{start}")

    index.before = published
    assert found(it) == ["/new/120"]
    latest = next(iter(it.archive.latest(it.sources[0].id).values())).document
    assert len({e.url for e in latest.entries}) == len(latest.entries)


def test_a_page_that_fails_in_the_middle_accepts_nothing_and_the_next_look_has_it_all(it: World) -> None:
    index = watched(it)
    index.add(50, START - timedelta(days=2), name="old")
    it.look()
    index.add(700, START + timedelta(hours=30), name="new", n0=NAME, n699=NAME)
    index.fails_from = 200
    done = it.look()
    assert (done.unseen, kinds(done)) == (1, [])
    assert len(it.archive.known_entries(it.sources[0].id)) == 50
    index.fails_from = 10**9
    assert sorted(found(it)) == ["/new/0", "/new/699"]


def test_rows_that_wait_to_be_read_are_reached_however_old_they_are_by_then(it: World) -> None:
    index = watched(it)
    index.add(50, START - timedelta(days=2), name="old")
    it.look()
    names = {f"n{n}": NAME for n in range(250)}
    index.add(250, START + timedelta(days=50), timedelta(hours=4), "new", **names)
    told = found(it, 50)
    assert len(told) == 100
    told += [url for _ in range(2) for url in found(it)]
    assert sorted(told) == sorted(f"/new/{n}" for n in range(250))
    assert it.archive.state(it.sources[0].id).waiting is None


# --- what is suspect ---


def test_how_far_it_was_read_is_no_shrinking_and_rows_that_are_gone_are(it: World) -> None:
    index = watched(it)
    index.add(600, START, timedelta(hours=1), "old")
    it.look()
    index.add(3, START + timedelta(hours=30), name="new")
    assert it.look().unseen == 0  # 600 rows at the first look, a page of them now
    kept = list(index.rows)
    index.rows = kept[:40]
    assert it.look().unseen == 1
    index.rows = kept
    assert it.look().unseen == 0
    index.rows = []
    done = it.look()
    assert (done.unseen, kinds(done)) == (1, [])
    assert EventKind.NEEDS_REVIEW in [e.kind for e in done.events]


def test_an_index_that_lost_its_newest_documents_is_suspect_and_tells_none_of_them_again(it: World) -> None:
    index = watched(it)
    index.add(300, START, timedelta(hours=1), "old", n3=NAME)
    it.look()
    whole = list(index.rows)
    index.rows = whole[100:]
    assert it.look().unseen == 1
    index.rows = whole
    assert found(it) == []


# --- answers that are none ---


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"results": []}, "how many results"),
        ({"results": [], "total": "69"}, "how many results"),
        ({"results": [], "total": True}, "how many results"),
        ({"results": [], "total": -1}, "how many results"),
        ({"results": [], "total": 69}, "shows nothing new"),
        ({"results": None, "total": None}, "no list of results"),
        ([1], "no list of results"),
    ],
)
def test_an_answer_of_another_shape_is_unseen_with_its_reason(it: World, answer: object, why: str) -> None:
    it.watch(PATH, SourceKind.GOVUK_SEARCH)
    it.site.json(PATH, json.dumps(answer))
    done = it.look()
    assert done.unseen == 1
    assert why in next(iter(done.reasons.values()))


def further(pages: list[dict[str, Any]], since: datetime = datetime(2000, 1, 1, tzinfo=UTC), query: str = "") -> str:
    return kind_of(source(query)).further(source(query), [json.dumps(p).encode() for p in pages], since)


def test_the_same_page_again_ends_in_a_refusal() -> None:
    page = {"results": [row(f"/{n}", START) for n in range(10)], "total": 50}
    with pytest.raises(ExtractError, match="nothing new from row 9 on"):
        further([page, page])


def test_one_in_another_order_is_read_to_its_end() -> None:
    page = {"results": [row(f"/{n}", "2001-01-01T00:00:00Z") for n in range(100)], "total": 101}
    late = datetime(2020, 1, 1, tzinfo=UTC)
    assert further([page], late) == ""
    assert "start=80" in further([page], late, "?order=-popularity")


def test_a_row_out_of_its_order_does_not_end_the_reading() -> None:
    rows = [row(f"/{n}", "2024-01-01T00:00:00Z") for n in range(99)]
    page = {"results": [*rows, row("/old", "2001-01-01T00:00:00Z")], "total": 101}
    assert "start=80" in further([page], datetime(2020, 1, 1, tzinfo=UTC))


def test_rows_without_a_day_do_not_end_the_reading() -> None:
    page = {"results": [{"title": "T", "link": f"/{n}"} for n in range(100)], "total": 101}
    assert f"count={FURTHER}" in further([page], datetime(2020, 1, 1, tzinfo=UTC))


def read(*pages: dict[str, Any]) -> Document:
    return extract(source(), Answer("u", "application/json", joined([json.dumps(p).encode() for p in pages])))


def test_a_document_that_was_updated_between_two_pages_is_one_row_with_its_newest_day() -> None:
    old, new = row("/a", "2024-01-01T00:00:00Z"), row("/a", "2024-01-02T00:00:00Z")
    document = read({"results": [old, row("/b", "2024-01-01T00:00:00Z")]}, {"results": [new]})
    assert [(e.url, str(e.updated)[:10]) for e in document.entries] == [
        ("https://www.gov.uk/a", "2024-01-02"), ("https://www.gov.uk/b", "2024-01-01"),
    ]  # fmt: skip


# --- recorded answers and faults ---


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers (../shared/data) are not on this machine")
def test_recorded_answers_are_read_in_full_and_ask_for_nothing_more() -> None:
    for path in sorted((RECORDED / "live_2026-07-15").glob("*.json")):
        answer = json.loads(path.read_text())["metadata"]
        body = json.dumps(answer).encode()
        if not answer["results"] and answer["total"]:  # asked for a count of 0
            continue
        assert kind_of(source()).further(source(), [body], START) == ""
        document = extract(source(), Answer("u", "application/json", body))
        assert len(document.entries) == answer["total"]
        assert all(e.updated and e.content_id and e.type for e in document.entries)


@contextmanager
def faulty() -> Iterator[str]:
    """The address of the server that misbehaves on purpose."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-u", str(FAULTS), "--port", port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        try:
            while port not in server.stdout.readline() and server.poll() is None:
                continue
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.mark.skipif(not FAULTS.is_file(), reason="the fault kit (../shared/kit) is not on this machine")
def test_paging_that_is_broken_on_purpose_ends_and_is_never_taken_for_withdrawals(tmp_path: Path) -> None:
    with faulty() as address, world(tmp_path) as it:
        it.now = datetime(2024, 7, 12, 9, tzinfo=UTC)
        outcomes = {}
        it.fetcher = Fetcher(Politeness(attempts=1, pause=0.0, allow_private=(address,)), clock=lambda: it.now, wait=lambda s: None)
        for mode in ("ok", "dups", "unordered", "empty", "total-lies", "same-page", "endless", "null", "html"):
            it.sources = [replace(source(), id=mode, url=f"http://{address}{PATH}?mode={mode}&count=10")]
            done = it.look(0)
            rows = len(it.archive.known_entries(mode))
            outcomes[mode] = (rows, "") if not done.unseen else (rows, done.reasons[mode].partition(": ")[2][:30])
    assert outcomes["ok"] == outcomes["dups"] == outcomes["unordered"] == (25, "")
    assert outcomes["empty"] == (0, "")
    assert all(outcomes[mode][0] == 0 and outcomes[mode][1] for mode in ("total-lies", "same-page", "endless", "null", "html"))
