"""Whether what was read as a part of a page is believed: one that collapsed is unread until the next look says the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from watcher.errors import ExtractError
from watcher.model import Document, Validators
from watcher.quality import judge_quality

if TYPE_CHECKING:
    from watcher.look import Watch

_SUSPECT = "suspect "
"""Before the address of a part: where the fingerprint of what was not believed is kept, and the key of what it is a version of.

They stand among the validators, which are written with the look: no request is ever made of such an address.
"""


def suspected_of(watch: Watch, address: str) -> str:
    """The key of the document whose version was read at the address and not believed at the last look; "" where there is none."""
    return watch.memory.validators(_SUSPECT + address).last_modified


def believe(
    watch: Watch, address: str, document: Document, raw: bytes, before: Document | None, noted: list[tuple[str, Validators]]
) -> None:
    """Raises ExtractError where the part is not believed, as compared with ``before``. ``noted``: what the look is to remember.

    Where our own rules changed, or nothing was known, there is nothing to compare with.
    """
    place = _SUSPECT + address
    held = watch.memory.validators(place)
    comparable = before is not None and watch.memory.ruled(watch.source)
    suspicion = judge_quality(document, raw, before) if comparable else None
    said = hashlib.sha256(document.text.encode()).hexdigest()
    if suspicion is None or (not suspicion.certain and held.etag == said):
        noted += [(place, Validators())] if held != Validators() else []
        return
    noted.append((place, Validators("" if suspicion.certain else said, before.key if before else "")))
    raise ExtractError(suspicion.detail)
