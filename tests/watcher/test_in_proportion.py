"""Input made to take long takes no longer than any other of its size."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.world import commitment
from watcher.diff import diff_documents
from watcher.diff.blocks import MOST_EDITS
from watcher.diff.words import MOST_SPANS, spans
from watcher.errors import ExtractError
from watcher.extract import Answer, extract
from watcher.match import Matcher
from watcher.model import Block, BlockKind, Document, HunkKind, Op, Source, SourceKind
from watcher.recognise import by_answer

URL = "https://example.org/x"
TIMES = 4
MOST = 3 * TIMES
"""So many times longer may it take over input that is four times as large: in proportion it is four, by its square sixteen."""


def in_proportion(read: Callable[[int], object], size: int) -> None:
    """``read`` makes input of a size and reads it; what is measured is this process's own time, both in one run."""
    read(size // 10)  # what is loaded and compiled at first use
    small, large = taken(read, size), taken(read, size * TIMES)
    assert large < small * MOST, f"{large:.2f} s after {small:.2f} s"


def taken(read: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    read(size)
    return time.process_time() - start


def source(kind: SourceKind, select: str = "") -> Source:
    return Source("s", "A source", kind, URL, timedelta(days=1), select)


def page(*texts: str) -> Document:
    return Document(URL, "Title", blocks=tuple(Block(BlockKind.PARAGRAPH, t) for t in texts))


def test_a_feed_of_very_many_rows_without_ids() -> None:
    def read(size: int) -> None:
        body = b'{"version": "1", "title": "t", "items": [' + b",".join([b"{}"] * size) + b"]}"
        assert len(extract(source(SourceKind.FEED), Answer(URL, "application/feed+json", body)).entries) == 1

    in_proportion(read, 10_000)


def test_a_title_of_nothing_but_the_beginnings_of_tags() -> None:
    def read(size: int) -> None:
        body = b'{"version": "1", "items": [{"id": "1", "title": "' + b"<" * size + b'"}]}'
        assert extract(source(SourceKind.FEED), Answer(URL, "application/feed+json", body)).entries

    in_proportion(read, 20_000)


def test_a_form_with_very_many_links() -> None:
    def read(size: int) -> None:
        body = b"<html><body><main><form><p>x" + b"<a>" * size + b"</form></main></body></html>"
        assert not extract(source(SourceKind.PAGE), Answer(URL, "text/html", body)).links

    in_proportion(read, 10_000)


def test_what_matches_inside_of_a_match_is_told_once() -> None:
    body = b"<html><body><div>Outer.<div>Inner.</div></div><p>Beside.</p><div>Another.</div></body></html>"
    found = extract(source(SourceKind.PAGE, "div"), Answer(URL, "text/html", body))
    assert [b.text for b in found.blocks] == ["Outer.", "Inner.", "Another."]


@pytest.mark.parametrize("kind", ["a file", "an address"])
def test_comments_without_end_before_anything_else(kind: str) -> None:
    def read(size: int) -> None:
        body = b"<!---->" * size + b"x"
        if kind == "an address":
            assert by_answer(URL, Answer(URL, "text/html", body))
        else:
            with pytest.raises(ExtractError):
                extract(source(SourceKind.FILE), Answer(URL, "", body))

    in_proportion(read, 10_000)


def test_a_text_full_of_dates_that_all_moved() -> None:
    def read(size: int) -> None:
        before, after = (" ".join(f"{n % 28 + 1} {month} 2026" for n in range(size)) for month in ("May", "June"))
        assert diff_documents(page(before), page(after)) is not None

    in_proportion(read, 400)


def test_a_text_full_of_figures_and_commas_is_no_size_of_a_file() -> None:
    def read(size: int) -> None:
        assert diff_documents(page("1," * size), page("1," * (size - 9) + "2")) is not None

    in_proportion(read, 2_400)


def test_very_many_edits_are_counted_beyond_those_that_are_told() -> None:
    before = page(*(f"In area {n} the tower of the church has {n} bells." for n in range(MOST_EDITS + 50)))
    after = page(*(f"In area {n} the tower of the church has {n + 1} bells." for n in range(MOST_EDITS + 50)))
    change = diff_documents(before, after)
    assert change is not None
    assert len(change.hunks) == MOST_EDITS + 1
    assert (change.hunks[-1].kind, change.hunks[-1].after) == (HunkKind.CHANGED, "50 more passages changed")
    assert not change.retouch


def test_what_a_document_is_about_is_worked_out_once_for_all_of_its_passages() -> None:
    def read(size: int) -> None:
        whole, matcher = page(*("no word of it " * 100 for _ in range(size))), Matcher([commitment()])
        for n in range(size):
            matcher.match(page(f"The national EHCP template, {n}"), within=whole)

    in_proportion(read, 60)


def test_a_text_in_which_every_other_word_is_another_was_written_anew() -> None:
    before, after = (" ".join(f"the {letter}{n}" for n in range(MOST_SPANS)) for letter in "ab")
    assert [(s.op, s.text) for s in spans(before, after)] == [(Op.DELETE, before), (Op.INSERT, after)]
