"""What the doctor says of sources, clock and disk: one line each, the worst first."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack, suppress
from datetime import timedelta
from socket import create_connection
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from doctor import MOST_AT_ONCE, health_address
from tests.world import START
from watcher.health import Disk, Finding, Use, Weight, clock_finding, disk_finding, source_findings, trouble, well, worst_first
from watcher.model import Source, SourceKind, SourceState

DAY = timedelta(days=1)


def source(name: str = "a", kind: SourceKind = SourceKind.GOVUK, **changes: object) -> Source:
    return Source(name, name.upper(), kind, f"https://www.gov.uk/{name}", DAY, **changes)  # type: ignore[arg-type]


def state(name: str = "a", **changes: object) -> SourceState:
    known = {"checks": 9, "seen": 9, "last_checked": START, "last_seen": START, "last_changed": START}
    return SourceState(name, **{**known, **changes})  # type: ignore[arg-type]


def said(
    one: Source, known: SourceState | None, use: Use | None = None, *, after: timedelta = timedelta(0)
) -> list[tuple[str, str]]:
    """What is found of a source beside one that is well."""
    other = state("well", last_checked=START + after)
    found = source_findings(
        [one, source("well")], {"well": other, **({one.id: known} if known else {})}, {one.id: use} if use else {}, START + after
    )
    return [(f.weight.name, f.words) for f in found if f.source_id == one.id]


def test_a_source_that_is_read_in_time_asks_for_nothing() -> None:
    assert said(source(), state()) == []


def test_a_source_that_was_never_looked_at_is_named_and_is_no_trouble() -> None:
    assert said(source(), None) == [("ADVICE", "was never looked at yet")]


def test_a_source_is_late_against_its_own_interval() -> None:
    assert said(source(), state(), after=2 * DAY) == []
    ((level, words),) = said(source(), state(), after=3 * DAY)
    assert level == "TROUBLE"
    assert "its interval is 1 day" in words


def test_a_source_whose_server_asked_us_to_wait_is_not_late() -> None:
    assert said(source(), state(not_before=START + 4 * DAY), after=3 * DAY) == []


def test_when_nothing_is_looked_at_any_more_that_is_one_finding_and_not_one_a_source() -> None:
    states = {n: state(n) for n in "abc"}
    (found,) = source_findings([source(n) for n in "abc"], states, {}, START + 5 * DAY)
    assert (found.what, found.fine) == ("watch", False)
    assert "is `planwatch run` running?" in found.words


def test_one_failed_look_is_advice_and_three_are_trouble() -> None:
    failed = {"failing_since": START, "reason": "timeout", "reason_text": "It did not answer in time."}
    assert said(source(), state(failures=1, **failed))[0][0] == "ADVICE"
    ((level, words),) = said(source(verified=False), state(failures=3, **failed))
    assert level == "TROUBLE"
    assert "at 3 looks since 8 January 2024" in words
    assert words.endswith("It did not answer in time. Its address was never seen to answer: check it.")


def test_a_source_that_is_sent_elsewhere_for_good_is_offered_the_new_address() -> None:
    ((level, words),) = said(source(), state(moved_to="https://www.gov.uk/b"))
    assert level == "TROUBLE"
    assert 'put url = "https://www.gov.uk/b" into sources.toml' in words
    ((_, words),) = said(source(), state(moved_to="https://www.gov.uk/well"))
    assert "'well' watches that already: take this entry out of sources.toml" in words


def test_an_address_where_nothing_ever_was_is_told() -> None:
    ((level, words),) = said(source(), state(), Use(START, 0, documents=0))
    assert level == "ADVICE"
    assert "nothing was there in 9 looks (404)" in words


def test_a_list_without_anything_new_for_long_is_trouble_and_a_page_is_not() -> None:
    quiet = {"last_checked": START + 40 * DAY, "last_changed": START}
    assert said(source(), state(**quiet), after=40 * DAY) == []
    ((level, words),) = said(source(kind=SourceKind.FEED), state(**quiet), after=40 * DAY)
    assert level == "TROUBLE"
    assert "nothing new in it since 8 January 2024" in words


def test_a_source_that_never_showed_anything_of_a_promise_is_doubted_after_half_a_year() -> None:
    known = state(seen=200, last_checked=START + 200 * DAY)
    ((level, words),) = said(source(), known, Use(START, 0), after=200 * DAY)
    assert level == "ADVICE"
    assert "nothing of any promise in 200 looks" in words
    assert said(source(), known, Use(START, 1), after=200 * DAY) == []


def test_a_clock_behind_the_archive_or_away_from_a_servers_is_trouble() -> None:
    assert clock_finding(START, START, None).fine
    assert "set it right" in clock_finding(START, START + DAY, None).words
    assert clock_finding(START, START, timedelta(minutes=4)).fine
    late = clock_finding(START, START + DAY, timedelta(0))
    assert (late.weight, "while it was wrong" in late.words) == (Weight.ADVICE, True)
    assert "3 hours behind" in clock_finding(START, START, timedelta(hours=-3)).words


def test_little_room_on_the_disk_is_trouble() -> None:
    assert disk_finding(Disk(50 << 30, 100 << 30, 1 << 20)).fine
    assert "make room" in disk_finding(Disk(1 << 29, 100 << 30, 1 << 20)).words


def test_the_worst_comes_first() -> None:
    one = Finding("source s", Weight.TROUBLE, "", "s")
    found = worst_first([well("a", ""), one, trouble("b", ""), well("c", "")])
    assert [f.what for f in found] == ["b", "source s", "a", "c"]
    assert found[0].weight is Weight.TROUBLE


def test_the_health_address_says_what_the_doctor_says_and_is_asked_about_seldom() -> None:
    asked, now, found = [0], [START], [well("a", "fine")]

    def examined() -> list[object]:
        asked[0] += 1
        return list(found)

    with health_address(0, examined, lambda: now[0]) as port:  # type: ignore[arg-type]
        address = f"http://127.0.0.1:{port}/health"
        for _ in range(3):
            with urlopen(address) as answer:
                assert json.load(answer) == [{"what": "a", "level": "fine", "fine": True, "source": None, "words": "fine"}]
        assert asked == [1]
        found.append(trouble("b", "do something"))
        now[0] += timedelta(minutes=2)
        with pytest.raises(HTTPError, match="503") as refused:
            urlopen(address)
        assert json.load(refused.value)[1]["words"] == "do something"
        with pytest.raises(HTTPError, match="404"):
            urlopen(Request(address, headers={"Host": "evil.example:80"}))
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}/")
        with pytest.raises(HTTPError, match="503"):
            urlopen(Request(address, method="HEAD"))


def test_a_fault_of_the_examination_itself_is_told_and_does_not_close_the_health_address() -> None:
    def examined() -> list[object]:
        raise ZeroDivisionError

    with health_address(0, examined, lambda: START) as port:  # type: ignore[arg-type]
        for _ in range(2):
            with pytest.raises(HTTPError, match="500") as refused:
                urlopen(f"http://127.0.0.1:{port}/health")
            assert "ZeroDivisionError" in json.load(refused.value)[0]["words"]


@pytest.mark.parametrize(
    ("host", "answered"),
    [("127.0.0.1", True), ("localhost", True), ("LOCALHOST:80", True), ("localhost.evil.example", False),
     ("127.0.0.1:80@evil.example", False), ("127.0.0.1:80@evil.example:80", False), ("", False)],
)  # fmt: skip
def test_the_health_address_answers_to_its_own_names_alone(host: str, answered: bool) -> None:
    with health_address(0, lambda: [well("a", "")], lambda: START) as port, create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert line.makefile("rb").readline().split()[1] == (b"200" if answered else b"404")


def test_the_health_address_speaks_with_so_many_at_once_and_hangs_up_on_the_next() -> None:
    with health_address(0, lambda: [well("a", "")], lambda: START) as port, ExitStack() as lines:
        for _ in range(MOST_AT_ONCE):
            lines.enter_context(create_connection(("127.0.0.1", port))).sendall(b"GET /he")
        for n in range(2):  # they are taken in the order in which they came
            with create_connection(("127.0.0.1", port), timeout=5) as line:
                assert line.recv(100) == b"", n
        lines.close()
        begun = time.monotonic()
        answered = False
        while not answered and time.monotonic() - begun < 5:  # until the places are free again
            with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health") as answer:
                answered = answer.status == 200
        assert answered
