"""`explain`: how a judgement came about, of a promise, an event or a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watcher.commands.desk import As_json, Place, did_you_mean, misused, now, plain_errors, print_json, read_bytes

if TYPE_CHECKING:
    from watcher.archive import Archive
    from watcher.explain import Account, Near
    from watcher.match import Matcher
    from watcher.model import Catalogue, Document


def explain(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A commitment's id, an event's number, a document's address or a saved page.")],
    as_json: As_json = False,
) -> None:
    """The sources looked at, the passages found, scores with their parts, the rules that fired, and what would change it."""
    from watcher.archive import Archive
    from watcher.explain import account_as_json, account_in_words
    from watcher.match import Matcher

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        matcher = Matcher(catalogue.commitments, catalogue.plans)
        with Archive.open(place.database, now=now()) as archive:
            account = _account(what, catalogue, matcher, archive)
    if as_json:
        print_json(account_as_json(account))
    else:
        typer.echo(account_in_words(account))


def _account(what: str, catalogue: Catalogue, matcher: Matcher, archive: Archive) -> Account:
    if what.isdigit():
        return _of_event(int(what), matcher, archive)
    if any(c.id == what for c in catalogue.commitments):
        return _of_commitment(what, catalogue, matcher, archive)
    document = _document(what, catalogue, archive)
    from watcher.dates import london_day
    from watcher.explain import explain_document

    said = document.updated or document.published
    weighed = matcher.weigh(document, on=london_day(now()))
    return explain_document(document, weighed, {c.id: c for c in catalogue.commitments}, london_day(said) if said else None)


def _of_commitment(commitment_id: str, catalogue: Catalogue, matcher: Matcher, archive: Archive) -> Account:
    from watcher.explain import explain_commitment
    from watcher.scoreboard import standings
    from watcher.weighing import in_force

    commitment = next(c for c in catalogue.commitments if c.id == commitment_id)
    return explain_commitment(
        commitment,
        standings(catalogue, archive, now())[commitment_id],
        catalogue.sources,
        archive.states(),
        archive.sightings(commitment_id),
        in_force(archive.events(commitment_id=commitment_id)),
        _near(commitment_id, catalogue, matcher, archive),
    )


def _near(commitment_id: str, catalogue: Catalogue, matcher: Matcher, archive: Archive) -> list[Near]:
    """Documents as they stand now, and rows of lists, that name the promise and are held not to concern it."""
    from watcher.explain import Near

    found: dict[str, Near] = {}
    for source in catalogue.sources:
        for kept in archive.latest(source.id).values():
            for document in (kept.document, *kept.document.entries):
                barred = [w for w in matcher.weigh(document) if w.commitment_id == commitment_id and w.barred]
                found.update((document.url, Near(document.title, document.url, w)) for w in barred)
    return list(found.values())


def _of_event(number: int, matcher: Matcher, archive: Archive) -> Account:
    from watcher.explain import explain_event

    event = archive.event(number)
    before, after = archive.version_of(event, 1), archive.version_of(event)
    return explain_event(event, before, after, matcher.weigh(after.document) if after else ())


def _document(what: str, catalogue: Catalogue, archive: Archive) -> Document:
    """A saved page, or the newest kept version at an address. Exit 2 where there is neither."""
    from watcher.extract import extract_file

    if Path(what).is_file():
        return extract_file(Path(what).name, read_bytes(Path(what)), now=now())
    kept = archive.newest_at(what)
    if kept is not None:
        return kept.document
    if "://" in what:
        misused(f"nothing is kept of {what}; `planwatch preview` shows what is there now.")
    hint = did_you_mean(what, [c.id for c in catalogue.commitments], "`planwatch status` lists the promises.")
    misused(f"no plan has a commitment '{what}', and there is no such file. {hint}")
