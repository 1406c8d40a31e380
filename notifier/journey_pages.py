"""The pages of the journey: values -> HTML. Pure. Each says what happens next, and needs no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notifier.journey import Invitation, Person, shown_as
from notifier.links import site_root
from notifier.model import Frequency, Site, Subscription
from notifier.pages import page_templates
from notifier.policy import POLICY
from notifier.settings import Settings
from notifier.topics import Topics
from notifier.words import (
    clock_in_words,
    duration_in_words,
    frequency_in_words,
    limits_in_words,
    moment_in_words,
    sentence_case,
    weekday_in_words,
)

_AT = clock_in_words(POLICY.digest_at)
FREQUENCIES = (
    (Frequency.IMMEDIATELY.value, "As it happens", "an email for each piece of news"),
    (Frequency.DAILY.value, "Once a day", f"at {_AT}, when there is news"),
    (Frequency.WEEKLY.value, "Once a week", f"on {weekday_in_words(POLICY.digest_weekday)}s at {_AT}, when there is news"),
)


@dataclass(frozen=True, slots=True)
class JourneyPages:
    """``error``s are by the id of the field that they are about."""

    settings: Settings
    topics: Topics

    def subscribe(
        self, topic: str, *, address: str = "", frequency: str = Frequency.DAILY.value, error: Mapping[str, str] | None = None
    ) -> str:
        known = topic if topic in self.topics else ""
        return self._render(
            "journey/subscribe.html",
            f"Get emails about {self.topics.words(known)}" if known else "Get emails from Planwatch",
            topic=known,
            topic_words=self.topics.words(known) if known else "",
            topic_page=self.topics.page(known),
            groups=self.topics.groups,
            address=address,
            frequency=frequency,
            error=error or {},
        )

    def check_your_email(self, address: str) -> str:
        """The same for every address."""
        stranger = limits_in_words(POLICY.letters_to_stranger)
        return self._message(
            "Check your email",
            [
                f"In a few minutes an email from {self.settings.sender} reaches {address}. It holds a link that works for "
                f"{duration_in_words(POLICY.confirm_within)}. Follow it and press the button on its page: until you do, "
                "nothing else is sent.",
                "One link covers all that you asked for in the meantime. If you get these emails already, the email says so.",
                "If nothing comes, look in your spam or junk folder, and at the address above. So that nobody can fill a "
                f"stranger’s mailbox, an address that never answered gets at most {stranger} such emails, whoever asks: "
                "after that you can ask again.",
            ],
            [("subscribe", "Ask again, or for something else"), ("index.html", "Every promise")],
        )

    def confirm(self, invitation: Invitation, token: str) -> str:
        return self._press(
            "Start these emails?",
            ["Press the button, and from then on this comes to the address to which the link was sent:"],
            [self._sentence(s) for s in invitation.pending],
            f"confirm?token={token}",
            "Start these emails",
            [
                f"They come from {self.settings.sender}. Every one has a link that stops it.",
                f"This page works until {moment_in_words(invitation.until)}; after that, ask again under Emails.",
                "If you did not ask for them, close this page: nothing is sent.",
            ],
            hidden=[("begin", shown_as(s)) for s in invitation.pending],
        )

    def confirmed(self, begun: Sequence[Subscription], manage_token: str) -> str:
        return self._message(
            "Your emails have begun",
            [
                f"They come from {self.settings.sender}. What happened before today is on the pages, and is not sent.",
                "When there is nothing to tell, nothing comes. Every email has a link that stops it.",
            ],
            [
                (f"manage?token={manage_token}", "Your own page: change how often, add something, or stop"),
                ("index.html", "Every promise"),
            ],
            [self._sentence(s) for s in begun],
        )

    def confirmed_before(self) -> str:
        return self._message(
            "This has been confirmed already",
            ["There is nothing more to do: the emails have begun, unless they were stopped since."],
            [("manage", "Change or stop your emails"), ("index.html", "Every promise")],
        )

    def nothing_to_confirm(self) -> str:
        return self._message(
            "There is nothing left to confirm",
            ["What was asked for is no longer offered, or was stopped in the meantime."],
            [("subscribe", "Ask for emails"), ("index.html", "Every promise")],
        )

    def dead_link(self, kind: str) -> str:
        """``kind``: "confirm" or "manage"."""
        within = POLICY.confirm_within if kind == "confirm" else POLICY.manage_within
        again = ("subscribe", "Ask for emails again") if kind == "confirm" else ("manage", "Ask for a new link")
        return self._message(
            "This link does not work",
            [f"It is cut or mistyped, or it is older than {duration_in_words(within)}. Nothing was changed."],
            [again, ("index.html", "Every promise")],
        )

    def leave(self, leaving: Sequence[Subscription], token: str) -> str:
        return self._press(
            "Stop these emails?",
            ["Press the button, and these end at once:"],
            [self._sentence(s) for s in leaving],
            f"unsubscribe?token={token}",
            "Stop these emails",
            ["To change how often they come, or to stop only some, close this page and ask for a link under Emails."],
        )

    def left(self, ended: Sequence[Subscription]) -> str:
        return self._message(
            "You will get no more of these emails",
            ["They have ended, and what was queued for them is gone. Where nothing else is left, your address is deleted."],
            [("subscribe", "Ask for emails again"), ("index.html", "Every promise")],
            [self._sentence(s) for s in ended],
        )

    def nothing_to_stop(self) -> str:
        return self._message(
            "There is nothing to stop",
            ["These emails have ended already, or the link is cut. If emails still come, use the link in the newest one."],
            [("manage", "See what you get"), ("index.html", "Every promise")],
        )

    def ask_link(self, *, address: str = "", error: Mapping[str, str] | None = None) -> str:
        return self._render("journey/ask_link.html", "Change or stop your emails", address=address, error=error or {})

    def link_sent(self, address: str) -> str:
        """The same for every address."""
        return self._message(
            "Check your email",
            [
                f"If {address} gets our emails, one from {self.settings.sender} is on its way there with a link to your own page. "
                f"The link works for {duration_in_words(POLICY.manage_within)}.",
                "If nothing comes, no emails are sent to that address, or it has had several such links today: look at the "
                "address above, in your spam or junk folder, or ask again tomorrow.",
            ],
            [("manage", "Ask again"), ("index.html", "Every promise")],
        )

    def manage(self, person: Person, token: str, *, done: str = "", error: Mapping[str, str] | None = None) -> str:
        root = site_root(self.settings.forms_url)
        return self._render(
            "journey/manage.html",
            "Your emails",
            person=person,
            topics=self.topics,
            groups=self.topics.groups,
            action=f"{root}manage?token={token}",
            copy=f"{root}manage/data?token={token}",
            until=moment_in_words(person.until),
            done=done,
            error=error or {},
        )

    def erased(self) -> str:
        return self._message(
            "Your address is forgotten",
            [
                "All your emails have ended and your address is deleted, with everything that was kept beside it. Only a code "
                "made from it stays, from which it cannot be read.",
            ],
            [("subscribe", "Ask for emails again"), ("index.html", "Every promise")],
        )

    def too_many(self) -> str:
        return self._message(
            "Too many requests",
            [
                "More requests came from your network, or from everybody together, than are taken in so short a time. "
                "Nothing was changed. Try again in ten minutes; the feeds need no request at all.",
            ],
            [("feeds/all.atom", "The feed of everything"), ("index.html", "Every promise")],
        )

    def plain(self, title: str, text: str) -> str:
        """For errors: what happened and what to do."""
        return self._message(title, [text], [("index.html", "Every promise")])

    def _sentence(self, s: Subscription) -> str:
        words = f"{self.topics.words(s.topic)}, {frequency_in_words(s.frequency)}"
        return sentence_case(words)

    def _message(self, title: str, paragraphs: Sequence[str], links: Sequence[tuple[str, str]], items: Sequence[str] = ()) -> str:
        root = site_root(self.settings.forms_url)
        whole = [(root + path, label) for path, label in links]
        return self._render("journey/message.html", title, paragraphs=paragraphs, links=whole, items=items)

    def _press(
        self,
        title: str,
        paragraphs: Sequence[str],
        items: Sequence[str],
        action: str,
        button: str,
        after: Sequence[str],
        hidden: Sequence[tuple[str, object]] = (),
    ) -> str:
        return self._render("journey/press.html", title, paragraphs=paragraphs, items=items, action=action, button=button,
                            after=after, hidden=hidden)  # fmt: skip

    def _render(self, template: str, title: str, **values: Any) -> str:
        error = values.get("error")
        root = site_root(self.settings.forms_url)
        return page_templates().get_template(template).render(
            title=f"Error: {title}" if error else title,
            heading=title,
            root=root,
            forms=root,
            path="",
            privacy=f"{root}privacy.html",
            site=Site(self.settings.public_url, self.settings.notice, self.settings.sender, self.settings.contact),
            frequencies=FREQUENCIES,
            **values,
        )  # fmt: skip
