"""What everybody sees on the pages: plain, sure of no more than is known, and with nothing live in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from notifier.links import archive_copy, web_address
from notifier.model import Board
from notifier.pages import Lot, at_a_glance, badge_words, count_line, pages
from notifier.pages.commitments import MOST_EVENTS
from notifier.pages.happenings import pieces
from notifier.policy import POLICY
from notifier.publish import files_of
from notifier.words import duration_in_words
from tests.notifier.public import EVIL, KEPT, NOW, NPQ, PLAN, SOURCE, TEMPLATE, board, event, made
from tests.world import commitment, ruling
from watcher import (
    AXES,
    EVENTS,
    KINDS,
    RULES,
    Alias,
    Commitment,
    Correction,
    Coverage,
    Event,
    EventKind,
    Evidence,
    Headline,
    Quote,
    Rejection,
    Ruling,
    Standing,
    Verdict,
    Window,
    ruling_key,
)
from watcher.judge import standing
from watcher.model import Block, BlockKind, Precision, SourceKind


def page(path: str, of: Board | None = None) -> Any:
    files = {f.path: f for f in pages(of or board())}
    return html.fromstring(files[path].make())


def words(path: str, of: Board | None = None) -> str:
    """What a person reads in the main part, whitespace folded."""
    return " ".join(page(path, of).xpath("//main")[0].text_content().split())


def with_promise(promise: Commitment, *events: Any) -> Board:
    """The board with this promise in the place of the template."""
    base = board(*events)
    plan = replace(PLAN, commitments=(promise, NPQ))
    mine = [e for e in events if e.commitment_id == promise.id]
    return replace(
        base, plans=(plan,), standings={**base.standings, promise.id: standing(promise, mine, Coverage(("page",), 41, NOW), NOW)}
    )


# --- all of them ---


def test_every_internal_link_leads_somewhere() -> None:
    everything = made(files_of(board()))
    for path, content in everything.items():
        if not path.endswith(".html"):
            continue
        base = Path("/") / path
        for target in html.fromstring(content).xpath("//@href | //@src"):
            if not target.startswith(("http", "#")):
                found = str((base.parent / re.split("[#?]", target)[0]).resolve()).lstrip("/")
                assert found in everything or found in ("subscribe", "manage", "data/watcher.db"), (path, target)


def test_pages_hold_nothing_live_of_others_and_ask_nobody_else() -> None:
    for path, content in made(pages(board())).items():
        if path.endswith(".html"):
            tree = html.fromstring(content)
            assert not tree.xpath("//iframe | //style | //*[@style] | //@*[starts-with(name(), 'on')]"), path
            assert all("static/planwatch.js" in s for s in tree.xpath("//script/@src"))
            assert not tree.xpath("//script[not(@src)]"), path
            asked = tree.xpath("//link[@rel = 'stylesheet' or @rel = 'icon']/@href | //script/@src | //img/@src")
            assert not [u for u in asked if u.startswith(("http", "//"))], path
            assert b"<script>alert" not in content


def test_a_notice_stands_on_every_page() -> None:
    for path, content in made(pages(board(notice="Made up."))).items():
        assert not path.endswith(".html") or b"Made up." in content, path


def test_every_page_names_its_feeds() -> None:
    for path, content in made(pages(board())).items():
        if path.endswith(".html"):
            kinds = html.fromstring(content).xpath("//link[@rel = 'alternate']/@type")
            assert {"application/atom+xml", "application/rss+xml", "application/feed+json"} <= set(kinds), path
    mine = page("commitments/template.html").xpath("//link[@rel = 'alternate']/@href")
    assert "../feeds/commitments/template.rss" in mine


# --- the scoreboard ---


def test_a_promise_is_told_by_words_and_shapes_on_all_four_axes() -> None:
    row = page("index.html").xpath("//li[contains(@class, 'row') and contains(@class, 'late')]")[0]
    text = " ".join(row.text_content().split())
    assert "▲ overdue" in text
    assert [" ".join(d.text_content().split()) for d in row.xpath(".//dd")] == [
        "◆ past due", "□ none found", "= unchanged", "? not yet rated"]  # fmt: skip
    assert row.xpath(".//svg[@aria-hidden = 'true']")


def _of(due: date | None, verdict: Verdict | None, checks: int, blind: bool = False) -> Standing:
    rulings = (Ruling(date(2025, 1, 1), verdict, ("https://www.gov.uk/x",)),) if verdict else ()
    promise = commitment(window=Window(None, due, Precision.DAY, ""), rulings=rulings)
    return standing(promise, [], Coverage(("page",), checks, NOW, ("page",) if blind else (), looks=(("page", checks),)), NOW)


def test_the_count_line_adds_up_and_says_how_far_was_looked() -> None:
    past, ahead = date(2025, 1, 1), date(2027, 1, 1)
    made_of = [_of(past, v, 41) for v in Verdict if v is not Verdict.NOT_YET_RATED]
    made_of += [
        _of(past, None, 412),
        _of(past, None, 400),
        _of(past, None, 0),
        _of(past, None, 3, blind=True),
        _of(ahead, None, 41),
    ]
    made_of += [_of(None, None, 41)]
    line = count_line(made_of)
    assert line == (
        "Of 14 promises with a date: 1 ruled delivered on time; 1 delivered late; 1 delivered in part; 3 dropped, replaced or "
        "ruled not delivered; 3 overdue and ruled in progress, stalled or unclear; 2 overdue with no evidence found in 412 checks "
        "of 1 source; 1 overdue and not looked for yet; 1 overdue, where no place can be read at "
        "present; 1 not due yet. 1 more was promised without a date."
    )
    assert sum(int(n) for n in re.findall(r"(?:: |; )(\d+) ", line)) == 14


def test_every_standing_has_one_lot() -> None:
    assert {at_a_glance(_of(date(2025, 1, 1), v, 41)).lot for v in Verdict} == {Lot.KEPT, Lot.PART, Lot.LATE, Lot.ENDED}
    assert at_a_glance(_of(None, None, 41)).lot is Lot.OPEN
    assert at_a_glance(_of(date(2025, 1, 1), Verdict.STALLED, 41)).words == "overdue, stalled"


def test_filters_are_plain_links_and_every_promise_is_on_the_page_of_its_lot_theme_and_plan() -> None:
    links = page("index.html").xpath("//main//@href")
    assert {"./lots/late.html", "./themes/workforce.html", "./plans/plan.html", "./names.html"} <= set(links)
    for path in ("lots/kept.html", "themes/workforce.html", "plans/plan.html"):
        assert "../commitments/npq.html" in page(path).xpath("//main//@href"), path
    assert "../commitments/npq.html" not in page("lots/late.html").xpath("//main//@href")
    assert "None at present" in words("lots/ended.html")


def test_one_change_that_concerns_two_promises_is_told_once() -> None:
    both = board(event(1, EventKind.PAGE_UPDATED, sentence="Updated: a page."),
                 event(2, EventKind.PAGE_UPDATED, "npq", sentence="Updated: a page."))  # fmt: skip
    assert words("index.html", both).count("Updated: a page.") == 1
    week = words("week.html", both)
    assert week.count("Updated: a page.") == 1
    assert TEMPLATE.title in week
    assert NPQ.title in week


def test_every_name_leads_to_its_promise() -> None:
    found = {a.text: a.get("href") for a in page("names.html").xpath("//ul[@class = 'names']//a")}
    assert found["NPQ for SENCOs"] == "./commitments/npq.html"
    assert found["national EHCP template"] == "./commitments/template.html"


def test_a_hostile_theme_makes_no_hostile_address() -> None:
    evil = with_promise(commitment(theme="../../<script>alert(1)</script>"))
    paths = [f.path for f in pages(evil) if f.path.startswith("themes/")]
    assert sorted(paths) == ["themes/script-alert-1-script.html", "themes/workforce.html"]


# --- a commitment ---


def test_a_commitment_s_page_says_where_it_was_looked_for_and_what_would_count() -> None:
    text = words("commitments/template.html")
    assert "Looked 41 times at 1 source, last on 10 January 2026 at 9:00am." in text
    assert "The thing itself, in an official place: template or guidance. An announcement of it does not count." in text
    assert "national EHCP template; national template for EHC plans" in text
    assert "No other date was read. The first one, by the end of 2025, stands." in text


def test_the_slip_ledger_begins_with_the_promise_and_leads_to_what_was_read() -> None:
    moved = replace(event(7, EventKind.DATE_REVISED), detail={
        "from": "by the end of 2025", "to": "by summer 2026", "from_start": "", "from_end": "2025-12-31",
        "to_start": "2026-06-01", "to_end": "2026-08-31"})  # fmt: skip
    rows = page("commitments/template.html", with_promise(TEMPLATE, moved)).xpath("//table[1]/tbody/tr")
    assert [" ".join(td.text_content().split()) for td in rows[0]][:4] == ["2 March 2023", "DfE", "–", "by the end of 2025"]
    assert [" ".join(td.text_content().split()) for td in rows[1]][2:6] == [
        "by the end of 2025", "by summer 2026", "about 8 months later", "none"]  # fmt: skip
    assert rows[1].xpath(".//@href") == ["../events/7.html"]


def test_evidence_is_accepted_possible_rejected_with_its_reason_or_only_talk() -> None:
    promise = commitment(
        rulings=(ruling(date(2025, 6, 1), Verdict.DELIVERED_IN_PART),),
        rejected=(Rejection("https://www.gov.uk/draft", date(2025, 7, 1), "A draft, never put into use."),
                  Rejection("https://www.gov.uk/later", date(2030, 7, 1), "Not yet rejected.")),
    )  # fmt: skip
    text = words("commitments/template.html", with_promise(promise, replace(event(1, EventKind.EVIDENCE), sentence="Possible.")))
    accepted, _, rest = text.partition("Also found, and not part of the ruling")
    assert "By the ruling of 1 June 2025: delivered in part. gov.uk: template" in accepted
    possible, _, rest = rest.partition("Rejected")
    assert "gov.uk: page" in possible
    rejected, _, talk = rest.partition("Talk about it, which does not count")
    assert "gov.uk: draft, 1 July 2025: A draft, never put into use." in rejected
    assert "later" not in rejected
    assert "Why it was noticed: named in the text." in talk


def test_rejected_evidence_is_no_longer_a_candidate() -> None:
    found = event(1, EventKind.EVIDENCE)
    assert found.found is not None
    no = commitment(rejected=(Rejection(found.found.url, date(2026, 1, 1), "A copy."),))
    assert with_promise(TEMPLATE, found).standings["template"].evidence is Evidence.CANDIDATE
    assert with_promise(no, found).standings["template"].evidence is Evidence.NONE_FOUND


def test_a_text_to_ask_with_is_ready_to_copy_where_there_is_something_to_ask() -> None:
    texts = [t.text_content() for t in page("commitments/template.html").xpath("//textarea[starts-with(@id, 'ask')]")]
    assert len(texts) == 2
    assert all("One national template for EHC plans" in t and "by the end of 2025" in t and "41" in t for t in texts)
    assert page("commitments/npq.html").xpath("//textarea[starts-with(@id, 'ask')]") == []


def test_it_can_be_followed_by_itself_and_taken_elsewhere() -> None:
    links = page("commitments/template.html").xpath("//main//@href")
    assert {
        "../subscribe?topic=commitment%3Atemplate",
        "../feeds/commitments/template.atom",
        "../calendar/commitments/template.ics",
    } <= set(links)
    assert "../calendar/commitments/npq.ics" not in page("commitments/npq.html").xpath("//main//@href")
    embed = page("commitments/template.html").xpath("//textarea[@id = 'embed']")[0].text_content()
    assert '<img src="http://127.0.0.1:8000/badges/template.svg"' in embed


def test_forms_that_lie_elsewhere_are_linked_there() -> None:
    there = board(forms_url="https://mail.example.org")
    assert "https://mail.example.org/subscribe?topic=commitment%3Atemplate" in page("commitments/template.html", there).xpath(
        "//@href"
    )
    assert "https://mail.example.org/manage" in page("privacy.html", there).xpath("//@href")


def test_what_happened_long_ago_is_on_pages_that_never_change_again() -> None:
    def told(count: int) -> dict[str, bytes]:
        return made(pages(board(*(event(n, days=900 - n) for n in range(1, count + 1)))))

    few, many = told(MOST_EVENTS * 2 + 1), told(MOST_EVENTS * 3)
    assert few["commitments/template/1.html"] == many["commitments/template/1.html"]
    for found, count in ((few, MOST_EVENTS * 2 + 1), (many, MOST_EVENTS * 3)):
        shown = b"".join(v for k, v in found.items() if k.startswith("commitments/template"))
        assert {int(n) for n in re.findall(rb"events/(\d+)\.html", shown)} == set(range(1, count + 1))


# --- an event, a kept copy, a source ---


def test_promised_stands_beside_found_and_both_diffs_are_told_by_more_than_colour() -> None:
    tree = page("events/2.html")
    assert [h.text for h in tree.xpath("//div[@class = 'beside']//h2")] == ["Promised", "Found"]
    inline = " ".join(tree.xpath("//div[@class = 'hunk']")[0].text_content().split())
    assert inline == (
        "Under “Plans”We will [−removed: publish (end of what was removed)−] [+added: explore (end of what was added)+]"
    )
    cells = [" ".join(td.text_content().split()) for td in tree.xpath("//table[@class = 'sides']//td")]
    assert cells == [
        "Under “Plans”",
        "We will [−removed: publish (end of what was removed)−]",
        "We will [+added: explore (end of what was added)+]",
    ]
    assert tree.xpath("//table[@class = 'sides']//th/@scope") == ["col", "col"]
    cite = tree.xpath("//textarea[@id = 'cite']")[0].text_content()
    assert cite == "Planwatch, “News number 2.”, as of 9 January 2026 at 9:00am, http://127.0.0.1:8000/events/2.html"
    assert tree.xpath("//link[@rel = 'canonical']/@href") == ["http://127.0.0.1:8000/events/2.html"]


def test_an_event_leads_to_its_kept_copy_and_to_an_external_archive_where_there_is_one() -> None:
    assert "../kept/abababababababababababababababab.html" in page("events/2.html").xpath("//@href")
    assert not [u for u in page("events/2.html").xpath("//@href") if "archive.example" in u]
    there = board(archive_copy="https://archive.example.org/{time}/{url}")
    expected = "https://archive.example.org/20260110090000/https://www.gov.uk/page"
    assert expected in page("events/2.html", there).xpath("//@href")


def test_a_kept_copy_shows_the_words_as_read_with_time_and_hash_and_nothing_of_their_markup() -> None:
    tree = page("kept/abababababababababababababababab.html")
    kept = tree.xpath("//div[@class = 'kept-words']")[0]
    assert [e.tag for e in kept] == ["h2", "p", "ul", "ul"]
    assert kept[1].text_content() == EVIL
    assert [li.text for li in kept[2]] == ["One", "Two"]
    text = " ".join(tree.text_content().split())
    assert KEPT.sha256 in text
    assert "Last read like this10 January 2026 at 9:00am" in text
    assert tree.xpath("//meta[@name = 'robots']/@content") == ["noindex"]


def test_a_source_s_page_has_its_log_of_looks() -> None:
    text = words("sources/page.html")
    assert "What it isA web page" in text
    assert "41 times, and 2 times in vain; the plan is every 24 hours" in text
    assert "10 January 2026 at 9:00amseen–" in text
    assert "9 January 2026 at 9:00amnot seenThe server did not answer." in text


# --- what changed ---


def test_the_week_holds_the_last_seven_days_in_london_and_no_more() -> None:
    told = board(event(1, days=7, sentence="Too old."), event(2, days=6, sentence="Just in time."), event(3, sentence="Today."))
    text = words("week.html", told)
    assert "4 January 2026 to 10 January 2026" in text
    assert "Too old." not in text
    assert text.index("Today.") < text.index("Just in time.")


def test_a_quiet_week_says_so_and_shows_what_was_before() -> None:
    text = words("week.html", board(event(1, days=30)))
    assert "No change was seen in these days." in text
    assert "Before that: 11 December 2025" in text.replace("that:11", "that: 11")


def test_each_week_with_news_has_a_page_for_good_and_leads_to_its_neighbours() -> None:
    told = board(event(1, days=40), event(2, days=2))
    files = {f.path for f in pages(told)}
    assert {"weeks/2025-W49.html", "weeks/2026-W02.html"} <= files
    assert "../weeks/2026-W02.html" in page("weeks/2025-W49.html", told).xpath("//a[@rel = 'next']/@href")
    assert "Week of 5 January 2026: 1 event" in words("weeks.html", told)


# --- about ourselves ---


def test_how_we_judge_is_made_from_the_code_s_own_axes_and_rules() -> None:
    text = words("how.html")
    for axis in AXES:
        assert axis.moved_by in text
        assert {type(v) for v in axis.values} == {type(next(iter(axis.values)))}
        assert set(axis.values) == set(type(next(iter(axis.values))))
        assert all(meaning in text for meaning in axis.values.values())
    assert set(EVENTS) == {k for k in EventKind if k.public}
    assert all(meaning in text for _, meaning in EVENTS.values())
    assert all(rule in text for rule in RULES)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b: b, "None so far."),
        (lambda b: with_promise(commitment(rulings=(ruling(date(2025, 1, 2)), ruling(date(2025, 3, 4), Verdict.DROPPED)))),
         "was ruled delivered on 2 January 2025, and is now ruled dropped."),
        (lambda b: replace(b, plans=(replace(PLAN, corrections=(Correction(date(2026, 1, 2), "We had the wrong year.", "npq"),)),)),
         "2 January 2026: We had the wrong year. (A qualification for SENCOs)"),
        (lambda b: replace(b, plans=(replace(PLAN, corrections=(Correction(date(2030, 1, 2), "Not yet."),)),)), "None so far."),
    ],
)  # fmt: skip
def test_corrections_are_told_and_stay(change: Callable[[Board], Board], expected: str) -> None:
    assert expected in words("corrections.html", change(board()))


def test_the_privacy_page_says_what_the_policy_enforces() -> None:
    text = words("privacy.html")
    for length in (POLICY.confirm_within, POLICY.bodies_kept, POLICY.rows_kept, POLICY.hashes_kept, POLICY.networks_kept):
        assert duration_in_words(length) in text
    assert f"after {POLICY.soft_bounces} of them" in text
    assert "daily at 8:30am or on Saturdays at 8:30am" in text


def test_a_lost_reader_is_shown_the_ways_back_from_any_depth() -> None:
    lost = page("404.html", board(public_url="https://example.org/watch"))
    links = lost.xpath("//main//@href")
    assert {"/watch/index.html", "/watch/names.html", "/watch/themes/workforce.html", "/watch/weeks.html"} <= set(links)


def test_every_plan_theme_and_promise_has_a_way_to_its_emails_and_feeds() -> None:
    links = page("follow.html").xpath("//main//@href")
    for topic in ("all", "plan%3Aplan", "theme%3Aworkforce"):
        assert f"./subscribe?topic={topic}" in links
    assert {"./feeds/themes/workforce.rss", "./feeds/kinds/overdue.atom", "./feeds/plans/plan.json", "./calendar/all.ics"} <= set(
        links
    )


def test_no_event_is_read_before_a_page_needs_it() -> None:
    it = board()
    files = pages(it)
    assert it.record.read == []  # type: ignore[attr-defined]
    next(f for f in files if f.path == "events/2.html").make()
    assert it.record.read == [2]  # type: ignore[attr-defined]


def test_headlines_of_one_week_do_not_depend_on_their_order_in_time() -> None:
    late = Headline(9, NOW - timedelta(days=1), EventKind.RULING, "plan", "npq", "", "Told late.")
    it = board()
    assert "Told late." in words("week.html", replace(it, headlines=(*it.headlines, late)))


# --- nobody's words are passed off as another's ---


def sides(path: str, of: Board) -> list[tuple[str, bool]]:
    """(heading, whether it is a quotation) of what stands side by side."""
    return [
        (s.xpath("h2")[0].text, bool(s.xpath("blockquote"))) for s in page(path, of).xpath("//section[starts-with(@class, 'side')]")
    ]


def test_our_own_words_are_never_shown_as_a_quotation() -> None:
    found = Quote("The server did not answer.", "https://www.gov.uk/page", NOW)
    told = board(event(1), replace(event(2, EventKind.BLIND_SPOT), found=found),
                 replace(event(3, EventKind.RULING), found=found, key="other"))  # fmt: skip
    assert sides("events/1.html", told) == [("Promised", False), ("Found", True)]
    assert sides("events/2.html", told) == [("Promised", False), ("What happened", False)]
    assert sides("events/3.html", told) == [("Promised", False), ("Our ruling", False)]
    assert "In our words" in words("events/1.html", told)


def test_words_that_are_gone_are_not_said_to_have_been_found() -> None:
    gone = replace(event(1, EventKind.DATE_REMOVED), detail={"from": "by the end of 2025", "to": ""})
    text = words("events/1.html", board(gone))
    assert sides("events/1.html", board(gone)) == [("Promised", False), ("No longer there", True)]
    assert "Gone when the page was read 10 January 2026 at 9:00am" in text
    assert "The page without these words" in text
    vague = replace(event(1, EventKind.DATE_REMOVED), detail={"from": "by the end of 2025", "to": "soon"})
    assert sides("events/1.html", board(vague)) == [("Promised", False), ("Found", True)]


def test_a_ruling_names_all_its_evidence_and_both_its_dates() -> None:
    rule = Ruling(date(2026, 1, 2), Verdict.STALLED, ("https://www.gov.uk/one", "https://www.gov.uk/two"), "It stands still.")
    promise = commitment(rulings=(rule,))
    told = replace(
        event(1, EventKind.RULING), key=ruling_key(promise, rule), found=Quote("It stands still.", "https://www.gov.uk/one")
    )
    text = words("events/1.html", with_promise(promise, told))
    assert "Evidence: https://www.gov.uk/one" in text
    assert "Evidence: https://www.gov.uk/two" in text
    assert "The ruling is dated 2 January 2026. It was recorded here on 10 January 2026 at 9:00am." in text


def test_a_date_that_went_away_and_came_back_is_told_step_by_step() -> None:
    def moved(number: int, kind: EventKind, before: str, after: str, end: str) -> Event:
        return replace(event(number, kind, days=9 - number), detail={
            "from": before, "to": after, "from_start": "", "from_end": "", "to_start": "", "to_end": end})  # fmt: skip

    told = (moved(1, EventKind.DATE_REMOVED, "by the end of 2025", "", ""),
            moved(2, EventKind.DATE_REVISED, "by the end of 2025", "by 2028", "2028-12-31"))  # fmt: skip
    rows = page("commitments/template.html", with_promise(TEMPLATE, *told)).xpath("//table[1]/tbody/tr")
    cells = [[" ".join(td.text_content().split()) for td in row] for row in rows]
    assert cells[1][2:4] == ["by the end of 2025", "removed"]
    assert cells[2][2:4] == ["removed; before that, by the end of 2025", "by 2028"]


def test_the_first_sentence_counts_every_promise() -> None:
    assert words("index.html").count("2 promises: 1 is overdue, 1 was delivered.") == 1
    assert page("index.html").xpath("//meta[@name = 'description']/@content") == ["2 promises: 1 is overdue, 1 was delivered."]


def test_where_nobody_answers_forms_no_page_offers_emails() -> None:
    quiet = board(forms_url="none")
    for path, content in made(pages(quiet)).items():
        if path.endswith(".html"):
            found = html.fromstring(content)
            assert not [u for u in found.xpath("//@href") if re.search("subscribe|manage", u)], path
            assert b"Get emails" not in content, path
            assert b"Emails come from" not in content, path


# --- in London, and no wider than was looked ---


def test_a_day_begins_in_london() -> None:
    midnight = datetime(2026, 6, 30, 23, 0, 30, tzinfo=UTC)
    told = replace(board(replace(event(1, sentence="Overdue since 1 July 2026."), at=midnight)), generated_at=midnight)
    assert told.today == date(2026, 7, 1)
    for path in ("index.html", "commitments/template.html", "week.html", "events/1.html", "sources/page.html"):
        assert "1 July 2026" in words(path, told).replace("since 1 July 2026", ""), path
        assert "30 June 2026" not in words(path, told), path


def test_a_badge_and_a_row_say_since_when() -> None:
    assert badge_words(_of(date(2025, 12, 31), None, 41)) == "overdue since 1 January 2026"
    assert badge_words(_of(date(2025, 12, 31), Verdict.STALLED, 41)) == "overdue since 1 January 2026, stalled"
    assert badge_words(_of(date(2027, 12, 31), None, 41)) == "due by 31 December 2027"
    assert badge_words(_of(None, None, 41)) == "undated"
    assert "▲ overdue since 1 January 2026" in words("index.html")


def test_a_source_that_failed_a_while_is_no_blind_spot_yet() -> None:
    failing = replace(board().states["page"], failures=2, reason_text="The server did not answer.")
    once = replace(board(), states={"page": failing})
    assert "blind spot" not in words("commitments/template.html", once)
    assert "last look failed" in words("sources.html", once)


def test_the_evidence_of_a_ruling_that_accepts_nothing_is_not_called_accepted() -> None:
    stalled = commitment(rulings=(ruling(date(2025, 6, 1), Verdict.STALLED), ruling(date(2025, 7, 1), Verdict.IN_PROGRESS)))
    text = words("commitments/template.html", with_promise(stalled))
    assert "Accepted" not in text
    assert text.index("In progress, dated 1 July 2025.") < text.index("Stalled, dated 1 June 2025. Replaced by a later ruling.")


def test_what_was_ruled_on_or_is_watched_itself_is_not_listed_as_talk() -> None:
    talk = "https://www.gov.uk/speech"
    assert "Talk about it" in words("commitments/template.html")
    ruled = commitment(rulings=(Ruling(date(2025, 6, 1), Verdict.STALLED, (talk,)),))
    assert "Talk about it" not in words("commitments/template.html", with_promise(ruled))
    watched = replace(board(), sources=(replace(SOURCE, url=talk),))
    assert "Talk about it" not in words("commitments/template.html", watched)


def test_where_nothing_was_read_nothing_is_said_to_be_missing() -> None:
    base = board(event(1))
    never, blind = Coverage(("page",), 0, None, (), ("page",)), Coverage(("page",), 41, NOW, ("page",))
    for coverage, said in ((never, "None of the places where it would show has been read yet."), (blind, "can be read at present")):
        there = replace(base, standings={**base.standings, "template": standing(TEMPLATE, [], coverage, NOW)})
        text = words("commitments/template.html", there)
        assert said in text
        assert "No evidence was found" not in text


def test_no_foreign_address_becomes_a_link_unless_it_is_a_web_address() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "https://a\u202eb", 'https://a"b'):
        assert web_address(url) == ""
    assert web_address("https://www.gov.uk/a?b=c#d") == "https://www.gov.uk/a?b=c#d"
    hostile = commitment(rulings=(Ruling(date(2025, 6, 1), Verdict.STALLED, ("javascript:alert(1)",)),))
    hrefs = page("commitments/template.html", with_promise(hostile)).xpath("//@href")
    assert not [h for h in hrefs if h.startswith("javascript")]


def test_the_markup_to_embed_is_safe_whatever_the_title() -> None:
    evil = with_promise(commitment(title='A "template" <svg onload=alert(1)> & more'))
    pasted = html.fromstring(page("commitments/template.html", evil).xpath("//textarea[@id = 'embed']")[0].text_content())
    assert pasted.tag == "a"
    assert [e.tag for e in pasted] == ["img"]
    assert pasted[0].get("alt") == 'Planwatch: A "template" <svg onload=alert(1)> & more'


def test_an_external_archive_gets_an_address_that_is_one_value() -> None:
    at = datetime(2026, 1, 10, 9, tzinfo=UTC)
    page_url = "https://www.gov.uk/a?b=c&d#e"
    assert archive_copy("https://a.example/{time}/{url}", page_url, at) == f"https://a.example/20260110090000/{page_url}"
    encoded = "https%3A%2F%2Fwww.gov.uk%2Fa%3Fb%3Dc%26d%23e"
    assert archive_copy("https://a.example/?u={url}&t={time}", page_url, at) == f"https://a.example/?u={encoded}&t=20260110090000"
    assert archive_copy("https://a.example/{url}", "javascript:alert(1)", at) == ""


def test_names_that_begin_with_no_letter_stand_under_one_heading() -> None:
    many = with_promise(commitment(names=("“Quoted”", "1 thing", "(bracketed)", "A thing", "2 things")))
    ids = page("names.html", many).xpath("//h2/@id")
    assert len(set(ids)) == len(ids)


def test_a_ruling_that_gains_evidence_is_told_anew() -> None:
    def key(*evidence: str) -> str:
        rule = Ruling(date(2026, 1, 2), Verdict.STALLED, evidence, "It stands still.")
        promise = commitment(rulings=(rule,))
        told = replace(event(1, EventKind.RULING), key=ruling_key(promise, rule))
        return next(f.key for f in pages(with_promise(promise, told)) if f.path == "events/1.html")

    assert key("https://www.gov.uk/one") != key("https://www.gov.uk/one", "https://www.gov.uk/two")


def test_a_name_given_later_stands_with_the_document_that_gave_it() -> None:
    renamed = replace(
        TEMPLATE, aliases=(Alias("Standard Plan Form", "https://www.gov.uk/renamed", date(2024, 5, 1), "Seen once."),)
    )
    shown = with_promise(renamed)
    text = words("commitments/template.html", shown)
    assert "Standard Plan Form, 1 May 2024: the document that says so" in text
    assert "https://www.gov.uk/renamed" in page("commitments/template.html", shown).xpath("//@href")
    assert "Standard Plan Form" in words("names.html", shown)


def test_every_kind_of_source_has_words_for_readers() -> None:
    assert set(KINDS) == set(SourceKind)


def test_an_address_that_nobody_has_seen_answer_is_marked_so_until_it_does() -> None:
    unseen = replace(board(), sources=(replace(SOURCE, verified=False),), states={})
    assert "its address has not been seen to answer yet" in words("sources/page.html", unseen)
    assert "has not been seen to answer" not in words("sources/page.html")


def test_a_kept_file_shows_its_pages_and_its_tables_under_their_headings() -> None:
    blocks = (
        Block(BlockKind.PARAGRAPH, "One.", "page 1"),
        Block(BlockKind.ITEM, "Two.", "page 1"),
        Block(BlockKind.ITEM, "Three.", "page 2"),
        Block(BlockKind.HEADING, "Councils", "sheet Councils"),
        Block(BlockKind.COLUMNS, "Council | 2024", "sheet Councils, row 1"),
        Block(BlockKind.ROW, "Leeds | 52", "sheet Councils, row 2"),
        Block(BlockKind.ROW, "York | 7", "sheet Councils, row 3"),
    )
    found = pieces(blocks)
    assert [(p.kind.value, p.page) for p in found] == [
        ("paragraph", "page 1"), ("item", ""), ("item", "page 2"), ("heading", ""), ("row", ""),
    ]  # fmt: skip
    assert (found[-1].columns, found[-1].rows) == (("Council", "2024"), [["Leeds", "52"], ["York", "7"]])
