"""A configuration file held against its shape: what it says, and every mistake of shape in it [reads files].

pydantic knows the shapes, tree-sitter-toml the lines, tomllib the values (TOML 1.0).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watcher.catalogue.outline import Outline
from watcher.catalogue.shape_words import shape_mistakes
from watcher.catalogue.toml_lines import key_lines
from watcher.errors import Mistake

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class TomlFile:
    """``outline``: None where it is no TOML. ``shaped``: a value of its shape; None where it has a mistake."""

    path: Path
    outline: Outline | None = None
    shaped: Any = None
    mistakes: tuple[Mistake, ...] = ()


def read_toml(path: Path, shape: type[BaseModel]) -> TomlFile:
    """The file with whatever is wrong with it; nothing is raised."""
    from pydantic import ValidationError

    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return _unread(path, 0, "there is no such file")
    except OSError as e:
        return _unread(path, 0, f"cannot be read: {e.strerror or e}")
    except UnicodeDecodeError as e:
        return _unread(path, 0, f"is not UTF-8 text ({e.reason} at byte {e.start}); save it as UTF-8")
    try:
        value = tomllib.loads(text)
    except RecursionError:
        return _unread(path, 0, "is nested too deeply to be a list of sources or commitments")
    except ValueError as e:
        return _no_toml(path, text, str(e))
    lines = key_lines(text)
    outline = Outline(str(path), value, lines)
    try:
        return TomlFile(path, outline, shape.model_validate(value))
    except ValidationError as e:
        told = shape_mistakes(str(path), e.errors(include_url=False), lines, shape)
        return TomlFile(path, outline, None, tuple(told))


def _unread(path: Path, line: int, message: str) -> TomlFile:
    return TomlFile(path, mistakes=(Mistake(str(path), line, message),))


def _no_toml(path: Path, text: str, reason: str) -> TomlFile:
    at = re.search(r"line (\d+)", reason)
    hint = "; the file begins with a byte order mark, save it without" if text.startswith("\ufeff") else ""
    return _unread(path, int(at[1]) if at else 1, f"is not TOML: {reason}{hint}")
