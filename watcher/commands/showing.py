"""A preview as lines for a terminal, for `preview` and `add`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from watcher.dates import in_words, london_day
from watcher.extract.leavings import LeftOut
from watcher.model import Block, Document, Sighting
from watcher.preview import Effects, Flap, Ignored, Preview, Row, Selected, Shown, every_in_words
from watcher.prospect import Prospect
from watcher.text import cut

WIDTH = 160
FIRST = 12  # blocks
FEW = 5  # of what was left out
NOTES = 3
ENTRIES = 10


def prospect_lines(prospect: Prospect) -> Iterator[str]:
    """How an address was recognised, how it would be watched, and as what else it could be."""
    source, suggestion = prospect.source, prospect.suggestion
    yield f"{source.kind.value}: {suggestion.why}"
    if prospect.moved_from:
        yield f"  {prospect.moved_from} has moved for good; {source.url} is watched instead."
    yield from (f"  {hint}" for hint in suggestion.hints)
    yield f"  It would be looked at every {every_in_words(source.every)}: {prospect.every_why}."
    yield from (f"  It could also be watched as {o.kind.value}: {o.url} ({o.why.rstrip('.')})" for o in prospect.others)


def preview_lines(preview: Preview, *, everything: bool = False) -> Iterator[str]:
    """Every document, then what could not be read."""
    for shown in preview.shown:
        yield ""
        yield from _document_lines(shown, everything)
    yield from (f"not read: {url}: {why}" for url, why in preview.unread)


def flap_lines(seconds: float, flaps: Sequence[Flap]) -> Iterator[str]:
    """What two looks have shown otherwise."""
    moving = [f for f in flaps if not f.steady]
    yield ""
    if not moving:
        yield f"Two looks {seconds:g} seconds apart show the same: nothing flaps."
        return
    yield f"Two looks {seconds:g} seconds apart differ:"
    for flap in moving:
        yield from _flap_lines(flap)


# --- one document ---


def _document_lines(shown: Shown, everything: bool) -> Iterator[str]:
    d = shown.document
    yield d.title or "(no title)"
    yield f"  {d.url}"
    yield f"  {', '.join(_facts(d))}"
    yield from (f"  {label}: {text}" for label, text in (("description", d.description), ("explanation", d.explanation)) if text)
    if d.partial:
        yield f"  only a part of it: {d.partial}"
    for note in d.notes[:NOTES]:
        yield f"  note of {_day(note.at) if note.at else 'no date'}: {cut(note.text, WIDTH)}"
    yield from _counted("notes", len(d.notes), NOTES)
    if not shown.rows:
        yield from _blocks("blocks", d.blocks, len(d.blocks) if everything else FIRST)
    yield from _entries(shown.rows, len(shown.rows) if everything else ENTRIES)
    if shown.effects:
        yield from _effects(shown.effects, everything)
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


def _blocks(what: str, blocks: Sequence[Block], most: int) -> Iterator[str]:
    yield f"  {what} ({len(blocks):,}):"
    for block in blocks[:most]:
        place = f", {block.place}" if block.place else ""
        yield f"    {block.kind.value}{place}: {cut(block.text, WIDTH)}"
    yield from _counted("blocks", len(blocks), most)


def _entries(rows: Sequence[Row], most: int) -> Iterator[str]:
    if rows:
        yield f"  entries ({len(rows):,}):"
    for row in rows[:most]:
        d = row.document
        day = f"{_day(d.updated)}: " if d.updated else ""
        yield f"    {day}{cut(d.title, WIDTH)} <{d.url}>{f' (only a part: {d.partial})' if d.partial else ''}"
        yield from _concerns(row.sightings, "      ")
    yield from _counted("entries", len(rows), most)


def _concerns(sightings: Sequence[Sighting], indent: str) -> Iterator[str]:
    for s in sightings:
        yield f"{indent}-> {s.commitment_id} {s.relation.value} {s.score:.2f}: {'; '.join(s.why)}"


# --- what was left out ---


def _effects(made: Effects, everything: bool) -> Iterator[str]:
    few = None if everything else FEW
    if made.select:
        yield from _selected(made.select, few)
    for ignored in made.ignore:
        yield from _ignored(ignored, few)
    if made.noise:
        yield f"  left out as noise ({len(made.noise):,}):"
        yield from (_noise(x) for x in made.noise[:few])
        yield from _counted("pieces", len(made.noise), few)


def _selected(select: Selected, few: int | None) -> Iterator[str]:
    kept = f"  select {select.selector!r} keeps {_many(select.kept, 'block')}"
    if select.left_out is None:
        yield f"{kept}; nothing can be read without it."
        return
    yield f"{kept} and leaves out {len(select.left_out):,}{':' if select.left_out else '.'}"
    yield from _left_out_blocks(select.left_out, few)


def _ignored(ignored: Ignored, few: int | None) -> Iterator[str]:
    if ignored.elements == 0:
        yield f"  ignore {ignored.selector!r} matches nothing."
        return
    found = f"finds {_many(ignored.elements, 'element')} and " if ignored.elements is not None else ""
    lost = _many(len(ignored.removed), "block")
    yield f"  ignore {ignored.selector!r} {found}takes away or shortens {lost}{':' if ignored.removed else '.'}"
    yield from _left_out_blocks(ignored.removed, few)


def _left_out_blocks(blocks: Sequence[Block], few: int | None) -> Iterator[str]:
    yield from (f"    {b.kind.value}: {cut(b.text, WIDTH)}" for b in blocks[:few])
    yield from _counted("blocks", len(blocks), few)


def _noise(left: LeftOut) -> str:
    return f"    {left.what}: {cut(left.text, WIDTH)}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _counted(what: str, all_of_them: int, shown: int | None) -> Iterator[str]:
    if shown is not None and all_of_them > shown:
        yield f"    and {all_of_them - shown:,} more {what} (--all shows them)"


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
