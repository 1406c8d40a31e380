"""The command line: mounts watcher's and notifier's commands, and owns `run` and `demo`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from locks import sole_user
from notifier.commands import Desk
from notifier.commands import mount as mount_notifier
from watcher.commands import As_json, Place, now, plain_errors, print_json, progress
from watcher.commands import mount as mount_watcher
from watcher.errors import ConfigurationError

if TYPE_CHECKING:
    from demo.play import Summary


class Here(Place):
    """An installation, as both halves of the command line know it."""

    @property
    def desk(self) -> Desk:
        from service import settings_of

        return Desk(
            settings=lambda: settings_of(self, os.environ),
            plans=lambda: self.catalogue().plans,
            latest=self._latest,
            now=now,
            plain_errors=plain_errors,
            print_json=print_json,
        )

    def _latest(self) -> int:
        from watcher.archive import Archive

        with Archive.open(self.database, now=now()) as archive:
            return archive.latest_event()


app = typer.Typer(
    help="Watches official pages for what became of a government's promises, and tells those who asked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
mount_watcher(app)
mount_notifier(app)


PATIENCE = 5.0
"""Seconds to wait while another process changes a file of the maintainers: it takes a moment, and answers are not lost for it."""


@app.callback()
def place(
    context: typer.Context,
    root: Annotated[Path, typer.Option(help="The folder with sources.toml and plans/.", envvar="PLANWATCH_ROOT")] = Path(),
    state: Annotated[
        Path | None, typer.Option(help="The folder that is written to; state/ in the root.", envvar="PLANWATCH_STATE")
    ] = None,
) -> None:
    written = state or root / "state"
    context.obj = Here(root=root, state=written, reviewing=partial(sole_user, written, "reviewing", patience=PATIENCE))


@app.command()
def deliver(context: typer.Context, as_json: As_json = False) -> None:
    """Queue what is owed and send what is queued. Exit 1 when a mail was refused."""
    from dataclasses import asdict

    from service import deliver_news, settings_of
    from watcher.archive import Archive

    here: Place = context.obj
    with plain_errors():
        catalogue, settings = here.catalogue(), settings_of(here, os.environ)
        with Archive.open(here.database, now=now()) as archive:
            done = deliver_news(catalogue, archive, settings, now)
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(f"{done.queued} queued, {done.sent} sent, {done.deferred} to be tried again, {done.failed} refused.")
        if done.down:
            typer.echo(f"planwatch: nothing more can be sent: {done.down}", err=True)
    raise typer.Exit(1 if done.failed or done.deferred or done.down else 0)


@app.command()
def publish(
    context: typer.Context,
    afresh: Annotated[bool, typer.Option("--afresh", help="Make every file anew, also those that did not change.")] = False,
) -> None:
    """Write feeds, calendars, pages and data to state/public: what changed since the last time."""
    from notifier.publish import NOTHING_NEW
    from publication import Hub, publish_state
    from service import settings_of
    from watcher.archive import Archive

    here: Place = context.obj
    with plain_errors():
        catalogue, settings = here.catalogue(), settings_of(here, os.environ)
        hub = Hub(settings)
        with Archive.open(here.database, now=now()) as archive:
            done = publish_state(catalogue, archive, now, settings, afresh=afresh)
        hub.note(done)
        hub.tell()
    if done == NOTHING_NEW:
        typer.echo(f"Nothing is new since the last time: {here.state / 'public'} (--afresh makes all of it anew)")
    else:
        typer.echo(f"{done.written} files written, {done.unchanged} unchanged, {done.removed} taken away: {here.state / 'public'}")


@app.command()
def doctor(context: typer.Context, as_json: As_json = False) -> None:
    """Whether all is well: sources, network, clock, disk, databases, queue and mail. Worst first; exit 1 where it is not."""
    import doctor as examining
    from service import settings_of
    from watcher.commands import polite_fetcher

    here: Place = context.obj
    with plain_errors(), polite_fetcher() as fetcher:
        try:
            catalogue = here.catalogue()
        except ConfigurationError:
            catalogue = None  # it is among the findings
        found = examining.examine(here, catalogue, settings_of(here, os.environ), now(), fetcher)
    if as_json:
        print_json(examining.as_json(found))
    else:
        marks = {"TROUBLE": "TROUBLE", "ADVICE": "advice ", "FINE": "fine   "}
        typer.echo("\n".join(f"{marks[f.weight.name]}  {f.what}: {f.words}" for f in found))
    raise typer.Exit(0 if all(f.fine for f in found) else 1)


@app.command()
def run(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to serve on.")] = 8000,
    health: Annotated[
        int, typer.Option(min=0, max=65535, help="Of http://127.0.0.1:PORT/health: doctor's findings as JSON; 0 takes a free one.")
    ] = 8002,
) -> None:
    """The service: checks what is due, delivers, publishes, and serves the pages. Ctrl-C stops it."""
    from doctor import examine, health_address
    from service import Latest, run_service, settings_of, told_health

    here: Place = context.obj
    with plain_errors():
        catalogue, settings = Latest(here), settings_of(here, os.environ)
        with health_address(health, lambda: examine(here, catalogue(), settings, now()), now) as at:
            told_health(at)
            run_service(here, catalogue, settings, host, port)


@app.command()
def demo(
    context: typer.Context,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve what came out.")] = True,
    as_json: As_json = False,
    port: Annotated[int, typer.Option(help="The port to serve on.")] = 8000,
) -> None:
    """A recorded history of 2023 to 2026 through the real pipeline, then what came out of it, served."""
    import shutil
    from dataclasses import asdict

    from demo.play import ROOT, demo_catalogue, demo_settings, play

    here: Place = context.obj
    state = here.state / "demo"
    with plain_errors():
        shutil.rmtree(state, ignore_errors=True)
        with progress("playing 2023 to 2026", shown=not as_json) as advance:
            summary = play(demo_catalogue(ROOT), state, advance, port=port)
    if as_json:
        print_json(asdict(summary))
    else:
        _print_summary(summary)
    if serve:
        from service import serve_only

        typer.echo(f"Now at http://127.0.0.1:{port}/ (Ctrl-C ends it). Mails are in {state / 'maildir'}.", err=as_json)
        with plain_errors():
            serve_only(demo_catalogue(ROOT), demo_settings(state, port), "127.0.0.1", port)


def _print_summary(summary: Summary) -> None:
    typer.echo(
        f"{summary.checks:,} checks, {summary.documents} documents, {summary.changes} changes, "
        f"{summary.emails} emails, {summary.seconds} seconds."
    )
    typer.echo("Events: " + ", ".join(f"{count} {kind}" for kind, count in summary.events.items()))
    typer.echo("The most telling stories:")
    for story in summary.stories:
        typer.echo(f"  {story}")


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
