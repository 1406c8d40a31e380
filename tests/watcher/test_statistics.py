"""Explore Education Statistics: versions of a data set and what they changed, data sets of a publication; read and told of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.world import START, World, kinds, world
from watcher.errors import ExtractError
from watcher.extract import Answer, as_asked, extract, joined, kind_of
from watcher.model import Document, DocumentState, EventKind, Source, SourceKind

OPENAPI = Path(__file__).resolve().parents[3] / "shared" / "data" / "ees" / "openapi-v1.json"
ID = "7588c2d6-9e8a-4d84-8f19-6b8d52a01fbd"
API = "https://api.education.gov.uk/statistics/v1"
DATA_SET, PUBLICATION = f"{API}/data-sets/{ID}", f"{API}/publications/{ID}"

Json = dict[str, Any]


def source(url: str = DATA_SET) -> Source:
    return Source("ees", "EES", SourceKind.STATISTICS, url, timedelta(days=1))


def read(*answers: Json, url: str = DATA_SET) -> Document:
    return extract(source(url), Answer(url, "application/json", joined([json.dumps(a).encode() for a in answers])))


def further(*answers: Json, url: str = DATA_SET) -> str:
    return kind_of(source()).further(source(url), [json.dumps(a).encode() for a in answers], START)


def data_set(**changes: Any) -> Json:
    return {"id": ID, "title": "SEN by need", "summary": "Pupils by primary need.", "status": "Published", **changes}


def version(number: str = "1.0", published: str = "2024-06-20T08:30:00+00:00", **changes: Any) -> Json:
    return {
        "version": number, "type": "Minor" if number.endswith(".1") else "Major", "status": "Published", "published": published,
        "withdrawn": None, "notes": "", "totalResults": 10, "file": {"id": f"file-of-{number}"},
        "release": {"title": "Academic year 2023/24", "slug": "2023-24"}, "timePeriods": {"start": "2015/16", "end": "2023/24"},
        "geographicLevels": ["National"], "filters": ["Need"], "indicators": ["Number of pupils"], **changes,
    }  # fmt: skip


def page(*results: Json, number: int = 1, pages: int = 1) -> Json:
    return {"paging": {"page": number, "pageSize": 20, "totalResults": len(results), "totalPages": pages}, "results": list(results)}


def changes(number: str = "2.0", major: Json | None = None, minor: Json | None = None) -> Json:
    return {"versionNumber": number, "majorChanges": major or {}, "minorChanges": minor or {}}


def indicator(label: str, **fields: Any) -> Json:
    return {"id": "enW68", "column": "pupils", "label": label, "unit": "", **fields}


# --- where it is asked ---


def test_the_versions_are_asked_page_by_page_and_then_what_each_of_them_changed() -> None:
    two, first = version("2.0"), version("1.0")
    assert kind_of(source()).ask(source(f"{DATA_SET}/versions?page=2"), START) == DATA_SET
    assert further(data_set()) == f"{DATA_SET}/versions?page=1&pageSize=20"
    assert further(data_set(), page(two, pages=2)) == f"{DATA_SET}/versions?page=2&pageSize=20"
    assert further(data_set(), page(two, pages=2), page(first, pages=2)) == f"{DATA_SET}/versions/2.0/changes"
    assert further(data_set(), page(two, pages=2), page(first, pages=2), changes()) == ""


def test_the_first_version_changed_nothing_and_a_withdrawn_one_is_not_asked_for() -> None:
    versions = (version("2.1", status="Withdrawn"), version("2.0"), version("1.0"))
    assert further(data_set(), page(*versions)) == f"{DATA_SET}/versions/2.0/changes"
    assert further(data_set(), page(*versions), changes()) == ""
    assert further(data_set(), page()) == ""


def test_a_publication_is_asked_for_its_data_sets() -> None:
    told = {"id": ID, "slug": "sen", "title": "SEN", "summary": "", "lastPublished": "2024-06-20T08:30:00+00:00"}
    assert kind_of(source()).ask(source(f"{PUBLICATION}/data-sets"), START) == PUBLICATION
    assert further(told, url=PUBLICATION) == f"{PUBLICATION}/data-sets?page=1&pageSize=20"
    assert further(told, page(data_set()), url=PUBLICATION) == ""


def test_the_page_for_people_is_no_address_of_the_api() -> None:
    with pytest.raises(ExtractError, match="in the API"):
        further(data_set(), url="https://explore-education-statistics.service.gov.uk/find-statistics/sen")


@pytest.mark.skipif(not OPENAPI.is_file(), reason="the OpenAPI document (../shared/data/ees) is not on this machine")
def test_the_addresses_and_fields_are_those_of_the_openapi_document() -> None:
    told = json.loads(OPENAPI.read_text())
    paths = {p.replace("{dataSetId}", ID).replace("{publicationId}", ID).replace("{dataSetVersion}", "2.0") for p in told["paths"]}
    asked = (DATA_SET, PUBLICATION, further(data_set()), further({"lastPublished": ""}, url=PUBLICATION),
             further(data_set(), page(version("2.0"))))  # fmt: skip
    assert {a.removeprefix("https://api.education.gov.uk/statistics").partition("?")[0] for a in asked} <= paths
    shapes = told["components"]["schemas"]
    assert set(shapes["DataSetVersionViewModel"]["required"]) <= set(version())
    assert set(shapes["DataSetViewModel"]["required"]) == set(data_set())
    assert set(shapes["DataSetVersionChangesViewModel"]["required"]) == set(changes())
    groups = set(shapes["ChangeSetViewModel"]["properties"])
    named = {"label": "x", "level": {"label": "x"}}
    change = {"previousState": named, "filter": named, "level": named, "options": [{"previousState": named}]}
    everything = {name: [change] for name in groups}
    assert len(read(data_set(), page(version("2.0")), changes(major=everything)).blocks) == 2 + 1 + len(groups)


# --- a data set ---


def test_versions_are_rows_newest_first_and_their_notes_are_change_notes() -> None:
    later = version("2.0", "2025-06-12T08:30:00+00:00", notes="Ages were added.")
    document = read(data_set(), page(later, version("1.0")), changes())
    assert [b.text for b in document.blocks] == [
        "Version | Published | Release | Kind of change | Time periods | Notes | Status",
        "2.0 | 12 June 2025 | Academic year 2023/24 | major | 2015/16 to 2023/24 | Ages were added. | published",
        "1.0 | 20 June 2024 | Academic year 2023/24 | major | 2015/16 to 2023/24 | | published",
        "Changes in version 2.0",
        "What it measures stayed the same; figures may have changed.",
    ]
    assert [n.text for n in document.notes] == [
        "Version 2.0, Academic year 2023/24: Ages were added.",
        "Version 1.0, Academic year 2023/24.",
    ]
    assert (document.published, document.updated) == (
        datetime(2024, 6, 20, 8, 30, tzinfo=UTC),
        datetime(2025, 6, 12, 8, 30, tzinfo=UTC),
    )
    assert (document.url, document.content_id, document.type, document.publisher) == (
        DATA_SET, ID, "official_statistics", "Department for Education",
    )  # fmt: skip
    assert [link.url[-11:] for link in document.links] == ["file-of-2.0"]


def test_changes_are_told_in_words_what_was_taken_away_first() -> None:
    minor = {
        "indicators": [
            {"previousState": None, "currentState": indicator("Rate")},
            {"previousState": indicator("Pupils"), "currentState": indicator("Number of pupils", unit="%")},
        ]
    }
    major = {
        "filters": [{"previousState": {"id": "a", "column": "need", "label": "Need"}}],
        "filterOptions": [{"filter": {"id": "b", "label": "Sex"}, "options": [{"previousState": {"id": "c", "label": "Unknown"}}]}],
        "geographicLevels": [{"previousState": {"code": "REG", "label": "Regional"}}],
        "locationGroups": [{"previousState": {"level": {"code": "LA", "label": "Local authority"}}}],
        "locationOptions": [
            {
                "level": {"code": "LA", "label": "Local authority"},
                "options": [
                    {
                        "previousState": {"id": "d", "label": "Leeds", "code": "E1"},
                        "currentState": {"id": "d", "label": "Leeds", "code": "E2"},
                    }
                ],
            }
        ],
        "timePeriods": [{"previousState": {"code": "AY", "period": "2015/2016", "label": "2015/16"}}],
    }
    told = [b.text for b in read(data_set(), page(version("2.0")), changes("2.0", major, minor)).blocks[3:]]
    assert told == [
        "Removed: filter “Need”",
        "Removed: geographic level “Regional”",
        "Removed: time period “2015/16”",
        "Removed: locations by “Local authority”",
        "Removed: option “Unknown” of “Sex”",
        "Changed: location “Leeds” of “Local authority” (code “E1” became “E2”)",
        "Changed: indicator “Pupils” is now “Number of pupils” (unit “none” became “%”)",
        "Added: indicator “Rate”",
    ]


def test_a_thousand_changes_are_counted_after_the_first_two_hundred() -> None:
    many = {"timePeriods": [{"currentState": {"label": str(n)}} for n in range(1000)]}
    blocks = read(data_set(), page(version("2.0")), changes(minor=many)).blocks
    assert len(blocks) == 3 + 201
    assert blocks[-1].text == "And 800 more."


def test_a_data_set_that_is_discontinued_or_withdrawn_says_so() -> None:
    assert "being discontinued" in read(data_set(status="Deprecated"), page(version())).text
    assert read(data_set(status="Withdrawn"), page(version(status="Withdrawn"))).state is DocumentState.WITHDRAWN


# --- a publication ---


def test_a_publication_lists_its_data_sets_by_title_with_the_version_of_each() -> None:
    told = {"id": ID, "slug": "special-educational-needs-in-england", "title": "SEN in England", "summary": "Pupils with SEN.",
            "lastPublished": "2024-06-20T08:30:00+00:00"}  # fmt: skip
    latest = {"version": "2.0", "published": "2024-06-20T08:30:00+00:00", "timePeriods": {"start": "2024", "end": "2024"}}
    document = read(told, page(data_set(title="B", latestVersion=latest), data_set(title="A")), url=PUBLICATION)
    assert (
        document.url == "https://explore-education-statistics.service.gov.uk/find-statistics/special-educational-needs-in-england"
    )
    assert [b.text for b in document.blocks] == [
        "Last published on 20 June 2024.",
        "Data set | Version | Published | Time periods | Status",
        "A | | | | published",
        "B | 2.0 | 20 June 2024 | 2024 | published",
    ]


def test_what_was_kept_is_read_again_as_it_was_read() -> None:
    told = {"id": ID, "slug": "sen", "title": "SEN", "summary": "", "lastPublished": "2024-06-20T08:30:00+00:00"}
    for url, answers in (
        (PUBLICATION, (told, page(data_set()))),
        (f"{DATA_SET}?x=1", (data_set(), page(version("2.0")), changes())),
    ):
        document = read(*answers, url=url)
        assert read(*answers, url=as_asked(source(url), document).url) == document


# --- what is refused ---


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (({"type": "x", "title": "Not Found", "status": 404},), "neither"),
        ((data_set(),), "neither"),
        (({"hello": 1}, page()), "neither"),
        ((data_set(title=7), page()), "“title” of the data set is int"),
        ((data_set(status=None), page()), "“status” of the data set is NoneType"),
        ((data_set(), {"results": {}}), "“results” of a page"),
        ((data_set(), page(7)), "not an object"),  # type: ignore[arg-type]
        ((data_set(), page(version(notes=None))), "“notes” of a version"),
        ((data_set(), page(version("../../x"))), "“version” of a version is '../../x'"),
        ((data_set(), page(version(published="soon"))), "“published” is not a moment"),
        ((data_set(), page(version(release="2024"))), "“release” of a version"),
        ((data_set(), page(version()), {"versionNumber": 2}), "“versionNumber” of the changes"),
        ((data_set(), page(version()), changes(major={"filters": "all"})), "“filters” of the changes"),
        ((data_set(), page(version()), changes(major={"filters": [{}]})), "neither a previous nor a current state"),
        ((data_set(), page(version()), changes(major={"filters": [{"currentState": {"id": 1}}]})), "no “label”"),
    ],
)
def test_another_shape_is_refused_and_the_field_named(answers: tuple[Json, ...], why: str) -> None:
    with pytest.raises(ExtractError, match=why.replace("(", r"\(").replace("..", r"\.\.")):
        read(*answers)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b'{"id": "x", "status"', b"[]", b"[" * 100_000])
def test_what_is_no_json_or_is_cut_is_refused(body: bytes) -> None:
    with pytest.raises(ExtractError):
        extract(source(), Answer(DATA_SET, "application/json", body))


# --- what it means ---


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_a_new_version_is_told_with_its_note_and_what_it_took_away(it: World) -> None:
    path = f"/v1/data-sets/{ID}"
    it.watch(path, SourceKind.STATISTICS, commitments=("template",))
    it.site.json(path, json.dumps(data_set()))
    it.site.json(f"{path}/versions?page=1&pageSize=20", json.dumps(page(version("1.0"))))
    assert kinds(it.look()) == []
    later = version("2.0", "2025-06-12T08:30:00+00:00", notes="Ages were added.")
    it.site.json(f"{path}/versions?page=1&pageSize=20", json.dumps(page(later, version("1.0"))))
    it.site.json(f"{path}/versions/2.0/changes", json.dumps(changes(major={"indicators": [{"previousState": indicator("Rate")}]})))
    it.now = datetime(2025, 6, 13, tzinfo=UTC)
    (event,) = [e for e in it.look().events if e.kind is EventKind.PAGE_UPDATED]
    assert event.commitment_id == "template"
    assert "Version 2.0, Academic year 2023/24: Ages were added." in event.sentence
    assert [h.after for h in event.hunks if h.after.startswith("Removed")] == ["Removed: indicator “Rate”"]
    assert not [h for h in event.hunks if h.before]
    assert kinds(it.look()) == []


def test_a_version_that_is_withdrawn_is_told_of_by_its_status_and_its_day(it: World) -> None:
    path = f"/v1/data-sets/{ID}"
    it.watch(path, SourceKind.STATISTICS, commitments=("template",))
    later = version("2.0", "2025-06-12T08:30:00+00:00", notes="Ages were added.")
    it.site.json(path, json.dumps(data_set()))
    it.site.json(f"{path}/versions?page=1&pageSize=20", json.dumps(page(later, version("1.0"))))
    it.site.json(f"{path}/versions/2.0/changes", json.dumps(changes()))
    it.look()
    later |= {"status": "Withdrawn", "withdrawn": "2025-07-01T08:30:00+00:00"}
    it.site.json(f"{path}/versions?page=1&pageSize=20", json.dumps(page(later, version("1.0"))))
    (event,) = it.look().events
    assert event.kind is EventKind.PAGE_UPDATED
    assert "Version 2.0 was withdrawn on 1 July 2025." in event.sentence
    assert "2.0, Status: published became withdrawn." in event.sentence
    assert "olumn" not in event.sentence


def test_changes_that_cannot_be_had_leave_what_was_known(it: World) -> None:
    path = f"/v1/data-sets/{ID}"
    it.watch(path, SourceKind.STATISTICS, commitments=("template",))
    it.site.json(path, json.dumps(data_set()))
    it.site.json(f"{path}/versions?page=1&pageSize=20", json.dumps(page(version("2.0"), version("1.0"))))
    it.look()
    assert it.archive.state(path.strip("/").replace("/", "-")).reason == "http-error"
