"""What can be asked for: everything, a plan, a theme or one commitment; and how each is called in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from notifier.links import commitment_path
from notifier.words import sentence_case
from watcher import Commitment, Plan


class Topics:
    """The topics of some plans: "all", "plan:ID", "theme:NAME", "commitment:ID"."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._plans = tuple(plans)

    @cached_property
    def commitments(self) -> Mapping[str, Commitment]:
        return {c.id: c for plan in self._plans for c in plan.commitments}

    @cached_property
    def groups(self) -> Mapping[str, Mapping[str, str]]:
        """Every topic with its name in a list, under the heading that it is listed by."""
        themes = dict.fromkeys(c.theme for c in self.commitments.values() if c.theme)
        return {
            "Everything": {"all": "Every promise of every plan"},
            "A plan": {f"plan:{p.id}": p.title for p in self._plans},
            "A theme": {f"theme:{name}": sentence_case(name) for name in themes},
            "One promise": {f"commitment:{c.id}": c.title for c in self.commitments.values()},
        }

    def __contains__(self, topic: object) -> bool:
        return any(topic in group for group in self.groups.values())

    def __iter__(self) -> Iterator[str]:
        return (topic for group in self.groups.values() for topic in group)

    def words(self, topic: str) -> str:
        """What it is called in a sentence; of one that is no more, its bare name."""
        kind, _, name = topic.partition(":")
        if kind == "all":
            return "every promise"
        if kind == "theme":
            return f"promises on {name}"
        if kind == "plan":
            title = next((p.title for p in self._plans if p.id == name), name)
            return f"every promise of “{title}”"
        return f"“{self.commitments[name].title}”" if name in self.commitments else name

    def list_words(self, topics: Sequence[str], most: int = 4) -> str:
        """Several in one sentence; beyond ``most``, how many more."""
        words = [self.words(t) for t in topics]
        if len(words) > most:
            words = [*words[: most - 1], f"{len(words) - most + 1} more"]
        return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

    def page(self, topic: str) -> str:
        """The path of the page about it, under the published folder."""
        kind, _, name = topic.partition(":")
        if kind == "commitment" and name in self.commitments:
            return commitment_path(name)
        return "index.html"


def consent_for(topic_words: str, frequency_words: str) -> str:
    """The sentence that a person agrees to, and that is kept with the time at which they did."""
    return f"Email me about {topic_words}, {frequency_words}, until I say stop."
