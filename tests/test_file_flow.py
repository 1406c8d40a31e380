"""A file that is replaced, through real HTTP on loopback: from its bytes to the mail, page, feed and data that cite its page."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from notifier.publish import files_of
from tests.documents import docx, lines, paragraph, pdf
from tests.notifier.office import office
from tests.notifier.public import board, made
from tests.web_server import Answer, Web
from tests.world import World, kinds, world
from watcher.fetch import Fetcher
from watcher.model import Event, EventKind, Response, SourceKind

HOST = "https://assets.publishing.service.gov.uk"
PATH = "/media/64/SEND_plan.pdf"
COVER = lines("SEND and alternative provision improvement plan", "", "Presented to Parliament in March 2023.")
BEFORE = (
    "Families told us that forms differ from one council to the next, and that",
    "each of them asks for the same facts again.",
)
PROMISE = ("The national EHCP template will be published by the end of 2025, after", "families and councils have tried it.")


@dataclass
class Elsewhere:
    """A fetcher for which everything at HOST is on the site of the test."""

    fetcher: Fetcher
    site: Web

    def get(self, url: str, **how: Any) -> Response:
        return replace(self.fetcher.get(self.site.url(urlsplit(url).path), **how), url=url)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.fetcher, name)


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.fetcher = Elsewhere(made.fetcher, made.site)  # type: ignore[assignment]
        made.sources.append(replace(made.watch(PATH, SourceKind.FILE), url=f"{HOST}{PATH}"))
        del made.sources[0]
        yield made


def serve(it: World, body: bytes) -> None:
    it.site.pages[PATH] = Answer(body, 200, {"Content-Type": "application/octet-stream"})


def plan(*promise: str) -> bytes:
    return pdf(COVER, lines(*BEFORE, "", *promise))


def moved(it: World) -> Event:
    """The event of a date that moved on page 2 of a PDF, as the archive keeps it."""
    serve(it, plan(*PROMISE))
    assert kinds(it.look()) == []
    serve(it, plan(*(line.replace("2025", "2027") for line in PROMISE)))
    assert "date-revised" in kinds(it.look())
    (event,) = [e for e in it.archive.events() if e.kind is EventKind.DATE_REVISED]
    return event


def test_a_date_that_moved_in_a_pdf_is_cited_by_its_page(it: World) -> None:
    found = moved(it).found
    assert found is not None
    assert found.text.startswith("The national EHCP template will be published by the end of 2027")
    assert (found.place, found.link) == ("page 2", f"{HOST}{PATH}#page=2")
    assert it.archive.raw(found.sha256) == it.site.pages[PATH].body  # type: ignore[union-attr]


def test_mail_page_feed_and_data_lead_to_the_page(it: World, tmp_path: Path) -> None:
    event, cited, link = moved(it), "Page 2 of SEND_plan.pdf", f"{HOST}{PATH}#page=2"
    with office(tmp_path / "post") as post:
        post.subscribe("a@example.org")
        post.log.all.append(event)
        post.deliver()
        (mail,) = post.inbox()
    text, html = (part.get_content() for part in mail.iter_parts())
    assert f"{cited}: {link}" in text
    assert "in a document that bears no date, as it was read on" in " ".join(text.split())
    assert f'<a href="{link}" style="color:#1d3f72">{cited}</a>' in html
    told = {name: body.decode(errors="replace") for name, body in made(files_of(board(event))).items()}
    assert f'{cited}: <a href="{link}"' in told[f"events/{event.id}.html"]
    assert f'{cited}: <a href="{link}">' in unescape(told["feeds/all.atom"])
    assert json.loads(told["data/events.jsonl"])["found"]["place"] == "page 2"
    (row,) = csv.DictReader(told["data/events.csv"].splitlines())
    assert row["found_place"] == "page 2"
    (slip,) = json.loads(told["data/commitments.json"])[0]["slips"]
    assert slip["url"] == link


def test_a_passage_that_only_moved_to_another_page_is_no_change(it: World) -> None:
    serve(it, plan(*PROMISE))
    it.look()
    serve(it, pdf(COVER, lines(*BEFORE), lines(*PROMISE)))
    done = it.look()
    assert (done.changed, done.unseen, kinds(done)) == (0, 0, [])


def test_a_file_that_moves_or_changes_its_format_is_one_document_with_two_versions(it: World) -> None:
    serve(it, plan(*PROMISE))
    it.look()
    it.site.pages[PATH] = Answer(b"", 301, {"Location": it.site.url("/media/65/SEND_plan_v2.docx")})
    text = "".join(map(paragraph, ("SEND and alternative provision improvement plan", " ".join(BEFORE), " ".join(PROMISE))))
    it.site.pages["/media/65/SEND_plan_v2.docx"] = Answer(docx(text.replace("2025", "2027")), 200, {})
    assert "date-revised" in kinds(it.look())
    (kept,) = it.archive.latest(it.sources[0].id).values()
    assert kept.document.url == f"{HOST}{PATH}"


def test_a_file_that_cannot_be_read_loses_nothing_and_holds_up_nothing(it: World) -> None:
    other = it.watch("/page", SourceKind.PAGE)
    it.site.html("/page", "<main><p>Words that stand still.</p></main>")
    serve(it, plan(*PROMISE))
    it.look()
    serve(it, pdf([], [], picture=True))
    done = it.look()
    assert done.reasons.keys() == {it.sources[0].id}
    assert "it is scanned: its 2 pages hold pictures and no text" in it.archive.states()[it.sources[0].id].reason_text
    assert it.archive.states()[other.id].failures == 0
    assert kinds(done) == []
    serve(it, plan(*PROMISE))
    assert (it.look().changed, kinds(it.look())) == (0, [])
