"""When a failing source becomes news: a blind spot begins, and ends. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.extract.text import reason_of
from watcher.model import Attachment, Event, EventKind, Quote, Source, SourceState, Unseen, UnseenReason

FAILING_LOOKS = 3
"""So many failed looks in a row ..."""
FAILING_FOR = timedelta(days=2)
"""... over at least so long make a source failing: maintainers and readers are told, once."""


def after_failure(source: Source, state: SourceState, unseen: Unseen) -> tuple[SourceState, list[Event]]:
    """The state after a look that saw nothing, and the events it gives. No page ever lost words by this."""
    unseen = replace(unseen, detail=reason_of(unseen.detail))
    counted = replace(
        state,
        checks=state.checks + 1,
        last_checked=unseen.at,
        reason=unseen.reason.value,
        reason_text=unseen.detail,
    )
    if unseen.reason is UnseenReason.NO_NETWORK:
        return counted, []
    since = state.failing_since or unseen.at
    counted = replace(counted, failures=state.failures + 1, failing_since=since)
    events = [_selector_empty(source, counted, unseen)] if unseen.reason is UnseenReason.SELECTOR_EMPTY else []
    if state.blind or counted.failures < FAILING_LOOKS or unseen.at - since < FAILING_FOR:
        return counted, events
    return replace(counted, blind=True), [*events, *_begins(source, counted, unseen)]


def _begins(source: Source, state: SourceState, unseen: Unseen) -> list[Event]:
    since = state.failing_since.isoformat() if state.failing_since else ""
    detail = {"phase": "begins", "reason": unseen.reason.value, "since": since}
    public = f"Cannot see “{source.title}”: {unseen.detail} Nothing is known about it until it can be read again."
    inner = f"{source.id} has failed {state.failures} times in a row: {unseen.detail}"
    return [
        _of(source, EventKind.BLIND_SPOT, f"blind:{source.id}:{since}:begins", public, unseen.at, detail),
        _of(source, EventKind.SOURCE_FAILING, f"failing:{source.id}:{since}", inner, unseen.at, detail),
    ]


def _selector_empty(source: Source, state: SourceState, unseen: Unseen) -> Event:
    since = state.failing_since.isoformat() if state.failing_since else ""
    sentence = f"{source.id}: {unseen.detail} Look at the page and correct `select` in sources.toml."
    return _of(source, EventKind.SELECTOR_EMPTY, f"selector:{source.id}:{since}", sentence, unseen.at, {})


def for_review(source: Source, unseen: Unseen, suspect: str) -> Event:
    """For maintainers: something was read that is not believed until the next look says the same."""
    sentence = f"{source.id} is held back as suspect: {reason_of(unseen.detail)}"
    return _of(
        source, EventKind.NEEDS_REVIEW, f"suspect:{source.id}:{suspect}", sentence, unseen.at, {"reason": unseen.reason.value}
    )


def unread_part(source: Source, part: Attachment | None, url: str, why: str, at: datetime, *, new: bool) -> Event:
    """For maintainers, once for each address and reason: what belongs to a page and could not be read, or was not.

    ``part``: None where it is of the page as a whole. ``new``: the page did not list it before.
    """
    why = reason_of(why)
    what = "HTML attachment" if part and part.html else "file"
    named = f"The {what} “{part.title or url}” on “{source.title}” could not be read" if part else f"“{source.title}”"
    key = f"unread:{source.id}:{url}:{hashlib.sha256(why.encode()).hexdigest()[:12]}"
    event = _of(source, EventKind.NEEDS_REVIEW, key, f"{named}: {why.rstrip('.')}.", at, {})
    detail = {"address": url, "why": why, "listed": "new" if new else "before"}
    return replace(event, title=part.title if part else source.title, detail=detail)


def after_sight(source: Source, state: SourceState, at: datetime) -> tuple[SourceState, list[Event]]:
    """The state after a look that saw the source, and the end of its blind spot where there was one."""
    well = replace(
        state,
        checks=state.checks + 1,
        seen=state.seen + 1,
        last_checked=at,
        last_seen=at,
        failures=0,
        failing_since=None,
        reason="",
        reason_text="",
        blind=False,
        suspect="",
        suspect_looks=0,
        not_before=None,
    )
    if not state.blind:
        return well, []
    since = state.failing_since.isoformat() if state.failing_since else ""
    detail = {"phase": "ends", "reason": state.reason, "since": since}
    public = f"“{source.title}” can be read again."
    return well, [
        _of(source, EventKind.BLIND_SPOT, f"blind:{source.id}:{since}:ends", public, at, detail),
        _of(source, EventKind.SOURCE_RECOVERED, f"recovered:{source.id}:{since}", f"{source.id} is back.", at, detail),
    ]


def _of(source: Source, kind: EventKind, key: str, sentence: str, at: datetime, detail: dict[str, str]) -> Event:
    found = Quote(text=sentence, url=source.url, at=at)
    return Event(0, at, kind, key, "", "", source.id, sentence, None, found, source.title, (), detail)
