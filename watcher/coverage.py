"""How well a commitment is looked for: which sources could show it, and how often they were read. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watcher.extract import discovers
from watcher.model import Commitment, Coverage, Source, SourceState


def observers(commitment: Commitment, sources: Sequence[Source]) -> tuple[str, ...]:
    """The ids of the sources in which a commitment's fulfilment could show.

    Those that are said to show it, and lists that show anything; a single page watched for another reason does not count.
    """
    return tuple(s.id for s in sources if commitment.id in s.commitments or (discovers(s) and _any(s)))


def _any(source: Source) -> bool:
    return not source.commitments or "*" in source.commitments


def coverage_of(source_ids: Sequence[str], states: Mapping[str, SourceState]) -> Coverage:
    """Checks and blind spots of these sources, from their states."""
    known = [states[i] for i in source_ids if i in states]
    looks = [s.last_seen for s in known if s.last_seen and s.seen]
    return Coverage(
        sources=tuple(source_ids),
        checks=sum(s.seen for s in known),
        as_of=max(looks) if looks else None,
        blind=tuple(s.source_id for s in known if s.blind),
        unread=tuple(i for i in source_ids if i not in states or not states[i].seen),
        looks=tuple((s.source_id, s.seen) for s in known),
    )
