"""Any JSON interface by an expression: documents, rows, lines, one figure; and JSON that is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.world import World, item, kinds, world
from watcher.catalogue import find_mistakes
from watcher.catalogue.shapes import ignored_in, selected_in
from watcher.coverage import observers
from watcher.errors import ExtractError
from watcher.extract import Answer, SelectorEmpty, as_asked, extract
from watcher.extract.expressions import keys_named
from watcher.model import BlockKind, Document, Source, SourceKind

URL = "https://bills-api.parliament.uk/api/v1/Bills?SearchTerm=education"
BILLS = "items[].{title: shortTitle, url: join('', ['https://bills.parliament.uk/bills/', to_string(billId)]), updated: lastUpdate}"
ANSWER = {"items": [
    {"billId": 1, "shortTitle": "Old Bill", "lastUpdate": "2023-07-12T11:26:44.0233333"},
    {"billId": 2, "shortTitle": "Education for All Bill", "lastUpdate": "2026-02-01T09:00:00"},
], "totalResults": 2}  # fmt: skip


def source(select: str = "", *ignore: str) -> Source:
    return Source("api", "API", SourceKind.JSON, URL, timedelta(days=1), select=select, ignore=ignore)


def read(value: Any, select: str = "", *ignore: str) -> Document:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return extract(source(select, *ignore), Answer(URL, "application/json", body))


def lines(document: Document) -> list[tuple[str, str]]:
    return [(b.kind.value, b.text) for b in document.blocks]


def test_an_expression_that_names_title_and_url_gives_documents_newest_first() -> None:
    document = read(ANSWER, BILLS)
    new, old = document.entries
    assert (document.type, new.title, new.url) == ("search", "Education for All Bill", "https://bills.parliament.uk/bills/2")
    assert new.updated == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert old.row_key != new.row_key
    assert document == read({"items": list(reversed(ANSWER["items"]))}, BILLS)  # type: ignore[call-overload]


def test_a_search_that_finds_nothing_yet_is_an_empty_list() -> None:
    assert read({"items": []}, BILLS).entries == ()


@pytest.mark.parametrize("select", ["items", "items[0].missing", "totals.{a: b}", "items[?a == 'b']"])
def test_an_expression_that_selects_nothing_is_told_as_such(select: str) -> None:
    with pytest.raises(SelectorEmpty, match="selects nothing"):
        read({"items": []}, select)
    with pytest.raises(SelectorEmpty):
        read({"other": 1}, BILLS)


def test_rows_of_the_same_keys_stand_under_one_heading() -> None:
    rows = [{"b": 1, "a": True, "c": None}, {"c": ["x", {"k": 2}], "a": False, "b": 1.5}]
    assert lines(read(rows)) == [("columns", "a | b | c"), ("row", "yes | 1 | "), ("row", "no | 1.5 | x, k: 2")]


def test_rows_of_different_keys_name_them() -> None:
    assert lines(read([{"b": "one | two"}, {"a": 1, "b": 2}, "x"])) == [
        ("row", "b: one / two"), ("row", "a: 1 | b: 2"), ("row", "x")]  # fmt: skip


def test_the_maintainer_s_order_of_keys_is_kept_and_the_server_s_is_not() -> None:
    rows = [{"x": 1, "y": 2, "z": 3}]
    assert lines(read(rows, "[].{z: z, x: x}")) == [("columns", "z | x"), ("row", "3 | 1")]
    assert read([{"a": 1, "b": 2}]) == read([{"b": 2, "a": 1}])


def test_one_object_is_lines_and_one_value_is_a_paragraph() -> None:
    assert lines(read({"b": "x\u202e", "a": 1})) == [("paragraph", "a: 1"), ("paragraph", "b: x")]
    assert lines(read({"a": {"b": 7}}, "a.b")) == [("paragraph", "7")]
    assert lines(read({"a": 0}, "a")) == [("paragraph", "0")]


def test_a_key_that_is_ignored_changes_nothing_at_any_depth() -> None:
    one, two = ({"a": 1, "at": at, "in": {"at": at, "b": 2}} for at in ("09:00", "10:00"))
    assert read(one, "", "at") == read(two, "", "at")
    assert read(one) != read(two)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the answer is empty"),
        (b"<html></html>", "not JSON, or it broke off"),
        (b'{"a": [1, 2', "not JSON, or it broke off"),
        (b'{"a": "\xff"}', "not UTF-8 text"),
        (b'{"a": NaN}', "holds NaN"),
        (b'{"a": -Infinity}', "holds -Infinity"),
        (b'{"a": 1e999}', "too large to be held"),
        (b'{"a": ' + b"9" * 5000 + b"}", "more digits"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 101 + b"]" * 101, "nested more than 100 deep"),
        (json.dumps([1] * 5001).encode(), "gives 5001 results"),
    ],
)
def test_json_that_can_be_read_in_two_ways_or_in_none_is_refused_by_name(body: bytes, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(body)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"u": "https://a.example/"}, "result 1 of the expression has no title"),
        ({"t": "T", "u": "mailto:x@y"}, "has no web address"),
        ({"t": 5, "u": "https://a.example/"}, "'title' of result 1"),
        ({"t": "T", "u": "https://a.example/", "at": "soon"}, "'updated' of result 1 of the expression is no ISO 8601 moment"),
        ({"t": "T", "u": "https://a.example/", "at": 7}, "'updated' of result 1"),
    ],
)
def test_a_document_without_what_a_document_needs_is_refused_by_name(row: dict[str, Any], why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read([row], "[].{title: t, url: u, updated: at}")


def test_an_expression_that_does_not_fit_the_answer_is_told() -> None:
    with pytest.raises(ExtractError, match="cannot be applied to the answer"):
        read({"a": None}, "starts_with(a, 'x')")


@pytest.mark.parametrize(
    ("select", "keys"),
    [
        (BILLS, ("title", "url", "updated")),
        ("sort_by(items[].{title: a, url: b}, &title) | [?title != ''] | [:10]", ("title", "url")),
        ("{a: b}", ("a",)),
        ("items[].{title: a, url: b}.title", ()),
        ("items[*].a", ()),
        ("length(items[].{title: a})", ()),
        ("", ()),
        ("items[", ()),
    ],
)
def test_what_an_expression_names_is_read_off_it(select: str, keys: tuple[str, ...]) -> None:
    assert keys_named(select) == keys


def test_only_an_expression_for_documents_discovers_and_counts_for_every_promise(tmp_path: Path) -> None:
    with world(tmp_path) as it:
        (promise,) = it.commitments
        assert observers(promise, [source(BILLS)]) == ("api",)
        assert observers(promise, [source("totalResults")]) == ()
    listed = Document("https://www.gov.uk/guidance/x", "X", "guidance")
    assert as_asked(source(BILLS), listed).kind is SourceKind.GOVUK
    assert as_asked(source("totalResults"), listed).kind is SourceKind.JSON


def test_ignore_holds_names_of_keys_for_json_and_selectors_elsewhere(tmp_path: Path) -> None:
    assert ignored_in("lastUpdate", "json") == "lastUpdate"
    assert selected_in(BILLS, "json") == BILLS
    with pytest.raises(ValueError, match="not the name of a key"):
        ignored_in("items[].lastUpdate", "json")
    (tmp_path / "plans").mkdir()
    file = tmp_path / "sources.toml"
    file.write_text(
        '[[source]]\nid = "a"\ntitle = "A"\nkind = "json"\nurl = "https://a.example/"\nevery = "1d"\nignore = ["a[b"]\n'
    )
    found = [m for m in find_mistakes(file, tmp_path / "plans") if "ignore" in m.message]
    assert [(m.line, "write the key alone" in m.message) for m in found] == [(7, True)]
    file.write_text(file.read_text().replace('"json"', '"page"'))
    assert any("not a CSS selector" in m.message for m in find_mistakes(file, tmp_path / "plans"))


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_a_document_that_appears_is_told_and_a_figure_that_changes_is_a_change(it: World) -> None:
    it.watch("/bills", SourceKind.JSON, select="items[].{title: t, url: u, updated: at}", commitments=("*",))
    it.watch("/figure", SourceKind.JSON, select="totals", ignore=("at",), commitments=("template",))
    it.site.json("/bills", '{"items": []}')
    it.site.json("/figure", '{"totals": {"plans": 5, "at": "09:00"}}')
    it.look()
    bill = {"t": "The national EHCP template Bill", "u": it.site.url("/bill"), "at": "2024-01-09T09:00:00"}
    it.site.json("/bills", json.dumps({"items": [bill]}))
    it.site.json("/figure", '{"totals": {"plans": 5, "at": "10:00"}}')
    done = it.look()
    assert (done.changed, done.unchanged, bool(kinds(done))) == (1, 1, True)
    it.site.json("/figure", '{"totals": {"plans": 6, "at": "11:00"}}')
    assert it.look().changed == 1
    assert BlockKind.PARAGRAPH in {b.kind for b in it.archive.latest("figure")[it.site.url("/figure")].document.blocks}


def test_an_expression_that_no_longer_matches_is_unseen_and_told_to_the_maintainer(it: World) -> None:
    it.watch("/figure", SourceKind.JSON, select="totals")
    it.site.json("/figure", item("x").replace('"title"', '"totals"'))
    it.look()
    it.site.json("/figure", '{"total": 5}')
    assert "selects nothing in the answer" in it.look().reasons["figure"]
