"""Real pages, version after version over loopback through the real round, held against their recorded histories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.real.conftest import SHARED
from tests.web_server import Answer
from tests.world import World, kinds, world
from watcher.check import Round
from watcher.diff import diff_documents
from watcher.extract import extract_file
from watcher.model import Change, DateRole, DocumentState, EventKind, SourceKind

MOVES = Path(__file__).resolve().parents[2] / "bench" / "corpora" / "date_moves.json"
HISTORIES = sorted(p.parent.name for p in (SHARED / "data" / "page_history").glob("*/history.json"))


def play(data: Path, name: str, it: World) -> Iterator[tuple[dict[str, Any], Round]]:
    """Each version after the first, just after the round that looked at it."""
    folder = data / "page_history" / name
    history = json.loads((folder / "history.json").read_text())
    it.watch("/page", SourceKind.PAGE)
    for version in history["versions"]:
        it.site.pages["/page"] = Answer((folder / version["file"]).read_bytes(), 200, {"Content-Type": "text/html; charset=utf-8"})
        done = it.look()
        if version["n"] > 1:
            yield version, it.look() if done.unseen else done  # a doubt is settled by the next look


@pytest.mark.skipif(not HISTORIES, reason="the real data (../shared/data) is not on this machine")
@pytest.mark.parametrize("name", HISTORIES)
def test_every_true_change_is_seen_and_nothing_else_is(data: Path, tmp_path: Path, name: str) -> None:
    with world(tmp_path) as it:
        wrong = []
        for version, done in play(data, name, it):
            seen = done.changed == 1
            if seen is not version["changed"] or done.unseen:
                wrong.append((version["n"], seen, version["changed"], done.reasons))
        assert not wrong


@pytest.mark.skipif(not HISTORIES, reason="the real data (../shared/data) is not on this machine")
@pytest.mark.parametrize("name", HISTORIES)
def test_a_noted_change_shows_what_the_page_s_own_note_says(data: Path, tmp_path: Path, name: str) -> None:
    with world(tmp_path) as it:
        for version, done in play(data, name, it):
            if not version["note_added"]:
                continue
            told = [e.sentence for e in done.events if e.kind is EventKind.PAGE_UPDATED]
            newest = next(iter(it.archive.latest("page").values())).document.notes[0].text
            assert any(newest in sentence for sentence in told), (version["n"], newest, told)


def test_the_rolling_update_s_one_unnoted_edit_is_a_silent_edit(data: Path, tmp_path: Path) -> None:
    with world(tmp_path) as it:
        silent = {v["n"]: kinds(done) for v, done in play(data, "ofsted-covid-rolling-update", it)
                  if v["substance_changed"] and not v["note_added"]}  # fmt: skip
        assert list(silent.values()) == [["silent-edit"]]


def test_the_green_paper_page_states_its_closing_date(data: Path) -> None:
    pages = sorted((data / "page_history").glob("send-*/*__2022-05-2*.html"))
    assert pages
    dates = {d for p in pages for d in extract_file(p.name, p.read_bytes()).dates}
    assert (DateRole.CLOSING, date(2022, 7, 22)) in {(d.role, d.on) for d in dates}


def test_silent_edits_are_changes_without_a_note(data: Path) -> None:
    pairs = [p for p in sorted((data / "silent_edits").iterdir()) if p.is_dir()]
    assert len(pairs) >= 6
    for pair in pairs:
        before, after = (extract_file(n, (pair / n).read_bytes()) for n in ("before.html", "after.html"))
        change = diff_documents(before, after)
        assert change is not None, pair.name
        assert not change.noted, pair.name


def change_between(before: Path, after: Path) -> Change | None:
    old, new = (extract_file(p.name, p.read_bytes()) for p in (before, after))
    return diff_documents(old, new)


@pytest.mark.skipif(not HISTORIES, reason="the real data (../shared/data) is not on this machine")
@pytest.mark.parametrize("name", HISTORIES)
def test_the_dates_that_moved_are_those_read_off_the_pages_by_hand(data: Path, name: str) -> None:
    truth = json.loads(MOVES.read_text())["page_history"].get(name, {})
    folder = data / "page_history" / name
    versions = json.loads((folder / "history.json").read_text())["versions"]
    for a, b in pairwise(versions):
        change = change_between(folder / a["file"], folder / b["file"])
        told = [(m.before, m.after) for m in (change.dates if change else ()) if m.before and m.after]
        wanted = truth.get(str(b["n"]), [])
        assert len(told) == len(wanted), (b["n"], told)
        assert all(old in m[0] and new in m[1] for m, (old, new) in zip(told, wanted, strict=True)), (b["n"], told)


@pytest.mark.parametrize(
    ("pair", "kinds"),
    [("attachment-size-changed", ("file size",)), ("size-155-156kb", ("file size",)), ("spelling-fix", ("spelling",)),
     ("org-renamed", ("organisation renamed",)), ("service-status", ()), ("statutory-guidance-wording", ())],
)  # fmt: skip
def test_silent_edits_are_retouching_or_they_are_not(data: Path, pair: str, kinds: tuple[str, ...]) -> None:
    change = change_between(*(data / "silent_edits" / pair / n for n in ("before.html", "after.html")))
    assert change is not None
    assert change.retouched == kinds


@pytest.mark.parametrize("name", ["consultation-closed-1", "consultation-closed-2"])
def test_a_consultation_that_has_closed_has_lost_no_closing_date(data: Path, name: str) -> None:
    change = change_between(*(data / "transitions" / name / n for n in ("before.html", "after.html")))
    assert change is not None
    assert "closing" not in {m.role for m in change.dates}


def test_the_long_list_changes_only_in_rows_and_never_in_its_stamp(data: Path) -> None:
    pages = sorted((data / "ofsted_area_send_outcomes").glob("*.html"))
    for before, after in pairwise(pages):
        change = change_between(before, after)
        assert change is not None
        assert not [h for h in change.hunks if h.before.startswith("Summary data last updated")]


@pytest.mark.parametrize("name", ["withdrawn-1", "withdrawn-2"])
def test_withdrawn_pages_read_as_withdrawn(data: Path, name: str) -> None:
    page = (data / "transitions" / name / "after.html").read_bytes()
    before = (data / "transitions" / name / "before.html").read_bytes()
    assert extract_file("a.html", page).state is DocumentState.WITHDRAWN
    assert extract_file("b.html", before).state is not DocumentState.WITHDRAWN


def test_a_page_that_answers_404_is_gone_after_a_second_look(data: Path, tmp_path: Path) -> None:
    folder = data / "transitions" / "page-then-404-1"
    with world(tmp_path) as it:
        it.watch("/page", SourceKind.PAGE)
        it.site.pages["/page"] = Answer((folder / "before.html").read_bytes(), 200, {"Content-Type": "text/html"})
        it.look()
        it.site.pages["/page"] = Answer((folder / "after.html").read_bytes(), 404, {"Content-Type": "text/html"})
        assert kinds(it.look()) == []
        assert kinds(it.look()) == ["page-gone"]


def test_a_stored_404_page_served_as_fine_is_not_believed(data: Path, tmp_path: Path) -> None:
    folder = data / "transitions" / "page-then-404-1"
    with world(tmp_path) as it:
        it.watch("/page", SourceKind.PAGE)
        it.site.pages["/page"] = Answer((folder / "before.html").read_bytes(), 200, {"Content-Type": "text/html"})
        it.look()
        it.site.pages["/page"] = Answer((folder / "after.html").read_bytes(), 200, {"Content-Type": "text/html"})
        done = it.look()
        assert (done.unseen, kinds(done)) == (1, [])
