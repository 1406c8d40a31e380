"""A source put into sources.toml, whole or not at all [I/O]."""

from __future__ import annotations

import tempfile
from pathlib import Path

from watcher.catalogue import load_catalogue
from watcher.errors import ConfigurationError, Mistake
from watcher.model import Source
from watcher.replacing import read_text, replace_text
from watcher.review.writing import changed_lines
from watcher.sources_file import add_source


def write_source(sources: Path, plans: Path, source: Source) -> list[str]:
    """The lines that were added, each with a "+" before it.

    Raises ConfigurationError with every mistake that the entry would bring, and ReviewError where it cannot be written; the
    file then stands as it was.
    """
    before = read_text(sources)
    after = add_source(before, source)
    _try(sources, plans, after)
    replace_text(sources, before, after)
    return changed_lines(before, after)


def _try(sources: Path, plans: Path, text: str) -> None:
    """Loads the configuration as it would be; mistakes are told by the name of the file that it would be in."""
    with tempfile.TemporaryDirectory() as name:
        tried = Path(name) / sources.name
        tried.write_bytes(text.encode())
        try:
            load_catalogue(tried, plans)
        except ConfigurationError as e:
            shown = (m.message.replace(str(tried), str(sources)) for m in e.mistakes)
            files = (m.file.replace(str(tried), str(sources)) for m in e.mistakes)
            told = [Mistake(f, m.line, words) for f, m, words in zip(files, e.mistakes, shown, strict=True)]
            raise ConfigurationError(told) from e
