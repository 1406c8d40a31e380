"""The operator's page over loopback: who may read and decide, and what a decision leaves behind."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.watcher.reviewing import PLAN, found, office, plan_text, renamed
from tests.world import LONG, item, world
from watcher.review import Office
from watcher.review.serving import make_server

EVIL = "National EHCP template \"><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \x1b[31m\u202e'"
LUNCH = found("School lunch national EHCP template", "https://www.gov.uk/lunch", score="0.80")


@dataclass
class Desk:
    address: str
    client: httpx.Client
    office: Office

    def get(self, item: str = "", **headers: str) -> httpx.Response:
        return self.client.get(self.address, params={"item": item} if item else None, headers=headers)

    def decide(self, shown: httpx.Response, do: str, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        """Sends one of the page's forms, as the page filled it in."""
        given = {**hidden(shown.text), "do": do, **fields}
        return self.client.post(self.address + "decide", data=given, headers=headers, follow_redirects=True)


def hidden(page: str) -> dict[str, str]:
    names = ("item", "seen")
    return {n: unescape(m[1]) for n in names if (m := re.search(f'name="{n}" value="([^"]*)"', page))}


@contextmanager
def served(office: Office) -> Iterator[Desk]:
    server, place, address = make_server(office, 0, lambda item: True)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    try:
        with httpx.Client(timeout=10) as client:
            yield Desk(address, client, office)
    finally:
        server.should_exit = True
        thread.join()
        place.close()


# --- deciding ---


def test_accepting_writes_at_once_shows_what_was_written_and_undo_takes_it_back(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        page = desk.get()
        assert "Rules template “delivered” on 2 February 2026" in page.text
        after = desk.decide(page, "accept")
        assert after.history[0].status_code == 303
        assert f"Written into {tmp_path / 'plans' / 'p.toml'}" in after.text
        assert "+verdict = &#34;delivered&#34;" in after.text
        assert "[[commitment.ruling]]" in plan_text(tmp_path)
        desk.decide(after, "undo")
    assert plan_text(tmp_path) == PLAN


def test_a_rejection_teaches_the_phrase_that_the_page_offered(tmp_path: Path) -> None:
    with served(office(tmp_path, [LUNCH])) as desk:
        page = desk.get()
        assert 'name="teach" value="school lunch national EHCP template" checked' in page.text
        desk.decide(page, "reject", reason="Another thing.", teach="school lunch national EHCP template")
    (promise, _) = desk.office.waiting().catalogue.commitments
    assert [r.reason for r in promise.rejected] == ["Another thing."]
    assert promise.not_names == ("school lunch national EHCP template",)


def test_a_phrase_that_would_not_keep_it_out_is_not_taught_whatever_is_sent(tmp_path: Path) -> None:
    with served(office(tmp_path, [LUNCH])) as desk:
        desk.decide(desk.get(), "reject", reason="Another thing.", teach="quite another phrase")
    (promise, _) = desk.office.waiting().catalogue.commitments
    assert (len(promise.rejected), promise.not_names) == (1, ())


def test_a_ruling_takes_its_verdict_note_evidence_and_successors(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        desk.decide(desk.get(), "rule", verdict="superseded", note="Replaced.", evidence="https://a.example/ https://b.example/",
                    by="senco-npq")  # fmt: skip
    (promise, _) = desk.office.waiting().catalogue.commitments
    (ruling,) = promise.rulings
    assert (ruling.evidence, ruling.by) == (("https://a.example/", "https://b.example/"), ("senco-npq",))


def test_a_proposed_name_is_taken_or_turned_down_without_a_reason(tmp_path: Path) -> None:
    with served(office(tmp_path, [renamed("EHC plan form"), renamed("EHC plan sheet")])) as desk:
        after = desk.decide(desk.get("alias:template:EHC plan form"), "accept")
        desk.decide(desk.get("alias:template:EHC plan sheet"), "reject")
        assert "Written into" in after.text
    (promise, _) = desk.office.waiting().catalogue.commitments
    assert ([a.name for a in promise.aliases], promise.not_names) == (["EHC plan form"], ("EHC plan sheet",))


@pytest.mark.parametrize(
    ("do", "fields", "status", "said"),
    [
        ("reject", {"reason": " "}, 422, "a rejection needs its reason"),
        ("rule", {"verdict": "delivered", "note": "x", "evidence": ""}, 422, "needs the address of its evidence"),
        ("rule", {"verdict": "stalled", "note": "x", "evidence": "javascript:alert(1)"}, 422, "is not a web address"),
        ("rule", {"verdict": "kept", "note": "x"}, 422, "none of the verdicts"),
        ("burn", {}, 422, "none of the decisions"),
        ("accept", {"item": "candidate:template:https://other.example/"}, 409, "decided already"),
        ("accept", {"seen": "0" * 16}, 409, "changed meanwhile"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page_and_nothing_is_written(
    tmp_path: Path, do: str, fields: dict[str, str], status: int, said: str
) -> None:
    with served(office(tmp_path)) as desk:
        answer = desk.decide(desk.get(), do, **fields)
    assert answer.status_code == status
    assert said in unescape(answer.text)
    assert plan_text(tmp_path) == PLAN


def test_what_was_typed_is_still_there_when_a_ruling_is_refused(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        page = desk.decide(desk.get(), "rule", verdict="stalled", note='"Why" <b>', evidence="javascript:1", by="x").text
    assert "<option selected>stalled</option>" in page
    assert 'value="&#34;Why&#34; &lt;b&gt;"' in page
    assert 'value="javascript:1"' in page


def test_a_page_that_was_opened_before_another_edit_decides_nothing(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        opened = desk.get()
        (tmp_path / "plans" / "p.toml").write_text(PLAN + "# mine\n")
        assert desk.decide(opened, "accept").status_code == 409
        assert plan_text(tmp_path) == PLAN + "# mine\n"
        assert desk.decide(desk.get(), "accept").status_code == 200
    assert "# mine" in plan_text(tmp_path)


def test_a_broken_plan_is_told_with_its_line_and_the_page_goes_on_when_it_is_mended(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        (tmp_path / "plans" / "p.toml").write_text(PLAN.replace('due = ""', 'due = "zzz"'))
        broken = desk.get()
        assert (broken.status_code, broken.headers["content-type"]) == (503, "text/plain; charset=utf-8")
        line = PLAN.splitlines().index('due = ""') + 1
        assert f"p.toml:{line}: " in broken.text
        (tmp_path / "plans" / "p.toml").write_text(PLAN)
        assert desk.get().status_code == 200


def test_the_kept_copy_is_shown_as_plain_words(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.site.json("/api/content/template", item("National EHCP template", "Some <b>bold</b> words.", LONG))
        w.watch("/template", commitments=("template",))
        w.look()
    (tmp_path / "state").mkdir()
    (tmp_path / "watcher.db").rename(tmp_path / "state" / "watcher.db")
    with served(office(tmp_path)) as desk:
        link = re.search('href="(kept/[0-9a-f]{64})"', desk.get().text)
        assert link
        kept = desk.client.get(desk.address + link[1])
        assert kept.headers["content-type"] == "text/plain; charset=utf-8"
        assert "Some bold words." in kept.text
        assert desk.client.get(desk.address + "kept/" + "0" * 64).status_code == 404


# --- who may ---


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example:{port}"]
)
def test_another_name_that_points_here_is_refused(tmp_path: Path, host: str) -> None:
    with served(office(tmp_path)) as desk:
        port = urlsplit(desk.address).port
        assert desk.get(host=host.format(port=port)).status_code == 421
        assert desk.get(host=f"localhost:{port}").status_code == 200


def test_without_the_key_of_this_run_nothing_is_read_and_nothing_decided(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        root = desk.address.rsplit("/", 2)[0]
        page = desk.get()
        for path in ("/", "/x/", "/decide", f"/{'A' * 32}/decide", f"/{'A' * 32}/"):
            assert desk.client.get(root + path).status_code == 404
            assert desk.client.post(root + path, data={**hidden(page.text), "do": "accept"}).status_code == 404
    assert plan_text(tmp_path) == PLAN


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:1"}, {"sec-fetch-site": "cross-site"},
     {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}],
)  # fmt: skip
def test_a_decision_from_another_site_is_refused_even_with_the_key(tmp_path: Path, headers: dict[str, str]) -> None:
    with served(office(tmp_path)) as desk:
        assert desk.decide(desk.get(), "accept", headers).status_code == 403
        assert plan_text(tmp_path) == PLAN
        own = {"origin": desk.address.rsplit("/", 2)[0], "sec-fetch-site": "same-origin"}
        assert desk.decide(desk.get(), "accept", own).status_code == 200
    assert plan_text(tmp_path) != PLAN


def test_reading_changes_nothing_and_other_methods_and_shapes_are_refused(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        page = desk.get()
        fields = {**hidden(page.text), "do": "accept"}
        assert desk.client.get(desk.address + "decide", params=fields).status_code == 405
        assert desk.client.put(desk.address + "decide", data=fields).status_code == 405
        assert desk.client.post(desk.address + "decide", json=fields).status_code == 415
        assert desk.client.post(desk.address + "decide", data={**fields, "note": "x" * 70_000}).status_code == 413
        assert desk.client.post(desk.address + "decide", data={str(n): "x" for n in range(50)}).status_code == 413
    assert plan_text(tmp_path) == PLAN


def test_it_listens_on_this_machine_only_sets_no_cookie_and_lets_nothing_else_run_in_the_page(tmp_path: Path) -> None:
    with served(office(tmp_path)) as desk:
        page = desk.get()
        assert urlsplit(desk.address).hostname == "127.0.0.1"
    assert "set-cookie" not in page.headers
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"


# --- hostile words ---


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for k, v in attrs if k in ("href", "src", "action")]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]


def test_a_hostile_title_name_and_address_stay_words(tmp_path: Path) -> None:
    events = [found(EVIL, "javascript:alert(1)//https://x", "senco-npq"), renamed(EVIL)]
    with served(office(tmp_path, events)) as desk:
        for shown in (f"alias:template:{EVIL}", "candidate:senco-npq:javascript:alert(1)//https://x"):
            page = desk.get(shown)
            tags = Tags(page.text)
            assert page.status_code == 200
            assert "alert(1)" in page.text
            assert (tags.tags.count("script"), tags.tags.count("img"), tags.handlers) == (1, 0, [])
            assert not [link for link in tags.links if link.startswith("javascript")]
            assert not {"\x1b", "\u202e"} & set(page.text)
            assert "{{ 7*7 }}" in page.text


def test_a_hostile_address_cannot_be_decided_on_and_a_typed_one_is_a_mistake_that_is_not_written(tmp_path: Path) -> None:
    with served(office(tmp_path, [found(EVIL, "javascript:alert(1)", "senco-npq")])) as desk:
        page = desk.get()
        assert "cannot be ruled on: its address is none" in page.text
        gone = desk.decide(page, "reject", reason="No.", item="candidate:senco-npq:javascript:alert(1)")
        typed = desk.decide(page, "rule", verdict="delivered", note="Out.", evidence="javascript:alert(1)")
    assert (gone.status_code, typed.status_code) == (409, 422)
    assert "is not a web address" in typed.text
    assert plan_text(tmp_path) == PLAN
