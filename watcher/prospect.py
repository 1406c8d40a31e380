"""One look at an address that may become a source: what it is, and what is seen there. Nothing is written.

The fetcher is passed in; everything else is pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from watcher.catalogue.shapes import parse_every
from watcher.errors import FetchError, SourceRefused
from watcher.extract import Answer, Reads, kind_of
from watcher.listening import Listening
from watcher.look import Doubt, Gets, Memory, Sight, look_at
from watcher.model import (
    LISTS,
    Document,
    DocumentState,
    Response,
    Source,
    SourceKind,
    SourceState,
    Unseen,
    UnseenReason,
    Validators,
)
from watcher.recognise import (
    Suggestion,
    absent,
    as_plain_http,
    by_address,
    by_answer,
    empty_answer,
    empty_list,
    interval,
    moved,
    no_network,
    normalised,
    place_of,
    refusal,
    suggested_id,
    suggested_title,
    unrecognised,
)

_FAR = (UnseenReason.UNREACHABLE.value, UnseenReason.TIMEOUT.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the maintainer says already; what is empty is suggested."""

    kind: SourceKind | None = None
    id: str = ""
    title: str = ""
    every: str = ""
    select: str | None = None
    ignore: tuple[str, ...] = ()
    renderer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """``main``: the answer of which the first document was read. ``led_to``: where the server sends us for now, or ""."""

    sight: Sight
    main: Answer
    led_to: str = ""

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(seen.document for seen in self.sight.documents)


@dataclass(frozen=True, slots=True)
class Prospect:
    """``others``: what else the address could be watched as. ``moved_from``: the address asked, where the page left it for good.

    ``led_to``: where the address leads for now, without being stored; "" where it leads nowhere else.
    """

    source: Source
    suggestion: Suggestion
    every_why: str
    others: tuple[Suggestion, ...]
    looked: Looked
    moved_from: str = ""
    led_to: str = ""

    @property
    def withdrawn(self) -> bool:
        return self.looked.documents[0].state is DocumentState.WITHDRAWN


@dataclass(slots=True)
class Scout:
    """Looks for one catalogue, at ``now``. ``watched``: its sources."""

    watched: Sequence[Source]
    fetcher: Gets
    read: Reads
    now: datetime
    _asked: Listening = field(init=False)

    def __post_init__(self) -> None:
        self._asked = Listening(self.fetcher)

    def suggestions(self, typed: str, kind: SourceKind | None = None) -> tuple[Suggestion, ...]:
        """What an address can be watched as, the best first. Raises SourceRefused, and ValueError where it is no address."""
        url = normalised(typed)
        known = by_address(url)
        if kind is not None:
            asked = [s for s in known if s.kind is kind] or [Suggestion(kind, url, "You named the kind.")]
            return tuple(asked[:1])
        return self._without_watched_feeds(known or self._by_answer(url, typed))

    def _without_watched_feeds(self, found: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
        """A feed beside what was typed that is watched already is not offered, but told of."""
        known = {s: self.watched_as(s.url) for s in found[1:] if s.kind is SourceKind.FEED}
        said = tuple(f"Its feed {s.url} is watched already: it is '{w.id}' in sources.toml." for s, w in known.items() if w)
        first = replace(found[0], hints=(*found[0].hints, *said))
        return (first, *(s for s in found[1:] if not known.get(s)))

    def prospect(self, suggested: Sequence[Suggestion], wanted: Wanted) -> Prospect:
        """The first of some suggestions looked at, as the source that it would be. Raises SourceRefused, ValueError."""
        chosen = suggested[0]
        asked = _source(chosen, wanted)
        looked = self.look(asked)
        address, document = _settled(asked, looked.sight), looked.documents[0]
        every, why = (wanted.every, "as you said") if wanted.every else interval(chosen.kind, document.type)
        title = wanted.title or suggested_title(_title(chosen, document), address)
        named = wanted.id or suggested_id(title, address, [s.id for s in self.watched])
        source = replace(asked, url=address, title=title or named, id=named, every=parse_every(every))
        moved_from = asked.url if address != asked.url else ""
        led_to = looked.led_to if place_of(looked.led_to) != place_of(address) else ""
        return Prospect(source, chosen, why, tuple(suggested[1:]), looked, moved_from, led_to)

    def look(self, source: Source, *, afresh: bool = False) -> Looked:
        """What a source shows, whatever was seen before; ``afresh``: asked anew. Raises SourceRefused."""
        listening = Listening(self.fetcher if afresh else self._asked)
        memory = Memory(SourceState(source.id), {}, lambda url: Validators())
        outcome = look_at(source, listening, memory, self.now, self.read)
        if isinstance(outcome, Doubt):
            raise self._refused(source.url, outcome.unseen, source)
        if outcome.missing:
            raise SourceRefused("absent", absent(source.url))
        return Looked(outcome, listening.answer_of(outcome.documents[0].raw), listening.led_to)

    def watched_as(self, url: str) -> Source | None:
        """The source that watches this address already."""
        return next((s for s in self.watched if place_of(s.url) == place_of(url)), None)

    # --- asking ---

    def _by_answer(self, url: str, typed: str) -> tuple[Suggestion, ...]:
        url, answer = self._first(url, typed)
        if answer.status != 200:
            raise SourceRefused("absent", absent(url))
        at = normalised(answer.moved_to) if answer.moved_to else url
        content_type = answer.headers.get("content-type", "")
        if not answer.body.strip():
            raise SourceRefused(UnseenReason.EMPTY.value, empty_answer(url))
        found = by_address(at) or by_answer(at, Answer(answer.url, content_type, answer.body))
        if not found:
            raise SourceRefused("unrecognised", unrecognised(url, content_type))
        return found

    def _first(self, url: str, typed: str) -> tuple[str, Response]:
        """The first answer and where it was asked for: unencrypted where that was typed and the site knows no other way."""
        try:
            return url, self._asked.get(url)
        except FetchError as e:
            plain = as_plain_http(url)
            if e.reason not in _FAR or not typed.strip().startswith("http://") or url == plain:
                raise self._refused(url, Unseen(UnseenReason(e.reason), str(e), self.now)) from e
        return self._first(plain, typed)

    def _refused(self, url: str, unseen: Unseen, source: Source | None = None) -> SourceRefused:
        other = self._cut_off_from(url) if unseen.reason.value in _FAR else ""
        if other:
            return SourceRefused(UnseenReason.NO_NETWORK.value, no_network(url, other))
        kind, rendered = (source.kind, bool(source.renderer)) if source else (None, False)
        return SourceRefused(unseen.reason.value, refusal(url, unseen, kind, rendered=rendered))

    def _cut_off_from(self, url: str) -> str:
        """The address of a watched site elsewhere that cannot be reached either; "" where it can, or there is none."""
        other = next((s.url for s in self.watched if urlsplit(s.url).netloc != urlsplit(url).netloc), "")
        try:
            return "" if not other or self.fetcher.get(other) else other
        except FetchError as e:
            return other if e.reason in _FAR else ""


def _source(chosen: Suggestion, wanted: Wanted) -> Source:
    """Not yet named. A selector that was suggested goes with its kind."""
    select = chosen.select if wanted.select is None else wanted.select
    return Source(
        "", "", chosen.kind, chosen.url, timedelta(0), select, wanted.ignore, note=wanted.note,
        renderer=wanted.renderer or chosen.renderer,
    )  # fmt: skip


def _settled(source: Source, sight: Sight) -> str:
    """The address to store: where the page has gone for good. Raises SourceRefused where nothing is left of it."""
    document = sight.documents[0].document
    if document.state is DocumentState.MOVED:
        raise SourceRefused("moved", moved(source.url, document.moved_to))
    if document.state is DocumentState.GONE:
        raise SourceRefused("absent", absent(source.url, document.explanation))
    if document.type in LISTS and not (document.title or document.entries):
        raise SourceRefused(UnseenReason.EMPTY.value, empty_list(source.url))
    if source.kind is SourceKind.GOVUK and document.url != source.url:
        return document.url
    asked = kind_of(source).ask(source, sight.documents[0].at)
    if sight.moved_to and source.kind is SourceKind.GOVUK:
        return normalised(sight.moved_to.replace("/api/content/", "/", 1))
    return normalised(sight.moved_to) if sight.moved_to and asked == source.url else source.url


def _title(chosen: Suggestion, document: Document) -> str:
    if chosen.kind is SourceKind.GOVUK_SEARCH:
        return chosen.title
    return document.title or chosen.title
