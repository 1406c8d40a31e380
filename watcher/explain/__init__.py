"""How a judgement came about: sources looked at, passages found, rules that fired, and what would change it. Pure."""

from __future__ import annotations

from watcher.explain.account import Account, account_as_json, account_in_words
from watcher.explain.events import explain_event
from watcher.explain.papers import explain_document
from watcher.explain.promises import Near, explain_commitment

__all__ = [
    "Account",
    "Near",
    "account_as_json",
    "account_in_words",
    "explain_commitment",
    "explain_document",
    "explain_event",
]
