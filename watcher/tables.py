"""The tables of watcher.db, step by step as they came to be."""

from __future__ import annotations

from watcher.database import Schema

_TABLES = """
CREATE TABLE source_states (source_id TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE raws (sha256 TEXT PRIMARY KEY, base TEXT, depth INTEGER NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source_id TEXT NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL,
    document TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL);
CREATE INDEX versions_by_key ON versions (source_id, key, id);
CREATE INDEX versions_by_hash ON versions (sha256);
CREATE TABLE current (source_id TEXT, key TEXT, version INTEGER NOT NULL, PRIMARY KEY (source_id, key));
CREATE TABLE validators (source_id TEXT, url TEXT, etag TEXT, last_modified TEXT, PRIMARY KEY (source_id, url));
CREATE TABLE entries (source_id TEXT, key TEXT, PRIMARY KEY (source_id, key)) WITHOUT ROWID;
CREATE TABLE sightings (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, source_id TEXT NOT NULL, commitment_id TEXT NOT NULL, sighting TEXT NOT NULL);
CREATE INDEX sightings_by_commitment ON sightings (commitment_id, id);
CREATE TABLE checks (id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL,
    reason TEXT NOT NULL);
CREATE INDEX checks_by_source ON checks (source_id, id);
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, commitment_id TEXT NOT NULL, kind TEXT NOT NULL,
    at TEXT NOT NULL, event TEXT NOT NULL);
CREATE INDEX events_by_commitment ON events (commitment_id, id);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never edited'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
"""

_HEADLINES = """
DROP TRIGGER events_stay;
ALTER TABLE events ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN plan_id TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN source_id TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN sentence TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
UPDATE events SET
    news = kind NOT IN ('source-failing', 'source-recovered', 'selector-empty', 'needs-review')
        AND coalesce(json_extract(event, '$.detail.baseline'), '') <> 'yes',
    plan_id = json_extract(event, '$.plan_id'), source_id = json_extract(event, '$.source_id'),
    sentence = json_extract(event, '$.sentence'), sha256 = coalesce(json_extract(event, '$.found.sha256'), '');
CREATE INDEX headlines ON events (news, id, at, kind, plan_id, commitment_id, source_id, sentence, sha256);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never edited'); END;
"""
"""What lists show stands in columns of its own, and in an index that holds all of it: a list reads no event."""

_SEEN = """
UPDATE source_states SET state = json_set(state, '$.seen',
    (SELECT count(*) FROM checks WHERE checks.source_id = source_states.source_id AND outcome = 'seen'))
    WHERE json_extract(state, '$.seen') IS NULL;
"""
"""Of the looks that were counted, those that saw their source."""

SCHEMA = Schema("watcher", application_id=0x504C5741, steps=(_TABLES, _HEADLINES, _SEEN))  # "PLWA"
