"""The front door of reviewing: what waits for a maintainer, and how a decision lands in a plan's file."""

from __future__ import annotations

from watcher.review.desk import Refusal, rule, told, verdict_named
from watcher.review.office import Office
from watcher.review.queue import Item
from watcher.review.serving import serve_page
from watcher.review.showing import item_as_json, unruled_in_words
from watcher.review.terminal import Review, Terminal

__all__ = [
    "Item",
    "Office",
    "Refusal",
    "Review",
    "Terminal",
    "item_as_json",
    "rule",
    "serve_page",
    "told",
    "unruled_in_words",
    "verdict_named",
]
