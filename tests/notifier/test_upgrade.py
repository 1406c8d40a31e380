"""A mailbox of the first version opens as one of today, with everything that was in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from notifier.mailbox import SCHEMA, Mailbox
from notifier.model import Rank
from tests.notifier.office import Scripted, office
from tests.notifier.public import NOW, event
from watcher import open_database

_AT = NOW.isoformat()
_ROWS = f"""
INSERT INTO subscribers (id, address, folded) VALUES (3, 'Jane@example.org', 'jane@example.org');
INSERT INTO subscriptions VALUES (5, 3, 'all', 'immediately', 7, '{_AT}');
INSERT INTO subscriptions VALUES (6, 3, 'commitment:npq', 'daily', 7, '{_AT}');
INSERT INTO outbox VALUES (11, 5, 'event:7', '<a@b>', x'546f3a206a', 'queued', 1, '{_AT}', NULL, '{_AT}', NULL, '');
INSERT INTO outbox VALUES (12, 5, 'event:6', '<c@b>', NULL, 'sent', 1, '{_AT}', NULL, '{_AT}', '{_AT}', '');
"""


def first_version(path: Path) -> None:
    db = open_database(path, replace(SCHEMA, steps=SCHEMA.steps[:1]))
    db.conn.executescript(_ROWS)
    db.conn.close()


def test_subscriptions_and_queued_mail_of_the_first_version_live_on(tmp_path: Path) -> None:
    first_version(tmp_path / "notifier.db")
    with office(tmp_path) as post:
        found = post.people.subscriptions()
        assert [(s.id, s.topic, s.after, s.since) for s in found] == [(5, "all", 7, NOW), (6, "commitment:npq", 7, NOW)]
        assert all(s.confirmed_at == NOW and s.consent for s in found)
        assert len({s.seed for s in found}) == 1
        assert len(found[0].seed) == 16
        assert post.mailbox.outbox.counts() == {"queued": 1, "sent": 1}
        server = Scripted()
        post.log.all = [event(7), event(8)]
        assert post.deliver(server).sent == 2
        assert [raw[:5] for _, _, raw in server.tried] == [b"To: j", b"To: J"]


def test_two_seeds_are_never_the_same(tmp_path: Path) -> None:
    first_version(tmp_path / "notifier.db")
    with Mailbox.open(tmp_path / "notifier.db") as box:
        assert box.outbox.waiting(Rank.IMMEDIATE) == 1
    with office(tmp_path) as post:
        assert post.subscribe("joe@example.org").seed != post.people.subscriptions()[0].seed
