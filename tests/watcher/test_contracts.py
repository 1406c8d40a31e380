"""Contract notices: asked for since a day, page after page, and sifted here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.world import World, kinds, world
from watcher.errors import ExtractError
from watcher.extract import Answer, extract, joined, kind_of
from watcher.look import Memory, since
from watcher.model import DateRole, Document, Source, SourceKind, SourceState, StructuredDate, Validators

FTS = "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages"
CF = "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"
DFE = "[?contains(buyer.name, 'Department for Education')]"
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
GUID = "edda6233-f351-4003-a28a-cf7eeb3589cb"


def source(url: str = FTS, select: str = DFE) -> Source:
    return Source("notices", "Notices", SourceKind.CONTRACTS, url, timedelta(days=1), select=select)


def release(ident: str = "012345-2026", **changes: Any) -> dict[str, Any]:
    """A release with the fields that the standard names."""
    return {
        "ocid": "ocds-h6vhtk-05b93c", "id": ident, "date": "2026-02-20T10:00:00Z", "tag": ["tender"],
        "buyer": {"id": "GB-1", "name": "Department for Education"},
        "tender": {"title": "SENCO qualification", "description": "A national <b>service</b>.", "status": "active",
                   "value": {"amount": 250000, "currency": "GBP"}, "tenderPeriod": {"endDate": "2026-04-15T23:30:00+01:00"}},
        **changes,
    }  # fmt: skip


def package(*releases: object, following: object = None) -> bytes:
    links = {"links": {"next": following}} if following is not None else {}
    return json.dumps({"version": "1.1", "releases": releases, **links}).encode()


def read(*bodies: bytes, url: str = FTS, select: str = DFE) -> Document:
    return extract(source(url, select), Answer(url, "application/json", joined(bodies)))


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_each_service_is_asked_in_its_own_words_for_what_is_new_since_a_moment() -> None:
    asks = kind_of(source()).ask
    assert query(asks(source(f"{FTS}?stages=tender&limit=5&cursor=x"), NOW)) == {
        "stages": ["tender"], "updatedFrom": ["2026-03-01T12:30:00"], "limit": ["100"]}  # fmt: skip
    assert query(asks(source(CF), NOW)) == {"publishedFrom": ["2026-03-01T12:30:00"], "limit": ["100"]}


def test_a_notice_is_a_row_with_its_public_page_and_the_day_on_which_it_closes() -> None:
    awarded = release("000002-2026", tag=["award"], date="2026-02-21T10:00:00Z",
                      awards=[{"suppliers": [{"name": "University A"}, {"name": "University A"}]}, {}])  # fmt: skip
    document = read(package(release(), awarded, release("000003-2026", buyer={"name": "A council"})))
    award, tender = document.entries
    assert (document.type, tender.url) == ("recent", "https://www.find-tender.service.gov.uk/Notice/012345-2026")
    assert (tender.title, tender.publisher, tender.updated) == (
        "SENCO qualification", "Department for Education", datetime(2026, 2, 20, 10, tzinfo=UTC))  # fmt: skip
    assert tender.dates == (StructuredDate(DateRole.CLOSING, date(2026, 4, 15)),)
    assert award.description == "A national service. award, active. Awarded to University A."
    assert document.blocks[2].text == (
        "SENCO qualification | Department for Education | tender, active | 2026-02-20 | 2026-04-15 | 250,000 GBP"
    )


def test_a_notice_of_contracts_finder_has_its_page_by_its_uuid() -> None:
    (entry,) = read(package(release(f"{GUID}-832945")), url=CF).entries
    assert entry.url == f"https://www.contractsfinder.service.gov.uk/Notice/{GUID}"


def test_releases_without_a_buyer_do_not_break_a_condition_about_it() -> None:
    bare = {"ocid": "o", "id": "000009-2026", "date": "2026-02-20T10:00:00Z", "buyer": {"name": None}}
    assert [e.title for e in read(package(bare, release())).entries] == ["SENCO qualification"]
    assert read(package(bare), select="").entries[0].title == "Notice 000009-2026"


def test_nothing_new_is_an_empty_list_and_no_failure() -> None:
    assert read(package()).entries == ()
    assert read(package(release(buyer={"name": "A council"}))).blocks == ()


def test_the_same_release_on_two_pages_is_one_row() -> None:
    assert len(read(package(release()), package(release(), release("000002-2026"))).entries) == 2


def further(*bodies: bytes) -> str:
    return kind_of(source()).further(source(), bodies, NOW)


def test_pages_are_followed_on_the_same_site_until_nothing_new_comes() -> None:
    following = f"{FTS}?cursor=abc"
    first = package(release(), following=following)
    assert further(first) == following
    assert further(package(release(), following="?cursor=abc")) == following
    assert further(first, package(release("000002-2026"))) == ""
    assert further(first, package(following=following)) == ""
    assert further(first, first) == ""
    assert further(package(release(), following="")) == ""
    for elsewhere in ("https://elsewhere.example/x", "http://www.find-tender.service.gov.uk/x", "file:///etc/passwd", 7):
        with pytest.raises(ExtractError, match="on another site"):
            further(package(release(), following=elsewhere))


@pytest.mark.parametrize(
    ("body", "select", "why"),
    [
        (b"<html>", "", "not JSON"),
        (b"[]", "", "not a release package"),
        (b'{"releases": {}}', "", "not a release package"),
        (b'{"releases": [7]}', "", "is no object"),
        (package(release(id=None)), "", "has no id"),
        (package(release("odd-id")), "", "not that of a notice of either service"),
        (package(release(date="yesterday")), "", "does not state when it was published"),
        (package(release(buyer=7)), "", "'buyer' of a release is no object"),
        (package(release(tender=[])), "", "'tender' of a release is no object"),
        (package(release(tender={"title": 5})), "", "'title' of release 012345-2026 is not text"),
        (package(release()), "[].tender.title", "does not give a list of releases"),
        (package(release()), "nothing", "does not give a list of releases"),
        (package(release()), "[?abs(ocid) > `1`]", "cannot be applied to the answer"),
    ],
)
def test_a_package_of_another_shape_is_refused_by_name(body: bytes, select: str, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(body, select=select)


def test_a_list_that_is_sifted_here_is_asked_for_since_the_last_look_and_not_since_its_newest_row() -> None:
    reach = kind_of(source()).reach
    assert reach == timedelta(days=14)

    def begun(seen: datetime | None) -> datetime:
        return since(Memory(SourceState("s", last_seen=seen), {}, lambda url: Validators()), NOW, reach)

    assert NOW - begun(None) == timedelta(days=14)
    assert NOW - begun(NOW - timedelta(days=1)) == timedelta(days=4)
    assert NOW - begun(NOW - timedelta(days=60)) == timedelta(days=14)


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_a_new_notice_that_concerns_a_promise_is_told_once(it: World) -> None:
    path = "/api/1.0/ocdsReleasePackages"
    it.watch(path, SourceKind.CONTRACTS, select=DFE, commitments=("*",))
    given = [release()]

    def serve(days: int) -> None:
        moment = (it.now + timedelta(days=1) - timedelta(days=days)).strftime("%Y-%m-%dT%H%%3A%M%%3A%S")
        it.site.json(f"{path}?updatedFrom={moment}&limit=100", package(*given, following=f"{path}?cursor=2").decode())

    it.site.json(f"{path}?cursor=2", package(release("000002-2026", buyer={"name": "A council"})).decode())
    serve(14)
    first = it.look()
    assert (first.unseen, kinds(first)) == (0, [])
    given.append(release("000005-2026", tender={"title": "The national EHCP template: digital service"}))
    for expected in ([it.site.url("/Notice/000005-2026")], []):
        serve(4)
        done = it.look()
        assert done.unseen == 0
        assert [e.found.url for e in done.events if e.kind.public and e.found] == expected


def test_of_thousands_of_notices_only_those_that_concern_us_are_kept_and_read_the_same_again() -> None:
    others = [release(f"{n:06d}-2024", buyer={"name": "A council"}) for n in range(300)]
    body = joined([package(*others), package(release())])
    kept = kind_of(source()).keep(source(), body)
    assert len(kept) < len(body) / 50
    assert read(kept) == read(package(*others), package(release()))
    assert len(read(kept).entries) == 1
