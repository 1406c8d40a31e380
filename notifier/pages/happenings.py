"""What was seen: a page for each event, each kept snapshot and each source. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from notifier.links import event_path, kept_path, source_path
from notifier.model import Board, File, key_of
from notifier.pages.render import render
from notifier.telling import WITHDRAWN, asides_of, sides_of, withdrawal_in_words
from notifier.words import london_day_in_words
from watcher import KINDS, Block, BlockKind, Commitment, EventKind, Headline, Ruling, Source, ruling_key

MOST_SEEN = 100
MOST_LOOKS = 30
MOST_BLOCKS = 3000


def event_pages(board: Board) -> Iterator[File]:
    """One for each piece of news. Events never change, so neither does a page, unless the promise is worded anew or the event
    is withdrawn."""
    sources = {s.id: s for s in board.sources}
    for h in board.headlines:
        commitment, source = board.by_id.get(h.commitment_id), sources.get(h.source_id)
        rulings = commitment.rulings if commitment and h.kind is EventKind.RULING else ()
        named = [(x.id, x.title) for r in rulings for x in _heirs(board, r)]
        about = (commitment.title if commitment else None, source.title if source else None, h.sha256 in board.kept)
        around = (*about, rulings, named)
        yield File(event_path(h.id), key_of("event", board.site_key, board.marks[h.id], *around),
                   partial(_event, board, h, commitment, source), h.id)  # fmt: skip


def _event(board: Board, headline: Headline, commitment: Commitment | None, source: Source | None) -> bytes:
    event = board.record.event(headline.id)
    made = commitment.rulings if commitment else ()
    ruling = next((r for r in made if commitment and ruling_key(commitment, r) == event.key), None)
    withdrawal = board.withdrawn.get(event.id)
    title = f"{WITHDRAWN} {event.sentence}" if withdrawal else event.sentence
    return render(
        board, event_path(event.id), "event.html", title, event=event, commitment=commitment, source=source,
        ruling=ruling, heirs=_heirs(board, ruling) if ruling else [], sides=list(sides_of(event)), asides=list(asides_of(event)),
        withdrawal=withdrawal_in_words(withdrawal) if withdrawal else "",
        description=f"{london_day_in_words(event.at)}. {title}",
    )  # fmt: skip


def _heirs(board: Board, ruling: Ruling) -> list[Commitment]:
    """What took the place of the promise, by this ruling."""
    return [board.by_id[i] for i in ruling.by if i in board.by_id]


# --- kept snapshots ---


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that belong together: one heading or paragraph, the items of a list, the rows of a table.

    ``columns``: the headings of a table's columns, where it has any. ``page``: of a file, where it is the first piece of one.
    """

    kind: BlockKind
    blocks: tuple[Block, ...]
    columns: tuple[str, ...] = ()
    page: str = ""

    @property
    def rows(self) -> list[list[str]]:
        return [b.text.split(_BAR) for b in self.blocks]


_BAR = " | "


def pieces(blocks: Sequence[Block]) -> list[Piece]:
    """Items and rows that follow each other on a page become one list, one table."""
    together = (BlockKind.ITEM, BlockKind.ROW)
    found: list[Piece] = []
    page = ""
    columns: tuple[str, ...] = ()
    for (kind, now), run in groupby(blocks, key=lambda b: (b.kind, _page(b))):
        mine = tuple(run)
        if kind is BlockKind.COLUMNS:
            columns = tuple(mine[-1].text.split(_BAR))
            continue
        new = (
            [Piece(kind, mine, columns if kind is BlockKind.ROW else ())] if kind in together else [Piece(kind, (b,)) for b in mine]
        )
        found += [replace(new[0], page=now if now != page else ""), *new[1:]]
        page, columns = now, ()
    return found


def _page(block: Block) -> str:
    """Sheets are told by their headings."""
    return block.place if block.place.startswith("page ") else ""


def kept_pages(board: Board) -> Iterator[File]:
    """The words of each snapshot that news quotes, as they were read."""
    for sha256, last_seen in board.kept.items():
        yield File(kept_path(sha256), key_of("kept", board.site_key, sha256, last_seen), partial(_kept, board, sha256))


def _kept(board: Board, sha256: str) -> bytes:
    snapshot = board.record.snapshot(sha256)
    assert snapshot is not None, sha256
    document = snapshot.document
    return render(
        board, kept_path(sha256), "kept.html", document.title or document.url, snapshot=snapshot,
        pieces=pieces(document.blocks[:MOST_BLOCKS]), left_out=max(0, len(document.blocks) - MOST_BLOCKS),
        last_seen=board.kept[sha256],
    )  # fmt: skip


# --- sources ---


def source_pages(board: Board) -> Iterator[File]:
    """One for each place that is watched: what it could show, when it was looked at, and what was seen."""
    seen: dict[str, list[Headline]] = {}
    for h in board.headlines:
        seen.setdefault(h.source_id, []).append(h)
    for source in board.sources:
        mine = tuple(reversed(seen.get(source.id, ())))
        state = board.states.get(source.id)
        shown = [board.by_id[i] for i in source.commitments if i in board.by_id]
        told = [board.marks[h.id] for h in mine[:MOST_SEEN]]
        key = key_of("source", board.site_key, source, state, told, len(mine), [(c.id, c.title) for c in shown])
        yield File(source_path(source.id), key, partial(_source, board, source, mine, shown))


def _source(board: Board, source: Source, seen: Sequence[Headline], shown: Sequence[Commitment]) -> bytes:
    return render(
        board, source_path(source.id), "source.html", source.title, source=source, state=board.states.get(source.id),
        seen=seen[:MOST_SEEN], more=max(0, len(seen) - MOST_SEEN), looks=board.record.looks(source.id, MOST_LOOKS),
        commitments=shown, what=KINDS[source.kind],
    )  # fmt: skip
