"""JSON as others send it: whatever could be read in two ways, or not at all, is refused by name. Pure."""

from __future__ import annotations

import json
import math
from typing import Any

from watcher.errors import ExtractError

DEEPEST = 100


def read_json(body: bytes) -> Any:
    """The value of a JSON text (RFC 8259, UTF-8).

    Raises ExtractError saying what is wrong: not JSON, cut, nested more than 100 deep, a key that stands twice in one object, NaN,
    or a number beyond what can be held.
    """
    if not body.strip():
        raise ExtractError("the answer is empty where JSON was expected")
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_number, object_pairs_hook=_object)
    except UnicodeDecodeError as e:
        raise ExtractError(f"the answer is not UTF-8 text, as JSON is (byte {e.start})") from e
    except json.JSONDecodeError as e:
        raise ExtractError(f"the answer is not JSON, or it broke off ({e.msg} at character {e.pos})") from e
    except RecursionError as e:
        raise ExtractError("the JSON is nested too deeply") from e
    except ValueError as e:  # of the standard library: an integer of more than 4,300 digits
        raise ExtractError("the JSON holds a number with more digits than any figure has") from e
    if _depth_exceeds(value, DEEPEST):
        raise ExtractError(f"the JSON is nested more than {DEEPEST} deep")
    return value


def _no_number(name: str) -> Any:
    raise ExtractError(f"the JSON holds {name}, which is no JSON number")


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ExtractError(f"the JSON holds a number too large to be held ({digits[:30]})")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, inner in pairs:
        if key in value:
            raise ExtractError(f"the key {key[:60]!r} stands twice in one JSON object")
        value[key] = inner
    return value


def _depth_exceeds(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [inner for v in level for inner in (v.values() if isinstance(v, dict) else v if isinstance(v, list) else ())]
        if not level:
            return False
    return True
