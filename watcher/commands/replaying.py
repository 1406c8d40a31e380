"""`replay`: the kept archive under today's rules."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher.commands.desk import As_json, Place, misused, now, plain_errors, print_json, progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watcher.model import Event
    from watcher.replay import Difference, Replay

_HEADINGS = {"appears": "Would appear", "vanishes": "Would vanish", "changes": "Would change"}


def replay(
    context: typer.Context,
    plan: Annotated[Path | None, typer.Option(help="A plan's file to try in place of the one with its id.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Tell only differences of this day in London or later.")
    ] = None,
    accepted: Annotated[bool, typer.Option("--accept", help="Put the differences on record. They are never news.")] = False,
    as_json: As_json = False,
) -> None:
    """The kept archive under today's rules: which events would appear, vanish or change. Writes nothing without --accept.

    Exit 1 when something differs, 0 when nothing does or when the difference was accepted.
    """
    from watcher.apart import Apart
    from watcher.archive import Archive
    from watcher.catalogue import load_catalogue
    from watcher.replay import accept
    from watcher.replay import replay as play_again

    place: Place = context.obj
    if plan and accepted:
        misused("what was only tried is not put on record; put the plan into plans/, then use --accept without --plan.")
    with plain_errors():
        catalogue = load_catalogue(place.sources, place.plans, tried=plan)
        if not place.database.exists():
            misused(f"{place.database} is not there yet; `planwatch check` begins it.")
        with Archive.open(place.database, now=now()) as archive:
            day = since.date() if since else None
            with progress("replaying", shown=not as_json) as advance, Apart() as read:
                found = play_again(catalogue, archive, now(), since=day, read=read, advance=advance)
            recorded = accept(archive, found, now()) if accepted else []
    if as_json:
        print_json(replay_as_json(found, recorded))
    else:
        _print_replay(found, recorded)
    raise typer.Exit(1 if found.differences and not accepted else 0)


def replay_as_json(found: Replay, recorded: Sequence[Event]) -> dict[str, Any]:
    """``planwatch replay --json``; stable field names.

    "differences": in the order of their days, each with "difference" (appears, vanishes, changes), "day" (ISO, in London),
    "kind", "commitment", "source", "fields" (in what the two differ), "old" and "new" (events as in ``check --json``, null on
    the side where there is none; the id of a new one is 0). "summary": kinds counted under each difference. "waiting":
    sentences of what the next round tells anyway. "versions": how many were "read anew" and otherwise; "unreadable": those
    that today's extraction cannot read. "retired": ids of sources that are watched no more. "not_played": recorded events by
    kind. "passages": how many were found where none was noted. "until": the end of the last round. "accepted": the events
    that were put on record, in the order of their ids.
    """
    from watcher.as_json import event_as_json

    return {
        "differences": [_difference_as_json(d) for d in found.differences],
        "summary": _summary(found),
        "waiting": list(found.waiting),
        "versions": {r.value: n for r, n in found.readings.items()},
        "unreadable": [{"at": at.isoformat(), "source": i, "url": d.url, "title": d.title} for at, i, d in found.unreadable],
        "retired": list(found.retired),
        "not_played": dict(found.aside),
        "passages": len(found.sightings),
        "until": found.until.isoformat() if found.until else None,
        "accepted": [event_as_json(e) for e in recorded],
    }


def _difference_as_json(d: Difference) -> dict[str, Any]:
    from watcher.as_json import event_as_json

    return {
        "difference": d.what.value,
        "day": d.day.isoformat(),
        "kind": d.event.kind.value,
        "commitment": d.event.commitment_id,
        "source": d.event.source_id,
        "fields": list(d.fields),
        "old": event_as_json(d.old) if d.old else None,
        "new": event_as_json(d.new) if d.new else None,
    }


def _summary(found: Replay) -> dict[str, dict[str, int]]:
    counts = {what: Counter(d.event.kind.value for d in found.differences if d.what.value == what) for what in _HEADINGS}
    return {what: dict(sorted(kinds.items())) for what, kinds in counts.items()}


def _print_replay(found: Replay, recorded: Sequence[Event]) -> None:
    for what, heading in _HEADINGS.items():
        group = [d for d in found.differences if d.what.value == what]
        if group:
            typer.echo(f"{heading}:")
            typer.echo("\n".join(line for d in group for line in _lines(d)))
    if found.waiting:
        typer.echo("\n".join(["The next round tells these anyway:", *(f"  {line}" for line in found.waiting)]))
    typer.echo("\n".join(_notes(found)))
    typer.echo(_in_sum(found))
    if recorded:
        typer.echo(f"Put on record in {len(recorded)} events, none of them news.")


def _lines(d: Difference) -> list[str]:
    event = d.event
    where = ", ".join(x for x in (event.commitment_id, event.source_id) if x)
    lines = [f"  {d.day} {event.kind.value} ({where})"]
    if d.old is None or d.new is None:
        return [*lines, f"    {event.sentence}"]
    if d.old.kind is not d.new.kind:
        lines = [f"  {d.day} {d.old.kind.value} -> {event.kind.value} ({where})"]
    return [*lines, f"    was: {d.old.sentence}", f"    now: {d.new.sentence}", *_dates(d)]


def _dates(d: Difference) -> list[str]:
    """What a sentence does not show."""
    told = [f for f in d.fields if f not in ("kind", "commitment", "sentence")]
    old, new = (e.detail if e else {} for e in (d.old, d.new))
    return [f"    {f}: {old.get(f) or 'none'} -> {new.get(f) or 'none'}" for f in told]


def _notes(found: Replay) -> list[str]:
    versions = sum(found.readings.values())
    lines = [f"{versions:,} kept versions played: {', '.join(f'{n:,} {r.value}' for r, n in found.readings.items()) or 'none'}."]
    lines += [f"  {at:%Y-%m-%d} {i}: {d.title or d.url} stands as it was stored" for at, i, d in found.unreadable]
    if found.sightings:
        lines.append(f"Passages where none was noted before: {len(found.sightings):,}.")
    if found.retired:
        lines.append(f"Watched no more, and played with what is stored: {', '.join(found.retired)}.")
    if found.aside:
        lines.append(f"Not played (failures, and what is for maintainers): {_counted(found.aside)}.")
    return lines


def _in_sum(found: Replay) -> str:
    if not found.differences:
        return "No difference."
    return "; ".join(f"{what}: {_counted(kinds)}" for what, kinds in _summary(found).items() if kinds) + "."


def _counted(kinds: Any) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in kinds.items())
