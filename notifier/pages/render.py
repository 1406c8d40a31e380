"""One page from its template. Pure: the same values give the same bytes."""

from __future__ import annotations

import hashlib
import re
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from notifier.calendars import has_days
from notifier.links import (
    archive_copy,
    badge_path,
    calendar_path,
    commitment_path,
    event_path,
    feed_path,
    kept_path,
    lot_path,
    plan_path,
    source_path,
    subscribe_path,
    theme_path,
    web_address,
    week_path,
)
from notifier.model import NO_FORMS, Board, Site
from notifier.pages.lots import AXIS_SHAPES
from notifier.policy import POLICY
from notifier.words import (
    clock_in_words,
    count_in_words,
    cut,
    date_in_words,
    duration_in_words,
    frequency_in_words,
    limits_in_words,
    london_day_in_words,
    moment_in_words,
    moved_in_words,
    one_line,
    sentence_case,
    span_in_words,
    weekday_in_words,
    window_in_words,
)
from watcher import EVENTS, slug

if TYPE_CHECKING:
    from jinja2 import Environment

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@cache
def page_templates() -> Environment:
    """The templates of every page, published or of the journey."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("notifier"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        day=date_in_words, on=london_day_in_words,
        moment=moment_in_words, window=window_in_words, web=web_address, duration=duration_in_words,
        clock=clock_in_words, limits=limits_in_words, often=frequency_in_words, weekday=weekday_in_words, slug=slug,
        kind=lambda kind: EVENTS[kind][0], sentence=sentence_case, count=count_in_words, language=language,
        span=span_in_words, moved=moved_in_words, place=place_in_words, cut=cut,
    )  # fmt: skip
    made.globals.update(
        commitment_path=commitment_path, source_path=source_path, event_path=event_path, kept_path=kept_path,
        plan_path=plan_path, theme_path=theme_path, lot_path=lot_path, week_path=week_path, feed_path=feed_path,
        badge_path=badge_path, subscribe_path=subscribe_path, archive_copy=archive_copy,
        shapes=AXIS_SHAPES, licence=LICENCE, policy=POLICY, static=static_version(),
    )  # fmt: skip
    return made


@cache
def static_version() -> str:
    """Stands behind the addresses of style sheet and script, so that nobody sees a new page in an old dress."""
    found = hashlib.sha256()
    for name in ("planwatch.css", "planwatch.js"):
        found.update((files("notifier") / "static" / name).read_bytes())
    return found.hexdigest()[:8]


def language(code: str) -> str:
    """A language tag (BCP 47), or "en" where what was read is none."""
    return code if re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", code) else "en"


def place_in_words(url: str) -> str:
    """What a link to a foreign page is called: its host and the last words of its path."""
    parts = urlsplit(url)
    last = re.sub(r"[-_+]|%20", " ", unquote(parts.path.rstrip("/").rpartition("/")[2])).strip()
    host = (parts.hostname or url).removeprefix("www.")
    return one_line(f"{host}: {cut(last, 90)}" if last else host)


def calendar_of(board: Board, topic: str) -> str:
    """The path of the calendar of everything, a plan or a promise, or "" where there is none because it has no day."""
    kind, _, name = topic.partition(":")
    mine = {"all": board.commitments, "plan": [c for c in board.commitments if c.plan_id == name],
            "commitment": [c for c in board.commitments if c.id == name]}  # fmt: skip
    return calendar_path(topic) if any(has_days(board.standings[c.id]) for c in mine.get(kind, ())) else ""


def root_of(path: str) -> str:
    """The way from a page back to the root of the site."""
    return "../" * path.count("/") or "./"


def forms_root(site: Site, root: str) -> str:
    """Before the paths of the forms for emails; "" where there are none."""
    if site.forms_url == NO_FORMS:
        return ""
    return f"{site.forms_url}/" if site.forms_url else root


def render(board: Board, path: str, template: str, title: str, **values: Any) -> bytes:
    """``root`` may be given for a page that is served at any depth; ``description`` is for those who share its address."""
    root = values.pop("root", root_of(path))
    common = {"calendar_of": partial(calendar_of, board), "board": board, "site": board.site, "root": root,
              "forms": forms_root(board.site, root), "title": title, "path": path, "description": ""}  # fmt: skip
    return page_templates().get_template(template).render(**{**common, **values}).encode()
