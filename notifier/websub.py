"""Tells a hub that feeds have changed, so that it can tell those who asked it (WebSub, W3C Recommendation 2018) [I/O].

WebSub leaves it open how a publisher tells its hub (section 6); hubs take the form of PubSubHubbub 0.4: hub.mode=publish
with hub.url, some of them with hub.topic. One request a feed is what all of them understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import httpx

from watcher import PublishError

USER_AGENT = "Planwatch/0.1"
SECONDS = 10.0
"""Longest wait for a hub to connect, to take a request, and to answer."""
_SUBSCRIBED = re.compile(r"feeds/(?:all|(?:plans|themes|commitments|kinds)/[^/]+)\.(?:atom|rss|json)")


def is_feed(path: str) -> bool:
    """Whether a published path is that of a feed that can be subscribed to, and not of an archive of one."""
    return bool(_SUBSCRIBED.fullmatch(path))


def changed_feeds(public_url: str, paths: Iterable[str]) -> list[str]:
    """The addresses of the feeds among the files that were written; archives are none, since they have no hub."""
    return [f"{public_url}/{path}" for path in sorted(paths) if is_feed(path)]


def ping(hub: str, feeds: Sequence[str], *, seconds: float = SECONDS) -> None:
    """Tells the hub of each feed. A redirect is not followed, and no answer's body is read.

    Raises PublishError where the hub does not answer, and then asks it nothing more; or where it refuses a feed, after it
    was told of all the others.
    """
    refused = []
    with httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False, headers={"User-Agent": USER_AGENT}) as client:
        for feed in feeds:
            form = {"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}
            try:
                with client.stream("POST", hub, data=form) as answer:
                    if not answer.is_success:
                        refused.append(f"{answer.status_code} for {feed}")
            except (httpx.HTTPError, httpx.InvalidURL) as e:
                raise PublishError(f"the hub {hub} could not be told of new entries ({e or type(e).__name__}); {_STILL}") from e
    if refused:
        raise PublishError(f"the hub {hub} did not take {len(refused)} of {len(feeds)} feeds ({refused[0]}); {_STILL}")


_STILL = "the feeds are published, and readers will ask for them as usual. Is PLANWATCH_HUB right?"
