"""`add`: a web address into sources.toml."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher.commands.asking import ask_commitments, ask_every, ask_expression, ask_id, ask_which
from watcher.commands.checking import Words, checked_address, checked_id, checked_interval, checked_use, kind_named
from watcher.commands.desk import As_json, Place, known_commitment, misused, plain_errors, print_json
from watcher.commands.previewing import (
    Ignore,
    Kind,
    Renderer,
    Select,
    Trial,
    errors_as_json,
    looking,
    suggestion_as_json,
)
from watcher.errors import SourceRefused
from watcher.model import SourceKind

if TYPE_CHECKING:
    from watcher.model import Source
    from watcher.preview import Preview
    from watcher.prospect import Prospect, Wanted
    from watcher.recognise import Suggestion
    from watcher.sources_file import Added


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
    from watcher.adding import takes_another
    from watcher.prospect import Wanted

    place: Place = context.obj
    asks, named = not (yes or as_json), tuple(commitment or ())
    said = Wanted(None, source_id, title, every, select, tuple(ignore or ()), renderer, note)
    with plain_errors(), errors_as_json(as_json):
        if asks and not place.terminal():
            misused("nobody is there to be asked: --yes takes what is suggested, --json only shows it.")
        wanted = _checked(url, kind, said)
        if yes or asks:
            takes_another(place.sources)
        with looking(place) as trial:
            for wished in (c for c in named if c != "*"):
                known_commitment(trial.catalogue, wished)
            prospect, shown = _looked_at(trial, url, wanted, asks, writes=yes, quiet=as_json)
            source = _settled(trial, prospect, shown, named, wanted, asks, writes=yes)
            sure = yes or (asks and typer.confirm("Put it into sources.toml?", default=True))
            written = _written(place, source) if sure else None
    if as_json:
        print_json(added_as_json(place, source, prospect, shown, written))
    else:
        _report(place, source, written)


def added_as_json(place: Place, source: Source, prospect: Prospect, shown: Preview, written: Added | None) -> dict[str, Any]:
    """``planwatch add --json``; stable field names.

    "suggestion": as in ``suggestion_as_json``, with every and every_why (half a sentence) and moved_from (the address that was
    asked for, where the page has left it for good, or "") and led_to (where the address leads for now, or ""). "others": what
    else the address could be watched as. "source": as it was written, or would be; with "documents" and "unread" as in
    ``watcher.preview.as_json.preview_as_json``. "written": null, or {"file", "lines", "where"}: those of the entry, each with a
    "+" before it, and their place in words. "refused": null. Where it is not to be watched, the answer is ``{"error",
    "refused"}`` alone, both ``{"reason", "sentence"}``, and the command ends with exit 1: reason is an UnseenReason value,
    "absent", "moved", "unrecognised", "watched", "taken", "unconcerned" (it names no commitment) or "unselected" (JSON without
    --select). For a misuse, and for all else that ends it, see ``errors_as_json``.
    """
    from watcher.preview import every_in_words, preview_as_json

    told = {"every": every_in_words(source.every), "every_why": prospect.every_why, "moved_from": prospect.moved_from}
    told["led_to"] = prospect.led_to
    entry = {"file": str(place.sources), "lines": [f"+{x}" for x in written.lines], "where": written.where} if written else None
    return {
        "suggestion": {**suggestion_as_json(prospect.suggestion), **told},
        "others": [suggestion_as_json(s) for s in prospect.others],
        **preview_as_json(replace(shown, source=source)),
        "written": entry,
        "refused": None,
    }


# --- what was said already ---


def _checked(url: str, kind: str, wanted: Wanted) -> Wanted:
    """With its kind; exit 2 where any of it means nothing, or nothing for what the address is known to be."""
    from watcher.recognise import by_address, normalised

    checked_address(url)
    checked_id(wanted.id)
    checked_interval(wanted.every)
    known = kind_named(kind) or next((s.kind for s in by_address(normalised(url))), None)
    Words(known.value if known else "", wanted.select, wanted.ignore, wanted.renderer).check()
    if known:
        checked_use(known, wanted.select, wanted.ignore)
    return replace(wanted, kind=kind_named(kind))


# --- looking ---


def _looked_at(trial: Trial, url: str, wanted: Wanted, asks: bool, *, writes: bool, quiet: bool) -> tuple[Prospect, Preview]:
    """What the address is and shows. Raises SourceRefused, also where it is watched already."""
    from watcher.commands.showing import preview_lines, prospect_lines
    from watcher.extract.leavings import is_page
    from watcher.recognise import feeds_first

    _free_id(trial, wanted.id)
    suggested = trial.scout.suggestions(url, wanted.kind)
    if asks and len(suggested) > 1:
        suggested = ask_which(feeds_first(suggested))
    _unwatched(trial, url, suggested[0].url)
    Words(suggested[0].kind.value, wanted.select, wanted.ignore, wanted.renderer).check()
    wanted = _selected(suggested[0], wanted, asks, writes=writes)
    prospect = trial.scout.prospect(suggested, wanted)
    checked_use(prospect.source.kind, wanted.select, wanted.ignore, page=is_page(prospect.looked.main))
    _unwatched(trial, url, prospect.source.url)
    _leads_elsewhere(trial, url, prospect.led_to)
    shown = trial.previewed(prospect.source, prospect.looked)
    if not quiet:
        more = f"`planwatch preview --all {prospect.source.url}` shows them"
        typer.echo("\n".join((*prospect_lines(prospect), *preview_lines(shown, more=more))))
    return prospect, shown


def _selected(suggestion: Suggestion, wanted: Wanted, asks: bool, *, writes: bool) -> Wanted:
    """JSON says by an expression what of it to watch, which nobody can guess."""
    from watcher.recognise import unselected

    if suggestion.kind is not SourceKind.JSON or wanted.select is not None or not (asks or writes):
        return wanted
    if writes:
        raise SourceRefused("unselected", unselected(suggestion.url))
    return replace(wanted, select=ask_expression(suggestion))


def _free_id(trial: Trial, wanted: str) -> None:
    from watcher.recognise import taken

    other = next((s for s in trial.catalogue.sources if s.id == wanted), None)
    if other is not None:
        raise SourceRefused("taken", taken(wanted, other.url))


def _unwatched(trial: Trial, typed: str, url: str) -> None:
    from watcher.recognise import watched

    other = trial.scout.watched_as(url)
    if other is not None:
        raise SourceRefused("watched", watched(typed, other.id, other.url))


def _leads_elsewhere(trial: Trial, typed: str, to: str) -> None:
    from watcher.recognise import leads_to_watched

    other = trial.scout.watched_as(to) if to else None
    if other is not None:
        raise SourceRefused("watched", leads_to_watched(typed, other.id, to))


# --- deciding and writing ---


def _settled(
    trial: Trial, prospect: Prospect, shown: Preview, commitments: tuple[str, ...], wanted: Wanted, asks: bool, *, writes: bool
) -> Source:
    """The source as it is to be written; asks for what is not said already."""
    from watcher.catalogue.shapes import parse_every
    from watcher.preview import every_in_words, served

    source = replace(prospect.source, commitments=served(shown, commitments))
    _counts(source, writes=writes)
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


def _counts(source: Source, *, writes: bool) -> None:
    """Raises SourceRefused where the source would count for no commitment: "*" does so for lists alone."""
    from watcher.extract import discovers
    from watcher.recognise import not_any, unconcerned

    if "*" in source.commitments and not discovers(source):
        raise SourceRefused("unconcerned", not_any(source.url))
    if writes and not source.commitments:
        raise SourceRefused("unconcerned", unconcerned(source.url))


def _written(place: Place, source: Source) -> Added:
    from watcher.adding import write_source

    with place.reviewing():
        return write_source(place.sources, place.plans, source)


def _report(place: Place, source: Source, written: Added | None) -> None:
    if written is None:
        typer.echo("Nothing was written.")
        return
    typer.echo("\n".join((f"\nWritten into {place.sources}, {written.where}:", *(f"+{line}" for line in written.lines))))
    typer.echo(f"\nsources.toml is valid with it; `planwatch preview {source.id}` shows what it says from now on.")
    typer.echo(f"Commit sources.toml; the first look, of `planwatch check {source.id}` or the service, alerts nobody.")
