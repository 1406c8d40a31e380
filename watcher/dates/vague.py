"""Words that promise a time without giving one. Pure."""

from __future__ import annotations

_SPAN = r"(?:days|weeks|months|years|period)"

VAGUE = (
    r"in due course\b|as soon as (?:is )?(?:possible|practicable|practical|reasonably practicable|we can|feasible)\b|"
    r"at the (?:earliest opportunity|earliest possible|appropriate time)\b|at a later (?:date|stage)\b|"
    r"(?:when|as soon as|once|subject to) parliamentary time(?: (?:allows|permits|allowing))?|"
    rf"(?:in|over|during|within) the coming {_SPAN}\b|(?:in|over|within|during) the next (?:few|several|couple of) {_SPAN}\b|"
    rf"(?:in|over) the (?:{_SPAN} and )?{_SPAN} (?:ahead|to come)\b|"
    r"in the (?:near|not too distant|foreseeable|medium|short|long(?:er)?)(?: to (?:medium|long))?[ -](?:term|future)\b|"
    r"(?:very )?shortly\b(?! (?:after|before|afterwards|thereafter))|(?<!as )(?<!too )(?:very )?soon\b(?! (?:after|afterwards|"
    r"as|became))|"
    r"before long\b(?! [a-z]+ )|imminently\b|"
    r"(?:by |before |until |at |from )?(?:the )?(?:end|start|beginning) of (?:this|the|the current|"
    r"the next) parliament(?:ary session)?\b|"
    r"(?:in|during|over|throughout|within|by|before) (?:the (?:course|lifetime|life) of )?(?:this|the current|the next|next) "
    r"(?:parliament(?:ary session)?|session(?: of parliament)?)\b|"
    r"(?:by|before|after) the (?:next )?general election\b|"
    r"within (?:\d+|[a-z]+) (?:weeks|months|years?) of (?:royal assent|enactment|commencement|(?:this |its )?publication)\b|"
    r"(?<=date )(?:tbc|tbd|tba|to be (?:confirmed|announced|decided|determined))\b|"
    r"(?<=date is )to be (?:confirmed|announced|decided)\b|(?<=date \| )(?:tbc|tbd|tba|to be (?:confirmed|announced))\b|"
    r"(?<=date: )(?:tbc|tbd|tba|to be (?:confirmed|announced))\b"
)
"""A pattern for use without regard to case. "Shortly after" and "sooner" tell of other things."""
