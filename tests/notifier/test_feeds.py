"""What feed readers are given: every event once found again, the same bytes for the same state, and nothing live in them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from notifier.feeds import feeds
from notifier.links import feed_path, kept_path
from notifier.model import Board
from tests.notifier.public import EVIL, KEPT, NOW, PLAN, board, event, made
from watcher import Event, EventKind, Hunk, HunkKind, Op, Quote, Span

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit"
STATIC = Path(__file__).resolve().parents[2] / "notifier" / "static"
SPACES = {
    "a": "http://www.w3.org/2005/Atom",
    "c": "http://purl.org/rss/1.0/modules/content/",
    "fh": "http://purl.org/syndication/history/1.0",
    "x": "http://www.w3.org/1999/xhtml",
}
KINDS = [k for k in EventKind if k.public]
TOPICS = ["all", "plan:plan", "theme:plans", "theme:workforce", "commitment:template", "commitment:npq"]
TOPICS += [f"kind:{k.value}" for k in KINDS]
ENDINGS = (".atom", ".rss", ".json")
HOME = "http://127.0.0.1:8000"


@cache
def events(count: int) -> tuple[Event, ...]:
    return tuple(event(n, KINDS[n % 15], ("template", "npq")[n % 2], days=400 - n) for n in range(1, count + 1))


@cache
def files(count: int) -> dict[str, bytes]:
    """Everything made of so many events."""
    return made(feeds(board(*events(count))))


def xml(content: bytes) -> Any:
    """The root of a document, and for RSS its channel."""
    root = etree.fromstring(content)
    return root.find("channel") if root.tag == "rss" else root


def find(content: bytes, path: str) -> list[Any]:
    return list(xml(content).xpath(path, namespaces=SPACES))


def entry_ids(path: str, content: bytes) -> list[str]:
    if path.endswith(".json"):
        return [item["id"] for item in json.loads(content)["items"]]
    return find(content, "a:entry/a:id/text() | item/guid/text()")


def contents(path: str, content: bytes) -> list[str]:
    if path.endswith(".json"):
        return [item["content_html"] for item in json.loads(content)["items"]]
    return find(content, "a:entry/a:content/text() | item/c:encoded/text()")


def ids(*numbers: int) -> list[str]:
    return [f"tag:127.0.0.1,2023:event/{n}" for n in numbers]


def told(state: Board, ending: str = ".atom") -> str:
    """The newest entry's content."""
    path = f"feeds/all{ending}"
    return contents(path, made(f for f in feeds(state) if f.path == path)[path])[0]


# --- which feeds there are ---


def test_everything_that_can_be_asked_for_has_a_feed_in_three_formats_also_before_anything_has_happened() -> None:
    assert set(files(1)) == {f"{feed_path(topic)}{ending}" for topic in TOPICS for ending in ENDINGS}


def test_addresses_and_ids_are_those_of_the_first_version() -> None:
    there = made(feeds(board()))
    for path in ("feeds/all", "feeds/plans/plan", "feeds/commitments/template"):
        assert find(there[f"{path}.atom"], "a:id/text()") == [f"tag:127.0.0.1,2023:{path}"]
        for ending in ENDINGS:
            assert entry_ids(ending, there[path + ending]) == ids(3, 2, 1)


def test_each_feed_has_what_it_is_about_and_nothing_else() -> None:
    there = made(feeds(board(event(1, EventKind.RULING, "npq"), event(2, EventKind.OVERDUE), event(3, EventKind.OVERDUE))))
    held = {topic: entry_ids(".rss", there[f"{feed_path(topic)}.rss"]) for topic in TOPICS}
    assert {topic: found for topic, found in held.items() if found} == {
        "all": ids(3, 2, 1), "plan:plan": ids(3, 2, 1), "commitment:template": ids(3, 2), "theme:plans": ids(3, 2),
        "kind:overdue": ids(3, 2), "commitment:npq": ids(1), "theme:workforce": ids(1), "kind:ruling": ids(1),
    }  # fmt: skip


def test_what_is_quiet_is_in_the_feed_of_its_kind_alone() -> None:
    quiet = replace(event(2, EventKind.PAGE_UPDATED), detail={"quiet": "yes"})
    there = made(feeds(board(event(1), quiet)))
    for topic in ("all", "plan:plan", "theme:plans", "commitment:template"):
        assert entry_ids(".rss", there[f"{feed_path(topic)}.rss"]) == ids(1)
    assert entry_ids(".rss", there["feeds/kinds/page-updated.rss"]) == ids(2)


def test_an_entry_tells_of_a_date_who_said_so_and_whether_a_reason_was_given() -> None:
    moved = {"from": "2025", "to": "2026", "effect": "later", "said_on": "2024-03-01", "who": "DfE"}
    reason = replace(event(1, EventKind.DATE_REVISED), detail={**moved, "reason": "because of feedback"})
    there = made(feeds(board(reason, replace(event(2, EventKind.DATE_REVISED), detail={**moved, "reason": ""}))))
    newer, older = contents(".rss", there["feeds/all.rss"])
    assert "Said by DfE, in a document of 1 March 2024." in older
    assert "The reason that is given: “because of feedback”." in older
    assert "No reason is given beside it." in newer


def test_what_concerns_a_source_as_a_whole_is_told_to_those_who_follow_a_plan() -> None:
    state = replace(board(replace(event(1, EventKind.BLIND_SPOT, ""), plan_id="")), plans=(PLAN, replace(PLAN, id="other")))
    there = made(feeds(state))
    for path in ("feeds/all", "feeds/plans/plan", "feeds/plans/other", "feeds/kinds/blind-spot"):
        assert entry_ids(".atom", there[f"{path}.atom"]) == ids(1)
    assert not entry_ids(".atom", there["feeds/commitments/template.atom"])


# --- what it costs, and when a file is made again ---


def test_no_event_is_read_before_a_file_is_made_and_then_each_once() -> None:
    state = board(*events(150))
    waiting = feeds(state)
    assert state.record.read == []  # type: ignore[attr-defined]
    made(sorted(waiting, key=lambda f: (f.newest, f.path)))
    assert sorted(state.record.read) == list(range(1, 151))  # type: ignore[attr-defined]


def test_files_say_which_event_is_their_newest() -> None:
    newest = {f.path: f.newest for f in feeds(board(*events(230)))}
    assert (newest["feeds/all.atom"], newest["feeds/all/1.atom"], newest["feeds/all/2.rss"]) == (230, 100, 200)
    assert {f.newest for f in feeds(board(event(7))) if f.path.startswith("feeds/commitments/npq")} == {0}


def test_a_key_changes_when_the_bytes_do_and_only_then() -> None:
    sizes = (1, 2, 3, 99, 100, 101, 102, 200, 201, 250, 250)
    keys = [{f.path: f.key for f in feeds(board(*events(size)))} for size in sizes]
    for n, (before, after) in enumerate(pairwise(sizes)):
        assert len(set(keys[n].values())) == len(files(before))
        for path in files(before):
            assert (keys[n][path] == keys[n + 1][path]) == (files(before)[path] == files(after)[path]), (path, before, after)


@pytest.mark.parametrize(
    "other",
    [board(notice="Made up."), board(hub="https://hub.example.org/"), board(public_url="https://elsewhere.example.org"),
     replace(board(), kept={}), replace(board(), plans=(replace(PLAN, title="Another title"),)),
     replace(board(), plans=(replace(PLAN, commitments=PLAN.commitments[1:]),))],
    ids=["notice", "hub", "address", "kept", "title", "promise that left its plan"],
)  # fmt: skip
def test_a_key_changes_with_everything_else_that_the_bytes_depend_on(other: Board) -> None:
    before, after = ({f.path: (f.key, f.make()) for f in feeds(state)} for state in (board(), other))
    changed = [p for p in before.keys() & after.keys() if before[p][1] != after[p][1]]
    assert changed
    assert all(before[path][0] != after[path][0] for path in changed)


def test_the_same_state_gives_the_same_bytes_in_whatever_order_files_are_made() -> None:
    backwards = made(reversed(feeds(board(*events(150)))))
    assert backwards == files(150)


# --- a feed and its archives: RFC 5005, 4 ---


def walk(path: str, there: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """From a feed through its archives, as a reader follows them, and no further than there are files."""
    for _ in there:
        yield path, there[path]
        if path.endswith(".json"):
            before = [json.loads(there[path]).get("next_url")]
        else:
            before = find(there[path], "*[local-name()='link'][@rel='prev-archive']/@href")
        if not before or before[0] is None:
            return
        path = before[0].removeprefix(f"{HOME}/")
    raise AssertionError(f"the archives lead in a circle: {path}")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("count", [1, 99, 100, 101, 200, 350])
def test_whoever_follows_the_archives_finds_every_event(count: int, ending: str) -> None:
    parts = list(walk(f"feeds/all{ending}", files(count)))
    assert entry_ids(*parts[0]) == ids(*range(count, max(0, count - 100), -1))
    archived = [i for path, content in parts[1:] for i in entry_ids(path, content)]
    assert archived == ids(*range(count // 100 * 100, 0, -1))
    assert {i for path, content in parts for i in entry_ids(path, content)} == set(ids(*range(1, count + 1)))


def test_an_archive_never_changes_once_it_is_full_whatever_happens_later() -> None:
    archives = {path for path in files(350) if re.search(r"/\d+\.\w+$", path)}
    first = {path: files(100)[path] for path in archives & files(100).keys()}
    assert {"feeds/all/1.atom", "feeds/plans/plan/1.rss"} <= first.keys()
    assert all(files(350)[path] == content for path, content in first.items())


@pytest.mark.parametrize("ending", [".atom", ".rss"])
def test_an_archive_says_that_it_is_one_and_of_which_feed(ending: str) -> None:
    there = files(250)
    link = "*[local-name()='link'][@rel='{}']/@href"
    assert find(there[f"feeds/all/2{ending}"], "fh:archive")
    assert find(there[f"feeds/all/2{ending}"], link.format("current")) == [f"{HOME}/feeds/all{ending}"]
    assert find(there[f"feeds/all/2{ending}"], link.format("prev-archive")) == [f"{HOME}/feeds/all/1{ending}"]
    assert not find(there[f"feeds/all/1{ending}"], link.format("prev-archive"))
    assert not find(there[f"feeds/all{ending}"], "fh:archive")


def test_a_feed_and_its_archives_have_one_identity() -> None:
    there = files(250)
    for name in ("all", "all/1", "all/2"):
        assert find(there[f"feeds/{name}.atom"], "a:id/text()") == ["tag:127.0.0.1,2023:feeds/all"]
        assert json.loads(there[f"feeds/{name}.json"])["feed_url"] == f"{HOME}/feeds/all.json"


def test_an_entry_stays_what_it_was_when_older_ones_leave_the_feed() -> None:
    for ending in ENDINGS:
        path = f"feeds/all{ending}"
        was, now = (dict(zip(entry_ids(path, c), contents(path, c), strict=True)) for c in (files(150)[path], files(240)[path]))
        common = was.keys() & now.keys()
        assert len(common) == 10
        assert all(was[i] == now[i] for i in common)


# --- what readers and validators ask of each format ---


def dates(content: bytes, path: str) -> list[datetime]:
    return [datetime.fromisoformat(text) for text in find(content, path)]


@pytest.mark.parametrize("name", ["all", "all/1", "commitments/template", "kinds/overdue"])
def test_atom_is_what_rfc_4287_asks_for(name: str) -> None:
    content = files(250)[f"feeds/{name}.atom"]
    entries = find(content, "a:entry")
    for one in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='alternate']", "a:link[@rel='self']"):
        assert len(find(content, one)) == 1, one
    assert find(content, "a:link[@rel='self']/@href") == [f"{HOME}/feeds/{name}.atom"]
    for one in ("a:id", "a:title", "a:updated", "a:published", "a:content", "a:category", "a:link[@rel='alternate']"):
        assert all(len(e.findall(one, SPACES)) == 1 for e in entries), one
    updated, published = dates(content, "a:entry/a:updated/text()"), dates(content, "a:entry/a:published/text()")
    assert all(at.tzinfo == UTC for at in updated + published)
    assert all(later >= first for later, first in zip(updated, published, strict=True))
    assert updated == sorted(updated, reverse=True)
    assert dates(content, "a:updated/text()") == updated[:1]
    assert len(set(entry_ids(".atom", content))) == len(entries) > 0
    assert all(re.fullmatch(r"https?://[^\s]+", a) for a in find(content, "//@href"))
    assert find(content, "a:entry[1]/a:link[@rel='via']/@href") == ["https://www.gov.uk/page"]


@pytest.mark.parametrize("name", ["all", "all/1", "commitments/template", "kinds/overdue"])
def test_rss_is_what_its_specification_and_its_best_practices_ask_for(name: str) -> None:
    content = files(250)[f"feeds/{name}.rss"]
    for one in ("title", "link", "description", "language", "lastBuildDate", "ttl", "a:link[@rel='self']"):
        assert len(find(content, one)) == 1, one
    assert find(content, "a:link[@rel='self']/@href") == [f"{HOME}/feeds/{name}.rss"]
    for item in find(content, "item"):
        names = [etree.QName(child).localname for child in item]
        assert names == ["title", "link", "guid", "pubDate", "category", "description", "encoded"]
        assert item.find("guid").get("isPermaLink") == "false"
    for text in find(content, "item/pubDate/text() | lastBuildDate/text()"):
        assert parsedate_to_datetime(text).strftime("%a, %d %b %Y %H:%M:%S +0000") == text
    sent = [parsedate_to_datetime(text) for text in find(content, "item/pubDate/text()")]
    assert sent == sorted(sent, reverse=True)


@pytest.mark.parametrize("name", ["all", "all/1", "commitments/template", "kinds/overdue"])
def test_json_feed_is_what_version_1_1_asks_for(name: str) -> None:
    value = json.loads(files(250)[f"feeds/{name}.json"])
    assert value["version"] == "https://jsonfeed.org/version/1.1"
    assert value["title"]
    assert value["home_page_url"].startswith(HOME)
    assert value.get("next_url") != value["feed_url"]
    for item in value["items"]:
        assert item.keys() == {"id", "url", "title", "summary", "content_html", "date_published", "tags"}
    sent = [datetime.fromisoformat(item["date_published"]) for item in value["items"]]
    assert sent == sorted(sent, reverse=True)
    assert all(at.tzinfo == UTC for at in sent)


@pytest.mark.parametrize("path", ["feeds/all", "feeds/all/1", "feeds/commitments/npq"])
@pytest.mark.parametrize("ending", [".atom", ".rss"])
def test_a_feed_library_reads_all_of_it_and_is_not_led_astray_by_what_is_for_people(path: str, ending: str) -> None:
    read = feedparser.parse(files(250)[path + ending])
    assert not read.bozo
    assert [e.id for e in read.entries] == entry_ids(ending, files(250)[path + ending])
    assert read.feed.title.startswith("Planwatch: ")
    assert "This is" not in read.feed.title + read.feed.subtitle
    assert {e.link for e in read.entries} == {f"{HOME}/events/{e.id.rpartition('/')[2]}.html" for e in read.entries}
    assert all(
        "[−publish−]" in e.content[0].value and e.summary.startswith("Promised, in our words: One national") for e in read.entries
    )
    if ending == ".atom":  # rss2email sends a plain summary instead of the content
        assert {e.summary_detail.type for e in read.entries} == {"text/html"}


def test_a_feed_in_which_nothing_has_happened_yet_is_whole() -> None:
    there = made(feeds(board(event(1, EventKind.RULING))))
    assert find(there["feeds/kinds/overdue.atom"], "a:updated/text()") == ["2023-03-02T00:00:00Z"]
    assert find(there["feeds/kinds/overdue.rss"], "lastBuildDate/text()") == ["Thu, 02 Mar 2023 00:00:00 +0000"]
    assert json.loads(there["feeds/kinds/overdue.json"])["items"] == []


def test_a_notice_stands_in_every_feed_and_archive() -> None:
    there = made(feeds(board(*events(120), notice="Made up by R&D < all.")))
    assert find(there["feeds/all.atom"], "a:subtitle/text()")[0].endswith(" Reconstruction. Made up by R&D < all.")
    assert find(there["feeds/all.rss"], "description/text()")[0].endswith(" Reconstruction. Made up by R&amp;D &lt; all.")
    assert "feeds/all/1.json" in there
    assert all(b"Reconstruction. Made up by R&" in content for content in there.values())


def test_a_hub_is_named_in_every_feed_and_in_no_archive() -> None:
    there = made(feeds(board(*events(120), hub="https://hub.example.org/")))
    assert find(there["feeds/all.atom"], "a:link[@rel='hub']/@href") == ["https://hub.example.org/"]
    assert find(there["feeds/all.rss"], "a:link[@rel='hub']/@href") == ["https://hub.example.org/"]
    assert json.loads(there["feeds/all.json"])["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]
    for path, content in there.items():
        assert (b"hub.example.org" in content) != bool(re.search(r"/\d+\.\w+$", path)), path
    assert not any(b"hub" in content for content in files(120).values())


# --- what an entry tells ---


def test_an_entry_tells_the_whole_story_with_its_evidence() -> None:
    content = told(board())
    text = " ".join(html.fromstring(content).text_content().split())
    assert "One national template (due by the end of 2025)" in text
    assert "Found, read 10 January 2026 at 9:00am" in text
    assert f"The page as it was read, SHA-256 {KEPT.sha256}" in text
    assert "We will [−publish−] [+explore+]" in text
    links = html.fromstring(content).xpath("//a/@href")
    assert links == ["https://www.gov.uk/plan", "https://www.gov.uk/page", f"{HOME}/{kept_path(KEPT.sha256)}",
                     f"{HOME}/events/3.html", f"{HOME}/commitments/template.html"]  # fmt: skip
    assert told(board(), ".rss") == told(board(), ".json") == content


def test_nothing_is_linked_that_is_not_there() -> None:
    content = told(replace(board(replace(event(1), commitment_id="left")), kept={}))
    assert f"SHA-256 of what was read: <code>{KEPT.sha256}</code>" in content
    assert "/kept/" not in content
    assert "/commitments/" not in content


def test_what_changed_is_told_with_signs_and_shortened_where_nothing_changed() -> None:
    same = " ".join(f"word{n}" for n in range(200))
    hunks = (
        Hunk(HunkKind.ADDED, "", "New."), Hunk(HunkKind.REMOVED, "Old.", ""), Hunk(HunkKind.MOVED, "Here.", "Here."),
        Hunk(HunkKind.CHANGED, "", "", (Span(Op.SAME, same), Span(Op.DELETE, "will"), Span(Op.INSERT, "may"))),
        *(Hunk(HunkKind.ADDED, "", f"Line {n}.") for n in range(30)),
    )  # fmt: skip
    content = told(board(replace(event(1), hunks=hunks)))
    for piece in ("<ins>+ New.</ins>", "<del>− Old.</del>", "<p>Moved: Here.</p>", "<del>[−will−]</del> <ins>[+may+]</ins>",
                  "word0 word1", "word199", " … ", "<p>and 14 more</p>"):  # fmt: skip
        assert piece in content
    assert "word100" not in content


def test_an_entry_without_quotations_is_still_an_entry() -> None:
    there = made(feeds(board(replace(event(1, sentence="AT&T < 5"), promised=None, found=None, hunks=()))))
    assert not find(there["feeds/all.atom"], "a:entry/a:summary | a:entry/a:link[@rel='via']")
    assert find(there["feeds/all.rss"], "item/title/text()") == ["AT&T < 5"]
    assert find(there["feeds/all.rss"], "item/description/text()") == ["AT&amp;T &lt; 5"]  # it is HTML
    assert "summary" not in json.loads(there["feeds/all.json"])["items"][0]


# --- hostile words ---

ALLOWED = {"p", "strong", "blockquote", "a", "code", "ul", "li", "ins", "del", "div"}


def safe(content: str) -> bool:
    """Only plain elements, and no attribute but the address of a whole link."""
    elements = list(html.fragment_fromstring(content, create_parent="div").iter())
    links = [value for e in elements for value in e.attrib.values()]
    return (
        {e.tag for e in elements} <= ALLOWED
        and all(set(e.attrib) <= ({"href"} if e.tag == "a" else set()) for e in elements)
        and all(re.fullmatch(r"https?://[^\s<>\"]+", link) for link in links)
    )


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.sampled_from([EVIL, "a\ud800\ufffe\U000e0041"]),
        st.text(min_size=1),
        st.from_regex(r"(<[a-z!/]*|&[a-z#0-9]+;|=\?|\"|'|>|javascript:){1,6}"),
    )
)
def test_whatever_words_a_page_uses_they_stay_words(words: str) -> None:
    quote, spans = Quote(words, words, NOW, ""), (Span(Op.SAME, words), Span(Op.DELETE, words))
    hunk = Hunk(HunkKind.CHANGED, words, words, spans, words)
    hostile = replace(event(1), sentence=f"x {words}", title=words, promised=quote, found=quote, hunks=(hunk,))
    titled = replace(PLAN, commitments=(replace(PLAN.commitments[0], title=words, theme=words),))
    for path, content in made(feeds(replace(board(hostile, notice=words), plans=(titled,)))).items():
        assert content.decode().replace("\n", "").isprintable()
        assert all(safe(c) and c.isprintable() for c in contents(path, content))
        if path.endswith(".json"):
            titles = [there["title"] for there in (json.loads(content), *json.loads(content)["items"])]
        else:
            titles = find(content, "//a:title/text() | //title/text()")
        assert not [t for t in titles if not t.isprintable() or re.search(r"<[A-Za-z/!?]|&#?\w+;|=\?", t)]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//gov.uk/x", "/x", "https://a b", 'https://a"b', "https://a\u202eb", "HTTPS:"],
)
def test_an_address_that_is_no_whole_web_address_is_no_link(url: str) -> None:
    quote = Quote("words", url, NOW)
    state = board(replace(event(1), promised=quote, found=quote))
    assert html.fromstring(told(state)).xpath("//a/@href") == [f"{HOME}/events/1.html", f"{HOME}/commitments/template.html"]
    assert not find(made(feeds(state))["feeds/all.atom"], "a:entry/a:link[@rel='via']")


@pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
@pytest.mark.parametrize(
    ("check", "endings"),
    [(["validate_feed_lite.py", "--strict"], (".atom", ".rss")), (["validate_jsonfeed.py", "--strict"], (".json",)),
     (["sink_check.py", "--kind", "feed"], (".atom", ".rss")), (["sink_check.py", "--kind", "jsonfeed"], (".json",))],
)  # fmt: skip
def test_the_kit_s_validators_find_nothing(tmp_path: Path, check: list[str], endings: tuple[str, ...]) -> None:
    state = board(*(replace(e, sentence=EVIL) if e.id % 7 == 0 else e for e in events(120)), hub="https://hub.example.org/")
    paths = []
    for n, (path, content) in enumerate(made(feeds(state)).items()):
        if path.endswith(endings):
            paths.append(tmp_path / f"{n}{Path(path).suffix}")
            paths[-1].write_bytes(content)
    found = subprocess.run(
        [sys.executable, str(KIT / check[0]), *check[1:], *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


# --- opened in a browser ---


@pytest.mark.parametrize("name", ["all", "all/1", "plans/plan", "commitments/template"])
@pytest.mark.parametrize("ending", [".atom", ".rss"])
def test_in_a_browser_a_feed_says_what_it_is_and_leads_to_a_page(name: str, ending: str) -> None:
    path, content = f"feeds/{name}{ending}", files(150)[f"feeds/{name}{ending}"]
    style = re.search(rb'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', content)
    assert style
    assert (STATIC.parent / Path(path).parent / style[1].decode()).resolve() == STATIC / "feed.css"
    assert (STATIC / "feed.css").is_file()
    words = "".join(find(content, "x:div//text()"))
    assert ("This is an older part of a feed." if name == "all/1" else "This is a feed.") in words
    page = find(content, "a:link[@rel='alternate']/@href | link/text()")[0]
    assert page in find(content, "x:div//x:a/@href")
    assert f"{HOME}/feeds/{name.removesuffix('/1')}{ending}" in find(content, "x:div//x:a/@href")
