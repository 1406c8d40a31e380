"""The worker that reads risky answers: ``python -m watcher.worker MEBIBYTES SECONDS PARENT``, started by ``watcher.apart``.

A question is a line of JSON and as many bytes as that says; the answer is one line of JSON on standard output. It ends with
its input, with the process that started it, and a few seconds after the time that a question may take.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from typing import IO, Any

from watcher.errors import ExtractError
from watcher.extract import Answer, SelectorEmpty, extract
from watcher.model import Source, SourceKind
from watcher.rows import dump

_PR_SET_PDEATHSIG = 1  # linux/prctl.h: the signal to send when the thread that started this process ends
_CODE = 64
"""MiB set aside for the code of the worker and its libraries, which the limit does not count: measured 20 to 40."""
_GRACE = 5.0
"""Seconds that a question may take beyond its limit before the worker, which nobody has killed then, ends by itself."""
_TIRED = 0.5
"""A worker that has needed so much of its memory once is replaced: what follows would have less of it."""


def main() -> None:
    """Answers questions on standard input until it ends, or until the worker is tired."""
    mebibytes, seconds, parent = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    _limit((mebibytes - _CODE) << 20)
    _die_with(parent)
    answers = _kept_apart()
    while line := sys.stdin.buffer.readline():
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)  # SIGALRM ends a process, hung in a library or not
        said = _read(json.loads(line), sys.stdin.buffer, mebibytes)
        said["last"] = _peak() > _TIRED * mebibytes
        answers.write(json.dumps(said).encode() + b"\n")
        answers.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(size: int) -> None:
    """Memory beyond the code; no core file; and what ends the service leaves it to that to end its worker."""
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _die_with(parent: int) -> None:
    """At once on Linux; elsewhere with the next question, or at the end of its time."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)  # it is dead already


def _kept_apart() -> IO[bytes]:
    """Where answers go; what a library prints, in whatever language, goes where errors go."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _peak() -> float:
    """MiB that the worker has had in memory at most.

    By Linux's own account of this program (proc(5), VmHWM), since getrusage(2) also counts what was there before it began: the
    memory of the process that started it. macOS counts in bytes.
    """
    with suppress(OSError), open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def _read(asked: dict[str, Any], body: IO[bytes], mebibytes: int) -> dict[str, Any]:
    told = asked["source"]
    source = Source("", "", SourceKind(told["kind"]), told["url"], timedelta(), told["select"], tuple(told["ignore"]))
    try:
        answer = Answer(asked["url"], asked["content_type"], body.read(asked["bytes"]))
        return {"document": dump(extract(source, answer))}
    except ExtractError as e:
        return {"why": str(e), "selector": isinstance(e, SelectorEmpty)}
    except MemoryError:
        return {"why": f"reading it needs more than {mebibytes} MiB of memory", "selector": False}


if __name__ == "__main__":
    main()
