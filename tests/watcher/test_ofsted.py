"""Ofsted's search, page by page; and the recorded third-party tables made from it, whose rows once vanished overnight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web_server import Answer
from tests.world import World, world
from watcher.errors import ExtractError
from watcher.extract import Answer as Answered
from watcher.extract import extract, joined, kind_of
from watcher.model import BlockKind, Document, Source, SourceKind, UnseenReason
from watcher.quality import judge_quality

RECORDED = sorted((Path(__file__).resolve().parents[3] / "shared" / "data" / "ofsted_area_send_outcomes").glob("*.html"))
URL = "https://reports.ofsted.gov.uk/search?q=&location=&radius=&level_1_types=3&level_2_types%5B%5D=12&status%5B%5D=1&start=50&rows=10"
SOURCE = Source("ofsted", "Ofsted", SourceKind.OFSTED, URL, timedelta(days=1))
NOW = datetime(2025, 3, 17, tzinfo=UTC)


def result(urn: int, name: str = "", latest: str = "15 July 2024", **told: str) -> str:
    """One result in the shape that public programs read."""
    more = "".join(f"<ul class='search-result__provider-info'><li>{k}: <strong>{v}</strong></li></ul>" for k, v in told.items())
    return (
        f'<li class="search-result"><h3 class="search-result__title heading--sub"><a href="/provider/44/{urn}">'
        f'{name or f"Area {urn}"}</a></h3><ul class="search-result__provider-info"><li>Category: '
        f'<strong>Local authority</strong></li></ul><address class="search-result__address">Town Hall</address>{more}'
        f'<ul class="search-result__provider-info">'
        f"<li>Latest report: <strong><time>{latest}</time></strong></li><li>URN: <strong>{urn}</strong></li></ul></li>"
    )


def page(total: int | str, *results: str) -> bytes:
    return (
        '<html><body><main><h1>Search</h1><div class="search-results__heading"><strong class="results-count js-results-count">'
        f'{total}</strong> results</div><ul class="results-list">{"".join(results)}</ul></main></body></html>'
    ).encode()


def read(*pages: bytes) -> Document:
    return extract(SOURCE, Answered(URL, "text/html", joined(pages)))


def further(*pages: bytes) -> str:
    return kind_of(SOURCE).further(SOURCE, pages, NOW)


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


def test_a_row_an_area_in_an_order_that_paging_does_not_change() -> None:
    one, two, three = result(3, "Wigan"), result(1, "Bury", "", Rating="Good"), result(2, "Leeds")
    document = read(page(3, one, two), page(3, three))
    assert [(b.kind, b.text) for b in document.blocks] == [
        (BlockKind.COLUMNS, "Provider | URN | Latest report | Details"),
        (BlockKind.ROW, "Bury | 1 |  | Category: Local authority; Rating: Good"),
        (BlockKind.ROW, "Leeds | 2 | 15 July 2024 | Category: Local authority"),
        (BlockKind.ROW, "Wigan | 3 | 15 July 2024 | Category: Local authority"),
    ]
    assert document == read(page(3, three, one), page(3, two))
    assert document.links[0].url == "https://reports.ofsted.gov.uk/provider/44/1"


def test_all_pages_are_asked_for_by_what_was_read_so_that_a_smaller_page_size_loses_nothing() -> None:
    first = query(kind_of(SOURCE).ask(SOURCE, NOW))
    assert (first["start"], first["rows"], first["level_2_types[]"], first["q"]) == (["0"], ["100"], ["12"], [""])
    fifty = page(153, *(result(n) for n in range(50)))
    assert query(further(fifty))["start"] == ["50"]
    assert query(further(fifty, page(153, *(result(n) for n in range(50, 150)))))["start"] == ["150"]
    assert further(page("1,002", *(result(n) for n in range(1002)))) == ""


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ([page(3, result(1), result(2)), page(3)], "page 2 of Ofsted's search is empty, after 2 of 3 results"),
        ([page(4, result(1), result(2)), page(4, result(1), result(2))], "page 2 of Ofsted's search repeats results"),
        ([page(3, result(1), result(1))], "page 1 of Ofsted's search repeats results"),
        ([page(3, result(1)), page(4, result(2))], "went from 3 to 4 while they were read"),
        ([page(1, result(1), result(2))], "states 1 results and gives 2"),
        ([page(0)], "finds nothing"),
        ([page("", result(1))], "does not state how many results there are"),
        ([b"<html><body><p>Something else</p></body></html>"], "does not state how many results there are"),
        ([page(1, "<li class='search-result'><h3>No link</h3></li>")], "no name with a link to its provider"),
        ([page(1, result(1).replace("<strong>1</strong>", "<strong>7</strong>"))], "states another URN than its link"),
    ],
)
def test_what_is_not_one_whole_list_is_refused_by_name(pages: list[bytes], why: str) -> None:
    for asked in (lambda: further(*pages), lambda: read(*pages)):
        with pytest.raises(ExtractError, match=why):
            asked()


def test_a_list_that_was_not_read_to_its_end_is_no_document() -> None:
    with pytest.raises(ExtractError, match="states 3 results, and 2 were read"):
        read(page(3, result(1), result(2)))


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def serve(it: World, areas: list[int], size: int = 100) -> None:
    """The search over loopback, which gives ``size`` results a page."""
    it.site.pages.clear()
    starts = range(0, len(areas), size)
    for start in starts:
        body = page(len(areas), *(result(n) for n in areas[start : start + size]))
        it.site.pages[f"/search?q=&start={start}&rows=100"] = Answer(body, 200, {"Content-Type": "text/html"})


def test_areas_that_vanish_are_believed_at_the_second_look_only(it: World) -> None:
    it.watch("/search?q=", SourceKind.OFSTED)
    serve(it, list(range(153)))
    assert it.look().changed == 0
    serve(it, list(range(100)))
    assert "went from 153 rows to 100 at once" in it.look().reasons["search?q="]
    serve(it, list(range(154)))
    done = it.look()
    assert (done.unseen, done.changed) == (0, 1)


def test_a_page_that_fails_leaves_the_list_as_it_was(it: World) -> None:
    it.watch("/search?q=", SourceKind.OFSTED)
    serve(it, list(range(153)))
    it.look()
    del it.site.pages["/search?q=&start=100&rows=100"]
    assert it.look().unseen == 1
    serve(it, list(range(153)), size=60)
    done = it.look()
    assert (done.unseen, done.changed) == (0, 0)


@pytest.mark.skipif(not RECORDED, reason="the real data (../shared/data) is not on this machine")
def test_the_recorded_tables_raise_one_alarm_and_no_other() -> None:
    """A third party's page, which ``page`` reads with select = "table": in March 2025 ten of its 46 areas went, and came back."""
    source = Source("table", "Table", SourceKind.PAGE, "https://example.org/", timedelta(days=1), select="table")
    alarms, previous = {}, None
    for file in RECORDED:
        document = extract(source, Answered(source.url, "text/html", file.read_bytes()))
        assert all(block.kind is BlockKind.ROW for block in document.blocks)
        suspicion = judge_quality(document, file.read_bytes(), previous)
        if suspicion is None:
            previous = document
        else:
            alarms[file.name[:10]] = (suspicion.reason, suspicion.certain)
    assert alarms == {"2025-03-17": (UnseenReason.LIST_SHRANK, False)}
    assert previous is not None
    assert previous.blocks[0].text.startswith("URN | La Code")
