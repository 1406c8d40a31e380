"""One delivery in a fresh process, as a restarted service does it: the lock is taken, and what the dead one had claimed.

    python -m tests.crash.child STATE PORT LINES

Says "ready" when everything is loaded and the delivery begins; when it is over, what was done and in how many seconds.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import aiosmtplib  # noqa: F401  # loaded before "ready", so that the moments of death are moments of delivery

from bench.scene import catalogue, settings_for
from service import deliver_news
from watcher.archive import Archive
from watcher.commands import now


def main(state: Path, port: int, lines: int) -> None:
    plans = catalogue()
    began = perf_counter()
    print("ready", flush=True)
    with Archive.open(state / "watcher.db", now=now()) as archive:
        done = deliver_news(plans, archive, settings_for(state, port, lines), now)
    print(json.dumps({**asdict(done), "seconds": perf_counter() - began}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
