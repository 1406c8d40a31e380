"""Addresses that an answer names: which are addresses at all, and which of them are asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web_server import web
from tests.world import item, world
from watcher.extract import Answer, extract, kind_of, own_address
from watcher.extract.entries import web_address
from watcher.extract.kind import same_site
from watcher.look import in_full
from watcher.model import Document, EventKind, Response, Source, SourceKind, Validators

AT = datetime(2024, 1, 8, tzinfo=UTC)
HUB = "https://consult.education.gov.uk/"
LAWS = "https://www.legislation.gov.uk/uksi?title=special"
PAGE = "https://www.gov.uk/guidance/a"
UNPRINTABLE = [
    "https://example.org/\ud800",
    "https://example.org/\u202e",
    "https://example.org/a\x1bb",
    "https://example.org:99999/",
]


def source(kind: SourceKind, url: str) -> Source:
    return Source("s", "S", kind, url, timedelta(days=1))


def full(kind: SourceKind, url: str, listed: str) -> str:
    chosen = kind_of(source(kind, url)).full(source(kind, url), Document(listed, "T"))
    return chosen.url if chosen else ""


@pytest.mark.parametrize("link", UNPRINTABLE)
def test_what_cannot_be_printed_is_no_address(link: str) -> None:
    assert web_address("", link) == web_address("https://example.org/", link) == ""
    assert own_address(json.dumps({"base_path": "/\ud800"}).encode()) == ""


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "http://example.org/", "https://example.org:22/", "https://example.org.evil.example/",
     "https://example.org@evil.example/", "https://user:pw@example.org/", "https://evil.example\\@example.org/", "file:///etc/passwd",
     "https://example.org/\ud800", "https://["],
)  # fmt: skip
def test_only_the_same_scheme_host_and_port_are_the_same_site(url: str) -> None:
    assert not same_site("https://example.org/f", url)
    assert same_site("https://example.org/f", "https://EXAMPLE.org:443/other")


@pytest.mark.parametrize(("kind", "url"), [(SourceKind.CITIZEN_SPACE, HUB), (SourceKind.LEGISLATION, LAWS)])
@pytest.mark.parametrize("listed", ["https://evil.example/uksi/2024/1", "http://169.254.169.254/x", "file:///etc/passwd"])
def test_a_list_does_not_choose_the_host_that_is_asked(kind: SourceKind, url: str, listed: str) -> None:
    assert full(kind, url, listed) == ""


def test_what_a_list_names_on_its_own_site_is_read() -> None:
    assert full(SourceKind.CITIZEN_SPACE, HUB, f"{HUB}send/one/") == f"{HUB}send/one/"
    law = "https://www.legislation.gov.uk/uksi/2024/535"
    assert full(SourceKind.LEGISLATION, LAWS, law) == full(SourceKind.LEGISLATION, "http://legislation.gov.uk/uksi", law) == law


@pytest.mark.parametrize(
    "url", ["https://www.gov.uk:8443/x", "http://www.gov.uk/x", "https://a:b@www.gov.uk/x", "https://www.gov.uk./x"]
)
def test_gov_uk_is_only_what_it_writes_its_own_addresses_as(url: str) -> None:
    assert full(SourceKind.JSON, "https://example.org/f", url) == ""
    assert full(SourceKind.JSON, "https://example.org/f", PAGE) == PAGE


def test_an_item_s_attachments_are_those_of_gov_uk_and_of_its_own_origin() -> None:
    files = ["https://assets.publishing.service.gov.uk/a.pdf", "/media/b.pdf", "https://gov.uk/c.pdf"]
    others = [
        "https://evil.example/d.pdf",
        "//evil.example/e.pdf",
        "https://assets.publishing.service.gov.uk/\ud800.pdf",
        "file:///f",
    ]
    listed = [{"title": u.encode("ascii", "replace").decode(), "url": u} for u in (*files, *others)]
    children = [
        {"document_type": "html_publication", "title": "H", "base_path": p} for p in ("/guidance/a/html", "//evil.example/h")
    ]
    found = {"links": {"children": children}, "details": {"body": "<p>x</p>", "attachments": listed}}
    body = json.dumps({"schema_name": "publication", "document_type": "guidance", "title": "T", **found}).encode()
    document = extract(source(SourceKind.GOVUK, PAGE), Answer(PAGE, "application/json", body))
    own = [files[0], "https://www.gov.uk/media/b.pdf", files[2], f"{PAGE}/html"]
    assert [a.url for a in document.attachments] == own


def test_a_redirect_item_that_names_no_address_moves_nowhere() -> None:
    body = b'{"schema_name": "redirect", "redirects": [{"destination": "/\\ud800"}]}'
    assert extract(source(SourceKind.GOVUK, PAGE), Answer(PAGE, "application/json", body)).moved_to == ""


def test_a_redirect_item_to_another_host_is_told_and_not_followed(tmp_path: Path) -> None:
    text = "<p>The national EHCP template will be published by the end of 2025.</p>" * 5
    with world(tmp_path) as it, web() as other:
        it.watch("/guidance/a", commitments=("template",))
        it.site.json("/api/content/guidance/a", item("Guidance", text))
        it.look()
        moved = {"schema_name": "redirect", "document_type": "redirect", "redirects": [{"destination": other.url("/b")}]}
        it.site.json("/api/content/guidance/a", json.dumps(moved))
        other.json("/api/content/b", item("Guidance", text))
        assert EventKind.PAGE_MOVED in [e.kind for e in it.look().events]
        assert other.asked == []


def test_the_answers_of_one_listed_document_are_only_so_many_bytes_together(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless:
        def get(self, url: str, **how: object) -> Response:
            return Response(url, 200, {}, b"x" * 40, Validators(), AT, False, 40)

    monkeypatch.setattr(in_full, "MOST_TOGETHER", 100)
    target = source(SourceKind.PAGE, HUB)
    monkeypatch.setattr(in_full, "kind_of", lambda s: replace(kind_of(s), parts=lambda t, bodies: f"{HUB}{len(bodies)}"))
    assert len(Answer("", "", in_full._with_parts(target, Endless(), b"x" * 40)).bodies) == 2
