"""A listed document read in full. Pure but for the fetcher that is passed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from watcher.errors import ExtractError, FetchError
from watcher.extract import GIVEN, LENT, Answer, Reads, extract, joined, kind_of
from watcher.look.asking import MOST_ANSWERS, MOST_TOGETHER, Gets, most
from watcher.model import LATER, Document, DocumentState, Later, Seen, Source, SourceKind, UnseenReason
from watcher.quality import judge_quality

_FOR_GOOD = frozenset(
    {UnseenReason.HTTP_ERROR, UnseenReason.TOO_LARGE, UnseenReason.REFUSED_BY_ROBOTS, UnseenReason.FORBIDDEN_ADDRESS}
)


_IN_PASSING = frozenset(
    {UnseenReason.TIMEOUT, UnseenReason.UNREACHABLE, UnseenReason.NO_NETWORK, UnseenReason.RATE_LIMITED, UnseenReason.STALE_MIRROR}
)


def read_entry(source: Source, entry: Document, fetcher: Gets, now: datetime, read: Reads = extract) -> Seen | Later | None:
    """A listed document read in full, as its source's kind knows how.

    None where it is elsewhere, not there, not for us or not understood; LATER where only the asking failed, in passing.
    """
    target = kind_of(source).full(source, entry)
    if target is None:
        return None
    try:
        return _in_full(target, entry, fetcher, now, read)
    except ExtractError:
        return None
    except FetchError as e:
        return LATER if _may_pass(e) else None


def _in_full(target: Source, entry: Document, fetcher: Gets, now: datetime, read: Reads) -> Seen | None:
    """Raises ExtractError, FetchError."""
    answer = fetcher.get(kind_of(target).ask(target, now), most=most(target))
    if answer.status != 200:
        return None
    body = _with_parts(target, fetcher, answer.body)
    document = read(target, Answer(answer.url, answer.headers.get("content-type", ""), body))
    if document.state is DocumentState.MOVED:
        return None
    if target.kind is SourceKind.PAGE and judge_quality(document, body, None):
        return None  # a wall or an apology: what the list tells of it is more
    return Seen(_called(document, entry), body, now, answer.validators)


def _may_pass(error: FetchError) -> bool:
    """Whether another attempt at another hour may succeed: too busy, too slow, out of reach."""
    return error.reason in _IN_PASSING or bool(getattr(error, "passing", False))


def _with_parts(target: Source, fetcher: Gets, first: bytes) -> bytes:
    """A listed document's first answer with those that belong to it. Raises ExtractError, and FetchError for what may pass.

    A part that is not there, is too large (by itself or with those before it) or not for us, is left out with all behind it:
    asking again would not bring it.
    """
    bodies = [first]
    while len(bodies) < MOST_ANSWERS and (url := kind_of(target).parts(target, bodies)):
        try:
            answer = fetcher.get(url)
        except FetchError as e:
            if e.reason in _FOR_GOOD and not getattr(e, "passing", False):
                break
            raise
        if answer.status != 200 or sum(map(len, bodies)) + len(answer.body) > MOST_TOGETHER:
            break
        bodies.append(answer.body)
    return joined(bodies)


def _called(document: Document, entry: Document) -> Document:
    """Under the address by which it was listed; a file also under the title and with the days that the list gives it."""
    if document.type == "page":
        return replace(document, url=entry.url, **{n: getattr(entry, n) for n in LENT if not getattr(document, n)})
    if document.type != "attachment":
        return replace(document, url=entry.url)
    return replace(document, **{name: getattr(entry, name) for name in GIVEN})
