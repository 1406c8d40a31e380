"""A new entry lands in the group of its subject, and no other byte of sources.toml moves."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.errors import ReviewError
from watcher.model import Source, SourceKind
from watcher.sources_file import add_source

K = SourceKind
ROOT = Path(__file__).resolve().parents[2]
FILE = """# About this file.

# --- Pages of GOV.UK ---

[[source]]
id = "a"
kind = "govuk"
url = "https://www.gov.uk/a"
commitments = [
  "x",
]  # its own

# About b, and of b alone.
[[source]]
id = "b"
kind = "govuk"
url = "https://www.gov.uk/b"
commitments = ["x", "*"]

# --- Pages elsewhere ---

[[source]]
id = "c"
kind = "page"
url = "https://example.org/c"
commitments = ["x", "y"]
# what follows at once belongs to c


# --- Statistics ---

# --- Last ---
[[source]]
id = "d"
kind = "page"
url = "https://parliament.example/d"
commitments = ["*"]

# The end.
"""


def source(kind: SourceKind, url: str = "https://other.example/new", *commitments: str) -> Source:
    ignore = (".x", "#y")
    return Source("new", 'A "new" one', kind, url, timedelta(days=14), ignore=ignore, commitments=commitments or ("*",))


def placed(text: str, new: Source) -> tuple[str, str]:
    """The line right above the entry's blank one, and where it is said to be; everything else must be as it was."""
    added = add_source(text, new)
    at = added.text.index('\n[[source]]\nid = "new"')
    entry = "\n" + "\n".join(added.lines) + "\n"
    assert added.text[at:].startswith(entry)
    assert added.text[:at] + added.text[at + len(entry) :] == text
    return added.text[:at].splitlines()[-1], added.where


@pytest.mark.parametrize(
    ("new", "above", "where"),
    [
        (source(K.PAGE, "https://parliament.example/n", "x"), 'commitments = ["x", "*"]', "under “Pages of GOV.UK”"),
        (source(K.GITHUB, "https://other.example/n", "x", "y"), "# what follows at once belongs to c", "under “Pages elsewhere”"),
        (source(K.PAGE, "https://example.org/new", "z"), "# what follows at once belongs to c", "under “Pages elsewhere”"),
        (source(K.GOVUK, "https://www.gov.uk/new"), 'commitments = ["x", "*"]', "under “Pages of GOV.UK”"),
        (source(K.STATISTICS), 'commitments = ["*"]', "at the end of the file, under “Last”"),
    ],
    ids=["most that share its commitment", "most commitments shared, the last", "kind and host", "* is no subject", "none"],
)
def test_an_entry_goes_to_the_end_of_the_group_of_its_subject(new: Source, above: str, where: str) -> None:
    assert placed(FILE, new) == (above, where)


def test_groups_that_share_as_much_are_told_apart_by_kind_and_host() -> None:
    text = FILE.replace('commitments = ["x", "*"]', 'commitments = ["y", "*"]')
    assert placed(text, source(K.GOVUK, "https://www.gov.uk/new", "x"))[1] == "under “Pages of GOV.UK”"
    assert placed(text, source(K.PAGE, "https://example.org/new", "x"))[1] == "under “Pages elsewhere”"


@pytest.mark.parametrize("kind", SourceKind)
def test_the_file_that_is_shipped_takes_an_entry_of_every_kind(kind: SourceKind) -> None:
    placed((ROOT / "sources.toml").read_text(), source(kind))


def test_in_the_file_that_is_shipped_an_entry_stands_with_its_subject() -> None:
    text = (ROOT / "sources.toml").read_text()
    assert "SENCOs" in placed(text, source(K.PAGE, "https://other.example/n", "senco-npq"))[1]
    assert "Inspection" in placed(text, source(K.FEED, "https://other.example/n", "area-send-inspections"))[1]


def test_an_entry_says_only_what_there_is_to_say() -> None:
    told = tomllib.loads(add_source(FILE, source(SourceKind.GITHUB)).text)["source"][-1]
    assert told == {
        "id": "new", "title": 'A "new" one', "kind": "github", "url": "https://other.example/new", "every": "2w",
        "ignore": [".x", "#y"], "commitments": ["*"],
    }  # fmt: skip


def test_line_ends_stay_what_they_are() -> None:
    text = FILE.replace("\n", "\r\n")
    after = add_source(text, source(SourceKind.GOVUK)).text
    assert after.count("\n") == after.count("\r\n") == text.count("\n") + 9


def test_a_last_line_without_an_end_gets_an_entry_behind_it() -> None:
    text = FILE[: FILE.index("\n\n# The end.")]
    after = add_source(text, source(SourceKind.GITHUB)).text
    assert after.startswith(f'{text}\n\n[[source]]\nid = "new"')
    assert len(tomllib.loads(after)["source"]) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lists no source yet; write the first"),
        ("# nothing yet\n", "lists no source yet; write the first"),
        ('source = [{id = "a", kind = "page", url = "https://example.org/"}]\n', "as a .* of its own first"),
        ("source = [", "is not TOML"),
    ],
)
def test_a_file_that_takes_no_entry_is_not_edited_and_it_is_said_what_to_do(text: str, said: str) -> None:
    with pytest.raises(ReviewError, match=said):
        add_source(text, source(SourceKind.PAGE))
