"""Reading what is risky in a process of its own, which is killed when it takes too long and may take so much memory only.

Readers of PDF and spreadsheets hang, abort or fill the memory on some files. ``Apart`` is the extraction to hand to whatever
looks at sources. As a program (``python -m watcher.apart``) this is the worker at the other end: one line of JSON in, one
line out. Nothing that the worker sends is executed here.
"""

from __future__ import annotations

import base64
import json
import resource
import selectors
import subprocess
import sys
import time
from datetime import timedelta
from typing import IO, Any

from watcher.errors import ExtractError
from watcher.extract import Answer, SelectorEmpty, extract
from watcher.model import Document, Source, SourceKind
from watcher.rows import dump, load

SECONDS = 30.0
MEBIBYTES = 512
"""What one document may take. The memory is what the worker asks for beyond the code that it shares (RLIMIT_DATA)."""
_FILES = frozenset({SourceKind.FILE, SourceKind.PARLIAMENT_COMMITTEE})
"""Kinds whose answers are files, or hold them."""
HARMLESS = 1 << 20
"""Bytes up to which a page, a feed or JSON is read here: it cannot grow beyond the limits."""


def risky(source: Source, answer: Answer) -> bool:
    """Whether an answer is read by libraries that its bytes could hang, or is large enough to."""
    return source.kind in _FILES or len(answer.body) > HARMLESS or answer.body.startswith((b"%PDF", b"PK\x03\x04"))


class Apart:
    """Reads answers; the risky ones in a worker, which is started when it is first needed. Use it in one thread."""

    def __init__(self, seconds: float = SECONDS, mebibytes: int = MEBIBYTES) -> None:
        self._seconds = seconds
        self._mebibytes = mebibytes
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
            return extract(source, answer)
        worker = self._started()
        try:
            return _answered(self._asked(worker, _question(source, answer)))
        except _Ended as e:
            self.close()
            raise ExtractError(self._why(e)) from e

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            command = [sys.executable, "-m", "watcher.apart", str(self._mebibytes)]
            self._worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self._worker

    def _asked(self, worker: subprocess.Popen[bytes], question: bytes) -> bytes:
        """The worker's line in answer; raises _Ended where none comes in time."""
        assert worker.stdin is not None
        assert worker.stdout is not None
        deadline = time.monotonic() + self._seconds
        try:
            worker.stdin.write(question)
            worker.stdin.flush()
        except BrokenPipeError as e:
            raise _Ended(worker.wait()) from e
        return _line(worker, worker.stdout, deadline)

    def _why(self, ended: _Ended) -> str:
        if ended.status is None:
            return f"reading it took longer than {timedelta(seconds=self._seconds).total_seconds():g} seconds, and was given up"
        if ended.status < 0:
            return f"its reader broke (signal {-ended.status}): it is damaged, or made to do harm"
        return f"its reader gave up (status {ended.status}): it is damaged, or made to do harm"


class _Ended(Exception):
    """The worker is no more: its exit status; None where it has to be killed for its slowness."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        super().__init__(f"the worker ended with {status}")


def _line(worker: subprocess.Popen[bytes], pipe: IO[bytes], deadline: float) -> bytes:
    with selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        parts: list[bytes] = []
        while not parts or not parts[-1].endswith(b"\n"):
            if not ready.select(max(0.0, deadline - time.monotonic())):
                raise _Ended(None)
            part = pipe.read1(1 << 20)  # type: ignore[attr-defined]
            if not part:
                raise _Ended(worker.wait())
            parts.append(part)
    return b"".join(parts)


def _question(source: Source, answer: Answer) -> bytes:
    asked = {
        "source": {"kind": source.kind.value, "url": source.url, "select": source.select, "ignore": source.ignore},
        "url": answer.url,
        "content_type": answer.content_type,
        "body": base64.b64encode(answer.body).decode(),
    }
    return json.dumps(asked).encode() + b"\n"


def _answered(line: bytes) -> Document:
    said: dict[str, Any] = json.loads(line)
    if "document" in said:
        return load(Document, said["document"])
    raise SelectorEmpty(said["why"]) if said["selector"] else ExtractError(said["why"])


# --- the worker ---


def main() -> None:
    """Answers questions on standard input until it ends. The first argument: how many MiB of memory it may take."""
    limit = int(sys.argv[1]) << 20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    for line in sys.stdin.buffer:
        answers.write(json.dumps(_read(json.loads(line), limit)).encode() + b"\n")
        answers.flush()


def _read(asked: dict[str, Any], limit: int) -> dict[str, Any]:
    told = asked["source"]
    source = Source("", "", SourceKind(told["kind"]), told["url"], timedelta(), told["select"], tuple(told["ignore"]))
    try:
        answer = Answer(asked["url"], asked["content_type"], base64.b64decode(asked["body"]))
        return {"document": dump(extract(source, answer))}
    except ExtractError as e:
        return {"why": str(e), "selector": isinstance(e, SelectorEmpty)}
    except MemoryError:
        return {"why": f"reading it needs more than {limit >> 20} MiB of memory", "selector": False}


if __name__ == "__main__":
    main()
