"""`match` and `diff`: the rules tried on documents from elsewhere."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watcher.commands.desk import As_json, Place, misused, now, plain_errors, print_json, read_bytes

if TYPE_CHECKING:
    from watcher.model import Document

_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How PDF files, archives and old office files begin."""


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


def _saved(path: Path, name: str) -> Document:
    """A saved page or file. ``name``: that under which a file counts, so that two of them are versions of one."""
    from watcher.apart import Apart
    from watcher.extract import Answer, extract_file
    from watcher.model import Source, SourceKind

    body = read_bytes(path)
    if path.suffix.lower() not in (".csv", ".tsv") and not body.startswith(_FILES):
        return extract_file(path.name, body)
    with Apart() as read:
        source = Source("", "", SourceKind.FILE, f"file:{name}", timedelta())
        return read(source, Answer(f"file:{path.name}", "", body))


def diff(old: Path, new: Path, as_json: As_json = False) -> None:
    """Two saved pages (HTML or Content API JSON) or files (PDF, text, spreadsheet): the change as a subscriber would read it."""
    from watcher.diff import change_as_json, diff_documents
    from watcher.model import CellChange

    with plain_errors():
        before, after = (_saved(p, old.name) for p in (old, new))
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
