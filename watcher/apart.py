"""Reading what is risky in a process of its own, which is killed when it takes too long and may take so much memory only.

Readers of PDF and spreadsheets hang, abort or fill the memory on some files. ``Apart`` is the extraction to hand to whatever
looks at sources; what it starts is ``watcher.worker``. Nothing that the worker sends is executed here, and no more of it is
taken than a document can be.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from watcher.errors import ArchiveCorrupt, ExtractError
from watcher.extract import Answer, SelectorEmpty, extract
from watcher.model import Document, Source, SourceKind
from watcher.rows import load

SECONDS = 30.0
MEBIBYTES = 512
"""What the reading of one document may take, the worker's own code among it."""
_FILES = frozenset({SourceKind.FILE, SourceKind.PARLIAMENT_COMMITTEE})
"""Kinds whose answers are files, or hold them."""
HARMLESS = 1 << 18
"""Bytes up to which a page, a feed or JSON is read here: it cannot grow beyond the limits."""
MOST_ANSWER = 64 << 20
"""Bytes of a document as the worker sends it; the largest that the rules of extraction allow is smaller."""
WORKER = (sys.executable, "-m", "watcher.worker")
_CODE = Path(__file__).resolve().parents[1]
_CHUNK = 1 << 16


def risky(source: Source, answer: Answer) -> bool:
    """Whether an answer is read by libraries that its bytes could hang, or is large enough to."""
    return source.kind in _FILES or len(answer.body) > HARMLESS or answer.body.startswith((b"%PDF", b"PK\x03\x04"))


class Apart:
    """Reads answers; the risky ones in a worker, which is started when it is first needed. Use it in one thread."""

    def __init__(self, seconds: float = SECONDS, mebibytes: int = MEBIBYTES, command: Sequence[str] = WORKER) -> None:
        self._seconds = seconds
        self._mebibytes = mebibytes
        self._command = command
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the worker, where there is one."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                pipe.close()

    def __call__(self, source: Source, answer: Answer) -> Document:
        """As ``extract``, within the limits. Raises ExtractError, also where a limit was reached or the reader broke."""
        if not risky(source, answer):
            return _here(source, answer)
        said: dict[str, Any] = {}
        try:
            said = self._asked(_question(source, answer))
        except _Ended as e:
            raise ExtractError(self._why(e)) from e
        finally:
            if said.get("last", True):  # also where we were interrupted: the next answer must not be this one's
                self.close()
        return _document(said)

    def _asked(self, question: bytes) -> dict[str, Any]:
        """What the worker says to a question; raises _Ended where it says nothing in time, or nothing sensible."""
        deadline = time.monotonic() + self._seconds
        worker = self._started()
        line = _Talk(worker, deadline).answer_to(question)
        try:
            said = json.loads(line)
        except ValueError as e:
            raise _Ended(worker.poll(), "gave an answer that makes no sense") from e
        if not isinstance(said, dict):
            raise _Ended(worker.poll(), "gave an answer that makes no sense")
        return said

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            limits = (str(self._mebibytes), str(self._seconds), str(os.getpid()))
            command, pipe = [*self._command, *limits], subprocess.PIPE
            try:
                self._worker = subprocess.Popen(command, cwd=_CODE, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
            except OSError as e:
                raise ExtractError(f"the process that reads it could not be started ({e.strerror})") from e
        return self._worker

    def _why(self, ended: _Ended) -> str:
        if ended.how:
            return f"its reader {ended.how}: it is damaged, or made to do harm"
        if ended.status is None:
            return f"reading it took longer than {self._seconds:g} seconds, and was given up"
        if ended.status < 0:
            signal = f"signal {-ended.status}"
            return (
                f"its reader broke ({signal}): it is damaged, made to do harm, or needs more than {self._mebibytes} MiB of memory"
            )
        return f"its reader gave up (status {ended.status}): it is damaged, or made to do harm"


class _Ended(Exception):
    """The worker is no more, or is not to be: its exit status; None where it has to be killed, ``how``: for what."""

    def __init__(self, status: int | None, how: str = "") -> None:
        self.status = status
        self.how = how
        super().__init__(f"the worker ended with {status}")


class _Talk:
    """One question and its answer over the worker's pipes, neither of which is ever waited for beyond the deadline."""

    def __init__(self, worker: subprocess.Popen[bytes], deadline: float) -> None:
        assert worker.stdin is not None
        assert worker.stdout is not None
        self._worker = worker
        self._deadline = deadline
        self._to, self._from = worker.stdin.fileno(), worker.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)

    def answer_to(self, question: bytes) -> bytes:
        """The worker's line; raises _Ended."""
        unsent, parts, size = memoryview(question), [b""], 0
        with selectors.DefaultSelector() as ready:
            ready.register(self._to, selectors.EVENT_WRITE)
            ready.register(self._from, selectors.EVENT_READ)
            while not parts[-1].endswith(b"\n"):
                for key, _ in self._wait(ready):
                    if key.fd == self._to:
                        unsent = unsent[self._written(unsent) :]
                        if not unsent:
                            ready.unregister(self._to)
                    else:
                        parts.append(self._read())
                        size += len(parts[-1])
                if size > MOST_ANSWER:
                    raise _Ended(None, f"found more than {MOST_ANSWER >> 20} MiB of text")
        return b"".join(parts)

    def _wait(self, ready: selectors.DefaultSelector) -> list[tuple[selectors.SelectorKey, int]]:
        left = self._deadline - time.monotonic()
        found = ready.select(left) if left > 0 else []
        if not found:
            raise _Ended(None)
        return found

    def _written(self, unsent: memoryview) -> int:
        try:
            return os.write(self._to, unsent[:_CHUNK])
        except BlockingIOError:
            return 0
        except BrokenPipeError as e:
            raise _Ended(self._status()) from e

    def _read(self) -> bytes:
        try:
            part = os.read(self._from, _CHUNK)
        except BlockingIOError:
            return b""
        if not part:
            raise _Ended(self._status())
        return part

    def _status(self) -> int | None:
        """How a worker ended that has closed its pipes; None where it goes on without them."""
        try:
            return self._worker.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return None


def _here(source: Source, answer: Answer) -> Document:
    try:
        return extract(source, answer)
    except ExtractError:
        raise
    except Exception as e:  # as a crash in the worker: what breaks a reader is a refusal of this answer alone
        raise ExtractError(f"its reader failed ({type(e).__name__})") from e


def _question(source: Source, answer: Answer) -> bytes:
    """A line of JSON that says how many bytes follow it, and those bytes."""
    asked = {
        "source": {"kind": source.kind.value, "url": source.url, "select": source.select, "ignore": source.ignore},
        "url": answer.url,
        "content_type": answer.content_type,
        "bytes": len(answer.body),
    }
    return json.dumps(asked).encode() + b"\n" + answer.body


def _document(said: dict[str, Any]) -> Document:
    if "document" not in said:
        why = str(said.get("why") or "its reader gave no reason")
        raise SelectorEmpty(why) if said.get("selector") else ExtractError(why)
    try:
        return load(Document, said["document"])
    except ArchiveCorrupt as e:
        raise ExtractError("its reader gave an answer that is no document") from e
