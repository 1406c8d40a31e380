"""A delivery that is killed and begun again loses nothing, and repeats only what was in flight. ``make crash`` does more of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.scene import addresses, make_installation
from tests.crash.deliver import finish, judge, life
from tests.crash.recorder import Taken, recorder

LINES = 2


def test_killed_twice_a_delivery_loses_nothing_and_repeats_what_was_in_flight(tmp_path: Path) -> None:
    """Each time at the worst moment: the server has taken a mail, and its answer is not yet seen."""
    people = addresses(150)
    make_installation(tmp_path, people)
    killed = []
    with recorder() as server:
        for number in (40, 90):
            with life(tmp_path, server, LINES) as process:

                def kill(taken: Taken, number: int = number) -> None:
                    if len(server.taken) == number:
                        process.kill()

                server.on_taken = kill
                process.wait()
            killed.append(server.life)
        server.on_taken = lambda taken: None
        with life(tmp_path, server, LINES) as process:
            done = finish(process)
    verdict = judge(people, server.taken, killed, LINES)
    assert verdict.faults == []
    assert all(1 <= verdict.after[number] <= LINES for number in killed)
    assert done["queued"] == done["failed"] == done["deferred"] == 0
    assert len(server.taken) == len(people) + verdict.duplicates


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ([("a", "<1>", 1)], "1 lost, the first of them b"),
        ([("a", "<1>", 1), ("b", "<2>", 1), ("a", "<3>", 2)], "another Message-ID"),
        ([("a", "<1>", 1), ("b", "<2>", 2), ("a", "<1>", 2), ("b", "<2>", 3)], "process 2: 1 sent again, and 0 can"),
        ([("a", "<1>", 1), ("b", "<2>", 1), ("a", "<1>", 2), ("b", "<2>", 2)], "process 1: 2 sent again, and 1 can"),
        ([("a", "<1>", 2), ("b", "<2>", 2), ("a", "<1>", 2)], "twice by one process"),
        ([("a", "<1>", 1), ("b", "<2>", 1), ("c", "<3>", 1)], "1 got what they were not owed"),
    ],
)
def test_the_kill_test_would_see(taken: list[tuple[str, str, int]], words: str) -> None:
    record = [Taken(life, recipient, message_id, 0.0) for recipient, message_id, life in taken]
    assert any(words in fault for fault in judge(["a", "b"], record, killed=[1], lines=1).faults)
