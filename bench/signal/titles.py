"""Evidence, mentions and near misses, told from titles and from whole documents, beside what a keyword alert gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.signal.score import Measure, Score, precision_and_recall
from watcher.catalogue import load_catalogue
from watcher.match import Matcher, match_line
from watcher.model import Catalogue

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "bench" / "corpora" / "titles.jsonl"
OTHERS = ROOT / "bench" / "corpora" / "titles_by_others.jsonl"
"""Written and labelled by somebody who had not seen the rules. On their first run, before anything was changed for them: ids
found, precision 0.65 and recall 0.76; evidence, precision 1.00 and recall 0.13; 0.83 of the near misses with nothing found.
They label an answer in Parliament that shows a slip as evidence, which was a mention then and is an account now."""
LABELLED = ROOT.parent / "shared" / "plan" / "labelled_titles.json"
AIMS = {"precision": 0.97, "recall": 0.95}
_KEPT = ("title", "url", "publisher", "type", "description", "body")


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled document. ``evidence``: the ids it shows something of; ``mentions``: those it only speaks of."""

    name: str
    record: dict[str, Any]
    evidence: frozenset[str]
    mentions: frozenset[str]
    near_miss: bool

    @property
    def wanted(self) -> frozenset[str]:
        return self.evidence | self.mentions


Finds = Callable[[Item], dict[str, str]]
"""By commitment, the relation that a method sees in a document."""


def measure() -> Measure:
    """Our own corpus of whole documents, and the labelled titles where the facts are on this machine."""
    catalogue = load_catalogue(ROOT / "sources.toml", ROOT / "plans")
    ours = _planwatch(catalogue)
    scores = list(_scores("whole documents", items_of(CORPUS), ours, _keywords(catalogue), aimed=True))
    scores += _scores("by another hand", items_of(OTHERS), ours, _keywords(catalogue), aimed=False)
    if LABELLED.is_file():
        items = labelled_items()
        bare = [Item(i.name, {"title": i.record["title"]}, i.evidence, i.mentions, i.near_miss) for i in items]
        scores += _scores("labelled, title only", bare, ours, _keywords(catalogue), aimed=False)
        scores += _scores("labelled, with address, publisher and date", items, ours, _keywords(catalogue), aimed=False)
        ruled = _planwatch(catalogue, on=date(2026, 11, 24))
        scores += _scores("labelled, with the rulings known", items, ruled, _keywords(catalogue), aimed=False)
    return Measure("Titles and documents: evidence, mention, near miss", tuple(scores))


def items_of(corpus: Path) -> list[Item]:
    """A corpus of our own: every text written for it."""
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_item(row, frozenset(row["evidence"]), frozenset(row["mentions"])) for row in rows]


def labelled_items() -> list[Item]:
    """The labelled titles that come with the plan's facts."""
    rows = json.loads(LABELLED.read_text(encoding="utf-8"))["items"]
    return [_item(row, frozenset(row["commitment_ids"]), frozenset()) for row in rows]


def _item(row: dict[str, Any], evidence: frozenset[str], mentions: frozenset[str]) -> Item:
    record = {k: row[k] for k in _KEPT if row.get(k)}
    record["published"] = row.get("date")
    return Item(f"{row['no']} {row['title']}", record, evidence, mentions, row["label"] == "near_miss")


def _planwatch(catalogue: Catalogue, on: date | None = None) -> Finds:
    matcher = Matcher(catalogue.commitments, catalogue.plans)

    def finds(item: Item) -> dict[str, str]:
        return {c["id"]: c["relation"] for c in match_line(matcher, item.record, on=on)["commitments"]}

    return finds


def _keywords(catalogue: Catalogue) -> Finds:
    """What a keyword alert gives: any of a commitment's names anywhere in title or text."""
    names = [(c.id, [n.lower() for n in c.called]) for c in catalogue.commitments]

    def finds(item: Item) -> dict[str, str]:
        text = f"{item.record['title']}\n{item.record.get('body', '')}".lower()
        return {i: "evidence" for i, some in names if any(n in text for n in some)}

    return finds


def _scores(what: str, items: Sequence[Item], ours: Finds, alert: Finds, *, aimed: bool) -> Iterable[Score]:
    found, other = [ours(i) for i in items], [alert(i) for i in items]
    yield from _pair(f"{what}: ids found", items, [frozenset(f) for f in found], [frozenset(f) for f in other],
                     [i.wanted for i in items], aimed)  # fmt: skip
    told = [frozenset(c for c, relation in f.items() if relation == "evidence") for f in found]
    yield from _pair(f"{what}: evidence", items, told, [frozenset(f) for f in other], [i.evidence for i in items], aimed)
    near = [n for n, i in enumerate(items) if i.near_miss]
    yield Score(
        f"{what}: near misses with nothing found", len(near), _share(not found[n] for n in near),
        {"keyword alert": _share(not other[n] for n in near)}, AIMS["precision"] if aimed else None,
        mistakes=tuple(f"{items[n].name}: {', '.join(sorted(found[n]))}" for n in near if found[n]),
    )  # fmt: skip


def _pair(
    what: str,
    items: Sequence[Item],
    found: list[frozenset[str]],
    other: list[frozenset[str]],
    wanted: list[frozenset[str]],
    aimed: bool,
) -> Iterable[Score]:
    """Precision, with what was found and should not, then recall, with what was not found."""
    ours, alert = precision_and_recall(found, wanted), precision_and_recall(other, wanted)
    rows = list(zip(items, found, wanted, strict=True))
    wrong = tuple(f"{i.name}: {', '.join(sorted(f - w))}" for i, f, w in rows if f - w)
    missed = tuple(f"{i.name}: {', '.join(sorted(w - f))}" for i, f, w in rows if w - f)
    for n, (name, mistakes) in enumerate((("precision", wrong), ("recall", missed))):
        aim = AIMS[name] if aimed else None
        yield Score(f"{what}, {name}", len(items), ours[n], {"keyword alert": alert[n]}, aim, mistakes=mistakes)


def _share(told: Iterable[bool]) -> float:
    answers = list(told)
    return sum(answers) / len(answers) if answers else 1.0
