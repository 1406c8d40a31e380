"""What an editor knows of the two configuration files: JSON Schemas (draft 2020-12) made from the shapes themselves. Pure.

As a program (``python -m watcher.catalogue.editor_schema FOLDER``) it writes them; taplo reads them by the ``#:schema`` line of
a file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from watcher.catalogue.shapes import shapes

NAMES = ("sources.schema.json", "plan.schema.json")
_TITLES = ("Planwatch: what is watched (sources.toml)", "Planwatch: a plan and its commitments (plans/*.toml)")


def editor_schemas() -> dict[str, str]:
    """The text of each schema by its file name."""
    pairs = zip(NAMES, shapes(), _TITLES, strict=True)
    return {name: _text(shape.model_json_schema(), title) for name, shape, title in pairs}


def _text(schema: dict[str, Any], title: str) -> str:
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_told(schema), "title": title}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _told(node: Any) -> Any:
    """Without what TOML cannot say (null), and without titles that only repeat a key's name."""
    if isinstance(node, list):
        return [_told(n) for n in node]
    if not isinstance(node, dict):
        return node
    choices = [n for n in node.get("anyOf", ()) if n != {"type": "null"}]
    if len(choices) == 1:
        node = {**{k: v for k, v in node.items() if k not in ("anyOf", "default")}, **choices[0]}
    return {k: _told(v) for k, v in node.items() if not (k == "title" and isinstance(v, str))}


def main() -> None:
    """Writes the schemas into the folder that is named."""
    for name, text in editor_schemas().items():
        Path(sys.argv[1], name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
