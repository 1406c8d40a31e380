"""The notifier's part of the command line: subscribers, returned mail, and whether mail flows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher import Plan

if TYPE_CHECKING:
    from notifier.addresses import Address
    from notifier.mailbox import Mailbox
    from notifier.settings import Settings
    from notifier.topics import Topics

As_json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
BY_HAND = "Agreed to outside of the web form; the operator answers for it."


@dataclass(frozen=True, slots=True)
class Desk:
    """What these commands need of an installation and of the command line that they are part of.

    ``latest``: the newest event's id. ``plain_errors``: within it our own errors become one plain message and an exit status.
    """

    settings: Callable[[], Settings]
    plans: Callable[[], Sequence[Plan]]
    latest: Callable[[], int]
    now: Callable[[], datetime]
    plain_errors: Callable[[], AbstractContextManager[None]]
    print_json: Callable[[Any], None]

    def topics(self) -> Topics:
        from notifier.topics import Topics

        return Topics(self.plans())


subscribers = typer.Typer(help="Who hears about what.", no_args_is_help=True)


def mount(app: typer.Typer) -> None:
    """Adds the notifier's commands to a command line whose ``context.obj.desk`` is a Desk."""
    app.add_typer(subscribers, name="subscribers")
    app.command()(bounces)


@contextmanager
def _mailbox(desk: Desk) -> Iterator[tuple[Mailbox, Settings]]:
    from notifier.mailbox import Mailbox

    settings = desk.settings()
    with Mailbox.open(settings.state / "notifier.db") as mailbox:
        yield mailbox, settings


def _misused(words: str) -> typer.Exit:
    typer.echo(f"planwatch: {words}", err=True)
    return typer.Exit(2)


def _address(typed: str) -> Address:
    from notifier.addresses import AddressError, parse_address

    try:
        return parse_address(typed)
    except AddressError as e:
        raise _misused(str(e)) from e


def _known_topic(topic: str, topics: Topics) -> None:
    if topic in topics:
        return
    import difflib

    near = difflib.get_close_matches(topic, list(topics), n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise _misused(f"there is no topic '{topic}'.{hint}")


@subscribers.command("add")
def add(
    context: typer.Context,
    address: str,
    topic: Annotated[str, typer.Option(help="all, plan:ID, theme:NAME or commitment:ID.")] = "all",
    frequency: Annotated[str, typer.Option(help="immediately, daily or weekly.")] = "daily",
    consent: Annotated[str, typer.Option(help="How they agreed; kept with the time.")] = BY_HAND,
) -> None:
    """Subscribe an address whose owner has agreed, without a confirmation by mail."""
    from notifier.mailbox import Suppression
    from notifier.model import Frequency
    from notifier.returns import address_hash

    desk: Desk = context.obj.desk
    with desk.plain_errors():
        _known_topic(topic, desk.topics())
        if frequency not in list(Frequency):
            raise _misused("frequency is immediately, daily or weekly.")
        read = _address(address)
        latest = desk.latest()
        with _mailbox(desk) as (mailbox, settings):
            why = mailbox.people.suppressed(address_hash(settings, read.folded))
            if why not in (None, Suppression.ERASED):
                raise _misused(f"that address is not written to ({why}); `planwatch subscribers allow` lifts this.")
            mailbox.people.allow(address_hash(settings, read.folded))
            mailbox.people.subscribe(read, topic, Frequency(frequency), now=desk.now(), after=latest, consent=consent)
    typer.echo(f"{read.spelling} will hear about {topic}, {frequency}.")


@subscribers.command("remove")
def remove(context: typer.Context, address: str) -> None:
    """End everything that an address asked for, and forget it. Exit 1 where it is not known."""
    desk: Desk = context.obj.desk
    with desk.plain_errors(), _mailbox(desk) as (mailbox, _):
        person = mailbox.people.subscriber(_address(address).folded)
        if person is not None:
            mailbox.people.remove(person)
            mailbox.scrub()
    typer.echo("Gone." if person is not None else "That address has no subscription.")
    raise typer.Exit(0 if person is not None else 1)


@subscribers.command("erase")
def erase(context: typer.Context, address: str) -> None:
    """Forget an address for good: nothing is left but a keyed hash, so that no import brings it back.

    Exit 0 whether or not it was known: afterwards it is not.
    """
    from notifier.journey import erase as forget
    from notifier.mailbox import Suppression
    from notifier.returns import address_hash

    desk: Desk = context.obj.desk
    with desk.plain_errors(), _mailbox(desk) as (mailbox, settings):
        read = _address(address)
        person = mailbox.people.subscriber(read.folded)
        mailbox.people.forget_requests(read.folded)
        if person is not None:
            forget(mailbox, settings, person, desk.now())
        elif mailbox.people.suppressed(address_hash(settings, read.folded)) is None:
            mailbox.people.suppress(address_hash(settings, read.folded), Suppression.ERASED, desk.now())
        clean = mailbox.scrub()
    typer.echo("Forgotten." if person is not None else "It was not known; no import will bring it in.")
    if not clean:
        typer.echo("Another process is reading the database: old pages of its log are overwritten within the hour.", err=True)


@subscribers.command("allow")
def allow(context: typer.Context, address: str) -> None:
    """Write to an address again that was suppressed (bounced, complained or erased). Exit 1 where it was not."""
    from notifier.returns import address_hash

    desk: Desk = context.obj.desk
    with desk.plain_errors(), _mailbox(desk) as (mailbox, settings):
        lifted = mailbox.people.allow(address_hash(settings, _address(address).folded))
    typer.echo("It may be written to again, when its owner asks." if lifted else "That address was not suppressed.")
    raise typer.Exit(0 if lifted else 1)


@subscribers.command("show")
def show(context: typer.Context, address: str) -> None:
    """Everything that is kept about one address, as JSON: for a person who asks. Exit 1 where nothing is."""
    from notifier.journey import copy_of_data
    from notifier.returns import address_hash

    desk: Desk = context.obj.desk
    with desk.plain_errors():
        topics = desk.topics()
        with _mailbox(desk) as (mailbox, settings):
            read = _address(address)
            person = mailbox.people.subscriber(read.folded)
            why = mailbox.people.suppressed(address_hash(settings, read.folded))
            data = copy_of_data(mailbox, topics, person) if person is not None else {"address": read.spelling}
    desk.print_json({**data, "suppressed": why.value if why else None})
    raise typer.Exit(0 if person is not None or why else 1)


@subscribers.command("list")
def list_(context: typer.Context, as_json: As_json = False) -> None:
    """Who hears about what, how often."""
    desk: Desk = context.obj.desk
    with desk.plain_errors(), _mailbox(desk) as (mailbox, _):
        found = mailbox.people.subscriptions()
    if as_json:
        desk.print_json([{"address": s.address, "topic": s.topic, "frequency": s.frequency.value} for s in found])
        return
    for s in found:
        typer.echo(f"{s.address}  {s.topic}  {s.frequency.value}")


@subscribers.command("export")
def export(context: typer.Context) -> None:
    """Every confirmed subscription as CSV on standard output: address, topic, frequency, since, consent, consented_at."""
    from notifier.roll import write_roll

    desk: Desk = context.obj.desk
    with desk.plain_errors(), _mailbox(desk) as (mailbox, _):
        sys.stdout.write(write_roll(mailbox.people.subscriptions()))


@subscribers.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file, or - for standard input.")],
    consent: Annotated[str, typer.Option(help="How they agreed, for rows that do not say.")] = "",
) -> None:
    """Subscribe everybody in a CSV file, all or nobody; every mistake is shown with its line.

    Columns: address, topic, frequency, and if you have them consent and consented_at. Whoever complained, was erased or does
    not exist is left out, and counted.
    """
    from notifier.roll import read_roll, take_roll

    desk: Desk = context.obj.desk
    with desk.plain_errors():
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as e:
            raise _misused(f"{file} cannot be read as UTF-8 text: {e}") from e
        rows = read_roll(text, str(file), desk.topics(), consent)
        latest = desk.latest()
        with _mailbox(desk) as (mailbox, settings):
            done = take_roll(rows, mailbox, settings, desk.now(), latest)
    typer.echo(f"{done.taken} subscriptions taken, {done.known} known already, {done.suppressed} left out: not to be written to.")


def bounces(
    context: typer.Context,
    mailbox: Annotated[str, typer.Argument(help="A Maildir of returned mail, or - for one message on standard input.")] = "",
    keep: Annotated[bool, typer.Option(help="Delete nothing from the Maildir; mark as seen.")] = False,
    as_json: As_json = False,
) -> None:
    """Read delivery reports and complaints, and end what must end. Without an argument: PLANWATCH_BOUNCES_MAILDIR."""
    from collections import Counter

    from notifier.returns import read_mailbox, take_report

    desk: Desk = context.obj.desk
    with desk.plain_errors(), _mailbox(desk) as (box, settings):
        if mailbox == "-":
            report = take_report(sys.stdin.buffer.read(), box, settings, desk.now())
            counts = Counter([report.kind.value if report.row is not None else "not ours"])
        else:
            folder = Path(mailbox) if mailbox else settings.bounces_maildir
            if folder is None:
                raise _misused("name a Maildir, or - for standard input, or set PLANWATCH_BOUNCES_MAILDIR.")
            counts = read_mailbox(folder, box, settings, desk.now(), keep=keep)
    kinds = ("hard", "soft", "policy", "complaint", "other", "not ours")
    if as_json:
        desk.print_json({kind: counts[kind] for kind in kinds})
    else:
        typer.echo(", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind]) or "Nothing new.")
