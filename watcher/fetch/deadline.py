"""Connections that keep the deadline of a whole request, whatever the server sends and however slowly."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import httpcore


class Deadline:
    """The moment by which the request under way must be over: ``at``, on the clock that is given; to be set before each."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.at = monotonic()

    def within(self, timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
        """The timeout of one step, cut at the deadline; raises ``late`` where that has passed."""
        left = self.at - self._monotonic()
        if left <= 0:
            raise late("the whole time allowed is over")
        return left if timeout is None else min(timeout, left)


class TimedStream(httpcore.NetworkStream):
    """A connection each step of which ends by the deadline: httpx's own timeouts begin again with every byte that comes."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.within(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
