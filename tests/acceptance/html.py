"""Every published page, picture and style sheet is valid, and every link to the site itself leads somewhere.

The Nu Html Checker looks at what was published and at the forms as the server answers them. Links are those of pages
(with their fragments), feeds, calendars and data.

``python -m tests.acceptance.html --vnu JAR [--state FOLDER]``
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from lxml import html as markup

from tests.acceptance.common import Wrongs, arguments, check, part, say
from tests.acceptance.demonstration import Demonstration, served

CHECKED = (".html", ".css", ".svg")
FORMS = ("subscribe", "manage")
TEXTS = (".txt", ".md", ".xml")
ADDRESSES = "//@href | //@src | //@action | //@poster | //object/@data"


# --- the checker ---


def save_forms(demo: Demonstration, folder: Path) -> list[Path]:
    """As they are answered; they are made for each reader and not published."""
    folder.mkdir()
    found = []
    for name in FORMS:
        answer = demo.get(name)
        check(answer.status == 200, f"/{name} is answered with {answer.status}")
        found.append(folder / f"{name}.html")
        found[-1].write_bytes(answer.body)
    return found


def validate(jar: Path, files: list[Path], home: Path, wrongs: Wrongs) -> None:
    """One run for all of them; the checker goes by their endings."""
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", "--verbose", "--also-check-css", "--also-check-svg"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=300, check=False)
    try:
        messages = json.loads(done.stderr)["messages"]
    except (ValueError, KeyError):
        check(False, f"the Nu Html Checker says no JSON: {(done.stderr or done.stdout)[:1000]}")
    looked = len(done.stdout.split("\n")) - 1
    check(looked == len(files), f"the Nu Html Checker looked at {looked} files of {len(files)}")
    for message in messages:
        place = unquote(urlsplit(message.get("url", "")).path).removeprefix(f"{home}/")
        wrongs.add(f"{message['type']}: {message['message']}", place, f"line {message.get('lastLine', '?')}")


# --- links ---


class Links:
    """Where links may lead: what is published, by path, and the forms."""

    def __init__(self, files: dict[str, bytes], base: str, wrongs: Wrongs) -> None:
        self.files, self._base, self._wrongs = files, base, wrongs
        self._pages = {path: markup.fromstring(content) for path, content in files.items() if path.endswith(".html")}
        self._ids = {path: frozenset(values(page, "//@id | //a/@name")) for path, page in self._pages.items()}
        self._own = re.compile(rf"(?:{re.escape(base)}|{re.escape(_webcal(base))})(?![\w.:-])[^\s\"'<>\\^`{{|}}]*")

    def follow_pages(self) -> int:
        followed = 0
        for path, page in self._pages.items():
            for target in values(page, ADDRESSES):
                address = urljoin(f"{self._base}/{path}", _http(target.strip()))
                if address == self._base or address.startswith((f"{self._base}/", f"{self._base}#", f"{self._base}?")):
                    followed += 1
                    self._follow(address, path)
        return followed

    def follow_others(self) -> dict[str, int]:
        """How many links, by the ending of the files they stand in."""
        followed: dict[str, int] = {}
        for path, content in self.files.items():
            ending = Path(path).suffix
            links = [a for text in texts(ending, content) for a in self._own.findall(text)]
            for address in links:
                self._follow(unescape(_http(address)).rstrip(".,;)"), path)
            if links:
                followed[ending] = followed.get(ending, 0) + len(links)
        return followed

    def _follow(self, address: str, where: str) -> None:
        parts = urlsplit(address)
        path = unquote(parts.path.removeprefix(urlsplit(self._base).path).removeprefix("/"))
        if path in FORMS and not parts.fragment:
            return
        page = path + "index.html" if path.endswith("/") or not path else path
        told = address.removeprefix(self._base)
        if page not in self.files:
            self._wrongs.add(f"the link {told} leads nowhere", where)
        elif parts.fragment and unquote(parts.fragment) not in self._ids.get(page, ()):
            self._wrongs.add(f"the link {told} leads to a page where no element has this id", where)


def values(page: Any, xpath: str) -> list[str]:
    return [str(value) for value in page.xpath(xpath)]


def _webcal(address: str) -> str:
    return f"webcal:{address.partition(':')[2]}"


def _http(address: str) -> str:
    return f"http:{address.partition(':')[2]}" if address.startswith("webcal:") else address


def texts(ending: str, content: bytes) -> Iterable[str]:
    """What a file that is no page says, without what its format does to an address."""
    if ending in (".rss", ".atom", ".svg"):
        root = etree.fromstring(content)
        return [t for e in root.iter(etree.Element) for t in (e.text or "", e.tail or "", *map(str, e.attrib.values()))]
    if ending in (".json", ".webmanifest"):
        return strings(json.loads(content))
    if ending == ".jsonl":
        return strings([json.loads(line) for line in content.splitlines()])
    if ending == ".csv":
        return [cell for row in csv.reader(content.decode().splitlines()) for cell in row]
    if ending == ".ics":
        return content.decode().replace("\r\n ", "").replace("\\n", "\n").splitlines()
    return content.decode().splitlines() if ending in TEXTS else ()


def strings(value: Any) -> Iterator[str]:
    """Every string in a value that was JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def main() -> int:
    asked = arguments(__doc__, "--vnu")

    def work() -> None:
        wrongs = Wrongs()
        with served(asked.state) as demo:
            published = [demo.public / path for path in demo.files() if path.endswith(CHECKED)]
            forms = save_forms(demo, demo.state / "forms")
            validate(asked.vnu, [*published, *forms], demo.state, wrongs)
            say(f"the Nu Html Checker looked at {len(published) + len(forms)} files: {len(wrongs) or 'no'} different findings")
            links, before = Links(demo.files(), demo.url, wrongs), len(wrongs)
            pages, others = links.follow_pages(), links.follow_others()
            check(pages and {".rss", ".atom", ".json", ".ics"} <= others.keys(), f"links are missing: {pages} in pages, {others}")
            told = ", ".join(f"{count:,} in *{ending}" for ending, count in sorted(others.items()))
            say(f"{pages:,} links in pages, {told}: {len(wrongs) - before or 'none'} of them wrong")
        wrongs.check()

    return part("markup and links", work)


if __name__ == "__main__":
    sys.exit(main())
