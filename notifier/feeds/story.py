"""An event -> what a reader of a feed is shown: a plain summary, and the whole story as HTML that stands alone. Pure.

The HTML has no style, class or script, and every address in it is whole, since it is shown far from our pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from notifier.feeds.parts import Story
from notifier.feeds.text import plain
from notifier.links import commitment_path, event_url, kept_path, tag, web_address
from notifier.model import Board
from notifier.telling import WITHDRAWN, Side, asides_of, sides_of, withdrawal_in_words
from notifier.words import cut, moment_in_words, one_line, sentence_case
from watcher import EVENTS, Event, Hunk, HunkKind, Op, Span

MOST_HUNKS = 20
MOST_SPANS = 200
LONGEST_PASSAGE = 1500
LONGEST_SAME = 300
"""Words between two changes that did not change; of more, only both ends are shown."""
LONGEST_SUMMARY_QUOTE = 200


def story_of(event: Event, board: Board) -> Story:
    """The story of an event; of the state, only whether it is withdrawn and what its kept page and its commitment's page need
    to be linked."""
    label, withdrawal = EVENTS[event.kind][0], board.withdrawn.get(event.id)
    return Story(
        id=tag(board.site.id_host, f"event/{event.id}"),
        url=event_url(board.site.public_url, event),
        title=plain(f"{WITHDRAWN} {event.sentence}" if withdrawal else event.sentence),
        summary=_summary(event),
        content="".join(_content(event, board)),
        term=event.kind.value,
        label=sentence_case(label),
        at=event.at,
        source=web_address(event.found.url) if event.found else "",
        withdrawn=withdrawal.at if withdrawal else None,
    )


def _read(side: Side) -> str:
    return f", {side.read[:1].lower()}{side.read[1:]}" + (f" {moment_in_words(side.quote.at)}" if side.quote.at else "")


def _summary(event: Event) -> str:
    """What the title does not say (RFC 4287, 4.2.13: a summary does not repeat it); "" where that is nothing."""
    told = [(side, cut(plain(side.quote.text), LONGEST_SUMMARY_QUOTE)) for side in sides_of(event)]
    return " ".join(f"{side.heading}{_read(side)}: {_marked(side, text)}" for side, text in told if text)


def _marked(side: Side, text: str) -> str:
    """With quotation marks only where it is a quotation."""
    end = "" if text[-1] in ".!?…" else "."
    return f"“{text}”{end}" if side.quoted else f"{text}{end}"


def _content(event: Event, board: Board) -> Iterator[str]:
    if event.id in board.withdrawn:
        how = _link(f"{board.site.public_url}/how.html", "How we judge")
        yield f"<p><strong>{_text(withdrawal_in_words(board.withdrawn[event.id]))}</strong> {how}</p>"
    yield f"<p>{_text(event.sentence)}</p>"
    for side in sides_of(event):
        yield from _side(side, board)
    yield from (f"<p>{_text(words)}</p>" for words in asides_of(event))
    if event.hunks:
        yield "<p><strong>What changed</strong></p><ul>"
        yield from (f"<li>{''.join(_change(h))}</li>" for h in event.hunks[:MOST_HUNKS])
        yield "</ul>"
        if len(event.hunks) > MOST_HUNKS:
            yield f"<p>and {len(event.hunks) - MOST_HUNKS} more</p>"
    whole = _link(event_url(board.site.public_url, event), "All of this on one page")
    if event.commitment_id in board.by_id:
        page = f"{board.site.public_url}/{commitment_path(event.commitment_id)}"
        whole += f" · {_link(page, 'Everything about this promise')}"
    yield f"<p>{whole}</p>"


def _side(side: Side, board: Board) -> Iterator[str]:
    quote = side.quote
    yield f"<p><strong>{side.heading}</strong>{_read(side)}</p>"
    if quote.text:
        words = f"<p>{_text(quote.text)}</p>"
        yield f"<blockquote>{words}</blockquote>" if side.quoted else words
    if web_address(side.link):
        yield f"<p>{_text(side.where)}: {_link(side.link, side.link)}</p>"
    if quote.sha256 in board.kept:
        kept = _link(f"{board.site.public_url}/{kept_path(quote.sha256)}", side.kept)
        yield f"<p>{kept}, SHA-256 <code>{_text(quote.sha256)}</code></p>"
    elif quote.sha256:
        yield f"<p>SHA-256 of what was read: <code>{_text(quote.sha256)}</code></p>"


def _change(hunk: Hunk) -> Iterator[str]:
    """Signs beside the elements, since many readers show neither underlining nor colour."""
    if hunk.context:
        yield f"<p>Under “{_text(hunk.context)}”</p>"
    if hunk.told:
        yield f"<p>{_text(hunk.told)}</p>"
    if hunk.spans:
        more = " …" if len(hunk.spans) > MOST_SPANS else ""
        yield f"<p>{' '.join(map(_span, hunk.spans[:MOST_SPANS]))}{more}</p>"
        return
    if hunk.kind is HunkKind.MOVED:
        yield f"<p>Moved: {_text(hunk.after or hunk.before)}</p>"
        return
    if hunk.before:
        yield f"<p><del>− {_text(hunk.before)}</del></p>"
    if hunk.after:
        yield f"<p><ins>+ {_text(hunk.after)}</ins></p>"


def _span(span: Span) -> str:
    if span.op is Op.DELETE:
        return f"<del>[−{_text(span.text)}−]</del>"
    if span.op is Op.INSERT:
        return f"<ins>[+{_text(span.text)}+]</ins>"
    text = one_line(span.text)
    if len(text) > LONGEST_SAME:
        start, end = text[: LONGEST_SAME // 2], text[-LONGEST_SAME // 2 :]
        text = f"{start.rpartition(' ')[0] or start} … {end.partition(' ')[2] or end}"
    return escape(text, quote=False)


def _text(text: str) -> str:
    return escape(cut(one_line(text), LONGEST_PASSAGE), quote=False)


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{_text(text)}</a>'
