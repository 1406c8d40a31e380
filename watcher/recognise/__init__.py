"""What a web address is, for one who wants to watch it: kind, address to store, id, interval, and why. Pure."""

from __future__ import annotations

from watcher.recognise.addresses import as_plain_http, normalised, place_of
from watcher.recognise.answers import by_answer
from watcher.recognise.names import interval, suggested_id, suggested_title
from watcher.recognise.refusals import (
    absent,
    empty_answer,
    empty_list,
    leads_to_watched,
    moved,
    no_network,
    not_any,
    refusal,
    taken,
    unconcerned,
    unrecognised,
    unselected,
    uses_none,
    watched,
)
from watcher.recognise.sites import by_address, homes_of
from watcher.recognise.suggestion import Suggestion, feeds_first

__all__ = [
    "Suggestion",
    "absent",
    "as_plain_http",
    "by_address",
    "by_answer",
    "empty_answer",
    "empty_list",
    "feeds_first",
    "homes_of",
    "interval",
    "leads_to_watched",
    "moved",
    "no_network",
    "normalised",
    "not_any",
    "place_of",
    "refusal",
    "suggested_id",
    "suggested_title",
    "taken",
    "unconcerned",
    "unrecognised",
    "unselected",
    "uses_none",
    "watched",
]
