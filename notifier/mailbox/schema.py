"""The tables of notifier.db, step by step. A step that has been released is never edited."""

from __future__ import annotations

from watcher import Schema

_FIRST = """
CREATE TABLE subscribers (id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, folded TEXT NOT NULL UNIQUE);
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    topic TEXT NOT NULL, frequency TEXT NOT NULL, after INTEGER NOT NULL, since TEXT NOT NULL, UNIQUE (subscriber_id, topic));
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE, key TEXT NOT NULL,
    message_id TEXT NOT NULL, raw BLOB, state TEXT NOT NULL DEFAULT 'queued', attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT NOT NULL, claimed_at TEXT, queued_at TEXT NOT NULL, sent_at TEXT, error TEXT NOT NULL DEFAULT '',
    UNIQUE (subscription_id, key));
CREATE INDEX outbox_waiting ON outbox (state, not_before, id);
"""

_JOURNEY = """
ALTER TABLE subscribers ADD COLUMN seed BLOB NOT NULL DEFAULT x'';
UPDATE subscribers SET seed = randomblob(16);
ALTER TABLE subscriptions ADD COLUMN consent TEXT NOT NULL DEFAULT '';
ALTER TABLE subscriptions ADD COLUMN confirmed_at TEXT;
UPDATE subscriptions SET confirmed_at = since, consent = 'Added by the operator.';
CREATE INDEX subscriptions_waiting ON subscriptions (since) WHERE confirmed_at IS NULL;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, address TEXT NOT NULL, folded TEXT NOT NULL,
    topic TEXT NOT NULL, frequency TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE tokens (
    hash BLOB PRIMARY KEY, purpose TEXT NOT NULL,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    subscriptions TEXT NOT NULL DEFAULT '', expires_at TEXT, used_at TEXT) WITHOUT ROWID;
CREATE INDEX tokens_of ON tokens (subscriber_id);
CREATE TABLE suppressed (hash BLOB PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE soft_bounces (
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE, day TEXT NOT NULL,
    PRIMARY KEY (subscriber_id, day)) WITHOUT ROWID;
CREATE TABLE spent (scope TEXT NOT NULL, subject BLOB NOT NULL, at TEXT NOT NULL);
CREATE INDEX spent_by_subject ON spent (scope, subject, at);
CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE letters (id INTEGER PRIMARY KEY AUTOINCREMENT, raw BLOB NOT NULL, made_at TEXT NOT NULL);
ALTER TABLE outbox RENAME TO outbox_1;
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subscriber_id INTEGER REFERENCES subscribers (id) ON DELETE CASCADE,
    scope TEXT NOT NULL DEFAULT '', key TEXT NOT NULL, rank INTEGER NOT NULL, channel TEXT NOT NULL DEFAULT 'mail',
    message_id TEXT NOT NULL, letter_id INTEGER REFERENCES letters (id), state TEXT NOT NULL DEFAULT 'queued',
    attempts INTEGER NOT NULL DEFAULT 0, not_before TEXT NOT NULL, claimed_at TEXT, queued_at TEXT NOT NULL, sent_at TEXT,
    error TEXT NOT NULL DEFAULT '');
INSERT INTO letters (id, raw, made_at) SELECT id, raw, queued_at FROM outbox_1 WHERE raw IS NOT NULL;
INSERT INTO outbox (id, subscriber_id, scope, key, rank, message_id, letter_id, state, attempts, not_before, claimed_at, queued_at,
    sent_at, error)
    SELECT o.id, s.subscriber_id, CAST(s.id AS TEXT), s.id || ':' || o.key, CASE WHEN o.key LIKE 'event:%' THEN 1 ELSE 2 END,
    o.message_id, CASE WHEN o.raw IS NULL THEN NULL ELSE o.id END, o.state, o.attempts, o.not_before, o.claimed_at, o.queued_at,
    o.sent_at, o.error FROM outbox_1 o JOIN subscriptions s ON s.id = o.subscription_id;
DROP TABLE outbox_1;
CREATE UNIQUE INDEX outbox_once ON outbox (coalesce(subscriber_id, 0), key, channel);
CREATE INDEX outbox_due ON outbox (channel, state, rank, not_before, id);
CREATE INDEX outbox_waiting ON outbox (rank, queued_at) WHERE state IN ('queued', 'claimed');
CREATE INDEX outbox_of ON outbox (subscriber_id);
CREATE INDEX outbox_letters ON outbox (letter_id);
"""

SCHEMA = Schema("notifier", application_id=0x504C4E54, steps=(_FIRST, _JOURNEY))  # "PLNT"
