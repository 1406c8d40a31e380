"""An SMTP server on loopback that remembers what it took, while those who send to it die.

The promise: whatever it was sent as a whole, up to the final dot, it takes and remembers before it answers, even if the
sender is gone by then, as a real mail server does. So a message that was taken and whose sender never saw the answer is
in the record; aiosmtpd would drop it unread with the connection, and hide a duplicate.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

MOST_BYTES = 1 << 20
PATIENCE = 60.0
"""Seconds after which something that was waited for is a fault of the test itself."""


@dataclass(frozen=True)
class Taken:
    """``life``: which of the senders, one after the other, handed it over."""

    life: int
    recipient: str
    message_id: str
    at: float


@dataclass
class Recorder:
    """``life`` is set before a sender starts. ``on_taken`` is called after a message is remembered and before it is answered."""

    port: int = 0
    life: int = 0
    taken: list[Taken] = field(default_factory=list)
    on_taken: Callable[[Taken], None] = lambda taken: None
    _open: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_until_left(self) -> None:
        """Returns when every connection has been read to its end: after that, nothing more of a dead sender is taken."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._open == 0, PATIENCE):
                raise TimeoutError("a connection to the mail server stays open, though its sender is dead")

    def of_life(self, life: int) -> list[Taken]:
        return [t for t in self.taken if t.life == life]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        life = self.life  # whoever connects is alive, and a message comes after our greeting only
        self._count(1)
        try:
            await self._talk(life, reader, writer)
        except (OSError, EOFError):
            pass  # the sender is dead
        finally:
            writer.close()
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._changed:
            self._open += more
            self._changed.notify_all()

    async def _talk(self, life: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        writer.write(b"220 recorder.example ESMTP\r\n")
        while True:
            line = await reader.readuntil(b"\n")
            match line[:4].upper():
                case b"DATA":
                    writer.write(b"354 go on\r\n")
                    self._take(life, recipient, await reader.readuntil(b"\r\n.\r\n"))
                case b"RCPT":
                    recipient = line.partition(b"<")[2].partition(b">")[0].decode()
                case b"QUIT":
                    writer.write(b"221 bye\r\n")
                    await writer.drain()
                    return
            writer.write(b"250 ok\r\n")

    def _take(self, life: int, recipient: str, raw: bytes) -> None:
        found = re.search(rb"^Message-ID: *(\S+)", raw, re.I | re.M)
        taken = Taken(life, recipient, found[1].decode() if found else "", perf_counter())
        self.taken.append(taken)
        self.on_taken(taken)


@contextmanager
def recorder() -> Iterator[Recorder]:
    """Runs in a thread of its own until the block ends."""
    made, started = Recorder(), threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        server = await asyncio.start_server(made.serve, "127.0.0.1", 0, limit=MOST_BYTES)
        made.port = int(server.sockets[0].getsockname()[1])
        started.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        if not started.wait(PATIENCE):
            raise TimeoutError("the recording mail server did not start")
        yield made
        made.wait_until_left()
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
