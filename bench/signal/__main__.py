"""`make bench-signal`: every measure, with every mistake, as text or as the tables of docs/signal.md (--markdown)."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bench.signal import dates, histories, titles, wording
from bench.signal.score import Measure, Score

MEASURES: dict[str, Callable[[], Measure]] = {
    "dates": dates.measure,
    "wording": wording.measure,
    "titles": titles.measure,
    "histories": histories.measure,
}


def as_markdown(measure: Measure) -> str:
    """One measure as a heading and a table."""
    if measure.skipped:
        return f"### {measure.title}\n\nNot measured: {measure.skipped}\n"
    others = list(dict.fromkeys(name for s in measure.scores for name in s.baselines))
    head = ["what", "cases", "Planwatch", *others, "aim"]
    rows = [[s.name, f"{s.of:,}", f"{s.ours:.3f}", *(_cell(s, o) for o in others), _aim(s)] for s in measure.scores]
    lines = [head, ["---"] * len(head), *rows]
    mistakes = "".join(f"- {s.name}: {m}\n" for s in measure.scores for m in s.mistakes)
    told = f"\nMistakes:\n\n{mistakes}" if mistakes else "\nNo mistakes.\n"
    return f"### {measure.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n" + told


def _cell(score: Score, name: str) -> str:
    return f"{score.baselines[name]:.3f}" if name in score.baselines else ""


def _aim(score: Score) -> str:
    if score.aim is None:
        return ""
    return f"{'≥' if score.least else '≤'} {score.aim:g}{'' if score.met else ' **missed**'}"


def main(wanted: list[str]) -> int:
    """Exit status 1 where an aim is missed."""
    measured = [measure() for name, measure in MEASURES.items() if not wanted or name in wanted]
    for measure in measured:
        print(as_markdown(measure))
    return int(any(not s.met for m in measured for s in m.scores))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
