"""What is measured: an installation of the shipped plan with many subscribers, and one event that all of them are owed [I/O].

The event is what the product's own comparison finds between two versions of a page. Both were written for this purpose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from notifier.addresses import parse_address
from notifier.mailbox import Mailbox
from notifier.model import Frequency
from notifier.settings import Settings
from watcher.archive import Archive
from watcher.commands import Place
from watcher.diff import diff_documents
from watcher.model import Block, BlockKind, Catalogue, Document, Event, EventKind, Quote

ROOT = Path(__file__).resolve().parents[1]
BEGAN = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)
"""When everybody subscribed; the event is a week younger."""
PAGE = "https://www.example.org/guidance/education-health-and-care-plans"
TOPICS = ("commitment:ehcp-national-template",) * 14 + ("theme:EHC plans",) * 3 + ("all",) * 2 + ("plan:send-ap-2023",)
"""Most readers ask for one promise, some for more; each gets the letter of their own topic."""

_SECTIONS = (
    (
        "When the template will be used",
        "Every council in England will use the national template for education, health and care plans from September 2025.",
        "Councils are encouraged to use the national template for education, health and care plans when they are ready to.",
    ),
    (
        "What councils do now",
        "Councils that took part in the trial send their findings by 31 March 2025. We will publish a summary in the spring.",
        "Councils that took part in the trial may send their findings. We will consider publishing a summary in due course.",
    ),
    (
        "What parents can expect",
        "Your child’s plan will have the same sections wherever you live, and you will be sent a draft within 20 weeks.",
        "Your child’s plan should have much the same sections wherever you live. Councils aim to send a draft within 20 weeks.",
    ),
    (
        "Digital plans",
        "A digital version of the template will be available to all councils by the end of 2025, with a guide for schools.",
        "We are exploring whether a digital version of the template would help councils, and will say more later.",
    ),
    (
        "Plans that exist already",
        "Plans that were written on an older form will be moved to the template at their next annual review.",
        "Plans that were written on an older form stay as they are; councils may move them at an annual review.",
    ),
)
_STANDING = "This page is for councils, schools, colleges and families. It says what has been decided and where to ask."


def catalogue() -> Catalogue:
    """The plan and the sources as shipped."""
    return Place(ROOT, ROOT).catalogue()


def news() -> Event:
    """One page that was rewritten in several places, told as the product would tell it."""
    versions = [
        Document(PAGE, "Education, health and care plans: the national template", "guidance", blocks=_blocks(which))
        for which in (1, 2)
    ]
    change = diff_documents(*versions)
    assert change is not None
    at = BEGAN + timedelta(days=7)
    return Event(
        id=0,
        at=at,
        kind=EventKind.WORDING_CHANGED,
        key="wording-changed:bench",
        plan_id="send-ap-2023",
        commitment_id="ehcp-national-template",
        source_id="",
        sentence="Softer words about the template for EHC plans: “will use … from September 2025” became “are encouraged to”.",
        promised=Quote("Develop one national template for EHC plans and encourage councils to use it", f"{PAGE}/plan"),
        found=Quote(_SECTIONS[0][2], PAGE, at, hashlib.sha256(PAGE.encode()).hexdigest()),
        title=versions[1].title,
        hunks=change.hunks,
        detail={"direction": "softened"},
    )


def _blocks(which: int) -> tuple[Block, ...]:
    opening = (Block(BlockKind.PARAGRAPH, _STANDING),)
    parts = ((Block(BlockKind.HEADING, s[0]), Block(BlockKind.PARAGRAPH, s[which])) for s in _SECTIONS)
    return opening + tuple(block for part in parts for block in part)


def addresses(count: int) -> list[str]:
    return [f"reader{n:06d}@readers.example.org" for n in range(count)]


def make_installation(state: Path, people: Sequence[str]) -> None:
    """A state folder in which nothing has been delivered yet: confirmed subscriptions, and then the event."""
    with Mailbox.open(state / "notifier.db") as mailbox, mailbox.transaction():
        for number, person in enumerate(people):
            mailbox.people.subscribe(
                parse_address(person), TOPICS[number % len(TOPICS)], Frequency.IMMEDIATELY,
                now=BEGAN, after=0, consent="Made up to be measured.",
            )  # fmt: skip
    with Archive.open(state / "watcher.db", now=BEGAN) as archive:
        archive.append([news()])


def settings_for(state: Path, port: int, lines: int | None = None) -> Settings:
    """Mail to a server on loopback; ``lines`` None means as many connections as the product opens by default."""
    env = {
        "PLANWATCH_SMTP_HOST": "127.0.0.1",
        "PLANWATCH_SMTP_PORT": str(port),
        "PLANWATCH_SMTP_TLS": "none",
        "PLANWATCH_PUBLIC_URL": "https://planwatch.example.org",
        "PLANWATCH_FROM": "alerts@planwatch.example.org",
        "PLANWATCH_SECRET": "for measurements only",
    }
    if lines is not None:
        env["PLANWATCH_SMTP_CONNECTIONS"] = str(lines)
    return Settings.from_environment(env, state)
