"""The corpus of documents that evidence and mentions are measured on."""

from __future__ import annotations

from pathlib import Path

from bench.signal.titles import CORPUS, items_of
from watcher.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]


def test_half_of_the_corpus_are_near_misses_and_every_id_is_a_promise() -> None:
    items, known = items_of(CORPUS), {c.id for c in load_catalogue(ROOT / "sources.toml", ROOT / "plans").commitments}
    assert len(items) >= 120
    assert sum(i.near_miss for i in items) * 2 >= len(items)
    assert all(i.wanted <= known for i in items)
    assert [i.name for i in items if i.near_miss == bool(i.wanted)] == []
