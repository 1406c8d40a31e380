"""The published database, opened by Datasette as somebody who downloaded it would: read only, and its events are there.

``python -m tests.acceptance.database --tools FOLDER [--state FOLDER]``, with the Python environment that has `datasette`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.acceptance.common import arguments, check, part, run, say
from tests.acceptance.demonstration import served

DATABASE, TABLE = "data/watcher.db", "events"


def ask(tools: Path, file: Path, path: str) -> dict[str, Any]:
    """The JSON that Datasette answers for a path."""
    env = {**os.environ, "HOME": str(file.parent)}
    said = run(tools / "bin" / "datasette", "serve", "--immutable", file, "--get", path, env=env)
    answer: dict[str, Any] = json.loads(said)
    return answer


def main() -> int:
    asked = arguments(__doc__, "--tools")

    def work() -> None:
        with served(asked.state) as demo:
            got = demo.get(DATABASE)
            check(got.status == 200, f"{DATABASE} is not published: it is answered with {got.status}")
            file = demo.state / "downloaded" / Path(DATABASE).name
            file.parent.mkdir()
            file.write_bytes(got.body)
            before = hashlib.sha256(got.body).digest()
            answer = ask(asked.tools, file, f"/{file.stem}/{TABLE}.json?_shape=objects")
            rows, count = answer.get("rows", []), answer.get("filtered_table_rows_count", answer.get("count"))
            check(rows, f"Datasette finds no rows in {TABLE}: {str(answer)[:500]}")
            tables = ask(asked.tools, file, f"/{file.stem}.json").get("tables", [])
            check(hashlib.sha256(file.read_bytes()).digest() == before, "Datasette changed what it only reads")
            told = ", ".join(f"{table['name']} {table['count']:,}" for table in tables if not table["hidden"])
            say(f"Datasette reads {count or len(rows)} {TABLE} in {DATABASE} ({len(got.body):,} bytes; {told})")
            say(f"each with {', '.join(rows[0])}")

    return part("the database", work)


if __name__ == "__main__":
    sys.exit(main())
