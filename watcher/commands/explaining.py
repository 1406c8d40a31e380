"""`explain`: how a judgement came about, of a promise, an event or a document."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watcher.commands.desk import As_json, Place, did_you_mean, misused, now, plain_errors, print_json, read_bytes

LONGEST_NUMBER = 18
"""The archive's own numbers have no more digits (63 bits)."""

if TYPE_CHECKING:
    from watcher.archive import Archive
    from watcher.explain import Account, Near
    from watcher.match import Matcher
    from watcher.model import Catalogue, Document, Event, Snapshot


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
    if what.isdecimal():
        return _of_event(_number(what), matcher, archive)
    if any(c.id == what for c in catalogue.commitments):
        return _of_commitment(what, catalogue, matcher, archive)
    from watcher.dates import london_day
    from watcher.explain import explain_document

    document = _document(what, catalogue, archive)
    said = document.updated or document.published
    weighed = matcher.weigh(document, on=london_day(now()))
    return explain_document(document, weighed, {c.id: c for c in catalogue.commitments}, london_day(said) if said else None)


def _number(what: str) -> int:
    if len(what) > LONGEST_NUMBER:
        misused(f"there is no event {what[:LONGEST_NUMBER]}…: no event has so long a number.")
    return int(what)


def _of_commitment(commitment_id: str, catalogue: Catalogue, matcher: Matcher, archive: Archive) -> Account:
    from watcher.explain import explain_commitment
    from watcher.replay import withdrawals
    from watcher.scoreboard import standings
    from watcher.weighing import in_force

    withdrawn = withdrawals(archive.rules_log())
    events = archive.events(commitment_id=commitment_id)
    told = [*in_force(events), *(e for e in events if e.id in withdrawn)]
    commitment = next(c for c in catalogue.commitments if c.id == commitment_id)
    return explain_commitment(
        commitment,
        standings(catalogue, archive, now())[commitment_id],
        catalogue.sources,
        archive.states(),
        archive.sightings(commitment_id),
        sorted({e.id: e for e in told}.values(), key=lambda e: (e.at, e.id)),
        withdrawn,
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
    from watcher.replay import withdrawals

    event = archive.event(number)
    before, after = archive.version_of(event, 1), archive.version_of(event)
    document = _quoted(event, after, archive)
    withdrawn = withdrawals(archive.rules_log()).get(number)
    return explain_event(event, before, after, matcher.weigh(document) if document else (), withdrawn)


def _quoted(event: Event, after: Snapshot | None, archive: Archive) -> Document | None:
    """The document that an event quotes: where that was a row of a list, the row."""
    from watcher.model import LISTS

    if after is None or event.found is None or after.document.type not in LISTS or after.document.url == event.found.url:
        return after.document if after else None
    row = next((e for e in after.document.entries if e.url == event.found.url), None)
    kept = None if row else archive.newest_at(event.found.url)
    return row or (kept.document if kept else None)


def _document(what: str, catalogue: Catalogue, archive: Archive) -> Document:
    """A saved page, or what was kept last of an address, as a row of a list where no more is. Exit 2 where there is neither."""
    if os.path.isfile(what):
        return _saved(Path(what))
    kept = archive.newest_at(what) or archive.newest_list_with(what)
    if kept is not None:
        return next(d for d in (kept.document, *kept.document.entries) if d.url == what)
    if "://" in what:
        misused(f"nothing is kept of {what}; `planwatch preview` shows what is there now.")
    hint = did_you_mean(what, [c.id for c in catalogue.commitments], "`planwatch status` lists the promises.")
    misused(f"no plan has a commitment '{what}', and there is no such file. {hint}")


def _saved(path: Path) -> Document:
    """A saved page, at the address that it gives itself where it gives one."""
    from dataclasses import replace

    from watcher.extract import extract_file, own_address

    body = read_bytes(path)
    return replace(extract_file(path.name, body), url=own_address(body) or f"file:{path.name}")
