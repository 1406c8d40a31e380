"""What changed in a page: real histories, the dates that moved in them, and what is only retouching.

The truth about each version stands beside it in its history.json; the moved dates were read off the pages by hand
(bench/corpora/date_moves.json): both dates of a move, not those of rows that came or went as a whole.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.signal.score import Measure, Score
from watcher.dates import MONTH_NAME
from watcher.diff import diff_documents
from watcher.extract import extract_file
from watcher.extract.blocks import parse
from watcher.extract.text import decode
from watcher.model import Block, BlockKind, Change, DateMove, Document

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT / "bench" / "corpora"
DATA = ROOT.parent / "shared" / "data"
NOW = datetime(2026, 11, 24, tzinfo=UTC)  # when the pages were collected
_PLAIN_DATE = re.compile(rf"\b\d{{1,2}} (?:{MONTH_NAME})(?: \d{{4}})?\b|\b\d\d/\d\d/\d{{2,4}}\b")

Step = tuple[str, bytes, bytes]  # which, and the page before and after
Pair = tuple[str, str]


def measure() -> Measure:
    """Changes and moved dates on the real pages, where they are on this machine; retouching always."""
    title = "What changed in a page"
    if not DATA.is_dir():
        return Measure(f"{title} (without the real pages, which are not on this machine)", (_retouching(),))
    return Measure(title, (*_changes(), *_dates(), _retouching()))


# --- changes ---


def _versions() -> Iterator[tuple[Step, bool]]:
    """Every step of the page histories, and whether it is truly a change."""
    for history in sorted(DATA.glob("page_history/*/history.json")):
        versions = json.loads(history.read_text())["versions"]
        for a, b in itertools.pairwise(versions):
            pages = [(history.parent / v["file"]).read_bytes() for v in (a, b)]
            yield (f"{history.parent.name} {b['n']}", pages[0], pages[1]), b["changed"]


def _changes() -> tuple[Score, Score]:
    cases = list(_versions())
    truly = [step for step, changed in cases if changed]
    same = [step for step, changed in cases if not changed]
    missed = [name for name, *pages in truly if _change(*pages) is None]
    false = [name for name, *pages in same if _change(*pages) is not None]
    plain = {"text of the page": _share([s for s in same if _plain(s[1]) != _plain(s[2])], same)}
    overlooked = {"text of the page": _share([s for s in truly if _plain(s[1]) == _plain(s[2])], truly)}
    return (
        Score("changes missed", len(truly), _share(missed, truly), overlooked, 0.0, least=False, mistakes=tuple(missed)),
        Score("false changes", len(same), _share(false, same), plain, 0.0, least=False, mistakes=tuple(false)),
    )


def _change(before: bytes, after: bytes) -> Change | None:
    old, new = (extract_file("page.html", page) for page in (before, after))
    return diff_documents(old, new)


def _plain(page: bytes) -> str:
    """What a plain watcher compares: a hash of all the words that a browser would show."""
    return hashlib.sha256(" ".join(_visible(page).split()).encode()).hexdigest()


def _visible(page: bytes) -> str:
    tree = parse(decode(page, ""))
    for hidden in tree.xpath(".//script | .//style | .//noscript"):
        hidden.drop_tree()
    return str(tree.text_content())


def _share(some: list[Any], every: list[Any]) -> float:
    return len(some) / len(every) if every else 0.0


# --- dates that moved ---


def _dated_steps() -> Iterator[tuple[Step, Counter[Pair]]]:
    """Every step of the histories and of the long list, with the dates that truly moved in it."""
    truth = json.loads((CORPORA / "date_moves.json").read_text())
    for step, _ in _versions():
        name, number = step[0].split()
        yield step, _pairs(truth["page_history"].get(name, {}).get(number, []))
    folder = "ofsted_area_send_outcomes"
    pages = sorted((DATA / folder).glob("*.html"))
    for a, b in itertools.pairwise(pages):
        day = b.name.split("__")[0]
        yield (f"{folder} {day}", a.read_bytes(), b.read_bytes()), _pairs(truth[folder].get(day, []))


def _pairs(labelled: list[list[str]]) -> Counter[Pair]:
    return Counter((a, b) for a, b in labelled)


def _dates() -> tuple[Score, Score]:
    wanted, reported, right = 0, 0, 0
    missed: list[str] = []
    false: list[str] = []
    plain = Counter[str]()
    for (name, before, after), truth in _dated_steps():
        change = _change(before, after)
        found = Counter((_bare(m.before), _bare(m.after)) for m in _both(change))
        labels = Counter({(_bare(a), _bare(b)): n for (a, b), n in truth.items()})
        wanted, reported, right = wanted + labels.total(), reported + found.total(), right + (labels & found).total()
        missed += [f"{name}: {a} to {b}" for a, b in (labels - found).elements()]
        false += [f"{name}: {a} to {b}" for a, b in (found - labels).elements()]
        plain += _by_pattern(before, after, truth)
    recall = plain["found"] / wanted if wanted else 1.0
    noise = plain["noise"] / plain["told"] if plain["told"] else 0.0
    ours, wrong = right / max(wanted, 1), len(false) / max(reported, 1)
    return (
        Score("moved dates found", wanted, ours, {"dates as sets": recall}, 1.0, mistakes=tuple(missed)),
        Score("moves that are none", reported, wrong, {"dates as sets": noise}, 0.0, least=False, mistakes=tuple(false)),
    )


def _both(change: Change | None) -> list[DateMove]:
    return [m for m in (change.dates if change else ()) if m.before and m.after]


def _bare(phrase: str) -> str:
    """A date from its first figure on: "from midday 13 May" as "13 May"."""
    figure = re.search(r"\d", phrase)
    return phrase[figure.start() :] if figure else phrase


def _by_pattern(before: bytes, after: bytes, truth: Counter[Pair]) -> Counter[str]:
    """What comparing the dates of both texts as sets tells: those that went and those that came."""
    old, new = (set(_PLAIN_DATE.findall(_visible(page))) for page in (before, after))
    told = (old - new) | (new - old)
    found = [(a, b) for a, b in truth.elements() if a in old - new and b in new - old]
    part = {d for pair in truth for d in pair}
    return Counter(found=len(found), told=len(told), noise=len([d for d in told if not any(d in p for p in part)]))


# --- retouching ---


def _retouching() -> Score:
    cases = [json.loads(line) for line in (CORPORA / "retouches.jsonl").read_text().splitlines()]
    wrong = [c for c in cases if _is_retouch(c) is not c["retouch"]]
    letters = sum((_few_letters(c["before"], c["after"])) is c["retouch"] for c in cases)
    told = tuple(f"{c['what']}: {c['before']} / {c['after']}" for c in wrong)
    return Score("retouching told from substance", len(cases), 1 - len(wrong) / len(cases),
                 {"few letters differ": letters / len(cases)}, 0.97, mistakes=told)  # fmt: skip


def _is_retouch(case: dict[str, Any]) -> bool:
    change = diff_documents(_document(case["before"]), _document(case["after"]))
    return change is None or change.retouch


def _document(text: str) -> Document:
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in text.splitlines())
    return Document("https://www.gov.uk/page", "Page", blocks=blocks)


def _few_letters(before: str, after: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(before, after) <= 4
