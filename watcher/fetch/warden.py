"""What watches over a browser while it makes a page: so much memory, so much time, and it is killed [I/O].

Read from Linux's /proc, of the processes that the browser's driver started: memory of their own (``RssAnon``) and memory that they
share (``RssShmem``, counted once for each that maps it), see proc_pid_status(5). A system without /proc has no warden: there the
browser is bounded by nothing but the time that is waited for it.
"""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from pathlib import Path
from types import TracebackType

MOST_MEMORY = 1500 << 20
EVERY = 0.25
"""Seconds between two looks."""
_PROC = Path("/proc")
_TAKEN = re.compile(rb"^Rss(?:Anon|Shmem):\s+(\d+) kB", re.M)


class Warden:
    """Entered before the driver starts, left after it ended. ``until``: monotonic seconds at which driver and browser are killed.

    ``exceeded``: whether the browser was killed because it took more than ``MOST_MEMORY``.
    """

    def __init__(self, until: float) -> None:
        self._until = until
        self._others = _drivers()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.exceeded = False

    def __enter__(self) -> Warden:
        if _PROC.is_dir():
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            drivers = _drivers() - self._others
            browser = _below(drivers)
            if sum(map(_memory, browser)) > MOST_MEMORY:
                self.exceeded = True
                _kill(browser)
            if time.monotonic() > self._until:
                _kill(browser | drivers)


def _drivers() -> set[int]:
    """The drivers of browsers that this process has started."""
    me = os.getpid()
    return {pid for pid, parent in _parents().items() if parent == me and b"run-driver" in _read(pid, "cmdline")}


def _below(roots: set[int]) -> set[int]:
    """All that were started by these processes, and by those that they started."""
    parents, found = _parents(), set[int]()
    level = roots
    while level := {pid for pid, parent in parents.items() if parent in level} - found:
        found |= level
    return found


def _parents() -> dict[int, int]:
    """Of each process that there is, the one that started it."""
    if not _PROC.is_dir():
        return {}
    running = [int(name) for name in os.listdir(_PROC) if name.isdigit()]
    stated = ((pid, _read(pid, "stat").rpartition(b")")[2].split()) for pid in running)  # its name may hold spaces and brackets
    return {pid: int(fields[1]) for pid, fields in stated if len(fields) > 1}


def _memory(pid: int) -> int:
    """Bytes; 0 where the process has ended meanwhile."""
    return sum(int(kib) << 10 for kib in _TAKEN.findall(_read(pid, "status")))


def _read(pid: int, name: str) -> bytes:
    try:
        return (_PROC / str(pid) / name).read_bytes()
    except OSError:
        return b""


def _kill(processes: set[int]) -> None:
    for pid in processes:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:  # it has ended meanwhile
            continue
