"""A preview as lines for a terminal, for `preview` and `add`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from watcher.dates import in_words, london_day
from watcher.extract.leavings import LeftOut
from watcher.model import Block, Document, Sighting, SourceKind
from watcher.preview import Effects, Flap, Ignored, Preview, Row, Selected, Shown, every_in_words
from watcher.prospect import Prospect
from watcher.text import cut

WIDTH = 160
FIRST = 12  # blocks
FEW = 5  # of what was left out
NOTES = 3


@dataclass(frozen=True, slots=True)
class _Extent:
    """How much is shown: everything, or the first few of what there is; ``more``: how to see the rest."""

    everything: bool
    more: str

    def first(self, few: int) -> int | None:
        return None if self.everything else few


ENTRIES = 10


def prospect_lines(prospect: Prospect) -> Iterator[str]:
    """How an address was recognised, how it would be watched, and as what else it could be."""
    source, suggestion = prospect.source, prospect.suggestion
    yield f"{source.kind.value}: {suggestion.why}"
    if prospect.moved_from:
        yield f"  {prospect.moved_from} has moved for good; {source.url} is watched instead."
    if prospect.led_to:
        yield f"  {source.url} leads for now to {prospect.led_to}; the address that you gave is watched, wherever it leads."
    if prospect.withdrawn:
        yield "  It is withdrawn: it will hardly change."
    yield from (f"  {hint}" for hint in suggestion.hints)
    yield f"  It would be looked at every {every_in_words(source.every)}: {prospect.every_why}."
    yield from (f"  It could also be watched as {o.kind.value}: {o.url} ({o.why.rstrip('.')})" for o in prospect.others)
    if source.kind in (SourceKind.PAGE, SourceKind.GOVUK) and any(o.kind is SourceKind.FEED for o in prospect.others):
        yield "  A feed is better than a page that lists the same."


def preview_lines(preview: Preview, *, everything: bool = False, more: str = "--all shows them") -> Iterator[str]:
    """Every document, then what could not be read. ``more``: how to see what is left out of the lines."""
    for shown in preview.shown:
        yield ""
        yield from _document_lines(shown, _Extent(everything, more))
    yield from (f"not read: {url}: {why}" for url, why in preview.unread)
    if not preview.concerned:
        yield "  Nothing here concerns a commitment of the plans."


def flap_lines(seconds: float, flaps: Sequence[Flap]) -> Iterator[str]:
    """What two looks have shown otherwise."""
    moving = [f for f in flaps if not f.steady]
    yield ""
    if not moving:
        yield f"Two looks {in_seconds(seconds)} apart show the same: nothing flaps."
        return
    yield f"Two looks {in_seconds(seconds)} apart differ:"
    for flap in moving:
        yield from _flap_lines(flap)


def in_seconds(seconds: float) -> str:
    return "one second" if seconds == 1 else f"{seconds:g} seconds"


# --- one document ---


def _document_lines(shown: Shown, extent: _Extent) -> Iterator[str]:
    d = shown.document
    yield d.title or "(no title)"
    yield f"  {d.url}"
    yield f"  {', '.join(_facts(d))}"
    yield from (f"  {label}: {text}" for label, text in (("description", d.description), ("explanation", d.explanation)) if text)
    if d.partial:
        yield f"  only a part of it: {d.partial}"
    notes = extent.first(NOTES)
    for note in d.notes[:notes]:
        yield f"  note of {_day(note.at) if note.at else 'no date'}: {cut(note.text, WIDTH)}"
    yield from _counted("note", len(d.notes), notes, extent)
    if not shown.rows:
        yield from _blocks(d.blocks, extent)
    yield from _entries(shown.rows, extent)
    if shown.effects:
        yield from _effects(shown.effects, extent)
    yield from _concerns(shown.sightings, "  ")


def _facts(d: Document) -> Iterator[str]:
    yield d.type or "document"
    yield d.state.value
    if d.moved_to:
        yield f"moved to {d.moved_to}"
    if d.published:
        yield f"published {_day(d.published)}"
    if d.updated:
        yield f"updated {_day(d.updated)}"
    yield from (f"{x.role.value} {in_words(x.on)}" for x in d.dates)


def _blocks(blocks: Sequence[Block], extent: _Extent) -> Iterator[str]:
    most = extent.first(FIRST)
    yield f"  blocks ({len(blocks):,}):"
    for block in blocks[:most]:
        place = f", {block.place}" if block.place else ""
        yield f"    {block.kind.value}{place}: {cut(block.text, WIDTH)}"
    yield from _counted("block", len(blocks), most, extent)


def _entries(rows: Sequence[Row], extent: _Extent) -> Iterator[str]:
    most = extent.first(ENTRIES)
    if rows:
        yield f"  entries ({len(rows):,}):"
    for row in rows[:most]:
        d = row.document
        day = f"{_day(d.updated)}: " if d.updated else ""
        yield f"    {day}{cut(d.title, WIDTH)} <{d.url}>{f' (only a part: {d.partial})' if d.partial else ''}"
        yield from _concerns(row.sightings, "      ")
    yield from _counted("entry", len(rows), most, extent)


def _concerns(sightings: Sequence[Sighting], indent: str) -> Iterator[str]:
    for s in sightings:
        yield f"{indent}-> {s.commitment_id} {s.relation.value} {s.score:.2f}: {'; '.join(s.why)}"


# --- what was left out ---


def _effects(made: Effects, extent: _Extent) -> Iterator[str]:
    few = extent.first(FEW)
    if made.select:
        yield from _selected(made.select, extent)
    for ignored in made.ignore:
        yield from _ignored(ignored, extent)
    if made.noise:
        yield f"  left out as noise ({len(made.noise):,}):"
        yield from (_noise(x) for x in made.noise[:few])
        yield from _counted("piece", len(made.noise), few, extent)


def _selected(select: Selected, extent: _Extent) -> Iterator[str]:
    if not select.used:
        yield f"  select {select.selector!r} does nothing: a source of this kind does not use it."
        return
    kept = f"  select {select.selector!r} keeps {_many(select.kept, 'block')}"
    if select.left_out is None:
        yield f"{kept}; nothing can be read without it."
        return
    yield f"{kept} and leaves out {len(select.left_out):,}{':' if select.left_out else '.'}"
    yield from _left_out_blocks(select.left_out, extent)


def _ignored(ignored: Ignored, extent: _Extent) -> Iterator[str]:
    if not ignored.used:
        yield f"  ignore {ignored.selector!r} does nothing: a source of this kind does not use it."
        return
    if ignored.elements == 0:
        yield f"  ignore {ignored.selector!r} matches nothing."
        return
    found = f"finds {_many(ignored.elements, 'element')} and " if ignored.elements is not None else ""
    lost = _many(len(ignored.removed), "block")
    yield f"  ignore {ignored.selector!r} {found}takes away or shortens {lost}{':' if ignored.removed else '.'}"
    yield from _left_out_blocks(ignored.removed, extent)


def _left_out_blocks(blocks: Sequence[Block], extent: _Extent) -> Iterator[str]:
    few = extent.first(FEW)
    yield from (f"    {b.kind.value}: {cut(b.text, WIDTH)}" for b in blocks[:few])
    yield from _counted("block", len(blocks), few, extent)


def _noise(left: LeftOut) -> str:
    return f"    {left.what}: {cut(left.text, WIDTH)}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {_plural(count, what)}"


def _plural(count: int, what: str) -> str:
    return what if count == 1 else f"{what.removesuffix('y')}ies" if what.endswith("y") else f"{what}s"


def _counted(what: str, all_of_them: int, shown: int | None, extent: _Extent) -> Iterator[str]:
    if shown is not None and all_of_them > shown:
        rest = all_of_them - shown
        yield f"    and {rest:,} more {_plural(rest, what)} ({extent.more})"


# --- what flaps ---


def _flap_lines(flap: Flap) -> Iterator[str]:
    document = flap.after or flap.before
    assert document is not None
    seen = "" if flap.before and flap.after else " (only in the second look)" if flap.after else " (only in the first look)"
    yield f"  {document.url}{seen}"
    yield from (f"    - {cut(b.text, WIDTH)}" for b in flap.removed[:FIRST])
    yield from (f"    + {cut(b.text, WIDTH)}" for b in flap.added[:FIRST])
    if flap.before and flap.after and not flap.change:
        yield "    The comparison calls this no change: it makes no news."
    for proposal in flap.proposals:
        yield f"    With ignore = [{_quoted(proposal.selector)}] this would stand still: {cut(proposal.text, WIDTH)}"
    if flap.change and not flap.proposals and (flap.added or flap.removed):
        yield "    No selector can be told that takes away this and nothing else."


def _quoted(text: str) -> str:
    """As sources.toml has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _day(at: datetime) -> str:
    return in_words(london_day(at))
