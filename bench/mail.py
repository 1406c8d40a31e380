"""Mails a second, CPU and memory: Planwatch beside a plain loop, into one SMTP server on loopback.

    python -m bench.mail [--subscribers 10000] [--rounds 1] [--lines N] [--json]

Everything is measured in processes of its own, one after the other; this one only starts them, so that it stays small
and no figure of theirs is this program's. Exit status 1: not every mail was taken.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WAYS = {
    "planwatch": "(a) Planwatch, end to end",
    "plain": "(b) plain loop: EmailMessage, smtplib",
    "prebuilt": "(c) the same loop, all built before",
}
COLUMNS = {
    "mails_a_second": "mails/s",
    "seconds": "seconds",
    "cpu_ms_a_mail": "CPU ms/mail",
    "before_mib": "MiB before",
    "peak_mib": "MiB peak",
    "growth_mib": "MiB growth",
}


@contextmanager
def smtp_server() -> Iterator[tuple[int, str]]:
    """A server in a process of its own that takes everything and keeps nothing: (port, what it is). Ended at the end."""
    port = _free_port()
    sink = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if sink is not None:
        name = "smtp-sink (Postfix)"
        command = [sink, *(("-u", "nobody") if os.geteuid() == 0 else ()), f"127.0.0.1:{port}", "128"]
    else:
        name = "aiosmtpd, which may itself be the limit"
        command = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _greeted(port, process)
        yield port, name
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _greeted(port: int, server: subprocess.Popen[bytes], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.recv(100)
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                raise SystemExit("the SMTP server did not start") from None
            time.sleep(0.02)


def run(*words: object) -> str:
    """One measurement in a fresh process."""
    command = [sys.executable, "-m", "bench.senders", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout


def measure(subscribers: int, rounds: int, lines: int | None) -> dict[str, Any]:
    """Each way in each round, in turn, so that a slow minute of the machine is shared; medians."""
    load = round(os.getloadavg()[0], 1)
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with smtp_server() as (port, server), tempfile.TemporaryDirectory(prefix="planwatch-bench-") as folder:
        for number in range(rounds):
            for way in WAYS:
                state = Path(folder) / f"{way}-{number}"
                state.mkdir()
                run("make", state, subscribers)
                found[way].append(json.loads(run(way, state, port, *([lines] if lines else []))))
                print(f"  round {number + 1}: {way}", file=sys.stderr)
    results = {way: {key: statistics.median(each[key] for each in runs) for key in runs[0]} for way, runs in found.items()}
    ratios = [a["mails_a_second"] / b["mails_a_second"] for a, b in zip(found["planwatch"], found["plain"], strict=True)]
    return {
        "on": date.today().isoformat(),
        "subscribers": subscribers,
        "rounds": rounds,
        "connections": lines or "default",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "server": server,
        "load_before": load,
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(r, 2) for r in ratios],
        "cpu_ratio": round(results["plain"]["cpu_ms_a_mail"] / results["planwatch"]["cpu_ms_a_mail"], 2),
        "results": results,
    }


def table(done: dict[str, Any]) -> str:
    """Markdown, so that it can be kept as it is printed."""
    each = f" (in each round: {', '.join(map(str, done['ratios']))})" if done["rounds"] > 1 else ""
    lines = [
        f"{done['subscribers']} subscriptions, one event; {done['on']}, Python {done['python']}, {done['cores']} cores, "
        f"load before {done['load_before']}; connections of Planwatch: {done['connections']}; server: {done['server']}; "
        + (f"medians of {done['rounds']} rounds" if done["rounds"] > 1 else "one round"),
        "",
        f"| way | {' | '.join(COLUMNS.values())} |",
        f"|---|{'---:|' * len(COLUMNS)}",
        *(f"| {name} | {_row(done['results'][way])} |" for way, name in WAYS.items()),
        "",
        f"a / b: {done['ratio']} times the mails a second{each}, with {done['cpu_ratio']} times less CPU a mail",
    ]
    return "\n".join(lines)


def _row(result: dict[str, float]) -> str:
    return " | ".join(f"{result[column]:g}" for column in COLUMNS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.mail", description="Mails a second: Planwatch beside a plain loop.")
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=1, help="how often each is measured; medians are shown")
    parser.add_argument("--lines", type=int, default=None, help="connections of Planwatch; the product's default if not given")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    done = measure(given.subscribers, given.rounds, given.lines)
    print(json.dumps(done, indent=2) if given.json else table(done))
    return 0 if all(each["sent"] == given.subscribers for each in done["results"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
