"""Plan files on the disk: read as they are, replaced whole [I/O]."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from watcher.catalogue import find_mistakes
from watcher.errors import ConfigurationError, Mistake, ReviewError
from watcher.replacing import read_text, replace_text
from watcher.review.planfile import holds


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan's file as it was read, line ends included."""

    path: Path
    text: str

    @property
    def fingerprint(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:16]


def read_plans(plans: Path) -> list[PlanFile]:
    """Every plan's file, by name."""
    return [PlanFile(path, read_text(path)) for path in sorted(plans.glob("*.toml"))]


def file_of(files: Sequence[PlanFile], commitment_id: str) -> PlanFile:
    """The file that states a commitment. Raises ReviewError where none does any more."""
    for file in files:
        if holds(file.text, commitment_id):
            return file
    raise ReviewError(f"no plan has a commitment '{commitment_id}' any more; nothing was written")


def replace_plan(sources: Path, file: PlanFile, text: str) -> PlanFile:
    """Puts the new text in the place of the one that was read, in one step.

    Raises ConfigurationError with every mistake that the new text would bring, ReviewError where the file is no longer the
    one that was read or cannot be written. The file then stands as it was.
    """
    mistakes = _mistakes_with(sources, file.path, text)
    if mistakes:
        raise ConfigurationError(mistakes)
    replace_text(file.path, file.text, text)
    return PlanFile(file.path, text)


def changed_lines(before: str, after: str) -> list[str]:
    """What differs, as ``git diff`` shows it without context: lines that begin with "+" or "-"."""
    whole = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in whole if line[:1] in "+-" and not line.startswith(("+++ ", "--- "))]


def _mistakes_with(sources: Path, path: Path, text: str) -> list[Mistake]:
    """The mistakes that the configuration would have with this text in the place of that file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for plan in path.parent.glob("*.toml"):
            shutil.copyfile(plan, folder / plan.name)
        (folder / path.name).write_bytes(text.encode())
        found = find_mistakes(sources, folder)
        return [Mistake(m.file.replace(name, str(path.parent)), m.line, m.message.replace(name, str(path.parent))) for m in found]
