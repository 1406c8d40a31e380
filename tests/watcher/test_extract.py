"""Bytes into documents: what is kept, what is left out, and what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.world import item
from watcher.errors import ExtractError
from watcher.extract import Answer, SelectorEmpty, content_api, extract, extract_file
from watcher.extract.text import clean, decode
from watcher.model import BlockKind, Document, Source, SourceKind

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit" / "hostile_corpus"


def source(kind: SourceKind = SourceKind.PAGE, **changes: object) -> Source:
    return Source("s", "S", kind, "https://example.org/a", timedelta(days=1), **changes)  # type: ignore[arg-type]


def read(page: str, **changes: object) -> Document:
    return extract(source(**changes), Answer("https://example.org/a", "text/html", page.encode()))


def test_blocks_come_in_reading_order_without_the_furniture() -> None:
    document = read(
        "<html><head><title>T</title><style>x</style></head><body><nav>Menu</nav><main><h1>Title</h1><p>One <b>bold</b> word"
        "<script>1</script></p><ul><li>Item</li></ul><table><tr><th>A</th><td>B</td></tr></table><form>Search</form>"
        '<p hidden>no</p><div class="cookie-banner">Cookies</div><div>loose</div></main><footer>Foot</footer></body></html>'
    )
    assert [(b.kind.value, b.text) for b in document.blocks] == [
        ("heading", "Title"), ("paragraph", "One bold word"), ("item", "Item"), ("row", "A | B"), ("paragraph", "loose"),
    ]  # fmt: skip


def test_a_selector_chooses_and_ignore_leaves_out() -> None:
    page = '<html><body><main><div id="a"><p>yes</p><p class="n">7 views</p></div><p>no</p></main></body></html>'
    assert read(page, select="#a", ignore=(".n",)).text == "yes"
    assert read(page, ignore=(".n",)).text == "yes\nno"
    with pytest.raises(SelectorEmpty):
        read(page, select="#b")


def test_foreign_text_is_cleaned_once_at_the_edge() -> None:
    assert clean("a\u202eb\x1b[31mc\u200b\u00add\u00a0 e\u2028f\x00") == "abcd e f"


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [("é".encode(), "", "é"), (b"\xe9", "", "é"), (b"\xff\xfeh\x00", "text/html", "h"),
     ("é".encode("latin1"), "x; charset=latin1", "é"),
     (b'<meta charset="windows-1252">\x93', "", '<meta charset="windows-1252">“'), (b"+ADw-", "text/html; charset=utf-7", "+ADw-")],
)  # fmt: skip
def test_charsets_are_read_as_browsers_do_and_never_as_utf_7(body: bytes, kind: str, text: str) -> None:
    assert decode(body, kind) == text


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1]", b"null", b'{"title": 5}', b'{"title": "x"}', b'{"title": "x", "document_type": "y", "details": []}',
     b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b'{"title": NaN}', b'{"title": "x", "document_type": "y", "links": 3}'],
)  # fmt: skip
def test_an_item_of_the_wrong_shape_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(ExtractError):
        extract(source(SourceKind.GOVUK), Answer("u", "application/json", body))


def test_updated_at_is_worthless_and_not_read() -> None:
    one, two = (extract_file("a.json", item("T", "x", updated_at=at).encode()) for at in ("2024-01-01", "2025-01-01"))
    assert one == two


def test_a_feed_keeps_web_links_only_and_refuses_entities() -> None:
    feed = (
        "<rss version='2.0'><channel><title>F</title><item><title>A</title><link>javascript:alert(1)</link></item>"
        "<item><title>B &lt;b&gt;</title><link>/b</link><pubDate>Mon, 08 Jan 2024 09:00:00 GMT</pubDate></item></channel></rss>"
    )
    document = extract(source(SourceKind.FEED), Answer("https://example.org/a", "", feed.encode()))
    assert sorted(e.url.partition("#")[0] for e in document.entries) == ["https://example.org/a", "https://example.org/b"]
    with pytest.raises(ExtractError, match="DTD"):
        extract(source(SourceKind.FEED), Answer("u", "", b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + feed.encode()))
    with pytest.raises(ExtractError):
        extract(source(SourceKind.FEED), Answer("u", "", b""))


def test_a_json_feed_is_a_feed() -> None:
    body = json.dumps({"version": "x", "title": "F", "items": [{"id": "https://example.org/1", "title": "One"}, 7]}).encode()
    (entry,) = extract(source(SourceKind.FEED), Answer("https://example.org/f", "application/json", body)).entries
    assert (entry.url, entry.title) == ("https://example.org/1", "One")


def test_a_page_nested_beyond_reason_ends_in_a_document_or_a_refusal() -> None:
    for page in ("<div>" * 50_000 + "deep", "<p>x</p>" * 30_000, "<" * 100_000):
        try:
            assert len(read(page).blocks) <= 20_000
        except ExtractError:
            continue


def test_a_govuk_page_is_asked_for_at_the_content_api_of_its_own_origin() -> None:
    assert content_api("http://127.0.0.1:8000/guidance/a/") == "http://127.0.0.1:8000/api/content/guidance/a"


@pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
@pytest.mark.parametrize("folder", ["feeds", "xml", "encodings"])
def test_the_hostile_corpus_gives_documents_or_refusals(folder: str) -> None:
    kind = SourceKind.PAGE if folder == "encodings" else SourceKind.FEED
    files = [p for p in sorted((KIT / folder).rglob("*")) if p.is_file() and p.suffix not in (".md", ".jsonl")]
    assert files
    for file in files:
        try:
            document = extract(source(kind), Answer("https://example.org/a", "", file.read_bytes()))
        except ExtractError:
            continue
        assert all(e.url.startswith(("http://", "https://")) for e in document.entries), file.name
        assert all(b.kind in BlockKind for b in document.blocks)


RSS = b'<rss version="2.0"><channel><title>T</title><item><title>One</title></item></channel></rss>'
WORDS = "The national EHCP template will be published by the end of 2025. " * 5


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"%PDF-1.7\n" + WORDS.encode(), "a PDF"),
        (b"PK\x03\x04" + WORDS.encode(), "a ZIP archive"),
        (b"\x1f\x8b\x08" + WORDS.encode(), "a gzip file"),
        (b"\x89PNG\r\n\x1a\n" + WORDS.encode(), "a picture"),
        (b"RIFF\x01\x02\x03\x04WEBP" + WORDS.encode(), "a picture"),
        (RSS, "a feed"),
        (b'<?xml version="1.0"?>\n<!-- of the site -->\n' + RSS, "a feed"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "XML (urlset)"),
        (b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "b">]><lolz>&a;</lolz>', "XML (lolz)"),
        (json.dumps({"title": WORDS}).encode(), "JSON"),
        (bytes(range(256)) * 8, "something that is not text"),
    ],
)
@pytest.mark.parametrize("kind", [SourceKind.PAGE, SourceKind.GOVUK])
def test_what_is_no_page_is_refused_by_what_it_is(kind: SourceKind, body: bytes, what: str) -> None:
    if kind is SourceKind.GOVUK and what == "JSON":
        what = "title or document_type"  # it is read as an item
    with pytest.raises(ExtractError) as refused:
        extract(source(kind), Answer("https://example.org/a", "text/html", body))
    assert what in str(refused.value)


@pytest.mark.parametrize(
    "begins",
    ['<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', "<!-- a --><html>",
     "[Draft] ", "{{ a template }}", "", "<p>loose", "\ufeff<!doctype HTML>", "<svg></svg>"],
)  # fmt: skip
def test_a_page_may_begin_in_many_ways(begins: str) -> None:
    assert "national EHCP template" in read(f"{begins}<body><main><p>{WORDS}</p></main>").text
