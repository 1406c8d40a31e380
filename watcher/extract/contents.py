"""What is written in a file, however its format stores it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from watcher.extract.text import title_of
from watcher.model import Block

_LEAST_TITLE = 4
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)|powerpoint presentation|untitled|(?:document|slide|layout|book|sheet) ?\d*$|title$"
    r"|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|od[ts]|qxd|rtf|csv)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """``title``: that the file gives itself, "" where it gives none worth showing. ``partial``: see Document."""

    blocks: tuple[Block, ...]
    title: str = ""
    partial: str = ""


def title_worth_showing(stated: str) -> str:
    """The title in a file's own data, cleaned; "" for what programs put there: its name, their own name, "Document1"."""
    title = title_of(stated)
    return "" if len(title) < _LEAST_TITLE or _NO_TITLE.match(title) else title
