"""The body of an answer, read under a size limit and a deadline; gzip undone without ever inflating a bomb."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

from watcher.errors import FetchError
from watcher.extract.text import clean
from watcher.model import UnseenReason


def read_body(
    chunks: Iterable[bytes], encoding: str, length: str, *, most: int, check_time: Callable[[], None]
) -> tuple[bytes, int]:
    """(decoded body, bytes received). Raises FetchError: too large, cut, or in a coding that was not asked for."""
    if encoding not in ("", "identity", "gzip"):
        raise FetchError(UnseenReason.BAD_RESPONSE, f"The answer is in a coding that was not asked for ({clean(encoding)[:40]}).")
    if length.isdigit() and int(length) > most:
        raise _too_large(most)
    inflate = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body, received = bytearray(), 0
    for chunk in chunks:
        check_time()
        received += len(chunk)
        body += _inflated(inflate, chunk, most - len(body)) if inflate else chunk
        if len(body) > most or received > most:
            raise _too_large(most)
    if inflate is not None and received and not inflate.eof:
        raise FetchError(UnseenReason.BAD_RESPONSE, "The compressed answer broke off before its end.")
    if length.isdigit() and received != int(length):
        raise FetchError(UnseenReason.BAD_RESPONSE, f"The answer has {received} bytes where {length[:40]} were announced.")
    return bytes(body), received


def _inflated(inflate: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    try:
        out = inflate.decompress(chunk, room + 1)
    except zlib.error as e:
        raise FetchError(UnseenReason.BAD_RESPONSE, "The compressed answer is damaged.") from e
    if inflate.eof and inflate.unused_data.strip(b"\0"):
        raise FetchError(UnseenReason.BAD_RESPONSE, "Something follows the compressed answer.")
    return out


def _too_large(most: int) -> FetchError:
    return FetchError(UnseenReason.TOO_LARGE, f"The answer is larger than the limit of {most / 2**20:.0f} MiB.")
