"""`add`: a web address into sources.toml."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher.commands.asking import ask_commitments, ask_every, ask_expression, ask_id, ask_which
from watcher.commands.desk import As_json, Place, known_commitment, misused, plain_errors, print_json
from watcher.commands.previewing import (
    Ignore,
    Kind,
    Renderer,
    Select,
    Trial,
    checked_address,
    checked_interval,
    checked_renderer,
    checked_selectors,
    kind_named,
    looking,
    refusals,
    suggestion_as_json,
)
from watcher.errors import SourceRefused
from watcher.model import SourceKind

if TYPE_CHECKING:
    from watcher.model import Source
    from watcher.preview import Preview
    from watcher.prospect import Prospect, Wanted
    from watcher.recognise import Suggestion


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The web address to watch.")],
    source_id: Annotated[str, typer.Option("--id", help="Its id in sources.toml; made from the title if not given.")] = "",
    title: Annotated[str, typer.Option(help="Its title; as the page has it if not given.")] = "",
    kind: Kind = "",
    every: Annotated[str, typer.Option(help="How often to look: 30m, 6h, 1d, 1w; by its kind if not given.")] = "",
    select: Select = None,
    ignore: Ignore = None,
    renderer: Renderer = "",
    commitment: Annotated[
        list[str] | None, typer.Option(help="A commitment that it could show, by id, or '*' for any; once for each.")
    ] = None,
    note: Annotated[str, typer.Option(help="A note for other maintainers.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take what is suggested, and write it.")] = False,
    as_json: As_json = False,
) -> None:
    """Recognise what an address is, show what would be seen there, and put it into sources.toml. Exit 1 where it cannot be.

    With --json nothing is asked, and nothing is written without --yes.
    """
    from watcher.prospect import Wanted

    place: Place = context.obj
    asks = not (yes or as_json)
    if asks and not place.terminal():
        misused("nobody is there to be asked: --yes takes what is suggested, --json only shows it.")
    said = Wanted(None, source_id, title, every, select, tuple(ignore or ()), renderer, note)
    wanted = _checked(url, kind, said)
    with plain_errors(), refusals(as_json), looking(place) as trial:
        for wished in (c for c in commitment or () if c != "*"):
            known_commitment(trial.catalogue, wished)
        prospect, shown = _looked_at(trial, url, wanted, asks, quiet=as_json)
        source = _settled(trial, prospect, shown, tuple(commitment or ()), wanted, asks)
        written = _written(place, source) if yes or (asks and typer.confirm("Put it into sources.toml?", default=True)) else None
    if as_json:
        print_json(added_as_json(place, source, prospect, shown, written))
    else:
        _report(place, source, written)


def added_as_json(place: Place, source: Source, prospect: Prospect, shown: Preview, written: list[str] | None) -> dict[str, Any]:
    """``planwatch add --json``; stable field names.

    "suggestion": as in ``suggestion_as_json``, with every and every_why (half a sentence) and moved_from (the address that was
    asked for, where the page has left it for good, or ""). "others": what else the address could be watched as. "source": as it
    was written, or would be; with "documents" and "unread" as in ``watcher.preview.as_json.preview_as_json``. "written": null, or
    {"file", "lines"}: those that were added. "refused": null. Where the address cannot be watched, the answer is ``{"refused":
    {"reason", "sentence"}}`` alone, and the command ends with exit 1: reason is an UnseenReason value, "absent", "moved",
    "unrecognised", "watched" or "taken".
    """
    from watcher.preview import every_in_words, preview_as_json

    told = {"every": every_in_words(source.every), "every_why": prospect.every_why, "moved_from": prospect.moved_from}
    return {
        "suggestion": {**suggestion_as_json(prospect.suggestion), **told},
        "others": [suggestion_as_json(s) for s in prospect.others],
        **preview_as_json(replace(shown, source=source)),
        "written": {"file": str(place.sources), "lines": written} if written is not None else None,
        "refused": None,
    }


# --- what was said already ---


def _checked(url: str, kind: str, wanted: Wanted) -> Wanted:
    """With its kind; exit 2 where any of it means nothing."""
    checked_address(url)
    checked_interval(wanted.every)
    checked_renderer(wanted.renderer)
    known = kind_named(kind)
    if known:
        checked_selectors(kind, wanted.select, wanted.ignore)
    return replace(wanted, kind=known)


# --- looking ---


def _looked_at(trial: Trial, url: str, wanted: Wanted, asks: bool, *, quiet: bool) -> tuple[Prospect, Preview]:
    """What the address is and shows. Raises SourceRefused, also where it is watched already."""
    from watcher.commands.showing import preview_lines, prospect_lines

    _free_id(trial, wanted.id)
    suggested = trial.scout.suggestions(url, wanted.kind)
    if asks and len(suggested) > 1:
        suggested = ask_which(suggested)
    _unwatched(trial, url, suggested[0].url)
    checked_selectors(suggested[0].kind.value, wanted.select, wanted.ignore)
    wanted = _selected(suggested[0], wanted, asks)
    prospect = trial.scout.prospect(suggested, wanted)
    _unwatched(trial, url, prospect.source.url)
    shown = trial.previewed(prospect.source, prospect.looked)
    if not quiet:
        typer.echo("\n".join((*prospect_lines(prospect), *preview_lines(shown))))
    return prospect, shown


def _selected(suggestion: Suggestion, wanted: Wanted, asks: bool) -> Wanted:
    """JSON says by an expression what of it to watch, which nobody can guess."""
    if suggestion.kind is not SourceKind.JSON or wanted.select is not None or not asks:
        return wanted
    return replace(wanted, select=ask_expression(suggestion))


def _free_id(trial: Trial, wanted: str) -> None:
    taken = next((s for s in trial.catalogue.sources if s.id == wanted), None)
    if taken is not None:
        raise SourceRefused("taken", f"the id '{wanted}' in sources.toml is that of {taken.url}; give another with --id.")


def _unwatched(trial: Trial, typed: str, url: str) -> None:
    watched = trial.scout.watched_as(url)
    if watched is not None:
        also = f" as {watched.url}" if watched.url != typed else ""
        raise SourceRefused(
            "watched", f"{typed} is watched already{also}: it is '{watched.id}' in sources.toml; change that entry instead."
        )


# --- deciding and writing ---


def _settled(trial: Trial, prospect: Prospect, shown: Preview, commitments: tuple[str, ...], wanted: Wanted, asks: bool) -> Source:
    """The source as it is to be written; asks for what is not said already."""
    from watcher.preview import every_in_words, served
    from watcher.shapes import parse_every

    source = replace(prospect.source, commitments=served(shown, commitments))
    if not asks:
        return source
    typer.echo("")
    if not commitments:
        source = replace(source, commitments=ask_commitments(trial.catalogue, shown, source.commitments))
    if not wanted.id:
        source = replace(source, id=ask_id(source.id, [s.id for s in trial.catalogue.sources]))
    if not wanted.every:
        source = replace(source, every=parse_every(ask_every(every_in_words(source.every), prospect.every_why)))
    return source


def _written(place: Place, source: Source) -> list[str]:
    from watcher.adding import write_source

    with place.reviewing():
        return write_source(place.sources, place.plans, source)


def _report(place: Place, source: Source, written: list[str] | None) -> None:
    if written is None:
        typer.echo("Nothing was written.")
        return
    typer.echo("\n".join((f"\nWritten into {place.sources}:", *written)))
    typer.echo(f"\nsources.toml is valid with it; `planwatch preview {source.id}` shows what it says from now on.")
    typer.echo(f"Commit sources.toml; the first look, of `planwatch check {source.id}` or the service, alerts nobody.")
