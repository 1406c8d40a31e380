"""Where watcher and notifier meet: what a digest may ask of the archive, and who may work in a state folder when."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from locks import Busy, sole_user
from notifier.addresses import parse_address
from notifier.mailbox import Mailbox
from notifier.model import Frequency
from notifier.settings import Settings
from publication import Hub, board_of, publish_board, published_up_to
from service import Latest, News, one_delivery
from tests.notifier.test_websub import hub
from tests.watcher.test_catalogue import PLAN, SOURCES
from tests.world import LONG, World, item, world
from watcher.commands import Place
from watcher.model import Catalogue, Plan

PROMISE = "The national template for EHC plans will be published {}."


def test_a_digest_can_ask_for_the_difference_over_several_looks(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.watch("/template")
        for when in ("by the end of 2025", "by the end of 2026", "in due course", "by the end of 2026"):
            w.site.json("/api/content/template", item("Template", PROMISE.format(when), LONG))
            w.look()
        news = News(w.archive)
        first, second, third = [e for e in news.events() if e.hunks and e.kind.value.startswith("date-")]
        (whole,) = news.difference(first, second) or ()
        assert (whole.before, whole.after) == (PROMISE.format("by the end of 2025"), PROMISE.format("in due course"))
        assert news.difference(second, third) == ()  # there and back
        unknown = replace(third, found=replace(third.found, sha256="0" * 64)) if third.found else third
        assert news.difference(first, unknown) is None
        assert news.latest() == max(e.id for e in w.archive.events())
        assert {e.kind.public for e in news.for_maintainers()} <= {False}


def test_sending_need_not_wait_for_watching_but_two_never_send(tmp_path: Path) -> None:
    with sole_user(tmp_path), sole_user(tmp_path, "sending"):
        for what in ("watching", "sending"):
            with pytest.raises(Busy, match=what), sole_user(tmp_path, what):
                pass
    with sole_user(tmp_path):
        pass


def test_the_web_keeps_the_last_configuration_that_was_whole(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES)
    (tmp_path / "plans" / "p.toml").write_text(PLAN)
    latest = Latest(Place(tmp_path, tmp_path / "state"))
    known = [c.title for c in latest().commitments]
    (tmp_path / "plans" / "p.toml").write_text("[plan")
    assert [c.title for c in latest().commitments] == known
    (tmp_path / "plans" / "p.toml").write_text(PLAN.replace(known[0], "Another title"))
    assert [c.title for c in latest().commitments] == ["Another title", *known[1:]]


def test_news_waits_for_its_page_and_is_published_before_it_is_mailed(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.watch("/template")
        settings = Settings(tmp_path, secret=b"a secret of some length")
        with Mailbox.open(tmp_path / "notifier.db") as box:
            box.people.subscribe(parse_address("a@example.org"), "all", Frequency.IMMEDIATELY, now=w.now, after=0, consent="yes")
        for when in ("by the end of 2025", "by the end of 2026"):
            w.site.json("/api/content/template", item("Template", PROMISE.format(when), LONG))
            w.look()
            if when.endswith("5"):
                publish_board(board_of(catalogue_of(w), w.archive, w.now, settings), w.archive, tmp_path)
        before = published_up_to(tmp_path)
        assert News(w.archive, before).events() == []
        assert len(News(w.archive).events()) == 1
        one_delivery(lambda: catalogue_of(w), tmp_path / "watcher.db", settings, lambda: w.now, lambda: False)
        (mail,) = (tmp_path / "maildir" / "new").iterdir()
        (number,) = re.findall(r"/(events/\d+)\.html", mail.read_text().replace("=\n", ""))[:1]
        assert (tmp_path / "public" / f"{number}.html").is_file()


def test_a_hub_is_told_of_the_feeds_that_changed_and_of_no_other(tmp_path: Path) -> None:
    with world(tmp_path) as w, hub() as there:
        w.watch("/template")
        settings = Settings(tmp_path, hub=there.url, public_url="https://planwatch.example.org")
        bell = Hub(settings)
        for when in ("by the end of 2025", "by the end of 2026"):
            w.site.json("/api/content/template", item("Template", PROMISE.format(when), LONG))
            w.look()
            bell.note(publish_board(board_of(catalogue_of(w), w.archive, w.now, settings), w.archive, tmp_path))
            first = len(there.told)
            bell.tell()
            bell.tell()
        kinds = {f.rpartition("/")[2].partition(".")[0] for f in there.feeds[first:] if "/kinds/" in f}
        assert kinds == {"date-revised"}
        assert "https://planwatch.example.org/feeds/all.atom" in there.feeds[first:]
        assert not [f for f in there.feeds if "/events/" in f]


def test_a_hub_that_is_down_keeps_nobody_from_publishing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with world(tmp_path) as w:
        settings = Settings(tmp_path, hub="http://127.0.0.1:9/", public_url="https://planwatch.example.org")
        bell = Hub(settings)
        bell.note(publish_board(board_of(catalogue_of(w), w.archive, w.now, settings), w.archive, tmp_path))
        bell.tell()
    assert "hub not told" in capsys.readouterr().out
    assert (tmp_path / "public" / "feeds" / "all.atom").is_file()


def catalogue_of(w: World) -> Catalogue:
    plan = Plan("plan", "A plan", "https://www.gov.uk/plan", date(2023, 3, 2), "DfE", None, tuple(w.commitments))
    return Catalogue((plan,), tuple(w.sources))
