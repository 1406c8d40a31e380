"""`check`: one round of looks at sources."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher.commands.desk import As_json, Place, known_sources, now, plain_errors, polite_fetcher, print_json, progress

if TYPE_CHECKING:
    from watcher.check import Round
    from watcher.model import Event


def check(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Source ids; without any, those that are due.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every source, due or not.")] = False,
    as_json: As_json = False,
) -> None:
    """Look once at what is due: fetch, compare, judge, record. Exit 1 when a source could not be seen."""
    from watcher.apart import Apart
    from watcher.archive import Archive
    from watcher.check import Conductor

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        known_sources(catalogue, sources or [])
        with Archive.open(place.database, now=now()) as archive, polite_fetcher() as fetcher, Apart() as read:
            total = len(sources or catalogue.sources)
            conductor = Conductor(catalogue, archive, fetcher, read)
            with progress("looking", shown=not as_json) as advance:
                count = itertools.count(1)
                done = conductor.run(
                    now, only=sources or (), everything=everything, progress=lambda source: advance(next(count), total)
                )
    _report_round(done, as_json)
    raise typer.Exit(1 if done.unseen else 0)


def round_as_json(done: Round) -> dict[str, Any]:
    """The figures of one round, as ``planwatch check --json`` prints them."""
    from watcher.as_json import event_as_json

    figures = {k: getattr(done, k) for k in ("checked", "unchanged", "changed", "unseen", "requests", "bytes", "seconds")}
    return {**figures, "events": [event_as_json(e) for e in done.events], "reasons": done.reasons}


def _report_round(done: Round, as_json: bool) -> None:
    if as_json:
        print_json(round_as_json(done))
        return
    for source_id, reason in done.reasons.items():
        typer.echo(f"{source_id}: not seen. {reason}")
    for event in _news(done.events):
        typer.echo(f"{event.kind.value}: {event.sentence}")
    typer.echo(
        f"Checked {done.checked} sources: {done.changed} changed, {done.unchanged} unchanged, {done.unseen} not seen; "
        f"{done.requests} requests, {done.bytes:,} bytes, {done.seconds:.1f} s."
    )


def _news(events: list[Event]) -> list[Event]:
    return [e for e in events if not e.detail.get("baseline")]
