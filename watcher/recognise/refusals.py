"""Why an address cannot be watched: what happened, where, and the one thing to do about it, in one sentence. Pure."""

from __future__ import annotations

import re

from watcher.model import SourceKind, Unseen, UnseenReason
from watcher.text import cut

_R = UnseenReason
_BROWSER = "open it in a browser and take the address that it shows there"
_LATER = "try again later"
_ADVICE = {
    _R.NO_NETWORK: "connect this machine and try again",
    _R.UNREACHABLE: "see whether the name is written right, and whether the site answers in a browser",
    _R.TIMEOUT: _LATER,
    _R.REFUSED_BY_ROBOTS: "look for a feed or an interface of the same site, or ask its owner",
    _R.FORBIDDEN_ADDRESS: "only public addresses are watched; PLANWATCH_ALLOW_PRIVATE names exceptions",
    _R.HTTP_ERROR: _BROWSER,
    _R.RATE_LIMITED: _LATER,
    _R.TOO_LARGE: "look for a smaller page or file that says the same",
    _R.BAD_RESPONSE: _BROWSER,
    _R.STALE_MIRROR: "try again when the site is itself again",
    _R.UNREADABLE: "look for the same in another format",
    _R.EMPTY: "take the address of the page that holds the text",
    _R.BOT_WALL: "look for a feed or an interface of the same site, since a wall is not climbed",
    _R.MAINTENANCE: _LATER,
    _R.SOFT_404: "take the address of the page that you mean",
    _R.COLLAPSED: _LATER,
    _R.LIST_SHRANK: _LATER,
    _R.SELECTOR_EMPTY: "correct the selector, or leave it out",
}
_OF_A_CASE = (
    (r"install the extra|; (?:ask for|select) (?:less|few)", ""),  # it says itself what to do
    (r"answered with status 5\d\d", "the server has trouble, so try again later"),
    (r"answered with status 40[13]", "it lets no program in, so look for a feed or an interface of the same site"),
    (r"is scanned", "look for a copy of it that holds text"),
    (r"breaks? off|broke off|cut off|damaged", "try again later, or look for another copy"),
    (r"protected by a password", "look for a copy of it that is not"),
    (r"is empty|are empty", "take the address of one that is not"),
    (r"a web page came instead", "open it in a browser and take the address of the file itself"),
    (r"JavaScript makes it", "try it as --kind page with --renderer chromium"),
    (r"goes on after|MiB together|lists more than|more than [\d,]+ results", "ask for less with a narrower address"),
)
"""What to do where the words of the failure say more than its reason."""
_NOUNS = {SourceKind.FILE: "file", SourceKind.FEED: "feed", SourceKind.PAGE: "page", SourceKind.GOVUK: "page"}
"""What was read; of every other kind, the answer of an interface."""


def refusal(url: str, unseen: Unseen, kind: SourceKind | None = None, *, rendered: bool = False) -> str:
    """One sentence, such as stands after "planwatch: ". ``kind``: as what it was read; ``rendered``: by a browser."""
    detail = unseen.detail.replace('Set renderer = "chromium" for this source.', "")
    noun = _NOUNS.get(kind or SourceKind.PAGE, "answer")
    detail = detail.replace("The page was read but not", f"The {noun} was read and not")
    advice = _advice(unseen, rendered=rendered)
    return f"{url} cannot be watched as it is: {_begun(detail)}{'; ' if advice else ''}{advice}."


def _advice(unseen: Unseen, *, rendered: bool) -> str:
    if rendered and unseen.reason is _R.EMPTY:
        return "it is empty in a browser too, so look for a feed, file or interface that says the same"
    own = next((advice for pattern, advice in _OF_A_CASE if re.search(pattern, unseen.detail)), None)
    return _ADVICE[unseen.reason] if own is None else own


def no_network(url: str, other: str) -> str:
    """``other``: the address of another site that could not be reached either."""
    return f"There is no network: neither {url} nor {other} could be reached; connect this machine and try again."


def absent(url: str, explanation: str = "") -> str:
    why = f"the page is gone ({cut(explanation, 200)})" if explanation else "there is no page"
    return f"{url} cannot be watched: {why}; {_BROWSER}."


def empty_list(url: str) -> str:
    return f"{url} cannot be watched: the list has neither a title nor a row; see whether it is cut, or has still to begin."


def empty_answer(url: str) -> str:
    return f"{url} cannot be watched: its answer is empty; {_BROWSER}."


def moved(url: str, to: str) -> str:
    return f"{url} cannot be watched: it only sends its readers to {to or 'another address'}; add that one."


def unrecognised(url: str, content_type: str) -> str:
    what = f"its answer ({content_type[:80]})" if content_type else "its answer"
    return f"{url} cannot be watched: {what} is none of page, feed, file or JSON; take the address of the page that holds it."


def watched(typed: str, source_id: str, url: str) -> str:
    """``source_id``, ``url``: of the source that watches it."""
    also = f" as {url}" if url != typed else ""
    return f"{typed} is watched already{also}: it is '{source_id}' in sources.toml; change that entry instead."


def leads_to_watched(typed: str, source_id: str, to: str) -> str:
    return f"{typed} leads for now to {to}, which is watched already as '{source_id}'; change that entry instead."


def taken(source_id: str, url: str) -> str:
    return f"the id '{source_id}' in sources.toml is that of {url}; give another with --id."


def unconcerned(url: str) -> str:
    return f"{url} is not added: it concerns no commitment of the plans; name one with --commitment."


def not_any(url: str) -> str:
    return f"{url} is not added for '*', which only a list stands for; name a commitment with --commitment."


def unselected(url: str) -> str:
    return f"{url} is JSON: name with --select what of it to watch, by a JMESPath expression; '@' is everything."


def uses_none(option: str, kind: SourceKind) -> str:
    """``option``: "--select" or "--ignore"."""
    return f"a source of kind '{kind.value}' does not use {option}; leave it out."


def _begun(sentence: str) -> str:
    """Without its stop, and begun as the rest of a sentence is, unless by a name."""
    text = sentence.strip().rstrip(".")
    return text[:1].lower() + text[1:] if text.startswith(("The ", "It ", "Its ", "This ")) else text
