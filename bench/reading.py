"""`make bench-reading`: what reading each file of the fault kit takes, in the worker with its real limits.

A process for each file, so that the memory told is that of the worker that read it and nothing else. Without the kit
(../shared/kit) nothing is measured, and that is said.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from watcher.apart import MEBIBYTES, SECONDS, Apart
from watcher.errors import ExtractError
from watcher.extract import Answer
from watcher.model import Source, SourceKind

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "kit" / "hostile_corpus"
FOLDERS = ("pdf", "sheets")


def one(path: Path) -> dict[str, object]:
    """Seconds with the worker's start, its peak in MiB, and how it ended."""
    source = Source("a", "A", SourceKind.FILE, f"https://example.org/{path.name}", timedelta(days=1))
    began = time.perf_counter()
    with Apart() as read:
        try:
            document = read(source, Answer(source.url, "", path.read_bytes()))
            end = f"partial: {document.partial}" if document.partial else f"{len(document.blocks)} blocks"
        except ExtractError as e:
            end = f"refused: {e}"
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": round(time.perf_counter() - began, 2), "mebibytes": round(peak), "end": end}


def main() -> None:
    """A table of every file, and the worst of each."""
    if len(sys.argv) > 1:
        print(json.dumps(one(Path(sys.argv[1]))))
        return
    if not CORPUS.is_dir():
        print("Not measured: the fault kit is not on this machine.")
        return
    rows = [(path, _apart(path)) for folder in FOLDERS for path in sorted((CORPUS / folder).iterdir()) if path.is_file()]
    for path, row in rows:
        print(f"{path.parent.name}/{path.name:24} {row['seconds']:>6} s {row['mebibytes']:>4} MiB  {row['end']}")
    print(f"\n{len(rows)} files; the longest took {max(r['seconds'] for _, r in rows)} of {SECONDS:g} s, "
          f"the largest {max(r['mebibytes'] for _, r in rows)} of {MEBIBYTES} MiB.")  # fmt: skip


def _apart(path: Path) -> dict[str, float]:
    said = subprocess.run([sys.executable, "-m", "bench.reading", str(path)], capture_output=True, text=True, check=True)
    row: dict[str, float] = json.loads(said.stdout)
    return row


if __name__ == "__main__":
    main()
