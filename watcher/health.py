"""Whether the watching goes well: each source against its own interval, the clock and the disk. Pure: facts in, findings out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from watcher.dates import in_words, london_day
from watcher.extract import discovers
from watcher.judge.failures import FAILING_LOOKS
from watcher.model import Source, SourceState

LATE = 2
"""So many of its own intervals after its last look a source is late ..."""
SLACK = timedelta(hours=1)
"""... and so long: a round takes its time."""
SILENT_INTERVALS, SILENT_AT_LEAST = 30, timedelta(days=21)
"""A list in which nothing was new for so many of its intervals, and so long, has probably stopped."""
USELESS_LOOKS, USELESS_FOR = 12, timedelta(days=180)
"""A source that in so many looks over so long showed nothing of any promise does not help."""
LEAST_FREE = 1 << 30
LEAST_SHARE = 0.05
"""Less room than this on the disk, in bytes or as a part of it, and the archive may soon not be written."""
MOST_SKEW = timedelta(minutes=5)


class Weight(IntEnum):
    """How much a finding asks for, the heaviest first."""

    TROUBLE = 0  # somebody must do something
    ADVICE = 1  # somebody could
    FINE = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """``words``: what was seen and, where it is not fine, what to do. ``source_id``: whose, or ""."""

    what: str
    weight: Weight
    words: str
    source_id: str = ""

    @property
    def fine(self) -> bool:
        return self.weight is not Weight.TROUBLE


def well(what: str, words: str) -> Finding:
    return Finding(what, Weight.FINE, words)


def trouble(what: str, words: str) -> Finding:
    return Finding(what, Weight.TROUBLE, words)


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes: free and in all where the state is written, and how many the archive takes."""

    free: int
    total: int
    archive: int


@dataclass(frozen=True, slots=True)
class Use:
    """``since``: the first look at a source (UTC). ``passages``: how many that concern a promise were ever found there.

    ``documents``: how many are known of it; none where its address never was anything but absent.
    """

    since: datetime
    passages: int
    documents: int = 1


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """What ails everything comes before what ails one source."""
    return sorted(findings, key=lambda f: (f.weight, bool(f.source_id)))


def source_findings(
    sources: Sequence[Source], states: Mapping[str, SourceState], uses: Mapping[str, Use], now: datetime
) -> list[Finding]:
    """A finding for each source that asks for something, and one for all the others together."""
    looked = [s for s in sources if s.id in states and states[s.id].last_checked]
    if not looked:
        words = f"none of {len(sources)} was looked at yet; `planwatch run` or `planwatch check` begins"
        return [Finding("sources", Weight.ADVICE, words)]
    last = max(t for s in looked if (t := states[s.id].last_checked))
    if now - last > min(s.every for s in sources) * LATE + SLACK:
        return [trouble("watch", f"no source was looked at since {_moment(last)}; is `planwatch run` running?")]
    watched = {s.url: s.id for s in sources}
    found = [f for s in sources for f in _of_source(s, states.get(s.id), uses.get(s.id), watched, now)]
    rest = len(sources) - len({f.source_id for f in found})
    return [*found, well("sources", f"{rest} of {len(sources)} are read in time and ask for nothing")]


def _of_source(
    source: Source, state: SourceState | None, use: Use | None, watched: Mapping[str, str], now: datetime
) -> Iterator[Finding]:
    """The weightiest first; a source that cannot be read is not said to be silent besides."""

    def finding(weight: Weight, words: str) -> Finding:
        return Finding(f"source {source.id}", weight, words, source.id)

    if state is None or state.last_checked is None:
        yield finding(Weight.ADVICE, "was never looked at yet")
        return
    if state.moved_to:
        other = watched.get(state.moved_to)
        what = f"'{other}' watches that already: take this entry out of" if other else f'put url = "{state.moved_to}" into'
        yield finding(Weight.TROUBLE, f"has moved for good to {state.moved_to}; {what} sources.toml")
    if state.failures:
        lasting = state.failures >= FAILING_LOOKS
        unseen = "" if source.verified else " Its address was never seen to answer: check it."
        since = f" since {_moment(state.failing_since)}" if state.failing_since else ""
        looks = f"{state.failures} look{'s' if state.failures > 1 else ''}"
        words = f"could not be read at {looks}{since}: {state.reason_text}{unseen}"
        yield finding(Weight.TROUBLE if lasting else Weight.ADVICE, words)
    elif _late(source, state, now):
        words = f"its last look was on {_moment(state.last_checked)}, though its interval is {_span(source.every)}"
        yield finding(Weight.TROUBLE, words)
    elif use and not use.documents:
        looks = f"{state.seen} look{'s' if state.seen > 1 else ''}"
        yield finding(Weight.ADVICE, f"nothing was there in {looks} (404); if the page is not still to come, correct its address")
    elif _silent(source, state, use, now):
        quiet = _moment(_moved(state, use) or now)
        yield finding(Weight.TROUBLE, f"nothing new in it since {quiet}, which is long for a list; does it still go on?")
    elif use and not use.passages and state.seen >= USELESS_LOOKS and now - use.since >= USELESS_FOR:
        words = f"nothing of any promise in {state.seen} looks since {_moment(use.since)}; is it needed?"
        yield finding(Weight.ADVICE, words)


def _moved(state: SourceState, use: Use | None) -> datetime | None:
    """When it last showed anything new: the first look counts."""
    return state.last_changed or (use.since if use else None)


def _late(source: Source, state: SourceState | None, now: datetime) -> bool:
    if state is None or state.last_checked is None or (state.not_before is not None and now < state.not_before + SLACK):
        return False
    return now - state.last_checked > source.every * LATE + SLACK


def _silent(source: Source, state: SourceState, use: Use | None, now: datetime) -> bool:
    since = _moved(state, use)
    return discovers(source) and since is not None and now - since > max(source.every * SILENT_INTERVALS, SILENT_AT_LEAST)


def disk_finding(disk: Disk) -> Finding:
    words = f"{_size(disk.free)} free; the archive takes {_size(disk.archive)}"
    if disk.free < LEAST_FREE or disk.free < disk.total * LEAST_SHARE:
        return trouble("disk", f"{words}; make room, or nothing more can be recorded")
    return well("disk", words)


def clock_finding(now: datetime, newest: datetime | None, skew: timedelta | None) -> Finding:
    """``newest``: the latest moment in the archive. ``skew``: by how much we are ahead of a server's clock, None if not asked."""
    ahead_of_us = newest is not None and newest > now + MOST_SKEW
    if newest is not None and ahead_of_us and skew is not None and abs(skew) <= MOST_SKEW:
        words = f"{_moment(now)}, as a server we asked has it; the archive was written at {_moment(newest)} while it was wrong"
        return Finding("clock", Weight.ADVICE, words)
    if newest is not None and ahead_of_us:
        words = f"it is set to {_moment(now)}, and the archive was written at {_moment(newest)}; set it right"
        return trouble("clock", words)
    if skew is None:
        return well("clock", f"{_moment(now)}, not before the newest record")
    if abs(skew) > MOST_SKEW:
        ahead = "ahead of" if skew > timedelta(0) else "behind"
        words = f"it is {_span(abs(skew))} {ahead} that of a server we asked; dates would be judged wrongly: set it right"
        return trouble("clock", words)
    return well("clock", f"{_moment(now)}, as a server we asked has it")


def _moment(at: datetime) -> str:
    return f"{in_words(london_day(at))}, {at:%H:%M} UTC"


def _span(time: timedelta) -> str:
    for name, size in (("week", 7 * 86_400), ("day", 86_400), ("hour", 3600), ("minute", 60)):
        if time.total_seconds() >= size:
            count = round(time.total_seconds() / size)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{time.total_seconds():.0f} seconds"


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.1f} MiB"
