"""Feeds: which rows are new, what a hostile or broken one comes to, and posts that bear another day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.play import Rerouted
from tests.web_server import Answer as Served
from tests.world import LONG, START, World, commitment, kinds, world
from watcher.errors import ExtractError
from watcher.extract import Answer, as_asked, extract, kind_of
from watcher.extract.listing import MOST_ENTRIES
from watcher.model import Document, EventKind, Relation, Source, SourceKind
from watcher.posts import post_of
from watcher.replay import replay
from watcher.weighing import KnownRows

KIT = Path(__file__).resolve().parents[3] / "shared" / "kit" / "hostile_corpus"
needs_kit = pytest.mark.skipif(not KIT.is_dir(), reason="the fault kit (../shared/kit) is not on this machine")
HOST = "https://example.org"
SOURCE = Source("s", "S", SourceKind.FEED, f"{HOST}/feed", timedelta(days=1))
NAME = "The national EHCP template"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def rss(*items: str) -> str:
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>F</title>{''.join(items)}</channel></rss>"


def one(title: str = "T", link: str = "", guid: str = "", day: str = "Mon, 08 Jan 2024 09:00:00 GMT", more: str = "") -> str:
    parts = {"title": title, "link": link, "guid": guid, "pubDate": day}
    return f"<item>{''.join(f'<{tag}>{text}</{tag}>' for tag, text in parts.items() if text)}{more}</item>"


def read(feed: str | bytes, kind: str = "") -> Document:
    return extract(SOURCE, Answer(SOURCE.url, kind, feed.encode() if isinstance(feed, str) else feed))


def addresses(feed: str | bytes) -> list[str]:
    return [e.url for e in read(feed).entries]


# --- which row it is ---


def test_a_row_is_known_by_its_link_whatever_becomes_of_its_id() -> None:
    first, later = (addresses(rss(one(link=f"{HOST}/a", guid=guid))) for guid in ("9f1c", "77aa"))
    assert first == later == [f"{HOST}/a"]


def test_without_a_link_it_is_known_by_its_id_and_without_either_by_what_it_says() -> None:
    assert addresses(rss(one(guid="https://example.org/b"))) == [f"{HOST}/b"]
    (by_id,) = addresses(rss(one("One", guid="77aa")))
    assert addresses(rss(one("Another title", guid="77aa"))) == [by_id]
    assert by_id.startswith(f"{HOST}/feed#")
    (by_words,) = addresses(rss(one("One")))
    assert addresses(rss(one("Another title"))) != [by_words] == addresses(rss(one("One")))


def test_ids_that_all_rows_share_lose_none_of_them() -> None:
    assert len(addresses(rss(*(one(f"Item {n}", guid="x") for n in range(4))))) == 4
    assert len(addresses(rss(*(one(f"Item {n}", link=f"{HOST}/{n}", guid="x") for n in range(4))))) == 4


def test_rows_that_all_lead_to_the_front_page_are_told_apart_and_stay_the_same_when_more_come() -> None:
    old = addresses(rss(*(one(f"Item {n}", link=f"{HOST}/", day="") for n in range(3))))
    new = addresses(rss(*(one(f"Item {n}", link=f"{HOST}/", day="") for n in range(5))))
    assert len(set(old)) == 3
    assert set(old) < set(new)


def test_what_is_there_twice_under_its_id_is_one_row() -> None:
    (entry,) = read(
        rss(one("One", f"{HOST}/a", "g"), one("Called otherwise", f"{HOST}/a", "g"), one("One", f"{HOST}/a", "g"))
    ).entries
    assert entry.title == "One"


def test_where_a_reader_came_from_is_no_part_of_an_address() -> None:
    feeds = (rss(one(link=f"{HOST}/a?id=7&amp;utm_source={n}&amp;utm_campaign=x&amp;fbclid={n}")) for n in "ab")
    assert [addresses(f) for f in feeds] == [[f"{HOST}/a?id=7"]] * 2
    assert addresses(rss(one(link=f"{HOST}/a?id=7&amp;b="))) == [f"{HOST}/a?id=7&b="]


def test_relative_links_are_read_from_where_they_stand() -> None:
    atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://example.org/blog/'><title>F</title><entry><id>x</id>" \
           "<title>T</title><updated>2024-01-01T00:00:00Z</updated><link href='post'/></entry></feed>"  # fmt: skip
    assert addresses(atom) == [f"{HOST}/blog/post"]
    assert addresses(rss(one(link="/post"))) == [f"{HOST}/post"]


def test_a_finders_feed_has_a_new_row_when_the_moment_of_a_known_document_moves() -> None:
    def finder(day: str) -> str:
        link = "<id>https://www.gov.uk/a</id><title>T</title><link rel='alternate' href='https://www.gov.uk/a'/>"
        entry = f"<entry>{link}<updated>{day}T09:00:00Z</updated></entry>"
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>{entry}</feed>"

    known = KnownRows([e.row_key for e in read(finder("2024-01-01")).entries])
    assert [known.has(read(finder(day)).entries[0]) for day in ("2024-01-01", "2024-01-02")] == [True, False]


def test_an_organisations_feed_names_pages_by_their_address_not_by_the_id_with_its_moment() -> None:
    feed = ("<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><id>https://www.gov.uk/a#2024-01-01T09:00:00Z</id>"
            "<title>T</title><link rel='alternate' href='https://www.gov.uk/a'/><updated>2024-01-01T09:00:00Z</updated></entry>"
            "</feed>")  # fmt: skip
    assert addresses(feed) == ["https://www.gov.uk/a"]


# --- moments ---


@pytest.mark.parametrize("day", ["31 Feb 2024", "yesterday", "Thu, 99 Foo 99999 99:99:99 XYZ", "Thu, 01 Jan 1970 00:00:00 GMT", ""])
def test_a_moment_that_is_none_is_none(day: str) -> None:
    (entry,) = read(rss(one(link=f"{HOST}/a", day=day))).entries
    assert (entry.updated, entry.published) == (None, None)


@pytest.mark.parametrize(("first", "then"), [("Mon, 08 Jan 2024 09:00:00 GMT", ""), ("", "Mon, 08 Jan 2024 09:00:00 GMT")])
def test_a_feed_that_comes_to_tell_no_moments_or_to_tell_them_has_no_new_rows_by_that(it: World, first: str, then: str) -> None:
    def feed(day: str, *more: str) -> None:
        items = "".join(one(f"{NAME} {n}", it.site.url(f"/{n}"), day=day) for n in range(8))
        it.site.pages["/feed"] = Served(rss(items, *more).encode())

    it.watch("/feed", SourceKind.FEED)
    feed(first)
    it.look()
    feed(then)
    assert kinds(it.look()) == []
    feed(then, one(NAME, it.site.url("/new"), day=then))
    assert len(kinds(it.look())) == 1
    assert kinds(it.look()) == []


def test_a_row_that_has_a_moment_is_new_with_another_after_it_was_there_without() -> None:
    entry = Document(f"{HOST}/a", "T")
    known = KnownRows([entry.row_key])
    dated = replace(entry, updated=START)
    assert known.has(dated)
    assert KnownRows([dated.row_key]).has(entry)
    known.add([dated.row_key])
    assert not known.has(replace(entry, updated=START + timedelta(days=1)))


SAME = "blog.example.org/2023/12/01/what-we-learned"


@pytest.mark.parametrize(
    "form",
    [
        f"https://{SAME}",
        f"http://{SAME}/",
        f"http://www.{SAME}",
        f"http://{SAME}?source=rss",
        f"http://{SAME}?utm_source=feed",
        f"http://{SAME}#xtor=RSS-1",
        "https://hub.example.org/2023/12/01/what-we-learned/",
    ],
)
def test_a_feed_whose_links_change_their_form_announces_nothing_anew(form: str) -> None:
    entry = Document(f"http://{SAME}", "T", updated=START)
    known = KnownRows([entry.row_key])
    assert known.has(replace(entry, url=form))
    assert not known.has(replace(entry, url=form, updated=START + timedelta(days=1)))
    assert KnownRows([replace(entry, url=form).row_key]).has(entry)


@pytest.mark.parametrize(
    "other",
    [
        f"http://{SAME}-too",
        f"http://{SAME}?page=2",
        f"http://{SAME}?ref=2024-17",
        f"http://{SAME}#update-3",
        "http://blog.example.org/2023/12/02/what-we-learned",
    ],
)
def test_what_tells_two_pages_apart_is_no_form_of_an_address(other: str) -> None:
    entry = Document(f"http://{SAME}", "T", updated=START)
    assert not KnownRows([entry.row_key]).has(replace(entry, url=other))


def test_a_short_path_tells_no_page_apart_on_another_host() -> None:
    known = KnownRows([Document("https://a.example.org/news", "T", updated=START).row_key])
    assert not known.has(Document("https://b.example.org/news", "T", updated=START))
    assert known.has(Document("http://www.a.example.org/news/", "T", updated=START))


def test_a_feed_that_moves_to_another_host_is_told_of_by_its_new_posts_alone(it: World) -> None:
    def feed(host: str, *numbers: int) -> None:
        items = (one(f"{NAME} {n}", f"{host}/2024/post-number-{n}", day=f"Mon, 0{n} Jan 2024 09:00:00 GMT") for n in numbers)
        it.site.pages["/feed"] = Served(rss(*items).encode())

    it.watch("/feed", SourceKind.FEED)
    feed("http://old.example.org", 1, 2, 3)
    it.look()
    feed("https://www.new.example.org", 1, 2, 3, 4)
    assert len(kinds(it.look())) == 1
    assert kinds(it.look()) == []


# --- broken and hostile ---


def test_of_more_rows_than_are_read_the_newest_are_kept_wherever_they_stand() -> None:
    newest = one("Newest", f"{HOST}/newest", day="Tue, 09 Jan 2024 09:00:00 GMT")
    document = read(rss(*(one(link=f"{HOST}/{n}") for n in range(MOST_ENTRIES + 10)), newest))
    assert (len(document.entries), document.entries[0].title) == (MOST_ENTRIES, "Newest")
    assert document.partial == "the newest 2,000 of 2,011 rows"


@pytest.mark.parametrize("before", ["\n\n  ", "<br />\n<b>Warning</b>: mysql_connect() failed\n", "\ufeff"])
def test_what_a_server_prints_before_a_feed_is_left_out(before: str) -> None:
    assert addresses(before + rss(one(link=f"{HOST}/a"))) == [f"{HOST}/a"]


BOMB = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_dtd_is_refused_in_whatever_coding(coding: str) -> None:
    bomb = rss(one("&b;", f"{HOST}/a")).replace("?>", f"?>{BOMB}").replace("utf-8", coding.removesuffix("-sig"))
    with pytest.raises(ExtractError, match="declares a DTD"):
        read(bomb.encode(coding))


def test_what_a_post_quotes_is_no_declaration() -> None:
    (entry,) = read(rss(one(link=f"{HOST}/a", more="<description><![CDATA[Write <!DOCTYPE html> first.]]></description>"))).entries
    assert entry.description.startswith("Write")


def test_utf_7_is_never_decoded() -> None:
    with pytest.raises(ExtractError):
        read(b"<?xml version='1.0' encoding='utf-7'?>+ADw-rss version='2.0'+AD4-+ADw-/rss+AD4-")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (rss(one(link=f"{HOST}/a"))[:-30], "broke off"),
        ("<!doctype html><html><body><rss></rss></body></html>", "a web page"),
        ("Not here", "neither RSS nor Atom"),
        ("<x:rss xmlns:x='http://evil.test/'></x:rss>", "neither RSS nor Atom"),
        ("  ", "empty"),
    ],
)
def test_what_is_no_whole_feed_is_refused_with_its_reason(body: str, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(body)


def test_an_answer_that_is_the_name_of_a_file_opens_none(tmp_path: Path) -> None:
    secret = tmp_path / "secret.rss"
    secret.write_text(rss(one("Secret", f"{HOST}/secret")))
    with pytest.raises(ExtractError):
        read(str(secret))


def test_text_in_windows_1252_is_read_though_it_says_utf_8() -> None:
    assert read(rss(one("£5m for café", f"{HOST}/a")).encode("cp1252")).entries[0].title == "£5m for café"


@needs_kit
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("good.rss", 3), ("reordered.rss", 3), ("dup_guid.rss", 1), ("same_guid_all.rss", 5), ("no_guid.rss", 3),
        ("no_guid_no_link.rss", 1), ("guid_every_time.rss", 1), ("no_dates.rss", 1), ("bad_dates.rss", 3), ("future_dates.rss", 2),
        ("bom_utf16.rss", 1), ("wrong_charset.rss", 1), ("control_chars.rss", 1), ("leading_blank.rss", 1), ("php_warning.rss", 1),
        ("not_wellformed.rss", 2), ("undeclared_prefix.rss", 1), ("many_entries.rss", 2000), ("atom_no_id.atom", 1),
        ("atom_xml_base.atom", 1), ("atom_xhtml_script.atom", 1), ("js_links.rss", 5), ("jsonfeed_number_ids.json", 3),
        ("truncated.rss", None), ("html_instead.rss", None), ("json_instead.rss", None), ("namespace_trick.rss", None),
        ("empty_file.rss", None), ("jsonfeed_items_object.json", None),
    ],
)  # fmt: skip
def test_each_broken_feed_comes_to_its_rows_or_a_refusal(name: str, rows: int | None) -> None:
    body = (KIT / "feeds" / name).read_bytes()
    if rows is None:
        with pytest.raises(ExtractError):
            read(body)
        return
    document = read(body)
    assert len(document.entries) == rows
    assert len({e.row_key for e in document.entries}) == rows


@needs_kit
def test_every_hostile_document_is_refused_or_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*args: object, **more: object) -> None:
        raise AssertionError("nothing may be fetched or opened")

    files = [p for p in sorted((KIT / "xml").iterdir()) if p.suffix == ".xml"]
    bodies = [p.read_bytes() for p in files]
    monkeypatch.setattr("socket.socket.connect", opened)
    for path, body in zip(files, bodies, strict=True):
        try:
            document = read(body)
        except ExtractError:
            continue
        assert "root:" not in json.dumps([e.title for e in document.entries]), path.name


# --- read in full ---


def full(url: str, feed: str = f"{HOST}/feed") -> Source | None:
    source = replace(SOURCE, url=feed)
    return kind_of(source).full(source, Document(url, "T"))


def test_a_listed_page_is_read_on_govuk_and_on_the_feeds_own_host_and_nowhere_else() -> None:
    assert [f.kind if (f := full(url)) else None for url in ("https://www.gov.uk/a", f"{HOST}/a", "https://www.example.org/a")] == [
        SourceKind.GOVUK, SourceKind.PAGE, SourceKind.PAGE,
    ]  # fmt: skip
    (made_up,) = addresses(rss(one("Only a title")))
    assert full("https://elsewhere.org/a") is full(made_up) is None


def page(*paragraphs: str, beside: str = "", title: str = "How we help") -> str:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<html><body><main><h1>{title}</h1><article>{body}</article>{beside}</main></body></html>"


def test_a_post_whose_text_names_a_promise_is_found_though_title_and_summary_do_not(it: World) -> None:
    it.watch("/feed", SourceKind.FEED)
    old = one("Roads", it.site.url("/old"))
    it.site.pages["/feed"] = Served(rss(old).encode())
    it.look()
    content = f"<content:encoded><![CDATA[<p>{LONG}</p><p>{NAME} is published today, for every council.</p>]]></content:encoded>"
    feed = rss(old, one("How we help", it.site.url("/post"), more=content)).replace(
        "<rss ", "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    )
    it.site.pages["/feed"] = Served(feed.encode())
    it.site.html("/post", page(LONG, f"{NAME} is published today, for every council."))
    it.look()
    (kept,) = [s.document for s in it.archive.latest("feed").values() if s.document.type == "page"]
    assert kept.url == it.site.url("/post")
    assert NAME in kept.text
    assert [s.url for _, _, s in it.archive.sightings("template")] == [kept.url]
    stored = next(s.document for s in it.archive.latest("feed").values() if s.document.type == "feed")
    assert all(e.blocks == () for e in stored.entries)


def test_a_wall_in_place_of_the_page_does_not_hide_what_the_feed_tells(it: World) -> None:
    it.watch("/feed", SourceKind.FEED)
    old = one("Roads", it.site.url("/old"))
    it.site.pages["/feed"] = Served(rss(old).encode())
    it.look()
    it.site.html(
        "/post", "<html><head><title>Just a moment</title></head><body><main><p>Checking your browser.</p></main></body></html>"
    )
    it.site.pages["/feed"] = Served(rss(old, one(f"{NAME} is here", it.site.url("/post"))).encode())
    assert len(kinds(it.look())) == 1


# --- posts of government blogs ---

BLOG = "https://educationhub.blog.gov.uk"


@pytest.mark.parametrize(
    ("url", "post"),
    [
        (f"{BLOG}/2026/02/02/how-we-help/", "educationhub.blog.gov.uk/how-we-help"),
        (f"{BLOG}/2026/05/02/how-we-help", "educationhub.blog.gov.uk/how-we-help"),
        (f"{BLOG}/2026/05/02/how-we-help/#comments", "educationhub.blog.gov.uk/how-we-help"),
        (f"{BLOG}/category/send/", ""),
        ("https://schoolsweek.co.uk/2026/02/02/how-we-help/", ""),
    ],
)
def test_a_post_is_known_by_its_host_and_its_name(url: str, post: str) -> None:
    assert post_of(url) == post


class Blog:
    """A government blog: its feed tells how posts begin, and its pages have comments."""

    def __init__(self, it: World) -> None:
        self._it = it
        base = it.site.url("")
        it.sources.append(Source("blog", "Blog", SourceKind.FEED, f"{BLOG}/feed/", timedelta(days=1), commitments=("*",)))
        it.fetcher = Rerouted(it.fetcher, base)  # type: ignore[assignment]
        self.comment = "Well said."

    def shows(self, *posts: tuple[str, str]) -> None:
        """Posts by their day and name, such as ("2026/02/02", "how-we-help"), the newest last."""
        at = {day: datetime.strptime(day, "%Y/%m/%d").replace(tzinfo=UTC) for day, _ in posts}
        items = [
            one(name.replace("-", " "), f"{BLOG}/{day}/{name}/", day=f"{at[day]:%a, %d %b %Y %H:%M:%S} GMT") for day, name in posts
        ]
        self._it.site.pages["/educationhub.blog.gov.uk/feed/"] = Served(rss(*items).encode())

    def page(self, day: str, name: str, *paragraphs: str) -> None:
        meta = f"<p class='byline'>Posted by: Media Team, Posted on: <time>{day}</time> - Categories: SEND</p>"
        comments = f"<div id='comments'><p>Comment by a parent posted on {day}: {self.comment}</p></div>"
        self._it.site.html(
            f"/educationhub.blog.gov.uk/{day}/{name}/", page(meta, *paragraphs, beside=comments, title=name.replace("-", " "))
        )


SAYS = f"{NAME} will be published by the end of 2027, and not before."


def test_a_post_that_is_published_anew_under_another_day_is_no_news(it: World) -> None:
    blog = Blog(it)
    blog.shows(("2024/01/02", "roads"))
    it.look()
    blog.page("2024/01/09", "how-we-help", LONG, SAYS)
    blog.shows(("2024/01/02", "roads"), ("2024/01/09", "how-we-help"))
    first = it.look()
    assert EventKind.DATE_REVISED in [e.kind for e in first.events if e.news]
    blog.comment = f"{NAME} will never come."
    blog.page("2024/01/10", "how-we-help", LONG, SAYS)
    blog.shows(("2024/01/02", "roads"), ("2024/01/10", "how-we-help"))
    assert kinds(it.look()) == []
    blog.page("2024/01/11", "how-we-help", LONG, SAYS.replace("2027", "2028"))
    blog.shows(("2024/01/02", "roads"), ("2024/01/11", "how-we-help"))
    assert kinds(it.look()) == ["date-revised"]
    assert len([s for s in it.archive.latest("blog").values() if s.document.type == "page"]) == 1
    assert replay(it.catalogue, it.archive, it.now + timedelta(days=1)).differences == ()


def test_a_post_of_the_first_look_that_is_published_anew_is_no_news_either(it: World) -> None:
    blog, said = Blog(it), f"{NAME} is being tried in ten areas."
    blog.page("2024/01/02", "the-national-EHCP-template", LONG, said)
    blog.shows(("2024/01/02", "the-national-EHCP-template"))
    assert kinds(it.look()) == []
    assert {s.relation for _, _, s in it.archive.sightings("template")} == {Relation.MENTION}  # a post is talk, also by its row
    blog.page("2024/01/09", "the-national-EHCP-template", LONG, said)
    blog.shows(("2024/01/09", "the-national-EHCP-template"))
    assert kinds(it.look()) == []


def test_what_readers_say_below_a_post_is_not_what_it_says(it: World) -> None:
    blog = Blog(it)
    blog.shows(("2024/01/02", "roads"))
    it.look()
    blog.comment = f"{NAME} will be published by the end of 2031."
    blog.page("2024/01/09", "how-we-help", LONG)
    blog.shows(("2024/01/02", "roads"), ("2024/01/09", "how-we-help"))
    assert kinds(it.look()) == []


def test_a_post_that_cannot_be_read_yet_is_read_at_a_later_look(it: World) -> None:
    it.commitments = [commitment()]
    blog = Blog(it)
    blog.shows(("2024/01/02", "roads"))
    it.look()
    blog.shows(("2024/01/02", "roads"), ("2024/01/09", "how-we-help"))
    assert kinds(it.look()) == []
    blog.page("2024/01/09", "how-we-help", LONG, SAYS)
    assert "date-revised" in kinds(it.look())


def test_a_kept_post_is_asked_for_again_as_the_page_that_it_was() -> None:
    source = replace(SOURCE, url=f"{BLOG}/feed/")
    stored = Document(f"{BLOG}/2026/02/02/how-we-help/", "T", "page", content_id="educationhub.blog.gov.uk/how-we-help")
    asked = as_asked(source, stored)
    assert (asked.kind, asked.url, bool(asked.ignore)) == (SourceKind.PAGE, stored.url, True)


@pytest.mark.parametrize("url", ["https://example.org:22/a", "https://user:pw@example.org/a", "https://example.org.evil.example/a"])
def test_a_feed_cannot_send_us_to_another_port_nor_with_a_name_nor_elsewhere(url: str) -> None:
    assert kind_of(SOURCE).full(SOURCE, Document(url, "A")) is None
    assert kind_of(SOURCE).full(SOURCE, Document("https://www.example.org/a", "A")) is not None
