"""A maintainer adds a source: recognised, shown, asked about, and put into sources.toml whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trying import SOURCES, Desk, desk
from tests.web_server import Answer, web
from tests.world import LONG, item
from watcher.catalogue import load_catalogue
from watcher.model import Source, SourceKind

RSS = '<rss version="2.0"><channel><title>School news</title><item><title>The national EHCP template</title>'
RSS += "<link>https://example.org/1</link></item></channel></rss>"
BLANK_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with web() as site:
        site.html("/guide", page("Guide", f"<p>The national EHCP template is out.</p><p>{LONG}</p>"))
        yield desk(tmp_path, site, monkeypatch, "127.0.0.1:9", "127.0.0.1:10")


def page(title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><nav>Home</nav><main><h1>{title}</h1>{body}</main></body></html>"


def added(it: Desk) -> Source:
    """The one source that is new."""
    catalogue = load_catalogue(it.folder / "sources.toml", it.folder / "plans")
    (new,) = [s for s in catalogue.sources if s.id not in ("first", "news")]
    return new


def untouched(it: Desk) -> bool:
    leftovers = [p.name for p in it.folder.iterdir() if p.name not in ("sources.toml", "plans", "state")]
    return it.sources == SOURCES.replace("SITE", it.site.address) and not leftovers


# --- writing ---


def test_a_page_is_added_at_the_end_of_its_group_and_not_a_byte_else_is_touched(it: Desk) -> None:
    done = it.run("add", it.site.url("/guide?utm_source=mail#top"), "--yes", "--note", "Found by hand.")
    assert done.code == 0, done.err
    entry = f"""
[[source]]
id = "guide"
title = "Guide"
kind = "page"
url = "{it.site.url("/guide")}"
every = "1d"
select = "main"
commitments = ["c"]
note = "Found by hand."
"""
    before = SOURCES.replace("SITE", it.site.address)
    head, tail = before.split("\n\n\n# --- Feeds")
    assert it.sources == f"{head}\n{entry}\n\n# --- Feeds{tail}"


def test_what_would_be_seen_is_shown_and_what_to_do_next(it: Desk) -> None:
    told = it.run("add", it.site.url("/guide"), "--yes").out
    assert "paragraph: The national EHCP template is out." in told
    assert "-> c mention" in told or "-> c evidence" in told
    assert "It would be looked at every 1d: pages change once a day at most" in told
    assert "`planwatch preview guide`" in told.splitlines()[-2]
    assert "Commit sources.toml" in told.splitlines()[-1]


def test_a_feed_is_recognised_by_its_answer_and_discovers_for_any_promise(it: Desk) -> None:
    it.site.pages["/rss"] = Answer(RSS.encode(), 200, {"Content-Type": "text/html"})
    assert it.run("add", it.site.url("/rss"), "--yes").code == 0
    new = added(it)
    assert (new.kind, new.id, new.commitments, new.every.total_seconds()) == (SourceKind.FEED, "school-news", ("*",), 3600)
    assert it.sources.index('id = "school-news"') > it.sources.index("# --- Feeds")
    assert it.sources.endswith("\n# Not yet: a thing that waits.\n")


def test_what_the_maintainer_says_is_taken(it: Desk) -> None:
    words = ("--id", "mine", "--title", "My own", "--every", "6h", "--select", "h1", "--ignore", ".x", "--commitment", "c", "--yes")
    assert it.run("add", it.site.url("/guide"), *words).code == 0
    new = added(it)
    assert (new.id, new.title, new.select, new.ignore, new.commitments) == ("mine", "My own", "h1", (".x",), ("c",))
    assert new.every.total_seconds() == 6 * 3600


def test_a_page_that_has_moved_for_good_is_watched_where_it_is(it: Desk) -> None:
    it.site.pages["/old"] = Answer(b"", 301, {"Location": "/guide"})
    it.site.pages["/elsewhere"] = Answer(b"", 302, {"Location": "/guide"})
    assert json.loads(it.run("add", it.site.url("/elsewhere"), "--json").out)["source"]["url"] == it.site.url("/elsewhere")
    told = it.run("add", it.site.url("/old"), "--kind", "page", "--yes")
    assert f"{it.site.url('/old')} has moved for good; {it.site.url('/guide')} is watched instead." in told.out
    assert added(it).url == it.site.url("/guide")


def test_a_redirect_of_the_content_api_is_followed_and_the_page_stored_where_it_is(it: Desk) -> None:
    it.site.json("/api/content/old", json.dumps({"schema_name": "redirect", "redirects": [{"destination": "/new"}]}))
    it.site.json("/api/content/new", item("New guidance", LONG))
    told = it.run("add", it.site.url("/old"), "--kind", "govuk", "--yes")
    assert "has moved for good" in told.out
    assert (added(it).url, added(it).id) == (it.site.url("/new"), "new-guidance")


# --- scripts ---


def test_json_alone_only_looks_and_with_yes_it_writes(it: Desk) -> None:
    seen = json.loads(it.run("add", it.site.url("/guide"), "--json").out)
    assert untouched(it)
    assert set(seen) == {"suggestion", "others", "source", "documents", "unread", "written", "refused"}
    assert (seen["suggestion"]["kind"], seen["suggestion"]["every"], seen["written"], seen["refused"]) == ("page", "1d", None, None)
    assert seen["source"]["commitments"] == ["c"]
    assert seen["documents"][0]["commitments"][0]["why"]
    written = json.loads(it.run("add", it.site.url("/guide"), "--json", "--yes").out)["written"]
    assert written["file"].endswith("sources.toml")
    assert '+id = "guide"' in written["lines"]
    assert added(it).id == "guide"


def test_a_refusal_is_json_too(it: Desk) -> None:
    done = it.run("add", it.site.url("/nowhere"), "--json", "--yes")
    assert done.code == 1
    assert json.loads(done.out)["refused"]["reason"] == "absent"


def test_without_a_terminal_nothing_is_asked_and_nobody_is_called(it: Desk) -> None:
    done = it.run("add", it.site.url("/guide"))
    assert done.code == 2
    assert "--yes takes what is suggested" in done.err
    assert not it.site.asked
    assert untouched(it)


# --- refusals ---


def refused(it: Desk, *words: str) -> str:
    """What is said; nothing may be written, in one sentence of one line."""
    done = it.run("add", *words, "--yes")
    assert done.code == 1, done.out
    assert untouched(it)
    (line,) = done.err.splitlines()
    assert line.endswith(".")
    assert ". " not in line.replace("robots.txt of", "")
    return line


def test_a_page_that_robots_are_kept_from_is_refused(it: Desk) -> None:
    it.site.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /guide\n")
    assert "robots.txt of" in refused(it, it.site.url("/guide"))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(b"gone", 404), "there is no page"),
        (Answer(b"gone", 410), "there is no page"),
        (Answer(b"no", 403), "answered with status 403"),
        (Answer(page("Just a moment", "<p>Checking your browser</p>").encode()), "asks whether we are a person"),
        (Answer(page("Sorry", "<p>Page not found</p>").encode()), "was not found"),
        (Answer(b"<html><body><img src='/x.png'></body></html>"), "without any text; where it shows its text only by JavaScript"),
        (
            Answer(b"\x89PNG\r\n\x1a\n", 200, {"Content-Type": "image/png"}),
            "(image/png) is none of page, feed, file or JSON",
        ),
        (Answer(b"<rss><channel><ti"), "the feed broke off before its end"),
        (Answer(b"<rss version='2.0'><channel></channel></rss>"), "neither a title nor a row"),
        (Answer(b'{"version": "https://jsonfeed.org/version/1", "items": 1}'), "not understood: it is not a JSON Feed"),
    ],
    ids=["404", "410", "403", "bot wall", "soft 404", "empty", "picture", "cut feed", "empty feed", "wrong shape"],
)
def test_what_cannot_be_watched_is_refused_with_what_to_do(it: Desk, answer: Answer, said: str) -> None:
    it.site.pages["/it"] = answer
    assert said in refused(it, it.site.url("/it"))


@pytest.mark.parametrize("body", [BLANK_PDF, b"%PDF-1.4\nnot one"], ids=["scanned", "damaged"])
def test_a_file_that_cannot_be_read_is_refused(it: Desk, body: bytes) -> None:
    it.site.pages["/it"] = Answer(body, 200, {"Content-Type": "application/pdf"})
    assert "cannot be watched as it is" in refused(it, it.site.url("/it"))


def test_a_selector_that_matches_nothing_is_refused(it: Desk) -> None:
    assert "matches nothing" in refused(it, it.site.url("/guide"), "--select", "#nowhere")


def test_a_page_that_only_sends_elsewhere_is_refused_with_the_address(it: Desk) -> None:
    it.site.json("/api/content/old", json.dumps({"schema_name": "redirect", "redirects": [{"destination": "/lost"}]}))
    assert f"only sends its readers to {it.site.url('/lost')}; add that one" in refused(it, it.site.url("/old"), "--kind", "govuk")


@pytest.mark.parametrize("path", ["/first", "/first/", "/first?utm_source=x#part"])
def test_an_address_that_is_watched_already_is_refused_with_the_name_of_its_source(it: Desk, path: str) -> None:
    it.site.html("/first", page("First", f"<p>{LONG}</p>"))
    it.site.html("/first/", page("First", f"<p>{LONG}</p>"))
    assert "it is 'first' in sources.toml" in refused(it, it.site.url(path))


def test_an_address_that_leads_to_one_that_is_watched_is_refused(it: Desk) -> None:
    it.site.html("/first", page("First", f"<p>{LONG}</p>"))
    it.site.pages["/old"] = Answer(b"", 308, {"Location": "/first"})
    assert "it is 'first' in sources.toml" in refused(it, it.site.url("/old"))


def test_an_id_that_is_taken_is_refused(it: Desk) -> None:
    assert "the id 'news' in sources.toml is that of" in refused(it, it.site.url("/guide"), "--id", "news")


def test_offline_it_is_said_that_there_is_no_network(it: Desk) -> None:
    text = it.sources.replace(it.site.address, "127.0.0.1:10")
    (it.folder / "sources.toml").write_text(text)
    done = it.run("add", "http://127.0.0.1:9/page", "--yes")
    assert done.code == 1
    assert "There is no network: neither http://127.0.0.1:9/page nor http://127.0.0.1:10/first could be reached" in done.err
    assert it.sources == text


def test_a_site_that_is_down_while_others_answer_is_not_called_no_network(it: Desk) -> None:
    line = refused(it, "http://127.0.0.1:9/page")
    assert "127.0.0.1:9 could not be reached (connection refused)" in line
    assert "no network" not in line


# --- misuse ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("guide",), "is not a web address"),
        (("https://example.org/", "--kind", "gov.uk"), "Did you mean 'govuk'?"),
        (("https://example.org/", "--every", "daily"), "is not an interval"),
        (("https://example.org/", "--kind", "page", "--ignore", "div[["), "is not a CSS selector"),
        (("https://example.org/", "--renderer", "lynx"), "--renderer is 'chromium'"),
        (("https://example.org/", "--kind", "page", "--select", "div[["), "is not a CSS selector"),
        (("https://example.org/", "--commitment", "cc"), "no plan has a commitment 'cc'"),
    ],
)
def test_what_means_nothing_is_misuse_and_nothing_is_asked_for(it: Desk, words: tuple[str, ...], said: str) -> None:
    done = it.run("add", *words, "--yes")
    assert done.code == 2
    assert said in done.err
    assert untouched(it)


def test_an_entry_that_would_be_a_mistake_is_told_with_its_line_and_not_written(it: Desk) -> None:
    done = it.run("add", it.site.url("/guide"), "--id", "Not An Id", "--yes")
    assert done.code == 2
    assert f"{it.folder / 'sources.toml'}:18: source.id: 'Not An Id' is not an id" in done.err
    assert untouched(it)


def test_with_mistakes_in_the_configuration_nothing_is_added(it: Desk) -> None:
    (it.folder / "sources.toml").write_text(it.sources.replace("1h", "hourly"))
    done = it.run("add", it.site.url("/guide"), "--yes")
    assert (done.code, it.site.asked) == (2, [])
    assert "is not an interval" in done.err


# --- the dialogue ---


def test_in_a_terminal_only_what_cannot_be_known_is_asked(it: Desk) -> None:
    it.terminal = True
    done = it.run("add", it.site.url("/guide"), typed="\n\n\n\n")
    assert done.code == 0, done.err
    assert "1  c: C" in done.out
    assert "Which commitments could it show?" in done.out
    assert (added(it).commitments, added(it).id) == (("c",), "guide")


def test_answers_that_mean_nothing_are_asked_for_again(it: Desk) -> None:
    it.terminal = True
    done = it.run("add", it.site.url("/guide"), typed="d\n*\nnews\nBad Id\nmine\ndaily\n1w\ny\n")
    assert done.code == 0, done.err
    assert "That is no answer: no plan has a commitment 'd'.\n" in done.out
    assert "'news' is taken" in done.out
    assert done.out.count("That is no answer") == 4
    assert (added(it).commitments, added(it).id, added(it).every.days) == (("*",), "mine", 7)


def test_a_page_that_names_a_feed_can_be_watched_as_that_feed(it: Desk) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    it.site.html("/blog", page("Blog", f"<p>{LONG}</p>", link))
    it.site.pages["/rss"] = Answer(RSS.encode(), 200, {"Content-Type": "application/rss+xml"})
    it.terminal = True
    done = it.run("add", it.site.url("/blog"), typed="7\n2\n1\n\n\ny\n")
    assert done.code == 0, done.err
    assert f"2  feed  {it.site.url('/rss')}" in done.out
    assert "type a number from 1 to 2" in done.out
    assert (added(it).kind, added(it).url, added(it).commitments) == (SourceKind.FEED, it.site.url("/rss"), ("c",))


def test_a_no_at_the_end_writes_nothing(it: Desk) -> None:
    it.terminal = True
    done = it.run("add", it.site.url("/guide"), typed="\n\n\nn\n")
    assert done.code == 0
    assert done.out.endswith("Nothing was written.\n")
    assert untouched(it)


def test_an_end_of_the_answers_writes_nothing(it: Desk) -> None:
    it.terminal = True
    assert it.run("add", it.site.url("/guide"), typed="\n").code == 1
    assert untouched(it)


def test_of_data_the_expression_is_asked_for(it: Desk) -> None:
    it.site.json("/data", json.dumps({"items": [{"title": "The national EHCP template", "url": "https://example.org/1"}]}))
    it.terminal = True
    done = it.run("add", it.site.url("/data"), typed="items[\nitems[].{title: title, url: url}\n\n\n\ny\n")
    assert done.code == 0, done.err
    assert "It holds items (a list of 1)." in done.out
    assert "is not a JMESPath expression" in done.out
    assert added(it).select == "items[].{title: title, url: url}"
