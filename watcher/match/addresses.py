"""Documents on which a maintainer has ruled already, by their addresses. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from watcher.model import Commitment

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.I)


def plain_address(url: str) -> str:
    """An address without what does not tell two pages apart: scheme, "www.", fragment, last slash."""
    return _SCHEME.sub("", url.split("#")[0]).rstrip("/")


class Addresses:
    """What rulings and rejections say of a document, day by day."""

    def __init__(self, commitments: Sequence[Commitment]) -> None:
        self._told: dict[str, list[tuple[int, date, str, bool]]] = defaultdict(list)
        for n, c in enumerate(commitments):
            for ruling in c.rulings:
                for url in ruling.evidence:
                    reason = f"a ruling of {ruling.on:%-d %B %Y} names it as evidence"
                    self._told[plain_address(url)].append((n, ruling.on, reason, True))
            for rejected in c.rejected:
                reason = f"rejected on {rejected.on:%-d %B %Y}: {rejected.reason}"
                self._told[plain_address(rejected.url)].append((n, rejected.on, reason, False))

    def known(self, url: str, on: date) -> dict[int, tuple[str, bool]]:
        """By commitment: the reason, and whether the document was accepted, as the last word of that day or before."""
        told = sorted((row for row in self._told.get(plain_address(url), ()) if row[1] <= on), key=lambda row: row[1])
        return {n: (reason, accepted) for n, _, reason, accepted in told} if url else {}
