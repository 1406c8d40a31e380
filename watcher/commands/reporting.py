"""`status` and `validate`: what is known and what is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from watcher.commands.desk import As_json, Place, known_commitment, now, plain_errors, print_json

if TYPE_CHECKING:
    from watcher.model import Standing


def status(
    context: typer.Context,
    commitment: Annotated[str | None, typer.Argument(help="One commitment's id.")] = None,
    as_json: As_json = False,
) -> None:
    """Where each promise stands today, on four axes."""
    from watcher.archive import Archive
    from watcher.as_json import standing_as_json
    from watcher.scoreboard import standings

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        if commitment is not None:
            known_commitment(catalogue, commitment)
        with Archive.open(place.database, now=now()) as archive:
            found = standings(catalogue, archive, now())
    by_id = {c.id: c for c in catalogue.commitments}
    chosen = [s for i, s in found.items() if commitment in (None, i)]
    if as_json:
        print_json([standing_as_json(s, by_id[s.commitment_id].title, by_id[s.commitment_id].plan_id) for s in chosen])
        return
    _print_standings(chosen, {i: c.title for i, c in by_id.items()})


def _print_standings(chosen: list[Standing], titles: dict[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("commitment", "schedule", "evidence", "dates", "verdict", "in words")
    for s in chosen:
        title = f"{titles[s.commitment_id]}\n[dim]{s.commitment_id}[/dim]"
        table.add_row(title, s.schedule.value, s.evidence.value, s.dates.value, s.verdict.value, s.sentence)
    Console().print(table)


def validate(context: typer.Context, as_json: As_json = False) -> None:
    """Every mistake in sources.toml and plans/, with file and line; exit 2 when there is one. Warnings are no mistakes."""
    from watcher.catalogue import examined
    from watcher.dates import london_day

    place: Place = context.obj
    found = examined(place.sources, place.plans, london_day(now()))
    if as_json:
        told = [("error", m) for m in found.mistakes] + [("warning", w) for w in found.warnings]
        print_json([{"file": m.file, "line": m.line, "level": level, "message": m.message} for level, m in told])
        raise typer.Exit(2 if found.mistakes else 0)
    for mistake in found.mistakes:
        typer.echo(str(mistake))
    for warning in found.warnings:
        typer.echo(f"{warning.place}: warning: {warning.message}")
    if found.mistakes:
        raise typer.Exit(2)
    above = f"; {len(found.warnings)} warning{'s' * (len(found.warnings) > 1)} above" if found.warnings else ""
    typer.echo(f"Fine: {len(found.catalogue.sources)} sources, {len(found.catalogue.commitments)} commitments{above}.")
