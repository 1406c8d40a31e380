"""Consultation hubs: what is new in their list, and what the page of one states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.world import LONG, World, commitment, kinds, world
from watcher.errors import ExtractError
from watcher.extract import Answer, as_asked, discovers, extract, kind_of
from watcher.model import DateRole, Document, EventKind, Source, SourceKind, StructuredDate

HUB = "https://consult.education.gov.uk/"
API = "/api/2.4/json_search_results?fields=all"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def hub(url: str = HUB) -> Source:
    return Source("hub", "Hub", SourceKind.CITIZEN_SPACE, url, timedelta(days=1))


def row(**changes: Any) -> dict[str, Any]:
    """A consultation with the fields that the interface gives."""
    return {
        "id": "send-reform", "title": "SEND reform ", "status": "open", "startdate": "2026/02/10", "enddate": "2026/05/18",
        "feedbackdate": "", "resultdate": "", "overview": "<p>Our <b>proposals</b>&#13;</p><style>a {}</style><p>More.</p>",
        "url": f"{HUB}send-unit/send-reform/consult_view", "activity_type": "consultation", "workspace_title": "SEND", "why": None,
        **changes,
    }  # fmt: skip


def read(*rows: object, url: str = HUB) -> Document:
    return extract(hub(url), Answer(url, "application/json", json.dumps(rows).encode()))


def page(primary: str, secondary: str = "", title: str = "SEND reform") -> bytes:
    sides = "".join(
        f'<p class="cs-consultation-sidebar-{name}-date">{line}</p>'
        for name, line in (("primary", primary), ("secondary", secondary))
        if line
    )
    body = f"<h2>Overview</h2><p>What we propose. {LONG}</p>"
    return f'<html><body><main><h1 id="cs-consultation-title-in-banner">{title}</h1>{sides}{body}</main></body></html>'.encode()


def test_a_hub_is_asked_through_its_interface_with_the_maintainer_s_filters() -> None:
    asks = kind_of(hub()).ask
    assert asks(hub(), NOW) == f"https://consult.education.gov.uk{API}"
    assert asks(hub(f"{HUB}?de=send&fields=basic"), NOW) == f"{HUB}api/2.4/json_search_results?de=send&fields=all"
    assert asks(hub(f"{HUB}api/2.3/json_search_results?st=open"), NOW) == f"{HUB}api/2.3/json_search_results?st=open&fields=all"
    assert asks(hub(f"{HUB}send-unit/send-reform/"), NOW) == f"{HUB}send-unit/send-reform/"
    assert discovers(hub())


def test_each_consultation_is_a_row_with_its_dates() -> None:
    document = read(row(), row(title="Older", url="/old/one/", status="closed", startdate="2020/01/01", enddate="2020/02/01"))
    new, old = document.entries
    assert (document.type, new.title, new.type, new.url) == (
        "search", "SEND reform", "open_consultation", f"{HUB}send-unit/send-reform/")  # fmt: skip
    assert new.description == "Our proposals More."
    assert new.dates == (StructuredDate(DateRole.OPENING, date(2026, 2, 10)), StructuredDate(DateRole.CLOSING, date(2026, 5, 18)))
    assert (old.url, old.type) == (f"{HUB}old/one/", "closed_consultation")
    assert document.blocks[1].text == "SEND reform | open | 2026-02-10 | 2026-05-18 |  | "
    assert document == read(*reversed([row(), row(title="Older", url="/old/one/", status="closed", startdate="2020/01/01",
                                                  enddate="2020/02/01")]))  # fmt: skip


def test_opening_extending_closing_and_answering_each_make_a_new_row() -> None:
    steps = [
        row(status="forthcoming"),
        row(),
        row(enddate="2026/06/18"),
        row(enddate="2026/06/18", status="closed"),
        row(enddate="2026/06/18", status="closed", feedbackdate="2026/09/01"),
        row(enddate="2026/06/18", status="closed", feedbackdate="2026/09/01", resultdate="2026/11/20"),
    ]
    keys = [read(step).entries[0].row_key for step in steps]
    assert len(set(keys)) == len(steps)
    assert read(row()).entries[0].row_key == read(row(overview="<p>Reworded.</p>")).entries[0].row_key
    assert read(row()).entries[0].updated == datetime(2026, 5, 17, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>", "not JSON"),
        (b'{"error": "x"}', "not a list of consultations"),
        (b"[7]", "not a list of consultations"),
        (b"[]", "lists no consultation at all"),
        (json.dumps([row(status="archived")]).encode(), "a status other than closed, forthcoming, open"),
        (json.dumps([row(url="javascript:alert(1)")]).encode(), "no web address"),
        (json.dumps([row(title=7)]).encode(), "the field 'title' of a consultation is not text"),
        (
            json.dumps([row(enddate="18 May 2026")]).encode(),
            "'enddate' of the consultation “SEND reform” is no day written",
        ),
        (json.dumps([row(startdate="2026/02/30")]).encode(), "'startdate' of the consultation"),
        (json.dumps([row(overview=[])]).encode(), "'overview' of the consultation"),
        (json.dumps([row()] * 5001).encode(), "more than 5000"),
    ],
)
def test_a_list_of_another_shape_is_refused_by_name(body: bytes, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        extract(hub(), Answer(HUB, "application/json", body))


@pytest.mark.parametrize(
    ("primary", "secondary", "type_", "roles"),
    [
        ("<span>Closes</span> 18 May 2026", "<span>Opened</span> 10 Feb 2026", "open_consultation", {"closing", "opening"}),
        ("Closed 18 May 2026", "Opened 10 Feb 2026", "closed_consultation", {"closing", "opening"}),
        ("Opens 10 February 2026", "", "consultation", {"opening"}),
    ],
)
def test_the_page_of_a_consultation_states_its_days(primary: str, secondary: str, type_: str, roles: set[str]) -> None:
    url = f"{HUB}send-unit/send-reform/"
    document = extract(hub(url), Answer(url, "text/html", page(primary, secondary)))
    assert (document.title, document.type, {d.role.value for d in document.dates}) == ("SEND reform", type_, roles)
    days = {"opening": date(2026, 2, 10), "closing": date(2026, 5, 18)}
    assert all(d.on == days[d.role.value] for d in document.dates)
    assert "10 Feb" in document.text


@pytest.mark.parametrize("body", [page(""), page("Ends soon"), page("Closes in the spring"), page("Closed"), b"<p>x</p>"])
def test_a_page_that_states_no_such_day_is_no_consultation(body: bytes) -> None:
    url = f"{HUB}send-unit/send-reform/"
    with pytest.raises(ExtractError, match="the page of a consultation"):
        extract(hub(url), Answer(url, "text/html", body))


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_a_consultation_that_is_extended_is_read_anew_as_a_version_of_itself(it: World) -> None:
    it.commitments = [commitment(delivered_by=("consultation",))]
    source = it.watch("/", SourceKind.CITIZEN_SPACE, commitments=("*",))
    others = [row(title=f"Other {n}", url=f"/other/{n}/") for n in range(5)]
    it.site.json(API, json.dumps(others))
    it.look()
    title = "The national EHCP template"
    listed = row(title=title, url="/send/template/consult_view")
    it.site.json(API, json.dumps([*others, listed]))
    it.site.html("/send/template/", page("Closes 18 May 2026", "Opened 10 Feb 2026", title).decode())
    assert kinds(it.look())
    it.site.json(API, json.dumps([*others, {**listed, "enddate": "2026/06/18"}]))
    it.site.html("/send/template/", page("Closes 18 June 2026", "Opened 10 Feb 2026", title).decode())
    done = it.look()
    (event,) = [e for e in done.events if e.kind in (EventKind.PAGE_UPDATED, EventKind.SILENT_EDIT)]
    assert event.found is not None
    assert event.found.url == it.site.url("/send/template/")
    assert any("18 June 2026" in hunk.after for hunk in event.hunks)
    documents = it.archive.latest(source.id)
    assert sorted(s.document.type for s in documents.values()) == ["open_consultation", "search"]
    assert it.look().changed == 0


def test_what_was_kept_of_a_listed_consultation_is_read_again_by_the_same_kind() -> None:
    url = f"{HUB}send-unit/send-reform/"
    stored = extract(hub(url), Answer(url, "text/html", page("Closes 18 May 2026")))
    assert extract(as_asked(hub(), stored), Answer(url, "text/html", page("Closes 18 May 2026"))) == stored
