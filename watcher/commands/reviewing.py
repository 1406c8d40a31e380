"""`review` and `rule`: a maintainer decides, and the decision lands in the plan file."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from watcher.commands.desk import As_json, Place, known_commitment, misused, now, plain_errors, print_json

if TYPE_CHECKING:
    from watcher.review import Office


def review(
    context: typer.Context,
    commitment: Annotated[str | None, typer.Argument(help="One commitment's id.")] = None,
    plan: Annotated[str | None, typer.Option(help="Only what waits in this plan.")] = None,
    serve: Annotated[bool, typer.Option("--serve", help="A page for your browser, on this machine only.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of that page; 0 takes a free one.")] = 8001,
    as_json: As_json = False,
) -> None:
    """Candidates, names and late promises that wait, the weightiest first: accept, reject or rule with one key."""
    from watcher.review import Item, Review, Terminal, item_as_json, serve_page, unruled_in_words

    place: Place = context.obj
    with plain_errors():
        office, catalogue = _office(place), place.catalogue()
        if commitment is not None:
            known_commitment(catalogue, commitment)
        if plan is not None and plan not in [p.id for p in catalogue.plans]:
            misused(f"there is no plan '{plan}'; there are {', '.join(p.id for p in catalogue.plans)}.")

        def wanted(item: Item) -> bool:
            return commitment in (None, item.commitment.id) and plan in (None, item.plan.id)

        if as_json:
            waiting = office.waiting()
            print_json([item_as_json(i, office.today) for i in waiting.items if wanted(i)])
            for item in filter(wanted, waiting.unruled):
                typer.echo(unruled_in_words(item), err=True)
        elif serve:
            serve_page(office, port, wanted, announce=typer.echo)
        else:
            Review(office, Terminal(), wanted).run()


def rule(
    context: typer.Context,
    commitment: str,
    verdict: Annotated[str, typer.Argument(help="In words, such as 'delivered late'.")],
    note: Annotated[str, typer.Option(help="Why, in a sentence.")],
    evidence: Annotated[list[str] | None, typer.Option(help="An address; once for each.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its date; today in London if not given.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="A commitment that took its place, for 'superseded'.")] = None,
) -> None:
    """Put a verdict on a promise into its plan file, with its evidence. Exit 2 when there is nothing to write."""
    from watcher.model import Verdict
    from watcher.review import Refusal, told, verdict_named
    from watcher.review import rule as ruled

    place: Place = context.obj
    with plain_errors():
        office, chosen = _office(place), verdict_named(verdict)
        waiting = office.waiting()
        promise = known_commitment(waiting.catalogue, commitment)
        if chosen is None:
            misused(f"'{verdict}' is no verdict; there are {', '.join(v.value for v in Verdict)}.")
        for successor in by or ():
            known_commitment(waiting.catalogue, successor)
        day = on.date() if on else None
        decision = ruled(promise, chosen, evidence or (), note, today=office.today, on=day, by=by or ())
        if isinstance(decision, Refusal):
            misused(f"nothing was written: {decision.why}.")
        done = office.decide(decision, waiting)
    typer.echo(f"Written into {done.path}, ready to commit; it {told(decision)}:\n" + "\n".join(done.lines))


def _office(place: Place) -> Office:
    from watcher.review import Office

    return Office(place.sources, place.plans, place.database, now, place.reviewing)
