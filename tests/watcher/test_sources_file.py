"""A new entry lands in the group of its kind, and no other byte of sources.toml moves."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.errors import ReviewError
from watcher.model import Source, SourceKind
from watcher.sources_file import add_source

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

# --- Pages elsewhere ---

[[source]]
id = "c"
kind = "page"
url = "https://example.org/c"
# what follows at once belongs to c


# --- Parliament ---

# --- Last ---
[[source]]
id = "d"
kind = "page"
url = "https://parliament.example/d"

# The end.
"""


def source(kind: SourceKind, url: str = "https://other.example/new") -> Source:
    return Source("new", 'A "new" one', kind, url, timedelta(days=14), ignore=(".x", "#y"), commitments=("*",))


def placed(text: str, new: Source) -> str:
    """The line right above the entry's blank one; everything else must be as it was."""
    after = add_source(text, new)
    at = after.index('\n[[source]]\nid = "new"')
    end = after.index('commitments = ["*"]', at) + len('commitments = ["*"]\n')
    assert after[:at] + after[end:] == text
    return after[:at].splitlines()[-1]


@pytest.mark.parametrize(
    ("new", "above"),
    [
        (source(SourceKind.GOVUK), 'url = "https://www.gov.uk/b"'),
        (source(SourceKind.PAGE), 'url = "https://parliament.example/d"'),
        (source(SourceKind.PAGE, "https://example.org/new"), "# what follows at once belongs to c"),
        (source(SourceKind.PARLIAMENT_QUESTIONS), "# --- Parliament ---"),
        (source(SourceKind.GITHUB), 'url = "https://parliament.example/d"'),
    ],
    ids=["its kind", "of two groups the last", "its kind and host", "an empty group by its heading", "no group: behind the last"],
)
def test_an_entry_goes_to_the_end_of_its_group(new: Source, above: str) -> None:
    assert placed(FILE, new) == above


@pytest.mark.parametrize("kind", SourceKind)
def test_the_file_that_is_shipped_takes_an_entry_of_every_kind(kind: SourceKind) -> None:
    placed((ROOT / "sources.toml").read_text(), source(kind))


def test_an_entry_says_only_what_there_is_to_say() -> None:
    told = tomllib.loads(add_source(FILE, source(SourceKind.GITHUB)))["source"][-1]
    assert told == {
        "id": "new", "title": 'A "new" one', "kind": "github", "url": "https://other.example/new", "every": "2w",
        "ignore": [".x", "#y"], "commitments": ["*"],
    }  # fmt: skip


def test_line_ends_stay_what_they_are() -> None:
    text = FILE.replace("\n", "\r\n")
    after = add_source(text, source(SourceKind.GOVUK))
    assert after.count("\n") == after.count("\r\n") == text.count("\n") + 9


def test_a_last_line_without_an_end_gets_an_entry_behind_it() -> None:
    text = FILE[: FILE.index("\n\n# The end.")]
    after = add_source(text, source(SourceKind.GITHUB))
    assert after.startswith(f'{text}\n\n[[source]]\nid = "new"')
    assert len(tomllib.loads(after)["source"]) == 5


def test_a_file_that_is_laid_out_otherwise_is_not_edited() -> None:
    with pytest.raises(ReviewError, match="by hand"):
        add_source("# nothing yet\n", source(SourceKind.PAGE))
    with pytest.raises(ReviewError, match="by hand"):
        add_source('source = [{id = "a", kind = "page", url = "https://example.org/"}]\n', source(SourceKind.PAGE))
