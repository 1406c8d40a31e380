"""Softened, hardened or neutral on pairs of sentences, and tenses, each beside plain keywords.

Lines marked "blind" were written by somebody who had not seen the code, those marked "fresh" in three rounds afterwards, each
without a look at the rules. Before any fix: blind, pairs 71 of 80 and tenses 48 of 60; fresh, pairs 45 of 63, 51 of 63 and
25 of 28, tenses 35 of 68, 43 of 63 and 30 of 40.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.signal.score import Measure, Score
from watcher.model import Wording
from watcher.tense import Tense, tense_of
from watcher.wording import compare_wording

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
KEYWORDS = "keywords"
_WEAK = re.compile(r"\b(?:aim|consider|explore|may|could)\w*", re.I)


def measure() -> Measure:
    """Every pair and every sentence of the corpora; their labels come from the meaning, not from the program."""
    pairs, tenses = _lines("wording_pairs.jsonl"), _lines("tenses.jsonl")
    return Measure("Wording and tense", (*_wordings(pairs), _tenses(tenses)))


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPORA / name).read_text().splitlines()]


def _wordings(pairs: Sequence[dict[str, Any]]) -> list[Score]:
    wanted = [p["wording"] for p in pairs]
    ours = [compare_wording(p["before"], p["after"])[0].value for p in pairs]
    plain = [weak_words(p["before"], p["after"]).value for p in pairs]
    wrong = tuple(
        f"“{p['before']}” > “{p['after']}” is {w} ({p['why']}), said {o}"
        for p, w, o in zip(pairs, wanted, ours, strict=True)
        if w != o
    )
    scores = [Score("pairs right", len(pairs), _right(ours, wanted), {KEYWORDS: _right(plain, wanted)}, 0.95, mistakes=wrong)]
    for label in Wording:
        for name, share in (("precision", _precision), ("recall", _recall)):
            figure, beside = share(ours, wanted, label.value), share(plain, wanted, label.value)
            scores.append(Score(f"{label.value}, {name}", wanted.count(label.value), figure, {KEYWORDS: beside}))
    return scores


def _tenses(sentences: Sequence[dict[str, Any]]) -> Score:
    wanted = [s["tense"] for s in sentences]
    ours = [tense_of(s["text"], s.get("about", "")).value for s in sentences]
    plain = [published(s["text"]).value for s in sentences]
    wrong = tuple(
        f"“{s['text']}” is {w or 'unsaid'}, said {o or 'unsaid'}" for s, w, o in zip(sentences, wanted, ours, strict=True) if w != o
    )
    return Score("tenses right", len(sentences), _right(ours, wanted), {KEYWORDS: _right(plain, wanted)}, 0.95, mistakes=wrong)


def weak_words(before: str, after: str) -> Wording:
    """The baseline: more weak words are softer, fewer are harder."""
    rise = len(_WEAK.findall(after)) - len(_WEAK.findall(before))
    return Wording.SOFTENED if rise > 0 else Wording.HARDENED if rise < 0 else Wording.NEUTRAL


def published(text: str) -> Tense:
    """The baseline: what holds the word "published" is done."""
    return Tense.DONE if "published" in text.lower() else Tense.UNSAID


def _right(said: Sequence[str], wanted: Sequence[str]) -> float:
    return sum(map(str.__eq__, said, wanted)) / len(wanted)


def _precision(said: Sequence[str], wanted: Sequence[str], label: str) -> float:
    return _share(said, wanted, label, said.count(label))


def _recall(said: Sequence[str], wanted: Sequence[str], label: str) -> float:
    return _share(said, wanted, label, wanted.count(label))


def _share(said: Sequence[str], wanted: Sequence[str], label: str, of: int) -> float:
    return sum(s == w == label for s, w in zip(said, wanted, strict=True)) / of if of else 1.0
