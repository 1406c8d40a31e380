"""`preview`: what an address or a source shows now, what is left out of it, and what flaps. Nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher.commands.checking import Words, checked_address, checked_selectors, kind_named
from watcher.commands.desk import (
    As_json,
    Misused,
    Place,
    known_sources,
    misused,
    now,
    plain_errors,
    polite_fetcher,
    print_json,
)
from watcher.errors import ConfigurationError, PlanwatchError, SourceRefused

if TYPE_CHECKING:
    from watcher.extract import Reads
    from watcher.model import Catalogue, Source
    from watcher.preview import Flap, Preview
    from watcher.prospect import Looked, Prospect, Scout
    from watcher.recognise import Suggestion

AGAIN = 10.0
"""Seconds between two looks."""

Kind = Annotated[str, typer.Option(help="What an address is, such as govuk, feed or page; recognised if not given.")]
Select = Annotated[str | None, typer.Option(help="What of it to read: a CSS selector of a page, JMESPath of JSON.")]
Ignore = Annotated[list[str] | None, typer.Option(help="A CSS selector of what to leave out; once for each.")]
Renderer = Annotated[str, typer.Option(help="'chromium' for a page that is empty until its scripts have run.")]


def preview(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="URL|SOURCE", help="A web address, or the id of a source of sources.toml.")],
    kind: Kind = "",
    select: Select = None,
    ignore: Ignore = None,
    renderer: Renderer = "",
    everything: Annotated[bool, typer.Option("--all", help="All blocks, entries and pieces left out, not the first few.")] = False,
    again: Annotated[
        float | None, typer.Option(min=0.0, help="Look again after so many seconds, to show what flaps; 10 in a terminal.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once only.")] = False,
    as_json: As_json = False,
) -> None:
    """What would be seen there: text, what was left out, what flaps, and the commitments that it concerns. Writes nothing."""
    place: Place = context.obj
    words = Words(kind, select, tuple(ignore or ()), renderer)
    with plain_errors(), errors_as_json(as_json):
        words.check()
        with looking(place) as trial:
            source, prospect, looked = _chosen(trial, what, words)
            shown = trial.previewed(source, looked)
            if not as_json:
                _print(shown, prospect, everything)
            seconds = None if once else AGAIN if again is None and place.terminal() and not as_json else again
            found = _again(trial, source, looked, seconds, as_json) if seconds is not None else None
    if as_json:
        print_json(preview_as_json(shown, prospect, seconds, found))


def preview_as_json(shown: Preview, prospect: Prospect | None, seconds: float | None, found: tuple[Flap, ...] | None) -> Any:
    """``planwatch preview --json``; stable field names.

    "suggestion" and "others": for an address, as ``suggestion_as_json`` has them; null and empty for a source of sources.toml.
    "source", "documents", "unread": as in ``watcher.preview.as_json.preview_as_json``. "again": null after one look, else as in
    ``again_as_json`` there. "refused": null. Where nothing could be seen, the answer is ``{"error", "refused"}`` alone, both
    ``{"reason", "sentence"}``, and the command ends with exit 1: reason is an UnseenReason value, "absent", "moved" or
    "unrecognised". For a misuse, and for all else that ends it, see ``errors_as_json``.
    """
    from watcher.preview import again_as_json
    from watcher.preview import preview_as_json as as_read

    return {
        "suggestion": suggestion_as_json(prospect.suggestion) if prospect else None,
        "others": [suggestion_as_json(s) for s in prospect.others] if prospect else [],
        **as_read(shown),
        "again": again_as_json(seconds, found) if seconds is not None and found is not None else None,
        "refused": None,
    }


def suggestion_as_json(suggestion: Suggestion) -> dict[str, Any]:
    """What an address can be watched as: kind, url (the address to store), why, hints (sentences), select, renderer."""
    return {
        "kind": suggestion.kind.value,
        "url": suggestion.url,
        "why": suggestion.why,
        "hints": list(suggestion.hints),
        "select": suggestion.select,
        "renderer": suggestion.renderer,
    }


# --- shared with `add` ---


@dataclass(frozen=True, slots=True)
class Trial:
    """Looks for one catalogue, and what they show."""

    catalogue: Catalogue
    scout: Scout
    read: Reads
    wait: Callable[[float], None]

    def previewed(self, source: Source, looked: Looked) -> Preview:
        from watcher.dates import london_day
        from watcher.match import Matcher
        from watcher.preview import previewed

        matcher = Matcher(self.catalogue.commitments, self.catalogue.plans)
        return previewed(source, looked.sight, looked.main, matcher, london_day(self.scout.now), self.read)


@contextmanager
def looking(place: Place) -> Iterator[Trial]:
    """The configuration, and a client to look with. Raises ConfigurationError."""
    from watcher.apart import Apart
    from watcher.prospect import Scout

    catalogue = place.catalogue()
    with polite_fetcher() as fetcher, Apart() as read:
        yield Trial(catalogue, Scout(catalogue.sources, fetcher, read, now()), read, place.wait)


@contextmanager
def errors_as_json(as_json: bool) -> Iterator[None]:
    """Whatever ends a command is JSON too, for scripts: ``{"error": {"reason", "sentence"}}``; stable field names.

    "reason": "misuse" (exit 2), "configuration" (exit 2; its sentence tells every mistake, a line each), "unwritten" (exit 1:
    sources.toml or its lock), or that of a refusal (exit 1), which stands under "refused" in the same shape too.
    """
    try:
        yield
    except Misused as e:
        _print_error(as_json, "misuse", e.sentence)
        raise
    except SourceRefused as e:
        told = {"reason": e.reason, "sentence": str(e)}
        if as_json:
            print_json({"error": told, "refused": told})
        raise
    except PlanwatchError as e:
        _print_error(as_json, "configuration" if isinstance(e, ConfigurationError) else "unwritten", str(e))
        raise


def _print_error(as_json: bool, reason: str, sentence: str) -> None:
    if as_json:
        print_json({"error": {"reason": reason, "sentence": sentence}})


# --- looking ---


def _chosen(trial: Trial, what: str, words: Words) -> tuple[Source, Prospect | None, Looked]:
    from watcher.prospect import Wanted

    watched = next((s for s in trial.catalogue.sources if s.id == what), None)
    if watched is None and re.search(r"[./:]", what):
        checked_address(what)
        suggested = trial.scout.suggestions(what, kind_named(words.kind))
        checked_selectors(suggested[0].kind.value, words.select, words.ignore)
        wanted = Wanted(select=words.select, ignore=words.ignore, renderer=words.renderer)
        prospect = trial.scout.prospect(suggested, wanted)
        return prospect.source, prospect, prospect.looked
    known_sources(trial.catalogue, [what])
    if words.kind:
        misused(f"'{what}' has its kind in sources.toml; --kind is for an address.")
    assert watched is not None
    checked_selectors(watched.kind.value, words.select, words.ignore)
    tried = replace(
        watched, select=watched.select if words.select is None else words.select, ignore=words.ignore or watched.ignore,
        renderer=words.renderer or watched.renderer,
    )  # fmt: skip
    return tried, None, trial.scout.look(tried)


def _again(trial: Trial, source: Source, first: Looked, seconds: float, as_json: bool) -> tuple[Flap, ...]:
    from watcher.commands.showing import flap_lines, in_seconds
    from watcher.preview import Reading, flaps

    if not as_json:
        typer.echo(f"\nLooking again in {in_seconds(seconds)} (--once looks once only).", err=True)
    trial.wait(seconds)
    second = trial.scout.look(source, afresh=True)
    found = flaps(source, Reading(first.documents, first.main), Reading(second.documents, second.main), trial.read)
    if not as_json:
        typer.echo("\n".join(flap_lines(seconds, found)))
    return found


def _print(shown: Preview, prospect: Prospect | None, everything: bool) -> None:
    from watcher.commands.showing import preview_lines, prospect_lines

    if prospect:
        typer.echo("\n".join(prospect_lines(prospect)))
    typer.echo("\n".join(preview_lines(shown, everything=everything)))
