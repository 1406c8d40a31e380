"""A cell that changed, wherever what changed is shown."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

from notifier.feeds import feeds
from notifier.publish import files_of
from tests.notifier.public import board, event, made
from tests.notifier.test_mail import owed, raw_of
from watcher import CellChange, Hunk, HunkKind

CELLS = tuple(CellChange("=Leeds <b>", str(year), "50", "52") for year in range(2017, 2025))
ROW = Hunk(HunkKind.CHANGED, "=Leeds <b> | 50", "=Leeds <b> | 52", (), "Table 1", CELLS)
TOLD = replace(event(1), hunks=(ROW, Hunk(HunkKind.ADDED, "", "Column added: 2025. Leeds: 7", (), "Table 1", CELLS[:1])))
FIRST, LAST = "=Leeds &lt;b&gt;, 2017: 50 became 52; ", "2021: 50 became 52; and 3 more"


def test_the_page_of_an_event_names_the_cells_beside_both_views_of_the_difference() -> None:
    page = made(files_of(board(TOLD)))["events/1.html"].decode()
    assert page.count(FIRST) == page.count(LAST) == 2
    assert "2022: 50 became 52" not in page


def test_a_feed_names_the_cells() -> None:
    content = made(feeds(board(TOLD)))["feeds/all.json"].decode()
    assert FIRST in content
    assert LAST in content


def test_a_mail_names_the_cells() -> None:
    read = email.message_from_bytes(raw_of(owed(TOLD)), policy=email.policy.default)
    plain, rich = (" ".join(read.get_body((kind,)).get_content().split()) for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "=Leeds <b>, 2017: 50 became 52; " in plain
    assert FIRST in rich


def test_a_formula_in_a_cell_stays_inert_in_the_table_for_spreadsheets() -> None:
    quoted = replace(TOLD.found, text='=HYPERLINK("http://evil.test") | @x')  # type: ignore[type-var]
    table = made(files_of(board(replace(TOLD, found=quoted))))["data/events.csv"].decode()
    assert ",\"'=HYPERLINK(" in table
