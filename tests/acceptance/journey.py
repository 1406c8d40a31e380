"""A reader's way, from the link on a promise's page to the last unsubscribe, with the programs that people have.

Real parts, each on loopback and ended with the script: a small site whose page changes, `planwatch run` and its commands in
processes of their own, Postfix with a Maildir for everybody, Chromium without JavaScript to walk with, axe-core in a second
Chromium to look at each page that the walk comes to, and swaks, SpamAssassin, notmuch and mutt.

``python -m tests.acceptance.journey``. With PLANWATCH_SCREENSHOTS=FOLDER, a picture of each page is kept there.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Response, sync_playwright

from notifier.settings import Settings
from notifier.words import LONDON
from service import deliver_news
from tests.acceptance.common import CHROMIUM, RULES, Failed, check, say, until
from tests.acceptance.postfix import MailSystem, mail_system
from tests.web_server import Web, web
from watcher.archive import Archive
from watcher.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
JANE, JOE, ANN = "jane@readers.example", "joe@readers.example", "ann@readers.example"
NOBODY = "nobody@readers.example"
OPERATOR, PLANWATCH, BOUNCES = "operator@planwatch.example", "planwatch@planwatch.example", "bounces@planwatch.example"

YEAR = date.today().year
PLAN = f"""\
[plan]
id = "send-plan"
title = "SEND and alternative provision improvement plan"
url = "https://www.gov.uk/plan"
published = 2023-03-02
publisher = "Department for Education"

[[commitment]]
id = "ehcp-template"
title = "One national template for education, health and care plans"
due = "by the end of {YEAR + 1}"
owner = "Department for Education"
theme = "plans"
stated = "https://www.gov.uk/plan"
names = ["national EHCP template", "national template for EHC plans"]
delivered_by = ["template", "guidance"]

[[commitment]]
id = "senco-npq"
title = "A new leadership qualification for special educational needs co-ordinators"
due = "by the end of {YEAR + 2}"
owner = "Department for Education"
theme = "workforce"
stated = "https://www.gov.uk/plan"
names = ["national professional qualification for SENCOs"]
delivered_by = ["training"]
"""
SOURCES = """\
[[source]]
id = "template-page"
title = "Education, health and care plans: what is changing"
kind = "govuk"
url = "{url}"
every = "1d"
commitments = ["ehcp-template"]
"""
TOPIC = "commitment:ehcp-template"
FORM = "application/x-www-form-urlencoded"
ENORMOUS = [
    f"The national EHCP template, part {n}: {'each council says in plain words what it will do. ' * 20}" for n in range(700)
]

WIDTHS, SCHEMES = (320, 1280), ("light", "dark")
MOST_BYTES, MOST_SPAM, MOST_SECONDS = 100_000, 1.0, 60.0

# --- what is watched, and who watches ---


def official_page(year: int, *more: str) -> str:
    """The page that the plan's first promise is watched on."""
    standing = "Local authorities, schools, colleges and health services work together on each plan. " * 8
    paragraphs = [f"The national EHCP template will be published by the end of {year}.", standing, *more]
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    title = "Education, health and care plans: what is changing"
    return f"<!doctype html><html lang=en><title>{title}</title><main><h1>{title}</h1>{body}</main></html>"


@dataclass(frozen=True)
class Installation:
    """A folder with a plan and a source, the environment of its commands, and the port of its pages."""

    folder: Path
    env: dict[str, str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "run.log"

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "planwatch.py"), "--root", str(self.folder), *words]

    def planwatch(self, *words: str) -> str:
        """What a command prints; Failed where it ends with anything but 0."""
        done = subprocess.run(self.command(*words), capture_output=True, text=True, env=self.env, timeout=60, check=False)
        check(done.returncode == 0, f"planwatch {' '.join(words)} ended with {done.returncode}: {done.stderr or done.stdout}")
        return done.stdout

    def subscriptions(self) -> list[tuple[str, str, str]]:
        """(address, topic, frequency), in the order of addresses."""
        listed = json.loads(self.planwatch("subscribers", "list", "--json"))
        return sorted((s["address"], s["topic"], s["frequency"]) for s in listed)

    def health(self) -> dict[str, str]:
        return {f["what"]: f["words"] for f in json.loads(self.planwatch("doctor", "--json"))}

    def answer(self, method: str, path: str, body: str = "", kind: str = "", network: str = "") -> tuple[int, dict[str, str], str]:
        """(status, headers, text) of one bare request: no cookie, no redirect followed."""
        headers = {"Content-Type": kind} if kind else {}
        if network:
            headers["X-Forwarded-For"] = network
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body or None, headers)
            got = line.getresponse()
            return got.status, {k.lower(): v for k, v in got.getheaders()}, got.read().decode()
        finally:
            line.close()


def install(folder: Path, site: Web, post: MailSystem) -> Installation:
    (folder / "plans").mkdir()
    (folder / "plans" / "send-plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "sources.toml").write_text(SOURCES.format(url=site.url("/ehc-plans")), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    ours = {
        "ALLOW_PRIVATE": site.address, "PAUSE": "0", "CONTACT": OPERATOR,
        "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(post.port), "SMTP_TLS": "none", "FROM": PLANWATCH,
        "BOUNCES": BOUNCES, "BOUNCES_MAILDIR": str(post.maildir(BOUNCES)),
        "OPERATOR": OPERATOR, "OPERATOR_MAILDIR": str(post.maildir(OPERATOR)), "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PLANWATCH_")}
    return Installation(folder, {**clean, **{f"PLANWATCH_{k}": v for k, v in ours.items()}}, port)


@contextmanager
def running(home: Installation) -> Iterator[Callable[[], None]]:
    """`planwatch run`, from its first round on, until the function that is given is called or the block ends."""
    with home.log.open("wb") as log:
        process = subprocess.Popen(home.command("run", "--port", str(home.port)), env=home.env, stdout=log, stderr=log)

    def stop() -> None:
        process.send_signal(signal.SIGINT)
        process.wait(30)

    def ready() -> bool:
        check(process.poll() is None, f"planwatch run ended with {process.returncode}")
        page = home.folder / "state" / "public" / "commitments" / "ehcp-template.html"
        return page.exists() and re.search(r"\b1 checks? of\b", page.read_text(encoding="utf-8")) is not None

    try:
        until("planwatch run has looked once and published", ready)
        yield stop
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


# --- two browsers: one walks, one looks ---


class Eyes:
    """Looks at the pages that a walk comes to, in both widths and both colour schemes; keeps what is wrong with them."""

    def __init__(self, browser: Browser, pictures: Path | None) -> None:
        self.wrong: list[str] = []
        self.names: list[str] = []
        self.asked: list[str] = []
        self.rules: set[str] = set()
        self._pictures, self._axe = pictures, Axe()
        walking = browser.new_context(java_script_enabled=False, locale="en-GB")
        looking = browser.new_context(bypass_csp=True, locale="en-GB")  # axe is a script, and the site forbids any
        for context in (walking, looking):
            context.on("request", lambda request: self.asked.append(request.url))
            context.on("response", self._arrived)
            context.set_default_timeout(20_000)
        self.walker, self._page = walking.new_page(), looking.new_page()
        self.walker.on("console", lambda said: "Content Security" in said.text and self.wrong.append(said.text))

    def _arrived(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.wrong.append(f"{response.request.frame.url} asks for {response.url}, which is answered with {response.status}")

    def look(self, name: str, html: str = "", url: str = "") -> None:
        """At the page where the walker is, or at one that a bare request was answered with."""
        url, html = url or self.walker.url, html or self.walker.content()

        def is_it(asked: str) -> bool:
            return asked == url

        # The same words as the walker got, and not asked for again: half of these pages are answers to a POST.
        self._page.route(is_it, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        self._page.goto(url)
        self._page.unroute(is_it)
        self._examine(name)

    def look_at_mail(self, name: str, message: EmailMessage) -> None:
        """At the HTML part, as a mail program would show it; nothing may be loaded for it."""
        part = message.get_body(("html",))
        check(part is not None, f"the mail {name} has no HTML part")
        self._page.goto("about:blank")
        before = len(self.asked)
        self._page.set_content(part.get_content(), wait_until="networkidle")
        self._examine(f"mail-{name.replace(' ', '-')}")
        check(self.asked[before:] == [], f"to show the mail {name}, this is loaded: {self.asked[before:]}")

    def _examine(self, name: str) -> None:
        self.names.append(name)
        for scheme, width in product(SCHEMES, WIDTHS):
            self._page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            self._page.set_viewport_size({"width": width, "height": 800})
            where = f"{name}, {width} px, {scheme}"
            if self._pictures:
                self._page.screenshot(path=self._pictures / f"{name}-{width}-{scheme}.png", full_page=True)
            wide = int(self._page.evaluate("document.documentElement.scrollWidth"))
            if wide > width:
                self.wrong.append(f"{where}: scrolls sideways, {wide} px are needed")
            report = self._axe.run(self._page, options={"runOnly": RULES, "rules": {"target-size": {"enabled": True}}}).response
            self.rules |= {rule["id"] for rule in report["passes"]}
            for rule in report["violations"]:
                nodes = "; ".join(str(node["target"]) for node in rule["nodes"][:3])
                self.wrong.append(f"{where}: {rule['id']} ({rule['help']}): {nodes}")
        lost = self._page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash).filter(h => !document.querySelector(h))"
        )
        self.wrong += [f"{name}: a link to {target} has no target" for target in lost]


# --- the story ---


@dataclass
class Story:
    home: Installation
    post: MailSystem
    site: Web
    eyes: Eyes
    read: dict[str, int] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    """One mail of each kind, as it lies in the Maildir."""
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return self.eyes.walker

    def press(self, button: str) -> Response | None:
        with self.page.expect_navigation() as answer:
            self.page.get_by_role("button", name=re.compile(f"^{button}")).first.click()
        return answer.value

    def see(self, heading: str, name: str) -> None:
        """The walker has come to the page with this heading; it is looked at."""
        seen = self.page.get_by_role("heading", level=1).inner_text()
        check(seen == heading, f"the page {name} is headed “{seen}” and not “{heading}”")
        self.eyes.look(name)

    def next_mail(self, address: str, subject: str, kind: str) -> EmailMessage:
        """The next mail for an address, which must have these words in its subject; kept as one of its kind."""
        count = self.read.get(address, 0) + 1
        until(f"{address} gets a mail about “{subject}”", lambda: len(mails(self.post, address)) >= count, MOST_SECONDS)
        self.read[address] = count
        path = mails(self.post, address)[count - 1]
        raw = path.read_bytes()
        message = read_mail(raw)
        check(subject in message["Subject"], f"{address} got “{message['Subject']}” where “{subject}” should have come")
        check(len(raw) < MOST_BYTES, f"the mail “{message['Subject']}” has {len(raw)} bytes")
        self.kept[kind] = raw
        self.eyes.look_at_mail(kind, message)
        return message

    def change(self, html: str) -> dict[str, Any]:
        """The page changes and a second process looks at it; returns the one event that this makes."""
        self.site.html("/ehc-plans", html)
        events = json.loads(self.home.planwatch("check", "template-page", "--json"))["events"]
        check(len(events) == 1, f"one change made {[e['sentence'] for e in events]}")
        return dict(events[0])

    def arrived(self, address: str, event: dict[str, Any], name: str) -> None:
        """Takes the time from an event to the arrival of the mail that was last read."""
        arrival = datetime.fromtimestamp(mails(self.post, address)[self.read[address] - 1].stat().st_mtime, UTC)
        taken = (arrival - datetime.fromisoformat(event["at"])).total_seconds()
        check(taken < MOST_SECONDS, f"the {name} came {taken:.1f} seconds after its event")
        self.seconds[name] = taken


def mails(post: MailSystem, address: str) -> list[Path]:
    """What has arrived for an address, oldest first."""
    folder = post.maildir(address)
    files = [path for box in ("new", "cur") for path in (folder / box).iterdir()]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def read_mail(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    check(part is not None, f"the mail “{message['Subject']}” has no text part")
    return str(part.get_content())


def link_to(page: str, message: EmailMessage) -> str:
    """The link of the text part to a page with a token; it stands whole, on a line of its own, and in the HTML part too."""
    links = re.findall(rf"^(http://127\.0\.0\.1:\d+/{page}\?token=[a-z2-7]{{26}})$", words_of(message), re.MULTILINE)
    check(len(links) == 1, f"the mail “{message['Subject']}” has {len(links)} links to {page} on a line of their own")
    html = message.get_body(("html",))
    check(html is not None and links[0] in unescape(html.get_content()), "the HTML part has another link than the text part")
    return str(links[0])


def jane_signs_up(story: Story) -> None:
    """From the page of a promise to the button in the mail, and to a page of her own."""
    page, url = story.page, story.home.url
    page.goto(f"{url}/index.html")
    story.eyes.look("scoreboard")
    page.get_by_role("link", name="One national template").first.click()
    story.eyes.look("commitment")
    page.get_by_role("main").get_by_role("link", name="Get emails about this promise").click()
    story.see("Get emails about “One national template for education, health and care plans”", "subscribe")
    page.get_by_label("As it happens").check()
    page.get_by_label("Your email address").fill(JANE)
    story.press("Continue")
    story.see("Check your email", "check-your-email")
    mail = story.next_mail(JANE, "Confirm", "confirmation")
    link = link_to("confirm", mail)
    status, _, _ = story.home.answer("GET", link.removeprefix(url))  # as a scanner of links does
    check(status == 200 and not story.home.subscriptions(), "a bare GET of the link has confirmed it")
    page.goto(link)
    story.see("Start these emails?", "confirm")
    story.press("Start these emails")
    story.see("Your emails have begun", "confirmed")
    check(story.home.subscriptions() == [(JANE, TOPIC, "immediately")], "Jane's subscription is not what she asked for")
    page.get_by_role("link", name="Your own page").click()
    story.see("Your emails", "own-page")
    page.goto(link)
    story.see("This has been confirmed already", "confirmed-before")


def jane_hears_of_a_change(story: Story) -> None:
    """The date on the watched page moves; the mail shows what was promised, what was found, and what differs."""
    event = story.change(official_page(YEAR + 3))
    mail = story.next_mail(JANE, f"“by the end of {YEAR + 3}”", "alert")
    story.arrived(JANE, event, "alert")
    words = words_of(mail)
    for expected in (
        "PROMISED",
        "FOUND",
        "WHAT CHANGED",
        f"by the end of {YEAR + 1}",
        f"+ The national EHCP template will be published by\n  the end of {YEAR + 3}",
    ):
        check(" ".join(expected.split()) in " ".join(words.split()), f"the alert does not say “{expected}”:\n{words}")
    header = mail["List-Unsubscribe"]
    check(header == f"<{link_to('unsubscribe', mail)}>", f"List-Unsubscribe is {header}")
    check(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "the mail has no one-click header")
    check(mail["To"] == JANE and PLANWATCH in mail["From"], f"the alert is from {mail['From']} to {mail['To']}")
    returns = re.compile(rb"^Return-Path: <bounces\+\d+\.[a-z2-7]{16}@planwatch\.example>\r?$", re.MULTILINE)
    check(returns.search(story.kept["alert"]), "the alert has no return address of its own")
    status, _, text = story.home.answer("GET", link_to("unsubscribe", mail).removeprefix(story.home.url))
    check(status == 200 and "Stop these emails?" in text, f"a GET of the link to stop answers {status}")


def jane_asks_again(story: Story) -> None:
    """An address that gets these emails is told so by mail; the page is the same as for a stranger."""
    page, url = story.page, story.home.url
    page.goto(f"{url}/subscribe?topic={TOPIC}")
    page.get_by_label("As it happens").check()
    page.get_by_label("Your email address").fill(JANE.upper())
    story.press("Continue")
    story.see("Check your email", "check-your-email-again")
    link_to("manage", story.next_mail(JANE, "already", "already"))
    page.goto(f"{url}/subscribe")
    page.get_by_role("link", name="Change or stop them").click()
    story.see("Change or stop your emails", "ask-link")
    page.get_by_label("Your email address").fill(JANE)
    story.press("Send me the link")
    story.see("Check your email", "link-sent")
    page.goto(link_to("manage", story.next_mail(JANE, "Your link", "own-page")))


def jane_keeps_her_own_page(story: Story) -> None:
    """By the link from the mail: one thing more, another frequency, one thing less, and a copy of her data."""
    page, home = story.page, story.home
    story.see("Your emails", "own-page-by-mail")
    address = page.url
    page.get_by_label("What about").select_option("theme:workforce")
    page.locator("#more").select_option("daily")
    story.press("Add")
    page.get_by_label("What about").select_option("all")
    story.press("Add")
    story.see("Your emails", "own-page-added")
    card = page.locator(".card").filter(has=page.get_by_role("heading", name="every promise"))
    with page.expect_navigation():
        card.get_by_role("button", name=re.compile("^Stop")).click()
    story.see("Your emails", "own-page-stopped")
    card = page.locator(".card").filter(has=page.get_by_role("heading", name="workforce"))
    card.get_by_label("How often").select_option("weekly")
    with page.expect_navigation():
        card.get_by_role("button", name=re.compile("^Change")).click()
    story.see("Your emails", "own-page-changed")
    wanted = [(JANE, TOPIC, "immediately"), (JANE, "theme:workforce", "weekly")]
    check(home.subscriptions() == wanted, f"after Jane's changes the subscriptions are {home.subscriptions()}")
    status, _, text = home.answer("POST", address.removeprefix(home.url), "do=add&topic=&frequency=daily", FORM)
    check(status == 422, f"adding nothing is answered with {status}")
    story.eyes.look("own-page-error", text, address)
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name="Everything that is kept about you").click()
    data = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    check(data["address"] == JANE and [s["topic"] for s in data["subscriptions"]] == [w[1] for w in wanted], f"the copy is {data}")
    check(all(s["consent"] and s["consented_at"] for s in data["subscriptions"]), f"the copy shows no consent: {data}")


def joe_signs_up(story: Story) -> None:
    """Daily; and however often somebody else enters his address, he gets one mail, and they a page that says "too many"."""
    page, home = story.page, story.home
    page.goto(f"{home.url}/subscribe")
    story.see("Get emails from Planwatch", "subscribe-any")
    page.get_by_label("What do you want to hear about?").select_option(TOPIC)
    page.get_by_label("Once a day").check()
    page.get_by_label("Your email address").fill(JOE)
    story.press("Continue")
    link = link_to("confirm", story.next_mail(JOE, "Confirm", "confirmation of a digest"))
    form = f"topic={TOPIC}&frequency=daily&address={JOE}"
    answers = [home.answer("POST", "/subscribe", form, FORM, "203.0.113.9") for _ in range(11)]
    check([a[0] for a in answers] == [200] * 10 + [429], f"eleven requests were answered with {[a[0] for a in answers]}")
    check(len({a[2] for a in answers[:10]}) == 1, "ten requests for one address were answered with different pages")
    story.eyes.look("too-many", answers[-1][2], f"{home.url}/subscribe")
    until("the requests are dealt with", lambda: home.health()["queue"] == "empty")
    page.goto(link)
    story.press("Start these emails")
    story.see("Your emails have begun", "confirmed-daily")
    check((JOE, TOPIC, "daily") in home.subscriptions(), "Joe's subscription is not there")
    check(len(mails(story.post, JOE)) == 1, "a stranger had more than one mail sent to Joe")


def a_mail_comes_back(story: Story) -> None:
    """An enormous change: its mail stays small, and for an address that is not there Postfix returns a report."""
    home = story.home
    for address in (NOBODY, ANN):
        home.planwatch("subscribers", "add", address, "--topic", TOPIC, "--frequency", "immediately")
    standing = [s for s in home.subscriptions() if s[0] != NOBODY]
    event = story.change(official_page(YEAR + 3, *ENORMOUS))
    story.next_mail(JANE, "Updated", "enormous alert")
    story.arrived(JANE, event, "alert of an enormous change")
    story.next_mail(ANN, "Updated", "enormous alert")
    until("the address that bounced is given up", lambda: NOBODY not in [s[0] for s in home.subscriptions()], 45)
    check(home.subscriptions() == standing, f"a bounce left {home.subscriptions()} of {standing}")
    log = (story.post.folder / "mail.log").read_text(encoding="utf-8", errors="replace")
    check("sender non-delivery notification" in log, "Postfix wrote no report")
    check("1 hard" in home.health()["not written to"], f"doctor says {home.health()['not written to']}")
    check(not mails(story.post, BOUNCES), "a report that was understood was not deleted")


def a_forged_report_changes_nothing(story: Story) -> None:
    """swaks hands in a report about Jane, to a return address with a signature that somebody made up."""
    home, standing = story.home, story.home.subscriptions()
    report = FORGED.replace("\n", "\r\n")
    swaks = [
        "swaks",
        "--server",
        "127.0.0.1",
        "--port",
        str(story.post.port),
        "--helo",
        "localhost",
        "--from",
        "<>",
        "--data",
        report,
    ]
    done = subprocess.run(
        [*swaks, "--to", "bounces+1.forged@planwatch.example"], capture_output=True, text=True, timeout=60, check=False
    )
    check(done.returncode == 0, f"swaks could not hand in its mail: {done.stdout}{done.stderr}")
    until("the forged report arrives", lambda: mails(story.post, BOUNCES))
    until("the service reads it", lambda: [m for m in mails(story.post, BOUNCES) if m.parent.name == "cur"])
    check(home.subscriptions() == standing, f"a forged report left {home.subscriptions()} of {standing}")


FORGED = f"""\
From: MAILER-DAEMON@mail.readers.example
To: bounces+1.forged@planwatch.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The address is not there.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.readers.example

Final-Recipient: rfc822; {JANE}
Action: failed
Status: 5.1.1

--b--
"""


def jane_leaves_by_one_click(story: Story) -> None:
    """As RFC 8058 has it: a POST, with no cookie and no redirect, ends what the mail was sent for, and only that."""
    home = story.home
    path = urlsplit(read_mail(story.kept["alert"])["List-Unsubscribe"].strip("<>"))
    story.page.goto(path.geturl())
    story.see("Stop these emails?", "stop")
    status, headers, text = home.answer("POST", f"{path.path}?{path.query}", "List-Unsubscribe=One-Click", FORM)
    check(status == 200 and "set-cookie" not in headers, f"one click was answered with {status} and {headers}")
    story.eyes.look("stopped", text, path.geturl())
    check((JANE, TOPIC, "immediately") not in home.subscriptions(), "one click did not end the subscription")
    check((JANE, "theme:workforce", "weekly") in home.subscriptions(), "one click ended more than the mail was sent for")
    story.page.goto(path.geturl())
    story.see("There is nothing to stop", "nothing-to-stop")
    event = story.change(official_page(YEAR + 4, *ENORMOUS))
    ann = story.next_mail(ANN, f"“by the end of {YEAR + 4}”", "second alert")
    story.arrived(ANN, event, "second alert")
    until("the queue is empty", lambda: home.health()["queue"] == "empty")
    check(len(mails(story.post, JANE)) == story.read[JANE], "Jane got a mail that she had stopped")
    story.page.goto(link_to("unsubscribe", ann))
    story.press("Stop these emails")
    story.see("You will get no more of these emails", "stopped-by-button")


def jane_is_forgotten(story: Story) -> None:
    """All that is left is stopped on her own page, to which she asks for a new link."""
    page, home = story.page, story.home
    page.goto(f"{home.url}/manage")
    page.get_by_label("Your email address").fill(JANE)
    story.press("Send me the link")
    link = link_to("manage", story.next_mail(JANE, "Your link", "own-page"))
    page.goto(link)
    story.press("Stop everything and forget my address")
    story.see("Your address is forgotten", "forgotten")
    check(home.subscriptions() == [(JOE, TOPIC, "daily")], f"after Jane was forgotten there are {home.subscriptions()}")
    page.goto(link)
    story.see("This link does not work", "dead-link-to-own-page")


def what_goes_wrong_has_a_page(story: Story) -> None:
    """Each says what is the matter, with the status that programs need."""
    page, home = story.page, story.home
    page.goto(f"{home.url}/subscribe")
    answer = story.press("Continue")
    story.see("Get emails from Planwatch", "subscribe-error")
    check(answer is not None and answer.status == 422, "an empty form is not refused with 422")
    page.goto(f"{home.url}/manage")
    page.get_by_label("Your email address").fill("jane at readers")
    story.press("Send me the link")
    story.see("Change or stop your emails", "ask-link-error")
    for name, path, status in (
        ("dead-link", "/confirm?token=aaaaaaaaaaaaaaaaaaaaaaaaaa", 404),
        ("unknown-topic", "/subscribe?topic=commitment:moon", 404),
        ("not-found", "/nothing/here", 404),
    ):
        got = page.goto(home.url + path)
        check(got is not None and got.status == status, f"{path} is not answered with {status}")
        story.eyes.look(name)
    for name, kind, body, status in (
        ("wrong-kind", "text/plain", "x", 415),
        ("too-much", FORM, "x" * 65536, 413),
    ):
        got_status, _, text = home.answer("POST", "/subscribe", body, kind)
        check(got_status == status, f"{name} is answered with {got_status}")
        story.eyes.look(name, text, f"{home.url}/subscribe")
    status_, _, text = home.answer("PUT", "/subscribe")
    check(status_ == 405, f"PUT is answered with {status_}")
    story.eyes.look("wrong-method", text, f"{home.url}/subscribe")


def the_links_in_the_alert_lead_somewhere(story: Story) -> None:
    """Every address in the text part that is ours; the next round publishes what the alert tells of."""
    links = re.findall(rf"{re.escape(story.home.url)}\S*", words_of(read_mail(story.kept["alert"])))
    pages = [link for link in links if "token=" not in link]
    check(len(pages) >= 4, f"the alert has only these links: {links}")
    for link in pages:
        path = link.removeprefix(story.home.url) or "/"
        until(f"there is a page at {link}", lambda path=path: story.home.answer("GET", path)[0] == 200, 75)
        if path.startswith(("/events/", "/kept/")):
            story.page.goto(link)
            story.eyes.look(path.split("/")[1])
    for name in ("privacy", "how"):
        story.page.goto(f"{story.home.url}/{name}.html")
        story.eyes.look(name)


def the_operator_knows(story: Story) -> None:
    story.next_mail(OPERATOR, "Canary of", "canary")
    found = until("doctor sees the canary", lambda: "it arrived" in (words := story.home.health()["canary"]) and words)
    say(f"doctor: the canary was {found}")


def joe_gets_his_digest(story: Story) -> None:
    with ThreadPoolExecutor(1) as thread:  # of its own: the browser's event loop runs in this one
        thread.submit(deliver_as_of_tomorrow, story.home).result(60)
    mail = story.next_mail(JOE, "changes: ", "digest")
    words = " ".join(words_of(mail).split())
    check(
        "You get this because you asked to hear about" in words and "once a day" in words, f"the digest does not say why: {words}"
    )
    check(words.count("PROMISED") == 2 and f"by the end of {YEAR + 4}" in words, f"the digest is not of two events: {words}")
    check(mail["List-Unsubscribe"] == f"<{link_to('unsubscribe', mail)}>", "the digest has no link to stop it")
    # Postfix has today's clock; as if it were tomorrow for both, or SpamAssassin would count the difference.
    today = f"Date: {format_datetime(datetime.now(UTC))}".encode()
    story.kept["digest"] = re.sub(rb"^Date: [^\r\n]*", today, story.kept["digest"], flags=re.MULTILINE)


def deliver_as_of_tomorrow(home: Installation) -> None:
    """By the same function as the service calls, under a clock that shows 08:31 in London, through the same Postfix.

    The other way, to set back the subscription in the stopped database, is not enough: what happened today belongs to the
    digest of tomorrow, so the events would have to be set back too, and those are never edited.
    """
    tomorrow = (datetime.now(LONDON) + timedelta(days=1)).replace(hour=8, minute=31, second=0, microsecond=0)
    settings = Settings.from_environment(home.env, home.folder / "state")
    catalogue = load_catalogue(home.folder / "sources.toml", home.folder / "plans")
    with Archive.open(home.folder / "state" / "watcher.db", now=tomorrow) as archive:
        done = deliver_news(catalogue, archive, settings, lambda: tomorrow)
        again = deliver_news(catalogue, archive, settings, lambda: tomorrow)
    check((done.failed, done.deferred, done.down, again.queued) == (0, 0, "", 0), f"delivery says {done}, then {again}")


# --- the mails, read by other people's programs ---


def no_mail_looks_like_spam(story: Story, home: Path) -> None:
    """SpamAssassin with its own rules, on each kind of mail as it lies, and on its text part alone."""
    kinds = ("confirmation", "alert", "enormous alert", "digest", "already", "own-page")
    tried = [(kind, story.kept[kind]) for kind in kinds]
    tried += [(f"{kind}, text alone", text_alone(raw)) for kind, raw in tried]
    with ThreadPoolExecutor(2) as pool:
        scores = list(pool.map(lambda pair: spam_score(pair[1], home), tried))
    for (kind, _), (score, why) in zip(tried, scores, strict=True):
        say(f"spamassassin gives {score:g} to the {kind} ({why})")
    worst = max(score for score, _ in scores)
    check(worst <= MOST_SPAM, f"spamassassin gives {worst:g} to one of these")


def spam_score(raw: bytes, home: Path) -> tuple[float, str]:
    """(score, rules), without the point that it takes off for what was handed in on the same machine."""
    command = ["spamassassin", "-L", "-t", "-x", "--cf=score ALL_TRUSTED 0"]
    done = subprocess.run(command, input=raw, capture_output=True, env={**os.environ, "HOME": str(home)}, timeout=120, check=False)
    status = " ".join(str(message_from_bytes(done.stdout)["X-Spam-Status"]).split())
    found = re.search(r"score=(-?[\d.]+) .*?tests=(\S*(?: [A-Z_0-9,]+)*)", status)
    check(found, f"spamassassin says nothing: {status} {done.stderr.decode()}")
    assert found is not None
    return float(found[1]), found[2]


def text_alone(raw: bytes) -> bytes:
    """The same mail, with nothing but its text part."""
    message = read_mail(raw)
    text = words_of(message)
    message.clear_content()
    message.set_content(text)
    return message.as_bytes()


def other_programs_read_them(story: Story, home: Path) -> None:
    """notmuch counts what is there; mutt shows each text part, with its links whole."""
    files = [path for user in (JANE, JOE, ANN) for path in mails(story.post, user)]
    folder, config = story.post.folder / "mail" / "readers.example", home / "notmuch"
    config.write_text(f"[database]\npath={home}\nmail_root={folder}\n[new]\ntags=new\n", encoding="utf-8")
    env = {**os.environ, "HOME": str(home), "NOTMUCH_CONFIG": str(config)}
    subprocess.run(["notmuch", "new"], env=env, check=True, capture_output=True, timeout=60)
    counted = int(subprocess.run(["notmuch", "count", "*"], env=env, check=True, capture_output=True, timeout=60).stdout)
    check(counted == len(files), f"notmuch counts {counted} mails where {len(files)} are")
    shown = shown_by_mutt(story.post.maildir(JANE), home)
    there = len(mails(story.post, JANE))
    check(len(re.findall("^Subject: ", shown, re.MULTILINE)) == there, f"mutt does not show {there} mails: {shown[:500]}")
    for kind, page in (("confirmation", "confirm"), ("alert", "unsubscribe"), ("already", "manage")):
        link = link_to(page, read_mail(story.kept[kind]))
        check(re.search(rf"^{re.escape(link)}$", shown, re.MULTILINE), f"mutt does not show the link {link}")
    say(f"notmuch counts {counted} mails, as many as there are; mutt shows Jane's {there} with whole links")


def shown_by_mutt(maildir: Path, home: Path) -> str:
    """Every mail as mutt decodes it, piped into a file by its own keys, on a terminal of its own."""
    shown, settings = home / "mutt.txt", home / "muttrc"
    keys = f"<tag-pattern>~A<enter><pipe-message>cat >> {shown}<enter><exit>"
    settings.write_text(f'set folder=~ pipe_decode pipe_split auto_tag wait_key=no quit=yes\npush "{keys}"\n', encoding="utf-8")
    command = f"mutt -R -n -F {settings} -f {maildir}"
    env = {**os.environ, "HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    subprocess.run(
        ["script", "-qec", command, "/dev/null"], env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
    )
    check(shown.exists(), "mutt showed nothing")
    return shown.read_text(encoding="utf-8")


# --- all of it ---


def tell(story: Story, stop: Callable[[], None], work: Path) -> None:
    steps = (
        jane_signs_up, jane_hears_of_a_change, jane_asks_again, jane_keeps_her_own_page, joe_signs_up, a_mail_comes_back,
        a_forged_report_changes_nothing, jane_leaves_by_one_click, jane_is_forgotten, what_goes_wrong_has_a_page,
        the_links_in_the_alert_lead_somewhere, the_operator_knows,
    )  # fmt: skip
    for step in steps:
        began = time.monotonic()
        step(story)
        say(f"{step.__name__.replace('_', ' ')} ({time.monotonic() - began:.1f} s)")
    stop()
    joe_gets_his_digest(story)
    for name, seconds in story.seconds.items():
        say(f"{seconds:.1f} seconds from the event to the {name}")
    for kind, raw in story.kept.items():
        say(f"{len(raw):,} bytes: {kind}")
    no_mail_looks_like_spam(story, work)
    other_programs_read_them(story, work)
    eyes = story.eyes
    check(not eyes.wrong, "with the pages:\n  " + "\n  ".join(dict.fromkeys(eyes.wrong)))
    hosts = {urlsplit(url).hostname for url in eyes.asked if url.startswith("http")}
    check(hosts == {"127.0.0.1"}, f"requests went to {hosts}")
    check("target-size" in eyes.rules, "axe-core did not apply the rules of WCAG 2.2")
    say(f"axe-core found nothing on {len(set(eyes.names))} pages and mails, each in 320 and 1280 px, light and dark")
    check("Traceback" not in story.home.log.read_text(encoding="utf-8"), "planwatch run wrote a traceback")


def main() -> int:
    began = time.monotonic()
    pictures = Path(os.environ["PLANWATCH_SCREENSHOTS"]) if os.environ.get("PLANWATCH_SCREENSHOTS") else None
    home: Installation | None = None
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=p))) for p in ("journey-", "postfix-", "readers-")]
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
        try:
            post = stack.enter_context(mail_system(folders[1], (JANE, JOE, ANN, OPERATOR, PLANWATCH, BOUNCES)))
            site = stack.enter_context(web())
            site.html("/ehc-plans", official_page(YEAR + 1))
            home = install(folders[0], site, post)
            stop = stack.enter_context(running(home))
            browser = stack.enter_context(sync_playwright()).chromium.launch(
                executable_path="/usr/bin/chromium", args=CHROMIUM.split()
            )
            stack.callback(browser.close)
            tell(Story(home, post, site, Eyes(browser, pictures)), stop, folders[2])
        except (Failed, Error, RuntimeError) as error:
            log = home.log.read_text(encoding="utf-8", errors="replace") if home and home.log.exists() else ""
            say(f"FAILED: {error}\nplanwatch run said at its end:\n{log[-3000:]}")
            return 1
    say(f"the journey passed in {time.monotonic() - began:.0f} seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
