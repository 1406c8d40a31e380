"""The front door of reviewing: what waits for a maintainer, and how a decision lands in a plan's file."""

from __future__ import annotations

from watcher.review.desk import Refusal, accept, reject, rule, told, verdict_named
from watcher.review.office import Office
from watcher.review.queue import Item, Kind
from watcher.review.serving import make_server, serve_page
from watcher.review.showing import item_as_json
from watcher.review.teaching import lesson_of, taught_not_name
from watcher.review.terminal import Review, Terminal

__all__ = [
    "Item",
    "Kind",
    "Office",
    "Refusal",
    "Review",
    "Terminal",
    "accept",
    "item_as_json",
    "lesson_of",
    "make_server",
    "reject",
    "rule",
    "serve_page",
    "taught_not_name",
    "told",
    "verdict_named",
]
