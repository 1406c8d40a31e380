"""Why an address cannot be watched: what happened, where, and what to do, in one sentence. Pure."""

from __future__ import annotations

from watcher.model import Unseen, UnseenReason
from watcher.text import cut

_R = UnseenReason
_ADVICE = {
    _R.NO_NETWORK: "connect this machine and try again",
    _R.UNREACHABLE: "see whether the name is written right, and whether the site answers in a browser",
    _R.TIMEOUT: "try again later",
    _R.REFUSED_BY_ROBOTS: "look for a feed or an interface of the same site, or ask its owner",
    _R.FORBIDDEN_ADDRESS: "only public addresses are watched; PLANWATCH_ALLOW_PRIVATE names exceptions",
    _R.HTTP_ERROR: "open it in a browser and take the address that it shows there",
    _R.RATE_LIMITED: "try again later",
    _R.TOO_LARGE: "look for a smaller page or file that says the same",
    _R.BAD_RESPONSE: "open it in a browser and take the address that it shows there",
    _R.STALE_MIRROR: "try again when the site is itself again",
    _R.UNREADABLE: "see whether --kind names what it is, and look for the same in another format",
    _R.EMPTY: "where it shows its text only by JavaScript, try it as --kind page with --renderer chromium",
    _R.BOT_WALL: "look for a feed or an interface of the same site, since a wall is not climbed",
    _R.MAINTENANCE: "try again later",
    _R.SOFT_404: "take the address of the page that you mean",
    _R.COLLAPSED: "try again later",
    _R.LIST_SHRANK: "try again later",
    _R.SELECTOR_EMPTY: "correct the selector, or leave it out",
}


def refusal(url: str, unseen: Unseen) -> str:
    """One sentence, such as stands after "planwatch: "."""
    return f"{url} cannot be watched as it is: {_begun(unseen.detail)}; {_ADVICE[unseen.reason]}."


def no_network(url: str, other: str) -> str:
    """``other``: the address of another site that could not be reached either."""
    return f"There is no network: neither {url} nor {other} could be reached; connect this machine and try again."


def absent(url: str, explanation: str = "") -> str:
    why = f"the page is gone ({cut(explanation, 200)})" if explanation else "there is no page"
    return f"{url} cannot be watched: {why}; open it in a browser and take the address that it shows there."


def empty_list(url: str) -> str:
    return f"{url} cannot be watched: the list has neither a title nor a row; see whether it is cut, or has still to begin."


def moved(url: str, to: str) -> str:
    return f"{url} cannot be watched: it only sends its readers to {to or 'another address'}; add that one."


def unrecognised(url: str, content_type: str) -> str:
    what = f"its answer ({content_type[:80]})" if content_type else "its answer"
    return f"{url} cannot be watched: {what} is none of page, feed, file or JSON; take the address of the page that holds it."


def _begun(sentence: str) -> str:
    """Without its stop, and begun as the rest of a sentence is, unless by a name."""
    text = sentence.strip().rstrip(".")
    return text[:1].lower() + text[1:] if text.startswith(("The ", "It ", "Its ")) else text
