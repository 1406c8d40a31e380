"""A source put into sources.toml, whole or not at all [I/O]."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from watcher.catalogue import load_catalogue
from watcher.errors import ConfigurationError, ReviewError, SourceRefused
from watcher.model import Source
from watcher.recognise import place_of, taken, watched
from watcher.replacing import read_text, replace_text
from watcher.sources_file import Added, add_source, listed_in


def takes_another(sources: Path) -> None:
    """Raises ReviewError, with what to do, where an entry could not be written, whatever it was."""
    if not sources.is_file():
        raise ReviewError(f"{sources} is not there; run this in the folder that holds it, or name that with --root")
    if not (sources.stat().st_mode & 0o222 and os.access(sources, os.W_OK)):
        raise ReviewError(f"{sources} is read-only; nothing is written into it until you may")
    listed_in(read_text(sources))


def write_source(sources: Path, plans: Path, source: Source) -> Added:
    """What was added, and where; call it while nobody else changes the file.

    Raises SourceRefused where the address is watched meanwhile or the id taken, and ReviewError where the entry would be a
    mistake or cannot be written; the file then stands as it was.
    """
    takes_another(sources)
    before = read_text(sources)
    for entry in listed_in(before):
        _not_that(str(entry.get("id", "")), str(entry.get("url", "")), source)
    added = add_source(before, source)
    _try(sources, plans, added.text)
    replace_text(sources, before, added.text)
    return added


def _not_that(source_id: str, url: str, new: Source) -> None:
    if place_of(url) == place_of(new.url):
        raise SourceRefused("watched", watched(new.url, source_id, url))
    if source_id == new.id:
        raise SourceRefused("taken", taken(source_id, url))


def _try(sources: Path, plans: Path, text: str) -> None:
    """Loads the configuration as it would be. A mistake in it is told without a line, for the file is never written."""
    with tempfile.TemporaryDirectory() as name:
        tried = Path(name) / sources.name
        tried.write_bytes(text.encode())
        try:
            load_catalogue(tried, plans)
        except ConfigurationError as e:
            if any(m.file != str(tried) for m in e.mistakes):
                raise
            raise ReviewError(f"the entry would be a mistake ({e.mistakes[0].message}); nothing was written") from e
