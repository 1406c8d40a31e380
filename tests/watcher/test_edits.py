"""What an edit is told as: silently changed with the note that was not written, tidied up, announced once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.telling import asides_of
from tests.world import LONG, World, commitment, item, kinds, world
from watcher.judge.unnoted import unnoted
from watcher.model import Change, DocumentState, Event, EventKind, Hunk, HunkKind

PATH, API = "/guidance/template", "/api/content/guidance/template"
NEWS = "/api/content/government/news/{}"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def edited(it: World, before: str, after: str, *, notes: int = 1) -> list[Event]:
    it.watch(PATH)
    it.site.json(API, item("Guidance", before, LONG, notes=1))
    it.look()
    it.site.json(API, item("Guidance", after, LONG, notes=notes))
    return [e for e in it.look().events if e.news]


def test_a_silent_edit_is_shown_with_the_note_that_nobody_wrote(it: World) -> None:
    events = edited(it, "We will publish the national EHCP template for all councils by spring 2025.",
                    "We will publish the national EHCP template for most councils by spring 2026.")  # fmt: skip
    (silent,) = [e for e in events if e.kind is EventKind.SILENT_EDIT]
    assert "Changed “by spring 2025” to “by spring 2026”." in silent.detail["unnoted"]
    assert "Reworded 1 passage." in silent.detail["unnoted"]
    (aside,) = asides_of(silent)
    assert aside.startswith("The page’s own list of updates says nothing of this.")


def test_a_noted_edit_needs_no_other_note(it: World) -> None:
    events = edited(it, "The national EHCP template is new.", "The national EHCP template is old.", notes=2)
    assert not any(e.detail.get("unnoted") for e in events)


def test_the_note_counts_what_came_and_went_and_says_where() -> None:
    hunks = (Hunk(HunkKind.ADDED, "", "New.", (), "Costs"), Hunk(HunkKind.ADDED, "", "Newer.", (), "Costs"),
             Hunk(HunkKind.REMOVED, "Old.", "", (), "Dates"),
             Hunk(HunkKind.CHANGED, "A note.", "B note.", (), "Change notes"))  # fmt: skip
    live = DocumentState.LIVE
    change = Change("u", hunks, (), False, (), live, live, ("Old title", "New title"))
    assert unnoted(change) == (
        "Renamed the page from “Old title”. Added 2 passages under “Costs”. Removed 1 passage under “Dates”. "
        "Rewrote or removed an older note in the list of updates."
    )


def test_a_spelling_that_is_put_right_interrupts_nobody(it: World) -> None:
    (event,) = edited(it, "The national EHCP template is availible.", "The national EHCP template is available.")
    assert (event.kind, event.quiet) == (EventKind.PAGE_UPDATED, True)
    assert event.sentence.startswith("Tidied up")
    (headline,) = [h for h in it.archive.headlines() if h.id == event.id]
    assert headline.quiet


def release(it: World, slug: str, text: str, kind: str = "press_release", title: str = "News") -> list[Event]:
    """A release that a news list shows for the first time; what one look makes of it."""
    it.site.json(NEWS.format(slug), item(title, text, LONG, document_type=kind, content_id=f"id-{slug}"))
    it.watch(f"/government/news/{slug}")
    return [e for e in it.look().events if e.kind is EventKind.REANNOUNCED]


def known(it: World) -> None:
    """A first release that is read before anything is news."""
    release(it, "first", "Councils will get the national EHCP template, with £70 million to help them.", title="Help with plans")


def arrives(it: World, text: str, *, kind: str = "press_release", title: str = "More help") -> list[Event]:
    """A page that was not there when it came under watch, and now is."""
    it.watch("/government/news/second")
    it.look()
    it.site.json(NEWS.format("second"), item(title, text, LONG, document_type=kind, content_id="id-second"))
    return [e for e in it.look().events if e.news and e.commitment_id]


def test_the_same_announced_again_names_where_it_was_said_before(it: World) -> None:
    known(it)
    (event,) = arrives(it, "With £70 million to help them, councils will get the national EHCP template.")
    assert event.kind is EventKind.REANNOUNCED
    assert "Said before in “Help with plans”, read on 9 January 2024." in event.sentence
    assert event.detail["first"].endswith("/government/news/first")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Councils will get the national EHCP template, with £90 million to help them.", "press_release"),  # a new figure
        ("The national EHCP template was published today for every council.", "press_release"),  # it is done
        ("Councils will not get the national EHCP template, with £70 million to help them, this year.", "press_release"),
        ("Councils will be required by law to use the national EHCP template, with £70 million.", "press_release"),
        ("The national EHCP template, with £70 million to help councils, is to be scrapped.", "press_release"),
        ("Councils will get the national EHCP template, with £70 million to help them.", "research"),  # announces nothing
    ],
)
def test_what_says_something_new_is_not_announced_again(it: World, text: str, kind: str) -> None:
    known(it)
    assert EventKind.REANNOUNCED not in [e.kind for e in arrives(it, text, kind=kind)]


def test_nothing_seen_before_is_nothing_again(it: World) -> None:
    assert kinds(it.look()) == []
    found = arrives(it, "Councils will get the national EHCP template once more.")
    assert EventKind.REANNOUNCED not in [e.kind for e in found]


def test_a_new_name_for_an_old_promise_waits_for_a_maintainer(it: World) -> None:
    it.watch(PATH)
    it.site.json(API, item("Guidance", "Councils will use the national EHCP template from the autumn.", LONG))
    it.look()
    it.site.json(API, item("Guidance", "Councils will use the Standard Plan Form from the autumn.", LONG))
    (waiting,) = [e for e in it.look().events if e.kind is EventKind.NEEDS_REVIEW]
    assert (waiting.commitment_id, waiting.detail["what"], waiting.detail["name"]) == ("template", "alias", "Standard Plan Form")
    assert not waiting.news
    it.site.json(API, item("Guidance", "Councils use the national EHCP template now.", LONG))
    it.look()
    it.site.json(API, item("Guidance", "Councils use the Standard Plan Form now.", LONG))
    assert EventKind.NEEDS_REVIEW not in [e.kind for e in it.look().events]  # it waits already


def test_a_document_that_names_both_says_so_and_a_name_turned_down_is_not_asked_again(it: World) -> None:
    said = "The Standard Plan Form, formerly the national EHCP template, is new."
    it.watch("/guidance/one")
    it.site.json("/api/content/guidance/one", item("Forms", said, LONG))
    (waiting,) = [e for e in it.look().events if e.detail.get("what") == "alias"]
    assert waiting.detail["name"] == "Standard Plan Form"
    it.commitments = [commitment(not_names=("Standard Plan Form",))]
    it.watch("/guidance/two")
    it.site.json("/api/content/guidance/two", item("More", said, LONG, content_id="22222222-2222-4222-8222-222222222222"))
    assert not [e for e in it.look().events if e.detail.get("what") == "alias"]
