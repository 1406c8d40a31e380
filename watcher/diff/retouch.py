"""Whether an edit is retouching: how the page says it, not what it says. Pure.

Cautious by intent: whatever is not recognised as retouching is substance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from watcher.diff.blocks import NO_GAP, Edit
from watcher.diff.renaming import Renaming
from watcher.diff.spelling import NUMBERS, same_word
from watcher.diff.words import fold
from watcher.model import Block, BlockKind, Document, Hunk, HunkKind

_TYPE = r"(?:PDF|HTML|ODT|ODS|ODP|CSV|RTF|ZIP|TXT|JPE?G|PNG|XML|DOCX?|XLSX?|PPTX?|(?:MS |Microsoft )?(?:Word|Excel|PowerPoint)" \
        r"(?: (?:document|spreadsheet|presentation))?)"  # fmt: skip
_SIZE = r"\d[\d,.]{0,20} ?(?:bytes|[KMG]B)\b"
_PAGES = r"\d+ pages?\b"
_FILE = re.compile(
    rf"\b{_TYPE},? {_SIZE}(?:,? {_PAGES})?|\b{_TYPE}, {_PAGES}|(?:^|(?<=[(,])|(?<=, )){_SIZE}(?:,? {_PAGES})?|^{_TYPE}$"
    rf"|(?<=\(){_TYPE}(?=\))", re.I
)  # fmt: skip
_LINK = re.compile(r"[\[(]?\b(?:opens? in (?:a )?new (?:tab|window)|external link)\b[\])]?", re.I)
_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.(?:gov|org|co|ac|nhs|com|net)\b(?:\.\w+)?(?:/\S*)?",
    re.I,
)
_TOKEN = re.compile(r"\d[\d.,:/]*\d|\d|[£$€%+=<>&]|[^\W\d_]+(?:'[^\W\d_]+)*")
_RANGE = re.compile(r"(?<=\d) ?- ?(?=[\d£])")
_BULLET = re.compile(r"^[•*·-] *")
_ARTICLES = frozenset(("a", "an", "the", "that"))
_FORMS = frozenset(("Mr", "Mrs", "Ms", "Dr", "Sir"))
_NEVER_GLUED = frozenset(("may", "might", "no", "not", "none", "never", "all", "any", "one", "some"))


def retouches(edits: Sequence[Edit], others: Sequence[Hunk], before: Document, after: Document) -> tuple[str, ...]:
    """What was retouched, in plain words; nothing where any edit is one of substance. ``others``: hunks beside the blocks."""
    gaps = _Gaps([e for e in edits if e.hunk.kind is not HunkKind.MOVED], before, after)
    renaming = Renaming(before, after)
    in_place = _same_places(before.blocks, after.blocks) if any(e.hunk.kind is HunkKind.MOVED for e in edits) else True
    kinds: list[str] = []
    for edit in (*edits, *(Edit(h, None, None, NO_GAP) for h in others)):
        kind = _edit_kind(edit, in_place, gaps, renaming)
        if not kind:
            return ()
        kinds += kind.split(", ")
    return tuple(dict.fromkeys(kinds))


def _edit_kind(edit: Edit, in_place: bool, gaps: _Gaps, renaming: Renaming) -> str:
    if edit.hunk.kind is HunkKind.MOVED:
        return "layout" if in_place else ""
    return _hunk_kind(edit.hunk, renaming) or ("layout" if gaps.reflowed(edit.gap) else "")


def _same_places(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether each text still stands below the heading that it stood below: "to do" is not "done"."""
    return _places(before) == _places(after)


def _places(blocks: Sequence[Block]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    heading = ""
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            heading = fold(block.text)
        else:
            found[heading, fold(block.text)] += 1
    return found


class _Gaps:
    """The stretches of both versions that differ, by number; which of them hold the same words in other blocks."""

    def __init__(self, edits: Iterable[Edit], before: Document, after: Document) -> None:
        self._old: dict[int, list[str]] = {}
        self._new: dict[int, list[str]] = {}
        for e in sorted((e for e in edits if e.old is not None), key=lambda e: e.old or 0):
            self._old.setdefault(e.gap, []).append(before.blocks[e.old or 0].text)
        for e in sorted((e for e in edits if e.new is not None), key=lambda e: e.new or 0):
            self._new.setdefault(e.gap, []).append(after.blocks[e.new or 0].text)
        self._known: dict[int, bool] = {}

    def reflowed(self, gap: int) -> bool:
        if gap not in self._known:
            old, new = self._old.get(gap, []), self._new.get(gap, [])
            self._known[gap] = bool(old and new) and _in_a_row(old) == _in_a_row(new)
        return self._known[gap]


def _in_a_row(texts: list[str]) -> list[str]:
    return re.findall(r"\w+(?:[.,:/]\w+)*|[£$€%]", fold(" ".join(texts)).lower())


def _hunk_kind(hunk: Hunk, renaming: Renaming) -> str:
    """What kind of retouching a changed text is, several joined by commas; "" where it is none."""
    if hunk.kind is not HunkKind.CHANGED or not hunk.spans:
        return ""
    for kind, old, new in _readings(hunk, renaming):
        if old == new:
            return kind
        spelt = _spelt(old, new)
        if spelt:
            return f"{kind}, {spelt}" if kind else spelt
    return ""


def _readings(hunk: Hunk, renaming: Renaming) -> Iterable[tuple[str, str, str]]:
    """The text as it is, then without what may differ: files, marks of links, names of organisations."""
    old, new = fold(hunk.before), fold(hunk.after)
    yield "", old, new
    bare = _LINK.sub("", old).strip(), _LINK.sub("", new).strip()
    if bare != (old, new):
        yield "link", *bare
    if _FILE.search(old) and _FILE.search(new):
        yield _file_kind(old, new), _FILE.sub("#", old), _FILE.sub("#", new)
    renamed = renaming.applied(hunk.before, hunk.after)
    if renamed:
        yield "organisation renamed", fold(renamed[0]), fold(renamed[1])


def _file_kind(old: str, new: str) -> str:
    types = [re.findall(rf"\b{_TYPE}\b", text, re.I) for text in (old, new)]
    return "file size" if types[0] == types[1] else "file type"


# --- word by word ---


def _spelt(old: str, new: str) -> str:
    """How two texts differ if only in case, punctuation, spelling or an article; "" otherwise."""
    a, b = _words(old), _words(new)
    if [w.meant for w in a] == [w.meant for w in b]:
        return _mere_form(old, new)
    if [w.meant.lower() for w in a] == [w.meant.lower() for w in b]:
        return "case"
    if _glued(a, b):
        return "spelling"
    return _changed_words(a, b)


def _mere_form(old: str, new: str) -> str:
    if _BULLET.sub("", old) == _BULLET.sub("", new):
        return "layout"
    if _ADDRESS.findall(old) != _ADDRESS.findall(new):
        return "link"
    return "case" if old.lower() == new.lower() else "punctuation"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, number, sign or address. ``meant`` is equal where the meaning is: "1,000" is "1000", "three" is "3"."""

    said: str
    meant: str
    named: bool = False  # part of a name of several words


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        found += _plain_words(text[end : match.start()])
        found.append(_Word(match[0], _address(match[0])))
        end = match.end()
    return found + _plain_words(text[end:])


def _address(text: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|^www\.", "", text.rstrip(".,;:)/").lower())


def _plain_words(text: str) -> list[_Word]:
    plain = _RANGE.sub(" to ", fold(text)).replace("&", " and ").replace("per cent", "%").replace("percent", "%")
    said = _TOKEN.findall(plain)
    names = [False, *(_capital(w) for w in said), False]
    return [_Word(w, _meaning(w), names[n + 1] and (names[n] or names[n + 2])) for n, w in enumerate(said)]


def _capital(word: str) -> bool:
    return word[0].isupper() and (len(word) > 3 or word in _FORMS)


def _meaning(token: str) -> str:
    if token[0].isdigit():
        return re.sub(r",(?=\d{3}\b)|\.0+$", "", token)
    lower = token if sum(c.isupper() for c in token) > 1 else token.lower()
    return str(NUMBERS[lower]) if lower in NUMBERS and lower != "one" else lower


def _glued(a: Sequence[_Word], b: Sequence[_Word]) -> bool:
    """ "half term" and "half-term" and "halfterm"; not "may be" and "maybe"."""
    old, new = [w.meant.lower() for w in a], [w.meant.lower() for w in b]
    if "".join(old) != "".join(new):
        return False
    loose = [*(Counter(old) - Counter(new)), *(Counter(new) - Counter(old))]
    return "cannot" in loose or all(w not in _NEVER_GLUED and not w[0].isdigit() for w in loose)


def _changed_words(a: Sequence[_Word], b: Sequence[_Word]) -> str:
    kinds: list[str] = []
    for gone, come, before in _replacements(a, b):
        kind = _replaced(gone, come, before)
        if not kind:
            return ""
        kinds.append(kind)
    return ", ".join(dict.fromkeys(kinds))


def _replacements(a: Sequence[_Word], b: Sequence[_Word]) -> Iterable[tuple[list[_Word], list[_Word], str]]:
    """Words that went with the words that came in their place, and the word before them."""
    gone: list[_Word] = []
    come: list[_Word] = []
    before = ""
    for op in Indel.opcodes([w.meant for w in a], [w.meant for w in b]):
        if op.tag == "equal":
            if gone or come:
                yield gone, come, before
            gone, come, before = [], [], a[op.src_end - 1].meant
        else:
            gone += a[op.src_start : op.src_end]
            come += b[op.dest_start : op.dest_end]
    if gone or come:
        yield gone, come, before


def _replaced(gone: list[_Word], come: list[_Word], before: str) -> str:
    pairs = list(zip(gone, come, strict=False)) if len(gone) == len(come) else []
    if pairs and all(same_word(x.said, y.said, named=x.named and y.named) for x, y in pairs):
        return "case" if all(x.said.lower() == y.said.lower() for x, y in pairs) else "spelling"
    if _glued(gone, come):
        return "spelling"
    odd = [w.meant for w in gone or come]
    if not (gone and come) and all(w in _ARTICLES or w == before for w in odd):
        return "grammar"
    return ""
