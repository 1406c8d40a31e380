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
from watcher.model import UnseenReason

_PORTS = frozenset({80, 443})


def is_global(address: str) -> bool:
    """Whether an IP address is on the public internet, also when it is an IPv4 address dressed as IPv6."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_global(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_global(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


class GuardedBackend(httpcore.SyncBackend):
    """httpcore's network backend, that refuses addresses inside. ``allowed`` are exact "host:port" entries."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self._allowed = frozenset(allowed)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        if f"{host}:{port}" in self._allowed:
            return super().connect_tcp(host, port, timeout, local_address, socket_options)
        if port not in _PORTS:
            raise FetchError(UnseenReason.FORBIDDEN_ADDRESS, f"{host}:{port} is not a web server's usual port; not asked.")
        address = self._checked(host, port)
        return super().connect_tcp(address, port, timeout, local_address, socket_options)

    def _checked(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as e:
            raise httpcore.ConnectError(f"the name {host} does not resolve") from e
        addresses = [str(row[4][0]) for row in found]
        if not addresses or not all(is_global(a) for a in addresses):
            raise FetchError(
                UnseenReason.FORBIDDEN_ADDRESS,
                f"{host} leads to a private, loopback or link-local address; it was not asked.",
            )
        return addresses[0]
