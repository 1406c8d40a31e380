"""Edits to a plan's file: text -> text, nothing else in it touched. Pure.

New entries are put in as text at a line that is looked up, since tomlkit, asked to append a ruling to a promise that is
followed by a section's comment ("# --- law ---"), puts it behind that comment (0.15, measured on the first plan). tomlkit
writes the values and edits the one array; after every edit the standard library's reader must find what was asked for and
everything else as it was, or ReviewError is raised.
"""

from __future__ import annotations

import tomllib
from functools import partial
from typing import Any

import tomlkit

from watcher.catalogue.toml_lines import Path_, key_lines
from watcher.errors import ReviewError
from watcher.model import Alias, Rejection, Ruling
from watcher.toml_edits import checked, end_of, put_in


def holds(text: str, commitment_id: str) -> bool:
    """Whether the file states this commitment."""
    return any(c.get("id") == commitment_id for c in tomllib.loads(text).get("commitment", ()))


def add_ruling(text: str, commitment_id: str, ruling: Ruling) -> str:
    """The ruling behind everything else that is said of its commitment."""
    entry: dict[str, Any] = {"on": ruling.on, "verdict": ruling.verdict.value, "evidence": list(ruling.evidence)}
    entry |= {k: v for k, v in (("by", list(ruling.by)), ("note", ruling.note)) if v}
    return _add_entry(text, commitment_id, "ruling", entry)


def add_rejection(text: str, commitment_id: str, rejection: Rejection) -> str:
    """The rejection behind everything else that is said of its commitment."""
    entry = {"url": rejection.url, "on": rejection.on, "reason": rejection.reason}
    return _add_entry(text, commitment_id, "rejected", entry)


def add_alias(text: str, commitment_id: str, alias: Alias) -> str:
    """The later name behind everything else that is said of its commitment; a date or note that is not known is left out."""
    entry = {k: v for k, v in (("name", alias.name), ("document", alias.document), ("on", alias.on), ("note", alias.note)) if v}
    return _add_entry(text, commitment_id, "alias", entry)


def add_not_name(text: str, commitment_id: str, name: str) -> str:
    """The name at the end of the commitment's not_names; the text as it is where it stands there already."""
    plan, number = _found(text, commitment_id)
    known = plan["commitment"][number].get("not_names", [])
    if name in known:
        return text
    after = _appended(text, number, name) if "not_names" in plan["commitment"][number] else _begun(text, number, name)
    return checked(text, after, lambda told: told["commitment"][number].setdefault("not_names", []).append(name))


def drop_candidate(text: str, commitment_id: str, url: str) -> str:
    """Without the stored candidates of this address, and the comment right above each; the text as it is where there is none.

    For a candidate that has become evidence of a ruling or a rejection in the same edit: its address stays in the file, and
    the version before stays in the history of the repository.
    """
    plan, number = _found(text, commitment_id)
    stored = plan["commitment"][number].get("candidate", [])
    for n in reversed([n for n, c in enumerate(stored) if c.get("url") == url]):
        text = checked(text, _without(text, ("commitment", number, "candidate", n)), partial(_drop, number, n))
    return text


def _drop(number: int, n: int, told: dict[str, Any]) -> None:
    commitment = told["commitment"][number]
    del commitment["candidate"][n]
    if not commitment["candidate"]:
        del commitment["candidate"]


# --- entries ---


def _add_entry(text: str, commitment_id: str, kind: str, entry: dict[str, Any]) -> str:
    _, number = _found(text, commitment_id)
    lines = text.split("\n")
    at = end_of(lines, key_lines(text), ("commitment", number))
    new = f"\n[[commitment.{kind}]]\n{tomlkit.dumps(entry).rstrip()}".split("\n")
    after = put_in(lines, at, new)
    return checked(text, after, lambda told: told["commitment"][number].setdefault(kind, []).append(entry))


def _appended(text: str, number: int, name: str) -> str:
    document: Any = tomlkit.parse(text)
    document["commitment"][number]["not_names"].append(name)
    return tomlkit.dumps(document)


def _begun(text: str, number: int, name: str) -> str:
    """A commitment's first not_name, in a line below its names."""
    lines, known = text.split("\n"), key_lines(text)
    anchor: Path_ = ("commitment", number, "names")
    at = end_of(lines, known, anchor if anchor in known else ("commitment", number, "id"))
    return put_in(lines, at, [tomlkit.dumps({"not_names": [name]}).rstrip()])


def _without(text: str, where: Path_) -> str:
    lines, known = text.split("\n"), key_lines(text)
    first, end = known[where] - 1, end_of(lines, known, where)
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    while end < len(lines) - 1 and not lines[end].strip():  # the blank lines that parted it from what follows
        end += 1
    return "\n".join(lines[:first] + lines[end:])


# --- holding what was asked for ---


def _found(text: str, commitment_id: str) -> tuple[dict[str, Any], int]:
    plan = tomllib.loads(text)
    for number, commitment in enumerate(plan.get("commitment", ())):
        if commitment.get("id") == commitment_id:
            return plan, number
    raise ReviewError(f"the plan file has no commitment '{commitment_id}' any more; nothing was written")
