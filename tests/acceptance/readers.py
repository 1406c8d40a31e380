"""Four programs that people read feeds with: newsboat, rss2email, sfeed and the `reader` library.

Each reads the same feeds from the product's own server, then again after everything was published anew from nothing, when
not one entry may be new or changed, and again after one event more, which is one entry more in each feed.

``python -m tests.acceptance.readers --tools FOLDER [--state FOLDER]``, with the Python environment that has `reader`.
"""

from __future__ import annotations

import email.policy
import json
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Protocol

from tests.acceptance.common import arguments, check, part, run, say
from tests.acceptance.demonstration import PROMISE, Demonstration, served
from watcher.model import EventKind

FEEDS = ("feeds/all.rss", "feeds/all.atom")
MORE_FEEDS = ("feeds/all.json", f"feeds/commitments/{PROMISE}.atom")
FEWEST = 50
NEWS = "One thing more was found, and it has words with <angles>, “quotes” & an ampersand in them."

Held = dict[str, dict[str, str]]
"""What a program holds: by feed, each entry by its key."""


class Reader(Protocol):
    name: str

    def read(self) -> Held:
        """Fetches every feed; returns all that is held then."""


class Newsboat:
    """A cache for each feed: newsboat keeps an entry once, whichever feeds have it."""

    name = "newsboat"

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self._env = {**os.environ, "HOME": str(folder)}
        self._folders = {url: folder / str(number) for number, url in enumerate(urls)}
        for url, place in self._folders.items():
            place.mkdir()
            (place / "urls").write_text(f"{url}\n", encoding="utf-8")
            (place / "config").write_text("", encoding="utf-8")

    def read(self) -> Held:
        return {url: self._read(place) for url, place in self._folders.items()}

    def _read(self, place: Path) -> dict[str, str]:
        cache = place / "cache.db"
        run("newsboat", "-u", place / "urls", "-c", cache, "-C", place / "config", "-x", "reload", env=self._env)
        with closing(sqlite3.connect(cache)) as db:
            rows = db.execute("SELECT guid, title, url, pubDate, content, unread FROM rss_item").fetchall()
        return {guid: repr(rest) for guid, *rest in rows}


class Rss2email:
    """An entry is a mail; one that was changed would be a second mail."""

    name = "rss2email"

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self._command = ("r2e", "-c", folder / "r2e.cfg", "-d", folder / "r2e.json")
        self._env = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        self._inbox, self._urls = folder / "inbox", urls
        for box in ("new", "cur", "tmp"):
            (self._inbox / box).mkdir(parents=True)
        run(*self._command, "new", "reader@example.org", env=self._env)
        settings = {"email-protocol": "maildir", "maildir-path": str(folder), "maildir-mailbox": "inbox"}
        lines = (folder / "r2e.cfg").read_text(encoding="utf-8").splitlines()
        keys = [line.partition("=")[0].strip() for line in lines]
        check(settings.keys() <= set(keys), f"rss2email has no settings {settings.keys() - set(keys)}")
        changed = [f"{k} = {settings[k]}" if k in settings else line for k, line in zip(keys, lines, strict=True)]
        (folder / "r2e.cfg").write_text("\n".join(changed) + "\n", encoding="utf-8")
        for number, url in enumerate(urls):
            run(*self._command, "add", f"feed{number}", url, env=self._env)

    def read(self) -> Held:
        run(*self._command, "run", env=self._env)
        held: Held = {url: {} for url in self._urls}
        for path in self._inbox.glob("*/*"):
            mail = message_from_bytes(path.read_bytes(), policy=email.policy.default)
            held[str(mail["X-RSS-Feed"])][path.name] = str(mail["Subject"])
        return held


class Sfeed:
    """An entry is a line of sfeed_update's files."""

    name = "sfeed"

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self._folder, self._urls = folder, urls
        feeds = "\n".join(f"    feed {number} {url}" for number, url in enumerate(urls))
        (folder / "sfeedrc").write_text(f"sfeedpath={folder}/feeds\nfeeds() {{\n{feeds}\n}}\n", encoding="utf-8")

    def read(self) -> Held:
        run("sfeed_update", self._folder / "sfeedrc")
        files = {url: self._folder / "feeds" / str(number) for number, url in enumerate(self._urls)}
        lines = {url: file.read_text(encoding="utf-8").splitlines() for url, file in files.items()}
        check(all(len(line.split("\t")) == 9 for found in lines.values() for line in found), "sfeed writes lines of another form")
        return {url: {line: line for line in found} for url, found in lines.items()}


class Library:
    name = "the reader library"

    def __init__(self, folder: Path, urls: Sequence[str], tools: Path) -> None:
        script = Path(__file__).with_name("library_reader.py")
        self._command: list[str | Path] = [tools / "bin" / "python", "-I", script, folder / "reader.sqlite", *urls]

    def read(self) -> Held:
        held: Held = json.loads(run(*self._command))
        return held


def install(folder: Path, base: str, tools: Path) -> list[Reader]:
    urls = [f"{base}/{path}" for path in FEEDS]
    folders = [folder / name for name in ("newsboat", "rss2email", "sfeed", "library")]
    for each in folders:
        each.mkdir(parents=True)
    more = [f"{base}/{path}" for path in MORE_FEEDS]
    return [Newsboat(folders[0], urls), Rss2email(folders[1], urls), Sfeed(folders[2], urls),
            Library(folders[3], [*urls, *more], tools)]  # fmt: skip


def compare(reader: Reader, before: Held, new: int) -> Held:
    """Reads again: every feed has so many new entries, and of those that were there none has changed or gone."""
    after = reader.read()
    for feed, held in after.items():
        was, name = before[feed], f"{reader.name} in {feed}"
        changed = [key for key in was if held.get(key) != was[key]]
        check(not changed, f"{name}: {len(changed)} entries changed or went, such as {changed[:1]}")
        found = sorted(held.keys() - was.keys())
        check(len(found) == new, f"{name}: {len(found)} new entries where {new} should be: {[held[k][:200] for k in found[:3]]}")
    return after


def same_bytes(demo: Demonstration) -> None:
    """Published from nothing at the same moment, every file is the same; at a later one, every feed is."""
    before = demo.files()
    demo.publish_from_nothing()
    after = demo.files()
    differ = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    check(not differ, f"published again from nothing, {len(differ)} files of {len(before)} differ: {', '.join(differ[:20])}")
    demo.now += timedelta(hours=1)
    demo.publish_from_nothing()
    after = demo.files("feeds")
    differ = sorted(path for path in after if before.get(path) != after[path])
    check(not differ, f"published an hour later, {len(differ)} feeds of {len(after)} differ: {', '.join(differ[:20])}")
    say(f"published again from nothing: the same {len(before)} files; from nothing an hour later: the same {len(after)} feeds")


def conditional(demo: Demonstration) -> None:
    """What was not changed by a publication is not sent again, to its own ETag or to its own Last-Modified."""
    paths = (*FEEDS, *MORE_FEEDS)
    first = {path: demo.get(path) for path in paths}
    demo.publish()
    for path, answer in first.items():
        check(answer.status == 200, f"{path} is answered with {answer.status}")
        for asked, header in (("If_None_Match", "etag"), ("If_Modified_Since", "last-modified")):
            check(header in answer.headers, f"{path} has no {header}")
            again = demo.get(path, **{asked: answer.headers[header]})
            check((again.status, again.body) == (304, b""), f"{path} is answered with {again.status} to its own {header}")
    say(f"{len(paths)} feeds answer 304 to their own ETag and to their own Last-Modified")


def main() -> int:
    asked = arguments(__doc__, "--tools")

    def work() -> None:
        with served(asked.state) as demo:
            readers = install(demo.state / "readers", demo.url, asked.tools.resolve())
            held = [reader.read() for reader in readers]
            for reader, first in zip(readers, held, strict=True):
                for feed, entries in first.items():
                    fewest = 1 if PROMISE in feed else FEWEST
                    check(len(entries) >= fewest, f"{reader.name} finds {len(entries)} entries in {feed}")
                counts = ", ".join(f"{len(entries)} in {feed.rpartition('/')[2]}" for feed, entries in first.items())
                say(f"{reader.name} reads {counts}")
            conditional(demo)
            same_bytes(demo)
            held = [compare(reader, before, 0) for reader, before in zip(readers, held, strict=True)]
            say("after that, none of the four sees a new or a changed entry")
            demo.append(EventKind.PAGE_UPDATED, NEWS)
            for reader, before in zip(readers, held, strict=True):
                compare(reader, before, 1)
            say("after one event more, each of the four sees one new entry in each feed")

    return part("the feeds", work)


if __name__ == "__main__":
    sys.exit(main())
