"""What was said of a source on the command line, checked before anything is asked for: one sentence each, and exit 2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from watcher.commands.desk import did_you_mean, misused
from watcher.model import SourceKind

ID_RULE = "an id has small letters, digits and hyphens, at most 80, and no hyphen at its beginning"


@dataclass(frozen=True, slots=True)
class Words:
    """What was said of a source on the command line, as it was typed."""

    kind: str
    select: str | None
    ignore: tuple[str, ...]
    renderer: str

    def check(self) -> None:
        """Exit 2 where any of it means nothing, or the kind is not rendered."""
        kind_named(self.kind)
        checked_renderer(self.renderer, self.kind)
        checked_selectors(self.kind, self.select, self.ignore)


def is_id(typed: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", typed))


def checked_id(source_id: str) -> None:
    """Exit 2 where it is given and none."""
    if source_id and not is_id(source_id):
        misused(f"'{source_id}' is not an id: {ID_RULE}.")


def checked_address(typed: str) -> None:
    """Exit 2 where it is no web address."""
    from watcher.recognise import normalised

    with _plain_mistakes():
        normalised(typed)


def checked_selectors(kind: str, select: str | None, ignore: tuple[str, ...]) -> None:
    """Exit 2 where one of them is none of the language of its kind; of an unknown kind ("") where it is none of any."""
    from watcher.catalogue.shapes import BY_EXPRESSION, ignored_in, selected_in

    languages = (kind,) if kind else ("page", *sorted(BY_EXPRESSION))
    for selector in ignore:
        _means_something(selector, ignored_in, languages)
    if select:
        _means_something(select, selected_in, languages)


def _means_something(selector: str, read: Callable[[str, str], str], languages: tuple[str, ...]) -> None:
    """Exit 2, with the reason of the first language, where no language has it."""
    why = ""
    for language in languages:
        try:
            read(selector, language)
        except ValueError as e:
            why = why or str(e)
        else:
            return
    misused(f"{why if len(languages) == 1 else f'{selector!r} is neither a CSS selector nor a JMESPath expression'}.")


def checked_use(kind: SourceKind, select: str | None, ignore: tuple[str, ...], *, page: bool = True) -> None:
    """Exit 2 where the kind does not use what is given. ``page``: the answer is HTML, or may still be."""
    from watcher.preview import ignores, selects
    from watcher.recognise import uses_none

    if select and not selects(kind, page=page):
        misused(uses_none("--select", kind))
    if ignore and not ignores(kind, page=page):
        misused(uses_none("--ignore", kind))


def checked_renderer(renderer: str, kind: str = "") -> None:
    """Exit 2 for a browser that is not known, and for a kind that is not rendered."""
    if renderer not in ("", "chromium"):
        misused(f"'{renderer}' renders nothing here; --renderer is 'chromium'.")
    if renderer and kind not in ("", "page"):
        misused(f"only a source of kind 'page' is rendered in a browser, and this is '{kind}'; leave --renderer out.")


def kind_named(kind: str) -> SourceKind | None:
    """None for ""; exit 2, with the nearest, where there is no such kind."""
    kinds = [k.value for k in SourceKind]
    if kind and kind not in kinds:
        hint = did_you_mean(kind, kinds, f"There are {', '.join(kinds)}.")
        misused(f"'{kind}' is no kind of source. {hint}")
    return SourceKind(kind) if kind else None


def checked_interval(every: str) -> None:
    """Exit 2 where it is given and none."""
    from watcher.catalogue.shapes import parse_every

    with _plain_mistakes():
        if every:
            parse_every(every)


@contextmanager
def _plain_mistakes() -> Iterator[None]:
    """A value that means nothing: exit 2 with the reason."""
    try:
        yield
    except ValueError as e:
        misused(f"{e}.")
