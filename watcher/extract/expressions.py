"""JMESPath (jmespath.org) as maintainers write it in ``select``: what it gives, and which keys it names for what it gives. Pure."""

from __future__ import annotations

from typing import Any

from watcher.errors import ExtractError


def searched(expression: str, value: Any) -> Any:
    """What the expression selects; the whole where there is none. Raises ExtractError where it cannot be applied."""
    if not expression:
        return value
    import jmespath

    try:
        return jmespath.search(expression, value)
    except (jmespath.exceptions.JMESPathError, RecursionError) as e:
        reason = str(e).splitlines()[0] if str(e) else "it is too deep"
        raise ExtractError(f"the expression {expression[:80]!r} cannot be applied to the answer ({reason[:160]})") from e


def keys_named(expression: str) -> tuple[str, ...]:
    """The keys that an expression gives to each of its results, in its order; () where it names none.

    "items[].{title: shortTitle, url: link}" names "title" and "url", also where what follows only sifts, sorts or cuts.
    """
    if not expression:
        return ()
    import jmespath

    try:
        return _keys(jmespath.compile(expression).parsed, ())
    except (jmespath.exceptions.JMESPathError, RecursionError):
        return ()


def _keys(node: dict[str, Any], given: tuple[str, ...]) -> tuple[str, ...]:
    """Of a node of the parsed expression; ``given``: those of what it is applied to."""
    kind, inner = node["type"], node["children"]
    if kind in ("identity", "index", "slice"):
        return given
    if kind == "multi_select_dict":
        return tuple(pair["value"] for pair in inner)
    if kind in _CHAINS:
        return _keys(inner[1], _keys(inner[0], given))
    if kind == "flatten" or (kind == "function_expression" and node["value"] in ("sort_by", "reverse")):
        return _keys(inner[0], given)
    return ()


_CHAINS = frozenset({"projection", "filter_projection", "value_projection", "pipe", "subexpression", "index_expression"})
