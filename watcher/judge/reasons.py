"""Whether a passage that gives another date says why, and in which words. Pure."""

from __future__ import annotations

import re

from watcher.text import cut

_BECAUSE = re.compile(
    r"\b(?:because|as a result of|in (?:light|view) of|owing to|following (?!the end\b)|after (?:listening|consult\w+|feedback|"
    r"careful consideration|the (?:general )?election)|due to (?!be\b|begin\b|start\b|open\b|close\b|publish\b|report\b|take\b|"
    r"launch\b|finish\b|end\b|complete\b)|(?:in order )?to (?:give|allow|provide|leave|ensure there is) [^.;]{0,60}\btime\b|"
    r"(?:in order )?to (?:take (?:account|into account)|reflect|align)|so that|given (?:the|that|how)|"
    r"while (?:we|the government|ministers|it) (?:consider|review|reflect|listen|work)\w*|pending|"
    r"since (?:the new government|we)|delays? (?:in|to|with|is|was|are|caused)|delayed by|"
    r"needs? (?:more|extra|further) time|more time (?:is needed|to|for))\b[^.;]*",
    re.I,
)
_LONGEST = 240


def reason_of(*texts: str) -> str:
    """The first words in any of these texts that give a reason for a date, as they stand; "" where none does.

    "Due to be published" is no reason, and a purpose ("to give councils time") is one.
    """
    for text in texts:
        found = _BECAUSE.search(text)
        if found and len(found[0].split()) >= 3:
            words = found[0].strip(" ,")
            return cut(words, _LONGEST)
    return ""
