"""What a web address is recognised as, by itself and by its answer."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.world import LONG, START
from watcher.catalogue import load_catalogue
from watcher.extract import Answer, discovers
from watcher.model import Source, SourceKind, Unseen, UnseenReason
from watcher.recognise import (
    Suggestion,
    by_address,
    by_answer,
    feeds_first,
    homes_of,
    interval,
    normalised,
    place_of,
    refusal,
    suggested_id,
    suggested_title,
)

K = SourceKind
R = UnseenReason
UNREAD = "The page was read but not understood:"
JAVASCRIPT = 'The page came without any text of its own: JavaScript makes it. Set renderer = "chromium" for this source.'
ROOT = Path(__file__).resolve().parents[2]
PAGE = "https://example.org/page"


def page(body: str, head: str = "") -> Answer:
    return Answer(PAGE, "text/html; charset=utf-8", f"<html><head>{head}</head><body>{body}</body></html>".encode())


# --- the address that is stored ---


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("www.gov.uk/guidance/a", "https://www.gov.uk/guidance/a"),
        ("http://gov.uk/guidance/a/#contents", "https://www.gov.uk/guidance/a"),
        ("https://www.gov.uk/api/content/guidance/a", "https://www.gov.uk/guidance/a"),
        ("https://www.gov.uk/", "https://www.gov.uk/"),
        ("https://EXAMPLE.org:443/A/?utm_source=x&id=7&fbclid=1", "https://example.org/A/?id=7"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("https://example.org/api/content/a/", "https://example.org/api/content/a/"),
    ],
)
def test_an_address_is_stored_without_what_tells_no_page_from_another(typed: str, stored: str) -> None:
    assert normalised(typed) == stored


@pytest.mark.parametrize("typed", ["plan", "javascript:alert(1)", "https://me:secret@example.org/", "ftp://example.org/"])
def test_what_is_no_web_address_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(ValueError, match=r"address"):
        normalised(typed)


def test_two_spellings_of_one_address_are_one_place() -> None:
    assert place_of("http://www.example.org/a/?b=1&c=2#d") == place_of("https://example.org/a?c=2&b=1")
    assert place_of("https://example.org/a?b=1") != place_of("https://example.org/a?b=2")


def test_a_committee_is_one_place_by_whichever_page_or_by_the_interface() -> None:
    interface = place_of("https://committees-api.parliament.uk/api/Publications?CommitteeId=203")
    assert place_of("https://committees.parliament.uk/committee/203/education-committee/publications/") == interface
    assert place_of("https://committees.parliament.uk/committee/20/") != interface
    assert place_of("https://committees.parliament.uk/event/203/") != interface


# --- known sites ---


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.gov.uk/government/publications/send-code-of-practice-0-to-25", K.GOVUK),
        ("https://www.gov.uk/api/search.json?filter_organisations=ofsted", K.GOVUK_SEARCH),
        ("https://www.gov.uk/government/organisations/ofsted.atom", K.FEED),
        ("https://www.gov.uk/search/news-and-communications.atom?keywords=SEND", K.FEED),
        ("https://www.gov.uk/government/uploads/system/uploads/attachment_data/file/1/a.pdf", K.FILE),
        ("https://assets.publishing.service.gov.uk/media/1/a.pdf", K.FILE),
        ("https://educationhub.blog.gov.uk/2026/02/post/", K.FEED),
        ("https://questions-statements.parliament.uk/written-questions?AnsweringBodies=60", K.PARLIAMENT_QUESTIONS),
        (
            "https://questions-statements-api.parliament.uk/api/writtenquestions/questions?answeringBodies=60",
            K.PARLIAMENT_QUESTIONS,
        ),
        ("https://questions-statements.parliament.uk/written-statements", K.PARLIAMENT_STATEMENTS),
        ("https://committees.parliament.uk/committee/203/education-committee/", K.PARLIAMENT_COMMITTEE),
        ("https://www.legislation.gov.uk/uksi/2014/1530", K.LEGISLATION),
        ("https://reports.ofsted.gov.uk/search?level_1_types=3&level_2_types[]=12", K.OFSTED),
        ("https://api.education.gov.uk/statistics/v1/data-sets/0a1b2c3d-0000-4000-8000-000000000000", K.STATISTICS),
        ("https://explore-education-statistics.service.gov.uk/find-statistics/a", K.PAGE),
        ("https://consult.education.gov.uk/", K.CITIZEN_SPACE),
        ("https://github.com/dfe-analytical-services/SEND-AP-Inclusion-Dashboard", K.GITHUB),
        ("https://www.find-tender.service.gov.uk/", K.CONTRACTS),
    ],
)
def test_known_sites_are_recognised_by_their_addresses(url: str, kind: SourceKind) -> None:
    assert by_address(normalised(url))[0].kind is kind


@pytest.mark.parametrize("url", [
    "https://example.org/", "https://committees.parliament.uk/writtenevidence/137777/html/", "https://github.com/owner",
    "https://questions-statements.parliament.uk/written-questions/detail/2024-01-15/9999", "https://evil-gov.uk/search/all",
])  # fmt: skip
def test_an_address_that_says_nothing_is_left_to_its_answer(url: str) -> None:
    assert by_address(url) == ()


def test_a_search_that_robots_are_kept_from_is_asked_of_the_search_api() -> None:
    typed = (
        "https://www.gov.uk/search/all?keywords=area+SEND&organisations[]=ofsted&order=updated-newest&public_timestamp[from]=2024"
    )
    (found,) = by_address(normalised(typed))
    assert found.kind is K.GOVUK_SEARCH
    assert found.url.startswith(
        "https://www.gov.uk/api/search.json?q=area+SEND&filter_organisations=ofsted&order=-public_timestamp"
    )
    assert found.title == "GOV.UK search: area SEND, ofsted"
    assert any("/search/all" in hint for hint in found.hints)
    assert any("public_timestamp" in hint for hint in found.hints)


def test_a_finder_is_a_query_or_its_feed() -> None:
    query, feed = by_address("https://www.gov.uk/search/policy-papers-and-consultations?organisations[]=ofsted")
    assert "filter_content_purpose_supergroup=policy_and_engagement" in query.url
    assert (feed.kind, feed.url) == (
        K.FEED, "https://www.gov.uk/search/policy-papers-and-consultations.atom?organisations[]=ofsted"
    )  # fmt: skip


def test_a_search_that_nothing_narrows_is_warned_of() -> None:
    for url in ("https://www.gov.uk/search/all?order=updated-newest", "https://www.gov.uk/api/search.json?count=10"):
        assert any("Nothing narrows this search" in hint for hint in by_address(url)[0].hints), url
    assert not by_address("https://www.gov.uk/api/search.json?q=SEND")[0].hints


def test_an_organisation_is_a_page_or_its_feed() -> None:
    page_of, feed = by_address("https://www.gov.uk/government/organisations/ofsted")
    assert (page_of.kind, feed.url) == (K.GOVUK, "https://www.gov.uk/government/organisations/ofsted.atom")


def test_below_a_repository_the_repository_is_meant_and_of_a_blog_its_feed() -> None:
    assert by_address("https://github.com/owner/name/blob/main/README.md?plain=1")[0].url == "https://github.com/owner/name"
    assert by_address("https://educationhub.blog.gov.uk/2026/02/post/")[0].url == "https://educationhub.blog.gov.uk/feed/"


def test_of_a_file_on_govuk_the_page_that_it_belongs_to_is_recommended() -> None:
    (found,) = by_address("https://assets.publishing.service.gov.uk/media/1/a.pdf")
    assert "watch the page" in found.hints[0]


def test_what_is_shipped_is_recognised_as_what_it_is() -> None:
    recognised = set()
    for source in load_catalogue(ROOT / "sources.toml", ROOT / "plans").sources:
        found = by_address(normalised(source.url))
        told = bool(found) and (found[0].kind, place_of(found[0].url)) == (source.kind, place_of(source.url))
        assert told or not homes_of(source.kind), source.id
        recognised.update([source.kind] * told)
    assert recognised == set(K) - {K.JSON}, "JSON is anywhere, and told by its answer"


# --- answers ---


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("application/octet-stream", b"%PDF-1.7", K.FILE),
        ("application/zip", b"PK\x03\x04....", K.FILE),
        ("text/csv; charset=utf-8", b"area,count\nLeeds,4", K.FILE),
        ("text/html", b'<?xml version="1.0"?>\n<!-- x -->\n<rss version="2.0"><channel/></rss>', K.FEED),
        ("text/xml", b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'/>", K.FEED),
        ("application/json", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', K.FEED),
        ("application/json", b'{"results": []}', K.JSON),
        ("text/plain", b"[1, 2]", K.JSON),
        ("", b"<html><body><p>Text.</p></body></html>", K.PAGE),
    ],
)
def test_an_answer_is_recognised_by_what_it_is_and_not_by_what_it_is_called(
    content_type: str, body: bytes, kind: SourceKind
) -> None:
    assert by_answer(PAGE, Answer(PAGE, content_type, body))[0].kind is kind


@pytest.mark.parametrize("answer", [Answer(PAGE, "image/png", b"\x89PNG\r\n"), Answer(PAGE, "application/json", b'{"cut": ')])
def test_what_nothing_here_can_read_is_nothing(answer: Answer) -> None:
    assert by_answer(PAGE, answer) == ()


def test_the_feeds_that_a_page_names_are_offered_beside_it_and_not_those_of_comments() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/feed/" title="News">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/" title="Comments">'
        '<link rel="Alternate home" type="application/atom+xml" href="https://feeds.example.org/atom">'
        '<link rel="alternate" type="application/feed+json" href="/feed.json">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        '<link rel="stylesheet" type="text/css" href="/style.css">'
    )
    found = by_answer(PAGE, page(f"<main>{LONG}</main>", head))
    assert [(s.kind, s.url) for s in found] == [
        (K.PAGE, PAGE),
        (K.FEED, "https://example.org/feed/"),
        (K.FEED, "https://feeds.example.org/atom"),
        (K.FEED, "https://example.org/feed.json"),
    ]
    assert found[1].title == "News"


@pytest.mark.parametrize(
    ("body", "select"),
    [
        (f"<nav>Home</nav><main><p>{LONG}</p></main>", "main"),
        (f"<div role='main'><p>{LONG}</p></div>", "[role=main]"),
        (f"<article><p>{LONG}</p></article>", "article"),
        (f"<article><p>{LONG}</p></article><article><p>{LONG}</p></article>", ""),
        (f"<main><p>Loading.</p></main><div><p>{LONG}</p></div>", ""),
        (f"<div><p>{LONG}</p></div>", ""),
    ],
)
def test_a_selector_is_proposed_where_one_part_of_a_page_holds_its_text(body: str, select: str) -> None:
    (found,) = by_answer(PAGE, page(body))
    assert (found.select, found.renderer) == (select, "")


def test_a_page_that_is_empty_until_its_scripts_have_run_needs_a_browser() -> None:
    (found,) = by_answer(PAGE, page("<div id='root'></div><script src='/app.js'></script>"))
    assert (found.renderer, found.select) == ("chromium", "")
    assert "scripts" in found.why


def test_data_of_a_shape_of_its_own_asks_for_an_expression_and_says_what_is_there() -> None:
    body = json.dumps({"items": [1, 2], "total": 2}).encode()
    (found,) = by_answer(PAGE, Answer(PAGE, "application/json", body))
    assert "It holds items (a list of 2), total." in found.hints[0]


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        (
            {"total": 1, "items": [{"id": 1, "shortTitle": "A", "link": "https://example.org/1"}]},
            "items[].{title: shortTitle, url: link}",
        ),
        (["https://example.org/1"], "[].{title: @, url: @}"),
        ([{"name of it": "A", "url": "https://example.org/1"}], '[].{title: "name of it", url: url}'),
    ],
)
def test_a_list_of_addresses_is_said_to_make_documents(value: object, expression: str) -> None:
    (found,) = by_answer(PAGE, Answer(PAGE, "application/json", json.dumps(value).encode()))
    assert found.hints[1].endswith(f": {expression}")
    assert discovers(Source("a", "A", K.JSON, PAGE, timedelta(1), expression))


def test_feeds_are_offered_before_pages_and_all_else_stays() -> None:
    page_of, feed, query = (Suggestion(kind, PAGE, "") for kind in (K.PAGE, K.FEED, K.GOVUK_SEARCH))
    assert feeds_first((page_of, feed)) == (feed, page_of)
    assert feeds_first((query, feed)) == (query, feed)


# --- title, id and interval ---


@pytest.mark.parametrize(
    ("title", "url", "made"),
    [
        ("Home", "https://www.example.org/", "Home (example.org)"),
        ("t", "https://example.org/a", "t (example.org)"),
        ("CSV", "https://example.org/a.csv", "CSV (example.org)"),
        ("Search results", "https://example.org/", "Search results (example.org)"),
        ("SEN2_returns-2024.csv", "https://example.org/x/SEN2_returns-2024.csv", "SEN2 returns 2024"),
        ("data.csv", "https://example.org/data.csv", "Data (example.org)"),
        ("Its own title", "https://example.org/data.pdf", "Its own title"),
        ("School news", "https://example.org/", "School news"),
    ],
)
def test_a_title_says_something(title: str, url: str, made: str) -> None:
    assert suggested_title(title, url) == made


def test_a_long_title_is_cut_at_a_word() -> None:
    made = suggested_title("Provision for children " * 20, PAGE)
    assert len(made) <= 120
    assert made.endswith(("Provision…", "for…", "children…"))


def test_an_id_is_made_of_the_title_at_a_word_and_is_free() -> None:
    title = "Special educational needs co-ordinator’s national professional qualification"
    assert suggested_id(title, PAGE, ()) == "special-educational-needs-co-ordinators"
    assert suggested_id("National standards for driving and riding lorries", PAGE, ()) == "national-standards-for-driving"
    assert suggested_id("Café", PAGE, ["cafe", "cafe-2"]) == "cafe-3"
    assert suggested_id("", "https://example.org/reports/Send%20Report.pdf", ()) == "send-report"
    assert suggested_id("教育", "https://example.org/", ()) == "example-org"
    assert len(suggested_id("a" * 200, PAGE, ["a" * 40])) == 40


@pytest.mark.parametrize(
    ("kind", "document_type", "every"),
    [(K.FEED, "feed", "1h"), (K.GOVUK_SEARCH, "search", "1h"), (K.GOVUK, "guidance", "1d"), (K.GOVUK, "document_collection", "1w"),
     (K.GOVUK, "official_statistics", "1w"), (K.PAGE, "page", "1d"), (K.LEGISLATION, "law", "1w"), (K.STATISTICS, "", "1w")],
)  # fmt: skip
def test_how_often_to_look_goes_by_what_it_is(kind: SourceKind, document_type: str, every: str) -> None:
    found, why = interval(kind, document_type)
    assert found == every
    assert why


@pytest.mark.parametrize("kind", [k for k in K if k not in (K.PAGE, K.GOVUK)])
def test_the_reason_for_an_interval_fits_the_kind(kind: SourceKind) -> None:
    assert "page" not in interval(kind, "page")[1]


# --- refusals ---


@pytest.mark.parametrize(
    ("reason", "detail", "kind", "rendered", "said"),
    [
        (R.UNREADABLE, f"{UNREAD} it is scanned: its page holds pictures and no text", K.FILE, False,
         "the file was read and not understood: it is scanned: its page holds pictures and no text; look for a copy of it that"),
        (R.UNREADABLE, f"{UNREAD} it breaks off before its end: the mark", K.FILE, False,
         "the mark; try again later, or look for another copy."),
        (R.BAD_RESPONSE, "The answer of example.org broke off or is not HTTP.", None, False,
         "or is not HTTP; try again later, or look for another copy."),
        (R.HTTP_ERROR, "example.org answered with status 500.", K.PAGE, False, "the server has trouble, so try again later."),
        (R.HTTP_ERROR, "example.org answered with status 403.", K.PAGE, False, "it lets no program in, so look for a feed"),
        (R.UNREADABLE, f"{UNREAD} the file is empty", K.FILE, False, "is empty; take the address of one"),
        (R.EMPTY, JAVASCRIPT, K.PAGE, False, "JavaScript makes it; try it as --kind page with --renderer chromium."),
        (R.EMPTY, JAVASCRIPT, K.PAGE, True, "it is empty in a browser too, so look for a feed, file or interface"),
        (R.UNREADABLE, f"{UNREAD} it goes on after 40 pages; ask for less with a narrower address", K.LEGISLATION, False,
         "the answer was read and not understood: it goes on after 40 pages; ask for less with a narrower address."),
    ],
)  # fmt: skip
def test_the_advice_is_one_and_true_for_the_case(
    reason: UnseenReason, detail: str, kind: SourceKind | None, rendered: bool, said: str
) -> None:
    told = refusal(PAGE, Unseen(reason, detail, START), kind, rendered=rendered)
    assert said in told
    assert told.count(";") == 1
    assert told.count("chromium") == ("try it as" in told)


@pytest.mark.parametrize("reason", UnseenReason)
def test_every_reason_to_refuse_an_address_is_one_sentence_with_what_to_do(reason: UnseenReason) -> None:
    told = refusal(PAGE, Unseen(reason, "The page came without any text.", START))
    assert told.startswith(f"{PAGE} cannot be watched as it is: the page came without any text; ")
    assert told.endswith(".")
    assert told.count(". ") == 0
