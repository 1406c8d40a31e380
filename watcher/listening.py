"""A client that keeps what was answered, for who looks at one address in several ways. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from watcher.extract import Answer
from watcher.look import Gets
from watcher.model import Response


@dataclass(slots=True)
class Listening:
    """Asks through another fetcher, keeps what was answered, and asks for nothing twice."""

    fetcher: Gets
    answers: dict[str, Response] = field(default_factory=dict)
    made: dict[str, Response] = field(default_factory=dict)  # by a browser

    def get(self, url: str, **how: Any) -> Response:
        """``how``: as the client understands it; asked for without condition, whatever is said of validators."""
        if url not in self.answers:
            self.answers[url] = self.fetcher.get(url, **{k: v for k, v in how.items() if k != "validators"})
        return self.answers[url]

    def render(self, url: str) -> Response:
        if url not in self.made:
            self.made[url] = self.fetcher.render(url)
        return self.made[url]

    @property
    def led_to(self) -> str:
        """Where the first answer came from, if the way there was not for good; of a page of GOV.UK, not of its interface."""
        first = next(iter([*self.answers.values(), *self.made.values()]))
        return first.url.replace("/api/content/", "/", 1) if first.redirected and not first.moved_to else ""

    def answer_of(self, body: bytes) -> Answer:
        """That with this body; of several that were joined, with the address and type of the first."""
        answered = [*self.answers.values(), *self.made.values()]
        of = next((a for a in answered if a.body == body), answered[0])
        return Answer(of.url, of.headers.get("content-type", ""), body)
