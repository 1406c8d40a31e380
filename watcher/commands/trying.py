"""`match` and `diff`: the rules tried on documents from elsewhere."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from watcher.commands.desk import As_json, Place, misused, now, plain_errors, print_json, read_bytes


def match(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Documents, one JSON object a line.")],
    as_json: As_json = False,
) -> None:
    """Which commitments each document concerns, best first, with the reasons."""
    from watcher.dates import london_day
    from watcher.match import Matcher, match_line

    place: Place = context.obj
    with plain_errors():
        catalogue = place.catalogue()
        matcher = Matcher(catalogue.commitments, catalogue.plans)
        today = london_day(now())
        for number, line in enumerate(_lines(file), 1):
            answer = match_line(matcher, _record(file, number, line), on=today)
            if as_json:
                sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            else:
                _print_match(answer)


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as e:
        misused(f"{file} cannot be read: {e}")


def _record(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("title"), str):
        typer.echo(f"{file}:{number}: expected a JSON object with a title.", err=True)
        raise typer.Exit(2)
    return record


def _print_match(answer: dict[str, Any]) -> None:
    typer.echo(answer.get("url") or "(no address)")
    for found in answer["commitments"]:
        typer.echo(f"  {found['score']:.2f} {found['relation']} {found['id']}: {'; '.join(found['why'])}")


def diff(old: Path, new: Path, as_json: As_json = False) -> None:
    """Two saved pages (HTML or Content API JSON): the change as a subscriber would read it."""
    from watcher.diff import change_as_json, diff_documents
    from watcher.extract import extract_file
    from watcher.model import CellChange

    with plain_errors():
        before, after = (extract_file(p.name, read_bytes(p)) for p in (old, new))
        answer = change_as_json(diff_documents(before, after), before, after)
    if as_json:
        print_json(answer)
        return
    for hunk in answer["hunks"]:
        typer.echo(f"{hunk['kind']}:")
        for cell in hunk["cells"]:
            typer.echo(f"  {CellChange(**cell).words}")
        typer.echo("".join(f"  {mark} {hunk[side]}\n" for mark, side in (("-", "before"), ("+", "after")) if hunk[side]))
    if not answer["changed"]:
        typer.echo("No meaningful difference.")
