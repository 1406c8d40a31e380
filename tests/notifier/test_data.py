"""What other programs read: files that keep their promises, and a table that does nothing in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from notifier.data import data_files
from notifier.data.events import COLUMNS, STRETCH
from notifier.model import Board, File
from notifier.publish import files_of
from tests.notifier.public import EVIL, KEPT, NOW, PLAN, SOURCE, TEMPLATE, board, event, made
from tests.world import ruling
from watcher import (
    Alias,
    Candidate,
    CellChange,
    Correction,
    Dates,
    Event,
    EventKind,
    Evidence,
    Hunk,
    HunkKind,
    Rejection,
    Schedule,
    SourceKind,
    SourceState,
    UnseenReason,
    Verdict,
    Withdrawal,
)
from watcher.judge import standing

DOCS = Path(__file__).resolve().parents[2] / "docs" / "data.md"
SCHEMA_OF = {"commitments.json": "commitments", "events.jsonl": "events", "plans.json": "plans", "sources.json": "sources"}
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    return value is None or date.fromisoformat(str(value)).isoformat() == value


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return value is None or datetime.fromisoformat(str(value)).utcoffset() == timedelta(0)


@FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return value is None or bool(urlsplit(str(value)).scheme and urlsplit(str(value)).netloc)


def slipped(number: int = 4) -> Event:
    detail = {"from": "by the end of 2025", "to": "spring 2026", "from_end": "2025-12-31", "to_start": "2026-03-01",
              "to_end": "2026-05-31", "from_start": "", "direction": "later"}  # fmt: skip
    return replace(event(number, EventKind.DATE_REVISED, days=0), detail=detail)


def busy() -> Board:
    """A state in which every key has something to say: slips, candidates, rulings and a source that cannot be read."""
    tried = replace(
        TEMPLATE,
        rulings=(ruling(date(2025, 3, 1), Verdict.IN_PROGRESS), ruling(date(2027, 1, 1))),
        aliases=(Alias("Standard Plan Form", "https://www.gov.uk/renamed", date(2024, 5, 1)),),
        candidates=(Candidate("https://www.gov.uk/draft", date(2025, 6, 1), "A draft."),),
        rejected=(Rejection("https://www.gov.uk/speech", date(2025, 7, 1), "Talk only."),
                  Rejection("https://www.gov.uk/later", date(2027, 7, 1), "Not yet.")),
    )  # fmt: skip
    row = Hunk(HunkKind.CHANGED, "Leeds | 50", "Leeds | 52", (), "Table 1", (CellChange("Leeds", "2024", "50", "52"),))
    first = replace(event(1, days=3), hunks=(*event(1).hunks, row))
    told = (first, event(2, EventKind.BLIND_SPOT, days=2), event(3, EventKind.EVIDENCE, days=1), slipped())
    made_by_hand = board(*told)
    mistakes = (Correction(date(2025, 1, 1), "Wrong.", "npq"), Correction(date(2027, 1, 1), "Wrong too."))
    plan = replace(PLAN, commitments=(tried, PLAN.commitments[1]), corrections=mistakes)
    coverage = replace(made_by_hand.standings["template"].coverage, blind=("page",))
    state = SourceState("page", checks=4, last_checked=NOW, reason=UnseenReason.BOT_WALL.value, reason_text="A wall.", blind=True)
    standings = {**made_by_hand.standings, "template": standing(tried, told, coverage, NOW)}
    unseen = replace(SOURCE, id="list", kind=SourceKind.FEED, commitments=())
    withdrawn = {3: Withdrawal(NOW, "The rules of today do not tell it.")}
    return replace(made_by_hand, plans=(plan,), standings=standings, states={"page": state}, sources=(SOURCE, unseen),
                   withdrawn=withdrawn)  # fmt: skip


def data(state: Board) -> dict[str, bytes]:
    """By name in the folder data/."""
    return {path.removeprefix("data/"): content for path, content in made(data_files(state)).items()}


def told(state: Board, name: str) -> Any:
    """A file as a reader has it; the lines of events.jsonl as a list."""
    text = data(state)[name].decode()
    return [json.loads(line) for line in text.splitlines()] if name.endswith(".jsonl") else json.loads(text)


def table(state: Board) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data(state)["events.csv"].decode(), newline="")))


def file_of(state: Board, name: str) -> File:
    return next(f for f in data_files(state) if f.path == f"data/{name}")


# --- schemas ---


def check(state: Board, name: str, value: Any) -> None:
    """Raises ValidationError where a value is not as its schema says; a line of events.jsonl each."""
    schema = told(state, f"{SCHEMA_OF[name]}.schema.json")
    Draft202012Validator.check_schema(schema)
    for each in value if name.endswith(".jsonl") else [value]:
        Draft202012Validator(schema, format_checker=FORMATS).validate(each)


@pytest.mark.parametrize("state", [board(), busy()], ids=["quiet", "busy"])
@pytest.mark.parametrize("name", SCHEMA_OF)
def test_every_file_is_as_its_schema_says(name: str, state: Board) -> None:
    value = told(state, name)
    assert value
    check(state, name, value)


@pytest.mark.parametrize(
    ("name", "key", "wrong"),
    [("commitments.json", "verdict", "kept"), ("commitments.json", "window", None), ("commitments.json", "as_of", "yesterday"),
     ("commitments.json", "checks", -1), ("events.jsonl", "kind", "needs-review"), ("events.jsonl", "at", "2026-01-10T09:00:00"),
     ("events.jsonl", "found", {"text": ""}), ("plans.json", "published", "March"), ("plans.json", "url", "plan"),
     ("sources.json", "kind", "fax"), ("sources.json", "reason", "tired"), ("sources.json", "every", "daily")],
)  # fmt: skip
def test_a_schema_refuses_what_is_not_so(name: str, key: str, wrong: Any) -> None:
    rows = told(board(), name)
    with pytest.raises(ValidationError):
        check(board(), name, [{**rows[0], key: wrong}])
    with pytest.raises(ValidationError):
        check(board(), name, [{k: v for k, v in rows[0].items() if k != key}])
    check(board(), name, [{**rows[0], "something_new": 1}])  # which later versions may add


@pytest.mark.parametrize("name", SCHEMA_OF)
def test_a_schema_tells_of_every_key_there_is_and_of_no_other(name: str) -> None:
    schema = told(busy(), f"{SCHEMA_OF[name]}.schema.json")
    rows = told(busy(), name)
    met: set[str] = set()
    for row in rows:
        _walk(schema if name.endswith(".jsonl") else schema["items"], row, "", met)
    assert met == {path for path, _ in _described(schema if name.endswith(".jsonl") else schema["items"], "")}


def _walk(schema: dict[str, Any], value: Any, path: str, met: set[str]) -> None:
    """Notes every place of a value, and fails at a key that its schema does not tell of."""
    if isinstance(value, dict) and "properties" in schema:
        assert value.keys() == schema["properties"].keys(), path
        for key, inner in value.items():
            met.add(f"{path}/{key}")
            _walk(schema["properties"][key], inner, f"{path}/{key}", met)
    for inner in value if isinstance(value, list) else ():
        _walk(schema["items"], inner, path, met)


def _described(schema: dict[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    found = [(f"{path}/{key}", inner) for key, inner in schema.get("properties", {}).items()]
    for where, inner in [*found, (path, schema.get("items", {}))]:
        found += _described(inner, where) if inner else []
    return found


def test_every_key_is_described_in_its_schema_and_in_the_documentation() -> None:
    tables = DOCS.read_text()
    for name, short in SCHEMA_OF.items():
        schema = told(board(), f"{short}.schema.json")
        for path, inner in _described(schema if name.endswith(".jsonl") else schema["items"], ""):
            assert len(inner["description"]) >= 4, path
            assert f"`{path.rpartition('/')[2]}`" in tables, (name, path)


@pytest.mark.parametrize(
    ("name", "key", "values"),
    [("commitments", "schedule", Schedule), ("commitments", "evidence", Evidence), ("commitments", "dates", Dates),
     ("commitments", "verdict", Verdict), ("events", "kind", [k for k in EventKind if k.public]), ("sources", "kind", SourceKind),
     ("sources", "reason", [*UnseenReason, None])],
)  # fmt: skip
def test_a_schema_knows_the_values_that_the_code_knows(name: str, key: str, values: list[StrEnum | None]) -> None:
    schema = told(board(), f"{name}.schema.json")
    found = (schema.get("items") or schema)["properties"][key]
    assert found["enum"] == [v.value if v else None for v in values]


def test_schemas_are_known_by_their_permanent_addresses() -> None:
    for short in SCHEMA_OF.values():
        schema = told(board(public_url="https://example.org/watch"), f"{short}.schema.json")
        assert schema["$id"] == f"https://example.org/watch/data/{short}.schema.json"


# --- what the files say ---


def test_the_keys_of_the_first_release_are_there_and_mean_what_they_meant() -> None:
    row = told(busy(), "commitments.json")[0]
    assert {k: row[k] for k in ("id", "plan", "title", "due", "owner", "theme", "stated", "checks", "sources")} == {
        "id": "template", "plan": "plan", "title": TEMPLATE.title, "due": "by the end of 2025", "owner": "Department for Education",
        "theme": "plans", "stated": "https://www.gov.uk/plan", "checks": 41, "sources": ["page"],
    }  # fmt: skip
    assert (row["window"]["start"], row["window"]["end"], row["latest_window"]["end"]) == (None, "2025-12-31", "2026-05-31")
    assert [row[k] for k in ("schedule", "evidence", "dates", "verdict")] == [
        "past due", "candidate found", "revised", "in progress"
    ]  # fmt: skip
    first = told(board(), "events.jsonl")[0]
    assert first["promised"] == {"text": "One national template (due by the end of 2025)", "url": "https://www.gov.uk/plan"}
    assert first["found"] == {"text": EVIL, "url": "https://www.gov.uk/page", "at": NOW.isoformat(), "sha256": KEPT.sha256,
                              "place": ""}  # fmt: skip
    assert [first[k] for k in ("id", "kind", "plan", "commitment", "source", "sentence", "detail")] == [
        1, "overdue", "plan", "template", "page", "News number 1.", {}
    ]  # fmt: skip


def test_a_promise_carries_its_slips_rulings_and_evidence_as_far_as_they_are_true_today() -> None:
    row = told(busy(), "commitments.json")[0]
    assert row["slips"] == [
        {"on": "2026-01-10", "before": "by the end of 2025", "after": "spring 2026", "days": 151, "url": "https://www.gov.uk/page",
         "event": 4, "effect": "later", "said_on": "2026-01-10", "by": "", "reason": "", "less_exact": False,
         "days_from_first": 151}
    ]  # fmt: skip
    assert [r["on"] for r in row["rulings"]] == ["2025-03-01"]  # that of 2027 is not made yet
    assert row["ruling"] == row["rulings"][0]
    assert [q["url"] for q in row["candidates"]] == ["https://www.gov.uk/draft", "https://www.gov.uk/page"]
    assert [r["url"] for r in row["rejected"]] == ["https://www.gov.uk/speech"]
    assert row["blind"] == ["page"]
    (plan,) = told(busy(), "plans.json")
    assert plan["corrections"] == [{"on": "2025-01-01", "text": "Wrong.", "commitment": "npq"}]


def test_what_is_not_known_is_null_and_never_a_made_up_value() -> None:
    undated = told(busy(), "commitments.json")[1]
    assert (undated["window"]["end"], undated["calendar"]) == (None, None)
    seen, unseen = told(busy(), "sources.json")
    assert (seen["last_seen"], seen["reason"], seen["every"]) == (None, "bot-wall", 86400)
    assert (unseen["last_checked"], unseen["reason"], unseen["commitments"]) == (None, None, ["*"])
    unkept = replace(board(), kept={})
    assert told(unkept, "events.jsonl")[0]["kept"] is None


def test_addresses_in_the_data_lead_to_what_is_published() -> None:
    state = busy()
    published = {f"{state.site.public_url}/{f.path}" for f in files_of(state)}
    named = {row[key] for row in told(state, "commitments.json") for key in ("url", "badge", "feed", "calendar") if row[key]}
    named |= {row[key] for row in told(state, "plans.json") for key in ("page", "feed", "calendar")}
    named |= {row["page"] for row in told(state, "sources.json")}
    named |= {row[key] for row in told(state, "events.jsonl") for key in ("url", "kept")}
    assert named <= published


def test_nothing_is_said_of_those_who_run_it_or_read_it() -> None:
    state = board(sender="alerts@example.org", contact="someone@example.org", forms_url="https://forms.example.org")
    assert not [name for name, content in data(state).items() if re.search(rb"@example\.org|forms\.", content)]


def test_a_notice_goes_with_the_data() -> None:
    state = board(notice="Made up for a demonstration.")
    said = {name for name, content in data(state).items() if b"Made up for a demonstration." in content}
    assert said == {*(f"{short}.schema.json" for short in SCHEMA_OF.values()), "datapackage.json"}


def test_the_package_names_every_file_with_the_columns_that_it_has() -> None:
    package = told(board(), "datapackage.json")
    named = {r["path"]: r for r in package["resources"]}
    assert named.keys() == {"watcher.db", *(n for n in data(board()) if "schema" not in n and n != "datapackage.json")}
    heading = data(board())["events.csv"].decode().partition("\r\n")[0]
    assert [f["name"] for f in named["events.csv"]["schema"]["fields"]] == heading.split(",") == list(COLUMNS)
    assert {r["jsonSchema"] for r in named.values() if "jsonSchema" in r} <= data(board()).keys()


# --- events as lines and as a table ---


def test_an_event_is_one_line_whatever_is_in_it() -> None:
    state = board(event(1, sentence="One\u2028two\x85three\nfour\u2029five"), event(2))
    lines = data(state)["events.jsonl"].decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 2]
    assert json.loads(lines[0])["sentence"] == "One\u2028two\x85three\nfour\u2029five"
    assert list(json.loads(lines[0])) == sorted(json.loads(lines[0]))


def test_the_table_ends_its_lines_as_rfc_4180_says_and_keeps_quotes_and_line_breaks() -> None:
    words = 'They said "soon", and then\nnothing,\r\n at all'
    state = board(event(1, sentence=words), event(2))
    content = data(state)["events.csv"]
    assert content.startswith(b"id,at,kind,plan,")
    assert content.endswith(b".html,,,,\r\n")
    assert b'"They said ""soon"", and then\nnothing,\r\n at all"' in content
    assert [row["sentence"] for row in table(state)] == [words, "News number 2."]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda t: f"=-+@'\t\r\n＝{t}"[len(t) % 10 :]))
def test_no_cell_is_a_formula_and_one_apostrophe_less_is_what_was_read(words: str) -> None:
    state = board(event(1, sentence=words))
    (row,) = table(state)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")) for cell in row.values())
    assert row["sentence"].removeprefix("'") == words
    assert row["sentence"] == words or row["sentence"][0] == "'"


def test_without_news_there_is_a_heading_and_nothing_else() -> None:
    files = data(replace(board(), headlines=()))
    assert files["events.jsonl"] == b""
    assert files["events.csv"] == (",".join(COLUMNS) + "\r\n").encode()


@pytest.mark.parametrize("name", ["events.jsonl", "events.csv"])
@pytest.mark.parametrize("count", [1, STRETCH - 1, STRETCH, STRETCH + 1])
def test_one_more_event_only_adds_to_the_end(name: str, count: int) -> None:
    told = [event(n) for n in range(1, count + 2)]
    before, after = data(board(*told[:-1]))[name], data(board(*told))[name]
    assert after.startswith(before)
    assert after.count(b"\n", len(before)) == 1


# --- keys ---


def test_the_same_state_has_the_same_keys_and_bytes_and_reads_no_event_for_the_keys() -> None:
    first, second = busy(), busy()
    files = data_files(first)
    assert first.record.read == []  # type: ignore[attr-defined]
    assert [(f.path, f.key) for f in files] == [(f.path, f.key) for f in data_files(second)]
    assert data(first) == data(second)


def test_another_code_makes_everything_anew() -> None:
    before, after = ({f.path: f.key for f in data_files(board(maker=m))} for m in ("one", "two"))
    assert [path for path in before if before[path] == after[path]] == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("events.jsonl", lambda b: replace(b, kept={})),
        ("events.jsonl", lambda b: replace(b, withdrawn={1: Withdrawal(NOW, "Why.")})),
        ("events.csv", lambda b: replace(b, withdrawn={1: Withdrawal(NOW, "Why.")})),
        ("events.jsonl", lambda b: replace(b, site=replace(b.site, public_url="https://example.org"))),
        ("events.csv", lambda b: replace(b, plans=(replace(PLAN, commitments=(replace(TEMPLATE, title="Reworded"),)),))),
        ("commitments.json", lambda b: replace(b, generated_at=NOW + timedelta(days=400))),
        ("plans.json", lambda b: replace(b, plans=(replace(PLAN, note="Reworded"),))),
        ("sources.json", lambda b: replace(b, states={"page": SourceState("page", checks=42)})),
        ("events.schema.json", lambda b: replace(b, site=replace(b.site, notice="Made up."))),
        ("datapackage.json", lambda b: replace(b, site=replace(b.site, notice="Made up."))),
    ],
)
def test_what_changes_a_file_changes_its_key(name: str, other: Any) -> None:
    state = replace(board(), plans=busy().plans, standings=busy().standings) if name == "commitments.json" else board()
    before, after = file_of(state, name), file_of(other(state), name)
    assert before.make() != after.make()
    assert before.key != after.key


@pytest.mark.parametrize("other", [event(3, sentence="Other words."), event(3, days=5)], ids=["words", "time"])
def test_a_number_that_was_given_anew_after_a_backup_is_noticed(other: Event) -> None:
    before, after = (file_of(board(event(1), last), "events.jsonl") for last in (event(3), other))
    assert before.key != after.key
