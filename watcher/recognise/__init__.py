"""What a web address is, for one who wants to watch it: kind, address to store, id, interval, and why. Pure."""

from __future__ import annotations

from watcher.recognise.addresses import as_plain_http, normalised, place_of
from watcher.recognise.answers import by_answer
from watcher.recognise.names import interval, suggested_id
from watcher.recognise.refusals import absent, empty_list, moved, no_network, refusal, unrecognised
from watcher.recognise.sites import by_address, homes_of
from watcher.recognise.suggestion import Suggestion

__all__ = [
    "Suggestion",
    "absent",
    "as_plain_http",
    "by_address",
    "by_answer",
    "empty_list",
    "homes_of",
    "interval",
    "moved",
    "no_network",
    "normalised",
    "place_of",
    "refusal",
    "suggested_id",
    "unrecognised",
]
