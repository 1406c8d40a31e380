"""The demonstration as the product published it, in a folder of its own: served, made anew, given one event more.

``python -m tests.acceptance.demonstration STATE PORT`` serves one until Ctrl-C.
"""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from demo.play import END, ROOT, demo_catalogue, demo_settings
from locks import sole_user
from publication import board_of, publish_board
from service import serve_only
from tests.acceptance.common import check, run, until
from watcher.archive import Archive
from watcher.model import Commitment, Event, EventKind, Standing
from watcher.scoreboard import standings

PROMISE = "ehcp-national-template"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Demonstration:
    """``now``: the moment of the next publication."""

    state: Path
    port: int
    now: datetime = END

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def public(self) -> Path:
        return self.state / "public"

    @property
    def promise(self) -> Commitment:
        """The one that the new events are about."""
        return next(c for c in demo_catalogue(ROOT).commitments if c.id == PROMISE)

    def publish(self) -> None:
        with sole_user(self.state):
            self._publish()

    def _publish(self) -> None:
        """By the product's own functions; under the lock, or the server might publish at the same time."""
        with self._archive() as archive:
            board = board_of(demo_catalogue(ROOT), archive, self.now, demo_settings(self.state, self.port))
            publish_board(board, archive, self.state)

    def publish_from_nothing(self) -> None:
        with sole_user(self.state):
            shutil.rmtree(self.public)
            self._publish()

    def append(self, kind: EventKind, sentence: str, detail: dict[str, str] | None = None) -> Event:
        """One more event about the promise, an hour after the last publication, published with everything else."""
        time.sleep(1.1)  # Last-Modified has whole seconds, and curl goes by it whatever the ETag says
        self.now += timedelta(hours=1)
        with sole_user(self.state):
            with self._archive() as archive:
                like = archive.events(commitment_id=PROMISE)[-1]
                event = replace(like, id=0, at=self.now, kind=kind, key=f"acceptance:{kind}:{self.now.isoformat()}",
                                sentence=sentence, detail=detail or {})  # fmt: skip
                (event,) = archive.append([event])
            self.now += timedelta(hours=1)
            self._publish()
        return event

    def standing(self) -> Standing:
        """Of the promise."""
        with self._archive() as archive:
            return standings(demo_catalogue(ROOT), archive, self.now)[PROMISE]

    def due(self) -> date:
        """The last day of the window that was last stated for the promise."""
        end = self.standing().latest_window.end
        assert end is not None
        return end

    def files(self, under: str = "") -> dict[str, bytes]:
        """What is published, by path."""
        found = sorted(p for p in (self.public / under).rglob("*") if p.is_file())
        return {p.relative_to(self.public).as_posix(): p.read_bytes() for p in found}

    def get(self, path: str, **headers: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("GET", f"/{path}", headers={k.replace("_", "-"): v for k, v in headers.items()})
            got = line.getresponse()
            return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            line.close()

    def _archive(self) -> Archive:
        return Archive.open(self.state / "watcher.db", now=self.now)


@contextmanager
def demonstration(finished: Path | None) -> Iterator[Demonstration]:
    """A copy of a finished one, or one that is played for this, published for a free port of loopback."""
    with tempfile.TemporaryDirectory(prefix="demonstration-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        if finished is None:
            run(sys.executable, ROOT / "planwatch.py", "--state", folder, "demo", "--no-serve", "--json")
            finished = Path(folder) / "demo"
        check((finished / "watcher.db").is_file(), f"{finished} holds no finished demonstration")
        shutil.copytree(finished, Path(folder) / "state")
        probe.close()
        demo = Demonstration(Path(folder) / "state", port)
        demo.publish()
        yield demo


@contextmanager
def served(finished: Path | None) -> Iterator[Demonstration]:
    """The same, served by the product in a process of its own."""
    with demonstration(finished) as demo, (demo.state / "serve.log").open("w+") as log:
        command = [sys.executable, "-m", __name__, str(demo.state), str(demo.port)]
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

        def answers() -> bool:
            check(server.poll() is None, f"the server ended with {server.poll()}")
            try:
                return demo.get("").status == 200
            except OSError:
                return False

        try:
            until("the server answers", answers)
            yield demo
            log.seek(0)
            check("Traceback" not in (said := log.read()), f"the server wrote a traceback:\n{said[-3000:]}")
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    state, port_number = Path(sys.argv[1]), int(sys.argv[2])
    serve_only(demo_catalogue(ROOT), demo_settings(state, port_number), "127.0.0.1", port_number)
