"""Publication: only what changed, each file whole, and always the same as if everything had been made anew."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from locks import sole_user
from notifier.model import Board, File
from notifier.publish import MEMORY, NOTHING_NEW, Published, files_of, publish
from notifier.settings import Settings
from publication import authority_of, board_of, publish_board, published_up_to
from tests.notifier.public import KEPT, NOW, NPQ, PLAN, SOURCE, board, event, made
from tests.watcher.test_catalogue import PLAN as TOML
from tests.watcher.test_catalogue import SOURCES
from tests.world import LONG, World, commitment, item, ruling, world
from watcher import (
    ArchiveUnwritable,
    Candidate,
    Catalogue,
    Correction,
    EventKind,
    Plan,
    PublishError,
    Rejection,
    SourceState,
    Verdict,
    Withdrawal,
)
from watcher.archive import Archive
from watcher.judge import standing


def put(made_of: Board | list[File], folder: Path, **options: bool) -> Published:
    files = files_of(made_of) if isinstance(made_of, Board) else made_of
    return publish(files, folder / "public", folder / MEMORY, **options)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_publishing_again_makes_nothing_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    first = put(board(), tmp_path)
    assert first.written > 50
    calls: list[str] = []
    watched = [replace(f, make=lambda f=f: calls.append(f.path) or f.make()) for f in files_of(board())]
    assert put(watched, tmp_path) == Published((), first.written, 0)
    assert calls == []
    assert put(board(event(1)), tmp_path).removed >= 2  # two events' pages


def test_after_one_more_event_only_the_pages_that_tell_of_it_are_made(tmp_path: Path) -> None:
    told = [event(n, commitment_id="npq" if n % 2 else "template", days=40 - n) for n in range(1, 31)]
    put(board(*told), tmp_path)
    calls: list[str] = []
    files = files_of(board(*told, event(31, commitment_id="npq")))
    put([replace(f, make=lambda f=f: calls.append(f.path) or f.make()) for f in files], tmp_path)
    assert "events/31.html" in calls
    assert "commitments/npq.html" in calls
    assert "commitments/template.html" not in calls
    assert not [p for p in calls if p.startswith("events/") and p != "events/31.html"]
    assert tree(tmp_path / "public") == made(files)


def test_what_lies_there_of_a_killed_publication_is_cleared_away(tmp_path: Path) -> None:
    put(board(), tmp_path)
    (tmp_path / "public" / "events" / ".9.html.new").write_text("half")
    put(board(), tmp_path)
    assert ".9.html.new" not in {p.name for p in (tmp_path / "public").rglob("*")}


def test_a_file_that_somebody_deleted_is_put_back(tmp_path: Path) -> None:
    put(board(), tmp_path)
    (tmp_path / "public" / "how.html").unlink()
    assert put(board(), tmp_path).changed == ("how.html",)


def test_a_damaged_memory_costs_time_and_nothing_else(tmp_path: Path) -> None:
    put(board(), tmp_path)
    (tmp_path / MEMORY).write_text('{"index.html": ')
    assert put(board(), tmp_path).changed == ()
    assert tree(tmp_path / "public") == made(files_of(board()))


def test_made_afresh_a_file_that_somebody_changed_is_right_again(tmp_path: Path) -> None:
    put(board(), tmp_path)
    (tmp_path / "public" / "how.html").write_text("graffiti")
    assert put(board(), tmp_path, afresh=True).changed == ("how.html",)


def test_a_publication_that_fails_half_way_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(board(notice="Old."), tmp_path)
    moves: list[Path] = []
    move = Path.replace

    def full(self: Path, target: Path) -> Path:
        if "public" in self.parts:
            moves.append(self)
            if len(moves) == 20:
                raise OSError(28, "No space left on device")
        return move(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(PublishError, match="No space left"):
            put(board(notice="New."), tmp_path)
    both = {**made(files_of(board(notice="New."))), **made(files_of(board(notice="Old.")))}
    new = made(files_of(board(notice="New.")))
    found = tree(tmp_path / "public")
    assert all(content in (both[path], new[path]) for path, content in found.items())
    assert not [p for p in found if p.endswith(".new")]
    put(board(notice="Old."), tmp_path)  # back to before: what had been put in place must not stay
    assert tree(tmp_path / "public") == made(files_of(board(notice="Old.")))


def test_a_page_that_cannot_be_made_leaves_everything_as_it_was(tmp_path: Path) -> None:
    put(board(), tmp_path)
    before = tree(tmp_path / "public")

    def broken() -> bytes:
        raise ZeroDivisionError

    files = [replace(f, make=broken) if f.path == "week.html" else f for f in files_of(board(event(9, sentence="New.")))]
    with pytest.raises(ZeroDivisionError):
        put(files, tmp_path)
    assert tree(tmp_path / "public") == before


def test_a_folder_that_cannot_be_written_leaves_the_last_files_whole(tmp_path: Path) -> None:
    put(board(), tmp_path)
    before = (tmp_path / "public" / "index.html").read_bytes()
    (tmp_path / "public" / "events").rename(tmp_path / "was")
    (tmp_path / "public" / "events").write_text("in the way")
    with pytest.raises(PublishError, match="still stands"):
        put(board(event(9, sentence="New.")), tmp_path)
    assert (tmp_path / "public" / "index.html").read_bytes() == before
    assert not [p for p in tree(tmp_path / "public") if p.endswith(".new")]


# --- a key says all that goes into a file ---


def _standing(b: Board, **changes: object) -> Board:
    return replace(b, standings={**b.standings, "template": replace(b.standings["template"], **changes)})  # type: ignore[arg-type]


def _plan(**changes: object) -> Callable[[Board], Board]:
    def change(b: Board) -> Board:
        promise = commitment(**changes)
        plan = replace(PLAN, commitments=(promise, NPQ))
        return replace(b, plans=(plan,), standings={**b.standings, "template": standing(promise, [], _coverage(b), NOW)})

    return change


def _coverage(b: Board) -> object:
    return b.standings["template"].coverage


CHANGES: dict[str, Callable[[Board], Board]] = {
    "a notice": lambda b: replace(b, site=replace(b.site, notice="Made up.")),
    "another address": lambda b: replace(b, site=replace(b.site, public_url="https://planwatch.example.org/x")),
    "a contact": lambda b: replace(b, site=replace(b.site, contact="ask@example.org")),
    "forms elsewhere": lambda b: replace(b, site=replace(b.site, forms_url="https://forms.example.org")),
    "a hub": lambda b: replace(b, site=replace(b.site, hub="https://hub.example.org")),
    "an archive": lambda b: replace(b, site=replace(b.site, archive_copy="https://archive.example.org/{time}/{url}")),
    "other code": lambda b: replace(b, site=replace(b.site, maker="x")),
    "the next day": lambda b: replace(b, generated_at=NOW + timedelta(days=1)),
    "a year later": lambda b: replace(b, generated_at=NOW + timedelta(days=400)),
    "another title of the plan": lambda b: replace(b, plans=(replace(PLAN, title="Plan B"),)),
    "a correction": lambda b: replace(b, plans=(replace(PLAN, corrections=(Correction(date(2026, 1, 2), "Wrong.", "npq"),)),)),
    "another title": _plan(title="A template"),
    "another name": _plan(names=("that template",)),
    "another theme": _plan(theme="paper"),
    "a ruling": _plan(rulings=(ruling(date(2025, 12, 1)),)),
    "two rulings": _plan(rulings=(ruling(date(2025, 12, 1), Verdict.STALLED), ruling(date(2025, 12, 2)))),
    "a candidate": _plan(candidates=(Candidate("https://www.gov.uk/c", date(2025, 12, 1), "This?"),)),
    "a rejection": _plan(rejected=(Rejection("https://www.gov.uk/r", date(2025, 12, 1), "A draft."),)),
    "another title of a source": lambda b: replace(b, sources=(replace(SOURCE, title="The page"),)),
    "a source more": lambda b: replace(b, sources=(SOURCE, replace(SOURCE, id="other", url="https://www.gov.uk/speech"))),
    "another address of a source": lambda b: replace(b, sources=(replace(SOURCE, url="https://www.gov.uk/speech"),)),
    "a blind spot": lambda b: replace(b, states={"page": replace(b.states["page"], blind=True, failures=3, reason_text="Gone.")}),
    "one more look": lambda b: replace(b, states={"page": replace(b.states["page"], checks=44, seen=42, last_checked=NOW)}),
    "a look in vain": lambda b: replace(b, states={"page": replace(b.states["page"], checks=44, failures=1)}),
    "more checks": lambda b: _standing(b, coverage=replace(b.standings["template"].coverage, checks=99), sentence="Overdue."),
    "a kept page seen again": lambda b: replace(b, kept={KEPT.sha256: NOW + timedelta(days=1)}),
    "no kept page": lambda b: replace(b, kept={}),
    "a withdrawn event": lambda b: replace(b, withdrawn={2: Withdrawal(NOW, "The rules of today do not tell it.")}),
    "an event told otherwise": lambda b: replace(b, withdrawn={2: Withdrawal(NOW, "The rules tell it otherwise.", "Less.")}),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_other_bytes_has_another_key(name: str) -> None:
    before, after = board(), CHANGES[name](board())
    old = {f.path: f for f in files_of(before)}
    differing = 0
    for file in files_of(after):
        was = old.get(file.path)
        if was is None or file.make() != was.make():
            differing += 1
            assert was is None or was.key != file.key, file.path
    assert differing or name == "other code"
    assert before.key != after.key


def test_another_event_under_the_same_id_as_after_a_restored_backup_is_told_anew(tmp_path: Path) -> None:
    put(board(event(1, sentence="Before the backup.")), tmp_path)
    after = board(event(1, sentence="After the backup."))
    put(after, tmp_path)
    assert tree(tmp_path / "public") == made(files_of(after))


def test_the_same_state_gives_the_same_bytes_and_keys() -> None:
    assert made(files_of(board())) == made(files_of(board()))
    assert [(f.path, f.key) for f in files_of(board())] == [(f.path, f.key) for f in files_of(board())]
    assert board().key == board().key


def test_no_two_files_have_one_address() -> None:
    paths = [f.path for f in files_of(board())]
    assert len(set(paths)) == len(paths)


# --- the real thing: rounds, then publication, over and over ---


def publish_world(w: World, folder: Path) -> Published:
    plan = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, tuple(w.commitments))
    settings = Settings(state=folder)
    return publish_board(board_of(Catalogue((plan,), tuple(w.sources)), w.archive, w.now, settings), w.archive, folder)


def test_round_after_round_it_is_what_publishing_from_nothing_gives(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        source = w.watch("/api/content/page", commitments=("template",))
        words = ("We will publish the national EHCP template by the end of 2025.",
                 "We will publish the national EHCP template by the end of 2026.",
                 "We will explore the national EHCP template in due course.", "The page is shorter.")  # fmt: skip
        for n, text in enumerate(words):
            w.site.json("/api/content/page", item("EHC plans", LONG, text, notes=n))
            w.look(30)
            if n == 2:
                w.commitments = [commitment(title="One template for all", rulings=(ruling(date(2024, 3, 1), Verdict.STALLED),))]
                w.look()
            publish_world(w, tmp_path / "step")
            publish_world(w, tmp_path / f"fresh-{n}")
            grown, fresh = tree(tmp_path / "step" / "public"), tree(tmp_path / f"fresh-{n}" / "public")
            for found in (grown, fresh):
                found.pop("data/watcher.db")  # a day old at most, so not always the same
            assert grown.keys() == fresh.keys()
            assert [p for p in grown if grown[p] != fresh[p]] == []
        assert source.id in {s.source_id for s in w.archive.states().values()}


def test_a_state_that_was_published_already_is_not_looked_through_again(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.watch("/api/content/page", commitments=("template",))
        w.site.json("/api/content/page", item("EHC plans", LONG))
        w.look()
        assert publish_world(w, tmp_path).written > 50
        (tmp_path / MEMORY).unlink()
        w.now += timedelta(hours=1)
        assert publish_world(w, tmp_path) == NOTHING_NEW
        assert not (tmp_path / MEMORY).exists()
        w.look()
        assert publish_world(w, tmp_path).written


def test_the_copy_of_the_database_is_made_once_a_day_and_opens_by_itself(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.watch("/api/content/page", commitments=("template",))
        w.site.json("/api/content/page", item("EHC plans", LONG))
        w.look()
        publish_world(w, tmp_path)
        copy = tmp_path / "public" / "data" / "watcher.db"
        first = copy.read_bytes()
        w.now += timedelta(hours=2)
        w.site.json("/api/content/page", item("EHC plans", LONG, "We will publish the national EHCP template soon."))
        w.look(0)
        publish_world(w, tmp_path)
        assert copy.read_bytes() == first
        w.now += timedelta(days=1)
        publish_world(w, tmp_path)
        assert copy.read_bytes() != first
        with sqlite3.connect(f"file:{copy}?immutable=1", uri=True) as db:
            assert db.execute("SELECT count(*) FROM checks").fetchone() == (2,)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert sorted(p.name for p in copy.parent.glob("*watcher*")) == ["watcher.db"]


def test_a_blind_spot_and_its_end_reach_the_pages(tmp_path: Path) -> None:
    state = SourceState("page", checks=3, failures=3, blind=True, reason_text="The server did not answer.", failing_since=NOW)
    blind = replace(board(event(1, EventKind.BLIND_SPOT, "")), states={"page": state})
    put(blind, tmp_path)
    assert "blind spot" in (tmp_path / "public" / "sources.html").read_text()
    assert "cannot be read at present" in (tmp_path / "public" / "sources" / "page.html").read_text()
    put(board(event(1, EventKind.BLIND_SPOT, "")), tmp_path)
    assert "cannot be read at present" not in (tmp_path / "public" / "sources" / "page.html").read_text()


def test_what_a_host_wants_at_the_root_is_left_alone(tmp_path: Path) -> None:
    put(board(), tmp_path)
    others = ("CNAME", "robots.txt", ".well-known/security.txt", ".git/HEAD")
    for name in others:
        (tmp_path / "public" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "public" / name).write_text("theirs")
    (tmp_path / "public" / "events" / "old.html").write_text("ours, from another version")
    put(board(event(1)), tmp_path)
    found = tree(tmp_path / "public")
    assert all(found[name] == b"theirs" for name in others)
    assert "events/old.html" not in found


def test_what_is_linked_is_there_before_what_links_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    move = Path.replace

    def watched(self: Path, target: Path) -> Path:
        order.append(Path(target).relative_to(tmp_path).as_posix())
        return move(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    put(board(*(event(n, days=300 - n) for n in range(1, 205))), tmp_path)
    place = {path.removeprefix("public/"): n for n, path in enumerate(order) if path.startswith("public/")}
    assert place["events/204.html"] < place["commitments/template.html"] < place["index.html"]
    assert place["feeds/all/1.atom"] < place["feeds/all.atom"]
    assert place["commitments/template/1.html"] < place["commitments/template.html"]
    assert max(place, key=lambda path: place[path]) == "index.html"


def test_a_copy_of_the_database_that_cannot_be_made_keeps_nobody_from_the_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with world(tmp_path) as w:
        monkeypatch.setattr(Archive, "copy_to", _no_room)
        w.watch("/api/content/page", commitments=("template",))
        w.site.json("/api/content/page", item("EHC plans", LONG))
        w.look()
        publish_world(w, tmp_path)
        assert published_up_to(tmp_path) == w.archive.latest_event()
    assert "the copy of the database was not made" in capsys.readouterr().out
    assert not list((tmp_path / "public" / "data").glob("*watcher*"))


def _no_room(archive: Archive, path: Path) -> None:
    path.write_bytes(b"half of it")
    raise ArchiveUnwritable("no room")


def test_ids_stay_when_the_pages_move_to_another_host(tmp_path: Path) -> None:
    assert authority_of(tmp_path, "http://127.0.0.1:8000") == "127.0.0.1"  # tried out
    assert authority_of(tmp_path, "https://planwatch.example.org/x") == "planwatch.example.org"
    assert authority_of(tmp_path, "https://elsewhere.example.com") == "planwatch.example.org"
    moved = made(files_of(board(public_url="https://elsewhere.example.com", authority="planwatch.example.org")))
    assert b"tag:planwatch.example.org,2023:event/1" in moved["feeds/all.atom"]
    assert b"UID:commitment-template@planwatch.example.org" in moved["calendar/all.ics"]


def test_two_that_publish_at_once_take_turns(tmp_path: Path) -> None:
    for name in ("plans", "state"):
        (tmp_path / name).mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES)
    (tmp_path / "plans" / "p.toml").write_text(TOML)
    command = [
        sys.executable,
        "-m",
        "planwatch",
        "--root",
        str(tmp_path),
        "--state",
        str(tmp_path / "state"),
        "publish",
        "--afresh",
    ]
    with sole_user(tmp_path / "state", "publishing"):
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(3)]
        with pytest.raises(subprocess.TimeoutExpired):  # each of them waits as long as somebody publishes
            both[0].wait(timeout=5)
        assert [p.poll() for p in both] == [None, None, None]
        assert not (tmp_path / "state" / "public").exists()
    said = [p.communicate(timeout=60)[0] for p in both]
    assert [p.returncode for p in both] == [0, 0, 0], said
    assert not [p for p in tree(tmp_path / "state" / "public") if p.endswith(".new")]


def test_a_state_that_was_half_replaced_by_another_is_not_taken_for_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as w:
        plan = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, tuple(w.commitments))

        def publish_with(contact: str) -> Published:
            settings = Settings(state=tmp_path, contact=contact)
            return publish_board(board_of(Catalogue((plan,), ()), w.archive, w.now, settings), w.archive, tmp_path)

        publish_with("first@example.org")
        before = tree(tmp_path / "public")
        moves: list[Path] = []
        move = Path.replace

        def dies(self: Path, target: Path) -> Path:
            moves.append(self)
            if len([m for m in moves if "public" in m.parts]) == 3:
                raise KeyboardInterrupt
            return move(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", dies)
            with pytest.raises(KeyboardInterrupt):
                publish_with("second@example.org")
        assert published_up_to(tmp_path) == w.archive.latest_event()
        publish_with("first@example.org")
        after = tree(tmp_path / "public")
        assert {p for p in before if before[p] != after[p]} <= {"data/watcher.db"}
