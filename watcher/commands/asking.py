"""The questions of `add`: each has an answer at hand, and is asked again until it is one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

from watcher.commands.checking import ID_RULE, is_id
from watcher.commands.desk import did_you_mean

if TYPE_CHECKING:
    from watcher.model import Catalogue
    from watcher.preview import Preview
    from watcher.recognise import Suggestion

T = TypeVar("T")


def ask_which(suggested: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """The suggestions with the chosen one first."""
    for n, s in enumerate(suggested, 1):
        typer.echo(f"  {n}  {s.kind.value}  {s.url}\n     {s.why}")

    def number(typed: str) -> int:
        if not typed.isdecimal() or not 1 <= int(typed[:4]) <= len(suggested):
            raise ValueError(f"type a number from 1 to {len(suggested)}")
        return int(typed[:4]) - 1

    chosen = _asked("Watch it as which?", "1", number)
    return (suggested[chosen], *(s for n, s in enumerate(suggested) if n != chosen))


def ask_expression(suggestion: Suggestion) -> str:
    """A JMESPath expression, for JSON; "" for all of it."""
    from watcher.catalogue.shapes import selected_in

    typer.echo("\n".join(suggestion.hints))
    return _asked(
        "What of it to watch (select)? Nothing for all of it", "", lambda typed: selected_in(typed, suggestion.kind.value)
    )


def ask_commitments(catalogue: Catalogue, shown: Preview, proposed: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of commitments, or, of a list alone, ("*",). Those that it concerns may be named by their numbers."""
    from watcher.extract import discovers

    titles = {c.id: c.title for c in catalogue.commitments}
    for n, found in enumerate(shown.concerned, 1):
        typer.echo(f"  {n}  {found}: {titles[found]}")

    def ids(typed: str) -> tuple[str, ...]:
        numbered = {str(n): i for n, i in enumerate(shown.concerned, 1)}
        wanted = [numbered.get(word, word) for word in typed.replace(",", " ").split()]
        for unknown in (w for w in wanted if w != "*" and w not in titles):
            raise ValueError(f"no plan has a commitment '{unknown}'. {did_you_mean(unknown, titles, '')}".strip())
        if "*" in wanted and not discovers(shown.source):
            raise ValueError("'*' is for lists alone; name a commitment by its id")
        if not wanted:
            raise ValueError("name at least one")
        return tuple(dict.fromkeys(wanted))

    any_of_them = ", or * for any" if discovers(shown.source) else ""
    question = f"Which commitments could it show? {'Ids or numbers' if shown.concerned else 'Ids'}{any_of_them}"
    return _asked(question, " ".join(proposed) or None, ids)


def ask_id(proposed: str, taken: Collection[str]) -> str:
    def free(typed: str) -> str:
        if not is_id(typed):
            raise ValueError(ID_RULE)
        if typed in taken:
            raise ValueError(f"'{typed}' is taken")
        return typed

    return _asked("Its id?", proposed, free)


def ask_every(proposed: str, why: str) -> str:
    from watcher.catalogue.shapes import parse_every

    def interval(typed: str) -> str:
        parse_every(typed)
        return typed

    return _asked(f"How often to look ({why})?", proposed, interval)


def _asked(question: str, proposed: str | None, read: Callable[[str], T]) -> T:
    """What was typed, as ``read`` understands it; a ValueError of it is told, and the question asked again."""
    while True:
        typed = typer.prompt(question, default=proposed, show_default=bool(proposed))
        try:
            return read(str(typed).strip())
        except ValueError as e:
            typer.echo(f"That is no answer: {e}{'' if str(e).endswith(('.', '?')) else '.'}")
