"""Real content items: each extracts into a document that says what the item says."""

from __future__ import annotations

import json

import pytest

from tests.real.conftest import SHARED
from watcher.extract import extract_file
from watcher.model import DateRole, DocumentState

EXAMPLES = SHARED / "data" / "content_api" / "examples"
ITEMS = sorted(p.relative_to(EXAMPLES).as_posix() for p in EXAMPLES.rglob("*.json") if "schema_name" in p.read_text()[:200_000])


@pytest.mark.skipif(not ITEMS, reason="the real data (../shared/data) is not on this machine")
@pytest.mark.parametrize("name", ITEMS)
def test_a_content_item_says_what_it_says(name: str) -> None:
    raw = (EXAMPLES / name).read_bytes()
    item = json.loads(raw)
    document = extract_file(name, raw)
    if item["schema_name"] == "redirect":
        assert document.state is DocumentState.MOVED
        assert document.moved_to.endswith(item["redirects"][0]["destination"])
        return
    if item["schema_name"] == "gone":
        assert document.state is DocumentState.GONE
        return
    assert document.title == " ".join(item.get("title", document.title).split())
    assert document.title
    assert document.type == item["document_type"]
    assert document.content_id == (item.get("content_id") or "")
    assert (document.state is DocumentState.WITHDRAWN) == bool(item.get("withdrawn_notice"))
    details = item.get("details", {})
    assert len(document.notes) == len([n for n in details.get("change_history") or [] if n["note"].strip()])
    if isinstance(details.get("body"), str) and details["body"].strip():
        assert document.text
    if details.get("closing_date"):
        assert DateRole.CLOSING in {d.role for d in document.dates}
