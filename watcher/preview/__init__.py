"""What a source shows, for the maintainer who tries it: as read, as left out, and as it flaps."""

from __future__ import annotations

from watcher.preview.as_json import again_as_json, every_in_words, preview_as_json, source_as_json
from watcher.preview.effects import Effects, Ignored, Selected, effects, ignores, selects
from watcher.preview.flaps import Flap, Proposal, Reading, flaps
from watcher.preview.shown import Preview, Row, Shown, previewed, served

__all__ = [
    "Effects",
    "Flap",
    "Ignored",
    "Preview",
    "Proposal",
    "Reading",
    "Row",
    "Selected",
    "Shown",
    "again_as_json",
    "effects",
    "every_in_words",
    "flaps",
    "ignores",
    "preview_as_json",
    "previewed",
    "selects",
    "served",
    "source_as_json",
]
