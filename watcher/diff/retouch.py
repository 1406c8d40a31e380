"""Whether an edit is retouching: how the page says it, not what it says. Pure.

Cautious by intent: whatever is not recognised as retouching is substance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

from watcher.diff.blocks import Edit
from watcher.diff.renaming import Renaming
from watcher.diff.spelling import NUMBERS, WEIGHTY, same_word
from watcher.diff.words import fold
from watcher.model import Block, BlockKind, Document, Hunk, HunkKind

_TYPE = r"(?:PDF|HTML|ODT|ODS|ODP|CSV|RTF|ZIP|TXT|JPE?G|PNG|XML|DOCX?|XLSX?|PPTX?|(?:MS |Microsoft )?(?:Word|Excel|PowerPoint)" \
        r"(?: (?:document|spreadsheet|presentation))?)"  # fmt: skip
_SIZE = r"\d[\d,.]* ?(?:bytes|[KMG]B)\b"
_PAGES = r"\d+ pages?\b"
_FILE = re.compile(
    rf"\b{_TYPE},? {_SIZE}(?:,? {_PAGES})?|\b{_TYPE}, {_PAGES}|(?:^|(?<=[(,])|(?<=, )){_SIZE}(?:,? {_PAGES})?|^{_TYPE}$"
    rf"|(?<=\(){_TYPE}(?=\))", re.I
)  # fmt: skip
_LINK = re.compile(r"[\[(]?\b(?:opens? in (?:a )?new (?:tab|window)|external link)\b[\])]?", re.I)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:gov|org|co|ac|nhs|com|net)\b(?:\.\w+)*\S*", re.I)
_TOKEN = re.compile(r"\d[\d.,:/]*\d|\d|[£$€%+=<>&]|[^\W\d_]+(?:'[^\W\d_]+)*")
_RANGE = re.compile(r"(?<=\d) ?- ?(?=[\d£])")
NO_GAP = -1
_BULLET = re.compile(r"^[•*·-] *")
_ARTICLES = frozenset(("a", "an", "the", "that"))


def retouches(edits: Sequence[Edit], others: Sequence[Hunk], before: Document, after: Document) -> tuple[str, ...]:
    """What was retouched, in plain words; nothing where any edit is one of substance. ``others``: hunks beside the blocks."""
    reflowed = _reflowed(edits, before, after)
    renaming = Renaming(before, after)
    in_place = _same_places(before.blocks, after.blocks) if any(e.hunk.kind is HunkKind.MOVED for e in edits) else True
    kinds: list[str] = []
    for edit in (*edits, *(Edit(h, None, None, NO_GAP) for h in others)):
        kind = _edit_kind(edit, in_place, reflowed, renaming)
        if not kind:
            return ()
        kinds += kind.split(", ")
    return tuple(dict.fromkeys(kinds))


def _edit_kind(edit: Edit, in_place: bool, reflowed: set[int], renaming: Renaming) -> str:
    if edit.hunk.kind is HunkKind.MOVED:
        return "layout" if in_place else ""
    return "layout" if edit.gap in reflowed else _hunk_kind(edit.hunk, renaming)


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


def _reflowed(edits: Iterable[Edit], before: Document, after: Document) -> set[int]:
    """The gaps in which the same words stand in the same order, only in other blocks."""
    olds: dict[int, list[int]] = {}
    news: dict[int, list[int]] = {}
    for e in edits:
        if e.hunk.kind is not HunkKind.MOVED:
            olds.setdefault(e.gap, []).extend([e.old] if e.old is not None else [])
            news.setdefault(e.gap, []).extend([e.new] if e.new is not None else [])
    return {g for g in olds if _words_of(before.blocks, olds[g]) == _words_of(after.blocks, news[g])}


def _words_of(blocks: Sequence[Block], indices: list[int]) -> list[str]:
    return [w for i in sorted(indices) for w in _tokens(blocks[i].text)]


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
    a, b = _tokens(old), _tokens(new)
    if a == b:
        return _mere_form(old, new)
    if _glued(a, b):
        return "spelling"
    return _changed_words(a, b)


def _mere_form(old: str, new: str) -> str:
    if _BULLET.sub("", old) == _BULLET.sub("", new):
        return "layout"
    return "case" if old.lower() == new.lower() else "punctuation"


def _tokens(text: str) -> list[str]:
    """Words, numbers, signs and addresses, told apart from each other by meaning: "1,000" is "1000" and "three" is "3"."""
    found: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        found += _words(text[end : match.start()])
        found.append(_address(match[0]))
        end = match.end()
    return found + _words(text[end:])


def _address(text: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|^www\.", "", text.rstrip(".,;:)/").lower())


def _words(text: str) -> list[str]:
    plain = _RANGE.sub(" to ", fold(text)).replace("&", " and ").replace("per cent", "%").replace("percent", "%")
    return [_word(m[0]) for m in _TOKEN.finditer(plain)]


def _word(token: str) -> str:
    if token[0].isdigit():
        return re.sub(r",(?=\d{3}\b)", "", token)
    lower = token if sum(c.isupper() for c in token) > 1 else token.lower()
    return str(NUMBERS[lower]) if lower in NUMBERS and lower != "one" else lower


def _glued(a: list[str], b: list[str]) -> bool:
    """"half term" and "half-term" and "halfterm"; not "may be" and "maybe"."""
    if "".join(a).lower() != "".join(b).lower():
        return False
    loose = [w for w in (Counter(a) - Counter(b)) + (Counter(b) - Counter(a)) if w.lower() not in ("can", "not", "cannot")]
    return all(w.lower() not in WEIGHTY and not w[0].isdigit() for w in loose)


def _changed_words(a: list[str], b: list[str]) -> str:
    kinds: list[str] = []
    for op in _replacements(a, b):
        kind = _replaced(*op)
        if not kind:
            return ""
        kinds.append(kind)
    return ", ".join(dict.fromkeys(kinds))


def _replacements(a: list[str], b: list[str]) -> Iterable[tuple[list[str], list[str], str]]:
    """Words that went with the words that came in their place, and the word before them."""
    gone: list[str] = []
    come: list[str] = []
    before = ""
    for op in Indel.opcodes(a, b):
        if op.tag == "equal":
            if gone or come:
                yield gone, come, before
            gone, come, before = [], [], a[op.src_end - 1]
        else:
            gone += a[op.src_start : op.src_end]
            come += b[op.dest_start : op.dest_end]
    if gone or come:
        yield gone, come, before


def _replaced(gone: list[str], come: list[str], before: str) -> str:
    if len(gone) == len(come) and all(same_word(x, y) for x, y in zip(gone, come, strict=True)):
        cased = all(x.lower() == y.lower() for x, y in zip(gone, come, strict=True))
        return "case" if cased else "spelling"
    if _glued(gone, come):
        return "spelling"
    odd = gone or come
    if not (gone and come) and all(w in _ARTICLES or w == before for w in odd):
        return "grammar"
    return ""
