"""The kept archive under other rules: what would differ, what does not, and what is put on record of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from demo.history import load_history
from demo.play import ROOT, START, Rerouted, demo_catalogue, demo_settings, weeks
from demo.site import Site
from publication import publish_state
from tests.test_commands import planwatch
from tests.web_server import Answer
from tests.world import LONG, World, commitment, item, kinds, ruling, world
from watcher.archive import Archive
from watcher.check import Conductor
from watcher.errors import ArchiveCorrupt, ArchiveError
from watcher.fetch import Fetcher, Politeness
from watcher.judge import slips_of
from watcher.kept import Reading
from watcher.model import Event, EventKind, Evidence, Precision, SourceKind, Verdict, Window
from watcher.replay import Replay, accept, replay
from watcher.replay.differences import What
from watcher.replay.rounds import Looked, rounds
from watcher.scoreboard import standings
from watcher.weighing import in_force

PATH, API = "/guidance/template", "/api/content/guidance/template"
SEARCH = "/api/search.json"
PROMISE = "The national EHCP template will be published by the end of 2025."
EARLIER = Window(None, date(2024, 3, 31), Precision.MONTH, "by March 2024")


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def again(it: World, since: date | None = None) -> Replay:
    return replay(it.catalogue, it.archive, it.now + timedelta(days=1), since=since)


def told(found: Replay) -> list[tuple[str, str]]:
    return [(d.what.value, d.event.kind.value) for d in found.differences]


def row(title: str, link: str, day: int) -> str:
    return json.dumps({"title": title, "link": link, "public_timestamp": f"2024-01-{day:02}T00:00:00Z"})


def search(it: World, *rows: str) -> None:
    it.site.json(SEARCH, f'{{"results": [{", ".join(rows)}], "total": {len(rows)}}}')


def a_list_that_comes_to_show(it: World, title: str) -> None:
    """Two looks at a search: the second finds a document of that title."""
    it.sources.append(replace(it.watch(SEARCH, SourceKind.GOVUK_SEARCH), id="search"))
    it.sources.pop(0)
    old = row("Something else", "/a", 1)
    search(it, old)
    it.look()
    search(it, row(title, "/b", 9), old)
    it.look()


# --- the replay is the watch ---


def test_the_demonstration_played_again_under_the_same_rules_gives_every_event_as_it_was(tmp_path: Path) -> None:
    catalogue = demo_catalogue(ROOT)
    with Site(load_history(), START).serve() as site, Archive.open(tmp_path / "watcher.db", now=START) as archive:
        polite = Politeness(pause=0.0, attempts=1, allow_private=(site.base_url.removeprefix("http://"),))
        with Fetcher(polite, clock=lambda: site.now, wait=lambda seconds: None) as fetcher:
            conductor = Conductor(catalogue, archive, Rerouted(fetcher, site.base_url))
            for day in list(weeks())[::2]:  # every week gives the same, in twice the time
                site.now = day
                conductor.run(lambda day=day: day)  # type: ignore[misc]
        found = replay(catalogue, archive, datetime(2027, 1, 1, tzinfo=UTC))
    assert found.differences == ()
    assert (found.waiting, found.sightings, found.retired) == ((), (), ())
    assert found.readings[Reading.ANEW] > 150


def test_a_history_of_everything_that_can_happen_has_no_difference(it: World) -> None:
    page = it.watch("/news", SourceKind.PAGE, commitments=("template",))
    it.watch(PATH, commitments=("*",))
    it.watch(SEARCH, SourceKind.GOVUK_SEARCH)
    listed = row("National EHCP template", "/listed", 9)
    search(it, row("Else", "/a", 1))
    text = "<html><body><main><h1>News</h1><p>{}</p><p>" + LONG + "</p></main></body></html>"
    it.site.html("/news", text.format(PROMISE))
    it.site.json(API, item("Guidance", PROMISE, LONG, notes=1))
    it.watch("/speech")
    it.site.json("/api/content/speech", item("The national EHCP template: a speech", LONG, document_type="speech", content_id="2"))
    assert kinds(it.look()) == []
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2027"), LONG, notes=2))
    search(it, listed)
    assert {"evidence", "date-revised"} <= set(kinds(it.look()))
    it.watch("/listed", SourceKind.PAGE)  # from now on a source of its own
    it.site.html("/listed", text.format("The national EHCP template."))
    it.site.html("/news", text.format(PROMISE.replace("will be", "may be")))
    it.look()
    it.site.json(API, item("Guidance", "The national EHCP template may be published soon.", LONG, notes=2))
    it.look()
    it.site.pages[page.url.removeprefix(f"http://{it.site.address}")] = Answer(b"", 500)
    gone = it.site.pages.pop(API)
    for _ in range(4):
        it.look()
    it.site.pages[API] = gone
    it.site.html("/news", text.format(PROMISE))
    it.now = datetime(2024, 4, 2, 9, tzinfo=UTC)
    assert {"page-restored", "blind-spot"} <= set(kinds(it.look()))
    it.commitments.append(
        commitment(id="late", title="A late one", window=EARLIER, due="by March 2024", names=("SENCO mentoring",))
    )
    it.now = datetime(2024, 6, 1, 9, tzinfo=UTC)
    search(it, listed, row("The SENCO mentoring: template", "/late", 20))
    assert kinds(it.look()) == ["evidence", "overdue"]
    it.commitments[1] = replace(it.commitments[1], rulings=(ruling(date(2024, 2, 1)),))  # dated before "overdue" was told
    assert "ruling" in kinds(it.look())
    it.now = datetime(2025, 12, 20, 9, tzinfo=UTC)
    it.look()
    it.now = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert "overdue" in kinds(it.look())
    found = again(it)
    assert told(found) == []
    assert (found.waiting, found.sightings) == ((), ())
    assert found.aside["blind-spot"] == 2


def test_a_ruling_made_an_hour_after_a_date_moved_does_not_take_the_news_of_it_back(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2027"), LONG))
    assert "date-revised" in kinds(it.look())
    it.now += timedelta(hours=1)
    it.commitments = [commitment(rulings=(ruling(it.now.date()),))]
    assert "ruling" in kinds(it.look(days=0))
    assert told(again(it)) == []


def test_a_page_in_an_old_encoding_that_only_its_header_named_reads_as_it_did(it: World) -> None:
    it.watch("/news", SourceKind.PAGE, commitments=("template",))
    for words in ("Twenty € a day.", "Thirty € a day."):
        body = f"<html><body><main><h1>What a € buys</h1><p>{words}</p><p>{LONG}</p></main></body></html>"
        it.site.pages["/news"] = Answer(body.encode("iso-8859-15"), 200, {"Content-Type": "text/html; charset=iso-8859-15"})
        it.look()
    assert it.archive.events()[-1].sentence == "Updated: “What a € buys”."
    assert told(again(it)) == []


def test_what_was_overdue_while_nothing_could_be_seen_is_told_so_again(it: World) -> None:
    it.commitments = [commitment(window=EARLIER, due="by March 2024")]
    it.watch("/news", SourceKind.PAGE, commitments=("template",))
    it.site.html("/news", f"<html><body><main><h1>News</h1><p>{LONG}</p></main></body></html>")
    it.look()
    it.site.pages["/news"] = Answer(b"", 500)
    it.now = datetime(2024, 3, 29, 9, tzinfo=UTC)
    while it.now < datetime(2024, 4, 2, tzinfo=UTC):
        it.look()
    assert "none of the places where it would show can be read" in it.archive.events()[-1].sentence
    assert told(again(it)) == []


def test_a_row_that_reads_as_before_but_is_new_is_kept_and_read_once(it: World) -> None:
    it.watch(SEARCH, SourceKind.GOVUK_SEARCH)
    search(it, row("National EHCP template", "/a", 9))
    it.look()
    search(it, row("National EHCP template", "/other-address", 9))
    assert kinds(it.look()) == ["evidence"]
    it.look()
    keys = [s.document.key for s in it.archive.latest(it.sources[0].id).values() if s.document.type == "search"]
    (versions,) = [it.archive.versions(it.sources[0].id, key) for key in keys]
    assert len(versions) == 2
    assert told(again(it)) == []


# --- what other rules would have told ---


def test_an_expectation_with_a_new_name_finds_an_old_document(it: World) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    assert told(again(it)) == []
    it.commitments = [commitment(names=("EHCP passport",))]
    (found,) = again(it).differences
    assert (found.what, found.event.kind, found.day) == (What.APPEARS, EventKind.EVIDENCE, date(2024, 1, 10))
    assert "One EHCP passport" in found.event.sentence


def test_a_name_that_must_not_count_makes_a_false_alert_vanish(it: World) -> None:
    a_list_that_comes_to_show(it, "National EHCP template for parties")
    it.commitments = [commitment(not_names=("template for parties",))]
    (found,) = again(it).differences
    assert (found.what, found.event.kind) == (What.VANISHES, EventKind.EVIDENCE)
    assert found.old is not None
    assert found.old.id


def test_a_corrected_due_phrase_moves_what_is_overdue(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", LONG))
    it.look()
    it.now = datetime(2024, 4, 5, 9, tzinfo=UTC)
    it.look()
    it.now = datetime(2026, 1, 2, 9, tzinfo=UTC)
    it.look()
    it.commitments = [commitment(window=EARLIER, due="by March 2024")]
    found = again(it)
    assert told(found) == [("appears", "overdue"), ("vanishes", "overdue")]
    assert [d.day for d in found.differences] == [date(2024, 4, 6), date(2026, 1, 3)]


def test_another_reading_of_the_same_words_is_a_change_with_both_sides(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", LONG))
    it.look()
    it.site.json(API, item("Guidance", LONG, "The national EHCP template will be published by the end of 2027."))
    it.look()
    it.commitments = [commitment(window=replace(EARLIER, end=date(2028, 12, 31), phrase="by 2028"), due="by 2028")]
    (changed,) = [d for d in again(it).differences if d.event.kind is EventKind.DATE_REVISED]
    assert changed.what is What.CHANGES
    assert set(changed.fields) >= {"from_end"}
    assert changed.old is not None
    assert changed.new is not None
    assert (changed.old.detail["from_end"], changed.new.detail["from_end"]) == ("2025-12-31", "2028-12-31")


def test_a_promise_that_is_only_titled_otherwise_is_no_difference(it: World) -> None:
    a_list_that_comes_to_show(it, "National EHCP template")
    it.commitments = [commitment(title="A single template")]
    assert told(again(it)) == []


def test_only_differences_of_a_day_or_later_are_told_and_everything_before_is_still_played(it: World) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    it.commitments = [commitment(names=("EHCP passport",))]
    assert told(again(it, date(2024, 1, 10))) == [("appears", "evidence")]
    assert again(it, date(2024, 1, 11)).differences == ()


def test_another_selector_reads_the_kept_bytes_anew(it: World) -> None:
    page = it.watch("/news", SourceKind.PAGE, select="#a")
    other = "Something quite different is said in its place. "
    for words in ("Nothing yet.", PROMISE, PROMISE.replace("2025", "2027")):
        it.site.html("/news", f'<html><body><p id="a">{LONG}</p><p id="b">{words}</p></body></html>')
        it.look()
        it.site.html("/news", f'<html><body><p id="a">{LONG}{other}</p><p id="b">{words}</p></body></html>')
        it.look()
    assert "date-revised" not in [e.kind.value for e in it.archive.events()]
    it.sources = [replace(page, select="#b")]
    assert ("appears", "page-updated") in told(again(it))


def test_a_version_that_today_cannot_be_read_stands_as_it_was_stored_and_is_named(it: World) -> None:
    page = it.watch("/news", SourceKind.PAGE)
    for words in (PROMISE, PROMISE.replace("2025", "2027")):
        it.site.html("/news", f"<html><body><main><p>{LONG}</p><p>{words}</p></main></body></html>")
        it.look()
    it.sources = [replace(page, select="#nowhere")]
    found = again(it)
    assert told(found) == []
    assert found.readings == {Reading.UNREADABLE: 2}
    assert [source for _, source, _ in found.unreadable] == ["news", "news"]


def test_a_source_that_is_watched_no_more_is_played_with_what_is_stored(it: World) -> None:
    it.watch(PATH, commitments=("template",))
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2027"), LONG))
    it.look()
    it.sources = []
    found = again(it)
    assert (told(found), found.retired) == ([], ("guidance-template",))
    it.commitments = [commitment(names=("something else",))]
    assert ("vanishes", "date-revised") in told(again(it))


# --- what is no change of rules ---


def test_a_new_ruling_is_the_next_rounds_news_and_is_not_swallowed(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", LONG))
    it.look()
    it.commitments = [commitment(rulings=(ruling(date(2024, 1, 9)),))]
    found = again(it)
    assert (told(found), found.waiting) == ([], ("Ruled delivered on 9 January 2024: One national template for EHC plans.",))
    assert accept(it.archive, found, it.now) == []
    assert kinds(it.look()) == ["ruling"]


def test_what_falls_due_after_the_last_round_is_the_next_rounds_news(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", LONG))
    it.look()
    it.commitments = [commitment(window=replace(EARLIER, end=it.now.date()), due="by 9 January 2024", names=("another",))]
    found = replay(it.catalogue, it.archive, datetime(2024, 1, 10, 9, tzinfo=UTC))
    accept(it.archive, found, it.now)
    assert [d.event.detail["window_end"] for d in found.differences] == ["2024-01-09"]  # due soon, on the day of the last round
    assert kinds(it.look()) == ["overdue"]


def test_what_falls_due_on_the_day_of_the_replay_waits_for_the_next_round(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", LONG))
    it.look()
    it.commitments = [commitment(window=replace(EARLIER, end=date(2024, 1, 8)), due="by 8 January 2024")]
    found = replay(it.catalogue, it.archive, it.now + timedelta(hours=1))
    assert told(found) == []
    assert found.waiting[0].startswith("Overdue since 9 January 2024")
    assert kinds(it.look(days=0)) == ["overdue"]


def test_a_plan_that_is_new_waits_for_its_baseline_and_is_searched_for_in_what_was_kept(it: World) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    other = replace(commitment(id="form", plan_id="second", names=("EHCP passport",)), window=EARLIER)
    second = replace(it.catalogue.plans[0], id="second", title="Another plan", commitments=(other,))
    found = replay(replace(it.catalogue, plans=(*it.catalogue.plans, second)), it.archive, it.now)
    assert told(found) == [("appears", "evidence")]
    assert found.waiting == ("Another plan comes under watch; what is due or ruled on by then is its baseline.",)


# --- on record ---


def test_nothing_is_written_without_accept(it: World, tmp_path: Path) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    it.archive._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "watcher.db").read_bytes()
    it.commitments = [commitment(names=("EHCP passport",))]
    assert again(it).differences
    it.archive._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert (tmp_path / "watcher.db").read_bytes() == before


def test_what_was_accepted_is_no_difference_any_more_and_no_news(it: World) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    headlines = it.archive.headlines()
    it.commitments = [commitment(names=("EHCP passport",))]
    found = again(it)
    new, change = accept(it.archive, found, it.now)
    assert (new.kind, new.detail["baseline"], new.detail["rules"], new.news) == (EventKind.EVIDENCE, "yes", "yes", False)
    assert (change.kind, change.detail["adds"], change.news) == (EventKind.RULES_CHANGED, new.key, False)
    assert it.archive.headlines() == headlines
    assert told(again(it)) == []
    assert accept(it.archive, again(it), it.now) == []
    assert kinds(it.look()) == []
    assert standings(it.catalogue, it.archive, it.now)["template"].evidence is Evidence.CANDIDATE


def test_what_was_withdrawn_moves_no_standing_and_stays_in_the_log(it: World) -> None:
    a_list_that_comes_to_show(it, "National EHCP template for parties")
    assert standings(it.catalogue, it.archive, it.now)["template"].evidence is Evidence.CANDIDATE
    (before,) = [e for e in it.archive.events() if e.kind is EventKind.EVIDENCE]
    it.commitments = [commitment(not_names=("template for parties",))]
    (change,) = accept(it.archive, again(it), it.now)
    assert change.detail["withdraws"] == str(before.id)
    assert standings(it.catalogue, it.archive, it.now)["template"].evidence is Evidence.NONE_FOUND
    assert it.archive.event(before.id) == before
    assert told(again(it)) == []


def test_a_slip_that_is_put_on_record_late_stands_in_the_ledger_where_it_happened(it: World, tmp_path: Path) -> None:
    it.watch(PATH)
    texts = ("The EHCP passport will come by the end of 2025.", "The EHCP passport will come by the end of 2026.")
    for text in texts:
        it.site.json(API, item("Guidance", text, LONG))
        it.look()
    it.site.json(API, item("Guidance", "The national EHCP template will come by the end of 2026.", LONG))
    it.look()
    it.site.json(API, item("Guidance", "The national EHCP template will come by the end of 2027.", LONG))
    it.look()
    it.commitments = [commitment(names=(*commitment().names, "EHCP passport"))]
    found = again(it)
    assert ("appears", "date-revised") in told(found)
    accept(it.archive, found, it.now)
    stand = standings(it.catalogue, it.archive, it.now)["template"]
    assert [s.on for s in stand.slips] == sorted(s.on for s in stand.slips)
    assert stand.latest_window.end == date(2027, 12, 31)
    assert told(again(it)) == []
    publish_state(it.catalogue, it.archive, lambda: it.now, demo_settings(tmp_path))
    page = (tmp_path / "public" / "commitments" / "template.html").read_text()
    (told_then, told_late) = sorted(stand.slips, key=lambda s: s.event_id, reverse=True)
    assert f"events/{told_then.event_id}.html" in page
    assert (told_late.event_id, "events/0.html" in page, told_late.words in page) == (0, False, True)


def test_a_withdrawn_date_no_longer_moves_the_calendar(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", PROMISE, LONG))
    it.look()
    it.site.json(API, item("Guidance", PROMISE.replace("2025", "2024"), LONG))
    it.look()
    it.commitments = [commitment(names=("quite another thing",))]
    accept(it.archive, again(it), it.now)
    it.now = datetime(2025, 1, 5, 9, tzinfo=UTC)
    assert kinds(it.look()) == []


def test_rules_that_go_back_and_forth_are_put_on_record_each_time(it: World) -> None:
    a_list_that_comes_to_show(it, "National EHCP template for parties")
    strict, lax = [commitment(not_names=("template for parties",))], [commitment()]
    for n, (rules, evidence) in enumerate([(strict, Evidence.NONE_FOUND), (lax, Evidence.CANDIDATE)] * 2):
        it.commitments = rules
        assert accept(it.archive, again(it), it.now + timedelta(hours=n))
        assert told(again(it)) == []
        assert standings(it.catalogue, it.archive, it.now)["template"].evidence is evidence
    assert kinds(it.look()) == []


def test_nothing_is_accepted_once_the_watch_has_gone_on(it: World) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    it.commitments = [commitment(names=("EHCP passport",))]
    found = again(it)
    it.archive.append([Event(0, it.now, EventKind.NEEDS_REVIEW, "k", "", "", "", "Meanwhile.")])
    before = it.archive.events()
    with pytest.raises(ArchiveError, match="gone on meanwhile"):
        accept(it.archive, found, it.now)
    assert it.archive.events() == before


def test_later_looks_know_the_passages_that_were_put_on_record(it: World) -> None:
    title = "Every school in England will get the EHCP passport"
    a_list_that_comes_to_show(it, title)
    it.commitments = [commitment(names=("EHCP passport",))]
    accept(it.archive, again(it), it.now)
    speech = json.loads(row(f"{title}, says minister", "/c", 10)) | {"format": "speech"}
    search(it, json.dumps(speech), row(title, "/b", 9), row("Else", "/a", 1))
    assert kinds(it.look()) == ["reannounced"]
    assert told(again(it)) == []


# --- rounds ---


def at(minutes: int) -> datetime:
    return datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(minutes=minutes)


def test_looks_belong_to_one_round_until_a_source_comes_again_or_time_passes_or_the_calendar_spoke() -> None:
    looks = [Looked(s, at(m), True) for s, m in (("a", 0), ("b", 1), ("a", 2), ("b", 30), ("c", 31))]
    assert [[x.source_id for x in r.looks] for r in rounds(looks, [])] == [["a", "b"], ["a"], ["b", "c"]]
    marked = list(rounds(looks, [at(1), at(20), at(40)]))
    assert [([x.source_id for x in r.looks], r.at, r.marked) for r in marked] == [
        (["a", "b"], at(1), True), (["a"], at(2), False), ([], at(20), True), (["b", "c"], at(40), True)]  # fmt: skip


def test_only_a_change_of_rules_takes_an_event_out_of_force() -> None:
    told_once = Event(1, at(0), EventKind.DATE_REVISED, "k", "plan", "template", "s", "Moved.", detail={"to": "by 2027"})
    change = Event(2, at(9), EventKind.RULES_CHANGED, "r", "plan", "template", "s", "Withdrawn.", detail={"withdraws": "1"})
    assert in_force([told_once]) == [told_once]
    assert in_force([told_once, change]) == []
    assert slips_of(in_force([told_once, change])) == ()


# --- the command ---

PLAN = """[plan]
id = "plan"
title = "P"
url = "https://www.gov.uk/p"
published = 2023-03-02
publisher = "DfE"

[[commitment]]
id = "template"
title = "One template"
due = "by the end of 2035"
owner = "DfE"
theme = "t"
stated = "https://www.gov.uk/p"
names = ["national EHCP template"]
delivered_by = ["template"]
"""


@pytest.fixture
def place(it: World, tmp_path: Path) -> Path:
    """An installation that has found nothing yet of what lies in its archive under another name."""
    a_list_that_comes_to_show(it, "One EHCP passport")
    root = tmp_path / "root"
    (root / "plans").mkdir(parents=True)
    (root / "state").mkdir()
    it.archive.copy_to(root / "state" / "watcher.db")
    (root / "sources.toml").write_text(
        f'[[source]]\nid = "search"\ntitle = "A"\nkind = "govuk-search"\nurl = "{it.sources[0].url}"\nevery = "1d"\n'
    )
    (root / "plans" / "p.toml").write_text(PLAN)
    return root


def test_a_plan_is_tried_from_elsewhere_and_nothing_is_accepted_of_it(place: Path, tmp_path: Path) -> None:
    same = planwatch(place, "replay")
    assert (same.returncode, same.stderr) == (0, "")
    assert "No difference." in same.stdout
    tried = tmp_path / "tried.toml"
    tried.write_text((place / "plans" / "p.toml").read_text().replace("national EHCP template", "EHCP passport"))
    done = planwatch(place, "replay", "--plan", str(tried), "--json")
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert answer["summary"] == {"appears": {"evidence": 1}, "vanishes": {}, "changes": {}}
    (difference,) = answer["differences"]
    assert (difference["difference"], difference["day"], difference["old"]) == ("appears", "2024-01-10", None)
    assert difference["new"]["sentence"].startswith("Possible evidence found")
    later = planwatch(place, "replay", "--plan", str(tried), "--since", "2024-01-11")
    assert later.returncode == 0
    refused = planwatch(place, "replay", "--plan", str(tried), "--accept")
    assert refused.returncode == 2
    assert planwatch(place, "replay").returncode == 0


def test_accepting_is_said_and_the_next_replay_is_empty(place: Path) -> None:
    plan = place / "plans" / "p.toml"
    plan.write_text(plan.read_text().replace("national EHCP template", "EHCP passport"))
    shown = planwatch(place, "replay")
    assert shown.returncode == 1
    assert "Would appear:" in shown.stdout
    assert "appears: 1 evidence." in shown.stdout
    done = planwatch(place, "replay", "--accept")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 events, none of them news" in done.stdout
    assert planwatch(place, "replay").returncode == 0
    (standing,) = json.loads(planwatch(place, "status", "--json").stdout)
    assert (standing["evidence"], standing["verdict"]) == ("candidate found", Verdict.NOT_YET_RATED.value)


def test_a_damaged_archive_and_none_at_all_are_refused_plainly(place: Path, tmp_path: Path) -> None:
    assert planwatch(place, "--state", str(tmp_path / "none"), "replay").returncode == 2
    assert not (tmp_path / "none").exists()
    assert planwatch(place, "replay", "--since", "yesterday").returncode == 2
    database = place / "state" / "watcher.db"
    database.write_bytes(b"garbage" * 100)
    done = planwatch(place, "replay")
    assert done.returncode == 1
    assert "restore a backup" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("sql", ["UPDATE raws SET body = zeroblob(40)", "UPDATE versions SET document = '{}'"])
def test_damage_inside_the_archive_is_found_when_it_is_played(it: World, sql: str) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    it.archive._db.execute(sql)
    with pytest.raises(ArchiveCorrupt, match="restore a backup"):
        again(it)


def test_other_bytes_than_were_kept_are_not_taken_for_them(it: World) -> None:
    a_list_that_comes_to_show(it, "One EHCP passport")
    (first, _), (second, _) = it.archive._db.execute("SELECT sha256, size FROM raws WHERE base IS NULL LIMIT 2").fetchall() * 2
    it.archive._db.execute("UPDATE versions SET sha256 = 'f00' WHERE sha256 = ?", (first,))
    it.archive._db.execute("UPDATE raws SET sha256 = 'f00' WHERE sha256 = ?", (second,))
    with pytest.raises(ArchiveCorrupt, match="other bytes"):
        again(it)
