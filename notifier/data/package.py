"""What there is, for programs that take in whole sets of data: a Data Package (specs.frictionlessdata.io, version 1). Pure."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from notifier.data.events import COLUMNS
from notifier.data.schemas import schema_path
from notifier.model import Board, File, Site, key_of

PATH = "data/datapackage.json"
FORMAT = "1.3.0"
"""Of the data, not of the program: the first number changes when a key goes or means something else."""
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0, for the official text that is quoted",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
_TITLES = {
    "commitments": "Every promise and where it stands",
    "plans": "The documents that make the promises",
    "sources": "The places that are watched",
}
_FIELDS: dict[str, dict[str, Any]] = {
    "id": {"type": "integer", "constraints": {"required": True, "unique": True}},
    "at": {"type": "datetime", "format": "any"},
    "found_at": {"type": "datetime", "format": "any"},
    "withdrawn_on": {"type": "date"},
}


def package_file(board: Board) -> File:
    return File(PATH, key_of(PATH, board.site.maker, board.site.public_url, board.site.notice), partial(_package, board.site))


def _package(site: Site) -> bytes:
    about = "Promises that a government made, with dates on them, and what became of each."
    package = {
        "profile": "data-package",
        "name": "planwatch",
        "id": f"{site.public_url}/{PATH}",
        "title": "Planwatch: every promise, and what became of it",
        "description": f"{about} {site.notice}".strip(),
        "homepage": f"{site.public_url}/",
        "version": FORMAT,
        "licenses": [LICENCE],
        "resources": [*(_json_resource(name, title) for name, title in _TITLES.items()), _lines(), _table(), _database()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(name: str, title: str, ending: str, mediatype: str, **more: Any) -> dict[str, Any]:
    path = f"{name}.{ending}"
    return {"name": path, "title": title, "path": path, "format": ending, "mediatype": mediatype, **more}


def _json_resource(name: str, title: str) -> dict[str, Any]:
    schema = schema_path(name).removeprefix("data/")
    return _resource(name, title, "json", "application/json", encoding="utf-8", jsonSchema=schema)


def _lines() -> dict[str, Any]:
    schema = schema_path("events").removeprefix("data/")
    return _resource("events", "Everything that happened, a line each", "jsonl", "application/jsonl", encoding="utf-8",
                     jsonSchema=schema)  # fmt: skip


def _table() -> dict[str, Any]:
    fields = [{"name": name, **_FIELDS.get(name, {"type": "string"})} for name in COLUMNS]
    return _resource(
        "events", "Everything that happened, for spreadsheets", "csv", "text/csv", encoding="utf-8",
        profile="tabular-data-resource", dialect={"lineTerminator": "\r\n"}, schema={"fields": fields, "primaryKey": "id"},
    )  # fmt: skip


def _database() -> dict[str, Any]:
    return _resource("watcher", "The archive itself, a copy a day", "db", "application/vnd.sqlite3")
