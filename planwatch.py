"""The command line: the one place where watcher and notifier are put together."""

from __future__ import annotations


def main() -> None:
    raise SystemExit(2)
