"""`explain`: how a judgement came about."""

from __future__ import annotations

import typer

from watcher.commands.desk import Place, now, plain_errors


def explain(context: typer.Context, commitment: str) -> None:
    """How a commitment's standing came about: windows, sources, checks, passages, events."""
    from watcher.archive import Archive
    from watcher.scoreboard import standings

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        known = {c.id: c for c in catalogue.commitments}
        if commitment not in known:
            typer.echo(f"planwatch: no plan has a commitment '{commitment}'; `planwatch status` lists them.", err=True)
            raise typer.Exit(2)
        with Archive.open(place.database, now=now()) as archive:
            found = standings(catalogue, archive, now())[commitment]
            lines = [f"{at:%Y-%m-%d} {source} {s.relation.value} {s.score:.2f} {s.title} ({'; '.join(s.why)})"
                     for at, source, s in archive.sightings(commitment)]  # fmt: skip
            lines += [f"{e.at:%Y-%m-%d} {e.kind.value}: {e.sentence}" for e in archive.events(commitment_id=commitment)]
            states = archive.states()
    typer.echo(f"{known[commitment].title}\n{found.sentence}\nLooked for in:")
    for source in found.coverage.sources:
        state = states.get(source)
        typer.echo(f"  {source}: {state.seen if state else 0} checks{f', {state.reason_text}' if state else ''}")
    typer.echo("Passages and events, oldest first:")
    typer.echo("\n".join(f"  {line}" for line in sorted(lines)) or "  none")
