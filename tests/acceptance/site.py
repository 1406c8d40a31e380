"""The published pages, one or two of every kind, as Chromium shows them: wide and narrow, light and dark, zoomed, printed.

They are served by the product. axe-core finds nothing, nothing sticks out sideways, nothing moves while a page loads,
nobody else is asked for anything, and without JavaScript all of it is there.

``python -m tests.acceptance.site [--state FOLDER] [--shots FOLDER]``
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route, ViewportSize, sync_playwright

from tests.acceptance.common import CHROMIUM, RULES, Wrongs, arguments, check, part, say
from tests.acceptance.demonstration import PROMISE, Demonstration, served

Scheme = Literal["light", "dark"]
WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HEIGHT = 800
ZOOMED, PAPER = 640, 794
"""1280 px at 200 %; an A4 page at 96 px an inch."""
HEAVIEST, LATE = 100_000, 0.15
DRAWN = "[...document.querySelectorAll('svg')].reduce((sum, s) => sum + s.outerHTML.length, 0)"
SCOREBOARD, COMMITMENT, NOT_FOUND = "index.html", f"commitments/{PROMISE}.html", "404.html"
FORMS = ("subscribe", "subscribe?topic=all", "manage")

LOOK = """
() => new Promise(done => {
    const shifts = [], page = document.documentElement, room = page.clientWidth;
    new PerformanceObserver(list => shifts.push(...list.getEntries())).observe({type: 'layout-shift', buffered: true});
    const name = e => [e.localName, ...e.classList].join('.');
    const names = all => [...new Set(all.map(name))].slice(-3).join(', ');
    const reach = (e, box) => Math.max(box.right, getComputedStyle(e).overflowX === 'visible' ? box.left + e.scrollWidth : 0);
    const out = [...document.querySelectorAll('body *')].filter(e => reach(e, e.getBoundingClientRect()) > room + 0.5);
    requestAnimationFrame(() => setTimeout(() => done({
        wide: page.scrollWidth, room, out: names(out), shift: shifts.reduce((sum, s) => sum + s.value, 0),
        moved: names(shifts.flatMap(s => s.sources).map(s => s.node).filter(Boolean).map(n => n.localName ? n : n.parentElement)),
    }), 60));
})
"""
DEAD_CONTROLS = """
[...document.querySelectorAll('button, input, select, textarea')]
    .filter(e => e.checkVisibility() && !e.form && !e.readOnly).map(e => e.cloneNode(false).outerHTML)
"""


def kinds(public: Path) -> list[str]:
    """Every page at the top, of each folder the biggest and the smallest, and the forms."""
    found = sorted(p.name for p in public.glob("*.html"))
    for folder in sorted({p.parent for p in public.rglob("*.html")} - {public}):
        by_size = sorted(folder.glob("*.html"), key=lambda p: (p.stat().st_size, p.name))
        found += [p.relative_to(public).as_posix() for p in dict.fromkeys((by_size[-1], by_size[0]))]
    return [*found, *FORMS]


class Visitor:
    """One tab of a browser that writes down what is wrong with what it visits."""

    def __init__(self, browser: Browser, home: str, wrongs: Wrongs, **options: Any) -> None:
        context = browser.new_context(locale="en-GB", **options)
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()
        self._place = ("", "")
        self.requests: list[Request] = []
        self._home, self._wrongs = home, wrongs
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong(f"a script fails: {error}"))

    def wrong(self, what: str) -> None:
        self._wrongs.add(what.replace(self._home, ""), *self._place)

    def _asked(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((f"{self._home}/", "data:", "blob:")):
            self.wrong(f"another server is asked for {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # an icon that was still on its way when the tab went elsewhere
            self.wrong(f"{request.url} cannot be loaded: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._missing(response.url, response.status)

    def _missing(self, url: str, status: object) -> None:
        if url != f"{self._home}/{NOT_FOUND}":
            self.wrong(f"{url} is answered with {status}")

    def _said(self, message: ConsoleMessage) -> None:
        """What the site's own policy refuses is said here too, and what is asked for unseen, such as an icon."""
        if status := re.search(r"^Failed to load resource: .* status of (\d+)", message.text):
            self._missing(message.location.get("url", ""), status[1])
        elif message.type in ("error", "warning"):
            self.wrong(f"the console says: {message.text}")

    def visit(self, path: str, width: int, how: str = "") -> None:
        self._place = (path, f"{width} px{how}")
        self.page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))
        self.page.goto(f"{self._home}/{path}")

    def look(self) -> None:
        seen = self.page.evaluate(LOOK)
        if seen["wide"] > seen["room"]:
            self.wrong(f"it scrolls sideways: {seen['out'] or 'something'} needs more room")
        if seen["shift"] > 0:
            self.wrong(f"it moves while it loads: {seen['moved']}")

    def examine(self, axe: Axe, applied: set[str]) -> None:
        """By axe-core's rules for WCAG 2.2, A and AA. Preloading is off, for which it would have to ask for files."""
        options = {"runOnly": RULES, "rules": {"target-size": {"enabled": True}}, "preload": False}
        report = axe.run(self.page, options=options).response
        applied |= {rule["id"] for rule in report["passes"]}
        for rule in report["violations"]:
            targets = ", ".join(str(node["target"][0]) for node in rule["nodes"][:2])
            self.wrong(f"axe-core, {rule['id']}: {rule['help']} ({targets})")

    def delay(self) -> None:
        """From now on pictures, fonts and scripts come late, so that what they move is seen to move."""

        def late(route: Route) -> None:
            if route.request.resource_type in ("image", "font", "script"):
                time.sleep(LATE)
            route.continue_()

        self.page.route("**/*", late)

    def close(self) -> None:
        self.page.context.close()


class Tour:
    """The whole of it, part by part. ``paths``: the pages that are visited."""

    def __init__(self, demo: Demonstration, browser: Browser) -> None:
        self.demo, self.browser, self.wrongs = demo, browser, Wrongs()
        self.paths = kinds(demo.public)

    @contextmanager
    def visitor(self, **options: Any) -> Iterator[Visitor]:
        found = Visitor(self.browser, self.demo.url, self.wrongs, **options)
        try:
            yield found
        finally:
            found.close()

    def every_kind(self) -> str:
        axe, applied = Axe(), set[str]()
        for scheme in SCHEMES:
            with self.visitor(color_scheme=scheme) as visitor:
                if scheme == "light":  # in the other, the same boxes move
                    visitor.delay()
                for path, width in product(self.paths, WIDTHS):
                    visitor.visit(path, width, f", {scheme}")
                    visitor.look()
                    visitor.examine(axe, applied)
        check("target-size" in applied, "axe-core did not apply the rules of WCAG 2.2")
        looks = f"axe-core's {len(applied)} rules, sideways scrolling, layout shift, requests and console"
        return f"{len(self.paths)} pages in {', '.join(map(str, WIDTHS))} px, light and dark ({looks})"

    def zoomed(self) -> str:
        with self.visitor(device_scale_factor=2) as visitor:
            for path in self.paths:
                visitor.visit(path, ZOOMED, ", zoomed to 200 %")
                visitor.look()
        return f"{len(self.paths)} pages, zoomed to 200 %"

    def printed(self) -> str:
        with self.visitor() as visitor:
            visitor.page.emulate_media(media="print")
            for path in (SCOREBOARD, COMMITMENT):
                visitor.visit(path, PAPER, ", printed")
                if not visitor.page.locator("h1:visible").count():
                    visitor.wrong("the main heading is not there")
                if visitor.page.locator("nav:visible").count():
                    visitor.wrong("the navigation is there, and nobody can press it")
        return "the scoreboard and a promise, printed"

    def without_javascript(self) -> str:
        links: dict[bool, Counter[str]] = {}
        for javascript in (True, False):
            with self.visitor(java_script_enabled=javascript) as visitor:
                visitor.visit(SCOREBOARD, 1280)
                found = visitor.page.locator("main a[href*='commitments/']:visible")
                links[javascript] = Counter(found.evaluate_all("all => all.map(a => a.getAttribute('href'))"))
        with self.visitor(java_script_enabled=False) as visitor:
            for path in self.paths:
                visitor.visit(path, 1280, ", without JavaScript")
                for control in visitor.page.evaluate(DEAD_CONTROLS):
                    visitor.wrong(f"this control does nothing: {control[:120]}")
        check(links[False], "the scoreboard links to no promise")
        if links[True] != links[False]:
            differ = (links[True] - links[False]) + (links[False] - links[True])
            self.wrongs.add(f"with JavaScript other promises are shown than without: {sorted(differ)[:5]}", SCOREBOARD)
        return f"{len(self.paths)} pages without JavaScript; then the scoreboard links to {len(links[False])} promises"

    def weighed(self) -> str:
        """All that the scoreboard asks for when it is opened for the first time."""
        whole, sent, pictures, parts = 0, 0, 0, []
        with self.visitor() as visitor:
            visitor.visit(SCOREBOARD, 1280)
            visitor.page.wait_for_load_state("networkidle")
            for request in visitor.requests:
                response = request.response()
                check(response, f"{request.url} is not answered")
                assert response is not None
                size = len(response.body())
                whole, sent = whole + size, sent + request.sizes()["responseBodySize"]
                pictures += size if request.resource_type == "image" else 0
                parts.append(f"{request.url.removeprefix(self.demo.url)} {size:,}")
            pictures += visitor.page.evaluate(DRAWN)
        if whole - pictures > HEAVIEST:
            self.wrongs.add(f"{whole - pictures:,} bytes without pictures; {HEAVIEST:,} are allowed", SCOREBOARD)
        return f"the scoreboard weighs {whole:,} bytes, {pictures:,} of them pictures, {sent:,} as sent ({', '.join(parts)})"

    def pictures(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        event = next(path for path in self.paths if path.startswith("events/"))
        shots: tuple[tuple[str, str, int, Scheme], ...] = (
            ("scoreboard-1280-light", SCOREBOARD, 1280, "light"), ("scoreboard-320-dark", SCOREBOARD, 320, "dark"),
            ("commitment-1280-light", COMMITMENT, 1280, "light"), ("event-1280-dark", event, 1280, "dark"),
        )  # fmt: skip
        for name, path, width, scheme in shots:
            with self.visitor(color_scheme=scheme) as visitor:
                visitor.visit(path, width)
                visitor.page.set_viewport_size(ViewportSize(width=width, height=1400))
                visitor.page.screenshot(path=folder / f"{name}.png")
        say(f"{len(shots)} pictures are in {folder}")


def main() -> int:
    asked = arguments(__doc__, "--shots")

    def work() -> None:
        with served(asked.state) as demo, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM.split())
            tour = Tour(demo, browser)
            for step in (tour.weighed, tour.every_kind, tour.zoomed, tour.printed, tour.without_javascript):
                before = len(tour.wrongs)
                words = step()
                say(f"{words}; new findings: {len(tour.wrongs) - before or 'none'}")
            if asked.shots:
                tour.pictures(asked.shots)
            browser.close()
            tour.wrongs.check()

    return part("the pages", work)


if __name__ == "__main__":
    sys.exit(main())
