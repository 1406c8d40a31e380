"""Standings and events -> the pages that everybody sees. Pure and deterministic."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files

from notifier.model import Board, File, key_of
from notifier.pages.commitments import commitment_pages
from notifier.pages.happenings import event_pages, kept_pages, source_pages
from notifier.pages.lists import list_pages
from notifier.pages.lots import Glance, Lot, at_a_glance, badge_words, count_line
from notifier.pages.render import page_templates
from notifier.pages.texts import text_pages

__all__ = ["Glance", "Lot", "at_a_glance", "badge_words", "count_line", "page_templates", "pages"]


def pages(board: Board) -> list[File]:
    """Every page, and the files that pages ask for."""
    return [
        *list_pages(board),
        *commitment_pages(board),
        *event_pages(board),
        *kept_pages(board),
        *source_pages(board),
        *text_pages(board),
        *(File(f"static/{name}", key_of(name, board.site.maker), partial(_static, name)) for name in _statics()),
    ]


@cache
def _statics() -> tuple[str, ...]:
    return tuple(sorted(f.name for f in (files("notifier") / "static").iterdir() if f.is_file()))


def _static(name: str) -> bytes:
    return (files("notifier") / "static" / name).read_bytes()
