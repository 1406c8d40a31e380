"""Who may do one kind of work in a state folder at one time [I/O]. A lock is freed when its process dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watcher.errors import PlanwatchError


class Busy(PlanwatchError):
    """Another process does this work in the state folder."""


@contextmanager
def sole_user(state: Path, what: str = "watching", *, wait: bool = False) -> Iterator[None]:
    """Holds one kind of work. Raises Busy when another process does it, or waits until that one is done.

    ``what``: "watching" for rounds, "sending" for delivery, "publishing" for publication,
    "reviewing" for a change of a plan file; none of them waits for the others.
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / f"{what}.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as e:
            raise Busy(f"another planwatch is {what} in {state}; wait for it, or stop it first") from e
        yield
