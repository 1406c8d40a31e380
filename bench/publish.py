"""What publication costs, cold and after one more event, at two sizes and beside a plain loop that writes the same bytes.

    python -m bench.publish [--events 5000] [--more 50000] [--json]

Everything is measured in processes of its own, one after the other; this one only starts them, so that it stays small
and no figure of theirs is this program's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STEPS = {"cold": "everything, into an empty folder", "nothing_new": "again, nothing new", "one_event": "after one more event"}


def run(*words: object) -> str:
    """One measurement in a fresh process."""
    command = [sys.executable, "-m", "bench.publishing", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout


def measure(events: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="planwatch-bench-") as folder:
        run("make", folder, events)
        print(f"  {events} events are in the archive", file=sys.stderr)
        found = json.loads(run("product", folder))
        plain = json.loads(run("floor", folder))
    cold = found["cold"]["seconds"]
    return {
        "events": events,
        **found,
        "floor": plain,
        "cold_ms_an_event": round(cold * 1000 / events, 3),
        "cold_to_floor": round(cold / plain["cold"]["seconds"], 1),
        "one_event_to_floor": round(found["one_event"]["seconds"] / plain["one_event"]["seconds"], 1),
    }


def both(events: int, more: int) -> dict[str, Any]:
    load = round(os.getloadavg()[0], 1)
    small, large = measure(events), measure(more)
    return {
        "on": date.today().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": load,
        "sizes": [small, large],
        "growth": {
            "events": round(more / events, 1),
            "cold_an_event": round(large["cold_ms_an_event"] / small["cold_ms_an_event"], 2),
            "one_event": round(large["one_event"]["seconds"] / small["one_event"]["seconds"], 2),
        },
    }


def table(done: dict[str, Any]) -> str:
    """Markdown, so that it can be kept as it is printed."""
    lines = [
        f"{done['on']}, Python {done['python']}, {done['cores']} cores, load before {done['load_before']}; one run",
        "",
        "| events | step | seconds | CPU seconds | files written | plain loop, seconds | times the plain loop | MiB peak |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
        *(_row(size, step) for size in done["sizes"] for step in STEPS),
        "",
        *(f"{s['events']:,} events: {s['files']:,} files, {s['bytes'] / 1e6:.1f} MB in all; everything takes "
          f"{s['cold_ms_an_event']:g} ms an event; {s['before_mib']:g} MiB before." for s in done["sizes"]),
        "",
        "With {events:g} times the events, everything takes {cold_an_event:g} times as long an event, "
        "and one more event {one_event:g} times as long.".format(**done["growth"]),
    ]  # fmt: skip
    return "\n".join(lines)


def _row(size: dict[str, Any], step: str) -> str:
    found, plain = size[step], size["floor"].get(step)
    beside = [f"{plain['seconds']:g}", f"{found['seconds'] / plain['seconds']:.1f}"] if plain else ["", ""]
    cells = [f"{size['events']:,}", STEPS[step], f"{found['seconds']:g}", f"{found['cpu_seconds']:g}", f"{found['written']:,}",
             *beside, f"{found['peak_mib']:g}"]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.publish", description="What publication costs.")
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--more", type=int, default=50_000, help="the second size")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    done = both(given.events, given.more)
    print(json.dumps(done, indent=2) if given.json else table(done))
    return 0


if __name__ == "__main__":
    sys.exit(main())
