"""watcher.db keeps what was read, once, whole, and refuses what it cannot trust."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.notifier.public import event, headline
from watcher.archive import Archive
from watcher.database import open_database
from watcher.errors import ArchiveCorrupt, ArchiveError, ArchiveTooNew, ArchiveUnwritable
from watcher.model import (
    Attachment,
    Block,
    BlockKind,
    ChangeNote,
    DateRole,
    Document,
    DocumentState,
    EventKind,
    Link,
    Relation,
    Seen,
    Sighting,
    SourceRecord,
    SourceState,
    StructuredDate,
    Validators,
)
from watcher.rows import dump
from watcher.tables import SCHEMA

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "watcher.db", now=NOW) as opened:
        yield opened


def document(text: str = "A promise.", **changes: object) -> Document:
    full = Document(
        url="https://www.gov.uk/a",
        title="A page",
        type="guidance",
        state=DocumentState.WITHDRAWN,
        content_id="id",
        published=NOW,
        notes=(ChangeNote(NOW, "First."), ChangeNote(None, "Before.")),
        blocks=(Block(BlockKind.PARAGRAPH, text),),
        links=(Link("there", "https://www.gov.uk/b"),),
        attachments=(Attachment("File", "https://www.gov.uk/c", True),),
        dates=(StructuredDate(DateRole.CLOSING, NOW.date()),),
        entries=(Document("https://www.gov.uk/d", "Row", updated=NOW),),
    )
    return replace(full, **changes)  # type: ignore[arg-type]


def look(doc: Document, raw: bytes, day: int = 0, **changes: object) -> SourceRecord:
    at = NOW + timedelta(days=day)
    state = SourceState("s", checks=day + 1, last_checked=at, last_seen=at)
    return SourceRecord(state=state, seen=(Seen(doc, raw, at),), **changes)  # type: ignore[arg-type]


def test_a_document_comes_back_exactly_as_it_went_in(archive: Archive) -> None:
    archive.record(look(document(), b"raw"))
    (snapshot,) = archive.latest("s").values()
    assert snapshot.document == document()
    assert archive.raw(snapshot.sha256) == b"raw"
    assert archive.snapshot_by_hash(snapshot.sha256) == snapshot


def test_every_version_is_read_back_and_a_small_edit_costs_little(archive: Archive) -> None:
    rng = random.Random(1)
    words = [f"{rng.random()}" for _ in range(4000)]
    raws = []
    for n in range(40):
        words[n * 7] = f"edit {n}"
        raws.append(" ".join(words).encode())
        archive.record(look(document(f"text {n}"), raws[-1], n))
    assert [archive.raw(hashlib.sha256(r).hexdigest()) for r in raws] == raws
    stored = archive._db.execute("SELECT sum(length(body)) FROM raws").fetchone()[0]
    assert stored < sum(map(len, raws)) * 0.1
    assert len(archive.versions("s", "id")) == 40


def test_looking_again_moves_last_seen_and_keeps_one_version(archive: Archive) -> None:
    archive.record(look(document(), b"raw"))
    later = NOW + timedelta(days=1)
    archive.record(SourceRecord(SourceState("s", checks=2, last_checked=later), touched=("id",)))
    (snapshot,) = archive.latest("s").values()
    assert (snapshot.first_seen, snapshot.last_seen) == (NOW, later)
    assert archive.counts() == {"checks": 2, "documents": 1, "versions": 1, "events": 0}


def test_a_look_is_recorded_whole_or_not_at_all(archive: Archive) -> None:
    bad = replace(event(0), detail={"x": object()})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        archive.record(look(document(), b"raw", validators=(("u", Validators("e", "")),), events=(bad,)))
    assert archive.latest("s") == {}
    assert archive.validators("s", "u") == Validators()
    assert archive.state("s") == SourceState("s")


def test_an_event_happens_once_and_is_never_edited_or_deleted(archive: Archive) -> None:
    assert [e.id for e in archive.append([event(0), event(0)])] == [1]
    assert archive.append([event(0)]) == []
    for sql in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            archive._db.execute(sql)


def test_sightings_entries_and_checks_are_kept(archive: Archive) -> None:
    seen = Sighting("template", Relation.MENTION, 0.5, ("why",), "passage", "u", "t")
    archive.record(look(document(), b"raw", sightings=(seen,)))
    assert archive.sightings("template") == [(NOW, "s", seen)]
    assert archive.known_entries("s") == {f"https://www.gov.uk/d#{NOW.isoformat()}"}
    assert archive.checks("s", 5) == [(NOW, "seen", "")]


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "watcher.db"
    Archive.open(path, now=NOW).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA.version + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveTooNew, match="later Planwatch"):
        Archive.open(path, now=NOW)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "watcher.db"
    path.write_bytes(content)
    with pytest.raises(ArchiveCorrupt):
        Archive.open(path, now=NOW)
    assert path.read_bytes() == content


def test_somebody_else_s_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "watcher.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    with pytest.raises(ArchiveCorrupt, match="something else"):
        Archive.open(path, now=NOW)


def test_a_locked_database_says_what_to_do(archive: Archive, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "watcher.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    archive._db.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(ArchiveUnwritable, match="stop the other process"):
        archive.append([event(0)])
    other.execute("ROLLBACK")
    other.close()


def test_a_full_disk_says_so_and_keeps_what_was_there(archive: Archive) -> None:
    archive.record(look(document(), b"raw"))
    pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
    archive._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ArchiveUnwritable, match="free some space"):
        archive.record(look(document("another"), random.Random(2).randbytes(500_000), 1))
    (snapshot,) = archive.latest("s").values()
    assert snapshot.document == document()


def test_headlines_are_the_news_without_what_a_first_look_found(archive: Archive) -> None:
    quiet = replace(event(0), key="quiet", detail={"baseline": "yes"})
    inner = replace(event(0, EventKind.SOURCE_FAILING), key="inner")
    told = archive.append([replace(event(0), key="a"), quiet, inner, replace(event(0, EventKind.RULING, "npq"), key="b")])
    assert archive.headlines() == [headline(told[0]), headline(told[3])]
    assert archive.headlines(after=told[0].id) == [headline(told[3])]
    assert archive.event(told[3].id) == told[3]
    assert [e.id for e in archive.events_of([EventKind.RULING])] == [told[3].id]
    with pytest.raises(ArchiveError, match="no event 99"):
        archive.event(99)


def test_what_news_quotes_is_kept_with_when_it_was_last_seen_so(archive: Archive) -> None:
    archive.record(look(document(), b"raw"))
    (snapshot,) = archive.latest("s").values()
    quote = replace(event(0).found, sha256=snapshot.sha256)  # type: ignore[type-var]
    archive.append([replace(event(0), key="a", found=quote), replace(event(0), key="b")])
    assert archive.kept() == {snapshot.sha256: snapshot.last_seen}


def test_an_archive_of_the_first_version_lists_its_old_events_as_headlines(tmp_path: Path) -> None:
    path = tmp_path / "watcher.db"
    old = open_database(path, replace(SCHEMA, steps=SCHEMA.steps[:1]))
    told = [
        event(1),
        replace(event(2), detail={"baseline": "yes"}),
        event(3, EventKind.NEEDS_REVIEW),
        event(4, commitment_id="npq"),
    ]
    for e in told:
        old.execute("INSERT INTO events (key, commitment_id, kind, at, event) VALUES (?, ?, ?, ?, ?)",
                    (e.key, e.commitment_id, e.kind.value, e.at.isoformat(), dump(e)))  # fmt: skip
    for outcome in ("seen", "unseen", "seen"):
        old.execute("INSERT INTO checks (source_id, at, outcome, reason) VALUES ('s', ?, ?, '')", (NOW.isoformat(), outcome))
    old.execute("INSERT INTO source_states VALUES ('s', ?)", ('{"source_id": "s", "checks": 3}',))
    old.conn.close()
    with Archive.open(path, now=NOW) as archive:
        assert archive.state("s") == SourceState("s", checks=3, seen=2)
        assert archive.headlines() == [headline(told[0]), headline(told[3])]
        assert archive.events() == told
        with pytest.raises(sqlite3.IntegrityError, match="never edited"):
            archive._db.execute("UPDATE events SET kind = 'ruling'")


def test_a_copy_is_one_file_with_everything_in_it_and_the_same_each_time(archive: Archive, tmp_path: Path) -> None:
    archive.record(look(document(), b"raw"))
    archive.append([event(0)])
    for name in ("one.db", "two.db"):
        archive.copy_to(tmp_path / name)
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()
    with Archive.open(tmp_path / "one.db", now=NOW) as copy:
        assert copy.headlines() == archive.headlines()
        assert copy.latest("s") == archive.latest("s")


def test_a_copy_that_finds_no_room_says_so(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnwritable):
        archive.copy_to(tmp_path / "no" / "folder" / "copy.db")


def test_a_process_that_dies_while_it_creates_a_database_locks_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*unused: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("watcher.database._statements", dies)
        with pytest.raises(KeyboardInterrupt):
            Archive.open(tmp_path / "watcher.db", now=NOW)
    with Archive.open(tmp_path / "watcher.db", now=NOW) as archive:
        assert archive.counts()["events"] == 0
