"""One measurement of publication in this process, which does nothing else: JSON on standard output.

    python -m bench.publishing make STATE EVENTS     makes the installation and measures nothing
    python -m bench.publishing product STATE         into an empty folder; again with nothing new; after one more event
    python -m bench.publishing floor STATE           the same bytes by a plain loop: open, write
    python -m bench.publishing profile STATE         where the time of ``product`` goes, for people

STATE is a folder.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from bench import log
from bench.scene import catalogue, settings_for
from publication import board_of, publish_board
from watcher.archive import Archive

CHANGED = "changed.json"
Watch = Callable[[str], AbstractContextManager[None]]
"""Goes around one step, by its name."""


def product(state: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}

    @contextmanager
    def watch(step: str) -> Iterator[None]:
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
        found[step] = {"seconds": round(seconds, 4), "cpu_seconds": round(cpu_seconds, 4), "peak_mib": round(_peak(), 1)}

    before = round(_peak(), 1)
    written = publish_thrice(state, watch)
    for step, paths in written.items():
        found[step]["written"] = len(paths)
    (state / CHANGED).write_text(json.dumps(written["one_event"]))
    files = _files(state / "public")
    return {**found, "before_mib": before, "files": len(files), "bytes": sum(p.stat().st_size for p in files)}


def publish_thrice(state: Path, watch: Watch) -> dict[str, Sequence[str]]:
    """What each step wrote. All that one knows of the one before is on the disk, as for a service that was started again."""
    plan, settings, now = catalogue(), settings_for(state, port=25), log.NOW
    shutil.rmtree(state / "public", ignore_errors=True)
    written: dict[str, Sequence[str]] = {}
    with Archive.open(state / "watcher.db", now=now) as archive:
        for step in ("cold", "nothing_new", "one_event"):
            if step == "one_event":
                now = log.go_on(archive)
            with watch(step):
                done = publish_board(board_of(plan, archive, now, settings), archive, state)
            written[step] = done.changed
    return written


def floor(state: Path) -> dict[str, Any]:
    """Everything, and then what changed after one more event."""
    shutil.rmtree(state / "plain", ignore_errors=True)
    everything = [p.relative_to(state / "public").as_posix() for p in _files(state / "public")]
    changed = json.loads((state / CHANGED).read_text())
    return {"cold": _write_plainly(state, everything), "one_event": _write_plainly(state, changed)}


def _write_plainly(state: Path, paths: Sequence[str]) -> dict[str, float]:
    """The clock stands while a file is read."""
    seconds = 0.0
    for path in paths:
        content, place = (state / "public" / path).read_bytes(), state / "plain" / path
        began = time.perf_counter()
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(place, "wb") as file:
            file.write(content)
        seconds += time.perf_counter() - began
    return {"seconds": round(seconds, 4), "written": len(paths)}


def profile(state: Path) -> None:
    @contextmanager
    def watch(step: str) -> Iterator[None]:
        with cProfile.Profile() as seen:
            yield
        print(f"\n--- {step}")
        pstats.Stats(seen).strip_dirs().sort_stats("cumulative").print_stats(30)

    publish_thrice(state, watch)


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def _peak() -> float:
    """Of the whole process, in MiB."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main(given: Sequence[str]) -> None:
    way, state = given[0], Path(given[1])
    if way == "make":
        log.fill(state / "watcher.db", int(given[2]))
    elif way == "profile":
        profile(state)
    else:
        print(json.dumps({"product": product, "floor": floor}[way](state)))


if __name__ == "__main__":
    main(sys.argv[1:])
