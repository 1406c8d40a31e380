"""Files that only grow: one more event makes one more stretch, and nothing that was tampered with is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from notifier.data import data_files
from notifier.data.events import STRETCH
from notifier.model import Board
from notifier.publish import publish
from tests.notifier.public import board, event, made

NAMES = ("data/events.jsonl", "data/events.csv")
EVENTS = [event(n) for n in range(1, 2 * STRETCH + 3)]
LAST = (len(EVENTS) - 1) % STRETCH + 1
"""So many events are in the last stretch."""


def of(count: int, **site: Any) -> Board:
    return board(*EVENTS[:count], **site)


def put(state: Board, folder: Path, **more: Any) -> int:
    """Publishes the data; how often an event was read."""
    publish(data_files(state), folder / "public", folder / "memory.json", **more)
    return len(state.record.read)  # type: ignore[attr-defined]


def standing(folder: Path) -> list[bytes]:
    return [(folder / "public" / name).read_bytes() for name in NAMES]


def whole(state: Board) -> list[bytes]:
    files = made(data_files(state))
    return [files[name] for name in NAMES]


@pytest.mark.parametrize(
    "steps", [(1, 2), (STRETCH - 1, STRETCH, STRETCH + 1), (1, 2 * STRETCH + 1), (STRETCH + 5, 3, len(EVENTS))]
)
def test_what_grew_is_what_would_have_been_made_at_once(tmp_path: Path, steps: Sequence[int]) -> None:
    for count in steps:
        put(of(count), tmp_path)
        assert standing(tmp_path) == whole(of(count))


def test_one_more_event_reads_no_older_stretch(tmp_path: Path) -> None:
    assert put(of(len(EVENTS) - 1), tmp_path) == 2 * (len(EVENTS) - 1)
    assert put(of(len(EVENTS)), tmp_path) == 2 * LAST
    assert put(of(len(EVENTS)), tmp_path) == 0


@pytest.mark.parametrize(
    "harm",
    [
        lambda b: b.replace(b"News number 7.", b"News number 8.", 1),
        lambda b: b[:-5],
        lambda b: b + b"x",
        lambda b: b"x" + b,
        lambda b: b"",
        lambda b: b[:1000] + b[1500:],
    ],
)
def test_a_file_that_was_tampered_with_is_whole_again_after_the_next_event(tmp_path: Path, harm: Any) -> None:
    put(of(len(EVENTS) - 1), tmp_path)
    for name in NAMES:
        path = tmp_path / "public" / name
        before = path.read_bytes()
        path.write_bytes(harm(before))
        assert path.read_bytes() != before
    put(of(len(EVENTS)), tmp_path)
    assert standing(tmp_path) == whole(of(len(EVENTS)))


@pytest.mark.parametrize(
    "memory", [b"", b"{}", b"[]", b'{"keys": {}, "parts": {"data/events.csv": [["x", 1]]}}', b'{"keys": 1}', None]
)
def test_a_memory_that_is_lost_or_damaged_costs_time_and_nothing_else(tmp_path: Path, memory: bytes | None) -> None:
    put(of(STRETCH), tmp_path)
    if memory is None:
        (tmp_path / "memory.json").unlink()
    else:
        (tmp_path / "memory.json").write_bytes(memory)
    assert put(of(STRETCH + 1), tmp_path) == 2 * (STRETCH + 1)
    assert standing(tmp_path) == whole(of(STRETCH + 1))


def test_a_memory_older_than_the_file_is_believed_as_far_as_the_file_bears_it_out(tmp_path: Path) -> None:
    put(of(STRETCH + 1), tmp_path)
    old = (tmp_path / "memory.json").read_bytes()
    put(of(STRETCH + 2), tmp_path)
    (tmp_path / "memory.json").write_bytes(old)  # a power cut came between the file and the memory
    put(of(STRETCH + 3), tmp_path)
    assert standing(tmp_path) == whole(of(STRETCH + 3))


def test_another_code_and_a_wish_for_everything_afresh_read_every_event(tmp_path: Path) -> None:
    put(of(STRETCH + 1), tmp_path)
    assert put(of(STRETCH + 1, maker="another"), tmp_path) == 2 * (STRETCH + 1)
    assert put(of(STRETCH + 1, maker="another"), tmp_path, afresh=True) == 2 * (STRETCH + 1)


def test_a_file_that_grew_by_nothing_is_left_as_it_lies(tmp_path: Path) -> None:
    put(of(3), tmp_path)
    before = (tmp_path / "public" / NAMES[0]).stat()
    put(of(3, maker="another"), tmp_path)
    after = (tmp_path / "public" / NAMES[0]).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not list((tmp_path / "public").rglob(".*"))
