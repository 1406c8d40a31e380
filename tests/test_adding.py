"""A maintainer adds a source: recognised, shown, asked about, and put into sources.toml whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.trying import SOURCES, Desk, desk
from tests.web_server import Answer, web
from tests.world import LONG, item
from watcher.adding import write_source
from watcher.catalogue import load_catalogue
from watcher.errors import SourceRefused
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
    told = it.run("add", it.site.url("/old"), "--kind", "govuk", "--commitment", "c", "--yes")
    assert "has moved for good" in told.out
    assert (added(it).url, added(it).id) == (it.site.url("/new"), "new-guidance")


def test_what_was_written_is_shown_as_it_is_and_nothing_of_its_neighbours(it: Desk) -> None:
    twin = '\n[[source]]\nid = "old"\ntitle = "Guide"\nkind = "page"\nurl = "http://SITE/old"\nevery = "1d"\nselect = "main"\n'
    text = it.sources.replace("\n\n\n# --- Feeds", f'\n{twin}commitments = ["c"]\n\n\n# --- Feeds').replace("SITE", it.site.address)
    (it.folder / "sources.toml").write_text(text)
    told = it.run("add", it.site.url("/guide"), "--yes").out
    shown = [line[1:] for line in told.splitlines() if line.startswith("+")]
    assert shown == [
        "[[source]]", 'id = "guide"', 'title = "Guide"', 'kind = "page"', f'url = "{it.site.url("/guide")}"', 'every = "1d"',
        'select = "main"', 'commitments = ["c"]',
    ]  # fmt: skip
    assert f"Written into {it.folder / 'sources.toml'}, under “Pages”:" in told


def test_a_temporary_redirect_is_said_and_refused_where_it_leads_to_what_is_watched(it: Desk) -> None:
    it.site.pages["/elsewhere"] = Answer(b"", 302, {"Location": "/guide"})
    told = it.run("add", it.site.url("/elsewhere"), "--yes").out
    assert f"{it.site.url('/elsewhere')} leads for now to {it.site.url('/guide')}; the address that you gave is watched" in told
    assert added(it).url == it.site.url("/elsewhere")
    it.site.pages["/other"] = Answer(b"", 302, {"Location": "/guide"})
    (it.folder / "sources.toml").write_text(it.sources.replace("/elsewhere", "/guide"))
    done = it.run("add", it.site.url("/other"), "--yes")
    assert f"leads for now to {it.site.url('/guide')}, which is watched already as 'guide'" in done.err
    assert done.code == 1


def test_a_withdrawn_page_is_said_to_hardly_change(it: Desk) -> None:
    notice = {"explanation": "<p>Out of date.</p>", "withdrawn_at": "2024-02-01T09:00:00Z"}
    it.site.json("/api/content/g", item("Guidance", LONG, withdrawn_notice=notice))
    told = it.run("add", it.site.url("/g"), "--kind", "govuk", "--commitment", "c", "--yes").out
    assert "It is withdrawn: it will hardly change." in told


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
    assert written["where"] == "under “Pages”"
    assert added(it).id == "guide"


def test_a_refusal_is_json_too(it: Desk) -> None:
    done = it.run("add", it.site.url("/nowhere"), "--json", "--yes")
    assert done.code == 1
    told = json.loads(done.out)
    assert told["refused"]["reason"] == "absent"
    assert told["error"] == told["refused"]


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
        (
            Answer(b"<html><body><img src='/x.png'></body></html>"),
            "without any text; take the address of the page that",
        ),
        (Answer(b""), "its answer is empty"),
        (Answer(b"no", 403, {"cf-mitigated": "challenge"}), "asks whether we are a person; look for a feed or an interface"),
        (
            Answer(b"\x89PNG\r\n\x1a\n", 200, {"Content-Type": "image/png"}),
            "(image/png) is none of page, feed, file or JSON",
        ),
        (Answer(b"<rss><channel><ti"), "the feed broke off before its end"),
        (Answer(b"<rss version='2.0'><channel></channel></rss>"), "neither a title nor a row"),
        (Answer(b'{"version": "https://jsonfeed.org/version/1", "items": 1}'), "not understood: it is not a JSON Feed"),
    ],
    ids=[
        "404",
        "410",
        "403",
        "bot wall",
        "soft 404",
        "empty",
        "nothing",
        "challenge",
        "picture",
        "cut feed",
        "empty feed",
        "wrong shape",
    ],
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


def test_a_page_that_concerns_nothing_is_not_added_unless_a_commitment_is_named(it: Desk) -> None:
    it.site.html("/dull", page("Dull", f"<p>{LONG}</p>"))
    assert "it concerns no commitment of the plans; name one with --commitment" in refused(it, it.site.url("/dull"))
    assert "which only a list stands for" in refused(it, it.site.url("/dull"), "--commitment", "*")
    seen = it.run("add", it.site.url("/dull"), "--commitment", "c", "--yes")
    assert "Nothing here concerns a commitment of the plans." in seen.out
    assert added(it).commitments == ("c",)


def test_of_data_it_has_to_be_said_what_to_watch(it: Desk) -> None:
    it.site.json("/data", json.dumps({"about": "The national EHCP template", "n": 1}))
    assert "name with --select what of it to watch, by a JMESPath expression; '@' is" in refused(it, it.site.url("/data"))
    assert it.run("add", it.site.url("/data"), "--select", "@", "--commitment", "c", "--yes").code == 0
    assert added(it).select == "@"


def test_a_feed_beside_the_page_that_is_watched_already_is_said_and_not_offered(it: Desk) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
    it.site.html("/blog", page("Our blog", f"<p>{LONG}</p>", link))
    told = it.run("add", it.site.url("/blog"), "--commitment", "c", "--yes").out
    assert f"Its feed {it.site.url('/news.xml')} is watched already: it is 'news' in sources.toml." in told
    assert "could also be watched" not in told


def test_an_address_that_two_add_at_once_is_written_once(it: Desk) -> None:
    new = Source("mine", "Mine", SourceKind.PAGE, it.site.url("/guide"), timedelta(days=1), commitments=("c",))
    files = (it.folder / "sources.toml", it.folder / "plans")
    write_source(*files, new)
    once = it.sources
    with pytest.raises(SourceRefused, match=r"is watched already as .*: it is 'mine'"):
        write_source(*files, replace(new, id="other", url=f"{new.url}/"))
    with pytest.raises(SourceRefused, match=r"the id 'mine' in sources\.toml is that of"):
        write_source(*files, replace(new, url=it.site.url("/another")))
    assert it.sources == once


def test_a_file_that_may_not_be_written_is_refused_before_anything_is_asked_for(it: Desk) -> None:
    (it.folder / "sources.toml").chmod(0o444)
    done = it.run("add", it.site.url("/guide"), "--yes")
    assert done.code == 1
    assert "is read-only; nothing is written into it until you may" in done.err
    assert untouched(it)
    assert not it.site.asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lists no source yet; write the first [[source]] by hand"),
        ("# None yet.\n", "lists no source yet"),
        (
            'source = [{id = "a", title = "A", kind = "page", url = "https://example.org/", every = "1d"}]\n',
            "write each as a [[source]]",
        ),
        (None, "is not there; run this in the folder that holds it"),
    ],
    ids=["empty", "comments", "inline", "missing"],
)
def test_a_file_that_takes_no_entry_is_told_of_before_anything_is_asked(it: Desk, text: str | None, said: str) -> None:
    path = it.folder / "sources.toml"
    path.unlink() if text is None else path.write_text(text)
    it.terminal = True
    done = it.run("add", it.site.url("/guide"))
    assert (done.code, it.site.asked) == (1, [])
    assert said in done.err
    assert "Which" not in done.out


def test_every_error_is_json_too(it: Desk) -> None:
    (it.folder / "sources.toml").write_text("")
    told = json.loads(it.run("add", it.site.url("/guide"), "--json", "--yes").out)
    assert (told["error"]["reason"], "lists no source" in told["error"]["sentence"]) == ("unwritten", True)
    done = it.run("add", it.site.url("/guide"), "--json")
    assert (done.code, json.loads(done.out)["error"]["reason"]) == (2, "configuration")


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
        (("https://example.org/", "--id", "Not An Id"), "'Not An Id' is not an id: an id has small letters"),
        (("https://example.org/", "--select", "div[["), "is neither a CSS selector nor a JMESPath expression"),
        (("https://example.org/", "--kind", "feed", "--renderer", "chromium"), "only a source of kind 'page' is rendered"),
        (("https://example.org/", "--kind", "feed", "--select", "h1"), "kind 'feed' does not use --select"),
        (("https://www.legislation.gov.uk/uksi/2014/1530", "--ignore", "h1"), "kind 'legislation' does not use --ignore"),
    ],
)
def test_what_means_nothing_is_misuse_and_nothing_is_asked_for(it: Desk, words: tuple[str, ...], said: str) -> None:
    done = it.run("add", *words, "--yes", "--json")
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert said in line
    assert json.loads(done.out) == {"error": {"reason": "misuse", "sentence": line.removeprefix("planwatch: ")}}
    assert untouched(it)


def test_an_entry_that_would_be_a_mistake_is_told_in_a_sentence_and_not_written(it: Desk) -> None:
    done = it.run("add", it.site.url("/guide"), "--title", "Bell\a", "--yes")
    assert done.code == 1
    assert "the entry would be a mistake (source.title: " in done.err
    assert "sources.toml:" not in done.err
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
    done = it.run("add", it.site.url("/guide"), typed="d\n*\n\nnews\nBad Id\nmine\ndaily\n1w\ny\n")
    assert done.code == 0, done.err
    assert "'*' is for lists alone; name a commitment by its id" in done.out
    assert "That is no answer: no plan has a commitment 'd'.\n" in done.out
    assert "'news' is taken" in done.out
    assert done.out.count("That is no answer") == 5
    assert (added(it).commitments, added(it).id, added(it).every.days) == (("c",), "mine", 7)


def test_a_page_that_names_a_feed_is_offered_as_that_feed_first(it: Desk) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    it.site.html("/blog", page("Blog", f"<p>{LONG}</p>", link))
    it.site.pages["/rss"] = Answer(RSS.encode(), 200, {"Content-Type": "application/rss+xml"})
    it.terminal = True
    done = it.run("add", it.site.url("/blog"), typed="7\n\n1\n\n\ny\n")
    assert done.code == 0, done.err
    assert f"1  feed  {it.site.url('/rss')}" in done.out
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


def test_of_data_nothing_means_all_of_it(it: Desk) -> None:
    it.site.json("/data", json.dumps({"about": "The national EHCP template", "n": 1}))
    it.terminal = True
    done = it.run("add", it.site.url("/data"), typed="\nc\n\n\ny\n")
    assert done.code == 0, done.err
    assert "Nothing for all of it:" in done.out
    assert added(it).select == ""


def test_where_nothing_is_concerned_the_commitment_has_to_be_named(it: Desk) -> None:
    it.site.html("/dull", page("Dull", f"<p>{LONG}</p>"))
    it.terminal = True
    done = it.run("add", it.site.url("/dull"), typed="\n*\nc\n\n\ny\n")
    assert done.code == 0, done.err
    assert "Which commitments could it show? Ids:" in done.out
    assert added(it).commitments == ("c",)


def test_what_is_left_out_of_the_lines_is_to_be_had_from_preview(it: Desk) -> None:
    it.site.html("/guide", page("Guide", "".join(f"<p>Line {n} of the national EHCP template.</p>" for n in range(12))))
    told = it.run("add", it.site.url("/guide"), "--yes").out
    assert f"and 1 more block (`planwatch preview --all {it.site.url('/guide')}` shows them)" in told
