"""The recorded history and the loopback site that serves it: what `planwatch demo` and its README say about them holds."""

from __future__ import annotations

import json
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from demo.history import FILE, History, Recorded, load_history
from demo.play import END, START, weeks
from demo.site import Site

PLAN = Path(__file__).resolve().parents[1] / "../shared/plan"
GOVUK = "/www.gov.uk"
OLD = "/government/publications/local-area-send-inspection-framework"
NEW = "/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook"
PROGRAMME = "/government/publications/send-and-alternative-provision-change-programme"
SENCO = "/government/publications/mandatory-qualification-for-sencos"
THEMATIC = "/government/publications/alternative-provision-in-local-areas-in-england-a-thematic-review"
LAWCOM = "/lawcom.gov.uk/project/disabled-childrens-social-care/"


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.body)
        return value


@pytest.fixture(scope="module")
def history() -> History:
    return load_history()


@pytest.fixture
def site(history: History) -> Iterator[Site]:
    with Site(history, START).serve() as site:
        yield site


def get(site: Site, path: str, **headers: str) -> Got:
    request = urllib.request.Request(site.base_url + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return Got(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as e:
        with e:
            return Got(e.code, {k.lower(): v for k, v in e.headers.items()}, e.read())


def item(site: Site, path: str, at: datetime) -> dict[str, Any]:
    site.now = at
    got = get(site, f"{GOVUK}/api/content{path}")
    assert got.status == 200
    return got.json


def day(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_forty_documents_and_a_hundred_and_twenty_versions_are_reached_by_the_weeks_that_are_played(history: History) -> None:
    # Versions after the last day, or replaced before anybody looks, would make the number a boast.
    looks = list(weeks())
    seen = {(d.content_id, s.at) for d in history.documents for look in looks if (s := d.at(look))}
    assert len({document for document, _ in seen}) == len(history.documents) >= 40
    assert len(seen) == history.versions >= 120


def test_every_moment_lies_between_the_first_day_and_the_last(history: History) -> None:
    moments = history.moments()
    assert moments == sorted(set(moments))
    assert START.date() <= moments[0].date()
    assert moments[-1] <= END


def test_the_readme_states_the_numbers_that_are_there(history: History) -> None:
    words = FILE.with_name("README.md").read_text(encoding="utf-8")
    assert f"{len(history.documents)} documents in {history.versions} versions" in words


def test_each_document_has_its_own_id_and_each_version_differs_from_the_one_before(history: History) -> None:
    ids = [d.content_id for d in history.documents]
    assert len(set(ids)) == len(ids)
    for document in history.documents:
        for before, after in pairwise(document.states):
            assert before.at < after.at, document.path
            assert _said(before) != _said(after), (document.path, after.at)


def _said(state: Any) -> tuple[object, ...]:
    return (state.path, state.title, state.type, state.body, state.withdrawn, state.historic)


def test_every_watched_address_is_in_the_history(history: History) -> None:
    sources = tomllib.loads(FILE.with_name("sources.toml").read_text(encoding="utf-8"))["source"]
    addresses = {f"https://{d.host}{s.path}".rstrip("/") for d in history.documents for s in d.states}
    single = [s["url"].rstrip("/") for s in sources if s["kind"] in ("govuk", "page")]
    assert len(single) >= 30
    assert not set(single) - addresses


@pytest.mark.skipif(not PLAN.exists(), reason="../shared/plan, the record of real titles and addresses, is not on this machine")
def test_an_address_that_is_on_no_record_is_marked_as_made_up(history: History) -> None:
    record = "\n".join(p.read_text(encoding="utf-8") for p in sorted(PLAN.glob("*.json")))
    unmarked = [d for d in history.documents if "address" not in d.made_up]
    assert len(unmarked) > len(history.documents) / 2
    assert [a for d in unmarked for a in _addresses(d) if f'"{a}"' not in record and f'"{a}/"' not in record] == []


def _addresses(document: Recorded) -> list[str]:
    return sorted({f"https://{document.host}{s.path}".rstrip("/") for s in document.states})


def test_an_item_has_the_shape_of_the_content_api(site: Site) -> None:
    found = item(site, SENCO, day(2024, 4, 29))
    assert found["base_path"] == SENCO
    assert found["title"] == "Mandatory qualification for SENCOs"
    assert found["document_type"] == "guidance"
    assert found["first_published_at"] == "2023-10-30T09:30:00+00:00"
    assert found["public_updated_at"] == "2024-04-24T10:00:00+00:00"
    assert found["details"]["body"].startswith("<p>")
    assert [n["public_timestamp"][:10] for n in found["details"]["change_history"]] == ["2024-04-24", "2024-02-02", "2023-10-30"]
    assert found["links"]["organisations"] == [{"title": "Department for Education"}]
    assert found["withdrawn_notice"] == {}


def test_nothing_is_there_before_it_is_published(site: Site) -> None:
    site.now = day(2023, 10, 29)
    assert get(site, f"{GOVUK}/api/content{SENCO}").status == 404
    assert get(site, f"{GOVUK}{SENCO}").status == 404
    assert SENCO not in get(site, f"{GOVUK}/api/search.json").body.decode()


def test_an_unchanged_answer_is_not_sent_twice(site: Site) -> None:
    site.now = day(2024, 4, 29)
    first = get(site, f"{GOVUK}/api/content{SENCO}")
    again = get(site, f"{GOVUK}/api/content{SENCO}", If_None_Match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_republication_moves_the_time_stamp_and_nothing_else(site: Site) -> None:
    monday, tuesday = (item(site, SENCO, day(2024, 4, 29) + timedelta(days=n)) for n in range(2))
    assert {k for k in monday if monday[k] != tuesday[k]} == {"updated_at"}


def test_a_page_carries_noise_that_differs_from_day_to_day_around_the_same_words(site: Site) -> None:
    pages = []
    for site.now in (day(2024, 4, 29), day(2024, 4, 30)):
        pages.append(get(site, f"{GOVUK}{SENCO}").body.decode())
    assert pages[0] != pages[1]
    paragraphs = [p.partition("<h1>")[2].partition("</main>")[0] for p in pages]
    assert paragraphs[0] == paragraphs[1] != ""
    assert all("nonce=" in p and "/assets/app-" in p for p in pages)


def test_a_moved_document_keeps_its_id_and_leaves_a_redirect_behind(site: Site) -> None:
    before = item(site, OLD, day(2025, 5, 18))
    stub, after = item(site, OLD, day(2025, 5, 20)), item(site, NEW, day(2025, 5, 20))
    assert stub["schema_name"] == "redirect"
    assert stub["redirects"] == [{"path": OLD, "type": "exact", "destination": NEW}]
    assert before["content_id"] == after["content_id"]
    assert before["details"]["body"] == after["details"]["body"]


def test_a_withdrawn_document_says_why_and_keeps_its_words(site: Site) -> None:
    path = f"{SENCO}/transition-to-national-professional-qualification-for-special-educational-needs-co-ordinators"
    before, after = item(site, path, day(2025, 10, 5)), item(site, path, day(2025, 10, 7))
    assert before["withdrawn_notice"] == {}
    assert after["withdrawn_notice"]["withdrawn_at"].startswith("2025-10-06")
    assert after["withdrawn_notice"]["explanation"]
    assert before["details"]["body"] == after["details"]["body"]


def test_a_silent_edit_changes_the_words_and_leaves_dates_and_notes(site: Site) -> None:
    before, after = item(site, THEMATIC, day(2024, 2, 18)), item(site, THEMATIC, day(2024, 2, 20))
    assert before["details"]["body"] != after["details"]["body"]
    assert before["details"]["change_history"] == after["details"]["change_history"]
    assert before["public_updated_at"] == after["public_updated_at"]


def test_dates_move_later_and_back_in_the_passage_that_names_the_promise(site: Site) -> None:
    looks = (day(2024, 1, 1), day(2024, 4, 1), day(2024, 7, 1))
    passages = [_passage(item(site, PROGRAMME, at), "Digital EHC plans") for at in looks]
    assert [p.rpartition("end of ")[2] for p in passages] == ["2025.", "2026.", "2025."]


def test_the_standards_leave_the_page_and_the_wording_on_lists_softens(site: Site) -> None:
    assert _passage(item(site, PROGRAMME, day(2024, 11, 17)), "National SEND and AP Standards")
    assert not _passage(item(site, PROGRAMME, day(2024, 11, 19)), "National SEND and AP Standards")
    assert "will publish" in _passage(item(site, PROGRAMME, day(2025, 3, 16)), "tailored list")
    assert "will explore" in _passage(item(site, PROGRAMME, day(2025, 3, 18)), "tailored list")


def _passage(found: dict[str, Any], words: str) -> str:
    body: str = found["details"]["body"]
    return next((p for p in body.removeprefix("<p>").removesuffix("</p>").split("</p><p>") if words in p), "")


def test_a_source_fails_for_three_weeks_of_looks_and_comes_back_with_the_same_words(site: Site, history: History) -> None:
    looks = [w for w in weeks() if day(2024, 1, 25) < w < day(2024, 3, 8)]
    answers = []
    for site.now in looks:
        got = get(site, LAWCOM)
        answers.append((got.status, got.body.partition(b"<h1>")[2].partition(b"</main>")[0]))
    statuses = [status for status, _ in answers]
    assert statuses == [200] + [503] * statuses.count(503) + [200] * (len(statuses) - 1 - statuses.count(503))
    assert statuses.count(503) >= 3
    assert answers[0] == answers[-1]
    (outage,) = history.outages
    assert outage.ends - outage.begins >= timedelta(weeks=3)


def test_the_search_lists_what_is_published_newest_first(site: Site) -> None:
    site.now = day(2024, 9, 20)
    results = get(site, f"{GOVUK}/api/search.json?filter_organisations=department-for-education").json["results"]
    stamps = [r["public_timestamp"] for r in results]
    assert stamps == sorted(stamps, reverse=True)
    assert stamps[0] <= site.now.isoformat()
    assert {"title", "link", "description", "organisations", "content_store_document_type"} <= results[0].keys()


def test_the_feeds_read_as_atom_with_what_was_published_up_to_then(site: Site) -> None:
    from feedparser import parse

    site.now = day(2024, 1, 31)
    answers = parse(get(site, "/questions-statements.parliament.uk/written-questions.atom").body)
    assert not answers.bozo
    assert "launching soon" in answers.entries[0].summary
    assert all(e.updated <= site.now.isoformat() for e in answers.entries)
    assert parse(get(site, f"{GOVUK}/government/organisations/ofsted.atom").body).entries


def test_robots_may_read_everything(site: Site) -> None:
    got = get(site, "/robots.txt")
    assert (got.status, got.body.decode().splitlines()[1]) == (200, "Allow: /")


def test_the_same_moment_gives_the_same_bytes(history: History) -> None:
    paths = [f"{GOVUK}/api/content{SENCO}", f"{GOVUK}/api/search.json", LAWCOM]
    one, two = Site(history, END), Site(load_history(), END)
    assert [one.answer(p) for p in paths] == [two.answer(p) for p in paths]
