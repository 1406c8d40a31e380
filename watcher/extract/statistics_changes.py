"""What a version of a data set changed, in plain words: what was taken away first, since that breaks comparisons. Pure.

The shape is that of DataSetVersionChangesViewModel in the API's OpenAPI document: a list for each kind of thing, each change
with the state before and after, of which one is null where a thing came or went.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watcher.errors import ExtractError
from watcher.extract.text import clean
from watcher.model import Block, BlockKind

MOST_SHOWN = 200
"""Of each version so many changes are told one by one."""

_SINGLE = {"filters": "filter", "indicators": "indicator", "geographicLevels": "geographic level", "timePeriods": "time period"}
_WITHIN = {"filterOptions": ("filter", "option"), "locationOptions": ("level", "location")}
_FIELDS = {
    "id": "identifier",
    "column": "column",
    "unit": "unit",
    "decimalPlaces": "decimal places",
    "hint": "hint",
    "code": "code",
    "oldCode": "old code",
    "urn": "URN",
    "laEstab": "establishment number",
    "ukprn": "UKPRN",
    "period": "period",
}
_ORDER = ("Removed", "Changed", "Added")


def field_of(item: dict[str, Any], name: str, kind: type, where: str) -> Any:
    """A field of an answer; raises ExtractError naming it where it is missing or of another type."""
    value = item.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ExtractError(f"“{name}” of {where} is {type(value).__name__}, not {kind.__name__}")
    return value


def changes_in_words(told: dict[str, Any]) -> Iterator[Block]:
    """A heading and an item for each change. Raises ExtractError naming what is of another shape."""
    number = clean(field_of(told, "versionNumber", str, "the changes"))
    yield Block(BlockKind.HEADING, f"Changes in version {number}")
    sets = [field_of(told, name, dict, f"the changes in version {number}") for name in ("majorChanges", "minorChanges")]
    found = sorted((c for s in sets for c in _changes(s)), key=lambda c: _ORDER.index(c.partition(":")[0]))
    for change in found[:MOST_SHOWN]:
        yield Block(BlockKind.ITEM, change)
    if len(found) > MOST_SHOWN:
        yield Block(BlockKind.ITEM, f"And {len(found) - MOST_SHOWN} more.")
    if not found:
        yield Block(BlockKind.PARAGRAPH, "What it measures stayed the same; figures may have changed.")


def _changes(told: dict[str, Any]) -> Iterator[str]:
    for name, thing in _SINGLE.items():
        yield from (_change(c, thing, "", name) for c in _list(told, name))
    for change in _list(told, "locationGroups"):
        yield _change(
            {state: _level(change, state) for state in ("previousState", "currentState")}, "locations by", "", "locationGroups"
        )
    for name, (holder, thing) in _WITHIN.items():
        for group in _list(told, name):
            within = _called(field_of(group, holder, dict, name), name)
            yield from (_change(c, thing, f" of {within}", name) for c in _list(group, "options"))


def _list(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects that may be missing or null."""
    found = told.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(x, dict) for x in found):
        raise ExtractError(f"“{name}” of the changes is not a list of objects")
    return found


def _level(change: dict[str, Any], state: str) -> dict[str, Any] | None:
    """Of a group of locations, its geographic level."""
    group = change.get(state)
    if group is None:
        return None
    if not isinstance(group, dict):
        raise ExtractError(f"“{state}” of “locationGroups” is not an object")
    level: dict[str, Any] = field_of(group, "level", dict, "“locationGroups”")
    return level


def _change(told: dict[str, Any], thing: str, within: str, name: str) -> str:
    before, after = (told.get(state) for state in ("previousState", "currentState"))
    if not all(s is None or isinstance(s, dict) for s in (before, after)) or (before is None and after is None):
        raise ExtractError(f"a change among “{name}” has neither a previous nor a current state")
    if after is None:
        return f"Removed: {thing} {_called(before, name)}{within}"
    if before is None:
        return f"Added: {thing} {_called(after, name)}{within}"
    return f"Changed: {thing} {_called(before, name)}{within}{_difference(before, after, name)}"


def _called(state: Any, name: str) -> str:
    """The label in quotation marks; a geographic level may have a code alone."""
    label = state.get("label") or state.get("code")
    if not isinstance(label, str):
        raise ExtractError(f"something among “{name}” has no “label”")
    return f"“{clean(label)}”"


def _difference(before: dict[str, Any], after: dict[str, Any], name: str) -> str:
    new = f" is now {_called(after, name)}" if _called(before, name) != _called(after, name) else ""
    fields = [f for f in _FIELDS if before.get(f) != after.get(f)]
    details = "; ".join(f"{_FIELDS[f]} “{_value(before.get(f))}” became “{_value(after.get(f))}”" for f in fields)
    return f"{new} ({details})" if details else new


def _value(value: Any) -> str:
    return "none" if value is None or value == "" else clean(str(value))[:200]
