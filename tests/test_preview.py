"""What a maintainer is shown of a source or an address: as read, what was left out, what flaps. Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.test_adding import RSS, page
from tests.trying import Desk, desk
from tests.web_server import Answer, web
from tests.world import LONG, item
from watcher.commands.showing import preview_lines
from watcher.model import Document, Source, SourceKind
from watcher.preview import Preview, Shown

TEMPLATE = "The national EHCP template is out."


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with web() as site:
        site.html("/first", page("First", f"<p>{TEMPLATE}</p><p class='stamp'>Printed today.</p><p>{LONG}</p>"))
        site.pages["/news.xml"] = Answer(RSS.encode(), 200, {"Content-Type": "application/rss+xml"})
        made = desk(tmp_path, site, monkeypatch)
        before = made.sources
        yield made
        assert made.sources == before
        assert not (tmp_path / "state").exists()


def test_a_source_is_shown_with_the_commitments_that_it_concerns_and_why(it: Desk) -> None:
    done = it.run("preview", "first", "--once")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[1:4] == ["First", f"  {it.site.url('/first')}", "  page, live"]
    assert f"    paragraph: {TEMPLATE}" in lines
    assert any(line.startswith("  -> c ") and "national EHCP template" in line for line in lines)


def test_an_address_is_recognised_and_shown(it: Desk) -> None:
    link = '<link rel="alternate" type="application/atom+xml" href="/atom">'
    it.site.html("/blog", page("Blog", f"<p>{LONG}</p>", link))
    told = it.run("preview", it.site.url("/blog")).out
    assert told.startswith("page: The answer is a page, whose text is in one part (main).\n")
    assert f"It could also be watched as feed: {it.site.url('/atom')} (The page names it as its feed (Atom))" in told


def test_dates_notes_and_state_of_a_govuk_page_are_shown(it: Desk) -> None:
    details = {"body": f"<p>{LONG}</p>", "closing_date": "2024-05-01T23:00:00+01:00",
               "change_history": [{"public_timestamp": "2024-01-01T09:00:00Z", "note": "First published."}]}  # fmt: skip
    notice = {"explanation": "<p>Out of date.</p>", "withdrawn_at": "2024-02-01T09:00:00Z"}
    it.site.json("/api/content/g", item("Consultation", details=details, withdrawn_notice=notice))
    lines = it.run("preview", it.site.url("/g"), "--kind", "govuk").out.splitlines()
    assert "  guidance, withdrawn, updated 1 January 2024, closing 1 May 2024" in lines
    assert "  explanation: Out of date." in lines
    assert "  note of 1 January 2024: First published." in lines


def test_rows_of_a_list_are_shown_with_what_each_concerns(it: Desk) -> None:
    told = it.run("preview", "news").out
    assert "    The national EHCP template <https://example.org/1>\n      -> c " in told


def test_more_than_the_first_blocks_are_shown_when_asked_for(it: Desk) -> None:
    it.site.html("/first", page("First", "".join(f"<p>Paragraph {n} says this.</p>" for n in range(30))))
    assert "and 19 more blocks (--all shows them)" in it.run("preview", "first").out
    assert "Paragraph 29 says this." not in it.run("preview", "first").out
    assert "Paragraph 29 says this." in it.run("preview", "first", "--all").out


# --- what was left out ---


def test_the_noise_that_was_left_out_is_shown_with_the_element_that_held_it(it: Desk) -> None:
    body = "<nav id='top'>Home About</nav><div class='aside wide'>Elsewhere</div><main><h1>T</h1><div class='cookie-bar'>Cookies?"
    body += f"<script>track()</script></div><p>{LONG}</p></main><footer>© Us</footer>"
    it.site.html("/first", f"<html><body>{body}</body></html>")
    noise = json.loads(it.run("preview", "first", "--json").out)["documents"][0]["noise"]
    assert noise == [
        {"what": "div.cookie-bar", "text": "Cookies?"},
        {"what": "div.aside.wide, outside the main part", "text": "Elsewhere"},
        {"what": "nav#top, outside the main part", "text": "Home About"},
        {"what": "footer, outside the main part", "text": "© Us"},
    ]
    assert "    div.cookie-bar: Cookies?" in it.run("preview", "first").out


def test_what_a_page_without_a_main_part_loses_is_shown(it: Desk) -> None:
    it.site.html(
        "/first", f"<html><body><ul><li><a href='/x'>Menu</a></li></ul><div><p>{LONG}</p><p>{TEMPLATE}</p></div></body></html>"
    )
    noise = json.loads(it.run("preview", "first", "--json").out)["documents"][0]["noise"]
    assert noise == [{"what": "not taken for the page's text", "text": "Menu"}]


def test_the_effect_of_select_and_of_each_ignore_is_shown(it: Desk) -> None:
    told = it.run("preview", "first", "--select", "main p", "--ignore", ".stamp", "--ignore", ".nothing").out
    assert "  select 'main p' keeps 2 blocks and leaves out 1:\n    heading: First\n" in told
    assert "  ignore '.stamp' finds 1 element and takes away or shortens 1 block:\n    paragraph: Printed today.\n" in told
    assert "  ignore '.nothing' matches nothing.\n" in told
    assert "Printed today" not in told.split("  select")[0]


def test_selectors_of_the_source_are_tried_without_being_written(it: Desk) -> None:
    text = it.sources.replace('every = "1d"', 'every = "1d"\nselect = "h1"')
    (it.folder / "sources.toml").write_text(text)
    document = json.loads(it.run("preview", "first", "--json").out)["documents"][0]
    assert [b["text"] for b in document["blocks"]] == ["First"]
    assert document["select"]["kept"] == 1
    tried = json.loads(it.run("preview", "first", "--json", "--select", "").out)["documents"][0]
    assert (len(tried["blocks"]), tried["select"]) == (4, None)
    (it.folder / "sources.toml").write_text(text.replace('\nselect = "h1"', ""))


def test_a_selector_that_matches_nothing_is_said_so(it: Desk) -> None:
    done = it.run("preview", "first", "--select", "#nowhere")
    assert done.code == 1
    assert "matches nothing on the page" in done.err


def test_selectors_that_the_kind_does_not_use_are_said_to_do_nothing(it: Desk) -> None:
    told = it.run("preview", "news", "--select", "item", "--ignore", ".stamp").out
    assert "  select 'item' does nothing: a source of this kind does not use it." in told
    assert "  ignore '.stamp' does nothing: a source of this kind does not use it." in told
    assert "leaves out 0" not in told
    document = json.loads(it.run("preview", "news", "--select", "item", "--json").out)["documents"][0]
    assert document["select"] == {"selector": "item", "kept": 1, "left_out": [], "used": False}


def test_where_no_commitment_is_concerned_it_is_said(it: Desk) -> None:
    nothing = "Nothing here concerns a commitment of the plans."
    assert nothing not in it.run("preview", "first").out
    it.site.html("/first", page("First", f"<p>{LONG}</p>"))
    assert nothing in it.run("preview", "first").out


def test_a_list_that_is_only_a_part_is_said_to_be_one() -> None:
    source = Source("a", "A", SourceKind.FEED, "https://example.org/", timedelta(1))
    document = Document(source.url, "A feed", "feed", partial="the feed breaks off before its end")
    shown = Preview(source, (Shown(document, (), (), None),), ())
    assert "  only a part of it: the feed breaks off before its end" in list(preview_lines(shown))


# --- two looks ---


def counting(it: Desk, *, flapping: bool = True) -> None:
    """A page that shows another visitor each time, in a paragraph between others."""
    looks = iter(range(100))
    names = ["Ada Lovelace", "Grace Hopper", "Alan Turing", "Mary Somerville"]

    def answer(headers: dict[str, str]) -> Answer:
        who = names[next(looks) % 4] if flapping else names[0]
        said = f"<p>{TEMPLATE}</p><div class='greeting'><p>Our reader of the moment is {who}.</p></div><p>{LONG}</p>"
        return Answer(page("First", said).encode(), 200, {"Content-Type": "text/html", "ETag": '"same"'})

    it.site.pages["/first"] = answer


def test_two_looks_show_what_flaps_and_what_to_ignore(it: Desk) -> None:
    counting(it)
    told = it.run("preview", "first", "--again", "3").out
    assert it.waited == [3.0]
    assert "    - Our reader of the moment is Ada Lovelace.\n    + Our reader of the moment is Grace Hopper.\n" in told
    assert 'With ignore = ["div.greeting > p"] this would stand still' in told
    assert "Two looks one second apart differ" in it.run("preview", "first", "--again", "1").out
    still = it.run("preview", "first", "--again", "3", "--ignore", "div.greeting").out
    assert "Two looks 3 seconds apart show the same: nothing flaps." in still


def test_no_selector_is_proposed_that_would_take_away_what_stands_still(it: Desk) -> None:
    told = [page("First", f"<div class='all'><p>{TEMPLATE} {word}</p><p>{LONG}</p></div>") for word in ("Sunny.", "Rainy weather.")]
    it.site.html("/first", told[0])
    it.meanwhile = lambda: it.site.html("/first", told[1])
    shown = it.run("preview", "first", "--again", "0").out
    assert f"+ {TEMPLATE} Rainy weather." in shown
    assert "With ignore" not in shown
    assert "No selector can be told" in shown


def test_the_second_look_is_asked_for_without_condition(it: Desk) -> None:
    counting(it)
    it.run("preview", "first", "--again", "0")
    asked = [headers for path, headers in it.site.asked if path == "/first"]
    assert len(asked) == 2
    assert not [h for h in asked if "if-none-match" in h]


def test_in_a_terminal_there_are_two_looks_ten_seconds_apart_unless_once_is_enough(it: Desk) -> None:
    it.terminal = True
    it.run("preview", "first")
    it.run("preview", "first", "--once")
    it.run("preview", "first", "--json")
    it.terminal = False
    it.run("preview", "first")
    assert it.waited == [10.0]


def test_what_the_comparison_passes_over_is_called_no_news(it: Desk) -> None:
    it.site.html("/first", page("First", f"<p>{TEMPLATE}</p><p>Last updated 1 May 2024</p><p>{LONG}</p>"))
    later = page("First", f"<p>{TEMPLATE}</p><p>Last updated 2 May 2024</p><p>{LONG}</p>")
    it.meanwhile = lambda: it.site.html("/first", later)
    told = it.run("preview", "first", "--again", "0").out
    assert "+ Last updated 2 May 2024" in told
    assert "it makes no news" in told


def test_a_row_that_comes_between_two_looks_flaps_and_no_selector_is_invented(it: Desk) -> None:
    more = RSS.replace("</item>", "</item><item><title>Second</title><link>https://example.org/2</link></item>")
    it.meanwhile = lambda: it.site.pages.update({"/news.xml": Answer(more.encode())})
    again = json.loads(it.run("preview", "news", "--again", "0", "--json").out)["again"]
    assert (again["seconds"], again["steady"]) == (0.0, False)
    (flap,) = again["documents"]
    assert [b["text"] for b in flap["added"]] == ["Second | "]
    assert (flap["seen"], flap["proposals"], flap["change"]["changed"]) == ("both", [], True)


def test_a_second_look_that_sees_nothing_says_so(it: Desk) -> None:
    it.meanwhile = lambda: it.site.pages.update({"/first": Answer(b"", 503)})
    done = it.run("preview", "first", "--again", "0")
    assert done.code == 1
    assert "answered with status 503" in done.err


# --- scripts and misuse ---


def test_json_has_stable_names(it: Desk) -> None:
    counting(it, flapping=False)
    seen = json.loads(it.run("preview", it.site.url("/first"), "--json", "--again", "0").out)
    assert set(seen) == {"suggestion", "others", "source", "documents", "unread", "again", "refused"}
    assert set(seen["documents"][0]) == {
        "title", "url", "type", "state", "published", "updated", "dates", "notes", "description", "explanation", "moved_to",
        "partial", "blocks", "entries", "commitments", "noise", "select", "ignore",
    }  # fmt: skip
    assert set(seen["suggestion"]) == {"kind", "url", "why", "hints", "select", "renderer"}
    assert seen["again"] == {"seconds": 0.0, "steady": True, "documents": []}
    refused = it.run("preview", it.site.url("/nowhere"), "--json")
    assert (refused.code, json.loads(refused.out)["refused"]["reason"]) == (1, "absent")
    assert json.loads(refused.out)["error"]["reason"] == "absent"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fisrt",), "Did you mean 'first'?"),
        (("https://a b/",), "is not a web address"),
        (("first", "--select", "p[["), "CSS selector"),
    ],
)
def test_what_means_nothing_is_misuse(it: Desk, words: tuple[str, ...], said: str) -> None:
    done = it.run("preview", *words, "--json")
    assert done.code == 2
    assert said in done.err
    assert said in json.loads(done.out)["error"]["sentence"]
    assert not it.site.asked
