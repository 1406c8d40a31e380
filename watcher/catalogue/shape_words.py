"""What pydantic finds wrong with the shape of a configuration file, in plain words with the line. Pure."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from watcher.catalogue.crosschecks import near
from watcher.catalogue.toml_lines import Path_, line_of
from watcher.errors import Mistake

if TYPE_CHECKING:
    from pydantic import BaseModel

NEAR = 0.7
"""How like a key's name an unknown one must be to be taken for a slip of the keyboard ("titel", and not "link" for "kind")."""


def shape_mistakes(file: str, errors: Sequence[Any], lines: Mapping[Path_, int], shape: type[BaseModel]) -> Iterator[Mistake]:
    """``errors``: pydantic's, of the whole file held against ``shape``. A key that is mistyped is not said to be missing too."""
    if any(e["type"] == "missing" and e["input"] == {} and len(e["loc"]) == 1 for e in errors):
        yield Mistake(file, 0, f"nothing is in it yet; it needs {' and '.join(_headed(shape, n) for n in _needed(shape))}")
        return
    mistyped = {(tuple(e["loc"][:-1]), _meant(e, shape)) for e in errors if e["type"] == "extra_forbidden"}
    for error in errors:
        where: Path_ = tuple(error["loc"])
        if error["type"] == "missing" and (where[:-1], where[-1]) in mistyped:
            continue
        key = ".".join(str(p) for p in where if not isinstance(p, int))
        yield Mistake(file, line_of(lines, where), f"{key}: {_words(error, shape)}")


# --- which table ---


def _table_at(shape: type[BaseModel], where: Sequence[str | int]) -> type[BaseModel]:
    """The shape of the table at a path."""
    for part in where:
        field = shape.model_fields.get(str(part))
        inner = _model_in(field.annotation) if field is not None else None
        if inner is not None:
            shape = inner
    return shape


def _model_in(kind: Any) -> type[BaseModel] | None:
    """The shape in a list, or in what may be absent."""
    if hasattr(kind, "model_fields"):
        found: type[BaseModel] = kind
        return found
    inner = [_model_in(part) for part in get_args(kind)]
    return next((model for model in inner if model is not None), None)


def _needed(shape: type[BaseModel]) -> list[str]:
    return [name for name, field in shape.model_fields.items() if field.is_required()]


def _headed(shape: type[BaseModel], name: str) -> str:
    """A top table as its heading is written."""
    field = shape.model_fields[name]
    return f"[{name}]" if hasattr(field.annotation, "model_fields") else f"[[{name}]]"


def _meant(error: Any, shape: type[BaseModel]) -> str:
    """The key of the table that an unknown one looks like; "" for none."""
    known = list(_table_at(shape, error["loc"][:-1]).model_fields)
    return next(iter(difflib.get_close_matches(str(error["loc"][-1]), known, n=1, cutoff=NEAR)), "")


# --- in words ---


def _words(error: Any, shape: type[BaseModel]) -> str:
    if error["type"] == "extra_forbidden":
        meant, table = _meant(error, shape), _table_at(shape, error["loc"][:-1])
        keys = f"; those here are {', '.join(table.model_fields)}"
        return f"there is no such key{f'; did you mean {meant!r}?' if meant else keys}"
    if error["type"] == "missing":
        top = len(error["loc"]) == 1
        return f"there is no {_headed(shape, error['loc'][0])} in the file; add one" if top else "is missing; add it"
    if error["type"] in _TOLD:
        return _TOLD[error["type"]](error)
    return f"{error['msg'][:1].lower()}{error['msg'][1:]} (it is {_shown(error)})"


def _shown(error: Any) -> str:
    return repr(error["input"])[:80]


def _choice(error: Any) -> str:
    allowed = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
    named = [a for a in allowed if a]
    if len(named) < len(allowed):
        return f"{_shown(error)} is not {' or '.join(repr(n) for n in named)}; leave the key out where you mean neither"
    return f"{_shown(error)} is not one of {', '.join(named)}{near(str(error['input']), named)}"


def _list(error: Any) -> str:
    value = error["input"]
    if isinstance(value, str):
        return f"write it as a list, [{json.dumps(value, ensure_ascii=False)[:80]}]"
    if isinstance(value, dict):
        return f"write its heading in two brackets, [[{error['loc'][-1]}]]"
    return f"write it as a list, in brackets (it is {_shown(error)})"


def _day(error: Any) -> str:
    value = error["input"]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return f"write the date without quotes, {value}"
    if isinstance(value, datetime):
        return f"write the day alone, {value.date()}"
    return f"{_shown(error)} is not a date; write it as 2023-03-02, without quotes"


def _text(error: Any) -> str:
    value = error["input"]
    plain = json.dumps(str(value).lower() if isinstance(value, bool) else str(value), ensure_ascii=False)
    return "write one text, in quotes" if isinstance(value, (list, dict)) else f"write it in quotes, {plain[:80]}"


def _yes_or_no(error: Any) -> str:
    return f"write true or false, without quotes (it is {_shown(error)})"


def _table(error: Any) -> str:
    if isinstance(error["input"], list):
        return f"write its heading once and in single brackets, [{error['loc'][-1]}]"
    return f"is a table with keys of its own (it is {_shown(error)})"


_TOLD: dict[str, Callable[[Any], str]] = {
    "literal_error": _choice,
    "list_type": _list,
    "date_type": _day,
    "date_from_datetime_inexact": _day,
    "string_type": _text,
    "bool_type": _yes_or_no,
    "model_type": _table,
    "string_too_short": lambda e: "is empty; write something between the quotes",
    "string_too_long": lambda e: f"is longer than {e['ctx']['max_length']} characters; shorten it",
    "too_short": lambda e: "is an empty list; it needs one entry at least",
    "too_long": lambda e: f"has {e['ctx']['actual_length']} entries; {e['ctx']['max_length']} are allowed",
    "string_pattern_mismatch": lambda e: f"{_shown(e)} is not an id; use small letters, digits and hyphens",
    "greater_than_equal": lambda e: f"{e['input']} is before {e['ctx']['ge']}, the first day that is taken",
    "less_than_equal": lambda e: f"{e['input']} is after {e['ctx']['le']}, the last day that is taken",
    "value_error": lambda e: str(e["ctx"]["error"]),
}
