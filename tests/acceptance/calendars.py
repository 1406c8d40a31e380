"""Two programs that people keep calendars with: vdirsyncer subscribes to the calendar of everything, and khal shows it.

A promise stands on its day; after its date is revised and the calendar fetched again, it stands on the new day only.
vdirsyncer gives each entry a UID of its own making, so khal also imports the calendar as it is, before and after: it goes
by the UID, and must replace what it has.

``python -m tests.acceptance.calendars [--state FOLDER]``
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from icalendar import Calendar

from tests.acceptance.common import arguments, check, part, run, say
from tests.acceptance.demonstration import Demonstration, served
from watcher.model import EventKind

CALENDAR = "calendar/all.ics"
SYNC = """\
[general]
status_path = "{folder}/status"

[pair planwatch]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"

[storage here]
type = "filesystem"
path = "{folder}/subscribed"
fileext = ".ics"

[storage there]
type = "http"
url = "{url}"
"""
SHOW = """\
[calendars]
[[subscribed]]
path = {folder}/subscribed
readonly = True
[[imported]]
path = {folder}/imported

[sqlite]
path = {folder}/khal.db

[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


@dataclass
class Diary:
    """A reader's two calendars on disk, from one address: ``subscribed`` by vdirsyncer, ``imported`` by khal."""

    folder: Path
    url: str

    def __post_init__(self) -> None:
        for name in ("subscribed", "imported"):
            (self.folder / name).mkdir(parents=True)
        for name, text in (("sync", SYNC), ("show", SHOW)):
            (self.folder / name).write_text(text.format(folder=self.folder, url=self.url), encoding="utf-8")
        self._env = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TZ": "Europe/London",
                     "XDG_CONFIG_HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}  # fmt: skip
        run("vdirsyncer", "-c", self.folder / "sync", "discover", env=self._env)

    def fetch(self, calendar: bytes) -> None:
        """By vdirsyncer from its address; and by khal, from a file that the reader has saved."""
        run("vdirsyncer", "-c", self.folder / "sync", "sync", env=self._env)
        (self.folder / "saved.ics").write_bytes(calendar)
        self._khal("import", "--batch", "-a", "imported", str(self.folder / "saved.ics"))

    def _khal(self, *words: str) -> str:
        return run("khal", "-c", self.folder / "show", *words, env=self._env)

    def on(self, name: str, day: date) -> list[str]:
        """What khal shows for a day of a calendar: address and title of each entry."""
        form = ("--notstarted", "--day-format", "", "--format", "{url} {title}")
        shown = self._khal("list", "-a", name, *form, day.isoformat(), "1d")
        return [line.strip() for line in shown.splitlines() if line.strip().startswith("http")]

    def entries(self, name: str) -> list[bytes]:
        return [file.read_bytes() for file in sorted((self.folder / name).glob("*.ics"))]


def revise(demo: Demonstration) -> tuple[date, date]:
    """The promise gets another date; (the old day, the new one)."""
    window = demo.standing().latest_window
    old = demo.due()
    new = old.replace(year=old.year + 2)
    detail = {
        "from": window.phrase, "to": f"by the end of {new.year}", "direction": "later",
        "from_start": window.start.isoformat() if window.start else "", "from_end": old.isoformat(),
        "to_start": date(new.year, 1, 1).isoformat(), "to_end": new.isoformat(),
    }  # fmt: skip
    demo.append(EventKind.DATE_REVISED, f"Now “by the end of {new.year}”: {demo.promise.title}", detail)
    check(demo.due() == new, f"after a revision to {new} the promise is due on {demo.due()}")
    return old, new


def uid_of(demo: Demonstration) -> str:
    """Of the promise, from the calendar of its own."""
    own = demo.get(f"calendar/commitments/{demo.promise.id}.ics")
    found = uids(own.body)
    check(own.status == 200 and len(found) == 1, f"the promise's own calendar has the UIDs {found}")
    return found[0]


def uids(calendar: bytes) -> list[str]:
    """Of its entries."""
    return [str(event["uid"]) for event in Calendar.from_ical(calendar).walk("VEVENT")]


def look(diary: Diary, demo: Demonstration, day: date, other: date | None = None) -> None:
    """In both calendars the promise stands on the one day, once, and not on the other."""
    uid, calendar = uid_of(demo), demo.get(CALENDAR).body
    diary.fetch(calendar)
    listed = uids(calendar)
    check(listed.count(uid) == 1, f"the calendar of everything has {listed.count(uid)} entries with the UID {uid}")
    for name in ("subscribed", "imported"):
        entries = diary.entries(name)
        check(len(entries) == len(listed) > 10, f"{len(listed)} entries are published, and {len(entries)} are {name}")
        mine = sum(about(str(event["url"]), demo) for entry in entries for event in Calendar.from_ical(entry).walk("VEVENT"))
        check(mine == 1, f"{name} has {mine} entries of the promise")
        here = [entry for entry in diary.on(name, day) if about(entry, demo)]
        check(len(here) == 1, f"on {day} khal shows the promise {len(here)} times in {name}; it shows {diary.on(name, day)}")
        check(demo.promise.title in here[0], f"khal shows another title in {name}: {here[0]}")
        check(other is None or not [e for e in diary.on(name, other) if about(e, demo)], f"{name} has the promise on {other} too")
    check(sum(uids(e) == [uid] for e in diary.entries("imported")) == 1, f"khal has not one entry with the UID {uid}")


def about(entry: str, demo: Demonstration) -> bool:
    return f"/{demo.promise.id}.html" in entry.split()[0]


def main() -> int:
    asked = arguments(__doc__)

    def work() -> None:
        with served(asked.state) as demo:
            diary = Diary(demo.state / "diary", f"{demo.url}/{CALENDAR}")
            look(diary, demo, demo.due())
            count, uid = len(diary.entries("subscribed")), uid_of(demo)
            say(f"vdirsyncer keeps {count} promises, and khal shows “{demo.promise.title}” on {demo.due()}")
            old, new = revise(demo)
            look(diary, demo, new, old)
            check(uid_of(demo) == uid, f"the UID was {uid} and is {uid_of(demo)}")
            say(f"after its date was revised khal shows it on {new} and not on {old}, as one entry with the same UID")

    return part("the calendar", work)


if __name__ == "__main__":
    sys.exit(main())
