"""Whether a document is in Welsh, told by its own word for it or by its commonest words. Pure."""

from __future__ import annotations

import re
from itertools import islice

from watcher.model import Document

_WELSH = frozenset(
    "yn yr y ac ar gyfer i'r o'r mae wedi gan bydd cael hyn eu ein eich plant ysgolion gyda neu cymru addysg".split()
)
_WORD = re.compile(r"[a-zŵŷâêîôû']+")
_SAMPLE = 4_000


def is_welsh(document: Document) -> bool:
    """By its language tag, or by a fifth of the first words being ones that Welsh cannot do without."""
    if document.language.lower().startswith("cy"):
        return True
    sample = " ".join((document.title, document.description, *(b.text[:_SAMPLE] for b in islice(document.blocks, 10))))
    words = _WORD.findall(sample[:_SAMPLE].lower())
    return len(words) >= 4 and sum(w in _WELSH for w in words) * 5 >= len(words)
