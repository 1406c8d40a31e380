"""The line of every key of a TOML text, which the standard library's reader does not tell (tree-sitter-toml). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Path_ = tuple[str | int, ...]
"""Where a value stands: the names of its tables, with the numbers of those that are lists."""


def key_lines(text: str) -> dict[Path_, int]:
    """The line (from 1) of every table and key of a TOML text, by path; array items are numbered from 0."""
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    data = text.encode()
    root = Parser(Language(tree_sitter_toml.language())).parse(data).root_node
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    for node in root.children:
        base: Path_ = ()
        if node.type in ("table", "table_array_element"):
            base = _resolved(_keys(node, data), counts, array=node.type == "table_array_element")
            lines[base] = node.start_point[0] + 1
        pairs = [node] if node.type == "pair" else [c for c in node.children if c.type == "pair"]
        for pair in pairs:
            lines[base + _keys(pair, data)] = pair.start_point[0] + 1
    return lines


def line_of(lines: Mapping[Path_, int], where: Path_) -> int:
    """The line of a key, or of the first thing in it, or else of the nearest table around it; 1 where nothing is known."""
    for size in range(len(where), 0, -1):
        start = where[:size]
        if start in lines:
            return lines[start]
        inside = [line for path, line in lines.items() if path[:size] == start]
        if inside:
            return min(inside)
    return 1


def _keys(node: Any, data: bytes) -> tuple[str, ...]:
    for child in node.children:
        if child.type in ("bare_key", "quoted_key", "dotted_key"):
            return tuple(k.strip("\"' ") for k in data[child.start_byte : child.end_byte].decode().split("."))
    return ()


def _resolved(keys: tuple[str, ...], counts: dict[Path_, int], *, array: bool) -> Path_:
    """A header's path with the index of each array of tables that it stands in."""
    path: Path_ = ()
    for n, key in enumerate(keys):
        path = (*path, key)
        if array and n == len(keys) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
