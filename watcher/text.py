"""What every reader and writer of English text here shares: a cut between words. Pure."""

from __future__ import annotations


def cut(text: str, most: int) -> str:
    """At most so many characters, ending at a word where there is more than one, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
