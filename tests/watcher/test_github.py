"""A public repository: its releases and its last commit; read, refused, and told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web_server import Answer as Page
from tests.world import START, World, commitment, kinds, world
from watcher.errors import ExtractError
from watcher.extract import Answer, as_asked, extract, joined, kind_of
from watcher.match import Matcher
from watcher.model import Document, EventKind, HunkKind, Relation, Source, SourceKind

REPOSITORY = "https://github.com/dfe-analytical-services/SEND-AP-Inclusion-Dashboard"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">'
)


def source(url: str = REPOSITORY) -> Source:
    return Source("code", "Code", SourceKind.GITHUB, url, timedelta(days=1))


def releases(*entries: tuple[str, str]) -> str:
    rows = (
        f"<entry><id>tag:github.com,2008:Repository/1/{title}</id><updated>{day}T09:00:00Z</updated><title>{title}</title>"
        f'<content type="html">&lt;p&gt;Notes&lt;/p&gt;</content></entry>'
        for title, day in entries
    )
    return f"{HEAD}<id>tag:github.com,2008:{REPOSITORY}/releases</id><title>Release notes from x</title>{''.join(rows)}</feed>"


def commits(*moments: str) -> str:
    rows = (
        f"<entry><id>tag:github.com,2008:Grit::Commit/{n:040x}</id><title>\n  Fix\n</title><updated>{at}</updated></entry>"
        for n, at in enumerate(moments)
    )
    return f"{HEAD}<id>tag:github.com,2008:/o/x/commits/main</id><title>Recent Commits to x:main</title>{''.join(rows)}</feed>"


def read(*bodies: str, url: str = REPOSITORY) -> Document:
    return extract(source(url), Answer(url, "application/atom+xml", joined([b.encode() for b in bodies])))


def test_releases_are_asked_for_and_then_commits() -> None:
    kind = kind_of(source())
    assert kind.ask(source(f"{REPOSITORY}.git"), START) == f"{REPOSITORY}/releases.atom"
    assert kind.ask(source(f"{REPOSITORY}/commits/main.atom"), START) == f"{REPOSITORY}/releases.atom"
    assert kind.further(source(), [b"releases"], START) == f"{REPOSITORY}/commits.atom"
    assert kind.further(source(), [b"releases", b"commits"], START) == ""


def test_releases_are_rows_and_the_last_commit_is_when_it_was_updated() -> None:
    kept = (releases(("v1.1", "2024-02-10"), ("v1.0", "2023-11-03")), commits("2024-02-14T10:20:30Z", "2024-02-13T00:00:00Z"))
    document = read(*kept)
    assert read(*kept, url=as_asked(source(f"{REPOSITORY}.git"), document).url) == document
    assert document.title == "SEND-AP-Inclusion-Dashboard, public code of dfe-analytical-services"
    assert (document.type, document.url) == ("repository", REPOSITORY)
    assert document.updated == datetime(2024, 2, 14, 10, 20, 30, tzinfo=UTC)
    assert [b.text for b in document.blocks] == [
        "Release | Day", "v1.1 | 10 February 2024", "v1.0 | 3 November 2023", "Last changed: February 2024",
    ]  # fmt: skip


def test_a_repository_without_releases_is_a_repository() -> None:
    assert read(releases(), commits("2024-02-14T10:20:30Z")).text == "Nothing has been released.\nLast changed: February 2024"


@pytest.mark.parametrize(
    ("bodies", "why"),
    [
        ((releases(),), "two feeds"),
        ((releases(), releases()), "commits is empty"),
        ((commits("2024-02-14T10:20:30Z"), commits("2024-02-14T10:20:30Z")), "Grit::Commit"),
        ((releases(), "<html><body>Sign in</body></html>"), "neither RSS nor Atom"),
        ((releases(), commits("2024-02-14T10:20:30Z")[:-30]), "broke off"),
        ((releases(), commits("yesterday")), "updated"),
        ((f'<!DOCTYPE feed [<!ENTITY a "b">]>{releases()}', commits("2024-02-14T10:20:30Z")), "DTD"),
    ],
)
def test_another_shape_is_refused(bodies: tuple[str, ...], why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(*bodies)


def test_the_code_of_a_dashboard_speaks_of_it_and_is_not_it() -> None:
    promise = commitment(names=("SEND-AP-Inclusion-Dashboard",), delivered_by=("dashboard",))
    (sighting,) = Matcher([promise]).match(read(releases(), commits("2024-02-14T10:20:30Z")))
    assert sighting.relation is Relation.MENTION


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def serve(it: World, path: str, body: str) -> None:
    it.site.pages[path] = Page(body.encode(), 200, {"Content-Type": "application/atom+xml; charset=utf-8"})


def test_a_release_is_told_and_commits_alone_are_not(it: World) -> None:
    it.watch("/dfe/dashboard", SourceKind.GITHUB, commitments=("template",))
    serve(it, "/dfe/dashboard/releases.atom", releases(("v1.0", "2023-11-03")))
    serve(it, "/dfe/dashboard/commits.atom", commits("2024-01-05T10:00:00Z"))
    assert kinds(it.look()) == []
    serve(it, "/dfe/dashboard/commits.atom", commits("2024-02-20T10:00:00Z", "2024-01-05T10:00:00Z"))
    assert it.look(45).changed == 0
    serve(it, "/dfe/dashboard/releases.atom", releases(("v1.1", "2024-02-24"), ("v1.0", "2023-11-03")))
    (event,) = it.look().events
    assert (event.kind, event.commitment_id) == (EventKind.PAGE_UPDATED, "template")
    assert event.found is not None
    assert event.found.text == "v1.1 | 24 February 2024"


def dated(*numbers: int) -> str:
    return releases(*((f"Release v{n}", f"2023-12-{n + 1:02}") for n in numbers))


@pytest.mark.parametrize("before", [[9, 8, 7, 6, 5, 4, 3, 2, 1, 0], [9, 8, 7, 6, 5, 4, 3, 2, 0]])
@pytest.mark.parametrize("turned", [1, -1])
def test_a_release_that_makes_the_feed_too_long_or_takes_anothers_place_did_not_become_of_it(
    it: World, before: list[int], turned: int
) -> None:
    it.watch("/dfe/dashboard", SourceKind.GITHUB, commitments=("template",))
    serve(it, "/dfe/dashboard/commits.atom", commits("2024-01-05T10:00:00Z"))
    serve(it, "/dfe/dashboard/releases.atom", dated(*before[::turned]))
    it.look()
    serve(it, "/dfe/dashboard/releases.atom", dated(*[10, *before[:-1]][::turned]))
    (event,) = it.look().events
    assert event.found is not None
    assert event.found.text == "Release v10 | 11 December 2023"
    assert "became" not in event.sentence
    told = [(h.kind, h.before, h.after) for h in event.hunks if "v0" in h.before or "v10" in h.after]
    gone = [] if len(before) == 10 else [(HunkKind.REMOVED, "Release v0 | 1 December 2023", "")]
    assert sorted(told) == sorted([(HunkKind.ADDED, "", "Release v10 | 11 December 2023"), *gone])


def test_a_release_that_is_taken_back_brings_an_older_one_into_the_feed_which_is_no_news(it: World) -> None:
    it.watch("/dfe/dashboard", SourceKind.GITHUB, commitments=("template",))
    serve(it, "/dfe/dashboard/commits.atom", commits("2024-01-05T10:00:00Z"))
    serve(it, "/dfe/dashboard/releases.atom", dated(*range(10, 0, -1)))
    it.look()
    serve(it, "/dfe/dashboard/releases.atom", dated(*range(9, -1, -1)))
    (event,) = it.look().events
    assert [(h.kind, h.before) for h in event.hunks] == [(HunkKind.REMOVED, "Release v10 | 11 December 2023")]


def test_a_repository_that_is_gone_is_gone_after_a_second_look(it: World) -> None:
    it.watch("/dfe/dashboard", SourceKind.GITHUB, commitments=("template",))
    serve(it, "/dfe/dashboard/releases.atom", releases())
    serve(it, "/dfe/dashboard/commits.atom", commits("2024-01-05T10:00:00Z"))
    it.look()
    del it.site.pages["/dfe/dashboard/releases.atom"]
    assert kinds(it.look()) == []
    assert kinds(it.look()) == ["page-gone"]
