"""Who may do one kind of work in a state folder at one time [I/O]. A lock is freed when its process dies."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watcher.errors import PlanwatchError

_DOES = {"reviewing": "changing sources.toml or a plan's file"}
"""What a kind of work is called, where its own name does not say it."""


class Busy(PlanwatchError):
    """Another process does this work in the state folder."""


@contextmanager
def sole_user(state: Path, what: str = "watching", *, wait: bool = False, patience: float = 0.0) -> Iterator[None]:
    """Holds one kind of work. Raises Busy when another process does it, or waits until that one is done.

    ``patience``: seconds to wait before it is Busy.

    ``what``: "watching" for rounds, "sending" for delivery, "publishing" for publication,
    "reviewing" for a change of sources.toml or a plan's file; none of them waits for the others.
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / f"{what}.lock").open("a") as handle:
        deadline = time.monotonic() + patience
        while not _held(handle.fileno(), wait=wait):
            if time.monotonic() >= deadline:
                raise Busy(f"another planwatch is {_DOES.get(what, what)} ({state}/{what}.lock); wait for it, or stop it first")
            time.sleep(0.05)
        yield


def _held(handle: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
