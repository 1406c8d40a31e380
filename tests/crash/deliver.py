"""Kills a delivery at random moments, again and again, and counts what was lost and what was sent twice.

    python -m tests.crash.deliver [--rounds 20] [--subscribers 2000] [--lines 1 4] [--seed N]

A fresh installation, one event, a mail server that remembers; SIGKILL, and the next process goes on, as a restarted
service does. The moments of the kills, taken together, are uniform over the time that the delivery takes, queueing
included. A delivery that is over before its kills are gets a fresh installation for those that are left.

Exit status 1: something was lost, a duplicate has another Message-ID, or there were more duplicates than messages in
flight (one a connection) when a process was killed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.scene import ROOT, addresses, make_installation
from tests.crash.recorder import PATIENCE, Recorder, Taken, recorder


@dataclass
class Verdict:
    """``after``: by life, how many of the messages that it handed over were handed over again by a later one."""

    owed: int = 0
    lost: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    other_ids: list[str] = field(default_factory=list)
    after: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def duplicates(self) -> int:
        return self.after.total()


def judge(owed: Collection[str], taken: Sequence[Taken], killed: Collection[int], lines: int) -> Verdict:
    """What became of the mails that were owed. ``faults`` are the sentences for which the test fails."""
    by_recipient: dict[str, list[Taken]] = defaultdict(list)
    for each in taken:
        by_recipient[each.recipient].append(each)
    verdict = Verdict(len(owed))
    verdict.lost = sorted(set(owed) - set(by_recipient))
    verdict.strangers = sorted(set(by_recipient) - set(owed))
    for recipient, copies in by_recipient.items():
        verdict.after.update(copy.life for copy in copies[:-1])
        if len({copy.message_id for copy in copies}) > 1 or not copies[0].message_id:
            verdict.other_ids.append(recipient)
        if len({copy.life for copy in copies}) < len(copies):
            verdict.faults.append(f"{recipient} was sent the same mail twice by one process")
    if verdict.lost:
        verdict.faults.append(f"{len(verdict.lost)} lost, the first of them {verdict.lost[0]}")
    if verdict.strangers:
        verdict.faults.append(f"{len(verdict.strangers)} got what they were not owed")
    if verdict.other_ids:
        verdict.faults.append(f"{len(verdict.other_ids)} with another Message-ID or none, the first of them {verdict.other_ids[0]}")
    verdict.faults += [
        f"process {life}: {count} sent again, and {lines if life in killed else 0} can have been in flight"
        for life, count in sorted(verdict.after.items())
        if count > (lines if life in killed else 0)
    ]
    return verdict


@contextmanager
def life(state: Path, server: Recorder, lines: int) -> Iterator[subprocess.Popen[str]]:
    """A process that delivers, from the moment at which it begins to; it is dead when the block ends."""
    server.life += 1
    command = [sys.executable, "-m", "tests.crash.child", str(state), str(server.port), str(lines)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        if process.stdout.readline() != "ready\n":
            raise RuntimeError(f"the delivery did not begin (exit status {process.wait(PATIENCE)}); its own words stand above")
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        server.wait_until_left()


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Lets a life run to its end; what it says that it did. Raises RuntimeError where it failed."""
    said, _ = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"the delivery failed by itself (exit status {process.returncode}); its own words stand above")
    return dict(json.loads(said))


@dataclass(frozen=True)
class Tempo:
    """How long an undisturbed delivery takes. ``lead``: what a later process needs before its first mail."""

    queueing: float
    sending: float
    lead: float

    def moments(self, kills: int, chance: random.Random) -> list[float]:
        """Uniform over the whole delivery, in order."""
        return sorted(chance.uniform(0, self.queueing + self.sending) for _ in range(kills))

    def delay(self, moment: float, share: float) -> float:
        """How long a process lives that begins when this share is sent, until the delivery has come to the moment."""
        return self.lead + max(0.0, moment - self.queueing - share * self.sending) if share else moment


def tempo_of(people: Sequence[str], lines: int) -> Tempo:
    """One delivery that nobody disturbs, and one that finds nothing left to do."""
    with tempfile.TemporaryDirectory() as folder, recorder() as server:
        state = Path(folder)
        make_installation(state, people)
        with life(state, server, lines) as process:
            whole = finish(process)["seconds"]
        with life(state, server, lines) as process:
            lead = finish(process)["seconds"]
        sending = server.taken[-1].at - server.taken[0].at
        return Tempo(whole - sending, sending, lead)


def one_installation(people: Sequence[str], lines: int, kills: int, tempo: Tempo, chance: random.Random) -> tuple[Verdict, int]:
    """Up to ``kills`` kills of one delivery, and its end: what became of the mails, and how many kills there were."""
    killed: dict[int, str] = {}
    with tempfile.TemporaryDirectory() as folder, recorder() as server:
        state = Path(folder)
        make_installation(state, people)
        for moment in tempo.moments(kills, chance):
            delay = tempo.delay(moment, _reached(server) / len(people))
            with life(state, server, lines) as process:
                try:
                    process.wait(delay)
                    break  # it was over before its kill
                except subprocess.TimeoutExpired:
                    process.kill()
            came = len(server.of_life(server.life))
            when = f"after {came} mails" if came else "before its first mail"
            killed[server.life] = f"{when}, {_reached(server)} of {len(people)} taken"
        with life(state, server, lines) as process:
            finish(process)
        verdict = judge(people, server.taken, killed, lines)
    for number, words in killed.items():
        print(f"    kill {number}: {words}, sent again: {verdict.after[number]}", flush=True)
    return verdict, len(killed)


def _reached(server: Recorder) -> int:
    return len({t.recipient for t in server.taken})


def trial(lines: int, rounds: int, subscribers: int, seed: int) -> list[str]:
    """Kills so many deliveries; the faults."""
    people, chance = addresses(subscribers), random.Random(f"{seed}:{lines}")
    tempo = tempo_of(people, lines)
    print(f"lines={lines}: undisturbed, queueing takes {tempo.queueing:.2f} s, sending {tempo.sending:.2f} s", flush=True)
    verdicts: list[Verdict] = []
    left = rounds
    while left > 0:
        print(f"  installation {len(verdicts) + 1}: {subscribers} subscribers, {left} kills to come", flush=True)
        verdict, kills = one_installation(people, lines, left, tempo, chance)
        verdicts.append(verdict)
        left -= kills
    faults = [fault for v in verdicts for fault in v.faults]
    again = [count for v in verdicts for count in v.after.values()]
    print(
        f"lines={lines}: {rounds} kills over {len(verdicts)} installation(s), {sum(v.owed for v in verdicts)} owed, "
        f"lost {sum(len(v.lost) for v in verdicts)}, duplicates {sum(again)} (most after one kill: {max(again, default=0)} of "
        f"{lines} in flight), with another Message-ID {sum(len(v.other_ids) for v in verdicts)}",
        flush=True,
    )
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.deliver", description="Kills a delivery again and again.")
    parser.add_argument("--rounds", type=int, default=20, help="how many kills, for each number of lines")
    parser.add_argument("--subscribers", type=int, default=2000)
    parser.add_argument("--lines", type=int, nargs="+", default=[1, 4], help="connections to the mail server")
    parser.add_argument("--seed", type=int, default=None, help="of the moments; printed, so that a run can be repeated")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(1 << 32) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    faults = [f"lines={lines}: {f}" for lines in given.lines for f in trial(lines, given.rounds, given.subscribers, seed)]
    for fault in faults:
        print(f"FAULT {fault}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
