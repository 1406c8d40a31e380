"""The command line: mounts watcher's and notifier's commands, and owns `run` and `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from watcher.commands import Place, now, plain_errors
from watcher.commands import mount as mount_watcher

app = typer.Typer(
    help="Watches official pages for what became of a government's promises, and tells those who asked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
subscribers = typer.Typer(help="Who hears about what.", no_args_is_help=True)
app.add_typer(subscribers, name="subscribers")
mount_watcher(app)


@app.callback()
def place(
    context: typer.Context,
    root: Annotated[Path, typer.Option(help="The folder with sources.toml and plans/.", envvar="PLANWATCH_ROOT")] = Path(),
    state: Annotated[
        Path | None, typer.Option(help="The folder that is written to; state/ in the root.", envvar="PLANWATCH_STATE")
    ] = None,
) -> None:
    context.obj = Place(root=root, state=state or root / "state")


@subscribers.command("add")
def subscribers_add(
    context: typer.Context,
    address: str,
    topic: Annotated[str, typer.Option(help="all, plan:ID, theme:NAME or commitment:ID.")] = "all",
    frequency: Annotated[str, typer.Option(help="immediately, daily or weekly.")] = "daily",
) -> None:
    """Subscribe an address whose owner has agreed."""
    from notifier.mailbox import Mailbox
    from notifier.model import Frequency

    from watcher.archive import Archive

    here: Place = context.obj
    with plain_errors():
        catalogue = here.catalogue()
        _known_topic(topic, catalogue)
        if frequency not in list(Frequency):
            typer.echo("planwatch: frequency is immediately, daily or weekly.", err=True)
            raise typer.Exit(2)
        with Archive.open(here.database, now=now()) as archive, Mailbox.open(here.state / "notifier.db", now=now()) as box:
            latest = max((e.id for e in archive.events()), default=0)
            box.subscribe(address, topic, Frequency(frequency), now=now(), after=latest)
    typer.echo(f"{address} will hear about {topic}, {frequency}.")


def _known_topic(topic: str, catalogue: object) -> None:
    from watcher.model import Catalogue

    assert isinstance(catalogue, Catalogue)
    known = {"all", *(f"plan:{p.id}" for p in catalogue.plans)}
    known |= {f"theme:{c.theme}" for c in catalogue.commitments} | {f"commitment:{c.id}" for c in catalogue.commitments}
    if topic in known:
        return
    import difflib

    near = difflib.get_close_matches(topic, known, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    typer.echo(f"planwatch: there is no topic '{topic}'.{hint}", err=True)
    raise typer.Exit(2)


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
