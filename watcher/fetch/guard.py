"""Which addresses may be connected to. Enforced where connections are made, so that DNS rebinding gains nothing.

A name is resolved once, every address it has must be global (RFC 6890's registries, by the standard library), and the
connection goes to the address that was checked; Host header and TLS name stay those of the URL.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore

from watcher.errors import FetchError
from watcher.extract.text import clean
from watcher.fetch.deadline import Deadline, TimedStream
from watcher.model import UnseenReason
from watcher.text import cut

_PORTS = frozenset({80, 443})
LONGEST_NAME = 100
"""Characters of a host in a message: a redirect may name any."""
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that IANA has given out of IPv6 as global unicast (RFC 4291, 2.4)."""
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as a NAT64 writes them (RFC 6052); those of its local prefix, 64:ff9b:1::/48, lead inside."""


def is_global(address: str) -> bool:
    """Whether an IP address is on the public internet, also when it is an IPv4 address dressed as IPv6."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _worn(ip)
        return is_global(str(inner)) if inner is not None else ip in _UNICAST and ip.is_global
    return ip.is_global and not ip.is_multicast


def _worn(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if ip in _TRANSLATED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class GuardedBackend(httpcore.SyncBackend):
    """httpcore's network backend, that refuses addresses inside and keeps the deadline.

    ``allowed`` are exact "host:port" entries.
    """

    def __init__(self, allowed: Iterable[str], deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline
        self._allowed = frozenset(allowed)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        address = host if f"{host}:{port}" in self._allowed else self._checked(host, port)
        timeout = self._deadline.within(timeout, httpcore.ConnectTimeout)
        return TimedStream(super().connect_tcp(address, port, timeout, local_address, socket_options), self._deadline)

    def _checked(self, host: str, port: int) -> str:
        named = cut(clean(host), LONGEST_NAME)
        if port not in _PORTS:
            raise FetchError(UnseenReason.FORBIDDEN_ADDRESS, f"{named}:{port} is not a web server's usual port; not asked.")
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as e:
            raise httpcore.ConnectError(f"the name {named} does not resolve") from e
        addresses = [str(row[4][0]) for row in found]
        if not addresses or not all(is_global(a) for a in addresses):
            raise FetchError(
                UnseenReason.FORBIDDEN_ADDRESS,
                f"{named} leads to a private, loopback or link-local address; it was not asked.",
            )
        return addresses[0]
