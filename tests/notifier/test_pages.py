"""What everybody sees: pages, feeds, calendar, data; the same bytes for the same state, and nothing live in them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html

from notifier.calendars import calendars
from notifier.feeds import feeds
from notifier.pages import pages
from notifier.policy import POLICY
from notifier.publish import publish
from notifier.words import duration_in_words
from tests.notifier.office import office
from tests.notifier.public import board, event
from watcher import PublishError

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit"


def test_the_same_state_gives_the_same_bytes() -> None:
    for make in (pages, feeds, calendars):
        assert make(board()) == make(board())


def test_every_internal_link_leads_somewhere() -> None:
    made = {**pages(board()), **feeds(board()), **calendars(board())}
    for path, content in made.items():
        if not path.endswith(".html"):
            continue
        base = Path("/") / path
        for target in html.fromstring(content).xpath("//@href"):
            if not target.startswith(("http", "#")):
                found = str((base.parent / re.split("[#?]", target)[0]).resolve()).lstrip("/")
                assert found in made or found in ("subscribe", "manage"), (path, target)


def test_pages_hold_nothing_live_and_ask_nobody_else() -> None:
    for path, content in pages(board()).items():
        if path.endswith(".html"):
            page = html.fromstring(content)
            assert not page.xpath("//script | //iframe | //img | //*[@onclick] | //*[@style]"), path
            assert [u for u in page.xpath("//link/@href") if u.startswith("http")] == []
            assert b"<script>" not in content


def test_the_scoreboard_says_how_sure_it_is_in_words_and_shapes() -> None:
    text = html.fromstring(pages(board())["index.html"]).text_content()
    assert "Of 1 promises with a date, 0 ruled delivered" in " ".join(text.split())
    assert "▲ overdue" in " ".join(text.split())


def test_a_notice_stands_on_every_page_and_in_every_feed() -> None:
    made = {**pages(board(notice="Made up.")), **feeds(board(notice="Made up."))}
    assert all(
        b"Made up." in content
        for path, content in made.items()
        if path.endswith((".html", ".rss", ".atom", ".json")) and "data/" not in path
    )


@pytest.mark.parametrize("path", ["feeds/all.rss", "feeds/all.atom"])
def test_feeds_are_read_newest_first_with_permanent_ids(path: str) -> None:
    read = feedparser.parse(feeds(board())[path])
    assert not read.bozo
    assert [e.id for e in read.entries] == [f"tag:127.0.0.1,2023:event/{n}" for n in (3, 2, 1)]


def test_a_feed_keeps_a_hundred_entries_and_its_time_is_the_newest_event_s() -> None:
    many = board(*(event(n, days=200 - n) for n in range(1, 151)))
    root = etree.fromstring(feeds(many)["feeds/all.atom"])
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert len(root.findall("a:entry", space)) == 100
    assert root.findtext("a:updated", namespaces=space) == root.findtext("a:entry/a:updated", namespaces=space)


def test_json_feed_and_data_are_json() -> None:
    assert json.loads(feeds(board())["feeds/all.json"])["version"] == "https://jsonfeed.org/version/1.1"
    made = pages(board())
    assert [c["id"] for c in json.loads(made["data/commitments.json"])] == ["template", "npq"]
    assert len(made["data/events.jsonl"].splitlines()) == 3


@pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
@pytest.mark.parametrize(
    ("validator", "path"),
    [("validate_feed_lite.py", "feeds/all.atom"), ("validate_feed_lite.py", "feeds/all.rss"),
     ("validate_jsonfeed.py", "feeds/all.json"), ("validate_ics.py", "calendar/all.ics")],
)  # fmt: skip
def test_the_kit_s_validators_find_nothing(tmp_path: Path, validator: str, path: str) -> None:
    file = tmp_path / Path(path).name
    file.write_bytes({**feeds(board()), **calendars(board())}[path])
    found = subprocess.run([sys.executable, str(KIT / validator), str(file)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_publishing_again_writes_nothing_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    first = publish(board(), tmp_path)
    assert first.written > 10
    assert publish(board(), tmp_path).written == 0
    assert publish(board(event(1)), tmp_path).removed == 2  # two events' pages


def test_a_folder_that_cannot_be_written_leaves_the_last_files_whole(tmp_path: Path) -> None:
    publish(board(), tmp_path)
    before = (tmp_path / "index.html").read_bytes()
    (tmp_path / "events").rename(tmp_path / "was")
    (tmp_path / "events").write_text("in the way")
    with pytest.raises(PublishError, match="still stands"):
        publish(board(event(9, sentence="New.")), tmp_path)
    assert (tmp_path / "index.html").read_bytes() in (before, pages(board(event(9, sentence="New.")))["index.html"])


def test_the_web_serves_them_with_strict_headers(tmp_path: Path) -> None:
    publish(board(), tmp_path / "public")
    with office(tmp_path) as o:
        client = o.client()
        page = client.get("/")
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert client.get("/feeds/all.atom").headers["content-type"] == "application/atom+xml"
        assert client.get("/", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
        assert client.get("/nowhere").status_code == 404
        assert "nothing at this address" in client.get("/nowhere").text
        assert 'href="/static/planwatch.css"' in client.get("/deep/in/nowhere").text
        assert client.get("/../pyproject.toml").status_code == 404
        assert client.post("/index.html").status_code == 405


def test_the_privacy_page_says_what_the_policy_enforces() -> None:
    text = " ".join(html.fromstring(pages(board())["privacy.html"]).text_content().split())
    for length in (POLICY.confirm_within, POLICY.bodies_kept, POLICY.rows_kept, POLICY.hashes_kept, POLICY.networks_kept):
        assert duration_in_words(length) in text
    assert f"after {POLICY.soft_bounces} of them" in text
    assert "daily at 8:30am or on Saturdays at 8:30am" in text


def test_every_promise_theme_and_plan_has_a_way_to_its_emails() -> None:
    made = pages(board())
    assert b'href="../subscribe?topic=commitment%3Atemplate"' in made["commitments/template.html"]
    for topic in (b"all", b"plan%3Aplan", b"theme%3Aworkforce"):
        assert b'href="./subscribe?topic=' + topic + b'"' in made["index.html"]
